// The fact kinds of the approvals loop. A happening is what the approving bodies' own systems say occurred, with the source it came from; lateness,
// acceptance by silence and broken deferrals are derived at reading and are facts nowhere. No personal datum stands in a body: a firm is its credit code.
import { z } from 'zod';
import type { FactKind, Words } from '../../kernel/loop.ts';
import { isDate } from '../../kernel/plainDate.ts';
import { approvalClocks, approvalKinds } from './approvals.plan.ts';

const PlanId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/);
export const ProjectId = PlanId.describe('项目编号，例如 ZQ-2021-0426');
export const ItemId = PlanId.describe('审批事项，计划 approvalItems 里的编号，例如 construction-permit');
export const ApplicationNumber = z
  .string()
  .trim()
  .regex(/^[^\s/]{1,60}$/u)
  .describe('办件编号：来源系统里的编号，1 至 60 个字符，不含斜线和空格，例如 44120020210301000017');
/** `<project>/<item>`, or `<project>/<item>/<application>`: the same item may be applied for again. */
export const ApprovalId = z
  .string()
  .max(190)
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}\/[A-Za-z0-9][A-Za-z0-9_.-]{0,63}(\/[^\s/]{1,60})?$/u)
  .describe('审批件：项目编号/事项编号，或再加 /办件编号，例如 ZQ-2021-0426/construction-permit');

export const Day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine(isDate, '不是真实存在的日期')
  .describe('日期 YYYY-MM-DD，按城市所在时区，例如 2021-06-30');
export const Reason = z.string().trim().min(2).max(500).describe('原因，2 至 500 字，不写个人信息');
const Document = z.string().trim().min(1).max(200);
export const CreditCode = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[0-9A-Z]{8,32}$/)
  .describe('统一社会信用代码，例如 91441200MA4W12345L');

export const Source = z
  .strictObject({
    system: PlanId.describe('来源系统，例如 gd-ecsp（工程建设项目审批管理系统）'),
    application: ApplicationNumber,
    event: z
      .string()
      .trim()
      .min(1)
      .max(120)
      .exactOptional()
      .describe('来源系统里这一事件的编号，1 至 120 个字符'),
    at: z
      .string()
      .trim()
      .min(8)
      .max(40)
      .exactOptional()
      .describe('来源所写的时间，原样，例如 2021-03-01 09:30'),
  })
  .describe('从哪个系统来：导入的都有');
export type Source = z.infer<typeof Source>;

/** What every happening carries: where it came from, or that it was entered by hand. */
const told = {
  source: Source.exactOptional(),
  manual: z.literal(true).exactOptional().describe('手工录入：不是从来源系统导入的'),
  recordedOn: Day.exactOptional().describe('事后补记：手工录入的，记下的那一天；当天记的没有'),
  late: z.boolean().exactOptional().describe('补报：所属时段封账之后才报'),
};

export const Clock = z
  .enum(approvalClocks)
  .describe('哪一条钟：审批时限（部门审批）、技术审查时限（图审、评估等）');

export const LetterId = z
  .string()
  .regex(/^letter\/[A-Za-z0-9][\w.-]{0,63}\/[A-Za-z0-9][\w.-]{0,63}$/)
  .describe('凭哪一份双向承诺书：letter/项目编号/承诺编号；计划写明凭承诺书办理的方式才有');

/** What an agent hands in stands in his log; what a firm brings to the window itself is told here. */
export const ForFirm = z
  .string()
  .trim()
  .min(2)
  .max(500)
  .describe('企业到窗口，由窗口代为录入的经过，2 至 500 字，不写个人信息');

export const ApprovalFiled = z
  .strictObject({
    project: ProjectId,
    projectName: z.string().trim().min(1).max(200).describe('项目名称，收件时的'),
    item: ItemId,
    kind: z.enum(approvalKinds).describe('办理方式：一般、告知承诺、双容双承诺'),
    authority: PlanId.exactOptional().describe('办理单位，收件时的；计划没有写的不填，例如 zq-housing'),
    creditCode: CreditCode.exactOptional().describe('申请企业的统一社会信用代码'),
    letter: LetterId.exactOptional(),
    forFirm: ForFirm.exactOptional(),
    ...told,
  })
  .describe('收件：申请材料收到之日');
export const ApprovalAccepted = z
  .strictObject({ document: Document.exactOptional().describe('受理通知书编号，1 至 200 字'), ...told })
  .describe('受理');
export const SupplementAsked = z
  .strictObject({
    materials: z
      .array(z.string().trim().min(1).max(200))
      .min(1)
      .max(60)
      .describe('要补的材料，1 至 60 份，一次列全，例如 [总平面图]'),
    legalBasis: Document.exactOptional().describe('再次要材料的法律依据：一次告知以后才要写'),
    approver: Document.exactOptional().describe('谁批准再次要材料：岗位或单位'),
    ...told,
  })
  .describe('一次告知补正');
