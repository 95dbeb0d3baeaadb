/**
 * Exact decimals over bigint: `coefficient` × 10^−`scale`. Money and published figures are counted in these and never in
 * floats. The scale is kept as written ('12.0' stays '12.0'); rounding happens only where it is asked for, by name.
 * A decimal is a value: nothing here changes one. Limits (coefficient ≤ 10^60, scale ≤ 30) keep a hostile input small.
 */
import { Problem } from './problem.ts';

export interface Decimal {
  readonly coefficient: bigint;
  readonly scale: number;
}

/** `half_up`: ties away from zero (GB/T 8170 calls it 四舍五入). `truncate`: towards zero. */
export type Rounding = 'half_up' | 'truncate' | 'half_even' | 'ceiling' | 'floor';

export interface RoundTo {
  readonly scale: number;
  readonly rounding: Rounding;
}

export const MAX_SCALE = 30;
const MAX_COEFFICIENT = 10n ** 60n;
const PLAIN = /^[+-]?\d+(?:\.\d+)?$/;

export const ZERO: Decimal = Object.freeze({ coefficient: 0n, scale: 0 });

/** From plain notation, a bigint or a safe integer. Fails with `decimal_invalid`, `decimal_out_of_range`. */
export function decimal(value: string | bigint | number): Decimal {
  if (typeof value === 'bigint') return within(value, 0);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw invalid(String(value));
    return within(BigInt(value), 0);
  }
  if (!PLAIN.test(value)) throw invalid(value.slice(0, 80));
  if (value.length > 100) throw outOfRange();
  const point = value.indexOf('.');
  if (point < 0) return within(BigInt(value), 0);
  return within(BigInt(value.slice(0, point) + value.slice(point + 1)), value.length - point - 1);
}

export function isDecimalText(text: unknown): text is string {
  return typeof text === 'string' && PLAIN.test(text);
}

