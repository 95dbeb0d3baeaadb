// Which projects have open approvals that are overdue: how many, and by how much the latest. The judge's word (approvals.judge.ts) over open rows alone.
import type { PlainDate } from '../../kernel/plainDate.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { type ApprovalsAt, openApprovals } from './approvals.pg.ts';
import { calendarOn } from './calendars.pg.ts';
import { judgeRow, judgerOf } from './judging.ts';

export interface Lateness {
  readonly count: number;
  readonly days: number;
  readonly dayKind: '工作日' | '自然日';
}

/** By project, of these projects or of all in the scope. */
export async function lateApprovals(
  view: LedgerView,
  at: ApprovalsAt,
  projects?: readonly string[],
): Promise<ReadonlyMap<string, Lateness>> {
  const rows = await openApprovals(view, at, { projects });
  if (rows.length === 0) return new Map();
  const judger = judgerOf(view.plan, await calendarOf(view, at.asOf), at.asOf);
  const found = new Map<string, Lateness>();
  for (const row of rows) {
    const judgement = judgeRow(row, judger)?.judgement;
    if (judgement?.late !== true) continue;
    const project = String(row.project);
    const before = found.get(project);
    const one = { days: judgement.lateDays, dayKind: judgement.lateDayKind };
    const longest = before !== undefined && weight(before) >= weight(one) ? before : one;
    found.set(project, { days: longest.days, dayKind: longest.dayKind, count: (before?.count ?? 0) + 1 });
  }
  return found;
}

/** Five working days are a week of seven. */
function weight({ days, dayKind }: Pick<Lateness, 'days' | 'dayKind'>): number {
  return dayKind === '工作日' ? days * 7 : days * 5;
}

async function calendarOf(view: LedgerView, asOf: PlainDate) {
  return (await calendarOn(view, asOf))?.calendar;
}
