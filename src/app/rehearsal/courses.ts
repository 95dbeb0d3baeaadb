// How a project's true course came to be reported: claims, recognitions, and what went wrong on the way (refused, corrected, revoked, claimed
// too early). Whatever goes wrong, the version that finally stands has the true day. Chains only; positions are set by scheduleChain.

import type { JsonObject } from '../../kernel/json.ts';
import type { Actor } from '../../kernel/loop.ts';
import { fromEpochDay, monthOf } from '../../kernel/plainDate.ts';
import { formatProjectCode, projectCheckDigit, validateProjectCode } from '../../kernel/projectCode.ts';
import type { Random } from '../../kernel/random.ts';
import type { Lifecycle, Milestone } from '../../loops/projects/projects.plan.ts';
import type { Actors } from './actors.ts';
import { gamma2, happens } from './chance.ts';
import { OFFICE_MINUTES, type Office, type OfficeTime } from './officeTime.ts';
import type { RehearsalPlan } from './rehearsal.plan.ts';
import { simulatedCreditCode } from './simulatedFirm.ts';
import { type Step, type StepInit, step } from './steps.ts';
import { HEADLINE } from './targets.ts';
import type { Trajectory } from './trajectories.ts';
import {
  AMENDED,
  CORRECTED,
  CORRECTED_AMOUNT,
  investorName,
  number4,
  projectName,
  REFUSED,
  RESUMED,
  REVOKED,
} from './words.ts';

/** A published month: what happened by its last day is in the ledger by the deadline, and what went before does not reach into it. */
export interface PublishedMonth {
  readonly last: number;
  readonly deadline: Office;
}

export interface Reporting {
  readonly params: RehearsalPlan;
  readonly lifecycle: Lifecycle;
  readonly actors: Actors;
  readonly office: OfficeTime;
  /** In order. */
  readonly published: readonly PublishedMonth[];
  unitName(unit: string): string;
}

/** A claim made before the thing happened: pending when a period is published, refused after, claimed again in its time. */
export interface TooEarly {
  readonly milestone: string;
  readonly day: number;
  readonly until: Office;
}

export interface Course {
  readonly project: Trajectory;
  readonly subject: string;
  readonly chain: readonly Step[];
  /** The step after which a milestone finally stands. */
  readonly finals: ReadonlyMap<string, Step>;
  /** The steps of a milestone, first claim to final. */
  readonly stepsOf: ReadonlyMap<string, readonly Step[]>;
}

const HEADLINES: readonly string[] = HEADLINE;

export function subjectOf(project: Trajectory): string {
  return `P${number4(project.no)}`;
}

/** `smooth`: nothing goes wrong and nothing is late, which is what is left when bounds are tight. */
export interface How {
  readonly smooth?: boolean;
  readonly tooEarly?: TooEarly | undefined;
}

/** What is being told of one project: the chain so far. */
interface Telling {
  readonly reporting: Reporting;
  readonly project: Trajectory;
  readonly plannedYuan: bigint;
  readonly how: How;
  readonly random: Random;
  readonly subject: string;
  readonly chain: Step[];
  readonly finals: Map<string, Step>;
  readonly stepsOf: Map<string, Step[]>;
  /** The last day of which the chain has told. */
  told: number;
}

export function courseOf(
  reporting: Reporting,
  project: Trajectory,
  plannedYuan: bigint,
  how: How = {},
): Course {
  const telling: Telling = {
    reporting,
    project,
    plannedYuan,
    how,
    random: project.random.fork('reporting'),
    subject: subjectOf(project),
    chain: [],
    finals: new Map(),
    stepsOf: new Map(),
    told: project.registered,
  };
  register(telling);
  const coded = codedAfter(reporting.lifecycle);
  for (const milestone of reporting.lifecycle.milestones) {
    const day = project.reached.get(milestone.id);
    if (day === undefined) continue;
    if (project.suspended && project.suspended.from < day && telling.told < project.suspended.from)
      suspension(telling);
    tell(telling, milestone, day);
    if (milestone.id === coded) bindCode(telling, day);
  }
  if (project.ended) end(telling);
  const { chain, finals, stepsOf, subject } = telling;
  return { project, subject, chain, finals, stepsOf };
}

