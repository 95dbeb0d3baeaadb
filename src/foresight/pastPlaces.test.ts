// What is learnt of past places: width and one-sidedness from known truths, little from a few; and that it becomes centre and spread of the common speeds and nothing else.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../kernel/random.ts';
import { chanceOfAtLeast, meanOf, negativeBinomial, quantile, varianceOf } from './countDistribution.ts';
import { chancesIfMoved, lookAhead } from './outlook.ts';
import { asLearnt, type Learnt, learnFrom, NOTHING_LEARNT, placeIn, placeWeight } from './pastPlaces.ts';
import { findSpeeds, groupChances, normalQuantile } from './speeds.ts';

const scores = (count: number, of: (normal: number) => number) =>
  Array.from({ length: count }, (_, at) => {
    const score = of(normalQuantile((at + 0.5) / count));
    return { score, square: score ** 2, weight: 1 };
  });

describe('learnt of places', () => {
  test('nothing of none; width 1 and no side of places as they should be', () => {
    expect(learnFrom([])).toEqual(NOTHING_LEARNT);
    const { shift, width } = learnFrom(scores(200, (normal) => normal));
    expect(Math.abs(shift)).toBeLessThan(0.01);
    expect(width).toBeCloseTo(1, 1);
  });
  test('as much wider or narrower as it should have been, and little by a few', () => {
    expect(learnFrom(scores(200, (normal) => 2 * normal)).width).toBeCloseTo(2, 1);
    expect(learnFrom(scores(200, (normal) => normal / 3)).width).toBeLessThan(0.5);
    expect(learnFrom(scores(2, (normal) => 2 * Math.sign(normal))).width).toBeLessThan(1.5);
  });
  test('off to one side where it is so again and again, not where chance would have it', () => {
    const one = learnFrom(scores(12, (normal) => 1.5 + normal / 2));
    expect(one.shift).toBeGreaterThan(1.3);
    expect(one.shift).toBeLessThan(1.5);
    // About that side, not about the middle: the range is not widened for what the shift mends.
    expect(one.width).toBeLessThan(1);
    expect(learnFrom(scores(12, (normal) => -1.5 + normal / 2)).shift).toBeCloseTo(-one.shift, 9);
    expect(learnFrom(scores(1, () => 1)).shift).toBeLessThan(0.1);
    expect(Math.abs(learnFrom(scores(9, (normal) => normal + 1 / 3)).shift)).toBeLessThan(0.08);
  });
  test('places: the mean score over the step of a whole number, finite at the ends', () => {
    const told = negativeBinomial(6, 0.3);
    const uniform = told.mass.reduce(
      (sum, mass, at) => sum + mass * placeIn(told, told.offset + at).score,
      0,
    );
    expect(Math.abs(uniform)).toBeLessThan(0.01);
    expect(placeIn(told, 1e6).score).toBeLessThan(3);
    expect(placeIn({ offset: 4, mass: Float64Array.of(1) }, 4).score).toBeCloseTo(0, 9);
    expect(placeWeight(100, 180, 100, 30)).toBeCloseTo(1 / 6, 9);
    expect(placeWeight(100, 30, 1560, 30)).toBeCloseTo(Math.exp(-1), 9);
  });
});

const ground = (seed: string) => {
  const random = seededRandom(seed);
  const chances = Array.from({ length: 300 }, () => random.next() ** 2);
  const arrivals = { mean: 40, dispersion: 0.05 };
  const speeds = findSpeeds(groupChances(chances), arrivals.mean, { mean: 130, dispersion: 0.03 });
  return { chances, arrivals, speeds };
};

describe('as learnt', () => {
  test('mean and spread are those asked for, where cases for themselves allow it', () => {
    const expectation = ground('learnt');
    const outlook = lookAhead(expectation);
    const [mean, sd] = [meanOf(outlook.counts), Math.sqrt(varianceOf(outlook.counts))];
    const told = (learnt: Partial<Learnt>) =>
      lookAhead(asLearnt(expectation, outlook, { ...NOTHING_LEARNT, ...learnt })).counts;
    expect(asLearnt(expectation, outlook, NOTHING_LEARNT)).toBe(expectation);
    const wide = told({ width: 1.5 });
    expect(meanOf(wide) / mean).toBeCloseTo(1, 2);
    expect(Math.sqrt(varianceOf(wide)) / sd).toBeCloseTo(1.5, 1);
    const up = told({ shift: 1 });
    expect(meanOf(up) / (mean + sd)).toBeCloseTo(1, 2);
    // As much as it takes to be wrong by one in the other direction: so many times fewer.
    expect(meanOf(told({ shift: -1 })) / (mean / (1 + sd / mean))).toBeCloseTo(1, 2);
    const narrow = told({ width: 0.2 });
    expect(varianceOf(narrow)).toBeLessThan(varianceOf(outlook.counts));
    expect(varianceOf(narrow)).toBeGreaterThan(0);
    expect(quantile(narrow, 0.1)).toBeGreaterThan(quantile(outlook.counts, 0.1));
  });

  test('what a push changes is exact under whatever was learnt, and never negative', () => {
    const learnt = fc.record({
      shift: fc.double({ min: -3, max: 3, noNaN: true }),
      width: fc.double({ min: 0.2, max: 3, noNaN: true }),
      windows: fc.constant(4),
    });
    fc.assert(
      fc.property(learnt, fc.integer({ min: 60, max: 220 }), fc.nat(299), (one, floor, which) => {
        const expectation = ground('push');
        const told = asLearnt(expectation, lookAhead(expectation), one);
        const outlook = lookAhead(told);
        const once = Array.from(told.chances, (chance) => (1 + chance) / 2);
        const moved = chancesIfMoved(told, outlook, floor, once)[which]!;
        const chances = Array.from(told.chances, (chance, at) => (at === which ? once[at]! : chance));
        expect(moved).toBeCloseTo(chanceOfAtLeast(lookAhead({ ...told, chances }).counts, floor), 10);
        expect(moved).toBeGreaterThanOrEqual(chanceOfAtLeast(outlook.counts, floor) - 1e-12);
      }),
      { numRuns: 25 },
    );
  });
});
