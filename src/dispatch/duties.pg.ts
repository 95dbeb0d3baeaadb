// 报送率: who had to report what for the month looked at, by the plan's section `reporting`, and who did. A unit counts as having reported by what it told of
// that duty in that month (projects), or when all the readings it owes are in (indicators): not by being heard of at all.
import { dateInZone, type Instant } from '../kernel/instant.ts';
import type { PlanInForce, Row } from '../kernel/loop.ts';
import { periodEnd } from '../kernel/period.ts';
import { type PlainDate, startOfMonth } from '../kernel/plainDate.ts';
import { sql } from '../kernel/sql.ts';
import type { MeasureCatalog } from '../ledger/measures.pg.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { type ReadingDue, readingsDue } from '../loops/indicators/readingsDue.ts';
import { TOLD_INVESTMENT, TOLD_MILESTONES, told } from '../loops/projects/projects.measures.ts';
import { type Reporting, reportingSection } from '../plan/organisation.ts';
import type { DutyLine, DutyReading, DutyUnit } from './duties.ts';
import { reportingDayAfter } from './figure.pg.ts';
import type { TaskUnits } from './units.ts';

type Duty = Reporting['duties'][number];

const KIND_OF: Readonly<Record<string, string>> = {
  [TOLD_MILESTONES]: 'milestone',
  [TOLD_INVESTMENT]: 'investment',
};

export async function readDuties(
  view: LedgerView,
  catalog: MeasureCatalog,
  units: TaskUnits,
): Promise<readonly DutyLine[]> {
  const { duties } = view.plan.section(reportingSection);
  if (duties.length === 0) return [];
  const heard = await readHeard(view);
  const readings = await readReadings(view, units);
  return duties.map((duty) => {
    const measures = [...catalog.measures.keys()].filter((id) => covers(duty, id));
    const of = { duty, measures, units, view };
    const lines = measures.some((id) => id.startsWith('indicators.'))
      ? readingLines(of, readings)
      : toldLines(of, catalog, heard);
    return {
      id: duty.id,
      title: duty.title,
      measures,
      isEvents: measures.some((id) => catalog.measures.get(id)?.toldBy === TOLD_MILESTONES),
      from: startOfMonth(view.asOf),
      asOf: view.asOf,
      dueOn: reportingDayAfter(view.plan, view.asOf),
      expected: lines.length,
      reported: lines.filter((line) => line.reported).length,
      units: lines,
    };
  });
}

/** `of` holds ids of measures, or their first part. */
export function covers({ of }: Pick<Duty, 'of'>, measure: string): boolean {
  return of.some((one) => one === measure || measure.startsWith(`${one}.`));
}

/** Units that owe: the task-bearing ones of the named kinds, then those named. */
function owing(duty: Duty, units: TaskUnits): readonly string[] {
  const byKind = units.all.filter((unit) => duty.byKinds.some((kind) => kind === unit.kind));
  return [...new Set([...byKind.map((unit) => unit.id), ...duty.byUnits])];
}

interface Of {
  readonly duty: Duty;
  readonly measures: readonly string[];
  readonly units: TaskUnits;
  readonly view: LedgerView;
}

function toldLines(
  { duty, measures, units, view }: Of,
  catalog: MeasureCatalog,
  heard: readonly Row[],
): readonly DutyUnit[] {
  const toldBy = [...new Set(measures.flatMap((id) => catalog.measures.get(id)?.toldBy ?? []))];
  const kinds = toldBy.map((id) => KIND_OF[id]);
  const rows = heard.filter((row) => kinds.includes(String(row.kind)));
  return owing(duty, units).map((unit) => {
    const bears = units.all.some((one) => one.id === unit);
    // A county is heard of by facts about its own; a bureau by what it told itself.
    const own = rows.filter((row) =>
      bears
        ? units.over(String(row.unit))?.id === unit
        : within(view.plan, String(row.told_unit), unit, view.asOf),
    );
    const count = own.reduce((sum, row) => sum + Number(row.count), 0);
    const [measure] = toldBy;
    const opens = bears && measure !== undefined && toldBy.length === 1 && count > 0;
    return {
      unit,
      name: units.nameOf(unit),
      reported: count > 0,
      told: count,
      due: null,
      lastOn: lastOf(own.map((row) => dayOf(row.last_at, view))),
      figure: opens ? { measure, from: startOfMonth(view.asOf), asOf: view.asOf, unit } : null,
      readings: [],
    };
  });
}

function within(plan: PlanInForce, unit: string, above: string, on: PlainDate): boolean {
  return unit === above || plan.units.within(unit, above, on);
}

interface DueAndRow extends ReadingDue {
  readonly row: Row | undefined;
}

/** A unit with nothing due that month is not expected. */
function readingLines({ duty, units, view }: Of, readings: readonly DueAndRow[]): readonly DutyUnit[] {
  return owing(duty, units).flatMap((unit) => {
    const own = readings.filter(({ reporter }) => reporter === unit);
    if (own.length === 0) return [];
    const lines = own.map(({ indicator, period, row }): DutyReading => {
      const state = row === undefined ? 'missing' : row.stands === true ? 'checked' : 'reported';
      return { indicator: indicator.id, title: indicator.name, period, state };
    });
    const done = own.filter(({ row }) => row !== undefined);
    return [
      {
        unit,
        name: units.nameOf(unit),
        reported: done.length === own.length,
        told: done.length,
        due: own.length,
        lastOn: lastOf(done.map(({ row }) => dayOf(row?.reported_at, view))),
        figure: null,
        readings: lines,
      },
    ];
  });
}

/** What was told of projects for the month looked at, by unit and teller. */
function readHeard(view: LedgerView): Promise<readonly Row[]> {
  const relation = told({ city: view.city.id, from: startOfMonth(view.asOf), asOf: view.asOf });
  return view.query(sql`select t.unit, t.told_unit, t.kind, count(*)::int as count, max(t.told_at) as last_at
    from (${relation}) t group by t.unit, t.told_unit, t.kind`);
}

/** The readings owed for periods that end in the month looked at, each with the row that answers it. */
async function readReadings(view: LedgerView, units: TaskUnits): Promise<readonly DueAndRow[]> {
  const from = startOfMonth(view.asOf);
  const due = readingsDue(
    view.plan,
    view.asOf,
    units.all.map((unit) => unit.id),
  ).filter(({ period }) => periodEnd(period) >= from);
  return withReadings(view, due);
}

/** Each reading owed with the last row that was not sent back. */
export async function withReadings(
  view: LedgerView,
  due: readonly ReadingDue[],
): Promise<readonly DueAndRow[]> {
  if (due.length === 0) return [];
  const ends = [...new Set(due.map(({ period }) => periodEnd(period)))];
  const rows =
    await view.query(sql`select distinct on (indicator, unit, period) indicator, unit, period, stands, reported_at
    from reading where city = ${view.city.id} and period_end = any(${ends}::date[]) and state in ('reported', 'checked')
    order by indicator, unit, period, stands desc, reported_seq desc`);
  const byKey = new Map(rows.map((row) => [`${row.indicator} ${row.unit} ${row.period}`, row]));
  return due.map((one) => ({ ...one, row: byKey.get(`${one.indicator.id} ${one.unit} ${one.period}`) }));
}

function dayOf(at: unknown, view: LedgerView): string | null {
  return at == null ? null : dateInZone(at as Instant, view.city.zone);
}

function lastOf(days: readonly (string | null)[]): string | null {
  return days.reduce((last, day) => (day !== null && (last === null || day > last) ? day : last), null);
}
