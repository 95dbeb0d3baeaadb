/**
 * Times as logs write them → milliseconds since 1970 UTC, or NaN: never a throw, for a log of a million rows has some that are no time.
 * Read by sight: year first (2021-07-09, 2021/7/9, 20210709, 2021年7月9日), then an optional time of day with up to nine decimals, then an optional
 * offset. Day first or month first cannot be told apart by sight and takes a format of YYYY MM M DD D HH H mm m ss s SSS Z (others stand for themselves);
 * `x` is milliseconds and `X` seconds since 1970.
 */

const DAY_MS = 86_400_000;

/** Days since 1970-01-01 of the proleptic Gregorian calendar (H. Hinnant); the day must exist. NaN when it does not. */
function daysOf(year: number, month: number, day: number): number {
  if (!(month >= 1 && month <= 12 && day >= 1)) return Number.NaN;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const last =
    month === 2 ? (leap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  if (day > last) return Number.NaN;
  const march = month <= 2 ? year - 1 : year;
  const era = Math.floor(march / 400);
  const inEra = march - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return era * 146_097 + inEra * 365 + Math.floor(inEra / 4) - Math.floor(inEra / 100) + dayOfYear - 719_468;
}

interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ms: number;
}

function instant(days: number, clock: Clock, offsetMinutes: number): number {
  const { hour, minute, second, ms } = clock;
  // 24:00 is the end of the day in ISO 8601; 60 seconds are a leap second and fall on the next.
  if (!(hour <= 24 && minute <= 59 && second <= 60) || (hour === 24 && minute + second + ms > 0))
    return Number.NaN;
  return days * DAY_MS + ((hour * 60 + minute - offsetMinutes) * 60 + second) * 1000 + ms;
}

/**
 * ISO 8601 straight from the bytes of a log, as XES demands it: 2006-07-24T00:00:00.000+02:00. NaN when it is written otherwise (`timeOfText` reads more).
 * Digits beyond the millisecond are cut off.
 */
export function timeOfBytes(bytes: Uint8Array, from: number, to: number, offsetMinutes: number): number {
  if (to - from < 19 || bytes[from + 4] !== 45 || bytes[from + 7] !== 45) return Number.NaN;
  const separator = bytes[from + 10];
  if ((separator !== 84 && separator !== 32) || bytes[from + 13] !== 58 || bytes[from + 16] !== 58)
    return Number.NaN;
  const year = two(bytes, from) * 100 + two(bytes, from + 2);
  const days = daysOf(year, two(bytes, from + 5), two(bytes, from + 8));
  let at = from + 19;
  let ms = 0;
  if (bytes[at] === 46 || bytes[at] === 44) {
    let place = 100;
    for (at++; at < to; at++) {
      const digit = bytes[at]! - 48;
      if (!(digit >= 0 && digit <= 9)) break;
      ms += digit * place;
      place = place === 100 ? 10 : place === 10 ? 1 : 0;
    }
  }
  const offset = at === to ? offsetMinutes : offsetOf(bytes, at, to);
  const hour = two(bytes, from + 11);
  const minute = two(bytes, from + 14);
  const second = two(bytes, from + 17);
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return Number.NaN;
  return days * DAY_MS + ((hour * 60 + minute - offset) * 60 + second) * 1000 + ms;
}

