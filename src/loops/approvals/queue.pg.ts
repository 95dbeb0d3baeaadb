// What waits for one body: open approvals that it handles and that wait for nobody else, by due day. The inbox asks it.
import type { PlainDate } from '../../kernel/plainDate.ts';
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
