/**
 * How long projects stay in each stage, in working days, and where they wait; and the moves they made that their declared lifecycle does not have. Pure: rows,
 * lifecycles, calendar and the day looked at come in. Stages as in projects.judge.ts: the furthest that a milestone has led into. Days of standstill are no
 * days in a stage; a stay that is not over counts as waiting and never into the lengths of those that are, so those lengths lean to the short side.
 */
import { maxDate, minDate, type PlainDate } from '../kernel/plainDate.ts';
import { type WorkCalendar, workingDaysBetween } from '../kernel/workCalendar.ts';
import { judgeProject, type ProjectFacts } from '../loops/projects/projects.judge.ts';
import type { Lifecycle } from '../loops/projects/projects.plan.ts';
import type { MilestoneRow, SuspensionRow } from '../loops/projects/projects.rows.ts';
import { type ProjectCase, projectEvents } from './projectLog.ts';
import { ValueBag } from './valueBag.ts';

export interface StageStay {
  readonly lifecycle: string;
  readonly stage: string;
  /** `all`, or one county or cluster. `key` is null for all, and for what lies under no county or has no cluster. */
  readonly by: 'all' | 'unit' | 'cluster';
  readonly key: string | null;
  /** Stays that are over. */
  readonly left: DayCounts;
  /** Stays that go on, of projects that run. */
  readonly waiting: DayCounts;
}

/** Working days; null of none. */
export interface DayCounts {
  readonly count: number;
  readonly median_days: number | null;
  readonly mean_days: number | null;
  readonly p90_days: number | null;
  readonly max_days: number | null;
}

export interface StageWait {
  readonly lifecycle: string;
  readonly stage: string;
  /** What is to be reached next. */
  readonly next: string;
  /** `recognition`: told and not yet recognised. `gate`: another milestone must come first. `evidence`: required papers are not there. `progress`: nothing but the work itself. */
  readonly waits_for: 'recognition' | 'gate' | 'evidence' | 'progress';
  readonly days: DayCounts;
}

export interface UndeclaredMove {
  readonly lifecycle: string;
  /** The milestone before; null: the registration. */
  readonly from: string | null;
  readonly to: string;
  /** `back`: into a stage before the one the project was in. `gate_open`: without a milestone that must come first. `passed_over`: past a stage. `repeated`: once more. `unknown`: no milestone of the lifecycle. */
  readonly reason: 'back' | 'gate_open' | 'passed_over' | 'repeated' | 'unknown';
  readonly count: number;
  /** The first few, by id. */
  readonly projects: readonly string[];
}

export interface ProjectStages {
  readonly stages: readonly StageStay[];
  readonly waits: readonly StageWait[];
  readonly undeclared_moves: readonly UndeclaredMove[];
}

export interface StagesAt {
  readonly lifecycles: readonly Lifecycle[];
  readonly calendar: WorkCalendar;
  readonly asOf: PlainDate;
  /** The county (task-bearing unit) over a unit. */
  readonly countyOf: (unit: string) => string | null;
}

const EXAMPLES = 20;

export function projectStages(cases: readonly ProjectCase[], at: StagesAt): ProjectStages {
  const stays = new Map<
    string,
    { head: Omit<StageStay, 'left' | 'waiting'>; left: ValueBag; waiting: ValueBag }
  >();
  const waits = new Map<string, { head: Omit<StageWait, 'days'>; days: ValueBag }>();
  const moves = new Map<string, { head: Omit<UndeclaredMove, 'count' | 'projects'>; projects: string[] }>();
  for (const { facts, cluster } of cases) {
    const lifecycle = at.lifecycles.find(({ id }) => id === facts.project.lifecycle);
    if (!lifecycle) continue;
    const judged = judgeProject(facts, lifecycle, at.asOf);
    const runs = judged.standing === 'running';
    for (const visit of stageVisits(facts, lifecycle, at.asOf)) {
      if (visit.until === null && !runs) continue;
      const days = workingStay(at.calendar, facts.suspensions, visit.from, visit.until ?? at.asOf);
      for (const [by, key] of [
        ['all', null],
        ['unit', at.countyOf(facts.project.unit)],
        ['cluster', cluster],
      ] as const) {
        const head = { lifecycle: lifecycle.id, stage: visit.stage, by, key };
        const stay = getOr(stays, head, () => ({ head, left: new ValueBag(), waiting: new ValueBag() }));
        (visit.until === null ? stay.waiting : stay.left).add(days);
      }
    }
    if (runs && judged.next) {
      const head = {
        lifecycle: lifecycle.id,
        stage: judged.stage,
        next: judged.next.milestone,
        waits_for: causeOf(judged.next),
      };
      const days = workingStay(at.calendar, facts.suspensions, judged.enteredOn, at.asOf);
      getOr(waits, head, () => ({ head, days: new ValueBag() })).days.add(days);
    }
    for (const move of undeclaredMoves(facts, lifecycle, at.asOf)) {
      const head = { lifecycle: lifecycle.id, ...move };
      getOr(moves, head, () => ({ head, projects: [] })).projects.push(facts.project.subject);
    }
  }
  return {
    stages: [...stays.values()]
      .map(({ head, left, waiting }) => ({ ...head, left: counts(left), waiting: counts(waiting) }))
      .sort(
        (a, b) =>
          stageOrder(at.lifecycles, a) - stageOrder(at.lifecycles, b) ||
          inOrder(a.by, b.by) ||
          inOrder(a.key, b.key),
      ),
    waits: [...waits.values()]
      .map(({ head, days }) => ({ ...head, days: counts(days) }))
      .sort((a, b) => b.days.count - a.days.count || inOrder(a.stage, b.stage) || inOrder(a.next, b.next)),
    undeclared_moves: [...moves.values()]
      .map(({ head, projects }) => ({
        ...head,
        count: projects.length,
        projects: projects.slice(0, EXAMPLES),
      }))
      .sort((a, b) => b.count - a.count || inOrder(a.to, b.to) || inOrder(a.reason, b.reason)),
  };
}

