// From the totals of a rehearsal's plan to monthly quotas of every headline milestone. Stocks become totals of completions (opening +
// started − completed − ended = closing), and years of which nothing is known get what the published ones need to be possible.
import { epochDay, type PlainDate } from '../../kernel/plainDate.ts';
import type { Month, OfficeTime } from './officeTime.ts';
import { conflict, type MonthlyQuotas, solveQuotas, type Total } from './quotas.ts';
import type { FlowTotal, RehearsalPlan } from './rehearsal.plan.ts';

/** The milestones that headline measures count; their ids are fixed in loops/projects. */
export const HEADLINE = ['introduced', 'started', 'completed', 'inProduction'] as const;
export type Headline = (typeof HEADLINE)[number];

export interface Targets {
  readonly introduced: MonthlyQuotas;
  readonly started: MonthlyQuotas;
  readonly completed: MonthlyQuotas;
  readonly inProduction: MonthlyQuotas;
  /** How many leave construction by ending, by the month in which a stock is taken. */
  readonly leaving: ReadonlyMap<number, number>;
  /** Sums of planned investment over those introduced in a span of months, narrow first. */
  readonly planned: readonly { readonly first: number; readonly last: number; readonly yuan: bigint }[];
  /** Sums of actual investment of those under construction at the end of a month, in order. */
  readonly built: readonly { readonly month: number; readonly yuan: bigint }[];
  /** Months at whose end something is published: what happened by then must be in the ledger by the reporting day. */
  readonly publishedMonths: readonly number[];
}

/** Fails with `rehearsal_published_conflict`. */
export function targetsOf(
  plan: RehearsalPlan,
  months: readonly Month[],
  office: OfficeTime,
  wiggle: (measure: string, month: number) => number,
): Targets {
  const spans = new Spans(months);
  const flows = [...plan.published, ...plan.assumed];
  const totals = (measure: FlowTotal['measure']) =>
    flows.filter((each) => each.measure === measure).map((each) => spans.total(each));
  const weight = (measure: Headline, month: number, known: number, delay: number) =>
    seasonOf(plan, months, office, month) * wiggle(measure, month) * ramp(month, known, delay);
  const started = totals('projects.started');
  const introduced = totals('projects.introduced');
  const known = firstKnown(plan.published.map((each) => spans.total({ ...each, value: '0' })));
  const stocks = plan.opening
    .filter((each) => each.measure === 'projects.underConstruction')
    .map((each) => ({ month: spans.monthEnding(each.asOf), value: Number(each.value) }))
    .sort((a, b) => a.month - b.month);
  const history = historyOf(known, stocks, { introduced, started, failed: plan.rates.failedPerMille });
  const introducedQuotas = solveQuotas(months.length, [...introduced, ...history.introduced], (m) =>
    weight('introduced', m, known, 0),
  );
  const startedQuotas = solveQuotas(months.length, [...started, ...history.started], (m) =>
    weight('started', m, known, 3),
  );
  const fromStocks = completionsOf(stocks, startedQuotas.quota);
  const completedQuotas = solveQuotas(
    months.length,
    [...totals('projects.completed'), ...fromStocks.values()],
    (m) => weight('completed', m, known, 8),
  );
  for (const quotas of [introducedQuotas, startedQuotas])
    for (const [total, rest] of quotas.unmet) throw conflict(total, rest);
  return {
    introduced: introducedQuotas,
    started: startedQuotas,
    completed: completedQuotas,
    inProduction: solveQuotas(months.length, totals('projects.inProduction'), (m) =>
      weight('inProduction', m, known, 11),
    ),
    leaving: leavingOf(fromStocks, completedQuotas),
    planned: flows
      .filter((each) => each.measure === 'projects.introducedPlannedYuan')
      .map((each) => ({ ...spans.total({ ...each, value: '0' }), yuan: BigInt(each.value) }))
      .sort((a, b) => a.last - a.first - (b.last - b.first) || a.first - b.first),
    built: plan.opening
      .filter((each) => each.measure === 'projects.builtYuan')
      .map((each) => ({ month: spans.monthEnding(each.asOf), yuan: BigInt(each.value) }))
      .sort((a, b) => a.month - b.month),
    publishedMonths: [
      ...new Set([...flows.map((each) => each.asOf), ...plan.opening.map((each) => each.asOf)]),
    ]
      .map((date) => spans.monthEnding(date))
      .sort((a, b) => a - b),
  };
}

/** Months by their first and last day. */
class Spans {
  readonly #months: readonly Month[];

