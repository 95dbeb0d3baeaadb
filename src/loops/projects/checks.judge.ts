// Checks of one project at a date (体检): pure, from its rows, the plan's checks and asOf. A check that holds is a hit with the figures it is made of, the
// day since when, whom it asks and what would clear it; what nobody told is not known and is never a hit. Defaults: the four of 渭南 (domain.md §2.3).
import {
  abs,
  compare,
  type Decimal,
  decimal,
  decimalText,
  divide,
  isZero,
  multiply,
  subtract,
  sum,
} from '../../kernel/decimal.ts';
import type { Words } from '../../kernel/loop.ts';
import {
  addDays,
  addMonths,
  daysBetween,
  endOfMonth,
  maxDate,
  minDate,
  monthOf,
  type PlainDate,
  startOfMonth,
} from '../../kernel/plainDate.ts';
import { type Check, type CheckCondition, missingThresholds } from './checks.plan.ts';
import type { CheckedProject } from './checks.rows.ts';
import { pausedDays } from './projects.judge.ts';

/** One figure that a hit or a question is made of. `unit`: 元 % 个百分点 天 亩, 日期 for a date, 月 for a month, none for a text. */
export interface CheckFigure {
  readonly name: Words;
  readonly value: string;
  readonly unit?: '元' | '%' | '个百分点' | '天' | '亩' | '日期' | '月';
}

/** `hit` and `clear` are known; `notKnown` says what was not told; `apart`: the check does not speak of the project as it stands. */
export type CheckOutcome =
  | {
      readonly outcome: 'hit';
      readonly since: PlainDate;
      readonly figures: readonly CheckFigure[];
      readonly clears: Words;
    }
  | { readonly outcome: 'notKnown'; readonly why: Words }
  | { readonly outcome: 'clear' | 'apart' };

type ConditionOf<K extends CheckCondition['kind']> = Extract<CheckCondition, { kind: K }>;

/** The kinds that one project alone decides, and whose hit is a state that a reason may stand beside. */
export const HIT_KINDS = ['stalled', 'noFunds', 'fundsBelow', 'fundsAgainstProgress'] as const;

const CLEAR: CheckOutcome = { outcome: 'clear' };
const APART: CheckOutcome = { outcome: 'apart' };
const notKnown = (zh: string, en: string): CheckOutcome => ({ outcome: 'notKnown', why: { zh, en } });

export function isAsked(check: Check, asOf: PlainDate): boolean {
  return (
    check.enabled &&
    missingThresholds(check.condition).length === 0 &&
    (check.from === undefined || check.from <= asOf) &&
    (check.to === undefined || asOf <= check.to)
  );
}

/** A check of HIT_KINDS against one project. Ended projects, other lifecycles and checks not in force are apart. */
export function judgeCheck(project: CheckedProject, check: Check, asOf: PlainDate): CheckOutcome {
  if (!isAsked(check, asOf) || !check.lifecycles.includes(project.lifecycle)) return APART;
  if (project.registeredOn > asOf || (project.endedOn !== null && project.endedOn <= asOf)) return APART;
  const { condition } = check;
  switch (condition.kind) {
    case 'stalled':
      return stalled(project, condition, asOf);
    case 'noFunds':
      return noFunds(project, condition, asOf);
    case 'fundsBelow':
      return fundsBelow(project, condition, asOf);
    case 'fundsAgainstProgress':
      return fundsAgainstProgress(project, condition, asOf);
    default:
      return APART;
  }
}

const dateFigure = (zh: string, en: string, value: PlainDate): CheckFigure => ({
  name: { zh, en },
  value,
  unit: '日期',
});
const yuanFigure = (zh: string, en: string, value: string): CheckFigure => ({
  name: { zh, en },
  value,
  unit: '元',
});
const daysFigure = (zh: string, en: string, days: number): CheckFigure => ({
  name: { zh, en },
  value: String(days),
  unit: '天',
});

/**
 * The first day after a limit of months or days that runs from `from`, lengthened by every day of standstill. A month ends on the day of the same number
 * (民法典 §202) and the last day is still within the limit, so the day of the anniversary itself is not past. Undefined as long as it is not past by asOf.
 */
