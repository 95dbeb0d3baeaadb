/**
 * The forecast of one milestone from one standpoint: waits (waits.ts), arrivals (arrivals.ts), what going straight on promises, and how such forecasts
 * did before (pastPlaces.ts), put together into an expectation (outlook.ts). Everything is fitted from what was known at the standpoint.
 */
import {
  type ArrivalForecast,
  believedDispersion,
  DailyCounts,
  fitDispersion,
  forecastArrivals,
  PRIOR_DISPERSION,
  straightOn,
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
import { type CountDistribution, mixture } from './countDistribution.ts';
import { type Expectation, lookAhead } from './outlook.ts';
import { asLearnt, type Learnt, learnFrom, NOTHING_LEARNT, type PastPlace } from './pastPlaces.ts';
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
  /** Milestones as they came so far, going straight on over the horizon (arrivals.ts). */
  readonly straightOn: number;
  /** waits.ts: how fast things go of late. */
  readonly recentSpeed: number;
  readonly mean: number;
  /** The model's own variance at speed 1, every case for itself and arrivals one by one. */
  readonly variance: number;
  /** Relative variance of the milestones' own count, before any forecast is over. */
  readonly believedDispersion: number;
  /** Where milestones are released in batches, the cases' own chances tell little of the count. */
  readonly batches: Batches | undefined;
  /** A case's chance within so many days of the cut, nothing having been heard of it by the day of knowing. */
  chanceWithin(position: CasePosition, days: number): number;
  /** Of cases that begin after the cut: milestones within so many days of it that were not heard of. */
  arrivalsWithin(days: number): number;
  /** Sum of the chances of the cases in flight within so many days of the cut, and its variance. */
  sumWithin(days: number): { readonly mean: number; readonly variance: number };
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
  const alike = groupAlike(known.inFlight);
  const sumWithin = (within: number, tell?: (of: number, chance: number) => void) => {
    let [mean, variance] = [0, 0];
    for (const { position, places } of alike) {
      const chance = chanceWithin(position, within);
      mean += places.length * chance;
      variance += places.length * chance * (1 - chance);
      if (tell) for (const place of places) tell(place, chance);
    }
    return { mean, variance };
  };
  const chances = new Float64Array(known.inFlight.length);
  const inFlight = sumWithin(days, (place, chance) => {
    chances[place] = chance;
  });
  const starts = new DailyCounts(known.begun, firstDay, at.cutDay);
  const arrivals = forecastArrivals(starts, at.cutDay + 1, days);
  const arrivalsWithin = (within: number) =>
    (arrivals.mean / days) * arrivalsDespiteSilence(waits.freshChance, sight, within);
  const fromArrivals = arrivalsWithin(days);
  const pastDays = daysKnown(milestone, at);
  const past = new DailyCounts(pastDays, firstDay, at.cutDay);
  const batches = findBatches(pastDays, firstDay, at.cutDay, days);
  return {
    at,
    horizonDays,
    known,
    waits,
    arrivals,
    chances,
    fromArrivals,
    straightOn: straightOn(past, at.cutDay + 1, horizonDays).mean,
    recentSpeed: waits.recentSpeed,
    mean: inFlight.mean + fromArrivals,
    variance: inFlight.variance + fromArrivals,
    believedDispersion: believedDispersion(past, at.cutDay + 1, horizonDays),
    batches,
    chanceWithin,
    arrivalsWithin,
    sumWithin,
  };
}

/** Has any case come there? Else nothing is told. */
export function hasHistory({ waits }: FittedModel): boolean {
  return waits.reached > 0 || waits.atOnce > 0;
}

/** Cases in flight that stand alike have one chance, which is then found once. */
function groupAlike(
  inFlight: readonly CasePosition[],
): readonly { readonly position: CasePosition; readonly places: number[] }[] {
  const groups = new Map<string, { position: CasePosition; places: number[] }>();
  for (const [place, position] of inFlight.entries()) {
    const key = `${position.state} ${position.waited} ${position.age}`;
    const group = groups.get(key);
    if (group) group.places.push(place);
    else groups.set(key, { position, places: [place] });
  }
  return [...groups.values()];
}

