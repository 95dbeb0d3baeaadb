/**
 * The forecast of one milestone from one standpoint: waits (waits.ts), arrivals (arrivals.ts), the pace of the past year, and how such forecasts
 * did before (record.ts), put together into an expectation (outlook.ts). Everything is fitted from what was known at the standpoint.
 */
import {
  type ArrivalForecast,
  believedDispersion,
  DailyCounts,
  fitDispersion,
  forecastArrivals,
  recentPace,
  trustIn,
  weighByMisses,
} from './arrivals.ts';
import { type Batches, batchOutlook, findBatches } from './batches.ts';
import {
  type CaseHistories,
  historiesKnownBy,
  type MilestoneDays,
  milestoneDays,
  NEVER,
  recordedBy,
} from './caseHistory.ts';
import type { CountDistribution } from './countDistribution.ts';
import { type Expectation, lookAhead } from './outlook.ts';
import { type CasePosition, casesKnownAt, type KnownCases, type Standpoint } from './positions.ts';
import { arrivalsDespiteSilence, chanceDespiteSilence, fitReporting, fitSight } from './reporting.ts';
import { findSpeeds, groupChances } from './speeds.ts';
import { type FittedWaits, fitWaits } from './waits.ts';

export interface FittedModel {
  readonly at: Standpoint;
  readonly horizonDays: number;
  readonly known: KnownCases;
  readonly waits: FittedWaits;
  readonly arrivals: ArrivalForecast;
  /** Chance of each case of `known.inFlight` by the horizon, at speed 1. */
  readonly chances: Float64Array;
  /** Expected milestones of cases that begin after the cut. */
  readonly fromArrivals: number;
  /** Milestones of the past year, brought to the horizon's length: straight on. */
  readonly yearPace: number;
  /** waits.ts: how fast things go of late. */
  readonly recentSpeed: number;
  readonly mean: number;
  /** The model's own variance at speed 1. */
  readonly variance: number;
  /** Relative variance of the milestones' own count, before any forecast is over. */
  readonly believedDispersion: number;
  /** Where milestones are released in batches, the cases' own chances tell little of the count. */
  readonly batches: Batches | undefined;
  /** A case's chance within so many days of the cut, nothing having been heard of it by the day of knowing. */
  chanceWithin(position: CasePosition, days: number): number;
  /** Of cases that begin after the cut: milestones within so many days of it that were not heard of. */
  arrivalsWithin(days: number): number;
}

/** Fits at one standpoint; the horizon counts from the day after `knownDay`. */
export function fitModel(
  log: CaseHistories,
  activity: number,
  at: Standpoint,
  horizonDays: number,
  firstDay: number,
): FittedModel {
  const heard = historiesKnownBy(log, at.heardDay ?? at.knownDay);
  const reported = fitReporting(heard, at, activity);
  const sight = fitSight(heard, at);
  const histories =
    at.heardDay !== undefined && at.heardDay > at.knownDay ? recordedBy(heard, at.knownDay) : heard;
  const milestone = milestoneDays(histories, activity);
  const known = casesKnownAt(histories, milestone, at);
  const days = at.knownDay - at.cutDay + horizonDays;
  const waits = fitWaits(histories, milestone, known, at, days);
  const chanceWithin = (position: CasePosition, within: number) =>
    chanceDespiteSilence((each) => waits.chance(position, each), reported, within);
  const chances = Float64Array.from(known.inFlight, (position) => chanceWithin(position, days));
  const starts = new DailyCounts(known.begun, firstDay, at.cutDay);
  const arrivals = forecastArrivals(starts, at.cutDay + 1, days);
  const arrivalsWithin = (within: number) =>
    (arrivals.mean / days) * arrivalsDespiteSilence(waits.freshChance, sight, within);
  const fromArrivals = arrivalsWithin(days);
  const pastDays = daysKnown(milestone, at);
  const past = new DailyCounts(pastDays, firstDay, at.cutDay);
  // The first quarter of a log is left out: the pipeline that a log begins with is empty, and its milestones come late.
  const usableDays = Math.max(30, Math.floor(0.75 * (at.cutDay - firstDay)));
  const paceOver = (days: number) =>
    recentPace(Math.min(days, usableDays))(past, at.cutDay + 1, horizonDays)!;
  const yearPace = Math.sqrt(paceOver(365) * paceOver(Math.max(90, horizonDays)));
  let [mean, variance] = [fromArrivals, fromArrivals + arrivals.dispersion * fromArrivals ** 2];
  for (const chance of chances) {
    mean += chance;
    variance += chance * (1 - chance);
  }
  const batches = findBatches(pastDays, firstDay, at.cutDay, days);
  return {
    at,
    horizonDays,
    known,
    waits,
    arrivals,
    chances,
    fromArrivals,
    yearPace,
    recentSpeed: waits.recentSpeed,
    mean,
    variance,
    believedDispersion: believedDispersion(past, at.cutDay + 1, horizonDays),
    batches,
    chanceWithin,
    arrivalsWithin,
  };
}

