/**
 * How projects really went, as single passages: each step from one milestone to the next, each stay in a stage, each wait that goes on, each claim that waits for
 * or had its recognition. Every figure of the flow page counts passages by a choice, and opens to the passages of that choice, so the two cannot differ. Pure.
 *
 * Days are working days of the city's calendar in (from, to], without days of standstill; null without a calendar. A wait for recognition is counted from the day
 * the claim was recorded to the day it was decided, or to the day that is known: acts have no as-of of their own (design §2).
 */
import type { PlainDate } from '../kernel/plainDate.ts';
import { type WorkCalendar, workingDaysBetween } from '../kernel/workCalendar.ts';
import { judgeProject, type ProjectJudgement } from '../loops/projects/projects.judge.ts';
import type { Lifecycle } from '../loops/projects/projects.plan.ts';
import { type ProjectCase, projectEvents } from './projectLog.ts';
import {
  causeOf,
  type MoveReason,
  moveReasons,
  type OwnCause,
  stageVisits,
  workingStay,
} from './projectStages.ts';
import { ValueBag } from './valueBag.ts';

/** `approval`: another bureau has an application in hand without which the next milestone may not be reached. */
export type WaitCause = OwnCause | 'approval';

export interface FlowProject {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  /** The task-bearing unit over it; null under none. */
  readonly county: string | null;
  readonly cluster: string | null;
  readonly standing: ProjectJudgement['standing'];
  readonly stage: string;
  /** Some milestone stands more than once. */
  readonly rework: boolean;
}

/**
 * `project`: one of each. `step`: `from` (null: the registration) → `to`, both milestones. `stand`: the last milestone of a project that has not ended (`to`, null
 * before the first). `stay`: in `stage`, over when `toOn` is there. `wait`: a running project's for `to`. `recognition`: of a claim of `to`. `approval`: of an application that
 * holds `to`, in the stage before it, from the day it was filed to the day it was decided or withdrawn.
 */
export const PARTS = ['project', 'step', 'stand', 'stay', 'wait', 'recognition', 'approval'] as const;
export type Part = (typeof PARTS)[number];

export interface Passage {
  readonly part: Part;
  readonly project: FlowProject;
  readonly from: string | null;
  readonly to: string | null;
  readonly stage: string | null;
  readonly fromOn: PlainDate;
  /** Null while it goes on. */
  readonly toOn: PlainDate | null;
  readonly days: number | null;
  /** Of a wait that lies with another unit: working days since what it has to decide reached it (its claim was recorded, the first application in hand was filed). Those in the stage are not that unit's. */
  readonly heldDays: number | null;
  /** Of a step that the declared lifecycle does not have. */
  readonly reason: MoveReason | null;
  readonly waitsFor: WaitCause | null;
  /** Units that must act, or that decided: ids joined by a comma; '' where the plan names none. Null where nobody holds anything. */
  readonly holder: string | null;
  /** It goes on for longer than nine tenths of the stays in its stage that are over took; of a `stand`: its project does. */
  readonly beyond: boolean;
  /** What is missing, by name. */
  readonly missing: readonly string[];
}

/** When a claim was recorded and when it was decided on, by whom. */
export interface Decision {
  readonly claimedOn: PlainDate;
  readonly decidedOn: PlainDate | null;
  readonly decidedUnit: string | null;
}

/** An application that holds a project: what it is for, who has it, and since when. */
export interface HeldApproval {
  readonly item: string;
  readonly itemName: string;
  /** Null where neither the application nor the plan says who decides. */
  readonly authority: string | null;
  /** The milestone that may not be reached without it. */
  readonly milestone: string;
  readonly filedOn: PlainDate;
  /** Decided or withdrawn. */
  readonly closedOn: PlainDate | null;
}

