/**
 * The reporting lag: what occurs is recorded some days later. Fitted from recorded − occurred; none where a log has no recorded times. What was written up when its case was
 * first seen, long after that began, is a backlog and tells nothing of the lag. A case of which nothing was heard since the cut may have had the milestone all the same, and the
 * less likely so the surer it would have been reported: its chance is conditional on that silence (J. F. Lawless 1994, "Adjustments for reporting delays and the prediction of
 * occurred but not reported events").
 */
import { type CaseHistories, isBacklog, LATE_SIGHT_DAYS } from './caseHistory.ts';
import type { Standpoint } from './positions.ts';

/** Share of what occurred so many days ago that is reported by now; index = days, up to the days between the cut and the day of knowing. */
export type ReportedShare = Float64Array;

/** Of fewer reports of one milestone than this the lag is that of all events. */
const ENOUGH_REPORTS = 20;
const YEAR_DAYS = 365;
const LONGEST_LAG_DAYS = 91;

export interface Report {
  readonly day: number;
  readonly seenDay: number;
}

/**
 * Nine tenths of what occurs is recorded within so many days, at most a quarter of a year; 0 without a report. From the last year's reports, right-truncated: of what occurred
 * x days ago only lags up to x can have been seen, so F(l) = ∏ over u > l of 1 − (reports with lag u / reports with lag ≤ u of what occurred at least u days ago)
 * (J. D. Kalbfleisch, J. F. Lawless 1989, "Inference based on retrospective ascertainment").
 */
export function reportingLag(reports: Iterable<Report>, knownDay: number): number {
  // lagged[lag][how long ago], summed over the second: how many with this lag occurred at least so many days ago.
  const exactly = new Float64Array(LONGEST_LAG_DAYS + 1);
  const upTo = new Float64Array(LONGEST_LAG_DAYS + 1);
  let count = 0;
  for (const { day, seenDay } of reports) {
    const ago = knownDay - day;
    const lag = Math.max(0, seenDay - day);
    if (seenDay > knownDay || ago >= YEAR_DAYS || ago < 0 || lag > LONGEST_LAG_DAYS) continue;
    exactly[lag] = exactly[lag]! + 1;
    // At risk of having any lag u with lag ≤ u ≤ ago.
    for (let u = lag; u <= Math.min(ago, LONGEST_LAG_DAYS); u++) upTo[u] = upTo[u]! + 1;
    count++;
  }
  if (count === 0) return 0;
  let within = 1;
  let lag = LONGEST_LAG_DAYS;
  for (; lag > 0; lag--) {
    if (upTo[lag]! > 0) within *= 1 - exactly[lag]! / upTo[lag]!;
    if (within < 0.9) return lag;
  }
  return 0;
}

/** Every report of a log that is no backlog. */
export function* reportsOf(histories: CaseHistories): Generator<Report> {
  for (let one = 0; one < histories.startDay.length; one++)
    for (let index = histories.offsets[one]!; index < histories.offsets[one + 1]!; index++)
      if (!isBacklog(histories, one, index))
        yield { day: histories.day[index]!, seenDay: histories.seenDay[index]! };
}

/** Of one milestone, where enough of it was reported, else of everything. */
export function fitReporting(histories: CaseHistories, at: Standpoint, activity?: number): ReportedShare {
  if (activity !== undefined) {
    const { share, reports } = shareOf(histories, at, (index) => histories.activity[index] === activity);
    if (reports >= ENOUGH_REPORTS) return share;
  }
  return shareOf(histories, at, () => true).share;
}

function shareOf(
  histories: CaseHistories,
  at: Standpoint,
  isMeant: (index: number) => boolean,
): { readonly share: ReportedShare; readonly reports: number } {
  const tally = new LagTally(at);
  if (histories.hasRecordedTimes && tally.share.length > 1)
    for (let one = 0; one < histories.startDay.length; one++)
      for (let index = histories.offsets[one]!; index < histories.offsets[one + 1]!; index++)
        if (isMeant(index) && !isBacklog(histories, one, index))
          tally.add(histories.day[index]!, histories.seenDay[index]!);
  return tally.finish();
}

/** The same of beginnings: share of the cases that began so many days ago of which something is known by now. */
export function fitSight(histories: CaseHistories, at: Standpoint): ReportedShare {
  const tally = new LagTally(at);
  if (histories.hasRecordedTimes && tally.share.length > 1)
    for (let one = 0; one < histories.startDay.length; one++)
      if (histories.sightDay[one]! - histories.startDay[one]! <= LATE_SIGHT_DAYS)
        tally.add(histories.startDay[one]!, histories.sightDay[one]!);
  return tally.finish().share;
}

/** Lags of what occurred by the cut, when nearly all is reported. */
class LagTally {
  readonly share: Float64Array;
  readonly #cutDay: number;
  readonly #further: number;
  #reports = 0;

  constructor(at: Standpoint) {
    this.share = new Float64Array(at.knownDay - at.cutDay + 1);
    this.#cutDay = at.cutDay;
    // Where what was recorded up to a later day is known, so much more of it is reported.
    this.#further = Math.max(0, (at.heardDay ?? at.knownDay) - at.knownDay);
  }

  add(day: number, seenDay: number): void {
    if (day > this.#cutDay) return;
    this.#reports++;
    const lag = Math.max(0, seenDay - day - this.#further);
    if (lag < this.share.length) this.share[lag] = this.share[lag]! + 1;
  }

  finish(): { share: ReportedShare; reports: number } {
    if (this.#reports === 0) return { share: this.share.fill(1), reports: 0 };
    let sum = 0;
    for (let lag = 0; lag < this.share.length; lag++) {
      sum += this.share[lag]!;
      this.share[lag] = sum / this.#reports;
    }
    return { share: this.share, reports: this.#reports };
  }
}

/** `within(d)` is the chance within d days of the cut; of those d days the first ones are silent so far. Rises with `days`. */
export function chanceDespiteSilence(
  within: (days: number) => number,
  reported: ReportedShare,
  days: number,
): number {
  const silent = reported.length - 1;
  if (days <= 0) return 0;
  if (silent === 0) return within(days);
  let [open, heard, before] = [0, 0, 0];
  for (let day = 1; day <= silent; day++) {
    const upTo = within(day);
    const known = (upTo - before) * reported[silent - day]!;
    heard += known;
    if (day <= days) open += upTo - before - known;
    before = upTo;
  }
  if (days > silent) open += within(days) - before;
  // Where the curve says that it must have been heard of, and it was not, the curve does not hold for this case: the silence tells nothing more.
  return heard < 1 - 1e-9 ? Math.min(1, open / (1 - heard)) : within(days);
}

/**
 * Milestones to come of one case a day from the cut on, of cases that are not known yet: `sight` is the share of beginnings known by now. A case that is not
 * known is not known to have had the milestone either.
 */
export function arrivalsDespiteSilence(
  fresh: (days: number) => number,
  sight: ReportedShare,
  days: number,
): number {
  const silent = sight.length - 1;
  let sum = 0;
  for (let begun = 1; begun <= days; begun++) {
    const unknown = begun <= silent ? 1 - sight[silent - begun]! : 1;
    if (unknown > 0) sum += unknown * fresh(days - begun);
  }
  return sum;
}
