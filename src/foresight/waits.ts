/**
 * How long it takes from where a case stands to the milestone, fitted from what was known on a day.
 *
 * Two estimates, pooled:
 * 1. by age: hazards of (milestone, leaving) by days since the beginning, over all cases, weighted by how recent the exposure is;
 * 2. by position: for each stage and time spent in it, the landmark Aalen–Johansen estimate (H. Putter, C. Spitoni 2018, "Non-parametric estimation of
 *    transition probabilities in non-Markov multi-state models: the landmark Aalen–Johansen estimator", Stat. Methods Med. Res. 27): the cases that stood
 *    there for that long, followed from that moment whatever way they went (returns included). It needs no Markov assumption: a plain walk
 *    through stage hazards was found to promise too much for cases gone silent.
 * On each day the landmark's hazard is pooled with the age's at the weight of one case; the case's chance is the landmark's at weight n and its own age's at POOL_CASES.
 * Beyond the last followed day the age's tail hazard goes on. All chances rise with the number of days.
 */
import { type CaseHistories, LATE_SIGHT_DAYS, type MilestoneDays, NEVER } from './caseHistory.ts';
import { smoothWaitHazards, WaitCurve } from './hazards.ts';
import type { CasePosition, KnownCases, Standpoint } from './positions.ts';
import { AT_MILESTONE } from './stageStates.ts';

export interface WaitOptions {
  /** A day's evidence weighs exp(−age/this): 365 days, so that evidence of 253 days ago counts half. */
  readonly memoryDays: number;
  /** So many cases' worth of trust in the curve by age. */
  readonly poolCases: number;
}

export const WAITS: WaitOptions = { memoryDays: 365, poolCases: 10 };

/** Landmarks: days in a stage at which its cases are looked at again; between two the chance is interpolated. */
const LANDMARKS = [0, 1, 2, 4, 7, 11, 17, 26, 40, 60, 90, 135, 200, 300, 450, 700, 1000, 1500, 2200] as const;
const PER_STATE = LANDMARKS.length;
/** Older than this a case is no evidence, and goes on at the tail's hazard: dates of the year 1 or 1900 would else make tables of a million days. */
const OLDEST_DAYS = 7305;
/** Evidence is weighted by quarters of a year. */
const QUARTER_DAYS = 91;

export interface FittedWaits {
  readonly byAge: WaitCurve;
  /** Share of new cases that have the milestone on their first day. */
  readonly atOnce: number;
  readonly exits: number;
  /** Cases known to have had the milestone after their first day. */
  readonly reached: number;
  /** Milestones of the last half year over what the curve by age expected of it, pooled with 1: how fast things go of late. */
  readonly recentSpeed: number;
  /** A case's chance to have the milestone within so many days after the cut. Never falls with `days` up to the fitted horizon. */
  chance(position: CasePosition, days: number): number;
  /** The chance of a case that begins now, within so many days after its first. */
  freshChance(days: number): number;
  /** The chance when the present stage ended today: by where cases of this stage and wait went next; undefined where none is known to have gone anywhere. */
  chanceOnceMoved(position: CasePosition, days: number): number | undefined;
  /** The state that most of those went to, of which that chance is told; undefined with it. */
  nextState(position: CasePosition): number | undefined;
}

export function fitWaits(
  histories: CaseHistories,
  milestone: MilestoneDays,
  known: KnownCases,
  at: Standpoint,
  horizonDays: number,
  options: WaitOptions = WAITS,
): FittedWaits {
  const entry = entryDays(histories, milestone);
  const { curve: byAge, exits, reached, recentSpeed } = fitByAge(entry, known, at, options);
  const landmarks = new LandmarkCurves(known.stages.length, horizonDays);
  landmarks.fit({ histories, milestone, known, at, entry }, options, byAge);
  const atOnce = shareAtOnce(known, at, options);
  const freshChance = (days: number) => atOnce + (1 - atOnce) * byAge.chance(0, Math.max(0, days));
  const chance = (position: CasePosition, days: number) => {
    if (position.age < 0) return days + position.age < 0 ? 0 : freshChance(days + position.age);
    const { curve, weight } = landmarks.look(position.state, position.waited, days);
    const own = byAge.chance(position.age, days);
    const trust = weight + options.poolCases;
    return trust > 0 ? (weight * curve + options.poolCases * own) / trust : own;
  };
  return {
    byAge,
    atOnce,
    exits,
    reached,
    recentSpeed,
    chance,
    freshChance,
    chanceOnceMoved(position, days) {
      const next = landmarks.nextOf(position.state, position.waited);
      const age = Math.max(0, position.age);
      let [sum, total] = [0, 0];
      for (const [state, count] of next) {
        total += count;
        sum += count * (state === AT_MILESTONE ? 1 : chance({ ...position, age, state, waited: 0 }, days));
      }
      return total > 0 ? sum / total : undefined;
    },
    nextState(position) {
      let [state, most] = [undefined as number | undefined, 0];
      for (const [one, count] of landmarks.nextOf(position.state, position.waited))
        if (count > most) [state, most] = [one, count];
      return state;
    },
  };
}

