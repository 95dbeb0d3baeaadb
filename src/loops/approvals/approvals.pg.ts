// Questions about approvals, asked of the fold tables through whatever view is open. What a question lists is judged by who asked it: no due date stands
// in a table. Scope is one predicate over the dated unit tree (access/scope.ts).
import type { ReadAt } from '../../access/route.http.ts';
import { type Scope, scopeCondition } from '../../access/scope.ts';
import type { Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { ident, join, raw, type Sql, sql } from '../../kernel/sql.ts';
import { atOrBelow } from '../../ledger/unitCondition.ts';
import type { Asker, LedgerView } from '../../ledger/view.pg.ts';
import type { FIRM_TABLES } from './door.ts';

export interface ApprovalsAt {
  readonly city: string;
  readonly planHash: string;
  readonly asOf: PlainDate;
  readonly scope: Scope;
}

/** A queue is of today, whatever month was reported last; an old view is of its own day. */
function dayOf(view: LedgerView, at: ReadAt): PlainDate {
  return at.asOf ?? (view.known.given ? view.known.on : view.today);
}

export function atOf(
  view: LedgerView,
  { scope, at }: { readonly scope: Scope; readonly at: ReadAt },
): ApprovalsAt {
  return { city: view.city.id, planHash: view.plan.hash, asOf: dayOf(view, at), scope };
}

export interface ApprovalFilter {
  /** Of the project, and those below it. */
  readonly unit?: string | undefined;
  /** Handled by this unit or one below it. */
  readonly authority?: string | undefined;
  readonly item?: string | undefined;
  readonly project?: string | undefined;
  /** Of these. */
  readonly projects?: readonly string[] | undefined;
  /** These themselves. */
  readonly subjects?: readonly string[] | undefined;
  /** Part of the project's name, of the subject or of the application's number. */
  readonly text?: string | undefined;
}

/** Listed and judged at once; a list of closed ones goes no further back. */
export const TOTAL_MAX = 10_000;

/** Rows of `approval` with `stretches`, `notices` and `deferrals` as lists: what `courseOf` takes. */
const WHOLE = raw(`a.*,
  coalesce((select jsonb_agg(jsonb_build_object('event', p.event, 'kind', p.kind, 'clock', p.clock, 'reason', p.reason, 'from', p.paused_on,
    'to', p.resumed_on, 'heardOn', p.heard_on, 'endHeardOn', p.end_heard_on) order by p.paused_on, p.seq) from approval_pause p where p.city = a.city and p.subject = a.subject), '[]') as stretches,
  coalesce((select jsonb_agg(jsonb_build_object('event', n.event, 'askedOn', n.asked_on, 'heardOn', n.heard_on, 'handedInOn', n.handed_in_on, 'outside', n.outside,
    'materials', n.materials)
    order by n.asked_on, n.seq) from approval_notice n where n.city = a.city and n.subject = a.subject), '[]') as notices,
  coalesce((select jsonb_agg(jsonb_build_object('event', d.event, 'level', d.level, 'material', d.material, 'grantedOn', d.granted_on, 'dueOn', d.due_on,
    'metOn', d.met_on, 'metHeardOn', d.met_heard_on, 'extensions', d.extensions) order by d.granted_on, d.seq) from approval_deferral d where d.city = a.city and d.subject = a.subject), '[]') as deferrals`);

/** All that stood open at asOf. */
export async function openApprovals(
  asker: Asker,
  at: ApprovalsAt,
  filter: ApprovalFilter,
): Promise<readonly Row[]> {
  return asker.query(sql`select ${WHOLE} from approval a where ${approvalsWhere(at, filter)}
    and (a.closed_on is null or a.closed_on > ${at.asOf}::date)`);
}

/** Those closed between the days, latest first, at most TOTAL_MAX. */
export async function closedApprovals(
  asker: Asker,
  at: ApprovalsAt,
  filter: ApprovalFilter,
  from: PlainDate,
): Promise<readonly Row[]> {
  return asker.query(sql`select ${WHOLE} from approval a where ${approvalsWhere(at, filter)}
    and a.closed_on between ${from}::date and ${at.asOf}::date order by a.closed_on desc, a.subject limit ${TOTAL_MAX}`);
}

/** All of some projects, closed or not, latest first. */
export async function approvalsOfProjects(
  asker: Asker,
  at: ApprovalsAt,
  projects: readonly string[],
): Promise<readonly Row[]> {
  return asker.query(
    sql`select ${WHOLE} from approval a where ${approvalsWhere(at, {})} and a.project = any(${[...projects]}::text[]) order by a.filed_on desc, a.subject`,
  );
}

/** Of `a`, a row of `approval`. */
export function approvalsWhere({ city, planHash, asOf, scope }: ApprovalsAt, filter: ApprovalFilter): Sql {
  const at = { city, planHash, on: asOf };
  const conditions = [
    sql`a.city = ${city}`,
    sql`a.filed_on <= ${asOf}::date`,
    scopeCondition(scope, raw('a.unit'), at),
  ];
  if (filter.unit !== undefined) conditions.push(atOrBelow(filter.unit, raw('a.unit'), at));
  if (filter.authority !== undefined) conditions.push(atOrBelow(filter.authority, raw('a.authority'), at));
  if (filter.item !== undefined) conditions.push(sql`a.item = ${filter.item}`);
  if (filter.project !== undefined) conditions.push(sql`a.project = ${filter.project}`);
  if (filter.projects !== undefined) conditions.push(sql`a.project = any(${[...filter.projects]}::text[])`);
  if (filter.subjects !== undefined) conditions.push(sql`a.subject = any(${[...filter.subjects]}::text[])`);
  if (filter.text !== undefined) {
    const like = `%${filter.text.replace(/[\\%_]/g, '\\$&')}%`;
    conditions.push(sql`(a.project_name ilike ${like} or a.subject ilike ${like})`);
  }
  return join(conditions, ' and ');
}

export interface ApprovalPage {
  readonly approval: Row;
  /** In the order of their days. */
  readonly events: readonly Row[];
  readonly notices: readonly Row[];
  readonly deferrals: readonly Row[];
  readonly tolerances: readonly Row[];
  /** What the firm owes over all its approvals and letters, and its repairs, by table. */
  readonly firm: Readonly<Record<(typeof FIRM_TABLES)[number], readonly Row[]>>;
}

/** Undefined when there is none, or none within the scope. */
export async function findApprovalPage(
  asker: Asker,
  at: ApprovalsAt,
  subject: string,
): Promise<ApprovalPage | undefined> {
  const { city } = at;
  const [approval] = await asker.query(
    sql`select ${WHOLE} from approval a where ${approvalsWhere(at, {})} and a.subject = ${subject}`,
  );
  if (approval === undefined) return undefined;
  const of = sql`city = ${city} and subject = ${subject}`;
  const firm = `firm/${approval.credit_code ?? ''}`;
  return {
    approval,
    events: await asker.query(sql`select * from approval_event where ${of} order by occurred_on, seq`),
    notices: await asker.query(sql`select * from approval_notice where ${of} order by asked_on, seq`),
    deferrals: await asker.query(sql`select * from approval_deferral where ${of} order by granted_on, seq`),
    tolerances: await asker.query(sql`select * from approval_tolerance where ${of} order by applied_on`),
    firm: await firmRows(asker, city, firm),
  };
}

/** The account of one firm, `firm/<credit code>`. */
export async function firmRows(asker: Asker, city: string, firm: string): Promise<ApprovalPage['firm']> {
  const rows = (table: (typeof FIRM_TABLES)[number]) =>
    asker.query(sql`select * from ${ident(table)} where city = ${city} and subject = ${firm}`);
  return {
    firm_debt: await rows('firm_debt'),
    firm_repair: await rows('firm_repair'),
    firm_promise: await rows('firm_promise'),
  };
}
