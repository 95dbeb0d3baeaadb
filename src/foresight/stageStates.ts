/**
 * The states of a log's cases, found from what was known on a day: its frequent activities (a case stands at the last of them), and where activities run beside one another,
 * each with which of the others are done: two approvals that one gate waits for make the states "A done, B open", "B done, A open" and "both done". Without them a case
 * whose last item is A stands where those stand that have both, and is promised too much.
 * Beside one another run two activities of which either comes before the other, on another day, in as many cases as make a state.
 */
import type { CaseHistories, MilestoneDays } from './caseHistory.ts';
import type { Standpoint } from './positions.ts';

/** State 0 is the milestone, state 1 "any other beginning"; the stages follow. */
export const AT_MILESTONE = 0;
export const ELSEWHERE = 1;

export interface StageChoice {
  /** At most so many activities, 30 at most: more stages than any of the plans and permits we saw declare. */
  readonly mostStages: number;
  /** A state has been entered by at least so many cases, and by this share of the known ones. */
  readonly leastCases: number;
  readonly leastShare: number;
  /** So many beside one at most, those that are most evenly before and after. */
  readonly mostBeside: number;
}

export const STAGES: StageChoice = {
  mostStages: 30,
  leastCases: 20,
  leastShare: 0.02,
  mostBeside: 3,
};

export interface StageStates {
  /** Activity of each state, −1 for state 1. */
  readonly activities: readonly number[];
  /** Of a case that is at `activity` with the activities of `done` behind it (bits of `bitOf`); −1 where the activity is no stage. */
  stateOf(activity: number, done: number): number;
  /** 0 for an activity that is no stage. */
  bitOf(activity: number): number;
}

/** Known first occurrences before the milestone, case by case: activities and days in their order. */
type Visit = (activities: readonly number[], days: readonly number[]) => void;

export function findStates(
  histories: CaseHistories,
  milestone: MilestoneDays,
  at: Standpoint,
  choice: StageChoice = STAGES,
): StageStates {
  const count = new Int32Array(histories.activities.length);
  const known = visitKnown(histories, milestone, at, (activities) => {
    for (const activity of activities) count[activity] = count[activity]! + 1;
  });
  const least = Math.max(choice.leastCases, choice.leastShare * known);
  const stages = [...count.keys()]
    .filter((activity) => activity !== milestone.activity && count[activity]! >= least)
    .sort((a, b) => count[b]! - count[a]! || a - b)
    .slice(0, Math.min(30, choice.mostStages));
  const rankOf = new Int32Array(histories.activities.length).fill(-1);
  for (const [rank, activity] of stages.entries()) rankOf[activity] = rank;
  const activities = [milestone.activity, -1, ...stages];
  const beside = besideOf(histories, milestone, at, rankOf, stages.length, { ...choice, leastCases: least });
  const refined = new Map<number, number>();
  for (const [key, entered] of countRefined(histories, milestone, at, rankOf, beside)) {
    if (entered < least) continue;
    refined.set(key, activities.length);
    activities.push(stages[key % KEY]!);
  }
  return {
    activities,
    stateOf(activity, done) {
      if (activity === milestone.activity) return AT_MILESTONE;
      const rank = rankOf[activity]!;
      if (rank < 0) return -1;
      const behind = done & beside[rank]!;
      return (behind === 0 ? undefined : refined.get(keyOf(rank, behind))) ?? ELSEWHERE + 1 + rank;
    },
    bitOf(activity) {
      const rank = rankOf[activity]!;
      return rank < 0 ? 0 : 1 << rank;
    },
  };
}

const KEY = 32;
const keyOf = (rank: number, behind: number) => behind * KEY + rank;

function visitKnown(
  histories: CaseHistories,
  milestone: MilestoneDays,
  at: Standpoint,
  visit: Visit,
): number {
  let known = 0;
  const [activities, days]: [number[], number[]] = [[], []];
  for (let one = 0; one < histories.startDay.length; one++) {
    if (histories.startDay[one]! > at.cutDay || histories.sightDay[one]! > at.knownDay) continue;
    known++;
    activities.length = 0;
    days.length = 0;
    for (let index = histories.offsets[one]!; index < histories.offsets[one + 1]!; index++) {
      const day = histories.day[index]!;
      if (day > at.cutDay || day > milestone.day[one]!) break;
      if (histories.isFirst[index] === 0 || histories.seenDay[index]! > at.knownDay) continue;
      activities.push(histories.activity[index]!);
      days.push(day);
    }
    visit(activities, days);
  }
  return known;
}

/** By rank of a stage: bits of those that run beside it. O(cases × stages²). */
function besideOf(
  histories: CaseHistories,
  milestone: MilestoneDays,
  at: Standpoint,
  rankOf: Int32Array,
  stages: number,
  choice: StageChoice,
): Int32Array {
  const before = new Int32Array(stages * stages);
  visitKnown(histories, milestone, at, (activities, days) => {
    for (let later = 1; later < activities.length; later++) {
      const rank = rankOf[activities[later]!]!;
      if (rank < 0) continue;
      for (let earlier = 0; earlier < later && days[earlier]! < days[later]!; earlier++) {
        const other = rankOf[activities[earlier]!]!;
        if (other >= 0) before[other * stages + rank] = before[other * stages + rank]! + 1;
      }
    }
  });
  return Int32Array.from({ length: stages }, (_, rank) => {
    const shares: { other: number; lesser: number }[] = [];
    for (let other = 0; other < stages; other++) {
      const lesser = Math.min(before[other * stages + rank]!, before[rank * stages + other]!);
      if (other !== rank && lesser >= choice.leastCases) shares.push({ other, lesser });
    }
    shares.sort((a, b) => b.lesser - a.lesser || a.other - b.other);
    return shares.slice(0, choice.mostBeside).reduce((bits, { other }) => bits | (1 << other), 0);
  });
}

/** How many cases came to a stage with others behind them that run beside it. */
function countRefined(
  histories: CaseHistories,
  milestone: MilestoneDays,
  at: Standpoint,
  rankOf: Int32Array,
  beside: Int32Array,
): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  if (beside.every((bits) => bits === 0)) return counts;
  visitKnown(histories, milestone, at, (activities) => {
    let done = 0;
    for (const activity of activities) {
      const rank = rankOf[activity]!;
      if (rank < 0) continue;
      const behind = done & beside[rank]!;
      if (behind !== 0) counts.set(keyOf(rank, behind), (counts.get(keyOf(rank, behind)) ?? 0) + 1);
      done |= 1 << rank;
    }
  });
  return counts;
}
