// The fact kinds of the projects loop, as docs/architecture.md lists them. A body says what was said and nothing derived; money is yuan as a
// decimal string, dates are of the city's zone, and no personal datum stands in it (a contact goes to the vault, the body holds its digest).
import { z } from 'zod';
import type { FactKind } from '../../kernel/loop.ts';
import { isDate } from '../../kernel/plainDate.ts';

/** A name that a plan gives to one of its elements: lifecycle, milestone, cluster, park, evidence kind. */
export const PlanId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/)
  .describe('计划内的标识：字母或数字开头，字母、数字、点、下划线、连字符，至多 64 个字符，例如 industrial');

/** Subject ids: what the registering unit gives to a project; the national project code is bound later (签约早于赋码). */
export const ProjectId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
  .describe('项目编号：由登记单位给定，全市唯一，至多 64 个字符，例如 ZQ-2021-0426');

export const Yuan = z
  .string()
  .regex(/^(0|[1-9]\d{0,14})(\.\d{1,2})?$/)
  .describe('金额，单位元，十进制文本，至多两位小数，例如 120000000.00');

export const Mu = z
  .string()
  .regex(/^(0|[1-9]\d{0,7})(\.\d{1,4})?$/)
  .describe('用地面积，单位亩，十进制文本，至多四位小数，例如 86.5（1 公顷 = 15 亩）');

export const Day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine(isDate, '不是真实存在的日期')
  .describe('日期 YYYY-MM-DD，按城市所在时区，例如 2021-06-30');

export const Month = z
  .string()
  .regex(/^(19|20|21)\d{2}-(0[1-9]|1[0-2])$/)
  .describe('月份 YYYY-MM，例如 2021-06');

export const Reason = z.string().trim().min(2).max(500).describe('原因，2 至 500 字，不写个人信息');

export const Evidence = z
  .strictObject({
    kind: PlanId.describe('印证资料的种类，须是计划里该节点列出的，例如 construction_permit'),
    name: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .describe('资料名称或文号，例如 建筑工程施工许可证 441204202106300101'),
    digest: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .exactOptional()
      .describe('文件的加盐摘要，64 位十六进制；原件存于保险库，可按规定删除'),
  })
  .describe('一份印证资料');
export type Evidence = z.infer<typeof Evidence>;

const EvidenceList = z.array(Evidence).max(20).describe('印证资料，至多 20 份');
const Late = z.boolean().exactOptional().describe('补报：所属时段封账之后才报');
/** Codes of the questions that the teller was asked and said yes to. */
const Confirmed = z
  .array(z.string().regex(/^[a-z][a-z0-9_]{0,63}$/))
  .max(10)
  .exactOptional()
  .describe('填报时问过、本人确认无误的疑问');
const draft = z.string().min(1).max(64).exactOptional().describe('单位内部填报的事实编号；一步到位的没有');
const hands = z
  .array(z.string().min(1).max(64))
  .max(5)
  .exactOptional()
  .describe('单位内部各步的账号，按先后；其中任何一人不能认定');
const Warnings = z
  .array(z.string().regex(/^[a-z][a-z0-9_]{0,63}$/))
  .max(10)
  .exactOptional()
  .describe('登记时对代码的存疑（只提示，不拦）');

const descriptions = {
  name: z.string().trim().min(2).max(200).describe('项目名称，2 至 200 字'),
  cluster: PlanId.describe('所属产业集群，计划里的标识，例如 new_energy_vehicles'),
  industry: z
    .string()
    .regex(/^([A-T]|\d{2,4})$/)
    .describe('国民经济行业分类 GB/T 4754-2017：门类字母或 2 至 4 位代码，例如 3670'),
  park: PlanId.describe('所在园区，计划里单位的标识'),
  investor: z.string().trim().min(2).max(200).describe('投资主体（法人）名称，2 至 200 字'),
  creditCode: z
    .string()
    .trim()
    .min(1)
    .max(32)
    .describe('统一社会信用代码（GB 32100-2015，18 位）；录入的校验位不对即不收，清单导入的照记并提示'),
  plannedInvestmentYuan: Yuan.describe('计划总投资，单位元；与实际投资永不相加'),
  landMu: Mu,
  plannedJobs: z.int().min(0).max(1_000_000).describe('计划用工人数；与实际用工不相加'),
  attributes: z
    .record(PlanId, PlanId)
    .describe('属性：计划 projectAttributes 里的属性编号对取值编号，例如 {"origin":"otherProvince"}'),
};

