import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, type PlainDate, parseDate } from '../kernel/plainDate.ts';
import { Unit } from './units.ts';
import { buildUnits } from './unitTree.ts';

const start = parseDate('2021-01-01');
const day = (n: number): PlainDate => addDays(start, n);

/** Units 1…n; each changes its parent at one or two days, to a unit of a smaller number: never a cycle, 0 is the root. */
const forest = fc.integer({ min: 2, max: 9 }).chain((size) =>
  fc.tuple(
    ...Array.from({ length: size }, (_, i) =>
      fc.record({
        cuts: fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 3 }),
        parents: fc.array(fc.integer({ min: 0, max: i }), { minLength: 4, maxLength: 4 }),
        gap: fc.boolean(),
      }),
    ),
  ),
);

test('closure = the parents asked day by day, and within agrees with it', () => {
  fc.assert(
    fc.property(forest, fc.integer({ min: 0, max: 45 }), (shapes, n) => {
      const units = shapes.map(({ cuts, parents, gap }, i) => {
        const bounds = cuts.toSorted((a, b) => a - b);
        const memberships = [...bounds, Number.POSITIVE_INFINITY].map((end, at) => ({
          tree: 'tasks',
          parent: String(parents[at]!),
          ...(at > 0 ? { from: day(bounds[at - 1]!) } : {}),
          ...(end === Number.POSITIVE_INFINITY ? {} : { to: day(end - 1) }),
        }));
        // Now and then a unit stands outside the tree for a while.
        const kept = gap && memberships.length > 1 ? memberships.slice(1) : memberships;
        return Unit.parse({ id: String(i + 1), name: 'u', kind: 'county', memberships: kept });
      });
      const root = Unit.parse({ id: '0', name: 'u', kind: 'city' });
      const tree = buildUnits([root, ...units], [{ id: 'tasks', title: 't' }]);
      const closure = tree.closure('tasks');
      const on = day(n);
      const stands = closure.filter((row) => (row.from ?? on) <= on && on <= (row.to ?? on));
      for (const { id } of [root, ...units]) {
        const naive: string[] = [];
        for (let at: string | undefined = id; at !== undefined; at = parentOn(units, at, on)) naive.push(at);
        const rows = stands.filter((row) => row.descendant === id).toSorted((a, b) => a.depth - b.depth);
        expect(rows.map((row) => row.ancestor)).toEqual(naive);
        for (const other of [root, ...units])
          expect(tree.within(id, other.id, on)).toBe(naive.includes(other.id));
      }
      // No pair and depth is told twice for one day, and touching ranges are one.
      for (const row of closure) {
        const same = closure.filter((other) => other !== row && key(other) === key(row));
        for (const other of same)
          expect(row.to !== undefined && addDays(row.to, 1) === other.from).toBe(false);
      }
    }),
    { numRuns: 200 },
  );
});

function key(row: { ancestor: string; descendant: string; depth: number }): string {
  return `${row.ancestor} ${row.descendant} ${row.depth}`;
}

function parentOn(units: readonly Unit[], id: string, on: PlainDate): string | undefined {
  const memberships = units.find((unit) => unit.id === id)?.memberships ?? [];
  return memberships.find((held) => (held.from ?? on) <= on && on <= (held.to ?? on))?.parent;
}
