// The backtest's own rules, and whether a forecast of simulated ledgers, whose truth is known, is calibrated: with lag, shocks, leavers and returns.
import { describe, expect, it } from 'vitest';
import { epochDay, type PlainDate } from '../kernel/plainDate.ts';
import { seededRandom } from '../kernel/random.ts';
import { backtest, originsOf } from './backtest.ts';
import { batchOutlook, findBatches } from './batches.ts';
import { HistoryKeeper, milestoneDays } from './caseHistory.ts';
import { chanceOfAtLeast, meanOf, negativeBinomial, quantile, varianceOf } from './countDistribution.ts';
import { asPast, calibrate, fitModel, type PastForecast, rivalsOf } from './forecastModel.ts';
import { milestonesKnown } from './positions.ts';
import { binomialTest, crps, placeOf } from './scores.ts';
import { simulateCases } from './simulated.testing.ts';

const day = (text: string) => epochDay(text as PlainDate);

describe('origins', () => {
  it('are the first of each month from a year (or 30 % of a shorter span) after the start to the end less the horizon', () => {
    const { days, every } = originsOf(day('2010-01-15'), day('2014-12-31'), 90);
    expect(every).toBe('month');
    expect(days[0]).toBe(day('2011-02-01'));
    expect(days.at(-1)).toBe(day('2014-10-01'));
  });
  it('are weekly where months give fewer than 24', () => {
    const { days, every } = originsOf(0, 479, 30);
    expect(every).toBe('week');
    expect(days[0]).toBe(144);
    expect(days[1]).toBe(151);
    expect(days.at(-1)! + 30).toBeLessThanOrEqual(480);
  });
});

describe('scores', () => {
  it('CRPS of a point is the distance, and of a distribution the mean of |X − y| − ½|X − X′|', () => {
    expect(crps({ offset: 7, mass: Float64Array.of(1) }, 12)).toBe(5);
    expect(crps({ offset: 7, mass: Float64Array.of(1) }, 3)).toBe(4);
    const told = negativeBinomial(6, 0.3);
    for (const came of [0, 4, 30]) {
      let [far, apart] = [0, 0];
      for (let a = 0; a < told.mass.length; a++) {
        far += told.mass[a]! * Math.abs(told.offset + a - came);
        for (let b = 0; b < told.mass.length; b++) apart += told.mass[a]! * told.mass[b]! * Math.abs(a - b);
      }
      expect(crps(told, came)).toBeCloseTo(far - apart / 2, 9);
    }
  });
  it('places lie between F(y − 1) and F(y)', () => {
    const told = { offset: 2, mass: Float64Array.of(0.2, 0.5, 0.3) };
    expect(placeOf(told, 3, 0)).toBeCloseTo(0.2, 12);
    expect(placeOf(told, 3, 1)).toBeCloseTo(0.7, 12);
    expect([placeOf(told, 1, 0.5), placeOf(told, 9, 0.5)]).toEqual([0, 1]);
  });
  it('the exact binomial test is that of R 4.2.2: binom.test(k, 20, .8)$p.value', () => {
    expect(binomialTest(14, 20, 0.8)).toBeCloseTo(0.2649675, 6);
    expect(binomialTest(12, 20, 0.8)).toBeCloseTo(0.04367188, 7);
    expect(binomialTest(20, 20, 0.8)).toBeCloseTo(0.021511, 5);
  });
});

describe('on simulated ledgers', () => {
  it('fields of the backtest, and a skill over pace', () => {
    const log = simulateCases({ seed: 'shape', days: 1800, arrivalsPerDay: 1, shock: 0.2 });
    const result = backtest(
      { ...log.histories, hasRecordedTimes: false },
      log.milestone,
      90,
      seededRandom(1),
    )!;
    expect(result.span_days).toBeGreaterThan(1700);
    expect(result.origins).toBe(result.forecasts.length);
    expect(result.skill).toBeCloseTo(1 - result.crps.model / result.crps.pace, 12);
    expect(result.mae.model).toBeLessThan(result.mae.pace);
    expect(result.skill).toBeGreaterThan(0.2);
  });

  it('covers 80 % within what an exact test at 1 % allows, with lag, shocks, leavers and returns', () => {
    // Independent ledgers, one forecast each: no overlap between windows weakens the test.
    const ledgers = 60;
    let covered = 0;
    let [model, pace] = [0, 0];
    for (let index = 0; index < ledgers; index++) {
      const random = seededRandom(`calibration ${index}`);
      const log = simulateCases({
        seed: `ledger ${index}`,
        days: 1000,
        arrivalsPerDay: 0.6,
        lagDays: 12,
        shock: 0.25,
        leaving: 0.06,
        returning: 0.12,
      });
      const milestone = milestoneDays(log.histories, log.milestone);
      const [knownDay, lag, horizon] = [850, 12, 90];
      const past: PastForecast[] = [];
      for (let origin = 250; origin <= knownDay - lag; origin += 45) {
        const model = fitModel(
          log.histories,
          log.milestone,
          { knownDay: origin, cutDay: origin - lag },
          horizon,
          0,
        );
        const seen = milestonesKnown(milestone, origin - lag + 1, origin, origin);
        const came = (days: number) =>
          milestonesKnown(milestone, origin - lag + 1, origin + days, knownDay) - seen;
        const over = past.filter((one) => one.knownDay + one.windowDays <= origin - lag);
        past.push(
          ...asPast(model, over, 45, came).filter((one) => origin + one.windowDays <= knownDay - lag),
        );
      }
      const fitted = fitModel(log.histories, log.milestone, { knownDay, cutDay: knownDay - lag }, horizon, 0);
      const { cases: counts } = rivalsOf(fitted, calibrate(fitted, past, knownDay, 0, 45));
      const came =
        milestonesKnown(milestone, knownDay - lag + 1, knownDay + horizon, 10_000) -
        milestonesKnown(milestone, knownDay - lag + 1, knownDay, knownDay);
      const place = placeOf(counts, came, random.next());
      if (place >= 0.1 && place <= 0.9) covered++;
      model += crps(counts, came);
      pace += Math.abs(fitted.straightOn - came);
    }
    expect(binomialTest(covered, ledgers, 0.8)).toBeGreaterThan(0.01);
    expect(model).toBeLessThan(0.8 * pace);
  }, 120_000);
});

