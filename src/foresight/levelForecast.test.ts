import { expect, test } from 'vitest';
import { seededRandom } from '../kernel/random.ts';
import { ASSURANCE, assuranceOf } from './assurance.ts';
import { chanceOfAtLeastK, chanceOfLevel, forecastLevel, studentShare } from './levelForecast.ts';

const years = (first: number, ...values: number[]) =>
  values.map((value, at) => ({ year: first + at, value }));

test('two whole years are no base, three are', () => {
  expect(forecastLevel(years(2019, 2200, 2300), 3000)).toEqual({ basis: 'none', years: 2 });
  expect(forecastLevel([], 3000)).toEqual({ basis: 'none', years: 0 });
  expect(forecastLevel(years(2018, 2100, 2200, 2300), 3000).basis).toBe('growth');
});

test('steady growth of 10 % takes 2,000 to 3,000 in the fifth year, and the spread is told', () => {
  const level = forecastLevel(years(2016, 1366, 1503, 1653, 1818, 2000), 3000);
  if (level.basis !== 'growth') throw new Error(level.basis);
  // ln(1.5) / ln(1.1) = 4.25
  expect(level.middle).toBe(2025);
  expect(level.growthPct).toBeCloseTo(10, 1);
  expect(level.early).toBeLessThanOrEqual(level.middle!);
  expect(level.late).toBeGreaterThanOrEqual(level.middle!);
});

test('uneven growth spreads the date; shrinking has none within 50 years', () => {
  const uneven = forecastLevel(years(2015, 1000, 1250, 1220, 1500, 1480, 1700), 3000);
  if (uneven.basis !== 'growth') throw new Error(uneven.basis);
  expect(uneven.late === null || uneven.late - uneven.early! >= 3).toBe(true);
  const shrinking = forecastLevel(years(2017, 1000, 950, 900, 860), 3000);
  expect(shrinking).toMatchObject({ basis: 'growth', middle: null, late: null });
});

test('a level that stands is reached', () => {
  expect(forecastLevel(years(2018, 180, 190, 205), 200)).toEqual({ basis: 'reached', year: 2020 });
});

test('k of n: by hand for three, and undefined without a record', () => {
  const [a, b, c] = [0.5, 0.2, 0.9];
  expect(chanceOfAtLeastK([a, b, c], 2, 0)).toBeCloseTo(
    a * b * (1 - c) + a * c * (1 - b) + b * c * (1 - a) + a * b * c,
    14,
  );
  expect(chanceOfLevel(years(2019, 90, 95), 100, 2023)).toBeUndefined();
  expect(chanceOfLevel(years(2017, 80, 90, 101), 100, 2019)).toBe(1);
});

test('members move together: each keeps its chance, all and none are likelier than of independent ones', () => {
  const chances = [0.2, 0.5, 0.7, 0.9];
  for (const chance of chances) expect(chanceOfAtLeastK([chance], 1)).toBeCloseTo(chance, 6);
  // The number expected to stand over it is what the chances add up to.
  const expected = chances.reduce((sum, _, at) => sum + chanceOfAtLeastK(chances, at + 1), 0);
  expect(expected).toBeCloseTo(2.3, 5);
  expect(chanceOfAtLeastK(chances, 4)).toBeGreaterThan(1.5 * chanceOfAtLeastK(chances, 4, 0));
  expect(chanceOfAtLeastK(chances, 1)).toBeLessThan(chanceOfAtLeastK(chances, 1, 0));
  expect(chanceOfAtLeastK([1, 0, 1], 2)).toBeCloseTo(1, 12);
  // Two of one half each, correlated by a half: both with 1/4 + asin(1/2)/2π = 1/3 (W. F. Sheppard 1899); eleven values come near it.
  expect(chanceOfAtLeastK([0.5, 0.5], 2)).toBeCloseTo(1 / 3, 1);
});

test('words fall with the chance', () => {
  expect([1, 0.8, 0.79, 0.5, 0.39, 0.05].map((chance) => assuranceOf(chance).zh)).toEqual([
    '高',
    '高',
    '较高',
    '中',
    '低',
    '很低',
  ]);
  expect(ASSURANCE.map((band) => band.atLeast)).toEqual(
    ASSURANCE.map((band) => band.atLeast).toSorted((x, y) => y - x),
  );
});

test('Student’s share: tables for 1, 2, 3, 4 and 10 degrees', () => {
  // P(T ≤ t) = 0.9 and 0.975.
  for (const [degrees, tenth, fortieth] of [
    [1, 3.077684, 12.7062],
    [2, 1.885618, 4.302653],
    [3, 1.637744, 3.182446],
    [4, 1.533206, 2.776445],
    [10, 1.372184, 2.228139],
  ] as const) {
    expect(studentShare(tenth, degrees)).toBeCloseTo(0.9, 5);
    expect(studentShare(-tenth, degrees)).toBeCloseTo(0.1, 5);
    expect(studentShare(fortieth, degrees)).toBeCloseTo(0.975, 5);
  }
});

test.each([3, 4, 6, 10])(
  'of random walks seen for %i years, eight in ten stand in the band five years on',
  (seen) => {
    const random = seededRandom(`levels ${seen}`);
    const [walks, ahead] = [1500, 5];
    let inside = 0;
    for (let walk = 0; walk < walks; walk++) {
      const values = [1000];
      for (let year = 1; year < seen + ahead; year++)
        values.push(values.at(-1)! * Math.exp(random.normal(0.08, 0.06)));
      const record = values.slice(0, seen).map((value, at) => ({ year: 2000 + at, value }));
      const chance = chanceOfLevel(record, values.at(-1)!, 2000 + seen + ahead - 1)!;
      if (chance >= 0.1 && chance <= 0.9) inside++;
    }
    // Three standard errors of 1,500 throws.
    expect(Math.abs(inside / walks - 0.8)).toBeLessThan(0.031);
  },
);
