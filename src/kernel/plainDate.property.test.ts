// The oracle is the JS Date in UTC, which the kernel itself does not use.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addMonths, dayOfWeek, endOfMonth, epochDay, fromEpochDay, isDate, parseDate } from './plainDate.ts';

const FIRST = Date.UTC(1900, 0, 1) / 86_400_000;
const LAST = Date.UTC(2200, 11, 31) / 86_400_000;
const days = fc.integer({ min: FIRST, max: LAST });
const iso = (n: number) => new Date(n * 86_400_000).toISOString().slice(0, 10);

test('every day of 1900–2200 is the day that the JS Date says', () => {
  for (let n = FIRST; n <= LAST; n++) {
    const date = fromEpochDay(n);
    if (date !== iso(n) || epochDay(date) !== n || !isDate(date))
      expect.fail(`day ${n}: ${date}, not ${iso(n)}`);
    if (dayOfWeek(date) !== (new Date(n * 86_400_000).getUTCDay() || 7)) expect.fail(`weekday of ${date}`);
  }
});

test('a text is a date exactly when the JS Date gives it back', () => {
  const part = (max: number, width: number) =>
    fc.integer({ min: 0, max }).map((n) => String(n).padStart(width, '0'));
  fc.assert(
    fc.property(fc.integer({ min: 1890, max: 2210 }), part(14, 2), part(33, 2), (year, month, dayPart) => {
      const text = `${year}-${month}-${dayPart}`;
      const parsed = new Date(`${text}T00:00:00Z`);
      const genuine = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
      expect(isDate(text)).toBe(genuine && year >= 1900 && year <= 2200);
    }),
  );
});

test('adding months lands in the month meant, on the same day or on its last', () => {
  fc.assert(
    fc.property(days, fc.integer({ min: -240, max: 240 }), (n, months) => {
      const date = fromEpochDay(n);
      const target = new Date(n * 86_400_000);
      target.setUTCDate(1);
      target.setUTCMonth(target.getUTCMonth() + months);
      const month = target.toISOString().slice(0, 7);
      fc.pre(month >= '1900-01' && month <= '2200-12');
      const moved = addMonths(date, months);
      expect(moved.slice(0, 7)).toBe(month);
      const last = endOfMonth(parseDate(`${month}-01`));
      expect(Number(moved.slice(8))).toBe(Math.min(Number(date.slice(8)), Number(last.slice(8))));
    }),
  );
});
