// For the property over all loops: the approvals part of it. No test stands here.
import { expect } from 'vitest';
import type { PlainDate } from '../kernel/plainDate.ts';
import { sql } from '../kernel/sql.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { walkCourse } from '../loops/approvals/approvals.course.ts';
import { closedApprovals, openApprovals } from '../loops/approvals/approvals.pg.ts';
import { courseOf, eventRows } from '../loops/approvals/approvals.rows.ts';

/** What the tables of approvals say is the course that a walk over the events makes: two readings of the same facts, one in SQL. */
export async function sameCourses(view: LedgerView): Promise<void> {
  const city = view.city.id;
  const where = { city, planHash: view.plan.hash, asOf: view.today, scope: { all: true } as const };
  const rows = [
    ...(await openApprovals(view, where, {})),
    ...(await closedApprovals(view, where, {}, '2021-01-01' as PlainDate)),
  ];
  const events = await view.query(sql`select * from approval_event where city = ${city}`);
  const bySubject = Map.groupBy(events, (row) => String(row.subject));
  for (const row of rows) {
    const told = eventRows(bySubject.get(String(row.subject)) ?? []).filter(({ voided }) => !voided);
    expect([row.subject, courseOf(row)]).toEqual([row.subject, walkCourse(told)]);
  }
}
