// The fact kinds of joint acceptance 联合验收: opened on application with the departments' parts as the plan has them that day, each part passed or found
// wanting, findings put right, and the certificate once all have passed. Days owed are derived at reading (acceptance.judge.ts).
import { z } from 'zod';
import type { FactKind } from '../../kernel/loop.ts';
import { CreditCode, Day, ItemId, LetterId, ProjectId, Reason } from './approvals.facts.ts';

const Document = z.string().trim().min(1).max(200);
const words = z.string().trim().min(2).max(1000);

export const AcceptanceKind = z
  .enum(['一般', '先建后验'])
  .describe('一般，或先建后验（双容双承诺的项目，边建边补手续，到这里合并验收）');

const Part = z.strictObject({
  item: ItemId,
  name: z.string().min(1).max(100).describe('事项名称（开启时的）'),
  authority: z.string().min(1).max(64).exactOptional().describe('由哪个单位验；计划没有写的不填'),
});

export const AcceptanceOpened = z
  .strictObject({
    project: ProjectId,
    projectName: z.string().min(1).max(200).describe('项目名称（开启时的）'),
    kind: AcceptanceKind,
    parts: z.array(Part).min(1).max(60).describe('各部门的验收事项，按开启那天的计划'),
    lead: z.string().min(1).max(64).exactOptional().describe('由哪个单位出具联合验收意见书'),
    document: Document.exactOptional().describe('申请书的名称或文号，最多 200 字'),
    creditCode: CreditCode.exactOptional(),
    letter: LetterId.exactOptional(),
  })
  .describe('联合验收申请');
export const AcceptancePartJudged = z
  .strictObject({
    item: ItemId,
    outcome: z.enum(['通过', '须整改']).describe('本部门的结论：通过、须整改'),
    finding: words.exactOptional().describe('须整改的是什么，2 至 1000 字；须整改的必填'),
    rectifyBy: Day.exactOptional().describe('整改到哪一天止'),
    document: Document.exactOptional().describe(
      '意见的文号，最多 200 字；计划里写 yieldsDocument: false 的事项不必填',
    ),
  })
  .describe('部门验收结论');
export const AcceptanceFindingRectified = z
  .strictObject({
    item: ItemId,
    words: words.describe('怎样整改的，2 至 1000 字，不写个人信息'),
    document: Document.exactOptional().describe('整改报告的名称或文号，最多 200 字'),
  })
  .describe('整改完成，待复验');
export const AcceptanceCertified = z
  .strictObject({ documentNumber: Document.describe('联合验收意见书文号，最多 200 字') })
  .describe('联合验收合格，出具意见书');
export const AcceptanceEventVoided = z
  .strictObject({ reason: Reason })
  .describe('作废一件没有发生的验收之事');

function happening(kind: string, zh: string, en: string, schema: FactKind['schema']): FactKind {
  return { kind, version: 1, tense: 'happening', title: { zh, en }, schema };
}

export const ACCEPTANCE_FACTS: readonly FactKind[] = [
  happening('acceptanceOpened', '联合验收申请', 'Joint acceptance opened', AcceptanceOpened),
  happening('acceptancePartJudged', '部门验收结论', 'Part judged', AcceptancePartJudged),
  happening('acceptanceFindingRectified', '整改完成', 'Finding rectified', AcceptanceFindingRectified),
  happening('acceptanceCertified', '联合验收合格', 'Joint acceptance certified', AcceptanceCertified),
  {
    kind: 'acceptanceEventVoided',
    version: 1,
    tense: 'act',
    title: { zh: '作废验收记录', en: 'Acceptance event voided' },
    schema: AcceptanceEventVoided,
  },
];

const occurredOn = Day.exactOptional().describe('发生日期 YYYY-MM-DD；不填 = 今天');
const about = { project: ProjectId, occurredOn };
export const OpenAcceptance = z
  .strictObject({
    ...about,
    kind: AcceptanceKind.default('一般'),
    document: AcceptanceOpened.shape.document,
    letter: LetterId.exactOptional(),
  })
  .describe('申请联合验收');
export type OpenAcceptance = z.infer<typeof OpenAcceptance>;
export const JudgeAcceptancePart = z
  .strictObject({ ...about, ...AcceptancePartJudged.shape })
  .describe('部门验收');
export type JudgeAcceptancePart = z.infer<typeof JudgeAcceptancePart>;
export const RectifyAcceptance = z
  .strictObject({ ...about, ...AcceptanceFindingRectified.shape })
  .describe('报整改完成');
export type RectifyAcceptance = z.infer<typeof RectifyAcceptance>;
export const CertifyAcceptance = z
  .strictObject({ ...about, ...AcceptanceCertified.shape })
  .describe('出具联合验收意见书');
export type CertifyAcceptance = z.infer<typeof CertifyAcceptance>;
export const VoidAcceptanceEvent = z
  .strictObject({
    project: ProjectId,
    event: z.string().min(1).max(64).describe('所作废的事实编号'),
    reason: Reason,
  })
  .describe('作废验收记录');
export type VoidAcceptanceEvent = z.infer<typeof VoidAcceptanceEvent>;

export function acceptanceOf(project: string): string {
  return `acceptance/${project}`;
}
