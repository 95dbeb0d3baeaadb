/**
 * The reporting lag: what occurs is recorded some days later. Fitted from recorded − occurred of what occurred by the cut, when nearly all is reported; none where a log has no
 * recorded times. A case of which nothing was heard since the cut may have had the milestone all the same, and the less likely so the surer it would have been reported:
 * its chance is conditional on that silence (J. F. Lawless 1994, "Adjustments for reporting delays and the prediction of occurred but not reported events").
 */
import type { CaseHistories } from './caseHistory.ts';
import type { Standpoint } from './positions.ts';

/** Share of what occurred so many days ago that is reported by now; index = days, up to the days between the cut and the day of knowing. */
export type ReportedShare = Float64Array;

export function fitReporting(histories: CaseHistories, at: Standpoint): ReportedShare {
  const days = at.knownDay - at.cutDay;
  const share = new Float64Array(days + 1).fill(1);
  if (days === 0 || !histories.hasRecordedTimes) return share;
  const within = new Float64Array(days + 1);
  let events = 0;
  for (let index = 0; index < histories.day.length; index++) {
    if (histories.day[index]! > at.cutDay) continue;
    const lag = histories.seenDay[index]! - histories.day[index]!;
    events++;
    if (lag <= days) within[lag] = within[lag]! + 1;
  }
  let sum = 0;
  for (let lag = 0; lag <= days; lag++) {
    sum += within[lag]!;
    share[lag] = events > 0 ? sum / events : 1;
  }
  return share;
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
  return heard < 1 ? Math.min(1, open / (1 - heard)) : 1;
}

/** Milestones to come of one case a day from the cut on: the chances of cases by their days, less what would have been heard of by now. */
export function arrivalsDespiteSilence(
  fresh: (days: number) => number,
  reported: ReportedShare,
  days: number,
): number {
  const silent = reported.length - 1;
  let sum = 0;
  for (let begun = 1; begun <= days; begun++) {
    sum += fresh(days - begun);
    let before = 0;
    for (let day = begun; day <= silent; day++) {
      const upTo = fresh(day - begun);
      if (day <= days) sum -= (upTo - before) * reported[silent - day]!;
      before = upTo;
    }
  }
  return Math.max(0, sum);
}
