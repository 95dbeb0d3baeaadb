// Where a target stands at a date: 完成率, 序时进度, 与序时差, 剩余, 月均需, light with its cause, and the line in words. Pure and exact: everything is
// a fraction of whole numbers until it is shown, and a light is judged on the fraction, not on what is shown.
//
// 序时进度 (domain.md §4.3): whole months passed ÷ whole months, where the day before the start, the day looked at and the last day are all ends
// of months; else days passed ÷ days, both ends included. A stepped pace holds what its last node asked for. Months left and months so far
// count a broken month by its days. Shown: half up (away from zero), one decimal; monthly figures without a trailing .0.
import {
  compare,
  type Decimal,
  decimal,
  decimalText,
  divide,
  normalize,
  subtract,
} from '../../kernel/decimal.ts';
import type { Words } from '../../kernel/loop.ts';
import { addDays, daysBetween, endOfMonth, minDate, type PlainDate, yearOf } from '../../kernel/plainDate.ts';
import type { LightRule } from './indicators.plan.ts';
import type { Target } from './targets.plan.ts';

export type TargetLight = 'green' | 'yellow' | 'red' | 'grey';

export type TargetValue = Decimal | 'not_published' | 'no_engine_yet';

export interface TargetQuestion {
  readonly target: Pick<Target, 'kind' | 'amount' | 'unit' | 'from' | 'to' | 'pace'>;
  /** Below 序时 yellow, below by more than 10 points red, when the plan names no rule. */
  readonly lightRule?: Pick<LightRule, 'yellowBelowPoints' | 'redBelowPoints'> | undefined;
  readonly value: TargetValue;
  readonly asOf: PlainDate;
  /** Cumulative completion at the end of the month before. */
  readonly previousMonthValue?: Decimal | undefined;
}

export interface TargetJudgement {
  readonly completionPct: string | null;
  readonly timePct: string | null;
  readonly gapPoints: string | null;
  readonly remaining: string | null;
  readonly monthlyNeeded: string | null;
  readonly monthlySoFar: string | null;
  /** What came in since the end of the month before. */
  readonly change: string | null;
  readonly light: TargetLight;
  readonly cause: Words;
  readonly sentence: Words;
}

const DEFAULT_RULE = { yellowBelowPoints: '0', redBelowPoints: '-10' };

export function judgeTarget(question: TargetQuestion): TargetJudgement {
  const { target, value, asOf, previousMonthValue } = question;
  const expected = expectedShare(target, asOf);
  const timePct = expected === undefined ? null : percent(expected);
  if (value === 'not_published') return { ...NOTHING, timePct, ...grey('未公布', 'not published') };
  if (value === 'no_engine_yet')
    return { ...NOTHING, timePct, ...grey('等待数据来源', 'no source of data yet') };
  const change = previousMonthValue === undefined ? null : short(subtract(value, previousMonthValue));
  const amount = target.amount === undefined ? undefined : decimal(target.amount);
  if (amount === undefined || amount.coefficient <= 0n) {
    return {
      ...NOTHING,
      timePct,
      change,
      ...grey('没有目标数或目标数为零，不算完成率', 'no target amount, or zero'),
    };
  }
  const completion = over(fraction(value), fraction(amount));
  const gap = expected === undefined ? undefined : minus(completion, expected);
  const left = compare(value, amount) >= 0 ? decimal(0) : subtract(amount, value);
  const months = monthsOf(target, asOf);
  const monthlyNeeded = months === undefined || sign(months.left) <= 0 ? null : monthly(left, months.left);
  const monthlySoFar =
    months === undefined || sign(months.passed) <= 0 ? null : monthly(value, months.passed);
  const figures = {
    completionPct: completionPercent(completion),
    timePct,
    gapPoints: gap === undefined ? null : percent(gap),
    remaining: short(left),
    monthlyNeeded,
    monthlySoFar,
    change,
  };
  return {
    ...figures,
    ...lightOf(question, completion, gap, figures),
    sentence: sentenceOf(question, amount, figures),
  };
}

/**
 * The share of the target that should be there at the end of that day, 0 before the start and 1 after the end; undefined for a target
 * without dates. What cockpit and trend draw as the pace.
 */
