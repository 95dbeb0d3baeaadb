// What a plan may declare as checks of projects (体检): the section `checks`. A check is a condition with thresholds and the question it puts to a person;
// it never decides. Defaults borrowed from elsewhere say so in their provenance (domain.md §2.3). Running them is the loop's matter.
import { z } from 'zod';
import type { PlanRule, PlanSection, RuleFinding } from '../../kernel/loop.ts';
import { DecimalText, datedFields, datesInOrder, givenFields, Id, Name, Note } from '../../plan/element.ts';
import { duplicateIds, isLeftOpen, unknownAnswerer, unknownId } from '../../plan/finding.ts';
import type { Lifecycle } from './projects.plan.ts';

const Days = z.int().min(1).max(3650);
const Months = z.int().min(1).max(120);
const Percent = z.int().min(1).max(1000);

/** What two projects may have in common when they are one, or one split in several. */
export const sameFields = ['creditCode', 'projectCode', 'parcel', 'name', 'investor'] as const;

export const CheckCondition = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('stalled').describe('停滞：到了前一个节点，过了多少天还没有到后一个'),
        since: Id.describe('从哪个节点的发生日起。例：introduced'),
        until: Id.describe('还没有到哪个节点。例：started'),
        days: Days.optional().describe(
          '多少自然日，1 至 3650；与 months 写一个；来源没有就都不填并写 provenance.days。例：90',
        ),
        months: Months.optional().describe('多少个足月（到对应日），1 至 120；一年写 12。例：12'),
      })
      .describe('停滞'),
    z
      .strictObject({
        kind: z.literal('noFunds').describe('断资：某节点之后连续几个月没有到位资金'),
        since: Id.describe('从哪个节点之后。例：started'),
        months: Months.optional().describe(
          '连续几个月，1 至 120；来源没有就不填并写 provenance.months。例：3',
        ),
      })
      .describe('断资'),
    z
      .strictObject({
        kind: z.literal('fundsBelow').describe('到位不足：某节点之后几个月，到位资金不到计划的百分之几'),
        since: Id.describe('从哪个节点之后。例：started'),
        months: Months.optional().describe('几个月之后才看，1 至 120。例：6'),
        percent: Percent.optional().describe('不到计划总投资的百分之几，1 至 1000。例：15'),
      })
      .describe('到位不足'),
    z
      .strictObject({
        kind: z.literal('fundsAgainstProgress').describe('到位资金与形象进度不符'),
        points: Percent.optional().describe(
          '相差多少个百分点算不符，1 至 1000；来源没有就不填并写 provenance.points。例：20',
        ),
      })
      .describe('不符'),
    z
      .strictObject({
        kind: z.literal('same').describe('重复：与另一个项目相同'),
        field: z
          .enum(sameFields)
          .describe(
            '哪一样相同：creditCode 统一社会信用代码、projectCode 项目代码、parcel 宗地、name 名称（近似）、investor 投资方。例：creditCode',
          ),
        acrossUnits: z.boolean().default(false).describe('是否只看跨责任单元的；默认 false。例：true'),
        withinMonths: Months.optional().describe('只看相隔几个月之内的，1 至 120；不填 = 不限。例：12'),
        similarityPct: z
          .int()
          .min(50)
          .max(100)
          .optional()
          .describe(
            'field 为 name 时：名称相近到百分之几才问，50 至 100；100 = 去掉通用词后完全相同；来源没有就不填并写 provenance.similarityPct。例：85',
          ),
        stripWords: z
          .array(z.string().trim().min(1).max(20))
          .max(200)
          .default([])
          .describe(
            'field 为 name 时：比较之前去掉的通用词（公司、项目一类），最多 200 个；计划里单位的名称一律去掉。默认没有。例：[有限公司, 项目]',
          ),
      })
      .describe('重复'),
    z
      .strictObject({
        kind: z
          .literal('splitSum')
          .describe('化整为零：同一投资方的几个项目，各自不到门槛，合起来达到或超过门槛'),
        amountYi: DecimalText.optional().describe(
          '门槛，计划总投资多少亿元；来源没有就不填并写 provenance.amountYi。例：10',
        ),
        withinMonths: Months.optional().describe('只看登记相隔几个月之内的，1 至 120；不填 = 不限。例：12'),
      })
      .describe('化整为零'),
    z
      .strictObject({
        kind: z.literal('actualAbovePlanned').describe('超计划：累计实际投资超过计划总投资'),
        percent: Percent.optional().describe(
          '超过计划总投资的百分之几才问，1 至 1000；100 = 一超过就问；来源没有就不填并写 provenance.percent。例：120',
        ),
      })
      .describe('超计划'),
    z
      .strictObject({
        kind: z.literal('amountJump').describe('虚高：计划投资一次改动过大'),
        percent: Percent.optional().describe(
          '改动超过原来的百分之几，1 至 1000；来源没有就不填并写 provenance.percent。例：50',
        ),
      })
      .describe('虚高'),
    z
      .strictObject({ kind: z.literal('phaseWithoutCode').describe('分期拆分：分期没有自己的项目代码') })
      .describe('分期拆分'),
    z
      .strictObject({
        kind: z
          .literal('movedInside')
          .describe('市内迁建：同一投资方在一个责任单元终止了项目，又在另一个责任单元登记'),
        withinMonths: Months.optional().describe('终止与登记相隔几个月之内，1 至 120；不填 = 不限。例：24'),
      })
      .describe('市内迁建'),
    z
      .strictObject({
        kind: z
          .literal('sameEvidence')
          .describe('一证多用：同一份文件（内容相同）作印证资料，附在几个项目的同一个节点上'),
        milestones: z
          .array(Id)
          .min(1)
          .max(60)
          .optional()
          .describe('只看哪些节点，1 至 60 个；不填 = 都看。例：[started]'),
        amongPhases: z
          .boolean()
          .default(false)
          .describe('同一总项目的几个分期之间也问；默认 false：分期共用一份合同是常事。例：true'),
      })
      .describe('一证多用'),
    z
      .strictObject({
        kind: z
          .literal('recognisedWithout')
          .describe('认定时缺审批：计划要求的前置审批没有办结就认定了；准许后置过了期限的也问'),
        milestones: z
          .array(Id)
          .min(1)
          .max(60)
          .optional()
          .describe('只看哪些节点，1 至 60 个；不填 = 都看。例：[started]'),
        basisIsEnough: z
          .boolean()
          .default(false)
          .describe('true：只问准许后置、过了补办期限的；默认 false：凡缺审批认定的都问一次。例：true'),
      })
      .describe('认定时缺审批'),
    z
      .strictObject({
        kind: z.literal('largeAmount').describe('重点核：计划投资达到多少'),
        amountYi: DecimalText.optional().describe(
          '达到多少亿元；来源没有就不填并写 provenance.amountYi。例：10',
        ),
      })
      .describe('重点核'),
  ])
  .describe('条件；kind 是哪一种');