function add(telling: Telling, init: Omit<StepInit, 'subject' | 'loop' | 'unit' | 'squeeze'>): Step {
  const { subject, project, random } = telling;
  const made = step({ ...init, subject, loop: 'projects', unit: project.place.unit, squeeze: random.next() });
  telling.chain.push(made);
  return made;
}

/** Calendar days of lag as office minutes: reports take some days, a few take weeks. */
function reportingLag({ reporting, random, how }: Telling): number {
  const { lagMeanDays, latePerMille } = reporting.params.reporting;
  const natural = gamma2(random, lagMeanDays);
  const late = happens(random, latePerMille) ? random.int(21, 70) : 0;
  return Math.floor((((how.smooth ? 0 : late) + natural) * 5 * OFFICE_MINUTES) / 7) + random.int(1, 40);
}

function workdays(random: Random, mean: number): number {
  return Math.floor(gamma2(random, mean) * OFFICE_MINUTES) + random.int(1, 60);
}

function register(telling: Telling): void {
  const { project, random, plannedYuan, reporting } = telling;
  const actor = reporting.actors.claimant(project.place.unit);
  // One in seven is registered with what was first spoken of, and amended when the contract is drawn up.
  const spoken =
    happens(random, 140) && project.reached.has('introduced')
      ? roundedYuan(plannedYuan, random.int(70, 170))
      : plannedYuan;
  const landMu = plannedYuan / BigInt(random.int(2_200_000, 4_500_000));
  const name = projectName(project, random, reporting.unitName(project.place.unit));
  const industry = random.pick(project.cluster.industries);
  const investor = investorName(project, random);
  const body: JsonObject = {
    name,
    lifecycle: reporting.lifecycle.id,
    cluster: project.cluster.cluster,
    industry,
    investor,
    plannedInvestmentYuan: String(spoken),
    ...(landMu > 0n ? { landMu: String(landMu) } : {}),
    ...frontOf(telling, investor),
  };
  add(telling, {
    kind: 'projectRegistered',
    actor,
    body,
    happened: project.registered,
    lag: reportingLag(telling),
  });
  if (spoken === plannedYuan) return;
  const amended = { reason: AMENDED, plannedInvestmentYuan: String(plannedYuan) };
  add(telling, { kind: 'projectAmended', actor, body: amended, lag: workdays(random, 6) });
}

/** Park, attributes and credit code: of the projects since the day from which the plan rehearses the front of the chain. Draws of its own. */
function frontOf({ reporting, project }: Telling, investor: string): JsonObject {
  const { front } = reporting.params;
  if (front === undefined || fromEpochDay(project.registered) < front.from) return {};
  const random = project.random.fork('attributes');
  const attributes = Object.fromEntries(
    front.attributes.flatMap(({ attribute, values, perMille }) =>
      happens(random, perMille)
        ? [[attribute, random.weighted(values.map(({ value, weight }) => [value, weight] as const))]]
        : [],
    ),
  );
  return {
    ...(project.place.park === undefined ? {} : { park: project.place.park }),
    ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
    // Only of a firm with this one project, so that no code stands twice.
    ...(investor.endsWith(number4(project.no)) ? { creditCode: simulatedCreditCode(project.no) } : {}),
  };
}

/** A hundred thousand yuan is the finest that is spoken of. */
function roundedYuan(yuan: bigint, percent: number): bigint {
  const rounded = (yuan * BigInt(percent)) / 100n / 100_000n;
  return rounded === 0n ? yuan : rounded * 100_000n;
}

/** The milestone after which the national code is given: filing (备案), or where the lifecycle has none, introduction. */
function codedAfter(lifecycle: Lifecycle): string {
  return lifecycle.milestones.some((milestone) => milestone.id === 'filed') ? 'filed' : 'introduced';
}

/** GB/T 40058-2021 from the day of the change on, year-region-industry before it (domain.md §5.1). A doubtful form is bound with its warning. */
function bindCode(telling: Telling, reached: number): void {
  const { project, random, reporting } = telling;
  // No later than what comes next, so that a deadline of that never waits for the code.
  const next = [...project.reached.values()].filter((each) => each > reached);
  const day = Math.min(reached + random.int(1, 12), project.ended?.day ?? Number.POSITIVE_INFINITY, ...next);
  const date = fromEpochDay(day);
  const serial = String(project.no).padStart(5, '0');
  const { region } = project.place;
  const isNew = date >= reporting.params.newCodesFrom;
  const nineteen = `${monthOf(date).slice(2).replace('-', '')}${region}0401${serial}`;
  const old = `${date.slice(0, 4)}${region}${project.cluster.industries[0]!.slice(0, 2)}030${serial}`;
  const code = formatProjectCode(isNew ? nineteen + projectCheckDigit(nineteen) : old);
  const warnings = validateProjectCode(code).findings.map((finding) => finding.code);
  const body: JsonObject = { code, ...(warnings.length > 0 ? { warnings } : {}) };
  const actor = reporting.actors.claimant(project.place.unit);
  add(telling, {
    kind: 'projectCodeBound',
    actor,
    body,
    notBefore: reporting.office.opening(day),
    lag: workdays(random, 1),
  });
}