/** Share of what was first seen late on one day that must have had the milestone by then, for that day to have brought whole histories. */
const WHOLE_SHARE = 0.05;

/**
 * Since when each case was under observation. One first seen long after it began was not before that (delayed entry): had it been over sooner, it would not be here. Unless the day brought
 * whole histories, those that were over too (a register taken over from elsewhere): then all of them count from their beginning. One reported with an ordinary lag was seen all along.
 */
function entryDays(histories: CaseHistories, milestone: MilestoneDays): Int32Array {
  const entry = histories.startDay.slice();
  const late: number[] = [];
  const brought = new Map<number, { cases: number; over: number }>();
  for (let one = 0; one < entry.length; one++) {
    const sight = histories.sightDay[one]!;
    if (sight === NEVER || sight - entry[one]! <= LATE_SIGHT_DAYS) continue;
    late.push(one);
    const day = brought.get(sight) ?? { cases: 0, over: 0 };
    brought.set(sight, day);
    day.cases++;
    if (milestone.day[one]! <= sight && milestone.seenDay[one]! <= sight) day.over++;
  }
  for (const one of late) {
    const { cases, over } = brought.get(histories.sightDay[one]!)!;
    if (over < WHOLE_SHARE * cases) entry[one] = histories.sightDay[one]!;
  }
  return entry;
}

function fitByAge(
  entry: Int32Array,
  known: KnownCases,
  at: Standpoint,
  options: WaitOptions,
): { curve: WaitCurve; exits: number; reached: number; recentSpeed: number } {
  const end = caseEnds(known);
  let longest = 1;
  for (let index = 0; index < known.begun.length; index++)
    longest = Math.max(longest, Math.min(OLDEST_DAYS, end.day[index]! - known.begun[index]!));
  const risk = new Float64Array(longest + 2);
  const reached = new Float64Array(longest + 1);
  const left = new Float64Array(longest + 1);
  const events = new Int32Array(longest + 1);
  const quarters = Array.from({ length: SPEED_QUARTERS }, () => ({
    risk: new Float64Array(longest + 2),
    came: 0,
    expected: 0,
  }));
  const oldest = at.cutDay - 7 * options.memoryDays;
  const atOnce = shareAtOnce(known, at, options);
  let [exits, arrived] = [0, 0];
  for (let index = 0; index < known.begun.length; index++) {
    const start = known.begun[index]!;
    const leave = end.day[index]!;
    const begun = quarters[Math.floor((at.cutDay - start) / QUARTER_DAYS)];
    if (begun) {
      begun.expected += atOnce;
      if (known.atOnce[index] === 1) begun.came++;
    }
    const enter = Math.max(entry[known.begunCase[index]!]!, oldest);
    if (leave <= enter || leave - start > OLDEST_DAYS) continue;
    // Exposed on the days enter+1 … leave; each quarter before the cut has one weight.
    for (let quarter = Math.floor((at.cutDay - (enter + 1)) / QUARTER_DAYS); quarter >= 0; quarter--) {
      const to = Math.min(at.cutDay - quarter * QUARTER_DAYS, leave);
      const from = Math.max(at.cutDay - (quarter + 1) * QUARTER_DAYS + 1, enter + 1);
      if (from > leave) break;
      const weight = weightOf(quarter, options);
      risk[from - start] = risk[from - start]! + weight;
      risk[to - start + 1] = risk[to - start + 1]! - weight;
      const speed = quarters[quarter];
      if (!speed) continue;
      speed.risk[from - start] = speed.risk[from - start]! + 1;
      speed.risk[to - start + 1] = speed.risk[to - start + 1]! - 1;
    }
    const how = end.how[index]!;
    if (how === -1) continue;
    const quarter = Math.floor((at.cutDay - leave) / QUARTER_DAYS);
    const weight = weightOf(quarter, options);
    if (how === AT_MILESTONE && quarters[quarter]) quarters[quarter].came++;
    const column = how === AT_MILESTONE ? reached : left;
    column[leave - start] = column[leave - start]! + weight;
    events[leave - start] = events[leave - start]! + 1;
    exits++;
    if (how === AT_MILESTONE) arrived++;
  }
  for (let day = 1; day < risk.length; day++) risk[day] = risk[day]! + risk[day - 1]!;
  const hazards = smoothWaitHazards(risk.subarray(0, longest + 1), reached, left, events);
  for (const quarter of quarters) {
    let risk = quarter.risk[0]!;
    for (let day = 1; day <= longest; day++) {
      risk += quarter.risk[day]!;
      quarter.expected += risk * hazards.milestone[day]!;
    }
  }
  const recentSpeed = speedOfLate(quarters);
  return { curve: new WaitCurve(hazards), exits, reached: arrived, recentSpeed };
}

