// What a claim was that came back: drafted and sent back inside the unit, or refused by the city. Whoever claims again starts from it, not from nothing; and
// what is under way inside the unit is not offered a second time.
import type { Row } from '../../kernel/loop.ts';
import { sql } from '../../kernel/sql.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';

export interface ClaimBefore {
  readonly occurredOn: string;
  readonly evidence: readonly { readonly kind: string; readonly name: string; readonly digest?: string }[];
  readonly note: string | null;
  /** Why it came back. */
  readonly reason: string | null;
}

/** Each claimable milestone with what came back of it; without those whose draft is under way. `milestones`: all claims of the project. */
export async function withBefore<T extends { readonly milestone: string }>(
  view: LedgerView,
  project: string,
  claimable: readonly T[],
  milestones: readonly Row[],
): Promise<readonly (T & { readonly before: ClaimBefore | null })[]> {
  if (claimable.length === 0) return [];
  const drafts = await view.query(
    sql`select * from project_claim_draft where city = ${view.city.id} and subject = ${project} order by drafted_seq`,
  );
  return claimable.flatMap((one) => {
    const of = (row: Row) => row.milestone === one.milestone;
    const draft = drafts.findLast(of);
    if (draft?.state === 'open') return [];
    const claim = milestones.findLast(
      (row) => of(row) && (row.state === 'refused' || row.state === 'revoked'),
    );
    const isDraft =
      draft?.state === 'sentBack' && Number(draft.drafted_seq) > Number(claim?.claimed_seq ?? 0);
    const back = isDraft ? draft : claim;
    return [{ ...one, before: back === undefined ? null : beforeOf(back, isDraft, draft?.note) }];
  });
}

/** A claim itself keeps no note; the draft that it came from does. */
function beforeOf(row: Row, isDraft: boolean, note: unknown): ClaimBefore {
  const reason = isDraft ? row.decided_reason : row.reason;
  return {
    occurredOn: String(row.occurred_on),
    evidence: (row.evidence ?? []) as ClaimBefore['evidence'],
    note: note === null || note === undefined ? null : String(note),
    reason: reason === null || reason === undefined ? null : String(reason),
  };
}
