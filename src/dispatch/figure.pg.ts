// 数字的来历: a measure's value, its breakdown by unit and month, and the rows behind it, all from the one relation that the cockpit's figure came from.

import { standingOf } from '../access/standing.ts';
import { add, decimal, decimalText, sum, ZERO } from '../kernel/decimal.ts';
import type { PlanInForce, Row } from '../kernel/loop.ts';
import type { MeasureSource } from '../kernel/measure.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import { addMonths, startOfMonth, startOfYear } from '../kernel/plainDate.ts';
import { sql } from '../kernel/sql.ts';
import type { MeasureCatalog } from '../ledger/measures.pg.ts';
import { getMeasure } from '../ledger/measures.pg.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { indicatorsSection } from '../loops/indicators/indicators.plan.ts';
import { lifecyclesSection } from '../loops/projects/projects.plan.ts';
import { reportingSection } from '../plan/organisation.ts';
import type { FigureView } from './cockpit.view.ts';
import { byDimension, figureDimensions } from './figureDimensions.ts';
import { nextOffset, offsetOf, PAGE_ROWS } from './paging.ts';
import { unpublishedMeasures } from './published.ts';
import { type TaskUnits, taskUnits } from './units.ts';

export interface FigureQuestion {
  readonly measure: string;
  readonly from?: PlainDate | undefined;
  readonly unit?: string | undefined;
  /** A dimension of it, and the value it is narrowed to; '-': nobody has told one. */
  readonly by?: string | undefined;
  readonly value?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
  /** Rows are shown of this unit only (the reach of the account); the figures are the city's. */
  readonly rowsOf?: string | undefined;
}

/** Fails with `measure_unknown`, `dimension_unknown`, `cursor_invalid`. */
export async function readFigure(
  view: LedgerView,
  catalog: MeasureCatalog,
  asked: FigureQuestion,
): Promise<FigureView> {
  const { measure, source } = getMeasure(catalog, asked.measure);
  const range = { from: asked.from ?? startOfYear(view.asOf), asOf: view.asOf };
  const units = taskUnits(view.plan, view.asOf);
  const dimensions = figureDimensions(view.plan, source, view.city.id);
  const dimension = dimensions.find(({ id }) => id === asked.by);
  // One that is not known is refused by the question itself.
  const by = asked.by === undefined ? [] : [asked.by];
  const all =
    (await view.askMeasures([measure.id], { ...range, by: ['unit', 'month', ...by] })).get(measure.id) ?? [];
  const only =
    dimension === undefined || asked.value === undefined
      ? undefined
      : { by: dimension.id, value: asked.value === '-' ? null : asked.value };
  const answers = only === undefined ? all : all.filter((row) => (row[only.by] ?? null) === only.value);
  const wanted =
    asked.unit === undefined ? answers : answers.filter((row) => isOf(row, asked.unit as string, view));
  const offset = offsetOf(asked.cursor);
  const limit = asked.limit ?? PAGE_ROWS;
  const own = asked.unit === undefined ? asked.rowsOf : undefined;
  const opened = await view.openMeasure(measure.id, {
    ...range,
    unit: asked.unit ?? own,
    only,
    offset,
    limit,
  });
  return {
    at: standingOf(view),
    measure: {
      id: measure.id,
      title: measure.title,
      unit: measure.unit,
      definition: measure.definition,
      published: !unpublishedMeasures(view).has(measure.id),
    },
    ...range,
    value: total(wanted),
    byUnit: byUnit(answers, units),
    rowsOf: own === undefined ? null : { unit: own, name: units.nameOf(own) },
    byMonth: source.tense === 'flow' ? byMonth(wanted) : [],
    dimensions: dimensions.map(({ id, title }) => ({ id, title })),
    byDimension:
      dimension === undefined
        ? null
        : byDimension(
            dimension,
            asked.unit === undefined ? all : all.filter((row) => isOf(row, asked.unit as string, view)),
            units.nameOf,
          ),
    asReported: null,
    columns: source.opens,
    rows: await withDecisions(
      view,
      opened.rows.map((row) => shown(row, units, termsOf(view.plan, source))),
    ),
    total: opened.total,
    nextCursor: nextOffset(offset, opened.rows.length, opened.total),
  };
}

