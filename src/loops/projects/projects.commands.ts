// The bodies of the commands of the projects loop. `project` is the subject; `occurredOn` is the day it happened (today unless told); the 补报
// mark and the expected revision are the ledger's own and stand beside the body, not in it.
import { z } from 'zod';
import {
  Day,
  Evidence,
  InvestmentCorrected,
  InvestmentReported,
  MilestoneClaimed,
  MilestoneRefused,
  PlanId,
  ProjectAmended,
  ProjectCodeBound,
  ProjectId,
  ProjectRegistered,
  Reason,
  RecognitionBasis,
  Yuan,
} from './projects.facts.ts';

const occurredOn = Day.exactOptional().describe('发生日期 YYYY-MM-DD；不填 = 今天');
const FactId = z.string().min(1).max(64);
const confirm = z.boolean().exactOptional().describe('疑问已核对、确认无误；先不填，系统问了再填');
const claim = FactId.describe('申报或更正的事实编号');

const listed = z
  .literal(true)
  .exactOptional()
  .describe('来自导入的清单：代码存疑也照表登记，并提示；只由导入填写');

export const RegisterProject = z
  .strictObject({
    project: ProjectId,
    unit: z.string().min(1).max(64).describe('项目所在单位：计划里单位的标识，例如 441204'),
    occurredOn: Day.exactOptional().describe('登记日期 YYYY-MM-DD；不填 = 今天'),
    ...ProjectRegistered.omit({ warnings: true, late: true, confirmed: true, leadReportedOn: true }).shape,
    lead: FactId.exactOptional().describe('由哪条线索登记：首报的事实编号；不填 = 不由线索'),
    confirm,
    listed,
  })
  .describe('登记项目');
export type RegisterProject = z.infer<typeof RegisterProject>;

export const AmendProject = z
  .strictObject({
    project: ProjectId,
    ...ProjectAmended.omit({ warnings: true, confirmed: true }).shape,
    confirm,
    listed,
  })
  .describe('变更登记信息：只写变更的项');
export type AmendProject = z.infer<typeof AmendProject>;

export const BindProjectCode = z
  .strictObject({ project: ProjectId, ...ProjectCodeBound.omit({ warnings: true, late: true }).shape })
  .describe('绑定投资项目代码');
export type BindProjectCode = z.infer<typeof BindProjectCode>;

/** Approval items of the plan that are not there yet before the milestone: put in by who composes the rooms (dispatch/gateItems.pg.ts), never by a person. */
export const GateItems = z
  .array(
    z.strictObject({
      id: PlanId,
      name: z.string().max(200),
      hard: z.boolean().describe('计划写明没有它就不能达到'),
      basis: z.boolean().exactOptional().describe('碰到法律红线：没有它要认定，须写明依据'),
      redLines: z.array(z.string().max(400)).max(20),
    }),
  )
  .max(50)
  .describe('还没有办结的前置审批事项：由系统填，人不填');
export type GateItems = z.infer<typeof GateItems>;
const gateItems = GateItems.exactOptional();

export const ClaimMilestone = z
  .strictObject({
    project: ProjectId,
    milestone: PlanId.describe('节点，计划里的标识，例如 started'),
    occurredOn,
    plannedInvestmentYuan: Yuan.exactOptional().describe('计划总投资，单位元；不填 = 登记的'),
    evidence: z.array(Evidence).max(20).default([]).describe('印证资料，至多 20 份；默认没有'),
    note: MilestoneClaimed.shape.note,
    batch: PlanId.exactOptional().describe('所属集中活动的编号；不填 = 不属于'),
    gateItems,
    confirm,
  })
  .describe('申报节点');
export type ClaimMilestone = z.infer<typeof ClaimMilestone>;

const draft = FactId.describe('单位内部填报的事实编号');

export const PassClaim = z
  .strictObject({ project: ProjectId, draft, gateItems, confirm })
  .describe('审核通过或签发：最后一步通过的就是申报');
export type PassClaim = z.infer<typeof PassClaim>;

export const SendBackClaim = z
  .strictObject({ project: ProjectId, draft, reason: Reason })
  .describe('退回填报，写明理由');
export type SendBackClaim = z.infer<typeof SendBackClaim>;

export const WithdrawClaim = z
  .strictObject({ project: ProjectId, draft, reason: Reason })
  .describe('收回自己的填报');
export type WithdrawClaim = z.infer<typeof WithdrawClaim>;

export const CorrectMilestone = z
  .strictObject({
    project: ProjectId,
    claim,
    occurredOn: Day.exactOptional().describe('更正后的发生日期；不填 = 不变'),
    plannedInvestmentYuan: Yuan.exactOptional().describe('更正后的计划总投资，单位元；不填 = 不变'),
    evidence: z.array(Evidence).max(20).exactOptional().describe('更正后的印证资料；不填 = 不变'),
    reason: Reason,
    gateItems,
    confirm,
  })
  .describe('更正申报');
export type CorrectMilestone = z.infer<typeof CorrectMilestone>;

export const RecogniseMilestone = z
  .strictObject({
    project: ProjectId,
    claim,
    reason: Reason.exactOptional().describe('认定的理由：缺印证资料或之前的审批时必填，2 至 500 字'),
    bases: z
      .array(
        z.strictObject({
          item: PlanId.describe('审批事项，计划里的编号。例：construction-permit'),
          ...RecognitionBasis.shape,
        }),
      )
      .max(20)
      .exactOptional()
      .describe('碰到法律红线的审批还没有办结：各凭什么认定，至多 20 项；不缺的不填'),
    gateItems,
  })
  .describe('认定');
export type RecogniseMilestone = z.infer<typeof RecogniseMilestone>;

export const RefuseMilestone = z
  .strictObject({ project: ProjectId, claim, reason: MilestoneRefused.shape.reason })
  .describe('不予认定');
export type RefuseMilestone = z.infer<typeof RefuseMilestone>;

export const RevokeMilestone = z
  .strictObject({ project: ProjectId, claim, reason: Reason })
  .describe('撤销认定');
export type RevokeMilestone = z.infer<typeof RevokeMilestone>;

export const ReportInvestment = z
  .strictObject({
    project: ProjectId,
    ...InvestmentReported.omit({ late: true, confirmed: true }).shape,
    confirm,
    occurredOn: Day.exactOptional().describe('计入的日期，须在该月内；不填 = 该月最后一天（当月为今天）'),
  })
  .describe('填报投资月报');
export type ReportInvestment = z.infer<typeof ReportInvestment>;

export const CorrectInvestment = z
  .strictObject({
    project: ProjectId,
    report: FactId.describe('月报或其更正的事实编号'),
    ...InvestmentCorrected.omit({ late: true, confirmed: true }).shape,
    confirm,
  })
  .describe('更正投资月报');
export type CorrectInvestment = z.infer<typeof CorrectInvestment>;

const Turn = z.strictObject({ project: ProjectId, occurredOn, reason: Reason, confirm });
export const SuspendProject = Turn.describe('暂停项目');
export const ResumeProject = Turn.describe('恢复项目');
export const EndProject = Turn.describe('终止项目');
export const ReviveProject = Turn.describe('恢复已终止的项目：终止前认定的节点仍然有效，撤销的不恢复');
export type TurnOfProject = z.infer<typeof Turn>;
