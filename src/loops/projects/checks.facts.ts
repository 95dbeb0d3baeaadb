// Fact kinds of checks and probes: a good reason given, accepted, refused or taken back; a question answered, or opened again. All are acts about a project:
// none of them moves a count or a light.
import { z } from 'zod';
import type { FactKind } from '../../kernel/loop.ts';
import { Day, PlanId, ProjectId, Reason } from './projects.facts.ts';

/** What a reason stands beside: one of the four lights, or a check of the plan. */
export const ReasonAbout = z
  .string()
  .regex(/^(light:(deadline|progress|start|registration)|check:[A-Za-z0-9][A-Za-z0-9_.-]{0,63})$/)
  .describe(
    '对哪个灯或哪项体检：light:deadline 时限灯、light:progress 进度灯、light:start 开工灯、light:registration 入库灯，或 check: 加计划里的体检编号，例如 light:start',
  );

const Words500 = z.string().trim().min(2).max(500);

export const ReasonGiven = z
  .strictObject({
    about: ReasonAbout,
    kind: PlanId.exactOptional().describe('正当理由的种类，计划里的标识；计划没有列的不填'),
    words: Words500.describe('理由，2 至 500 字，不写个人信息'),
    from: Day.describe('从哪天起'),
    until: Day.describe('到哪天止（含）'),
  })
  .describe('说明正当理由：灯和体检照旧，认可后理由并列');
export type ReasonGiven = z.infer<typeof ReasonGiven>;

export const ReasonAccepted = z
  .strictObject({
    about: ReasonAbout,
    until: Day.describe('认可到哪天止（含），不晚于所申请的'),
    note: Words500.exactOptional().describe('说明，2 至 500 字'),
  })
  .describe('认可正当理由（信封 corrects 指所认可的理由）');
export type ReasonAccepted = z.infer<typeof ReasonAccepted>;

export const ReasonRefused = z
  .strictObject({ about: ReasonAbout, reason: Reason })
  .describe('不认可正当理由（信封 corrects 指该理由）');
export const ReasonRevoked = z
  .strictObject({ about: ReasonAbout, reason: Reason })
  .describe('撤销认可（信封 corrects 指已认可的理由）');
export const ReasonWithdrawn = z
  .strictObject({ about: ReasonAbout, reason: Reason })
  .describe('撤回理由（信封 corrects 指未认可的理由）');

export const Verdict = z
  .enum(['sound', 'repeated', 'corrected'])
  .describe('核实结果：sound 情况属实、不是重复；repeated 疑点成立（是重复或虚高）；corrected 已更正');
export type Verdict = z.infer<typeof Verdict>;

export const QuestionId = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .describe('疑点的标识，32 位十六进制：所涉及的登记信息一变就不同');

export const QuestionAnswered = z
  .strictObject({
    question: QuestionId,
    check: PlanId.describe('体检编号'),
    projects: z.array(ProjectId).min(1).max(100).describe('疑点涉及的项目，1 至 100 个'),
    verdict: Verdict,
    words: Words500.describe('核实的情况，2 至 500 字，不写个人信息'),
  })
  .describe('核实疑点：记在所涉项目编号最前的一个上；不改变任何计数');
export type QuestionAnswered = z.infer<typeof QuestionAnswered>;

export const QuestionReopened = z
  .strictObject({ question: QuestionId, check: PlanId.describe('体检编号'), reason: Reason })
  .describe('撤销核实（信封 corrects 指该核实），疑点重新打开');

export const CHECK_FACTS: readonly FactKind[] = [
  {
    kind: 'reasonGiven',
    version: 1,
    tense: 'act',
    title: { zh: '说明正当理由', en: 'Good reason given' },
    schema: ReasonGiven,
  },
  {
    kind: 'reasonAccepted',
    version: 1,
    tense: 'act',
    title: { zh: '认可正当理由', en: 'Good reason accepted' },
    schema: ReasonAccepted,
  },
  {
    kind: 'reasonRefused',
    version: 1,
    tense: 'act',
    title: { zh: '不认可正当理由', en: 'Good reason refused' },
    schema: ReasonRefused,
  },
  {
    kind: 'reasonRevoked',
    version: 1,
    tense: 'act',
    title: { zh: '撤销对理由的认可', en: 'Acceptance of a reason revoked' },
    schema: ReasonRevoked,
  },
  {
    kind: 'reasonWithdrawn',
    version: 1,
    tense: 'act',
    title: { zh: '撤回理由', en: 'Good reason withdrawn' },
    schema: ReasonWithdrawn,
  },
  {
    kind: 'questionAnswered',
    version: 1,
    tense: 'act',
    title: { zh: '核实疑点', en: 'Question answered' },
    schema: QuestionAnswered,
  },
  {
    kind: 'questionReopened',
    version: 1,
    tense: 'act',
    title: { zh: '撤销核实', en: 'Answer taken back' },
    schema: QuestionReopened,
  },
];
