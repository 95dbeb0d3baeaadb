// The rules of the sections `riskScales` and `risks`: sound ones pass them all, and each fault is found by its code, at its place, and by no other.
import { expect, test } from 'vitest';
import type { PlanUnderCheck } from '../../kernel/loop.ts';
import type { Risk, RiskScales } from './risks.plan.ts';
import { riskScalesSection, risksSection } from './risks.rules.ts';

const scales = {
  likelihood: [
    { level: 1, name: '小' },
    { level: 2, name: '大' },
  ],
  impact: [{ level: 1, name: '轻' }],
  bands: [
    { id: 'low', name: '低', from: 1 },
    { id: 'high', name: '高', from: 2 },
  ],
};
const sections: Readonly<Record<string, unknown>> = {
  units: [],
  posts: [{ id: 'head' }],
  indicators: [{ id: 'gdp' }],
  targets: [],
  riskScales: scales,
};
const whole = {
  section: (key: string) => sections[key],
  units: { find: (id: string) => (id === 'a' ? { id } : undefined) },
  measureIds: new Set(['projects.started']),
} as unknown as PlanUnderCheck;

function found(risks: readonly unknown[]): string[] {
  const value = risksSection.schema.parse(risks) as Risk[];
  return (risksSection.rules ?? []).flatMap((rule) =>
    rule.check(value, whole).map(({ path }) => `${rule.code} ${path.join('.')}`),
  );
}

function foundInScales(over: object): string[] {
  const value = riskScalesSection.schema.parse({ ...scales, ...over }) as RiskScales;
  return (riskScalesSection.rules ?? []).flatMap((rule) =>
    rule.check(value, whole).map(({ path }) => `${rule.code} ${path.join('.')}`),
  );
}

const trigger = { id: 't', watch: { measure: 'projects.started' }, below: '10.5' };
const sound = {
  id: 'flood',
  title: '洪涝',
  owner: 'head',
  supporting: ['a'],
  likelihood: 2,
  impact: 1,
  controls: [{ id: 'c', title: '巡堤', lead: 'a', fedBy: [{ indicator: 'gdp' }] }],
  drills: [{ id: 'd', title: '转移演练', everyDays: 180 }],
  triggers: [trigger],
  reviewEveryDays: 30,
};

test('a sound risk has no findings; one not assessed yet neither; a plan without scales may list risks', () => {
  expect(found([sound])).toEqual([]);
  expect(found([{ ...sound, likelihood: undefined, impact: undefined }])).toEqual([]);
  expect(riskScalesSection.schema.parse(undefined)).toEqual({ likelihood: [], impact: [], bands: [] });
  const parsed = risksSection.schema.parse([sound]);
  expect(risksSection.schema.parse(parsed)).toEqual(parsed);
});

test.each([
  ['', {}],
  [
    'risk_scale_not_rising likelihood.1.level',
    { likelihood: [scales.likelihood[0], { level: 3, name: '大' }] },
  ],
  ['risk_scale_not_rising impact.0.level', { impact: [{ level: 2, name: '轻' }] }],
  ['risk_scale_not_rising bands.1.from', { bands: [scales.bands[1], scales.bands[0]] }],
  ['id_duplicate bands.1.id', { bands: [scales.bands[0], { ...scales.bands[1], id: 'low' }] }],
])('riskScales: %s', (finding, over) => {
  expect(foundInScales(over)).toEqual(finding === '' ? [] : [finding]);
});

test.each([
  ['id_duplicate 1.id', [sound, sound]],
  ['id_duplicate 0.drills.1.id', [{ ...sound, drills: [...sound.drills, ...sound.drills] }]],
  ['reference_unknown 0.owner', [{ ...sound, owner: 'x' }]],
  ['reference_unknown 0.supporting.0', [{ ...sound, supporting: ['x'] }]],
  ['reference_unknown 0.controls.0.lead', [{ ...sound, controls: [{ ...sound.controls[0], lead: 'x' }] }]],
  [
    'reference_unknown 0.controls.0.fedBy.0.target',
    [{ ...sound, controls: [{ ...sound.controls[0], fedBy: [{ target: 'x' }] }] }],
  ],
  [
    'reference_unknown 0.triggers.0.watch.indicator',
    [{ ...sound, triggers: [{ ...trigger, watch: { indicator: 'x' } }] }],
  ],
  [
    'measure_unknown 0.triggers.0.watch.measure',
    [{ ...sound, triggers: [{ ...trigger, watch: { measure: 'x' } }] }],
  ],
  ['risk_level_unknown 0.impact', [{ ...sound, impact: 2 }]],
  ['risk_without_owner 0', [{ ...sound, owner: undefined }]],
  ['risk_without_review 0', [{ ...sound, reviewEveryDays: undefined }]],
  ['trigger_without_threshold 0.triggers.0', [{ ...sound, triggers: [{ ...trigger, below: undefined }] }]],
])('%s', (finding, risks) => {
  expect(found(risks)).toEqual([finding]);
});
