// 联合验收 as a list over the real ledger and the real server: what waits for one's own unit comes first, a certificate moves it to the certified ones, and what
// did not happen is voided by who told it and by nobody else.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { InboxView } from '../dispatch/inbox.view.ts';
import type { Story } from '../dispatch/projectStory.view.ts';
import { CITY, type TestLedger } from '../testing/ledger.ts';
import { type PlanServer, planServer } from '../testing/planServer.ts';

const PLAN = `format: luodi/plan@1
city: {id: test, name: 测试市, planTitle: 测试计划, planYear: 2021, effectiveFrom: 2021-01-01}
unitTrees: [{id: tasks, title: 责任单元}]
units:
  - {id: city, name: 测试市, kind: city}
  - {id: town, name: 东镇, kind: county, bearsTasks: true, memberships: [{tree: tasks, parent: city}]}
  - {id: west, name: 西镇, kind: county, bearsTasks: true, memberships: [{tree: tasks, parent: city}]}
  - {id: desk, name: 住建局, kind: office, memberships: [{tree: tasks, parent: city}]}
  - {id: planning, name: 资源局, kind: office, memberships: [{tree: tasks, parent: city}]}
lifecycles:
  - id: industrial
    name: 产业项目
    stages: [{id: building, name: 在建}, {id: done, name: 竣工, final: true}]
    milestones: [{id: completed, name: 竣工, enters: done, recognisedBy: [city]}]
approvalItems:
  - {id: fire, name: 消防验收, phase: 竣工验收, authority: desk, provenance: {limits: {basis: 待补来源}}}
  - {id: check, name: 规划核实, phase: 竣工验收, authority: planning, limits: [{days: 15, dayKind: 自然日}]}
  - id: joint
    name: 联合验收
    phase: 竣工验收
    authority: desk
    requires: [fire, check]
    provenance: {limits: {basis: 待补来源}}
    gates: [{lifecycle: industrial, milestone: completed}]
`;
const ACCOUNTS = [
  ['desk1', 'desk', 'bureau'],
  ['desk2', 'desk', 'bureau'],
  ['planning1', 'planning', 'bureau'],
  ['town1', 'town', 'county'],
  ['west1', 'west', 'county'],
] as const;
let at: TestLedger;
let server: PlanServer['server'];
let cookies: PlanServer['cookies'];
let city: PlanServer;
let keys = 0;

async function give(account: string, command: string, body: object) {
  keys += 1;
  const headers = { cookie: cookies.get(account) ?? '', 'idempotency-key': `k${keys}` };
  const reply = await server.inject({
    method: 'POST',
    url: `/api/commands/approvals/${command}`,
    headers,
    payload: body,
  });
  return { status: reply.statusCode, code: (reply.json() as { code?: string }).code };
}
async function get<T>(account: string, url: string): Promise<T> {
  return (await server.inject({ url, headers: { cookie: cookies.get(account) ?? '' } })).json() as T;
}
interface List {
  readonly total: { readonly count: number; readonly capped: boolean };
  readonly nextCursor: string | null;
  readonly rows: readonly {
    readonly project: string;
    readonly mine: boolean;
    readonly passed: number;
    readonly parts: number;
    readonly waitsFor: readonly { readonly name: string; readonly state: string }[];
    readonly documentNumber: string | null;
  }[];
}
const list = (account: string, more = '') => get<List>(account, `/api/acceptances${more}`);
/** What of joint acceptances waits in the account's inbox: project, part, what is asked, by when. */
const inboxOf = async (account: string) =>
  (await get<InboxView>(account, '/api/inbox')).groups
    .find(({ key }) => key === 'acceptances')
    ?.items.map(({ subject, item, outcome, dueOn }) => [subject, item, outcome, dueOn]);
const acceptance = async (account: string, project: string) =>
  (await get<{ story: Story }>(account, `/api/projects/${project}/story`)).story.acceptance!;

