// Where one urge stands at a date: open, answered, taken back, or done with because the matter moved on. Pure, derived at reading and never stored: that the
// matter moved is told by its own facts. The day for the answer is a budget on the city's calendar, as every deadline.
import type { Row } from '../kernel/loop.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import type { WorkCalendar } from '../kernel/workCalendar.ts';
import { countingOf, type DayKind, dueAfter } from '../loops/approvals/stillClock.ts';
import type { UrgedSort } from './urging.facts.ts';

export interface UrgeRow {
  readonly urge: string;
  /** The project's own unit. */
  readonly unit: string;
  readonly project: string;
  readonly projectName: string;
  readonly sort: UrgedSort;
  readonly matter: string;
  readonly entry: string | null;
  readonly turn: string;
  readonly what: string;
  readonly holder: string;
  readonly reason: string;
  readonly days: number;
  readonly dayKind: DayKind;
  readonly basis: 'plan' | 'assumed';
  readonly urgedOn: PlainDate;
  readonly urgedBy: string;
  readonly urgedUnit: string;
  readonly seq: number;
  readonly answeredOn: PlainDate | null;
  readonly answeredUnit: string | null;
  readonly answerWords: string | null;
  readonly expectedOn: PlainDate | null;
  readonly withdrawnOn: PlainDate | null;
  readonly withdrawReason: string | null;
}

const text = (value: unknown): string => String(value);
const orNull = (value: unknown): string | null =>
  value === null || value === undefined ? null : String(value);
const dayOrNull = (value: unknown): PlainDate | null => orNull(value) as PlainDate | null;

/** In the order of their recording. */
export function urgeRows(rows: readonly Row[]): readonly UrgeRow[] {
  return rows
    .map((row) => ({
      urge: text(row.urge),
      unit: text(row.unit),
      project: text(row.project),
      projectName: text(row.project_name),
      sort: text(row.sort) as UrgedSort,
      matter: text(row.matter),
      entry: orNull(row.entry),
      turn: text(row.turn),
      what: text(row.what),
      holder: text(row.holder),
      reason: text(row.reason),
      days: Number(row.days),
      dayKind: text(row.day_kind) as DayKind,
      basis: text(row.basis) as UrgeRow['basis'],
      urgedOn: text(row.urged_on) as PlainDate,
      urgedBy: text(row.urged_by),
      urgedUnit: text(row.urged_unit),
      seq: Number(row.seq),
      answeredOn: dayOrNull(row.answered_on),
      answeredUnit: orNull(row.answered_unit),
      answerWords: orNull(row.answer_words),
      expectedOn: dayOrNull(row.expected_on),
      withdrawnOn: dayOrNull(row.withdrawn_on),
      withdrawReason: orNull(row.withdraw_reason),
    }))
    .sort((a, b) => a.seq - b.seq);
}

export type UrgeState = 'open' | 'answered' | 'movedOn' | 'withdrawn';

export interface UrgeJudgement {
  readonly state: UrgeState;
  /** By when an answer is due; null where working days are to be counted and no calendar is adopted. */
  readonly dueOn: PlainDate | null;
  /** The due day leans on a year whose days off are not published yet. */
  readonly provisional: boolean;
  /** Open past its day, or answered past it. */
  readonly late: boolean;
}

export interface UrgeAt {
  /** The step at which the matter stands now. */
  readonly turn: string;
  readonly calendar: WorkCalendar | undefined;
  readonly asOf: PlainDate;
}

/** An answer that was given stands, wherever the matter went afterwards. */
export function judgeUrge(urge: UrgeRow, { turn, calendar, asOf }: UrgeAt): UrgeJudgement {
  const by = (day: PlainDate | null) => day !== null && day <= asOf;
  const counting = countingOf(urge.dayKind, calendar);
  const due = counting === undefined ? undefined : dueAfter(urge.urgedOn, urge.days, [], counting);
  const state: UrgeState = by(urge.withdrawnOn)
    ? 'withdrawn'
    : by(urge.answeredOn)
      ? 'answered'
      : turn !== urge.turn
        ? 'movedOn'
        : 'open';
  const until = state === 'open' ? asOf : state === 'answered' ? urge.answeredOn : null;
  return {
    state,
    dueOn: due?.date ?? null,
    provisional: due?.provisional ?? false,
    late: due !== undefined && until !== null && until > due.date,
  };
}
