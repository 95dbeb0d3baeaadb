/**
 * How forecasts of a target did before: the same forecast from earlier days, from what was known then (the reporting lag too), over a horizon that history can hold, as far as its
 * windows are over and reported; scored against what came. What it teaches the next forecast is the raw model's (`over`, `places`); what it is judged by is what would have been told.
 * Days on which nothing would have been told, no case having come there yet, are neither taught by nor judged.
 */
import { epochDay, fromEpochDay, type PlainDate } from '../kernel/plainDate.ts';
import { seededRandom } from '../kernel/random.ts';
import { ASSURANCE, bandOf } from './assurance.ts';
import {
  type CaseHistories,
  historiesKnownBy,
  type MilestoneDays,
  milestoneDays,
  NEVER,
  usualSpan,
} from './caseHistory.ts';
import { type CountDistribution, chanceOfAtLeast, quantile } from './countDistribution.ts';
import { asPast, calibrate, fitModel, hasHistory, type PastForecast, tell } from './forecastModel.ts';
import { type PastPlace, placeIn, placeWeight } from './pastPlaces.ts';
import { milestonesKnown } from './positions.ts';
import { reportingLag, reportsOf } from './reporting.ts';
import { crps, placeOf } from './scores.ts';
import type { WordSaid } from './wordRecord.ts';

interface Pair {
  readonly model: number;
  readonly pace: number;
}

export interface ForecastRecord {
  readonly origins: number;
  readonly horizon_days: number;
  /** How many of the windows there are that do not overlap: so much the origins say together at most. */
  readonly windows: number;
  /** Of the median, and of straight on. Null without a forecast that is over, as are the others. */
  readonly mae: Pair | null;
  readonly crps: Pair | null;
  /** Share of what came within the 80 % band; its ends, whole numbers, are randomised (seed 1). */
  readonly coverage80: number | null;
  /** By words of assurance, from the highest down: how often said of a floor, how often that floor was then met, and on how many windows that do not overlap that rests. */
  readonly words: readonly WordSaid[];
}

/** What was told at the end of a day of the days after it, and what came. */
export interface PastTold {
  readonly known: PlainDate;
  readonly model: number;
  readonly low: number;
  readonly high: number;
  readonly pace: number;
  readonly came: number;
  /** Floors that were asked of, with the word said of each (the least chance of its band). */
  readonly floors: readonly { readonly floor: number; readonly at_least: number; readonly met: boolean }[];
}

export interface PastRecord {
  readonly over: readonly PastForecast[];
  readonly places: readonly PastPlace[];
  readonly told: readonly PastTold[];
  readonly record: ForecastRecord;
}

export interface RecordInputs {
  readonly histories: CaseHistories;
  readonly activity: number;
  readonly cutDay: number;
  readonly heardDay: number;
}

export const PRACTICE_STEP = 30.4;
/** A log of fewer days tells nothing yet. */
const FIRST_ORIGIN_DAYS = 90;
/** Floors that a word is tried on: shares of what straight on promises for the window. */
const FLOORS = [0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3] as const;

export function pastRecord(inputs: RecordInputs, firstDay: number, days: number): PastRecord {
  const { histories, activity, cutDay, heardDay } = inputs;
  const horizon = Math.max(14, Math.min(days, Math.floor((cutDay - firstDay) / 4)));
  const now: Standing = {
    knownDay: heardDay,
    milestone: milestoneDays(historiesKnownBy(histories, heardDay), activity),
  };
  const standpoints: number[] = [];
  for (let day = cutDay - horizon; day >= firstDay + FIRST_ORIGIN_DAYS; day = Math.round(day - PRACTICE_STEP))
    standpoints.unshift(day);
  const over: (PastForecast & { readonly from: number; readonly then: Standing })[] = [];
  const origins: Origin[] = [];
  const scored: { counts: CountDistribution; pace: number; came: number; told: PastTold }[] = [];
  for (const knownDay of standpoints) {
    const log = historiesKnownBy(histories, knownDay);
    // Since when there is a log, as it was known then: what was registered late since makes no past day wiser.
    const firstThen = Math.min(knownDay, usualSpan(log.startDay).first);
    if (knownDay < firstThen + FIRST_ORIGIN_DAYS) continue;
    const then: Standing = { knownDay, milestone: milestoneDays(log, activity) };
    const from = knownDay - reportingLag(reportsOf(log), knownDay);
    const model = fitModel(log, activity, { knownDay, cutDay: from }, horizon, firstThen);
    const cameWithin = (within: number) => cameSince(then, from, within, now);
    const came = cameWithin(horizon);
    // Taught by windows that were over and reported then, and by what was known of them then.
    const earlier = over
      .filter((one) => one.knownDay + one.windowDays <= from)
      .map((one) => ({ ...one, came: cameSince(one.then, one.from, one.windowDays, then) }));
    const calibration = calibrate(model, earlier, knownDay, firstThen, PRACTICE_STEP);
    for (const one of asPast(model, earlier, PRACTICE_STEP, cameWithin)) over.push({ ...one, from, then });
    if (!hasHistory(model)) continue;
    const { counts, raw } = tell(model, calibration, placesBy(origins, horizon, from, then));
    origins.push({ from, then, raw });
    const pace = paceOf(then.milestone, knownDay, from, firstThen, horizon);
    const told = {
      known: fromEpochDay(knownDay),
      model: quantile(counts, 0.5),
      low: quantile(counts, 0.1),
      high: quantile(counts, 0.9),
      pace,
      came,
      floors: floorsOf(counts, pace, came),
    };
    scored.push({ counts, pace, came, told });
  }
  return {
    over,
    places: placesBy(origins, horizon, cutDay, now),
    told: scored.map(({ told }) => told),
    record: scoreOf(scored, horizon),
  };
}

