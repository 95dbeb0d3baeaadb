// What stands beside the milestones, over the real ledger and the real server: a claim through three steps, lifecycles outside the industrial count with
// their quantities by county, an end taken back, phases with and without a code of their own, sums of batches, planned and actual apart.
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setPassword } from '../access/credentials.pg.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Actor } from '../kernel/loop.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import { isProblem } from '../kernel/problem.ts';
import type { MatterGroup, MattersView } from '../loops/projects/matters.view.ts';
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
  - {id: desk, name: 专班, kind: office, memberships: [{tree: tasks, parent: city}]}
  - {id: harbour, name: 港航局, kind: bureau, memberships: [{tree: tasks, parent: city}]}
reporting: {steps: [填报, 审核, 签发]}
projectAttributes: [{id: origin, title: 投资来源, values: [{id: near, title: 本市}, {id: far, title: 省外}]}]
lifecycles:
  - id: industrial
    name: 产业项目
    counted: true
    stages: [{id: talks, name: 洽谈}, {id: signed, name: 签约}, {id: building, name: 在建, final: true}]
    milestones:
      - {id: introduced, name: 新引进, enters: signed, counted: true, countingRule: {version: v1, words: 签约}}
      - {id: started, name: 新开工, enters: building, counted: true, countingRule: {version: v1, words: 开槽}, requires: [introduced]}
  - id: transport-line
    name: 交通线路
    stages: [{id: planned, name: 前期}, {id: building, name: 在建, final: true}]
    milestones:
      - {id: started, name: 开工, enters: building}
    quantities:
      - {id: landClearedMu, name: 征地, unit: 亩, byUnit: true}
      - {id: households, name: 拆迁, unit: 户, byUnit: true}
      - {id: localFundsYi, name: 地方出资到位, unit: 亿元, byUnit: true}
      - {id: preliminaries, name: 前期要件办结, unit: 件}
