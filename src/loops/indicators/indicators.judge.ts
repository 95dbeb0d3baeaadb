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
import { evaluateFormula } from '../../plan/formulaDecimal.ts';
import type { FormulaName, MissingCause, MissingValue, ParsedFormula } from '../../plan/formulaTree.ts';
import { type Derived, formulaOf, inputsOf } from './derived.plan.ts';
import type { Indicator } from './indicators.plan.ts';

export type Figure =
  | { readonly status: 'known'; readonly value: Decimal }
  | { readonly status: 'missing'; readonly cause: Words };

/** The value that stands for an indicator of the same unit, or undefined. */
export type ReadingOf = (indicator: string, period: Period) => Decimal | undefined;

/** What a derived indicator may be made of beside readings. */
export interface FigureSources {
  /** Another indicator of the plan; it may be derived itself. Without it, only readings are looked at. */
  readonly indicatorOf?: (id: string) => DerivedFrom | undefined;
  /** What a measure came to in the period, or undefined where it is not had. */
  readonly measureOf?: (id: string, period: Period) => Decimal | undefined;
}

type DerivedFrom = Pick<Indicator, 'id' | 'derived'> & { readonly name?: string };

/** Indicators derived one from the other in a row: no person follows more, and a thousand would be more than the stack holds. */
const DEPTH_MAX = 100;

/** The value of an indicator: its own reading, or what it is derived from, in full precision. */
export function figureOf(
  indicator: DerivedFrom,
  period: Period,
  readingOf: ReadingOf,
  sources: FigureSources = {},
): Figure {
  // One answer an indicator and period: inputs shared by many are computed once, and a circle (which check refuses) ends.
  const known = new Map<string, Figure>();
  let depth = 0;
  const figure = (of: DerivedFrom, at: Period): Figure => {
    const key = `${of.id} ${at}`;
    const held = known.get(key);
    if (held !== undefined) return held;
    if (depth >= DEPTH_MAX)
      return missing(
        `“${of.name ?? of.id}”之上已层层算了 ${DEPTH_MAX} 层，不再算`,
        `${DEPTH_MAX} levels above ${of.id}`,
      );
    known.set(key, missing(`“${of.name ?? of.id}”由自己算出`, `${of.id} is computed from itself`));
    depth++;
    const answer = computed(of, at);
    depth--;
    known.set(key, answer);
    return answer;
  };
  const computed = (of: DerivedFrom, at: Period): Figure => {
    if (of.derived === undefined) {
      const value = readingOf(of.id, at);
      return value ? { status: 'known', value } : notReported(of, at);
    }
    return derivedFigure(of.derived, (input) => inputFigure(input, at));
  };
  const inputFigure = (input: FormulaName, at: Period): Figure => {
    const when = input.yearsBefore === 1 ? yearBefore(at) : at;
    if (input.of === 'indicators')
      return figure(sources.indicatorOf?.(input.id) ?? { id: input.id, derived: undefined }, when);
    const value = sources.measureOf?.(input.id, when);
    return value ? { status: 'known', value } : notReported({ id: input.id }, when);
  };
  return figure(indicator, period);
}

function notReported({ id, name }: { readonly id: string; readonly name?: string }, period: Period): Figure {
  return missing(`${period} 的“${name ?? id}”未报`, `no reading of ${id} for ${period}`);
}

function derivedFigure(derived: Derived, input: (name: FormulaName) => Figure): Figure {
  if (derived.kind === 'formula') return formulaFigure(formulaOf(derived), input);
  const [first, second] = inputsOf(derived).map(input) as [Figure, Figure];
  if (first.status === 'missing') return first;
  if (second.status === 'missing') return second;
  return derived.kind === 'difference'
    ? { status: 'known', value: subtract(first.value, second.value) }
    : twoYearAverage(first.value, second.value);
}

/** The cause is the input's own where an input is missing: a figure derived from a derived one says what lacks at the bottom. */
function formulaFigure(formula: ParsedFormula, input: (name: FormulaName) => Figure): Figure {
  const inputs = new Map(formula.names.map((name) => [name.key, input(name)]));
  const value = evaluateFormula(formula, ({ key }) => {
    const figure = inputs.get(key);
    return figure?.status === 'known' ? figure.value : undefined;
  });
  if (value.kind === 'number') return { status: 'known', value: value.value };
  // The checker holds that a derived indicator is a number.
  if (value.kind === 'boolean') throw new TypeError('a figure is a number');
  const under = value.cause === 'not_reported' ? inputs.get(String(value.at)) : undefined;
  return under?.status === 'missing' ? under : { status: 'missing', cause: missingWords(value) };
}

const MISSING_WORDS: Readonly<Record<MissingCause, Words>> = {
  not_reported: { zh: '未报', en: 'not reported' },
  division_by_zero: { zh: '除数为零', en: 'division by zero' },
  no_base: { zh: '基数为负，没有增速', en: 'the base is negative: no growth' },
  too_large: { zh: '数大得超出范围', en: 'a number out of range' },
};

export function missingWords({ cause, at }: MissingValue): Words {
  const { zh, en } = MISSING_WORDS[cause];
  return typeof at === 'number'
    ? { zh: `${zh}（公式第 ${at} 个字起）`, en: `${en} (character ${at} of the formula)` }
    : { zh: `${zh}（${at}）`, en: `${en} (${at})` };
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
