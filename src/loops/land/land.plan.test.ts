// The rules of the section `landProgram`: a sound one passes, each broken one fails by the code it is named after, at its place.
import { expect, test } from 'vitest';
import type { PlanUnderCheck } from '../../kernel/loop.ts';
import { landProgramSection } from './land.plan.ts';

const whole = {
  section: (key: string) =>
    ({
      posts: [{ id: 'head' }],
      units: [],
      targets: [{ id: 'land-2021' }],
      servicePromises: [{ id: 'land' }],
    })[key],
  units: { find: () => undefined, within: () => false, children: () => [], rootId: 'city' },
  measureIds: new Set<string>(),
} as unknown as PlanUnderCheck;

function found(value: unknown): string[] {
  const parsed = landProgramSection.schema.parse(value);
  return (landProgramSection.rules ?? []).flatMap((rule) =>
    rule.check(parsed, whole).map(({ path }) => `${rule.code} ${path.join('.')}`),
  );
}

const sound = {
  targets: ['land-2021'],
  owner: 'head',
  states: [
    { id: 'raw', title: '待整理', next: ['ready'] },
    { id: 'ready', title: '整理完成', meaning: '净地', counted: true, next: ['raw', 'started'] },
    { id: 'started', title: '已动工', final: true },
  ],
  promises: [
    {
      id: 'start',
      title: '拿地即动工',
      owner: 'head',
      servicePromise: 'land',
      clock: { starts: '签合同', ends: '开工', days: 30 },
    },
  ],
  terms: [{ id: 'tax', title: '亩均税收', unit: '万元/亩' }],
};
const states = (...over: object[]) => ({
  ...sound,
  states: sound.states.map((state, k) => ({ ...state, ...over[k] })),
});

test('a sound one has no findings, none is nothing, and parsing again changes nothing', () => {
  expect(found(sound)).toEqual([]);
  expect(found(undefined)).toEqual([]);
  const parsed = landProgramSection.schema.parse(sound);
  expect(landProgramSection.schema.parse(parsed)).toEqual(parsed);
  expect(found(states({}, { meaning: undefined, provenance: { meaning: { basis: '待补来源' } } }))).toEqual(
    [],
  );
});

test.each([
  ['id_duplicate states.1.id', states({}, { id: 'raw' })],
  ['id_duplicate terms.1.id', { ...sound, terms: [sound.terms[0], sound.terms[0]] }],
  ['reference_unknown targets.0', { ...sound, targets: ['x'] }],
  ['reference_unknown owner', { ...sound, owner: 'nobody' }],
  ['reference_unknown states.0.next.0', states({ next: ['x'] })],
  [
    'reference_unknown promises.0.servicePromise',
    { ...sound, promises: [{ ...sound.promises[0], servicePromise: 'x' }] },
  ],
  ['promise_without_clock promises.0', { ...sound, promises: [{ ...sound.promises[0], clock: undefined }] }],
  ['land_state_without_exit states.0', states({ next: [] })],
  ['land_counted_twice states.1.counted', states({ counted: true, meaning: '全部' })],
  ['land_state_without_definition states.1', states({}, { meaning: undefined })],
])('%s', (finding, program) => {
  expect(found(program)).toContain(finding);
});
