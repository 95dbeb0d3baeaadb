/**
 * The count that a forecast expects, as a distribution: known ones + cases in flight (Poisson-binomial) + arrivals (negative binomial), at each of a few common speeds
 * (speeds.ts). With chances, arrivals and speeds held fixed, a case finished, a later date or one more lead never lower the chance of a floor target,
 * because each raises one independent part of a sum and nothing else.
 */
import {
  binomial,
  type CountDistribution,
  chanceOfAtLeast,
  convolve,
  mixture,
  NOTHING,
  negativeBinomial,
  poissonBinomial,
  withoutCase,
} from './countDistribution.ts';
import { atSpeed, groupChances, type Speeds } from './speeds.ts';

export interface Expectation {
  /** Of each case in flight, at speed 1. */
  readonly chances: ArrayLike<number>;
  /** Of what has occurred and only waits to be recognised: no speed of work moves these. */
  readonly settled?: ArrayLike<number>;
  readonly arrivals: { readonly mean: number; readonly dispersion: number };
  readonly speeds: Speeds;
}

export interface Outlook {
  /** What is still to come, without what is done. */
  readonly counts: CountDistribution;
  readonly atSpeeds: readonly CountDistribution[];
}

/** Above so many cases like chances are taken together (400 groups of log-odds): a group's variance is then too great by its inner spread, less than 0.2 % of it. */
export const EXACT_CASES = 5_000;

/** O(speeds × n·σ) for n cases up to EXACT_CASES. */
export function lookAhead(expectation: Expectation): Outlook {
  const { chances, arrivals, speeds } = expectation;
  const settled = poissonBinomial(Float64Array.from(expectation.settled ?? []));
  const groups = chances.length > EXACT_CASES ? groupChances(chances) : undefined;
  const atSpeeds = speeds.values.map((speed) => {
    const inFlight = groups
      ? sumOf(
          [...groups.chance].map((chance, group) => binomial(groups.cases[group]!, atSpeed(chance, speed))),
        )
      : poissonBinomial(Float64Array.from(chances, (chance) => atSpeed(chance, speed)));
    return convolve(
      settled,
      convolve(inFlight, negativeBinomial(arrivals.mean * speed, arrivals.dispersion)),
    );
  });
  return { counts: mixture(atSpeeds.map((part, index) => [speeds.weights[index]!, part])), atSpeeds };
}

/** Two by two, so that long windows meet long ones only at the end. */
function sumOf(parts: readonly CountDistribution[]): CountDistribution {
  if (parts.length === 0) return NOTHING;
  let row = [...parts];
  while (row.length > 1) {
    const next: CountDistribution[] = [];
    for (let at = 0; at < row.length; at += 2)
      next.push(row[at + 1] ? convolve(row[at]!, row[at + 1]!) : row[at]!);
    row = next;
  }
  return row[0]!;
}

/**
 * For each case: P(at least `floor` to come) were its chance `once[i]` instead of its own. Exact: the case is taken out of each speed's sum by
 * the stable deconvolution, and P = P(others ≥ floor) + p′·P(others = floor − 1). Above EXACT_CASES it is its group's chance that is taken out, which is a
 * factor of that sum, so the change is exact of the grouped sum. O(speeds × n × window).
 */
export function chancesIfMoved(
  expectation: Expectation,
  outlook: Outlook,
  floor: number,
  once: ArrayLike<number>,
): Float64Array {
  const { chances, speeds } = expectation;
  const answers = new Float64Array(chances.length);
  const groups = chances.length > EXACT_CASES ? groupChances(chances) : undefined;
  for (let index = 0; index < chances.length; index++) {
    const own = chances[index]!;
    const stands = groups?.chanceAs(own) ?? own;
    let sum = 0;
    for (let at = 0; at < speeds.values.length; at++) {
      const speed = speeds.values[at]!;
      const [from, to, taken] = [own, once[index]!, stands].map((chance) => atSpeed(chance, speed));
      const { atLeast, oneShort } = withoutCase(outlook.atSpeeds[at]!, taken!, floor);
      // In a group the case stands with the group's chance, and what changes is from its own to that once moved.
      const met = groups
        ? chanceOfAtLeast(outlook.atSpeeds[at]!, floor) + (to! - from!) * oneShort
        : atLeast + to! * oneShort;
      sum += speeds.weights[at]! * met;
    }
    answers[index] = Math.min(1, Math.max(0, sum));
  }
  return answers;
}

/** P(one more certain lead …): what one more case of the given chance adds. */
export function chanceWithLead(
  expectation: Expectation,
  outlook: Outlook,
  floor: number,
  chance: number,
): number {
  return expectation.speeds.values.reduce((sum, speed, at) => {
    const part = outlook.atSpeeds[at]!;
    const moved = atSpeed(chance, speed);
    const met = (1 - moved) * chanceOfAtLeast(part, floor) + moved * chanceOfAtLeast(part, floor - 1);
    return sum + expectation.speeds.weights[at]! * met;
  }, 0);
}