export const SupplementHandedIn = z
  .strictObject({ forFirm: ForFirm.exactOptional(), ...told })
  .describe('补正材料交齐');
export const ClockPaused = z
  .strictObject({
    clock: Clock,
    reason: PlanId.describe('停表事由，计划 approvalRules.pauseReasons 里的编号，例如 hearing'),
    document: Document.exactOptional().describe('书面告知的文号，1 至 200 字'),
    ...told,
  })
  .describe('停表：从次日起不计');
export const ClockResumed = z.strictObject({ clock: Clock, ...told }).describe('恢复计时：从次日起计');
export const TechnicalReviewStarted = z
  .strictObject({
    by: z.string().trim().min(1).max(200).exactOptional().describe('技术审查机构，1 至 200 字'),
    ...told,
  })
  .describe('技术审查开始：走技术审查时限，审批时限停着');
export const TechnicalReviewEnded = z
  .strictObject({
    result: z.string().trim().min(1).max(200).exactOptional().describe('审查结论，1 至 200 字'),
    ...told,
  })
  .describe('技术审查结束');
export const ApprovalExtended = z
  .strictObject({
    approver: Document.describe('批准延长的负责人：岗位，不写姓名，例如 局长'),
    reason: Reason,
    document: Document.exactOptional().describe('延长决定的文号，1 至 200 字'),
    ...told,
  })
  .describe('依法延长一次');
export const ApprovalDecided = z
  .strictObject({
    outcome: z.enum(['granted', 'refused']).describe('结果：granted 准予；refused 不予'),
    documentNumber: Document.exactOptional().describe('证照或决定书文号，1 至 200 字'),
    reason: Reason.exactOptional().describe('不予的理由'),
    ...told,
  })
  .describe('作出决定');
export const ApprovalWithdrawn = z.strictObject({ reason: Reason, ...told }).describe('申请人撤回');

export const DeferralGranted = z
  .strictObject({
    level: z.enum(['material', 'permit']).describe('级别：material 材料级容缺；permit 手续级（许可后置）'),
    material: PlanId.describe('欠的材料，计划里本事项的材料编号；手续级写 permit'),
    form: z.string().trim().min(1).max(200).describe('补正形式，例如 原件一份'),
    dueOn: Day.describe('补齐期限'),
    consequence: z.string().trim().min(2).max(500).describe('逾期不补怎样，2 至 500 字'),
    promise: Document.describe('申请企业承诺书的编号，1 至 200 字'),
    creditCode: CreditCode,
    document: Document.exactOptional().describe('手续级：准许后置的文号'),
    approver: PlanId.exactOptional().describe('手续级：批准人，计划里的岗位或单位'),
    ...told,
  })
  .describe('容缺受理：先受理，限期补');
export const DeferralMet = z
  .strictObject({ material: PlanId.describe('补齐的材料；手续级写 permit'), ...told })
  .describe('容缺补齐');
export const DeferralExtended = z
  .strictObject({
    material: PlanId.describe('顺延哪一份；手续级写 permit'),
    dueOn: Day.describe('顺延以后的补齐期限'),
    event: z.string().trim().min(2).max(100).describe('哪一件不可抗力，2 至 100 字，例如 台风“卢碧”'),
    eventFrom: Day.describe('它从哪一天起'),
    eventTo: Day.describe('它到哪一天止'),
    reason: Reason.describe('它怎样耽误了补齐，2 至 500 字，不写个人信息'),
    document: Document.describe('证明不可抗力的文号，1 至 200 字'),
    ...told,
  })
  .describe('容缺顺延：不可抗力');
const Debt = {
  approval: ApprovalId,
  material: PlanId.describe('欠的材料；手续级写 permit'),
};
export const FirmDebtOpened = z
  .strictObject({
    ...Debt,
    dueOn: Day.describe('补齐期限'),
    grantedBy: PlanId.exactOptional().describe('准予容缺的单位'),
    late: told.late,
  })
  .describe('企业欠下一笔容缺');
export const FirmDebtExtended = z
  .strictObject({ ...Debt, dueOn: Day.describe('顺延以后的补齐期限'), late: told.late })
  .describe('企业的一笔容缺顺延');
export const FirmDebtSettled = z
  .strictObject({ ...Debt, recordedOn: told.recordedOn, late: told.late })
  .describe('企业补齐一笔容缺');
export const ApplicantNamed = z
  .strictObject({ project: ProjectId, creditCode: CreditCode })
  .describe('项目没有登记信用代码的，以第一次申请时的为准');