export interface FlowAt {
  readonly lifecycle: Lifecycle;
  readonly calendar: WorkCalendar | undefined;
  readonly asOf: PlainDate;
  readonly knownOn: PlainDate;
  /** By the id of the claim. */
  readonly decisions: ReadonlyMap<string, Decision>;
  readonly countyOf: (unit: string) => string | null;
  /** By project; none where the ledger has none. */
  readonly approvals?: ReadonlyMap<string, readonly HeldApproval[]> | undefined;
}

/** Of fewer stays than this no median is told: single projects would be read as a usual length. */
export const FEW = 5;

/** The passages of all projects of the lifecycle, project by project, in the order given; those of one project in the order of the days. */
export function projectPassages(cases: readonly ProjectCase[], at: FlowAt): readonly Passage[] {
  return markBeyond(passagesOfCases(cases, at));
}

/** Those of some of the projects; nothing is judged against the others yet. */
export function passagesOfCases(cases: readonly ProjectCase[], at: FlowAt): readonly Passage[] {
  return cases
    .filter(({ facts }) => facts.project.lifecycle === at.lifecycle.id)
    .flatMap((one) => passagesOf(one, at));
}

/** `passages`: of all projects of the lifecycle, whoever looks: what is usual is one thing for all. */
export function markBeyond(passages: readonly Passage[]): readonly Passage[] {
  const usual = usualStays(passages);
  const isBeyond = ({ part, project, stage, toOn, days }: Passage) => {
    const limit = stage === null ? undefined : usual.get(stage);
    const waits = part === 'wait' || (part === 'stay' && toOn === null && project.standing === 'running');
    return waits && limit !== undefined && days !== null && days > limit;
  };
  const long = new Set(passages.filter(isBeyond));
  const projects = new Set([...long].map(({ project }) => project.id));
  return passages.map((one) =>
    long.has(one) || (one.part === 'stand' && projects.has(one.project.id)) ? { ...one, beyond: true } : one,
  );
}

/** Nine tenths of the stays in each stage that are over were no longer; stages with few have none. */
export function usualStays(passages: readonly Passage[]): ReadonlyMap<string, number> {
  const bags = new Map<string, ValueBag>();
  for (const { part, stage, toOn, days } of passages) {
    if (part !== 'stay' || stage === null || toOn === null || days === null) continue;
    const bag = bags.get(stage) ?? new ValueBag();
    bags.set(stage, bag);
    bag.add(days);
  }
  return new Map(
    [...bags].flatMap(([stage, bag]) => (bag.count < FEW ? [] : [[stage, bag.quantile(0.9)!] as const])),
  );
}

const NOTHING = {
  from: null,
  to: null,
  stage: null,
  toOn: null,
  days: null,
  heldDays: null,
  reason: null,
  waitsFor: null,
  holder: null,
  beyond: false,
  missing: [],
} as const;

function passagesOf({ facts, cluster }: ProjectCase, at: FlowAt): Passage[] {
  const { lifecycle, asOf, calendar } = at;
  const judged = judgeProject(facts, lifecycle, asOf);
  const events = projectEvents(facts, asOf);
  const { subject, name, unit, registeredOn } = facts.project;
  const county = at.countyOf(unit);
  const project: FlowProject = {
    id: subject,
    name,
    unit,
    county,
    cluster,
    standing: judged.standing,
    stage: judged.stage,
    rework: new Set(events.map(({ milestone }) => milestone)).size < events.length,
  };
  const daysOf = (from: PlainDate, to: PlainDate) =>
    calendar === undefined ? null : workingStay(calendar, facts.suspensions, from, to);
  const passage = (part: Part, rest: Partial<Passage> & Pick<Passage, 'fromOn'>): Passage => ({
    ...NOTHING,
    part,
    project,
    ...rest,
  });
  const reasons = moveReasons(events, lifecycle);
  const steps = events.map((event, n) => {
    const fromOn = events[n - 1]?.occurredOn ?? registeredOn;
    return passage('step', {
      from: events[n - 1]?.milestone ?? null,
      to: event.milestone,
      fromOn,
      toOn: event.occurredOn,
      days: daysOf(fromOn, event.occurredOn),
      reason: reasons[n] ?? null,
    });
  });
  const last = events.at(-1);
  const stays = stageVisits(facts, lifecycle, asOf)
    .filter(({ until }) => until !== null || judged.standing === 'running')
    .map(({ stage, from, until }) =>
      passage('stay', { stage, fromOn: from, toOn: until, days: daysOf(from, until ?? asOf) }),
    );
  const standsOn = last?.occurredOn ?? registeredOn;
  return [
    passage('project', { stage: judged.stage, fromOn: registeredOn }),
    ...steps,
    ...(judged.standing === 'ended'
      ? []
      : [
          passage('stand', {
            to: last?.milestone ?? null,
            fromOn: standsOn,
            days: daysOf(standsOn, asOf),
          }),
        ]),
    ...stays,
    ...waitOf(judged, { facts, own: county ?? unit }, at).map((wait) =>
      passage('wait', { ...wait, days: daysOf(wait.fromOn, asOf) }),
    ),
    ...approvalsOf(subject, at).map((one) => passage('approval', one)),
    ...recognitionsOf(facts, at).map((one) => passage('recognition', one)),
  ];
}

