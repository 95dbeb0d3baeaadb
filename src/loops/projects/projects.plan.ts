// What a plan may declare for projects: the section `lifecycles`. A lifecycle is an ordered list of stages and of milestones that lead into
// them; what counts, what evidence it takes, who claims and who recognises is said per milestone. Lights: thresholds of projects.judge.ts.
import { z } from 'zod';
import type { PlanRule, PlanSection, PlanUnderCheck, RuleFinding } from '../../kernel/loop.ts';
import { givenFields, Id, Name, Note } from '../../plan/element.ts';
import { duplicateIds, unknownUnit } from '../../plan/finding.ts';
import { FIRST_DAY, LAST_DAY } from '../../plan/unitTree.ts';

const Days = z.int().min(1).max(3650);
const Months = z.int().min(1).max(60);
const Points = z.int().min(0).max(100);

export const Stage = z
  .strictObject({
    id: Id.describe('阶段编号，本生命周期内唯一。例：construction'),
    name: Name.describe('阶段名称，最多 100 字。例：在建'),
    final: z.boolean().default(false).describe('是否终点：到此闭环，不再要求出口；默认 false。例：true'),
    stuckAfterDays: Days.optional().describe(
      '在本阶段停留超过多少天算卡住，单位天，1 至 3650；不填 = 不判。例：180',
    ),
    ...givenFields,
  })
  .describe('一个阶段；次序即列表的次序，第一个是登记后所在的阶段');
export type Stage = z.infer<typeof Stage>;

export const CountingRule = z
  .strictObject({
    version: z.string().trim().min(1).max(40).describe('口径版本，最多 40 字。例：v1'),
    document: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .describe('口径的文号，最多 200 字；没有找到就不填，显示为 待补来源。例：肇府办〔2021〕1号'),
    words: Note.describe(
      '什么算、什么不算，最多 1000 字。例：主体工程第一次正式破土开槽；场地平整、预动工不算',
    ),
    ...givenFields,
  })
  .describe('计数口径');
export type CountingRule = z.infer<typeof CountingRule>;

export const EvidenceKind = z
  .strictObject({
    kind: Id.describe('印证资料种类的编号，本节点内唯一。例：construction_permit'),
    name: Name.describe('资料名称，最多 100 字。例：施工许可证'),
    required: z
      .boolean()
      .default(false)
      .describe('是否必须：必须的缺了就不能申报、不能认定；默认 false。例：true'),
    file: z
      .boolean()
      .default(false)
      .describe('是否须附文件：true 的只写名称或文号不算附了；默认 false：文号就可以。例：true'),
    ...givenFields,
  })
  .describe('一种印证资料');
export type EvidenceKind = z.infer<typeof EvidenceKind>;

export const Milestone = z
  .strictObject({
    id: Id.describe(
      '节点编号，本生命周期内唯一；四个主要计数用 introduced、started、completed、inProduction。例：started',
    ),
    name: Name.describe('节点名称，最多 100 字。例：新开工'),
    enters: Id.describe('达到后进入的阶段。例：construction'),
    counted: z
      .boolean()
      .default(false)
      .describe('是否计数：每项目一次，计入首次发生且已认定的时段；默认 false。例：true'),
    countingRule: CountingRule.optional().describe('计数口径；counted 时必填'),
    evidence: z.array(EvidenceKind).max(20).default([]).describe('印证资料，最多 20 种；默认没有'),
    needsRecognition: z
      .boolean()
      .default(true)
      .describe('是否须由另一单位认定；默认 true；counted 的节点必须为 true。例：true'),
    claimedBy: z
      .array(Id)
      .max(50)
      .default([])
      .describe(
        '哪些单位（含下级）可以申报，最多 50 个；默认空 = 管得到该项目、有申报权限的单位。例：["441204"]',
      ),
    recognisedBy: z
      .array(Id)
      .max(50)
      .default([])
      .describe(
        '哪些单位（含下级）认定，最多 50 个；默认空 = 有认定权限、且不是申报一方的单位。例：[supervision-office]',
      ),
    requires: z
      .array(Id)
      .max(20)
      .default([])
      .describe('硬门槛：哪些节点须先达到（已认定，或已申报），最多 20 个；默认没有。例：[introduced]'),
    limitDays: Days.optional().describe(
      '时限：自门槛节点最后发生之日（没有门槛则自登记之日）起多少天内达到，单位天，暂停的日子不算，1 至 3650；不填 = 不判。例：365',
    ),
    ...givenFields,
  })
  .describe('一个节点；次序即列表的次序');
