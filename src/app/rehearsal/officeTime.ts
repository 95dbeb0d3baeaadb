// Time as an office counts it: a position is a whole number, OFFICE_MINUTES a working day, from the first working day on. Adding minutes
// to a position never leaves office hours, and order of positions is order of time. Days are epoch days (kernel/plainDate.ts).
import { epochMs, startOfDay } from '../../kernel/instant.ts';
import {
  endOfMonth,
  epochDay,
  fromEpochDay,
  monthOf,
  type PlainDate,
  parseDate,
} from '../../kernel/plainDate.ts';
import { numberDays, type WorkCalendar } from '../../kernel/workCalendar.ts';

/** 08:30–12:00 and 14:30–17:00. */
export const OFFICE_MINUTES = 360;
const MORNING_FROM = 8 * 60 + 30;
const MORNING_MINUTES = 210;
const AFTERNOON_FROM = 14 * 60 + 30;

/** A position in office time. */
export type Office = number;

export interface OfficeTime {
  isWorking(day: number): boolean;
  /** The first minute of the day, or of the next working day. */
  opening(day: number): Office;
  /** The last minute of the day, or of the last working day before it. */
  closing(day: number): Office;
  /** The last minute of office before a wall-clock time of the day ('09:00'). */
  before(day: number, time: string): Office;
  dayOf(at: Office): number;
  /** Start of the minute, in milliseconds since 1970. */
  msOf(at: Office): number;
  /** Working days in [first, last]. */
  workingDays(first: number, last: number): number;
}

export function officeTime(calendar: WorkCalendar, zone: string, from: PlainDate, to: PlainDate): OfficeTime {
  const first = epochDay(from);
  const numbered = numberDays(calendar, from, to);
  const working = numbered.map((day) => day.working);
  const days = working.flatMap((is, index) => (is ? [first + index] : []));
  // How many working days lie before each day: the index of the working day on or after it.
  const before: number[] = [];
  let count = 0;
  for (const is of working) {
    before.push(count);
    if (is) count++;
  }
  const indexOf = (day: number) => before[day - first] ?? (day < first ? 0 : count);
  const midnights = new Map<number, number>();
  const midnight = (day: number) => {
    let ms = midnights.get(day);
    if (ms === undefined) {
      ms = epochMs(startOfDay(fromEpochDay(day), zone));
      midnights.set(day, ms);
    }
    return ms;
  };
  const isWorking = (day: number) => working[day - first] === true;
  const closing = (day: number) => indexOf(day + 1) * OFFICE_MINUTES - 1;
  const dayOf = (at: Office) => days[Math.floor(at / OFFICE_MINUTES)]!;
  return {
    isWorking,
    opening: (day) => indexOf(day) * OFFICE_MINUTES,
    closing,
    before(day, time) {
      const minutes = Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) - MORNING_FROM;
      if (!isWorking(day) || minutes <= 0) return closing(day - 1);
      const gone =
        minutes <= MORNING_MINUTES
          ? minutes
          : Math.max(MORNING_MINUTES, minutes - (AFTERNOON_FROM - MORNING_FROM - MORNING_MINUTES));
      return indexOf(day) * OFFICE_MINUTES + Math.min(OFFICE_MINUTES, gone) - 1;
    },
    dayOf,
    msOf(at) {
      const minute = at % OFFICE_MINUTES;
      const wall =
        minute < MORNING_MINUTES ? MORNING_FROM + minute : AFTERNOON_FROM + minute - MORNING_MINUTES;
      return midnight(dayOf(at)) + wall * 60_000;
    },
    workingDays: (a, b) => indexOf(b + 1) - indexOf(a),
  };
}

/** A month of the simulation, by its position from the first simulated one. */
export interface Month {
  readonly index: number;
  /** 'YYYY-MM' */
  readonly name: string;
  /** 1 … 12 */
  readonly ofYear: number;
  readonly first: number;
  readonly last: number;
}

export function monthsBetween(from: PlainDate, to: PlainDate): Month[] {
  const months: Month[] = [];
  for (let date = parseDate(`${monthOf(from)}-01`); date <= to; ) {
    const end = endOfMonth(date);
    months.push({
      index: months.length,
      name: monthOf(date),
      ofYear: Number(date.slice(5, 7)),
      first: epochDay(date),
      last: epochDay(end),
    });
    date = fromEpochDay(epochDay(end) + 1);
  }
  return months;
}
