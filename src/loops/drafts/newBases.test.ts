import { expect, test } from 'vitest';
import type { JsonObject } from '../../kernel/json.ts';
import { proposedBases, staleBases, unfoundedFields } from './newBases.ts';

const quoted = { basis: '原文', source: 's', paragraph: 22, figures: ['1000个'] };
const base: JsonObject = {
  id: 't',
  amount: '1000',
  owner: 'a',
  provenance: { amount: quoted, splits: { basis: '待补来源' } },
};

test('given a changed number and added shares with the old provenance, both are asked about', () => {
  const value = { ...base, amount: '1100', splits: [{ unit: 'a', amount: '60' }] };
  expect(staleBases(value, base)).toEqual(['amount', 'splits']);
});

test('nothing is asked where the provenance was changed too, the field has none, or nothing changed', () => {
  const changed = { ...base, amount: '1100', provenance: { amount: { basis: '演示假定', note: '会议' } } };
  expect(staleBases(changed, base)).toEqual([]);
  expect(staleBases({ ...base, owner: 'b' }, base)).toEqual([]);
  expect(staleBases(base, base)).toEqual([]);
  // Mended once more in the same draft, with a basis of its own already.
  expect(staleBases({ ...changed, amount: '1200' }, base)).toEqual([]);
  expect(staleBases({ ...base, amount: '1200' }, undefined)).toEqual([]);
});

test('what is proposed quotes nothing, and is complete only when a person says on what it rests', () => {
  const proposed = proposedBases({ ...base, amount: '1100' }, ['amount'], '');
  expect(proposed.provenance).toMatchObject({ amount: { basis: '演示假定' }, splits: { basis: '待补来源' } });
  expect(proposed.provenance).not.toMatchObject({ amount: { figures: ['1000个'] } });
  expect(unfoundedFields(proposed, ['amount'])).toEqual(['amount']);
  expect(unfoundedFields(proposedBases(proposed, ['amount'], '市委全会决定'), ['amount'])).toEqual([]);
});
