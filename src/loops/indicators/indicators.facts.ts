// The fact kinds of the indicators loop, as docs/architecture.md lists them. Subject: `<indicator>/<unit>/<year>`. A value is a decimal
// string in the indicator's own unit; for an indicator of kind `rank` the value is the position.
import { z } from 'zod';
import type { FactKind } from '../../kernel/loop.ts';

export const IndicatorId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/)
  .describe('指标标识：字母或数字开头，字母、数字、点、下划线、连字符，至多 64 个字符，例如 gdpGrowthPct');

/** A unit of the plan: a division code or a name of the plan's own. */
export const UnitId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/)
  .describe('单位标识：12 位区划代码或计划里的标识，例如 441204000000');

export const PeriodText = z
  .string()
  .regex(/^(19|20|21)\d{2}(-(0[1-9]|1[0-2]|Q[1-4]|H[12]))?$/)
  .describe('时段：年 2021、半年 2021-H1、季 2021-Q2、月 2021-06');

export const Value = z
  .string()
  .regex(/^-?(0|[1-9]\d{0,17})(\.\d{1,8})?$/)
  .describe('数值，十进制文本，按指标的计量单位，至多 18 位整数、8 位小数，例如 16.2');

export const Reason = z.string().trim().min(2).max(500).describe('原因，2 至 500 字，不写个人信息');

export const Rank = z
  .strictObject({
    group: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .describe('位次的参照组，例如 全省；同一指标在不同参照组的位次是不同的数'),
    of: z.int().min(2).max(10_000).exactOptional().describe('参照组的大小，例如 168；来源没有给就不填'),
    tied: z.boolean().describe('是否并列'),
  })
  .describe('位次的说明；仅用于位次类指标，数值即位次');
export type Rank = z.infer<typeof Rank>;

/** Codes of the questions that the teller was asked and said yes to. */
const Confirmed = z
  .array(z.string().regex(/^[a-z][a-z0-9_]{0,63}$/))
  .max(10)
  .exactOptional()
  .describe('填报时问过、本人确认无误的疑问');
const Late = z.boolean().exactOptional().describe('补报：所属时段封账之后才报');
const Source = z.string().trim().min(1).max(300).describe('数据来源：文件、网址或系统名，至多 300 字');

export const ReadingReported = z
  .strictObject({
    indicator: IndicatorId,
    period: PeriodText,
    value: Value,
    rank: Rank.exactOptional(),
    source: Source.exactOptional(),
    needsCheck: z.boolean().describe('填报时的计划是否要求另一人审核；否则填报即生效'),
    confirmed: Confirmed,
    late: Late,
  })
  .describe('指标填报：发生于时段的最后一天');
export type ReadingReported = z.infer<typeof ReadingReported>;

export const ReadingCorrected = z
  .strictObject({
    value: Value,
    rank: Rank.exactOptional(),
    source: Source.exactOptional(),
    reason: Reason,
    confirmed: Confirmed,
    late: Late,
  })
  .describe('更正（信封 corrects 指首次填报）：需审核的，审核前旧数仍有效');
export type ReadingCorrected = z.infer<typeof ReadingCorrected>;

export const ReadingChecked = z
  .strictObject({
    indicator: IndicatorId,
    period: PeriodText,
    note: z.string().trim().min(1).max(500).exactOptional().describe('审核意见，至多 500 字'),
  })
  .describe('审核通过（信封 corrects 指所审核的填报或更正）');
export type ReadingChecked = z.infer<typeof ReadingChecked>;

export const ReadingReturned = z
  .strictObject({ indicator: IndicatorId, period: PeriodText, reason: Reason })
  .describe('退回补正（信封 corrects 指该填报或更正）：该数不再有效');
export type ReadingReturned = z.infer<typeof ReadingReturned>;

export const INDICATOR_FACTS: readonly FactKind[] = [
  {
    kind: 'readingReported',
    version: 1,
    tense: 'happening',
    title: { zh: '指标填报', en: 'Reading reported' },
    schema: ReadingReported,
  },
  {
    kind: 'readingCorrected',
    version: 1,
    tense: 'act',
    title: { zh: '更正填报', en: 'Reading corrected' },
    schema: ReadingCorrected,
  },
  {
    kind: 'readingChecked',
    version: 1,
    tense: 'act',
    title: { zh: '审核通过', en: 'Reading checked' },
    schema: ReadingChecked,
  },
  {
    kind: 'readingReturned',
    version: 1,
    tense: 'act',
    title: { zh: '退回补正', en: 'Reading returned' },
    schema: ReadingReturned,
  },
];