/**
 * What a running project waits for next, and whose move it is: who recognises, where a claim waits; who has an application in hand without which the next milestone may not be
 * reached; else who may claim, in the end its own county.
 */
function waitOf(
  judged: ProjectJudgement,
  { facts, own }: { readonly facts: ProjectCase['facts']; readonly own: string },
  at: FlowAt,
) {
  const { next } = judged;
  const { lifecycle, asOf, calendar } = at;
  if (judged.standing !== 'running' || next === null) return [];
  const waitsFor = causeOf(next);
  const open = openApprovals(at, facts.project.subject, asOf).filter(
    (one) => one.milestone === next.milestone,
  );
  if (waitsFor !== 'recognition' && open.length > 0) {
    // In one order, whatever the order of filing: the same units are one line.
    const holder = [...new Set(open.flatMap(({ authority }) => authority ?? []))].sort().join(',') || own;
    return [
      {
        stage: judged.stage,
        to: next.milestone,
        fromOn: judged.enteredOn,
        heldDays: heldSince(
          calendar,
          open.map(({ filedOn }) => filedOn),
          asOf,
        ),
        waitsFor: 'approval' as const,
        holder,
        missing: [...new Set(open.map(({ itemName }) => itemName))],
      },
    ];
  }
  const milestone = lifecycle.milestones.find(({ id }) => id === next.milestone);
  const named = waitsFor === 'recognition' ? milestone?.recognisedBy : milestone?.claimedBy;
  const holder = named?.join(',') || (waitsFor === 'recognition' ? '' : own);
  const missing = [...next.missingGates, ...next.missingEvidence];
  const claims =
    waitsFor === 'recognition'
      ? facts.milestones.filter(
          (row) => row.milestone === next.milestone && row.state === 'claimed' && row.occurredOn <= asOf,
        )
      : [];
  const claimedOn = claims.flatMap(({ claim }) => at.decisions.get(claim)?.claimedOn ?? []);
  return [
    {
      stage: judged.stage,
      to: next.milestone,
      fromOn: judged.enteredOn,
      // An act has no as-of of its own: as the passage of the recognition has it.
      heldDays: heldSince(calendar, claimedOn, at.knownOn),
      waitsFor,
      holder,
      missing,
    } as const,
  ];
}

function heldSince(
  calendar: WorkCalendar | undefined,
  days: readonly PlainDate[],
  to: PlainDate,
): number | null {
  const [first] = days.toSorted();
  return calendar === undefined || first === undefined
    ? null
    : Math.max(0, workingDaysBetween(calendar, first, to));
}

function openApprovals(at: FlowAt, project: string, on: PlainDate): readonly HeldApproval[] {
  return (at.approvals?.get(project) ?? []).filter(
    ({ filedOn, closedOn }) => filedOn <= on && (closedOn === null || closedOn > on),
  );
}

