/**
 * Distributions of a count: one probability for each whole number from `offset` on. What is cut off at either end is below TINY a
 * step, so that a sum of n cases loses less than 2·n·TINY in all (3,000 cases: 6e-17): "exact" here means to within rounding.
 * Every step adds and multiplies positive numbers only, so nothing cancels and no transform's error enters.
 */

export interface CountDistribution {
  /** The count that `mass[0]` belongs to. */
  readonly offset: number;
  /** Probabilities; they add up to 1 within rounding and what was cut. */
  readonly mass: Float64Array;
}

const TINY = 1e-20;

export const NOTHING: CountDistribution = { offset: 0, mass: Float64Array.of(1) };

/**
 * The number of successes among independent cases of unequal chance (Poisson-binomial: S. D. Poisson 1837), by adding one case at a time
 * (R. E. Barlow, K. D. Heidtmann 1984, "Computing k-out-of-n system reliability") within the window where there is any mass: O(n·σ) steps,
 * σ ≤ √n/2, so O(n^1.5) at worst. Chances outside [0, 1] are taken as 0 or 1.
 */
export function poissonBinomial(chances: ArrayLike<number>): CountDistribution {
  const mass = new Float64Array(chances.length + 1);
  mass[0] = 1;
  // mass[low..high] is the window; `certain` cases only shift it.
  let low = 0;
  let high = 0;
  let certain = 0;
  for (let index = 0; index < chances.length; index++) {
    const chance = chances[index]!;
    if (!(chance > 0)) continue;
    if (chance >= 1) {
      certain++;
      continue;
    }
    const miss = 1 - chance;
    mass[high + 1] = mass[high]! * chance;
    for (let count = high; count > low; count--)
      mass[count] = mass[count]! * miss + mass[count - 1]! * chance;
    mass[low] = mass[low]! * miss;
    high++;
    while (high > low && mass[high]! < TINY) mass[high--] = 0;
    while (low < high && mass[low]! < TINY) mass[low++] = 0;
  }
  return { offset: low + certain, mass: mass.slice(low, high + 1) };
}

/** The sum of `cases` equal chances (binomial), from its mode outwards by the ratio of neighbours. */
export function binomial(cases: number, chance: number): CountDistribution {
  if (!(chance > 0) || cases === 0) return NOTHING;
  if (chance >= 1) return { offset: cases, mass: Float64Array.of(1) };
  const odds = chance / (1 - chance);
  return fromMode(Math.floor((cases + 1) * chance), cases, (count) => ((cases - count) / (count + 1)) * odds);
}

/**
 * Counts with the variance mean + dispersion·mean² (negative binomial, the Poisson of a gamma rate: M. Greenwood, G. U. Yule 1920);
 * dispersion 0 is Poisson.
 */
export function negativeBinomial(mean: number, dispersion: number): CountDistribution {
  if (!(mean > 0)) return NOTHING;
  if (dispersion < 1e-9)
    return fromMode(Math.floor(mean), Number.POSITIVE_INFINITY, (count) => mean / (count + 1));
  const size = 1 / dispersion;
  const share = mean / (mean + size);
  const mode = size > 1 ? Math.floor(((size - 1) * mean) / size) : 0;
  return fromMode(mode, Number.POSITIVE_INFINITY, (count) => ((size + count) / (count + 1)) * share);
}

/** `ratio(count)` = P(count + 1) / P(count). Spread from the mode until the mass is TINY, then brought to sum 1. */
function fromMode(mode: number, most: number, ratio: (count: number) => number): CountDistribution {
  const above: number[] = [];
  let value = 1;
  for (let count = mode; count < most; count++) {
    value *= ratio(count);
    // Far out the ratio is below 1, so that nothing later is greater than what is cut here.
    if (value < TINY) break;
    above.push(value);
  }
  const below: number[] = [];
  value = 1;
  for (let count = mode - 1; count >= 0; count--) {
    value /= ratio(count);
    if (value < TINY) break;
    below.push(value);
  }
  const mass = new Float64Array(below.length + 1 + above.length);
  let total = 0;
  for (let index = 0; index < mass.length; index++) {
    const at = index - below.length;
    mass[index] = at < 0 ? below[-at - 1]! : at === 0 ? 1 : above[at - 1]!;
    total += mass[index]!;
  }
  for (let index = 0; index < mass.length; index++) mass[index] = mass[index]! / total;
  return { offset: mode - below.length, mass };
}

/** The sum of two independent counts; O(window × window). */
export function convolve(one: CountDistribution, other: CountDistribution): CountDistribution {
  const [long, short] = one.mass.length >= other.mass.length ? [one, other] : [other, one];
  const mass = new Float64Array(long.mass.length + short.mass.length - 1);
  for (let left = 0; left < short.mass.length; left++) {
    const share = short.mass[left]!;
    if (share === 0) continue;
    for (let right = 0; right < long.mass.length; right++)
      mass[left + right] = mass[left + right]! + share * long.mass[right]!;
  }
  return trimmed({ offset: long.offset + short.offset, mass });
}

function trimmed(whole: CountDistribution): CountDistribution {
  let from = 0;
  let to = whole.mass.length;
  while (from < to - 1 && whole.mass[from]! < TINY) from++;
  while (to - 1 > from && whole.mass[to - 1]! < TINY) to--;
  return { offset: whole.offset + from, mass: whole.mass.slice(from, to) };
}