export const ProjectRegistered = z
  .strictObject({
    name: descriptions.name,
    lifecycle: PlanId.describe('适用的全生命周期，计划里的标识，例如 industrial'),
    cluster: descriptions.cluster.exactOptional(),
    industry: descriptions.industry.exactOptional(),
    park: descriptions.park.exactOptional(),
    investor: descriptions.investor.exactOptional(),
    creditCode: descriptions.creditCode.exactOptional(),
    plannedInvestmentYuan: descriptions.plannedInvestmentYuan,
    landMu: descriptions.landMu.exactOptional(),
    plannedJobs: descriptions.plannedJobs.exactOptional(),
    attributes: descriptions.attributes.exactOptional(),
    leadReportedOn: Day.exactOptional().describe('由线索登记的：线索首报的日期；登记日期不早于它'),
    phaseOf: ProjectId.exactOptional().describe('分期项目所属的总项目；分期须有自己的项目代码才单独计数'),
    confirmed: Confirmed,
    warnings: Warnings,
    late: Late,
  })
  .describe('项目登记');
export type ProjectRegistered = z.infer<typeof ProjectRegistered>;

export const ProjectAmended = z
  .strictObject({
    reason: Reason,
    name: descriptions.name.exactOptional(),
    cluster: descriptions.cluster.exactOptional(),
    industry: descriptions.industry.exactOptional(),
    park: descriptions.park.exactOptional(),
    investor: descriptions.investor.exactOptional(),
    creditCode: descriptions.creditCode.exactOptional(),
    plannedInvestmentYuan: descriptions.plannedInvestmentYuan.exactOptional(),
    landMu: descriptions.landMu.exactOptional(),
    plannedJobs: descriptions.plannedJobs.exactOptional(),
    attributes: descriptions.attributes.exactOptional(),
    registeredOn: Day.exactOptional().describe(
      '登记日期 YYYY-MM-DD：不晚于登记时写的那天，不晚于已报的事，不早于线索首报',
    ),
    confirmed: Confirmed,
    warnings: Warnings,
  })
  .describe('登记信息变更：只写变更的项');
export type ProjectAmended = z.infer<typeof ProjectAmended>;

export const ProjectCodeBound = z
  .strictObject({
    code: z
      .string()
      .trim()
      .min(1)
      .max(32)
      .describe('投资项目代码（GB/T 40058-2021），例如 2107-441204-04-01-123456；存疑只提示'),
    warnings: Warnings,
    late: Late,
  })
  .describe('绑定投资项目代码；再次绑定以最后一次为准');
export type ProjectCodeBound = z.infer<typeof ProjectCodeBound>;

export const MilestoneClaimed = z
  .strictObject({
    milestone: PlanId.describe('节点，计划里的标识，例如 started'),
    needsRecognition: z.boolean().describe('申报时的计划是否要求另一单位认定；否则申报即生效'),
    plannedInvestmentYuan: Yuan.exactOptional().describe('申报时的计划总投资，单位元（冻结在申报里）'),
    evidence: EvidenceList,
    note: z.string().trim().min(1).max(500).exactOptional().describe('说明，至多 500 字'),
    batch: z
      .string()
      .min(1)
      .max(80)
      .exactOptional()
      .describe('所属集中活动的编号；集中活动自己不申报任何节点'),
    draft,
    hands,
    confirmed: Confirmed,
    late: Late,
  })
  .describe('申报节点：发生于信封的 occurred_on');
export type MilestoneClaimed = z.infer<typeof MilestoneClaimed>;

