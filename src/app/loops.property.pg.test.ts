// The real loops over the real ledger: random commands of random accounts, sent in random batches through the real deciders. What stands must be what
// a rebuild gives, to the letter; what was known at a seq must stay what it was; and no command may fail with anything but a refusal.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import type { Actor } from '../kernel/loop.ts';
import { isProblem } from '../kernel/problem.ts';
import { ident, sql } from '../kernel/sql.ts';
import { compareFolds, foldsOf } from '../ledger/foldEngine.pg.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { CITY, type TestLedger, testLedger } from '../testing/ledger.ts';
import { askedOfApproval, sameCourses } from './loops.approvals.testing.ts';
import { askedOfCourse } from './loops.course.testing.ts';
import {
  askedOfPromise,
  PROMISE_PLAN,
  promiseCommand,
  promiseOpenings,
  samePromises,
} from './loops.promises.testing.ts';
import { askedOfUrging, lateOf, sameHands, withTurn } from './loops.urging.testing.ts';
import { LOOPS, SECTIONS } from './registry.node.ts';
import { simulatedCreditCode } from './rehearsal/simulatedFirm.ts';

const planOf = (steps: string): string => `format: luodi/plan@1
city: {id: test, name: 测试市, planTitle: 测试计划, planYear: 2021, effectiveFrom: 2021-01-01}
unitTrees: [{id: tasks, title: 责任单元}]
units:
  - {id: city, name: 测试市, kind: city}
  - {id: town, name: 东镇, kind: county, bearsTasks: true, memberships: [{tree: tasks, parent: city}]}
  - {id: west, name: 西镇, kind: county, bearsTasks: true, memberships: [{tree: tasks, parent: city}]}
  - {id: desk, name: 督办科, kind: office, memberships: [{tree: tasks, parent: city}]}
reporting: {steps: [${steps}]}
lifecycles:
  - id: industrial
    name: 产业项目
    counted: true
    stages: [{id: talks, name: 洽谈}, {id: signed, name: 签约}, {id: building, name: 在建, final: true}]
    milestones:
      - {id: introduced, name: 新引进, enters: signed, counted: true, countingRule: {version: v1, words: 签约}}
      - {id: filed, name: 备案, enters: signed, needsRecognition: false}
      - {id: started, name: 新开工, enters: building, counted: true, countingRule: {version: v1, words: 开槽}, requires: [introduced]}
    quantities: [{id: cleared, name: 征地, unit: 亩, byUnit: true}]
projectAttributes: [{id: origin, title: 来源, values: [{id: near, title: 本市}, {id: far, title: 市外}]}]
approvalRules: {pauseReasons: [{id: hearing, title: 听证}]}
approvalSystems: [{id: ecsp, title: 审批系统, speaksFor: [city], carriedBy: [city]}]
approvalItems:
  - id: permit
    name: 施工许可证
    phase: 施工许可
    authority: desk
    limits: [{days: 7, extensionDays: 3}, {clock: 技术审查时限, days: 10}]
    materials: [{id: plan, name: 总平面图, grade: 次要, deferrable: true}]
  - {id: joint, name: 联合验收, phase: 竣工验收, authority: desk, limits: [{days: 7}]}
${PROMISE_PLAN}indicators:
  - {id: output, name: 产值, unit: 亿元, kind: value, places: 1, period: month, units: taskUnits, rollUp: sum, provenance: {'*': {basis: 演示假定}}}
  - {id: visits, name: 走访, unit: 次, kind: count, period: month, units: taskUnits, needsCheck: false, provenance: {'*': {basis: 演示假定}}}
`;

const ACTORS: readonly Actor[] = [
  { account: 'dong', post: 'p', unit: 'town', roles: ['county'] },
  { account: 'xi', post: 'p', unit: 'west', roles: ['county'] },
  { account: 'ban', post: 'p', unit: 'desk', roles: ['bureau'] },
  { account: 'shen', post: 'p', unit: 'city', roles: ['office'] },
  { account: 'he', post: 'p', unit: 'town', roles: ['reviewer'] },
  { account: 'guo', post: 'p', unit: 'west', roles: ['reviewer'] },
];

let at: TestLedger;
let round = 0;

const FOLDS = foldsOf(LOOPS).all;
const TABLES = [...new Set(FOLDS.map((fold) => fold.table))];

