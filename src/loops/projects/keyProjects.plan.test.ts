// The rules of the sections `keyProjects` and `checks`: sound ones pass, each broken one fails by the code it is named after, at its place.
import { expect, test } from 'vitest';
import type { PlanRule, PlanUnderCheck } from '../../kernel/loop.ts';
import { checksSection } from './checks.plan.ts';
import { keyProjectsSection } from './keyProjects.plan.ts';
import { lifecyclesSection } from './projects.plan.ts';

const lifecycles = lifecyclesSection.schema.parse([
  {
    id: 'industrial',
    name: '产业项目',
    counted: true,
    stages: [{ id: 'a', name: '在建', final: true }],
    milestones: [
      { id: 'introduced', name: '新引进', enters: 'a' },
      { id: 'started', name: '新开工', enters: 'a' },
    ],
  },
  {
    id: 'road',
    name: '线路',
    stages: [{ id: 'a', name: '通车', final: true }],
    milestones: [{ id: 'opened', name: '通车', enters: 'a' }],
    quantities: [{ id: 'landMu', name: '征地', unit: '亩', byUnit: true }],
  },
]);
const whole = {
  section: (key: string) => ({ posts: [{ id: 'head' }], units: [], targets: [{ id: 't' }], lifecycles })[key],
  units: {
    find: (id: string) => (id === 'county' ? { id, name: id, kind: 'county', bearsTasks: true } : undefined),
    within: () => false,
    children: () => [],
    rootId: 'city',
  },
  measureIds: new Set<string>(),
} as unknown as PlanUnderCheck;

function found<T>(
  section: { readonly schema: { parse(value: unknown): T }; readonly rules?: readonly PlanRule<T>[] },
  value: unknown,
): string[] {
  const parsed = section.schema.parse(value);
  return (section.rules ?? []).flatMap((rule) =>
    rule.check(parsed, whole).map(({ path }) => `${rule.code} ${path.join('.')}`),
  );
}

const rail = {
  id: 'rail',
  title: '某高铁',
  lifecycle: 'road',
  decidedBy: '上级决定',
  owner: 'head',
  units: ['county'],
  cityPart: ['landMu'],
  amounts: [{ quantity: 'landMu', unit: 'county', amount: '1200.5' }],
  targets: ['t'],
  reviewEveryMonths: 3,
};

test('sound ones have no findings, and are the same when parsed again', () => {
  expect(found(keyProjectsSection, [rail])).toEqual([]);
  expect(
    found(keyProjectsSection, [
      { ...rail, standing: '已建成', owner: undefined, reviewEveryMonths: undefined },
    ]),
  ).toEqual([]);
  expect(
    found(keyProjectsSection, [
      { ...rail, reviewEveryMonths: undefined, provenance: { due: { basis: '待补来源' } } },
    ]),
  ).toEqual([]);
  const parsed = keyProjectsSection.schema.parse([rail]);
  expect(keyProjectsSection.schema.parse(parsed)).toEqual(parsed);
});

test.each([
  ['id_duplicate 1.id', [rail, rail]],
  ['reference_unknown 0.lifecycle', [{ ...rail, lifecycle: 'x' }]],
  ['reference_unknown 0.cityPart.0', [{ ...rail, cityPart: ['x'] }]],
  ['reference_unknown 0.amounts.0.quantity', [{ ...rail, amounts: [{ quantity: 'x', amount: 1 }] }]],
  [
    'reference_unknown 0.amounts.0.unit',
    [{ ...rail, amounts: [{ quantity: 'landMu', unit: 'nowhere', amount: 1 }] }],
  ],
  ['reference_unknown 0.owner', [{ ...rail, owner: 'nobody' }]],
  ['reference_unknown 0.units.0', [{ ...rail, units: ['nowhere'] }]],
  ['reference_unknown 0.targets.0', [{ ...rail, targets: ['x'] }]],
  ['upper_project_counted 0.lifecycle', [{ ...rail, lifecycle: 'industrial', cityPart: [], amounts: [] }]],
  ['key_project_without_date 0', [{ ...rail, reviewEveryMonths: undefined }]],
  // A promise with a term has a date: neither a cadence nor an open field replaces it.
  ['key_project_without_date 0', [{ ...rail, kind: '限期完成' }]],
  ['key_project_without_owner 0', [{ ...rail, owner: undefined }]],
])('keyProjects: %s', (finding, projects) => {
  expect(found(keyProjectsSection, projects)).toContain(finding);
});

const stalled = {
  id: 'stalled',
  title: '签约一年未开工',
  condition: { kind: 'stalled', since: 'introduced', until: 'started', days: 365 },
  question: '何时开工',
};
const check = (condition: object, over: object = {}) => [{ ...stalled, condition, ...over }];

test('checks: sound ones have no findings; a threshold without a source may be left open', () => {
  expect(found(checksSection, [stalled])).toEqual([]);
  expect(found(checksSection, check({ kind: 'same', field: 'parcel' }))).toEqual([]);
  const left = { provenance: { points: { basis: '待补来源' } } };
  expect(found(checksSection, check({ kind: 'fundsAgainstProgress' }, left))).toEqual([]);
  const parsed = checksSection.schema.parse([stalled]);
  expect(parsed[0]).toMatchObject({ lifecycles: ['industrial'], enabled: true });
  expect(checksSection.schema.parse(parsed)).toEqual(parsed);
});

test.each([
  ['id_duplicate 1.id', [stalled, stalled]],
  ['reference_unknown 0.condition.since', check({ ...stalled.condition, since: 'x' })],
  ['reference_unknown 0.condition.until', check(stalled.condition, { lifecycles: ['road'] })],
  ['reference_unknown 0.lifecycles.0', check(stalled.condition, { lifecycles: ['x'] })],
  ['reference_unknown 0.asks', check(stalled.condition, { asks: 'nobody' })],
  ['check_without_threshold 0.condition', check({ kind: 'stalled', since: 'introduced', until: 'started' })],
  ['check_without_threshold 0.condition', check({ kind: 'fundsBelow', since: 'started', months: 6 })],
  ['check_without_threshold 0.condition', check({ kind: 'noFunds', since: 'started' })],
  ['check_without_threshold 0.condition', check({ kind: 'amountJump' })],
  ['check_without_threshold 0.condition', check({ kind: 'largeAmount' })],
])('checks: %s', (finding, checks) => {
  expect(found(checksSection, checks)).toContain(finding);
});
