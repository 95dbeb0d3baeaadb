// What a plan may declare as a target: how much of a measure or an indicator was promised, by when, at what pace, and by whom. The section's
// rules are in targets.rules.ts, the judgement at a date in targets.judge.ts.
import { z } from 'zod';
import { DateText, DecimalText, datesInOrder, givenFields, Id, Name, Strength } from '../../plan/element.ts';
import { UnitWord } from './indicators.plan.ts';

const PacePoint = z
  .strictObject({
    by: DateText.describe('到哪一天（含）。例：2021-06-30'),
    amount: DecimalText.describe('应累计完成多少，计量单位同目标。例：450'),
  })
  .describe('序时的一个节点');

export const Target = z
  .strictObject({
    id: Id.describe('目标编号，全计划唯一。例：introduced-2021'),
    title: Name.describe('目标名称，最多 100 字。例：新引进项目'),
    strength: Strength.optional(),
    kind: z
      .enum(['floor', 'level', 'fullCoverage', 'kOfN', 'rank', 'eliminate', 'spend'])
      .describe(
        '种类：floor 到期达到…以上、level 尽快达到某水平（没有期限）、fullCoverage 全覆盖、kOfN 至少几个过线、rank 保持或提升位次、eliminate 消除、spend 若干年内完成投入或个数。例：floor',
      ),
    measure: z
      .string()
      .max(100)
      .optional()
      .describe('由哪个计数得出；与 indicator 二选一。例：projects.introduced'),
    indicator: Id.optional().describe('由哪个指标的填报得出；与 measure 二选一。例：gdp'),
    awaits: z
      .enum(['approvals', 'land', 'chains', 'work', 'campaigns', 'requests', 'risks'])
      .optional()
      .describe('尚无数据来源：等哪个环节的功能；填了就先不判。例：land'),
    amount: DecimalText.optional().describe(
      '目标数，计量单位见 unit；fullCoverage、eliminate 可不填。例：1000',
    ),
    unit: UnitWord.describe('计量单位，最多 20 字。例：个'),
    count: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .describe('kOfN：至少几个（k），1 至 10000；kOfN 必填。例：2'),
    outOf: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .describe(
        'kOfN：一共几个（n），1 至 10000；来源没有就不填，并写 provenance.outOf 待补来源。过线的门槛写在 amount。例：8',
      ),
    from: DateText.optional().describe('起算日（含）；不填 = 计划年度第一天或无。例：2021-01-01'),
    to: DateText.optional().describe('期限（含）；level 不填。例：2021-12-31'),
    pace: z
      .union([z.literal('linear'), z.array(PacePoint).min(1).max(60)])
      .default('linear')
      .describe(
        '序时：linear 按时间匀速（默认），或逐个节点列出应累计完成数，1 至 60 个，按日期先后。例：linear',
      ),
    owner: Id.optional().describe(
      '责任岗位或单位；原文没有就不填，并写 provenance.owner 待补来源。例：investment-bureau',
    ),
    supporting: z
      .array(Id)
      .max(50)
      .default([])
      .describe('配合的岗位或单位，最多 50 个；默认没有。例：[natural-resources]'),
    light: Id.optional().describe('亮灯规则；不填 = 低于序时黄、低于序时 10 个百分点红。例：headline'),
    headline: z
      .boolean()
      .default(false)
      .describe('是否主要指标（驾驶舱，全计划最多 17 个）；默认 false。例：true'),
    published: z
      .boolean()
      .default(false)
      .describe(
        '来源是否公布过完成数；只在演练的城市里看：没有公布过的显示“未公布”，演练的计数标明“模拟”列在旁边；默认 false。例：true',
      ),
    splits: z
      .array(
        z.strictObject({
          unit: Id.describe('责任单元。例："441204"'),
          amount: DecimalText.describe('分解数，计量单位同目标。例：120'),
          ...givenFields,
        }),
      )
      .max(200)
      .default([])
      .describe('分解到各单位，最多 200 项，合计须等于目标数；原文没有分解就不填'),
    ...givenFields,
  })
  .refine(...datesInOrder)
  .describe('一个目标');
export type Target = z.infer<typeof Target>;
