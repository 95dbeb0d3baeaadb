import { describe, expect, test } from 'vitest';
import {
  isPeriod,
  lengthOf,
  monthsOf,
  type PeriodLength,
  parsePeriod,
  periodEnd,
  periodLabel,
  periodOf,
  periodStart,
  previousPeriod,
} from './period.ts';
import { addDays, fromEpochDay, parseDate } from './plainDate.ts';

describe('a period: its days, its words, its predecessor', () => {
  test.each([
    ['2021', 'year', '2021-01-01', '2021-12-31', '2021年', '2020'],
    ['2021-H1', 'half', '2021-01-01', '2021-06-30', '2021年上半年', '2020-H2'],
    ['2021-H2', 'half', '2021-07-01', '2021-12-31', '2021年下半年', '2021-H1'],
    ['2021-Q1', 'quarter', '2021-01-01', '2021-03-31', '2021年一季度', '2020-Q4'],
    ['2021-Q2', 'quarter', '2021-04-01', '2021-06-30', '2021年二季度', '2021-Q1'],
    ['2021-Q3', 'quarter', '2021-07-01', '2021-09-30', '2021年三季度', '2021-Q2'],
    ['2021-Q4', 'quarter', '2021-10-01', '2021-12-31', '2021年四季度', '2021-Q3'],
    ['2021-06', 'month', '2021-06-01', '2021-06-30', '2021年6月', '2021-05'],
    ['2020-02', 'month', '2020-02-01', '2020-02-29', '2020年2月', '2020-01'],
    ['2021-01', 'month', '2021-01-01', '2021-01-31', '2021年1月', '2020-12'],
    ['2021-12', 'month', '2021-12-01', '2021-12-31', '2021年12月', '2021-11'],
  ])('%s', (text, length, start, end, label, previous) => {
    const period = parsePeriod(text);
    expect([lengthOf(period), periodStart(period), periodEnd(period)]).toEqual([length, start, end]);
    expect([periodLabel(period), previousPeriod(period)]).toEqual([label, previous]);
  });
});

test.each([
  '',
  '21',
  '2021-',
  '2021-H3',
  '2021-Q5',
  '2021-Q0',
  '2021-13',
  '2021-00',
  '2021-6',
  '2021-h1',
  '1899',
  '2201',
  '2021-06-01',
  '2021\n',
])('%j is none', (text) => {
  expect(isPeriod(text)).toBe(false);
  expect(() => parsePeriod(text)).toThrow(expect.objectContaining({ code: 'period_invalid' }));
});

test('its months', () => {
  expect(monthsOf(parsePeriod('2021-Q2'))).toEqual(['2021-04', '2021-05', '2021-06']);
  expect(monthsOf(parsePeriod('2021-H2'))).toHaveLength(6);
  expect(monthsOf(parsePeriod('2021-11'))).toEqual(['2021-11']);
});

test('nothing comes before 1900', () => {
  expect(() => previousPeriod(parsePeriod('1900-Q1'))).toThrow(
    expect.objectContaining({ code: 'period_invalid' }),
  );
});

test('of every length, each day lies in exactly one, and periods follow on', () => {
  for (const length of ['month', 'quarter', 'half', 'year'] as PeriodLength[]) {
    for (let n = 18_000; n < 19_500; n++) {
      const date = fromEpochDay(n);
      const period = periodOf(date, length);
      expect(lengthOf(period)).toBe(length);
      expect(periodStart(period) <= date && date <= periodEnd(period)).toBe(true);
      expect(addDays(periodEnd(previousPeriod(period)), 1)).toBe(periodStart(period));
    }
  }
  expect(periodOf(parseDate('2021-07-09'), 'quarter')).toBe('2021-Q3');
});
