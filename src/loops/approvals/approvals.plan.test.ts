// The rules of the sections of approvals: sound ones pass, each broken one fails by the code it is named after, at its place.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PlanRule, PlanUnderCheck } from '../../kernel/loop.ts';
import { ApprovalRules, approvalRulesSection } from './approvalRules.plan.ts';
import { type ApprovalItem, approvalItemsSection } from './approvals.plan.ts';
import { servicePromisesSection } from './servicePromises.plan.ts';

const lifecycle = {
  id: 'industrial',
  stages: [{ id: 'construction' }],
  milestones: [
    { id: 'started', counted: true },
    { id: 'preStarted', counted: false },
  ],
};
const whole = {
  section: (key: string) =>
    ({
      posts: [{ id: 'head' }],
      units: [],
      lifecycles: [lifecycle],
      approvalItems: [{ id: 'permit' }],
      approvalRules: ApprovalRules.parse({
        redLines: [{ id: 'eia-first', title: '未批先建', law: '环评法' }],
      }),
    })[key],
  units: {
    find: (id: string) =>
      id === 'housing' ? { id, name: id, kind: 'bureau', bearsTasks: false } : undefined,
    within: () => false,
    children: () => [],
    rootId: 'city',
  },
  measureIds: new Set(['projects.started']),
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

const permit = {
  id: 'permit',
  name: '施工许可证',
  phase: '施工许可',
  authority: 'housing',
  limits: [{ days: 7 }],
  gates: [{ lifecycle: 'industrial', milestone: 'started' }],
  redLines: ['eia-first'],
};
const open = (field: string) => ({ provenance: { [field]: { basis: '待补来源' } } });

test('sound ones have no findings, and are the same when parsed again', () => {
  expect(found(approvalItemsSection, [permit])).toEqual([]);
  expect(found(approvalItemsSection, [{ ...permit, limits: [], onTheSpot: true }])).toEqual([]);
  expect(found(approvalItemsSection, [{ ...permit, limits: [], ...open('limits') }])).toEqual([]);
  expect(found(approvalItemsSection, [{ ...permit, authority: undefined, ...open('authority') }])).toEqual(
    [],
  );
  const parsed = approvalItemsSection.schema.parse([permit]);
  expect(approvalItemsSection.schema.parse(parsed)).toEqual(parsed);
  expect(approvalRulesSection.schema.parse(undefined)).toMatchObject({
    noticeDays: 5,
    decisionDays: 20,
    decisionExtensionDays: 10,
    jointDays: 45,
    jointExtensionDays: 15,
    deliveryDays: 10,
  });
});

const plan = { ...permit, id: 'plan', gates: [] };
const material = { id: 'map', name: '附图', grade: '次要', deferrable: true };
const basis = { document: '肇府〔2021〕1号', approver: 'head', dueDays: 30 };
const either = { lifecycle: 'industrial', milestone: 'started', oneOf: 'eia' };

test.each([
  ['id_duplicate 1.id', [permit, permit]],
  ['id_duplicate 0.materials.1.id', [{ ...permit, materials: [material, material] }]],
  ['reference_unknown 0.authority', [{ ...permit, authority: 'nobody' }]],
  ['reference_unknown 0.requires.0', [{ ...permit, requires: ['x'] }]],
  ['reference_unknown 0.parallelWith.0', [{ ...permit, parallelWith: ['x'] }]],
  ['reference_unknown 0.redLines.0', [{ ...permit, redLines: ['x'] }]],
  ['reference_unknown 0.gates.0.lifecycle', [{ ...permit, gates: [{ lifecycle: 'x', stage: 'y' }] }]],
  ['reference_unknown 0.gates.0.stage', [{ ...permit, gates: [{ lifecycle: 'industrial', stage: 'x' }] }]],
  [
    'reference_unknown 0.permitDeferral.approver',
    [{ ...permit, permitDeferral: { ...basis, approver: 'nobody' } }],
  ],
  ['approval_without_authority 0', [{ ...permit, authority: undefined }]],
  ['approval_without_limit 0', [{ ...permit, limits: [] }]],
  ['approval_without_limit 0', [{ ...permit, onTheSpot: true }]],
  ['approval_without_limit 0.limits', [{ ...permit, limits: [{ days: 7 }, { days: 5 }] }]],
  [
    'primary_material_deferred 0.materials.0.deferrable',
    [{ ...permit, materials: [{ ...material, grade: '主要' }] }],
  ],
  [
    'deferral_past_limit 0.materials.0.deferDays',
    [{ ...permit, materials: [{ ...material, deferDays: 8 }] }],
  ],
  [
    'deferrable_permit_without_basis 0.permitDeferral',
    [{ ...permit, permitDeferral: { ...basis, document: undefined } }],
  ],
  ['permit_deferral_blocked 0.permitDeferral', [{ ...permit, permitDeferral: open('document') }]],
  [
    'permit_deferral_blocked 0.permitDeferral',
    [{ ...permit, permitDeferral: { ...basis, dueDays: undefined } }],
  ],
  ['approval_order_cycle 0.requires', [{ ...permit, requires: ['permit'] }]],
  [
    'approval_order_cycle 0.requires',
    [
      { ...permit, requires: ['plan'] },
      { ...plan, requires: ['permit'] },
    ],
  ],
  [
    'parallel_contradicts_order 0.parallelWith.0',
    [{ ...permit, requires: ['plan'], parallelWith: ['plan'] }, plan],
  ],
  [
    'parallel_contradicts_order 1.parallelWith.0',
    [
      { ...permit, requires: ['plan'] },
      { ...plan, parallelWith: ['permit'] },
    ],
  ],
  ['parallel_contradicts_order 0.parallelWith.0', [{ ...permit, parallelWith: ['permit'] }]],
  ['approval_gate_unclear 0.gates.0', [{ ...permit, gates: [{ lifecycle: 'industrial' }] }]],
  ['approval_alternative_unclear 0.gates.0.oneOf', [{ ...permit, gates: [either] }, plan]],
  // At another milestone it is another gate: alone again.
  [
    'approval_alternative_unclear 1.gates.0.oneOf',
    [
      { ...permit, gates: [either] },
      { ...plan, gates: [{ ...either, milestone: 'filed' }] },
    ],
  ],
  [
    'approval_alternative_unclear 0.gates.0.oneOf',
    [
      { ...permit, gates: [either], requires: ['plan'] },
      { ...plan, gates: [either] },
    ],
  ],
])('approvalItems: %s', (finding, items) => {
  expect(found(approvalItemsSection, items)).toContain(finding);
});

test('two of a group at one gate are alternatives', () => {
  const items = [
    { ...permit, gates: [either] },
    { ...plan, gates: [either] },
  ];
  expect(found(approvalItemsSection, items).filter((line) => line.includes('alternative'))).toEqual([]);
});

test('a permit may be deferred with document, approver and due date; material within the limit', () => {
  const item = { ...permit, permitDeferral: basis, materials: [{ ...material, deferDays: 7 }] };
  expect(found(approvalItemsSection, [item])).toEqual([]);
});

test('no limit is of nought days', () => {
  expect(approvalItemsSection.schema.safeParse([{ ...permit, limits: [{ days: 0 }] }]).success).toBe(false);
});

test('an order without a way back is never called a ring, and one with it always is', () => {
  const rule = approvalItemsSection.rules!.find(({ code }) => code === 'approval_order_cycle')!;
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { maxLength: 12 }), (edges) => {
      const items = ids.map((id, i) => ({
        ...plan,
        id,
        requires: edges.flatMap(([from, to]) => (from === i ? [ids[to]!] : [])),
      })) as unknown as ApprovalItem[];
      // Oracle: items that require nothing left are taken away until none can be.
      let left = items.map(({ id, requires }) => ({ id, requires }));
      for (let before = -1; before !== left.length; ) {
        before = left.length;
        left = left.filter(({ requires }) => requires.some((id) => left.some((other) => other.id === id)));
      }
      expect(rule.check(items, whole).length > 0).toBe(left.length > 0);
    }),
  );
});

