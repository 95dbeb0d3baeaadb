// What an agreement promised beside what is recorded so far: each typed term with the day it falls due and whether it is late. Pure, at reading. A promise is never added to what
// was done: of an amount both stand side by side, and what nobody records is said to be unrecorded, not zero.
import { compare, type Decimal, decimal, sum } from '../../kernel/decimal.ts';
import { daysBetween, type PlainDate } from '../../kernel/plainDate.ts';
import type { FigureRow } from './course.rows.ts';
import { isLevel } from './levels.ts';
import type { TermKind } from './projectRules.plan.ts';
import type { InvestmentRow } from './projects.rows.ts';

export interface AgreedTerm {
  readonly term: string;
  /** Of a term whose value is an amount. */
  readonly amount: string | null;
  /** Of a term whose value is a date. */
  readonly day: PlainDate | null;
}

export type TermState =
  /** As agreed, in time. */
  | 'met'
  /** As agreed, after its day. */
  | 'metLate'
  /** Not yet, and its day has not passed or is not agreed. */
  | 'open'
  /** Not yet, and its day has passed. */
  | 'late'
  /** The plan names nothing that records it. */
  | 'unrecorded';

export interface TermJudgement {
  readonly term: string;
  readonly state: TermState;
  readonly agreed: Decimal | PlainDate;
  /** Amount told so far, or the day on which it happened; null where nothing was told. */
  readonly recorded: Decimal | PlainDate | null;
  /** The last month or day of which something was told. */
  readonly recordedThrough: string | null;
  readonly dueOn: PlainDate | null;
  /** Calendar days past the day: until it was met, or until asOf. */
  readonly lateDays: number;
}

/** What stands recorded of a project: as the fold tables have it. */
export interface Recorded {
  readonly milestones: readonly {
    readonly milestone: string;
    readonly occurredOn: PlainDate;
    readonly counted: boolean;
  }[];
  readonly figures: readonly FigureRow[];
  readonly investments: readonly InvestmentRow[];
}

export function judgeAgreement(
  terms: readonly AgreedTerm[],
  kinds: readonly TermKind[],
  recorded: Recorded,
  asOf: PlainDate,
): readonly TermJudgement[] {
  return terms.map((term) => {
    const kind = kinds.find(({ id }) => id === term.term);
    if (term.day !== null) return judgeDate(term.term, term.day, kind, recorded, asOf);
    const due = terms.find((other) => other.term === kind?.dueWith)?.day ?? null;
    return judgeAmount({ ...term, amount: term.amount ?? '0' }, due, kind, recorded, asOf);
  });
}

function judgeDate(
  term: string,
  agreed: PlainDate,
  kind: TermKind | undefined,
  { milestones }: Recorded,
  asOf: PlainDate,
): TermJudgement {
  const node = kind?.against?.node;
  const days = milestones
    .filter(({ milestone, counted, occurredOn }) => milestone === node && counted && occurredOn <= asOf)
    .map(({ occurredOn }) => occurredOn);
  const on = node === undefined ? undefined : days.toSorted()[0];
  const shared = { term, agreed, dueOn: agreed, recorded: on ?? null, recordedThrough: on ?? null };
  if (node === undefined) return { ...shared, state: 'unrecorded', lateDays: 0 };
  const lateDays = Math.max(0, daysBetween(agreed, on ?? asOf));
  if (on !== undefined) return { ...shared, state: lateDays > 0 ? 'metLate' : 'met', lateDays };
  return { ...shared, state: lateDays > 0 ? 'late' : 'open', lateDays };
}

function judgeAmount(
  { term, amount }: { readonly term: string; readonly amount: string },
  dueOn: PlainDate | null,
  kind: TermKind | undefined,
  recorded: Recorded,
  asOf: PlainDate,
): TermJudgement {
  const agreed = decimal(amount);
  const told = toldOf(kind, recorded, asOf);
  const shared = {
    term,
    agreed,
    dueOn,
    recorded: told?.value ?? null,
    recordedThrough: told?.through ?? null,
  };
  if (told === undefined) return { ...shared, state: 'unrecorded', lateDays: 0 };
  const reached = told.metOn(agreed);
  const until = reached ?? asOf;
  const lateDays = dueOn === null ? 0 : Math.max(0, daysBetween(dueOn, until));
  if (reached !== null) return { ...shared, state: lateDays > 0 ? 'metLate' : 'met', lateDays };
  return { ...shared, state: lateDays > 0 ? 'late' : 'open', lateDays };
}

interface ToldSoFar {
  readonly value: Decimal | null;
  readonly through: string | null;
  /** The day on which what was told first came to the amount; null where it has not. */
  metOn(agreed: Decimal): PlainDate | null;
}

/** Undefined: the plan names nothing that records it. Nothing told yet: a value of null, not zero. */
function toldOf(
  kind: TermKind | undefined,
  { figures, investments }: Recorded,
  asOf: PlainDate,
): ToldSoFar | undefined {
  const against = kind?.against;
  if (against?.investment !== undefined)
    return summed(
      investments
        .filter(({ stands, measure, occurredOn }) => stands && measure === 'actual' && occurredOn <= asOf)
        .map(({ occurredOn, month, amountYuan }) => ({ on: occurredOn, month, value: decimal(amountYuan) })),
    );
  if (against?.figure === undefined) return undefined;
  const own = figures
    .filter(({ stands, figure, occurredOn }) => stands && figure === against.figure && occurredOn <= asOf)
    .map(({ occurredOn, month, value }) => ({ on: occurredOn, month, value: decimal(value) }));
  return isLevel(against.figure) ? level(own) : summed(own);
}

interface Piece {
  readonly on: PlainDate;
  readonly month: string;
  readonly value: Decimal;
}

const byMonth = (a: Piece, b: Piece) =>
  a.month < b.month ? -1 : a.month > b.month ? 1 : a.on < b.on ? -1 : 1;

function summed(pieces: readonly Piece[]): ToldSoFar {
  const ordered = pieces.toSorted(byMonth);
  return {
    value: ordered.length === 0 ? null : sum(ordered.map(({ value }) => value)),
    through: ordered.at(-1)?.month ?? null,
    metOn(agreed) {
      for (let n = 1; n <= ordered.length; n++)
        if (compare(sum(ordered.slice(0, n).map(({ value }) => value)), agreed) >= 0)
          return ordered[n - 1]!.on;
      return null;
    },
  };
}

/** Told as it stands at a month's end: the last one is what is recorded, and meets the term if it comes to it. */
function level(pieces: readonly Piece[]): ToldSoFar {
  const ordered = pieces.toSorted(byMonth);
  const last = ordered.at(-1);
  return {
    value: last?.value ?? null,
    through: last?.month ?? null,
    metOn: (agreed) =>
      last !== undefined && compare(last.value, agreed) >= 0 ? firstFrom(ordered, agreed) : null,
  };
}

/** Since when it has stood at the amount without a break. */
function firstFrom(ordered: readonly Piece[], agreed: Decimal): PlainDate {
  let since = ordered.length - 1;
  while (since > 0 && compare(ordered[since - 1]!.value, agreed) >= 0) since--;
  return ordered[since]!.on;
}
