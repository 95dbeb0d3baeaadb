import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isUlid, ulid } from './id.ts';
import { seededRandom } from './random.ts';

const zeros = () => 0;
const ones = (bits: number) => 2 ** bits - 1;

test('golden: the time of the ULID specification, and one of ours', () => {
  expect(ulid(1469918176385, zeros)).toBe('01ARYZ6S410000000000000000');
  expect(ulid(1625821200123, seededRandom(1))).toBe('01FA57XFQVKQ3141JGNJP9QT78');
});

test('the ends of time and of chance', () => {
  expect(ulid(0, zeros)).toBe('0'.repeat(26));
  expect(ulid(2 ** 48 - 1, ones)).toBe(`7${'Z'.repeat(25)}`);
  for (const time of [-1, 2 ** 48, 0.5, Number.NaN]) {
    expect(() => ulid(time, zeros)).toThrow(expect.objectContaining({ code: 'id_time' }));
  }
});

test('text order is order of time, whatever chance says', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 42), fc.nat(2 ** 42), (a, b) => {
      fc.pre(a < b);
      expect(ulid(a, ones) < ulid(b, zeros)).toBe(true);
    }),
  );
});

test('many of one millisecond differ', () => {
  const draw = (bits: number) => randomInt(2 ** bits);
  const ids = new Set(Array.from({ length: 10_000 }, () => ulid(1625821200123, draw)));
  expect(ids.size).toBe(10_000);
  expect([...ids].every(isUlid)).toBe(true);
});

test.each([
  '',
  '01ARYZ6S41000000000000000',
  '81ARYZ6S410000000000000000',
  '01ARYZ6S41000000000000000I',
  '01aryz6s410000000000000000',
  1,
])('%j is none', (text) => expect(isUlid(text)).toBe(false));
