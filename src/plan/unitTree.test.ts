import { describe, expect, test } from 'vitest';
import { parseDate } from '../kernel/plainDate.ts';
import { Unit, type UnitTreeDeclared } from './units.ts';
import { buildUnits } from './unitTree.ts';

const trees: UnitTreeDeclared[] = [
  { id: 'divisions', title: '行政区划' },
  { id: 'tasks', title: '责任单元', basedOn: 'divisions' },
];

function unit(id: string, kind: string, ...memberships: object[]): Unit {
  return Unit.parse({ id, name: id, kind, memberships });
}

const june = parseDate('2021-06-30');

/** A city, a county with a town in the high-tech zone; the zone bears tasks and is no division. */
const units = buildUnits(
  [
    unit('city', 'city'),
    unit('county', 'county', { tree: 'divisions', parent: 'city' }),
    unit('zone', 'zone', { tree: 'tasks', parent: 'city' }),
    unit('town', 'township', { tree: 'divisions', parent: 'county' }, { tree: 'tasks', parent: 'zone' }),
    unit('village', 'village', { tree: 'divisions', parent: 'town' }),
  ],
  trees,
);

describe('the dated unit trees', () => {
  test('a tree says only where it differs from its base, and nothing counts twice', () => {
    expect(units.within('village', 'zone', june)).toBe(true);
    expect(units.within('village', 'county', june)).toBe(false);
    expect(units.within('village', 'county', june, 'divisions')).toBe(true);
    expect(units.children('city', june).map((child) => child.id)).toEqual(['county', 'zone']);
    expect(units.children('county', june)).toEqual([]);
    const tasks = units.closure('tasks').filter((row) => row.descendant === 'village');
    expect(tasks.map((row) => [row.ancestor, row.depth])).toEqual([
      ['village', 0],
      ['town', 1],
      ['zone', 2],
      ['city', 3],
    ]);
  });

  test('closure: one row a pair and depth, touching ranges merged, gaps kept, ends inclusive', () => {
    const dated = buildUnits(
      [
        unit('city', 'city'),
        unit('a', 'county', { tree: 'tasks', parent: 'city' }),
        unit('b', 'county', { tree: 'tasks', parent: 'city', to: '2020-12-31' }),
        unit(
          't',
          'township',
          { tree: 'tasks', parent: 'a', to: '2019-12-31' },
          { tree: 'tasks', parent: 'b', from: '2020-01-01' },
        ),
      ],
      trees,
    );
    expect(dated.closure('tasks').filter((row) => row.descendant === 't')).toEqual([
      { tree: 'tasks', ancestor: 't', descendant: 't', depth: 0 },
      { tree: 'tasks', ancestor: 'a', descendant: 't', depth: 1, to: '2019-12-31' },
      { tree: 'tasks', ancestor: 'city', descendant: 't', depth: 2, to: '2020-12-31' },
      { tree: 'tasks', ancestor: 'b', descendant: 't', depth: 1, from: '2020-01-01' },
    ]);
    expect(dated.within('t', 'a', parseDate('2019-12-31'))).toBe(true);
    expect(dated.within('t', 'a', parseDate('2020-01-01'))).toBe(false);
    expect(dated.findParent('t', parseDate('2020-01-01'))).toBe('b');
  });

  test('a unit is found while it lives, under the name it then had', () => {
    const [renamed] = [
      Unit.parse({
        id: 'g',
        name: '高要区',
        kind: 'county',
        from: '1900-01-02',
        to: '2030-12-31',
        formerNames: [{ name: '高要市', to: '2015-04-27' }],
      }),
    ];
    const tree = buildUnits([renamed], trees);
    expect(tree.find('g', parseDate('2015-04-27'))?.name).toBe('高要市');
    expect(tree.find('g', parseDate('2015-04-28'))?.name).toBe('高要区');
    expect(tree.find('g', parseDate('2031-01-01'))).toBeUndefined();
  });
});
