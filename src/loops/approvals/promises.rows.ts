// The derived rows of promises, typed, as deciders, judge and questions read them. It only reads what the fold wrote.
import type { JsonObject } from '../../kernel/json.ts';
import type { Row } from '../../kernel/loop.ts';
import { minDate, type PlainDate } from '../../kernel/plainDate.ts';
import type { WorkCalendar } from '../../kernel/workCalendar.ts';
import type { CourseEvent } from './approvals.course.ts';
import { NEW_EVENT } from './approvals.events.ts';
import type { DebtRow } from './approvals.rows.ts';
import { isBroken, type PromiseClockCourse, promiseDue } from './promises.judge.ts';

export interface PromiseEventRow extends CourseEvent {
  readonly unit: string;
  readonly actor: string;
  readonly actorUnit: string;
  readonly voided: boolean;
}

/** An event that is being decided on: the last of its day. */
export function newPromiseEvent(kind: string, occurredOn: PlainDate, body: JsonObject): PromiseEventRow {
  const at = { unit: '', actor: '', actorUnit: '', seq: Number.MAX_SAFE_INTEGER, voided: false };
  return { event: NEW_EVENT, kind, occurredOn, body, ...at };
}

const text = (value: unknown): string => String(value);
const dayOrNull = (value: unknown): PlainDate | null =>
  value === null || value === undefined ? null : (String(value) as PlainDate);

/** In the order of their recording, voided ones too. */
export function promiseEventRows(rows: readonly Row[]): readonly PromiseEventRow[] {
  return rows
    .map((row) => ({
      event: text(row.event),
      kind: text(row.kind),
      unit: text(row.unit),
      actor: text(row.actor),
      actorUnit: text(row.actor_unit),
      occurredOn: text(row.occurred_on) as PlainDate,
      seq: Number(row.seq),
      body: (row.body ?? {}) as PromiseEventRow['body'],
      voided: row.voided === true,
    }))
    .sort((a, b) => a.seq - b.seq);
}

export function standingPromiseEvents(rows: readonly Row[]): readonly PromiseEventRow[] {
  return promiseEventRows(rows).filter(({ voided }) => !voided);
}

export interface FirmPromiseRow extends PromiseClockCourse {
  readonly letter: string;
  readonly entry: string;
  readonly title: string;
}

export function firmPromiseRows(rows: readonly Row[]): readonly FirmPromiseRow[] {
  return rows.map((row) => ({
    letter: text(row.letter),
    entry: text(row.entry),
    title: text(row.title),
    startedOn: dayOrNull(row.started_on),
    days: row.days === null || row.days === undefined ? null : Number(row.days),
    dayKind: row.day_kind === '自然日' ? '自然日' : '工作日',
    stills: (row.stills ?? []) as FirmPromiseRow['stills'],
    keptOn: dayOrNull(row.kept_on),
  }));
}

/** What a firm promised, as debts beside its deferrals: the door and the repair look at both alike. Only what has a due day that can be told. */
export function promisedDebts(
  rows: readonly FirmPromiseRow[],
  calendar: WorkCalendar | undefined,
  on: PlainDate,
): readonly DebtRow[] {
  return rows.flatMap((row): readonly DebtRow[] => {
    const keptOn = row.keptOn !== null && row.keptOn <= on ? row.keptOn : null;
    const due = promiseDue(row, calendar, keptOn ?? on);
    if (due === undefined) return [];
    const debt = { approval: row.letter, material: row.title, dueOn: due.date };
    if (isBroken(row, calendar, on)) return [{ ...debt, settledOn: row.keptOn }];
    // Past its date in nothing but standstill: neither broken nor owed beyond it.
    if (keptOn !== null) return [{ ...debt, settledOn: minDate(keptOn, due.date) }];
    return due.date < on ? [] : [{ ...debt, settledOn: null }];
  });
}

export interface LinkRow {
  readonly link: string;
  readonly digest: string;
  readonly until: PlainDate;
  readonly revoked: boolean;
}

export function linkRows(rows: readonly Row[]): readonly LinkRow[] {
  return rows.map((row) => ({
    link: text(row.link),
    digest: text(row.digest),
    until: text(row.until_day) as PlainDate,
    revoked: row.revoked_on !== null && row.revoked_on !== undefined,
  }));
}
