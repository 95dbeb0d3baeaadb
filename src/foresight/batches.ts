/**
 * Milestones that are released in batches (a list that is worked off once a month or once a year, a commission that sits): few days carry most of them, and the cases do not go
 * one by one. Then what matters is whether a batch falls into the window at all, which no sum of independent cases can tell: the count is a trickle, and a number of
 * batches (renewal process: gaps log-normal, given how long the last one is ago) times what a batch brings (negative binomial).
 * D. R. Cox 1962, "Renewal Theory". Everything from what was known at the cut.
 */
import { DailyCounts, recentPace } from './arrivals.ts';
import {
  type CountDistribution,
  convolve,
  mixture,
  NOTHING,
  negativeBinomial,
  stretched,
} from './countDistribution.ts';
import { normalShare } from './speeds.ts';

export interface Batches {
  /** First day and size of each, in order. */
  readonly day: readonly number[];
  readonly size: readonly number[];
  /** Milestones outside batches, by day. */
  readonly trickle: DailyCounts;
  readonly cutDay: number;
}

/** Batches are seen where a window holds fewer than so many effective days, (Σc)²/Σc² of the daily counts c, and such a day brings at least so many. */
const FEWER_DAYS = 6;
const LEAST_SIZE = 10;
/** A day belongs to a batch when it brings a tenth of an effective day; days so near are one batch. */
const LEAST_SHARE = 0.1;
const TOGETHER_DAYS = 3;
const LEAST_BATCHES = 2;

/** Undefined where cases go one by one. `days` are the milestones' days known by the cut. */
export function findBatches(
  days: ArrayLike<number>,
  first: number,
  cutDay: number,
  horizonDays: number,
): Batches | undefined {
  const daily = new Map<number, number>();
  let [sum, squares] = [0, 0];
  for (let index = 0; index < days.length; index++) {
    const day = days[index]!;
    if (day >= first && day <= cutDay) daily.set(day, (daily.get(day) ?? 0) + 1);
  }
  for (const count of daily.values()) {
    sum += count;
    squares += count ** 2;
  }
  if (sum === 0) return undefined;
  const effectiveDays = sum ** 2 / squares;
  const effectiveSize = squares / sum;
  const perWindow = (effectiveDays * horizonDays) / Math.max(horizonDays, cutDay - first + 1);
  if (perWindow >= FEWER_DAYS || effectiveSize < LEAST_SIZE) return undefined;
  const batchDays = [...daily.keys()]
    .filter((day) => daily.get(day)! >= LEAST_SHARE * effectiveSize)
    .sort((a, b) => a - b);
  const day: number[] = [];
  const size: number[] = [];
  let lastDay = Number.NEGATIVE_INFINITY;
  for (const one of batchDays) {
    if (one - lastDay <= TOGETHER_DAYS) size[size.length - 1] = size.at(-1)! + daily.get(one)!;
    else {
      day.push(one);
      size.push(daily.get(one)!);
    }
    lastDay = one;
  }
  if (day.length < LEAST_BATCHES) return undefined;
  const inBatches = new Set(batchDays);
  const rest = Int32Array.from(
    Array.from(days).filter((one) => one >= first && one <= cutDay && !inBatches.has(one)),
  );
  return { day, size, trickle: new DailyCounts(rest, first, cutDay), cutDay };
}

/** What is believed of gaps and sizes before two batches' worth of them was seen: log-gaps spread by ½, sizes by their own mean over √5. */
const PRIOR_GAP_VARIANCE = 0.25;
const PRIOR_SIZE_DISPERSION = 0.2;
const PRIOR_WEIGHT = 1;
const TRICKLE_DISPERSION = 0.5;
const MEMORY_DAYS = 1460;

/**
 * The count of the window. `told` is what the cases in flight and arrivals promise for it: a batch is believed to bring the geometric mean of what batches brought
 * and of `told` shared among the batches expected, so that a growing stock makes a greater batch. Given how many there are, the count varies as the cases' own sum does
 * (`variance`; as a Poisson count at most), and as the batches' sizes did beyond that.
 */
