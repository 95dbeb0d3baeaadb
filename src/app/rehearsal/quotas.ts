// Totals split into months, money split over projects: exact by construction, so that no total is met by trying again. Whole numbers and
// bigints only; the same weights give the same split on every machine.
import { Problem } from '../../kernel/problem.ts';

/** That much happens in the months first … last, both included. */
export interface Total {
  readonly first: number;
  readonly last: number;
  readonly value: number;
  readonly label: string;
}

export interface MonthlyQuotas {
  /** How many in each month. */
  readonly quota: readonly number[];
  /** Months with the same cell may pass on to a later one what they cannot take. */
  readonly cell: readonly number[];
  /** Totals whose months narrower ones had settled already, to another sum: what is missing to them (stocks turn this into ends). */
  readonly unmet: ReadonlyMap<Total, number>;
}

/** Largest remainder (Hamilton): shares of a whole number by weight, ties to the earlier. All weights 0: evenly. */
export function apportion(total: bigint, weights: readonly bigint[]): bigint[] {
  if (weights.length === 0) return [];
  const even = weights.every((weight) => weight === 0n);
  const used = even ? weights.map(() => 1n) : weights;
  const whole = used.reduce((a, b) => a + b, 0n);
  const shares = used.map((weight) => (total * weight) / whole);
  let left = total - shares.reduce((a, b) => a + b, 0n);
  const byRemainder = used
    .map((weight, index) => ({ index, rest: (total * weight) % whole }))
    .sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest < b.rest ? 1 : -1));
  for (const { index } of byRemainder) {
    if (left === 0n) break;
    shares[index] = shares[index]! + 1n;
    left--;
  }
  return shares;
}

/** Steps a sum is split in, coarse where the sum allows it: planned investment is written in round figures. */
const STEPS = [1_000_000n, 100_000n, 10_000n, 100n, 1n] as const;

/** Yuan split by weight in round steps, at least one step each where there is enough; what the steps leave over goes to the largest. */
export function apportionYuan(total: bigint, weights: readonly bigint[]): bigint[] {
  if (weights.length === 0) return [];
  const count = BigInt(weights.length);
  const step = STEPS.find((each) => total / each >= count * 40n) ?? 1n;
  const steps = total / step;
  const floor = steps >= count * 2n ? 1n : 0n;
  const shares = apportion(steps - floor * count, weights).map((share) => (share + floor) * step);
  const rest = total - steps * step;
  if (rest > 0n) {
    let largest = 0;
    shares.forEach((share, index) => {
      if (share > shares[largest]!) largest = index;
    });
    shares[largest] = shares[largest]! + rest;
  }
  return shares;
}

/**
 * Monthly quotas that meet every total. Narrow totals are settled first; a wider one is spread over its months that no narrower one has
 * settled. Months of no total follow the pace of the last twelve settled ones. Fails with `rehearsal_published_conflict`.
 */
export function solveQuotas(
  months: number,
  totals: readonly Total[],
  weightOf: (month: number) => number,
): MonthlyQuotas {
  const quota: (number | undefined)[] = new Array(months).fill(undefined);
  const cell: number[] = new Array(months).fill(-1);
  const unmet = new Map<Total, number>();
  const narrowFirst = [...totals].sort((a, b) => a.last - a.first - (b.last - b.first) || a.first - b.first);
  narrowFirst.forEach((total, number) => {
    const within = range(total.first, Math.min(total.last, months - 1));
    const free = within.filter((month) => quota[month] === undefined);
    const rest = total.value - within.reduce((sum, month) => sum + (quota[month] ?? 0), 0);
    if (rest < 0 && free.length > 0) throw conflict(total, rest);
    if (rest !== 0 && free.length === 0) unmet.set(total, rest);
    const shares = apportion(
      BigInt(Math.max(0, rest)),
      free.map((month) => BigInt(Math.round(weightOf(month)))),
    );
    free.forEach((month, index) => {
      quota[month] = Number(shares[index]);
      cell[month] = number;
    });
  });
  return { quota: paced(quota, weightOf), cell, unmet };
}

function paced(quota: readonly (number | undefined)[], weightOf: (month: number) => number): number[] {
  const settled = quota.flatMap((value, month) => (value === undefined ? [] : [{ value, month }])).slice(-12);
  const counted = settled.reduce((sum, each) => sum + each.value, 0);
  const weighed = settled.reduce((sum, each) => sum + Math.round(weightOf(each.month)), 0);
  let carried = 0;
  return quota.map((value, month) => {
    if (value !== undefined) return value;
    // What rounding cuts off is carried to the next month.
    const exact = carried + (weighed === 0 ? 0 : (counted * Math.round(weightOf(month))) / weighed);
    const whole = Math.floor(exact);
    carried = exact - whole;
    return whole;
  });
}

export function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

export function conflict(total: Total, by: number): Problem {
  return new Problem({
    code: 'rehearsal_published_conflict',
    message: `演练做不到：${total.label} = ${total.value} 与范围更窄的总数不合，差 ${by}`,
    kept: '没有产生任何事实',
    fix: '核对 rehearsal 里 published、opening、assumed 的数',
    data: { label: total.label, by },
  });
}

export function infeasible(what: string, missing: number): Problem {
  return new Problem({
    code: 'rehearsal_infeasible',
    message: `演练做不到：${what}，差 ${missing}`,
    kept: '没有产生任何事实',
    fix: '把 rehearsal.from 提前，或在 assumed 里给前面各年更多的引进和开工',
    data: { missing },
  });
}
