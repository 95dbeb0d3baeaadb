import { describe, expect, test } from 'vitest';
import { type PlainDate, parseDate } from './plainDate.ts';
import {
  addNaturalDays,
  addWorkingDays,
  numberDays,
  type WorkCalendar,
  workingDay,
  workingDaysBetween,
} from './workCalendar.ts';

const day = parseDate;
const dates = (...texts: string[]): PlainDate[] => texts.map(parseDate);

/** The autumn of 2021 (国办发明电〔2020〕27号) and nothing after it. */
const autumn: WorkCalendar = {
  id: 'autumn-2021',
  zone: 'Asia/Shanghai',
  publishedThrough: 2021,
  holidays: dates(
    ...['2021-09-19', '2021-09-20', '2021-09-21'],
    ...['2021-10-01', '2021-10-02', '2021-10-03', '2021-10-04', '2021-10-05', '2021-10-06', '2021-10-07'],
  ),
  makeUpDays: dates('2021-09-18', '2021-09-26', '2021-10-09'),
};

describe('a day', () => {
  test.each([
    ['2021-09-17', true],
    ['2021-09-18', true], // a Saturday that is worked
    ['2021-09-19', false],
    ['2021-09-21', false], // a Tuesday off
    ['2021-09-25', false],
    ['2021-09-26', true],
    ['2021-10-07', false],
    ['2021-10-08', true],
    ['2021-10-09', true],
    ['2021-10-10', false],
  ])('%s works: %s', (date, working) => {
    expect(workingDay(autumn, day(date))).toEqual({ working, provisional: false });
  });

  test('beyond the published year only weekends are known', () => {
    expect(workingDay(autumn, day('2022-10-03'))).toEqual({ working: true, provisional: true });
    expect(workingDay(autumn, day('2021-12-31'))).toEqual({ working: true, provisional: false });
  });

  test('a day in both lists is worked', () => {
    const both = {
      ...autumn,
      holidays: dates('2021-09-18', '2021-09-20'),
      makeUpDays: dates('2021-09-18', '2021-09-20'),
    };
    expect(workingDay(both, day('2021-09-18')).working).toBe(true);
    expect(workingDay(both, day('2021-09-20')).working).toBe(true);
    expect(workingDaysBetween(both, day('2021-09-17'), day('2021-09-20'))).toBe(2);
  });
});

describe('working days', () => {
  test.each([
    ['2021-09-17', 1, '2021-09-18'],
    ['2021-09-17', 2, '2021-09-22'],
    ['2021-09-19', 1, '2021-09-22'], // begun on a day off
    ['2021-09-28', 4, '2021-10-09'], // across the week of National Day, to a Saturday
    ['2021-09-28', 5, '2021-10-11'],
    ['2021-09-19', 0, '2021-09-19'],
    ['2021-10-08', -1, '2021-09-30'],
    ['2021-10-05', -1, '2021-09-30'],
    ['2021-10-09', -3, '2021-09-29'],
  ])('%s and %d are %s', (start, n, date) => {
    expect(addWorkingDays(autumn, day(start), n)).toEqual({ date, provisional: false });
  });

  test('a due date is provisional when a day counted on the way is', () => {
    expect(addWorkingDays(autumn, day('2021-12-30'), 1)).toEqual({ date: '2021-12-31', provisional: false });
    expect(addWorkingDays(autumn, day('2021-12-30'), 2)).toEqual({ date: '2022-01-03', provisional: true });
    expect(addWorkingDays(autumn, day('2022-01-05'), -5)).toEqual({ date: '2021-12-29', provisional: true });
    expect(addWorkingDays(autumn, day('2022-01-01'), -1)).toEqual({ date: '2021-12-31', provisional: false });
  });

  test('between two days, the first not counted', () => {
    expect(workingDaysBetween(autumn, day('2021-09-17'), day('2021-09-18'))).toBe(1);
    expect(workingDaysBetween(autumn, day('2021-09-30'), day('2021-10-07'))).toBe(0);
    expect(workingDaysBetween(autumn, day('2021-10-09'), day('2021-09-28'))).toBe(-4);
    expect(workingDaysBetween(autumn, day('2021-09-18'), day('2021-09-18'))).toBe(0);
  });

  test('half a day is refused', () => {
    expect(() => addWorkingDays(autumn, day('2021-09-17'), 0.5)).toThrow(
      expect.objectContaining({ code: 'date_out_of_range' }),
    );
  });

  test('as far as the calendar goes', () => {
    expect(addWorkingDays(autumn, day('1900-01-01'), 1).date).toBe('1900-01-02');
    expect(() => addWorkingDays(autumn, day('2200-12-30'), 100)).toThrow(
      expect.objectContaining({ code: 'date_out_of_range' }),
    );
    expect(() => addWorkingDays(autumn, day('1900-01-02'), -5)).toThrow(
      expect.objectContaining({ code: 'date_out_of_range' }),
    );
  });
});

test('days are numbered once, and a due date is read off', () => {
  expect(
    numberDays(autumn, day('2021-09-17'), day('2021-09-22')).map(({ date, number, working }) => [
      date,
      number,
      working,
    ]),
  ).toEqual([
    ['2021-09-17', 0, true],
    ['2021-09-18', 1, true],
    ['2021-09-19', 1, false],
    ['2021-09-20', 1, false],
    ['2021-09-21', 1, false],
    ['2021-09-22', 2, true],
  ]);
  expect(
    numberDays(autumn, day('2021-12-31'), day('2022-01-01')).map((numbered) => numbered.provisional),
  ).toEqual([false, true]);
  expect(numberDays(autumn, day('2021-09-18'), day('2021-09-17'))).toEqual([]);
});

describe('natural days', () => {
  test('end where they end, unless the end is to be moved to a working day', () => {
    expect(addNaturalDays(autumn, day('2021-09-01'), 30)).toEqual({ date: '2021-10-01', provisional: false });
    const rolled = { rollToWorkingDay: true };
    expect(addNaturalDays(autumn, day('2021-09-01'), 30, rolled)).toEqual({
      date: '2021-10-08',
      provisional: false,
    });
    expect(addNaturalDays(autumn, day('2021-09-01'), 29, rolled)).toEqual({
      date: '2021-09-30',
      provisional: false,
    });
    expect(addNaturalDays(autumn, day('2021-09-08'), 10, rolled)).toEqual({
      date: '2021-09-18',
      provisional: false,
    });
    expect(addNaturalDays(autumn, day('2021-12-31'), 1, rolled)).toEqual({
      date: '2022-01-03',
      provisional: true,
    });
    expect(addNaturalDays(autumn, day('2021-12-31'), 1)).toEqual({ date: '2022-01-01', provisional: false });
  });
});
