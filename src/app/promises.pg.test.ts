// Promises to firms over the real ledger and the real server: a letter from its draft to its end, both sides' clocks in SQL and in the judge, 预动工 beside 新开工,
// the five commitments beside other projects, and the firm's own page that needs no account.
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import { addDays, type PlainDate, parseDate } from '../kernel/plainDate.ts';
import { isProblem } from '../kernel/problem.ts';
import { seededRandom } from '../kernel/random.ts';
import { offersOf } from '../loops/approvals/promiseOffers.pg.ts';
import { judgePromiseRow } from '../loops/approvals/promises.judging.ts';
import { promisesDue } from '../loops/approvals/promises.measures.ts';
import { listPromises } from '../loops/approvals/promises.pg.ts';
import { CITY, type TestLedger, testLedger } from '../testing/ledger.ts';
import { LOOPS, SECTIONS } from './registry.node.ts';
import { simulatedCreditCode } from './rehearsal/simulatedFirm.ts';
import { ROUTES } from './routes.ts';
import { buildServer } from './server.ts';

const PLAN = `format: luodi/plan@1
city: {id: test, name: 测试市, planTitle: 测试计划, planYear: 2021, effectiveFrom: 2021-01-01}
unitTrees: [{id: tasks, title: 责任单元}]
units:
  - {id: city, name: 测试市, kind: city}
  - {id: town, name: 东镇, kind: county, bearsTasks: true, memberships: [{tree: tasks, parent: city}]}
  - {id: desk, name: 住建局, kind: office, memberships: [{tree: tasks, parent: city}]}
lifecycles:
  - id: industrial
    name: 产业项目
    counted: true
    stages: [{id: talks, name: 洽谈}, {id: land, name: 供地}, {id: building, name: 在建, final: true}]
    milestones:
      - {id: reviewed, name: 评审, enters: talks, needsRecognition: false}
      - {id: landSupplied, name: 取得用地, enters: land, needsRecognition: false}
      - {id: started, name: 新开工, enters: building, counted: true, countingRule: {version: v1, words: 开槽}}
approvalItems:
  - {id: joint, name: 联合验收, phase: 竣工验收, authority: desk, limits: [{days: 7}]}
  - {id: permit, name: 施工许可证, phase: 施工许可, authority: desk, limits: [{days: 7}], gates: [{lifecycle: industrial, milestone: reviewed, oneOf: permit}]}
  - {id: form, name: 承诺制许可, phase: 施工许可, authority: desk, limits: [{days: 7}], gates: [{lifecycle: industrial, milestone: reviewed, oneOf: permit}]}
servicePromises:
  - id: both
    title: 双容双承诺
    mechanism: 双向承诺
    kind: 年度常态
    measure: approvals.governmentPromisesKept
    owner: desk
    appliesTo: [{id: land, title: 依法取得用地}]
    notFor: [{id: bad, title: 失信联合惩戒对象}]
    enterprise: [{id: eia, title: 按时办结环评, approvalItem: permit, clock: {starts: 签订, ends: 批复, days: 5}}]
    government: [{id: reply, title: 按时答复<企业>, owner: desk, usual: {starts: [企业来函], ends: [书面答复]}, clock: {starts: 提出, ends: 答复, days: 4, dayKind: 自然日}}]
    signedBy: [desk]
    steps:
      - {id: filing, title: 报备}
      - {id: letter, title: 签承诺书, letter: true}
      - {id: land, title: 取得用地, milestone: landSupplied}
      - {id: permit, title: 施工许可, approvalItem: permit}
      - {id: accepted, title: 联合验收, approvalItem: joint}
  - {id: pre, title: 预动工, mechanism: 预动工, kind: 年度常态, measure: approvals.preStarted, owner: desk, mayBegin: [{id: survey, title: 勘探}]}
  - id: prio
    title: 供地优先
    mechanism: 优先承诺
    group: 五个优先
    kind: 年度常态
    measureWords: 工作日
    owner: desk
    between: {starts: reviewed, ends: landSupplied}
    clock: {starts: 评审, ends: 供地, days: 9}
`;
const FIRM = '91441200MA4W12345L';
const desk = { account: 'desk1', post: 'p', unit: 'desk', roles: ['bureau'] };
const town = { account: 'town1', post: 'p', unit: 'town', roles: ['county'] };
const office = { account: 'office1', post: 'p', unit: 'city', roles: ['office'] };
type Who = typeof desk;