export function pastSince(
  project: Pick<CheckedProject, 'suspensions'>,
  from: PlainDate,
  limit: { readonly months: number } | { readonly days: number },
  asOf: PlainDate,
): PlainDate | undefined {
  const due = 'months' in limit ? addMonths(from, limit.months) : addDays(from, limit.days);
  const wanted = daysBetween(from, due);
  if (daysBetween(from, asOf) - pausedDays(project, from, asOf) <= wanted) return undefined;
  // Days run on from `due`; each standstill that lies before the day reached moves it further.
  let day = addDays(due, 1);
  for (;;) {
    const next = addDays(due, 1 + pausedDays(project, from, day));
    if (next === day) return day;
    day = next;
  }
}

/** 渭南①“签约 1 年以上未开工”; the quarter is another city's (domain.md §2.3). */
function stalled(
  project: CheckedProject,
  { since, until, days, months }: ConditionOf<'stalled'>,
  asOf: PlainDate,
): CheckOutcome {
  const from = project.reached.get(since);
  if (from === undefined || project.reached.has(until)) return CLEAR;
  const limit = months === undefined ? { days: days ?? 0 } : { months };
  const past = pastSince(project, from, limit, asOf);
  if (past === undefined) return CLEAR;
  const paused = pausedDays(project, from, asOf);
  return {
    outcome: 'hit',
    since: past,
    figures: [
      dateFigure('起算日', 'Runs from', from),
      daysFigure('已过（暂停不算）', 'Passed, standstill left out', daysBetween(from, asOf) - paused),
      ...(paused > 0 ? [daysFigure('其中暂停', 'Standstill', paused)] : []),
    ],
    clears: {
      zh: '后一个节点申报并认定；不再实施的，终止项目',
      en: 'The next milestone is claimed and recognised; or the project is ended',
    },
  };
}

/** What is known of one month: an amount, nothing (told as none, or the month's return came without it), or no return at all. */
type MonthSaid = 'some' | 'none' | 'untold' | 'paused';

/**
 * A month is known to be without money when its report says 0, or when the actual investment of the month was reported and no money was, of a project
 * whose money is reported at all. A month of which nothing was told is not known.
 */
function monthSaid(project: CheckedProject, month: string, asOf: PlainDate): MonthSaid {
  const told = project.financing.get(month);
  if (told !== undefined && !isZero(decimal(told))) return 'some';
  const first = startOfMonth(`${month}-01` as PlainDate);
  const last = addDays(endOfMonth(first), 1);
  if (pausedDays(project, first, minDate(last, asOf)) > 0) return 'paused';
  if (told !== undefined || (project.actual.has(month) && project.financing.size > 0)) return 'none';
  return 'untold';
}

/**
 * 渭南②“开工后连续 3 个月无到位资金”: whole calendar months after the month of the start, ended by asOf; a month with a day of standstill neither counts nor
 * breaks the row. The row that counts is the last one: later money clears it, months not told yet at the end do not.
 */
function noFunds(
  project: CheckedProject,
  { since, months = 1 }: ConditionOf<'noFunds'>,
  asOf: PlainDate,
): CheckOutcome {
  const from = project.reached.get(since);
  if (from === undefined) return CLEAR;
  const row: string[] = [];
  let gap = false;
  let whole = 0;
  let first = startOfMonth(addMonths(startOfMonth(from), 1));
  for (; endOfMonth(first) <= asOf; first = addMonths(first, 1)) {
    const month = monthOf(first);
    const said = monthSaid(project, month, asOf);
    whole++;
    if (said === 'some') row.length = 0;
    if (said === 'some') gap = false;
    if (said === 'none') {
      // A row that was not long enough before a month of which nothing is known starts anew after it.
      if (gap && row.length < months) row.length = 0;
      gap = false;
      row.push(month);
    }
    if (said === 'untold') gap = true;
  }
  if (row.length < months) {
    if (whole < months) return CLEAR;
    return project.financing.size === 0 || gap
      ? notKnown('没有逐月报到位资金', 'funds in place are not reported month by month')
      : CLEAR;
  }
  const reached = row[months - 1] as string;
  return {
    outcome: 'hit',
    since: addDays(endOfMonth(`${reached}-01` as PlainDate), 1),
    figures: [
      dateFigure('开工日', 'Started on', from),
      {
        name: { zh: '没有到位资金的月份', en: 'Months without funds' },
        value: row.join('、'),
        unit: '月',
      },
      yuanFigure('累计到位资金', 'Funds in place so far', totalOf(project.financing, asOf)),
    ],
    clears: {
      zh: '报来后面月份的到位资金，或更正月报',
      en: 'Funds of a later month are reported, or a report corrected',
    },
  };
}