const PROJECT_COMMANDS = [
  'claimMilestone',
  'claimMilestone',
  'recogniseMilestone',
  'recogniseMilestone',
  'correctMilestone',
  'correctMilestone',
  'refuseMilestone',
  'revokeMilestone',
  'amendProject',
  'bindProjectCode',
  'reportInvestment',
  'correctInvestment',
  'suspendProject',
  'resumeProject',
  'endProject',
  'reviveProject',
  'reviveProject',
  'passClaim',
  'passClaim',
  'passClaim',
  'sendBackClaim',
  'withdrawClaim',
  'giveReason',
  'acceptReason',
  'turnReason',
] as const;
const INDICATOR_COMMANDS = ['reportReading', 'correctReading', 'checkReading', 'returnReading'] as const;

const stepArbitrary = fc.record({
  loop: fc
    .integer({ min: 0, max: 19 })
    .map((n) =>
      n < 4
        ? 'projects'
        : n < 8
          ? 'approvals'
          : n < 12
            ? 'promises'
            : n < 14
              ? 'indicators'
              : n < 16
                ? 'urging'
                : 'course',
    ),
  command: fc.nat(),
  subject: fc.integer({ min: 0, max: 2 }),
  actor: fc.integer({ min: 0, max: 7 }),
  milestone: fc.constantFrom('introduced', 'filed', 'started'),
  day: fc.integer({ min: 1, max: 28 }),
  month: fc.integer({ min: 1, max: 6 }),
  amount: fc.constantFrom('5', '5.0', '5.00', '12.3', '0'),
  which: fc.nat(),
});
type Step = typeof stepArbitrary extends fc.Arbitrary<infer T> ? T : never;
const runArbitrary = fc.array(fc.array(stepArbitrary, { minLength: 1, maxLength: 10 }), {
  minLength: 4,
  maxLength: 12,
});

/** Ids of the claims, reports and readings recorded so far, by subject and sort, of one run: what later commands speak of. */
type Told = Map<string, string[]>;

interface Asked {
  readonly loop: string;
  readonly command: string;
  readonly actor: Actor;
  readonly body: JsonObject;
  /** Under which name the fact is told of, when it may be spoken of later. */
  readonly tells?: string;
}

function askedOf(step: Step, told: Told): Asked {
  const month = `2021-${String(step.month).padStart(2, '0')}`;
  const day = { month, occurredOn: `${month}-${String(step.day).padStart(2, '0')}` };
  const known = (name: string): string => {
    const ids = told.get(name) ?? [];
    // The last ones are spoken of most: those before them are decided by then.
    return ids.at(-1 - (step.which % Math.min(3, Math.max(1, ids.length)))) ?? 'none';
  };
  if (step.loop === 'promises') {
    const drawn = { ...step, project: projectOf(step.subject), firm: firmOfRun() };
    const { by, ...asked } = askedOfPromise(drawn, day.occurredOn, known);
    return { ...asked, loop: 'approvals', actor: byName(by) };
  }
  if (step.loop === 'approvals') {
    const drawn = { ...step, project: projectOf(step.subject), firm: firmOfRun(), round };
    const { by, ...asked } = askedOfApproval(drawn, day.occurredOn, known);
    return { ...asked, actor: byName(by) };
  }
  if (step.loop === 'urging') {
    const asked = askedOfUrging({ ...step, project: projectOf(step.subject) }, known);
    return { ...asked, actor: actorAt(step.actor % ACTORS.length) };
  }
  if (step.loop === 'course')
    return askedOfCourse({ ...step, ...day, round, project: projectOf(step.subject) }, known, actorAt);
  return step.loop === 'projects' ? askedOfProject(step, day, known) : askedOfReading(step, month, known);
}

/** Who asks through a firm's link holds no account. */
function byName(by: 'desk' | 'office' | 'firm'): Actor {
  if (by === 'firm') return { account: 'firm', post: '企业', unit: 'city', roles: ['firmLink'] };
  return actorAt(by === 'desk' ? 2 : 3);
}

type Known = (name: string) => string;
const actorAt = (index: number): Actor => ACTORS[index] as Actor;