function daysKnown(milestone: MilestoneDays, at: Standpoint): Int32Array {
  return milestone.day.map((day, one) =>
    milestone.seenDay[one]! <= at.knownDay && day <= at.cutDay ? day : NEVER,
  );
}

/** What a past forecast told, and what came. */
export interface PastForecast {
  readonly knownDay: number;
  readonly horizonDays: number;
  readonly mean: number;
  readonly variance: number;
  readonly yearPace: number;
  readonly recentSpeed: number;
  readonly came: number;
}

export interface Calibration {
  /** How far the mean is drawn to the pace of the past, 0 to 1 (in the logarithm). */
  readonly pull: number;
  /** How much of the recent speed is believed to last, 0 to 1 (its power). */
  readonly lean: number;
  /** Relative variance of the common speed. */
  readonly dispersion: number;
  /** Past forecasts that are over, in independent windows' worth. */
  readonly windows: number;
}

/** What is tried, with what is believed of each before any window is over. Combined forecasts beat single ones (J. M. Bates, C. W. J. Granger 1969). */
const PULLS = [
  { pull: 0, prior: 1 },
  { pull: 0.25, prior: 2 },
  { pull: 0.5, prior: 1 },
  { pull: 0.75, prior: 0.5 },
  { pull: 1, prior: 0.25 },
] as const;
const LEANS = [
  { lean: 0, prior: 1 },
  { lean: 0.5, prior: 2 },
  { lean: 1, prior: 1 },
] as const;
const TRIALS = PULLS.flatMap(({ pull, prior }) =>
  LEANS.map((one) => ({ pull, lean: one.lean, prior: prior * one.prior })),
);

export function toldMean(
  of: { readonly mean: number; readonly yearPace: number; readonly recentSpeed: number },
  by: { readonly pull: number; readonly lean: number },
): number {
  const own = Math.max(of.mean, 0.2) * of.recentSpeed ** by.lean;
  return own ** (1 - by.pull) * Math.max(of.yearPace, 0.2) ** by.pull;
}

/** Learns pull, lean and dispersion from forecasts whose windows were over (and reported) by `knownDay`; the caller leaves the others out. */
export function calibrate(
  model: FittedModel,
  past: readonly PastForecast[],
  knownDay: number,
  firstDay: number,
  stepDays: number,
): Calibration {
  const weightOf = (one: PastForecast) =>
    trustIn(one.knownDay + 1, one.horizonDays, knownDay + 1, firstDay) *
    Math.min(1, stepDays / one.horizonDays);
  const misses = TRIALS.map(() => 0);
  let windows = 0;
  for (const one of past) {
    const weight = weightOf(one);
    windows += weight;
    for (const [index, trial] of TRIALS.entries())
      misses[index] =
        misses[index]! + (weight * Math.abs(toldMean(one, trial) - one.came)) / Math.max(3, one.yearPace);
  }
  const weights = weighByMisses(
    misses,
    windows,
    TRIALS.map(({ prior }) => prior),
  );
  const pull = weights.reduce((sum, weight, index) => sum + weight * TRIALS[index]!.pull, 0);
  const lean = weights.reduce((sum, weight, index) => sum + weight * TRIALS[index]!.lean, 0);
  const dispersion = fitDispersion(
    priorDispersion(model),
    past.map((one) => {
      const told = toldMean(one, { pull, lean });
      return {
        weight: weightOf(one),
        came: one.came,
        told,
        own: (one.variance * told) / Math.max(0.2, one.mean),
      };
    }),
  );
  // A dispersion known from n windows is itself uncertain, and so is the mean it stands around: 1 + 1/(n + 1), as for one more draw.
  return { pull, lean, dispersion: dispersion * (1 + 1 / (windows + 1)), windows };
}

/** What arrivals carry already is taken off what is believed of the whole; a tenth of spread is always left. */
function priorDispersion(model: FittedModel): number {
  const share = model.fromArrivals / Math.max(0.2, model.mean);
  return Math.max(LEAST_PRIOR, model.believedDispersion - model.arrivals.dispersion * share ** 2);
}
const LEAST_PRIOR = 0.01;

/** The expectation by the horizon, speeds included. */
export function expectationOf(model: FittedModel, calibration: Calibration): Expectation {
  const told = { mean: toldMean(model, calibration), dispersion: calibration.dispersion };
  return {
    chances: model.chances,
    arrivals: { mean: model.fromArrivals, dispersion: model.arrivals.dispersion },
    speeds: findSpeeds(groupChances(model.chances), model.fromArrivals, told),
  };
}

/** The count by the horizon. */
export function countsOf(model: FittedModel, calibration: Calibration): CountDistribution {
  if (model.batches)
    return batchOutlook(
      model.batches,
      model.at.knownDay - model.at.cutDay + model.horizonDays,
      model.mean,
      model.variance,
    );
  return lookAhead(expectationOf(model, calibration)).counts;
}
