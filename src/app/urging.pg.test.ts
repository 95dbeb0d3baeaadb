// 催办 over the real ledger and the real server: the holder finds it in the inbox and answers once; the matter's moving on ends it by itself; two at once leave
// one; and nothing of what is urged moves. The agent's list asks as many questions for one project as for many.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { InboxView } from '../dispatch/inbox.view.ts';
import type { Story, UrgeLine } from '../dispatch/projectStory.view.ts';
import { holdingsOf } from '../dispatch/storyHoldings.pg.ts';
import { readMatters } from '../dispatch/storyMatter.pg.ts';
import type { JsonObject } from '../kernel/json.ts';
import { compareFolds, foldsOf } from '../ledger/foldEngine.pg.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { CITY, type TestLedger } from '../testing/ledger.ts';
import { type PlanServer, planServer } from '../testing/planServer.ts';
import { LOOPS } from './registry.node.ts';

const PLAN = `format: luodi/plan@1
city: {id: test, name: 测试市, planTitle: 测试计划, planYear: 2021, effectiveFrom: 2021-01-01}
unitTrees: [{id: tasks, title: 责任单元}]
units:
  - {id: city, name: 测试市, kind: city}
  - {id: town, name: 东镇, kind: county, bearsTasks: true, memberships: [{tree: tasks, parent: city}]}
  - {id: west, name: 西镇, kind: county, bearsTasks: true, memberships: [{tree: tasks, parent: city}]}
  - {id: desk, name: 住建局, kind: office, memberships: [{tree: tasks, parent: city}]}
  - {id: hall, name: 代办中心, kind: office, memberships: [{tree: tasks, parent: city}]}
  - {id: watch, name: 督查室, kind: office, memberships: [{tree: tasks, parent: city}]}
posts:
  - {id: town-contact, title: 东镇联系人, unit: town, duty: 联系人, phone: 0758-222 1234}
  - {id: desk-contact, title: 住建局联系人, unit: desk, duty: 联系人, phone: 0758-222 5678}
lifecycles:
  - id: industrial
    name: 产业项目
    counted: true
    stages: [{id: talks, name: 洽谈}, {id: building, name: 在建, final: true}]
    milestones:
      - {id: started, name: 新开工, enters: building, limitDays: 60, recognisedBy: [watch], countingRule: {version: v1, words: 开工}}
approvalRules: {pauseReasons: [{id: hearing, title: 听证}]}
approvalItems:
  - {id: permit, name: 施工许可证, phase: 施工许可, authority: desk, limits: [{days: 7, dayKind: 自然日}]}
  - {id: eia, name: 环评, phase: 施工许可, authority: desk, limits: [{days: 30, dayKind: 自然日}]}
urging: {replyWithinDays: 2, dayKind: 自然日}
`;
const ACCOUNTS = [
  ['desk1', 'desk', 'bureau'],
  ['town1', 'town', 'county'],
  ['west1', 'west', 'county'],
  ['watch1', 'watch', 'office'],
  ['agent1', 'hall', 'agent'],
] as const;
let at: TestLedger;
let server: PlanServer['server'];
let cookies: PlanServer['cookies'];
let city: PlanServer;
let keys = 0;

type Answer = { readonly status: number; readonly body: Record<string, never> };
async function give(account: string, command: string, body: object, key = `k${++keys}`): Promise<Answer> {
  const headers = { cookie: cookies.get(account) ?? '', 'idempotency-key': key };
  const reply = await server.inject({
    method: 'POST',
    url: `/api/commands/${command}`,
    headers,
    payload: body,
  });
  return { status: reply.statusCode, body: reply.json() };
}
async function get<T>(account: string, url: string): Promise<T> {
  const reply = await server.inject({ url, headers: { cookie: cookies.get(account) ?? '' } });
  expect([url, reply.statusCode]).toEqual([url, 200]);
  return reply.json() as T;
}
const story = async (account: string, project = 'P1') =>
  (await get<{ story: Story }>(account, `/api/projects/${project}/story`)).story;
