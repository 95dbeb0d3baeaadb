import { expect, test } from 'vitest';
import { seededRandom } from '../kernel/random.ts';
import { arrivalsDespiteSilence, chanceDespiteSilence } from './reporting.ts';

// Geometric waits with daily hazard 3 %, reported after 0 to 5 days with equal chance.
const HAZARD = 0.03;
const within = (days: number) => 1 - (1 - HAZARD) ** Math.max(0, days);
const SILENT = 6;
const REPORTED = Float64Array.from({ length: SILENT + 1 }, (_, days) => Math.min(1, (days + 1) / 6));

test('a silent case, against drawing cases and keeping those that are silent', () => {
  const random = seededRandom('silence');
  let [silent, ...came] = [0, 0, 0, 0];
  const ahead = [4, 10, 40];
  for (let draw = 0; draw < 400_000; draw++) {
    const day = Math.floor(Math.log(1 - random.next()) / Math.log(1 - HAZARD)) + 1;
    if (day + random.int(0, 5) <= SILENT) continue;
    silent++;
    for (const [index, days] of ahead.entries()) if (day <= days) came[index]!++;
  }
  for (const [index, days] of ahead.entries())
    expect(Math.abs(came[index]! / silent - chanceDespiteSilence(within, REPORTED, days))).toBeLessThan(
      0.003,
    );
});

test('it rises with the days, stays a chance, and without a lag nothing changes', () => {
  let before = 0;
  for (let days = 0; days <= 80; days++) {
    const now = chanceDespiteSilence(within, REPORTED, days);
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(1);
    before = now;
  }
  expect(chanceDespiteSilence(within, Float64Array.of(1), 30)).toBe(within(30));
});

test('arrivals: all that is reported at once is heard of, so only later days are left', () => {
  const atOnce = (days: number) => (days >= 0 ? 1 : 0);
  // One case a day, each with the milestone within a day of its beginning, always reported at once: of ten days, those of the silent six are known.
  const nextDay = (days: number) => (days >= 1 ? 1 : 0);
  expect(arrivalsDespiteSilence(nextDay, new Float64Array(SILENT + 1).fill(1), 10)).toBeCloseTo(
    9 - 6 + 1,
    12,
  );
  expect(arrivalsDespiteSilence(atOnce, Float64Array.of(1), 10)).toBe(10);
});