function askedOfReading(step: Step, period: string, known: Known): Asked {
  const command = INDICATOR_COMMANDS[step.command % INDICATOR_COMMANDS.length] as string;
  const indicator = step.which % 3 === 0 ? 'visits' : 'output';
  const named = { indicator, unit: 'town', period: step.month > 3 ? '2021-05' : period };
  const tells = `reading ${indicator} ${named.period}`;
  const value = indicator === 'visits' ? String(step.day) : step.amount;
  const reason = '核对后办理';
  const bodies: Readonly<Record<string, JsonObject>> = {
    reportReading: { ...named, value },
    correctReading: { ...named, value, reason },
    checkReading: { ...named, reading: known(tells) },
    returnReading: { ...named, reading: known(tells), reason },
  };
  const isNew = command === 'reportReading' || command === 'correctReading';
  const actor = actorAt(isNew ? 0 : 2 + (step.actor % 2));
  return { loop: 'indicators', command, actor, body: bodies[command] ?? {}, ...(isNew ? { tells } : {}) };
}

/** One a run: a door that a run shut stays shut. */
const firmOfRun = (): string => simulatedCreditCode(round);

function askedOfProject(
  step: Step,
  { month, occurredOn }: { readonly month: string; readonly occurredOn: string },
  known: Known,
): Asked {
  const drawn = PROJECT_COMMANDS[step.command % PROJECT_COMMANDS.length] as string;
  // An end is the end of everything: drawn as often as the rest, nothing would live.
  const command = drawn === 'endProject' && step.which % 5 > 0 ? 'claimMilestone' : drawn;
  const project = projectOf(step.subject);
  const [claims, reports] = [`claim ${project}`, `report ${project}`];
  const reason = '核对后办理';
  if (command.endsWith('Reason')) return askedOfReason(command, step, project, known);
  const bodies: Readonly<Record<string, JsonObject>> = {
    claimMilestone: { milestone: step.milestone, occurredOn, plannedInvestmentYuan: step.amount },
    correctMilestone: {
      claim: known(claims),
      reason,
      ...(step.which % 3 === 0 ? {} : { occurredOn }),
      ...(step.which % 3 === 1 ? {} : { plannedInvestmentYuan: step.amount }),
    },
    recogniseMilestone: { claim: known(claims) },
    refuseMilestone: { claim: known(claims), reason },
    revokeMilestone: { claim: known(claims), reason },
    amendProject: {
      reason,
      plannedInvestmentYuan: step.amount,
      ...(step.which % 2 === 0 ? { attributes: { origin: step.which % 4 === 0 ? 'near' : 'far' } } : {}),
    },
    bindProjectCode: { code: `code-${round}-${step.which % 2}` },
    reportInvestment: { measure: 'actual', month, amountYuan: step.amount },
    correctInvestment: { report: known(reports), amountYuan: step.amount, reason },
    suspendProject: { occurredOn, reason },
    resumeProject: { occurredOn, reason },
    endProject: { occurredOn, reason },
    reviveProject: { reason },
    passClaim: { draft: known(claims) },
    sendBackClaim: { draft: known(claims), reason },
    withdrawClaim: { draft: known(claims), reason },
  };
  const judges = /^(recognise|refuse|revoke|revive)/.test(command);
  const tells = /^((claim|correct)Milestone|passClaim)$/.test(command)
    ? claims
    : /Investment$/.test(command)
      ? reports
      : undefined;
  const passes = /^(pass|sendBack)Claim$/.test(command);
  const actor = actorAt(
    passes
      ? step.subject === 0
        ? 5
        : 4
      : judges
        ? 2 + (step.actor % 2)
        : step.subject === 0
          ? 1
          : step.actor % 8 === 3
            ? 2
            : 0,
  );
  return {
    loop: 'projects',
    command,
    actor,
    body: { project, ...bodies[command] },
    ...(tells ? { tells } : {}),
  };
}

/** A good reason given by the project's side, decided on by an office or a bureau. */
function askedOfReason(drawn: string, step: Step, project: string, known: Known): Asked {
  const reasons = `reason ${project}`;
  const turns = ['refuseReason', 'revokeReason', 'withdrawReason'] as const;
  const command = drawn === 'turnReason' ? (turns[step.which % 3] as string) : drawn;
  const about = step.which % 2 === 0 ? 'light:start' : 'light:deadline';
  const body: JsonObject =
    command === 'giveReason'
      ? { about, words: '政府方未交地', until: '2021-12-31' }
      : { given: known(reasons), ...(command === 'acceptReason' ? {} : { reason: '核对后办理' }) };
  const own = command === 'giveReason' || command === 'withdrawReason';
  const actor = actorAt(own ? (step.subject === 0 ? 1 : 0) : 2 + (step.actor % 2));
  const tells = command === 'giveReason' ? { tells: reasons } : {};
  return { loop: 'projects', command, actor, body: { project, ...body }, ...tells };
}

