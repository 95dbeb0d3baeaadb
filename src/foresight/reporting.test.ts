import { describe, expect, test } from 'vitest';
import { type Random, seededRandom } from '../kernel/random.ts';
import { HistoryKeeper } from './caseHistory.ts';
import {
  arrivalsDespiteSilence,
  chanceDespiteSilence,
  fitReporting,
  type Report,
  reportingLag,
  reportsOf,
} from './reporting.ts';

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

test('arrivals: a case that is known is no arrival any more, so of the silent days only what is not yet known is left', () => {
  const nextDay = (days: number) => (days >= 1 ? 1 : 0);
  const none = new Float64Array(SILENT + 1);
  const all = new Float64Array(SILENT + 1).fill(1);
  // One case a day with the milestone on its second: of ten days nine; of those that begin after the silent six, three.
  expect(arrivalsDespiteSilence(nextDay, none, 10)).toBe(9);
  expect(arrivalsDespiteSilence(nextDay, all, 10)).toBe(3);
  // Half of all beginnings are known by now.
  expect(
    arrivalsDespiteSilence(
      nextDay,
      all.map(() => 0.5),
      10,
    ),
  ).toBe(6);
});

test('a curve that says it must have been heard of, where it was not, is left as it is', () => {
  const sure = (days: number) => (days >= 1 ? 1 : 0);
  expect(chanceDespiteSilence(sure, new Float64Array(SILENT + 1).fill(1), 10)).toBe(1);
  expect(chanceDespiteSilence(sure, new Float64Array(SILENT + 1).fill(1), 0)).toBe(0);
});

describe('the lag', () => {
  const KNOWN = 1000;
  const geometric = (random: Random, mean: number) =>
    Math.floor(Math.log(1 - random.next()) / Math.log(1 - 1 / (mean + 1)));

  test('is that of all that occurs, though what occurred of late can only have been seen with short lags', () => {
    const random = seededRandom('lag');
    const reports: Report[] = [];
    // Reports grow threefold in the last quarter: most of what is seen is recent, and its long lags are still missing.
    for (let day = 700; day <= KNOWN; day++)
      for (let n = day > 910 ? 30 : 10; n > 0; n--)
        reports.push({ day, seenDay: day + geometric(random, 15) });
    const known = reports.filter(({ seenDay }) => seenDay <= KNOWN);
    // Nine tenths of a geometric of mean 15: (15/16)^(l + 1) ≤ 0.1 at l = 35.
    expect(Math.abs(reportingLag(known, KNOWN) - 35)).toBeLessThanOrEqual(2);
  });

  test('is 0 without reports, where all is recorded at once, and at most a quarter', () => {
    expect(reportingLag([], KNOWN)).toBe(0);
    expect(reportingLag([{ day: 990, seenDay: 990 }], KNOWN)).toBe(0);
    const slow = Array.from({ length: 50 }, (_, at) => ({ day: 700 + at, seenDay: 800 + at }));
    expect(reportingLag(slow, KNOWN)).toBeLessThanOrEqual(91);
  });

  test('hears nothing of what was recorded later', () => {
    const reports = Array.from({ length: 60 }, (_, at) => ({ day: 900 + at, seenDay: 900 + at + (at % 9) }));
    const later = Array.from({ length: 60 }, (_, at) => ({ day: 940 + at, seenDay: 1001 + at }));
    expect(reportingLag([...reports, ...later], KNOWN)).toBe(reportingLag(reports, KNOWN));
  });

  test('of a milestone is its own, not that of beginnings which are recorded at once; a backlog tells nothing', () => {
    const keeper = new HistoryKeeper(true);
    for (let one = 0; one < 100; one++)
      keeper.add([
        { activity: 0, day: 500 + one, seenDay: 500 + one },
        { activity: 1, day: 600 + one, seenDay: 610 + one },
      ]);
    // A register taken over on day 900, years late.
    for (let one = 0; one < 300; one++)
      keeper.add([
        { activity: 0, day: one, seenDay: 900 },
        { activity: 1, day: 100 + one, seenDay: 900 },
      ]);
    const log = keeper.histories(['begun', 'done']);
    const share = fitReporting(log, { knownDay: 950, cutDay: 930 }, 1);
    expect(share[9]).toBe(0);
    expect(share[10]).toBe(1);
    expect(reportingLag(reportsOf(log), 950)).toBe(10);
  });
});
