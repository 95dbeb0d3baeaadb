// What a change of calendar moved: every open approval judged under the calendar in force and under the one before it. Nothing is kept, for nothing can be
// lost: both calendars stand whole in the ledger, with the facts that adopted them.
import type { Words } from '../../kernel/loop.ts';
import { addDays, type PlainDate } from '../../kernel/plainDate.ts';
import { type WorkCalendar, workingDay } from '../../kernel/workCalendar.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { type ApprovalFilter, type ApprovalsAt, openApprovals } from './approvals.pg.ts';
import { approvalItemsSection } from './approvals.plan.ts';
import { calendarLine, calendarOn, calendarReplaced } from './calendars.pg.ts';
import { type Judged, judgeRow, judgerOf } from './judging.ts';

interface Moved {
  readonly id: string;
  readonly projectName: string;
  readonly itemName: string;
  readonly oldDueOn: PlainDate | null;
  readonly newDueOn: PlainDate | null;
  /** Since when its clock runs: silence accepts on another day when the days of the notice are others. */
  readonly oldStartedOn: PlainDate | null;
  readonly newStartedOn: PlainDate | null;
  readonly reason: Words;
}

const DAYS_TOLD = 5;

/** Which of two calendars says what of the days between: working in one, off in the other. */
export function daysChanged(
  before: WorkCalendar,
  now: WorkCalendar,
  from: PlainDate,
  to: PlainDate,
): readonly { readonly date: PlainDate; readonly working: boolean }[] {
  const days: { date: PlainDate; working: boolean }[] = [];
  for (let date = from; date <= to; date = addDays(date, 1)) {
    const { working } = workingDay(now, date);
    if (working !== workingDay(before, date).working) days.push({ date, working });
  }
  return days;
}

export async function reprojection(
  view: LedgerView,
  at: ApprovalsAt,
  { limit, ...filter }: ApprovalFilter & { readonly limit: number },
) {
  const adopted = await calendarOn(view, at.asOf);
  const replaced = adopted && (await calendarReplaced(view, adopted, at.asOf));
  const rows = await openApprovals(view, at, filter);
  if (adopted === undefined || replaced === undefined)
    return { change: null, open: rows.length, rows: [], total: 0 };
  const [now, before] = [adopted.calendar, replaced.calendar];
  const names = new Map(view.plan.section(approvalItemsSection).map(({ id, name }) => [id, name]));
  const judgers = [before, now].map((calendar) => judgerOf(view.plan, calendar, at.asOf));
  const moved = rows.flatMap((row): Moved[] => {
    const [old, next] = judgers.map((judger) => judgeRow(row, judger));
    if (!old || !next) return [];
    if (
      old.judgement.dueOn === next.judgement.dueOn &&
      old.judgement.acceptedOn === next.judgement.acceptedOn
    )
      return [];
    return [
      {
        id: String(row.subject),
        projectName: String(row.project_name),
        itemName: names.get(String(row.item)) ?? String(row.item),
        oldDueOn: old.judgement.dueOn,
        newDueOn: next.judgement.dueOn,
        oldStartedOn: old.judgement.acceptedOn,
        newStartedOn: next.judgement.acceptedOn,
        reason: reasonOf(before, now, [old, next]),
      },
    ];
  });
  const sorted = moved.toSorted((a, b) => ((a.newDueOn ?? '9999') < (b.newDueOn ?? '9999') ? -1 : 1));
  return {
    change: { from: calendarLine(replaced), to: calendarLine(adopted) },
    open: rows.length,
    rows: sorted.slice(0, limit),
    total: moved.length,
  };
}

/** The days between receipt and the later due day that the two calendars see differently. */
function reasonOf(before: WorkCalendar, now: WorkCalendar, judged: readonly Judged[]): Words {
  const ends = judged.flatMap(({ judgement }) => judgement.dueOn ?? []).toSorted();
  const from = judged[0]?.course.filedOn;
  const last = ends.at(-1);
  const days = from === undefined || last === undefined ? [] : daysChanged(before, now, from, last);
  const told = days.slice(0, DAYS_TOLD);
  const more = days.length > told.length;
  return {
    zh: `${told.map(({ date, working }) => `${date} 改为${working ? '上班' : '放假'}`).join('、')}${more ? ` 等 ${days.length} 天` : ''}`,
    en: `${told.map(({ date, working }) => `${date} is now ${working ? 'worked' : 'off'}`).join(', ')}${more ? ` and others, ${days.length} days` : ''}`,
  };
}