const urged = async (account: string): Promise<readonly UrgeLine[]> =>
  (await get<InboxView>(account, '/api/inbox')).groups
    .filter(({ key }) => key === 'urged')
    .flatMap(({ items }) => items.flatMap(({ urge }) => urge ?? []));

async function direct(unit: string, role: string, loop: string, command: string, body: JsonObject) {
  keys += 1;
  const actor = { account: `${unit}-${role}`, post: 'p', unit, roles: [role] };
  await at.ledger.submit(CITY, { key: `d${keys}`, actor, loop, command, body });
}

beforeAll(async () => {
  city = await planServer(PLAN, ACCOUNTS);
  ({ at, server, cookies } = city);
  for (const project of ['P1', 'P2', 'P3', 'P4']) {
    const about = { project, unit: 'town', name: `${project}木器项目`, lifecycle: 'industrial' };
    await direct('town', 'county', 'projects', 'registerProject', {
      ...about,
      plannedInvestmentYuan: '100',
      occurredOn: '2021-05-01',
    });
    await direct('town', 'county', 'approvals', 'giveMandate', {
      project,
      agent: 'agent1',
      items: ['permit'],
      from: '2021-05-01',
      to: '2021-12-31',
      document: { name: '授权委托书' },
    });
    for (const item of ['permit', 'eia']) {
      const filing = { project, item, occurredOn: '2021-06-20' };
      await direct('desk', 'bureau', 'approvals', 'fileApproval', filing);
      const accepted = { approval: `${project}/${item}`, occurredOn: '2021-06-21' };
      await direct('desk', 'bureau', 'approvals', 'acceptApproval', accepted);
    }
  }
}, 120_000);
afterAll(() => city?.close());

const holdingOf = ({ now, others }: Story, what: string) =>
  [...(now === null ? [] : [now]), ...others].find((one) => one.what === what)!;

/** What an account may urge, as the page offers it. */
async function urge(account: string, what: string, reason = '等这一证开标', project = 'P1') {
  const { urging } = holdingOf(await story(account, project), what);
  if (urging === null) return undefined;
  const { entry, ...about } = urging;
  return give(account, 'urging/urgeMatter', {
    project,
    ...about,
    ...(entry === null ? {} : { entry }),
    reason,
  });
}

