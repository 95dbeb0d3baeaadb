// Work in turns gives what it would give in one go, and stops on the way.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { flatMapTurns, groupTurns, sortTurns, type Turns, wholly } from './turns.ts';

function stops<T>(work: Turns<T>): number {
  let n = 0;
  while (work.next().done !== true) n += 1;
  return n;
}
const many = Array.from({ length: 10_000 }, (_, n) => (n * 7919) % 10_007);

test('a sort in turns is the stable sort, however long the list', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ key: fc.integer({ min: 0, max: 20 }), id: fc.nat() }), { maxLength: 60 }),
      (list) => {
        const compare = (a: { key: number }, b: { key: number }) => a.key - b.key;
        expect(wholly(sortTurns(list, compare))).toEqual([...list].sort(compare));
      },
    ),
  );
  const tagged = many.map((n, at) => ({ key: n % 50, at }));
  const compare = (a: { key: number }, b: { key: number }) => a.key - b.key;
  expect(wholly(sortTurns(tagged, compare))).toEqual([...tagged].sort(compare));
});

test('groups and maps are those of one go', () => {
  const key = (n: number) => n % 7;
  expect(wholly(groupTurns(many, key))).toEqual(Map.groupBy(many, key));
  const make = (n: number) => (n % 3 === 0 ? [n, -n] : n % 3 === 1 ? n : undefined);
  expect(wholly(flatMapTurns(many, make))).toEqual(many.flatMap((n) => make(n) ?? []));
});

test('long work stops often, short work hardly ever', () => {
  expect(stops(sortTurns(many, (a, b) => a - b))).toBeGreaterThan(5);
  expect(stops(groupTurns(many, (n) => n % 7))).toBeGreaterThan(30);
  expect(stops(flatMapTurns([1, 2, 3], (n) => n))).toBe(0);
});
