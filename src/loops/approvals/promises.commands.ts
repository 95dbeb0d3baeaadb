// The bodies of the commands of promises to a firm. `of` is the subject that a promise stands in; `creditCode` names the firm whose account is read and moved
// with it. `occurredOn` is the day it happened (today unless told).
import { z } from 'zod';
import { CreditCode, Day, ProjectId, Reason } from './approvals.facts.ts';
import {
  Answer,
  DemandMade,
  Document,
  Entry,
  FirmAnswered,
  LetterEnded,
  LetterSigned,
  LetterStepReached,
  PreStartBegun,
  PromiseId,
  PromiseKept,
  PromisePaused,
  PromiseResumed,
  PromiseStarted,
  PromiseSubject,
} from './promises.facts.ts';

const occurredOn = Day.exactOptional().describe('发生日期 YYYY-MM-DD；不填 = 今天');
const answers = (words: string) =>
  z
    .array(Answer.omit({ title: true }))
    .max(50)
    .default([])
    .describe(words);
const firm = CreditCode.exactOptional().describe('企业的统一社会信用代码；动企业一方的承诺时必填');
const LetterId = PromiseSubject.refine((id) => id.startsWith('letter/'), '不是承诺书');
const of = { of: PromiseSubject, creditCode: firm, occurredOn };
const noMarks = { late: true } as const;

/** What the letter agrees on for one promise, where the plan leaves the clock open. */
export const Term = Entry.pick({
  entry: true,
  throughout: true,
  starts: true,
  ends: true,
  days: true,
  dayKind: true,
}).describe('约定一项承诺的钟：计划没有写的在承诺书里约定');

export const DrawLetter = z
  .strictObject({
    project: ProjectId,
    promise: PromiseId,
    creditCode: CreditCode,
    appliesTo: answers('适用条件的回答：计划列的每一条都要答，至少一条是'),
    notFor: answers('负面清单的回答：计划列的每一条都要答，都不是'),
    needs: answers('先要有的：计划列的每一条都要有，并写凭据'),
    terms: z.array(Term).max(200).default([]).describe('计划没有写钟的各项，怎样约定'),
    occurredOn,
  })
  .describe('起草双向承诺书');
export type DrawLetter = z.infer<typeof DrawLetter>;

export const SignLetter = z
  .strictObject({
    letter: LetterId,
    ...LetterSigned.omit(noMarks).shape,
    creditCode: CreditCode.exactOptional().describe(
      '这份承诺书的企业；代政府签的必填：企业的门关着的，两方都不签',
    ),
    occurredOn,
  })
  .describe('签承诺书');
export type SignLetter = z.infer<typeof SignLetter>;
export const ReachStep = z
  .strictObject({ letter: LetterId, ...LetterStepReached.omit(noMarks).shape, occurredOn })
  .describe('走到一步');
export type ReachStep = z.infer<typeof ReachStep>;
export const MakeDemand = z
  .strictObject({ letter: LetterId, ...DemandMade.omit(noMarks).shape, occurredOn })
  .describe('清单以外再要');
export type MakeDemand = z.infer<typeof MakeDemand>;
export const EndLetter = z
  .strictObject({ letter: LetterId, ...LetterEnded.omit(noMarks).shape, occurredOn })
  .describe('承诺书结束');
export type EndLetter = z.infer<typeof EndLetter>;

export const StartPromise = z
  .strictObject({ ...of, ...PromiseStarted.omit(noMarks).shape })
  .describe('承诺起算');
export const KeepPromise = z.strictObject({ ...of, ...PromiseKept.omit(noMarks).shape }).describe('承诺兑现');
export const PausePromise = z
  .strictObject({ ...of, ...PromisePaused.omit(noMarks).shape })
  .describe('承诺停表');
export const ResumePromise = z
  .strictObject({ ...of, ...PromiseResumed.omit(noMarks).shape })
  .describe('承诺恢复计时');