beforeAll(async () => {
  city = await planServer(PLAN, ACCOUNTS);
  ({ at, server, cookies } = city);
  for (const [project, unit] of [
    ['P1', 'town'],
    ['P2', 'west'],
    ['P3', 'town'],
  ] as const) {
    const actor = { account: 'reg', post: 'p', unit, roles: ['county'] };
    const about = { project, unit, name: `${project}木器项目`, lifecycle: 'industrial' };
    const body = { ...about, plannedInvestmentYuan: '100', occurredOn: '2021-05-01' };
    await at.ledger.submit(CITY, {
      key: `p-${project}`,
      actor,
      loop: 'projects',
      command: 'registerProject',
      body,
    });
    expect(
      await give(unit === 'town' ? 'town1' : 'west1', 'openAcceptance', {
        project,
        occurredOn: '2021-06-01',
      }),
    ).toMatchObject({ status: 200 });
  }
}, 120_000);
afterAll(() => city?.close());

const judge = (account: string, project: string, item: string, outcome = '通过', more = {}) =>
  give(account, 'judgeAcceptancePart', { project, item, outcome, document: '意见 1 号', ...more });

test('each sees its own; what waits for the own unit comes first, and leaves once it was done', async () => {
  expect((await list('town1')).rows.map(({ project }) => project)).toEqual(['P1', 'P3']);
  expect((await list('west1')).rows.map(({ project }) => project)).toEqual(['P2']);
  expect((await list('planning1')).rows.map(({ mine }) => mine)).toEqual([true, true, true]);
  expect(await inboxOf('planning1')).toEqual([
    ['P1', 'check', 'toJudge', '2021-06-16'],
    ['P2', 'check', 'toJudge', '2021-06-16'],
    ['P3', 'check', 'toJudge', '2021-06-16'],
  ]);
  expect((await judge('planning1', 'P1', 'check')).status).toBe(200);
  expect((await inboxOf('planning1'))?.map(([project]) => project)).toEqual(['P2', 'P3']);
  const after = await list('planning1');
  expect(after.rows.map(({ project, mine }) => [project, mine])).toEqual([
    ['P2', true],
    ['P3', true],
    ['P1', false],
  ]);
  expect(after.rows[2]).toMatchObject({
    passed: 1,
    parts: 2,
    waitsFor: [{ name: '消防验收', state: 'waiting' }],
  });
});

test('a finding waits for the project’s side, who found it does not put it right, and all passed waits for the certificate', async () => {
  const found = { finding: '缺喷淋', rectifyBy: '2021-06-20' };
  expect((await judge('desk1', 'P1', 'fire', '须整改', found)).status).toBe(200);
  const [line] = (await list('town1')).rows;
  expect(line).toMatchObject({ project: 'P1', mine: true, waitsFor: [{ state: 'found', late: true }] });
  expect(await inboxOf('town1')).toEqual([['P1', 'fire', 'toHaveRectified', '2021-06-20']]);
  expect(await inboxOf('west1')).toEqual([]);
  const rectified = { project: 'P1', item: 'fire', words: '已装喷淋' };
  for (const who of ['desk1', 'desk2'])
    expect(await give(who, 'rectifyAcceptance', rectified)).toEqual({
      status: 403,
      code: 'rectified_by_judge',
    });
  const offered = async (who: string) =>
    (await acceptance(who, 'P1')).parts.find(({ item }) => item === 'fire')?.mayRectify;
  expect([await offered('desk1'), await offered('town1')]).toEqual([false, true]);
  expect((await give('town1', 'rectifyAcceptance', rectified)).status).toBe(200);
  expect((await inboxOf('desk1'))?.filter(([project]) => project === 'P1')).toEqual([
    ['P1', 'fire', 'toJudgeAgain', undefined],
  ]);
  expect((await judge('desk1', 'P1', 'fire')).status).toBe(200);
  expect((await inboxOf('desk1'))?.filter(([project]) => project === 'P1')).toEqual([
    ['P1', undefined, 'toCertify', undefined],
  ]);
  expect((await list('desk2')).rows.find(({ project }) => project === 'P1')).toMatchObject({
    certifiable: true,
    mine: true,
  });
});