/** A day that was forecast from: the last day reported in full then, what stood then, and the count told before anything was learnt of places. */
interface Origin {
  readonly from: number;
  readonly then: Standing;
  readonly raw: CountDistribution;
}

/** Where what came stood in the windows that were over and reported by then, by what was known then. */
function placesBy(
  origins: readonly Origin[],
  horizon: number,
  from: number,
  then: Standing,
): readonly PastPlace[] {
  return origins
    .filter((one) => one.then.knownDay + horizon <= from)
    .map((one) => ({
      ...placeIn(one.raw, cameSince(one.then, one.from, horizon, then)),
      weight: placeWeight(one.then.knownDay + horizon, horizon, then.knownDay, PRACTICE_STEP),
    }));
}

/** The first days of the milestone, by case, as they stood at the end of a day. */
interface Standing {
  readonly knownDay: number;
  readonly milestone: MilestoneDays;
}

/**
 * Of the cases that were not known to have come there at the standpoint: how many came within so many days of it, by what is known later. What the cut left open is part of
 * what was told, so both count from the day after the cut. A claim that stood then and was refused since is neither told of nor came.
 */
function cameSince(then: Standing, from: number, within: number, later: Standing): number {
  let count = 0;
  for (const [one, day] of later.milestone.day.entries()) {
    if (day <= from || day > then.knownDay + within || later.milestone.seenDay[one]! > later.knownDay)
      continue;
    if (!(then.milestone.day[one]! <= then.knownDay && then.milestone.seenDay[one]! <= then.knownDay))
      count++;
  }
  return count;
}

/** 序时: what the last max(90, horizon) days brought goes straight on, as far as was known then. */
function paceOf(
  milestone: MilestoneDays,
  knownDay: number,
  cutDay: number,
  firstDay: number,
  horizon: number,
): number {
  const over = Math.min(Math.max(90, horizon), cutDay - firstDay + 1);
  return (milestonesKnown(milestone, cutDay - over + 1, cutDay, knownDay) / over) * horizon;
}

/** Several shares of a small count are the same floor: it is tried once. */
function floorsOf(counts: CountDistribution, pace: number, came: number): PastTold['floors'] {
  const floors = new Set(FLOORS.map((share) => Math.round(share * pace)));
  return [...floors]
    .filter((floor) => floor >= 1)
    .map((floor) => ({
      floor,
      at_least: bandOf(chanceOfAtLeast(counts, floor)).atLeast,
      met: came >= floor,
    }));
}

/** The most windows of that length, each from the day after one of the days (ascending), of which no two overlap. */
export function separateWindows(days: readonly number[], horizon: number): number {
  let [count, free] = [0, -NEVER];
  for (const day of days) {
    if (day < free) continue;
    count++;
    free = day + horizon;
  }
  return count;
}

function scoreOf(
  scored: readonly { counts: CountDistribution; pace: number; came: number; told: PastTold }[],
  horizon: number,
): ForecastRecord {
  type One = (typeof scored)[number];
  const mean = (of: (one: One) => number) => scored.reduce((sum, one) => sum + of(one), 0) / scored.length;
  const random = seededRandom(1);
  const places = scored.map(({ counts, came }) => placeOf(counts, came, random.next()));
  const words = ASSURANCE.map(({ atLeast }) => wordSaid(atLeast, scored, horizon));
  const isNone = scored.length === 0;
  const pace = isNone ? 0 : mean((one) => Math.abs(one.pace - one.came));
  return {
    origins: scored.length,
    horizon_days: horizon,
    windows: separateWindows(
      scored.map(({ told }) => epochDay(told.known)),
      horizon,
    ),
    mae: isNone ? null : { model: mean(({ told, came }) => Math.abs(told.model - came)), pace },
    crps: isNone ? null : { model: mean(({ counts, came }) => crps(counts, came)), pace },
    coverage80: isNone ? null : places.filter((place) => place >= 0.1 && place <= 0.9).length / places.length,
    words,
  };
}

function wordSaid(
  at_least: number,
  scored: readonly { readonly told: PastTold }[],
  horizon: number,
): WordSaid {
  const of = scored.map(({ told }) => ({
    day: epochDay(told.known),
    floors: told.floors.filter((one) => one.at_least === at_least),
  }));
  const floors = of.flatMap((one) => one.floors);
  return {
    at_least,
    said: floors.length,
    met: floors.filter(({ met }) => met).length,
    windows: separateWindows(
      of.filter((one) => one.floors.length > 0).map(({ day }) => day),
      horizon,
    ),
  };
}
