// Questions about plan drafts: the plans that they start from, their edits, and what a draft comes to.
import type { Scope } from '../../access/scope.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import type { Row } from '../../kernel/loop.ts';
import { Problem } from '../../kernel/problem.ts';
import { sql } from '../../kernel/sql.ts';
import { findInForce } from '../../ledger/city.ts';
import type { Adoption, LedgerView } from '../../ledger/view.pg.ts';
import { type PlanContent, planContent } from '../../plan/plan.ts';
import { canonicalFiles, planFilesOf } from '../../plan/planFiles.ts';
import type { PlanFile } from '../../plan/text.ts';
import { LAST_DAY } from '../../plan/unitTree.ts';
import { draftUnknown } from './drafts.ts';

/** A stored plan with its files. */
export interface StoredPlan {
  readonly hash: string;
  readonly title: string;
  readonly effectiveFrom: string;
  readonly content: PlanContent;
  readonly files: readonly PlanFile[];
  /** Hash of the files that were adopted with it; one content may have been adopted with several. */
  readonly filesHash: string | null;
  /** It was adopted without files: these are written from its content. */
  readonly canonical: boolean;
}

/** Fails with `content_missing`. */
export async function storedPlan(view: LedgerView, hash: string): Promise<StoredPlan> {
  const adopted = view.adoptions.filter((row) => row.kind === 'plan' && row.content === hash);
  const content = planContent(await storedContent(view, hash));
  const filesHash = adopted.findLast((row) => row.files !== null)?.files;
  return {
    hash,
    title: adopted.at(-1)?.title ?? '',
    effectiveFrom: adopted.at(-1)?.effective_from ?? '',
    content,
    files: filesHash ? planFilesOf(await storedContent(view, filesHash)) : canonicalFiles(content),
    filesHash: filesHash ?? null,
    canonical: !filesHash,
  };
}

async function storedContent(view: LedgerView, hash: string): Promise<JsonObject> {
  const rows = await view.query(
    sql`select body from content where city = ${view.city.id} and hash = ${hash}`,
  );
  if (rows[0]) return rows[0].body as JsonObject;
  throw new Problem({
    code: 'content_missing',
    message: `账本里采纳过的内容 ${hash.slice(0, 12)}… 不在数据库中`,
    kept: '没有改动',
    fix: '用导出文件 luodi import --restore 到新的数据文件夹;并查清谁删了它(luodi verify)。',
    status: 500,
  });
}

/** The plan that drafts start from: the adoption that holds last. Fails with `plan_not_adopted`. */
export function lastAdopted(view: LedgerView): Adoption {
  const last = findInForce(view.adoptions, 'plan', LAST_DAY);
  if (last) return last;
  throw new Problem({
    code: 'plan_not_adopted',
    message: '还没有采纳计划',
    fix: '先采纳一份计划',
    status: 409,
  });
}

export interface DraftRow {
  readonly id: string;
  readonly title: string;
  readonly base: string;
  readonly state: 'open' | 'submitted' | 'returned' | 'approved' | 'withdrawn';
  readonly openedAt: string;
  readonly openedBy: string;
  readonly openedUnit: string;
  readonly hands: readonly string[];
  readonly submittedAt: string | null;
  readonly submittedBy: string | null;
  readonly submittedNote: string | null;
  readonly submittedSeq: number | null;
  readonly decidedAt: string | null;
  readonly decidedBy: string | null;
  readonly reason: string | null;
  readonly content: string | null;
  readonly files: string | null;
  readonly effectiveFrom: string | null;
  readonly lastSeq: number;
  readonly lastAt: string;
  /** Elements changed. */
  readonly edits: number;
}

export interface DraftEdit {
  readonly section: string;
  readonly element: string;
  readonly op: 'put' | 'remove' | 'restore';
  readonly value: Json | undefined;
  readonly fact: string;
  readonly editedAt: string;
  readonly editedBy: string;
  readonly editedUnit: string;
  readonly reason: string | null;
  readonly source: string | null;
}

