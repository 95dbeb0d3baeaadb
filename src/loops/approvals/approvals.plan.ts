// What a plan may declare for approvals: the section `approvalItems` (what a project must obtain, from whom, within what time). What holds for all
// items is in approvalRules.plan.ts, service promises in servicePromises.plan.ts. Nothing is judged here.
import { z } from 'zod';
import type { PlanRule, PlanSection, RuleFinding } from '../../kernel/loop.ts';
import { datedFields, datesInOrder, givenFields, Id, Name, Note } from '../../plan/element.ts';
import { duplicateIds, isLeftOpen, unknownAnswerer, unknownId } from '../../plan/finding.ts';
import { DayKind, LimitDays } from '../../plan/promiseClock.ts';
import { type ApprovalRules, Document } from './approvalRules.plan.ts';

/** The four phases of the State Council's reform, Guobanfa [2019] 11; an item is in one of them (domain.md §3.1). */
export const approvalPhases = ['立项用地规划许可', '工程建设许可', '施工许可', '竣工验收'] as const;
/** Two clocks, never added: what the firm feels as slow is mostly in the second (domain.md §3.2). */
export const approvalClocks = ['审批时限', '技术审查时限'] as const;
export const approvalKinds = ['一般', '告知承诺', '双容双承诺'] as const;

export const ApprovalLimit = z
  .strictObject({
    clock: z
      .enum(approvalClocks)
      .default('审批时限')
      .describe('哪一条钟：审批时限（部门审批）、技术审查时限（图审、评估等）；默认 审批时限'),
    days: LimitDays.describe('限多少天，单位见 dayKind，1 至 3650。例：7'),
    dayKind: DayKind,
    extensionDays: LimitDays.optional().describe(
      '依法可延长多少天，单位同 dayKind，1 至 3650；不填 = 不可延长。例：10',
    ),
    ...givenFields,
  })
  .describe('一条钟的时限');

export const ApprovalMaterial = z
  .strictObject({
    id: Id.describe('材料编号，本事项内唯一。例：site_plan'),
    name: Name.describe('材料名称，最多 100 字。例：总平面图'),
    grade: z.enum(['主要', '次要']).describe('主要或次要；主要材料缺了不受理，次要材料才可以容缺。例：次要'),
    deferrable: z
      .boolean()
      .default(false)
      .describe('可否容缺：先受理、后补；只有次要材料可以。默认 false。例：true'),
    deferDays: LimitDays.optional().describe(
      '多少天内补齐，单位工作日，1 至 3650；不得超过事项自己的时限。不填 = 事项的时限。例：5',
    ),
    ...givenFields,
  })
  .describe('一份材料');

const PermitDeferral = z
  .strictObject({
    document: Document.optional().describe(
      '准许手续后置的文号，最多 200 字；没有找到就不填，并写 provenance.document 待补来源：显示为待补依据，一律拦住。例：肇府规〔2021〕1号',
    ),
    approver: Id.optional().describe('谁批准后置：岗位或单位编号；不填 = 待补依据，一律拦住。例：zq-housing'),
    dueDays: LimitDays.optional().describe(
      '后置的手续多少天内补办，单位工作日，1 至 3650；不填 = 待补依据，一律拦住。例：30',
    ),
    words: Note.optional().describe('后置到哪一步、还须满足什么，最多 1000 字。例：质量安全监督手续已办'),
    ...givenFields,
  })
  .describe('手续级容缺：许可本身后置；没有文号、批准人和期限的一律拦住');

