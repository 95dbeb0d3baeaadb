// The latest day of filing with which an approval can be overdue at all: what was filed later is left aside without being judged. No clock starts before the filing, and
// standstill, notice and extension only move a limit on; so what is filed after the day given here cannot have run out, and what is filed before it is judged. Pure.
import { addDays, type PlainDate } from '../../kernel/plainDate.ts';
import type { WorkCalendar } from '../../kernel/workCalendar.ts';
import type { Limits } from './approvals.judge.ts';
import { type Counting, countingOf, dueAfter } from './stillClock.ts';

/** Undefined where no clock of the item can run out: a limit in working days without a calendar. */
export function lastFilingThatCanBeLate(
  { budgets }: Pick<Limits, 'budgets'>,
  { calendar, asOf }: { readonly calendar: WorkCalendar | undefined; readonly asOf: PlainDate },
): PlainDate | undefined {
  const days = Object.values(budgets).flatMap((budget) => {
    const counting = budget && countingOf(budget.dayKind, calendar);
    return counting === undefined ? [] : [lastStart(budget?.days ?? 0, counting, asOf)];
  });
  return days.toSorted().at(-1);
}

/** The latest start whose limit is over before `asOf`. */
function lastStart(days: number, counting: Counting, asOf: PlainDate): PlainDate {
  // A limit of n days of any kind is no earlier than n days on.
  let start = addDays(asOf, -days - 1);
  while (dueAfter(start, days, [], counting).date >= asOf) start = addDays(start, -1);
  return start;
}
