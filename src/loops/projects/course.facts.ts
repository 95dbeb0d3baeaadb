// Facts of the course of a project beside its milestones: monthly figures (形象进度, 用工, 工作量), agreements, appraisals and visits, inspections with
// their findings, leads (首报首谈) and batches (集中活动). Nothing derived stands in them: overdue, holders and sums are judged at reading.
import { z } from 'zod';
import type { FactKind } from '../../kernel/loop.ts';
import { Day, Evidence, Month, PlanId, ProjectId, Reason, Yuan } from './projects.facts.ts';

const Late = z.boolean().exactOptional().describe('补报：所属时段封账之后才报');
const Confirmed = z
  .array(z.string().regex(/^[a-z][a-z0-9_]{0,63}$/))
  .max(10)
  .exactOptional()
  .describe('填报时问过、本人确认无误的疑问');
const Words = z.string().trim().min(2).max(500);
const Document = z.string().trim().min(1).max(200).exactOptional().describe('文号或资料名称，至多 200 字');
const EvidenceList = z.array(Evidence).max(20).describe('印证资料，至多 20 份');

export const Amount = z
  .string()
  .regex(/^(0|[1-9]\d{0,14})(\.\d{1,4})?$/)
  .describe('数量，十进制文本，至多四位小数，例如 86.5');

export const FigureReported = z
  .strictObject({
    figure: PlanId.describe(
      '报的是什么：visibleProgress 形象进度、jobs 用工人数，或计划里该生命周期的工作量编号，例如 landClearedMu',
    ),
    month: Month.describe('所属月份；信封的 occurred_on 落在该月'),
    of: PlanId.exactOptional().describe('分到哪个县（市、区）：计划里单位的标识；不写 = 整个项目'),
    value: Amount.describe('形象进度为至月末的百分数，用工为月末人数，工作量为当月新增'),
    confirmed: Confirmed,
    late: Late,
  })
  .describe('项目月报：形象进度、用工、工作量');
export type FigureReported = z.infer<typeof FigureReported>;

export const FigureCorrected = z
  .strictObject({
    value: Amount.describe('更正后的数'),
    reason: Reason,
    confirmed: Confirmed,
    late: Late,
  })
  .describe('更正项目月报（信封 corrects 指首次月报），即时生效');
export type FigureCorrected = z.infer<typeof FigureCorrected>;

export const AgreementTerm = z
  .strictObject({
    term: PlanId.describe('条款，计划里的标识，例如 outputPerMu'),
    amount: Amount.exactOptional().describe('约定的数量，单位见计划；日期的条款不写'),
    day: Day.exactOptional().describe('约定的日期；数量的条款不写'),
  })
  .describe('一项协议条款');
export type AgreementTerm = z.infer<typeof AgreementTerm>;

export const AgreementSigned = z
  .strictObject({
    document: Document,
    terms: z
      .array(AgreementTerm)
      .min(1)
      .max(50)
      .describe('约定的条款，1 至 50 项；再签时写到的条款以后签的为准'),
    late: Late,
  })
  .describe('签订或补签协议：约定的是承诺，不计入实际数');
export type AgreementSigned = z.infer<typeof AgreementSigned>;

export const VisitMade = z
  .strictObject({
    what: Words.describe('考察或洽谈的情况，2 至 500 字，不写个人信息'),
    document: Document,
    late: Late,
  })
  .describe('考察洽谈');
export type VisitMade = z.infer<typeof VisitMade>;

export const AppraisalHeld = z
  .strictObject({
    result: z
      .enum(['passed', 'conditional', 'refused'])
      .describe('结果：passed 通过、conditional 有条件通过、refused 不通过'),
    conditions: z
      .array(
        z
          .strictObject({
            what: Words.describe('要满足什么，2 至 500 字'),
            dueOn: Day.exactOptional().describe('何时之前满足'),
          })
          .describe('一个条件'),
      )
      .max(20)
      .describe('附带的条件，至多 20 个；有条件通过的至少一个'),
    document: Document,
    late: Late,
  })
  .describe('评审会');
export type AppraisalHeld = z.infer<typeof AppraisalHeld>;

export const ConditionMet = z
  .strictObject({
    condition: z.int().min(1).max(20).describe('第几个条件，从 1 起'),
    evidence: EvidenceList,
    note: Words.exactOptional().describe('说明，2 至 500 字'),
    late: Late,
  })
  .describe('评审条件已满足（信封 corrects 指评审会）');
export type ConditionMet = z.infer<typeof ConditionMet>;

export const FindingRaised = z
  .strictObject({
    finding: Words.describe('发现的问题，2 至 500 字，不写个人信息'),
    grade: PlanId.describe('等级，计划里的标识，例如 serious'),
    dueOn: Day.describe('整改到期日'),
    rectifier: PlanId.describe('由哪个单位整改：计划里单位的标识'),
    evidence: EvidenceList,
    late: Late,
  })
  .describe('巡查发现问题');
export type FindingRaised = z.infer<typeof FindingRaised>;