const Gate = z
  .strictObject({
    lifecycle: Id.describe('哪种生命周期。例：industrial'),
    milestone: Id.optional().describe('哪个节点之前须有本事项；与 stage 二选一。例：started'),
    stage: Id.optional().describe('哪个阶段之前须有本事项；与 milestone 二选一。例：construction'),
    hard: z
      .boolean()
      .optional()
      .describe(
        'true：没有办结就一律不能申报、不能认定。不填：申报时请人核对；事项写有法律红线的，没有办结就认定须写明依据（免办或后置的文号、批准人、期限），没有红线的写明理由。false：有红线的也写明理由就可以，须有来源。例：true',
      ),
    oneOf: Id.optional().describe(
      '按情况只办其一的几个事项写同一个组名：其中一个办结，这道门槛就过；默认各算各的。例：eia',
    ),
    ...givenFields,
  })
  .describe('本事项是哪个节点或阶段的门槛');

export const ApprovalItem = z
  .strictObject({
    id: Id.describe('事项编号，全计划唯一。例：construction-permit'),
    name: Name.describe('事项名称，最多 100 字。例：施工许可证核发'),
    phase: z.enum(approvalPhases).describe('属哪个阶段；并行推进的事项写最晚应在哪个阶段办结。例：施工许可'),
    parallel: z
      .boolean()
      .default(false)
      .describe('是否并行推进：不占本阶段的先后，可与各阶段同时办；默认 false。例：true'),
    requires: z
      .array(Id)
      .max(20)
      .default([])
      .describe('须先办结的事项，最多 20 个；默认没有。例：[design-review]'),
    parallelWith: z
      .array(Id)
      .max(30)
      .default([])
      .describe('可以同时办的事项，最多 30 个；默认没有。例：[energy-review]'),
    authority: Id.optional().describe(
      '谁办：岗位或单位编号；来源没有就不填，并写 provenance.authority 待补来源。例：zq-housing',
    ),
    onTheSpot: z
      .boolean()
      .default(false)
      .describe('即办：信息齐全即为办结（如备案），没有天数；默认 false。例：true'),
    limits: z
      .array(ApprovalLimit)
      .max(2)
      .default([])
      .describe('时限，每条钟至多一项，最多 2 项；即办的不填，没有来源的写 provenance.limits 待补来源'),
    kinds: z
      .array(z.enum(approvalKinds))
      .min(1)
      .max(3)
      .default(['一般'])
      .describe('可按哪几种方式办：一般、告知承诺、双容双承诺，1 至 3 种；默认 [一般]'),
    several: z
      .boolean()
      .default(false)
      .describe(
        '同一项目可否有几件同时在办或都准予，例如分期的施工许可证；默认 false：导入第二件列为矛盾。例：true',
      ),
    yieldsDocument: z
      .boolean()
      .default(true)
      .describe(
        '办结有没有证照、批文或决定书：默认 true，手工录入的决定须填文号；没有文书的写 false，就不问。例：false',
      ),
    materials: z
      .array(ApprovalMaterial)
      .max(60)
      .default([])
      .describe('材料，最多 60 份；默认没有，来源没有给清单的写 provenance.materials 待补来源'),
    permitDeferral: PermitDeferral.optional().describe('许可本身可否后置；不填 = 不可'),
    redLines: z
      .array(Id)
      .max(20)
      .default([])
      .describe('碰到哪几条法律红线，见 approvalRules.redLines，最多 20 条；默认没有。例：[eia-first]'),
    gates: z.array(Gate).max(20).default([]).describe('是哪些节点或阶段的门槛，最多 20 个；默认没有'),
    legalBasis: z
      .array(Document)
      .max(20)
      .default([])
      .describe('法律依据，最多 20 条，每条最多 200 字；默认没有。例：[建筑法第八条]'),
    externalCode: Document.optional().describe(
      '外部审批系统里的事项编码，导入时据此对上，最多 200 字；不填 = 按名称。例：11441200-01',
    ),
    ...datedFields,
    ...givenFields,
  })
  .refine(...datesInOrder)
  .describe('一个审批事项');
export type ApprovalItem = z.infer<typeof ApprovalItem>;

type Path = RuleFinding['path'];
type Rule = PlanRule<ApprovalItem[]>;