function isOf(row: Row, unit: string, view: LedgerView): boolean {
  return row.unit === unit || view.plan.units.within(String(row.unit), unit, view.asOf);
}

function total(rows: readonly { readonly value: string }[]): string {
  return decimalText(sum(rows.map((row) => decimal(row.value))));
}

type Answer = Row & { readonly value: string };

function byUnit(rows: readonly Answer[], units: TaskUnits): FigureView['byUnit'] {
  const sums = new Map(units.all.map((unit) => [unit.id, ZERO]));
  for (const row of rows) {
    const unit = units.over(String(row.unit))?.id ?? String(row.unit);
    sums.set(unit, add(sums.get(unit) ?? ZERO, decimal(row.value)));
  }
  return [...sums].map(([unit, value]) => ({
    unit,
    name: units.nameOf(unit),
    value: decimalText(value),
    opens: true,
  }));
}

function byMonth(rows: readonly Answer[]): FigureView['byMonth'] {
  const sums = new Map<string, ReturnType<typeof decimal>>();
  for (const row of rows)
    sums.set(String(row.month), add(sums.get(String(row.month)) ?? ZERO, decimal(row.value)));
  return [...sums]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([month, value]) => ({ month, value: decimalText(value) }));
}

/** Beside a claim that was decided on, `decided_seq`: the number of the fact that decided, which leads to it. */
async function withDecisions(
  view: LedgerView,
  rows: readonly Record<string, string | null>[],
): Promise<FigureView['rows']> {
  const claims = rows.flatMap((row) => (row.claim && row.decided_at ? [row.claim] : []));
  if (claims.length === 0) return rows;
  const found = await view.query(
    sql`select claim, decided_seq from project_milestone where city = ${view.city.id} and claim = any(${claims})`,
  );
  const seqs = new Map(found.map((row) => [String(row.claim), String(row.decided_seq)]));
  return rows.map((row) => ({ ...row, decided_seq: seqs.get(row.claim ?? '') ?? null }));
}

/** The plan's own names for the ids in columns of the type `term`; ids of ours (states, kinds of money) are put in words where they are shown. */
function termsOf(plan: PlanInForce, source: MeasureSource): (column: string, value: string) => string {
  const columns = new Set(source.opens.filter(({ type }) => type === 'term').map(({ column }) => column));
  if (columns.size === 0) return (_, value) => value;
  const names = new Map<string, string>([
    ...plan.section(indicatorsSection).map((one) => [`indicator ${one.id}`, one.name] as const),
    // One id may be a milestone of several lifecycles: the counted one's name is the last set, and holds.
    ...plan
      .section(lifecyclesSection)
      .toSorted((a, b) => Number(a.counted) - Number(b.counted))
      .flatMap((one) => one.milestones.map((each) => [`what ${each.id}`, each.name] as const)),
  ]);
  return (column, value) => (columns.has(column) ? (names.get(`${column} ${value}`) ?? value) : value);
}

/** As texts; a unit by its name, because nobody knows 441284 by heart. */
function shown(
  row: Row,
  units: TaskUnits,
  termOf: (column: string, value: string) => string,
): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => {
      if (value === null || value === undefined) return [column, null];
      return [
        column,
        column === 'unit' || column.endsWith('_unit')
          ? units.nameOf(String(value))
          : termOf(column, String(value)),
      ];
    }),
  );
}

/** The day on which the month of `asOf` was due to be reported: what was known then is what was published. */
export function reportingDayAfter(plan: PlanInForce, asOf: PlainDate): PlainDate {
  const { reportingDayOfNextMonth } = plan.section(reportingSection);
  const next = startOfMonth(addMonths(startOfMonth(asOf), 1));
  return `${next.slice(0, 8)}${String(reportingDayOfNextMonth).padStart(2, '0')}` as PlainDate;
}

/** Only the value, for a comparison between two standpoints. */
export async function readValue(
  view: LedgerView,
  asked: Pick<FigureQuestion, 'measure' | 'from' | 'unit'>,
): Promise<string> {
  const range = { from: asked.from ?? startOfYear(view.asOf), asOf: view.asOf };
  const rows = (await view.askMeasures([asked.measure], { ...range, by: ['unit'] })).get(asked.measure) ?? [];
  return total(asked.unit === undefined ? rows : rows.filter((row) => isOf(row, asked.unit as string, view)));
}