export const FindingRectified = z
  .strictObject({ what: Words.describe('怎样整改的，2 至 500 字'), evidence: EvidenceList, late: Late })
  .describe('整改完成（信封 corrects 指所发现的问题）：待另一方销号');
export type FindingRectified = z.infer<typeof FindingRectified>;

export const FindingReturned = z
  .strictObject({ reason: Reason })
  .describe('整改不到位，退回（信封 corrects 指所发现的问题）');
export type FindingReturned = z.infer<typeof FindingReturned>;

export const FindingClosed = z
  .strictObject({ note: Words.exactOptional().describe('说明，2 至 500 字') })
  .describe('整改到位，销号（信封 corrects 指所发现的问题）');
export type FindingClosed = z.infer<typeof FindingClosed>;

export const LeadReported = z
  .strictObject({
    investor: z.string().trim().min(2).max(100).describe('投资方名称，2 至 100 字'),
    creditCode: z.string().trim().min(1).max(32).exactOptional().describe('统一社会信用代码'),
    project: z.string().trim().min(2).max(200).describe('拟投项目名称，2 至 200 字'),
    plannedInvestmentYuan: Yuan.exactOptional().describe('意向投资，单位元；不计入任何合计'),
    note: Words.exactOptional().describe('说明，2 至 500 字，不写个人信息'),
    confirmed: Confirmed,
    late: Late,
  })
  .describe('首报：招商线索报告。首谈权归最先报的单位，保留到计划写明的天数');
export type LeadReported = z.infer<typeof LeadReported>;

export const LeadTransferred = z
  .strictObject({ toUnit: PlanId.describe('转交给哪个单位'), reason: Reason })
  .describe('线索转交（信封 corrects 指首报）：由市里决定，保留期从转交之日重新算');
export type LeadTransferred = z.infer<typeof LeadTransferred>;

export const LeadRegistered = z
  .strictObject({ project: ProjectId.describe('由它登记的项目') })
  .describe('线索登记为项目（信封 corrects 指首报）：与项目登记同一命令');
export type LeadRegistered = z.infer<typeof LeadRegistered>;

export const LeadGivenUp = z
  .strictObject({ reason: Reason })
  .describe('放弃线索（信封 corrects 指首报）：首谈权让给下一家');
export type LeadGivenUp = z.infer<typeof LeadGivenUp>;

const BatchProjects = z.array(ProjectId).max(500);
export const BatchHeld = z
  .strictObject({
    name: z.string().trim().min(2).max(200).describe('名称，2 至 200 字，例如 2021年第二季度集中动工'),
    kind: PlanId.describe('种类，计划里的标识，例如 starting'),
    projects: BatchProjects.describe('参加的项目，至多 500 个'),
    late: Late,
  })
  .describe('集中活动：只是名单，不申报也不认定任何节点');
export type BatchHeld = z.infer<typeof BatchHeld>;

export const BatchListed = z
  .strictObject({
    added: BatchProjects.describe('增加的项目'),
    removed: BatchProjects.describe('去掉的项目'),
    reason: Reason,
  })
  .describe('集中活动名单变更（信封 corrects 指该活动）');
export type BatchListed = z.infer<typeof BatchListed>;

const kind = (
  name: string,
  tense: FactKind['tense'],
  zh: string,
  en: string,
  schema: FactKind['schema'],
): FactKind => ({ kind: name, version: 1, tense, title: { zh, en }, schema });

export const COURSE_FACTS: readonly FactKind[] = [
  kind('figureReported', 'happening', '项目月报', 'Monthly figure reported', FigureReported),
  kind('figureCorrected', 'act', '更正项目月报', 'Monthly figure corrected', FigureCorrected),
  kind('agreementSigned', 'happening', '签订协议', 'Agreement signed', AgreementSigned),
  kind('visitMade', 'happening', '考察洽谈', 'Visit made', VisitMade),
  kind('appraisalHeld', 'happening', '评审会', 'Appraisal held', AppraisalHeld),
  kind('conditionMet', 'happening', '评审条件满足', 'Condition met', ConditionMet),
  kind('findingRaised', 'happening', '巡查发现问题', 'Finding raised', FindingRaised),
  kind('findingRectified', 'happening', '整改完成', 'Finding rectified', FindingRectified),
  kind('findingReturned', 'act', '整改退回', 'Rectification sent back', FindingReturned),
  kind('findingClosed', 'act', '巡查问题销号', 'Finding closed', FindingClosed),
  kind('leadReported', 'happening', '首报', 'Lead reported', LeadReported),
  kind('leadTransferred', 'act', '线索转交', 'Lead transferred', LeadTransferred),
  kind('leadGivenUp', 'act', '放弃线索', 'Lead given up', LeadGivenUp),
  kind('leadRegistered', 'act', '线索登记为项目', 'Lead registered as a project', LeadRegistered),
  kind('batchHeld', 'happening', '集中活动', 'Batch held', BatchHeld),
  kind('batchListed', 'act', '集中活动名单变更', 'Batch list changed', BatchListed),
];
