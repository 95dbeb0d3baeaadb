// The bodies of the commands of the indicators loop. Indicator, unit and period name the reading; the subject is `<indicator>/<unit>/<year>`.
import { z } from 'zod';
import { IndicatorId, PeriodText, Rank, ReadingReported, Reason, UnitId, Value } from './indicators.facts.ts';

const named = { indicator: IndicatorId, unit: UnitId, period: PeriodText };
const reading = z.string().min(1).max(64).describe('所审核的填报或更正的事实编号');
const confirm = z.boolean().exactOptional().describe('疑问已核对、确认无误；先不填，系统问了再填');
const source = ReadingReported.shape.source;

export const ReportReading = z
  .strictObject({
    ...named,
    value: Value,
    rank: Rank.exactOptional().describe('位次的说明；不填 = 计划里的参照组、不并列'),
    source,
    confirm,
  })
  .describe('填报指标');
export type ReportReading = z.infer<typeof ReportReading>;

export const CorrectReading = z
  .strictObject({
    ...named,
    value: Value,
    rank: Rank.exactOptional().describe('位次的说明；不填 = 不变'),
    source,
    reason: Reason,
    confirm,
  })
  .describe('更正填报');
export type CorrectReading = z.infer<typeof CorrectReading>;

export const CheckReading = z
  .strictObject({
    ...named,
    reading,
    note: z.string().trim().min(1).max(500).exactOptional().describe('审核意见，至多 500 字'),
  })
  .describe('审核通过');
export type CheckReading = z.infer<typeof CheckReading>;

export const ReturnReading = z.strictObject({ ...named, reading, reason: Reason }).describe('退回补正');
export type ReturnReading = z.infer<typeof ReturnReading>;

export function subjectOf({
  indicator,
  unit,
  period,
}: {
  readonly indicator: string;
  readonly unit: string;
  readonly period: string;
}): string {
  return `${indicator}/${unit}/${period.slice(0, 4)}`;
}
