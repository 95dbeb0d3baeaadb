// What a number in a workbook's cell means by its number format: a day, a share, an amount with its unit behind it, or a plain number. Pure.
// Serial days: ECMA-376 part 1, 18.17.4; formats 27–36 and 50–58 are the East Asian days of 18.8.30.
import { addDays, type PlainDate, parseDate } from '../../kernel/plainDate.ts';

export type CellFormat =
  | { readonly kind: 'number' }
  | { readonly kind: 'day' }
  /** `yyyy年m月`: the author sees no day; typed `2021年7月`, it is kept as the first of July. */
  | { readonly kind: 'month' }
  | { readonly kind: 'share' }
  /** `0.00"万元"`: the unit stands behind every number of the format. */
  | { readonly kind: 'unit'; readonly unit: string };

const NUMBER: CellFormat = { kind: 'number' };
const DAY: CellFormat = { kind: 'day' };
const MONTH: CellFormat = { kind: 'month' };
/** ECMA-376 part 1, 18.8.30: mmm-yy, and yyyy年m月 in the Chinese list. */
const MONTH_IDS: ReadonlySet<number> = new Set([17, 27, 36, 50, 52, 57]);
const SHARE: CellFormat = { kind: 'share' };

export function formatOf(id: number, code: string | undefined): CellFormat {
  if (code === undefined) {
    if (id === 9 || id === 10) return SHARE;
    if (MONTH_IDS.has(id)) return MONTH;
    const isDay =
      (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
    return isDay ? DAY : NUMBER;
  }
  const first = code.split(';')[0] ?? '';
  const bare = first
    .replaceAll(/"[^"]*"/g, '')
    .replaceAll(/\\./g, '')
    .replaceAll(/[_*!]./g, '')
    .replaceAll(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '');
  const letters = bare.replaceAll(/general|E[+-]/gi, '');
  if (/y/i.test(letters) && /m/i.test(letters) && !/[dhs]/i.test(letters)) return MONTH;
  if (/[ymdhs]/i.test(letters)) return DAY;
  if (bare.includes('%')) return SHARE;
  // A comma behind the digits, or a point that is written, shows the number smaller than it is: then it is told in its own unit.
  const unit = /(万元|亿元|元|亩|万亩)/.exec(first.replaceAll(/[0#?]/g, ''))?.[0];
  if (unit !== undefined && !/[0#?],+(?![0#?])/.test(bare) && !/[!\\][.．]/.test(first))
    return { kind: 'unit', unit };
  return NUMBER;
}

/** The text of a number as its author sees it: fifteen digits are what a workbook keeps. A number that is no day of the calendar stays a number. */
export function shownNumber(raw: string, format: CellFormat, date1904: boolean): string {
  if (format.kind === 'number') return numberText(raw);
  const value = Number(raw);
  if (!Number.isFinite(value)) return raw;
  if (format.kind === 'day') return dayText(value, date1904) ?? numberText(raw);
  if (format.kind === 'month') return monthText(value, date1904) ?? numberText(raw);
  if (format.kind === 'share') return `${numberText(String(Number((value * 100).toPrecision(15))))}%`;
  return `${numberText(raw)}${format.unit}`;
}

/** Plain digits stay as they stand; what only a float needs (1.2E7, 0.30000000000000004) is written out to fifteen digits. */
export function numberText(raw: string): string {
  if (raw.length <= 15 && PLAIN.test(raw)) return raw;
  const value = Number(raw);
  if (raw === '' || !Number.isFinite(value)) return raw;
  const short = String(Number(value.toPrecision(15)));
  const power = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(short);
  if (power === null) return short;
  const [, sign = '', lead = '', rest = '', exponent = '0'] = power;
  const digits = lead + rest;
  const point = 1 + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, '0')}`;
}

const PLAIN = /^-?(0|[1-9]\d*)(\.\d+)?$/;
const FIRST_1900 = parseDate('1900-01-01');
const FIRST_1904 = parseDate('1904-01-01');
/** 2200-12-31, the last day of kernel/plainDate.ts; 1904's numbers are 1462 less. */
const SERIAL_MAX = 109_939;

/** The day of a serial number; undefined for 1900-02-29, which Excel has and the calendar has not, and for what lies beyond. */
export function dayOfSerial(serial: number, date1904: boolean): PlainDate | undefined {
  if (!Number.isInteger(serial) || serial < 0 || serial > SERIAL_MAX - (date1904 ? 1462 : 0))
    return undefined;
  if (date1904) return addDays(FIRST_1904, serial);
  if (serial === 60 || serial === 0) return undefined;
  return addDays(FIRST_1900, serial < 60 ? serial - 1 : serial - 2);
}

/** The first of a month may be all that was typed; another day was told. */
function monthText(value: number, date1904: boolean): string | undefined {
  const text = dayText(value, date1904);
  const first = /^(\d{4})-(\d{2})-01$/.exec(text ?? '');
  return first === null ? text : `${first[1]}年${Number(first[2])}月`;
}

function dayText(value: number, date1904: boolean): string | undefined {
  let whole = Math.floor(value);
  let seconds = Math.round((value - whole) * 86_400);
  if (seconds === 86_400) {
    seconds = 0;
    whole += 1;
  }
  const clock = seconds === 0 ? '' : clockText(seconds);
  if (whole === 0 && !date1904) return clock === '' ? undefined : clock;
  const day = dayOfSerial(whole, date1904);
  if (day === undefined) return undefined;
  return clock === '' ? day : `${day} ${clock}`;
}

function clockText(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const rest = seconds % 60;
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}${rest === 0 ? '' : `:${two(rest)}`}`;
}