const projectOf = (subject: number): string => `r${round}-${subject}`;

async function register(told: Told): Promise<void> {
  for (const subject of [0, 1, 2]) {
    await at.ledger.submit(CITY, {
      key: `register ${projectOf(subject)}`,
      actor: actorAt(subject === 0 ? 1 : 0),
      loop: 'projects',
      command: 'registerProject',
      body: {
        project: projectOf(subject),
        unit: subject === 0 ? 'west' : 'town',
        name: '木器项目',
        lifecycle: 'industrial',
        plannedInvestmentYuan: '100',
        creditCode: firmOfRun(),
        occurredOn: '2021-01-01',
        ...(subject === 2 ? { phaseOf: projectOf(1) } : {}),
      },
    });
    await at.ledger.submit(CITY, {
      key: `file ${projectOf(subject)}`,
      actor: actorAt(2),
      loop: 'approvals',
      command: 'fileApproval',
      body: { project: projectOf(subject), item: 'permit', occurredOn: '2021-06-01' },
    });
    for (const [place, { command, body, by, tells }] of promiseOpenings(
      projectOf(subject),
      firmOfRun(),
    ).entries()) {
      const asked = { key: `open ${place} ${projectOf(subject)}`, loop: 'approvals', command, body };
      const { facts } = await at.ledger.submit(CITY, { ...asked, actor: byName(by) });
      if (tells) told.set(tells, [...facts]);
    }
  }
}

let keys = 0;
async function play(
  batches: readonly (readonly Step[])[],
  told: Told,
  recorded: Map<string, number>,
): Promise<void> {
  const before = (await at.ledger.read(CITY, {}, async (view) => view.head)).seq;
  let facts = 0;
  for (const batch of batches) {
    await Promise.all(
      batch.map(async (step) => {
        const { loop, command, actor, body, tells } = await composed(step, told);
        keys += 1;
        try {
          const answer = await at.ledger.submit(CITY, { key: `key ${keys}`, actor, loop, command, body });
          facts += answer.facts.length;
          if (tells) told.set(tells, [...(told.get(tells) ?? []), ...answer.facts]);
          recorded.set(command, (recorded.get(command) ?? 0) + 1);
        } catch (error) {
          // A refusal is an answer; a defect of ours is not.
          if (!isProblem(error) || error.status >= 500)
            throw new Error(`${command} ${JSON.stringify(body)}: ${String(error)}`, { cause: error });
        }
      }),
    );
  }
  // What was refused has left nothing behind.
  expect((await at.ledger.read(CITY, {}, async (view) => view.head)).seq - before).toBe(facts);
}

/** An urge names where its matter stands, as the page showed it; one in five does not. */
async function composed(step: Step, told: Told): Promise<Asked> {
  const asked = askedOf(step, told);
  if (asked.command !== 'urgeMatter' || step.which % 5 === 0) return asked;
  return { ...asked, body: await at.ledger.read(CITY, {}, (view) => withTurn(view, asked.body)) };
}

/** Singly, and every law looked at after each. */
async function playByLaw(steps: readonly Step[], told: Told, seen: Map<string, number>): Promise<void> {
  const run = projectOf(0).slice(0, -1);
  const look = () =>
    at.ledger.read(CITY, {}, async (view) => ({ head: view.head.seq, late: await lateOf(view, run) }));
  let before = await look();
  for (const step of steps) {
    const asked = await composed(step, told);
    const { loop, command, actor, body, tells } = asked;
    keys += 1;
    try {
      const answer = await at.ledger.submit(CITY, { key: `key ${keys}`, actor, loop, command, body });
      if (tells) told.set(tells, [...(told.get(tells) ?? []), ...answer.facts]);
      const after = await look();
      expect(after.head - before.head).toBe(answer.facts.length);
      seen.set(command, (seen.get(command) ?? 0) + 1);
      const fact = answer.facts[0] as string;
      await at.ledger.read(CITY, {}, (view) => sameHands(view, { command, actor, body, fact }));
      // By who handles and owes, and by any urge, nothing that is late gets in time again.
      if (actor.unit === 'desk' || loop === 'urging') {
        const erased = [...before.late].filter((matter) => !after.late.has(matter));
        expect([command, body, erased]).toEqual([command, body, []]);
        if (before.late.size > 0) seen.set('late', (seen.get('late') ?? 0) + 1);
      }
      before = after;
    } catch (error) {
      if (!isProblem(error) || error.status >= 500) throw error;
      seen.set('refused', (seen.get('refused') ?? 0) + 1);
      expect((await at.ledger.read(CITY, {}, async (view) => view.head)).seq).toBe(before.head);
    }
  }
}

