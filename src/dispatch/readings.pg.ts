// Readings of the whole city at a date: one statement, then each indicator's own latest period, derived ones computed from their parts.
import { compare, type Decimal, decimal } from '../kernel/decimal.ts';
import { dateInZone, type Instant } from '../kernel/instant.ts';
import type { Row, Words } from '../kernel/loop.ts';
import { type Period, periodEnd, periodOf, previousPeriod } from '../kernel/period.ts';
import { addMonths, type PlainDate, startOfYear } from '../kernel/plainDate.ts';
import { sql } from '../kernel/sql.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { type Derived, inputsOf } from '../loops/indicators/derived.plan.ts';
import { firstDayNeeded, readFigureSources } from '../loops/indicators/derivedInputs.pg.ts';
import { type FigureSources, figureOf, publishedText } from '../loops/indicators/indicators.judge.ts';
import { type Indicator, indicatorsSection } from '../loops/indicators/indicators.plan.ts';
import type { ReadingLine } from './cockpit.view.ts';

export interface CityReading extends ReadingLine {
  /** Why a derived figure cannot be had; null for what is had, and for what is reported and was not. */
  readonly missing: Words | null;
  /** In full precision; null when nothing stands. */
  readonly exact: Decimal | null;
  readonly source: string | null;
}

/** All that stands of the city's own unit, this year and the year before, and what derived figures are made of. */
export async function readCityReadings(
  view: LedgerView,
  asOf: PlainDate = view.asOf,
): Promise<readonly CityReading[]> {
  const all = view.plan.section(indicatorsSection);
  const indicators = all.filter((indicator) => indicator.units === 'city');
  const asked = indicators.map((indicator) => ({ indicator, period: latestPeriod(indicator, asOf) }));
  const from = firstDayNeeded(all, asked, addMonths(startOfYear(asOf), -12));
  const rows = await view.query(sql`
    select indicator, period, value, rank_group, rank_of, rank_tied, source, reported_at, checked_at
    from reading
    where city = ${view.city.id} and unit = ${view.plan.units.rootId} and stands
      and period_end between ${from}::date and ${asOf}::date`);
  const byKey = new Map(rows.map((row) => [`${String(row.indicator)} ${String(row.period)}`, row]));
  const sources = await readFigureSources({ ...view, asOf }, all, asked);
  return indicators.map((indicator) => readingOf(indicator, byKey, { asOf, zone: view.city.zone, sources }));
}

/** The latest period of the indicator that is over by that day. */
export function latestPeriod(indicator: Pick<Indicator, 'period'>, asOf: PlainDate): Period {
  const period = periodOf(asOf, indicator.period);
  return periodEnd(period) <= asOf ? period : previousPeriod(period);
}

function readingOf(
  indicator: Indicator,
  rows: ReadonlyMap<string, Row>,
  { asOf, zone, sources }: { asOf: PlainDate; zone: string; sources: FigureSources },
): CityReading {
  const period = latestPeriod(indicator, asOf);
  const rowOf = (id: string, of: Period): Row | undefined => rows.get(`${id} ${of}`);
  const read = (id: string, of: Period): Decimal | undefined => {
    const row = rowOf(id, of);
    return row === undefined ? undefined : decimal(String(row.value));
  };
  const figure = figureOf(indicator, period, read, sources);
  // The freshness of a derived figure is that of the first indicator it is made of.
  const first = indicator.derived && inputsOf(indicator.derived).find(({ of }) => of === 'indicators');
  const row = rowOf(first?.id ?? indicator.id, period);
  const exact = figure.status === 'known' ? figure.value : null;
  const instant = (row?.checked_at ?? row?.reported_at ?? null) as Instant | null;
  return {
    indicator: indicator.id,
    title: indicator.name,
    value: exact === null ? null : publishedText(exact, indicator),
    unit: indicator.unit,
    status: exact === null ? 'not_published' : 'published',
    rank: indicator.kind === 'rank' && exact !== null ? rankOf(indicator, row, exact) : null,
    period,
    refreshedOn: instant === null ? null : dateInZone(instant, zone),
    missing: indicator.derived !== undefined && figure.status === 'missing' ? figure.cause : null,
    exact,
    source: sourceOf(indicator, row),
  };
}

function rankOf(indicator: Indicator, row: Row | undefined, position: Decimal): ReadingLine['rank'] {
  const of = row?.rank_of ?? indicator.referenceGroup?.size ?? null;
  return {
    position: Number(position.coefficient / 10n ** BigInt(position.scale)),
    of: of === null || of === undefined || compare(decimal(String(of)), position) < 0 ? null : Number(of),
    tied: row?.rank_tied === true,
    group: String(row?.rank_group ?? indicator.referenceGroup?.name ?? ''),
  };
}

function sourceOf({ derived, definition }: Indicator, row: Row | undefined): string | null {
  const said = row?.source === null || row?.source === undefined ? null : String(row.source);
  if (derived === undefined) return said;
  const how = wordsOf(derived);
  return `由台账计算：${how}${definition ? `；${definition}` : ''}`;
}

function wordsOf(derived: Derived): string {
  switch (derived.kind) {
    case 'formula':
      return derived.formula;
    case 'difference':
      return `${derived.of} − ${derived.less}`;
    case 'twoYearAverage':
      return `√[(1+${derived.of})(1+上年${derived.of})]−1`;
  }
}
