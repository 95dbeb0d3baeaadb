// The bodies of the commands of the course of a project (course.facts.ts): what is said, and the day it happened.
import { z } from 'zod';
import {
  AgreementSigned,
  AppraisalHeld,
  BatchHeld,
  BatchListed,
  ConditionMet,
  FigureCorrected,
  FigureReported,
  FindingClosed,
  FindingRaised,
  FindingRectified,
  LeadReported,
  VisitMade,
} from './course.facts.ts';
import { Day, Evidence, PlanId, ProjectId, Reason } from './projects.facts.ts';

const occurredOn = Day.exactOptional().describe('发生日期 YYYY-MM-DD；不填 = 今天');
const FactId = z.string().min(1).max(64);
const confirm = z.boolean().exactOptional().describe('疑问已核对、确认无误；先不填，系统问了再填');
const evidence = z.array(Evidence).max(20).default([]).describe('印证资料，至多 20 份；默认没有');
const project = ProjectId;

export const ReportFigure = z
  .strictObject({
    project,
    ...FigureReported.omit({ late: true, confirmed: true }).shape,
    confirm,
    occurredOn: Day.exactOptional().describe('计入的日期，须在该月内；不填 = 该月最后一天（当月为今天）'),
  })
  .describe('填报形象进度、用工或工作量');
export type ReportFigure = z.infer<typeof ReportFigure>;

export const CorrectFigure = z
  .strictObject({
    project,
    report: FactId.describe('月报或其更正的事实编号'),
    ...FigureCorrected.omit({ late: true, confirmed: true }).shape,
    confirm,
  })
  .describe('更正项目月报');
export type CorrectFigure = z.infer<typeof CorrectFigure>;

export const SignAgreement = z
  .strictObject({ project, occurredOn, ...AgreementSigned.omit({ late: true }).shape })
  .describe('登记签订的协议条款');
export type SignAgreement = z.infer<typeof SignAgreement>;

export const RecordVisit = z
  .strictObject({ project, occurredOn, ...VisitMade.omit({ late: true }).shape })
  .describe('登记考察洽谈');
export type RecordVisit = z.infer<typeof RecordVisit>;

export const RecordAppraisal = z
  .strictObject({
    project,
    occurredOn,
    ...AppraisalHeld.omit({ late: true }).shape,
    conditions: AppraisalHeld.shape.conditions.default([]),
  })
  .describe('登记评审会的结果');
export type RecordAppraisal = z.infer<typeof RecordAppraisal>;

export const MeetCondition = z
  .strictObject({
    project,
    occurredOn,
    appraisal: FactId.describe('评审会的事实编号'),
    ...ConditionMet.omit({ late: true, evidence: true }).shape,
    evidence,
  })
  .describe('报告评审条件已满足');
export type MeetCondition = z.infer<typeof MeetCondition>;

export const RaiseFinding = z
  .strictObject({
    project,
    occurredOn,
    ...FindingRaised.omit({ late: true, evidence: true, dueOn: true, rectifier: true }).shape,
    dueOn: Day.exactOptional().describe('整改到期日；不填 = 按等级的天数'),
    rectifier: PlanId.exactOptional().describe('由哪个单位整改；不填 = 项目所在单位'),
    evidence,
  })
  .describe('登记巡查发现的问题');
export type RaiseFinding = z.infer<typeof RaiseFinding>;

const finding = FactId.describe('巡查问题的事实编号');
export const RectifyFinding = z
  .strictObject({
    project,
    occurredOn,
    finding,
    ...FindingRectified.omit({ late: true, evidence: true }).shape,
    evidence,
  })
  .describe('报告整改完成');
export type RectifyFinding = z.infer<typeof RectifyFinding>;

export const ReturnFinding = z
  .strictObject({ project, finding, reason: Reason })
  .describe('整改不到位，退回');
export type ReturnFinding = z.infer<typeof ReturnFinding>;

export const CloseFinding = z
  .strictObject({ project, finding, ...FindingClosed.shape })
  .describe('整改到位，销号');
export type CloseFinding = z.infer<typeof CloseFinding>;

export const ReportLead = z
  .strictObject({
    occurredOn,
    unit: PlanId.exactOptional().describe('首报的单位；不填 = 本账号的单位'),
    ...LeadReported.omit({ late: true, confirmed: true }).shape,
    confirm,
  })
  .describe('首报一条招商线索');
export type ReportLead = z.infer<typeof ReportLead>;

const investor = LeadReported.shape.investor;
const lead = FactId.describe('首报的事实编号');
export const TransferLead = z
  .strictObject({
    investor,
    lead,
    toUnit: PlanId.describe('转交给哪个单位：计划里单位的标识'),
    reason: Reason,
  })
  .describe('市里决定转交线索');
export type TransferLead = z.infer<typeof TransferLead>;

export const GiveUpLead = z.strictObject({ investor, lead, reason: Reason }).describe('放弃线索');
export type GiveUpLead = z.infer<typeof GiveUpLead>;

const batch = PlanId.describe('集中活动的编号，全市唯一，例如 2021Q2-start');
export const HoldBatch = z
  .strictObject({ batch, occurredOn, ...BatchHeld.omit({ late: true }).shape })
  .describe('登记集中签约、动工、竣工、投产活动及其名单');
export type HoldBatch = z.infer<typeof HoldBatch>;

export const ListInBatch = z
  .strictObject({
    batch,
    added: BatchListed.shape.added.default([]),
    removed: BatchListed.shape.removed.default([]),
    reason: Reason,
  })
  .describe('变更集中活动名单');
export type ListInBatch = z.infer<typeof ListInBatch>;
