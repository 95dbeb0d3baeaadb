// What checks and probes are judged by: one project with all that was told of it, cut by asOf where it is a happening. Wider than projects.rows.ts,
// because a probe compares what was registered; it only reads what the folds wrote.
import type { Row, SubjectRows } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import type { MilestoneRecognised } from './projects.facts.ts';
import { type SuspensionRow, suspensionRows } from './projects.rows.ts';

/** One project. Money in yuan as decimal text, area in mu. */
export interface CheckedProject {
  readonly subject: string;
  readonly unit: string;
  readonly name: string;
  readonly lifecycle: string;
  readonly investor: string | null;
  readonly creditCode: string | null;
  readonly park: string | null;
  readonly landMu: string | null;
  /** Number of the parcel, where one was told. */
  readonly parcel: string | null;
  readonly plannedInvestmentYuan: string;
  readonly code: string | null;
  readonly phaseOf: string | null;
  readonly registeredOn: PlainDate;
  readonly registeredBy: string;
  readonly registeredUnit: string;
  /** Null while it has not ended by asOf. */
  readonly endedOn: PlainDate | null;
  /** Day of the counted occurrence, by milestone. */
  readonly reached: ReadonlyMap<string, PlainDate>;
  /** Standing monthly reports, by month YYYY-MM. */
  readonly actual: ReadonlyMap<string, string>;
  readonly financing: ReadonlyMap<string, string>;
  /** Visible progress 形象进度 in %, as last told; null where nobody tells it. */
  readonly progress: { readonly percent: string; readonly on: PlainDate } | null;
  readonly suspensions: readonly SuspensionRow[];
  /** Every planned investment that was told, in the order of telling. `fact` is the id of the fact that told it. */
  readonly amounts: readonly PlannedAmount[];
  /** Files that stand as evidence of a milestone, claimed or recognised by asOf: at the least those that stand in another project's as well. */
  readonly papers: readonly Paper[];
  /** Recognitions that stand although approvals before them were not there. */
  readonly bare: readonly BareRecognition[];
}

export interface BareRecognition {
  readonly claim: string;
  readonly milestone: string;
  readonly on: PlainDate;
  readonly approvals: NonNullable<MilestoneRecognised['withoutApprovals']>;
}

export interface Paper {
  readonly milestone: string;
  /** Of its content: one paper is one digest, however often it is handed in. */
  readonly digest: string;
  readonly name: string;
  readonly on: PlainDate;
}

export interface PlannedAmount {
  readonly fact: string;
  readonly amountYuan: string;
  readonly toldOn: PlainDate;
}

export type ReasonState = 'given' | 'accepted' | 'refused' | 'revoked' | 'withdrawn';

/** One good reason. `reason` is the id of the fact that gave it. */
export interface ReasonRow {
  readonly subject: string;
  readonly reason: string;
  readonly about: string;
  readonly kind: string | null;
  readonly words: string;
  readonly fromOn: PlainDate;
  readonly untilOn: PlainDate;
  readonly acceptedUntil: PlainDate | null;
  readonly state: ReasonState;
  readonly givenSeq: number;
  readonly givenAt: string;
  readonly givenBy: string;
  readonly givenUnit: string;
  readonly decidedAt: string | null;
  readonly decidedBy: string | null;
  readonly decidedUnit: string | null;
  readonly note: string | null;
}

export interface AnswerRow {
  readonly subject: string;
  readonly answer: string;
  readonly question: string;
  readonly check: string;
  readonly verdict: string;
  readonly words: string;
  readonly stands: boolean;
  readonly answeredAt: string;
  readonly answeredBy: string;
  readonly answeredUnit: string;
}

const text = (value: unknown): string => String(value);
const orNull = (value: unknown): string | null =>
  value === null || value === undefined ? null : String(value);
const dayOrNull = (value: unknown): PlainDate | null => orNull(value) as PlainDate | null;

/** In the order of giving. */
export function reasonRows(rows: readonly Row[]): readonly ReasonRow[] {
  return rows
    .map((row) => ({
      subject: text(row.subject),
      reason: text(row.reason),
      about: text(row.about),
      kind: orNull(row.kind),
      words: text(row.words),
      fromOn: text(row.from_on) as PlainDate,
      untilOn: text(row.until_on) as PlainDate,
      acceptedUntil: dayOrNull(row.accepted_until),
      state: row.state as ReasonState,
      givenSeq: Number(row.given_seq),
      givenAt: text(row.given_at),
      givenBy: text(row.given_by),
      givenUnit: text(row.given_unit),
      decidedAt: orNull(row.decided_at),
      decidedBy: orNull(row.decided_by),
      decidedUnit: orNull(row.decided_unit),
      note: orNull(row.note),
    }))
    .sort((a, b) => a.givenSeq - b.givenSeq);
}

/** The accepted reason that stands beside a light or a hit on that day; of several the one that lasts longest. */
export function acceptedReason(
  reasons: readonly ReasonRow[],
  about: string,
  on: PlainDate,
): ReasonRow | undefined {
  return reasons
    .filter((row) => row.about === about && row.state === 'accepted' && row.fromOn <= on)
    .filter(({ acceptedUntil }) => acceptedUntil !== null && on <= acceptedUntil)
    .sort((a, b) => ((a.acceptedUntil ?? '') < (b.acceptedUntil ?? '') ? 1 : -1))[0];
}