async function everyRow(view: LedgerView): Promise<Readonly<Record<string, readonly string[]>>> {
  const out: Record<string, readonly string[]> = {};
  for (const table of TABLES) {
    const rows = await view.query(sql`select t::text as row from ${ident(table)} t where city = ${CITY}`);
    out[table] = rows.map((row) => String(row.row)).toSorted();
  }
  return out;
}

describe.each(['填报', '填报, 审核'])(
  'the loops of the product, with the steps %s inside a unit',
  (steps) => {
    beforeAll(async () => {
      at = await testLedger({ matter: { loops: LOOPS, sections: SECTIONS, plan: planOf(steps) } });
    });
    afterAll(() => at.close());

    test('rebuilt = incremental, and known then = what stood then, however commands come', {
      timeout: 120_000,
    }, async () => {
      const recorded = new Map<string, number>();
      await fc.assert(
        fc.asyncProperty(runArbitrary, runArbitrary, async (first, later) => {
          round += 1;
          const told: Told = new Map();
          await register(told);
          await play(first, told, recorded);
          const then = await at.ledger.read(CITY, {}, async (view) => ({
            seq: view.head.seq,
            rows: await everyRow(view),
          }));
          await play(later, told, recorded);
          const known = await at.ledger.read(CITY, { known: then.seq }, everyRow);
          expect(known).toEqual(then.rows);
          await at.owner.query('begin');
          try {
            const { rows } = await at.owner.query('select max(seq) as seq from fact');
            const seq = Number(rows[0].seq);
            expect(await compareFolds(at.owner, FOLDS, { city: CITY, known: seq, limit: 10 })).toEqual([]);
          } finally {
            await at.owner.query('rollback');
          }
          const now = await at.ledger.read(CITY, {}, async (view) => ({
            seq: view.head.seq,
            rows: await everyRow(view),
          }));
          expect(await at.ledger.read(CITY, { known: now.seq }, everyRow)).toEqual(now.rows);
          await at.ledger.read(CITY, {}, sameCourses);
          await at.ledger.read(CITY, {}, samePromises);
        }),
        { numRuns: 9, endOnFailure: true },
      );
      // A property over refusals alone would prove nothing: most commands must have been recorded at least once.
      expect([...recorded.keys()].length, JSON.stringify([...recorded])).toBeGreaterThanOrEqual(34);
    });
  },
);

/** Two projects, one of them with its letter unsigned; of letters mostly what signs, starts, keeps and sets right, on few days: so that acts meet. */
const lawfulStep = fc
  .tuple(
    stepArbitrary,
    fc.constantFrom('approvals', 'promises', 'promises', 'promises', 'urging', 'urging'),
    fc.constantFrom(
      'signLetter',
      'startPromise',
      'keepPromise',
      'keepPromise',
      'pausePromise',
      'voidPromiseEvent',
    ),
    fc.nat({ max: 4 }),
  )
  .map(([step, loop, act, often]): Step => {
    const few = { ...step, loop, subject: 1 + (step.subject % 2), day: 1 + (step.day % 9) };
    return loop === 'promises' && often > 0 ? { ...few, command: promiseCommand(act) } : few;
  });

describe('urging and letters', () => {
  beforeAll(async () => {
    at = await testLedger({ matter: { loops: LOOPS, sections: SECTIONS, plan: planOf('填报') } });
  });
  afterAll(() => at.close());

  test('act by act: by no own hand, nothing left behind by a refusal, no lateness erased by who is late or by urging', {
    timeout: 120_000,
  }, async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(fc.array(lawfulStep, { minLength: 25, maxLength: 40 }), async (steps) => {
        round += 1;
        const told: Told = new Map();
        await register(told);
        await playByLaw(steps, told, seen);
      }),
      { numRuns: 16, endOnFailure: true },
    );
    // That something was asked: urges and answers, signatures, acts while something was late, refusals.
    const count = JSON.stringify([...seen]);
    for (const what of ['urgeMatter', 'late', 'refused', 'startPromise'])
      expect(seen.get(what) ?? 0, count).toBeGreaterThan(2);
  });
});
