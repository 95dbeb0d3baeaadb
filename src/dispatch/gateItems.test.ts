// Items of which one is enough: what of them is asked before a milestone.
import { expect, test } from 'vitest';
import { onePerGroup } from './gateItems.pg.ts';

const item = (id: string, over: object = {}) => ({
  id,
  name: id,
  hard: false,
  met: false,
  filed: false,
  redLines: [{ title: '先批后建', law: '法' }],
  oneOf: 'eia' as string | undefined,
  ...over,
});

test('one of a group is enough; the others are not asked for', () => {
  const granted = onePerGroup([item('report'), item('form', { met: true, filed: true })]);
  expect(granted).toMatchObject([{ id: 'form', met: true }]);
  expect(onePerGroup([item('report'), item('form', { filed: true })])).toMatchObject([
    { id: 'form', met: false },
  ]);
});

test('where none is there they stand as one line with all names and each red line once', () => {
  expect(onePerGroup([item('report'), item('form', { hard: true })])).toEqual([
    {
      id: 'report',
      name: 'report或form',
      hard: true,
      met: false,
      filed: false,
      redLines: [{ title: '先批后建', law: '法' }],
    },
  ]);
});

test('what is of no group stands for itself, in the order of the plan', () => {
  const rows = onePerGroup([
    item('permit', { oneOf: undefined }),
    item('report'),
    item('land', { oneOf: undefined }),
  ]);
  expect(rows.map(({ id }) => id)).toEqual(['permit', 'report', 'land']);
});