  constructor(months: readonly Month[]) {
    this.#months = months;
  }

  total(flow: {
    readonly measure: string;
    readonly from: PlainDate;
    readonly asOf: PlainDate;
    readonly value: string;
  }): Total {
    const first = this.#months.findIndex((month) => month.first === epochDay(flow.from));
    const total = {
      first,
      last: this.monthEnding(flow.asOf),
      value: Number(flow.value),
      label: `${flow.measure} ${flow.from}—${flow.asOf}`,
    };
    if (first < 0 || total.last < first || !Number.isSafeInteger(total.value))
      throw conflict(total, total.value);
    return total;
  }

  monthEnding(date: PlainDate): number {
    const index = this.#months.findIndex((month) => month.last === epochDay(date));
    if (index < 0) throw conflict({ first: 0, last: 0, value: 0, label: `月末 ${date}` }, 0);
    return index;
  }
}

/** Activity of a month: the plan's season, and how many working days it has (that is where Spring Festival shows). */
function seasonOf(plan: RehearsalPlan, months: readonly Month[], office: OfficeTime, month: number): number {
  const at = months[month]!;
  return plan.season[at.ofYear - 1]! * office.workingDays(at.first, at.last);
}

/** Before the first known month activity grows, and what needs others first begins later. */
function ramp(month: number, known: number, delay: number): number {
  if (month >= known) return 1;
  const from = Math.min(delay, Math.floor((known * delay) / 24));
  return month < from ? 0 : 0.35 + (0.65 * (month - from + 1)) / (known - from + 1);
}

function firstKnown(totals: readonly Total[]): number {
  return totals.length === 0 ? 0 : Math.min(...totals.map((total) => total.first));
}

/** What must have gone before, where neither publication nor assumption says so. */
function historyOf(
  known: number,
  stocks: readonly { readonly month: number; readonly value: number }[],
  given: {
    readonly introduced: readonly Total[];
    readonly started: readonly Total[];
    readonly failed: number;
  },
): { readonly introduced: readonly Total[]; readonly started: readonly Total[] } {
  if (known === 0) return { introduced: [], started: [] };
  const before = (label: string, value: number): Total => ({ first: 0, last: known - 1, value, label });
  const opening = stocks.find((stock) => stock.month === known - 1)?.value ?? 0;
  const soon = given.started
    .filter((total) => total.first === known)
    .reduce((most, total) => Math.max(most, total.value), 0);
  const assumed = given.started.filter((total) => total.last < known);
  const startedBefore =
    assumed.length > 0
      ? assumed.reduce((sum, total) => sum + total.value, 0)
      : Math.ceil(opening * 1.9) + (opening === 0 ? soon : 0);
  const backlog = Math.ceil(soon * 0.8) + 2;
  const introducedBefore =
    Math.ceil(((startedBefore + backlog) * 1000) / (1000 - Math.min(800, given.failed))) + 1;
  return {
    // History that the plan assumes itself is left alone.
    introduced: given.introduced.some((total) => total.first < known)
      ? []
      : [before('introduced before', introducedBefore)],
    started: assumed.length > 0 ? [] : [before('started before', startedBefore)],
  };
}

/** Completions between two stocks, from what was started between them. The first stock is reckoned from nothing. */
function completionsOf(
  stocks: readonly { readonly month: number; readonly value: number }[],
  started: readonly number[],
): ReadonlyMap<number, Total> {
  const totals = new Map<number, Total>();
  let [from, standing] = [0, 0];
  for (const stock of stocks) {
    const begun = started.slice(from, stock.month + 1).reduce((a, b) => a + b, 0);
    const total = {
      first: from,
      last: stock.month,
      value: standing + begun - stock.value,
      label: `在建 ${stock.value}`,
    };
    if (total.value < 0) throw conflict(total, total.value);
    totals.set(stock.month, total);
    [from, standing] = [stock.month + 1, stock.value];
  }
  return totals;
}

/** Where completions are published beside both stocks, the difference left construction without completing. */
function leavingOf(
  fromStocks: ReadonlyMap<number, Total>,
  completed: MonthlyQuotas,
): ReadonlyMap<number, number> {
  const leaving = new Map<number, number>();
  for (const [total, rest] of completed.unmet) {
    const month = [...fromStocks].find(([, each]) => each === total)?.[0];
    if (month === undefined || rest < 0) throw conflict(total, rest);
    leaving.set(month, rest);
  }
  return leaving;
}
