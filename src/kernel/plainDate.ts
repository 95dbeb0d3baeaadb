/**
 * A calendar day without a clock or a zone: 'YYYY-MM-DD', proleptic Gregorian, 1900–2200.
 * Deadlines and periods are counted in these; a moment is an `Instant`. Everything is integer arithmetic on days since
 * 1970-01-01 (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms"): a JS Date would bring the machine's zone in.
 * Text order is day order, so plain dates may be compared with < and >.
 */
import { Problem } from './problem.ts';

export type PlainDate = string & { readonly __plainDate: true };

export const FIRST_YEAR = 1900;
export const LAST_YEAR = 2200;

/** Fails with `date_invalid`. */
export function parseDate(text: string): PlainDate {
  if (!isDate(text)) {
    throw new Problem({
      code: 'date_invalid',
      message: `“${text}”不是日期`,
      fix: `按 YYYY-MM-DD 填写，年份在 ${FIRST_YEAR} 至 ${LAST_YEAR} 之间，例如 2021-07-09`,
      data: { text },
    });
  }
  return text;
}

export function isDate(text: unknown): text is PlainDate {
  if (typeof text !== 'string' || text.length !== 10 || text[4] !== '-' || text[7] !== '-') return false;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  // Asked in the affirmative, because what is no number is NaN and fails every comparison.
  if (!(year >= FIRST_YEAR && year <= LAST_YEAR && month >= 1 && month <= 12)) return false;
  return day >= 1 && day <= daysInMonth(year, month);
}

/** Days since 1970-01-01, which is 0. */
export function epochDay(date: PlainDate): number {
  return daysFromCivil(digits(date, 0, 4), digits(date, 5, 7), digits(date, 8, 10));
}

/** Fails with `date_out_of_range` when the day lies outside 1900–2200 or is no whole number. */
export function fromEpochDay(days: number): PlainDate {
  if (!(Number.isInteger(days) && days >= FIRST_DAY && days <= LAST_DAY)) throw outOfRange(days);
  // The civil year starts in March here, so that the leap day is the last day of its year.
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return dateOf(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day);
}

/** Fails with `date_out_of_range`. */
export function addDays(date: PlainDate, days: number): PlainDate {
  return fromEpochDay(epochDay(date) + days);
}

/** The same day of the month, or the month's last day where it is shorter. Fails with `date_out_of_range`. */
export function addMonths(date: PlainDate, months: number): PlainDate {
  const index = yearOf(date) * 12 + digits(date, 5, 7) - 1 + months;
  const year = Math.floor(index / 12);
  if (!(Number.isInteger(months) && year >= FIRST_YEAR && year <= LAST_YEAR)) throw outOfRange(months);
  const month = index - year * 12 + 1;
  return dateOf(year, month, Math.min(digits(date, 8, 10), daysInMonth(year, month)));
}

/** b − a: how many days after `a` the day `b` lies. */
export function daysBetween(a: PlainDate, b: PlainDate): number {
  return epochDay(b) - epochDay(a);
}

/** 1 = Monday … 7 = Sunday (ISO 8601). */
export function dayOfWeek(date: PlainDate): number {
  const sinceThursday = (epochDay(date) + 3) % 7;
  return (sinceThursday < 0 ? sinceThursday + 7 : sinceThursday) + 1;
}

export function startOfMonth(date: PlainDate): PlainDate {
  return `${date.slice(0, 7)}-01` as PlainDate;
}

export function endOfMonth(date: PlainDate): PlainDate {
  const year = yearOf(date);
  const month = digits(date, 5, 7);
  return dateOf(year, month, daysInMonth(year, month));
}

export function startOfYear(date: PlainDate): PlainDate {
  return `${date.slice(0, 4)}-01-01` as PlainDate;
}

export function endOfYear(date: PlainDate): PlainDate {
  return `${date.slice(0, 4)}-12-31` as PlainDate;
}

/** 'YYYY-MM' */
export function monthOf(date: PlainDate): string {
  return date.slice(0, 7);
}

export function yearOf(date: PlainDate): number {
  return digits(date, 0, 4);
}

export function minDate(a: PlainDate, b: PlainDate): PlainDate {
  return a <= b ? a : b;
}

export function maxDate(a: PlainDate, b: PlainDate): PlainDate {
  return a >= b ? a : b;
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const FIRST_DAY = daysFromCivil(FIRST_YEAR, 1, 1);
const LAST_DAY = daysFromCivil(LAST_YEAR, 12, 31);

function daysInMonth(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && leap ? 29 : MONTH_DAYS[month - 1]!;
}

function daysFromCivil(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The decimal number that stands there, NaN when something else than ASCII digits does. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function dateOf(year: number, month: number, day: number): PlainDate {
  return `${year}-${month < 10 ? '0' : ''}${month}-${day < 10 ? '0' : ''}${day}` as PlainDate;
}

function outOfRange(amount: number): Problem {
  return new Problem({
    code: 'date_out_of_range',
    message: `算出的日期不在 ${FIRST_YEAR} 至 ${LAST_YEAR} 年之间，或天数、月数不是整数`,
    fix: '检查期限的天数或月数',
    data: { amount },
  });
}
