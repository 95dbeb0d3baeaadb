// What a plan may declare for requests: the section `requestKinds`, what a firm or a unit may ask for (land, finance, infrastructure, labour …), who answers
// and within how many days. A request is closed by the one who asked; a kind without a source for its days says so and has no clock until it is found.
import { z } from 'zod';
import type { PlanRule, PlanSection } from '../../kernel/loop.ts';
import { datedFields, datesInOrder, Id, Name, Note, promiseFields } from '../../plan/element.ts';
import { isLeftOpen, overlappingPeriods, unknownAnswerer } from '../../plan/finding.ts';

const LimitDays = z.int().min(1).max(366);

export const RequestKind = z
  .strictObject({
    id: Id.describe('诉求种类的编号；换了时段，编号不变。例：land'),
    title: Name.describe('种类名称，最多 100 字。例：用地'),
    answeredBy: Id.optional().describe(
      '由哪个岗位或单位答复；没有来源就不填，并写 provenance.answeredBy 待补来源。例：resources-lead',
    ),
    supporting: z
      .array(Id)
      .max(50)
      .default([])
      .describe('配合的岗位或单位，最多 50 个；默认没有。例：[drc-lead]'),
    acceptDays: LimitDays.optional().describe(
      '多少天内受理（接下或转办），单位见 dayKind，1 至 366；不填 = 不限。例：2',
    ),
    limitDays: LimitDays.optional().describe(
      '多少天内答复，单位见 dayKind，1 至 366；没有来源就不填，并写 provenance.limitDays 待补来源。例：5',
    ),
    dayKind: z
      .enum(['working', 'calendar'])
      .default('working')
      .describe('天数按什么算：working 工作日（默认）、calendar 自然日。例：working'),
    amountUnit: z
      .string()
      .trim()
      .min(1)
      .max(20)
      .optional()
      .describe('要多少、给了多少用什么单位，最多 20 字；不讲数量的不填。例：亩'),
    closedBy: z
      .enum(['asker', 'supervision'])
      .default('asker')
      .describe('由谁了结：asker 提出的人（默认）、supervision 督查机构；答复的一方不能自己了结。例：asker'),
    ...datedFields,
    ...promiseFields,
    note: Note.optional().describe('说明，最多 1000 字。例：答复期限待补来源'),
  })
  .refine(...datesInOrder)
  .describe('一种诉求');
export type RequestKind = z.infer<typeof RequestKind>;

type Rule = PlanRule<RequestKind[]>;

const references: Rule = {
  code: 'reference_unknown',
  severity: 'error',
  phase: 'references',
  check: (kinds, whole) => {
    const answerer = unknownAnswerer(whole);
    return kinds.flatMap((kind, i) => [
      ...answerer(kind.answeredBy, [i, 'answeredBy']),
      ...kind.supporting.flatMap((id, k) => answerer(id, [i, 'supporting', k])),
    ]);
  },
};

const withoutAnswerer: Rule = {
  code: 'request_kind_without_answerer',
  severity: 'error',
  phase: 'rules',
  check: (kinds) =>
    kinds.flatMap((kind, i) =>
      kind.answeredBy !== undefined || isLeftOpen(kind, 'answeredBy')
        ? []
        : [
            {
              path: [i],
              message: `“${kind.title}”的诉求没有人答复`,
              fix: '写 answeredBy；没有来源就写 provenance: {answeredBy: {basis: 待补来源}}，不要编',
            },
          ],
    ),
};

const withoutClock: Rule = {
  code: 'request_kind_without_limit',
  severity: 'error',
  phase: 'rules',
  check: (kinds) =>
    kinds.flatMap((kind, i) =>
      kind.limitDays !== undefined || isLeftOpen(kind, 'limitDays')
        ? []
        : [
            {
              path: [i],
              message: `“${kind.title}”的诉求没有答复期限`,
              fix: '写 limitDays；没有来源就写 provenance: {limitDays: {basis: 待补来源}}，不要编',
            },
          ],
    ),
};

const acceptedAfterAnswer: Rule = {
  code: 'accepted_after_answer',
  severity: 'error',
  phase: 'rules',
  check: (kinds) =>
    kinds.flatMap((kind, i) =>
      kind.acceptDays !== undefined && kind.limitDays !== undefined && kind.acceptDays > kind.limitDays
        ? [
            {
              path: [i, 'acceptDays'],
              message: `“${kind.title}”受理的天数比答复的还长`,
              fix: 'acceptDays 不大于 limitDays',
            },
          ]
        : [],
    ),
};

export const requestKindsSection: PlanSection<RequestKind[]> = {
  key: 'requestKinds',
  title: { zh: '诉求种类', en: 'Kinds of requests' },
  schema: z
    .array(RequestKind)
    .max(200)
    .default([])
    .describe('企业和单位可以提的诉求，带时段，最多 200 种；默认没有'),
  optional: true,
  rules: [
    {
      code: 'period_overlap',
      severity: 'error',
      phase: 'references',
      check: (kinds) => overlappingPeriods(kinds),
    },
    references,
    withoutAnswerer,
    withoutClock,
    acceptedAfterAnswer,
  ],
};
