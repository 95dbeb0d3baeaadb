/**
 * The mainland's working-day calendar from the data of npm `chinese-days` (the State Council's yearly notices, 2004 on).
 * Only its dated data is read, never its code: what it calls a working day is for `workCalendar.ts` to say. A ledger
 * adopts the result as a fact, so that an update of the package changes no due date by itself.
 */
import { createRequire } from 'node:module';
import { type PlainDate, parseDate, yearOf } from './plainDate.ts';
import { Problem } from './problem.ts';
import type { WorkCalendar } from './workCalendar.ts';

interface ChineseDays {
  /** Days off by date, weekends inside holidays among them. */
  readonly holidays: Readonly<Record<string, string>>;
  /** Weekend days worked, by date. */
  readonly workdays: Readonly<Record<string, string>>;
}

/**
 * The calendar of those years, both included. `publishedThrough` is the last of them that the package holds: asked for
 * less than it holds, the calendar knows less. Fails with `calendar_years` when the package holds none of the first year.
 */
export function chineseCalendar(fromYear: number, toYear: number): WorkCalendar {
  const data = createRequire(import.meta.url)('chinese-days/dist/chinese-days.json') as ChineseDays;
  const all = datesOf(data.holidays);
  const firstHeld = yearOf(all[0]!);
  const lastHeld = yearOf(all.at(-1)!);
  if (
    !(
      Number.isInteger(fromYear) &&
      Number.isInteger(toYear) &&
      fromYear >= firstHeld &&
      fromYear <= Math.min(toYear, lastHeld)
    )
  ) {
    throw new Problem({
      code: 'calendar_years',
      message: `没有 ${fromYear} 至 ${toYear} 年的放假安排，现有 ${firstHeld} 至 ${lastHeld} 年`,
      fix: '缩小年份范围，或升级 chinese-days',
      data: { firstHeld, lastHeld },
    });
  }
  const within = (date: PlainDate) => yearOf(date) >= fromYear && yearOf(date) <= toYear;
  const publishedThrough = Math.min(toYear, lastHeld);
  return {
    id: `cn-${fromYear}-${publishedThrough}`,
    zone: 'Asia/Shanghai',
    publishedThrough,
    holidays: all.filter(within),
    makeUpDays: datesOf(data.workdays).filter(within),
  };
}

function datesOf(byDate: Readonly<Record<string, string>>): PlainDate[] {
  return Object.keys(byDate).map(parseDate).sort();
}