/** One of several distributions, by weights that add up to 1. */
export function mixture(
  parts: readonly (readonly [weight: number, part: CountDistribution])[],
): CountDistribution {
  const from = Math.min(...parts.map(([, part]) => part.offset));
  const to = Math.max(...parts.map(([, part]) => part.offset + part.mass.length));
  const mass = new Float64Array(to - from);
  for (const [weight, part] of parts) {
    const shift = part.offset - from;
    for (let index = 0; index < part.mass.length; index++)
      mass[shift + index] = mass[shift + index]! + weight * part.mass[index]!;
  }
  return { offset: from, mass };
}

/** The same about its mean, `factor` times as wide; what falls between two counts is shared by its distance, what falls below 0 is 0. */
export function stretched(counts: CountDistribution, factor: number): CountDistribution {
  const mean = meanOf(counts);
  const place = (index: number) => Math.max(0, mean + factor * (counts.offset + index - mean));
  const offset = Math.floor(place(0));
  const mass = new Float64Array(Math.floor(place(counts.mass.length - 1)) - offset + 2);
  for (let index = 0; index < counts.mass.length; index++) {
    const at = place(index) - offset;
    const low = Math.floor(at);
    mass[low] = mass[low]! + counts.mass[index]! * (1 - (at - low));
    mass[low + 1] = mass[low + 1]! + counts.mass[index]! * (at - low);
  }
  return trimmed({ offset, mass });
}

/** P(count ≥ floor), summed from the smaller end, so that small chances keep their digits. */
export function chanceOfAtLeast(counts: CountDistribution, floor: number): number {
  const start = Math.ceil(floor) - counts.offset;
  if (start <= 0) return 1;
  if (start >= counts.mass.length) return 0;
  let above = 0;
  for (let index = counts.mass.length - 1; index >= start; index--) above += counts.mass[index]!;
  return Math.min(1, above);
}

export function chanceOfExactly(counts: CountDistribution, count: number): number {
  return counts.mass[count - counts.offset] ?? 0;
}

/** The least count whose chance of not being exceeded is at least `level`. */
export function quantile(counts: CountDistribution, level: number): number {
  let below = 0;
  for (let index = 0; index < counts.mass.length; index++) {
    below += counts.mass[index]!;
    // 1e-12: a level that is met but for rounding is met.
    if (below >= level - 1e-12) return counts.offset + index;
  }
  return counts.offset + counts.mass.length - 1;
}

export function meanOf(counts: CountDistribution): number {
  let mean = 0;
  for (let index = 0; index < counts.mass.length; index++)
    mean += (counts.offset + index) * counts.mass[index]!;
  return mean;
}

export function varianceOf(counts: CountDistribution): number {
  const mean = meanOf(counts);
  let variance = 0;
  for (let index = 0; index < counts.mass.length; index++)
    variance += (counts.offset + index - mean) ** 2 * counts.mass[index]!;
  return variance;
}

/**
 * Of a sum S and one independent case of it with chance p: what the others reach, as P(others ≥ floor) and P(others = floor − 1). From the side
 * where errors shrink (p ≤ ½ from below, else from above): an error of one step is multiplied by p/(1−p) ≤ 1 or (1−p)/p ≤ 1 at the next, so that
 * the whole error stays below the window's length times rounding. O(window).
 */
export function withoutCase(
  sum: CountDistribution,
  chance: number,
  floor: number,
): { readonly atLeast: number; readonly oneShort: number } {
  if (chance <= 0) return { atLeast: chanceOfAtLeast(sum, floor), oneShort: chanceOfExactly(sum, floor - 1) };
  if (chance >= 1) return { atLeast: chanceOfAtLeast(sum, floor + 1), oneShort: chanceOfExactly(sum, floor) };
  const { offset, mass } = sum;
  const miss = 1 - chance;
  const wanted = floor - 1 - offset;
  if (chance <= 0.5) {
    // others[j] = (sum[j] − p·others[j−1]) / (1−p)
    let others = 0;
    let upTo = 0;
    const last = Math.min(wanted, mass.length - 1);
    for (let index = 0; index <= last; index++) {
      others = Math.max(0, (mass[index]! - chance * others) / miss);
      upTo += others;
    }
    if (wanted < 0) return { atLeast: 1, oneShort: 0 };
    return { atLeast: Math.max(0, 1 - upTo), oneShort: wanted < mass.length ? others : 0 };
  }
  // others[j−1] = (sum[j] − (1−p)·others[j]) / p, from the top
  let others = 0;
  let above = 0;
  for (let index = mass.length - 1; index > wanted && index > 0; index--) {
    others = Math.max(0, (mass[index]! - miss * others) / chance);
    // This is others[index − 1].
    if (index - 1 > wanted) above += others;
  }
  if (wanted < 0) return { atLeast: 1, oneShort: 0 };
  return { atLeast: Math.min(1, above), oneShort: wanted < mass.length - 1 ? others : 0 };
}

/** One more independent case. Only adds and multiplies positive numbers, so it may be done any number of times: taking cases out again and again may not. O(window). */
export function withCase({ offset, mass }: CountDistribution, chance: number): CountDistribution {
  if (!(chance > 0)) return { offset, mass };
  if (chance >= 1) return { offset: offset + 1, mass };
  const more = new Float64Array(mass.length + 1);
  for (let at = 0; at < mass.length; at++) {
    more[at] = more[at]! + (1 - chance) * mass[at]!;
    more[at + 1] = chance * mass[at]!;
  }
  return trimmed({ offset, mass: more });
}
