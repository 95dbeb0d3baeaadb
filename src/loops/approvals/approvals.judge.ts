// Where one approval stands at a date: since when its clocks run, when each falls due, what was counted and what was not, 时限灯. Pure, derived at reading
// and never stored. A deadline is a budget plus suspensions; the day on which something begins is not counted (Civil Code art. 201), the day it ends is.
// Rules with sources: Administrative Licensing Law art. 32, 42, 45, 82 (domain.md §3.1), by the plan's approvalItems and approvalRules.
// What was told by hand after its day is counted in favour of who told it from the day it was heard of (docs/adr/0014): a limit that has passed is not moved.
import type { Words } from '../../kernel/loop.ts';
import { maxDate, minDate, type PlainDate } from '../../kernel/plainDate.ts';
import { addWorkingDays, type WorkCalendar } from '../../kernel/workCalendar.ts';
import type { ApprovalRules } from './approvalRules.plan.ts';
import type { Course, Notice, Stretch } from './approvals.course.ts';
import { courseAt } from './approvals.course.ts';
import type { ApprovalItem, approvalClocks } from './approvals.plan.ts';
import {
  type Counting,
  countedIn,
  countingOf,
  type DayKind,
  daysWords,
  dueAfter,
  EVERY_DAY,
  mergeStills,
  type StillSpan,
} from './stillClock.ts';

export type ClockName = (typeof approvalClocks)[number];
export type LightColour = 'green' | 'yellow' | 'red' | 'blue' | 'grey';

/** How many days a clock is given, and who says so. */
export interface Budget {
  readonly days: number;
  readonly dayKind: DayKind;
  readonly extensionDays: number;
  /** `item`: the item's own limit; `rules`: the general rule, for want of one; `spot`: done on the spot. */
  readonly basis: 'item' | 'rules' | 'spot';
}

export interface Limits {
  readonly noticeDays: number;
  readonly dueSoonDays: number;
  /** Working days within which a standstill entered by hand still counts from its own day; 0 where left out. */
  readonly handEntryDays?: number;
  /** Titles of the lawful reasons, by id. */
  readonly pauseTitles?: Readonly<Record<string, string>>;
  /** Undefined where the plan gives a technical review no limit: then it is timed and never late. */
  readonly budgets: Readonly<Record<ClockName, Budget | undefined>>;
}

/** A reminder goes out one working day before the limit: rule of electronic supervision (domain.md §4.4). */
const DUE_SOON_DAYS = 1;

export function limitsOf(item: ApprovalItem | undefined, rules: ApprovalRules): Limits {
  const own = (clock: ClockName): Budget | undefined => {
    const limit = item?.limits.find((each) => each.clock === clock);
    if (limit === undefined) return undefined;
    const { days, dayKind, extensionDays = 0 } = limit;
    return { days, dayKind, extensionDays, basis: 'item' };
  };
  const general: Budget = {
    days: rules.decisionDays,
    dayKind: '工作日',
    extensionDays: rules.decisionExtensionDays,
    basis: 'rules',
  };
  const spot: Budget = { days: 0, dayKind: '工作日', extensionDays: 0, basis: 'spot' };
  return {
    noticeDays: rules.noticeDays,
    dueSoonDays: rules.dueSoonDays ?? DUE_SOON_DAYS,
    handEntryDays: rules.handEntryDays,
    pauseTitles: Object.fromEntries(rules.pauseReasons.map(({ id, title }) => [id, title])),
    budgets: {
      审批时限: item?.onTheSpot === true ? spot : (own('审批时限') ?? general),
      技术审查时限: own('技术审查时限'),
    },
  };
}

/** One stretch of a clock: days counted, or not and why. `event` is the fact that began it. */
export interface ClockStep {
  readonly from: PlainDate;
  /** The last day of the stretch, itself included. */
  readonly to: PlainDate;
  readonly counted: number;
  readonly words: Words;
  readonly event: string | null;
}

