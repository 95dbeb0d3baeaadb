import { describe, expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  dayOfWeek,
  daysBetween,
  endOfMonth,
  endOfYear,
  epochDay,
  fromEpochDay,
  isDate,
  maxDate,
  minDate,
  monthOf,
  parseDate,
  startOfMonth,
  startOfYear,
  yearOf,
} from './plainDate.ts';

const day = parseDate;

describe('what is a date', () => {
  test.each(['2021-07-09', '2020-02-29', '2000-02-29', '1900-01-01', '2200-12-31'])('%s is', (text) => {
    expect(parseDate(text)).toBe(text);
  });

  test.each([
    '2021-02-30',
    '2021-02-29',
    '1900-02-29',
    '2021-00-10',
    '2021-13-01',
    '2021-04-31',
    '2021-04-00',
    '1899-12-31',
    '2201-01-01',
    '2021-7-9',
    '2021/07/09',
    '2021-07-09 ',
    '2021-07-0９',
    '+021-07-09',
    '2021-+7-09',
    '2021-07-1e',
    '',
  ])('%s is not', (text) => {
    expect(isDate(text)).toBe(false);
    expect(() => parseDate(text)).toThrow(expect.objectContaining({ code: 'date_invalid' }));
  });

  test('nothing but a text is', () => {
    for (const other of [undefined, null, 20210709, new Date(0), ['2021-07-09']])
      expect(isDate(other)).toBe(false);
  });
});

test('days since 1970', () => {
  expect(epochDay(day('1970-01-01'))).toBe(0);
  expect(epochDay(day('1969-12-31'))).toBe(-1);
  expect(epochDay(day('2000-03-01'))).toBe(11017);
  expect(fromEpochDay(18817)).toBe('2021-07-09');
});

test('days are added across months, years and leap days', () => {
  expect(addDays(day('2020-02-28'), 1)).toBe('2020-02-29');
  expect(addDays(day('2021-02-28'), 1)).toBe('2021-03-01');
  expect(addDays(day('2021-01-01'), -1)).toBe('2020-12-31');
  expect(daysBetween(day('2021-01-01'), day('2021-07-09'))).toBe(189);
  expect(daysBetween(day('2021-07-09'), day('2021-01-01'))).toBe(-189);
});

test('months are clamped to the month end', () => {
  expect(addMonths(day('2021-01-31'), 1)).toBe('2021-02-28');
  expect(addMonths(day('2020-01-31'), 1)).toBe('2020-02-29');
  expect(addMonths(day('2020-02-29'), 12)).toBe('2021-02-28');
  expect(addMonths(day('2021-03-31'), -13)).toBe('2020-02-29');
  expect(addMonths(day('2021-12-15'), 1)).toBe('2022-01-15');
  expect(addMonths(day('2021-01-15'), -1)).toBe('2020-12-15');
});

test('Monday is 1 and Sunday 7, before 1970 too', () => {
  expect(dayOfWeek(day('2021-07-05'))).toBe(1);
  expect(dayOfWeek(day('2021-07-11'))).toBe(7);
  expect(dayOfWeek(day('1900-01-01'))).toBe(1);
  expect(dayOfWeek(day('1969-12-31'))).toBe(3);
});

test('the month and the year around a day', () => {
  const date = day('2020-02-10');
  expect([startOfMonth(date), endOfMonth(date)]).toEqual(['2020-02-01', '2020-02-29']);
  expect([startOfYear(date), endOfYear(date)]).toEqual(['2020-01-01', '2020-12-31']);
  expect([monthOf(date), yearOf(date)]).toEqual(['2020-02', 2020]);
});

test('the earlier and the later of two', () => {
  expect(minDate(day('2021-07-09'), day('2021-10-01'))).toBe('2021-07-09');
  expect(maxDate(day('2021-07-09'), day('2021-10-01'))).toBe('2021-10-01');
});

test('a day outside the range, or half a day, is refused', () => {
  const refused = expect.objectContaining({ code: 'date_out_of_range' });
  expect(() => addDays(day('2200-12-31'), 1)).toThrow(refused);
  expect(() => addDays(day('1900-01-01'), -1)).toThrow(refused);
  expect(() => addDays(day('2021-01-01'), 0.5)).toThrow(refused);
  expect(() => addDays(day('2021-01-01'), Number.NaN)).toThrow(refused);
  expect(() => addMonths(day('2200-12-31'), 1)).toThrow(refused);
  expect(() => addMonths(day('2021-01-01'), 0.5)).toThrow(refused);
});
