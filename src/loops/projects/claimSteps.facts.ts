// Facts of the steps inside a unit (填报 → 审核 → 签发): acts about a claim that is not yet one. Only what leaves the last step is the 申报
// (milestoneClaimed, milestoneCorrected), and it names its draft and the hands it went through.
import { z } from 'zod';
import type { FactKind } from '../../kernel/loop.ts';
import { reportingSteps } from '../../plan/organisation.ts';
import { Day, Evidence, PlanId, Reason, Yuan } from './projects.facts.ts';

const Step = z.enum(reportingSteps).describe('单位内部的步骤：填报、审核、签发');
const milestone = PlanId.describe('节点，计划里的标识，例如 started');

export const ClaimDrafted = z
  .strictObject({
    milestone,
    happenedOn: Day.describe('发生日期：签发后成为申报的发生日'),
    plannedInvestmentYuan: Yuan.exactOptional().describe('计划总投资，单位元'),
    evidence: z.array(Evidence).max(20).describe('印证资料，至多 20 份'),
    note: z.string().trim().min(1).max(500).exactOptional().describe('说明，至多 500 字'),
    batch: z.string().min(1).max(80).exactOptional().describe('所属集中活动的编号'),
    correctionOf: z.string().min(1).max(64).exactOptional().describe('更正的是哪条申报：首次申报的事实编号'),
    reason: Reason.exactOptional().describe('更正的原因，2 至 500 字'),
    steps: z.array(Step).min(2).max(3).describe('填报时计划写明的步骤，冻结在这里'),
    confirmed: z
      .array(z.string().regex(/^[a-z][a-z0-9_]{0,63}$/))
      .max(10)
      .exactOptional()
      .describe('填报时问过、本人确认无误的疑问'),
  })
  .describe('填报：单位内部的第一步，还不是申报');
export type ClaimDrafted = z.infer<typeof ClaimDrafted>;

export const ClaimPassed = z
  .strictObject({ milestone, step: Step })
  .describe('通过一步（信封 corrects 指填报）；最后一步通过的就是申报');
export type ClaimPassed = z.infer<typeof ClaimPassed>;

export const ClaimSentBack = z
  .strictObject({ milestone, step: Step, reason: Reason })
  .describe('退回填报（信封 corrects 指填报）：由填报人重新填报');
export type ClaimSentBack = z.infer<typeof ClaimSentBack>;

export const ClaimWithdrawn = z
  .strictObject({ milestone, reason: Reason })
  .describe('填报人收回填报（信封 corrects 指填报）');
export type ClaimWithdrawn = z.infer<typeof ClaimWithdrawn>;

export const CLAIM_STEP_FACTS: readonly FactKind[] = [
  {
    kind: 'claimDrafted',
    version: 1,
    tense: 'act',
    title: { zh: '填报节点', en: 'Claim drafted' },
    schema: ClaimDrafted,
  },
  {
    kind: 'claimPassed',
    version: 1,
    tense: 'act',
    title: { zh: '审核通过', en: 'Draft passed on' },
    schema: ClaimPassed,
  },
  {
    kind: 'claimSentBack',
    version: 1,
    tense: 'act',
    title: { zh: '退回补正', en: 'Draft sent back' },
    schema: ClaimSentBack,
  },
  {
    kind: 'claimWithdrawn',
    version: 1,
    tense: 'act',
    title: { zh: '收回填报', en: 'Draft withdrawn' },
    schema: ClaimWithdrawn,
  },
];
