// Where the fan's points lie: days across, counts up. Pure.
import {
  addMonths,
  epochDay,
  fromEpochDay,
  type PlainDate,
  parseDate,
  startOfMonth,
} from '../kernel/plainDate.ts';

export interface FanScale {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly firstDay: number;
  readonly lastDay: number;
  x(on: string): number;
  y(count: number): number;
  /** Round counts for the lines across. */
  readonly levels: readonly number[];
  /** First days of months that are written below, as many as there is room for; and the last day. */
  readonly months: readonly string[];
}

export interface FanAsked {
  readonly from: string;
  readonly by: string;
  readonly target: number;
  readonly soFar: readonly { readonly done: number; readonly pace: number | null }[];
  readonly weeks: readonly { readonly p90: number }[];
  readonly width: number;
  readonly height: number;
}

/** Room for a label of a day, with some air. */
const MONTH_PX = 48;
const LEVELS = 6;

export function fanScale({ from, by, target, soFar, weeks, width, height }: FanAsked): FanScale {
  const [left, right, top, bottom] = [44, width - 18, 14, height - 26];
  const firstDay = epochDay(parseDate(from));
  const lastDay = Math.max(firstDay + 1, epochDay(parseDate(by)));
  const highest = Math.max(
    1,
    target * 1.06,
    ...soFar.map(({ done }) => done),
    ...weeks.map(({ p90 }) => p90),
  );
  const step = roundStep(highest / LEVELS);
  const ceiling = Math.ceil(highest / step) * step;
  return {
    left,
    right,
    top,
    bottom,
    firstDay,
    lastDay,
    x: (on) => left + ((epochDay(parseDate(on)) - firstDay) / (lastDay - firstDay)) * (right - left),
    y: (count) => bottom - (count / ceiling) * (bottom - top),
    levels: Array.from({ length: Math.round(ceiling / step) + 1 }, (_, at) => at * step),
    months: monthsBetween(parseDate(from), fromEpochDay(lastDay), Math.floor((right - left) / MONTH_PX)),
  };
}

/** 1, 2 or 5 times a power of ten, at least the step asked for and at least 1. */
export function roundStep(step: number): number {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, step))));
  return [1, 2, 5, 10].map((one) => one * power).find((one) => one >= step) ?? 10 * power;
}

function monthsBetween(from: PlainDate, by: PlainDate, most: number): readonly string[] {
  const months: PlainDate[] = [];
  for (let month = startOfMonth(from); month <= by; month = addMonths(month, 1))
    if (month >= from) months.push(month);
  const every = Math.max(1, Math.ceil(months.length / Math.max(1, most)));
  return months.filter((_, at) => at % every === 0);
}

/** 'M12.0,34.5 L…' through the points in their order; '' without any. */
export function pathThrough(
  scale: Pick<FanScale, 'x' | 'y'>,
  points: readonly (readonly [on: string, count: number])[],
): string {
  return points
    .map(([on, count], at) => `${at === 0 ? 'M' : 'L'}${scale.x(on).toFixed(1)},${scale.y(count).toFixed(1)}`)
    .join(' ');
}
