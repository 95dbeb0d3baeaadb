// The landmark's chance is the Aalen–Johansen estimate of its sample: against hazards.ts, which is held to R survival, on a simulated ledger with returns and leavers.
import { expect, test } from 'vitest';
import { seededRandom } from '../kernel/random.ts';
import { HistoryKeeper, milestoneDays, NEVER } from './caseHistory.ts';
import { aalenJohansen, countHazards } from './hazards.ts';
import { casesKnownAt } from './positions.ts';
import { simulateCases } from './simulated.testing.ts';
import { fitWaits } from './waits.ts';

const log = simulateCases({
  seed: 'landmark',
  days: 1500,
  arrivalsPerDay: 4,
  leaving: 0.08,
  returning: 0.15,
});
const at = { knownDay: 1200, cutDay: 1200 };
const milestone = milestoneDays(log.histories, log.milestone);
const known = casesKnownAt(log.histories, milestone, at);
const waits = fitWaits(log.histories, milestone, known, at, 200, { memoryDays: 1e9, poolCases: 0 });

test.each([0, 17, 40])('after %i days in a stage', (landmark) => {
  for (const state of [2, 3, 4]) {
    const sample: { leave: number; to: number }[] = [];
    for (let stay = 0; stay < known.from.length; stay++) {
      const [enter, leave] = [known.enter[stay]!, known.leave[stay]!];
      if (known.from[stay] !== state || leave - enter - (known.to[stay] === -1 ? 0 : 1) < landmark) continue;
      const one = known.caseOf[stay]!;
      const begin = enter + landmark;
      const reached = milestone.day[one]! <= at.cutDay ? milestone.day[one]! : NEVER;
      const left = log.histories.leftDay[one]! <= at.cutDay ? log.histories.leftDay[one]! : NEVER;
      const end = Math.min(reached, left, at.cutDay);
      sample.push({ leave: end - begin, to: end === reached ? 1 : end === left ? 2 : -1 });
    }
    expect(sample.length).toBeGreaterThan(300);
    const zeros = sample.map(() => 0);
    const hazards = countHazards(
      { from: zeros, enter: zeros, leave: sample.map((one) => one.leave), to: sample.map((one) => one.to) },
      3,
    );
    const days = [10, 50, 120, 200];
    aalenJohansen(hazards, [1, 0, 0], 0, days).forEach((occupied, index) => {
      const told = waits.chance({ case: 0, state, waited: landmark, age: 0 }, days[index]!);
      // Every day is pooled with the curve by age at the weight of one case of hundreds.
      expect(Math.abs(told - occupied[1]!)).toBeLessThan(0.01);
    });
  }
});

test('a case gone silent is told less than one that just arrived, and the tail goes on', () => {
  const [fresh, silent] = [0, 400].map((waited) =>
    waits.chance({ case: 0, state: 2, waited, age: waited + 30 }, 60),
  );
  expect(fresh).toBeGreaterThan(0.02);
  expect(silent).toBeGreaterThanOrEqual(0);
  expect(silent).toBeLessThanOrEqual(1);
  // Never seen so long in a stage and no pool: its own age speaks.
  expect(waits.chance({ case: 0, state: 2, waited: 900, age: 30 }, 60)).toBe(waits.byAge.chance(30, 60));
  expect(waits.byAge.chance(5000, 50)).toBeGreaterThan(0);
});

test('the end of a wait is worth what the next stage is', () => {
  const position = known.inFlight.find((one) => one.waited > 20)!;
  expect(waits.chanceOnceMoved(position, 120)).toBeGreaterThan(waits.chance(position, 120));
});

// Two cases a day: one has the milestone on its first day, the other after so many days.
function speedAt(today: number, daysOf: (begun: number) => number): number {
  const keeper = new HistoryKeeper(false);
  for (let day = 0; day < today; day++) {
    keeper.add([0, 1].map((activity) => ({ activity, day, seenDay: day })));
    const done = day + daysOf(day);
    const events = [{ activity: 0, day, seenDay: day }];
    if (done < today) events.push({ activity: 1, day: done, seenDay: done });
    keeper.add(events);
  }
  const histories = keeper.histories(['begun', 'done']);
  const days = milestoneDays(histories, 1);
  const standpoint = { knownDay: today - 1, cutDay: today - 1 };
  return fitWaits(histories, days, casesKnownAt(histories, days, standpoint), standpoint, 90).recentSpeed;
}

test('recent speed is that of all that comes, on its first day too, as far as speeds were seen to last', () => {
  const random = seededRandom('waits');
  const wait = (mean: number) => Math.ceil(-Math.log(1 - random.next()) * mean);
  // As ever: what a quarter shows by chance is not taken for a speed.
  expect(speedAt(1200, () => wait(40))).toBeCloseTo(1, 1);
  // Nothing waited for comes any more since half a year; what comes on its first day goes on: half of all, and not next to nothing.
  const stopped = speedAt(1200, (begun) => (begun < 1000 ? wait(10) : 4000));
  expect(stopped).toBeGreaterThan(0.45);
  expect(stopped).toBeLessThan(0.8);
});