function getOr<T>(map: Map<string, T>, head: object, make: () => T): T {
  const key = JSON.stringify(head);
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

export interface StageVisit {
  readonly stage: string;
  readonly from: PlainDate;
  /** Null while the project is in it, or was when it ended. */
  readonly until: PlainDate | null;
}

/** The stages a project has been in, one after another. A stage that was entered and left on one day was visited for no day. The final stage is no stay. */
export function stageVisits(
  facts: ProjectFacts,
  lifecycle: Lifecycle,
  asOf: PlainDate,
): readonly StageVisit[] {
  const visits: StageVisit[] = [];
  let place = 0;
  let from = facts.project.registeredOn;
  for (const event of projectEvents(facts, asOf)) {
    const to = placeEntered(lifecycle, event.milestone);
    if (to === undefined || to <= place) continue;
    visits.push({ stage: lifecycle.stages[place]!.id, from, until: event.occurredOn });
    place = to;
    from = event.occurredOn;
  }
  const stage = lifecycle.stages[place]!;
  return stage.final ? visits : [...visits, { stage: stage.id, from, until: null }];
}

function placeEntered(lifecycle: Lifecycle, milestone: string): number | undefined {
  const declared = lifecycle.milestones.find(({ id }) => id === milestone);
  const place = declared ? lifecycle.stages.findIndex(({ id }) => id === declared.enters) : -1;
  return place < 0 ? undefined : place;
}

/** Working days in (from, to] without those on which the project stood still. */
export function workingStay(
  calendar: WorkCalendar,
  suspensions: readonly SuspensionRow[],
  from: PlainDate,
  to: PlainDate,
): number {
  let days = workingDaysBetween(calendar, from, to);
  for (const { suspendedOn, resumedOn } of suspensions) {
    const first = maxDate(suspendedOn, from);
    const last = resumedOn === null ? to : minDate(resumedOn, to);
    if (last > first) days -= workingDaysBetween(calendar, first, last);
  }
  return Math.max(0, days);
}

type Move = Omit<UndeclaredMove, 'lifecycle' | 'count' | 'projects'>;

/** Each event is looked at once, and tells the first reason that holds, in the order of `UndeclaredMove.reason`'s last to first. */
export function undeclaredMoves(facts: ProjectFacts, lifecycle: Lifecycle, asOf: PlainDate): readonly Move[] {
  const events = projectEvents(facts, asOf);
  return moveReasons(events, lifecycle).flatMap((reason, n) =>
    reason === null ? [] : [{ from: events[n - 1]?.milestone ?? null, to: events[n]!.milestone, reason }],
  );
}

/** Of each event, in their order: why the declared lifecycle does not have it; null where it does. */
export function moveReasons(
  events: readonly MilestoneRow[],
  lifecycle: Lifecycle,
): readonly (UndeclaredMove['reason'] | null)[] {
  return events.map((event, n) => {
    const to = event.milestone;
    const declared = lifecycle.milestones.find(({ id }) => id === to);
    const entered = placeEntered(lifecycle, to);
    if (!declared || entered === undefined) return 'unknown';
    if (events.slice(0, n).some(({ milestone }) => milestone === to)) return 'repeated';
    // What happened on the same day may have come first or last: days know no order.
    const earlier = events.filter((each) => each.occurredOn < event.occurredOn);
    const place = Math.max(0, ...earlier.map((each) => placeEntered(lifecycle, each.milestone) ?? 0));
    if (entered < place) return 'back';
    const byThen = new Set(
      events.filter((each) => each.occurredOn <= event.occurredOn).map((each) => each.milestone),
    );
    if (declared.requires.some((gate) => !byThen.has(gate))) return 'gate_open';
    return passesOver(lifecycle, place, entered, byThen) ? 'passed_over' : null;
  });
}

/** Whether a stage that only milestones lead into lies between, and none of them was reached. */
function passesOver(lifecycle: Lifecycle, from: number, to: number, reached: ReadonlySet<string>): boolean {
  return lifecycle.stages.slice(from + 1, to).some((stage) => {
    const leading = lifecycle.milestones.filter(({ enters }) => enters === stage.id);
    return leading.length > 0 && !leading.some(({ id }) => reached.has(id));
  });
}

export function causeOf(next: NonNullable<ReturnType<typeof judgeProject>['next']>): StageWait['waits_for'] {
  if (next.waitsForRecognition) return 'recognition';
  if (next.missingGates.length > 0) return 'gate';
  return next.missingEvidence.length > 0 ? 'evidence' : 'progress';
}

function counts(bag: ValueBag): DayCounts {
  const tenth = (value: number | undefined) => (value === undefined ? null : Math.round(value * 10) / 10);
  return {
    count: bag.count,
    median_days: tenth(bag.median()),
    mean_days: tenth(bag.mean()),
    p90_days: tenth(bag.quantile(0.9)),
    max_days: tenth(bag.max()),
  };
}

function stageOrder(
  lifecycles: readonly Lifecycle[],
  { lifecycle, stage }: { lifecycle: string; stage: string },
): number {
  const at = lifecycles.findIndex(({ id }) => id === lifecycle);
  return at * 1000 + (lifecycles[at]?.stages.findIndex(({ id }) => id === stage) ?? 0);
}

function inOrder(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return a < b ? -1 : 1;
}