test('what did not happen is voided by the unit that told it, while what follows holds without it', async () => {
  const events = async (who: string) => (await acceptance(who, 'P1')).events;
  const [opened, ...rest] = await events('planning1');
  // Opening and finding carry what follows; the own unit's passing carries nothing yet.
  expect([
    opened?.mayVoid,
    ...rest.filter(({ byUnitName }) => byUnitName === '资源局').map(({ mayVoid }) => mayVoid),
  ]).toEqual([false, true]);
  const own = rest.find(({ byUnitName }) => byUnitName === '资源局')!;
  expect((await events('west1').catch(() => [])).length).toBe(0);
  const undo = { project: 'P1', event: own.event, reason: '点错了项目' };
  expect((await give('town1', 'voidAcceptanceEvent', undo)).status).toBeGreaterThanOrEqual(400);
  expect((await give('planning1', 'voidAcceptanceEvent', undo)).status).toBe(200);
  expect((await list('planning1')).rows.find(({ project }) => project === 'P1')).toMatchObject({
    mine: true,
    passed: 1,
  });
  const { history } = await get<{ history: { id: string; undone?: boolean }[] }>(
    'planning1',
    '/api/projects/P1/story',
  );
  expect(history.find(({ id }) => id === own.event)?.undone).toBe(true);
  expect((await judge('planning1', 'P1', 'check')).status).toBe(200);
});

test('the certificate moves it to the certified ones, and meets the gate', async () => {
  const needOf = async () =>
    (await get<{ story: Story }>('town1', '/api/projects/P1/story')).story.needs.find(
      ({ name }) => name === '联合验收',
    );
  expect(await needOf()).toMatchObject({ met: false, filed: true });
  expect(
    (await give('desk1', 'certifyAcceptance', { project: 'P1', documentNumber: '联验1号' })).status,
  ).toBe(200);
  expect((await list('town1')).rows.map(({ project }) => project)).toEqual(['P3']);
  expect((await list('town1', '?state=certified')).rows).toMatchObject([
    { project: 'P1', documentNumber: '联验1号', mine: false },
  ]);
  expect(await needOf()).toMatchObject({ met: true });
});

test('it is looked for by name, and read on in pages', async () => {
  expect((await list('desk1', '?text=P2')).rows.map(({ project }) => project)).toEqual(['P2']);
  const first = await list('desk1', '?limit=1');
  expect([first.rows.length, first.total.count, first.nextCursor]).toEqual([1, 2, '1']);
  expect((await list('desk1', `?limit=1&cursor=${first.nextCursor}`)).rows).toHaveLength(1);
});

test('of thousands the longest open are never lost: certified ones are left out before anything is cut', async () => {
  const insert = (kind: string, of: string, body: string) =>
    at.owner.query(
      `insert into acceptance_event (city, subject, event, kind, unit, occurred_on, seq, recorded_at, actor, actor_unit, voided, body)
       select $1, 'acceptance/N' || n, $2 || n, $2, 'town', date '2019-01-01' + n / 10, n + length($2) * 10000, now(), 'a', 'town', false, ${body} from generate_series(1, 5200) n where ${of}`,
      [CITY, kind],
    );
  const parts = `case when n > 3 then '[]' else '[{"item": "fire", "name": "消防验收", "authority": "desk"}]' end::jsonb`;
  await insert(
    'acceptanceOpened',
    'true',
    `jsonb_build_object('project', 'N' || n, 'projectName', '验收' || n, 'kind', '联合', 'lead', 'desk', 'parts', ${parts})`,
  );
  await insert('acceptanceCertified', 'n > 3', `jsonb_build_object('documentNumber', '验' || n)`);
  const open = await list('desk1', '?text=N');
  expect([open.total, open.rows.map(({ project }) => project)]).toEqual([
    { count: 3, capped: false },
    ['N1', 'N2', 'N3'],
  ]);
  expect((await inboxOf('desk1'))?.filter(([project]) => project?.startsWith('N')).length).toBe(3);
  expect((await inboxOf('planning1'))?.filter(([project]) => project?.startsWith('N'))).toEqual([]);
  const certified = await list('desk1', '?state=certified&text=N&limit=1');
  expect([certified.total, certified.rows[0]?.project]).toEqual([{ count: 5000, capped: true }, 'N5200']);
});