export type Milestone = z.infer<typeof Milestone>;

/** Defaults: Yinchuan 2025-03 (domain.md §4.2). */
export const ProjectLights = z
  .strictObject({
    startMilestone: Id.default('started').describe('开工灯看哪个节点；默认 started。例：started'),
    completionMilestone: Id.default('completed').describe(
      '进度灯的终点看哪个节点；默认 completed。例：completed',
    ),
    registrationMilestone: Id.optional().describe('入库灯看哪个节点；不填 = 灰灯。例：inStatistics'),
    dueSoonDays: Days.default(30).describe('时限灯：到期前多少天亮蓝灯，单位天；默认 30。例：30'),
    startRedMonths: Months.default(3).describe(
      '开工灯：应开未开连续几个月亮红灯（不足则黄），单位月；默认 3。例：3',
    ),
    progressYellowPoints: Points.default(10).describe(
      '进度灯：低于序时多少个百分点（含）亮黄灯；默认 10。例：10',
    ),
    progressRedPoints: Points.default(30).describe('进度灯：低于序时超过多少个百分点亮红灯；默认 30。例：30'),
    registrationYellowMonths: Months.default(1).describe(
      '入库灯：开工后几个月未入库亮黄灯，单位月；默认 1。例：1',
    ),
    registrationRedMonths: Months.default(2).describe(
      '入库灯：开工后超过几个月未入库亮红灯，单位月；默认 2。例：2',
    ),
    ...givenFields,
  })
  .describe('单个项目四个灯的阈值，默认取银川 2025-03 的规则；与主要指标的灯是两回事');
export type ProjectLights = z.infer<typeof ProjectLights>;

export const Quantity = z
  .strictObject({
    id: Id.describe('工作量编号，本生命周期内唯一。例：landClearedMu'),
    name: Name.describe('名称，最多 100 字。例：征地拆迁'),
    unit: z.string().trim().min(1).max(20).describe('计量单位，最多 20 字。例：亩'),
    byUnit: z.boolean().default(false).describe('是否分到各县（市、区）报；默认 false：只报合计。例：true'),
    ...givenFields,
  })
  .describe('一种工作量：节点之外还要看的数，只累计，不与投资相加');
export type Quantity = z.infer<typeof Quantity>;

export const Lifecycle = z
  .strictObject({
    id: Id.describe('生命周期编号；industrial 是计入四个主要计数的产业项目。例：industrial'),
    name: Name.describe('名称，最多 100 字。例：产业项目全生命周期'),
    counted: z
      .boolean()
      .default(false)
      .describe('是否计入产业项目的四个主要计数；只有 industrial 可以是 true；默认 false。例：true'),
    stages: z.array(Stage).min(1).max(30).describe('阶段，按先后，1 至 30 个'),
    milestones: z.array(Milestone).min(1).max(60).describe('节点，按先后，1 至 60 个'),
    quantities: z
      .array(Quantity)
      .max(30)
      .default([])
      .describe('工作量，例如征地的亩数和户数、到位的资金，最多 30 种；默认没有'),
    // prefault, not default: an absent value is parsed, so that it gets the defaults of its own fields.
    lights: ProjectLights.prefault({}).describe('四个灯的阈值；不填 = 默认'),
    ...givenFields,
  })
  .describe('一种项目的全生命周期');
export type Lifecycle = z.infer<typeof Lifecycle>;

type Found = readonly RuleFinding[];

