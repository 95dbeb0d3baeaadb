/**
 * When a level will be reached that has no deadline ("as soon as can be"): a date with its spread, from the record of whole years. The logarithm goes on as a random walk
 * with the mean and the spread of the yearly growth seen (drift of unknown size: variance s²·t + s²·t²/n). The spread itself is guessed from a few steps, so the
 * band is Student's with one degree of freedom less than there are steps: three years say very little, and the band shows it. Fewer than three whole years, or a value that is not positive:
 * 没有基数，不给日期. And how many of several stand over a threshold (at least k of n).
 */
import { chanceOfAtLeast, poissonBinomial } from './countDistribution.ts';
import { normalQuantile, normalShare } from './speeds.ts';

export interface YearValue {
  readonly year: number;
  readonly value: number;
}

export type LevelForecast =
  | { readonly basis: 'none'; readonly years: number }
  | { readonly basis: 'reached'; readonly year: number }
  | {
      readonly basis: 'growth';
      readonly years: number;
      readonly growthPct: number;
      readonly spreadPct: number;
      /** The earliest year in which the level stands with the chance of one tenth, one half, nine tenths; null beyond 50 years. */
      readonly early: number | null;
      readonly middle: number | null;
      readonly late: number | null;
    };

export const LEAST_YEARS = 3;
const FARTHEST_YEARS = 50;
/** Growth that happened to be the same in every year is not without spread: one point. */
const LEAST_SPREAD = 0.01;

export function forecastLevel(record: readonly YearValue[], amount: number): LevelForecast {
  const years = record.filter((one) => one.value > 0).toSorted((a, b) => a.year - b.year);
  const last = years.at(-1);
  // Since when it has stood there without falling back.
  const below = years.findLastIndex((one) => one.value < amount);
  if (last && last.value >= amount) return { basis: 'reached', year: years[below + 1]!.year };
  const growth = growthOf(years);
  if (!last || !growth) return { basis: 'none', years: years.length };
  const yearWith = (level: number): number | null => {
    for (let ahead = 1; ahead <= FARTHEST_YEARS; ahead++)
      if (chanceAfter(Math.log(last.value), growth, amount, ahead) >= level) return last.year + ahead;
    return null;
  };
  return {
    basis: 'growth',
    years: years.length,
    growthPct: Math.expm1(growth.mean) * 100,
    spreadPct: growth.spread * 100,
    early: yearWith(0.1),
    middle: yearWith(0.5),
    late: yearWith(0.9),
  };
}

/** The chance that the level stands at least at `amount` in that year; undefined without a record. */
export function chanceOfLevel(
  record: readonly YearValue[],
  amount: number,
  year: number,
): number | undefined {
  const years = record.filter((one) => one.value > 0).toSorted((a, b) => a.year - b.year);
  const last = years.at(-1);
  if (!last) return undefined;
  if (year <= last.year) {
    const then = years.find((one) => one.year === year);
    return then ? (then.value >= amount ? 1 : 0) : undefined;
  }
  const growth = growthOf(years);
  return growth && chanceAfter(Math.log(last.value), growth, amount, year - last.year);
}

/**
 * Members of one economy rise and fall together: half of what moves each is taken to move all (a correlation of one half, the middle of what a few yearly values cannot tell apart), as one
 * normal factor of eleven equally likely values (O. Vasicek 1987); given it they are independent. Each member's own chance stays what it is.
 */
export const SHARED = 0.5;
const FACTOR_STEPS = 11;

/** P(at least k of the members stand over their threshold): exact given each value of the common factor, and mixed. `shared` 0 is independence. */
export function chanceOfAtLeastK(chances: readonly number[], k: number, shared = SHARED): number {
  if (shared === 0) return chanceOfAtLeast(poissonBinomial(chances), k);
  const factors = Array.from({ length: FACTOR_STEPS }, (_, at) => normalQuantile((at + 0.5) / FACTOR_STEPS));
  const given = chances.map((chance) => chancesGiven(chance, factors, shared));
  return (
    factors.reduce(
      (sum, _, at) => sum + chanceOfAtLeast(poissonBinomial(given.map((own) => own[at]!)), k),
      0,
    ) / FACTOR_STEPS
  );
}

/** One member's chance at each value of the factor; their mean is its chance. */
function chancesGiven(chance: number, factors: readonly number[], shared: number): readonly number[] {
  if (chance <= 0 || chance >= 1) return factors.map(() => chance);
  const at = (line: number) =>
    factors.map((factor) => normalShare((line + Math.sqrt(shared) * factor) / Math.sqrt(1 - shared)));
  let [low, high] = [-9, 9];
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (at(middle).reduce((sum, each) => sum + each, 0) / factors.length < chance) low = middle;
    else high = middle;
  }
  return at((low + high) / 2);
}

interface Growth {
  readonly mean: number;
  readonly spread: number;
  readonly steps: number;
  /** Of the spread: steps seen, less the mean. */
  readonly degrees: number;
}

function growthOf(years: readonly YearValue[]): Growth | undefined {
  if (years.length < LEAST_YEARS) return undefined;
  const steps = years.slice(1).map((one, at) => {
    const span = one.year - years[at]!.year;
    return { growth: Math.log(one.value / years[at]!.value) / span, span };
  });
  const span = steps.reduce((sum, step) => sum + step.span, 0);
  const mean = steps.reduce((sum, step) => sum + step.growth * step.span, 0) / span;
  const squares = steps.reduce((sum, step) => sum + step.span * (step.growth - mean) ** 2, 0);
  return {
    mean,
    spread: Math.max(LEAST_SPREAD, Math.sqrt(squares / Math.max(1, steps.length - 1))),
    steps: span,
    degrees: Math.max(1, steps.length - 1),
  };
}

function chanceAfter(from: number, growth: Growth, amount: number, ahead: number): number {
  const variance = growth.spread ** 2 * (ahead + ahead ** 2 / growth.steps);
  return studentShare((from + growth.mean * ahead - Math.log(amount)) / Math.sqrt(variance), growth.degrees);
}

/** P(T ≤ t) of Student's distribution with so many whole degrees of freedom: the finite series (Abramowitz and Stegun 26.7.3, 26.7.4). */
export function studentShare(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let at = isOdd ? 3 : 2; at < degrees; at += 2) {
    term *= ((at - 1) / at) * cosine ** 2;
    sum += term;
  }
  const middle = isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
  return (1 + middle) / 2;
}