function totalOf(months: ReadonlyMap<string, string>, asOf: PlainDate): string {
  return decimalText(sumOf(months, asOf));
}

function sumOf(months: ReadonlyMap<string, string>, asOf: PlainDate): Decimal {
  return sum([...months].filter(([month]) => month <= monthOf(asOf)).map(([, amount]) => decimal(amount)));
}

const HUNDRED = decimal(100);

/** part of whole in %, one decimal, for showing; judged exactly elsewhere. */
export function percentOf(part: Decimal, whole: Decimal): string {
  return decimalText(divide(multiply(part, HUNDRED), whole, { scale: 1, rounding: 'half_up' }));
}

/** 渭南③“开工半年以上到位资金 <15%”: of the planned investment, from the day after the half-year is full; exactly 15 % is enough. */
function fundsBelow(
  project: CheckedProject,
  { since, months = 1, percent = 1 }: ConditionOf<'fundsBelow'>,
  asOf: PlainDate,
): CheckOutcome {
  const from = project.reached.get(since);
  if (from === undefined) return CLEAR;
  const past = pastSince(project, from, { months }, asOf);
  if (past === undefined) return CLEAR;
  const planned = decimal(project.plannedInvestmentYuan);
  if (project.financing.size === 0) return notKnown('没有报过到位资金', 'funds in place were never reported');
  if (isZero(planned)) return notKnown('没有计划总投资', 'no planned investment');
  const arrived = sumOf(project.financing, asOf);
  if (compare(multiply(arrived, HUNDRED), multiply(planned, decimal(percent))) >= 0) return CLEAR;
  return {
    outcome: 'hit',
    since: past,
    figures: [
      dateFigure('开工日', 'Started on', from),
      yuanFigure('计划总投资', 'Planned investment', project.plannedInvestmentYuan),
      yuanFigure('累计到位资金', 'Funds in place so far', decimalText(arrived)),
      { name: { zh: '到位率', en: 'In place' }, value: percentOf(arrived, planned), unit: '%' },
    ],
    clears: {
      zh: `累计到位资金达到计划总投资的 ${percent}%，或更正月报`,
      en: `Funds reach ${percent}% of the planned investment, or a report is corrected`,
    },
  };
}

/** 渭南④“到位资金与形象进度不符”: money in place against visible progress, both in % of the whole; a gap of the threshold itself is a gap. */
function fundsAgainstProgress(
  project: CheckedProject,
  { points = 1 }: ConditionOf<'fundsAgainstProgress'>,
  asOf: PlainDate,
): CheckOutcome {
  const planned = decimal(project.plannedInvestmentYuan);
  const { progress } = project;
  if (progress === null || progress.on > asOf)
    return notKnown('没有报形象进度', 'visible progress was not reported');
  if (project.financing.size === 0) return notKnown('没有报过到位资金', 'funds in place were never reported');
  if (isZero(planned)) return notKnown('没有计划总投资', 'no planned investment');
  const arrived = sumOf(project.financing, asOf);
  const gap = abs(subtract(multiply(arrived, HUNDRED), multiply(planned, decimal(progress.percent))));
  if (compare(gap, multiply(planned, decimal(points))) < 0) return CLEAR;
  return {
    outcome: 'hit',
    since: maxDate(progress.on, project.registeredOn),
    figures: [
      { name: { zh: '形象进度', en: 'Visible progress' }, value: progress.percent, unit: '%' },
      { name: { zh: '到位率', en: 'In place' }, value: percentOf(arrived, planned), unit: '%' },
      {
        name: { zh: '相差', en: 'Apart' },
        value: decimalText(divide(gap, planned, { scale: 1, rounding: 'half_up' })),
        unit: '个百分点',
      },
    ],
    clears: {
      zh: `两者相差不到 ${points} 个百分点，或更正其中一个`,
      en: `They are less than ${points} points apart, or one is corrected`,
    },
  };
}

/** All actual investment told by asOf. */
export function actualOf(project: CheckedProject, asOf: PlainDate): Decimal {
  return sumOf(project.actual, asOf);
}
