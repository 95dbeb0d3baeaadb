// What waits for one body: open approvals that it handles and that wait for nobody else, by due day; and for another hand: applications for fault tolerance. The inbox
// asks it.
import { may } from '../../access/roles.ts';
import { scopeCondition, scopeOf } from '../../access/scope.ts';
import type { Actor, Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { raw, sql } from '../../kernel/sql.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { openApprovals } from './approvals.pg.ts';
import { calendarOn } from './calendars.pg.ts';
import { type Judged, judgeRow, judgerOf } from './judging.ts';

/** With what waits for the firm, or stands still, left out. What has no due day comes last. */
export async function handlingQueue(
  view: LedgerView,
  unit: string,
  asOf: PlainDate,
): Promise<readonly Judged[]> {
  const at = { city: view.city.id, planHash: view.plan.hash, asOf, scope: { all: true } as const };
  const rows = await openApprovals(view, at, { authority: unit });
  if (rows.length === 0) return [];
  const judger = judgerOf(view.plan, (await calendarOn(view, asOf))?.calendar, asOf);
  const keyOf = ({ row, judgement }: Judged) => `${judgement.dueOn ?? '9999'} ${String(row.subject)}`;
  return rows
    .flatMap((row) => judgeRow(row, judger) ?? [])
    .filter(({ judgement }) => !STANDS_ELSEWHERE.has(judgement.standing) || judgement.late)
    .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const STANDS_ELSEWHERE: ReadonlySet<string> = new Set(['waitingFirm', 'paused']);

/** 容错 that nobody has decided on, without those of the own side; longest waiting first. */
export async function waitingTolerances(
  view: LedgerView,
  actor: Actor,
  { asOf, limit }: { readonly asOf: PlainDate; readonly limit: number },
): Promise<readonly Row[]> {
  if (!may(actor, 'recognise')) return [];
  const at = { city: view.city.id, planHash: view.plan.hash, on: asOf };
  return view.query(sql`
    select t.subject, t.application, t.unit, t.facts, t.applied_by, t.applied_unit, t.applied_on, a.item, a.project_name
    from approval_tolerance t join approval a on a.city = t.city and a.subject = t.subject
    where t.city = ${at.city} and t.outcome is null and t.applied_on <= ${asOf}::date
      and ${scopeCondition(scopeOf(actor), raw('t.unit'), at)}
      and t.applied_by <> ${actor.account} and t.applied_unit <> all(${await ownAndAbove(view, actor.unit, asOf)}::text[])
    order by t.applied_on, t.application limit ${limit}`);
}

/** The unit and all that it lies below in the tree of task-bearing units. */
export async function ownAndAbove(view: LedgerView, unit: string, on: PlainDate): Promise<readonly string[]> {
  const rows = await view.query(
    sql`select ancestor from unit_closure where city = ${view.city.id} and plan_hash = ${view.plan.hash} and tree = 'tasks'
      and descendant = ${unit} and valid_from <= ${on}::date and valid_to >= ${on}::date`,
  );
  return [unit, ...rows.map(({ ancestor }) => String(ancestor))];
}