const SPEED_QUARTERS = 12;
/** The last quarter whole, the one before it by half. */
const RECENT_QUARTERS = [1, 0.5] as const;

/**
 * Milestones of late over what the curves expected of them, pooled with 1 by how much speeds were seen to last: the covariance of one quarter's with the next one's, in which
 * what is chance of a single quarter has no part.
 */
function speedOfLate(quarters: readonly { readonly came: number; readonly expected: number }[]): number {
  let [shared, scale] = [0, 0];
  for (let at = 1; at < quarters.length; at++) {
    const [one, other] = [quarters[at - 1]!, quarters[at]!];
    shared += (one.came - one.expected) * (other.came - other.expected);
    scale += one.expected * other.expected;
  }
  if (!(shared > 0)) return 1;
  const pool = scale / shared;
  let [came, expected] = [pool, pool];
  for (const [at, weight] of RECENT_QUARTERS.entries()) {
    came += weight * quarters[at]!.came;
    expected += weight * quarters[at]!.expected;
  }
  return came / expected;
}

function weightOf(quarter: number, options: WaitOptions): number {
  return Math.exp((-(quarter + 0.5) * QUARTER_DAYS) / options.memoryDays);
}

/** Of each case that has begun: the last day it was exposed, and what ended it (0 milestone, −1 the cut, −2 left). */
function caseEnds(known: KnownCases): { day: Int32Array; how: Int32Array } {
  const day = known.begun.slice();
  const how = new Int32Array(known.begun.length);
  const rowOf = new Map<number, number>();
  for (let index = 0; index < known.begunCase.length; index++) rowOf.set(known.begunCase[index]!, index);
  for (let stay = 0; stay < known.from.length; stay++) {
    const to = known.to[stay]!;
    if (to > AT_MILESTONE) continue;
    const row = rowOf.get(known.caseOf[stay]!)!;
    day[row] = known.leave[stay]!;
    how[row] = to;
  }
  return { day, how };
}

function shareAtOnce(known: KnownCases, at: Standpoint, options: WaitOptions): number {
  let [all, atOnce] = [0, 0];
  for (let index = 0; index < known.begun.length; index++) {
    const weight = Math.exp((known.begun[index]! - at.cutDay) / options.memoryDays);
    all += weight;
    if (known.atOnce[index] === 1) atOnce += weight;
  }
  return all > 0 ? atOnce / all : 0;
}

interface Evidence {
  readonly histories: CaseHistories;
  readonly milestone: MilestoneDays;
  readonly known: KnownCases;
  readonly at: Standpoint;
  /** By case: since when it is under observation. */
  readonly entry: Int32Array;
}

/** For each stage and landmark: incidence of the milestone by days after it, its weight in cases, and where its cases went next. */
class LandmarkCurves {
  readonly #horizon: number;
  readonly #incidence: Float64Array;
  readonly #weight: Float64Array;
  readonly #next: Map<number, Map<number, number>>;

  constructor(states: number, horizonDays: number) {
    this.#horizon = horizonDays;
    this.#incidence = new Float64Array(states * PER_STATE * (horizonDays + 1));
    this.#weight = new Float64Array(states * PER_STATE);
    this.#next = new Map();
  }

