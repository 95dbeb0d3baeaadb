// The derived rows of one approval and of one firm, typed, as deciders, judge and questions read them. It only reads what the fold wrote.
import type { Row, SubjectRows } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import type { Course, CourseEvent } from './approvals.course.ts';

export interface EventRow extends CourseEvent {
  readonly unit: string;
  /** Account that told it. */
  readonly actor: string;
  readonly actorUnit: string;
  readonly voided: boolean;
}

/** What the filing said of the approval. */
export interface Filed {
  readonly unit: string;
  readonly project: string;
  readonly projectName: string;
  readonly item: string;
  readonly kind: string;
  readonly authority: string | null;
  readonly creditCode: string | null;
  /** The source's number; null where it was filed by hand. */
  readonly application: string | null;
}

export interface DebtRow {
  readonly approval: string;
  readonly material: string;
  readonly dueOn: PlainDate;
  readonly settledOn: PlainDate | null;
  /** When its settling was heard of, where that was entered by hand after its day. */
  readonly heardOn?: PlainDate | null;
  /** The unit that granted the deferral; none for a promise. */
  readonly grantedUnit?: string | null;
}

/** A repair, and the debts that it covers. */
export interface RepairRow {
  readonly repairedOn: PlainDate;
  readonly debts: readonly { readonly approval: string; readonly material: string }[];
}

export interface ToleranceRow {
  readonly application: string;
  readonly appliedBy: string;
  readonly appliedUnit: string;
  readonly outcome: string | null;
}

const text = (value: unknown): string => String(value);
const orNull = (value: unknown): string | null =>
  value === null || value === undefined ? null : String(value);
const day = (value: unknown): PlainDate => text(value) as PlainDate;
const dayOrNull = (value: unknown): PlainDate | null => orNull(value) as PlainDate | null;

/** In the order of their recording, voided ones too. */
export function eventRows(rows: readonly Row[]): readonly EventRow[] {
  return rows
    .map((row) => ({
      event: text(row.event),
      kind: text(row.kind),
      unit: text(row.unit),
      actor: text(row.actor),
      actorUnit: text(row.actor_unit),
      heardOn: dayOrNull(row.heard_on),
      occurredOn: day(row.occurred_on),
      seq: Number(row.seq),
      body: (row.body ?? {}) as EventRow['body'],
      voided: row.voided === true,
    }))
    .sort((a, b) => a.seq - b.seq);
}

export function standingEvents(rows: SubjectRows): readonly EventRow[] {
  return eventRows(rows.table('approval_event')).filter(({ voided }) => !voided);
}

export function findFiled(events: readonly EventRow[]): Filed | undefined {
  const filed = events.find(({ kind }) => kind === 'approvalFiled');
  if (filed === undefined) return undefined;
  const { body, unit } = filed;
  return {
    unit,
    project: text(body.project),
    projectName: text(body.projectName),
    item: text(body.item),
    kind: text(body.kind),
    authority: orNull(body.authority),
    creditCode: orNull(body.creditCode),
    application: orNull((body.source as { readonly application?: string } | undefined)?.application),
  };
}

export function debtRows(rows: readonly Row[]): readonly DebtRow[] {
  return rows.map((row) => ({
    approval: text(row.approval),
    material: text(row.material),
    dueOn: day(row.due_on),
    settledOn: dayOrNull(row.settled_on),
    heardOn: dayOrNull(row.heard_on),
    grantedUnit: orNull(row.granted_unit),
  }));
}

export function repairRows(rows: readonly Row[]): readonly RepairRow[] {
  return rows.map((row) => ({
    repairedOn: day(row.repaired_on),
    debts: (row.debts ?? []) as RepairRow['debts'],
  }));
}

export function toleranceRows(rows: readonly Row[]): readonly ToleranceRow[] {
  return rows.map((row) => ({
    application: text(row.application),
    appliedBy: text(row.applied_by),
    appliedUnit: text(row.applied_unit),
    outcome: orNull(row.outcome),
  }));
}

interface StretchRow {
  readonly event: string;
  readonly kind: string;
  readonly clock: string | null;
  readonly reason: string | null;
  readonly from: PlainDate;
  readonly to: PlainDate | null;
  readonly heardOn: PlainDate | null;
  readonly endHeardOn: PlainDate | null;
}

/** A row of `approval` with its stretches, notices and deferrals as lists (approvals.pg.ts reads them so), back to the course that its events made. */
export function courseOf(row: Row): Course {
  const stretches = (row.stretches ?? []) as readonly StretchRow[];
  return {
    filedOn: day(row.filed_on),
    acceptedOn: dayOrNull(row.accepted_on),
    acceptedHeardOn: dayOrNull(row.accepted_heard_on),
    notices: (row.notices ?? []) as Course['notices'],
    pauses: stretches
      .filter(({ kind }) => kind === 'pause')
      .map(({ event, clock, reason, from, to, heardOn }) => ({
        event,
        clock: text(clock),
        reason: text(reason),
        from,
        to,
        heardOn,
      })),
    reviews: stretches
      .filter(({ kind }) => kind === 'review')
      .map(({ event, from, to, heardOn, endHeardOn }) => ({ event, from, to, heardOn, endHeardOn })),
    extendedOn: dayOrNull(row.extended_on),
    extendedHeardOn: dayOrNull(row.extended_heard_on),
    decidedOn: dayOrNull(row.decided_on),
    outcome: orNull(row.outcome),
    withdrawnOn: dayOrNull(row.withdrawn_on),
    closedHeardOn: dayOrNull(row.closed_heard_on),
    deferrals: (row.deferrals ?? []) as Course['deferrals'],
  };
}