function suspension(telling: Telling): void {
  const { project, reporting } = telling;
  const { from, to, reason } = project.suspended!;
  const actor = reporting.actors.claimant(project.place.unit);
  add(telling, {
    kind: 'projectSuspended',
    actor,
    body: { reason },
    happened: from,
    lag: reportingLag(telling),
  });
  add(telling, {
    kind: 'projectResumed',
    actor,
    body: { reason: RESUMED },
    happened: to,
    lag: reportingLag(telling),
  });
  telling.told = to;
}

function end(telling: Telling): void {
  const { project, reporting } = telling;
  const { day, reason } = project.ended!;
  const actor = reporting.actors.claimant(project.place.unit);
  const happened = Math.max(day, telling.told);
  const last = add(telling, {
    kind: 'projectEnded',
    actor,
    body: { reason },
    happened,
    lag: reportingLag(telling),
  });
  bound(telling, [last], happened);
}

type Mishap = 'none' | 'tooEarly' | 'refused' | 'revoked' | 'corrected' | 'amount';

/** Tells of one milestone, with its mishaps, up to the step after which it stands. */
function tell(telling: Telling, milestone: Milestone, day: number): void {
  const before = telling.chain.length;
  const mishap = mishapOf(telling, milestone);
  const wrong = mishap === 'tooEarly' ? telling.how.tooEarly!.day : wrongDay(telling, day);
  const final =
    mishap === 'none' || (wrong === day && mishap !== 'amount')
      ? decide(telling, milestone, claim(telling, milestone, day))
      : afterMishap(telling, milestone, { mishap, wrong, day });
  telling.told = Math.max(telling.told, day);
  const steps = telling.chain.slice(before);
  telling.finals.set(milestone.id, final);
  telling.stepsOf.set(milestone.id, steps);
  if (!HEADLINES.includes(milestone.id)) return;
  bound(telling, mishap === 'tooEarly' ? steps.slice(2) : steps, day);
  if (mishap === 'tooEarly') bound(telling, steps.slice(0, 1), wrong);
}

function mishapOf({ random, reporting, how }: Telling, milestone: Milestone): Mishap {
  const { refusedPerMille, revokedPerMille, correctedPerMille } = reporting.params.rates;
  const draw = random.next() * 1000;
  const amount = random.next() < 0.4;
  if (how.tooEarly?.milestone === milestone.id) return 'tooEarly';
  if (how.smooth || !HEADLINES.includes(milestone.id)) return 'none';
  if (draw < refusedPerMille) return 'refused';
  if (draw < refusedPerMille + revokedPerMille) return 'revoked';
  if (draw < refusedPerMille + revokedPerMille + correctedPerMille) {
    return amount && milestone.id === 'introduced' ? 'amount' : 'corrected';
  }
  return 'none';
}

/** A day before the true one, after all that was told before, and not within a period that another was published for. */
function wrongDay({ random, reporting, told }: Telling, day: number): number {
  const published =
    reporting.published.filter((month) => month.last < day).at(-1)?.last ?? Number.NEGATIVE_INFINITY;
  const from = Math.max(told, published + 1, day - 25);
  const draw = random.next();
  return from >= day ? day : from + Math.floor(draw * (day - from));
}

