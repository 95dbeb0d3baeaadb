// The story of a project over the real ledger and the real server: who holds it now, what opens to an agent by his mandate and to nobody else, joint
// acceptance to its certificate, and that the board counts what the funnel counts.
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setPassword } from '../access/credentials.pg.ts';
import type { BoardView } from '../dispatch/projectStory.view.ts';
import type { JsonObject } from '../kernel/json.ts';
import { funnel } from '../loops/projects/projects.pg.ts';
import { lifecyclesSection } from '../loops/projects/projects.plan.ts';
import { CITY, type TestLedger, testLedger } from '../testing/ledger.ts';
import { operator } from './open.ts';
import { LOOPS, SECTIONS } from './registry.node.ts';
import { ROUTES } from './routes.ts';
import { buildServer } from './server.ts';

const PLAN = `format: luodi/plan@1
city: {id: test, name: 测试市, planTitle: 测试计划, planYear: 2021, effectiveFrom: 2021-01-01}
unitTrees: [{id: tasks, title: 责任单元}]
units:
  - {id: city, name: 测试市, kind: city}
  - {id: town, name: 东镇, kind: county, bearsTasks: true, memberships: [{tree: tasks, parent: city}]}
  - {id: west, name: 西镇, kind: county, bearsTasks: true, memberships: [{tree: tasks, parent: city}]}
  - {id: desk, name: 住建局, kind: office, memberships: [{tree: tasks, parent: city}]}
  - {id: planning, name: 资源局, kind: office, memberships: [{tree: tasks, parent: city}]}
  - {id: hall, name: 代办中心, kind: office, memberships: [{tree: tasks, parent: city}]}
posts:
  - {id: desk-contact, title: 住建局窗口岗, unit: desk, duty: 联系人, phone: 0758-2221234}
lifecycles:
  - id: industrial
    name: 产业项目
    counted: true
    stages: [{id: talks, name: 洽谈, stuckAfterDays: 30}, {id: building, name: 在建}, {id: done, name: 竣工, final: true}]
    milestones:
      - {id: started, name: 新开工, enters: building, limitDays: 60, claimedBy: [], recognisedBy: [city], countingRule: {version: v1, words: 开工}}
      - {id: completed, name: 竣工, enters: done, requires: [started], limitDays: 300, recognisedBy: [city], evidence: [{kind: cert, name: 验收意见书, required: true}], countingRule: {version: v1, words: 竣工}}
approvalRules: {pauseReasons: [{id: hearing, title: 听证}]}
approvalItems:
  - id: permit
    name: 施工许可证
    phase: 施工许可
    authority: desk
    limits: [{days: 7, dayKind: 自然日}]
    materials: [{id: plan, name: 总平面图, grade: 次要, deferrable: true}]
    gates: [{lifecycle: industrial, milestone: started}]
  - {id: report, name: 环评报告书, phase: 施工许可, authority: desk, onTheSpot: true, gates: [{lifecycle: industrial, milestone: started, oneOf: eia}]}
  - {id: form, name: 环评报告表, phase: 施工许可, authority: desk, onTheSpot: true, yieldsDocument: false, gates: [{lifecycle: industrial, milestone: started, oneOf: eia}]}
  - {id: fire, name: 消防验收, phase: 竣工验收, authority: desk, provenance: {limits: {basis: 待补来源}}}
  - {id: check, name: 规划核实, phase: 竣工验收, authority: planning, provenance: {limits: {basis: 待补来源}}}
  - id: joint
    name: 联合验收
    phase: 竣工验收
    authority: desk
    requires: [fire, check]
    provenance: {limits: {basis: 待补来源}}
    gates: [{lifecycle: industrial, milestone: completed}]
`;
const PASSWORD = 'test-password';
let at: TestLedger;
let server: FastifyInstance;
let keys = 0;

async function give(actor: ReturnType<typeof operator>, loop: string, command: string, body: JsonObject) {
  keys += 1;
  return at.ledger.submit(CITY, { key: `k${keys}`, actor, loop, command, body });
}

beforeAll(async () => {
  at = await testLedger({ matter: { loops: LOOPS, sections: SECTIONS, plan: PLAN } });
  at.clock.ms = Date.parse('2021-06-30T02:00:00.000Z');
  const door = { ledger: at.ledger, city: CITY, actor: operator('city') };
  for (const [account, unit, role] of [
    ['desk1', 'desk', 'bureau'],
    ['planning1', 'planning', 'bureau'],
    ['town1', 'town', 'county'],
    ['west1', 'west', 'county'],
    ['office1', 'city', 'office'],
    ['agent1', 'hall', 'agent'],
    ['agent2', 'hall', 'agent'],
  ] as const) {
    const title = `${account}岗`;
    await give(operator('city'), 'access', 'openAccount', {
      account,
      unit,
      post: '经办',
      roles: [role],
      title,
    });
    await setPassword(door, account, PASSWORD);
  }
  for (const [project, unit] of [
    ['P1', 'town'],
    ['P2', 'west'],
    ['P3', 'town'],
  ] as const) {
    const about = { project, unit, name: `${project}木器项目`, lifecycle: 'industrial' };
    await give({ account: 'reg', post: 'p', unit, roles: ['county'] }, 'projects', 'registerProject', {
      ...about,
      plannedInvestmentYuan: '100',
      occurredOn: '2021-05-01',
    });
  }
  server = await buildServer({
    ledger: at.ledger,
    loops: LOOPS,
    routes: ROUTES,
    pages: '/nonexistent',
    secret: 'test secret',
    version: '0',
    now: () => at.clock.ms,
    log: pino({ level: 'silent' }),
  });
}, 120_000);
afterAll(async () => {
  await server?.close();
  await at?.close();
});

