// The oracle walks day by day and asks three lists; it shares nothing with the arithmetic but the data.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chineseCalendar } from './chineseCalendar.node.ts';
import { epochDay, fromEpochDay, type PlainDate, parseDate } from './plainDate.ts';
import { addWorkingDays, numberDays, workingDay, workingDaysBetween } from './workCalendar.ts';

const calendar = chineseCalendar(2019, 2026);
const off = new Set<string>(calendar.holidays);
const madeUp = new Set<string>(calendar.makeUpDays);

function worksNaively(date: PlainDate): boolean {
  const weekend = [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());
  return madeUp.has(date) || (!weekend && !off.has(date));
}

function walk(start: PlainDate, n: number): PlainDate {
  let day = epochDay(start);
  for (let left = Math.abs(n); left > 0; ) {
    day += Math.sign(n);
    if (worksNaively(fromEpochDay(day))) left--;
  }
  return fromEpochDay(day);
}

const FIRST = epochDay(parseDate('2019-01-01'));
const LAST = epochDay(parseDate('2026-12-31'));
const days = fc.integer({ min: FIRST, max: LAST }).map(fromEpochDay);

test('every day of 2019–2026 works as the lists say', () => {
  for (let n = FIRST; n <= LAST; n++) {
    const date = fromEpochDay(n);
    if (workingDay(calendar, date).working !== worksNaively(date)) expect.fail(date);
  }
});

test('the nth working day, forward and backward, is where the walk ends', () => {
  fc.assert(
    fc.property(days, fc.integer({ min: -300, max: 300 }), (start, n) => {
      expect(addWorkingDays(calendar, start, n).date).toBe(walk(start, n));
    }),
    { numRuns: 500 },
  );
});

test('counting between, numbering, and adding agree', () => {
  fc.assert(
    fc.property(days, fc.integer({ min: 1, max: 200 }), (start, n) => {
      const due = addWorkingDays(calendar, start, n);
      expect(workingDaysBetween(calendar, start, due.date)).toBe(n);
      const numbered = numberDays(calendar, start, due.date);
      expect(numbered.find((day) => day.number === n)?.date).toBe(due.date);
      expect(due.provisional).toBe(numbered.some((day) => day.provisional));
      const numbers = numbered.map((day) => day.number);
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    }),
  );
});