/** The milestones of all lifecycles, each with its path. */
function eachMilestone(
  lifecycles: readonly Lifecycle[],
  look: (milestone: Milestone, path: readonly (string | number)[], lifecycle: Lifecycle) => Found,
): Found {
  return lifecycles.flatMap((lifecycle, i) =>
    lifecycle.milestones.flatMap((milestone, j) => look(milestone, [i, 'milestones', j], lifecycle)),
  );
}

function under(path: readonly (string | number)[], findings: Found): Found {
  return findings.map((finding) => ({ ...finding, path: [...path, ...finding.path] }));
}

const idDuplicate: PlanRule<Lifecycle[]> = {
  code: 'id_duplicate',
  severity: 'error',
  phase: 'references',
  check: (lifecycles) => [
    ...duplicateIds(lifecycles),
    ...lifecycles.flatMap((lifecycle, i) => [
      ...under([i, 'stages'], duplicateIds(lifecycle.stages)),
      ...under([i, 'milestones'], duplicateIds(lifecycle.milestones)),
      ...under([i, 'quantities'], duplicateIds(lifecycle.quantities)),
    ]),
  ],
};

const referenceUnknown: PlanRule<Lifecycle[]> = {
  code: 'reference_unknown',
  severity: 'error',
  phase: 'references',
  check: (lifecycles, whole) => [
    ...eachMilestone(lifecycles, (milestone, path, lifecycle) => [
      ...unknownOf(milestone.enters, lifecycle.stages, [...path, 'enters'], '阶段'),
      ...milestone.requires.flatMap((id, k) =>
        unknownOf(id, lifecycle.milestones, [...path, 'requires', k], '节点'),
      ),
      ...milestone.claimedBy.flatMap((unit, k) => unknownUnit(unit, [...path, 'claimedBy', k], whole)),
      ...milestone.recognisedBy.flatMap((unit, k) => unknownUnit(unit, [...path, 'recognisedBy', k], whole)),
    ]),
    ...lifecycles.flatMap(({ lights, milestones }, i) =>
      lights.registrationMilestone === undefined
        ? []
        : unknownOf(lights.registrationMilestone, milestones, [i, 'lights', 'registrationMilestone'], '节点'),
    ),
  ],
};

function unknownOf(
  id: string,
  known: readonly { readonly id: string }[],
  path: readonly (string | number)[],
  what: string,
): Found {
  if (known.some((element) => element.id === id)) return [];
  return [
    { path, message: `${what}“${id}”没有`, fix: `可用：${known.map((element) => element.id).join('、')}` },
  ];
}

const withoutCountingRule: PlanRule<Lifecycle[]> = {
  code: 'milestone_without_counting_rule',
  severity: 'error',
  phase: 'rules',
  check: (lifecycles) =>
    eachMilestone(lifecycles, (milestone, path) =>
      milestone.counted && milestone.countingRule === undefined
        ? [
            {
              path,
              message: `“${milestone.name}”要计数，却没有口径`,
              fix: '写 countingRule：version 和 words；文号没有找到就不填 document',
            },
          ]
        : [],
    ),
};

/** Equal or below, on the first or the last day of all: a membership that came later or went is found by one of them. */
function within(unit: string, ancestor: string, whole: PlanUnderCheck): boolean {
  return unit === ancestor || [FIRST_DAY, LAST_DAY].some((day) => whole.units.within(unit, ancestor, day));
}

const oneHand: PlanRule<Lifecycle[]> = {
  code: 'claim_and_recognition_in_one_hand',
  severity: 'error',
  phase: 'rules',
  check: (lifecycles, whole) =>
    eachMilestone(lifecycles, (milestone, path) => {
      if (milestone.counted && !milestone.needsRecognition) {
        const fix = '删去 needsRecognition: false，并写明由哪个单位认定';
        return [
          {
            path: [...path, 'needsRecognition'],
            message: `“${milestone.name}”要计数，却不需另一单位认定`,
            fix,
          },
        ];
      }
      return milestone.recognisedBy.flatMap((unit, k) => {
        const claimant = milestone.claimedBy.find((claiming) => within(unit, claiming, whole));
        if (claimant === undefined) return [];
        const message = `“${milestone.name}”由 ${claimant} 申报，又由${unit === claimant ? '它自己' : `它的下级 ${unit}`} 认定`;
        return [
          { path: [...path, 'recognisedBy', k], message, fix: '申报与认定分属两个单位：换一个认定单位' },
        ];
      });
    }),
};

