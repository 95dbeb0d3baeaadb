// No sequence of commands makes a project skip a hard gate, count twice, or be recognised by its claimant: random commands of random accounts on a project, one of
// another county and a phase, through the real deciders and the real PostgreSQL, replayed by a naive model (counting.testing.ts). Drawn so that claims, recognitions,
// corrections, revocations, withdrawals, ends and revivals follow each other closely; the runs of all loops are loops.property.pg.test.ts.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import type { Actor } from '../kernel/loop.ts';
import { isProblem } from '../kernel/problem.ts';
import { CITY, type TestLedger, testLedger } from '../testing/ledger.ts';
import { GATES, lawsOfCounting } from './counting.testing.ts';
import { LOOPS, SECTIONS } from './registry.node.ts';

const planOf = (steps: string): string => `format: luodi/plan@1
city: {id: test, name: 测试市, planTitle: 测试计划, planYear: 2021, effectiveFrom: 2021-01-01}
unitTrees: [{id: tasks, title: 责任单元}]
units:
  - {id: city, name: 测试市, kind: city}
  - {id: town, name: 东镇, kind: county, bearsTasks: true, memberships: [{tree: tasks, parent: city}]}
  - {id: west, name: 西镇, kind: county, bearsTasks: true, memberships: [{tree: tasks, parent: city}]}
  - {id: desk, name: 督办科, kind: office, memberships: [{tree: tasks, parent: city}]}
  - {id: team, name: 专班, kind: office, memberships: [{tree: tasks, parent: desk}]}
reporting: {steps: [${steps}]}
lifecycles:
  - id: industrial
    name: 产业项目
    counted: true
    stages: [{id: talks, name: 洽谈}, {id: signed, name: 签约}, {id: building, name: 在建}, {id: done, name: 竣工, final: true}]
    milestones:
      - {id: introduced, name: 新引进, enters: signed, counted: true, claimedBy: [town, west, desk], countingRule: {version: v1, words: 签约}}
      - {id: filed, name: 备案, enters: signed, needsRecognition: false, claimedBy: [town, west, desk]}
      - {id: started, name: 新开工, enters: building, counted: true, claimedBy: [town, west, desk], countingRule: {version: v1, words: 开槽}, requires: [introduced, filed]}
      - {id: completed, name: 新竣工, enters: done, counted: true, claimedBy: [town, west, desk], countingRule: {version: v1, words: 验收}, requires: [started]}
`;

const person = (account: string, unit: string, ...roles: string[]): Actor => ({
  account,
  post: 'p',
  unit,
  roles,
});
/** The claimants of the two counties and their reviewers; a bureau that claims and recognises, a second hand and one below it; the office. */
const ACTORS = {
  town: person('dong', 'town', 'county'),
  townReview: person('he', 'town', 'reviewer'),
  west: person('xi', 'west', 'county'),
  westReview: person('guo', 'west', 'reviewer'),
  desk: person('ban', 'desk', 'bureau', 'reviewer'),
  desk2: person('ban2', 'desk', 'bureau', 'reviewer'),
  team: person('zu', 'team', 'bureau'),
  city: person('shen', 'city', 'office'),
} as const;
type Who = keyof typeof ACTORS;