export async function listDrafts(
  view: LedgerView,
  {
    state,
    before,
    limit,
    scope,
  }: {
    readonly state?: string | undefined;
    readonly before?: number | undefined;
    readonly limit: number;
    readonly scope: Scope;
  },
): Promise<readonly DraftRow[]> {
  const of = state === undefined ? sql`` : sql`and d.state = ${state}`;
  const upTo = before === undefined ? sql`` : sql`and d.last_seq < ${before}`;
  const read = scope.all ? sql`` : sql`and d.subject = any(${[...adoptedDrafts(view)]})`;
  const rows =
    await view.query(sql`select d.*, (select count(*) from plan_draft_edit e where e.city = d.city and e.subject = d.subject and e.op <> 'restore') as edits
    from plan_draft d where d.city = ${view.city.id} ${of} ${upTo} ${read} order by d.last_seq desc limit ${limit}`);
  return rows.map(draftOf);
}

/** What is being weighed is read by who reaches the whole city; a unit reads a change of the plan once it is adopted. */
function adoptedDrafts(view: LedgerView): ReadonlySet<string> {
  return new Set(view.adoptions.flatMap(({ draft }) => (draft === null ? [] : [draft])));
}

/** Fails with `draft_unknown`, also where the scope does not reach it: that there is one is not told. */
export async function getDraft(view: LedgerView, id: string, scope: Scope): Promise<DraftRow> {
  const rows =
    await view.query(sql`select d.*, (select count(*) from plan_draft_edit e where e.city = d.city and e.subject = d.subject and e.op <> 'restore') as edits
    from plan_draft d where d.city = ${view.city.id} and d.subject = ${id}`);
  if (rows[0] && (scope.all || adoptedDrafts(view).has(id))) return draftOf(rows[0]);
  throw draftUnknown(id);
}

/** The last edit of every element that the draft touches, restored ones included: an edit of one names it. */
export async function draftEdits(view: LedgerView, id: string): Promise<readonly DraftEdit[]> {
  const rows = await view.query(
    sql`select * from plan_draft_edit where city = ${view.city.id} and subject = ${id} order by seq, place, section, element`,
  );
  return rows.map((row) => ({
    section: String(row.section),
    element: String(row.element),
    op: row.op as DraftEdit['op'],
    value: row.value === null ? undefined : (row.value as Json),
    fact: String(row.fact),
    editedAt: String(row.edited_at),
    editedBy: String(row.edited_by),
    editedUnit: String(row.edited_unit),
    reason: textOf(row.reason),
    source: textOf(row.source),
  }));
}

function draftOf(row: Row): DraftRow {
  return {
    id: String(row.subject),
    title: String(row.title),
    base: String(row.base),
    state: row.state as DraftRow['state'],
    openedAt: String(row.opened_at),
    openedBy: String(row.opened_by),
    openedUnit: String(row.opened_unit),
    hands: String(row.hands).split(' '),
    submittedAt: textOf(row.submitted_at),
    submittedBy: textOf(row.submitted_by),
    submittedNote: textOf(row.submitted_note),
    submittedSeq: row.submitted_seq === null ? null : Number(row.submitted_seq),
    decidedAt: textOf(row.decided_at),
    decidedBy: textOf(row.decided_by),
    reason: textOf(row.reason),
    content: textOf(row.content),
    files: textOf(row.files),
    effectiveFrom: textOf(row.effective_from),
    lastSeq: Number(row.last_seq),
    lastAt: String(row.last_at),
    edits: Number(row.edits),
  };
}

function textOf(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}

/** Who an account is, as the city's list of accounts has it: a post's title, never a person's name. */
export async function peopleOf(view: LedgerView): Promise<Readonly<Record<string, string>>> {
  const rows = await view.query(sql`select subject, title from account where city = ${view.city.id}`);
  return Object.fromEntries(rows.map((row) => [String(row.subject), String(row.title)]));
}