export type CheckCondition = z.infer<typeof CheckCondition>;

export const Check = z
  .strictObject({
    id: Id.describe('编号，全计划唯一。例：signed-not-started'),
    title: Name.describe('名称，最多 100 字。例：签约一年未开工'),
    lifecycles: z
      .array(Id)
      .min(1)
      .max(30)
      .default(['industrial'])
      .describe('查哪些生命周期，1 至 30 种；默认 [industrial]'),
    condition: CheckCondition,
    question: Note.describe(
      '问什么：一句话，由人回答，系统不作结论，最多 1000 字。例：为什么还没有开工，何时开工',
    ),
    asks: Id.optional().describe('问谁：岗位或单位编号；不填 = 项目的责任单元。例：supervision-lead'),
    answerWithinDays: Days.optional().describe('几个工作日内答复，1 至 3650；不填 = 不催。例：5'),
    enabled: z.boolean().default(true).describe('是否启用；默认 true。例：true'),
    ...datedFields,
    ...givenFields,
  })
  .refine(...datesInOrder)
  .describe('一项体检');
export type Check = z.infer<typeof Check>;

type Rule = PlanRule<Check[]>;

function each(
  checks: readonly Check[],
  look: (check: Check, index: number) => readonly RuleFinding[],
): readonly RuleFinding[] {
  return checks.flatMap((check, index) => look(check, index));
}