export const DeclarePreStart = z
  .strictObject({
    project: ProjectId,
    promise: PromiseId,
    notFor: answers('负面清单的回答：计划列的每一条都要答，都不是'),
    needs: answers('先要有的：计划列的每一条都要有，并写凭据'),
    document: Document.exactOptional().describe('文号，1 至 200 字'),
    occurredOn,
  })
  .describe('报预动工');
export type DeclarePreStart = z.infer<typeof DeclarePreStart>;
export const WorkOnPreStart = z
  .strictObject({ project: ProjectId, ...PreStartBegun.omit(noMarks).shape, occurredOn })
  .describe('预动工的一项');
export type WorkOnPreStart = z.infer<typeof WorkOnPreStart>;

export const DesignatePriority = z
  .strictObject({
    project: ProjectId,
    group: z.string().trim().min(1).max(100).describe('哪一组承诺，计划里的，例如 五个优先'),
    basis: Document.describe('定为重点项目的依据，1 至 200 字'),
    occurredOn,
  })
  .describe('定为重点项目');
export type DesignatePriority = z.infer<typeof DesignatePriority>;
export const EndPriority = z
  .strictObject({ project: ProjectId, reason: Reason, occurredOn })
  .describe('不再是重点项目');
export type EndPriority = z.infer<typeof EndPriority>;

const event = z.string().min(1).max(64);
export const CorrectPromiseEvent = z
  .strictObject({
    of: PromiseSubject,
    event: event.describe('所更正的事实编号'),
    occurredOn: Day.describe('更正后的发生日期'),
    reason: Reason,
    creditCode: firm,
  })
  .describe('更正发生日期');
export type CorrectPromiseEvent = z.infer<typeof CorrectPromiseEvent>;
export const VoidPromiseEvent = z
  .strictObject({
    of: PromiseSubject,
    event: event.describe('所作废的事实编号'),
    reason: Reason,
    creditCode: firm,
  })
  .describe('作废一件没有发生的事');
export type VoidPromiseEvent = z.infer<typeof VoidPromiseEvent>;

export const IssueLink = z
  .strictObject({
    project: ProjectId,
    digest: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .describe('专页口令的摘要（SHA-256，十六进制）'),
    until: Day.describe('到哪天为止有效'),
  })
  .describe('发企业专页');
export type IssueLink = z.infer<typeof IssueLink>;
export const RevokeLink = z
  .strictObject({ project: ProjectId, link: event.describe('所收回的专页的事实编号'), reason: Reason })
  .describe('收回企业专页');
export type RevokeLink = z.infer<typeof RevokeLink>;
export const AskAsFirm = z
  .strictObject({
    project: ProjectId,
    link: event.describe('从哪一个专页问的'),
    // An empty one is refused in words of its own (question_empty).
    question: z.string().trim().max(1000).describe('企业问什么，2 至 1000 字，不写个人信息'),
  })
  .describe('企业提问');
export type AskAsFirm = z.infer<typeof AskAsFirm>;
export const AnswerFirm = z
  .strictObject({ project: ProjectId, question: event.describe('提问的事实编号'), ...FirmAnswered.shape })
  .describe('答复企业');
export type AnswerFirm = z.infer<typeof AnswerFirm>;

/** What a command about one event of a promise holds beside its own fields. */
export interface AboutPromise {
  readonly of: string;
  readonly entry: string;
  readonly creditCode?: string;
  readonly occurredOn?: string;
}

export const letterOf = (project: string, promise: string): string => `letter/${project}/${promise}`;
export const preStartOf = (project: string): string => `prestart/${project}`;
export const priorityOf = (project: string): string => `priority/${project}`;
/** Where joint acceptance of a project is told (acceptance.facts.ts). */
export const acceptanceOf = (project: string): string => `acceptance/${project}`;
export const linkOf = (project: string): string => `link/${project}`;
/** The project that a subject of promises is about. */
export const projectOf = (subject: string): string => subject.split('/')[1] ?? '';