export function expectedShare(target: TargetQuestion['target'], asOf: PlainDate): Fraction | undefined {
  if (target.pace !== 'linear') return steppedShare(target, asOf);
  const { from, to } = target;
  if (from === undefined || to === undefined) return undefined;
  if (asOf < from) return { top: 0n, bottom: 1n };
  if (asOf >= to) return { top: 1n, bottom: 1n };
  const before = addDays(from, -1);
  if ([before, asOf, to].every(isMonthEnd)) {
    return { top: monthNumber(asOf) - monthNumber(before), bottom: monthNumber(to) - monthNumber(before) };
  }
  return { top: BigInt(daysBetween(before, asOf)), bottom: BigInt(daysBetween(before, to)) };
}

function steppedShare(target: TargetQuestion['target'], asOf: PlainDate): Fraction | undefined {
  if (target.pace === 'linear' || target.amount === undefined) return undefined;
  const amount = fraction(decimal(target.amount));
  if (amount.top === 0n) return undefined;
  const node = target.pace.findLast(({ by }) => by <= asOf);
  return node === undefined ? { top: 0n, bottom: 1n } : over(fraction(decimal(node.amount)), amount);
}

/** The amount that should be there at the end of that day, shown with one decimal; null where there is no pace. */
export function expectedAmount(target: TargetQuestion['target'], asOf: PlainDate): string | null {
  const share = expectedShare(target, asOf);
  if (share === undefined || target.amount === undefined) return null;
  return short(rounded(times(share, fraction(decimal(target.amount))), 1));
}

type Figures = Omit<TargetJudgement, 'light' | 'cause' | 'sentence'>;

const NOTHING: Figures = {
  completionPct: null,
  timePct: null,
  gapPoints: null,
  remaining: null,
  monthlyNeeded: null,
  monthlySoFar: null,
  change: null,
};

function grey(zh: string, en: string): Pick<TargetJudgement, 'light' | 'cause' | 'sentence'> {
  return { light: 'grey', cause: { zh, en }, sentence: { zh, en } };
}

/** Met is green whatever the pace; the term over and not met is red; else the declared thresholds against the gap. */
function lightOf(
  { target, lightRule = DEFAULT_RULE, asOf }: TargetQuestion,
  completion: Fraction,
  gap: Fraction | undefined,
  { completionPct, gapPoints }: Figures,
): Pick<TargetJudgement, 'light' | 'cause'> {
  const isMet = sign(minus(completion, { top: 1n, bottom: 1n })) >= 0;
  if (target.kind !== 'floor') {
    return {
      light: 'grey',
      cause: { zh: '这类目标只列示，不判灯', en: 'shown, not judged: no floor by a date' },
    };
  }
  if (isMet)
    return { light: 'green', cause: { zh: `完成率${completionPct}%，已达标`, en: `${completionPct}%: met` } };
  if (gap === undefined)
    return { light: 'grey', cause: { zh: '没有起止日期，不判序时', en: 'no dates, no pace' } };
  if (target.from !== undefined && asOf < target.from) {
    return { light: 'grey', cause: { zh: `${target.from} 起算，尚未开始`, en: `begins on ${target.from}` } };
  }
  if (target.to !== undefined && asOf >= target.to) {
    return {
      light: 'red',
      cause: {
        zh: `${target.to} 到期，完成率${completionPct}%`,
        en: `due on ${target.to}, ${completionPct}% done`,
      },
    };
  }
  const below = (points: string): boolean => sign(minus(times(gap, HUNDRED), fraction(decimal(points)))) < 0;
  const light = below(lightRule.redBelowPoints)
    ? 'red'
    : below(lightRule.yellowBelowPoints)
      ? 'yellow'
      : 'green';
  const size = (gapPoints ?? '').replace('-', '');
  const side = sign(gap) < 0 ? { zh: '低于', en: 'below' } : { zh: '高于', en: 'above' };
  if (sign(gap) === 0)
    return { light, cause: { zh: `完成率${completionPct}%，与序时持平`, en: `${completionPct}%, on pace` } };
  return {
    light,
    cause: {
      zh: `完成率${completionPct}%，${side.zh}序时${size}个百分点`,
      en: `${completionPct}%, ${size} points ${side.en} the pace`,
    },
  };
}