export function batchOutlook(
  batches: Batches,
  horizonDays: number,
  told: number,
  variance = told,
): CountDistribution {
  const gaps = gapsOf(batches);
  const numbers = batchNumbers(gaps, batches.cutDay - batches.day.at(-1)!, horizonDays);
  const expected = numbers.reduce((sum, chance, count) => sum + chance * count, 0);
  const weights = batches.day.map((day) => Math.exp((day - batches.cutDay) / MEMORY_DAYS));
  const weight = weights.reduce((sum, each) => sum + each, 0);
  const usual = batches.size.reduce((sum, size, index) => sum + size * weights[index]!, 0) / weight;
  const spread = batches.size.reduce(
    (sum, size, index) => sum + weights[index]! * ((size - usual) / usual) ** 2,
    0,
  );
  // Of the sizes' spread that of a Poisson count is no dispersion: the negative binomial has it already.
  const beyond = Math.max(0, spread - weight / usual);
  const dispersion = (beyond + PRIOR_WEIGHT * PRIOR_SIZE_DISPERSION) / (weight + PRIOR_WEIGHT);
  // What the stock says of one batch is bounded by a factor of three either way: it is a guide, the batches are the evidence.
  const byStock = Math.min(3 * usual, Math.max(usual / 3, told / Math.max(expected, 0.25)));
  const size = Math.sqrt(usual * byStock);
  const own = Math.min(1, told > 0 ? variance / told : 1);
  const trickle = recentPace(365)(batches.trickle, batches.cutDay + 1, horizonDays)!;
  const counts = numbers.map(
    (chance, count) =>
      [chance, count === 0 ? NOTHING : countOf(count * size, dispersion / count, own)] as const,
  );
  return convolve(
    mixture(counts.filter(([chance]) => chance > 1e-9)),
    negativeBinomial(trickle, TRICKLE_DISPERSION),
  );
}

/** Variance own·mean + dispersion·mean². */
function countOf(mean: number, dispersion: number, own: number): CountDistribution {
  const [wanted, plain] = [own * mean + dispersion * mean ** 2, mean + dispersion * mean ** 2];
  return stretched(negativeBinomial(mean, dispersion), Math.sqrt(wanted / plain));
}

interface Gaps {
  /** Of the logarithm. */
  readonly mean: number;
  readonly deviation: number;
}

function gapsOf(batches: Batches): Gaps {
  let [sum, weights] = [0, 0];
  const logs: (readonly [number, number])[] = [];
  for (let index = 1; index < batches.day.length; index++) {
    const log = Math.log(Math.max(1, batches.day[index]! - batches.day[index - 1]!));
    const weight = Math.exp((batches.day[index]! - batches.cutDay) / MEMORY_DAYS);
    logs.push([log, weight]);
    sum += log * weight;
    weights += weight;
  }
  const mean = sum / weights;
  const squares = logs.reduce((total, [log, weight]) => total + weight * (log - mean) ** 2, 0);
  // One more gap's variance and the mean's own: (1 + 1/n).
  const variance =
    ((squares + PRIOR_WEIGHT * PRIOR_GAP_VARIANCE) / (weights + PRIOR_WEIGHT)) * (1 + 1 / (logs.length + 1));
  return { mean, deviation: Math.sqrt(variance) };
}

/** P(n batches in the window), the last one being so many days ago. */
function batchNumbers(gaps: Gaps, since: number, horizonDays: number): readonly number[] {
  const upTo = (days: number) => (days <= 0 ? 0 : normalShare((Math.log(days) - gaps.mean) / gaps.deviation));
  const fresh = Float64Array.from({ length: horizonDays + 1 }, (_, day) => upTo(day + 0.5) - upTo(day - 0.5));
  // Long overdue: the gap's tail keeps at least a share of the usual rate, so that a stopped machine may start again.
  const still = Math.max(1e-6, 1 - upTo(since + 0.5));
  let next = Float64Array.from({ length: horizonDays + 1 }, (_, day) =>
    day === 0 ? 0 : Math.max(0, upTo(since + day + 0.5) - upTo(since + day - 0.5)) / still,
  );
  const numbers: number[] = [];
  let before = 1;
  for (let count = 0; count < 200; count++) {
    const reached = next.reduce((sum, each) => sum + each, 0);
    numbers.push(Math.max(0, before - reached));
    before = reached;
    if (before < 1e-6) break;
    const following = new Float64Array(horizonDays + 1);
    for (let day = 1; day <= horizonDays; day++) {
      if (next[day] === 0) continue;
      for (let gap = 1; day + gap <= horizonDays; gap++)
        following[day + gap] = following[day + gap]! + next[day]! * fresh[gap]!;
    }
    next = following;
  }
  const total = numbers.reduce((sum, each) => sum + each, 0);
  return numbers.map((each) => each / total);
}
