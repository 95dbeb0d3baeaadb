// Days counted with standstill: the one arithmetic under every clock of this loop, the bureau's and both sides' promises. Pure; no light and no word of an
// approval. A deadline is a budget plus suspensions; the day on which something begins is not counted (Civil Code art. 201), the day it ends is.
import type { Words } from '../../kernel/loop.ts';
import { addDays, daysBetween, maxDate, minDate, type PlainDate } from '../../kernel/plainDate.ts';
import {
  addWorkingDays,
  type DueDate,
  type WorkCalendar,
  workingDaysBetween,
} from '../../kernel/workCalendar.ts';

export type DayKind = '工作日' | '自然日';

/** Days of a kind: how many in (a, b], and which is the nth after a. Undefined where the kind needs a calendar and there is none. */
export interface Counting {
  between(a: PlainDate, b: PlainDate): number;
  after(a: PlainDate, n: number): DueDate;
}

export const EVERY_DAY: Counting = {
  between: daysBetween,
  after: (a, n) => ({ date: addDays(a, n), provisional: false }),
};

export function countingOf(dayKind: DayKind, calendar: WorkCalendar | undefined): Counting | undefined {
  if (dayKind === '自然日') return EVERY_DAY;
  if (calendar === undefined) return undefined;
  return {
    between: (a, b) => workingDaysBetween(calendar, a, b),
    after: (a, n) => addWorkingDays(calendar, a, n),
  };
}

/** A stretch of standstill: its own first day still counts, its last does not; `to` null while it lasts. */
export interface StillStretch {
  readonly from: PlainDate;
  readonly to: PlainDate | null;
}

/** A stretch with its end told. */
export interface StillSpan {
  readonly from: PlainDate;
  readonly to: PlainDate;
}

/** The stretches within [start, until], in order, no two of them over one another; the day on which one begins belongs to what went before. */
export function mergeStills<S extends StillStretch>(
  stills: readonly S[],
  start: PlainDate,
  until: PlainDate,
): readonly (Omit<S, 'to'> & StillSpan)[] {
  const spans: (Omit<S, 'to'> & StillSpan)[] = [];
  const cut = stills
    .map((still) => ({ ...still, from: maxDate(still.from, start), to: minDate(still.to ?? until, until) }))
    .filter(({ from, to }) => from < to)
    .toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.to < b.to ? -1 : 1));
  for (const span of cut) {
    const from = maxDate(span.from, spans.at(-1)?.to ?? start);
    if (from < span.to) spans.push({ ...span, from });
  }
  return spans;
}

export function dueAfter(
  start: PlainDate,
  days: number,
  stills: readonly StillSpan[],
  counting: Counting,
): DueDate {
  // Nothing to count: due on the day itself, or on the next that is counted.
  if (days === 0) return counting.after(addDays(start, -1), 1);
  let cursor = start;
  let left = days;
  for (const { from, to } of stills) {
    const counted = counting.between(cursor, from);
    if (counted >= left) break;
    left -= counted;
    cursor = to;
  }
  return counting.after(cursor, left);
}

/** Days counted in (from, to], stretches of standstill taken out. */
export function countedIn(
  from: PlainDate,
  to: PlainDate,
  stills: readonly StillSpan[],
  counting: Counting,
): number {
  let days = counting.between(from, to);
  for (const still of stills) {
    const [a, b] = [maxDate(still.from, from), minDate(still.to, to)];
    if (a < b) days -= counting.between(a, b);
  }
  return days;
}

/** A number of days, by their kind: working days are never called days. */
export function daysWords(days: number, kind: DayKind): Words {
  return kind === '工作日'
    ? { zh: `${days} 个工作日`, en: `${days} working days` }
    : { zh: `${days} 个自然日`, en: `${days} calendar days` };
}
