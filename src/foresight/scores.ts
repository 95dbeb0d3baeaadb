/**
 * How good a told distribution of a count was, once the count is known. CRPS = Σ over whole x of (F(x) − [x ≥ y])², which for a point forecast is |y − x|
 * (T. Gneiting, A. E. Raftery 2007, JASA 102); the place of what came within the distribution is randomised where it holds mass, so that a
 * calibrated forecast gives uniform places (C. Czado, T. Gneiting, L. Held 2009, Biometrics 65).
 */
import type { CountDistribution } from './countDistribution.ts';

export function crps(told: CountDistribution, came: number): number {
  const { offset, mass } = told;
  let sum = came < offset ? offset - came : 0;
  let below = 0;
  for (let index = 0; index < mass.length; index++) {
    below += mass[index]!;
    const truth = offset + index >= came ? 1 : 0;
    sum += (Math.min(1, below) - truth) ** 2;
  }
  const end = offset + mass.length;
  if (came > end) sum += came - end;
  return sum;
}

/** Uniform on (0, 1) when the forecast is calibrated; `chance` is a random number of [0, 1). */
export function placeOf(told: CountDistribution, came: number, chance: number): number {
  let below = 0;
  const at = came - told.offset;
  for (let index = 0; index < Math.min(at, told.mass.length); index++) below += told.mass[index]!;
  return Math.min(1, below + chance * (told.mass[at] ?? 0));
}

/** Exact two-sided binomial test: the sum of all outcomes no likelier than this one. */
export function binomialTest(successes: number, trials: number, chance: number): number {
  const logs = [0];
  for (let n = 1; n <= trials; n++) logs.push(logs[n - 1]! + Math.log(n));
  const likely = (k: number) =>
    Math.exp(
      logs[trials]! -
        logs[k]! -
        logs[trials - k]! +
        k * Math.log(chance) +
        (trials - k) * Math.log(1 - chance),
    );
  const own = likely(successes);
  let sum = 0;
  for (let k = 0; k <= trials; k++) if (likely(k) <= own * (1 + 1e-9)) sum += likely(k);
  return Math.min(1, sum);
}
