// The fact kinds of promises to a firm: 双向承诺书, 产业项目预动工, 五个优先, and what they leave on the firm's own account. A happening is what occurred; kept,
// broken and due are derived at reading and are facts nowhere. What a letter promises is frozen in it when it is drawn up: a later plan changes no contract.
import { z } from 'zod';
import type { FactKind } from '../../kernel/loop.ts';
import { dayKinds } from '../../plan/promiseClock.ts';
import { CreditCode, Day, ProjectId, Reason } from './approvals.facts.ts';

const PlanId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/);
const Title = z.string().trim().min(1).max(200);
export const Document = z.string().trim().min(1).max(200);
export const PromiseId = PlanId.describe(
  '服务承诺，计划 servicePromises 里的编号，例如 two-tolerances-two-promises',
);

/** `letter/<project>/<promise>`, `prestart/<project>`, `priority/<project>`. */
export const PromiseSubject = z
  .string()
  .max(160)
  .regex(
    /^(letter\/[A-Za-z0-9][\w.-]{0,63}\/[A-Za-z0-9][\w.-]{0,63}|(prestart|priority)\/[A-Za-z0-9][\w.-]{0,63})$/,
  )
  .describe('承诺书 letter/项目编号/承诺编号、预动工 prestart/项目编号，或五个优先 priority/项目编号');

const told = { late: z.boolean().exactOptional().describe('补报：所属时段封账之后才报') };
const document = Document.exactOptional().describe('文号或凭据，1 至 200 字，不写个人信息');

export const sides = ['enterprise', 'government'] as const;
export type Side = (typeof sides)[number];
const Side = z.enum(sides).describe('哪一方：enterprise 企业；government 政府');

export const Answer = z
  .strictObject({
    id: PlanId.describe('条件的编号，计划里的'),
    title: Title.describe('条件，计划里的'),
    holds: z.boolean().describe('是不是这样'),
    basis: Document.exactOptional().describe('凭什么，1 至 200 字'),
  })
  .describe('一条条件的回答');

/** A promise as the letter has it. Without a clock it holds until the letter ends (`throughout`). */
export const Entry = z
  .strictObject({
    entry: PlanId.describe('承诺编号，计划里的'),
    side: Side,
    title: Title.describe('承诺什么'),
    owner: PlanId.exactOptional().describe('政府一方谁负责：岗位或单位'),
    approvalItem: PlanId.exactOptional().describe('对应的审批事项'),
    throughout: z.literal(true).exactOptional().describe('没有期限，到承诺书结束为止都有效'),
    starts: Title.exactOptional().describe('从什么事起算'),
    ends: Title.exactOptional().describe('到什么事为止'),
    days: z.int().min(1).max(3650).exactOptional().describe('限多少天；没有的只计时，不判超期'),
    dayKind: z.enum(dayKinds).exactOptional().describe('工作日还是自然日'),
    onBreach: z.string().trim().min(1).max(1000).exactOptional().describe('做不到怎样'),
  })
  .describe('清单里的一项承诺');
export type Entry = z.infer<typeof Entry>;

const opening = {
  project: ProjectId,
  projectName: Title.describe('项目名称，当时的'),
  promise: PromiseId,
  title: Title.describe('承诺名称，当时计划里的'),
};

export const LetterDrawn = z
  .strictObject({
    ...opening,
    creditCode: CreditCode,
    appliesTo: z.array(Answer).max(50).describe('适用条件的回答：至少一条是'),
    notFor: z.array(Answer).max(50).describe('负面清单的回答：每一条都不是'),
    needs: z.array(Answer).max(50).describe('先要有的，每一条都有凭据'),
    entries: z.array(Entry).min(1).max(200).describe('两边的责任承诺清单'),
    ...told,
  })
  .describe('起草双向承诺书');
export const LetterSigned = z
  .strictObject({
    side: Side,
    signer: PlanId.describe('谁签：政府是计划写明的岗位或单位，企业是统一社会信用代码'),
    document: Document.describe('承诺书文号，1 至 200 字'),
    ...told,
  })
  .describe('签承诺书');