export const MilestoneCorrected = z
  .strictObject({
    milestone: PlanId.describe('节点，与所更正的申报相同'),
    occurredOn: Day.describe('更正后的发生日期'),
    plannedInvestmentYuan: Yuan.exactOptional().describe('更正后的计划总投资，单位元；不写则沿用首次申报的'),
    evidence: EvidenceList.exactOptional().describe('更正后的印证资料；不写则沿用首次申报的'),
    reason: Reason,
    draft,
    hands,
    confirmed: Confirmed,
    late: Late,
  })
  .describe('更正申报（信封 corrects 指首次申报）：待认定，认定前旧版本仍有效');
export type MilestoneCorrected = z.infer<typeof MilestoneCorrected>;

/** A text that says something: a mark alone, or the same sign again and again, is none. */
const Telling = z
  .string()
  .trim()
  .max(200)
  .regex(/[\p{L}\p{N}]/u);

/** On what a milestone is recognised although an approval behind which a red line of law stands is not there. */
export const RecognitionBasis = z
  .strictObject({
    kind: z.enum(['exempt', 'deferred']).describe('exempt 依法不需办理（如限额以下）；deferred 准许后置'),
    document: Telling.min(2).describe('依据的文号或条款，2 至 200 字，例如 建筑法第七条、建办市〔2016〕1号'),
    approver: Telling.min(2).describe('谁批准的：单位或岗位，不写姓名，2 至 200 字，例如 市住建局'),
    dueOn: Day.exactOptional().describe('补办的期限；后置的必填，不需办理的不填'),
  })
  .describe('没有审批而认定的依据');
export type RecognitionBasis = z.infer<typeof RecognitionBasis>;

export const MilestoneRecognised = z
  .strictObject({
    milestone: PlanId.describe('节点'),
    rule: z.string().trim().min(1).max(200).describe('认定所依的口径：版本与文号，例如 v1 待补来源'),
    reason: Reason.exactOptional(),
    missing: z
      .array(z.string().min(1).max(200))
      .max(60)
      .exactOptional()
      .describe('认定时还缺的印证资料和审批，按名称；有缺的必有理由或依据'),
    withoutApprovals: z
      .array(
        z.strictObject({
          id: PlanId,
          name: z.string().min(1).max(200),
          basis: RecognitionBasis.exactOptional(),
        }),
      )
      .max(50)
      .exactOptional()
      .describe('认定时缺的审批，和各自的依据；没有红线的只有理由'),
  })
  .describe('认定（信封 corrects 指所认定的申报或更正）');
export type MilestoneRecognised = z.infer<typeof MilestoneRecognised>;

export const MilestoneRefused = z
  .strictObject({ milestone: PlanId.describe('节点'), reason: Reason })
  .describe('不予认定（信封 corrects 指该申报或更正）');
export type MilestoneRefused = z.infer<typeof MilestoneRefused>;

export const MilestoneRevoked = z
  .strictObject({ milestone: PlanId.describe('节点'), reason: Reason, late: Late })
  .describe('撤销认定（信封 corrects 指已认定的申报或更正）');
export type MilestoneRevoked = z.infer<typeof MilestoneRevoked>;

export const InvestmentMeasure = z
  .enum(['actual', 'financing'])
  .describe('actual 实际完成投资；financing 到位资金；二者与计划投资永不相加');
export type InvestmentMeasure = z.infer<typeof InvestmentMeasure>;

export const InvestmentReported = z
  .strictObject({
    measure: InvestmentMeasure.describe('口径：actual 实际完成投资；financing 到位资金'),
    month: Month.describe('所属月份；信封的 occurred_on 落在该月'),
    amountYuan: Yuan.describe('当月数（非累计），单位元'),
    confirmed: Confirmed,
    late: Late,
  })
  .describe('投资月报');
export type InvestmentReported = z.infer<typeof InvestmentReported>;

