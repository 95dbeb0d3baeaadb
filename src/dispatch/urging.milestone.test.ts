// Which milestone may be urged, and of whom: the next one, or a later one that was claimed before it and waits to be recognised.
import { expect, test } from 'vitest';
import type { PlanInForce } from '../kernel/loop.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import type { ProjectFacts } from '../loops/projects/projects.judge.ts';
import { Lifecycle } from '../loops/projects/projects.plan.ts';
import type { MilestoneRow } from '../loops/projects/projects.rows.ts';
import { Unit } from '../plan/units.ts';
import { buildUnits } from '../plan/unitTree.ts';
import { heldMilestone } from './urging.matter.ts';

const ON = '2021-06-30' as PlainDate;
const lifecycle = Lifecycle.parse({
  id: 'industrial',
  name: '产业项目',
  stages: [
    { id: 'talks', name: '洽谈' },
    { id: 'reviewed', name: '评审' },
    { id: 'signed', name: '签约', final: true },
  ],
  milestones: [
    { id: 'reviewed', name: '评审通过', enters: 'reviewed', needsRecognition: false },
    { id: 'introduced', name: '新引进', enters: 'signed', recognisedBy: ['office'] },
  ],
});
const units = buildUnits([Unit.parse({ id: 'office', name: '专班', kind: 'office' })], []);
const plan = {
  section: ({ key }: { readonly key: string }) => (key === 'lifecycles' ? [lifecycle] : []),
  units,
} as unknown as PlanInForce;

function held(milestone: string, claimed: readonly string[]) {
  const milestones = claimed.map(
    (id, place): MilestoneRow => ({
      claim: id,
      rootClaim: id,
      milestone: id,
      unit: 'town',
      occurredOn: '2021-06-20' as PlainDate,
      plannedInvestmentYuan: null,
      state: 'claimed',
      counted: false,
      evidence: [],
      claimedSeq: place + 1,
      claimedBy: 'a',
      claimedUnit: 'town',
    }),
  );
  const project = {
    subject: 'P1',
    unit: 'town',
    name: '木器',
    lifecycle: 'industrial',
    plannedInvestmentYuan: '1',
    code: null,
    phaseOf: null,
    registeredOn: '2021-06-01' as PlainDate,
    suspendedOn: null,
    endedOn: null,
  };
  const facts: ProjectFacts = { project, milestones, investments: [], suspensions: [] };
  return heldMilestone(facts, milestone, { plan, asOf: ON });
}

test('a later claim is held by whoever recognises it; what was passed over still by the county', () => {
  expect(held('introduced', ['introduced'])).toMatchObject({ what: '新引进', holder: 'office' });
  expect(held('reviewed', ['introduced'])).toMatchObject({ what: '评审通过', holder: 'town' });
});

test('what nobody claimed and is not next holds nothing up', () => {
  expect(held('introduced', [])).toBeUndefined();
});