export const CreditRepaired = z
  .strictObject({
    document: Document.describe('信用修复的文号或证明，1 至 200 字'),
    reason: Reason,
    debts: z
      .array(
        z.strictObject({
          approval: z.string().min(1).max(190).describe('审批件或承诺书'),
          material: z.string().min(1).max(200).describe('材料或承诺'),
        }),
      )
      .min(1)
      .max(500)
      .describe('修复了哪几笔违诺，1 至 500 笔，都已做到'),
    late: told.late,
  })
  .describe('企业信用修复：修复了的不再关容缺之门');

export const ApprovalEventCorrected = z
  .strictObject({
    occurredOn: Day.describe('更正后的发生日期'),
    reason: Reason,
    otherHand: z
      .literal(true)
      .exactOptional()
      .describe('办理单位以外的单位更正或认可的：按这一天计，不按记下的那一天'),
    late: told.late,
  })
  .describe('更正发生日期（信封 corrects 指所更正的事实）');
export const ApprovalEventVoided = z
  .strictObject({ reason: Reason, late: told.late })
  .describe('作废：没有这回事（信封 corrects 指所作废的事实）');
export const DocumentNumberGiven = z
  .strictObject({
    number: Document.describe('证照、决定书或书面告知的文号，1 至 200 字'),
    source: Source,
    late: told.late,
  })
  .describe('补文号：来源系统后来给出的文号（信封 corrects 指原来的决定或停表）');
export const FaultToleranceApplied = z
  .strictObject({
    facts: z.string().trim().min(4).max(1000).describe('事实经过，4 至 1000 字，不写个人信息'),
    basis: Document.describe('依据，1 至 200 字'),
  })
  .describe('申请容错：超期的记录照留');
export const FaultToleranceDecided = z
  .strictObject({
    outcome: z.enum(['granted', 'refused']).describe('结果：granted 容错；refused 不容错'),
    reason: Reason,
  })
  .describe('认定容错（信封 corrects 指申请）');

const kind = (
  name: string,
  tense: FactKind['tense'],
  zh: string,
  en: string,
  schema: z.ZodType,
): FactKind => ({
  kind: name,
  version: 1,
  tense,
  title: { zh, en },
  schema: schema as FactKind['schema'],
});

export const APPROVAL_FACTS: readonly FactKind[] = [
  kind('approvalFiled', 'happening', '收件', 'Application received', ApprovalFiled),
  kind('approvalAccepted', 'happening', '受理', 'Accepted', ApprovalAccepted),
  kind('supplementAsked', 'happening', '一次告知补正', 'Supplements asked for', SupplementAsked),
  kind('supplementHandedIn', 'happening', '补正交齐', 'Supplements handed in', SupplementHandedIn),
  kind('clockPaused', 'happening', '停表', 'Clock paused', ClockPaused),
  kind('clockResumed', 'happening', '恢复计时', 'Clock resumed', ClockResumed),
  kind(
    'technicalReviewStarted',
    'happening',
    '技术审查开始',
    'Technical review started',
    TechnicalReviewStarted,
  ),
  kind('technicalReviewEnded', 'happening', '技术审查结束', 'Technical review ended', TechnicalReviewEnded),
  kind('approvalExtended', 'happening', '依法延长', 'Extended', ApprovalExtended),
  kind('approvalDecided', 'happening', '决定', 'Decided', ApprovalDecided),
  kind('approvalWithdrawn', 'happening', '申请人撤回', 'Withdrawn', ApprovalWithdrawn),
  kind('deferralGranted', 'happening', '容缺受理', 'Deferral granted', DeferralGranted),
  kind('deferralMet', 'happening', '容缺补齐', 'Deferral met', DeferralMet),
  kind('deferralExtended', 'happening', '容缺顺延', 'Deferral extended', DeferralExtended),
  kind('firmDebtOpened', 'happening', '企业欠容缺', 'Firm owes a deferral', FirmDebtOpened),
  kind('firmDebtExtended', 'happening', '企业容缺顺延', 'Firm’s deferral extended', FirmDebtExtended),
  kind('firmDebtSettled', 'happening', '企业补齐容缺', 'Firm met a deferral', FirmDebtSettled),
  kind('applicantNamed', 'act', '记下申请企业', 'Applicant named', ApplicantNamed),
  kind('creditRepaired', 'happening', '信用修复', 'Credit repaired', CreditRepaired),
  kind('approvalEventCorrected', 'act', '更正日期', 'Date corrected', ApprovalEventCorrected),
  kind('approvalEventVoided', 'act', '作废', 'Voided', ApprovalEventVoided),
  kind('documentNumberGiven', 'act', '补文号', 'Document number given', DocumentNumberGiven),
  kind('faultToleranceApplied', 'act', '申请容错', 'Fault tolerance applied for', FaultToleranceApplied),
  kind('faultToleranceDecided', 'act', '认定容错', 'Fault tolerance decided', FaultToleranceDecided),
];

export const FACT_TITLES: ReadonlyMap<string, Words> = new Map(
  APPROVAL_FACTS.map((each) => [each.kind, each.title]),
);
