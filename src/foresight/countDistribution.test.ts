import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../kernel/random.ts';
import {
  binomial,
  type CountDistribution,
  chanceOfAtLeast,
  chanceOfExactly,
  convolve,
  meanOf,
  negativeBinomial,
  poissonBinomial,
  quantile,
  stretched,
  varianceOf,
  withoutCase,
} from './countDistribution.ts';

const chances = (n: number, seed: string) => {
  const random = seededRandom(seed);
  return Array.from({ length: n }, () => {
    const u = random.next();
    return u < 0.1 ? random.next() * 1e-6 : u < 0.2 ? 1 - random.next() * 1e-6 : random.next();
  });
};

/** Every subset, one by one. */
function bruteForce(list: readonly number[]): number[] {
  const mass = new Array<number>(list.length + 1).fill(0);
  for (let subset = 0; subset < 1 << list.length; subset++) {
    let [chance, count] = [1, 0];
    for (let index = 0; index < list.length; index++) {
      const is = (subset >> index) & 1;
      chance *= is ? list[index]! : 1 - list[index]!;
      count += is;
    }
    mass[count]! += chance;
  }
  return mass;
}

/** A second method: the characteristic function at the n + 1 roots of unity, inverted (Y. Hong 2013, CSDA 59, DFT-CF). */
function byCharacteristicFunction(list: readonly number[]): Float64Array {
  const size = list.length + 1;
  const [re, im] = [new Float64Array(size), new Float64Array(size)];
  for (let l = 0; l < size; l++) {
    let [logSize, angle] = [0, 0];
    const [cos, sin] = [Math.cos((2 * Math.PI * l) / size), Math.sin((2 * Math.PI * l) / size)];
    for (const p of list) {
      const [x, y] = [1 - p + p * cos, p * sin];
      logSize += Math.log(Math.hypot(x, y));
      angle += Math.atan2(y, x);
    }
    const length = Math.exp(logSize);
    re[l] = length * Math.cos(angle);
    im[l] = length * Math.sin(angle);
  }
  const cosines = Float64Array.from({ length: size }, (_, k) => Math.cos((2 * Math.PI * k) / size));
  const sines = Float64Array.from({ length: size }, (_, k) => Math.sin((2 * Math.PI * k) / size));
  return Float64Array.from({ length: size }, (_, k) => {
    let sum = 0;
    for (let l = 0; l < size; l++) {
      const at = (l * k) % size;
      sum += re[l]! * cosines[at]! + im[l]! * sines[at]!;
    }
    return sum / size;
  });
}

const at = (counts: CountDistribution, count: number) => chanceOfExactly(counts, count);

describe('sum of unequal chances', () => {
  it('is what every subset says, for 0 to 15 cases', () => {
    for (let n = 0; n <= 15; n++) {
      const list = chances(n, `brute ${n}`);
      const counts = poissonBinomial(list);
      for (const [count, chance] of bruteForce(list).entries())
        expect(Math.abs(at(counts, count) - chance)).toBeLessThan(1e-14);
    }
  });

  it('is what the characteristic function says, for 3,000 cases, to 1e-10', () => {
    const list = chances(3000, 'second method');
    const counts = poissonBinomial(list);
    const other = byCharacteristicFunction(list);
    let worst = 0;
    other.forEach((chance, count) => {
      worst = Math.max(worst, Math.abs(at(counts, count) - chance));
    });
    expect(worst).toBeLessThan(1e-10);
    expect(counts.mass.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 12);
    expect(meanOf(counts)).toBeCloseTo(
      list.reduce((sum, p) => sum + p, 0),
      8,
    );
    expect(varianceOf(counts)).toBeCloseTo(
      list.reduce((sum, p) => sum + p * (1 - p), 0),
      7,
    );
  });

  it('certain and impossible cases only shift it', () => {
    const counts = poissonBinomial([1, 0, 0.5, 1, 0]);
    expect([at(counts, 1), at(counts, 2), at(counts, 3), at(counts, 4)]).toEqual([0, 0.5, 0.5, 0]);
  });

  it('equal chances are binomial', () => {
    const [one, other] = [binomial(700, 0.37), poissonBinomial(new Array(700).fill(0.37))];
    for (let count = 0; count <= 700; count++)
      expect(Math.abs(at(one, count) - at(other, count))).toBeLessThan(1e-13);
  });
});

describe('negative binomial', () => {
  it('has the mean and the variance it was asked for', () => {
    for (const [mean, dispersion] of [
      [0.3, 2],
      [5, 0.04],
      [300, 0.04],
      [4000, 0.2],
      [40, 0],
    ] as const) {
      const counts = negativeBinomial(mean, dispersion);
      expect(meanOf(counts) / mean).toBeCloseTo(1, 9);
      expect(varianceOf(counts) / (mean + dispersion * mean ** 2)).toBeCloseTo(1, 8);
    }
  });
});

describe('without one case', () => {
  it('is the sum of the others, for every case and floor', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }),
        fc.nat(42),
        (list, floor) => {
          const sum = poissonBinomial(list);
          list.forEach((chance, index) => {
            const others = poissonBinomial(list.toSpliced(index, 1));
            const got = withoutCase(sum, chance, floor);
            expect(Math.abs(got.atLeast - chanceOfAtLeast(others, floor))).toBeLessThan(1e-12);
            expect(Math.abs(got.oneShort - at(others, floor - 1))).toBeLessThan(1e-12);
          });
        },
      ),
    );
  });

  it('holds for 3,000 cases with arrivals beside them', () => {
    const list = chances(3000, 'leave one out');
    const arrivals = negativeBinomial(60, 0.1);
    const sum = convolve(poissonBinomial(list), arrivals);
    const floor = quantile(sum, 0.6);
    for (const index of [0, 7, 500, 1499, 2999]) {
      const others = convolve(poissonBinomial(list.toSpliced(index, 1)), arrivals);
      const got = withoutCase(sum, list[index]!, floor);
      expect(Math.abs(got.atLeast - chanceOfAtLeast(others, floor))).toBeLessThan(1e-12);
      expect(Math.abs(got.oneShort - at(others, floor - 1))).toBeLessThan(1e-12);
    }
  });
});

it('stretched about its mean: the mean stays, the variance goes with the square, nothing falls below 0', () => {
  const told = negativeBinomial(40, 0.05);
  for (const factor of [0.3, 0.8, 1.5]) {
    const wide = stretched(told, factor);
    expect(wide.mass.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 9);
    expect(meanOf(wide)).toBeCloseTo(40, 1);
    // Shared between two counts: a sixth more at most.
    expect(Math.abs(varianceOf(wide) - factor ** 2 * varianceOf(told))).toBeLessThan(1.5);
  }
  expect(stretched(negativeBinomial(2, 0.5), 3).offset).toBe(0);
});
