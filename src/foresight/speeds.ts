/**
 * Common shocks: all cases and arrivals of a forecast go at one of a few speeds, told by fixed weights. At speed v a case's chance p becomes 1 − (1 − p)^v (its whole hazard
 * times v) and the expected arrivals become v times as many. The speeds are the middles of equal parts of a log-normal; centre and spread are chosen so that
 * the mean over the speeds is the one told and the means of the speeds spread by the dispersion told. Fitted from what is past, fixed for a forecast.
 */

export interface Speeds {
  readonly values: readonly number[];
  /** Add up to 1. */
  readonly weights: readonly number[];
}

export const ONE_SPEED: Speeds = { values: [1], weights: [1] };
export const SPEED_COUNT = 9;
/** Nothing is believed to go faster or slower than by this factor on the whole, whatever the past seems to say. */
const CENTRE_LIMIT = 8;
const SPREAD_LIMIT = 1.5;

export function atSpeed(chance: number, speed: number): number {
  if (speed === 1) return chance;
  return chance >= 1 ? 1 : -Math.expm1(speed * Math.log1p(-chance));
}

/** Chances of like size taken together, so that the speeds can be found by a few hundred terms. */
export interface ChanceGroups {
  readonly chance: Float64Array;
  readonly cases: Float64Array;
  /** The chance by which a case of such a chance stands in the sum: its group's. */
  chanceAs(own: number): number;
  /** ln(1 − chance). */
  readonly missing: Float64Array;
}

const GROUPS = 400;

/** Place of a chance's group. */
function groupAt(chance: number): number {
  const odds = chance >= 1 ? 14 : Math.log(chance / (1 - chance));
  return Math.max(0, Math.min(GROUPS - 1, Math.floor(((odds + 14) / 28) * GROUPS)));
}

/** By log-odds from −14 to 14 in 400 steps; a group's chance is the mean of its own, so the sum of chances is kept exactly. */
export function groupChances(chances: ArrayLike<number>): ChanceGroups {
  const sums = new Float64Array(GROUPS);
  const cases = new Float64Array(GROUPS);
  for (let index = 0; index < chances.length; index++) {
    const chance = chances[index]!;
    if (!(chance > 0)) continue;
    const group = groupAt(chance);
    sums[group] = sums[group]! + Math.min(1, chance);
    cases[group] = cases[group]! + 1;
  }
  const filled = [...cases.keys()].filter((group) => cases[group]! > 0);
  const chance = Float64Array.from(filled, (group) => sums[group]! / cases[group]!);
  return {
    chance,
    cases: Float64Array.from(filled, (group) => cases[group]!),
    chanceAs: (own) => (own > 0 ? sums[groupAt(own)]! / cases[groupAt(own)]! : 0),
    missing: chance.map((each) => Math.log1p(-each)),
  };
}

export function meanAtSpeed(groups: ChanceGroups, arrivals: number, speed: number): number {
  let mean = arrivals * speed;
  for (let group = 0; group < groups.chance.length; group++)
    mean -= groups.cases[group]! * Math.expm1(speed * groups.missing[group]!);
  return mean;
}

/** Speeds whose mean count is `mean` and whose means have the relative variance `dispersion`, as near as the limits allow. */
export function findSpeeds(
  groups: ChanceGroups,
  arrivals: number,
  told: { readonly mean: number; readonly dispersion: number },
  count = SPEED_COUNT,
): Speeds {
  const steps = standardSteps(count);
  const weights = steps.map(() => 1 / count);
  if (!(told.mean > 0) || meanAtSpeed(groups, arrivals, 1) <= 0)
    return { values: steps.map(() => 1), weights };
  let last = 1;
  const at = (spread: number): { values: number[]; dispersion: number } => {
    const shape = steps.map((step) => Math.exp(spread * step));
    const meanAt = (centre: number) =>
      shape.reduce((sum, each) => sum + meanAtSpeed(groups, arrivals, centre * each), 0) / count;
    // From one spread to the next it moves little.
    last = findCentre((each) => Math.log(meanAt(each) / told.mean), last);
    const centre = last;
    const values = shape.map((each) => each * centre);
    const means = values.map((each) => meanAtSpeed(groups, arrivals, each));
    const mean = means.reduce((sum, each) => sum + each, 0) / count;
    return {
      values,
      dispersion: means.reduce((sum, each) => sum + (each - mean) ** 2, 0) / count / mean ** 2,
    };
  };
  if (told.dispersion < 1e-6) return { values: at(0).values, weights };
  const spread = bisect(0.001, SPREAD_LIMIT, 12, (each) => at(each).dispersion >= told.dispersion);
  return { values: at(spread).values, weights };
}