export const InvestmentCorrected = z
  .strictObject({
    amountYuan: Yuan.describe('更正后的当月数，单位元'),
    reason: Reason,
    confirmed: Confirmed,
    late: Late,
  })
  .describe('更正投资月报（信封 corrects 指首次月报），即时生效');
export type InvestmentCorrected = z.infer<typeof InvestmentCorrected>;

export const ProjectSuspended = z
  .strictObject({ reason: Reason, confirmed: Confirmed, late: Late })
  .describe('项目暂停');
export type ProjectSuspended = z.infer<typeof ProjectSuspended>;

export const ProjectResumed = z.strictObject({ reason: Reason, late: Late }).describe('项目恢复');
export type ProjectResumed = z.infer<typeof ProjectResumed>;

export const ProjectEnded = z
  .strictObject({ reason: Reason, confirmed: Confirmed, late: Late })
  .describe('项目终止：此后不再接受申报，已认定的节点不变');
export type ProjectEnded = z.infer<typeof ProjectEnded>;

export const ProjectRevived = z
  .strictObject({ reason: Reason, late: Late })
  .describe(
    '项目恢复推进：终止的项目重新接受申报。终止前已认定的节点仍然有效、仍只计一次；已撤销的不因此恢复',
  );
export type ProjectRevived = z.infer<typeof ProjectRevived>;

export const PROJECT_FACTS: readonly FactKind[] = [
  {
    kind: 'projectRegistered',
    version: 1,
    tense: 'happening',
    title: { zh: '项目登记', en: 'Project registered' },
    schema: ProjectRegistered,
  },
  {
    kind: 'projectAmended',
    version: 1,
    tense: 'act',
    title: { zh: '登记信息变更', en: 'Project amended' },
    schema: ProjectAmended,
  },
  {
    kind: 'projectCodeBound',
    version: 1,
    tense: 'act',
    title: { zh: '绑定项目代码', en: 'Project code bound' },
    schema: ProjectCodeBound,
  },
  {
    kind: 'milestoneClaimed',
    version: 1,
    tense: 'happening',
    title: { zh: '申报', en: 'Milestone claimed' },
    schema: MilestoneClaimed,
  },
  {
    kind: 'milestoneCorrected',
    version: 1,
    tense: 'act',
    title: { zh: '更正申报', en: 'Milestone corrected' },
    schema: MilestoneCorrected,
  },
  {
    kind: 'milestoneRecognised',
    version: 1,
    tense: 'act',
    title: { zh: '认定', en: 'Milestone recognised' },
    schema: MilestoneRecognised,
  },
  {
    kind: 'milestoneRefused',
    version: 1,
    tense: 'act',
    title: { zh: '不予认定', en: 'Milestone refused' },
    schema: MilestoneRefused,
  },
  {
    kind: 'milestoneRevoked',
    version: 1,
    tense: 'act',
    title: { zh: '撤销认定', en: 'Recognition revoked' },
    schema: MilestoneRevoked,
  },
  {
    kind: 'investmentReported',
    version: 1,
    tense: 'happening',
    title: { zh: '投资月报', en: 'Investment reported' },
    schema: InvestmentReported,
  },
  {
    kind: 'investmentCorrected',
    version: 1,
    tense: 'act',
    title: { zh: '更正投资月报', en: 'Investment corrected' },
    schema: InvestmentCorrected,
  },
  {
    kind: 'projectSuspended',
    version: 1,
    tense: 'happening',
    title: { zh: '项目暂停', en: 'Project suspended' },
    schema: ProjectSuspended,
  },
  {
    kind: 'projectResumed',
    version: 1,
    tense: 'happening',
    title: { zh: '项目恢复', en: 'Project resumed' },
    schema: ProjectResumed,
  },
  {
    kind: 'projectEnded',
    version: 1,
    tense: 'happening',
    title: { zh: '项目终止', en: 'Project ended' },
    schema: ProjectEnded,
  },
  {
    kind: 'projectRevived',
    version: 1,
    tense: 'happening',
    title: { zh: '终止后恢复', en: 'Project revived' },
    schema: ProjectRevived,
  },
];