function daysKnown(milestone: MilestoneDays, at: Standpoint): Int32Array {
  return milestone.day.map((day, one) =>
    milestone.seenDay[one]! <= at.knownDay && day <= at.cutDay ? day : NEVER,
  );
}

/** What a past forecast told of its window, or of the first part of it, and what came. */
export interface PastForecast {
  readonly knownDay: number;
  /** Length of the window from the day after the cut's reporting lag, and of the whole that was forecast. */
  readonly windowDays: number;
  readonly horizonDays: number;
  readonly mean: number;
  readonly variance: number;
  readonly straightOn: number;
  readonly recentSpeed: number;
  /** How forecasts had missed of late when this one was told. */
  readonly recentMiss: number;
  readonly came: number;
}

/** Parts of a window that are looked at apart: the first of them is over sooner, and tells of today. */
const PARTS = [1 / 3, 2 / 3, 1] as const;

/**
 * A forecast as it is looked back at later: the whole window and its first parts. `came` is told of the first so many days after `knownDay`;
 * `over` are the windows that were over when it was told.
 */
export function asPast(
  model: FittedModel,
  over: readonly PastForecast[],
  stepDays: number,
  came: (days: number) => number,
): readonly PastForecast[] {
  const miss = missOfLate(over, stepDays);
  const { at, horizonDays, recentSpeed } = model;
  return PARTS.map((length) => {
    const windowDays = Math.max(1, Math.round(length * horizonDays));
    const within = at.knownDay - at.cutDay + windowDays;
    const arriving = windowDays < horizonDays ? model.arrivalsWithin(within) : 0;
    const part = windowDays < horizonDays ? model.sumWithin(within) : model;
    const share = windowDays / horizonDays;
    return {
      knownDay: at.knownDay,
      windowDays,
      horizonDays,
      mean: part.mean + arriving,
      variance: part.variance + arriving,
      straightOn: model.straightOn * share,
      recentSpeed,
      recentMiss: miss,
      came: came(windowDays),
    };
  });
}

export interface Calibration {
  /** How far the mean is drawn to straight on, 0 to 1 (in the logarithm). */
  readonly pull: number;
  /** How much of the recent speed is believed to last, 0 to 1 (its power). */
  readonly lean: number;
  /** What came over what was told of late, and how much of that is believed to last, 0 to 1 (its power). */
  readonly recentMiss: number;
  readonly keep: number;
  /** Relative variance of the common speed. */
  readonly dispersion: number;
  /** Of arrivals, beyond the common speed and a Poisson count. */
  readonly arrivalsDispersion: number;
  /** Past forecasts that are over, in independent windows' worth. */
  readonly windows: number;
}

/** What is tried, with what is believed of each before any window is over. Combined forecasts beat single ones (J. M. Bates, C. W. J. Granger 1969). */
const PULLS = [
  { pull: 0, prior: 0.7 },
  { pull: 0.25, prior: 2 },
  { pull: 0.5, prior: 2 },
  { pull: 0.75, prior: 1 },
  { pull: 1, prior: 0.4 },
] as const;
const LEANS = [
  { lean: 0, prior: 1 },
  { lean: 0.5, prior: 2 },
  { lean: 1, prior: 1 },
] as const;
const KEEPS = [
  { keep: 0, prior: 8 },
  { keep: 0.5, prior: 1 },
  { keep: 1, prior: 0.5 },
] as const;
const TRIALS = PULLS.flatMap((one) =>
  LEANS.flatMap((other) =>
    KEEPS.map((third) => ({
      pull: one.pull,
      lean: other.lean,
      keep: third.keep,
      prior: one.prior * other.prior * third.prior,
    })),
  ),
);
/** What is told before anything is learnt: by this, misses of late are measured. */
const PLAIN = { pull: 0.4, lean: 0.5, keep: 0 } as const;

/** Misses of windows that ended within so many days of the latest one that is over, the older the less. */
const LATE_DAYS = 90;
const LATE_FADE_DAYS = 30;
/** Pooled with 1 at the weight of so many. */
const LATE_POOL = 5;

