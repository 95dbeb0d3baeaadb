/**
 * The rule by which a figure is published: its unit, its places, and what becomes of the rest.
 * The rule is stated per figure because practice differs: of 249.58 亿元 planned, 40.32 done was published as 16.1 %
 * (肇庆省重点项目, 2021年1–2月), which is truncation; half up it is 16.2. A rule that is not written down is guessed.
 */
import {
  add,
  type Decimal,
  decimal,
  decimalText,
  divide,
  multiply,
  normalize,
  type Rounding,
  round,
  sqrt,
  subtract,
} from './decimal.ts';
import { Problem } from './problem.ts';

export interface PublishedRule {
  /** As printed behind the figure: '亿元', '%', '个'. */
  readonly unit: string;
  /** The value in its base unit is divided by this: '100000000' for 亿元 from 元, '1' for none. */
  readonly factor: string;
  readonly places: number;
  readonly rounding: 'half_up' | 'truncate';
  /** 905.80 → 905.8, 12.0 → 12. */
  readonly trimZeros: boolean;
}

export interface Places {
  readonly places: number;
  readonly rounding: Rounding;
}

const HUNDRED = decimal(100);

/** The figure as printed, without its unit. Fails with `division_by_zero` when the factor is zero, `decimal_invalid`. */
export function publish(value: Decimal, rule: PublishedRule): string {
  const figure = divide(value, decimal(rule.factor), { scale: rule.places, rounding: rule.rounding });
  return decimalText(rule.trimZeros ? normalize(figure) : figure);
}

/** Part of whole in per cent. Fails with `division_by_zero`. */
export function shareOf(part: Decimal, whole: Decimal, { places, rounding }: Places): Decimal {
  return divide(multiply(part, HUNDRED), whole, { scale: places, rounding });
}

/** Growth over the base in per cent. Fails with `division_by_zero`; over a negative base with `growth_impossible`. */
export function growthOf(current: Decimal, base: Decimal, to: Places): Decimal {
  if (base.coefficient < 0n) throw impossible('基数为负，增速没有意义');
  return shareOf(subtract(current, base), base, to);
}

/**
 * The two-year average growth of the National Bureau of Statistics (2021: 以2019年同期数为基数，采用几何平均):
 * √((1 + g₂₀₂₁)(1 + g₂₀₂₀)) − 1, all in per cent. Fails with `growth_impossible` below −100 %.
 */
export function twoYearAverageGrowth(g2021Pct: Decimal, g2020Pct: Decimal, to: Places): Decimal {
  // 100·√((1 + a/100)(1 + b/100)) is √((100 + a)(100 + b)): nothing is divided, nothing lost on the way.
  return meanOf(add(HUNDRED, g2021Pct), add(HUNDRED, g2020Pct), to);
}

/** The same from the growth over 2019 as a whole: published 23.2 % over two years is 11.0 % a year. */
export function twoYearAverageOfTotal(totalPct: Decimal, to: Places): Decimal {
  return meanOf(add(HUNDRED, totalPct), HUNDRED, to);
}

function meanOf(a: Decimal, b: Decimal, { places, rounding }: Places): Decimal {
  if (a.coefficient < 0n || b.coefficient < 0n) throw impossible('增速低于 −100%');
  // Rounded once, after subtracting: truncating the root and then subtracting would round a decline away from zero.
  const root = sqrt(multiply(a, b), { scale: 24, rounding: 'truncate' });
  return round(subtract(root, HUNDRED), places, rounding);
}

function impossible(message: string): Problem {
  return new Problem({ code: 'growth_impossible', message, fix: '核对本期数和基期数' });
}