  fit(
    { histories, milestone, known, at, entry: entries }: Evidence,
    options: WaitOptions,
    byAge: WaitCurve,
  ): void {
    const width = this.#horizon + 2;
    const keys = this.#weight.length;
    const reached = new Float64Array(keys * width);
    const left = new Float64Array(keys * width);
    // cutOff[u]: so much was followed for fewer than u days.
    const cutOff = new Float64Array(keys * width);
    const ages = new Float64Array(keys);
    const weights = fadingWeights(known, at, options);
    for (let stay = 0; stay < known.from.length; stay++) {
      const one = known.caseOf[stay]!;
      const [enter, leave, to] = [known.enter[stay]!, known.leave[stay]!, known.to[stay]!];
      const entry = entries[one]!;
      const end = outcome(histories, milestone, one, at);
      // On the day it leaves a case stands elsewhere; one that is cut off stands there still.
      const stood = leave - enter - (to === -1 ? 0 : 1);
      for (let rank = 0; rank < PER_STATE && LANDMARKS[rank]! <= stood; rank++) {
        const landmark = enter + LANDMARKS[rank]!;
        if (landmark < entry) continue;
        const weight = weights[at.cutDay - landmark] ?? 0;
        const key = known.from[stay]! * PER_STATE + rank;
        const follow = end.day - landmark;
        this.#weight[key] = this.#weight[key]! + weight;
        ages[key] = ages[key]! + weight * (landmark - histories.startDay[one]!);
        const column =
          follow > this.#horizon || end.how === -1 ? cutOff : end.how === AT_MILESTONE ? reached : left;
        const slot = key * width + Math.min(this.#horizon + 1, column === cutOff ? follow + 1 : follow);
        column[slot] = column[slot]! + weight;
        if (to >= 0) this.#countNext(key, to, weight);
      }
    }
    for (let key = 0; key < keys; key++) {
      if (this.#weight[key]! > 0) {
        const age = Math.round(ages[key]! / this.#weight[key]!);
        this.#follow(key, { reached, left, cutOff, width }, byAge, age);
      }
    }
  }

  /** The estimate day by day, each hazard pooled with the age's at the weight of one case. */
  #follow(
    key: number,
    counts: { reached: Float64Array; left: Float64Array; cutOff: Float64Array; width: number },
    byAge: WaitCurve,
    age: number,
  ): void {
    const { reached, left, cutOff, width } = counts;
    const base = key * width;
    const out = key * (this.#horizon + 1);
    let risk = this.#weight[key]!;
    let [still, incidence] = [1, 0];
    for (let day = 1; day <= this.#horizon; day++) {
      risk = Math.max(0, risk - cutOff[base + day]!);
      const reach = (reached[base + day]! + byAge.hazard(age + day)) / (risk + 1);
      const leave = (left[base + day]! + byAge.hazardOfLeaving(age + day)) / (risk + 1);
      incidence += still * Math.min(1, reach);
      still *= Math.max(0, 1 - reach - leave);
      risk = Math.max(0, risk - reached[base + day]! - left[base + day]!);
      this.#incidence[out + day] = Math.min(1, incidence);
    }
  }

  #countNext(key: number, to: number, weight: number): void {
    let next = this.#next.get(key);
    if (!next) {
      next = new Map();
      this.#next.set(key, next);
    }
    next.set(to, (next.get(to) ?? 0) + weight);
  }

  /** The curve between the two landmarks around the wait, and the weight behind it. */
  look(state: number, waited: number, days: number): { curve: number; weight: number } {
    const rank = rankOf(waited);
    const key = state * PER_STATE + rank;
    const day = Math.max(0, Math.min(days, this.#horizon));
    const at = (one: number) => this.#incidence[one * (this.#horizon + 1) + day]!;
    const following = LANDMARKS[rank + 1];
    if (following === undefined || !(this.#weight[key + 1]! > 0))
      return { curve: at(key), weight: this.#weight[key]! };
    const share = (waited - LANDMARKS[rank]!) / (following - LANDMARKS[rank]!);
    return {
      curve: (1 - share) * at(key) + share * at(key + 1),
      weight: (1 - share) * this.#weight[key]! + share * this.#weight[key + 1]!,
    };
  }

  /** Of those that stood there as long; where none of them has gone on yet, of those that stood there less long. */
  nextOf(state: number, waited: number): ReadonlyMap<number, number> {
    for (let rank = rankOf(waited); rank >= 0; rank--) {
      const next = this.#next.get(state * PER_STATE + rank);
      if (next) return next;
    }
    return new Map();
  }
}

/** exp(−age/memory) by age in days, for every day that a stay may begin on and that still counts. */
function fadingWeights(known: KnownCases, at: Standpoint, options: WaitOptions): Float64Array {
  let oldest = at.cutDay;
  for (const day of known.enter) if (day < oldest) oldest = day;
  const length = Math.min(OLDEST_DAYS, at.cutDay - oldest) + 1;
  return Float64Array.from({ length }, (_, age) => Math.exp(-age / options.memoryDays));
}

function rankOf(waited: number): number {
  let rank = 0;
  while (rank + 1 < PER_STATE && LANDMARKS[rank + 1]! <= waited) rank++;
  return rank;
}

function outcome(
  histories: CaseHistories,
  milestone: MilestoneDays,
  one: number,
  at: Standpoint,
): { day: number; how: number } {
  const reached = milestone.seenDay[one]! <= at.knownDay ? milestone.day[one]! : NEVER;
  if (reached <= at.cutDay) return { day: reached, how: AT_MILESTONE };
  if (histories.leftSeenDay[one]! <= at.knownDay && histories.leftDay[one]! <= at.cutDay)
    return { day: histories.leftDay[one]!, how: -2 };
  return { day: at.cutDay, how: -1 };
}
