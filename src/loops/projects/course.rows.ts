// The rows of the course of a project, typed, and what is derived from them at reading: who holds a lead, what is overdue. Pure.
import type { Row } from '../../kernel/loop.ts';
import { addDays, type PlainDate } from '../../kernel/plainDate.ts';
import { alike, bigramsOf, plainName } from './projectNames.ts';

const orNull = (value: unknown): string | null =>
  value === null || value === undefined ? null : String(value);
const day = (value: unknown): PlainDate => String(value) as PlainDate;

export interface FigureRow {
  readonly report: string;
  readonly rootReport: string;
  readonly figure: string;
  readonly month: string;
  readonly of: string | null;
  readonly unit: string;
  readonly occurredOn: PlainDate;
  readonly value: string;
  readonly stands: boolean;
}

export function figureRows(rows: readonly Row[]): readonly FigureRow[] {
  return rows.map((row) => ({
    report: String(row.report),
    rootReport: String(row.root_report),
    figure: String(row.figure),
    month: String(row.month),
    of: orNull(row.of_unit),
    unit: String(row.unit),
    occurredOn: day(row.occurred_on),
    value: String(row.value),
    stands: row.state === 'stands',
  }));
}

/** A piece of evidence; the digest is that of its file in the vault, where there is one. */
export interface NamedFile {
  readonly name: string;
  readonly digest?: string;
}

export interface AppraisalRow {
  readonly appraisal: string;
  readonly kind: 'review' | 'visit';
  readonly heldOn: PlainDate;
  readonly conditions: readonly { readonly what: string; readonly dueOn?: PlainDate }[];
  readonly met: readonly {
    readonly condition: number;
    readonly on: PlainDate;
    readonly evidence?: readonly NamedFile[];
  }[];
}

export function appraisalRows(rows: readonly Row[]): readonly AppraisalRow[] {
  return rows.map((row) => ({
    appraisal: String(row.appraisal),
    kind: row.kind as AppraisalRow['kind'],
    heldOn: day(row.held_on),
    conditions: (row.conditions ?? []) as AppraisalRow['conditions'],
    met: (row.met ?? []) as AppraisalRow['met'],
  }));
}

export interface FindingRow {
  readonly finding: string;
  readonly unit: string;
  readonly raisedOn: PlainDate;
  readonly what: string;
  readonly dueOn: PlainDate;
  readonly rectifier: string;
  readonly state: 'open' | 'rectified' | 'closed';
  /** The unit that found it. */
  readonly raisedUnit: string;
  readonly rectifiedBy: string | null;
  readonly rectifiedUnit: string | null;
}

export function findingRows(rows: readonly Row[]): readonly FindingRow[] {
  return rows.map((row) => ({
    finding: String(row.finding),
    unit: String(row.unit),
    raisedOn: day(row.raised_on),
    what: String(row.what),
    dueOn: day(row.due_on),
    rectifier: String(row.rectifier),
    state: row.state as FindingRow['state'],
    raisedUnit: String(row.raised_unit),
    rectifiedBy: orNull(row.rectified_by),
    rectifiedUnit: orNull(row.rectified_unit),
  }));
}

/** Not closed on the day after it fell due. A rectification that waits to be closed is in time if it was told in time. */
export function isOverdue(
  finding: { readonly state: string; readonly dueOn: PlainDate; readonly rectifiedOn?: PlainDate | null },
  asOf: PlainDate,
): boolean {
  if (finding.state === 'closed') return false;
  if (finding.state === 'rectified' && (finding.rectifiedOn ?? asOf) <= finding.dueOn) return false;
  return asOf > finding.dueOn;
}

export interface LeadRow {
  readonly lead: string;
  readonly investor: string;
  readonly creditCode: string | null;
  readonly project: string;
  /** Who holds it. */
  readonly unit: string;
  readonly reportedUnit: string;
  readonly reportedOn: PlainDate;
  readonly reportedSeq: number;
  readonly heldFrom: PlainDate;
  readonly givenUp: boolean;
  readonly registeredAs: string | null;
}

/** In the order of their recording: the first registered is the first. */
export function leadRows(rows: readonly Row[]): readonly LeadRow[] {
  return rows
    .map((row) => ({
      lead: String(row.lead),
      investor: String(row.investor),
      creditCode: orNull(row.credit_code),
      project: String(row.project),
      unit: String(row.unit),
      reportedUnit: String(row.reported_unit),
      reportedOn: day(row.reported_on),
      reportedSeq: Number(row.reported_seq),
      heldFrom: day(row.held_from),
      givenUp: row.given_up === true,
      registeredAs: orNull(row.registered_as),
    }))
    .sort((a, b) => a.reportedSeq - b.reportedSeq);
}

/** The last day on which the first talk is held. */
export function heldThrough({ heldFrom }: Pick<LeadRow, 'heldFrom'>, holdDays: number): PlainDate {
  return addDays(heldFrom, holdDays);
}

/** Names of one project, as two units may write them. */
export function sameProject(a: string, b: string, pct: number): boolean {
  const [one, other] = [plainName(a), plainName(b)];
  return one === other || alike(bigramsOf(one), bigramsOf(other), pct);
}

/**
 * Who holds the first talk of an investor's project on that day: the first reported that was not given up and whose time has not run out. A later report of
 * the same project holds nothing while an earlier one does.
 */
export function holderOf(
  leads: readonly LeadRow[],
  project: string | undefined,
  at: { readonly today: PlainDate; readonly holdDays: number; readonly alikePct: number },
): LeadRow | undefined {
  return leads.find(
    (lead) =>
      !lead.givenUp &&
      heldThrough(lead, at.holdDays) >= at.today &&
      (project === undefined || sameProject(lead.project, project, at.alikePct)),
  );
}

/** The subject of all that is reported of one investor. */
export function leadSubject(investor: string): string {
  return `lead/${plainName(investor)}`;
}

export interface BatchRow {
  readonly subject: string;
  readonly batch: string;
  readonly name: string;
  readonly kind: string;
  readonly unit: string;
  readonly heldOn: PlainDate;
  readonly projects: readonly string[];
}

export function batchRow(row: Row): BatchRow {
  return {
    subject: String(row.subject),
    batch: String(row.batch),
    name: String(row.name),
    kind: String(row.kind),
    unit: String(row.unit),
    heldOn: day(row.held_on),
    projects: (row.projects ?? []) as readonly string[],
  };
}

export function batchSubject(id: string): string {
  return `batch/${id}`;
}
