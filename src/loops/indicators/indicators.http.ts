// GET /api/indicators: what the plan asks to be read, the readings that stand, who has reported and who has not.
import { z } from 'zod';
import { may } from '../../access/roles.ts';
import { type Route, type RouteRequest, route } from '../../access/route.http.ts';
import { inScope, type Scope } from '../../access/scope.ts';
import { standingOf } from '../../access/standing.ts';
import { type Decimal, decimal, decimalText, sum } from '../../kernel/decimal.ts';
import { dateInZone, type Instant } from '../../kernel/instant.ts';
import type { Actor, Row } from '../../kernel/loop.ts';
import {
  isPeriod,
  type Period,
  periodEnd,
  periodOf,
  periodStart,
  previousPeriod,
} from '../../kernel/period.ts';
import { addMonths, minDate, type PlainDate, startOfYear } from '../../kernel/plainDate.ts';
import { sql } from '../../kernel/sql.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { inputsOf } from './derived.plan.ts';
import { type AskedSources, firstDayNeeded, readFigureSources } from './derivedInputs.pg.ts';
import { figureOf, publishedText, type ReadingOf, yearBefore } from './indicators.judge.ts';
import { type Indicator, indicatorsSection } from './indicators.plan.ts';
import { mayReport } from './indicators.ts';

const IndicatorsQuery = z.object({
  asOf: z.string().optional().describe('时点'),
  known: z.string().optional().describe('按当时已报'),
  period: z.string().max(10).optional().describe('报告期，如 2021-H1；不填 = 各指标最近一期'),
});
type IndicatorsQuery = z.infer<typeof IndicatorsQuery>;

export const INDICATOR_ROUTES: readonly Route[] = [
  route<IndicatorsQuery>({
    method: 'GET',
    path: '/api/indicators',
    title: { zh: '指标数据', en: 'Indicators' },
    query: IndicatorsQuery,
    reply:
      '{at, periods, indicators: [{id, title, unit, kind, period, derived, inputs, missing, value, rank, units, reporting, reporter}]}',
    handler: (request) => request.read((view) => listIndicators(view, request)),
  }),
];

async function listIndicators(
  view: LedgerView,
  { query, actor, scope }: Pick<RouteRequest<IndicatorsQuery, undefined>, 'query' | 'actor' | 'scope'>,
) {
  const indicators = view.plan.section(indicatorsSection);
  const wanted = isPeriod(query.period) ? query.period : undefined;
  // A day that is asked for holds; else a period just reported is seen before its reporting day.
  const last = wanted ? (query.asOf ? minDate(view.asOf, periodEnd(wanted)) : periodEnd(wanted)) : view.asOf;
  const shown = indicators.filter(
    (indicator) => wanted === undefined || periodOf(periodEnd(wanted), indicator.period) === wanted,
  );
  const asked = shown.map((indicator) => ({ indicator, period: wanted ?? lastPeriod(indicator, view.asOf) }));
  const listed = addMonths(startOfYear(last), -12);
  const from = firstDayNeeded(indicators, asked, listed);
  const rows = await view.query(sql`select distinct on (indicator, unit, period) *
    from reading where city = ${view.city.id} and state in ('reported', 'checked') and period_end between ${from}::date and ${last}::date
    order by indicator, unit, period, stands desc, reported_seq desc`);
  const byKey = new Map(
    rows.map((row) => [keyOf(String(row.indicator), String(row.unit), String(row.period)), row]),
  );
  const periods = [
    ...new Set(rows.flatMap((row) => (String(row.period_end) < listed ? [] : [String(row.period)]))),
  ].toSorted();
  const sources = await readFigureSources(view, indicators, asked);
  return {
    at: standingOf(view),
    periods,
    indicators: asked.map(({ indicator, period }) =>
      indicatorLine(view, indicator, { byKey, period, sources, actor, scope }),
    ),
  };
}

/** The latest one that is over. */
function lastPeriod(indicator: Indicator, asOf: PlainDate): Period {
  const now = periodOf(asOf, indicator.period);
  return periodEnd(now) <= asOf ? now : previousPeriod(now);
}

function keyOf(indicator: string, unit: string, period: string): string {
  return `${indicator} ${unit} ${period}`;
}

interface Readings {
  readonly byKey: ReadonlyMap<string, Row>;
  readonly period: Period;
  readonly sources: AskedSources;
  readonly actor: Actor;
  readonly scope: Scope;
}

