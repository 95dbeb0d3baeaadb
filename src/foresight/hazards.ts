/**
 * Cause-specific hazards and the Aalen–Johansen estimator of a state graph on a day grid, with delayed entry and returns.
 * P(s, t) = ∏ over days u in (s, t] of (I + dA(u)), dA_{jk}(u) = moves j→k on day u / those in j just before u (O. O. Aalen, S. Johansen 1978,
 * Scand. J. Statist. 5; P. K. Andersen et al. 1993, "Statistical Models Based on Counting Processes", IV.4). A stay is the time (enter, leave]: one that enters on
 * day u is at risk from u + 1 on, so a case first seen late adds nothing before its sight (left truncation). Held to R survival::survfit by fixtures.
 */

/** Stays of cases in states, column by column. `to` is −1 for a stay that was cut off (censored) at `leave`. */
export interface Stays {
  readonly from: ArrayLike<number>;
  readonly enter: ArrayLike<number>;
  readonly leave: ArrayLike<number>;
  readonly to: ArrayLike<number>;
  /** Weight of each; 1 when left out. */
  readonly weight?: ArrayLike<number>;
}

export interface StateHazards {
  readonly states: number;
  readonly firstDay: number;
  readonly lastDay: number;
  /** At risk in state j on day u: `atRisk[j][u − firstDay]`. */
  readonly atRisk: readonly Float64Array[];
  /** Moves j→k on day u, only for pairs that occur. */
  readonly moves: readonly { readonly from: number; readonly to: number; readonly count: Float64Array }[];
}

/** Counts who was at risk and who moved, by state and day. O(stays + states × days). */
export function countHazards(stays: Stays, states: number): StateHazards {
  let firstDay = Number.POSITIVE_INFINITY;
  let lastDay = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < stays.from.length; at++) {
    firstDay = Math.min(firstDay, stays.enter[at]! + 1);
    lastDay = Math.max(lastDay, stays.leave[at]!);
  }
  const days = Math.max(0, lastDay - firstDay + 1);
  const atRisk = Array.from({ length: states }, () => new Float64Array(days + 1));
  const moves = new Map<number, { from: number; to: number; count: Float64Array }>();
  for (let at = 0; at < stays.from.length; at++) {
    const [from, to, enter, leave] = [stays.from[at]!, stays.to[at]!, stays.enter[at]!, stays.leave[at]!];
    if (leave <= enter) continue;
    const weight = stays.weight?.[at] ?? 1;
    const risk = atRisk[from]!;
    risk[enter + 1 - firstDay] = risk[enter + 1 - firstDay]! + weight;
    risk[leave + 1 - firstDay] = risk[leave + 1 - firstDay]! - weight;
    if (to < 0) continue;
    const key = from * states + to;
    let pair = moves.get(key);
    if (!pair) {
      pair = { from, to, count: new Float64Array(days) };
      moves.set(key, pair);
    }
    pair.count[leave - firstDay] = pair.count[leave - firstDay]! + weight;
  }
  for (const risk of atRisk) for (let day = 1; day <= days; day++) risk[day] = risk[day]! + risk[day - 1]!;
  return { states, firstDay, lastDay, atRisk, moves: [...moves.values()] };
}

/** Occupation of each state on each wanted day, started in `start` (one probability a state) just after day `from`. O(days × pairs). */
export function aalenJohansen(
  hazards: StateHazards,
  start: ArrayLike<number>,
  from: number,
  at: readonly number[],
): readonly Float64Array[] {
  const occupied = Float64Array.from({ length: hazards.states }, (_, state) => start[state] ?? 0);
  const before = new Float64Array(hazards.states);
  const answers: Float64Array[] = [];
  let day = Math.max(from + 1, hazards.firstDay);
  for (const wanted of at) {
    for (; day <= wanted && day <= hazards.lastDay; day++) {
      const index = day - hazards.firstDay;
      before.set(occupied);
      for (const { from: left, to, count } of hazards.moves) {
        if (count[index] === 0 || before[left] === 0) continue;
        const moved = (before[left]! * count[index]!) / hazards.atRisk[left]![index]!;
        occupied[left] = occupied[left]! - moved;
        occupied[to] = occupied[to]! + moved;
      }
    }
    answers.push(occupied.slice());
  }
  return answers;
}