describe('催办', () => {
  test('is offered to who may, and reaches the holder’s inbox with its day; nothing of the approval moves', async () => {
    const judged = async () => {
      const { approvals } = await story('watch1');
      const one = await get<Record<string, unknown>>(
        'desk1',
        `/api/approvals/${encodeURIComponent('P1/permit')}`,
      );
      const list = await get<Record<string, unknown>>('desk1', '/api/approvals');
      return { approvals, one: { ...one, at: null }, list: { ...list, at: null } };
    };
    const before = await judged();
    expect(holdingOf(await story('desk1'), '施工许可证').urging).toBeNull();
    expect((await urge('watch1', '施工许可证'))?.status).toBe(200);
    const [line, ...more] = await urged('desk1');
    expect(more).toEqual([]);
    expect(line).toMatchObject({
      what: '施工许可证',
      reason: '等这一证开标',
      urgedUnitName: '督查室',
      dueOn: '2021-07-02',
      assumed: false,
      late: false,
      mayAnswer: true,
    });
    for (const other of ['town1', 'west1', 'watch1', 'agent1']) expect(await urged(other)).toEqual([]);
    expect(await judged()).toEqual(before);
    const { urging, urge: beside } = holdingOf(await story('agent1'), '施工许可证');
    expect([urging, beside?.state]).toEqual([null, 'open']);
  });

  test('is not told twice: not by another, and not by two at once', async () => {
    const about = { project: 'P1', sort: 'approval', matter: 'P1/permit', reason: '再催' };
    const { turn = '' } = holdingOf(await story('watch1'), '施工许可证').urge
      ? { turn: await turnOf('P1/permit') }
      : {};
    expect((await give('town1', 'urging/urgeMatter', { ...about, turn })).body).toMatchObject({
      code: 'urge_open',
    });
    const eia = { ...about, matter: 'P1/eia', turn: await turnOf('P1/eia') };
    const both = await Promise.all(['town1', 'watch1'].map((who) => give(who, 'urging/urgeMatter', eia)));
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(await urged('desk1')).toHaveLength(2);
  });

  test('an answer closes it, stands in the history, and the next urge is another', async () => {
    const [line] = await urged('desk1');
    const answer = { project: 'P1', urge: line?.urge, words: '七月五日前办结', expectedOn: '2021-07-05' };
    expect((await give('west1', 'urging/answerUrge', answer)).body).toMatchObject({ code: 'not_the_holder' });
    expect((await give('desk1', 'urging/answerUrge', answer)).status).toBe(200);
    expect((await give('desk1', 'urging/answerUrge', answer)).body).toMatchObject({ code: 'urge_closed' });
    expect(await urged('desk1')).toHaveLength(1);
    const { history } = await get<{ history: { kind: string; about?: string; body: object }[] }>(
      'watch1',
      '/api/projects/P1/story',
    );
    expect(history.filter(({ kind }) => kind.startsWith('urge') || kind === 'matterUrged')).toHaveLength(3);
    expect(history.find(({ kind }) => kind === 'urgeAnswered')?.body).toEqual({ note: '七月五日前办结' });
    expect((await urge('town1', line?.what ?? ''))?.status).toBe(200);
  });

  test('the item moving on ends it by itself, and taking that back opens it again', async () => {
    const before = await urged('desk1');
    expect(before).toHaveLength(2);
    const paused = await give('desk1', 'approvals/pauseClock', {
      approval: 'P1/eia',
      reason: 'hearing',
      document: '告知 1 号',
    });
    expect(paused.status).toBe(200);
    expect((await urged('desk1')).map(({ matter }) => matter)).toEqual(['P1/permit']);
    const { rows } = await get<{ rows: UrgeLine[] }>('watch1', '/api/urges');
    expect(rows.filter(({ matter }) => matter === 'P1/eia').map(({ state }) => state)).toContain('movedOn');
    const [event] = (paused.body as unknown as { facts: string[] }).facts;
    const undo = { approval: 'P1/eia', event, reason: '没有停' };
    expect((await give('desk1', 'approvals/voidApprovalEvent', undo)).status).toBe(200);
    expect(await urged('desk1')).toHaveLength(2);
    expect(
      (
        await give('desk1', 'approvals/decideApproval', {
          approval: 'P1/permit',
          outcome: 'granted',
          documentNumber: '许 1 号',
        })
      ).status,
    ).toBe(200);
    expect(await urged('desk1')).toHaveLength(1);
  });

  test('a gate: the county is urged to claim; its claim ends it and the recogniser can be urged', async () => {
    expect((await urge('watch1', '新开工', '到期未报', 'P2'))?.status).toBe(200);
    expect((await urged('town1')).map(({ what }) => what)).toEqual(['新开工']);
    const claim = { project: 'P2', milestone: 'started', occurredOn: '2021-05-20', evidence: [] };
    expect((await give('town1', 'projects/claimMilestone', claim)).status).toBe(200);
    expect(await urged('town1')).toEqual([]);
    // It tells of May and was recorded today: the recogniser has had it since today.
    const waits = holdingOf(await story('town1', 'P2'), '新开工');
    expect([waits.kind, waits.unitName, waits.since]).toEqual(['recognition', '督查室', '2021-06-30']);
    expect((await urge('town1', '新开工', '请尽快认定', 'P2'))?.status).toBe(200);
    expect((await urged('watch1')).map(({ what }) => what)).toEqual(['新开工']);
  });

  test('what the firm holds is asked of the project’s own side, not of the authority that waits for it', async () => {
    const about = { project: 'P5', unit: 'town', name: '塑料项目', lifecycle: 'industrial' };
    await direct('town', 'county', 'projects', 'registerProject', { ...about, plannedInvestmentYuan: '100' });
    expect((await give('desk1', 'approvals/fileApproval', { project: 'P5', item: 'eia' })).status).toBe(200);
    const wanted = { approval: 'P5/eia', materials: ['总平面图'] };
    expect((await give('desk1', 'approvals/askSupplement', wanted)).status).toBe(200);
    const now = holdingOf(await story('watch1', 'P5'), '环评');
    expect([now.firm, now.sideName, now.call[0]?.title]).toEqual([true, '东镇', '东镇联系人']);
    const permit = holdingOf(await story('watch1', 'P3'), '施工许可证');
    expect([permit.firm, permit.sideName, permit.call[0]?.title]).toEqual([false, null, '住建局联系人']);
  });

  test('past its day it is late; as known before it was not there', async () => {
    at.clock.ms = Date.parse('2021-07-10T02:00:00.000Z');
    await city.signIn();
    expect((await urged('watch1')).map(({ late }) => late)).toEqual([true]);
    const { rows } = await get<{ rows: UrgeLine[] }>('watch1', '/api/urges?asOf=2021-06-29');
    expect(rows).toEqual([]);
  });

  test('each county sees its own projects’ urges alone', async () => {
    expect((await get<{ rows: UrgeLine[] }>('town1', '/api/urges')).rows.length).toBeGreaterThan(3);
    expect((await get<{ rows: UrgeLine[] }>('west1', '/api/urges')).rows).toEqual([]);
  });

  test('what stands is what a rebuild gives', async () => {
    await at.owner.query('begin');
    const { rows } = await at.owner.query('select max(seq) as seq from fact');
    const known = Number(rows[0].seq);
    expect(await compareFolds(at.owner, foldsOf(LOOPS).all, { city: CITY, known, limit: 10 })).toEqual([]);
    await at.owner.query('rollback');
  });
});

