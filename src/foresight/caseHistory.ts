/**
 * What a forecast needs of an event log: for each case its activities by day, when they were recorded, when it left, and the first day of one milestone.
 * Days are whole numbers (days since 1970-01-01 of the log's own dates). Within a day the order of the log is kept; an event without a readable time is left out.
 * Nothing here looks at a forecast's date: `known` is applied by positions.ts.
 */
import { type CaseVisitor, IntColumn, type LogNames } from './eventLog.ts';

const DAY_MS = 86_400_000;

/** Stands for "not yet" and "never" in a column of days. */
export const NEVER = 2_000_000_000;

export interface CaseHistories {
  readonly activities: readonly string[];
  /** Case n has the events from `offsets[n]` up to, not including, `offsets[n + 1]`, in order. */
  readonly offsets: Int32Array;
  readonly activity: Int32Array;
  readonly day: Int32Array;
  /** The day on which an event became known; equal to `day` where the log does not say. */
  readonly seenDay: Int32Array;
  /** Where some of it was told otherwise later: an event stands from the end of its `standsDay` until its `goneDay`. The readers of a standpoint see what stands alone (`historiesKnownBy`). */
  readonly standsDay?: Int32Array | undefined;
  readonly goneDay?: Int32Array | undefined;
  /** 1 where an activity occurs in its case for the first time. */
  readonly isFirst: Uint8Array;
  /** By case: the first day; the day it became known at all (delayed entry); the day it left without the milestone, and when that became known. */
  readonly startDay: Int32Array;
  readonly sightDay: Int32Array;
  readonly leftDay: Int32Array;
  readonly leftSeenDay: Int32Array;
  /** Ends that were taken back: case, day, the day on which that became known, and from which it stood no more. */
  readonly takenBack?: readonly TakenBack[] | undefined;
  readonly hasRecordedTimes: boolean;
}

export interface TakenBack {
  readonly case: number;
  readonly day: number;
  readonly seenDay: number;
  readonly goneDay: number;
}

export interface HistoryEvent {
  readonly activity: number;
  readonly day: number;
  readonly seenDay: number;
  /** Where this way of telling it was recorded later than it was told first; `seenDay` when left out. */
  readonly standsDay?: number;
  /** The day on which it was refused, revoked or told otherwise; NEVER when left out. */
  readonly goneDay?: number;
}

/** Collects histories case by case; events may come in any order and are sorted by day, stably. */
export class HistoryKeeper {
  #offsets = new IntColumn();
  #activity = new IntColumn();
  #day = new IntColumn();
  #seen = new IntColumn();
  #stands = new IntColumn();
  #gone = new IntColumn();
  #isRetold = false;
  #first = new IntColumn();
  #start = new IntColumn();
  #sight = new IntColumn();
  #left = new IntColumn();
  #leftSeen = new IntColumn();
  readonly #takenBack: TakenBack[] = [];
  readonly #hasRecordedTimes: boolean;

  constructor(hasRecordedTimes: boolean) {
    this.#hasRecordedTimes = hasRecordedTimes;
    this.#offsets.push(0);
  }

  add(
    events: readonly HistoryEvent[],
    left?: { readonly day: number; readonly seenDay: number },
    takenBack: readonly Omit<TakenBack, 'case'>[] = [],
  ): void {
    if (events.length === 0) return;
    for (const one of takenBack) this.#takenBack.push({ ...one, case: this.#start.length });
    const ordered = isOrdered(events) ? events : events.toSorted((a, b) => a.day - b.day);
    const met = new Set<number>();
    let sight = NEVER;
    for (const event of ordered) {
      this.#activity.push(event.activity);
      this.#day.push(event.day);
      const seen = Math.max(event.seenDay, event.day);
      this.#seen.push(seen);
      this.#stands.push(Math.max(event.standsDay ?? seen, seen));
      this.#gone.push(event.goneDay ?? NEVER);
      this.#isRetold ||= event.standsDay !== undefined || event.goneDay !== undefined;
      this.#first.push(met.has(event.activity) ? 0 : 1);
      met.add(event.activity);
      sight = Math.min(sight, seen);
    }
    this.#start.push(ordered[0]!.day);
    this.#sight.push(sight);
    this.#left.push(left?.day ?? NEVER);
    this.#leftSeen.push(left ? Math.max(left.day, left.seenDay) : NEVER);
    this.#offsets.push(this.#activity.length);
  }

