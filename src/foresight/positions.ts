/**
 * What was known of every case on a day: its stays in the stages of the log, and where those still in flight stand. The only place that applies `known`:
 * an event that occurred or was recorded later does not exist here.
 * Stages are the activities that occurred often enough by then (stageStates.ts); a rarer one does not move its case. A case stands at the last stage of its last day.
 */
import { type CaseHistories, type MilestoneDays, NEVER } from './caseHistory.ts';
import { IntColumn } from './eventLog.ts';
import {
  AT_MILESTONE,
  ELSEWHERE,
  findStates,
  STAGES,
  type StageChoice,
  type StageStates,
} from './stageStates.ts';

/** What is known at the end of `knownDay`; what occurred after `cutDay` (= knownDay less the reporting lag) is not yet reported in full and ends no exposure. */
export interface Standpoint {
  readonly knownDay: number;
  readonly cutDay: number;
  /** What was recorded until this day is known, of what occurred by `knownDay`; that day itself when left out. */
  readonly heardDay?: number | undefined;
}

export interface KnownCases {
  /** Activity of each state, −1 for state 1. */
  readonly stages: readonly number[];
  /** Stays that ended or are cut off; `to` −1 = still there at the cut, −2 = left without the milestone. */
  readonly from: Int32Array;
  readonly enter: Int32Array;
  readonly leave: Int32Array;
  readonly to: Int32Array;
  readonly caseOf: Int32Array;
  /** In flight: no milestone known, not left. */
  readonly inFlight: readonly CasePosition[];
  /** Cases known to have begun by the cut, by their first day, and whether the milestone fell on it. */
  readonly begun: Int32Array;
  readonly begunCase: Int32Array;
  readonly atOnce: Uint8Array;
}

export interface CasePosition {
  readonly case: number;
  readonly state: number;
  /** Days in the present stage and since the beginning, at the cut; the age is negative for a case that is known to have begun since. */
  readonly waited: number;
  readonly age: number;
}

export function casesKnownAt(
  histories: CaseHistories,
  milestone: MilestoneDays,
  at: Standpoint,
  choice: StageChoice = STAGES,
): KnownCases {
  const states = findStates(histories, milestone, at, choice);
  const columns = {
    from: new IntColumn(),
    enter: new IntColumn(),
    leave: new IntColumn(),
    to: new IntColumn(),
    caseOf: new IntColumn(),
  };
  const begun = { day: new IntColumn(), case: new IntColumn(), atOnce: new IntColumn() };
  const inFlight: CasePosition[] = [];
  const stay = (one: number, state: number, since: number, until: number, to: number) => {
    columns.from.push(state);
    columns.enter.push(since);
    columns.leave.push(until);
    columns.to.push(to);
    columns.caseOf.push(one);
  };
  for (let one = 0; one < histories.startDay.length; one++) {
    if (histories.startDay[one]! > at.knownDay || histories.sightDay[one]! > at.knownDay) continue;
    if (histories.startDay[one]! > at.cutDay) {
      if (isOpen(histories, milestone, one, at)) inFlight.push(newcomer(histories, states, one, at));
      continue;
    }
    const walk = walkOf(histories, states, one, at, stay);
    begun.day.push(histories.startDay[one]!);
    begun.case.push(one);
    begun.atOnce.push(walk.state === AT_MILESTONE && walk.since === histories.startDay[one]! ? 1 : 0);
    if (walk.state === AT_MILESTONE) continue;
    const leftKnown = histories.leftSeenDay[one]! <= at.knownDay && histories.leftDay[one]! <= at.cutDay;
    if (leftKnown) {
      stay(one, walk.state, walk.since, Math.max(walk.since, histories.leftDay[one]!), -2);
      continue;
    }
    stay(one, walk.state, walk.since, at.cutDay, -1);
    if (!isOpen(histories, milestone, one, at)) continue;
    inFlight.push({
      case: one,
      state: walk.state,
      waited: at.cutDay - walk.since,
      age: at.cutDay - histories.startDay[one]!,
    });
  }
  return {
    stages: states.activities,
    from: columns.from.view(),
    enter: columns.enter.view(),
    leave: columns.leave.view(),
    to: columns.to.view(),
    caseOf: columns.caseOf.view(),
    inFlight,
    begun: begun.day.view(),
    begunCase: begun.case.view(),
    atOnce: Uint8Array.from(begun.atOnce.view()),
  };
}

/** A milestone or an end that is already reported though it lies beyond the cut leaves nothing to forecast. */
function isOpen(histories: CaseHistories, milestone: MilestoneDays, one: number, at: Standpoint): boolean {
  if (milestone.seenDay[one]! <= at.knownDay && milestone.day[one]! <= at.knownDay) return false;
  return histories.leftSeenDay[one]! > at.knownDay;
}

/** A case that began after the cut and is known all the same: it is at its beginning, no evidence ends with it. */
function newcomer(histories: CaseHistories, states: StageStates, one: number, at: Standpoint): CasePosition {
  const { state } = walkOf(histories, states, one, { ...at, cutDay: at.knownDay }, () => undefined);
  return {
    case: one,
    state: state === AT_MILESTONE ? ELSEWHERE : state,
    waited: 0,
    age: at.cutDay - histories.startDay[one]!,
  };
}

/** Goes through one case's known days and reports each stay that ended; returns the one it is in. */
function walkOf(
  histories: CaseHistories,
  states: StageStates,
  one: number,
  at: Standpoint,
  stay: (one: number, state: number, since: number, until: number, to: number) => void,
): { state: number; since: number } {
  const end = histories.offsets[one + 1]!;
  let state = -1;
  let since = histories.startDay[one]!;
  let done = 0;
  let index = histories.offsets[one]!;
  while (index < end && histories.day[index]! <= at.cutDay) {
    const day = histories.day[index]!;
    let last = -1;
    for (; index < end && histories.day[index] === day; index++) {
      if (histories.seenDay[index]! > at.knownDay) continue;
      const activity = histories.activity[index]!;
      const bit = states.bitOf(activity);
      done |= bit;
      if (
        activity === states.activities[AT_MILESTONE] ||
        (bit !== 0 && last !== states.activities[AT_MILESTONE])
      )
        last = activity;
    }
    const next = last < 0 ? -1 : states.stateOf(last, done);
    if (state < 0) {
      state = next < 0 ? ELSEWHERE : next;
      since = day;
    } else if (next >= 0 && next !== state) {
      stay(one, state, since, day, next);
      state = next;
      since = day;
    }
    if (state === AT_MILESTONE) break;
  }
  return { state: state < 0 ? ELSEWHERE : state, since };
}

/** How many milestones were known by then to have occurred in [from, to]. */
export function milestonesKnown(
  milestone: MilestoneDays,
  from: number,
  to: number,
  knownDay: number,
): number {
  let count = 0;
  for (let one = 0; one < milestone.day.length; one++) {
    const day = milestone.day[one]!;
    if (day !== NEVER && day >= from && day <= to && milestone.seenDay[one]! <= knownDay) count++;
  }
  return count;
}
