import { describe, expect, test } from 'vitest';
import { type Random, seededRandom } from './random.ts';

const draws = (random: Random, n: number) => Array.from({ length: n }, () => random.next());
const mean = (list: number[]) => list.reduce((total, x) => total + x, 0) / list.length;
const deviation = (list: number[]) => Math.sqrt(mean(list.map((x) => x * x)) - mean(list) ** 2);

test('golden: a change here changes every rehearsal', () => {
  const random = seededRandom('zhaoqing-2021');
  expect(draws(random, 3)).toEqual([0.3529966679923964, 0.24566233211090338, 0.7210114971321864]);
  expect([random.int(1, 6), random.int(1, 6), random.int(1, 6), random.int(1, 6)]).toEqual([1, 4, 6, 3]);
  expect(random.shuffle([1, 2, 3, 4, 5])).toEqual([4, 1, 2, 3, 5]);
  expect([random.normal(0, 1), random.normal(10, 2)]).toEqual([-0.43233916787867327, 11.099429540128686]);
  expect(random.logNormal(3, 0.5)).toBe(9.282525921458733);
  expect(random.fork('a').next()).toBe(0.9643891708285823);
});

describe('streams', () => {
  test('a number and its text are one seed; other seeds are other streams', () => {
    expect(draws(seededRandom(7), 5)).toEqual(draws(seededRandom('7'), 5));
    const first = Array.from({ length: 2000 }, (_, seed) => seededRandom(seed).next());
    expect(new Set(first).size).toBe(2000);
    expect(Math.abs(mean(first) - 0.5)).toBeLessThan(0.02);
    expect(Math.abs(deviation(first) - Math.sqrt(1 / 12))).toBeLessThan(0.02);
  });

  test('a fork does not depend on what was drawn, nor change what will be', () => {
    const [plain, drawn] = [seededRandom(1), seededRandom(1)];
    draws(drawn, 17);
    drawn.normal(0, 1);
    expect(draws(drawn.fork('projects'), 5)).toEqual(draws(plain.fork('projects'), 5));
    const [forked, straight] = [seededRandom(1), seededRandom(1)];
    draws(forked.fork('x'), 100);
    expect(draws(forked, 5)).toEqual(draws(straight, 5));
  });

  test('forks of other labels are other streams, also where labels join alike', () => {
    const random = seededRandom(1);
    const firsts = [
      random,
      random.fork('a'),
      random.fork('b'),
      random.fork('a').fork('b'),
      random.fork('a/1:b'),
      random.fork('ab'),
      random.fork(''),
    ].map((stream) => stream.next());
    expect(new Set(firsts).size).toBe(firsts.length);
    const [a, b] = [draws(random.fork('unit-1'), 20_000), draws(random.fork('unit-2'), 20_000)];
    const covariance = mean(a.map((x, i) => (x - 0.5) * (b[i]! - 0.5)));
    expect(Math.abs(covariance * 12)).toBeLessThan(0.03);
  });
});

describe('distributions', () => {
  test('next lies in [0, 1) and is even', () => {
    const list = draws(seededRandom('even'), 100_000);
    expect(list.every((x) => x >= 0 && x < 1)).toBe(true);
    const bins = Array<number>(100).fill(0);
    for (const x of list) bins[Math.floor(x * 100)]!++;
    const chiSquare = bins.reduce((total, n) => total + (n - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(148.2); // 99 degrees of freedom, p = 0.001
    expect(chiSquare).toBeGreaterThan(61);
  });

  test('int reaches both ends, evenly, and wide ranges', () => {
    const random = seededRandom('int');
    const counts = Array<number>(7).fill(0);
    for (let i = 0; i < 70_000; i++) counts[random.int(-3, 3) + 3]!++;
    const chiSquare = counts.reduce((total, n) => total + (n - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(22.46); // 6 degrees of freedom, p = 0.001
    expect(random.int(5, 5)).toBe(5);
    const wide = Array.from({ length: 100 }, () => random.int(0, 90_580_000_000));
    expect(wide.every((n) => Number.isInteger(n) && n >= 0 && n <= 90_580_000_000)).toBe(true);
    expect(Math.max(...wide)).toBeGreaterThan(2 ** 33);
    for (const [low, high] of [
      [2, 1],
      [0.5, 3],
      [0, 2 ** 53],
      [Number.NaN, 1],
    ] as const) {
      expect(() => random.int(low, high)).toThrow(expect.objectContaining({ code: 'random_range' }));
    }
  });

  test('normal has its mean, its deviation and its tails', () => {
    const random = seededRandom('normal');
    const list = Array.from({ length: 100_000 }, () => random.normal(50, 10));
    expect(Math.abs(mean(list) - 50)).toBeLessThan(0.15);
    expect(Math.abs(deviation(list) - 10)).toBeLessThan(0.1);
    const beyond = (k: number) => list.filter((x) => Math.abs(x - 50) > k * 10).length / list.length;
    expect(beyond(1)).toBeCloseTo(0.3173, 2);
    expect(beyond(2)).toBeCloseTo(0.0455, 2);
    expect(beyond(3)).toBeCloseTo(0.0027, 3);
  });

  test('our own logarithm and exponential agree with the engine', () => {
    const [ours, uniform] = [seededRandom('polar'), seededRandom('polar')];
    for (let i = 0; i < 500; i++) {
      let [u, v, square] = [0, 0, 0];
      do {
        [u, v] = [uniform.next() * 2 - 1, uniform.next() * 2 - 1];
        square = u * u + v * v;
      } while (square >= 1 || square === 0);
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      expect(ours.normal(0, 1)).toBeCloseTo(u * factor, 12);
      expect(ours.normal(0, 1)).toBeCloseTo(v * factor, 12);
    }
    const [logs, values] = [seededRandom('e'), seededRandom('e')];
    for (let i = 0; i < 500; i++) {
      const exact = Math.exp(logs.normal(1, 30));
      expect(Math.abs(values.logNormal(1, 30) / exact - 1)).toBeLessThan(1e-12);
    }
    expect(seededRandom(1).logNormal(1e9, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(seededRandom(1).logNormal(-1e9, 0)).toBe(0);
  });

  test('weights are kept; what weighs nothing never comes', () => {
    const random = seededRandom('weights');
    const counts: Record<string, number> = {};
    for (let i = 0; i < 40_000; i++) {
      const item = random.weighted([
        ['never', 0],
        ['one', 1],
        ['three', 3],
        ['nor this', -1],
      ]);
      counts[item] = (counts[item] ?? 0) + 1;
    }
    expect(Object.keys(counts).sort()).toEqual(['one', 'three']);
    expect(counts.three! / 40_000).toBeCloseTo(0.75, 1);
  });

  test('pick takes each, shuffle keeps all and changes nothing', () => {
    const random = seededRandom('lists');
    const list = Object.freeze(['a', 'b', 'c']);
    expect(new Set(Array.from({ length: 100 }, () => random.pick(list))).size).toBe(3);
    const orders = new Set(Array.from({ length: 300 }, () => random.shuffle(list).join('')));
    expect([...orders].sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
  });

  test('of nothing there is nothing to pick', () => {
    const random = seededRandom(1);
    const refused = expect.objectContaining({ code: 'random_empty' });
    expect(() => random.pick([])).toThrow(refused);
    expect(() => random.weighted([])).toThrow(refused);
    expect(() => random.weighted([['a', 0]])).toThrow(refused);
    expect(random.shuffle([])).toEqual([]);
  });
});
