// Which memory is believed: a long one of what comes back to its mean, a short one of what wanders or has changed; from what came before alone.
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../kernel/random.ts';
import { DailyCounts, straightOn } from './arrivals.ts';

const DAYS = 1200;

function countsOf(perDay: (day: number) => number, seed: string, until = DAYS): DailyCounts {
  const random = seededRandom(seed);
  const days: number[] = [];
  for (let day = 0; day < until; day++) {
    // A Poisson count, by products of uniforms.
    const limit = Math.exp(-perDay(day));
    for (let product = random.next(); product > limit; product *= random.next()) days.push(day);
  }
  return new DailyCounts(days, 0, Math.max(DAYS, until));
}

describe('straight on', () => {
  it('comes back to the mean of all where the level is steady', () => {
    const counts = countsOf(() => 3, 'steady');
    const misses = [500, 700, 900, 1100].map((from) => Math.abs(straightOn(counts, from, 60).mean - 180));
    expect(Math.max(...misses)).toBeLessThan(18);
  });
  it('follows a level that has changed within a quarter', () => {
    const counts = countsOf((day) => (day < 900 ? 4 : 1), 'changed');
    expect(straightOn(counts, 990, 60).mean).toBeLessThan(85);
    expect(straightOn(counts, 990, 60).mean).toBeGreaterThan(45);
  });
  it('believes longer memories of a steady level than of one that wanders', () => {
    // Days that each way looks back, in their order; the time of year is none of them.
    const memories = [30, 60, 90, 180, 365, 20, 60, 120, 365, 730, 0, 0, 0];
    const memoryOf = (counts: DailyCounts) =>
      straightOn(counts, 1100, 60).weights.reduce((sum, weight, way) => sum + weight * memories[way]!, 0);
    const random = seededRandom('levels');
    let level = 0;
    const levels = Array.from({ length: DAYS / 20 }, () => {
      level += 0.35 * (random.next() + random.next() + random.next() - 1.5) * 2;
      return Math.exp(level);
    });
    const steady = memoryOf(countsOf(() => 3, 'steady'));
    const wandering = memoryOf(countsOf((day) => 3 * levels[Math.floor(day / 20)]!, 'wandering'));
    expect(wandering).toBeLessThan(0.6 * steady);
  });
  it('believes the time of year about the level of late where a year has seasons and its level wanders', () => {
    const random = seededRandom('walk');
    let level = 0;
    const levels = Array.from({ length: 80 }, () => {
      level += 0.15 * (random.next() + random.next() + random.next() - 1.5) * 2;
      return Math.exp(level);
    });
    const seasons = (day: number) => 1 + 0.6 * Math.sin((2 * Math.PI * day) / 365.25);
    // Of the last two ways: the mean of 90 and of 180 days, each less its own season.
    const aboutLevel = (perDay: (day: number) => number) =>
      straightOn(countsOf(perDay, 'six years', 2190), 2190, 60)
        .weights.slice(-2)
        .reduce((a, b) => a + b);
    const both = aboutLevel((day) => 8 * seasons(day) * levels[Math.floor(day / 30)]!);
    expect(both).toBeGreaterThan(0.4);
    expect(aboutLevel((day) => 8 * levels[Math.floor(day / 30)]!)).toBeLessThan(both / 2);
  });
  it('is the same whatever comes from its origin on', () => {
    const told = (perDay: number) =>
      straightOn(
        countsOf((day) => (day < 600 ? 2 : perDay), 'one', 700),
        600,
        90,
      );
    expect(told(0)).toEqual(told(9));
  });
});