export const LetterStepReached = z
  .strictObject({ step: PlanId.describe('走到哪一步，计划里的编号'), document, ...told })
  .describe('走到一步');
export const DemandMade = z
  .strictObject({
    what: z.string().trim().min(2).max(500).describe('清单以外要什么，2 至 500 字'),
    legalBasis: Document.describe('法律依据，1 至 200 字'),
    approver: PlanId.describe('谁批准：计划里的岗位或单位'),
    ...told,
  })
  .describe('清单以外再要：企业看得到，计为政府违诺');
export const FiledUnderLetter = z
  .strictObject({
    approval: z.string().min(1).max(200).describe('审批件或联合验收的编号'),
    item: PlanId.describe('审批事项，计划里的编号'),
    after: z.array(PlanId).max(30).describe('凭哪几步已经走到：承诺书里记的，不含签订'),
    ...told,
  })
  .describe('凭承诺书收件：此后双方的签订和所凭的步骤不能作废或挪到它之后');
export const LetterEnded = z
  .strictObject({ document: Document.describe('联合验收合格的凭据，1 至 200 字'), ...told })
  .describe('承诺书结束：两边都兑现，联合验收合格');

export const PreStartDeclared = z
  .strictObject({
    ...opening,
    notFor: z.array(Answer).max(50).describe('负面清单的回答：每一条都不是'),
    needs: z.array(Answer).max(50).describe('先要有的，每一条都有凭据'),
    works: z
      .array(
        z
          .strictObject({ work: PlanId.describe('编号'), title: Title.describe('是什么') })
          .describe('一项准备'),
      )
      .min(1)
      .max(50)
      .describe('可以先做哪些，当时计划里的'),
    document,
    ...told,
  })
  .describe('报预动工');
export const PreStartBegun = z
  .strictObject({ work: PlanId.describe('哪一项准备'), document, ...told })
  .describe('预动工的一项开始：不是新开工');
export const PreStartDone = z
  .strictObject({ work: PlanId.describe('哪一项准备'), document, ...told })
  .describe('预动工的一项结束');

export const PriorityDesignated = z
  .strictObject({
    project: opening.project,
    projectName: opening.projectName,
    title: Title.describe('哪一组承诺，当时计划里的，例如 五个优先'),
    basis: Document.describe('定为重点项目的依据，1 至 200 字'),
    entries: z.array(Entry).min(1).max(50).describe('对它的几项承诺'),
    ...told,
  })
  .describe('定为重点项目，享受五个优先');
export const PriorityEnded = z.strictObject({ reason: Reason, document, ...told }).describe('不再是重点项目');

const about = { entry: PlanId.describe('哪一项承诺') };
export const PromiseStarted = z
  .strictObject({ ...about, document, ...told })
  .describe('承诺起算：约定起算的事发生了');
export const PromiseKept = z.strictObject({ ...about, document, ...told }).describe('承诺兑现');
export const PromisePaused = z
  .strictObject({ ...about, reason: Reason, document: Document.describe('停表的凭据，1 至 200 字'), ...told })
  .describe('承诺停表：不可抗力等，从次日起不计');
export const PromiseResumed = z.strictObject({ ...about, document, ...told }).describe('承诺恢复计时');

export const PromiseEventCorrected = z
  .strictObject({ occurredOn: Day.describe('更正后的发生日期'), reason: Reason, late: told.late })
  .describe('更正发生日期（信封 corrects 指所更正的事实）');
export const PromiseEventVoided = z
  .strictObject({ reason: Reason, late: told.late })
  .describe('作废：没有这回事（信封 corrects 指所作废的事实）');