/** Working days with the bureau; the stage is the one that the project is in before the milestone that is held. */
function approvalsOf(project: string, { approvals, lifecycle, asOf, calendar }: FlowAt) {
  return (approvals?.get(project) ?? []).flatMap(({ milestone, authority, itemName, filedOn, closedOn }) => {
    const place = lifecycle.milestones.findIndex(({ id }) => id === milestone);
    if (place < 0 || filedOn > asOf) return [];
    const toOn = closedOn !== null && closedOn <= asOf ? closedOn : null;
    return [
      {
        stage: lifecycle.milestones[place - 1]?.enters ?? lifecycle.stages[0]?.id ?? null,
        to: milestone,
        fromOn: filedOn,
        toOn,
        days: calendar === undefined ? null : workingDaysBetween(calendar, filedOn, toOn ?? asOf),
        waitsFor: 'approval' as const,
        holder: authority ?? '',
        missing: [itemName],
      },
    ];
  });
}

/** Claims that wait, and claims that were recognised or refused. What was revoked lost the day of its recognition, what was superseded waits for nothing. */
function recognitionsOf(
  facts: ProjectCase['facts'],
  { lifecycle, asOf, knownOn, calendar, decisions }: FlowAt,
) {
  return facts.milestones.flatMap((row) => {
    const decision = decisions.get(row.claim);
    if (decision === undefined || row.occurredOn > asOf) return [];
    const waits = row.state === 'claimed';
    if (!waits && (decision.decidedOn === null || (row.state !== 'recognised' && row.state !== 'refused')))
      return [];
    const milestone = lifecycle.milestones.find(({ id }) => id === row.milestone);
    const { claimedOn, decidedOn, decidedUnit } = decision;
    const toOn = waits ? null : decidedOn;
    return [
      {
        to: row.milestone,
        fromOn: claimedOn,
        toOn,
        days: calendar === undefined ? null : workingDaysBetween(calendar, claimedOn, toOn ?? knownOn),
        waitsFor: 'recognition' as const,
        holder: waits ? (milestone?.recognisedBy ?? []).join(',') : decidedUnit,
      },
    ];
  });
}

/** What a figure counts. Where a passage may have none (`from`, `unit`, `cluster`, `holder`), `NONE` asks for those. */
export interface PassageChoice {
  readonly part: Part;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly stage?: string | undefined;
  readonly waitsFor?: WaitCause | undefined;
  readonly holder?: string | undefined;
  readonly unit?: string | undefined;
  readonly cluster?: string | undefined;
  readonly standing?: FlowProject['standing'] | undefined;
  readonly reason?: MoveReason | 'any' | undefined;
  readonly is?: 'over' | 'going' | 'beyond' | 'rework' | undefined;
}

export const NONE = '-';

/** `within(unit, over)`: whether a unit is another or lies below it. */
export function isChosen(
  one: Passage,
  choice: PassageChoice,
  within: (unit: string, over: string) => boolean,
): boolean {
  const { project } = one;
  const same = (asked: string | undefined, value: string | null) =>
    asked === undefined || (asked === NONE ? value === null || value === '' : asked === value);
  const { unit, is, reason } = choice;
  return (
    one.part === choice.part &&
    same(choice.from, one.from) &&
    same(choice.to, one.to) &&
    same(choice.stage, one.stage) &&
    same(choice.waitsFor, one.waitsFor) &&
    same(choice.holder, one.holder) &&
    same(choice.cluster, project.cluster) &&
    same(choice.standing, project.standing) &&
    (unit === undefined || (unit === NONE ? project.county === null : within(project.unit, unit))) &&
    (reason === undefined || (reason === 'any' ? one.reason !== null : one.reason === reason)) &&
    (is === undefined ||
      (is === 'over'
        ? one.toOn !== null
        : is === 'going'
          ? one.toOn === null
          : is === 'beyond'
            ? one.beyond
            : project.rework))
  );
}
