// What a plan may declare for all approvals together: the section `approvalRules` (one-time notice, what stops a clock, deferral and its end, and the
// red lines of national law in words, which no local reform lifts: domain.md §1.2). Defaults are those of the Administrative Licensing Law.
import { z } from 'zod';
import type { PlanSection, RuleFinding } from '../../kernel/loop.ts';
import { givenFields, Id, Name, Note } from '../../plan/element.ts';
import { duplicateIds } from '../../plan/finding.ts';
import { LimitDays } from '../../plan/promiseClock.ts';

/** An article of law or the number of a document. */
export const Document = z.string().trim().min(1).max(200);

export const RedLine = z
  .strictObject({
    id: Id.describe('红线编号。例：eia-first'),
    title: Name.describe('不得做什么，最多 100 字。例：环评未批先建'),
    law: Document.describe('法条，最多 200 字。例：环境影响评价法第二十五条、第三十一条'),
    consequence: Note.optional().describe('违反的后果，最多 1000 字。例：处总投资额 1% 至 5% 的罚款'),
    ...givenFields,
  })
  .describe('一条法律红线：地方改革不豁免');

export const ApprovalRules = z
  .strictObject({
    noticeDays: LimitDays.default(5).describe(
      '材料不齐，多少个工作日内一次告知，1 至 3650；逾期不告知即为自收到之日受理。默认 5（行政许可法第三十二条）',
    ),
    decisionDays: LimitDays.default(20).describe(
      '事项没有自己的时限时，多少个工作日内决定，1 至 3650；默认 20（行政许可法第四十二条）',
    ),
    decisionExtensionDays: LimitDays.default(10).describe(
      '经负责人批准可延长多少个工作日，1 至 3650；默认 10（行政许可法第四十二条）',
    ),
    jointDays: LimitDays.default(45).describe(
      '联合、集中办理的总时限，工作日，1 至 3650；默认 45（行政许可法第四十二条）',
    ),
    jointExtensionDays: LimitDays.default(15).describe(
      '联合、集中办理可延长多少个工作日，1 至 3650；默认 15（行政许可法第四十二条）',
    ),
    deliveryDays: LimitDays.default(10).describe(
      '决定后多少个工作日内送达，1 至 3650；默认 10（行政许可法第四十四条）',
    ),
    pauseReasons: z
      .array(
        z
          .strictObject({
            id: Id.describe('编号。例：hearing'),
            title: Name.describe('事由，最多 100 字。例：听证'),
            needsDocument: z
              .boolean()
              .default(true)
              .describe(
                '手工停表是否须填书面告知的文号；默认 true（行政许可法第四十五条：所需时间书面告知申请人）。例：false',
              ),
          })
          .describe('一种停表的事由'),
      )
      .max(50)
      .default([])
      .describe('哪些事的时间不计入（停表，须书面告知），最多 50 种；默认没有'),
    dueSoonDays: LimitDays.optional().describe(
      '离时限还有多少天就提示临期（蓝灯），单位同各事项的时限，1 至 3650；不填 = 1（电子监察的通例）。例：3',
    ),
    handEntryDays: z
      .int()
      .min(0)
      .max(30)
      .default(2)
      .describe(
        '手工录入的停表，发生后第几个工作日以内记下的仍从发生之日算，0 至 30；默认 2。到期以后才记的，和更晚记的，一律从记下之日算，另一单位认可的除外；从系统导入的不受此限',
      ),
    forceMajeureDays: LimitDays.default(5).describe(
      '不可抗力的提出期限：结束以后几个工作日以内还可以提出顺延，1 至 3650；期限以内随时可以提。默认 5',
    ),
    totalDays: LimitDays.optional().describe(
      '全流程审批的承诺总时限，工作日，1 至 3650；来源没有就不填。例：100',
    ),
    demandOutsideList: Note.optional().describe(
      '承诺清单以外再要材料、加环节的，要什么依据、谁批准，最多 1000 字。例：须有法律依据和批准人，对企业公开并计为政府违诺',
    ),
    doorClosed: Note.optional().describe('企业违诺以后怎样，最多 1000 字。例：信用修复以前不再容缺受理'),
    faultTolerance: Note.optional().describe(
      '容错：对谁、什么样的错、谁认定，最多 1000 字。例：改革创新中的轻微错误',
    ),
    redLines: z.array(RedLine).max(100).default([]).describe('法律红线，最多 100 条；默认没有'),
    ...givenFields,
  })
  .describe('审批的通则：一次告知、停表、容缺与红线');
export type ApprovalRules = z.infer<typeof ApprovalRules>;

function under(path: RuleFinding['path'], findings: readonly RuleFinding[]): readonly RuleFinding[] {
  return findings.map((finding) => ({ ...finding, path: [...path, ...finding.path] }));
}

export const approvalRulesSection: PlanSection<ApprovalRules> = {
  key: 'approvalRules',
  title: { zh: '审批通则', en: 'Rules of approval' },
  schema: ApprovalRules.prefault({}),
  optional: true,
  rules: [
    {
      code: 'id_duplicate',
      severity: 'error',
      phase: 'references',
      check: (rules) => [
        ...under(['redLines'], duplicateIds(rules.redLines)),
        ...under(['pauseReasons'], duplicateIds(rules.pauseReasons)),
      ],
    },
  ],
};