/** The clock of one promise on the firm's own account, restated whole whenever the letter moves it: the door is judged there for all its projects. */
export const FirmPromiseStated = z
  .strictObject({
    letter: PromiseSubject,
    entry: PlanId.describe('哪一项承诺'),
    title: Title.describe('承诺什么'),
    startedOn: Day.nullable().describe('起算日；没有起算的为空'),
    days: z.int().min(1).max(3650).nullable().describe('限多少天；没有的为空'),
    dayKind: z.enum(dayKinds).describe('工作日还是自然日'),
    stills: z
      .array(
        z
          .strictObject({
            from: Day.describe('从哪天停'),
            to: Day.nullable().describe('哪天恢复；停着的为空'),
          })
          .describe('停表的一段'),
      )
      .max(200)
      .describe('停表'),
    keptOn: Day.nullable().describe('兑现日；没有兑现的为空'),
  })
  .describe('企业账上的一项承诺');

export const LinkIssued = z
  .strictObject({
    project: ProjectId,
    projectName: Title.describe('项目名称，当时的'),
    digest: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .describe('专页口令的摘要：口令本身不留'),
    until: Day.describe('到哪天为止有效'),
  })
  .describe('发给企业专页');
export const LinkRevoked = z
  .strictObject({ reason: Reason })
  .describe('收回企业专页（信封 corrects 指所收回的）');
export const FirmAsked = z
  .strictObject({
    question: z.string().trim().min(2).max(1000).describe('企业问什么，2 至 1000 字，不写个人信息'),
  })
  .describe('企业提问');
export const FirmAnswered = z
  .strictObject({ answer: z.string().trim().min(2).max(2000).describe('答复，2 至 2000 字') })
  .describe('答复企业（信封 corrects 指提问）');

const kind = (
  name: string,
  tense: FactKind['tense'],
  zh: string,
  en: string,
  schema: z.ZodType,
): FactKind => ({ kind: name, version: 1, tense, title: { zh, en }, schema: schema as FactKind['schema'] });

export const PROMISE_FACTS: readonly FactKind[] = [
  kind('letterDrawn', 'happening', '起草承诺书', 'Letter drawn up', LetterDrawn),
  kind('letterSigned', 'happening', '签承诺书', 'Letter signed', LetterSigned),
  kind('letterStepReached', 'happening', '走到一步', 'Step reached', LetterStepReached),
  kind('filedUnderLetter', 'happening', '凭承诺书收件', 'Filed under the letter', FiledUnderLetter),
  kind('demandMade', 'happening', '清单外再要', 'Demand outside the list', DemandMade),
  kind('letterEnded', 'happening', '承诺书结束', 'Letter ended', LetterEnded),
  kind('preStartDeclared', 'happening', '报预动工', 'Pre-start declared', PreStartDeclared),
  kind('preStartBegun', 'happening', '预动工开始', 'Pre-start work begun', PreStartBegun),
  kind('preStartDone', 'happening', '预动工结束', 'Pre-start work done', PreStartDone),
  kind('priorityDesignated', 'happening', '定为重点项目', 'Designated a priority', PriorityDesignated),
  kind('priorityEnded', 'happening', '不再是重点项目', 'No longer a priority', PriorityEnded),
  kind('promiseStarted', 'happening', '承诺起算', 'Promise began to run', PromiseStarted),
  kind('promiseKept', 'happening', '承诺兑现', 'Promise kept', PromiseKept),
  kind('promisePaused', 'happening', '承诺停表', 'Promise paused', PromisePaused),
  kind('promiseResumed', 'happening', '承诺恢复计时', 'Promise resumed', PromiseResumed),
  kind('promiseEventCorrected', 'act', '更正日期', 'Date corrected', PromiseEventCorrected),
  kind('promiseEventVoided', 'act', '作废', 'Voided', PromiseEventVoided),
  kind('firmPromiseStated', 'act', '企业账上的承诺', 'Promise on the firm’s account', FirmPromiseStated),
  kind('linkIssued', 'act', '发企业专页', 'Firm’s link issued', LinkIssued),
  kind('linkRevoked', 'act', '收回企业专页', 'Firm’s link revoked', LinkRevoked),
  kind('firmAsked', 'act', '企业提问', 'Firm asked', FirmAsked),
  kind('firmAnswered', 'act', '答复企业', 'Firm answered', FirmAnswered),
];
