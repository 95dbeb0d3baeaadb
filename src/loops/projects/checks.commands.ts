// The bodies of the commands of checks and probes. `project` is the subject: of a question the first of its projects, by id.
import { z } from 'zod';
import {
  QuestionAnswered,
  QuestionReopened,
  ReasonAccepted,
  ReasonGiven,
  ReasonRefused,
} from './checks.facts.ts';
import { Day, ProjectId } from './projects.facts.ts';

const FactId = z.string().min(1).max(64);
const reasonFact = FactId.describe('说明理由的事实编号');

export const GiveReason = z
  .strictObject({
    project: ProjectId,
    ...ReasonGiven.omit({ from: true }).shape,
    from: Day.exactOptional().describe('从哪天起；不填 = 今天'),
  })
  .describe('说明正当理由');
export type GiveReason = z.infer<typeof GiveReason>;

export const AcceptReason = z
  .strictObject({
    project: ProjectId,
    given: reasonFact,
    until: Day.exactOptional().describe('认可到哪天止；不填 = 所申请的'),
    note: ReasonAccepted.shape.note,
  })
  .describe('认可正当理由');
export type AcceptReason = z.infer<typeof AcceptReason>;

const DecideReason = z.strictObject({
  project: ProjectId,
  given: reasonFact,
  reason: ReasonRefused.shape.reason,
});
export const RefuseReason = DecideReason.describe('不认可正当理由');
export const RevokeReason = DecideReason.describe('撤销对理由的认可');
export const WithdrawReason = DecideReason.describe('撤回理由');
export type TurnOfReason = z.infer<typeof DecideReason>;

export const AnswerQuestion = z
  .strictObject({ project: ProjectId, ...QuestionAnswered.shape })
  .describe('核实疑点');
export type AnswerQuestion = z.infer<typeof AnswerQuestion>;

export const ReopenQuestion = z
  .strictObject({
    project: ProjectId,
    answer: FactId.describe('核实的事实编号'),
    reason: QuestionReopened.shape.reason,
  })
  .describe('撤销核实');
export type ReopenQuestion = z.infer<typeof ReopenQuestion>;