/** What came over what was told, of windows that ended of late; of each forecast the longest one that is over. */
function missOfLate(over: readonly PastForecast[], stepDays: number): number {
  const endOf = (one: PastForecast) => one.knownDay + one.windowDays;
  const longest = new Map<number, PastForecast>();
  let latest = Number.NEGATIVE_INFINITY;
  for (const one of over) {
    latest = Math.max(latest, endOf(one));
    const known = longest.get(one.knownDay);
    if (!known || known.windowDays < one.windowDays) longest.set(one.knownDay, one);
  }
  let [came, told] = [LATE_POOL, LATE_POOL];
  for (const one of longest.values()) {
    const age = latest - endOf(one);
    if (age > LATE_DAYS) continue;
    const weight = Math.exp(-age / LATE_FADE_DAYS) * Math.min(1, stepDays / one.windowDays);
    came += weight * one.came;
    told += weight * toldMean(one, PLAIN);
  }
  return came / told;
}

export function toldMean(
  of: {
    readonly mean: number;
    readonly straightOn: number;
    readonly recentSpeed: number;
    readonly recentMiss: number;
  },
  by: { readonly pull: number; readonly lean: number; readonly keep: number },
): number {
  const own = Math.max(of.mean, 0.2) * of.recentSpeed ** by.lean;
  return own ** (1 - by.pull) * Math.max(of.straightOn, 0.2) ** by.pull * of.recentMiss ** by.keep;
}

/** Learns pull, lean and dispersion from windows that were over (and reported) by `knownDay`; the caller leaves the others out. */
export function calibrate(
  model: FittedModel,
  past: readonly PastForecast[],
  knownDay: number,
  firstDay: number,
  stepDays: number,
): Calibration {
  const weightOf = weigher(past, knownDay, firstDay, stepDays);
  const misses = TRIALS.map(() => 0);
  let windows = 0;
  for (const one of past) {
    const weight = weightOf(one);
    windows += weight;
    for (const [index, trial] of TRIALS.entries())
      misses[index] =
        misses[index]! + (weight * Math.abs(toldMean(one, trial) - one.came)) / Math.max(3, one.straightOn);
  }
  // A window's parts say more together than the one window that they are counted as.
  const weights = weighByMisses(
    misses,
    2 * windows,
    TRIALS.map(({ prior }) => prior),
  );
  const mean = (of: (trial: (typeof TRIALS)[number]) => number) =>
    weights.reduce((sum, weight, index) => sum + weight * of(TRIALS[index]!), 0);
  const by = {
    pull: mean(({ pull }) => pull),
    lean: mean(({ lean }) => lean),
    keep: mean(({ keep }) => keep),
  };
  const fitted = fitDispersion(
    model.believedDispersion + extrapolationOf(model.horizonDays, knownDay - firstDay + 1),
    past.map((one) => {
      const told = toldMean(one, by);
      return {
        weight: weightOf(one),
        came: one.came,
        told,
        own: (one.variance * told) / Math.max(0.2, one.mean),
      };
    }),
  );
  // A dispersion known from n windows is itself uncertain, and so is the mean it stands around: 1 + 1/(n + 1), as for one more draw.
  const whole = fitted * (1 + 1 / (windows + 1));
  return { ...by, recentMiss: missOfLate(past, stepDays), ...sharedOut(model, whole), windows };
}

/** A history tells its trend to within what its length allows, so what an unknown trend does grows with the horizon over the history, as of any line that is drawn on. */
const FARTHEST = 2;

function extrapolationOf(horizonDays: number, historyDays: number): number {
  return PRIOR_DISPERSION * Math.min(FARTHEST, horizonDays / Math.max(1, historyDays)) ** 2;
}

/** The parts of one window share its weight; the longer the part, the more it has to say of the whole. */
function weigher(
  past: readonly PastForecast[],
  knownDay: number,
  firstDay: number,
  stepDays: number,
): (one: PastForecast) => number {
  const parts = new Map<number, number>();
  for (const { knownDay: day } of past) parts.set(day, (parts.get(day) ?? 0) + 1);
  return (one) =>
    (trustIn(one.knownDay + 1, one.windowDays, knownDay + 1, firstDay) *
      Math.min(1, stepDays / one.windowDays) *
      Math.sqrt(one.windowDays / one.horizonDays)) /
    parts.get(one.knownDay)!;
}

