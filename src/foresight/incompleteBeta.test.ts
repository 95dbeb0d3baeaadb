// Against the binomial's tail, closed forms, the reflection, and published values.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { binomial, chanceOfAtLeast } from './countDistribution.ts';
import { incompleteBeta } from './incompleteBeta.ts';

test('at whole numbers it is the tail of the binomial', () => {
  for (const cases of [1, 3, 10, 60, 400])
    for (const chance of [0.01, 0.2, 0.4, 0.5, 0.8, 0.97])
      for (let count = 1; count <= cases; count += Math.ceil(cases / 12)) {
        const tail = chanceOfAtLeast(binomial(cases, chance), count);
        const own = incompleteBeta(chance, count, cases - count + 1);
        expect(Math.abs(own - tail)).toBeLessThan(1e-12);
        // The binomial is cut at 1e-20.
        if (tail > 1e-9 && tail < 0.01) expect(own / tail).toBeCloseTo(1, 9);
      }
});

test('closed forms: I_x(a, 1) = x^a, I_x(1, b) = 1 − (1−x)^b, I_x(½, ½) = (2/π) arcsin √x', () => {
  for (const x of [0.001, 0.1, 0.37, 0.5, 0.9, 0.999]) {
    for (const own of [0.1, 0.5, 2.5, 17.3, 300]) expect(incompleteBeta(x, own, 1)).toBeCloseTo(x ** own, 12);
    for (const own of [0.1, 0.5, 2.5, 17.3, 300])
      expect(incompleteBeta(x, 1, own)).toBeCloseTo(1 - (1 - x) ** own, 12);
    expect(incompleteBeta(x, 0.5, 0.5)).toBeCloseTo((2 / Math.PI) * Math.asin(Math.sqrt(x)), 12);
  }
  // Student's t of 10 degrees at 1.812 461 is its 95 % point: P(|t| > 1.812461) = I_{10/(10+t²)}(5, ½) = 0.1.
  expect(incompleteBeta(10 / (10 + 1.8124611228 ** 2), 5, 0.5)).toBeCloseTo(0.1, 9);
  expect([incompleteBeta(0, 2, 3), incompleteBeta(1, 2, 3)]).toEqual([0, 1]);
});

test('the two sides add up to one, and it never falls with x', () => {
  const own = fc.double({ min: 0.05, max: 500, noNaN: true });
  const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });
  fc.assert(
    fc.property(share, share, own, own, (x, y, a, b) => {
      expect(incompleteBeta(x, a, b) + incompleteBeta(1 - x, b, a)).toBeCloseTo(1, 10);
      const [low, high] = [Math.min(x, y), Math.max(x, y)];
      expect(incompleteBeta(high, a, b)).toBeGreaterThanOrEqual(incompleteBeta(low, a, b) - 1e-12);
    }),
  );
});
