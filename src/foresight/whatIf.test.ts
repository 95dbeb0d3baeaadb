// What if: nothing changed is the forecast itself; more leads and faster cases never lower the chance; only what was named changes; fast enough for a slider.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chanceOfAtLeast } from './countDistribution.ts';
import { lookAhead } from './outlook.ts';
import { chanceIf, NO_CHANGE, type WhatIfGround } from './whatIf.ts';
import { NO_VERDICTS } from './wordRecord.ts';

const chance = fc.double({ min: 0, max: 1, noNaN: true });
const ground: fc.Arbitrary<WhatIfGround> = fc.record({
  needed: fc.integer({ min: 1, max: 30 }),
  verdicts: fc.constant(NO_VERDICTS),
  arrivals: fc.record({
    mean: fc.double({ min: 0, max: 10, noNaN: true }),
    dispersion: fc.double({ min: 0, max: 0.3, noNaN: true }),
  }),
  speeds: fc.constant({ values: [0.7, 1, 1.4], weights: [0.25, 0.5, 0.25] }),
  waiting: fc.array(chance, { maxLength: 4 }),
  leadChance: chance,
  stages: fc.constant([
    { id: 'signed', name: '签约' },
    { id: 'built', name: '竣工' },
  ]),
  counties: fc.constant([{ id: 'east', name: '东县' }]),
  cases: fc.array(fc.tuple(chance, fc.integer({ min: -1, max: 1 }), fc.integer({ min: -1, max: 0 })), {
    maxLength: 40,
  }),
});

describe('what if', () => {
  test('with nothing changed it is the sum that the forecast makes', () => {
    fc.assert(
      fc.property(ground, (one) => {
        const chances = one.cases.map(([own]) => own);
        const { counts } = lookAhead({
          chances,
          settled: one.waiting,
          arrivals: one.arrivals,
          speeds: one.speeds,
        });
        expect(chanceIf(one, NO_CHANGE).chance).toBeCloseTo(chanceOfAtLeast(counts, one.needed), 12);
      }),
    );
  });

  test('more leads, a faster stage or county never lower it; a slower one never raises it', () => {
    fc.assert(
      fc.property(ground, fc.integer({ min: 1, max: 20 }), (one, leads) => {
        const before = chanceIf(one, NO_CHANGE).chance;
        const near = 1e-9;
        expect(chanceIf(one, { ...NO_CHANGE, leads }).chance).toBeGreaterThanOrEqual(before - near);
        for (const speed of [1.25, 3]) {
          expect(chanceIf(one, { ...NO_CHANGE, stage: 0, stageSpeed: speed }).chance).toBeGreaterThanOrEqual(
            before - near,
          );
          expect(
            chanceIf(one, { ...NO_CHANGE, county: 0, countySpeed: 1 / speed }).chance,
          ).toBeLessThanOrEqual(before + near);
        }
      }),
    );
  });

  test('only the cases of the stage that was named go at another speed, and a speed without a name does nothing', () => {
    const one: WhatIfGround = {
      needed: 1,
      verdicts: NO_VERDICTS,
      arrivals: { mean: 0, dispersion: 0 },
      speeds: { values: [1], weights: [1] },
      waiting: [],
      leadChance: 0.5,
      stages: [
        { id: 'a', name: 'a' },
        { id: 'b', name: 'b' },
      ],
      counties: [],
      cases: [
        [0.5, 0, -1],
        [0.5, 1, -1],
      ],
    };
    // At twice the hazard 1/2 becomes 3/4: 1 − 1/4·1/2.
    expect(chanceIf(one, { ...NO_CHANGE, stage: 1, stageSpeed: 2 }).chance).toBeCloseTo(0.875, 12);
    expect(chanceIf(one, { ...NO_CHANGE, stageSpeed: 2 }).chance).toBeCloseTo(0.75, 12);
    expect(chanceIf(one, { ...NO_CHANGE, leads: 1 }).chance).toBeCloseTo(0.875, 12);
  });
});
