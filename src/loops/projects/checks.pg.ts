// The rows of a whole city at a day, looked through once for a head, a day and a plan and kept: what these three give never changes. Whom it is shown to is
// cut afterwards (checks.lines.ts); a probe has to see across counties.
import type { Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { type Sql, sql } from '../../kernel/sql.ts';
import { headText } from '../../ledger/fact.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { type CheckedCity, type CityRows, lookThrough } from './checks.city.ts';

const KEPT_MAX = 4;
const kept = new Map<string, Promise<CheckedCity>>();

/** What failed is not kept. */
export function readCheckedCity(view: LedgerView, asOf: PlainDate): Promise<CheckedCity> {
  const key = JSON.stringify([view.city.id, headText(view.head), asOf, view.plan.hash]);
  const found = kept.get(key);
  if (found !== undefined) return found;
  const read = rowsOf(view, asOf).then((rows) => lookThrough(rows, view.plan, asOf));
  if (kept.size >= KEPT_MAX) kept.delete(kept.keys().next().value ?? '');
  kept.set(key, read);
  read.catch(() => kept.delete(key));
  return read;
}

const NONE: readonly Row[] = [];

async function rowsOf(view: LedgerView, asOf: PlainDate): Promise<CityRows> {
  const city = view.city.id;
  const bySubject = async (statement: Sql) =>
    Map.groupBy(await view.query(statement), (row) => String(row.subject));
  const projects = await view.query(
    sql`select * from project where city = ${city} and registered_on <= ${asOf}::date order by subject`,
  );
  const milestones = await bySubject(
    sql`select * from project_milestone where city = ${city} and occurred_on <= ${asOf}::date`,
  );
  const investments = await bySubject(
    sql`select * from project_investment where city = ${city} and state = 'stands' and occurred_on <= ${asOf}::date`,
  );
  const suspensions = await bySubject(sql`select * from project_suspension where city = ${city}`);
  // One amount is the registration's own; only those told again can have jumped.
  const amounts = await bySubject(
    sql`select a.* from project_amount a where a.city = ${city} and exists
      (select 1 from project_amount b where b.city = a.city and b.subject = a.subject and b.fact <> a.fact)`,
  );
  const figures = await bySubject(
    sql`select * from project_figure where city = ${city} and figure = 'visibleProgress' and state = 'stands'
      and occurred_on <= ${asOf}::date`,
  );
  const attributes = await bySubject(
    sql`select * from project_attribute where city = ${city} and attribute = 'parcel'`,
  );
  return {
    projects,
    reasons: await view.query(sql`select * from project_reason where city = ${city}`),
    answers: await view.query(sql`select * from project_answer where city = ${city} and state = 'stands'`),
    of: (subject) => ({
      milestones: milestones.get(subject) ?? NONE,
      investments: investments.get(subject) ?? NONE,
      suspensions: suspensions.get(subject) ?? NONE,
      amounts: amounts.get(subject) ?? NONE,
      figures: figures.get(subject) ?? NONE,
      attributes: attributes.get(subject) ?? NONE,
    }),
  };
}
