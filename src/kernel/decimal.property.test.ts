import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  abs,
  add,
  compare,
  type Decimal,
  decimal,
  decimalText,
  divide,
  multiply,
  normalize,
  type Rounding,
  round,
  sqrt,
  subtract,
} from './decimal.ts';

const decimals = fc
  .record({
    coefficient: fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
    scale: fc.integer({ min: 0, max: 8 }),
  })
  .map((value): Decimal => value);
const roundings = fc.constantFrom<Rounding>('half_up', 'truncate', 'half_even', 'ceiling', 'floor');
const places = fc.integer({ min: 0, max: 10 });
const unit = (scale: number): Decimal => ({ coefficient: 1n, scale });

test('text and decimal are one', () => {
  fc.assert(
    fc.property(decimals, (a) => {
      expect(decimal(decimalText(a))).toEqual(a);
    }),
  );
});

test('addition commutes and is undone; multiplication distributes', () => {
  fc.assert(
    fc.property(decimals, decimals, decimals, (a, b, c) => {
      expect(add(a, b)).toEqual(add(b, a));
      expect(compare(subtract(add(a, b), b), a)).toBe(0);
      expect(compare(multiply(a, add(b, c)), add(multiply(a, b), multiply(a, c)))).toBe(0);
      expect(compare(normalize(a), a)).toBe(0);
    }),
  );
});

/** Says of a rounded value, without dividing, whether it is the one that the rule names. */
function isRounded(exact: Decimal, rounded: Decimal, scale: number, rounding: Rounding): boolean {
  const error = subtract(rounded, exact);
  const twice = compare(multiply(abs(error), decimal(2)), unit(scale));
  const outward = compare(abs(rounded), abs(exact));
  if (compare(abs(error), unit(scale)) >= 0) return false;
  if (rounding === 'floor') return error.coefficient <= 0n;
  if (rounding === 'ceiling') return error.coefficient >= 0n;
  if (rounding === 'truncate') return outward <= 0;
  if (twice !== 0) return twice < 0;
  return rounding === 'half_up' ? outward > 0 : rounded.coefficient % 2n === 0n;
}

test('rounding gives the neighbour that the rule names', () => {
  fc.assert(
    fc.property(decimals, places, roundings, (a, scale, rounding) => {
      expect(isRounded(a, round(a, scale, rounding), scale, rounding)).toBe(true);
    }),
  );
});

test('a quotient rounds as the product that it came from', () => {
  fc.assert(
    fc.property(decimals, decimals, places, roundings, (exact, divisor, scale, rounding) => {
      fc.pre(divisor.coefficient !== 0n);
      expect(divide(multiply(exact, divisor), divisor, { scale, rounding })).toEqual(
        round(exact, scale, rounding),
      );
    }),
  );
});

test('a root is bracketed by the squares around it', () => {
  fc.assert(
    fc.property(decimals.map(abs), places, (a, scale) => {
      const low = sqrt(a, { scale, rounding: 'truncate' });
      const high = add(low, unit(scale));
      expect(compare(multiply(low, low), a)).toBeLessThanOrEqual(0);
      expect(compare(multiply(high, high), a)).toBe(1);
      const middle = add(low, { coefficient: 5n, scale: scale + 1 });
      const nearest = compare(multiply(middle, middle), a) <= 0 ? high : low;
      expect(sqrt(a, { scale, rounding: 'half_up' })).toEqual(nearest);
    }),
  );
});
