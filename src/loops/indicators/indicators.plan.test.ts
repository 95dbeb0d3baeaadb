// The rules of the sections `indicators`, `lights` and `targets`: sound ones pass, and each broken one fails by the code it is named after.
import { expect, test } from 'vitest';
import type { PlanRule, PlanUnderCheck } from '../../kernel/loop.ts';
import { indicatorsSection, lightsSection } from './indicators.plan.ts';
import { MAX_HEADLINES, targetsSection } from './targets.rules.ts';

const KINDS: Readonly<Record<string, string>> = { city: 'city', county: 'county', stats: 'statistics' };
const whole = {
  section: (key: string) =>
    ({
      posts: [
        { id: 'head', unit: 'county' },
        { id: 'statistician', unit: 'stats' },
      ],
      indicators: [{ id: 'gdp' }],
      lights: [{ id: 'headline' }],
      units: [],
    })[key],
  units: {
    find: (id: string) => (id in KINDS ? { id, name: id, kind: KINDS[id], bearsTasks: true } : undefined),
    within: () => false,
    children: () => [],
    rootId: 'city',
  },
  measureIds: new Set(['projects.started']),
} as unknown as PlanUnderCheck;

function found<T>(
  section: { readonly schema: { parse(value: unknown): T }; readonly rules?: readonly PlanRule<T>[] },
  elements: readonly unknown[],
): string[] {
  const value = section.schema.parse(elements);
  return (section.rules ?? []).flatMap((rule) =>
    rule.check(value, whole).map(({ path }) => `${rule.code} ${path.join('.')}`),
  );
}

const indicator = {
  id: 'gdp',
  name: 'GDP',
  unit: '%',
  kind: 'growth',
  period: 'half',
  reportedBy: 'statistician',
};
const target = {
  id: 't',
  title: '新开工',
  kind: 'floor',
  measure: 'projects.started',
  amount: '600',
  unit: '个',
  from: '2021-01-01',
  to: '2021-12-31',
  owner: 'head',
  light: 'headline',
};

test('sound ones have no findings, and are the same when parsed again', () => {
  expect(found(indicatorsSection, [indicator])).toEqual([]);
  expect(found(lightsSection, [{ id: 'headline', name: '主要指标' }])).toEqual([]);
  expect(found(targetsSection, [target])).toEqual([]);
  expect(targetsSection.schema.parse(targetsSection.schema.parse([target]))).toEqual(
    targetsSection.schema.parse([target]),
  );
});

test.each([
  ['id_duplicate 1.id', [indicator, indicator]],
  ['reference_unknown 0.reportedBy', [{ ...indicator, reportedBy: 'nobody' }]],
  ['reference_unknown 0.derived.of', [{ ...indicator, derived: { kind: 'twoYearAverage', of: 'x' } }]],
  [
    'reference_unknown 0.derived.less',
    [{ ...indicator, derived: { kind: 'difference', of: 'gdp', less: 'x' } }],
  ],
  ['indicator_nobody_reports 0', [{ ...indicator, reportedBy: undefined }]],
  ['rank_without_group 0', [{ ...indicator, kind: 'rank' }]],
])('indicators: %s', (finding, elements) => {
  expect(found(indicatorsSection, elements)).toContain(finding);
});

const by = (id: string, formula: string, over: object = {}) => ({
  id,
  name: id,
  unit: '%',
  kind: 'growth',
  period: 'half',
  derived: { kind: 'formula', formula },
  ...over,
});
test.each([
  ['formula_unknown_name 1.derived.formula', [indicator, by('a', 'indicators.gdp - indicators.x')]],
  ['formula_unknown_name 1.derived.formula', [indicator, by('a', 'indicators.projects.started * 2')]],
  ['formula_unknown_name 0.derived.formula', [by('a', 'measures.projects.flown')]],
  ['derived_cycle 0.derived', [by('a', 'indicators.b'), by('b', 'indicators.a')]],
  ['derived_cycle 0.derived', [by('a', 'indicators.a + 1')]],
  ['derived_cycle 1.derived', [indicator, by('b', 'indicators.c'), by('c', 'indicators.b + indicators.gdp')]],
  ['derived_input_never_met 1.derived', [indicator, by('a', 'indicators.gdp', { period: 'month' })]],
  ['derived_input_never_met 1.derived', [{ ...indicator, units: 'taskUnits' }, by('a', 'indicators.gdp')]],
])('derived: %s', (finding, elements) => {
  expect(found(indicatorsSection, elements)).toEqual([finding]);
});

