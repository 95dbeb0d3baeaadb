// The bodies of the commands of the approvals loop. `approval` is the subject; `occurredOn` is the day it happened (today unless told). What comes from
// another system says so in `source`, which only the import writes; what does not is entered by hand and marked.
import { z } from 'zod';
import {
  ApplicationNumber,
  ApprovalAccepted,
  ApprovalDecided,
  ApprovalExtended,
  ApprovalFiled,
  ApprovalId,
  ApprovalWithdrawn,
  Clock,
  ClockPaused,
  CreditCode,
  CreditRepaired,
  Day,
  DeferralExtended,
  DeferralGranted,
  DeferralMet,
  DocumentNumberGiven,
  FaultToleranceApplied,
  FaultToleranceDecided,
  ItemId,
  LetterId,
  ProjectId,
  Reason,
  Source,
  SupplementAsked,
  TechnicalReviewEnded,
  TechnicalReviewStarted,
} from './approvals.facts.ts';

const occurredOn = Day.exactOptional().describe('发生日期 YYYY-MM-DD；不填 = 今天');
const source = Source.exactOptional().describe(
  '从哪个系统来：只有导入（POST /api/approvals/import）写它，计划 approvalSystems 里的系统才行；人录入的不填',
);
const about = { approval: ApprovalId, occurredOn, source };
const event = z.string().min(1).max(64).describe('所更正的事实编号');
const noMarks = { manual: true, recordedOn: true, late: true, source: true } as const;

export const FileApproval = z
  .strictObject({
    project: ProjectId,
    item: ItemId,
    application: ApplicationNumber.exactOptional().describe(
      '办件编号；同一事项再次申请的须填，导入的取来源系统的',
    ),
    kind: ApprovalFiled.shape.kind.default('一般'),
    letter: LetterId.exactOptional(),
    authority: z.string().min(1).max(64).exactOptional().describe('办理单位；不填 = 计划里本事项的办理单位'),
    creditCode: CreditCode.exactOptional().describe('申请企业的统一社会信用代码；不填 = 项目登记的'),
    occurredOn,
    source,
  })
  .describe('收件');
export type FileApproval = z.infer<typeof FileApproval>;

export const AcceptApproval = z
  .strictObject({ ...about, ...ApprovalAccepted.omit(noMarks).shape })
  .describe('受理');
export const AskSupplement = z
  .strictObject({ ...about, ...SupplementAsked.omit(noMarks).shape })
  .describe('一次告知补正');
export const HandInSupplement = z.strictObject(about).describe('补正材料交齐');
export const PauseClock = z
  .strictObject({ ...about, ...ClockPaused.omit(noMarks).shape, clock: Clock.default('审批时限') })
  .describe('停表');
export const ResumeClock = z
  .strictObject({ ...about, clock: Clock.default('审批时限') })
  .describe('恢复计时');
export const StartTechnicalReview = z
  .strictObject({ ...about, ...TechnicalReviewStarted.omit(noMarks).shape })
  .describe('技术审查开始');
export const EndTechnicalReview = z
  .strictObject({ ...about, ...TechnicalReviewEnded.omit(noMarks).shape })
  .describe('技术审查结束');
export const ExtendApproval = z
  .strictObject({ ...about, ...ApprovalExtended.omit(noMarks).shape })
  .describe('依法延长一次');
export const DecideApproval = z
  .strictObject({ ...about, ...ApprovalDecided.omit(noMarks).shape })
  .describe('作出决定');
export const WithdrawApproval = z
  .strictObject({ ...about, ...ApprovalWithdrawn.omit(noMarks).shape })
  .describe('申请人撤回');

export const GiveDocumentNumber = z
  .strictObject({ approval: ApprovalId, event, ...DocumentNumberGiven.omit({ late: true }).shape })
  .describe('补文号：只由导入办理');
export type GiveDocumentNumber = z.infer<typeof GiveDocumentNumber>;

export const GrantDeferral = z
  .strictObject({ ...about, ...DeferralGranted.omit(noMarks).shape })
  .describe('容缺受理');
export type GrantDeferral = z.infer<typeof GrantDeferral>;
export const MeetDeferral = z
  .strictObject({ ...about, ...DeferralMet.omit(noMarks).shape, creditCode: CreditCode })
  .describe('容缺补齐');
export type MeetDeferral = z.infer<typeof MeetDeferral>;
export const ExtendDeferral = z
  .strictObject({ approval: ApprovalId, ...DeferralExtended.omit(noMarks).shape, creditCode: CreditCode })
  .describe('容缺顺延：不可抗力');
export type ExtendDeferral = z.infer<typeof ExtendDeferral>;
export const RepairCredit = z
  .strictObject({
    creditCode: CreditCode,
    occurredOn,
    ...CreditRepaired.omit({ late: true, debts: true }).shape,
  })
  .describe('信用修复');
export type RepairCredit = z.infer<typeof RepairCredit>;

export const CorrectApprovalEvent = z
  .strictObject({
    approval: ApprovalId,
    event,
    occurredOn: Day.describe('更正后的发生日期'),
    reason: Reason,
  })
  .describe('更正发生日期');
export type CorrectApprovalEvent = z.infer<typeof CorrectApprovalEvent>;
export const VoidApprovalEvent = z
  .strictObject({ approval: ApprovalId, event: event.describe('所作废的事实编号'), reason: Reason })
  .describe('作废一件没有发生的事');
export type VoidApprovalEvent = z.infer<typeof VoidApprovalEvent>;

export const AcceptBackEntry = z
  .strictObject({
    approval: ApprovalId,
    event: event.describe('事后补记的那一条的事实编号'),
    reason: Reason.describe('凭什么认可，2 至 500 字，例如 书面告知已核，文号 …'),
    creditCode: CreditCode.exactOptional().describe('认可的是容缺补齐时必填：动的是企业的账'),
  })
  .describe('认可事后补记：从发生之日计');
export type AcceptBackEntry = z.infer<typeof AcceptBackEntry>;

export const ApplyFaultTolerance = z
  .strictObject({ approval: ApprovalId, ...FaultToleranceApplied.shape })
  .describe('申请容错');
export type ApplyFaultTolerance = z.infer<typeof ApplyFaultTolerance>;
export const DecideFaultTolerance = z
  .strictObject({
    approval: ApprovalId,
    application: z.string().min(1).max(64).describe('申请的事实编号'),
    ...FaultToleranceDecided.shape,
  })
  .describe('认定容错');
export type DecideFaultTolerance = z.infer<typeof DecideFaultTolerance>;

/** What a command about one event of an approval holds beside its own fields. */
export interface AboutApproval {
  readonly approval: string;
  readonly occurredOn?: string;
  readonly source?: Source;
}

/** The subject that a filing makes. An imported application is known by its number. */
export function approvalOf({ project, item, application, source }: FileApproval): string {
  const number = application ?? source?.application;
  return number === undefined ? `${project}/${item}` : `${project}/${item}/${number}`;
}

/** The subject that keeps which firm first applied for a project that was registered without one. */
export function applicantOf(project: string): string {
  return `applicant/${project}`;
}

/** The subject that keeps what a firm owes over all its approvals. */
export function firmOf(creditCode: string): string {
  return `firm/${creditCode}`;
}
