// The fact kinds of 代办: a firm mandates a post to run its errands, and what that post did is logged. An agent acts for the firm, never for the bureau:
// the duty to decide and its clock stay where the plan puts them. No personal datum stands in a body: an agent is an account, a firm its credit code.
import { z } from 'zod';
import type { FactKind } from '../../kernel/loop.ts';
import { ApprovalId, CreditCode, Day, ItemId, LetterId, ProjectId, Reason } from './approvals.facts.ts';

/** What an agent does for a firm: hands in, fetches, asks, goes along. */
export const agencyActs = ['递交', '领取', '询问', '陪同'] as const;
export const AgencyAct = z.enum(agencyActs).describe('做了什么：递交、领取、询问、陪同');

export const AgentAccount = z
  .string()
  .regex(/^[a-z][a-z0-9._-]{1,39}$/)
  .describe('代办员的账号（岗位，不是姓名），例如 daiban1');
const ProjectName = z.string().min(1).max(200).describe('项目名称（授权时的）');
const Items = z
  .array(ItemId)
  .min(1)
  .max(100)
  .describe('授权代办的事项，计划 approvalItems 里的编号，1 至 100 个；没有列的不在授权之内');
const MandateDocument = z
  .strictObject({
    name: z.string().trim().min(1).max(200).describe('授权委托书的名称或文号，最多 200 字'),
    digest: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .exactOptional()
      .describe('文件的摘要，64 位十六进制；文件本身不入账'),
  })
  .describe('授权委托书');

export const MandateGiven = z
  .strictObject({
    project: ProjectId,
    projectName: ProjectName,
    agent: AgentAccount,
    agentUnit: z.string().min(1).max(64).describe('代办员所在单位（授权时的）'),
    agentTitle: z.string().min(1).max(80).describe('代办员的岗位显示名（授权时的）'),
    items: Items,
    from: Day.describe('授权从哪一天起，当天算在内'),
    to: Day.describe('授权到哪一天止，当天算在内'),
    document: MandateDocument,
    creditCode: CreditCode.exactOptional(),
  })
  .describe('企业授权代办');

export const MandateRevoked = z.strictObject({ project: ProjectId, reason: Reason }).describe('撤销代办授权');

export const AgencyLogged = z
  .strictObject({
    project: ProjectId,
    mandate: z.string().min(1).max(64).describe('依据哪一份授权：授权的事实编号'),
    act: AgencyAct,
    item: ItemId,
    approval: ApprovalId.exactOptional().describe('同时记入的审批件；只在代企业递交时有'),
    words: z.string().trim().min(2).max(500).describe('经过，2 至 500 字，不写个人信息'),
  })
  .describe('代办日志');

export const AGENCY_FACTS: readonly FactKind[] = [
  {
    kind: 'mandateGiven',
    version: 1,
    tense: 'happening',
    title: { zh: '授权代办', en: 'Agent mandated' },
    schema: MandateGiven,
  },
  {
    kind: 'mandateRevoked',
    version: 1,
    tense: 'happening',
    title: { zh: '撤销代办授权', en: 'Mandate revoked' },
    schema: MandateRevoked,
  },
  {
    kind: 'agencyLogged',
    version: 1,
    tense: 'happening',
    title: { zh: '代办日志', en: 'Errand logged' },
    schema: AgencyLogged,
  },
];

const occurredOn = Day.exactOptional().describe('发生日期 YYYY-MM-DD；不填 = 今天');
export const GiveMandate = z
  .strictObject({
    project: ProjectId,
    agent: AgentAccount,
    items: Items,
    from: MandateGiven.shape.from,
    to: MandateGiven.shape.to,
    document: MandateDocument,
    creditCode: CreditCode.exactOptional().describe('授权企业的统一社会信用代码；不填 = 项目登记的'),
    occurredOn,
  })
  .describe('授权代办');
export type GiveMandate = z.infer<typeof GiveMandate>;
export const RevokeMandate = z
  .strictObject({
    project: ProjectId,
    mandate: z.string().min(1).max(64).describe('授权的事实编号'),
    reason: Reason,
    occurredOn,
  })
  .describe('撤销代办授权');
export type RevokeMandate = z.infer<typeof RevokeMandate>;
export const LogErrand = z
  .strictObject({
    project: ProjectId,
    act: AgencyAct,
    item: ItemId,
    // An empty one is refused in words of its own (words_missing), not as a fault of the form.
    words: z.string().trim().max(500).describe('办了什么、问了什么，2 至 500 字，不写个人信息'),
    occurredOn,
  })
  .describe('记代办日志');
export type LogErrand = z.infer<typeof LogErrand>;
/** No day of one's own: what an agent hands in starts or resumes a bureau's clock, and counts from the day it is recorded. */
export const FileForFirm = z
  .strictObject({
    project: ProjectId,
    item: ItemId,
    kind: z.enum(['一般', '告知承诺', '双容双承诺']).default('一般').describe('按哪种方式办'),
    letter: LetterId.exactOptional(),
    words: AgencyLogged.shape.words,
  })
  .describe('代企业递交申请');
export type FileForFirm = z.infer<typeof FileForFirm>;
export const HandInForFirm = z
  .strictObject({ approval: ApprovalId, words: AgencyLogged.shape.words })
  .describe('代企业交齐补正材料');
export type HandInForFirm = z.infer<typeof HandInForFirm>;

/** The subject that keeps the mandates and the log of one project. */
export function agencyOf(project: string): string {
  return `agency/${project}`;
}