test('a name that is nearly right, of the other space, or with a hyphen: the fix writes it as it must be', () => {
  const fixOf = (formula: string) => {
    const elements = indicatorsSection.schema.parse([
      { ...indicator, id: 'gdp-growth' },
      { ...indicator, id: 'yearly' },
      by('a', formula),
    ]);
    return (indicatorsSection.rules ?? [])
      .filter(({ code }) => code === 'formula_unknown_name')
      .flatMap((rule) => rule.check(elements, whole).map(({ fix }) => fix))[0];
  };
  expect(fixOf('indicators.gdpgrowth')).toBe(
    '可用：indicators["gdp-growth"]、indicators.yearly、indicators.a',
  );
  expect(fixOf('indicators.projects.started')).toBe('写 measures.projects.started');
  expect(fixOf('measures.yearly')).toBe('写 indicators.yearly');
});

test('derived of derived, of a measure, of last year: no findings', () => {
  const elements = [
    indicator,
    by('a', 'indicators.gdp - yearBefore(indicators.gdp)'),
    by('b', 'indicators.a * 2 + indicators.gdp'),
    by('c', 'measures.projects.started / 600 * 100', { period: 'month' }),
    by('d', 'indicators.c + indicators.b'),
  ];
  expect(found(indicatorsSection, elements)).toEqual([]);
});

test('a long chain is walked, and every circle is told once', () => {
  const chain = Array.from({ length: 1000 }, (_, n) => by(`i${n}`, `indicators.i${(n + 1) % 1000} + 1`));
  expect(found(indicatorsSection, chain)).toEqual(['derived_cycle 0.derived']);
});

test('lights: light_thresholds_reversed', () => {
  expect(
    found(lightsSection, [{ id: 'l', name: '灯', yellowBelowPoints: '-10', redBelowPoints: '-5' }]),
  ).toEqual(['light_thresholds_reversed 0.redBelowPoints']);
});

const stepped = (...pace: [string, string][]) => ({
  ...target,
  pace: pace.map(([by, amount]) => ({ by, amount })),
});
test.each([
  ['id_duplicate 1.id', [target, target]],
  ['reference_unknown 0.owner', [{ ...target, owner: 'nobody' }]],
  ['reference_unknown 0.supporting.0', [{ ...target, supporting: ['nobody'] }]],
  ['reference_unknown 0.light', [{ ...target, light: 'x' }]],
  ['reference_unknown 0.indicator', [{ ...target, measure: undefined, indicator: 'x' }]],
  ['reference_unknown 0.splits.0.unit', [{ ...target, splits: [{ unit: 'nowhere', amount: '600' }] }]],
  ['measure_unknown 0.measure', [{ ...target, measure: 'projects.flown' }]],
  ['target_without_measure 0', [{ ...target, measure: undefined }]],
  ['target_without_measure 0', [{ ...target, indicator: 'gdp' }]],
  ['target_awaits_engine 0.awaits', [{ ...target, measure: undefined, awaits: 'land' }]],
  ['target_without_owner 0', [{ ...target, owner: undefined }]],
  ['target_without_amount 0', [{ ...target, amount: undefined }]],
  ['target_without_amount 0', [{ ...target, to: undefined }]],
  ['split_does_not_add_up 0.splits', [{ ...target, splits: [{ unit: 'county', amount: '599.9' }] }]],
  ['growth_target_on_statistics_bureau 0.owner', [{ ...target, owner: 'statistician' }]],
  ['growth_target_on_statistics_bureau 0.owner', [{ ...target, owner: 'stats' }]],
  [
    'headline_too_many 17.headline',
    Array.from({ length: MAX_HEADLINES + 1 }, (_, n) => ({ ...target, id: `t${n}`, headline: true })),
  ],
  ['k_of_n_incomplete 0', [{ ...target, kind: 'kOfN', outOf: 8 }]],
  ['k_of_n_incomplete 0', [{ ...target, kind: 'kOfN', count: 2 }]],
  ['k_of_n_incomplete 0.count', [{ ...target, kind: 'kOfN', count: 9, outOf: 8 }]],
  ['pace_not_increasing 0.pace.1', [stepped(['2021-06-30', '300'], ['2021-06-30', '600'])]],
  ['pace_not_increasing 0.pace.1', [stepped(['2021-06-30', '300'], ['2021-12-31', '299'])]],
  ['pace_not_increasing 0.pace.0', [stepped(['2022-06-30', '600'])]],
  ['pace_not_increasing 0.pace.0', [stepped(['2021-12-31', '500'])]],
])('targets: %s', (finding, elements) => {
  expect(found(targetsSection, elements)).toContain(finding);
});

test('what the text does not give may be left open, and a split that adds up is fine', () => {
  const open = { ...target, owner: undefined, provenance: { owner: { basis: '待补来源' } } };
  expect(found(targetsSection, [open])).toEqual([]);
  expect(
    found(targetsSection, [
      {
        ...target,
        splits: [
          { unit: 'county', amount: '0.1' },
          { unit: 'city', amount: '599.9' },
        ],
      },
    ]),
  ).toEqual([]);
  expect(found(targetsSection, [stepped(['2021-06-30', '300'], ['2021-12-31', '600'])])).toEqual([]);
});
