// Questions about readings: series, latest, ranks among units, roll-ups over the dated unit tree, who has reported. Only what stands is a value;
// what waits for its check counts as reported (报送率) and nowhere else.
import { type Scope, scopeCondition } from '../../access/scope.ts';
import { decimal } from '../../kernel/decimal.ts';
import type { Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { raw, type Sql, sql } from '../../kernel/sql.ts';
import type { Asker } from '../../ledger/view.pg.ts';
import { ranked } from './indicators.judge.ts';
import type { Indicator } from './indicators.plan.ts';

export interface ReadingsAt {
  readonly city: string;
  readonly planHash: string;
  readonly asOf: PlainDate;
}

const COLUMNS = raw(
  'r.subject, r.reading, r.indicator, r.unit, r.period, r.period_end, r.value, r.rank_group, r.rank_of, r.rank_tied, r.source, r.late, r.reported_by, r.reported_unit, r.reported_at, r.checked_by, r.checked_unit, r.checked_at',
);

/** The standing readings of one indicator and unit whose periods end in the range, oldest first. */
export function readingSeries(
  asker: Asker,
  { city, asOf }: ReadingsAt,
  { indicator, unit, from }: { readonly indicator: string; readonly unit: string; readonly from: PlainDate },
): Promise<Row[]> {
  return asker.query(sql`select ${COLUMNS} from reading r
    where r.city = ${city} and r.indicator = ${indicator} and r.unit = ${unit} and r.stands
      and r.period_end between ${from}::date and ${asOf}::date
    order by r.period_end`);
}

/** The latest standing reading of each indicator of one unit. Freshness: period_end says of when it is, reported_at when it came. */
export function latestReadings(
  asker: Asker,
  { city, asOf }: ReadingsAt,
  { indicators, unit }: { readonly indicators: readonly string[]; readonly unit: string },
): Promise<Row[]> {
  return asker.query(sql`select distinct on (r.indicator) ${COLUMNS} from reading r
    where r.city = ${city} and r.indicator = any(${[...indicators]}::text[]) and r.unit = ${unit} and r.stands and r.period_end <= ${asOf}::date
    order by r.indicator, r.period_end desc`);
}

/** All versions of the readings of a subject, in the order of their recording. */
export function readingVersions(asker: Asker, city: string, subject: string): Promise<Row[]> {
  return asker.query(
    sql`select r.* from reading r where r.city = ${city} and r.subject = ${subject} order by r.reported_seq`,
  );
}

/** What waits for its check, longest waiting first. */
export function checkQueue(
  asker: Asker,
  { city, planHash, asOf, scope, limit }: ReadingsAt & { readonly scope: Scope; readonly limit: number },
): Promise<Row[]> {
  return asker.query(sql`select r.* from reading r
    where r.city = ${city} and r.state = 'reported' and ${scopeCondition(scope, raw('r.unit'), { city, planHash, on: asOf })}
    order by r.reported_seq limit ${limit}`);
}

export interface RankedUnit {
  readonly unit: string;
  readonly value: string;
  readonly position: number;
  readonly tied: boolean;
}

/** Units by the value of one period, standard competition ranking (1, 2, 2, 4). Units without a standing reading have no place. */
export async function unitRanking(
  asker: Asker,
  { city }: ReadingsAt,
  question: {
    readonly indicator: string;
    readonly periodEnd: PlainDate;
    readonly units: readonly string[];
    readonly order?: 'greatest' | 'least';
  },
): Promise<readonly RankedUnit[]> {
  const rows = await asker.query(sql`select r.unit, r.value::text as value from reading r
    where r.city = ${city} and r.indicator = ${question.indicator} and r.unit = any(${[...question.units]}::text[]) and r.stands
      and r.period_end = ${question.periodEnd}::date
    order by r.unit`);
  const values = rows.map((row) => ({ unit: String(row.unit), value: String(row.value) }));
  return ranked(values, ({ value }) => decimal(value), question.order).map(({ item, position, tied }) => ({
    ...item,
    position,
    tied,
  }));
}

/** Which units of a plan an indicator is read of, as a condition on the table `unit` (alias u). */
function expectedOf(indicator: Pick<Indicator, 'units'>): Sql {
  const levels: Readonly<Record<Indicator['units'], string>> = {
    city: `c.depth = 0`,
    taskUnits: 'u.bears_tasks',
    townships: `u.kind = 'township'`,
    villages: `u.kind = 'village'`,
  };
  return raw(levels[indicator.units]);
}

/** The expected units below (or equal to) each of the given ones on a day: ancestor, unit. For the level `city` the given one itself. */
function expectedUnits(
  { city, planHash }: ReadingsAt,
  indicator: Pick<Indicator, 'units'>,
  units: readonly string[],
  on: PlainDate,
): Sql {
  return sql`select c.ancestor, c.descendant as unit
    from unit_closure c
    join unit u on u.city = c.city and u.plan_hash = c.plan_hash and u.id = c.descendant and ${on}::date between u.valid_from and u.valid_to
    where c.city = ${city} and c.plan_hash = ${planHash} and c.tree = 'tasks' and c.ancestor = any(${[...units]}::text[])
      and ${on}::date between c.valid_from and c.valid_to and ${expectedOf(indicator)}`;
}

export interface RollUp {
  readonly unit: string;
  /** Sum of the standing values of the expected units below; null while none has any. */
  readonly value: string | null;
  readonly expected: number;
  /** How many of them went into the value. */
  readonly included: number;
}

/**
 * The indicator rolled up to each of the units over the tree of the period's last day. Only units of the indicator's own level are summed, so that no
 * level is counted on top of another. `sum` takes readings of that period, `latest` the last one up to it.
 */
export async function rollUp(
  asker: Asker,
  at: ReadingsAt,
  question: {
    readonly indicator: Pick<Indicator, 'id' | 'units' | 'rollUp'>;
    readonly periodEnd: PlainDate;
    readonly units: readonly string[];
  },
): Promise<readonly RollUp[]> {
  const { indicator, periodEnd, units } = question;
  const until =
    indicator.rollUp === 'latest'
      ? sql`r.period_end <= ${periodEnd}::date`
      : sql`r.period_end = ${periodEnd}::date`;
  const rows = await asker.query(sql`
    with expected as (${expectedUnits(at, indicator, units, periodEnd)}),
    held as (
      select distinct on (r.unit) r.unit, r.value
      from reading r
      where r.city = ${at.city} and r.indicator = ${indicator.id} and r.stands and ${until}
      order by r.unit, r.period_end desc
    )
    select e.ancestor as unit, sum(h.value)::text as value, count(*)::int as expected, count(h.unit)::int as included
    from expected e
    left join held h on h.unit = e.unit
    group by e.ancestor`);
  return rows.map((row) => ({
    unit: String(row.unit),
    value: row.value === null ? null : String(row.value),
    expected: Number(row.expected),
    included: Number(row.included),
  }));
}

export interface Reporting {
  readonly expected: number;
  readonly reported: number;
  /** Units that have not reported, at most 200. */
  readonly missing: readonly string[];
  /** When the last of the reports came in. */
  readonly refreshedAt: string | null;
}

/** 报送率 of one indicator and period under a unit: 应报, 已报, and who is missing. What was returned is not reported. */
export async function reportingOf(
  asker: Asker,
  at: ReadingsAt,
  question: {
    readonly indicator: Pick<Indicator, 'id' | 'units'>;
    readonly periodEnd: PlainDate;
    readonly unit: string;
  },
): Promise<Reporting> {
  const { indicator, periodEnd, unit } = question;
  const [row] = await asker.query(sql`
    with expected as (${expectedUnits(at, indicator, [unit], periodEnd)}),
    told as (
      select r.unit, max(r.reported_at) as reported_at
      from reading r
      where r.city = ${at.city} and r.indicator = ${indicator.id} and r.period_end = ${periodEnd}::date and r.state in ('reported', 'checked')
      group by r.unit
    )
    select count(*)::int as expected, count(t.unit)::int as reported, max(t.reported_at) as refreshed_at,
      (array_agg(e.unit order by e.unit) filter (where t.unit is null))[1:200] as missing
    from expected e
    left join told t on t.unit = e.unit`);
  return {
    expected: Number(row?.expected ?? 0),
    reported: Number(row?.reported ?? 0),
    missing: (row?.missing ?? []) as string[],
    refreshedAt: row?.refreshed_at == null ? null : String(row.refreshed_at),
  };
}