export function answerRows(rows: readonly Row[]): readonly AnswerRow[] {
  return rows.map((row) => ({
    subject: text(row.subject),
    answer: text(row.answer),
    question: text(row.question),
    check: text(row.check_id),
    verdict: text(row.verdict),
    words: text(row.words),
    stands: row.state === 'stands',
    answeredAt: text(row.answered_at),
    answeredBy: text(row.answered_by),
    answeredUnit: text(row.answered_unit),
  }));
}

/** From the rows of one subject, as a decider has them. Call it only of a project that stands. */
export function checkedProject(rows: SubjectRows, asOf: PlainDate): CheckedProject {
  return checkedFrom(
    rows.table('project')[0] as Row,
    {
      milestones: rows.table('project_milestone'),
      investments: rows.table('project_investment'),
      suspensions: rows.table('project_suspension'),
      amounts: rows.table('project_amount'),
      figures: rows.table('project_figure'),
      attributes: rows.table('project_attribute'),
    },
    asOf,
  );
}

export interface CheckedRows {
  readonly milestones: readonly Row[];
  readonly investments: readonly Row[];
  readonly suspensions: readonly Row[];
  readonly amounts: readonly Row[];
  /** Of a whole city only what is in more than one project: {milestone, digest, name, occurred_on}. Left out: read out of the milestones' evidence. */
  readonly papers?: readonly Row[];
  /** Monthly figures of project_figure. */
  readonly figures: readonly Row[];
  /** Attributes of project_attribute. */
  readonly attributes: readonly Row[];
}

/** Attribute of the plan that holds a parcel's number; a plan without it has parks and areas to go by. */
const PARCEL = 'parcel';

/** 形象进度 as last told: the share of the whole that is there at the end of the month, in %. */
function progressOf(figures: readonly Row[]): CheckedProject['progress'] {
  let last: Row | undefined;
  for (const row of figures) {
    if (row.figure !== 'visibleProgress' || row.state !== 'stands' || orNull(row.of_unit) !== null) continue;
    if (last === undefined || text(last.month) < text(row.month)) last = row;
  }
  return last === undefined ? null : { percent: text(last.value), on: text(last.occurred_on) as PlainDate };
}

/** What stands: refused, revoked and replaced versions prove nothing. */
function papersIn(milestones: readonly Row[]): readonly Row[] {
  return milestones
    .filter(({ state }) => state === 'claimed' || state === 'recognised')
    .flatMap(({ milestone, occurred_on, evidence }) =>
      (Array.isArray(evidence) ? (evidence as readonly Row[]) : []).flatMap(({ digest, name }) =>
        typeof digest === 'string' ? [{ milestone, occurred_on, digest, name }] : [],
      ),
    );
}

/** Happenings after asOf are cut; acts about them (amendments) are not. */
export function checkedFrom(row: Row, of: CheckedRows, asOf: PlainDate): CheckedProject {
  const upTo = (rows: readonly Row[]) => rows.filter((one) => text(one.occurred_on) <= asOf);
  const months = (measure: string) =>
    new Map(
      upTo(of.investments)
        .filter((one) => one.measure === measure && one.state === 'stands')
        .map((one) => [text(one.month), text(one.amount_yuan)]),
    );
  const endedOn = dayOrNull(row.ended_on);
  return {
    subject: text(row.subject),
    unit: text(row.unit),
    name: text(row.name),
    lifecycle: text(row.lifecycle),
    investor: orNull(row.investor),
    creditCode: orNull(row.credit_code),
    park: orNull(row.park),
    landMu: orNull(row.land_mu),
    parcel: orNull(of.attributes.find(({ attribute }) => attribute === PARCEL)?.value),
    plannedInvestmentYuan: text(row.planned_investment_yuan),
    code: orNull(row.code),
    phaseOf: orNull(row.phase_of),
    registeredOn: text(row.registered_on) as PlainDate,
    registeredBy: text(row.registered_by),
    registeredUnit: text(row.registered_unit),
    endedOn: endedOn !== null && endedOn <= asOf ? endedOn : null,
    reached: new Map(
      upTo(of.milestones)
        .filter((one) => one.counted === true)
        .map((one) => [text(one.milestone), text(one.occurred_on) as PlainDate]),
    ),
    actual: months('actual'),
    financing: months('financing'),
    progress: progressOf(upTo(of.figures)),
    suspensions: suspensionRows(of.suspensions).filter(({ suspendedOn }) => suspendedOn <= asOf),
    bare: upTo(of.milestones)
      .filter((one) => one.state === 'recognised' && Array.isArray(one.without_approvals))
      .map((one) => ({
        claim: text(one.claim),
        milestone: text(one.milestone),
        on: text(one.occurred_on) as PlainDate,
        approvals: one.without_approvals as BareRecognition['approvals'],
      })),
    papers: upTo(of.papers ?? papersIn(of.milestones)).map((one) => ({
      milestone: text(one.milestone),
      digest: text(one.digest),
      name: text(one.name),
      on: text(one.occurred_on) as PlainDate,
    })),
    amounts: [...of.amounts]
      .sort((a, b) => Number(a.seq) - Number(b.seq))
      .map((one) => ({
        fact: text(one.fact),
        amountYuan: text(one.amount_yuan),
        toldOn: text(one.told_on) as PlainDate,
      })),
  };
}