export interface ClockJudgement {
  readonly clock: ClockName;
  readonly startedOn: PlainDate | null;
  readonly budget: Budget | null;
  /** Days of the budget with the extension, if one was granted in time. */
  readonly days: number | null;
  readonly usedDays: number | null;
  /** While a clock stands still, the day on which it would fall due were it resumed at asOf. */
  readonly dueOn: PlainDate | null;
  /** The due day leans on a year whose days off are not published yet. */
  readonly provisional: boolean;
  readonly running: boolean;
  /** It has done its work: the approval is closed, or the review is over. */
  readonly ended: boolean;
  readonly late: boolean;
  readonly lateDays: number;
  readonly steps: readonly ClockStep[];
}

export type Standing =
  | 'waitingAcceptance'
  | 'waitingFirm'
  | 'running'
  | 'paused'
  | 'inReview'
  | 'decided'
  | 'withdrawn';

export interface Light {
  readonly colour: LightColour;
  readonly cause: Words;
}

export interface ApprovalJudgement {
  readonly standing: Standing;
  /** The day by which materials must be asked for, or the application counts as accepted. */
  readonly noticeDueOn: PlainDate | null;
  readonly acceptedOn: PlainDate | null;
  /** Accepted by silence: no notice and no acceptance within the days of the one-time notice. */
  readonly deemed: boolean;
  readonly clocks: readonly ClockJudgement[];
  /** The earliest due day of the clocks that are open; what a queue is sorted by. */
  readonly dueOn: PlainDate | null;
  readonly late: boolean;
  /** In days of the kind of the clock that is late. */
  readonly lateDays: number;
  readonly lateDayKind: DayKind;
  readonly dueSoon: boolean;
  readonly light: Light;
}

export interface Judging {
  readonly limits: Limits;
  readonly calendar: WorkCalendar | undefined;
  readonly asOf: PlainDate;
}

/** Undefined where it was not filed by then. */
export function judgeApproval(whole: Course, judging: Judging): ApprovalJudgement | undefined {
  const course = courseAt(whole, judging.asOf);
  if (course === undefined) return undefined;
  const start = startOf(course, judging);
  const clocks = clocksOf(course, start, judging);
  const standing = standingOf(course, start, clocks);
  const open = standing !== 'decided' && standing !== 'withdrawn';
  const dues = clocks.flatMap(({ dueOn, running, late, ended }) =>
    dueOn !== null && !ended && (running || late) ? [dueOn] : [],
  );
  const still = clocks[0]?.dueOn ?? null;
  const dueOn = dues.length > 0 ? dues.reduce(minDate) : (still ?? (open ? start.waitsUntil : null));
  // What was late in a review that is over stays in its own clock; the approval is late by what still runs, or ran last.
  const lateClock = clocks
    .filter(({ late, ended, clock }) => late && (!ended || clock === '审批时限'))
    .toSorted((a, b) => b.lateDays - a.lateDays)[0];
  const dueSoon =
    open && lateClock === undefined && clocks.some((clock) => clock.running && isSoon(clock, judging));
  const judged = {
    standing,
    noticeDueOn: start.noticeDueOn,
    acceptedOn: start.on,
    deemed: start.deemed,
    clocks,
    dueOn,
    late: lateClock !== undefined,
    lateDays: lateClock?.lateDays ?? 0,
    lateDayKind: lateClock?.budget?.dayKind ?? '工作日',
    dueSoon,
  };
  return { ...judged, light: lightOf(judged) };
}

function closedOn(course: Course): PlainDate | null {
  return course.decidedOn ?? course.withdrawnOn;
}

type Told = PlainDate | null | undefined;

/** The day itself, or the one on which it was heard of where that came later. */
function heardBy(on: PlainDate, heardOn: Told): PlainDate {
  return maxDate(on, heardOn ?? on);
}

/** An end that was heard of in time stands as it was told; one that was not ends nothing before it was heard of. */
function endingAt(
  on: PlainDate,
  heardOn: Told,
  { asOf }: Judging,
  run: (until: PlainDate) => ClockJudgement,
): ClockJudgement {
  const heard = run(minDate(heardBy(on, heardOn), asOf));
  return heard.late ? heard : run(minDate(on, asOf));
}

function clocksOf(course: Course, start: Start, judging: Judging): readonly ClockJudgement[] {
  const closed = closedOn(course);
  const clock = (run: (until: PlainDate) => ClockJudgement) =>
    closed === null ? run(judging.asOf) : endingAt(closed, course.closedHeardOn, judging, run);
  return [
    clock((until) => administrative(course, start, until, judging)),
    clock((until) => technical(course, until, judging)),
  ];
}

