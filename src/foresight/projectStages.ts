/**
 * One project: its visits of stages, their working days, what it waits for, and why a step of it is not one that the declared lifecycle has. Pure: rows, lifecycle, calendar and
 * the day looked at come in. Stages as in projects.judge.ts: the furthest that a milestone has led into. Days of standstill are no days in a stage.
 */
import { maxDate, minDate, type PlainDate } from '../kernel/plainDate.ts';
import { type WorkCalendar, workingDaysBetween } from '../kernel/workCalendar.ts';
import type { judgeProject, ProjectFacts } from '../loops/projects/projects.judge.ts';
import type { Lifecycle } from '../loops/projects/projects.plan.ts';
import type { MilestoneRow, SuspensionRow } from '../loops/projects/projects.rows.ts';
import { projectEvents } from './projectLog.ts';

/** `recognition`: told and not yet recognised. `gate`: another milestone must come first. `evidence`: required papers are not there. `progress`: nothing but the work itself. */
export type OwnCause = 'recognition' | 'gate' | 'evidence' | 'progress';

/** `back`: into a stage before the one the project was in. `gate_open`: without a milestone that must come first. `passed_over`: past a stage. `repeated`: once more. `unknown`: no milestone of the lifecycle. */
export type MoveReason = 'back' | 'gate_open' | 'passed_over' | 'repeated' | 'unknown';

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

/** Of each event, in their order: why the declared lifecycle does not have it; null where it does. The first reason that holds, from `unknown` up. */
export function moveReasons(
  events: readonly MilestoneRow[],
  lifecycle: Lifecycle,
): readonly (MoveReason | null)[] {
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

export function causeOf(next: NonNullable<ReturnType<typeof judgeProject>['next']>): OwnCause {
  if (next.waitsForRecognition) return 'recognition';
  if (next.missingGates.length > 0) return 'gate';
  return next.missingEvidence.length > 0 ? 'evidence' : 'progress';
}
