// The rules of the section `requestKinds`: a sound one passes them all, and each fault is found by its code, at its place, and by no other.
import { expect, test } from 'vitest';
import type { PlanUnderCheck } from '../../kernel/loop.ts';
import { type RequestKind, requestKindsSection } from './requests.plan.ts';

const whole = {
  section: (key: string) => (key === 'posts' ? [{ id: 'head' }] : []),
  units: { find: (id: string) => (id === 'a' ? { id } : undefined) },
  measureIds: new Set(),
} as unknown as PlanUnderCheck;

function found(kinds: readonly unknown[]): string[] {
  const value = requestKindsSection.schema.parse(kinds) as RequestKind[];
  return (requestKindsSection.rules ?? []).flatMap((rule) =>
    rule.check(value, whole).map(({ path }) => `${rule.code} ${path.join('.')}`),
  );
}

const sound = {
  id: 'land',
  title: '用地',
  answeredBy: 'head',
  supporting: ['a'],
  acceptDays: 2,
  limitDays: 5,
  amountUnit: '亩',
};
const open = { basis: '待补来源' };

test('the one who answers cannot close: a request is closed by its asker, or by supervision', () => {
  const [parsed] = requestKindsSection.schema.parse([sound]);
  expect(parsed).toMatchObject({ closedBy: 'asker', dayKind: 'working' });
  expect(requestKindsSection.schema.safeParse([{ ...sound, closedBy: 'answerer' }]).success).toBe(false);
  expect(requestKindsSection.schema.parse([parsed])).toEqual([parsed]);
});

test.each([
  ['', [sound]],
  [
    '',
    [
      { ...sound, to: '2021-06-30' },
      { ...sound, from: '2021-07-01', limitDays: 3 },
    ],
  ],
  [
    '',
    [
      {
        ...sound,
        answeredBy: undefined,
        limitDays: undefined,
        provenance: { answeredBy: open, limitDays: open },
      },
    ],
  ],
  [
    'period_overlap 1.id',
    [
      { ...sound, to: '2021-06-30' },
      { ...sound, from: '2021-06-30' },
    ],
  ],
  ['period_overlap 1.id', [sound, sound]],
  ['reference_unknown 0.answeredBy', [{ ...sound, answeredBy: 'x' }]],
  ['reference_unknown 0.supporting.0', [{ ...sound, supporting: ['x'] }]],
  ['request_kind_without_answerer 0', [{ ...sound, answeredBy: undefined }]],
  ['request_kind_without_limit 0', [{ ...sound, limitDays: undefined }]],
  ['accepted_after_answer 0.acceptDays', [{ ...sound, acceptDays: 6 }]],
])('%s', (finding, kinds) => {
  expect(found(kinds)).toEqual(finding === '' ? [] : [finding]);
});
