// What the product tells of a target, on simulated ledgers whose truth is known: reports that come late, common shocks, leavers, returns, refused and corrected claims; a level that grows by
// plan (130 a year at first, 600 three years on), that falls, that steps up. One forecast of each ledger, so that no windows overlap; the whole way of the product: fitted lag, its own past record and what it
// teaches, refused claims that stand for a while. Eight tenths of what came must lie within the band of eight tenths, as an exact test at 1 % allows.
import { expect, test } from 'vitest';
import { seededRandom } from '../kernel/random.ts';
import { historiesKnownBy, milestoneDays, NEVER } from './caseHistory.ts';
import { lookAhead } from './outlook.ts';
import { reportingLag, reportsOf } from './reporting.ts';
import { binomialTest, crps, placeOf } from './scores.ts';
import { simulateCases } from './simulated.testing.ts';
import { forecastWhole } from './targetForecast.ts';

const HORIZON = 150;
const AS_OF = 1100;
const LEDGERS = 16;
/** All that is ever recorded is known. */
const LONG_AFTER = 100_000;

const LEVELS: Readonly<Record<string, (day: number) => number>> = {
  'grows by plan': (day) => (130 / 365) * (600 / 130) ** (day / 1095),
  falls: (day) => 1.3 * Math.exp(-day / 900),
  'steps up': (day) => [0.4, 0.8, 1.3][Math.min(2, Math.floor(day / 365))]!,
};

/** What the forecast told of one ledger, and what came of it in the end. */
function judged(kind: string, number: number) {
  const { histories, milestone } = simulateCases({
    seed: `${kind} ${number}`,
    days: AS_OF + HORIZON + 1,
    arrivalsPerDay: 0,
    arrivalsOn: LEVELS[kind]!,
    lagDays: number % 4 === 0 ? 0 : 12,
    shock: 0.18,
    leaving: 0.08,
    returning: 0.1,
    refused: number % 2 === 0 ? 0 : 0.1,
    corrected: number % 2 === 0 ? 0 : 0.1,
  });
  const known = historiesKnownBy(histories, AS_OF);
  const cutDay = AS_OF - reportingLag(reportsOf(known), AS_OF);
  const { expectation, p_met } = forecastWhole({
    ...{ histories, caseIds: Array.from(histories.startDay, (_, at) => `P${at}`), activity: milestone },
    ...{ amount: 1, fromDay: cutDay + 1, deadlineDay: AS_OF + HORIZON, asOfDay: AS_OF, cutDay },
    ...{ heardDay: AS_OF, done: 0, waiting: [], recognisedShare: 1, recognitionDays: [0] },
  });
  expect(p_met).toBeGreaterThan(0.9);
  const [then, now] = [known, historiesKnownBy(histories, LONG_AFTER)].map(
    (log) => milestoneDays(log, milestone).day,
  );
  const came = now!.filter(
    (day, one) => day > cutDay && day <= AS_OF + HORIZON && then![one] === NEVER,
  ).length;
  const { counts } = lookAhead(expectation);
  return { came, counts };
}

test('eight tenths lie within the band of eight tenths, whatever the level does', () => {
  const random = seededRandom('within');
  let [covered, all] = [0, 0];
  let miss = 0;
  for (const kind of Object.keys(LEVELS))
    for (let number = 0; number < LEDGERS; number++) {
      const { came, counts } = judged(kind, number);
      const place = placeOf(counts, came, random.next());
      all++;
      if (place >= 0.1 && place <= 0.9) covered++;
      miss += crps(counts, came) / Math.max(1, came);
    }
  expect(binomialTest(covered, all, 0.8)).toBeGreaterThan(0.01);
  expect(miss / all).toBeLessThan(0.2);
}, 120_000);