describe('a level that changes', () => {
  const [CHANGES, END] = [600, 899];
  /** One case a day, done after 15 to 50 days; from day 600 on there begin twice as many, or but one in seven is done. The last day is the same. */
  const told = (goesOn: 'doubled' | 'fallen') => {
    const keeper = new HistoryKeeper(false);
    const random = seededRandom('changes');
    for (let start = 0; start <= END; start++) {
      const done = start + random.int(15, 50);
      const isTold = done <= END && (done < CHANGES || goesOn === 'doubled' || done % 7 === 0);
      const events = [
        { activity: 0, day: start, seenDay: start },
        ...(isTold ? [{ activity: 1, day: done, seenDay: done }] : []),
      ];
      keeper.add(events);
      if (goesOn === 'doubled' && start >= CHANGES) keeper.add(events);
    }
    return backtest(keeper.histories(['begun', 'done']), 1, 90, seededRandom(1))!.forecasts;
  };
  it('is not known before: no forecast is taught by a window that is not over, practice windows included', () => {
    const [doubled, fallen] = [told('doubled'), told('fallen')];
    const untilChange = (forecasts: typeof doubled) =>
      forecasts
        .filter(({ origin }) => epochDay(origin) <= CHANGES)
        .map(({ origin, mean, low, median, high, pace }) => ({ origin, mean, low, median, high, pace }));
    // Windows of earlier origins lie across the change on most of these days.
    expect(untilChange(doubled).length).toBeGreaterThan(24);
    expect(untilChange(fallen)).toEqual(untilChange(doubled));
    expect(fallen.at(-1)!.mean).toBeLessThan(0.5 * doubled.at(-1)!.mean);
  });
});

describe('batches', () => {
  const yearly = Array.from({ length: 8 }, (_, year) => new Array(500).fill(year * 365 + 100)).flat();
  it('are seen where few days carry most, and not where cases go one by one', () => {
    expect(findBatches(yearly, 0, 2700, 90)?.day).toHaveLength(8);
    expect(
      findBatches(
        Array.from({ length: 2700 }, (_, at) => at),
        0,
        2700,
        90,
      ),
    ).toBeUndefined();
  });
  it('a fortnightly list worked off by a steady pipeline varies no more than its cases do', () => {
    const fortnights = Array.from({ length: 60 }, (_, n) => new Array(18 + (n % 5)).fill(14 * n)).flat();
    const batches = findBatches(fortnights, 0, 14 * 59 + 3, 30)!;
    // Two batches of about 20 are due within 30 days.
    const [poisson, steady] = [40, 12].map((variance) => batchOutlook(batches, 30, 40, variance));
    expect(meanOf(steady!)).toBeCloseTo(meanOf(poisson!), 0);
    expect(varianceOf(steady!)).toBeLessThan(varianceOf(poisson!) - 15);
    expect(varianceOf(steady!)).toBeGreaterThan(12);
  });
  it('right after one none is expected, when the next is due it is', () => {
    const told = (cutDay: number) => batchOutlook(findBatches(yearly, 0, cutDay, 90)!, 90, 120);
    expect(chanceOfAtLeast(told(2660), 100)).toBeLessThan(0.1);
    expect(quantile(told(2660), 0.5)).toBe(0);
    expect(chanceOfAtLeast(told(2960 - 1), 100)).toBeGreaterThan(0.4);
    expect(meanOf(told(2960 - 1))).toBeGreaterThan(150);
  });
});