/** Plain notation with all digits of the scale: '24.35', '12.0', '-0.05'. */
export function decimalText(d: Decimal): string {
  const sign = d.coefficient < 0n ? '-' : '';
  const digits = String(magnitude(d.coefficient)).padStart(d.scale + 1, '0');
  if (d.scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -d.scale)}.${digits.slice(-d.scale)}`;
}

/** Fails with `decimal_out_of_range`, as does everything below that makes a number greater or longer. */
export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return within(coefficientAt(a, scale) + coefficientAt(b, scale), scale);
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return add(a, negate(b));
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return within(a.coefficient * b.coefficient, a.scale + b.scale);
}

/** Fails with `division_by_zero`, `decimal_out_of_range`. */
export function divide(a: Decimal, b: Decimal, to: RoundTo): Decimal {
  if (b.coefficient === 0n) {
    throw new Problem({
      code: 'division_by_zero',
      message: '除数为零',
      fix: '分母为零的比率不发布，写明“无基数”',
    });
  }
  checkScale(to.scale);
  const shift = to.scale + b.scale - a.scale;
  const numerator = shift >= 0 ? a.coefficient * power10(shift) : a.coefficient;
  const denominator = shift >= 0 ? b.coefficient : b.coefficient * power10(-shift);
  return within(divideRounded(numerator, denominator, to.rounding), to.scale);
}

/** To exactly that many places: fewer are padded with zeros. Fails with `decimal_out_of_range`. */
export function round(d: Decimal, scale: number, rounding: Rounding): Decimal {
  checkScale(scale);
  if (d.scale <= scale) return within(coefficientAt(d, scale), scale);
  return within(divideRounded(d.coefficient, power10(d.scale - scale), rounding), scale);
}

/** Fails with `decimal_negative_root`, `decimal_out_of_range`. */
export function sqrt(d: Decimal, to: RoundTo): Decimal {
  if (d.coefficient < 0n) {
    throw new Problem({
      code: 'decimal_negative_root',
      message: '负数没有平方根',
      fix: '检查增速是否低于 −100%',
    });
  }
  checkScale(to.scale);
  // One place more than asked for, and one that only says whether anything was cut off: then every rounding is exact.
  const shift = 2 * (to.scale + 1) - d.scale;
  const radicand = shift >= 0 ? d.coefficient * power10(shift) : d.coefficient / power10(-shift);
  const root = integerRoot(radicand);
  const whole = root * root === radicand && (shift >= 0 || radicand * power10(-shift) === d.coefficient);
  return within(divideRounded(root * 10n + (whole ? 0n : 1n), 100n, to.rounding), to.scale);
}

/** −1, 0 or 1; by value, so that 12.0 and 12 are equal. */
export function compare(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const scale = Math.max(a.scale, b.scale);
  const [left, right] = [coefficientAt(a, scale), coefficientAt(b, scale)];
  return left < right ? -1 : left > right ? 1 : 0;
}

export function isZero(d: Decimal): boolean {
  return d.coefficient === 0n;
}

export function negate(d: Decimal): Decimal {
  return { coefficient: -d.coefficient, scale: d.scale };
}

export function abs(d: Decimal): Decimal {
  return d.coefficient < 0n ? negate(d) : d;
}

/** Without trailing zeros after the point, so that equal values have equal texts. */
export function normalize(d: Decimal): Decimal {
  let { coefficient, scale } = d;
  while (scale > 0 && coefficient % 10n === 0n) {
    coefficient /= 10n;
    scale--;
  }
  return scale === d.scale ? d : { coefficient, scale };
}

/** Of nothing: ZERO. */
export function sum(list: Iterable<Decimal>): Decimal {
  let total = ZERO;
  for (const d of list) total = add(total, d);
  return total;
}

const POWERS: bigint[] = Array.from({ length: 64 }, (_, n) => 10n ** BigInt(n));

function power10(n: number): bigint {
  return POWERS[n] ?? 10n ** BigInt(n);
}

function coefficientAt(d: Decimal, scale: number): bigint {
  return d.scale === scale ? d.coefficient : d.coefficient * power10(scale - d.scale);
}

function magnitude(n: bigint): bigint {
  return n < 0n ? -n : n;
}

function divideRounded(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  const quotient = numerator / denominator; // bigint division truncates
  const remainder = numerator % denominator;
  if (remainder === 0n) return quotient;
  const away = numerator < 0n === denominator < 0n ? 1n : -1n;
  return awayFromZero(rounding, quotient, remainder, denominator, away) ? quotient + away : quotient;
}

function awayFromZero(
  rounding: Rounding,
  quotient: bigint,
  remainder: bigint,
  denominator: bigint,
  away: bigint,
): boolean {
  const twice = magnitude(remainder) * 2n;
  const half = magnitude(denominator);
  switch (rounding) {
    case 'half_up':
      return twice >= half;
    case 'half_even':
      return twice > half || (twice === half && quotient % 2n !== 0n);
    case 'ceiling':
      return away > 0n;
    case 'floor':
      return away < 0n;
    case 'truncate':
      return false;
  }
}

/** The greatest r with r² ≤ n, by Newton's method from above. */
function integerRoot(n: bigint): bigint {
  if (n < 2n) return n;
  let root = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

function checkScale(scale: number): void {
  if (!(Number.isInteger(scale) && scale >= 0 && scale <= MAX_SCALE)) throw outOfRange();
}

/** Trailing zeros beyond the greatest scale carry nothing and are dropped; digits are never. */
function within(coefficient: bigint, scale: number): Decimal {
  while (scale > MAX_SCALE && coefficient % 10n === 0n) {
    coefficient /= 10n;
    scale--;
  }
  if (scale > MAX_SCALE || magnitude(coefficient) > MAX_COEFFICIENT) throw outOfRange();
  return { coefficient, scale };
}

function invalid(text: string): Problem {
  return new Problem({
    code: 'decimal_invalid',
    message: `“${text}”不是数`,
    fix: '只写数字、负号和小数点，例如 24.35；不写千分位、单位和科学计数',
    data: { text },
  });
}

function outOfRange(): Problem {
  return new Problem({
    code: 'decimal_out_of_range',
    message: `数超出范围：最多 60 位数字、${MAX_SCALE} 位小数`,
    fix: '检查单位，或先取整',
  });
}
