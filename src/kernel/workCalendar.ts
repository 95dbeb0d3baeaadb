/**
 * Working days by the notices of the State Council: weekends off, statutory holidays off, 调休 weekends worked.
 * A calendar is dated data handed in, never a rule: which days are off is decided a year at a time, around November.
 * Beyond `publishedThrough` only weekends are known, and every answer that leans on such a day says `provisional`.
 * (A notice has also moved the last days of December before its year; those stay marked as known. Adopt the new
 * calendar when it is out.) Counting is by number of the working day, so that a due date is a look-up and not a walk.
 */
import { dayOfWeek, epochDay, fromEpochDay, type PlainDate, parseDate, yearOf } from './plainDate.ts';
import { Problem } from './problem.ts';

export interface WorkCalendar {
  readonly id: string;
  /** IANA zone of the city. */
  readonly zone: string;
  /** The last year whose notice is out. */
  readonly publishedThrough: number;
  /** Days off: weekdays, and the weekends inside holidays. */
  readonly holidays: readonly PlainDate[];
  /** Weekend days that are worked (调休). Wins over `holidays` if a day is in both. */
  readonly makeUpDays: readonly PlainDate[];
}

export interface DueDate {
  readonly date: PlainDate;
  readonly provisional: boolean;
}

export interface NumberedDay extends DueDate {
  /** Working days after `from`, up to and including this one. */
  readonly number: number;
  readonly working: boolean;
}

export function workingDay(
  calendar: WorkCalendar,
  date: PlainDate,
): { working: boolean; provisional: boolean } {
  const exception = exceptionsOf(calendar).working.get(date);
  return {
    working: exception ?? dayOfWeek(date) <= 5,
    provisional: yearOf(date) > calendar.publishedThrough,
  };
}

/**
 * Every day of [from, to] with its number; `from` has 0. The due date of n working days from `start` is the first day
 * whose number is the number of `start` plus n: a join on this list.
 */
export function numberDays(calendar: WorkCalendar, from: PlainDate, to: PlainDate): NumberedDay[] {
  const days: NumberedDay[] = [];
  let number = 0;
  for (let day = epochDay(from), last = epochDay(to); day <= last; day++) {
    const date = fromEpochDay(day);
    const { working, provisional } = workingDay(calendar, date);
    if (working && date !== from) number++;
    days.push({ date, number, working, provisional });
  }
  return days;
}

/**
 * The nth working day after `start`; the day on which the period begins is not counted (Civil Code art. 201). n = 0
 * gives `start` itself, be it a day off; a negative n the nth working day before. Fails with `date_out_of_range`.
 */
export function addWorkingDays(calendar: WorkCalendar, start: PlainDate, n: number): DueDate {
  if (!Number.isInteger(n)) throw notWhole(n);
  if (n === 0) return { date: start, provisional: false };
  const from = epochDay(start);
  // The number of the day meant: n after those through `start`, or, backward, the |n|th last of those before it.
  const number = n > 0 ? countThrough(calendar, from) + n : countThrough(calendar, from - 1) + n + 1;
  const date = fromEpochDay(dayOfNumber(calendar, number));
  const lastCounted = n > 0 ? date : fromEpochDay(from - 1);
  return { date, provisional: yearOf(lastCounted) > calendar.publishedThrough };
}

/** Working days in (a, b]; negative when b lies before a. */
export function workingDaysBetween(calendar: WorkCalendar, a: PlainDate, b: PlainDate): number {
  return countThrough(calendar, epochDay(b)) - countThrough(calendar, epochDay(a));
}

/**
 * The nth calendar day after `start`. With `rollToWorkingDay`, a last day that is a day off is moved to the next
 * working day (Civil Code art. 203); many promises say 自然日 and mean no such thing. Fails with `date_out_of_range`.
 */
export function addNaturalDays(
  calendar: WorkCalendar,
  start: PlainDate,
  n: number,
  options: { readonly rollToWorkingDay?: boolean } = {},
): DueDate {
  const date = fromEpochDay(epochDay(start) + n);
  if (!options.rollToWorkingDay) return { date, provisional: false };
  const { working, provisional } = workingDay(calendar, date);
  if (working) return { date, provisional };
  const rolled = addWorkingDays(calendar, date, 1);
  return { date: rolled.date, provisional: provisional || rolled.provisional };
}

interface Exceptions {
  /** Days that are not what their weekday says, with what they are. */
  readonly working: ReadonlyMap<PlainDate, boolean>;
  /** Epoch days in order: weekdays off, weekend days worked. */
  readonly off: readonly number[];
  readonly on: readonly number[];
}

// Derived once from each calendar object; a calendar is a value and is never changed.
const derived = new WeakMap<WorkCalendar, Exceptions>();

function exceptionsOf(calendar: WorkCalendar): Exceptions {
  const known = derived.get(calendar);
  if (known) return known;
  const working = new Map<PlainDate, boolean>();
  for (const date of calendar.holidays) if (dayOfWeek(date) <= 5) working.set(date, false);
  for (const date of calendar.makeUpDays) {
    if (dayOfWeek(date) <= 5) working.delete(date);
    else working.set(date, true);
  }
  const daysThatAre = (state: boolean) =>
    [...working]
      .filter(([, is]) => is === state)
      .map(([date]) => epochDay(date))
      .sort((a, b) => a - b);
  const exceptions = { working, off: daysThatAre(false), on: daysThatAre(true) };
  derived.set(calendar, exceptions);
  return exceptions;
}

const FIRST_DAY = epochDay(parseDate('1900-01-01'));

/** Working days from a fixed Monday through that day: weekdays by arithmetic, then the exceptions. */
function countThrough(calendar: WorkCalendar, day: number): number {
  const { off, on } = exceptionsOf(calendar);
  const sinceMonday = day - FIRST_DAY; // 1900-01-01 was a Monday
  const weeks = Math.floor(sinceMonday / 7);
  const weekdays = weeks * 5 + Math.min(sinceMonday - weeks * 7 + 1, 5);
  return weekdays + countUpTo(on, day) - countUpTo(off, day);
}

/** The working day that has that number: the first day through which so many have been counted. */
function dayOfNumber(calendar: WorkCalendar, number: number): number {
  const { off, on } = exceptionsOf(calendar);
  // Weekdays alone put the answer within reach of the exceptions; the search settles it.
  const guess = FIRST_DAY + Math.floor((number * 7) / 5);
  let low = guess - 2 * (on.length + 7);
  let high = guess + 2 * (off.length + 7);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (countThrough(calendar, middle) >= number) high = middle;
    else low = middle + 1;
  }
  return low;
}

function countUpTo(sorted: readonly number[], day: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= day) low = middle + 1;
    else high = middle;
  }
  return low;
}

function notWhole(days: number): Problem {
  return new Problem({
    code: 'date_out_of_range',
    message: `${days} 不是整数个工作日`,
    fix: '检查期限的天数',
    data: { amount: days },
  });
}
