// Whom to call: the contact before who leads, a post's own line before its unit's, and nothing made up where the plan gives none.
import { expect, test } from 'vitest';
import type { PlainDate } from '../kernel/plainDate.ts';
import type { Post } from '../plan/organisation.ts';
import { Unit } from '../plan/units.ts';
import { buildUnits } from '../plan/unitTree.ts';
import { callsOf } from './calls.ts';

const ON = '2021-06-30' as PlainDate;
const post = (id: string, duty: Post['duty'], rest: Partial<Post> = {}): Post => ({
  id,
  title: `${id}岗`,
  unit: 'desk',
  duty,
  ...rest,
});

function calls(posts: readonly Post[], unit: object = {}) {
  const desk = Unit.parse({ id: 'desk', name: '住建局', kind: 'bureau', ...unit });
  const units = buildUnits([desk], []);
  return callsOf({ section: () => posts as never, units }, 'desk', ON);
}

test('the contact stands first, at most two, posts of other days and units are left out', () => {
  const found = calls([
    post('lead', '牵头单位', { phone: '0758-000 0001' }),
    post('first', '第一责任人'),
    post('contact', '联系人', { phone: '0758-000 0002' }),
    post('gone', '联系人', { to: '2020-12-31' as PlainDate }),
    post('elsewhere', '联系人', { unit: 'other' }),
  ]);
  expect(found).toEqual([
    { title: 'contact岗', phone: '0758-000 0002', assumed: false },
    { title: 'lead岗', phone: '0758-000 0001', assumed: false },
  ]);
});

test('a post without a line is called by its unit’s; what is 演示假定 says so of the number that is shown', () => {
  const assumed = { '*': { basis: '演示假定' as const } };
  const unit = { phone: '0758-000 0099', provenance: { phone: { basis: '演示假定' } } };
  expect(calls([post('contact', '联系人')], unit)).toEqual([
    { title: 'contact岗', phone: '0758-000 0099', assumed: true },
  ]);
  const own = post('contact', '联系人', { phone: '0758-000 0002', provenance: assumed });
  expect(calls([own], { phone: '0758-000 0099' })).toEqual([
    { title: 'contact岗', phone: '0758-000 0002', assumed: true },
  ]);
});

test('a unit with no post is called by its own line; without one there is nobody to name', () => {
  expect(calls([], { phone: '0758-000 0099' })).toEqual([
    { title: '住建局', phone: '0758-000 0099', assumed: false },
  ]);
  expect(calls([])).toEqual([]);
  expect(calls([post('contact', '联系人')])).toEqual([{ title: 'contact岗', phone: null, assumed: false }]);
});
