// The rules of the sections `chainProgram` and `chains`: sound ones pass, each broken one fails by the code it is named after, at its place.
import { expect, test } from 'vitest';
import type { PlanRule, PlanUnderCheck } from '../../kernel/loop.ts';
import { ChainProgram, chainProgramSection, chainsSection } from './chains.plan.ts';

const program = {
  upperCount: 2,
  upper: [
    { id: 'cars', title: '汽车产业' },
    { id: 'food', title: '食品' },
  ],
  joining: [{ id: 'gaps', title: '补缺发展', owner: 'head' }],
};
const whole = {
  section: (key: string) =>
    ({
      posts: [{ id: 'head' }, { id: 'other' }],
      units: [],
      clusters: [{ id: 'nev', title: '新能源汽车', provincial: ['汽车产业'] }],
      chainProgram: ChainProgram.parse(program),
    })[key],
  units: { find: () => undefined, within: () => false, children: () => [], rootId: 'city' },
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

const battery = { id: 'battery', title: '动力电池', position: '上游', upper: ['汽车产业'], feeds: ['car'] };
const chain = {
  id: 'nev',
  title: '新能源汽车产业链',
  cluster: 'nev',
  leads: [
    { post: 'head', from: '2021-01-01', to: '2021-06-30' },
    { post: 'other', from: '2021-07-01' },
    { post: 'other', role: '副链长', to: '2021-06-30' },
  ],
  links: [battery, { id: 'car', title: '整车', position: '下游' }],
};

test('sound ones have no findings, and are the same when parsed again', () => {
  expect(found(chainProgramSection, program)).toEqual([]);
  expect(found(chainProgramSection, undefined)).toEqual([]);
  expect(found(chainsSection, [chain])).toEqual([]);
  expect(found(chainsSection, [{ ...chain, links: [], leads: [], cluster: undefined }])).toEqual([]);
  const parsed = chainsSection.schema.parse([chain]);
  expect(chainsSection.schema.parse(parsed)).toEqual(parsed);
  // What a city has of a link is found out, not assumed.
  expect(parsed[0]!.links[0]!.state).toBe('待摸底');
});

test.each([
  ['id_duplicate upper.1.id', { ...program, upper: [program.upper[0], program.upper[0]] }],
  ['reference_unknown joining.0.owner', { ...program, joining: [{ ...program.joining[0], owner: 'x' }] }],
  ['upper_list_count_differs upperCount', { ...program, upperCount: 20 }],
  ['cluster_joins_unknown_upper upper', { upper: [program.upper[1]] }],
])('chainProgram: %s', (finding, value) => {
  expect(found(chainProgramSection, value)).toContain(finding);
});

test.each([
  ['id_duplicate 1.id', [chain, chain]],
  ['id_duplicate 0.links.1.id', [{ ...chain, links: [battery, battery] }]],
  ['reference_unknown 0.cluster', [{ ...chain, cluster: 'x' }]],
  ['reference_unknown 0.leads.0.post', [{ ...chain, leads: [{ post: 'x' }] }]],
  ['reference_unknown 0.links.0.feeds.0', [{ ...chain, links: [battery] }]],
  ['reference_unknown 0.links.0.upper.0', [{ ...chain, links: [{ ...battery, upper: ['x'], feeds: [] }] }]],
  ['chain_link_without_cluster 0.links.0', [{ ...chain, cluster: undefined }]],
  [
    'chain_lead_overlap 0.leads.1',
    [{ ...chain, leads: [chain.leads[0], { post: 'other', from: '2021-06-30' }] }],
  ],
])('chains: %s', (finding, value) => {
  expect(found(chainsSection, value)).toContain(finding);
});