/**
 * Two causes that end a wait, as hazards by day since its beginning: the milestone, and leaving without it. Between `pooledFrom` and `pooledTo` days the hazard is one
 * constant (their events over their exposure): a stretch is closed as soon as it holds `PER_STRETCH` events, so that much data means single days and little
 * data long stretches. The last, unfinished stretch gives the tail: beyond the last seen day its hazard goes on.
 */
export interface WaitHazards {
  /** Index = day since the beginning, from 1; length = last seen day + 1. */
  readonly milestone: Float64Array;
  readonly left: Float64Array;
  readonly tailMilestone: number;
  readonly tailLeft: number;
}

/** About the count at which the relative error of a rate falls to a third (1/√8). */
const PER_STRETCH = 8;

/** From weighted counts by day: index 0 is not used. */
export function smoothWaitHazards(
  atRisk: Float64Array,
  milestones: Float64Array,
  left: Float64Array,
  /** Unweighted number of events by day, which closes the stretches. */
  events: ArrayLike<number>,
): WaitHazards {
  const last = atRisk.length - 1;
  const hazards = { milestone: new Float64Array(last + 1), left: new Float64Array(last + 1) };
  let begin = 1;
  let [exposure, reached, gone, seen] = [0, 0, 0, 0];
  let before = { milestone: 0, left: 0 };
  const rates = () => ({ milestone: Math.min(1, reached / exposure), left: Math.min(1, gone / exposure) });
  for (let day = 1; day <= last; day++) {
    exposure += atRisk[day]!;
    reached += milestones[day]!;
    gone += left[day]!;
    seen += events[day] ?? 0;
    if (seen < PER_STRETCH || !(exposure > 0)) continue;
    before = rates();
    hazards.milestone.fill(before.milestone, begin, day + 1);
    hazards.left.fill(before.left, begin, day + 1);
    begin = day + 1;
    [exposure, reached, gone, seen] = [0, 0, 0, 0];
  }
  // The unfinished stretch takes one event's worth of the one before it: a few quiet days do not mean that nothing ever comes.
  const all = before.milestone + before.left;
  if (all > 0) {
    exposure += 1 / all;
    reached += before.milestone / all;
    gone += before.left / all;
  }
  const tail = exposure > 0 ? rates() : { milestone: 0, left: 0 };
  hazards.milestone.fill(tail.milestone, begin, last + 1);
  hazards.left.fill(tail.left, begin, last + 1);
  return { ...hazards, tailMilestone: tail.milestone, tailLeft: tail.left };
}

/** Cumulative incidence of the milestone by day from the beginning, the other cause competing, as a table that any later start can be read from. */
export class WaitCurve {
  readonly #survival: Float64Array;
  readonly #incidence: Float64Array;
  readonly #hazards: WaitHazards;

  constructor(hazards: WaitHazards) {
    this.#hazards = hazards;
    const length = hazards.milestone.length;
    this.#survival = new Float64Array(length);
    this.#incidence = new Float64Array(length);
    this.#survival[0] = 1;
    for (let day = 1; day < length; day++) {
      const still = this.#survival[day - 1]!;
      const [reach, leave] = [hazards.milestone[day]!, hazards.left[day]!];
      this.#incidence[day] = this.#incidence[day - 1]! + still * reach;
      this.#survival[day] = still * Math.max(0, 1 - reach - leave);
    }
  }

  /** The chance to have the milestone within `days` more, having waited `waited` days. */
  chance(waited: number, days: number): number {
    const last = this.#survival.length - 1;
    const from = Math.min(waited, last);
    const still = this.#survival[from]!;
    const to = Math.min(waited + days, last);
    // Where the table has run dry, the tail's hazard holds.
    if (from < last && still < 1e-12) return this.#tail(days);
    const within = from < to ? (this.#incidence[to]! - this.#incidence[from]!) / still : 0;
    const left = from < to ? this.#survival[to]! / still : 1;
    const beyond = waited + days - Math.max(waited, to);
    return Math.min(1, within + (beyond > 0 ? left * this.#tail(beyond) : 0));
  }

  /** The daily hazard of the milestone on one day of the wait. */
  hazard(day: number): number {
    return this.#hazards.milestone[day] ?? this.#hazards.tailMilestone;
  }

  hazardOfLeaving(day: number): number {
    return this.#hazards.left[day] ?? this.#hazards.tailLeft;
  }

  #tail(days: number): number {
    const { tailMilestone, tailLeft } = this.#hazards;
    const all = Math.min(1, tailMilestone + tailLeft);
    return all > 0 ? (tailMilestone / all) * (1 - (1 - all) ** days) : 0;
  }
}