`;
const person = (account: string, unit: string, ...roles: string[]): Actor => ({
  account,
  post: 'p',
  unit,
  roles,
});
const clerk = person('clerk1', 'town', 'county');
const reviewer = person('shen1', 'town', 'reviewer');
const signer = person('qian1', 'town', 'signer');
const west = person('west1', 'west', 'county');
const office = person('office1', 'desk', 'office');
const bureau = person('bureau1', 'desk', 'bureau');
const harbour = person('harbour1', 'harbour', 'bureau');
const PASSWORD = 'test-password';

let at: TestLedger;
let server: FastifyInstance;
const cookies = new Map<string, string>();
beforeAll(async () => {
  at = await testLedger({ matter: { loops: LOOPS, sections: SECTIONS, plan: PLAN } });
  at.clock.ms = Date.parse('2021-06-30T02:00:00.000Z');
  const admin = operator('city');
  for (const { account, unit, post, roles } of [clerk, reviewer, signer, west, office, bureau, harbour]) {
    await give(admin, 'access', 'openAccount', { account, unit, post, roles: [...roles], title: account });
    await setPassword({ ledger: at.ledger, city: CITY, actor: admin }, account, PASSWORD);
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

let keys = 0;
async function give(actor: Actor, loop: string, command: string, body: JsonObject) {
  keys += 1;
  return at.ledger.submit(CITY, { key: `k${keys}`, actor, loop, command, body });
}
const tell = (command: string, body: JsonObject, actor: Actor = clerk) =>
  give(actor, 'projects', command, body);
const refusedAs = (promise: Promise<unknown>) =>
  promise.then(
    () => 'recorded',
    (error: unknown) => (isProblem(error) ? error.code : Promise.reject(error)),
  );

function register(project: string, over: JsonObject = {}, actor: Actor = clerk) {
  const body = { project, unit: actor.unit, name: `${project}号项目`, lifecycle: 'industrial' };
  return tell(
    'registerProject',
    { ...body, plannedInvestmentYuan: '100', occurredOn: '2021-01-01', ...over },
    actor,
  );
}

/** Through the three steps, and recognised where it is asked for. */
async function reach(project: string, milestone: string, occurredOn: string, recognise = true) {
  const drafted = await tell('claimMilestone', { project, milestone, occurredOn });
  const draft = drafted.facts[0] as string;
  await tell('passClaim', { project, draft }, reviewer);
  const claimed = await tell('passClaim', { project, draft }, signer);
  if (recognise) await tell('recogniseMilestone', { project, claim: claimed.facts[0] as string }, office);
  return claimed.facts[0] as string;
}

async function ask<T>(actor: Actor, url: string): Promise<T> {
  if (!cookies.has(actor.account)) {
    const payload = { account: actor.account, password: PASSWORD };
    const reply = await server.inject({ method: 'POST', url: '/api/session', payload });
    cookies.set(actor.account, String(reply.headers['set-cookie']).split(';')[0] ?? '');
  }
  const reply = await server.inject({
    method: 'GET',
    url,
    headers: { cookie: cookies.get(actor.account) ?? '' },
  });
  expect([url, reply.statusCode, reply.statusCode === 200 ? '' : reply.body]).toEqual([url, 200, '']);
  return reply.json() as T;
}
async function groupOf(actor: Actor, url: string, key: string): Promise<MatterGroup> {
  const view = await ask<MattersView>(actor, url);
  return view.groups.find((one) => one.key === key) as MatterGroup;
}
const commandsOf = (group: MatterGroup) =>
  group.lines.flatMap((line) => line.forms.map(({ command }) => command.split('/')[1]));

async function figures(ids: readonly string[], asOf = '2021-06-30') {
  return at.ledger.read(CITY, {}, async (view) => {
    const range = { from: '2021-01-01' as PlainDate, asOf: asOf as PlainDate };
    const answers = await view.askMeasures(ids, { ...range, by: [] });
    return ids.map((id) => answers.get(id)?.[0]?.value ?? '0');
  });
}

describe('three steps inside a unit', () => {
  test('what is drafted waits for the reviewer, then the signer, and only then for the recogniser', async () => {
    await register('S1');
    const drafted = await tell('claimMilestone', {
      project: 'S1',
      milestone: 'introduced',
      occurredOn: '2021-03-01',
    });
    const draft = drafted.facts[0] as string;
    type Inbox = { groups: { key: string; items: { claim: string; outcome?: string }[] }[] };
    const waits = async (actor: Actor, key: string) =>
      (await ask<Inbox>(actor, '/api/inbox')).groups
        .find((group) => group.key === key)
        ?.items.map(({ claim, outcome }) => [claim, outcome]);
    expect(await waits(reviewer, 'toPass')).toEqual([[draft, 'toReview']]);
    expect(await waits(signer, 'toPass')).toEqual([]);
    expect(await waits(office, 'toRecognise')).toEqual([]);
    const url = '/api/projects/S1/matters';
    expect(commandsOf(await groupOf(reviewer, url, 'drafts'))).toEqual(['passClaim', 'sendBackClaim']);
    expect(commandsOf(await groupOf(clerk, url, 'drafts'))).toEqual(['withdrawClaim']);
    expect(await figures(['projects.claimedIntroduced'])).toEqual(['0']);
    await tell('sendBackClaim', { project: 'S1', draft, reason: '合同缺页' }, reviewer);
    expect(await waits(clerk, 'myClaims')).toEqual([[draft, 'sentBack']]);
    const claim = await reach('S1', 'introduced', '2021-03-01', false);
    expect(await waits(clerk, 'myClaims')).toEqual([[claim, 'waits']]);
    expect((await waits(office, 'toRecognise'))?.map(([id]) => id)).toEqual([claim]);
    expect(await figures(['projects.claimedIntroduced', 'projects.introduced'])).toEqual(['1', '0']);
    await tell('recogniseMilestone', { project: 'S1', claim }, office);
    expect(await figures(['projects.claimedIntroduced', 'projects.introduced'])).toEqual(['0', '1']);
  });
});

describe('other lifecycles', () => {
  test('a transport line is registered, claimed and measured by county, and enters no industrial count', async () => {
    const counts = ['projects.introduced', 'projects.started', 'projects.underConstruction'];
    const before = await figures(counts);
    await register('T1', { lifecycle: 'transport-line', name: '城际轨道延长线' });
    await reach('T1', 'started', '2021-04-01');
    const told = async (
      figure: string,
      of: string | undefined,
      month: string,
      value: string,
      actor = bureau,
    ) => tell('reportFigure', { project: 'T1', figure, month, value, ...(of ? { of } : {}) }, actor);
    await told('landClearedMu', 'town', '2021-04', '86.5');
    const wrong = await told('landClearedMu', 'town', '2021-05', '135');
    await told('landClearedMu', 'west', '2021-05', '20');
    await told('households', 'west', '2021-05', '12');
    await told('localFundsYi', 'town', '2021-05', '0.35');
    await told('preliminaries', undefined, '2021-05', '3');
    const report = wrong.facts[0] as string;
    await tell('correctFigure', { project: 'T1', report, value: '13.5', reason: '小数点' }, bureau);
    const group = await groupOf(bureau, '/api/projects/T1/matters', 'figures');
    const shown = group.lines.map(({ key, tags, notes }) => [
      key,
      tags[0]?.word.zh,
      ...notes.map(({ label, text }) => `${label.zh} ${text}`),
    ]);
    expect(shown).toEqual([
      ['visibleProgress', '— %'],
      ['jobs', '— 人'],
      ['landClearedMu', '120 亩', '东镇 100 亩', '西镇 20 亩'],
      ['households', '12 户', '西镇 12 户'],
      ['localFundsYi', '0.35 亿元', '东镇 0.35 亿元'],
      ['preliminaries', '3 件'],
    ]);
    expect(await figures(counts)).toEqual(before);
  });
});

describe('an end that was taken back', () => {
  test('what was counted stands; between the two days it was ended; a revoked milestone stays revoked', async () => {
    await register('E1');
    const introduced = await reach('E1', 'introduced', '2021-02-01');
    const started = await reach('E1', 'started', '2021-03-01');
    const building = ['projects.underConstruction'];
    const [standing] = await figures(building, '2021-04-01');
    await tell('endProject', { project: 'E1', occurredOn: '2021-04-01', reason: '投资方退出' });
    expect(await refusedAs(tell('claimMilestone', { project: 'E1', milestone: 'started' }))).toBe(
      'project_ended',
    );
    expect(await refusedAs(tell('reviveProject', { project: 'E1', reason: '重新签约' }))).toBe(
      'revived_by_own_hand',
    );
    await tell('reviveProject', { project: 'E1', occurredOn: '2021-06-01', reason: '重新签约' }, office);
    expect(await figures(building, '2021-03-15')).toEqual([standing]);
    expect(await figures(building, '2021-04-15')).toEqual([String(Number(standing) - 1)]);
    expect(await figures(building, '2021-06-15')).toEqual([standing]);
    const inFunnel = (asOf: string) =>
      at.ledger.read(CITY, {}, async (view) => {
        const industrial = view.plan.section(lifecyclesSection)[0]!;
        const where = {
          city: CITY,
          planHash: view.plan.hash,
          asOf: asOf as PlainDate,
          scope: { all: true } as const,
        };
        return (await funnel(view, where, industrial)).reduce((sum, row) => sum + row.count, 0);
      });
    expect((await inFunnel('2021-03-31')) - (await inFunnel('2021-04-15'))).toBe(1);
    expect(await inFunnel('2021-06-15')).toBe(await inFunnel('2021-03-31'));
    const [counted] = await figures(['projects.introduced']);
    await tell('revokeMilestone', { project: 'E1', claim: started, reason: '并未开槽' }, office);
    await tell('revokeMilestone', { project: 'E1', claim: introduced, reason: '合同无效' }, office);
    await tell('endProject', { project: 'E1', occurredOn: '2021-06-10', reason: '再次退出' });
    await tell('reviveProject', { project: 'E1', occurredOn: '2021-06-20', reason: '又来了' }, office);
    expect(await figures(['projects.introduced'])).toEqual([String(Number(counted) - 1)]);
  });
});

describe('phases, batches and amounts', () => {
  test('a phase counts apart only with a project code of its own', async () => {
    const [before] = await figures(['projects.introduced']);
    await register('W1');
    await register('W2', { phaseOf: 'W1' });
    await reach('W2', 'introduced', '2021-05-01');
    expect(await figures(['projects.introduced'])).toEqual([before]);
    await tell('bindProjectCode', { project: 'W1', code: '2105-441204-04-01-123456' });
    expect(
      await refusedAs(tell('bindProjectCode', { project: 'W2', code: '2105-441204-04-01-123456' })),
    ).toBe('project_code_taken');
    await tell('bindProjectCode', { project: 'W2', code: '2105-441204-04-01-654321' });
    expect(await figures(['projects.introduced'])).toEqual([String(Number(before) + 1)]);
  });
  test('a batch claims nothing; its sum is planned or actual by its kind; a county sees its own projects of it', async () => {
    const counts = ['projects.introduced', 'projects.started', 'projects.inProduction'];
    await register('B1', { plannedInvestmentYuan: '1000' });
    await register('B2', { plannedInvestmentYuan: '200' }, west);
    const amounts = ['projects.actualInvestmentYuan', 'projects.introducedPlannedYuan'];
    const [actual, planned] = await figures(amounts);
    await tell('reportInvestment', { project: 'B1', measure: 'actual', month: '2021-05', amountYuan: '70' });
    // Planned and actual are two measures; no report of one moves the other.
    expect(await figures(amounts)).toEqual([String(Number(actual) + 70), planned]);
    const before = await figures(counts);
    const projects = ['B1', 'B2'];
    await tell('holdBatch', { batch: 'q2s', name: '二季度集中签约', kind: 'signing', projects }, bureau);
    await tell('holdBatch', { batch: 'q2p', name: '二季度集中投产', kind: 'producing', projects }, bureau);
    expect(await figures(counts)).toEqual(before);
    const sums = async (actor: Actor) =>
      (await groupOf(actor, '/api/batches', 'batches')).lines
        .map(({ title, notes }) => `${title} ${notes[0]?.label.zh} ${notes[0]?.text} ${notes[1]?.text}`)
        .toSorted();
    expect(await sums(bureau)).toEqual([
      '二季度集中投产 实际投资 70 B1号项目、B2号项目',
      '二季度集中签约 计划投资 1200 B1号项目、B2号项目',
    ]);
    expect(await sums(west)).toEqual([
      '二季度集中投产 实际投资 0 B2号项目',
      '二季度集中签约 计划投资 200 B2号项目',
    ]);
  });
  test('a finding stands in the city’s list, overdue by the day, until another hand closes it', async () => {
    await register('F1');
    const raised = await tell(
      'raiseFinding',
      { project: 'F1', finding: '围蔽缺失', grade: 'urgent', occurredOn: '2021-06-01' },
      office,
    );
    const finding = raised.facts[0] as string;
    const state = async (actor: Actor) =>
      (await groupOf(actor, '/api/inspections', 'findings')).lines.map(({ tags, forms }) => [
        ...tags.map(({ word }) => word.zh),
        ...forms.map(({ title }) => title.zh),
      ]);
    expect(await state(clerk)).toEqual([['紧急', '待整改', '逾期', '报告整改完成']]);
    expect(await state(west)).toEqual([]);
    type Inbox = { groups: { key: string; items: { claim: string; dueOn?: string }[] }[] };
    const waits = async (actor: Actor, key: string) =>
      (await ask<Inbox>(actor, '/api/inbox')).groups
        .find((group) => group.key === key)
        ?.items.map(({ claim, dueOn }) => [claim, dueOn]);
    expect(await waits(clerk, 'toRectify')).toEqual([[finding, '2021-06-06']]);
    expect([await waits(west, 'toRectify'), await waits(office, 'toClose')]).toEqual([[], []]);
    const evidence = [{ kind: 'document', name: '整改后照片' }];
    await tell('rectifyFinding', { project: 'F1', finding, what: '已补齐', evidence });
    expect(await state(office)).toEqual([['紧急', '待销号', '逾期', '销号', '退回整改']]);
    expect([await waits(clerk, 'toRectify'), await waits(office, 'toClose')]).toEqual([
      [],
      [[finding, '2021-06-06']],
    ]);
    // Who may recognise and sits elsewhere finds it neither in the inbox nor on the page, and is refused.
    expect(await waits(harbour, 'toClose')).toEqual([]);
    expect(await state(harbour)).toEqual([['紧急', '待销号', '逾期']]);
    expect(await refusedAs(tell('closeFinding', { project: 'F1', finding }, harbour))).toBe(
      'not_the_inspector',
    );
    await tell('closeFinding', { project: 'F1', finding }, office);
    expect(await state(office)).toEqual([['紧急', '已销号']]);
  });
  test('leads: a second unit stands behind the first until the city transfers', async () => {
    const lead = { investor: '宁川电池有限公司', project: '动力电池基地', creditCode: '91441200MA4W12345L' };
    const first = await tell('reportLead', lead);
    expect(await refusedAs(tell('reportLead', lead, west))).toBe('needs_confirmation');
    await tell('reportLead', { ...lead, confirm: true }, west);
    const other = { ...lead, investor: '宁川新能源', confirm: true };
    expect(await refusedAs(tell('reportLead', other, west))).toBe('lead_code_elsewhere');
    const told = async (actor: Actor) =>
      (await groupOf(actor, '/api/leads', 'leads')).lines.map(({ tags }) => tags[0]?.word.zh);
    expect(await told(office)).toEqual(['在 东镇 之后', '首谈至 2021-09-28']);
    expect(await told(west)).toEqual(['在 东镇 之后']);
    const registration = { investor: lead.investor, name: lead.project };
    expect(await refusedAs(register('L1', registration, west))).toBe('first_talk_held');
    const transfer = {
      investor: lead.investor,
      lead: first.facts[0] as string,
      toUnit: 'west',
      reason: '布局调整',
    };
    expect(await refusedAs(tell('transferLead', transfer, west))).toBe('out_of_scope');
    await tell('transferLead', transfer, office);
    expect(await refusedAs(register('L1', registration, west))).toBe('recorded');
  });
});

describe('a lead that becomes a project', () => {
  test('is offered its registration with all that it told, and is closed by it', async () => {
    const lead = { investor: '西江木业有限公司', project: '木门生产线', plannedInvestmentYuan: '360000000' };
    const { facts } = await tell('reportLead', lead);
    const lineOf = async () =>
      (await groupOf(clerk, '/api/leads', 'leads')).lines.find(({ key }) => key === facts[0]);
    const goes = new URL((await lineOf())?.goes?.to ?? '', 'http://x');
    expect(Object.fromEntries(goes.searchParams)).toMatchObject({
      do: 'register',
      lead: facts[0],
      'lead.investor': lead.investor,
      'lead.name': lead.project,
      'lead.yuan': '360000000',
      'lead.unit': clerk.unit,
    });
    // Under another name than was reported: the registration itself says of which lead it is.
    const registration = {
      investor: lead.investor,
      name: '木门生产线（一期）',
      lead: String(facts[0]),
      occurredOn: '2021-06-30',
      confirm: true,
    };
    expect(await refusedAs(register('L2', registration))).toBe('recorded');
    const line = await lineOf();
    expect([line?.tags[0]?.word.zh, line?.project?.id, line?.goes, line?.forms]).toEqual([
      '已登记为项目',
      'L2',
      undefined,
      [],
    ]);
    expect(await refusedAs(register('L3', registration))).toBe('lead_registered');
  });

  test('a registration is put right on the project’s page: what it lacks, and its day', async () => {
    await register('R1');
    const url = '/api/projects/R1/matters';
    const lineOf = async () => (await groupOf(clerk, url, 'registered')).lines[0];
    const [form] = (await lineOf())?.forms ?? [];
    expect(form).toMatchObject({ command: 'projects/amendProject', changesOnly: true });
    const before = form?.fields.find(({ name }) => name === 'registeredOn')?.value ?? '';
    const amended = { project: 'R1', reason: '登记日期写晚了', registeredOn: '2020-12-21' };
    expect(before > amended.registeredOn).toBe(true);
    await tell('amendProject', amended);
    const notes = (await lineOf())?.notes.map(({ text }) => text);
    expect(notes).toContain('2020-12-21');
    // It is offered to nobody who could not do it.
    expect((await groupOf(office, url, 'registered')).lines[0]?.forms).toEqual([]);
  });
});

describe('files of evidence', () => {
  const PDF = Buffer.from('%PDF-1.4 施工许可证').toString('base64');
  const upload = async (actor: Actor, base64: string) => {
    await ask(actor, '/api/inbox');
    const headers = { cookie: cookies.get(actor.account) ?? '' };
    return server.inject({ method: 'POST', url: '/api/evidence', headers, payload: { base64 } });
  };
  const status = async (actor: Actor, digest: string) => {
    await ask(actor, '/api/inbox');
    const headers = { cookie: cookies.get(actor.account) ?? '' };
    return (await server.inject({ method: 'GET', url: `/api/evidence/${digest}`, headers })).statusCode;
  };

  /** As a page sends it; the code where it is refused. */
  const claimOf = async (actor: Actor, payload: object): Promise<string | undefined> => {
    keys += 1;
    const headers = { cookie: cookies.get(actor.account) ?? '', 'idempotency-key': `file-${keys}` };
    const url = '/api/commands/projects/claimMilestone';
    return (await server.inject({ method: 'POST', url, headers, payload })).json().code;
  };

  test('a file is kept under a salted digest of its content, opened by who reaches a project that names it, and by nobody before', async () => {
    await register('V1');
    const reply = await upload(clerk, PDF);
    expect(reply.statusCode).toBe(200);
    const { digest } = reply.json() as { digest: string };
    // One paper is one digest, whoever brings it.
    expect((await upload(clerk, PDF)).json().digest).toBe(digest);
    expect(await status(clerk, digest)).toBe(404);
    const evidence = [{ kind: 'contract', name: '投资合同', digest }];
    await tell('claimMilestone', { project: 'V1', milestone: 'introduced', evidence });
    expect([await status(clerk, digest), await status(office, digest), await status(west, digest)]).toEqual([
      200, 200, 404,
    ]);
    // Another county that learned the digest does not open the file by naming it; having the paper itself, it may.
    await register('V2', {}, west);
    const claim = { project: 'V2', milestone: 'introduced', evidence };
    expect(await claimOf(west, claim)).toBe('evidence_unknown');
    const never = [{ ...evidence[0], digest: 'f'.repeat(64) }];
    expect(await claimOf(west, { ...claim, evidence: never })).toBe('evidence_unknown');
    expect(await status(west, digest)).toBe(404);
    expect((await upload(west, PDF)).json().digest).toBe(digest);
    expect(await claimOf(west, claim)).toBeUndefined();
    const { rows } = await at.owner.query(
      "select count(*)::int as n from fact where body::text like '%JVBERi%'",
    );
    expect(rows[0].n).toBe(0);
  });
  test('the file that shows a condition of an appraisal met opens from the project’s page', async () => {
    await register('V9');
    const held = await tell('recordAppraisal', {
      project: 'V9',
      result: 'conditional',
      conditions: [{ what: '环评过关' }, { what: '亩均达标' }],
    });
    const { digest } = (await upload(clerk, Buffer.from('%PDF-1.4 环评批复').toString('base64'))).json() as {
      digest: string;
    };
    const evidence = [{ kind: 'document', name: '环评批复', digest }];
    const appraisal = held.facts[0] as string;
    await tell('meetCondition', { project: 'V9', appraisal, condition: 1, evidence });
    const [line] = (await groupOf(office, '/api/projects/V9/matters', 'front')).lines;
    expect(line?.files?.map(({ label, name, digest: of }) => [label.zh, name, of])).toEqual([
      ['条件1的资料', '环评批复', digest],
    ]);
    expect([await status(clerk, digest), await status(office, digest), await status(west, digest)]).toEqual([
      200, 200, 404,
    ]);
  });
  test('what is no document, or too much, is not kept', async () => {
    const text = Buffer.from('<script>alert(1)</script>').toString('base64');
    expect((await upload(clerk, text)).json().code).toBe('evidence_type_unknown');
    expect((await upload(clerk, 'not base64!')).json().code).toBe('evidence_not_base64');
    expect((await upload(reviewer, PDF)).statusCode).toBe(403);
    const large = Buffer.concat([Buffer.from('%PDF-'), Buffer.alloc(8_000_000)]).toString('base64');
    expect((await upload(clerk, large)).json().code).toBe('evidence_too_large');
  });
});
