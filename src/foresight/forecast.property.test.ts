// Laws of a forecast with fitted curves and speeds held fixed, and of what is known when. Seeds are printed by fast-check on a failure.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../kernel/random.ts';
import { backtest } from './backtest.ts';
import { type CaseHistories, daySpan } from './caseHistory.ts';
import { chanceOfAtLeast, quantile } from './countDistribution.ts';
import { type FittedModel, fitModel, rivalsOf } from './forecastModel.ts';
import { chancesIfMoved, chanceWithLead, type Expectation, lookAhead } from './outlook.ts';
import { simulateCases } from './simulated.testing.ts';
import { atSpeed, findSpeeds, groupChances } from './speeds.ts';
import { forecastWhole } from './targetForecast.ts';

const chance = fc.double({ min: 0, max: 1, noNaN: true });
const expectation: fc.Arbitrary<Expectation> = fc.record({
  chances: fc.array(chance, { maxLength: 60 }),
  arrivals: fc.record({
    mean: fc.double({ min: 0, max: 40, noNaN: true }),
    dispersion: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  speeds: fc
    .array(fc.double({ min: 0.2, max: 4, noNaN: true }), { minLength: 1, maxLength: 5 })
    .map((values) => ({ values, weights: values.map(() => 1 / values.length) })),
});
const floor = fc.integer({ min: -2, max: 90 });
const ROUNDING = 1e-12;

describe('laws of a floor target', () => {
  it('finishing a case never lowers the chance', () => {
    fc.assert(
      fc.property(expectation, floor, fc.nat(), (expected, least, which) => {
        if (expected.chances.length === 0) return;
        const index = which % expected.chances.length;
        const before = chanceOfAtLeast(lookAhead(expected).counts, least);
        const chances = Array.from(expected.chances, (one, at) => (at === index ? 1 : one));
        expect(chanceOfAtLeast(lookAhead({ ...expected, chances }).counts, least)).toBeGreaterThanOrEqual(
          before - ROUNDING,
        );
      }),
    );
  });

  it('one more lead never lowers it, and is what adding it to the sum says', () => {
    fc.assert(
      fc.property(expectation, floor, chance, (expected, least, lead) => {
        const outlook = lookAhead(expected);
        const before = chanceOfAtLeast(outlook.counts, least);
        const told = chanceWithLead(expected, outlook, least, lead);
        const chances = [...Array.from(expected.chances), lead];
        expect(told).toBeGreaterThanOrEqual(before - ROUNDING);
        expect(told).toBeCloseTo(chanceOfAtLeast(lookAhead({ ...expected, chances }).counts, least), 10);
      }),
    );
  });

  it('the exact change of a push is the change of the whole sum computed anew', () => {
    fc.assert(
      fc.property(expectation, floor, chance, (expected, least, once) => {
        const outlook = lookAhead(expected);
        const moved = chancesIfMoved(expected, outlook, least, new Array(expected.chances.length).fill(once));
        moved.forEach((told, index) => {
          const chances = Array.from(expected.chances, (one, at) => (at === index ? once : one));
          expect(told).toBeCloseTo(chanceOfAtLeast(lookAhead({ ...expected, chances }).counts, least), 10);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('a distribution adds up to 1 and its quantiles rise with the level', () => {
    fc.assert(
      fc.property(expectation, (expected) => {
        const { counts } = lookAhead(expected);
        expect(counts.mass.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 10);
        const levels = [0.01, 0.1, 0.5, 0.9, 0.99].map((level) => quantile(counts, level));
        expect(levels).toEqual(levels.toSorted((a, b) => a - b));
      }),
    );
  });

  it('speeds keep the mean and the dispersion they were asked for', () => {
    const random = seededRandom('speeds');
    const chances = Array.from({ length: 400 }, () => random.next() * 0.5);
    const groups = groupChances(chances);
    const speeds = findSpeeds(groups, 60, { mean: 180, dispersion: 0.03 });
    const means = speeds.values.map(
      (speed) => 60 * speed + chances.reduce((sum, one) => sum + atSpeed(one, speed), 0),
    );
    const mean = means.reduce((sum, each) => sum + each, 0) / means.length;
    expect(mean / 180).toBeCloseTo(1, 2);
    const dispersion = means.reduce((sum, each) => sum + (each - mean) ** 2, 0) / means.length / mean ** 2;
    expect(dispersion / 0.03).toBeCloseTo(1, 1);
  });
});

/** Speeds as a forecast would fix them. */
function findSpeedsOf(model: FittedModel) {
  const told = { mean: model.mean, dispersion: 0.05 };
  return { speeds: findSpeeds(groupChances(model.chances), model.fromArrivals, told) };
}

describe('what is known when', () => {
  const log = simulateCases({ seed: 'known', days: 900, arrivalsPerDay: 1.2, lagDays: 10 });
  const { first } = daySpan(log.histories);

  it('a later deadline never lowers a chance, case by case and for the sum', () => {
    const model = fitModel(log.histories, log.milestone, { knownDay: 700, cutDay: 690 }, 180, first);
    const { speeds } = findSpeedsOf(model);
    const floors = [20, 60, 120];
    let met = floors.map(() => 0);
    for (let days = 1; days <= 190; days += 21) {
      const { counts } = lookAhead({
        chances: model.known.inFlight.map((position) => model.chanceWithin(position, days)),
        arrivals: { mean: model.arrivalsWithin(days), dispersion: 0.03 },
        speeds,
      });
      const now = floors.map((least) => chanceOfAtLeast(counts, least));
      now.forEach((each, at) => {
        expect(each).toBeGreaterThanOrEqual(met[at]! - ROUNDING);
      });
      met = now;
    }
    expect(met[0]).toBeGreaterThan(0.9);
    for (const position of model.known.inFlight) {
      let before = 0;
      for (let days = 1; days <= 190; days += 7) {
        const now = model.waits.chance(position, days);
        expect(now).toBeGreaterThanOrEqual(before - ROUNDING);
        expect(now).toBeLessThanOrEqual(1);
        before = now;
      }
    }
  });

  it('nothing recorded after `known` changes anything', () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 850 }), (knownDay) => {
        const at = { knownDay, cutDay: knownDay - 10 };
        const whole = fitModel(log.histories, log.milestone, at, 60, first);
        const cut = log.knownBy(knownDay);
        const part = fitModel(cut, log.milestone, at, 60, first);
        expect([...part.chances]).toEqual([...whole.chances]);
        expect([part.mean, part.variance, part.straightOn]).toEqual([
          whole.mean,
          whole.variance,
          whole.straightOn,
        ]);
        const calibration = {
          pull: 0.25,
          lean: 0.5,
          recentMiss: 1.1,
          keep: 0.3,
          dispersion: 0.03,
          arrivalsDispersion: 0.02,
          windows: 3,
        };
        expect(rivalsOf(part, calibration)).toEqual(rivalsOf(whole, calibration));
      }),
      { numRuns: 15 },
    );
  });

  it('nor does it change what was learnt from past forecasts, or how they are said to have done', () => {
    for (const asOfDay of [420, 640]) {
      const told = (histories: CaseHistories) => {
        const cases = histories.startDay.length;
        const { p_met, mean, weeks, inputs, record, past } = forecastWhole({
          histories,
          caseIds: Array.from({ length: cases }, (_, at) => String(at)),
          activity: log.milestone,
          amount: 90,
          fromDay: asOfDay - 100,
          deadlineDay: asOfDay + 80,
          asOfDay,
          cutDay: asOfDay - 9,
          heardDay: asOfDay,
          done: 30,
          waiting: [12],
          recognisedShare: 0.95,
          recognitionDays: [5, 20],
        });
        return { p_met, mean, weeks, inputs, record, past };
      };
      const whole = told(log.histories);
      expect(whole.record.origins).toBeGreaterThan(8);
      expect(told(log.knownBy(asOfDay))).toEqual(whole);
    }
  });

  it('a backtest tells the same at the same origin, however the log goes on', () => {
    const long = simulateCases({ seed: 'on', days: 2100, arrivalsPerDay: 0.7, shock: 0.2 });
    const test = (histories: CaseHistories) =>
      backtest({ ...histories, hasRecordedTimes: false }, long.milestone, 60, seededRandom('1'))!.forecasts;
    const [short, whole] = [test(long.knownBy(1500)), test(long.histories)];
    expect(short.length).toBeGreaterThan(24);
    expect(whole.length).toBeGreaterThan(short.length + 12);
    for (const [at, { origin, mean, low, median, high }] of short.entries())
      expect([
        whole[at]!.origin,
        whole[at]!.mean,
        whole[at]!.low,
        whole[at]!.median,
        whole[at]!.high,
      ]).toEqual([origin, mean, low, median, high]);
  });
});
