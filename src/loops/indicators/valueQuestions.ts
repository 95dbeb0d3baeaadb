// What is asked of a reading before it is recorded: a value that may be right and most often is a slip of the point or of the unit. Pure. What the plan forbids
// (minimum, maximum) is refused elsewhere. The thresholds are for the eye and no rule of a plan.
import { abs, compare, type Decimal, decimal, isZero, multiply } from '../../kernel/decimal.ts';
import type { Question } from '../../kernel/question.ts';
import type { Indicator } from './indicators.plan.ts';

const TIMES = decimal(10);
/** Growth is small and swings: ten times 0.3 % is nothing, so a smaller last value is taken for this one (percent). */
const GROWTH_FLOOR = decimal(3);
/** Growth beyond doubling, where there is no value before to compare with (percent). */
const GROWTH_MOST = decimal(100);

/** `value_far_from_last` (ten times the last, or a tenth; of growth only ten times), `growth_implausible` (beyond ±100 %, nothing before). Ranks are asked nothing. */
export function valueQuestions(
  { kind, name, unit }: Pick<Indicator, 'kind' | 'name' | 'unit'>,
  value: string,
  last: string | undefined,
): readonly Question[] {
  if (kind === 'rank') return [];
  const now = abs(decimal(value));
  if (last === undefined) {
    if (kind !== 'growth' || compare(now, GROWTH_MOST) <= 0) return [];
    return [{ code: 'growth_implausible', message: `“${name}”填的是 ${value}${unit}，超过翻一番` }];
  }
  const before = kind === 'growth' ? greatest(abs(decimal(last)), GROWTH_FLOOR) : abs(decimal(last));
  if (isZero(before)) return [];
  const isFar =
    compare(now, multiply(before, TIMES)) >= 0 ||
    (kind !== 'growth' && !isZero(now) && compare(before, multiply(now, TIMES)) >= 0);
  if (!isFar) return [];
  const message = `“${name}”填的是 ${value}${unit}，上一期是 ${last}${unit}，相差 10 倍以上`;
  return [{ code: 'value_far_from_last', message }];
}

function greatest(a: Decimal, b: Decimal): Decimal {
  return compare(a, b) >= 0 ? a : b;
}