let at: TestLedger;
let server: FastifyInstance;
beforeAll(async () => {
  at = await testLedger({ matter: { loops: LOOPS, sections: SECTIONS, plan: PLAN } });
  at.clock.ms = Date.parse('2021-06-30T02:00:00.000Z');
  for (let n = 1; n <= 20; n++) await register(`P${n}`);
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
async function give(actor: Who, loop: string, command: string, body: JsonObject) {
  keys += 1;
  return at.ledger.submit(CITY, { key: `k${keys}`, actor, loop, command, body });
}
const tell = (command: string, body: JsonObject, actor: Who = desk) =>
  give(actor, 'approvals', command, body);

async function refusedAs(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (isProblem(error)) return error.code;
    throw error;
  }
  return 'recorded';
}

async function register(project: string): Promise<void> {
  await give(town, 'projects', 'registerProject', {
    project,
    unit: 'town',
    name: `${project}木器项目`,
    lifecycle: 'industrial',
    plannedInvestmentYuan: '100',
    occurredOn: '2021-01-01',
  });
}

const letterOf = (project: string): string => `letter/${project}/both`;

async function sign(project: string, creditCode: string, on = '2021-03-01'): Promise<void> {
  const letter = letterOf(project);
  await give(town, 'projects', 'amendProject', { project, creditCode, reason: '补登代码' });
  await tell('drawLetter', {
    project,
    promise: 'both',
    creditCode,
    appliesTo: [{ id: 'land', holds: true }],
    notFor: [{ id: 'bad', holds: false }],
    occurredOn: on,
  });
  const signature = { letter, document: '承诺书', occurredOn: on };
  await tell('signLetter', { ...signature, side: 'enterprise', signer: creditCode }, town);
  await tell('signLetter', { ...signature, side: 'government', signer: 'desk', creditCode });
}

async function measures(ids: readonly string[], from: string, asOf: string): Promise<Record<string, string>> {
  return at.ledger.read(CITY, {}, async (view) => {
    const answers = await view.askMeasures(ids, { from: from as PlainDate, asOf: asOf as PlainDate, by: [] });
    return Object.fromEntries(ids.map((id) => [id, String(answers.get(id)?.[0]?.value)]));
  });
}

describe('a letter', () => {
  test('broken by the firm shuts its door for every project, until it is kept and its credit is repaired', async () => {
    await sign('P1', FIRM);
    const of = letterOf('P1');
    await tell('startPromise', { of, entry: 'eia', creditCode: FIRM, occurredOn: '2021-03-01' });
    const draw = {
      project: 'P2',
      promise: 'both',
      creditCode: FIRM,
      appliesTo: [{ id: 'land', holds: true }],
      notFor: [{ id: 'bad', holds: false }],
    };
    await give(town, 'projects', 'amendProject', { project: 'P2', creditCode: FIRM, reason: '补登代码' });
    // Due on 8 March: another letter may be signed on that day, none on the day after.
    expect(await refusedAs(tell('drawLetter', { ...draw, occurredOn: '2021-03-09' }))).toBe('door_closed');
    const repair = {
      creditCode: FIRM,
      document: '信用修复 1 号',
      reason: '已经补办',
      occurredOn: '2021-04-20',
    };
    expect(await refusedAs(tell('repairCredit', repair, office))).toBe('debt_outstanding');
    await tell('keepPromise', { of, entry: 'eia', creditCode: FIRM, occurredOn: '2021-04-10' });
    expect(await refusedAs(tell('drawLetter', { ...draw, occurredOn: '2021-04-15' }))).toBe('door_closed');
    await tell('repairCredit', repair, office);
    expect(await refusedAs(tell('drawLetter', { ...draw, occurredOn: '2021-04-21' }))).toBe('recorded');
  });

  test('is followed on its declared path by facts, signatures, nodes and permits, and ends after joint acceptance', async () => {
    const project = 'P3';
    const firm = '91441200MA4W333334';
    await sign(project, firm);
    const of = letterOf(project);
    // What the desk owes, and is past its day by today, another hand says was kept then.
    for (const [command, entry, on] of [
      ['startPromise', 'eia', '2021-03-01'],
      ['keepPromise', 'eia', '2021-03-05'],
      ['startPromise', 'reply', '2021-03-02'],
      ['keepPromise', 'reply', '2021-03-10'],
    ] as const)
      await tell(command, { of, entry, creditCode: firm, occurredOn: on }, office);
    await tell('makeDemand', {
      letter: of,
      what: '另做水保',
      legalBasis: '水土保持法',
      approver: 'desk',
      occurredOn: '2021-03-12',
    });
    await give(town, 'projects', 'claimMilestone', {
      project,
      milestone: 'landSupplied',
      occurredOn: '2021-03-15',
    });
    expect(await refusedAs(tell('endLetter', { letter: of, document: '意见书' }))).toBe('acceptance_missing');
    const reach = { letter: of, step: 'accepted', document: '意见书', occurredOn: '2021-06-01' };
    expect(await refusedAs(tell('reachStep', reach))).toBe('acceptance_missing');
    const on = { project, occurredOn: '2021-06-01' };
    await tell('openAcceptance', on, town);
    await tell('judgeAcceptancePart', { ...on, item: 'joint', outcome: '通过', document: '联验 1 号' });
    await tell('certifyAcceptance', { ...on, documentNumber: '联验 1 号' });
    await tell('reachStep', reach);
    await tell('endLetter', { letter: of, document: '意见书', occurredOn: '2021-06-02' });
    const steps = await at.ledger.read(CITY, {}, async (view) => {
      const where = { city: CITY, planHash: view.plan.hash, asOf: view.today, scope: { all: true } as const };
      const { projectNodes } = await import('../loops/approvals/promises.pg.ts');
      const { stepsOf } = await import('../loops/approvals/promises.judging.ts');
      const rows = await listPromises(view, where, { project });
      const judged = judgePromiseRow(rows[0] ?? {}, {
        plan: view.plan,
        calendar: view.calendar,
        asOf: view.today,
      });
      expect(judged?.judgement).toMatchObject({ standing: 'ended', governmentBreaches: 2, firmBreaches: 0 });
      return judged && stepsOf(judged, await projectNodes(view, where, [project]));
    });
    expect(steps?.map(({ step, by, outOfOrder }) => [step, by, outOfOrder])).toEqual([
      ['filing', null, false],
      ['letter', 'letter', true],
      ['land', 'node', true],
      ['permit', null, false],
      ['accepted', 'fact', true],
    ]);
    const ids = ['approvals.governmentBreaches', 'approvals.lettersInForce'];
    expect(await measures(ids, '2021-03-01', '2021-03-12')).toMatchObject({
      'approvals.governmentBreaches': '2',
    });
    expect(await measures(ids, '2021-03-07', '2021-03-12')).toMatchObject({
      'approvals.governmentBreaches': '1',
    });
  });

  test('its clocks in SQL are those of the judge, whatever was paused', async () => {
    const random = seededRandom('promises');
    const draw = (n: number) => random.int(0, n - 1);
    const day = (n: number) => addDays(parseDate('2021-03-01'), n);
    for (let n = 4; n <= 15; n++) {
      const firm = simulatedCreditCode(n);
      await sign(`P${n}`, firm);
      const of = letterOf(`P${n}`);
      for (const entry of ['eia', 'reply']) {
        const about = { of, entry, creditCode: firm };
        let on = draw(10);
        await tell('startPromise', { ...about, occurredOn: day(on) });
        for (let turn = draw(3); turn > 0; turn--) {
          on += draw(5);
          await tell(
            'pausePromise',
            { ...about, reason: '不可抗力', document: '证明', occurredOn: day(on) },
            office,
          );
          on += draw(12);
          if (draw(4) > 0) await tell('resumePromise', { ...about, occurredOn: day(on) });
          else break;
        }
        if (draw(3) > 0) await tell('keepPromise', { ...about, occurredOn: day(on + draw(14)) }, office);
      }
    }
    const seen = new Set<string>();
    for (let n = 0; n < 60; n += 3) {
      const asOf = day(n);
      await at.ledger.read(CITY, { asOf }, async (view) => {
        const where = { city: CITY, planHash: view.plan.hash, asOf, scope: { all: true } as const };
        const judged = (await listPromises(view, where, { sort: 'letter' })).flatMap(
          (row) => judgePromiseRow(row, { plan: view.plan, calendar: view.calendar, asOf }) ?? [],
        );
        const OUTCOME = { kept: 'kept', keptLate: 'broken', broken: 'broken' } as Record<string, string>;
        const told = judged.flatMap(({ row, judgement }) =>
          judgement.entries
            .filter(({ judgement: { dueOn } }) => dueOn !== null)
            .map(
              ({ entry, judgement: { dueOn, state } }) =>
                `${row.subject} ${entry.entry} ${dueOn} ${OUTCOME[state] ?? 'open'}`,
            ),
        );
        const rows = await view.query(promisesDue({ city: CITY, from: asOf, asOf }));
        const asked = rows.map((row) => `${row.subject} ${row.entry} ${row.due_on} ${row.outcome}`);
        expect(asked.toSorted()).toEqual(told.toSorted());
        for (const row of rows) seen.add(String(row.outcome));
      });
    }
    expect([...seen].sort()).toEqual(['broken', 'kept', 'open']);
  });
});

describe('预动工', () => {
  test('is counted by itself and moves no figure of 新开工', async () => {
    const STARTED = ['projects.started', 'projects.underConstruction', 'projects.introduced'];
    const known = STARTED.filter((id) =>
      LOOPS.some((loop) => loop.measures.some((measure) => measure.id === id)),
    );
    expect(known).toContain('projects.started');
    const every = LOOPS.filter(({ name }) => name === 'projects').flatMap(({ measures: list }) =>
      list.map(({ id }) => id),
    );
    const before = await measures(every, '2021-01-01', '2021-06-30');
    await tell('declarePreStart', { project: 'P16', promise: 'pre', occurredOn: '2021-05-01' });
    await tell('beginPreStart', { project: 'P16', work: 'survey', occurredOn: '2021-05-06' });
    expect(await measures(every, '2021-01-01', '2021-06-30')).toEqual(before);
    expect(await measures(['approvals.preStarted'], '2021-05-01', '2021-05-31')).toEqual({
      'approvals.preStarted': '1',
    });
    expect(await measures(['approvals.preStarted'], '2021-06-01', '2021-06-30')).toEqual({
      'approvals.preStarted': '0',
    });
    await tell('finishPreStart', { project: 'P16', work: 'survey', occurredOn: '2021-05-20' });
    expect(await refusedAs(tell('beginPreStart', { project: 'P16', work: 'main-works' }))).toBe(
      'work_unknown',
    );
  });
});

describe('the firm’s own page', () => {
  const get = (url: string) => server.inject({ method: 'GET', url });
  const token = 'k'.repeat(43);
  const digest = 'fd0a1ad2fb2c6b9e2b6a4d5ef9a4e2bc4a9c2c3b0e6d9d9d2e8d6a6f7c1f0a11';
  async function issue(project: string, until = '2021-12-31'): Promise<{ path: string; link: string }> {
    const { newFirmToken, digestOf } = await import('../loops/approvals/firmToken.node.ts');
    const fresh = newFirmToken();
    const answer = await tell('issueFirmLink', { project, digest: digestOf(fresh), until });
    return { path: `/firm/${fresh}`, link: String(answer.facts[0]) };
  }

  test('shows its one project to who has the link, without a login, and to nobody else', async () => {
    const { path } = await issue('P3');
    const page = await get(path);
    expect(page.statusCode).toBe(200);
    expect(page.headers['x-robots-tag']).toContain('noindex');
    // To no other site; its own form needs an origin, which no-referrer would take away.
    expect(page.headers['referrer-policy']).toBe('same-origin');
    expect(page.headers['cache-control']).toBe('no-store');
    const text = page.body;
    for (const word of ['P3木器项目', '按时办结环评', '另做水保', '水土保持法', '住建局'])
      expect(text).toContain(word);
    // The kept-late promise of the government is said to the firm; its title is text, not markup.
    expect(text).toContain('按时答复&lt;企业&gt;');
    expect(text).toContain('2021-03-10 才兑现');
    for (const other of ['P1木器', 'P4木器', FIRM, 'letterDrawn', 'approvals', 'desk1'])
      expect(text).not.toContain(other);
    const english = (await get(`${path}?lang=en`)).body;
    expect(english).toContain('What both sides promised');
    // Its token stands nowhere in the ledger.
    const { rows } = await at.owner.query(`select count(*) as n from luodi.fact where body::text like $1`, [
      `%${path.slice(6)}%`,
    ]);
    expect(rows[0].n).toBe('0');
    const stranger = await get('/api/firm-links?project=P3');
    expect(stranger.statusCode).toBe(401);
  });

  test('takes a question, shows its answer, and refuses the eleventh of a day', async () => {
    const { path } = await issue('P5');
    const post = (question: string, key: string) =>
      server.inject({
        method: 'POST',
        url: `${path}/questions`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({
          question,
          idempotencyKey: key,
          returnTo: `${path}?lang=zh`,
        }).toString(),
      });
    const sent = await post('图审什么时候出', 'q1');
    expect([sent.statusCode, sent.headers.location]).toEqual([303, `${path}?lang=zh`]);
    await post('图审什么时候出', 'q1');
    expect((await get(path)).body.match(/图审什么时候出/g)).toHaveLength(1);
    const asked = await at.ledger.read(CITY, {}, async (view) => {
      const { firmQuestions } = await import('../loops/approvals/promises.pg.ts');
      return firmQuestions(view, CITY, 'P5');
    });
    await tell('answerFirm', { project: 'P5', question: String(asked[0]?.question), answer: '本周五以前' });
    expect((await get(path)).body).toContain('本周五以前');
    for (let n = 2; n <= 10; n++) expect((await post(`第 ${n} 问`, `q${n}`)).statusCode).toBe(303);
    const eleventh = await post('第 11 问', 'q11');
    expect(eleventh.statusCode).toBe(409);
    expect(eleventh.body).toContain('没有发出');
  });

  test('revoked, out of date, or guessed: all look alike; guesses are counted', async () => {
    const { path, link } = await issue('P6');
    await tell('revokeFirmLink', { project: 'P6', link, reason: '换了经办人' });
    const revoked = await get(path);
    const over = await issue('P6', '2021-06-30');
    at.clock.ms += 86_400_000;
    const expired = await get(over.path);
    at.clock.ms -= 86_400_000;
    const guessed = await get(`/firm/${token}`);
    expect([revoked.statusCode, expired.statusCode, guessed.statusCode]).toEqual([404, 404, 404]);
    expect(new Set([revoked.body, expired.body, guessed.body]).size).toBe(1);
    expect(guessed.body).not.toContain('木器');
    // The digest that the ledger shows opens nothing.
    expect((await get(`/firm/${digest}`)).statusCode).toBe(404);
    for (let n = 0; n < 8; n++) await get(`/firm/${'z'.repeat(42)}${n}`);
    expect((await get(`/firm/${token}`)).statusCode).toBe(429);
    // Many firms come from one address: a link that stands is not shut by a stranger's guesses.
    expect((await get((await issue('P6')).path)).statusCode).toBe(200);
  });
});

describe('reach', () => {
  test('what may be promised to a project is told to who reaches it', async () => {
    const { PROMISE_ROUTES } = await import('../loops/approvals/promises.http.ts');
    const offers = PROMISE_ROUTES.find(({ path }) => path === '/api/promises/offers');
    const ask = (scope: object) =>
      offers?.handler({
        query: { project: 'P19' },
        at: {},
        scope,
        actor: town,
        read: (work: Parameters<typeof at.ledger.read>[2]) => at.ledger.read(CITY, {}, work),
      } as never) as Promise<{ letters: { id: string }[] }>;
    expect((await ask({ all: false, unit: 'town' })).letters.map(({ id }) => id)).toEqual(['both']);
    expect(await refusedAs(ask({ all: false, unit: 'desk' }))).toBe('project_unknown');
  });

  test('a letter is drawn up by choosing: the events its clocks can run on, the firm known, and what the project has had already', async () => {
    const project = 'P20';
    await give(town, 'projects', 'amendProject', { project, creditCode: FIRM, reason: '补登代码' });
    const node = { project, milestone: 'landSupplied', occurredOn: '2021-03-05' };
    await give(town, 'projects', 'claimMilestone', node);
    await tell('fileApproval', { project, item: 'permit', occurredOn: '2021-04-01' });
    const decision = { outcome: 'granted', documentNumber: '许 1 号', occurredOn: '2021-04-08' };
    await tell('decideApproval', { approval: `${project}/permit`, ...decision });
    const reply = await at.ledger.read(CITY, {}, (view) =>
      offersOf(view, { scope: { all: true }, query: { project }, actor: town }),
    );
    expect(reply).toMatchObject({ creditCode: FIRM, today: '2021-06-30' });
    const [letter] = reply.letters;
    expect(letter?.enterprise[0]?.choices).toEqual({
      starts: ['签订双向承诺书', '申请“施工许可证”', '受理“施工许可证”', '取得用地'],
      ends: ['准予“施工许可证”', '取得用地'],
    });
    // The plan's usual ones first.
    expect(letter?.government[0]?.choices).toEqual({
      starts: ['企业来函', '签订双向承诺书', '企业提出', '取得用地'],
      ends: ['书面答复', '政府答复', '取得用地'],
    });
    expect(letter?.gone).toEqual([{ title: '取得用地', on: '2021-03-05' }]);
    expect(letter?.withoutObject).toEqual([{ title: '按时办结环评', item: '施工许可证', on: '2021-04-08' }]);
    // What the plan takes in its place leaves the promise without its object as well.
    await tell('fileApproval', { project: 'P19', item: 'form', occurredOn: '2021-04-02' });
    await tell('decideApproval', { approval: 'P19/form', ...decision });
    const other = await at.ledger.read(CITY, {}, (view) =>
      offersOf(view, { scope: { all: true }, query: { project: 'P19' }, actor: town }),
    );
    const instead = { title: '按时办结环评', item: '承诺制许可', on: '2021-04-08' };
    expect(other.letters[0]?.withoutObject).toEqual([instead]);
  });
});

describe('五个优先', () => {
  test('the time they take stands beside that of other projects; of few it says so', async () => {
    const node = (project: string, milestone: string, occurredOn: string) =>
      give(town, 'projects', 'claimMilestone', { project, milestone, occurredOn });
    for (let n = 4; n <= 9; n++) {
      await node(`P${n}`, 'reviewed', '2021-03-01');
      await node(`P${n}`, 'landSupplied', `2021-03-1${n - 2}`.slice(0, 10));
    }
    for (const project of ['P17', 'P18']) {
      await tell(
        'designatePriority',
        { project, group: '五个优先', basis: '市重点名单', occurredOn: '2021-02-01' },
        office,
      );
      await node(project, 'reviewed', '2021-03-01');
      await node(project, 'landSupplied', '2021-03-03');
    }
    const { PROMISE_ROUTES } = await import('../loops/approvals/promises.http.ts');
    const times = PROMISE_ROUTES.find(({ path }) => path === '/api/promises/times');
    const answer = (await times?.handler({
      query: {},
      at: {},
      scope: { all: true },
      read: (work: Parameters<typeof at.ledger.read>[2]) => at.ledger.read(CITY, {}, work),
    } as never)) as { rows: { priority: object; others: object; promised: number }[]; fewest: number };
    expect(answer.rows[0]).toMatchObject({
      promised: 2,
      priority: { n: 2, medianDays: null },
      others: { n: 6 },
    });
    expect(answer.rows[0]?.others).toMatchObject({ medianDays: expect.stringMatching(/^\d+(\.5)?$/) });
    expect(answer.fewest).toBe(5);
  });
});