/** What misses of the whole hold beyond its own variance is counted once: arrivals carry what is theirs, up to half of it, and the common speed the rest. */
function sharedOut(
  model: FittedModel,
  whole: number,
): { readonly dispersion: number; readonly arrivalsDispersion: number } {
  const share = model.fromArrivals / Math.max(0.2, model.mean);
  const ofArrivals = Math.min(model.arrivals.dispersion * share ** 2, whole / 2);
  return { dispersion: whole - ofArrivals, arrivalsDispersion: share > 0 ? ofArrivals / share ** 2 : 0 };
}
/** The expectation by the horizon, speeds included. */
export function expectationOf(model: FittedModel, calibration: Calibration): Expectation {
  const told = {
    mean: toldMean({ ...model, recentMiss: calibration.recentMiss }, calibration),
    dispersion: calibration.dispersion,
  };
  return {
    chances: model.chances,
    arrivals: { mean: model.fromArrivals, dispersion: calibration.arrivalsDispersion },
    speeds: findSpeeds(groupChances(model.chances), model.fromArrivals, told),
  };
}

export interface Told {
  /** The expectation by the horizon as it is told, with what was learnt of the places of earlier forecasts. */
  readonly expectation: Expectation;
  readonly counts: CountDistribution;
  /** Before that was learnt: of this the places are that later forecasts learn from. */
  readonly raw: CountDistribution;
  readonly learnt: Learnt;
}

/** The count by the horizon, told by cases and arrivals. Backtests, past records and forecasts of targets are told by this, and by nothing else. */
export function tell(model: FittedModel, calibration: Calibration, places: readonly PastPlace[]): Told {
  const raw = expectationOf(model, calibration);
  const outlook = lookAhead(raw);
  const learnt = places.length === 0 ? NOTHING_LEARNT : learnFrom(places);
  const expectation = asLearnt(raw, outlook, learnt);
  const counts = expectation === raw ? outlook.counts : lookAhead(expectation).counts;
  return { expectation, counts, raw: outlook.counts, learnt };
}

/** How the two ways to tell a count did over a window that is over: by cases one by one, and by batches; in CRPS over the usual count. */
export interface RivalScore {
  readonly knownDay: number;
  readonly horizonDays: number;
  readonly cases: number;
  readonly batches: number;
}

export interface Rivals {
  readonly cases: CountDistribution;
  readonly batches: CountDistribution | undefined;
}

/** Where there are batches, what comes falls into the window or not: that is no spread about a mean, and nothing is learnt of its place. */
export function rivalsOf(model: FittedModel, calibration: Calibration): Rivals {
  const { at, batches, mean, variance } = model;
  const days = at.knownDay - at.cutDay + model.horizonDays;
  return {
    cases: tell(model, calibration, []).counts,
    batches: batches && batchOutlook(batches, days, mean, variance),
  };
}

/** Twice as much is believed of batches, where there are any, before windows are over. */
const BATCHES_PRIOR = [1, 2] as const;

/** The count by the horizon: by cases, and where they go in batches both, mixed by how each did so far (`over`: windows that are over). */
export function countsOf(
  { cases, batches }: Rivals,
  over: readonly RivalScore[],
  at: { readonly knownDay: number; readonly firstDay: number; readonly stepDays: number },
): CountDistribution {
  if (!batches) return cases;
  const misses = [0, 0];
  let windows = 0;
  for (const one of over) {
    const weight =
      trustIn(one.knownDay + 1, one.horizonDays, at.knownDay + 1, at.firstDay) *
      Math.min(1, at.stepDays / one.horizonDays);
    misses[0] = misses[0]! + weight * one.cases;
    misses[1] = misses[1]! + weight * one.batches;
    windows += weight;
  }
  const [byCases, byBatches] = weighByMisses(misses, windows, BATCHES_PRIOR);
  return mixture([
    [byCases!, cases],
    [byBatches!, batches],
  ]);
}