const stageWithoutExit: PlanRule<Lifecycle[]> = {
  code: 'stage_without_exit',
  severity: 'error',
  phase: 'rules',
  check: (lifecycles) =>
    lifecycles.flatMap((lifecycle, i) => {
      const place = new Map(lifecycle.stages.map((stage, j) => [stage.id, j]));
      const furthest = Math.max(...lifecycle.milestones.map((milestone) => place.get(milestone.enters) ?? 0));
      return lifecycle.stages.flatMap((stage, j) =>
        stage.final || j < furthest
          ? []
          : [
              {
                path: [i, 'stages', j],
                message: `“${stage.name}”没有出口：没有节点进入它之后的阶段`,
                fix: '加一个进入后面阶段的节点，或写 final: true',
              },
            ],
      );
    }),
};

const orderCycle: PlanRule<Lifecycle[]> = {
  code: 'lifecycle_order_cycle',
  severity: 'error',
  phase: 'rules',
  check: (lifecycles) =>
    eachMilestone(lifecycles, (milestone, path, lifecycle) => {
      const ring = ringFrom(milestone.id, lifecycle);
      // Told once, at the first milestone of the ring in the plan's order.
      const first = lifecycle.milestones.find((other) => ring?.includes(other.id));
      if (ring === undefined || first !== milestone) return [];
      const message = `门槛绕成一圈：${[...ring, ring[0]].join(' → ')}`;
      return [{ path: [...path, 'requires'], message, fix: '删去其中一个门槛：圈里的节点谁也达不到' }];
    }),
};

/** A way along `requires` from the milestone back to itself. */
function ringFrom(id: string, lifecycle: Lifecycle): readonly string[] | undefined {
  const requires = new Map(lifecycle.milestones.map((milestone) => [milestone.id, milestone.requires]));
  const seen = new Set<string>();
  const walk = (at: string, way: readonly string[]): readonly string[] | undefined => {
    for (const next of requires.get(at) ?? []) {
      if (next === id) return way;
      if (seen.has(next)) continue;
      seen.add(next);
      const ring = walk(next, [...way, next]);
      if (ring) return ring;
    }
    return undefined;
  };
  return walk(id, [id]);
}

/** The measures count the lifecycle `industrial` (projects.measures.ts): another one that says it is counted would be counted nowhere. */
const countedElsewhere: PlanRule<Lifecycle[]> = {
  code: 'lifecycle_not_industrial',
  severity: 'error',
  phase: 'rules',
  check: (lifecycles) =>
    lifecycles.flatMap((lifecycle, i) =>
      lifecycle.counted && lifecycle.id !== 'industrial'
        ? [
            {
              path: [i, 'counted'],
              message: `“${lifecycle.name}”不是产业项目，不计入四个主要计数`,
              fix: '删去 counted，或把编号改为 industrial',
            },
          ]
        : [],
    ),
};

export const lifecyclesSection: PlanSection<Lifecycle[]> = {
  key: 'lifecycles',
  title: { zh: '全生命周期', en: 'Lifecycles' },
  schema: z
    .array(Lifecycle)
    .max(30)
    .default([])
    .describe('项目的全生命周期，最多 30 种；产业项目一种，其他（交通、学校…）另列，不计入四个主要计数'),
  optional: true,
  rules: [
    idDuplicate,
    referenceUnknown,
    withoutCountingRule,
    oneHand,
    stageWithoutExit,
    orderCycle,
    countedElsewhere,
  ],
};