const CENTRE_STEPS = 24;
const NEAR = 1e-9;
const NEIGHBOUR = 0.1;

/** Where a rising function of the speed is 0 (false position in the logarithm; the end that stays is lowered as by M. Dowell and P. Jarratt 1972, BIT 12), or the limit that is nearest to it: a few steps where halving takes twenty-four. */
function findCentre(over: (speed: number) => number, guess: number): number {
  const limit = Math.log(CENTRE_LIMIT);
  let low = Math.max(-limit, Math.log(guess) - NEIGHBOUR);
  let high = Math.min(limit, Math.log(guess) + NEIGHBOUR);
  let [below, above] = [over(Math.exp(low)), over(Math.exp(high))];
  if (below > 0) [low, below] = [-limit, over(1 / CENTRE_LIMIT)];
  if (above < 0) [high, above] = [limit, over(CENTRE_LIMIT)];
  if (below >= 0) return Math.exp(low);
  if (above <= 0) return Math.exp(high);
  let middle = (low * above - high * below) / (above - below);
  for (let step = 0; step < CENTRE_STEPS; step++) {
    const value = over(Math.exp(middle));
    if (Math.abs(value) < NEAR) break;
    if (value > 0) {
      below *= above / (above + value);
      [high, above] = [middle, value];
    } else {
      above *= below / (below + value);
      [low, below] = [middle, value];
    }
    middle = (low * above - high * below) / (above - below);
  }
  return Math.exp(middle);
}

/** The least x (by halving in the logarithm) from which on `reached` holds; the upper end when it never does. */
function bisect(low: number, high: number, steps: number, reached: (x: number) => boolean): number {
  let [from, to] = [low, high];
  for (let step = 0; step < steps; step++) {
    const middle = Math.sqrt(from * to);
    if (reached(middle)) to = middle;
    else from = middle;
  }
  return to;
}

/** Middles of equal parts of a standard normal, stretched to variance 1. */
function standardSteps(count: number): number[] {
  if (count === 1) return [0];
  const middles = Array.from({ length: count }, (_, index) => normalQuantile((index + 0.5) / count));
  const variance = middles.reduce((sum, each) => sum + each ** 2, 0) / count;
  return middles.map((each) => each / Math.sqrt(variance));
}

/** P. J. Acklam's rational approximation, relative error below 1.2e-9. */
export function normalQuantile(level: number): number {
  const a = [
    -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
    2.506628277459239,
  ];
  const b = [
    -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572,
  ];
  const c = [
    -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783,
  ];
  const d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416];
  const poly = (terms: readonly number[], x: number) => terms.reduce((sum, term) => sum * x + term, 0);
  if (level < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(level));
    return poly(c, q) / (poly(d, q) * q + 1);
  }
  if (level > 1 - 0.02425) return -normalQuantile(1 - level);
  const q = level - 0.5;
  const r = q * q;
  return (poly(a, r) * q) / (poly(b, r) * r + 1);
}

/** The standard normal's distribution function by halving on its quantile: to 1e-9. */
export function normalShare(x: number): number {
  let [low, high] = [1e-12, 1 - 1e-12];
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (normalQuantile(middle) < x) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
