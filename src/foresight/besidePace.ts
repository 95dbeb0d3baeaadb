/**
 * A told count pooled with the plain one: the pace of the last so many days straight on, with the spread that its own past misses show (negative binomial). The two are weighed by how each did on
 * windows that are over (CRPS, as rivals in forecastModel.ts are), so that where pace is good, what is told cannot stay much worse (a linear pool: M. Stone 1961, Ann. Math. Stat. 32).
 * Pace is a fixed part of the pool: whatever moves cases moves the other part alone, by its weight.
 */
import {
  believedDispersion,
  type DailyCounts,
  fitDispersion,
  recentPace,
  trustIn,
  weighByMisses,
} from './arrivals.ts';
import { type CountDistribution, mixture, negativeBinomial } from './countDistribution.ts';

/** How a forecast from `origin` and pace did, in CRPS over the usual count: looked at once the window is over. */
export interface PaceScore {
  readonly origin: number;
  readonly told: number;
  readonly pace: number;
}

export interface Window {
  readonly horizonDays: number;
  /** Days between one origin and the next: overlapping windows share the weight of one. */
  readonly stepDays: number;
  readonly paceDays: number;
}

/** Three times as much is believed of what is told, before windows are over. */
const PRIOR = [3, 1] as const;
/** A pace is taken to be at least so many, so that its spread is one of something. */
const LEAST_COUNT = 0.2;

function weightAt(begin: number, origin: number, first: number, { horizonDays, stepDays }: Window): number {
  return trustIn(begin, horizonDays, origin, first) * Math.min(1, stepDays / horizonDays);
}

/** Pace from `origin`, from the counts before it alone; `origins` are those of earlier forecasts, of which windows that are not over are left out. */
export function paceOutlook(
  counts: DailyCounts,
  origin: number,
  origins: readonly number[],
  window: Window,
): CountDistribution {
  const { horizonDays, paceDays } = window;
  const paceAt = (day: number) => Math.max(LEAST_COUNT, recentPace(paceDays)(counts, day, horizonDays)!);
  let windows = 0;
  const past = origins
    .filter((begin) => begin + horizonDays <= origin)
    .map((begin) => {
      const weight = weightAt(begin, origin, counts.first, window);
      windows += weight;
      const told = paceAt(begin);
      return { weight, came: counts.between(begin, begin + horizonDays), told, own: told };
    });
  const dispersion = fitDispersion(believedDispersion(counts, origin, horizonDays), past);
  return negativeBinomial(paceAt(origin), dispersion * (1 + 1 / (windows + 1)));
}

/** What is told at `origin`, from scores of windows that are over by then: the others are left out here. */
export function besidePace(
  told: CountDistribution,
  pace: CountDistribution,
  scores: readonly PaceScore[],
  origin: number,
  firstDay: number,
  window: Window,
): CountDistribution {
  const misses = [0, 0];
  let windows = 0;
  for (const one of scores) {
    if (one.origin + window.horizonDays > origin) continue;
    const weight = weightAt(one.origin, origin, firstDay, window);
    misses[0] = misses[0]! + weight * one.told;
    misses[1] = misses[1]! + weight * one.pace;
    windows += weight;
  }
  // Twice, as in calibrate (forecastModel.ts): a log that has shown for years which is better leaves the other.
  const [byModel, byPace] = weighByMisses(misses, 2 * windows, PRIOR);
  return mixture([
    [byModel!, told],
    [byPace!, pace],
  ]);
}
