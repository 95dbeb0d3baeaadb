// The rows of drafts inside a unit, typed, and whose turn it is. Pure.
import { type Capability, may } from '../../access/roles.ts';
import type { DecideContext, Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import type { reportingSteps } from '../../plan/organisation.ts';

export type Step = (typeof reportingSteps)[number];

export interface DraftRow {
  readonly draft: string;
  readonly milestone: string;
  readonly occurredOn: PlainDate;
  readonly plannedInvestmentYuan: string | null;
  readonly evidence: readonly { readonly kind: string; readonly name: string; readonly digest?: string }[];
  readonly note: string | null;
  readonly batch: string | null;
  readonly correctionOf: string | null;
  readonly reason: string | null;
  readonly steps: readonly Step[];
  /** Steps done, the drafting included. */
  readonly done: number;
  readonly state: 'open' | 'sentBack' | 'withdrawn' | 'claimed';
  readonly confirmed: readonly string[];
  /** Accounts that did a step, in their order. */
  readonly hands: readonly string[];
  readonly draftedBy: string;
  readonly draftedUnit: string;
  readonly draftedSeq: number;
}

const orNull = (value: unknown): string | null =>
  value === null || value === undefined ? null : String(value);

/** In the order of their recording. */
export function draftRows(rows: readonly Row[]): readonly DraftRow[] {
  return rows.map(draftRow).sort((a, b) => a.draftedSeq - b.draftedSeq);
}

export function draftRow(row: Row): DraftRow {
  return {
    draft: String(row.draft),
    milestone: String(row.milestone),
    occurredOn: String(row.occurred_on) as PlainDate,
    plannedInvestmentYuan: orNull(row.planned_investment_yuan),
    evidence: (row.evidence ?? []) as DraftRow['evidence'],
    note: orNull(row.note),
    batch: orNull(row.batch),
    correctionOf: orNull(row.correction_of),
    reason: orNull(row.reason),
    steps: (row.steps ?? []) as readonly Step[],
    done: Number(row.done),
    state: row.state as DraftRow['state'],
    confirmed: (row.confirmed ?? []) as readonly string[],
    hands: (row.hands ?? []) as readonly string[],
    draftedBy: String(row.drafted_by),
    draftedUnit: String(row.drafted_unit),
    draftedSeq: Number(row.drafted_seq),
  };
}

/** The step that an open draft waits for. */
export function nextStep(draft: Pick<DraftRow, 'steps' | 'done'>): Step | undefined {
  return draft.steps[draft.done];
}

export const STEP_CAPABILITY: Readonly<Record<Step, Capability>> = {
  填报: 'claim',
  审核: 'reviewClaims',
  签发: 'signClaims',
};

type Standing = Pick<DecideContext, 'actor' | 'plan' | 'today'>;

/** A step is done in the unit that drafted, or in one above it that is not the whole city. */
export function insideUnit({ draftedUnit }: Pick<DraftRow, 'draftedUnit'>, { actor, plan, today }: Standing) {
  return (
    actor.unit === draftedUnit ||
    (actor.unit !== plan.units.rootId && plan.units.within(draftedUnit, actor.unit, today))
  );
}

/** Whether the actor could do the step that waits: what the queue offers a button for. */
export function mayStep(draft: DraftRow, standing: Standing): boolean {
  const step = draft.state === 'open' ? nextStep(draft) : undefined;
  return (
    step !== undefined &&
    insideUnit(draft, standing) &&
    may(standing.actor, STEP_CAPABILITY[step]) &&
    draft.hands.at(-1) !== standing.actor.account
  );
}
