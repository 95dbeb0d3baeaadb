// At least k of n: a chance only where it is known which members are meant and each has a base.
import { expect, test } from 'vitest';
import { forecastAtLeast } from './atLeastForecast.ts';
import { LEAST_YEARS } from './levelForecast.ts';

/** Rises by a tenth a year from its first value. */
const member = (first: number, years = LEAST_YEARS + 1) =>
  Array.from({ length: years }, (_, at) => ({
    year: 2020 - years + 1 + at,
    value: first * 1.1 ** at * (at % 2 ? 1.01 : 1),
  }));
const asked = { amount: '200', count: 2, outOf: 3 };

test('as many members as the target counts: a chance and its word', () => {
  const told = forecastAtLeast(asked, [member(180), member(180), member(1)], 2022);
  expect(told).toMatchObject({ count: 2, members: 3 });
  expect(told.p_met!).toBeGreaterThan(0.8);
  expect(told.words.zh).toContain('达标把握：高（2022 年');
});

test('more members than the target counts: which of them are meant nothing says, so no chance is told', () => {
  const told = forecastAtLeast(asked, [member(180), member(180), member(180), member(180)], 2022);
  expect([told.members, told.p_met]).toEqual([4, null]);
  expect(told.words.zh).toBe('暂不判断：报这个指标的有 4 个，目标只算 3 个，分不清是哪几个');
});

test('fewer members, or one without a base: no chance, and why', () => {
  expect(forecastAtLeast(asked, [member(180), member(180)], 2022).p_met).toBeNull();
  const told = forecastAtLeast(asked, [member(180), member(180), member(180, LEAST_YEARS - 1)], 2022);
  expect(told.p_met).toBeNull();
  expect(told.words.zh).toBe(`没有基数，暂不判断：3 个成员里有至少 ${LEAST_YEARS} 个全年数的有 2 个`);
  expect(forecastAtLeast({ amount: '200' }, [], 2022).p_met).toBeNull();
});
