// The derived rows of one project, typed, as deciders, judge and questions read them. It only reads what the fold wrote.
import type { Instant } from '../../kernel/instant.ts';
import type { Row, SubjectRows } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';

export interface ProjectRow {
  readonly subject: string;
  readonly unit: string;
  readonly name: string;
  readonly lifecycle: string;
  readonly plannedInvestmentYuan: string;
  readonly code: string | null;
  readonly phaseOf: string | null;
  readonly registeredOn: PlainDate;
  /** As the registration told it, before any amendment; and when the lead that it was registered from was first reported. */
  readonly registeredToldOn?: PlainDate | null;
  readonly leadReportedOn?: PlainDate | null;
  /** The day it was suspended, while it is. */
  readonly suspendedOn: PlainDate | null;
  readonly endedOn: PlainDate | null;
  /** Account and unit that told of the end. */
  readonly endedBy?: string | null;
  readonly endedUnit?: string | null;
  readonly registeredUnit?: string | null;
  /** What was registered or amended last, by the names of the commands; numbers as text. */
  readonly cluster?: string | null;
  readonly industry?: string | null;
  readonly park?: string | null;
  readonly investor?: string | null;
  readonly creditCode?: string | null;
  readonly landMu?: string | null;
  readonly plannedJobs?: string | null;
}

export type MilestoneState = 'claimed' | 'recognised' | 'refused' | 'revoked' | 'superseded';

/** One version of a claim: the claim itself, or a correction of it. */
export interface MilestoneRow {
  readonly claim: string;
  readonly rootClaim: string;
  readonly milestone: string;
  readonly unit: string;
  readonly occurredOn: PlainDate;
  readonly plannedInvestmentYuan: string | null;
  readonly state: MilestoneState;
  readonly counted: boolean;
  readonly evidence: readonly { readonly kind: string; readonly name: string; readonly digest?: string }[];
  readonly claimedSeq: number;
  /** When this version was recorded: a claim that went through steps inside the unit when the last of them was done. From then on it lies with who recognises. */
  readonly claimedAt?: Instant;
  readonly claimedBy: string;
  readonly claimedUnit: string;
  /** Accounts of the steps inside the unit before it. */
  readonly hands?: readonly string[];
}

export interface InvestmentRow {
  readonly report: string;
  readonly rootReport: string;
  readonly measure: string;
  readonly month: string;
  readonly unit: string;
  readonly occurredOn: PlainDate;
  readonly amountYuan: string;
  readonly stands: boolean;
}

export interface SuspensionRow {
  readonly suspendedOn: PlainDate;
  readonly resumedOn: PlainDate | null;
  /** An end that was taken back: ended between the two days. */
  readonly ended?: boolean;
}

const text = (value: unknown): string => String(value);
const orNull = (value: unknown): string | null =>
  value === null || value === undefined ? null : String(value);

export function findProject(rows: SubjectRows): ProjectRow | undefined {
  const row = rows.table('project')[0];
  return row === undefined ? undefined : projectRow(row);
}

export function projectRow(row: Row): ProjectRow {
  return {
    subject: text(row.subject),
    unit: text(row.unit),
    name: text(row.name),
    lifecycle: text(row.lifecycle),
    plannedInvestmentYuan: text(row.planned_investment_yuan),
    code: orNull(row.code),
    phaseOf: orNull(row.phase_of),
    registeredOn: text(row.registered_on) as PlainDate,
    registeredToldOn: orNull(row.registered_told_on) as PlainDate | null,
    leadReportedOn: orNull(row.lead_reported_on) as PlainDate | null,
    suspendedOn: orNull(row.suspended_on) as PlainDate | null,
    endedOn: orNull(row.ended_on) as PlainDate | null,
    endedBy: orNull(row.ended_by),
    endedUnit: orNull(row.ended_unit),
    registeredUnit: orNull(row.registered_unit),
    cluster: orNull(row.cluster),
    industry: orNull(row.industry),
    park: orNull(row.park),
    investor: orNull(row.investor),
    creditCode: orNull(row.credit_code),
    landMu: orNull(row.land_mu),
    plannedJobs: orNull(row.planned_jobs),
  };
}

/** In the order of their recording. */
export function milestoneRows(rows: readonly Row[]): readonly MilestoneRow[] {
  return rows.map(milestoneRow).sort((a, b) => a.claimedSeq - b.claimedSeq);
}

function milestoneRow(row: Row): MilestoneRow {
  return {
    claim: text(row.claim),
    rootClaim: text(row.root_claim),
    milestone: text(row.milestone),
    unit: text(row.unit),
    occurredOn: text(row.occurred_on) as PlainDate,
    plannedInvestmentYuan: orNull(row.planned_investment_yuan),
    state: row.state as MilestoneState,
    counted: row.counted === true,
    evidence: (row.evidence ?? []) as MilestoneRow['evidence'],
    claimedSeq: Number(row.claimed_seq),
    ...(row.claimed_at == null ? {} : { claimedAt: row.claimed_at as Instant }),
    claimedBy: text(row.claimed_by),
    claimedUnit: text(row.claimed_unit),
    hands: (row.hands ?? []) as readonly string[],
  };
}

export function investmentRows(rows: readonly Row[]): readonly InvestmentRow[] {
  return rows.map((row) => ({
    report: text(row.report),
    rootReport: text(row.root_report),
    measure: text(row.measure),
    month: text(row.month),
    unit: text(row.unit),
    occurredOn: text(row.occurred_on) as PlainDate,
    amountYuan: text(row.amount_yuan),
    stands: row.state === 'stands',
  }));
}

/** By the day they began. */
export function suspensionRows(rows: readonly Row[]): readonly SuspensionRow[] {
  return rows
    .map((row) => ({
      suspendedOn: text(row.suspended_on) as PlainDate,
      resumedOn: orNull(row.resumed_on) as PlainDate | null,
      ended: row.ended === true,
    }))
    .sort((a, b) => (a.suspendedOn < b.suspendedOn ? -1 : a.suspendedOn > b.suspendedOn ? 1 : 0));
}
