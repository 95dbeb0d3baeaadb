// The bodies of the commands of plan drafts. `draft` is the subject.
import { z } from 'zod';
import {
  DraftApproved,
  DraftId,
  DraftRebased,
  DraftReturned,
  DraftSubmitted,
  DraftWithdrawn,
  EDITS_MAX,
  ElementNamed,
  ElementPut,
  ElementsPut,
  Title,
} from './drafts.facts.ts';

export const OpenDraft = z.strictObject({ draft: DraftId, title: Title }).describe('起草：从现在的计划改起');
export type OpenDraft = z.infer<typeof OpenDraft>;

export const ElementEdited = z
  .discriminatedUnion('op', [
    ElementPut.extend({ op: z.literal('put').describe('put 改成或新加、remove 删去、restore 收回修改') }),
    ElementNamed.extend({ op: z.literal('remove') }),
    ElementNamed.extend({ op: z.literal('restore') }),
  ])
  .describe('一处修改');
export type ElementEdited = z.infer<typeof ElementEdited>;

export const EditElements = z
  .strictObject({
    draft: DraftId,
    edits: z.array(ElementEdited).min(1).max(EDITS_MAX).describe('各处修改，一个元素一处'),
    reason: ElementsPut.shape.reason,
    source: ElementsPut.shape.source,
  })
  .describe('修改计划元素：全部记下，或一处不记');
export type EditElements = z.infer<typeof EditElements>;

const draft = { draft: DraftId };
export const SubmitDraft = DraftSubmitted.extend(draft).describe('提交审批');
export type SubmitDraft = z.infer<typeof SubmitDraft>;
export const ReturnDraft = DraftReturned.extend(draft).describe('退回修改');
export type ReturnDraft = z.infer<typeof ReturnDraft>;
export const ApproveDraft = DraftApproved.extend({
  ...draft,
  submission: z.int().min(1).describe('批准的是哪一次提交：它的事实序号'),
}).describe('批准');
export type ApproveDraft = z.infer<typeof ApproveDraft>;
export const RebaseDraft = DraftRebased.extend(draft).describe('改接到现在的计划');
export type RebaseDraft = z.infer<typeof RebaseDraft>;
export const WithdrawDraft = DraftWithdrawn.extend(draft).describe('撤回草稿');
export type WithdrawDraft = z.infer<typeof WithdrawDraft>;
