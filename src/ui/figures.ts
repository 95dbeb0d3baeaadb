// How figures are written on a page: decimal strings in, text out. No floats: digits are moved and rounded half up.
// It never computes a figure; it only scales yuan to 万元 or 亿元 by size.

import {
  abs,
  compare,
  type Decimal,
  decimal,
  decimalText,
  isDecimalText,
  multiply,
  normalize,
  round,
} from '../kernel/decimal.ts';
import { isPeriod, periodLabel } from '../kernel/period.ts';

export type Language = 'zh' | 'en';

export const MINUS = '−';
/** Stands where a figure is open or not known. */
export const NONE = '—';

function read(text: string): Decimal | undefined {
  const plain = text.trim().replace(MINUS, '-');
  return isDecimalText(plain) ? decimal(plain) : undefined;
}

function write(value: Decimal): string {
  const [integer = '0', fraction] = decimalText(value).replace('-', '').split('.');
  const digits = integer.replace(/\B(?=(\d{3})+$)/g, ',');
  return (value.coefficient < 0n ? MINUS : '') + digits + (fraction === undefined ? '' : `.${fraction}`);
}

/** '-1234.5' → '−1,234.5'. Text that is no decimal is returned as it came. */
export function grouped(text: string | null | undefined): string {
  if (text === null || text === undefined || text === '') return NONE;
  const digits = read(text);
  return digits === undefined ? text : write(digits);
}

/** As `grouped`, with a plus before what is above zero. */
export function signed(text: string | null | undefined): string {
  if (text === null || text === undefined || text === '') return NONE;
  const digits = read(text);
  if (digits === undefined) return text;
  return (digits.coefficient > 0n ? '+' : '') + write(digits);
}

/** −1, 0 or 1; undefined for text that is no decimal. */
export function signOf(text: string | null): -1 | 0 | 1 | undefined {
  const digits = text === null ? undefined : read(text);
  if (digits === undefined) return undefined;
  return digits.coefficient === 0n ? 0 : digits.coefficient < 0n ? -1 : 1;
}

/** Order of two decimal texts; what is no decimal comes last. */
export function compareDecimals(a: string | null, b: string | null): number {
  const left = a === null ? undefined : read(a);
  const right = b === null ? undefined : read(b);
  if (left === undefined || right === undefined)
    return Number(left === undefined) - Number(right === undefined);
  return compare(left, right);
}

export interface Amount {
  readonly value: string;
  readonly unit: string;
}

interface Scale {
  readonly power: number;
  readonly places: number;
  readonly below: number;
  readonly unit: string;
}

// The first scale whose rounded amount stays below its limit is taken, so that 99,999,999 元 is 1.00亿元, not 10,000万元.
const SCALES: Readonly<Record<Language, readonly Scale[]>> = {
  zh: [
    { power: 0, places: 0, below: 10_000, unit: '元' },
    { power: 4, places: 1, below: 1_000, unit: '万元' },
    { power: 4, places: 0, below: 10_000, unit: '万元' },
    { power: 8, places: 2, below: 100, unit: '亿元' },
    { power: 8, places: 1, below: 0, unit: '亿元' },
  ],
  en: [
    { power: 0, places: 0, below: 10_000, unit: 'yuan' },
    { power: 3, places: 0, below: 1_000, unit: 'k yuan' },
    { power: 6, places: 1, below: 1_000, unit: 'm yuan' },
    { power: 9, places: 2, below: 0, unit: 'bn yuan' },
  ],
};

/** Yuan by size: 万元 or 亿元 (k, m, bn in English). */
export function yuanBySize(yuan: string | null | undefined, language: Language): Amount {
  const digits = yuan === null || yuan === undefined ? undefined : read(yuan);
  if (digits === undefined) return { value: yuan || NONE, unit: '' };
  const scales = SCALES[language];
  const last = scales[scales.length - 1]!;
  const scale =
    scales.find((one) => one === last || compare(abs(scaled(digits, one)), decimal(one.below)) < 0) ?? last;
  return { value: write(scaled(digits, scale)), unit: scale.unit };
}

function scaled(yuan: Decimal, scale: Scale): Decimal {
  const shifted: Decimal = { coefficient: yuan.coefficient, scale: yuan.scale + scale.power };
  return round(shifted, scale.places, 'half_up');
}

/** What is typed in 万元, as yuan: '1,234.5' → '12345000'. Undefined when it is no amount or finer than a fen. */
export function yuanFromWan(text: string): string | undefined {
  const plain = text.replace(/[,，\s]/g, '');
  const wan = /^\d{1,11}(\.\d{1,6})?$/.test(plain) ? decimal(plain) : undefined;
  return wan === undefined ? undefined : decimalText(normalize(multiply(wan, decimal(10_000))));
}

/** '2021-H1' → '2021年上半年'; English keeps the code. */
export function periodText(period: string, language: Language): string {
  return language === 'zh' && isPeriod(period) ? periodLabel(period) : period;
}

const UNITS: Readonly<Record<string, string>> = {
  // Counters that English does without.
  个: '',
  条: '',
  次: '',
  位: '',
  万个: '10k',
  万亩: '10k mu',
  所: 'schools',
  项: 'items',
  家: 'firms',
  元: 'yuan',
  万元: '10k yuan',
  亿元: '100m yuan',
  亩: 'mu',
  天: 'days',
  人: 'people',
  万人: '10k people',
  百分点: 'points',
};

/** The unit in the reader's language; a unit without a translation stays as the plan has it. */
export function unitWord(unit: string, language: Language): string {
  return language === 'en' ? (UNITS[unit] ?? unit) : unit;
}

/** A value with its unit: yuan by size, anything else grouped. */
export function amount(value: string | null, unit: string, language: Language): Amount {
  if (unit === '元') return yuanBySize(value, language);
  return { value: grouped(value), unit: value === null ? '' : unitWord(unit, language) };
}

/** '426 个', '42.6%', '905.80亿元' in one text. */
export function amountText(value: string | null, unit: string, language: Language): string {
  const parts = amount(value, unit, language);
  if (parts.unit === '' || parts.unit === '%') return parts.value + parts.unit;
  return language === 'en' ? `${parts.value} ${parts.unit}` : parts.value + parts.unit;
}

/** '2021-07-09' → '7月9日' or 'Jul 9' in the year looked at, else with its year. */
export function dayText(date: string, language: Language, inYear?: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(date);
  if (match === null) return date;
  const [, year, month, day] = match as unknown as [string, string, string, string];
  const sameYear = year === inYear?.slice(0, 4);
  if (language === 'zh') return `${sameYear ? '' : `${year}年`}${Number(month)}月${Number(day)}日`;
  const name = MONTHS[Number(month) - 1] ?? month;
  return `${name} ${Number(day)}${sameYear ? '' : `, ${year}`}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

let zone = 'UTC';
let clock: Intl.DateTimeFormat | undefined;

/** The zone that instants are told in: the city's, wherever the reader's machine stands. Said once, when the session is known. */
export function tellTimeIn(cityZone: string): void {
  if (cityZone === zone) return;
  zone = cityZone;
  clock = undefined;
}

/** '2021-07-09T01:12:33.123Z' → '2021-07-09 09:12' in Asia/Shanghai. A plain date stays as it is. */
export function instantText(instant: string): string {
  if (instant.length <= 10) return instant;
  // Swedish writes what ISO 8601 writes.
  clock ??= new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  return clock.format(new Date(instant));
}