const clock = { starts: '评审通过', ends: '供地公告', days: 5 };
const priority = {
  id: 'land',
  title: '供地优先',
  mechanism: '优先承诺',
  owner: 'head',
  clock,
  measure: 'projects.started',
};
const letter = {
  id: 'letter',
  title: '双容双承诺',
  mechanism: '双向承诺',
  measure: 'projects.started',
  enterprise: [{ id: 'eia', title: '按时办结环评', approvalItem: 'permit', clock }],
  government: [{ id: 'joint', title: '联合验收', owner: 'housing', clock }],
};

test('sound promises have no findings, and are the same when parsed again', () => {
  expect(found(servicePromisesSection, [priority, letter])).toEqual([]);
  expect(found(servicePromisesSection, [{ ...priority, clock: undefined, ...open('clock') }])).toEqual([]);
  expect(
    found(servicePromisesSection, [{ ...priority, clock: { ...clock, days: undefined, ...open('days') } }]),
  ).toEqual([]);
  const early = { lifecycle: 'industrial', milestone: 'preStarted' };
  expect(
    found(servicePromisesSection, [{ id: 'p', title: '预动工', mechanism: '预动工', milestone: early }]),
  ).toEqual(['promise_awaits_measure 0']);
  const parsed = servicePromisesSection.schema.parse([priority, letter]);
  expect(servicePromisesSection.schema.parse(parsed)).toEqual(parsed);
});

test.each([
  ['id_duplicate 1.id', [priority, priority]],
  ['id_duplicate 0.government.0.id', [{ ...letter, government: [{ ...letter.government[0], id: 'eia' }] }]],
  [
    'id_duplicate 0.steps.1.id',
    [
      {
        ...priority,
        steps: [
          { id: 's', title: '一' },
          { id: 's', title: '二' },
        ],
      },
    ],
  ],
  ['reference_unknown 0.owner', [{ ...priority, owner: 'nobody' }]],
  ['reference_unknown 0.signedBy.0', [{ ...letter, signedBy: ['nobody'] }]],
  ['reference_unknown 0.lifecycles.0', [{ ...priority, lifecycles: ['x'] }]],
  [
    'reference_unknown 0.enterprise.0.approvalItem',
    [{ ...letter, enterprise: [{ ...letter.enterprise[0], approvalItem: 'x' }] }],
  ],
  [
    'reference_unknown 0.milestone.milestone',
    [{ ...priority, milestone: { lifecycle: 'industrial', milestone: 'x' } }],
  ],
  ['measure_unknown 0.measure', [{ ...priority, measure: 'approvals.flown' }]],
  ['promise_without_clock 0', [{ ...priority, clock: undefined }]],
  ['promise_without_clock 0.clock', [{ ...priority, clock: { ...clock, days: undefined } }]],
  ['promise_without_clock 0.government.0', [{ ...letter, government: [{ id: 'joint', title: '联合验收' }] }]],
  ['promise_one_sided 0', [{ ...letter, government: [] }]],
  [
    'pre_start_counted_as_start 0.milestone.milestone',
    [
      {
        id: 'p',
        title: '预动工',
        mechanism: '预动工',
        milestone: { lifecycle: 'industrial', milestone: 'started' },
      },
    ],
  ],
])('servicePromises: %s', (finding, promises) => {
  expect(found(servicePromisesSection, promises)).toContain(finding);
});
