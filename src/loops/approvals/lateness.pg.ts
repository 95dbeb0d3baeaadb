// Which projects have open approvals that are overdue: how many, and by how much the latest. The judge's word (approvals.judge.ts) over open rows alone.
import type { Row } from '../../kernel/loop.ts';
import { type Overdue, overdueRank } from '../../kernel/overdue.ts';
import { raw, sql } from '../../kernel/sql.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import type { ApprovalJudgement } from './approvals.judge.ts';
import { type ApprovalsAt, approvalsWhere, openApprovals } from './approvals.pg.ts';
import { approvalItemsSection } from './approvals.plan.ts';
import { calendarOn } from './calendars.pg.ts';
import { type Judger, judgeRow, judgerOf } from './judging.ts';
import { lastFilingThatCanBeLate } from './lateBounds.ts';

type Found = Map<string, Overdue>;

/** By project, of these projects. */
export async function lateApprovals(
  view: LedgerView,
  at: ApprovalsAt,
  projects: readonly string[],
): Promise<ReadonlyMap<string, Overdue>> {
  const rows = await openApprovals(view, at, { projects });
  const found: Found = new Map();
  if (rows.length === 0) return found;
  const judger = await judgerAt(view, at);
  for (const row of rows) add(found, String(row.project), judgeRow(row, judger)?.judgement);
  return found;
}

/**
 * By project, of all in the scope, however many. Only what was filed long enough ago is looked at; what has neither stood still nor been asked for supplements is judged
 * once for all of the same item and the same days, the rest one by one.
 */
export async function allLateApprovals(
  view: LedgerView,
  at: ApprovalsAt,
): Promise<ReadonlyMap<string, Overdue>> {
  const judger = await judgerAt(view, at);
  const found: Found = new Map();
  const eventful: string[] = [];
  for (const { subjects, projects, ...days } of await candidates(view, at, judger)) {
    if (subjects !== null) {
      eventful.push(...(subjects as readonly string[]));
      continue;
    }
    const judgement = judgeRow(days, judger)?.judgement;
    if (judgement?.late !== true) continue;
    for (const project of projects as readonly string[]) add(found, project, judgement);
  }
  if (eventful.length === 0) return found;
  for (const row of await openApprovals(view, at, { subjects: eventful }))
    add(found, String(row.project), judgeRow(row, judger)?.judgement);
  return found;
}

/** What may have run out, together where item and days are the same; `subjects` of those that have to be judged whole, else null. */
async function candidates(view: LedgerView, at: ApprovalsAt, judger: Judger): Promise<readonly Row[]> {
  const last = (item: string) => lastFilingThatCanBeLate(judger.limitsFor(item), judger) ?? '-infinity';
  const items = view.plan.section(approvalItemsSection).map(({ id }) => id);
  // What the plan has dropped has the general limit.
  const others = last('');
  const days = raw(
    'a.item, a.filed_on, a.accepted_on, a.accepted_heard_on, a.extended_on, a.extended_heard_on',
  );
  return view.query(sql`
    with open as materialized (
      select a.subject, a.project, ${days},
        exists (select 1 from approval_pause p where p.city = a.city and p.subject = a.subject)
          or exists (select 1 from approval_notice n where n.city = a.city and n.subject = a.subject) as eventful
      from approval a
      left join unnest(${items}::text[], ${items.map(last)}::date[]) l(item, last_on) on l.item = a.item
      where ${approvalsWhere(at, {})} and (a.closed_on is null or a.closed_on > ${at.asOf}::date)
        and a.filed_on <= coalesce(l.last_on, ${others}::date)
    )
    select ${days}, null::json as subjects, json_agg(a.project) as projects from open a where not a.eventful group by ${days}
    union all
    select null, null, null, null, null, null, json_agg(a.subject), null from open a where a.eventful having count(*) > 0`);
}

async function judgerAt(view: LedgerView, { asOf }: ApprovalsAt): Promise<Judger> {
  return judgerOf(view.plan, (await calendarOn(view, asOf))?.calendar, asOf);
}

function add(found: Found, project: string, judgement: ApprovalJudgement | undefined): void {
  if (judgement?.late !== true) return;
  const before = found.get(project);
  const one = { days: judgement.lateDays, dayKind: judgement.lateDayKind };
  const longest = before !== undefined && overdueRank(before) >= overdueRank(one) ? before : one;
  found.set(project, { days: longest.days, dayKind: longest.dayKind, count: (before?.count ?? 0) + 1 });
}
