// A month that was closed: what moves its count afterwards is marked 补报, and listed among the late reports or the corrections. Through HTTP, in the rehearsed city.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CockpitView } from '../dispatch/cockpit.view.ts';
import type { ProjectView } from '../loops/projects/projectViews.tsx';
import { type RehearsedServer, rehearsedServer } from '../testing/rehearsed.ts';

let at: RehearsedServer;
const cookies: Record<string, string> = {};
const MARCH = 'from=2021-03-01&asOf=2021-03-31';

beforeAll(async () => {
  at = await rehearsedServer('closed-months', ['gaoyao', 'zhuanban']);
  for (const account of ['gaoyao', 'zhuanban']) cookies[account] = await at.cookieOf(account);
}, 240_000);
afterAll(() => at?.close());

let keys = 0;
async function give(account: string, command: string, payload: object) {
  keys += 1;
  const headers = { cookie: cookies[account] ?? '', 'idempotency-key': `closed-${keys}` };
  const url = `/api/commands/projects/${command}`;
  const reply = await at.server.inject({ method: 'POST', url, headers, payload });
  return reply.json<{ readonly code?: string; readonly facts: readonly string[] }>();
}
async function ask<T>(url: string): Promise<T> {
  const reply = await at.server.inject({ url, headers: { cookie: cookies.zhuanban ?? '' } });
  if (reply.statusCode !== 200) throw new Error(`${url} ${reply.body}`);
  return reply.json() as T;
}
type Rows = {
  readonly total: number | { readonly value: number };
  readonly rows: readonly { readonly subject: string }[];
};
const rowsOf = async (measure: string, subject: string) =>
  (await ask<Rows>(`/api/measures/${measure}/rows?${MARCH}&unit=441204&limit=200`)).rows.filter(
    (row) => row.subject === subject,
  ).length;

test('a recognition that is taken back: asked for 补报, out of the count, among the corrections', async () => {
  const { rows } = await ask<Rows>(`/api/measures/projects.introduced/rows?${MARCH}&unit=441204`);
  const views = await Promise.all(
    rows.map((row) => ask<ProjectView>(`/api/projects/${encodeURIComponent(row.subject)}`)),
  );
  const view = views.find(({ milestones }) => !milestones.some(({ milestone }) => milestone === 'started'));
  if (view === undefined) throw new Error('every project introduced in March was started since');
  const project = view.project.id;
  const claim = view.milestones.find(
    ({ milestone, counted }) => milestone === 'introduced' && counted,
  )?.claim;
  const revoke = { project, claim, reason: '合同作废' };
  const before = await rowsOf('projects.corrections', project);
  expect((await give('zhuanban', 'revokeMilestone', revoke)).code).toBe('period_closed');
  expect(await rowsOf('projects.introduced', project)).toBe(1);
  const { facts } = await give('zhuanban', 'revokeMilestone', { ...revoke, late: true });
  expect(await ask(`/api/ledger/facts/${facts[0]}`)).toMatchObject({ fact: { body: { late: true } } });
  expect(await rowsOf('projects.introduced', project)).toBe(0);
  expect(await rowsOf('projects.corrections', project)).toBe(before + 1);
});

test('one of an earlier year is told as 往年更正 on the cockpit of this year, and opens; the corrections of this year stay', async () => {
  const told = async () => {
    const { told: lines } = await ask<CockpitView>('/api/cockpit');
    const of = (id: string) => Number(lines.find(({ measure }) => measure === id)?.value);
    return { now: of('projects.corrections'), earlier: of('projects.correctionsEarlier') };
  };
  const before = await told();
  const { rows } = await ask<Rows>(
    '/api/measures/projects.introduced/rows?from=2020-01-01&asOf=2020-12-31&limit=200',
  );
  let found: { project: string; claim: string } | undefined;
  for (const { subject } of rows) {
    const { milestones } = await ask<ProjectView>(`/api/projects/${encodeURIComponent(subject)}`);
    const own = milestones.find(({ milestone, counted }) => milestone === 'introduced' && counted);
    if (own !== undefined && !milestones.some(({ milestone }) => milestone === 'started')) {
      found = { project: subject, claim: own.claim };
      break;
    }
  }
  if (found === undefined) throw new Error('every project of 2020 was started');
  const revoke = { ...found, reason: '查实重复', late: true };
  expect((await give('zhuanban', 'revokeMilestone', revoke)).code).toBeUndefined();
  expect(await told()).toEqual({ now: before.now, earlier: before.earlier + 1 });
  const opened = await ask<Rows>(
    '/api/measures/projects.correctionsEarlier/rows?from=2021-01-01&asOf=2021-06-30&limit=200',
  );
  expect(opened.rows.map(({ subject }) => subject)).toContain(found.project);
});

test('what is recognised of today moves the cockpit at once: beside the month that is judged, and in the figure of today', async () => {
  const project = 'P-of-today';
  const lineOf = async (query = '') =>
    (await ask<CockpitView>(`/api/cockpit${query}`)).targets.find(
      ({ figure }) => figure?.measure === 'projects.introduced',
    );
  const before = await lineOf();
  const { today } = await ask<CockpitView>('/api/cockpit');
  const register = { project, unit: '441204', name: '今日签约项目', lifecycle: 'industrial' };
  await give('gaoyao', 'registerProject', { ...register, plannedInvestmentYuan: '90000000' });
  const evidence = [{ kind: 'contract', name: '合同' }];
  const claim = { project, milestone: 'introduced', evidence, confirm: true };
  const { facts } = await give('gaoyao', 'claimMilestone', claim);
  expect((await give('zhuanban', 'recogniseMilestone', { project, claim: facts[0] })).code).toBeUndefined();
  const after = await lineOf();
  expect([after?.value, after?.light]).toEqual([before?.value, before?.light]);
  expect(Number(after?.since?.value)).toBe(Number(before?.since?.value ?? 0) + 1);
  const now = await lineOf(`?asOf=${today}`);
  expect(Number(now?.value)).toBe(Number(after?.value) + Number(after?.since?.value));
  expect(now?.since).toBeNull();
});

test('a phase that gets its code late counts from then on, and is listed as late and as a correction', async () => {
  const whole = (await ask<Rows>(`/api/measures/projects.introduced/rows?${MARCH}&unit=441204`)).rows[0]
    ?.subject;
  const project = 'P-phase-two';
  const registered = await give('gaoyao', 'registerProject', {
    project,
    unit: '441204',
    name: '某某产业园二期',
    lifecycle: 'industrial',
    plannedInvestmentYuan: '90000000',
    phaseOf: whole,
    occurredOn: '2021-03-02',
    late: true,
  });
  const claimed = await give('gaoyao', 'claimMilestone', {
    project,
    milestone: 'introduced',
    occurredOn: '2021-03-10',
    evidence: [{ kind: 'contract', name: '合同' }],
    late: true,
    confirm: true,
  });
  const recognised = await give('zhuanban', 'recogniseMilestone', { project, claim: claimed.facts[0] });
  expect([registered, claimed, recognised].map(({ code }) => code)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(await rowsOf('projects.introduced', project)).toBe(0);
  const late = await rowsOf('projects.late', project);
  const bind = { project, code: '2103-441204-04-01-543384' };
  expect((await give('gaoyao', 'bindProjectCode', bind)).code).toBe('period_closed');
  expect((await give('gaoyao', 'bindProjectCode', { ...bind, late: true })).code).toBeUndefined();
  expect(await rowsOf('projects.introduced', project)).toBe(1);
  expect(await rowsOf('projects.late', project)).toBe(late + 1);
  expect(await rowsOf('projects.corrections', project)).toBe(1);
});
