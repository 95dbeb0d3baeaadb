// Where both sides' promises stand at a date: due, kept, broken, and by how many days. Pure, derived at reading and never stored. Both lists run on one kind of
// clock (stillClock.ts): from the named event, in working or natural days, standstill taken out, under the calendar known.
import type { Words } from '../../kernel/loop.ts';
import { maxDate, minDate, type PlainDate } from '../../kernel/plainDate.ts';
import type { WorkCalendar } from '../../kernel/workCalendar.ts';
import type { Light } from './approvals.judge.ts';
import type { EntryCourse, PromiseCourse } from './promises.course.ts';
import { promisesAt } from './promises.course.ts';
import { countedIn, countingOf, type DayKind, dueAfter, EVERY_DAY, mergeStills } from './stillClock.ts';

export type PromiseState =
  /** Its starting event has not come. */
  | 'waiting'
  | 'running'
  | 'paused'
  | 'kept'
  /** Done after it was due: it was broken, and is done. */
  | 'keptLate'
  | 'broken'
  /** Without a term: holds until the letter ends. */
  | 'holds';

export interface EntryJudgement {
  readonly state: PromiseState;
  readonly startedOn: PlainDate | null;
  readonly dueOn: PlainDate | null;
  readonly provisional: boolean;
  readonly keptOn: PlainDate | null;
  readonly usedDays: number | null;
  /** Days of its kind until it is due; null where none is counted. */
  readonly daysLeft: number | null;
  readonly lateDays: number;
  readonly dueSoon: boolean;
  readonly light: Light;
}

/** What a clock of a promise is made of, wherever it stands: in a letter, or on the firm's own account. */
export interface PromiseClockCourse {
  readonly startedOn: PlainDate | null;
  readonly days: number | null;
  readonly dayKind: DayKind;
  readonly stills: readonly { readonly from: PlainDate; readonly to: PlainDate | null }[];
  readonly keptOn: PlainDate | null;
}

export interface At {
  readonly calendar: WorkCalendar | undefined;
  readonly asOf: PlainDate;
  readonly dueSoonDays: number;
}

/** The day the clock falls due, seen from `until` (standstill that lasts ends there); undefined where none can be told. */
export function promiseDue(
  { startedOn, days, dayKind, stills }: PromiseClockCourse,
  calendar: WorkCalendar | undefined,
  until: PlainDate,
): { readonly date: PlainDate; readonly provisional: boolean } | undefined {
  const counting = countingOf(dayKind, calendar);
  if (startedOn === null || days === null || counting === undefined) return undefined;
  return dueAfter(startedOn, days, mergeStills(stills, startedOn, until), counting);
}

/** Whether it stood unkept on a day after it fell due; a day of standstill breaks nothing. */
export function isBroken(
  clock: PromiseClockCourse,
  calendar: WorkCalendar | undefined,
  on: PlainDate,
): boolean {
  return brokenDays(clock, calendar, on) > 0;
}

/** Calendar days past the due day that were not standstill, up to the day it was kept. */
function brokenDays(clock: PromiseClockCourse, calendar: WorkCalendar | undefined, on: PlainDate): number {
  const until = clock.keptOn === null ? on : minDate(clock.keptOn, on);
  const due = promiseDue(clock, calendar, until);
  if (due === undefined || clock.startedOn === null || until <= due.date) return 0;
  return countedIn(due.date, until, mergeStills(clock.stills, clock.startedOn, until), EVERY_DAY);
}

export function clockOf({ entry, startedOn, stills, keptOn }: EntryCourse): PromiseClockCourse {
  return { startedOn, days: entry.days ?? null, dayKind: entry.dayKind ?? '工作日', stills, keptOn };
}

/** `course` is the entry's as it stood at asOf (promisesAt). */
export function judgeEntry(course: EntryCourse, { calendar, asOf, dueSoonDays }: At): EntryJudgement {
  const clock = clockOf(course);
  const { startedOn, keptOn } = clock;
  const until = keptOn ?? asOf;
  const due = promiseDue(clock, calendar, until);
  const counting = countingOf(clock.dayKind, calendar);
  const spans = startedOn === null ? [] : mergeStills(clock.stills, startedOn, until);
  const usedDays =
    startedOn === null || counting === undefined
      ? null
      : countedIn(startedOn, maxDate(until, startedOn), spans, counting);
  const late = brokenDays(clock, calendar, asOf) > 0;
  const lateDays =
    late && due !== undefined && counting !== undefined
      ? Math.max(1, countedIn(due.date, until, spans, counting))
      : 0;
  const state = stateOf(course, late);
  const daysLeft =
    due === undefined || counting === undefined || keptOn !== null || late
      ? null
      : counting.between(asOf, maxDate(due.date, asOf));
  const dueSoon = state === 'running' && daysLeft !== null && daysLeft <= dueSoonDays;
  const judged = {
    state,
    startedOn,
    dueOn: due?.date ?? null,
    provisional: due?.provisional ?? false,
    keptOn,
    usedDays,
    daysLeft,
    lateDays,
    dueSoon,
  };
  return { ...judged, light: lightOf(judged, clock) };
}