const references: Rule = {
  code: 'reference_unknown',
  severity: 'error',
  phase: 'references',
  check: (checks, whole) => {
    const answerer = unknownAnswerer(whole);
    const lifecycles = (whole.section('lifecycles') ?? []) as readonly Lifecycle[];
    return each(checks, ({ lifecycles: named, condition, asks }, i) => [
      ...answerer(asks, [i, 'asks']),
      ...named.flatMap((id, k) => unknownId(id, lifecycles, [i, 'lifecycles', k], '生命周期')),
      ...named.flatMap((id) => {
        const lifecycle = lifecycles.find((known) => known.id === id);
        if (lifecycle === undefined) return [];
        const listed =
          condition.kind === 'sameEvidence' || condition.kind === 'recognisedWithout'
            ? (condition.milestones ?? [])
            : [];
        return [
          ...(['since', 'until'] as const).flatMap((field) => {
            const milestone = (condition as Partial<Record<'since' | 'until', string>>)[field];
            return milestone === undefined
              ? []
              : unknownId(milestone, lifecycle.milestones, [i, 'condition', field], '节点');
          }),
          ...listed.flatMap((milestone, k) =>
            unknownId(milestone, lifecycle.milestones, [i, 'condition', 'milestones', k], '节点'),
          ),
        ];
      }),
    ]);
  },
};

const THRESHOLDS: Readonly<Partial<Record<CheckCondition['kind'], readonly string[]>>> = {
  noFunds: ['months'],
  fundsBelow: ['months', 'percent'],
  fundsAgainstProgress: ['points'],
  amountJump: ['percent'],
  actualAbovePlanned: ['percent'],
  splitSum: ['amountYi'],
  largeAmount: ['amountYi'],
};

/** Fields that the condition needs before it can be asked. */
function thresholdsOf(condition: CheckCondition): readonly string[] {
  if (condition.kind === 'stalled') return condition.months === undefined ? ['days'] : [];
  if (condition.kind === 'same') return condition.field === 'name' ? ['similarityPct'] : [];
  return THRESHOLDS[condition.kind] ?? [];
}

/** Fields left open: as long as there are any, the check is not asked. */
export function missingThresholds(condition: CheckCondition): readonly string[] {
  const values = condition as Readonly<Record<string, unknown>>;
  return thresholdsOf(condition).filter((field) => values[field] === undefined);
}

const withoutThreshold: Rule = {
  code: 'check_without_threshold',
  severity: 'error',
  phase: 'rules',
  check: (checks) =>
    each(checks, (check, i) => {
      const missing = missingThresholds(check.condition).filter((field) => !isLeftOpen(check, field));
      if (missing.length === 0) return [];
      const message = `“${check.title}”没有门槛：${missing.join('、')}`;
      const fix = `写 condition.${missing[0]}；来源没有就写 provenance: {${missing[0]}: {basis: 待补来源}}，先不查`;
      return [{ path: [i, 'condition'], message, fix }];
    }),
};

export const checksSection: PlanSection<Check[]> = {
  key: 'checks',
  title: { zh: '项目体检', en: 'Checks of projects' },
  schema: z.array(Check).max(200).default([]).describe('项目体检，最多 200 项；默认没有'),
  optional: true,
  rules: [
    { code: 'id_duplicate', severity: 'error', phase: 'references', check: (checks) => duplicateIds(checks) },
    references,
    withoutThreshold,
  ],
};