  histories(activities: readonly string[]): CaseHistories {
    return {
      activities,
      offsets: this.#offsets.view(),
      activity: this.#activity.view(),
      day: this.#day.view(),
      seenDay: this.#seen.view(),
      standsDay: this.#isRetold ? this.#stands.view() : undefined,
      goneDay: this.#isRetold ? this.#gone.view() : undefined,
      isFirst: Uint8Array.from(this.#first.view()),
      startDay: this.#start.view(),
      sightDay: this.#sight.view(),
      leftDay: this.#left.view(),
      leftSeenDay: this.#leftSeen.view(),
      takenBack: this.#takenBack.length > 0 ? this.#takenBack : undefined,
      hasRecordedTimes: this.#hasRecordedTimes,
    };
  }
}

function isOrdered(events: readonly HistoryEvent[]): boolean {
  for (let at = 1; at < events.length; at++) if (events[at]!.day < events[at - 1]!.day) return false;
  return true;
}

/** A visitor of a log's reader: `const kept = keepHistories(); await readEventLog(path, options, kept.visit); kept.histories()`. Days are those of UTC plus `offsetMinutes`. */
export function keepHistories(offsetMinutes = 0): {
  readonly visit: CaseVisitor;
  histories(): CaseHistories;
} {
  const keeper = new HistoryKeeper(false);
  let names: LogNames = { activities: [], values: [] };
  return {
    visit(one) {
      names = one.names;
      const events: HistoryEvent[] = [];
      for (let at = 0; at < one.length; at++) {
        const ms = one.timesMs[at]!;
        if (Number.isNaN(ms)) continue;
        const day = Math.floor((ms + offsetMinutes * 60_000) / DAY_MS);
        events.push({ activity: one.activities[at]!, day, seenDay: day });
      }
      keeper.add(events);
    },
    histories: () => keeper.histories(names.activities),
  };
}

/**
 * What was known at the end of a day: the same cases under the same numbers, without what was recorded later and without what did not stand any more. A case of which nothing
 * was known begins NEVER. The log itself where it has no recorded times: there the day of the happening is the day of knowing.
 */
export function historiesKnownBy(histories: CaseHistories, knownDay: number): CaseHistories {
  if (!histories.hasRecordedTimes) return histories;
  const cases = histories.startDay.length;
  const columns = {
    activity: new IntColumn(),
    day: new IntColumn(),
    seenDay: new IntColumn(),
    isFirst: new IntColumn(),
  };
  const offsets = new Int32Array(cases + 1);
  const startDay = new Int32Array(cases).fill(NEVER);
  const sightDay = new Int32Array(cases).fill(NEVER);
  for (let one = 0; one < cases; one++) {
    const met = new Set<number>();
    for (let at = histories.offsets[one]!; at < histories.offsets[one + 1]!; at++) {
      const seen = histories.seenDay[at]!;
      if ((histories.standsDay?.[at] ?? seen) > knownDay || (histories.goneDay?.[at] ?? NEVER) <= knownDay)
        continue;
      const activity = histories.activity[at]!;
      columns.activity.push(activity);
      columns.day.push(histories.day[at]!);
      columns.seenDay.push(seen);
      columns.isFirst.push(met.has(activity) ? 0 : 1);
      met.add(activity);
      startDay[one] = Math.min(startDay[one]!, histories.day[at]!);
      sightDay[one] = Math.min(sightDay[one]!, seen);
    }
    offsets[one + 1] = columns.activity.length;
  }
  const isKnown = (one: number) => histories.leftSeenDay[one]! <= knownDay;
  const leftDay = histories.leftDay.map((day, one) => (isKnown(one) ? day : NEVER));
  const leftSeenDay = histories.leftSeenDay.map((day, one) => (isKnown(one) ? day : NEVER));
  for (const { case: one, day, seenDay, goneDay } of histories.takenBack ?? [])
    if (seenDay <= knownDay && goneDay > knownDay) {
      leftDay[one] = day;
      leftSeenDay[one] = seenDay;
    }
  return {
    ...histories,
    offsets,
    activity: columns.activity.view(),
    day: columns.day.view(),
    seenDay: columns.seenDay.view(),
    standsDay: undefined,
    goneDay: undefined,
    isFirst: Uint8Array.from(columns.isFirst.view()),
    startDay,
    sightDay,
    leftDay,
    leftSeenDay,
    takenBack: undefined,
  };
}

/** The same, as if all of it had been recorded by that day: for a day looked from that lies before what is known. */
export function recordedBy(histories: CaseHistories, day: number): CaseHistories {
  const by = (column: Int32Array) => column.map((seen) => (seen === NEVER ? seen : Math.min(seen, day)));
  return {
    ...histories,
    seenDay: by(histories.seenDay),
    sightDay: by(histories.sightDay),
    leftSeenDay: by(histories.leftSeenDay),
  };
}

/** The first occurrence of a milestone by case, and when it became known; NEVER where there is none. */
export interface MilestoneDays {
  readonly activity: number;
  readonly day: Int32Array;
  readonly seenDay: Int32Array;
}

export function milestoneDays(histories: CaseHistories, activity: number): MilestoneDays {
  const cases = histories.startDay.length;
  const day = new Int32Array(cases).fill(NEVER);
  const seenDay = new Int32Array(cases).fill(NEVER);
  for (let one = 0; one < cases; one++) {
    for (let at = histories.offsets[one]!; at < histories.offsets[one + 1]!; at++) {
      if (histories.activity[at] !== activity || histories.isFirst[at] === 0) continue;
      day[one] = histories.day[at]!;
      seenDay[one] = histories.seenDay[at]!;
      break;
    }
  }
  return { activity, day, seenDay };
}

/** A case first seen later than so many days after it began was not under observation before. */
export const LATE_SIGHT_DAYS = 90;

/** Written up on the day on which its case was first seen, long after that began: it tells nothing of how long reports take. */
export function isBacklog(histories: CaseHistories, one: number, index: number): boolean {
  const sight = histories.sightDay[one]!;
  return sight - histories.startDay[one]! > LATE_SIGHT_DAYS && histories.seenDay[index]! <= sight;
}

/**
 * The first day of any event and the last, without strays: single events (one in two hundred at most) that lie more than a year before or after all the others, as mistyped and
 * default dates do (1900, 1970, 9999). The log's span is `last − first + 1`.
 */
export function daySpan(histories: CaseHistories): { readonly first: number; readonly last: number } {
  return usualSpan(histories.day);
}

const STRAY_SHARE = 1 / 200;
const STRAY_GAP_DAYS = 365;
const FEWEST_DAYS = 50;

/** Of days in any order, NEVER left out. NEVER and −NEVER without any. */
export function usualSpan(column: Int32Array): { readonly first: number; readonly last: number } {
  const days = column.filter((day) => day !== NEVER).sort();
  if (days.length === 0) return { first: NEVER, last: -NEVER };
  const strays = days.length < FEWEST_DAYS ? 0 : Math.max(1, Math.floor(days.length * STRAY_SHARE));
  let [from, to] = [0, days.length - 1];
  for (let at = 1; at <= strays; at++) if (days[at]! - days[at - 1]! > STRAY_GAP_DAYS) from = at;
  for (let at = days.length - 2; at >= days.length - 1 - strays; at--)
    if (days[at + 1]! - days[at]! > STRAY_GAP_DAYS) to = at;
  return { first: days[from]!, last: days[to]! };
}