function sentenceOf({ target, value, asOf }: TargetQuestion, amount: Decimal, figures: Figures): Words {
  const { remaining, monthlyNeeded, monthlySoFar } = figures;
  const unit = target.unit;
  if (typeof value !== 'string' && compare(value, amount) >= 0) {
    const beyond = short(subtract(value, amount));
    return beyond === '0'
      ? { zh: '已完成', en: 'met' }
      : { zh: `已完成,超出${beyond}${unit}`, en: `met, ${beyond} beyond the target` };
  }
  const soFar = soFarWords(target, asOf);
  if (monthlyNeeded === null) {
    const isOver = target.to !== undefined && asOf >= target.to;
    return isOver
      ? { zh: `到期,还差${remaining}${unit}`, en: `over, ${remaining} short` }
      : { zh: `还差${remaining}${unit}`, en: `${remaining} to go` };
  }
  const zh = `还差${remaining}${unit},月均需${monthlyNeeded}${unit}`;
  const en = `${remaining} to go, ${monthlyNeeded} a month needed`;
  if (monthlySoFar === null) return { zh, en };
  return { zh: `${zh},${soFar}月均${monthlySoFar}${unit}`, en: `${en}, ${monthlySoFar} a month so far` };
}

/** 上半年, 一季度, 前三季度, 前N个月 for a target of a calendar year at the end of a month, else 此前. */
function soFarWords({ from }: TargetQuestion['target'], asOf: PlainDate): string {
  if (from === undefined || from !== `${yearOf(asOf)}-01-01` || !isMonthEnd(asOf)) return '此前';
  const month = Number(asOf.slice(5, 7));
  const named: Readonly<Record<number, string>> = { 3: '一季度', 6: '上半年', 9: '前三季度', 12: '全年' };
  return named[month] ?? (month === 1 ? '1月' : `前${month}个月`);
}

/** Months passed and months left, a broken month as the share of its days. */
function monthsOf(
  { from, to }: TargetQuestion['target'],
  asOf: PlainDate,
): { readonly passed: Fraction; readonly left: Fraction } | undefined {
  if (from === undefined || to === undefined) return undefined;
  const start = monthPoint(addDays(from, -1));
  // The term is over at its end: later months are not months in which the target was worked on.
  const now = asOf < from ? start : monthPoint(minDate(asOf, to));
  return { passed: minus(now, start), left: minus(monthPoint(to), now) };
}

/** The same in decimals of two places: what 月均需完成 and the average so far are divided by. Undefined for a target without dates. */
export function targetMonths(
  target: TargetQuestion['target'],
  asOf: PlainDate,
): { readonly passed: string; readonly left: string } | undefined {
  const months = monthsOf(target, asOf);
  return months && { passed: short(rounded(months.passed, 2)), left: short(rounded(months.left, 2)) };
}

/** The end of a day on a line on which every month is one long. */
function monthPoint(date: PlainDate): Fraction {
  const day = BigInt(date.slice(8, 10));
  const length = BigInt(endOfMonth(date).slice(8, 10));
  return { top: (monthNumber(date) - 1n) * length + day, bottom: length };
}

function monthNumber(date: PlainDate): bigint {
  return BigInt(yearOf(date)) * 12n + BigInt(date.slice(5, 7));
}

function isMonthEnd(date: PlainDate): boolean {
  return endOfMonth(date) === date;
}

export interface Fraction {
  readonly top: bigint;
  /** Greater than zero. */
  readonly bottom: bigint;
}

const HUNDRED: Fraction = { top: 100n, bottom: 1n };

function fraction(value: Decimal): Fraction {
  return { top: value.coefficient, bottom: 10n ** BigInt(value.scale) };
}

function minus(a: Fraction, b: Fraction): Fraction {
  return { top: a.top * b.bottom - b.top * a.bottom, bottom: a.bottom * b.bottom };
}

function times(a: Fraction, b: Fraction): Fraction {
  return { top: a.top * b.top, bottom: a.bottom * b.bottom };
}

/** `b` must be greater than zero. */
function over(a: Fraction, b: Fraction): Fraction {
  return { top: a.top * b.bottom, bottom: a.bottom * b.top };
}

function sign(f: Fraction): number {
  return f.top === 0n ? 0 : f.top < 0n ? -1 : 1;
}

function rounded(f: Fraction, scale: number): Decimal {
  return divide(decimal(f.top), decimal(f.bottom), { scale, rounding: 'half_up' });
}

/** A target that is not met is never told as 100.0 %, however near it is. */
function completionPercent(f: Fraction): string {
  const told = percent(f);
  return f.top < f.bottom && told === '100.0' ? '99.9' : told;
}

function percent(f: Fraction): string {
  return decimalText(rounded(times(f, HUNDRED), 1));
}

function monthly(amount: Decimal, months: Fraction): string {
  return short(rounded(over(fraction(amount), months), 1));
}

function short(value: Decimal): string {
  return decimalText(normalize(value));
}