const PROJECTS = ['A', 'B', 'phase'] as const;
const step = fc.record({
  project: fc.constantFrom(...PROJECTS, 'A', 'A'),
  act: fc.oneof(
    { weight: 10, arbitrary: fc.constant('claim' as const) },
    { weight: 10, arbitrary: fc.constant('recognise' as const) },
    { weight: 8, arbitrary: fc.constant('pass' as const) },
    {
      weight: 8,
      arbitrary: fc.constantFrom('correct', 'revoke', 'revoke', 'refuse', 'sendBack', 'withdraw'),
    },
    {
      weight: 3,
      arbitrary: fc.constantFrom('end', 'revive', 'revive', 'suspend', 'resume', 'bind', 'unbind'),
    },
  ),
  // Mostly who usually does it, else anybody.
  hand: fc.integer({ min: 0, max: 9 }),
  anybody: fc.constantFrom(...(Object.keys(ACTORS) as Who[])),
  milestone: fc.constantFrom('introduced', 'filed', 'started', ...Object.keys(GATES)),
  day: fc.integer({ min: 0, max: 2 }),
  // Mostly what may well be done: the next milestone, a claim that waits to be decided, one that was recognised; else anything.
  aimed: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
  // Which of the claims spoken of last.
  back: fc.constantFrom(0, 0, 1, 2, 3),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

let at: TestLedger;
let round = 0;
let keys = 0;

async function give(actor: Actor, command: string, body: JsonObject): Promise<readonly string[] | string> {
  keys += 1;
  try {
    return (await at.ledger.submit(CITY, { key: `k${keys}`, actor, loop: 'projects', command, body })).facts;
  } catch (error) {
    if (isProblem(error) && error.status < 500) return error.code;
    throw error;
  }
}

function whoOf({ act, hand, anybody, project }: Step): Who {
  const own = project === 'B' ? 'west' : 'town';
  if (hand === 9) return anybody;
  if (act === 'pass' || act === 'sendBack') return hand > 6 ? 'desk2' : `${own}Review`;
  const judges = /^(recognise|revoke|refuse|revive)$/.test(act);
  if (judges) return hand > 6 ? 'desk' : hand > 5 ? 'team' : 'city';
  return hand > 6 ? 'desk' : own;
}

/** What was drafted and what was claimed of a project, in the order of telling, as far as the answers tell. */
interface Told {
  readonly drafts: { readonly id: string; readonly milestone: string }[];
  readonly claims: {
    readonly id: string;
    readonly milestone: string;
    state: 'waits' | 'recognised' | 'over';
  }[];
}

const BEGINS: Readonly<Record<string, number>> = { introduced: 1, filed: 2, started: 3, completed: 5 };

function milestoneOf({ milestone, aimed }: Step, { claims }: Told): string {
  const open = new Set(claims.filter(({ state }) => state !== 'over').map((one) => one.milestone));
  return (aimed ? Object.keys(GATES).find((one) => !open.has(one)) : undefined) ?? milestone;
}

function orderOf(drawn: Step, project: string, told: Told) {
  const { act, day: after, back, aimed } = drawn;
  const milestone = milestoneOf(drawn, told);
  const state =
    act === 'recognise' || act === 'refuse' ? 'waits' : act === 'revoke' ? 'recognised' : undefined;
  const fit = told.claims
    .filter((one) => !aimed || state === undefined || one.state === state)
    .map(({ id }) => id);
  const of = /^(pass|sendBack|withdraw)$/.test(act) ? told.drafts.map(({ id }) => id) : fit;
  const fact = of.at(-1 - back) ?? of.at(-1) ?? 'none';
  const day = (BEGINS[milestone] ?? 1) + after;
  const [occurredOn, reason] = [`2021-06-0${day}`, '核对后办理'];
  const orders: Readonly<Record<Step['act'], readonly [string, JsonObject]>> = {
    claim: ['claimMilestone', { milestone, occurredOn }],
    recognise: ['recogniseMilestone', { claim: fact }],
    pass: ['passClaim', { draft: fact }],
    correct: ['correctMilestone', { claim: fact, occurredOn, reason }],
    revoke: ['revokeMilestone', { claim: fact, reason }],
    refuse: ['refuseMilestone', { claim: fact, reason }],
    sendBack: ['sendBackClaim', { draft: fact, reason }],
    withdraw: ['withdrawClaim', { draft: fact, reason }],
    end: ['endProject', { reason, confirm: true }],
    revive: ['reviveProject', { reason, confirm: true }],
    suspend: ['suspendProject', { reason, confirm: true }],
    resume: ['resumeProject', { reason, confirm: true }],
    bind: ['bindProjectCode', { code: `2106-441204-04-01-${100000 + round}` }],
    unbind: ['bindProjectCode', { code: `2106-441204-04-02-${100000 + round}` }],
  };
  const [command, body] = orders[act];
  return { command, body: { project, ...body } };
}

function remember(
  { drafts, claims }: Told,
  {
    command,
    body,
    answer,
    isDraft,
  }: {
    readonly command: string;
    readonly body: JsonObject;
    readonly answer: readonly string[];
    readonly isDraft: boolean;
  },
): void {
  const decided = claims.find(({ id }) => id === body.claim);
  if (decided && command === 'recogniseMilestone') decided.state = 'recognised';
  if (decided && /^(refuse|revoke)Milestone$/.test(command)) decided.state = 'over';
  if (!/^(claim|correct)Milestone$|^passClaim$/.test(command)) return;
  const milestone = String(
    body.milestone ?? (drafts.find(({ id }) => id === body.draft) ?? decided)?.milestone ?? '',
  );
  const told = answer.map((id) => ({ id, milestone, state: 'waits' as const }));
  if (isDraft) drafts.push(...told);
  else claims.push(...told);
}

describe.each(['填报', '填报, 审核'])('with the steps %s inside a unit', (steps) => {
  beforeAll(async () => {
    at = await testLedger({ matter: { loops: LOOPS, sections: SECTIONS, plan: planOf(steps) } });
  });
  afterAll(() => at.close());

  test('gates, single counting and two hands hold after every command', { timeout: 120_000 }, async () => {
    const recorded = new Map<string, number>();
    const refused = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 70 }), async (sequence) => {
        round += 1;
        const told = new Map<string, Told>();
        for (const name of PROJECTS) {
          const project = `${name}${round}`;
          const actor = name === 'B' ? ACTORS.west : ACTORS.town;
          const more = name === 'phase' ? { phaseOf: `A${round}` } : {};
          const about = { project, unit: actor.unit, name: '木器项目', lifecycle: 'industrial', ...more };
          await give(actor, 'registerProject', {
            ...about,
            plannedInvestmentYuan: '100',
            occurredOn: '2021-05-01',
          });
        }
        for (const drawn of sequence) {
          const project = `${drawn.project}${round}`;
          const facts = told.get(project) ?? { drafts: [], claims: [] };
          told.set(project, facts);
          const { command, body } = orderOf(drawn, project, facts);
          const answer = await give(ACTORS[whoOf(drawn)], command, body);
          const said = typeof answer === 'string' ? refused : recorded;
          const name = typeof answer === 'string' ? answer : command;
          said.set(name, (said.get(name) ?? 0) + 1);
          if (typeof answer === 'string') continue;
          remember(facts, { command, body, answer, isDraft: steps !== '填报' && command !== 'passClaim' });
        }
        await at.ledger.read(CITY, {}, lawsOfCounting);
      }),
      { numRuns: 20, endOnFailure: true },
    );
    // A law over refusals alone, or without any, would prove nothing.
    const given =
      steps === '填报'
        ? ['claimMilestone', 'correctMilestone', 'recogniseMilestone', 'revokeMilestone']
        : ['claimMilestone', 'passClaim', 'recogniseMilestone'];
    const shut = steps === '填报' ? ['claimed_by_own_hand', 'gate_not_recognised'] : [];
    for (const name of given) expect([name, recorded.get(name) ?? 0]).not.toEqual([name, 0]);
    for (const name of shut) expect([name, refused.get(name) ?? 0]).not.toEqual([name, 0]);
  });
});
