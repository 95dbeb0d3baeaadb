/**
 * What the forecast would have told at past dates, from what was known then, against what came. Origins: the first of each month (every seventh day where that gives fewer
 * than 24), from 12 months or 30 % of the span after the log's start, whichever is earlier, to its end less the horizon; strays (`daySpan`) are neither. The count told is that of cases whose first milestone
 * falls into the horizon. Beside it, 序时 pace: what the last max(90, horizon) days brought goes straight on. Field names are fixed (design §9).
 */

import { addMonths, epochDay, fromEpochDay, type PlainDate } from '../kernel/plainDate.ts';
import type { Random } from '../kernel/random.ts';
import { DailyCounts, recentPace } from './arrivals.ts';
import { besidePace, type PaceScore, paceOutlook, type Window } from './besidePace.ts';
import { type CaseHistories, daySpan, type MilestoneDays, milestoneDays } from './caseHistory.ts';
import { type CountDistribution, chanceOfAtLeast, meanOf, quantile } from './countDistribution.ts';
import {
  asPast,
  calibrate,
  countsOf,
  type FittedModel,
  fitModel,
  type PastForecast,
  type RivalScore,
  rivalsOf,
  tell,
} from './forecastModel.ts';
import { type PastPlace, type Place, placeIn, placeWeight } from './pastPlaces.ts';
import { crps, placeOf } from './scores.ts';

export interface Backtest {
  readonly origins: number;
  readonly span_days: number;
  readonly horizon_days: number;
  readonly crps: { readonly model: number; readonly pace: number };
  readonly mae: { readonly model: number; readonly pace: number };
  readonly brier: { readonly model: number; readonly pace: number };
  readonly coverage80: number;
  readonly skill: number;
  readonly milestone: string;
  readonly pace_window_days: number;
  /** The same skill against a straight line over other windows: the choice of window moves it. */
  readonly skill_by_pace_window: Readonly<Record<string, number>>;
  readonly mae_by_pace_window: Readonly<Record<string, number>>;
  readonly brier_event: string;
  readonly every: 'month' | 'week';
  readonly mean_count: number;
  readonly forecasts: readonly ScoredForecast[];
}

export interface ScoredForecast {
  readonly origin: PlainDate;
  readonly mean: number;
  readonly low: number;
  readonly median: number;
  readonly high: number;
  readonly pace: number;
  readonly came: number;
  readonly crps: number;
  readonly place: number;
}

export const PACE_WINDOWS = [30, 90, 180, 365] as const;

export function originsOf(
  first: number,
  last: number,
  horizonDays: number,
): { readonly days: readonly number[]; readonly every: 'month' | 'week' } {
  const from = first + Math.min(365, Math.floor(0.3 * (last - first + 1)));
  const to = last + 1 - horizonDays;
  const months: number[] = [];
  let month = `${fromEpochDay(from).slice(0, 7)}-01` as PlainDate;
  for (; epochDay(month) <= to; month = addMonths(month, 1))
    if (epochDay(month) >= from) months.push(epochDay(month));
  if (months.length >= 24) return { days: months, every: 'month' };
  const weeks: number[] = [];
  for (let day = from; day <= to; day += 7) weeks.push(day);
  return { days: weeks, every: 'week' };
}

/** Origins before the first scored one, at the same steps: their forecasts only teach the calibration. */
function practiceDays(first: number, origins: readonly number[], step: number): number[] {
  const days: number[] = [];
  for (let day = origins[0]! - step; day >= first + 45; day -= step) days.unshift(Math.round(day));
  return days;
}

/** Undefined where the log is too short for one origin. `progress` is told after each origin. */
export function backtest(
  histories: CaseHistories,
  activity: number,
  horizonDays: number,
  random: Random,
  progress: (done: number, all: number) => void = () => undefined,
): Backtest | undefined {
  const milestone = milestoneDays(histories, activity);
  const { first, last } = daySpan(histories);
  if (first > last) return undefined;
  const { days: origins, every } = originsOf(first, last, horizonDays);
  if (origins.length === 0) return undefined;
  const step = every === 'week' ? 7 : 30.4;
  const all = [...practiceDays(first, origins, step), ...origins];
  const came = new DailyCounts(milestone.day, first, last);
  const past: Past = { windows: [], rivals: [], places: [], besidePace: [] };
  const scored: Scoring['scored'][number][] = [];
  const paceDays = Math.max(90, horizonDays);
  const window: Window = { horizonDays, stepDays: step, paceDays };
  for (const [index, origin] of all.entries()) {
    const knownDay = origin - 1;
    // A log without recorded times: what occurred is known on its day, the lag is 0.
    const model = fitModel(histories, activity, { knownDay, cutDay: knownDay }, horizonDays, first);
    const reached = came.between(origin, origin + horizonDays);
    const isScored = origin >= origins[0]!;
    const over = past.windows.filter((one) => one.knownDay + one.windowDays <= knownDay);
    const counts = tellAndLearn(model, { ...past, over }, reached, { first, step, isScored });
    past.windows.push(...asPast(model, over, step, (days) => came.between(origin, origin + days)));
    const pace = paceOutlook(came, origin, all.slice(0, index), window);
    if (isScored)
      scored.push({
        ...scoreOf(besidePace(counts, pace, past.besidePace, origin, first, window), reached, random.next()),
        origin: fromEpochDay(origin),
        pace: recentPace(paceDays)(came, origin, horizonDays)!,
        threshold: usualCount(came, origin, horizonDays),
      });
    const usual = Math.max(LEAST_USUAL, model.straightOn);
    past.besidePace.push({ origin, told: crps(counts, reached) / usual, pace: crps(pace, reached) / usual });
    progress(index + 1, all.length);
  }
  return summary(histories.activities[activity]!, {
    milestone,
    came,
    scored,
    origins,
    every,
    first,
    last,
    horizonDays,
    paceDays,
  });
}