interface Start {
  /** The day from which the administrative clock runs; null while it does not. */
  readonly on: PlainDate | null;
  readonly deemed: boolean;
  readonly noticeDueOn: PlainDate | null;
  /** Until when the body may take to accept, or to ask. */
  readonly waitsUntil: PlainDate | null;
  readonly waitsForFirm: boolean;
  readonly words: Words;
}

/**
 * From the acceptance, if it came in time; else from the day on which the materials were received: silence for the days of the one-time notice is
 * acceptance (art. 32). After a notice in time the days begin anew when the supplements are in. A second list stops nothing.
 */
function startOf(course: Course, { limits, calendar, asOf }: Judging): Start {
  const spot = limits.budgets.审批时限?.basis === 'spot';
  const window = (from: PlainDate) =>
    calendar === undefined ? null : addWorkingDays(calendar, from, limits.noticeDays).date;
  const noticeDueOn = window(course.filedOn);
  const first: Notice | undefined = course.notices.find(({ outside }) => !outside);
  const timely =
    first !== undefined && (noticeDueOn === null || heardBy(first.askedOn, first.heardOn) <= noticeDueOn);
  const accepted = course.acceptedOn;
  const handedIn = timely ? first.handedInOn : course.filedOn;
  const none = { on: null, deemed: false, noticeDueOn, words: NOT_STARTED };
  if (handedIn === null) {
    // What was accepted while materials were still owed runs from then.
    if (accepted !== null) return startAt(accepted, { noticeDueOn, deemed: false });
    return { ...none, waitsUntil: null, waitsForFirm: true };
  }
  const due = timely ? window(handedIn) : noticeDueOn;
  if (accepted !== null && (due === null || heardBy(accepted, course.acceptedHeardOn) <= due))
    return startAt(accepted, { noticeDueOn, deemed: false });
  if (spot) return { ...startAt(handedIn, { noticeDueOn, deemed: false }), words: ON_THE_SPOT };
  const silent = due !== null && (asOf > due || accepted !== null);
  // Accepted before the supplements were in, and heard of too late: it has run since then.
  const since = minDate(handedIn, accepted ?? handedIn);
  if (silent || closedOn(course) !== null)
    return startAt(since, { noticeDueOn, silentUntil: due, deemed: silent });
  return { ...none, waitsUntil: due, waitsForFirm: false };
}

const NOT_STARTED: Words = { zh: '未起算', en: 'not begun' };
const ON_THE_SPOT: Words = { zh: '即办：收到之日办结', en: 'on the spot: done on the day of receipt' };

function startAt(
  on: PlainDate,
  {
    noticeDueOn,
    silentUntil,
    deemed,
  }: { noticeDueOn: PlainDate | null; silentUntil?: PlainDate | null; deemed: boolean },
): Start {
  const words = deemed
    ? {
        zh: `逾期未告知（限 ${silentUntil}），视为自 ${on} 受理`,
        en: `no notice in time (${silentUntil}): accepted as of ${on}`,
      }
    : { zh: `${on} 起算`, en: `runs from ${on}` };
  return { on, deemed, noticeDueOn, waitsUntil: null, waitsForFirm: false, words };
}

/** A stretch in which a clock stands still, with its cause. */
interface Still extends Stretch {
  readonly words: Words;
}

function administrative(course: Course, start: Start, until: PlainDate, judging: Judging): ClockJudgement {
  const stills: Still[] = [
    ...course.pauses
      .filter((pause) => pause.clock === '审批时限')
      .map((pause) => ({ ...pause, words: pausedWords(pause, judging) })),
    ...course.reviews.map((review) => ({ ...review, words: IN_REVIEW })),
  ];
  return runClock('审批时限', { startedOn: start.on, opening: start.words, stills, course, until, judging });
}

function pausedWords({ reason }: Course['pauses'][number], { limits }: Judging): Words {
  return { zh: `停表：${limits.pauseTitles?.[reason] ?? reason}`, en: `paused: ${reason}` };
}

const IN_REVIEW: Words = { zh: '技术审查中，走技术审查时限', en: 'in technical review, on its own clock' };
const BETWEEN: Words = { zh: '两次技术审查之间', en: 'between two technical reviews' };