function afterMishap(
  telling: Telling,
  milestone: Milestone,
  { mishap, wrong, day }: { readonly mishap: Mishap; readonly wrong: number; readonly day: number },
): Step {
  const { random, plannedYuan } = telling;
  const recogniser = telling.reporting.actors.recogniser(telling.project.place.unit, milestone);
  const answer = (kind: string, to: Step, reason: string, lag: number, notBefore?: Office) =>
    add(telling, {
      kind,
      actor: recogniser,
      body: { milestone: milestone.id, reason },
      corrects: to,
      lag,
      ...(notBefore === undefined ? {} : { notBefore }),
    });
  if (mishap === 'amount') {
    const first = claim(telling, milestone, day, roundedYuan(plannedYuan, random.int(105, 160)));
    decide(telling, milestone, first);
    return decide(
      telling,
      milestone,
      correct(telling, milestone, { of: first, day, reason: CORRECTED_AMOUNT }),
    );
  }
  const first = claim(telling, milestone, wrong);
  if (mishap === 'corrected') {
    decide(telling, milestone, first);
    return decide(
      telling,
      milestone,
      correct(telling, milestone, { of: first, day, reason: random.pick(CORRECTED) }),
    );
  }
  if (mishap === 'revoked') {
    const recognised = decide(telling, milestone, first);
    if (recognised !== first) answer('milestoneRevoked', first, random.pick(REVOKED), workdays(random, 15));
  } else {
    const { recognitionMeanDays } = telling.reporting.params.reporting;
    answer(
      'milestoneRefused',
      first,
      random.pick(REFUSED),
      workdays(random, recognitionMeanDays),
      telling.how.tooEarly?.until,
    );
  }
  return decide(telling, milestone, claim(telling, milestone, day));
}

function claim(telling: Telling, milestone: Milestone, day: number, planned = telling.plannedYuan): Step {
  const { random, project, reporting } = telling;
  const evidence = milestone.evidence
    .filter((each) => each.required || random.next() < 0.5)
    .map((each) => ({ kind: each.kind, name: `${each.name}（模拟${number4(project.no)}）` }));
  const body: JsonObject = {
    milestone: milestone.id,
    needsRecognition: milestone.needsRecognition,
    plannedInvestmentYuan: String(planned),
    evidence,
  };
  const actor: Actor = reporting.actors.claimant(project.place.unit, milestone);
  return add(telling, { kind: 'milestoneClaimed', actor, body, happened: day, lag: reportingLag(telling) });
}

function correct(
  telling: Telling,
  milestone: Milestone,
  to: { readonly of: Step; readonly day: number; readonly reason: string },
): Step {
  const { reporting, project, random, plannedYuan } = telling;
  const actor = reporting.actors.claimant(project.place.unit, milestone);
  const occurredOn = fromEpochDay(to.day);
  const body: JsonObject = {
    milestone: milestone.id,
    occurredOn,
    plannedInvestmentYuan: String(plannedYuan),
    evidence: to.of.body.evidence ?? [],
    reason: to.reason,
  };
  const lag = workdays(random, 10);
  return add(telling, {
    kind: 'milestoneCorrected',
    actor,
    body,
    happened: to.day,
    datedWhenRecorded: true,
    corrects: to.of,
    lag,
  });
}

const UNSEEN_PAPERS = '现场核实，资料随后补齐（模拟）';

/** Recognition by the city, where the milestone takes one: the rule is the one of the plan. */
function decide(telling: Telling, milestone: Milestone, claimed: Step): Step {
  const { reporting, project, random } = telling;
  const lag = workdays(random, reporting.params.reporting.recognitionMeanDays);
  if (!milestone.needsRecognition) return claimed;
  const actor = reporting.actors.recogniser(project.place.unit, milestone);
  const given = claimed.body.evidence;
  const isBare = milestone.evidence.length > 0 && Array.isArray(given) && given.length === 0;
  const body: JsonObject = {
    milestone: milestone.id,
    rule: ruleText(milestone),
    // Without any evidence it takes a reason, kept with what was missing.
    ...(isBare ? { reason: UNSEEN_PAPERS, missing: ['印证资料'] } : {}),
  };
  return add(telling, { kind: 'milestoneRecognised', actor, body, corrects: claimed, lag });
}

/** Version and document number of the rule a recognition is made by, as loops/projects writes it. */
export function ruleText({ countingRule }: Milestone): string {
  return `${countingRule?.version ?? '未定口径'} ${countingRule?.document ?? '文号待补来源'}`;
}

/** What happened by a published day is in the ledger by its deadline. */
function bound({ reporting }: Telling, steps: readonly Step[], day: number): void {
  const month = reporting.published.find((each) => each.last >= day);
  if (!month) return;
  for (const each of steps) each.latest = Math.min(each.latest, month.deadline);
}
