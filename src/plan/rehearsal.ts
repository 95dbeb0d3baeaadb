/**
 * The section `rehearsal`: what a simulated ledger must meet, and the scale it is made at. The rehearsal (its own room)
 * reads these keys and no others:
 *   publishedTotals  figures that must come out exactly: {measure | indicator, period, value, unit, rank?, …}
 *   openingStock     what stood before the first counted day: {measure, on, value, unit}
 *   historyYears     first year that is simulated … the plan's year
 *   seedProjects     projects introduced in each year before the plan's
 *   parameters       anything else, by name; opaque here (stage times, failure shares, lags)
 * Nothing in it is a promise, and nothing of it enters a figure that is not marked as simulated.
 */
import { z } from 'zod';
import type { PlanSection } from '../kernel/loop.ts';
import { Count, DateText, DecimalText, givenFields, Id, Name, Note } from './element.ts';

const Rank = z
  .strictObject({
    place: z.int().min(1).max(100_000).describe('第几名。例：4'),
    group: Name.describe('在哪一组里，最多 100 字。例：全省'),
    of: z.int().min(1).max(100_000).optional().describe('组里共几个；没有公布就不填。例：168'),
    tied: z.boolean().default(false).describe('是否并列；默认 false。例：true'),
  })
  .describe('公布的名次');

const PublishedTotal = z
  .strictObject({
    id: Id.describe('编号。例：h1-introduced'),
    title: Name.describe('名称，最多 100 字。例：新引进项目'),
    measure: z
      .string()
      .min(1)
      .max(80)
      .optional()
      .describe('对应的度量编号；measure 与 indicator 填一个。例：projects.introduced'),
    indicator: z.string().min(1).max(80).optional().describe('对应的指标编号。例：gdp-growth'),
    period: z
      .string()
      .min(4)
      .max(20)
      .describe('时段：2021、2021-06、2021H1、2021Q1，或时点 2021-06-30。例：2021H1'),
    value: DecimalText.optional().describe('公布的值，照公布的单位；只公布了名次就不填。例：426'),
    unit: z.string().min(1).max(20).optional().describe('公布的单位，最多 20 字；有 value 就要有。例：个'),
    relation: z
      .enum(['equals', 'atLeast'])
      .default('equals')
      .describe('equals 正好，atLeast 至少（“多”）；默认 equals'),
    ranks: z.array(Rank).max(10).default([]).describe('公布的名次，最多 10 个；默认没有'),
    derived: z.boolean().default(false).describe('是否由别的公布数推得；默认 false。例：true'),
    note: Note.optional().describe('说明，最多 1000 字。例：口径待核'),
    ...givenFields,
  })
  .describe('一个公布的数');

export const Rehearsal = z
  .strictObject({
    until: DateText.describe('演练到哪一天为止，城市的钟停在这里。例：2021-07-09'),
    historyYears: z
      .strictObject({
        first: z.int().min(1990).max(2200).describe('从哪一年起模拟。例：2018'),
        last: z.int().min(1990).max(2200).describe('到哪一年（计划年度）。例：2021'),
      })
      .describe('模拟的年份'),
    seedProjects: z
      .array(
        z.strictObject({
          year: z.int().min(1990).max(2200).describe('年份。例：2020'),
          introduced: Count.describe('那一年新引进的项目数。例：520'),
        }),
      )
      .max(30)
      .default([])
      .describe('计划年度以前每年引进的项目数，最多 30 年'),
    openingStock: z
      .array(
        z.strictObject({
          measure: z.string().min(1).max(80).describe('度量编号。例：projects.underConstruction'),
          on: DateText.describe('时点。例：2020-12-31'),
          value: DecimalText.describe('值。例：235'),
          unit: z.string().min(1).max(20).describe('单位，最多 20 字。例：个'),
          note: Note.optional().describe('说明，最多 1000 字。例：由期末与期内推得'),
        }),
      )
      .max(50)
      .default([])
      .describe('期初存量，最多 50 项'),
    publishedTotals: z
      .array(PublishedTotal)
      .max(200)
      .default([])
      .describe('必须正好对上的公布数，最多 200 个'),
    parameters: z
      .record(z.string().max(60), z.json())
      .default({})
      .describe('其余参数，按名；由演练自己解释。例：{reportingLagDays: 6}'),
    ...givenFields,
  })
  .describe('演练');
export type Rehearsal = z.infer<typeof Rehearsal>;

export const rehearsalSection: PlanSection<Rehearsal | undefined> = {
  key: 'rehearsal',
  title: { zh: '演练', en: 'Rehearsal' },
  schema: Rehearsal.optional(),
  optional: true,
  rules: [
    {
      code: 'published_total_without_subject',
      severity: 'error',
      phase: 'rules',
      check: (rehearsal) =>
        (rehearsal?.publishedTotals ?? []).flatMap((total, index) => {
          const one = (total.measure === undefined) !== (total.indicator === undefined);
          const valued = total.value === undefined ? total.ranks.length > 0 : total.unit !== undefined;
          if (one && valued) return [];
          const message = `“${total.title}”没有说是哪个度量或指标，或有值没有单位`;
          return [
            {
              path: ['publishedTotals', index],
              message,
              fix: 'measure 与 indicator 填且只填一个；有 value 就写 unit，否则写 ranks',
            },
          ];
        }),
    },
  ],
};