describe('questions in a set', () => {
  test('the agent’s list asks as often for one project as for four', async () => {
    const asked = async (projects: readonly string[]) =>
      at.ledger.read(CITY, {}, async (view) => {
        let questions = 0;
        const counting = new Proxy(view, {
          get: (target, key) =>
            key === 'query'
              ? (...args: Parameters<LedgerView['query']>) => {
                  questions += 1;
                  return target.query(...args);
                }
              : Reflect.get(target, key),
        });
        const actor = { account: 'agent1', post: 'p', unit: 'hall', roles: ['agent'] };
        const matters = await readMatters(counting, projects, {
          actor,
          scope: { all: true },
          asOf: view.today,
        });
        return { questions, held: matters.map((matter) => holdingsOf(matter).length) };
      });
    const [one, four] = [await asked(['P3']), await asked(['P3', 'P4', 'P1', 'P2'])];
    expect(one.held).toHaveLength(1);
    expect(four.held).toHaveLength(4);
    // Two sorts of urged matters more are asked for where there are urges.
    expect(four.questions - one.questions).toBeLessThanOrEqual(4);
    const list = await get<{ rows: { project: string; now: { what: string } | null }[] }>(
      'agent1',
      '/api/agency/projects',
    );
    expect(list.rows.map(({ project }) => project).toSorted()).toEqual(['P1', 'P2', 'P3', 'P4']);
  });
});

async function turnOf(approval: string): Promise<string> {
  const { events } = await get<{ events: { fact: string; voided: boolean }[] }>(
    'desk1',
    `/api/approvals/${encodeURIComponent(approval)}`,
  );
  return events.findLast(({ voided }) => !voided)?.fact ?? '';
}
