import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ValueBag } from './valueBag.ts';

test('quantiles are those of the sorted list, however many values and however often one comes', () => {
  const values = fc.array(
    fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
    {
      minLength: 1,
      maxLength: 400,
    },
  );
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
      const bag = new ValueBag();
      for (const value of list) bag.add(value);
      const sorted = list.toSorted((a, b) => a - b);
      const rank = (list.length - 1) * share;
      const [low, high] = [sorted[Math.floor(rank)]!, sorted[Math.ceil(rank)]!];
      const found = bag.quantile(share)!;
      expect(found).toBeGreaterThanOrEqual(low);
      expect(found).toBeLessThanOrEqual(high);
      expect(bag.min()).toBe(sorted[0]);
      expect(bag.max()).toBe(sorted.at(-1));
      expect(bag.count).toBe(list.length);
      if (list.length % 2 === 1) expect(bag.median()).toBe(sorted[(list.length - 1) / 2]);
    }),
  );
});

test('an empty bag says nothing', () => {
  const bag = new ValueBag();
  expect([bag.mean(), bag.median(), bag.quantile(0.9), bag.min(), bag.max()]).toEqual(
    Array(5).fill(undefined),
  );
});
