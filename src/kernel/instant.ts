/**
 * A moment: '2021-07-09T09:00:00.000Z', always UTC, always three decimals, so that text order is time order and one
 * moment has one text (the ledger hashes it). Years 1900–2200. Which day it is depends on the city's zone and is asked
 * here, of the zone data that Intl brings; nobody else computes an offset.
 */
import { addDays, epochDay, fromEpochDay, isDate, type PlainDate, parseDate } from './plainDate.ts';
import { Problem } from './problem.ts';

export type Instant = string & { readonly __instant: true };

const DAY_MS = 86_400_000;
const FORM = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)\.(\d{3})Z$/;
const WRITTEN = /^(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)$/;
const FIRST_MS = epochDay(parseDate('1900-01-01')) * DAY_MS;
const LAST_MS = epochDay(parseDate('2200-12-31')) * DAY_MS + DAY_MS - 1;

/** Fails with `instant_invalid` when it is no whole number of milliseconds within 1900–2200. */
export function instantOf(epochMs: number): Instant {
  if (!(Number.isInteger(epochMs) && epochMs >= FIRST_MS && epochMs <= LAST_MS))
    throw invalid(String(epochMs));
  const minute = Math.floor(epochMs / MINUTE_MS);
  if (minute !== lastMinute.number)
    lastMinute = { number: minute, text: new Date(minute * MINUTE_MS).toISOString().slice(0, MINUTE_LENGTH) };
  const ms = epochMs - minute * MINUTE_MS;
  return `${lastMinute.text}${String(100_000 + ms).slice(1, 3)}.${String(100_000 + ms).slice(3)}Z` as Instant;
}

const MINUTE_MS = 60_000;
/** Of 2021-07-09T09:00: */
const MINUTE_LENGTH = 17;
/** One moment is told after another, by the thousand: a date is taken apart once a minute. */
let lastMinute = { number: Number.NaN, text: '' };

/** Milliseconds since 1970-01-01T00:00:00Z. Fails with `instant_invalid`. */
export function epochMs(instant: Instant): number {
  const part = FORM.exec(instant);
  if (!part || !isDate(part[1])) throw invalid(instant);
  return (
    epochDay(part[1]) * DAY_MS +
    (Number(part[2]) * 60 + Number(part[3])) * 60_000 +
    Number(part[4]) * 1000 +
    Number(part[5])
  );
}

export function isInstant(value: unknown): value is Instant {
  if (typeof value !== 'string') return false;
  const part = FORM.exec(value);
  return part !== null && isDate(part[1]);
}

/**
 * Reads what others write: ISO 8601 with an offset ('2021-07-09T17:00:00+08:00', PostgreSQL's '2021-07-09 17:00:00+08').
 * Digits beyond the millisecond are cut off; a text without an offset is no moment. Fails with `instant_invalid`.
 */
export function parseInstant(text: string): Instant {
  const part = WRITTEN.exec(text);
  if (!part || !isDate(part[1])) throw invalid(text);
  const [hour, minute, second] = [Number(part[2]), Number(part[3]), Number(part[4] ?? 0)];
  const offset = part[6] === 'Z' ? 'Z+0000' : `Z${part[6]!.replace(':', '')}00`;
  const [offsetHour, offsetMinute] = [Number(offset.slice(2, 4)), Number(offset.slice(4, 6))];
  if (hour > 23 || minute > 59 || second > 59 || offsetHour > 18 || offsetMinute > 59) throw invalid(text);
  const local = epochDay(part[1]) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000;
  const offsetMs = (offsetHour * 60 + offsetMinute) * 60_000 * (offset[1] === '-' ? -1 : 1);
  return instantOf(local - offsetMs + Number((part[5] ?? '').padEnd(3, '0').slice(0, 3)));
}

/** The day it is in the zone at that moment. Fails with `zone_unknown`. */
export function dateInZone(instant: Instant, zone: string): PlainDate {
  const ms = epochMs(instant);
  return fromEpochDay(Math.floor((ms + offsetAt(ms, zone)) / DAY_MS));
}

/** The first moment of that day in the zone. It is not 00:00 where a clock change skips midnight. Fails with `zone_unknown`. */
export function startOfDay(date: PlainDate, zone: string): Instant {
  return instantOf(startOfDayMs(epochDay(date) * DAY_MS, zone));
}

/** The last millisecond of that day in the zone: 23:59:59.999. Fails with `zone_unknown`. */
export function endOfDay(date: PlainDate, zone: string): Instant {
  return instantOf(startOfDayMs(epochDay(addDays(date, 1)) * DAY_MS, zone) - 1);
}

/** `midnight`: what the wall clock shows, read as if it were UTC. */
function startOfDayMs(midnight: number, zone: string): number {
  // No zone changes its clock twice within two days, so midnight has one of these two offsets, or does not exist.
  const before = midnight - offsetAt(midnight - DAY_MS, zone);
  const after = midnight - offsetAt(midnight + DAY_MS, zone);
  const real = [before, after].filter((ms) => ms + offsetAt(ms, zone) === midnight);
  if (real.length > 0) return Math.min(...real);
  // Skipped: the day begins when the clock jumps over midnight. The jump lies between the two guesses.
  let low = Math.min(before, after);
  let high = Math.max(before, after);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (middle + offsetAt(middle, zone) >= midnight) high = middle;
    else low = middle + 1;
  }
  return low;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Wall clock of the zone minus UTC, in milliseconds. */
function offsetAt(ms: number, zone: string): number {
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = formatterOf(zone);
    formatters.set(zone, formatter);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of formatter.formatToParts(ms)) part[type] = Number(value);
  const wall = Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second);
  return wall - Math.floor(ms / 1000) * 1000;
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    throw new Problem({
      code: 'zone_unknown',
      message: `不认识时区“${zone}”`,
      fix: '用 IANA 时区名，例如 Asia/Shanghai',
      data: { zone },
    });
  }
}

function invalid(text: string): Problem {
  return new Problem({
    code: 'instant_invalid',
    message: `“${text}”不是时刻`,
    fix: '按 2021-07-09T09:00:00.000Z 填写（UTC，三位毫秒）',
    data: { text },
  });
}