function each(
  items: readonly ApprovalItem[],
  look: (item: ApprovalItem, index: number) => readonly RuleFinding[],
): readonly RuleFinding[] {
  return items.flatMap((item, index) => look(item, index));
}

function under(path: Path, findings: readonly RuleFinding[]): readonly RuleFinding[] {
  return findings.map((finding) => ({ ...finding, path: [...path, ...finding.path] }));
}

const idDuplicate: Rule = {
  code: 'id_duplicate',
  severity: 'error',
  phase: 'references',
  check: (items) => [
    ...duplicateIds(items),
    ...each(items, (item, i) => under([i, 'materials'], duplicateIds(item.materials))),
  ],
};

interface LifecycleLike {
  readonly id: string;
  readonly stages: readonly { readonly id: string }[];
  readonly milestones: readonly { readonly id: string }[];
}

const references: Rule = {
  code: 'reference_unknown',
  severity: 'error',
  phase: 'references',
  check: (items, whole) => {
    const answerer = unknownAnswerer(whole);
    const lifecycles = (whole.section('lifecycles') ?? []) as readonly LifecycleLike[];
    const lines = (whole.section('approvalRules') as ApprovalRules | undefined)?.redLines ?? [];
    return each(items, (item, i) => [
      ...item.requires.flatMap((id, k) => unknownId(id, items, [i, 'requires', k], '事项')),
      ...item.parallelWith.flatMap((id, k) => unknownId(id, items, [i, 'parallelWith', k], '事项')),
      ...item.redLines.flatMap((id, k) => unknownId(id, lines, [i, 'redLines', k], '法律红线')),
      ...answerer(item.authority, [i, 'authority']),
      ...answerer(item.permitDeferral?.approver, [i, 'permitDeferral', 'approver']),
      ...item.gates.flatMap((gate, k) => {
        const path = [i, 'gates', k];
        const lifecycle = lifecycles.find((known) => known.id === gate.lifecycle);
        if (lifecycle === undefined)
          return unknownId(gate.lifecycle, lifecycles, [...path, 'lifecycle'], '生命周期');
        return [
          ...(gate.milestone === undefined
            ? []
            : unknownId(gate.milestone, lifecycle.milestones, [...path, 'milestone'], '节点')),
          ...(gate.stage === undefined
            ? []
            : unknownId(gate.stage, lifecycle.stages, [...path, 'stage'], '阶段')),
        ];
      }),
    ]);
  },
};

const withoutAuthority: Rule = {
  code: 'approval_without_authority',
  severity: 'error',
  phase: 'rules',
  check: (items) =>
    each(items, (item, i) =>
      item.authority !== undefined || isLeftOpen(item, 'authority')
        ? []
        : [
            {
              path: [i],
              message: `“${item.name}”没有办理单位`,
              fix: '写 authority；来源没有就写 provenance: {authority: {basis: 待补来源}}，不要编',
            },
          ],
    ),
};

const withoutLimit: Rule = {
  code: 'approval_without_limit',
  severity: 'error',
  phase: 'rules',
  check: (items) =>
    each(items, (item, i) => {
      const clocks = item.limits.map((limit) => limit.clock);
      if (new Set(clocks).size < clocks.length)
        return [
          {
            path: [i, 'limits'],
            message: `“${item.name}”一条钟写了两个时限`,
            fix: '每条钟只留一个时限：审批时限、技术审查时限',
          },
        ];
      if (item.onTheSpot !== item.limits.length > 0 || isLeftOpen(item, 'limits')) return [];
      const fix = item.onTheSpot
        ? '删去 onTheSpot，或删去 limits'
        : '写 limits 或 onTheSpot: true；来源没有就写 provenance: {limits: {basis: 待补来源}}，不要编';
      const message = item.onTheSpot ? `“${item.name}”即办，又写了时限` : `“${item.name}”没有时限`;
      return [{ path: [i], message, fix }];
    }),
};

