// Figures made of readings: derived indicators, published rounding, ranks among units, share of units that have reported. Pure; a figure that
// cannot be had is missing with its cause and never zero.
import {
  add,
  compare,
  type Decimal,
  decimal,
  decimalText,
  multiply,
  round,
  sqrt,
  subtract,
} from '../../kernel/decimal.ts';
import type { Words } from '../../kernel/loop.ts';
import { type Period, parsePeriod } from '../../kernel/period.ts';
import type { Indicator } from './indicators.plan.ts';

export type Figure =
  | { readonly status: 'known'; readonly value: Decimal }
  | { readonly status: 'missing'; readonly cause: Words };

/** The value that stands for an indicator of the same unit, or undefined. */
export type ReadingOf = (indicator: string, period: Period) => Decimal | undefined;

/** The value of an indicator: its own reading, or what it is derived from, in full precision. */
export function figureOf(
  indicator: Pick<Indicator, 'id' | 'derived'>,
  period: Period,
  readingOf: ReadingOf,
): Figure {
  const { derived } = indicator;
  const need = (id: string, of: Period): Decimal | Figure =>
    readingOf(id, of) ?? missing(`${of} 的“${id}”未报`, `no reading of ${id} for ${of}`);
  if (derived === undefined) return asFigure(need(indicator.id, period));
  const now = need(derived.of, period);
  if ('status' in now) return now;
  const other =
    derived.kind === 'difference' ? need(derived.less, period) : need(derived.of, yearBefore(period));
  if ('status' in other) return other;
  return derived.kind === 'difference'
    ? { status: 'known', value: subtract(now, other) }
    : twoYearAverage(now, other);
}

function asFigure(value: Decimal | Figure): Figure {
  return 'status' in value ? value : { status: 'known', value };
}

function missing(zh: string, en: string): Figure {
  return { status: 'missing', cause: { zh, en } };
}

/** Twelve places: far beyond any published figure, so that rounding afterwards is that of the exact root. */
const ROOT_PLACES = 12;

/** Geometric mean of two growth rates in percent: √[(1+now)(1+before)] − 1 (domain.md §5.6, held against 11.0 % of the bureau's own text). */
export function twoYearAverage(nowPct: Decimal, beforePct: Decimal): Figure {
  const hundred = decimal(100);
  const product = multiply(add(hundred, nowPct), add(hundred, beforePct));
  if (product.coefficient < 0n)
    return missing('增速低于 −100%，没有两年平均', 'a growth below −100 % has no average');
  return {
    status: 'known',
    value: subtract(sqrt(product, { scale: ROOT_PLACES, rounding: 'truncate' }), hundred),
  };
}

export function yearBefore(period: Period): Period {
  return parsePeriod(`${String(Number(period.slice(0, 4)) - 1).padStart(4, '0')}${period.slice(4)}`);
}

/** As it is published: places and rounding of the indicator. */
export function publishedText(
  value: Decimal,
  { places, rounding }: Pick<Indicator, 'places' | 'rounding'>,
): string {
  return decimalText(round(value, places, rounding));
}

export interface Ranked<T> {
  readonly item: T;
  readonly position: number;
  readonly tied: boolean;
}

/** Standard competition ranking (1, 2, 2, 4), greatest first unless told otherwise; equal values keep the order they came in. */
export function ranked<T>(
  items: readonly T[],
  figure: (item: T) => Decimal,
  order: 'greatest' | 'least' = 'greatest',
): readonly Ranked<T>[] {
  const turn = order === 'greatest' ? -1 : 1;
  const sorted = items.toSorted((a, b) => turn * compare(figure(a), figure(b)));
  let position = 0;
  return sorted.map((item, index) => {
    const same = (other: T | undefined): boolean =>
      other !== undefined && compare(figure(other), figure(item)) === 0;
    const afterEqual = same(sorted[index - 1]);
    if (!afterEqual) position = index + 1;
    return { item, position, tied: afterEqual || same(sorted[index + 1]) };
  });
}

/** 并列第4: how a rank is said. */
export function rankWords(
  position: string,
  rank: { readonly group: string; readonly of?: number | undefined; readonly tied: boolean },
): Words {
  const of = rank.of === undefined ? '' : `（共${rank.of}个）`;
  return {
    zh: `${rank.group}${of}${rank.tied ? '并列' : ''}第${position}`,
    en: `${rank.tied ? 'tied ' : ''}${position}${rank.of === undefined ? '' : ` of ${rank.of}`}, ${rank.group}`,
  };
}