function stateOf({ entry, startedOn, keptOn, stills }: EntryCourse, late: boolean): PromiseState {
  if (keptOn !== null) return late ? 'keptLate' : 'kept';
  if (late) return 'broken';
  if (entry.throughout === true) return 'holds';
  if (startedOn === null) return 'waiting';
  return stills.some(({ to }) => to === null) ? 'paused' : 'running';
}

const light = (colour: Light['colour'], zh: string, en: string): Light => ({ colour, cause: { zh, en } });

function lightOf(judged: Omit<EntryJudgement, 'light'>, { dayKind, days }: PromiseClockCourse): Light {
  const { state, dueOn, daysLeft, lateDays, keptOn } = judged;
  const unit = `个${dayKind}`;
  const unitEn = dayKind === '工作日' ? 'working days' : 'calendar days';
  if (state === 'broken')
    return light(
      'red',
      `失约 ${lateDays} ${unit}（限 ${dueOn}）`,
      `broken: ${lateDays} ${unitEn} late (due ${dueOn})`,
    );
  if (state === 'keptLate')
    return light(
      'red',
      `${keptOn} 才兑现，晚 ${lateDays} ${unit}（限 ${dueOn}）`,
      `kept on ${keptOn}, ${lateDays} ${unitEn} late (due ${dueOn})`,
    );
  if (state === 'kept') return light('green', `${keptOn} 兑现`, `kept on ${keptOn}`);
  if (state === 'holds') return light('green', '一直有效，到承诺书结束', 'holds until the letter ends');
  if (state === 'waiting') return light('grey', '还没有起算', 'not begun');
  if (state === 'paused') return light('grey', '停表中', 'paused');
  if (days === null) return light('grey', '没有期限，只计时', 'timed, without a term');
  if (dueOn === null) return light('grey', '还没有采用工作日历，算不出期限', 'no calendar is adopted');
  const words: Words = {
    zh: `还有 ${daysLeft} ${unit}（限 ${dueOn}）`,
    en: `${daysLeft} ${unitEn} left (due ${dueOn})`,
  };
  return { colour: judged.dueSoon ? 'blue' : 'green', cause: words };
}

export type LetterStanding = 'drawn' | 'signed' | 'ended';

export interface PromisesJudgement {
  readonly course: PromiseCourse;
  readonly standing: LetterStanding;
  readonly entries: readonly (EntryCourse & { readonly judgement: EntryJudgement })[];
  /** Promises of the government that are broken or were, and demands outside the list: each is a breach. */
  readonly governmentBreaches: number;
  readonly firmBreaches: number;
  /** The earliest day on which a promise that runs falls due, of either side. */
  readonly dueOn: PlainDate | null;
}

/** Undefined where it was not opened by then. */
export function judgePromises(whole: PromiseCourse, at: At): PromisesJudgement | undefined {
  const course = promisesAt(whole, at.asOf);
  if (course === undefined) return undefined;
  const entries = course.entries.map((each) => ({ ...each, judgement: judgeEntry(each, at) }));
  const breaches = (side: string) =>
    entries.filter(
      ({ entry, judgement }) =>
        entry.side === side && (judgement.state === 'broken' || judgement.state === 'keptLate'),
    ).length;
  const dues = entries.flatMap(({ judgement: { state, dueOn } }) =>
    dueOn !== null && (state === 'running' || state === 'broken') ? [dueOn] : [],
  );
  const { enterprise, government } = course.signatures;
  return {
    course,
    standing: course.endedOn !== null ? 'ended' : enterprise && government ? 'signed' : 'drawn',
    entries,
    governmentBreaches: breaches('government') + course.demands.length,
    firmBreaches: breaches('enterprise'),
    dueOn: dues.length === 0 ? null : dues.reduce(minDate),
  };
}
