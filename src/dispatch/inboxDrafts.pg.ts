// 我的待办, plan drafts: what waits to be approved by another hand, what is approved and waits to be adopted, and what was sent back to those whose
// hand is in it. Who may do it says the role; who may not approve, the draft itself.
import { may } from '../access/roles.ts';
import { scopeOf } from '../access/scope.ts';
import type { Actor } from '../kernel/loop.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { type DraftRow, listDrafts } from '../loops/drafts/drafts.pg.ts';

export interface DraftTodo {
  readonly draft: DraftRow;
  readonly outcome: 'toApprove' | 'toAdopt' | 'returned';
  readonly since: string | null;
}

const DRAFTS_MAX = 50;

/** Oldest first: what has waited longest is done first. */
export async function draftTodos(view: LedgerView, actor: Actor): Promise<readonly DraftTodo[]> {
  const of = (state: DraftRow['state']) =>
    listDrafts(view, { scope: scopeOf(actor), state, limit: DRAFTS_MAX });
  const isOwn = (draft: DraftRow) => draft.hands.includes(actor.account);
  const todos: DraftTodo[] = [];
  if (may(actor, 'approvePlans'))
    for (const draft of await of('submitted'))
      if (!isOwn(draft)) todos.push({ draft, outcome: 'toApprove', since: draft.submittedAt });
  if (may(actor, 'adoptPlans'))
    for (const draft of await of('approved'))
      if (!view.adoptions.some((adopted) => adopted.draft === draft.id))
        todos.push({ draft, outcome: 'toAdopt', since: draft.decidedAt });
  if (may(actor, 'editPlans'))
    for (const draft of await of('returned'))
      if (isOwn(draft)) todos.push({ draft, outcome: 'returned', since: draft.decidedAt });
  return todos.toSorted((a, b) => a.draft.lastSeq - b.draft.lastSeq);
}
