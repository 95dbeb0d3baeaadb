import { describe, expect, test } from 'vitest';
import { decimal, decimalText } from './decimal.ts';
import {
  growthOf,
  type PublishedRule,
  publish,
  shareOf,
  twoYearAverageGrowth,
  twoYearAverageOfTotal,
} from './published.ts';

const d = decimal;
const halfUp = { places: 1, rounding: 'half_up' } as const;
const truncated = { places: 1, rounding: 'truncate' } as const;
const rule = (change: Partial<PublishedRule>): PublishedRule => ({
  unit: '亿元',
  factor: '100000000',
  places: 2,
  rounding: 'half_up',
  trimZeros: false,
  ...change,
});

describe('publishing', () => {
  test.each([
    ['90580000000', rule({}), '905.80'],
    ['90580000000', rule({ trimZeros: true }), '905.8'],
    ['12000000000', rule({ trimZeros: true }), '120'],
    ['32064999999.99', rule({ places: 1 }), '320.6'],
    ['32065000000', rule({ places: 1 }), '320.7'],
    ['32065000000', rule({ places: 1, rounding: 'truncate' }), '320.6'],
    ['-32065000000', rule({ places: 1 }), '-320.7'],
    ['26000000', rule({ unit: '万亩', factor: '10000000', places: 1 }), '2.6'],
    ['-0.04', rule({ factor: '1', places: 1 }), '0.0'],
    ['426', rule({ factor: '1', places: 0 }), '426'],
  ])('%s', (value, by, figure) => expect(publish(d(value), by)).toBe(figure));

  test('a factor of zero is a problem', () => {
    expect(() => publish(d(1), rule({ factor: '0' }))).toThrow(
      expect.objectContaining({ code: 'division_by_zero' }),
    );
  });
});

describe('shares', () => {
  test('40.32 of 249.58 is 16.1 truncated, as was published, and 16.2 half up', () => {
    expect(decimalText(shareOf(d('40.32'), d('249.58'), truncated))).toBe('16.1');
    expect(decimalText(shareOf(d('40.32'), d('249.58'), halfUp))).toBe('16.2');
  });

  test.each([
    ['426', '1000', '42.6'],
    ['301', '600', '50.2'],
    ['265', '500', '53.0'],
  ])('%s of %s is %s', (part, whole, share) =>
    expect(decimalText(shareOf(d(part), d(whole), halfUp))).toBe(share),
  );

  test('of nothing is a problem', () => {
    expect(() => shareOf(d(1), d(0), halfUp)).toThrow(expect.objectContaining({ code: 'division_by_zero' }));
  });
});

describe('growth', () => {
  test('over the base', () => {
    expect(decimalText(growthOf(d('116.2'), d('100'), halfUp))).toBe('16.2');
    expect(decimalText(growthOf(d('96.15'), d('100'), { places: 2, rounding: 'half_up' }))).toBe('-3.85');
    expect(() => growthOf(d(1), d(0), halfUp)).toThrow(expect.objectContaining({ code: 'division_by_zero' }));
    expect(() => growthOf(d(1), d(-1), halfUp)).toThrow(
      expect.objectContaining({ code: 'growth_impossible' }),
    );
  });

  test('two years: +24.9 % and +23.2 % over 2019 make 11.0 % a year (肇庆统计局, 2021 前三季度)', () => {
    expect(decimalText(twoYearAverageOfTotal(d('23.2'), halfUp))).toBe('11.0');
    expect(decimalText(twoYearAverageOfTotal(d('23.2'), { places: 3, rounding: 'half_up' }))).toBe('10.995');
    expect(decimalText(twoYearAverageOfTotal(d('23.2'), truncated))).toBe('10.9');
    expect(decimalText(twoYearAverageGrowth(d('24.9'), d('-1.36'), halfUp))).toBe('11.0');
  });

  test('two years: 16.2 % after −3.85 % make the published 5.7 %', () => {
    expect(decimalText(twoYearAverageGrowth(d('16.2'), d('-3.85'), halfUp))).toBe('5.7');
    expect(decimalText(twoYearAverageGrowth(d('14.0'), d('0.4'), halfUp))).toBe('7.0');
  });

  test('a decline is truncated towards zero like any figure', () => {
    // √(0.9 × 0.9) is exact; √(0.95 × 0.9) − 1 = −7.534 %
    expect(decimalText(twoYearAverageGrowth(d('-10'), d('-10'), truncated))).toBe('-10.0');
    expect(decimalText(twoYearAverageGrowth(d('-5'), d('-10'), truncated))).toBe('-7.5');
    expect(decimalText(twoYearAverageGrowth(d('-5'), d('-10'), { places: 1, rounding: 'floor' }))).toBe(
      '-7.6',
    );
  });

  test('nothing falls by more than all of it', () => {
    expect(decimalText(twoYearAverageGrowth(d('-100'), d('50'), halfUp))).toBe('-100.0');
    expect(() => twoYearAverageGrowth(d('-100.1'), d('50'), halfUp)).toThrow(
      expect.objectContaining({ code: 'growth_impossible' }),
    );
  });
});
