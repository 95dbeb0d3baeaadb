import { expect, test } from 'vitest';
import { chineseCalendar } from './chineseCalendar.node.ts';
import { addDays, dayOfWeek, fromEpochDay, parseDate } from './plainDate.ts';

function range(from: string, to: string): string[] {
  const days: string[] = [];
  for (let date = parseDate(from); date <= to; date = addDays(date, 1)) days.push(date);
  return days;
}

// 国办发明电〔2020〕27号, the notice for 2021
const HOLIDAYS_2021 = [
  ['2021-01-01', '2021-01-03'],
  ['2021-02-11', '2021-02-17'],
  ['2021-04-03', '2021-04-05'],
  ['2021-05-01', '2021-05-05'],
  ['2021-06-12', '2021-06-14'],
  ['2021-09-19', '2021-09-21'],
  ['2021-10-01', '2021-10-07'],
].flatMap(([from, to]) => range(from!, to!));
const MAKE_UP_2021 = [
  '2021-02-07',
  '2021-02-20',
  '2021-04-25',
  '2021-05-08',
  '2021-09-18',
  '2021-09-26',
  '2021-10-09',
];

test('2021 is what the State Council gave out', () => {
  expect(chineseCalendar(2021, 2021)).toEqual({
    id: 'cn-2021-2021',
    zone: 'Asia/Shanghai',
    publishedThrough: 2021,
    holidays: HOLIDAYS_2021,
    makeUpDays: MAKE_UP_2021,
  });
});

test('in every year days off are in order, and only weekends are made up', () => {
  const calendar = chineseCalendar(2004, 2026);
  expect(calendar.holidays).toEqual(calendar.holidays.toSorted());
  expect(calendar.makeUpDays.filter((date) => dayOfWeek(date) <= 5)).toEqual([]);
  expect(calendar.makeUpDays.filter((date) => calendar.holidays.includes(date))).toEqual([]);
});

test('it is published as far as the package holds, and no further than was asked', () => {
  const far = chineseCalendar(2021, 2100);
  const last = far.holidays.at(-1)!;
  expect(far.publishedThrough).toBe(Number(last.slice(0, 4)));
  expect(far.publishedThrough).toBeGreaterThanOrEqual(2026);
  expect(chineseCalendar(2021, 2022).publishedThrough).toBe(2022);
  expect(chineseCalendar(2021, 2022).holidays.every((date) => date < fromEpochDay(19358))).toBe(true); // 2023-01-01
});

test('years that the package does not hold are refused', () => {
  for (const [from, to] of [
    [2003, 2021],
    [2100, 2101],
    [2022, 2021],
    [2021.5, 2022],
  ] as const) {
    expect(() => chineseCalendar(from, to)).toThrow(expect.objectContaining({ code: 'calendar_years' }));
  }
});
