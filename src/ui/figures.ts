// How figures are written on a page: decimal strings in, text out. No floats: digits are moved and rounded half up.
// It never computes a figure; it only scales yuan to 万元 or 亿元 by size.

export type Language = 'zh' | 'en';

export const MINUS = '−';
/** Stands where a figure is open or not known. */
export const NONE = '—';

interface Digits {
  readonly negative: boolean;
  /** The number's digits as an integer; its value is `whole / 10^places`. */
  readonly whole: bigint;
  readonly places: number;
}

function read(text: string): Digits | undefined {
  const match = /^([+\-−]?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (match === null) return undefined;
  const fraction = match[3] ?? '';
  const whole = BigInt(match[2] + fraction);
  return {
    negative: (match[1] === '-' || match[1] === MINUS) && whole !== 0n,
    whole,
    places: fraction.length,
  };
}

function write(negative: boolean, whole: bigint, places: number): string {
  const digits = whole.toString().padStart(places + 1, '0');
  const integer = digits.slice(0, digits.length - places).replace(/\B(?=(\d{3})+$)/g, ',');
  const fraction = places > 0 ? `.${digits.slice(digits.length - places)}` : '';
  return `${negative && whole !== 0n ? MINUS : ''}${integer}${fraction}`;
}

/** `whole / 10^from` rounded half up (away from zero) to `to` places, as the integer of those places. */
function rounded(whole: bigint, from: number, to: number): bigint {
  if (to >= from) return whole * 10n ** BigInt(to - from);
  const step = 10n ** BigInt(from - to);
  return (whole * 2n + step) / (step * 2n);
}

/** '-1234.5' → '−1,234.5'. Text that is no decimal is returned as it came. */
export function grouped(text: string | null | undefined): string {
  if (text === null || text === undefined || text === '') return NONE;
  const digits = read(text);
  return digits === undefined ? text : write(digits.negative, digits.whole, digits.places);
}

/** As `grouped`, with a plus before what is above zero. */
export function signed(text: string | null | undefined): string {
  if (text === null || text === undefined || text === '') return NONE;
  const digits = read(text);
  if (digits === undefined) return text;
  const plus = !digits.negative && digits.whole !== 0n ? '+' : '';
  return plus + write(digits.negative, digits.whole, digits.places);
}

/** −1, 0 or 1; undefined for text that is no decimal. */
export function signOf(text: string | null): -1 | 0 | 1 | undefined {
  const digits = text === null ? undefined : read(text);
  if (digits === undefined) return undefined;
  return digits.whole === 0n ? 0 : digits.negative ? -1 : 1;
}

/** Order of two decimal texts; what is no decimal comes last. */
export function compareDecimals(a: string | null, b: string | null): number {
  const left = a === null ? undefined : read(a);
  const right = b === null ? undefined : read(b);
  if (left === undefined || right === undefined)
    return Number(left === undefined) - Number(right === undefined);
  const places = Math.max(left.places, right.places);
  const scaled = (d: Digits) => (d.negative ? -1n : 1n) * d.whole * 10n ** BigInt(places - d.places);
  const difference = scaled(left) - scaled(right);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export interface Amount {
  readonly value: string;
  readonly unit: string;
}

interface Scale {
  readonly power: number;
  readonly places: number;
  readonly below: bigint;
  readonly unit: string;
}

// The first scale whose rounded amount stays below its limit is taken, so that 99,999,999 元 is 1.00亿元, not 10,000万元.
const SCALES: Readonly<Record<Language, readonly Scale[]>> = {
  zh: [
    { power: 0, places: 0, below: 10_000n, unit: '元' },
    { power: 4, places: 1, below: 1_000n, unit: '万元' },
    { power: 4, places: 0, below: 10_000n, unit: '万元' },
    { power: 8, places: 2, below: 10_000n, unit: '亿元' },
    { power: 8, places: 1, below: 0n, unit: '亿元' },
  ],
  en: [
    { power: 0, places: 0, below: 10_000n, unit: 'yuan' },
    { power: 3, places: 0, below: 1_000n, unit: 'k yuan' },
    { power: 6, places: 1, below: 1_000n, unit: 'm yuan' },
    { power: 9, places: 2, below: 0n, unit: 'bn yuan' },
  ],
};

/** Yuan by size: 万元 or 亿元 (k, m, bn in English). */
export function yuanBySize(yuan: string | null | undefined, language: Language): Amount {
  const digits = yuan === null || yuan === undefined ? undefined : read(yuan);
  if (digits === undefined) return { value: yuan || NONE, unit: '' };
  const scales = SCALES[language];
  const last = scales[scales.length - 1]!;
  for (const scale of scales) {
    const whole = rounded(digits.whole, digits.places + scale.power, scale.places);
    if (scale === last || whole < scale.below * 10n ** BigInt(scale.places)) {
      return { value: write(digits.negative, whole, scale.places), unit: scale.unit };
    }
  }
  return { value: NONE, unit: '' };
}

const UNITS: Readonly<Record<string, string>> = {
  个: 'projects',
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

/** '2021-07-09T09:12:33.123+08:00' → '2021-07-09 09:12'. The server writes instants in the city's zone. */
export function instantText(instant: string): string {
  return instant.length > 10 ? `${instant.slice(0, 10)} ${instant.slice(11, 16)}` : instant;
}
