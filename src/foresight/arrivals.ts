/**
 * How many will come in a window, from those that came so far: several ways of going on as before, weighted by how well each did on windows that are over, and
 * the dispersion of what came around them (negative binomial: variance = mean + dispersion × mean²). Drift is followed by the ways with a short memory,
 * the time of year by the one that needs a year and a half of history. Everything is a function of the daily counts up to the cut.
 */

/** Daily counts with their running sum; days outside are 0. */
export class DailyCounts {
  readonly first: number;
  readonly last: number;
  readonly #upTo: Float64Array;
  readonly #faded = new Map<number, Float64Array>();

  constructor(days: ArrayLike<number>, first: number, last: number) {
    this.first = first;
    this.last = Math.max(first, last);
    this.#upTo = new Float64Array(this.last - first + 2);
    for (let index = 0; index < days.length; index++) {
      const day = days[index]!;
      if (day < first || day > this.last) continue;
      this.#upTo[day - first + 1] = this.#upTo[day - first + 1]! + 1;
    }
    for (let index = 1; index < this.#upTo.length; index++)
      this.#upTo[index] = this.#upTo[index]! + this.#upTo[index - 1]!;
  }

  /** In [from, to). */
  between(from: number, to: number): number {
    const at = (day: number) =>
      this.#upTo[Math.max(0, Math.min(this.#upTo.length - 1, Math.round(day) - this.first))]!;
    return at(to) - at(from);
  }

  /** Mean a day before `from`, a day's weight exp(−age/fadeDays); 0 at the first day. */
  faded(from: number, fadeDays: number): number {
    let means = this.#faded.get(fadeDays);
    if (!means) {
      means = this.#fadedMeans(Math.exp(-1 / fadeDays));
      this.#faded.set(fadeDays, means);
    }
    return means[Math.max(0, Math.min(means.length - 1, Math.round(from) - this.first))]!;
  }

  #fadedMeans(keep: number): Float64Array {
    const means = new Float64Array(this.#upTo.length);
    let [sum, weights] = [0, 0];
    for (let index = 1; index < means.length; index++) {
      sum = (sum + this.#upTo[index]! - this.#upTo[index - 1]!) * keep;
      weights = (weights + 1) * keep;
      means[index] = sum / weights;
    }
    return means;
  }
}

/** What each way expects in [from, from + days), from the counts before `from` alone; undefined where it has too little history. */
type Way = (counts: DailyCounts, from: number, days: number) => number | undefined;

/** The mean of the last so many days goes on. */
export const recentPace =
  (memoryDays: number): Way =>
  (counts, from, days) => {
    const over = Math.min(memoryDays, from - counts.first);
    return over > 0 ? (counts.between(from - over, from) / over) * days : 0;
  };

/** The same with a memory that fades: weight exp(−age/fadeDays). */
const fadingPace =
  (fadeDays: number): Way =>
  (counts, from, days) =>
    counts.faded(from, fadeDays) * days;

const YEAR_DAYS = 365.25;
const SEASON_POOL = 30;

/** What a part of the year was to the year around it, in the years before `begin`: pooled with 1 at the weight of 30 cases; undefined before a year and a half. */
function seasonOf(counts: DailyCounts, begin: number, days: number): number | undefined {
  if (begin - counts.first < 365 + 182) return undefined;
  let [came, expected] = [0, 0];
  for (let years = 1; years <= 8; years++) {
    const from = begin - YEAR_DAYS * years;
    if (from - 20 < counts.first) break;
    let around = Math.max(counts.first, from + days / 2 - 182);
    let until = Math.min(begin, around + 365);
    if (until - around < 365) around = Math.max(counts.first, until - 365);
    until = Math.max(until, around + 1);
    came += counts.between(from, from + days);
    expected += (counts.between(around, until) / (until - around)) * days;
  }
  return (came + SEASON_POOL) / (expected + SEASON_POOL);
}

/** The mean of the last year times what this part of the year is to the year. */
const sameSeason: Way = (counts, from, days) => {
  const season = seasonOf(counts, from, days);
  return season && recentPace(365)(counts, from, days)! * season;
};

/** The mean of the last so many days, less what their own part of the year was: where the level wanders, and the year has its seasons too. */
const seasonAbout =
  (memoryDays: number): Way =>
  (counts, from, days) => {
    const season = seasonOf(counts, from, days);
    if (season === undefined) return undefined;
    const own = seasonOf(counts, from - memoryDays, memoryDays) ?? 1;
    return (recentPace(memoryDays)(counts, from, days)! * season) / own;
  };

/**
 * Long memories for what is steady, short ones for what drifts or has just changed, the time of year about the last year's level and about that of late; with what is believed of each before any window
 * is over: most of the middle. Each brings something that the others do not: on permits the middle ones win, on a procedure that is being introduced or abolished the short ones, where a
 * year has seasons and its level wanders the last two. A damped trend (E. S. Gardner, E. McKenzie 1985) was tried among them and lost on almost all logs, growing ones too.
 */
const WAYS: readonly { readonly way: Way; readonly prior: number }[] = [
  { way: recentPace(30), prior: 1 },
  { way: recentPace(60), prior: 2 },
  { way: recentPace(90), prior: 3 },
  { way: recentPace(180), prior: 2 },
  { way: recentPace(365), prior: 1 },
  { way: fadingPace(20), prior: 1 },
  { way: fadingPace(60), prior: 2 },
  { way: fadingPace(120), prior: 2 },
  { way: fadingPace(365), prior: 1 },
  { way: recentPace(Number.POSITIVE_INFINITY), prior: 1 },
  { way: sameSeason, prior: 1 },
  { way: seasonAbout(90), prior: 0.5 },
  { way: seasonAbout(180), prior: 0.5 },
];

/**
 * What is believed of a window's dispersion before windows of its length are over: that of shorter windows in a row, by half the squared difference of neighbours (J. von
 * Neumann 1941), so that a slow drift does not count. What differs from one window to the next averages out over a longer one: it counts by the ratio of the lengths; what lasts
 * is not seen so, and is believed to be PRIOR_DISPERSION, pooled with it as scales are (in the logarithm) at the weight of two windows. What so many windows cannot tell from a
 * Poisson count is not believed to be less than that. Never above PRIOR_DISPERSION.
 */
export function believedDispersion(counts: DailyCounts, from: number, days: number): number {
  const length = Math.round(Math.max(14, Math.min(days, (from - counts.first) / 12)));
  const windows: number[] = [];
  // The first quarter of a log is left out: the pipeline that a log begins with is empty, and its milestones come late.
  const usable = counts.first + (from - counts.first) / 4;
  for (let end = from; end - length >= usable && windows.length < 12; end -= length)
    windows.push(counts.between(end - length, end));
  if (windows.length < 3) return PRIOR_DISPERSION;
  const mean = windows.reduce((sum, each) => sum + each, 0) / windows.length;
  let squares = 0;
  for (let at = 1; at < windows.length; at++) squares += (windows[at]! - windows[at - 1]!) ** 2 / 2;
  if (!(mean > 0)) return PRIOR_DISPERSION;
  const extra = (squares / (windows.length - 1) - mean) / mean ** 2;
  const leastSeen = Math.sqrt(2 / windows.length) / mean;
  const overWindow = Math.max(extra, leastSeen) * Math.min(1, length / days);
  const pooled = Math.exp(
    (windows.length * Math.log(overWindow) + PRIOR_WINDOWS * Math.log(PRIOR_DISPERSION)) /
      (windows.length + PRIOR_WINDOWS),
  );
  return Math.min(PRIOR_DISPERSION, pooled);
}

export interface ArrivalForecast {
  /** Cases expected to begin in the window. */
  readonly mean: number;
  readonly dispersion: number;
  /** Windows that are over and were looked at, in independent windows' worth. */
  readonly windows: number;
  /** Weight of each way of going on, in their order. */
  readonly weights: readonly number[];
}

/** What is believed before any window is over: a spread of a fifth, at the weight of two windows. */
export const PRIOR_DISPERSION = 0.04;
export const PRIOR_WINDOWS = 2;

/**
 * Windows that ways are judged on. Where a level wanders about a mean the best memory is the same for near and far, and short windows are many; what comes back after a month or two
 * is seen by the longer ones. Each length is one view of the same past: their logarithmic weights are averaged.
 */
const JUDGED_DAYS = [7, 14, 30, 60] as const;
/** A pace is taken to be at least so many, so that its logarithm is finite. */
const LEAST_COUNT = 0.2;

/** Straight on as before: the ways' geometric mean, weighted by how each did on windows that are over. */
export function straightOn(
  counts: DailyCounts,
  from: number,
  days: number,
): { readonly mean: number; readonly weights: readonly number[] } {
  const now = WAYS.map(({ way }) => way(counts, from, days));
  const scores = WAYS.map(({ prior }) => Math.log(prior));
  for (const length of JUDGED_DAYS) {
    const { misses, windows } = missesOfWays(counts, from, Math.min(days, length));
    // Errors of a Laplace distribution of unknown scale, as in weighByMisses.
    for (const [index, miss] of misses.entries())
      scores[index] =
        scores[index]! - (windows / JUDGED_DAYS.length) * Math.log((miss + 0.1) / (windows + 1));
  }
  const best = Math.max(...scores);
  const raw = scores.map((score, index) => (now[index] === undefined ? 0 : Math.exp(score - best)));
  const total = raw.reduce((sum, each) => sum + each, 0);
  const weights = raw.map((each) => each / total);
  return { mean: pooled(now, weights), weights };
}

/** Sum of each way's misses, relative to the last year's pace, over windows of that length before `from`. */
function missesOfWays(
  counts: DailyCounts,
  from: number,
  days: number,
): { readonly misses: readonly number[]; readonly windows: number } {
  const misses = WAYS.map(() => 0);
  let windows = 0;
  for (const { begin, weight } of pastWindows(counts, from, days)) {
    const came = counts.between(begin, begin + days);
    const plain = recentPace(365)(counts, begin, days)!;
    for (const [index, { way }] of WAYS.entries()) {
      const miss = Math.abs((way(counts, begin, days) ?? plain) - came);
      misses[index] = misses[index]! + (weight * miss) / Math.max(1, plain);
    }
    windows += weight;
  }
  return { misses, windows };
}

/** The geometric mean; 0 where all are. */
function pooled(told: readonly (number | undefined)[], weights: readonly number[]): number {
  if (told.every((each) => !each)) return 0;
  return Math.exp(
    weights.reduce(
      (sum, weight, index) => sum + weight * Math.log(Math.max(LEAST_COUNT, told[index] ?? 0)),
      0,
    ),
  );
}

/** Windows of that length that are over, at steps of a third, with their weight in independent windows. */
function* pastWindows(
  counts: DailyCounts,
  from: number,
  days: number,
): Generator<{ begin: number; weight: number }> {
  const step = Math.max(7, days / 3);
  for (let begin = from - days; begin >= counts.first + 60; begin -= step)
    yield { begin, weight: trustIn(begin, days, from, counts.first) * Math.min(1, step / days) };
}

export function forecastArrivals(counts: DailyCounts, from: number, days: number): ArrivalForecast {
  const { mean, weights } = straightOn(counts, from, days);
  let windows = 0;
  const past: { weight: number; came: number; told: number; own: number }[] = [];
  for (const { begin, weight } of pastWindows(counts, from, days)) {
    const plain = recentPace(365)(counts, begin, days)!;
    const told = pooled(
      WAYS.map(({ way }) => way(counts, begin, days) ?? plain),
      weights,
    );
    past.push({ weight, came: counts.between(begin, begin + days), told, own: told });
    windows += weight;
  }
  return { mean, dispersion: fitDispersion(believedDispersion(counts, from, days), past), windows, weights };
}

/** A past window teaches the more the later it was, and the more of today's history its forecast had. */
export function trustIn(begin: number, days: number, now: number, first: number): number {
  return Math.exp((begin + days - now) / 730) * ((begin - first) / Math.max(1, now - first)) ** 2;
}

/**
 * Posterior weights of rival forecasts whose errors are Laplace with unknown scale: ∝ prior × (mean miss)^−windows, the miss pooled with a tenth at one window's weight.
 */
export function weighByMisses(
  misses: readonly number[],
  windows: number,
  prior: readonly number[],
): readonly number[] {
  const raw = misses.map(
    (miss, index) => prior[index]! * ((miss + 0.1) / (windows + 1)) ** -Math.min(windows, 20),
  );
  const total = raw.reduce((sum, each) => sum + each, 0);
  return raw.map((each) => each / total);
}

/**
 * The part of the squared misses that the model's own variance does not account for, relative to told × came: method of moments, as a ratio of sums so that
 * small windows do not shout; pooled with the prior at PRIOR_WINDOWS. Told × came, not told²: twice too few and twice too many are the same miss, else the start of a
 * procedure, when next to nothing is told, widens all that follows. Both count to three times what was told at most.
 */
export function fitDispersion(
  prior: number,
  past: readonly {
    readonly weight: number;
    readonly came: number;
    readonly told: number;
    readonly own: number;
  }[],
): number {
  let [extra, scale, windows] = [0, 0, 0];
  for (const { weight, came, told, own } of past) {
    const miss = Math.min(Math.abs(came - told), 3 * Math.max(told, Math.sqrt(told)));
    extra += weight * (miss ** 2 - own);
    scale += weight * told * Math.max(told / 3, Math.min(came, 3 * told));
    windows += weight;
  }
  if (!(scale > 0)) return prior;
  return Math.max(0, ((extra / scale) * windows + prior * PRIOR_WINDOWS) / (windows + PRIOR_WINDOWS));
}