function indicatorLine(view: LedgerView, indicator: Indicator, readings: Readings) {
  const { byKey, period, sources, actor, scope } = readings;
  const { units } = view.plan;
  const standing = (id: string, unit: string, of: string) => {
    const row = byKey.get(keyOf(id, unit, of));
    return row?.stands === true ? row : undefined;
  };
  const lines = expectedUnits(view, indicator).map((unit) =>
    unitLine(view, unit, byKey.get(keyOf(indicator.id, unit, period))),
  );
  // The figure and its 报送率 are the city's for whoever asks; the units' own lines are those in reach.
  const inReach = lines.filter(({ unit }) => unit === units.rootId || inScope(scope, unit, units, view.asOf));
  const readingOf = (id: string, of: Period) => decimalOf(standing(id, units.rootId, of));
  const own = figureOf(indicator, period, readingOf, sources);
  const value = own.status === 'known' ? own.value : indicator.rollUp === 'none' ? undefined : rolled(lines);
  const row = standing(indicator.id, units.rootId, period);
  return {
    id: indicator.id,
    title: indicator.name,
    unit: indicator.unit,
    kind: indicator.kind,
    period,
    derived: indicator.derived ?? null,
    inputs: inputLines(indicator, period, readingOf, sources),
    missing: indicator.derived !== undefined && own.status === 'missing' ? own.cause : null,
    definition: indicator.definition ?? null,
    value: value === undefined ? null : publishedText(value, indicator),
    rank:
      indicator.kind === 'rank' && row
        ? {
            position: Number(row.value),
            of: row.rank_of === null ? (indicator.referenceGroup?.size ?? null) : Number(row.rank_of),
            tied: row.rank_tied === true,
            group: String(row.rank_group ?? indicator.referenceGroup?.name ?? ''),
          }
        : null,
    units: inReach,
    reporting: { expected: lines.length, reported: lines.filter((line) => line.value !== null).length },
    reporter: indicator.derived === undefined && isReporter(view, indicator, actor),
  };
}

/** What a derived figure was made of, so that every one of them opens: an indicator as its own line, a measure as the rows it counts. */
function inputLines({ derived }: Indicator, period: Period, readingOf: ReadingOf, sources: AskedSources) {
  return (derived === undefined ? [] : inputsOf(derived)).map(({ of, id, key, yearsBefore }) => {
    const when = yearsBefore === 1 ? yearBefore(period) : period;
    const input = of === 'indicators' ? sources.indicatorOf(id) : undefined;
    const held = input ? figureOf(input, when, readingOf, sources) : undefined;
    const value =
      held === undefined ? sources.measureOf(id, when) : held.status === 'known' ? held.value : undefined;
    return {
      key,
      of,
      id,
      title: input?.name ?? null,
      unit: input?.unit ?? null,
      period: when,
      from: periodStart(when),
      to: periodEnd(when),
      value: value === undefined ? null : decimalText(value),
    };
  });
}

function decimalOf(row: Row | undefined): Decimal | undefined {
  return row === undefined ? undefined : decimal(String(row.value));
}

function rolled(
  lines: readonly { readonly value: string | null; readonly state: string }[],
): Decimal | undefined {
  const values = lines.flatMap((line) =>
    line.value !== null && line.state === 'checked' ? [decimal(line.value)] : [],
  );
  return values.length === 0 ? undefined : sum(values);
}

function unitLine(view: LedgerView, unit: string, row: Row | undefined) {
  const instant = (row?.checked_at ?? row?.reported_at ?? null) as Instant | null;
  return {
    unit,
    name: view.plan.units.find(unit, view.asOf)?.name ?? unit,
    value: row === undefined ? null : String(row.value),
    state: row === undefined ? 'missing' : row.stands === true ? 'checked' : String(row.state),
    refreshedOn: instant === null ? null : dateInZone(instant, view.city.zone),
    reading: row === undefined ? null : String(row.reading),
  };
}

/** Townships and villages are many: their list is the drill-down's matter, so only units that bear tasks are named here. */
function expectedUnits(view: LedgerView, indicator: Indicator): string[] {
  if (indicator.derived !== undefined) return [];
  const { units } = view.plan;
  if (indicator.units === 'city') return [units.rootId];
  return units
    .children(units.rootId, view.asOf)
    .filter((unit) => unit.bearsTasks)
    .map((unit) => unit.id);
}

function isReporter(view: LedgerView, indicator: Indicator, actor: Actor): boolean {
  if (!may(actor, 'report')) return false;
  if (
    indicator.reportedBy === undefined &&
    (indicator.units === 'city' || actor.unit === view.plan.units.rootId)
  )
    return false;
  return mayReport(indicator, { actor, plan: view.plan, today: view.today });
}
