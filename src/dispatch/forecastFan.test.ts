// The fan's points: first day left, deadline right, nothing of the range cut off; round lines across.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fanScale, pathThrough, roundStep } from './forecastFan.ts';

const asked = {
  from: '2021-01-01',
  by: '2021-12-31',
  target: 1000,
  soFar: [{ done: 426, pace: 500 }],
  weeks: [{ p90: 1049 }],
  width: 720,
  height: 300,
};

describe('the fan', () => {
  test('begins at the left, ends at the right, and holds target and range', () => {
    const scale = fanScale(asked);
    expect(scale.x('2021-01-01')).toBe(scale.left);
    expect(scale.x('2021-12-31')).toBeCloseTo(scale.right, 9);
    expect(scale.y(0)).toBe(scale.bottom);
    expect(scale.y(1060)).toBeGreaterThanOrEqual(scale.top);
    expect(scale.levels).toEqual([0, 200, 400, 600, 800, 1000, 1200]);
    expect(scale.months).toHaveLength(12);
  });

  test('on a phone fewer months are written, the first always', () => {
    const { months } = fanScale({ ...asked, width: 326 });
    expect(months.length).toBeLessThanOrEqual(6);
    expect(months[0]).toBe('2021-01-01');
  });

  test('whatever the counts, they lie within, and the lines across are whole numbers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100_000 }),
        fc.integer({ min: 0, max: 200_000 }),
        (target, p90) => {
          const scale = fanScale({ ...asked, target, weeks: [{ p90 }] });
          expect(scale.y(Math.max(target, p90))).toBeGreaterThanOrEqual(scale.top - 1e-9);
          expect(scale.levels.every(Number.isInteger)).toBe(true);
          expect(scale.levels.length).toBeLessThanOrEqual(9);
        },
      ),
    );
    expect([roundStep(0), roundStep(3), roundStep(51), roundStep(177)]).toEqual([1, 5, 100, 200]);
  });

  test('a path without points is empty', () => {
    expect(pathThrough(fanScale(asked), [])).toBe('');
    expect(pathThrough({ x: () => 1, y: (count) => count }, [['2021-01-01', 2]])).toBe('M1.0,2.0');
  });
});