const primaryDeferred: Rule = {
  code: 'primary_material_deferred',
  severity: 'error',
  phase: 'rules',
  check: (items) =>
    each(items, (item, i) =>
      item.materials.flatMap((material, k) =>
        material.grade === '主要' && material.deferrable
          ? [
              {
                path: [i, 'materials', k, 'deferrable'],
                message: `“${material.name}”是主要材料，不得容缺`,
                fix: '删去 deferrable，或改 grade: 次要',
              },
            ]
          : [],
      ),
    ),
};

/** A promise to hand in later never runs past the item's own limit (domain.md §3.3). */
const deferralPastLimit: Rule = {
  code: 'deferral_past_limit',
  severity: 'error',
  phase: 'rules',
  check: (items) =>
    each(items, (item, i) => {
      const limit = item.limits.find(({ clock, dayKind }) => clock === '审批时限' && dayKind === '工作日');
      if (limit === undefined) return [];
      return item.materials.flatMap(({ name, deferDays }, k) =>
        deferDays === undefined || deferDays <= limit.days
          ? []
          : [
              {
                path: [i, 'materials', k, 'deferDays'],
                message: `“${name}”${deferDays} 天补齐，事项自己的时限是 ${limit.days} 天`,
                fix: '补齐的天数不超过事项自己的时限',
              },
            ],
      );
    }),
};

const permitWithoutBasis: Rule = {
  code: 'deferrable_permit_without_basis',
  severity: 'error',
  phase: 'rules',
  check: (items) =>
    each(items, ({ name, permitDeferral }, i) =>
      permitDeferral === undefined ||
      permitDeferral.document !== undefined ||
      isLeftOpen(permitDeferral, 'document')
        ? []
        : [
            {
              path: [i, 'permitDeferral'],
              message: `“${name}”准许后置，却没有依据文号`,
              fix: '写 document；没有找到就写 provenance: {document: {basis: 待补来源}}，办理时一律拦住',
            },
          ],
    ),
};

const permitBlocked: Rule = {
  code: 'permit_deferral_blocked',
  severity: 'info',
  phase: 'rules',
  check: (items) =>
    each(items, ({ name, permitDeferral }, i) => {
      if (permitDeferral === undefined) return [];
      const missing = [
        ...(permitDeferral.document === undefined ? ['文号'] : []),
        ...(permitDeferral.approver === undefined ? ['批准人'] : []),
        ...(permitDeferral.dueDays === undefined ? ['期限'] : []),
      ];
      if (missing.length === 0) return [];
      const message = `“${name}”的后置待补依据：缺${missing.join('、')}；办理时一律拦住`;
      return [{ path: [i, 'permitDeferral'], message, fix: '三样齐了才放行：document、approver、dueDays' }];
    }),
};

/** A way along `requires` from the item back to itself. */
function ringFrom(
  id: string,
  requires: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
  const seen = new Set<string>();
  const walk = (at: string, way: readonly string[]): readonly string[] | undefined => {
    for (const next of requires.get(at) ?? []) {
      if (next === id) return way;
      if (seen.has(next)) continue;
      seen.add(next);
      const ring = walk(next, [...way, next]);
      if (ring !== undefined) return ring;
    }
    return undefined;
  };
  return walk(id, [id]);
}

const orderCycle: Rule = {
  code: 'approval_order_cycle',
  severity: 'error',
  phase: 'rules',
  check: (items) => {
    const requires = new Map(items.map((item) => [item.id, item.requires]));
    return each(items, (item, i) => {
      const ring = ringFrom(item.id, requires);
      // Told once, at the first item of the ring in the plan's order.
      if (ring === undefined || items.find((other) => ring.includes(other.id)) !== item) return [];
      const message = `先后绕成一圈：${[...ring, ring[0]].join(' → ')}`;
      return [{ path: [i, 'requires'], message, fix: '删去其中一个：圈里的事项谁也办不了' }];
    });
  },
};

