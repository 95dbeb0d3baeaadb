// The pool of what is told and of pace: a distribution always, taught by windows that are over alone, and near to whichever did better.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DailyCounts } from './arrivals.ts';
import { besidePace, type PaceScore, paceOutlook, type Window } from './besidePace.ts';
import { chanceOfAtLeast, meanOf, negativeBinomial, quantile } from './countDistribution.ts';

const WINDOW: Window = { horizonDays: 60, stepDays: 30, paceDays: 90 };
const ORIGIN = 1000;
const told = negativeBinomial(40, 0.05);
const pace = negativeBinomial(80, 0.05);
const scoresUpTo = (last: number, one: { told: number; pace: number }): PaceScore[] =>
  Array.from({ length: 25 }, (_, index) => ({ origin: last - 30 * index, ...one }));

describe('beside pace', () => {
  it('three quarters are what is told before any window is over', () => {
    const both = besidePace(told, pace, [], ORIGIN, 0, WINDOW);
    expect(meanOf(both)).toBeCloseTo(0.75 * meanOf(told) + 0.25 * meanOf(pace), 6);
  });
  it('is near to whichever did better on windows that are over', () => {
    const over = ORIGIN - WINDOW.horizonDays;
    const good = besidePace(told, pace, scoresUpTo(over, { told: 0.1, pace: 0.4 }), ORIGIN, 0, WINDOW);
    const bad = besidePace(told, pace, scoresUpTo(over, { told: 0.4, pace: 0.1 }), ORIGIN, 0, WINDOW);
    expect(meanOf(good)).toBeLessThan(41);
    expect(meanOf(bad)).toBeGreaterThan(70);
  });
  it('leaves pace to a tenth of its prior share once a year or so has shown it to miss half as much again', () => {
    const over = ORIGIN - WINDOW.horizonDays;
    const both = besidePace(told, pace, scoresUpTo(over, { told: 0.4, pace: 0.6 }), ORIGIN, 0, WINDOW);
    const paceShare = (meanOf(both) - meanOf(told)) / (meanOf(pace) - meanOf(told));
    expect(paceShare).toBeLessThan(0.025);
  });
  it('is not taught by a window that is not over', () => {
    const open = scoresUpTo(ORIGIN - WINDOW.horizonDays + 1, { told: 9, pace: 0 }).slice(0, 1);
    expect(besidePace(told, pace, open, ORIGIN, 0, WINDOW)).toEqual(
      besidePace(told, pace, [], ORIGIN, 0, WINDOW),
    );
  });
  it('adds up to 1, and its quantiles rise', () => {
    const some = fc.array(
      fc.record({
        told: fc.double({ min: 0, max: 3, noNaN: true }),
        pace: fc.double({ min: 0, max: 3, noNaN: true }),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(some, fc.integer({ min: 0, max: 300 }), (misses, mean) => {
        const scores = misses.map((one, index) => ({ origin: ORIGIN - 60 - 30 * index, ...one }));
        const both = besidePace(told, negativeBinomial(mean, 0.1), scores, ORIGIN, 0, WINDOW);
        expect(both.mass.reduce((total, each) => total + each, 0)).toBeCloseTo(1, 9);
        const levels = [0.1, 0.25, 0.5, 0.75, 0.9].map((level) => quantile(both, level));
        expect(levels).toEqual([...levels].sort((a, b) => a - b));
      }),
    );
  });
});

describe('pace with the spread of its own misses', () => {
  const daily = (perDay: (day: number) => number, until: number) =>
    Array.from({ length: until }, (_, day) => Array<number>(perDay(day)).fill(day)).flat();
  const origins = Array.from({ length: 20 }, (_, index) => 300 + 30 * index);

  it('is wider where pace was wrong before', () => {
    const steady = new DailyCounts(
      daily(() => 2, ORIGIN),
      0,
      ORIGIN,
    );
    const swinging = new DailyCounts(
      daily((day) => (Math.floor(day / 90) % 2) * 4, ORIGIN),
      0,
      ORIGIN,
    );
    const spread = (counts: DailyCounts) => {
      const one = paceOutlook(counts, 900, origins, WINDOW);
      return (quantile(one, 0.9) - quantile(one, 0.1)) / Math.max(1, meanOf(one));
    };
    expect(spread(steady)).toBeLessThan(0.35);
    expect(spread(swinging)).toBeGreaterThan(1);
  });
  it('is the same whatever comes from its origin on', () => {
    const goingOnAt = (perDay: number) =>
      paceOutlook(
        new DailyCounts(
          daily((day) => (day < 600 ? 2 : perDay), ORIGIN),
          0,
          ORIGIN,
        ),
        600,
        origins,
        WINDOW,
      );
    expect(goingOnAt(0)).toEqual(goingOnAt(7));
    expect(chanceOfAtLeast(goingOnAt(0), 1)).toBeGreaterThan(0.99);
  });
});
