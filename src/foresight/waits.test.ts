// The landmark's chance is the Aalen–Johansen estimate of its sample: against hazards.ts, which is held to R survival, on a simulated ledger with returns and leavers.
import { expect, test } from 'vitest';
import { milestoneDays, NEVER } from './caseHistory.ts';
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
