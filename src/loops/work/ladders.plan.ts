// The section `ladders`: how a delay is pushed, rung by rung (提醒函, 督办单, 通报, 约谈), as data. A rung says after how many days over the limit it is
// claimed, who receives it and within how many days an answer is due. Cities differ (domain.md §4.2), so no number is built in.
import { z } from 'zod';
import type { PlanRule, PlanSection } from '../../kernel/loop.ts';
import { datedFields, datesInOrder, givenFields, Id, Name, Note } from '../../plan/element.ts';
import { duplicateIds, overlappingPeriods } from '../../plan/finding.ts';
import { duties } from '../../plan/organisation.ts';

export const rungKinds = ['提醒函', '督办单', '通报', '约谈'] as const;
export const ladderObjects = [
  'tasks',
  'targets',
  'projects',
  'approvals',
  'promises',
  'requests',
  'reports',
] as const;

export const Rung = z
  .strictObject({
    id: Id.describe('这一级的编号，本阶梯内唯一。例：slip'),
    name: z.enum(rungKinds).describe('这一级是什么：提醒函、督办单、通报、约谈。例：督办单'),
    afterDays: z
      .int()
      .min(-90)
      .max(3650)
      .describe('到期后第几天起可发，单位见 dayKind；负数 = 到期前。-90 至 3650。例：5'),
    to: z.array(z.enum(duties)).min(1).max(5).describe('发给哪种责任的岗位，1 至 5 种。例：[牵头单位]'),
    replyWithinDays: z
      .int()
      .min(1)
      .max(365)
      .optional()
      .describe('多少天内回复，单位见 dayKind，1 至 365；不填 = 不要求回复。例：5'),
    ...givenFields,
  })
  .describe('一级');

export const Ladder = z
  .strictObject({
    id: Id.describe('阶梯编号；换了时段，编号不变。例：overdue-tasks'),
    title: Name.describe('名称，最多 100 字。例：任务逾期督办'),
    appliesTo: z
      .array(z.enum(ladderObjects))
      .min(1)
      .max(7)
      .describe(
        '用在什么上：tasks 任务、targets 目标、projects 项目节点、approvals 审批事项、promises 服务承诺、requests 诉求、reports 报送；1 至 7 种。例：[tasks]',
      ),
    dayKind: z
      .enum(['working', 'calendar'])
      .default('working')
      .describe('天数按什么算：working 工作日（默认）、calendar 自然日。例：working'),
    rungs: z.array(Rung).min(1).max(12).describe('各级，由轻到重，1 至 12 级；天数只增不减'),
    ...datedFields,
    ...givenFields,
    note: Note.optional().describe('说明，最多 1000 字。例：市领导可以直接从高一级起，须写明理由'),
  })
  .refine(...datesInOrder)
  .describe('一个督办阶梯');
export type Ladder = z.infer<typeof Ladder>;

const rungDuplicate: PlanRule<Ladder[]> = {
  code: 'id_duplicate',
  severity: 'error',
  phase: 'references',
  check: (ladders) =>
    ladders.flatMap((ladder, i) =>
      duplicateIds(ladder.rungs).map((finding) => ({ ...finding, path: [i, 'rungs', ...finding.path] })),
    ),
};

const notRising: PlanRule<Ladder[]> = {
  code: 'ladder_not_rising',
  severity: 'error',
  phase: 'rules',
  check: (ladders) =>
    ladders.flatMap((ladder, i) =>
      ladder.rungs.flatMap((rung, k) => {
        const before = ladder.rungs[k - 1];
        if (before === undefined || rung.afterDays > before.afterDays) return [];
        return [
          {
            path: [i, 'rungs', k, 'afterDays'],
            message: `“${rung.name}”不晚于前一级“${before.name}”（${before.afterDays} 天）：前一级永远轮不到`,
            fix: '各级的天数由小到大写',
          },
        ];
      }),
    ),
};

export const laddersSection: PlanSection<Ladder[]> = {
  key: 'ladders',
  title: { zh: '督办阶梯', en: 'Slip ladders' },
  schema: z
    .array(Ladder)
    .max(50)
    .default([])
    .describe('督办阶梯：提醒函、督办单、通报、约谈各在逾期多少天发、发给谁，最多 50 个；默认没有'),
  optional: true,
  rules: [
    {
      code: 'period_overlap',
      severity: 'error',
      phase: 'references',
      check: (ladders) => overlappingPeriods(ladders),
    },
    rungDuplicate,
    notRising,
  ],
};