async function as(account: string) {
  const reply = await server.inject({
    method: 'POST',
    url: '/api/session',
    payload: { account, password: PASSWORD },
  });
  const cookie = String(reply.headers['set-cookie']).split(';')[0] ?? '';
  return {
    get: async (url: string) => (await server.inject({ url, headers: { cookie } })).json(),
    give: async (command: string, body: object) => {
      keys += 1;
      const headers = { cookie, 'idempotency-key': `h${keys}` };
      const answer = await server.inject({
        method: 'POST',
        url: `/api/commands/${command}`,
        headers,
        payload: body,
      });
      return { status: answer.statusCode, ...answer.json() };
    },
  };
}

const STORY = '/api/projects/P1/story';
const MANDATE = {
  project: 'P1',
  agent: 'agent1',
  items: ['permit', 'joint'],
  from: '2021-06-01',
  to: '2021-12-31',
  document: { name: '授权委托书' },
};

describe('the story', () => {
  test('opens to the project’s unit, and to an agent only under a mandate that holds', async () => {
    const [town, west, agent, other] = [
      await as('town1'),
      await as('west1'),
      await as('agent1'),
      await as('agent2'),
    ];
    expect((await west.get(STORY)).code).toBe('project_unknown');
    expect((await agent.get(STORY)).code).toBe('project_unknown');
    expect(await town.give('approvals/giveMandate', MANDATE)).toMatchObject({ status: 200 });
    expect((await agent.get(STORY)).story.acts).toContain('logErrand');
    expect((await agent.get('/api/projects/P2/story')).code).toBe('project_unknown');
    expect((await other.get(STORY)).code).toBe('project_unknown');
    expect((await town.get('/api/agency/projects')).code).toBe('not_permitted');
    const mine = await agent.get('/api/agency/projects');
    expect(mine.rows.map(({ project }: { project: string }) => project)).toEqual(['P1']);
    expect((await other.get('/api/agency/projects')).rows).toEqual([]);
  });

  test('says who holds it, the n-th day of m, what is missing and whom to call', async () => {
    const [desk, agent, town] = [await as('desk1'), await as('agent1'), await as('town1')];
    // What nobody has applied for stands before the claim that waits for it; of two either-or items one line is asked.
    const bare = (await town.get(STORY)).story;
    expect(bare.now).toMatchObject({
      kind: 'permits',
      what: '新开工：施工许可证',
      firm: true,
      sideName: '东镇',
      missing: ['环评报告书或环评报告表'],
    });
    expect(bare.others[0]).toMatchObject({
      kind: 'claim',
      what: '新开工',
      unit: 'town',
      missing: ['施工许可证', '环评报告书或环评报告表'],
    });
    expect(bare.needs.map(({ name, met }: { name: string; met: boolean }) => [name, met])).toEqual([
      ['施工许可证', false],
      ['环评报告书或环评报告表', false],
    ]);
    expect(await desk.give('approvals/fileApproval', { project: 'P1', item: 'form' })).toMatchObject({
      status: 200,
    });
    expect(
      await desk.give('approvals/decideApproval', { approval: 'P1/form', outcome: 'granted' }),
    ).toMatchObject({ status: 200 });
    expect(
      await agent.give('approvals/fileForFirm', { project: 'P1', item: 'permit', words: '递交申请' }),
    ).toMatchObject({ status: 200 });
    const approval = 'P1/permit';
    expect((await town.get(STORY)).story.now).toMatchObject({
      kind: 'approval',
      unit: 'desk',
      firm: false,
      approval,
    });
    await desk.give('approvals/askSupplement', { approval, materials: ['plan'] });
    const asked = await agent.get('/api/agency/projects');
    expect(asked.rows[0]).toMatchObject({
      needsAgent: true,
      now: { kind: 'supplement', firm: true, missing: ['总平面图'] },
    });
    expect(asked.rows[0].now.call).toEqual([
      { title: '住建局窗口岗', phone: '0758-2221234', assumed: false },
    ]);
    at.clock.ms += 86_400_000;
    // A day on, everybody signs in anew.
    const next = await as('agent1');
    expect(await next.give('approvals/handInForFirm', { approval, words: '补交总平面图' })).toMatchObject({
      status: 200,
    });
    await (await as('desk1')).give('approvals/acceptApproval', { approval });
    at.clock.ms += 3 * 86_400_000;
    const [later, then] = [await as('town1'), await as('desk1')];
    const { story } = await later.get(STORY);
    expect(story.now).toMatchObject({
      kind: 'approval',
      unit: 'desk',
      days: 3,
      of: 7,
      dayKind: '自然日',
      dueOn: '2021-07-08',
    });
    const form = { name: '环评报告表', sort: 'approval', met: true, filed: true };
    expect(story.needs).toEqual([{ name: '施工许可证', sort: 'approval', met: false, filed: true }, form]);
    expect(story.errands).toHaveLength(2);
    await then.give('approvals/decideApproval', { approval, outcome: 'granted', documentNumber: '证1' });
    expect((await later.get(STORY)).story.needs).toEqual([
      { name: '施工许可证', sort: 'approval', met: true, filed: true },
      form,
    ]);
    // As it stood before: the approval was not there.
    const before = await later.get(`${STORY}?asOf=2021-06-29`);
    expect(before.story.approvals).toEqual([]);
    expect(before.story.now).toMatchObject({ kind: 'permits' });
  });

  test('planned days are chained from what has happened', async () => {
    const town = await as('town1');
    const { story } = await town.get(STORY);
    expect(
      story.stages.map(({ id, plannedOn }: { id: string; plannedOn: string }) => [id, plannedOn]),
    ).toEqual([
      ['talks', null],
      ['building', '2021-06-30'],
      ['done', '2022-04-26'],
    ]);
  });

  test('joint acceptance goes from the agent’s application over a finding to the certificate', async () => {
    const [desk, planning, agent, town] = [
      await as('desk1'),
      await as('planning1'),
      await as('agent1'),
      await as('town1'),
    ];
    expect(await agent.give('approvals/openAcceptance', { project: 'P1', kind: '先建后验' })).toMatchObject({
      status: 200,
    });
    const judge = (item: string, outcome: string, more = {}) => ({
      project: 'P1',
      item,
      outcome,
      document: '意见 1 号',
      ...more,
    });
    expect((await agent.give('approvals/judgeAcceptancePart', judge('fire', '通过'))).code).toBe(
      'out_of_scope',
    );
    expect(
      await desk.give('approvals/judgeAcceptancePart', judge('fire', '须整改', { finding: '缺喷淋' })),
    ).toMatchObject({ status: 200 });
    const held = (await town.get(STORY)).story;
    expect([held.now, ...held.others].find(({ kind }: { kind: string }) => kind === 'rectify')).toMatchObject(
      { firm: true, missing: ['缺喷淋'] },
    );
    await planning.give('approvals/judgeAcceptancePart', judge('check', '通过'));
    expect(
      (await desk.give('approvals/certifyAcceptance', { project: 'P1', documentNumber: '联验1' })).code,
    ).toBe('acceptance_not_passed');
    expect(
      await town.give('approvals/rectifyAcceptance', { project: 'P1', item: 'fire', words: '已装喷淋' }),
    ).toMatchObject({ status: 200 });
    await desk.give('approvals/judgeAcceptancePart', judge('fire', '通过'));
    expect((await desk.get(STORY)).story.acceptance).toMatchObject({ mayCertify: true });
    expect(
      await desk.give('approvals/certifyAcceptance', { project: 'P1', documentNumber: '联验1' }),
    ).toMatchObject({ status: 200 });
    const page = await town.get(STORY);
    expect(page.story.acceptance).toMatchObject({ certifiedOn: '2021-07-04', documentNumber: '联验1' });
    expect(page.history.map(({ kind }: { kind: string }) => kind)).toContain('acceptanceCertified');
  });

  test('a mandate taken back closes the project to the agent', async () => {
    const [town, agent] = [await as('town1'), await as('agent1')];
    const [mandate] = (await town.get(STORY)).story.mandates;
    expect(
      await town.give('approvals/revokeMandate', {
        project: 'P1',
        mandate: mandate.mandate,
        reason: '企业收回',
      }),
    ).toMatchObject({ status: 200 });
    expect((await agent.get(STORY)).code).toBe('project_unknown');
    expect((await agent.get('/api/agency/projects')).rows).toEqual([]);
  });
});

test('the board counts what the funnel counts, and cuts it to who asks', async () => {
  const office = await as('office1');
  const whole: BoardView = await office.get('/api/board');
  const counts = await at.ledger.read(CITY, {}, async (view) => {
    const lifecycle = view.plan.section(lifecyclesSection)[0];
    if (lifecycle === undefined) throw new Error('no lifecycle');
    const where = { city: CITY, planHash: view.plan.hash, asOf: view.today, scope: { all: true } as const };
    return funnel(view, where, lifecycle);
  });
  expect(whole.columns.map(({ stage, count, stuck }) => [stage, count, stuck])).toEqual(
    counts.map(({ stage, count, stuck }) => [stage, count, stuck]),
  );
  expect(whole.columns[0]?.rows.map(({ id }) => id).toSorted()).toEqual(['P1', 'P2', 'P3']);
  const west: BoardView = await (await as('west1')).get('/api/board');
  expect(west.columns[0]?.rows.map(({ id }) => id)).toEqual(['P2']);
});
