/**
 * What a forecast learns of where the counts came to stand within earlier ones (their places, as normal scores): how far off to one side they were, and how wide they should have
 * been. It becomes the centre and the spread of the common speeds (speeds.ts), so that the count stays a mixture of exact sums: a push, a case left out and every law of
 * the sum hold for what is told. Nothing else stretches or shifts it.
 */
import { type CountDistribution, meanOf, varianceOf } from './countDistribution.ts';
import type { Expectation, Outlook } from './outlook.ts';
import { findSpeeds, groupChances, normalQuantile } from './speeds.ts';

/** Normal score of the place of what came (and its square), the mean over the step that a whole number takes: 0 and 1 on average for calibrated forecasts (Czado, Gneiting & Held 2009). */
export interface Place {
  readonly score: number;
  readonly square: number;
}

/** How much a place has to say, in independent windows. */
export interface PastPlace extends Place {
  readonly weight: number;
}

export interface Learnt {
  /** How far what came stood above the mean told, in standard deviations of the forecast. */
  readonly shift: number;
  /** How many times as wide a forecast should be. */
  readonly width: number;
  /** Independent windows that were learnt from. */
  readonly windows: number;
}

export const NOTHING_LEARNT: Learnt = { shift: 0, width: 1, windows: 0 };

const LEAST_PLACE = 0.003;
const WITHIN_STEP = 9;

export function placeIn(told: CountDistribution, came: number): Place {
  let below = 0;
  const at = came - told.offset;
  for (let index = 0; index < Math.min(at, told.mass.length); index++) below += told.mass[index]!;
  const step = told.mass[at] ?? 0;
  let [score, square] = [0, 0];
  for (let part = 0; part < WITHIN_STEP; part++) {
    const place = below + (step * (part + 0.5)) / WITHIN_STEP;
    const each = normalQuantile(Math.max(LEAST_PLACE, Math.min(1 - LEAST_PLACE, place)));
    score += each / WITHIN_STEP;
    square += each ** 2 / WITHIN_STEP;
  }
  return { score, square };
}

/** A place of four years ago says a third of what one of today does; overlapping windows share the weight of one. */
const MEMORY_DAYS = 1460;

export function placeWeight(
  endedDay: number,
  horizonDays: number,
  knownDay: number,
  stepDays: number,
): number {
  return Math.min(1, stepDays / horizonDays) * Math.exp((endedDay - knownDay) / MEMORY_DAYS);
}

/** Believed to be as wide as told at the weight of so many windows. */
const TOLD_RIGHT_WINDOWS = 5;
/** Before any window is over one forecaster in ten is believed to be off to one side, and then by one and a half standard deviations or so. */
const OFF_PRIOR = 0.1;
const OFF_SPREAD = 1.5;

/**
 * Off to one side: the posterior mean of a bias that is none at all or normal (a spike and a slab: T. J. Mitchell, J. J. Beauchamp 1988, JASA 83), from the mean score of so many windows. What a
 * few windows show by chance is not followed; one side again and again is. Width: root mean square of the scores about that, pooled with 1.
 */
export function learnFrom(past: Iterable<PastPlace>): Learnt {
  let [windows, scores, squares] = [0, 0, 0];
  for (const { score, square, weight } of past) {
    windows += weight;
    scores += weight * score;
    squares += weight * square;
  }
  if (!(windows > 0)) return NOTHING_LEARNT;
  const mean = scores / windows;
  const share = (windows * OFF_SPREAD ** 2) / (1 + windows * OFF_SPREAD ** 2);
  // Logarithm of the odds that there is a bias; its exponential is kept finite.
  const odds =
    Math.min(50, (windows * mean ** 2 * share + Math.log(1 - share)) / 2) +
    Math.log(OFF_PRIOR / (1 - OFF_PRIOR));
  const shift = (mean * share) / (1 + Math.exp(-odds));
  const about = squares - 2 * shift * scores + shift ** 2 * windows;
  return {
    shift,
    width: Math.sqrt((TOLD_RIGHT_WINDOWS + Math.max(0, about)) / (TOLD_RIGHT_WINDOWS + windows)),
    windows,
  };
}

/**
 * The same cases and arrivals at common speeds whose centre is moved and whose spread is changed so that mean and variance of the count are those learnt. Cases for themselves
 * are as uncertain as they are: narrower than with one speed and Poisson arrivals it does not become.
 */
export function asLearnt(expectation: Expectation, outlook: Outlook, learnt: Learnt): Expectation {
  const { chances, arrivals, speeds } = expectation;
  const mean = meanOf(outlook.counts);
  if (!(mean > 0) || (learnt.shift === 0 && learnt.width === 1)) return expectation;
  const variance = varianceOf(outlook.counts);
  const between = outlook.atSpeeds.reduce(
    (sum, part, at) => sum + speeds.weights[at]! * (meanOf(part) - mean) ** 2,
    0,
  );
  const times = timesOf((learnt.shift * Math.sqrt(variance)) / mean);
  const own = (variance - between) * times;
  const wanted = learnt.width ** 2 * (own + between * times ** 2);
  const told = mean * times;
  const arriving = arrivals.mean * times;
  const spare = Math.max(0, own - wanted);
  return {
    ...expectation,
    arrivals: {
      mean: arrivals.mean,
      dispersion:
        arriving > 0 ? Math.max(0, arrivals.dispersion - spare / arriving ** 2) : arrivals.dispersion,
    },
    speeds: findSpeeds(groupChances(chances), arrivals.mean, {
      mean: told,
      dispersion: Math.max(0, wanted - own) / told ** 2,
    }),
  };
}

/** Up by so much of the mean, or down by as many times: never below nothing. */
function timesOf(relative: number): number {
  return relative >= 0 ? 1 + relative : 1 / (1 - relative);
}
