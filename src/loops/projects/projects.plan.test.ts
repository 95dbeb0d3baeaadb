// The rules of the section `lifecycles`: a sound one passes them all, and each broken one fails by the code it is named after, at its place.
import { expect, test } from 'vitest';
import type { PlanUnderCheck } from '../../kernel/loop.ts';
import { type Lifecycle, lifecyclesSection } from './projects.plan.ts';

const whole = {
  section: (key: string) => (key === 'units' ? [] : undefined),
  units: {
    find: (id: string) =>
      ['city', 'county', 'town', 'office'].includes(id)
        ? { id, name: id, kind: 'county', bearsTasks: true }
        : undefined,
    within: (unit: string, ancestor: string) =>
      unit === ancestor || (unit === 'town' && ancestor === 'county'),
    children: () => [],
    rootId: 'city',
  },
  measureIds: new Set<string>(),
} as unknown as PlanUnderCheck;

const sound = {
  id: 'industrial',
  name: '产业项目',
  counted: true,
  stages: [
    { id: 'a', name: '洽谈' },
    { id: 'b', name: '在建' },
    { id: 'c', name: '竣工', final: true },
  ],
  milestones: [
    { id: 'one', name: '引进', enters: 'a' },
    {
      id: 'two',
      name: '开工',
      enters: 'b',
      counted: true,
      countingRule: { version: 'v1', words: '破土' },
      claimedBy: ['county'],
      recognisedBy: ['office'],
      requires: ['one'],
    },
    { id: 'three', name: '竣工', enters: 'c', requires: ['two'] },
  ],
};

function found(lifecycles: readonly unknown[]): string[] {
  const value = lifecyclesSection.schema.parse(lifecycles) as Lifecycle[];
  return (lifecyclesSection.rules ?? []).flatMap((rule) =>
    rule.check(value, whole).map(({ path }) => `${rule.code} ${path.join('.')}`),
  );
}
const second = (over: object) => ({
  ...sound,
  milestones: sound.milestones.map((each, index) => (index === 1 ? { ...each, ...over } : each)),
});

test('a sound lifecycle has no findings, and its defaults are those of Yinchuan', () => {
  expect(found([sound])).toEqual([]);
  const [parsed] = lifecyclesSection.schema.parse([sound]);
  expect(parsed?.lights).toMatchObject({
    startRedMonths: 3,
    progressYellowPoints: 10,
    progressRedPoints: 30,
    registrationYellowMonths: 1,
    registrationRedMonths: 2,
  });
  // A stored plan is parsed again when it is put in force.
  expect(lifecyclesSection.schema.parse(lifecyclesSection.schema.parse([sound]))).toEqual(
    lifecyclesSection.schema.parse([sound]),
  );
});

test.each([
  ['id_duplicate 1.id', [sound, { ...sound }]],
  [
    'id_duplicate 0.stages.1.id',
    [{ ...sound, stages: [sound.stages[0], sound.stages[0], ...sound.stages.slice(1)] }],
  ],
  ['reference_unknown 0.milestones.1.enters', [second({ enters: 'x' })]],
  ['reference_unknown 0.milestones.1.requires.0', [second({ requires: ['x'] })]],
  ['reference_unknown 0.milestones.1.recognisedBy.0', [second({ recognisedBy: ['x'] })]],
  [
    'reference_unknown 0.lights.registrationMilestone',
    [{ ...sound, lights: { registrationMilestone: 'x' } }],
  ],
  ['milestone_without_counting_rule 0.milestones.1', [second({ countingRule: undefined })]],
  ['claim_and_recognition_in_one_hand 0.milestones.1.recognisedBy.0', [second({ recognisedBy: ['county'] })]],
  ['claim_and_recognition_in_one_hand 0.milestones.1.recognisedBy.0', [second({ recognisedBy: ['town'] })]],
  [
    'claim_and_recognition_in_one_hand 0.milestones.1.needsRecognition',
    [second({ needsRecognition: false })],
  ],
  [
    'stage_without_exit 0.stages.2',
    [{ ...sound, stages: sound.stages.map((stage) => ({ ...stage, final: false })) }],
  ],
  ['lifecycle_order_cycle 0.milestones.1.requires', [second({ requires: ['three'] })]],
  ['lifecycle_not_industrial 0.counted', [{ ...sound, id: 'road' }]],
])('%s', (finding, lifecycles) => {
  expect(found(lifecycles)).toContain(finding);
});