/** Runs within the reviews alone, and stands still in its own pauses. */
function technical(course: Course, until: PlainDate, judging: Judging): ClockJudgement {
  const reviews = course.reviews;
  const stills: Still[] = course.pauses
    .filter((pause) => pause.clock === '技术审查时限')
    .map((pause) => ({ ...pause, words: pausedWords(pause, judging) }));
  for (const [index, review] of reviews.entries()) {
    const next = reviews[index + 1];
    if (review.to !== null && next !== undefined)
      stills.push({
        event: review.event,
        from: review.to,
        to: next.from,
        heardOn: review.endHeardOn ?? null,
        words: BETWEEN,
      });
  }
  const last = reviews.at(-1);
  const first = reviews[0];
  const opening = first
    ? { zh: `${first.from} 技术审查开始`, en: `review began on ${first.from}` }
    : NOT_STARTED;
  const over = last !== undefined && last.to !== null;
  const run = (end: PlainDate) =>
    runClock('技术审查时限', {
      startedOn: first?.from ?? null,
      opening,
      stills,
      course,
      until: end,
      judging,
      over,
    });
  if (last === undefined || last.to === null) return run(until);
  return endingAt(last.to, last.endHeardOn, { ...judging, asOf: until }, run);
}

interface Run {
  readonly startedOn: PlainDate | null;
  readonly opening: Words;
  readonly stills: readonly Still[];
  readonly course: Course;
  readonly until: PlainDate;
  readonly judging: Judging;
  /** The clock has done its work although the approval is open. */
  readonly over?: boolean;
}

function runClock(clock: ClockName, run: Run): ClockJudgement {
  const { startedOn, course, until, judging } = run;
  const budget = judging.limits.budgets[clock] ?? null;
  const nothing = {
    clock,
    startedOn,
    budget,
    days: budget?.days ?? null,
    usedDays: null,
    dueOn: null,
    provisional: false,
    running: false,
    ended: closedOn(course) !== null || run.over === true,
    late: false,
    lateDays: 0,
    steps: [],
  };
  if (startedOn === null) return nothing;
  const dayKind = budget?.dayKind ?? '工作日';
  const counting = countingOf(dayKind, judging.calendar);
  if (counting === undefined) return nothing;
  const limit: Limit | undefined =
    budget === null ? undefined : { budget, startedOn, counting, course, clock };
  const credited = creditedStills(run, limit);
  const stills = mergeStills(credited, startedOn, until);
  const steps = stepsOf(run, stills, startedOn, counting);
  const usedDays = steps.reduce((sum, step) => sum + step.counted, 0);
  const standsStill = run.stills.some((still) => still.to === null);
  const running = !nothing.ended && !standsStill;
  if (budget === null || limit === undefined) return { ...nothing, days: null, usedDays, running, steps };
  const { days, due } = dueOf(limit, stills);
  // A day off after the limit is late as well, a day of standstill is not.
  const late = until > due.date && countedIn(due.date, until, stills, EVERY_DAY) > 0;
  return {
    ...nothing,
    days,
    usedDays,
    dueOn: due.date,
    provisional: due.provisional,
    running,
    late,
    lateDays: late ? Math.max(1, countedIn(due.date, until, stills, counting)) : 0,
    steps,
  };
}

interface Limit {
  readonly clock: ClockName;
  readonly budget: Budget;
  readonly startedOn: PlainDate;
  readonly counting: Counting;
  readonly course: Course;
}

/** With the extension, if it was heard of while there was something to extend. */
function dueOf({ clock, budget, startedOn, counting, course }: Limit, stills: readonly StillSpan[]) {
  const base = dueAfter(startedOn, budget.days, stills, counting);
  const { extendedOn, extendedHeardOn } = course;
  const isExtended =
    clock === '审批时限' && extendedOn !== null && heardBy(extendedOn, extendedHeardOn) <= base.date;
  const days = budget.days + (isExtended ? budget.extensionDays : 0);
  return { days, due: isExtended ? dueAfter(startedOn, days, stills, counting) : base };
}

/**
 * Each standstill from the day on which it counts: its own, where it was heard of within the plan's days of entry by hand and before the limit that stood
 * without it; else the day on which it was heard of.
 */