const parallelContradicts: Rule = {
  code: 'parallel_contradicts_order',
  severity: 'error',
  phase: 'rules',
  check: (items) => {
    const requires = new Map(items.map((item) => [item.id, item.requires]));
    return each(items, (item, i) =>
      item.parallelWith.flatMap((id, k) => {
        if (id !== item.id && !comesBefore(id, item.id, requires) && !comesBefore(item.id, id, requires))
          return [];
        const message =
          id === item.id ? `“${item.name}”与自己并行` : `“${item.name}”与 ${id} 有先后，又说可以同时办`;
        return [{ path: [i, 'parallelWith', k], message, fix: '删去 parallelWith 或 requires 里的一个' }];
      }),
    );
  },
};

/** Whether `first` must be finished before `later`, directly or over others. */
function comesBefore(
  first: string,
  later: string,
  requires: ReadonlyMap<string, readonly string[]>,
): boolean {
  const seen = new Set<string>([later]);
  const open = [later];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const next of requires.get(at) ?? []) {
      if (next === first) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(next);
    }
  }
  return false;
}

const gateOpen: Rule = {
  code: 'approval_gate_unclear',
  severity: 'error',
  phase: 'rules',
  check: (items) =>
    each(items, (item, i) =>
      item.gates.flatMap((gate, k) =>
        (gate.milestone === undefined) === (gate.stage === undefined)
          ? [
              {
                path: [i, 'gates', k],
                message: `“${item.name}”的门槛须写节点或阶段之一`,
                fix: '写 milestone 或 stage，只写一个',
              },
            ]
          : [],
      ),
    ),
};

/** Of a group only one is done: an item alone in it, or one that another of it must wait for, leaves the gate shut or open by mistake. */
const alternativeUnclear: Rule = {
  code: 'approval_alternative_unclear',
  severity: 'error',
  phase: 'rules',
  check: (items) => {
    const groupOf = ({ lifecycle, milestone, stage, oneOf }: ApprovalItem['gates'][number]) =>
      [lifecycle, milestone ?? '', stage ?? '', oneOf].join(' ');
    const members = Map.groupBy(
      items.flatMap((item) =>
        item.gates.filter(({ oneOf }) => oneOf !== undefined).map((gate) => ({ item, group: groupOf(gate) })),
      ),
      ({ group }) => group,
    );
    return each(items, (item, i) =>
      item.gates.flatMap((gate, k) => {
        if (gate.oneOf === undefined) return [];
        const others = (members.get(groupOf(gate)) ?? []).filter((one) => one.item !== item);
        const before = others.find((one) => item.requires.includes(one.item.id))?.item;
        if (others.length > 0 && before === undefined) return [];
        const message =
          before === undefined
            ? `“${item.name}”写明择一（${gate.oneOf}），同一道门槛却没有别的可选`
            : `“${item.name}”与“${before.name}”择一（${gate.oneOf}），又要先办结它`;
        const fix =
          '同一组的事项写同一个 lifecycle、同一个 milestone 或 stage、同一个 oneOf，互不为先后；不是择一的删去 oneOf';
        return [{ path: [i, 'gates', k, 'oneOf'], message, fix }];
      }),
    );
  },
};

export const approvalItemsSection: PlanSection<ApprovalItem[]> = {
  key: 'approvalItems',
  title: { zh: '审批事项', en: 'Approval items' },
  schema: z.array(ApprovalItem).max(500).default([]).describe('审批事项，最多 500 个；默认没有'),
  optional: true,
  rules: [
    idDuplicate,
    references,
    withoutAuthority,
    withoutLimit,
    primaryDeferred,
    deferralPastLimit,
    permitWithoutBasis,
    permitBlocked,
    orderCycle,
    parallelContradicts,
    gateOpen,
    alternativeUnclear,
  ],
};