function two(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - 48;
  const ones = bytes[at + 1]! - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Z, +02, +0200, +02:00 */
function offsetOf(bytes: Uint8Array, at: number, to: number): number {
  const sign = bytes[at];
  if (sign === 90 && to === at + 1) return 0;
  if (sign !== 43 && sign !== 45) return Number.NaN;
  const colon = bytes[at + 3] === 58 ? 1 : 0;
  const length = to - at;
  if (length !== 3 && length !== 5 + colon) return Number.NaN;
  const minutes = two(bytes, at + 1) * 60 + (length === 3 ? 0 : two(bytes, at + 3 + colon));
  return sign === 45 ? -minutes : minutes;
}

const BY_SIGHT =
  /^\s*(\d{4})(?:-|\/|\.|年)(\d{1,2})(?:-|\/|\.|月)(\d{1,2})日?(?:[T\s]+(\d{1,2})[:时点](\d{1,2})分?(?::?(\d{1,2})秒?(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?\s*$/;
const PACKED = /^\s*(\d{4})(\d\d)(\d\d)(?:[T\s]?(\d\d)(\d\d)(\d\d)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?\s*$/;

/** Reads by sight. `offsetMinutes` is for a text without an offset. */
export function timeOfText(text: string, offsetMinutes: number): number {
  const part = BY_SIGHT.exec(text);
  if (part)
    return timeOfParts(part[1], part[2], part[3], part[4], part[5], part[6], part[7], part[8], offsetMinutes);
  const packed = PACKED.exec(text);
  if (!packed) return Number.NaN;
  return timeOfParts(
    packed[1],
    packed[2],
    packed[3],
    packed[4],
    packed[5],
    packed[6],
    undefined,
    packed[7],
    offsetMinutes,
  );
}

type Part = string | undefined;

function timeOfParts(
  year: Part,
  month: Part,
  day: Part,
  hour: Part,
  minute: Part,
  second: Part,
  fraction: Part,
  offset: Part,
  offsetMinutes: number,
): number {
  const clock = {
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    ms: Number((fraction ?? '').padEnd(3, '0').slice(0, 3)),
  };
  const minutes = offset === undefined ? offsetMinutes : findOffsetMinutes(offset);
  return instant(daysOf(Number(year), Number(month), Number(day)), clock, minutes ?? Number.NaN);
}

/** '+08:00', '-0330', '+08', 'Z' → minutes ahead of UTC; undefined when it is no offset. */
export function findOffsetMinutes(text: string): number | undefined {
  if (text === 'Z' || text === 'UTC' || text === 'GMT') return 0;
  const part = /^([+-])(\d\d)(?::?(\d\d))?$/.exec(text);
  if (!part) return undefined;
  const minutes = Number(part[2]) * 60 + Number(part[3] ?? 0);
  return minutes > 18 * 60 ? undefined : part[1] === '-' ? -minutes : minutes;
}

export type TimeReader = (text: string, offsetMinutes: number) => number;

const TOKEN = /YYYY|MM|M|DD|D|HH|H|mm|m|ss|s|SSS|Z/g;
const PATTERNS: Readonly<Record<string, string>> = {
  YYYY: '(?<YYYY>\\d{4})',
  MM: '(?<MM>\\d\\d)',
  M: '(?<MM>\\d{1,2})',
  DD: '(?<DD>\\d\\d)',
  D: '(?<DD>\\d{1,2})',
  HH: '(?<HH>\\d\\d)',
  H: '(?<HH>\\d{1,2})',
  mm: '(?<mm>\\d\\d)',
  m: '(?<mm>\\d{1,2})',
  ss: '(?<ss>\\d\\d)',
  s: '(?<ss>\\d{1,2})',
  SSS: '(?<SSS>\\d{1,9})',
  Z: '(?<Z>Z|[+-]\\d\\d(?::?\\d\\d)?)',
};

/** Undefined when the format names no day, or names a part twice. */
export function findTimeReader(format: string): TimeReader | undefined {
  if (format === 'x' || format === 'X') {
    const scale = format === 'x' ? 1 : 1000;
    return (text) => (/^\s*-?\d+(\.\d+)?\s*$/.test(text) ? Math.floor(Number(text) * scale) : Number.NaN);
  }
  let pattern = '';
  let last = 0;
  for (const match of format.matchAll(TOKEN)) {
    pattern += literal(format.slice(last, match.index)) + PATTERNS[match[0]];
    last = match.index + match[0].length;
  }
  pattern += literal(format.slice(last));
  if (!/<YYYY>/.test(pattern) || !/<MM>/.test(pattern) || !/<DD>/.test(pattern)) return undefined;
  const names = [...pattern.matchAll(/<(\w+)>/g)].map((match) => match[1]);
  if (new Set(names).size !== names.length) return undefined;
  const form = new RegExp(`^\\s*${pattern}\\s*$`);
  return (text, offsetMinutes) => {
    const part = form.exec(text)?.groups;
    if (!part) return Number.NaN;
    return timeOfParts(
      part.YYYY,
      part.MM,
      part.DD,
      part.HH,
      part.mm,
      part.ss,
      part.SSS,
      part.Z,
      offsetMinutes,
    );
  };
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