function scoreOf(counts: CountDistribution, came: number, within: number) {
  return {
    mean: meanOf(counts),
    low: quantile(counts, 0.1),
    median: quantile(counts, 0.5),
    high: quantile(counts, 0.9),
    came,
    crps: crps(counts, came),
    place: placeOf(counts, came, within),
    counts,
  };
}

interface Past {
  readonly windows: PastForecast[];
  readonly rivals: RivalScore[];
  readonly places: (Place & { readonly origin: number })[];
  readonly besidePace: PaceScore[];
}

/** What is usual is taken to be at least so many where misses are told relative to it. */
const LEAST_USUAL = 3;

/** Of forecasts whose windows are over. */
function placesOver(
  places: Past['places'],
  { knownDay, horizonDays, stepDays }: { knownDay: number; horizonDays: number; stepDays: number },
): readonly PastPlace[] {
  return places
    .filter((one) => one.origin + horizonDays <= knownDay + 1)
    .map((one) => ({
      ...one,
      weight: placeWeight(one.origin + horizonDays, horizonDays, knownDay + 1, stepDays),
    }));
}

/**
 * The count told from the windows that are over by then. Before the first scored origin a forecast only teaches how it did beside its rivals. How it and its rivals did is added to `past`: it is looked at only once the window is over.
 */
function tellAndLearn(
  model: FittedModel,
  past: Past & { readonly over: readonly PastForecast[] },
  reached: number,
  { first, step, isScored }: { readonly first: number; readonly step: number; readonly isScored: boolean },
): CountDistribution {
  const { horizonDays } = model;
  const { knownDay } = model.at;
  const calibration = calibrate(model, past.over, knownDay, first, step);
  if (!model.batches) {
    const over = placesOver(past.places, { knownDay, horizonDays, stepDays: step });
    const { counts, raw } = tell(model, calibration, over);
    if (isScored) past.places.push({ origin: knownDay + 1, ...placeIn(raw, reached) });
    return counts;
  }
  const rivals = rivalsOf(model, calibration);
  const judged = past.rivals.filter((one) => one.knownDay + one.horizonDays <= knownDay);
  if (rivals.batches) {
    const usual = Math.max(LEAST_USUAL, model.straightOn);
    const score = (counts: CountDistribution) => crps(counts, reached) / usual;
    past.rivals.push({ knownDay, horizonDays, cases: score(rivals.cases), batches: score(rivals.batches) });
  }
  return countsOf(rivals, judged, { knownDay, firstDay: first, stepDays: step });
}

/** The median count of the windows of this length before the origin (every 30 days): the event of the Brier score is "at least the usual". */
function usualCount(came: DailyCounts, origin: number, horizonDays: number): number {
  const counts: number[] = [];
  for (let begin = origin - horizonDays; begin >= came.first; begin -= 30)
    counts.push(came.between(begin, begin + horizonDays));
  counts.sort((a, b) => a - b);
  return counts.length === 0 ? 1 : Math.max(1, Math.ceil(counts[Math.floor(counts.length / 2)]!));
}

interface Scoring {
  readonly milestone: MilestoneDays;
  readonly came: DailyCounts;
  readonly scored: readonly (ScoredForecast & {
    readonly counts: CountDistribution;
    readonly threshold: number;
  })[];
  readonly origins: readonly number[];
  readonly every: 'month' | 'week';
  readonly first: number;
  readonly last: number;
  readonly horizonDays: number;
  readonly paceDays: number;
}

function summary(name: string, scoring: Scoring): Backtest {
  const { came, scored, origins, every, first, last, horizonDays, paceDays } = scoring;
  const mean = (of: (one: Scoring['scored'][number], index: number) => number) =>
    scored.reduce((sum, one, index) => sum + of(one, index), 0) / scored.length;
  const model = mean((one) => one.crps);
  const missBy = (days: number) =>
    mean((one, index) => Math.abs(one.came - recentPace(days)(came, origins[index]!, horizonDays)!));
  const pace = missBy(paceDays);
  const brier = (chance: (one: Scoring['scored'][number]) => number) =>
    mean((one) => (chance(one) - (one.came >= one.threshold ? 1 : 0)) ** 2);
  const windows = Object.fromEntries(PACE_WINDOWS.map((days) => [String(days), missBy(days)]));
  return {
    origins: origins.length,
    span_days: last - first + 1,
    horizon_days: horizonDays,
    crps: { model, pace },
    mae: { model: mean((one) => Math.abs(one.came - one.median)), pace },
    brier: {
      model: brier((one) => chanceOfAtLeast(one.counts, one.threshold)),
      pace: brier((one) => (one.pace >= one.threshold ? 1 : 0)),
    },
    coverage80: mean((one) => (one.place >= 0.1 && one.place <= 0.9 ? 1 : 0)),
    skill: 1 - model / pace,
    milestone: name,
    pace_window_days: paceDays,
    skill_by_pace_window: Object.fromEntries(
      Object.entries(windows).map(([days, miss]) => [days, 1 - model / miss]),
    ),
    mae_by_pace_window: windows,
    brier_event:
      'at least the median count of the earlier windows of this length 至少达到此前同长窗口的中位数',
    every,
    mean_count: mean((one) => one.came),
    forecasts: scored.map(({ counts: _counts, threshold: _threshold, ...one }) => one),
  };
}
