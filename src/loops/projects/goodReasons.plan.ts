// What a plan may declare as good reasons (正当理由): the section `goodReasons`. A light or a hit of a check stays what it is; a reason of one of these
// kinds, accepted by another unit for a time, stands beside it. Yinchuan's yellow and red are "无正当理由" (domain.md §4.2).
import { z } from 'zod';
import type { PlanRule, PlanSection } from '../../kernel/loop.ts';
import { datedFields, datesInOrder, givenFields, Id, Name, Note } from '../../plan/element.ts';
import { duplicateIds, unknownUnit } from '../../plan/finding.ts';

export const GoodReason = z
  .strictObject({
    id: Id.describe('编号，全计划唯一。例：land-not-handed-over'),
    title: Name.describe('名称，最多 100 字。例：政府方未按约交地'),
    words: Note.optional().describe('什么算、什么不算，最多 1000 字。例：以交地确认书为准'),
    maxDays: z
      .int()
      .min(1)
      .max(3650)
      .optional()
      .describe('一次最多管多少自然日，1 至 3650；不填 = 不限。例：180'),
    acceptedBy: z
      .array(Id)
      .max(50)
      .default([])
      .describe(
        '哪些单位（含下级）认可，最多 50 个；默认空 = 有认定权限、且不是说明理由的一方。例：[supervision-office]',
      ),
    ...datedFields,
    ...givenFields,
  })
  .refine(...datesInOrder)
  .describe('一种正当理由');
export type GoodReason = z.infer<typeof GoodReason>;

const references: PlanRule<GoodReason[]> = {
  code: 'reference_unknown',
  severity: 'error',
  phase: 'references',
  check: (reasons, whole) =>
    reasons.flatMap(({ acceptedBy }, i) =>
      acceptedBy.flatMap((unit, k) => unknownUnit(unit, [i, 'acceptedBy', k], whole)),
    ),
};

export const goodReasonsSection: PlanSection<GoodReason[]> = {
  key: 'goodReasons',
  title: { zh: '正当理由', en: 'Good reasons' },
  schema: z
    .array(GoodReason)
    .max(100)
    .default([])
    .describe('正当理由的种类，最多 100 种；默认没有：那时不分种类'),
  optional: true,
  rules: [
    {
      code: 'id_duplicate',
      severity: 'error',
      phase: 'references',
      check: (reasons) => duplicateIds(reasons),
    },
    references,
  ],
};
