// The rules of the section `campaigns`: a sound one passes them all, and each fault is found by its code, at its place, and by no other.
import { expect, test } from 'vitest';
import type { PlanUnderCheck } from '../../kernel/loop.ts';
import type { Campaign } from './campaigns.plan.ts';
import { campaignsSection } from './campaigns.rules.ts';

const sections: Readonly<Record<string, unknown>> = {
  units: [],
  unitTrees: [{ id: 'tasks' }, { id: 'party' }],
  posts: [{ id: 'head' }],
  indicators: [{ id: 'trained' }],
  targets: [{ id: 'coverage' }],
};
const whole = {
  section: (key: string) => sections[key],
  units: { find: (id: string) => (id === 'a' ? { id } : undefined) },
  measureIds: new Set(['projects.started']),
} as unknown as PlanUnderCheck;

function found(campaigns: readonly unknown[]): string[] {
  const value = campaignsSection.schema.parse(campaigns) as Campaign[];
  return (campaignsSection.rules ?? []).flatMap((rule) =>
    rule.check(value, whole).map(({ path }) => `${rule.code} ${path.join('.')}`),
  );
}

const coverage = { id: 'o', of: '党组织', unit: '个', full: true, denominator: 'reported', moreThan: 8800 };
const sound = {
  id: 'study',
  title: '学习',
  lead: 'head',
  supporting: ['a'],
  tree: 'party',
  cascade: [
    { level: '市', responsible: '市第一责任人', posts: ['head'] },
    { level: '县', responsible: '县第一责任人' },
    { level: '村', responsible: '村第一责任人' },
  ],
  coverage: [coverage],
  venues: [{ id: 'v', name: '进企业' }],
  teams: [{ id: 't', name: '专家', covers: '讲理论' }],
  programmes: [{ id: 'p', name: '学习培训' }],
  steps: [{ id: 's', name: '培训', unit: '万人', fedBy: [{ indicator: 'trained' }] }],
  reviewEveryDays: 30,
  fedBy: [{ target: 'coverage' }],
};

test('a sound campaign has no findings; a stored plan parses to itself; sessions are never counted by person', () => {
  expect(found([sound])).toEqual([]);
  const parsed = campaignsSection.schema.parse([sound]);
  expect(campaignsSection.schema.parse(parsed)).toEqual(parsed);
  expect(campaignsSection.schema.safeParse([{ ...sound, sessionsCountedBy: 'person' }]).success).toBe(false);
});

test('no coverage is demanded of a campaign that promises none, and a “more than” is no denominator', () => {
  expect(found([{ ...sound, coverage: [] }])).toEqual([]);
  const { denominator: _denominator, ...moreThanOnly } = coverage;
  expect(found([{ ...sound, coverage: [moreThanOnly] }])).toEqual([
    'campaign_without_denominator 0.coverage.0',
  ]);
  const open = { ...moreThanOnly, provenance: { denominator: { basis: '待补来源' } } };
  expect(found([{ ...sound, coverage: [open] }])).toEqual([]);
});

const listed = { ...coverage, denominator: 'listed' };
test.each([
  ['', [{ ...sound, coverage: [{ ...listed, amount: 1558 }] }]],
  ['', [{ ...sound, lead: undefined, provenance: { lead: { basis: '待补来源' } } }]],
  ['id_duplicate 1.id', [sound, sound]],
  ['id_duplicate 0.steps.1.id', [{ ...sound, steps: [...sound.steps, ...sound.steps] }]],
  ['reference_unknown 0.lead', [{ ...sound, lead: 'x' }]],
  ['reference_unknown 0.supporting.0', [{ ...sound, supporting: ['x'] }]],
  ['reference_unknown 0.tree', [{ ...sound, tree: 'x' }]],
  ['reference_unknown 0.cascade.0.posts.0', [{ ...sound, cascade: [{ ...sound.cascade[0], posts: ['a'] }] }]],
  ['reference_unknown 0.fedBy.0.target', [{ ...sound, fedBy: [{ target: 'x' }] }]],
  [
    'reference_unknown 0.steps.0.fedBy.0.indicator',
    [{ ...sound, steps: [{ ...sound.steps[0], fedBy: [{ indicator: 'x' }] }] }],
  ],
  ['measure_unknown 0.fedBy.0.measure', [{ ...sound, fedBy: [{ measure: 'x' }] }]],
  [
    'measure_unknown 0.steps.0.fedBy.0.measure',
    [{ ...sound, steps: [{ ...sound.steps[0], fedBy: [{ measure: 'x' }] }] }],
  ],
  ['campaign_without_owner 0', [{ ...sound, lead: undefined }]],
  ['campaign_without_date 0', [{ ...sound, reviewEveryDays: undefined }]],
  ['long_term_with_date 0.to', [{ ...sound, kind: '长期推进', to: '2021-12-31' }]],
  ['campaign_without_denominator 0.coverage.0', [{ ...sound, coverage: [listed] }]],
  ['cascade_out_of_order 0.cascade.1.level', [{ ...sound, cascade: sound.cascade.slice(0, 2).toReversed() }]],
  ['cascade_out_of_order 0.cascade.1.level', [{ ...sound, cascade: [sound.cascade[0], sound.cascade[0]] }]],
])('%s', (finding, campaigns) => {
  expect(found(campaigns)).toEqual(finding === '' ? [] : [finding]);
});