function creditedStills({ stills, until, judging }: Run, limit: Limit | undefined): readonly Still[] {
  if (stills.every(({ heardOn }) => heardOn === null || heardOn === undefined)) return stills;
  const days = countingOf('工作日', judging.calendar);
  const credited: Still[] = [];
  for (const still of stills.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const heard = heardBy(still.from, still.heardOn);
    const due = limit && dueOf(limit, mergeStills(credited, limit.startedOn, until)).due.date;
    const inTime =
      (due === undefined || heard <= due) &&
      days !== undefined &&
      days.between(still.from, heard) <= (judging.limits.handEntryDays ?? 0);
    credited.push(inTime ? still : { ...still, from: heard });
  }
  return credited;
}

interface Span {
  readonly from: PlainDate;
  readonly to: PlainDate;
  readonly words: Words;
  readonly event: string | null;
}

function stepsOf(
  run: Run,
  stills: readonly Span[],
  start: PlainDate,
  counting: Counting,
): readonly ClockStep[] {
  const steps: ClockStep[] = [];
  let cursor = start;
  let words = run.opening;
  let event: string | null = null;
  const count = (to: PlainDate) => {
    if (cursor > to) return;
    steps.push({ from: cursor, to, counted: Math.max(0, counting.between(cursor, to)), words, event });
  };
  for (const still of stills) {
    count(still.from);
    steps.push({ from: still.from, to: still.to, counted: 0, words: still.words, event: still.event });
    cursor = still.to;
    words = { zh: `自 ${still.to} 恢复计时`, en: `runs again from ${still.to}` };
    event = null;
  }
  const last = stills.at(-1);
  if (last === undefined || last.to < run.until) count(run.until);
  return steps;
}

function isSoon({ dueOn, budget }: ClockJudgement, { limits, calendar, asOf }: Judging): boolean {
  const counting = budget && countingOf(budget.dayKind, calendar);
  if (dueOn === null || !counting) return false;
  return counting.between(asOf, dueOn) <= limits.dueSoonDays;
}

function standingOf(course: Course, start: Start, clocks: readonly ClockJudgement[]): Standing {
  if (course.decidedOn !== null) return 'decided';
  if (course.withdrawnOn !== null) return 'withdrawn';
  if (course.reviews.some(({ to }) => to === null)) return 'inReview';
  if (course.pauses.some(({ to, clock }) => to === null && clock === '审批时限')) return 'paused';
  if (start.waitsForFirm) return 'waitingFirm';
  return clocks[0]?.startedOn === null ? 'waitingAcceptance' : 'running';
}

const light = (colour: LightColour, zh: string, en: string): Light => ({ colour, cause: { zh, en } });

/** 时限灯: red when late, blue when near, green while there is time, grey where no clock runs. */
function lightOf(judged: Omit<ApprovalJudgement, 'light'>): Light {
  const { standing, late, lateDays, lateDayKind, dueOn, dueSoon, noticeDueOn } = judged;
  const closed = standing === 'decided' || standing === 'withdrawn';
  const days = daysWords(lateDays, lateDayKind);
  if (late)
    return closed
      ? light('red', `逾期 ${days.zh}办结（限 ${dueOn}）`, `closed ${days.en} late (due ${dueOn})`)
      : light('red', `逾期 ${days.zh}（限 ${dueOn}）`, `${days.en} late (due ${dueOn})`);
  if (standing === 'withdrawn') return light('grey', '申请人撤回', 'withdrawn');
  if (closed) return light('green', '按时办结', 'closed in time');
  if (standing === 'waitingFirm') return light('grey', '等申请人补正', 'the firm is to hand in supplements');
  if (standing === 'waitingAcceptance')
    return noticeDueOn === null
      ? light('grey', '还没有采用工作日历，算不出时限', 'no calendar is adopted: no limit can be counted')
      : light('grey', `待受理，限 ${dueOn}`, `to be accepted by ${dueOn}`);
  if (standing === 'paused') return light('grey', '停表中', 'paused');
  if (dueOn === null) return light('grey', '没有时限，只计时', 'timed, without a limit');
  if (dueSoon) return light('blue', `临期，限 ${dueOn}`, `falls due on ${dueOn}`);
  return light('green', `限 ${dueOn}`, `due on ${dueOn}`);
}
