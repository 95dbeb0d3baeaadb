// The rows of a whole city at a day, looked through once for its last fact about a project, a day and a plan, and kept: what these give never changes, whatever
// else is recorded meanwhile. Whom it is shown to is cut afterwards (checks.lines.ts); a probe has to see across counties.
import type { PlanInForce, Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { type Sql, sql } from '../../kernel/sql.ts';
import { groupTurns } from '../../kernel/turns.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { type CheckedCity, type CityRows, lookThrough } from './checks.city.ts';
import { checksSection } from './checks.plan.ts';
import { inTurns } from './inTurns.node.ts';

const KEPT_MAX = 4;
/** By the compiled plan, of which each ledger has its own: two ledgers in one process do not read each other's. */
const kept = new WeakMap<PlanInForce, Map<string, Promise<CheckedCity>>>();

/** What failed is not kept. */
export async function readCheckedCity(view: LedgerView, asOf: PlainDate): Promise<CheckedCity> {
  // Every fact about a project refolds its row, so the last of these tells all that checks read; the same holds of the rows as known then.
  const [last] = await view.query(sql`select max(last_seq) as seq from project where city = ${view.city.id}`);
  const cities = kept.get(view.plan) ?? new Map<string, Promise<CheckedCity>>();
  kept.set(view.plan, cities);
  const key = JSON.stringify([view.city.id, last?.seq ?? null, asOf]);
  const found = cities.get(key);
  if (found !== undefined) return found;
  // In turns: of 100,000 projects it takes seconds, and others are answered meanwhile.
  const read = rowsOf(view, asOf).then((rows) => inTurns(lookThrough(rows, view.plan, asOf)));
  if (cities.size >= KEPT_MAX) cities.delete(cities.keys().next().value ?? '');
  cities.set(key, read);
  read.catch(() => cities.delete(key));
  return read;
}

const NONE: readonly Row[] = [];

function asksForPapers(plan: PlanInForce): boolean {
  return plan.section(checksSection).some(({ condition }) => condition.kind === 'sameEvidence');
}

/** Files that stand as evidence of one kind of milestone in more than one project. */
function sharedPapers(city: string, asOf: PlainDate): Sql {
  return sql`
    with paper as materialized (
      select m.subject, m.milestone, m.occurred_on, e.value->>'digest' as digest, e.value->>'name' as name
      from project_milestone m cross join lateral jsonb_array_elements(m.evidence) e
      where m.city = ${city} and m.state in ('claimed', 'recognised') and m.occurred_on <= ${asOf}::date and e.value ? 'digest'
    ), shared as (
      select milestone, digest from paper group by milestone, digest having count(distinct subject) > 1
    )
    select p.* from paper p join shared s on s.milestone = p.milestone and s.digest = p.digest order by p.subject, p.milestone, p.occurred_on, p.name`;
}

async function rowsOf(view: LedgerView, asOf: PlainDate): Promise<CityRows> {
  const city = view.city.id;
  const bySubject = async (statement: Sql) =>
    inTurns(groupTurns(await view.query(statement), (row) => String(row.subject)));
  const projects = await view.query(
    sql`select * from project where city = ${city} and registered_on <= ${asOf}::date order by subject`,
  );
  const milestones = await bySubject(
    sql`select subject, claim, root_claim, milestone, unit, occurred_on, planned_investment_yuan, state, counted, claimed_seq, claimed_by, claimed_unit, without_approvals
      from project_milestone where city = ${city} and occurred_on <= ${asOf}::date`,
  );
  const investments = await bySubject(
    sql`select subject, report, root_report, measure, month, unit, occurred_on, amount_yuan, state from project_investment where city = ${city} and state = 'stands' and occurred_on <= ${asOf}::date`,
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
  const papers = asksForPapers(view.plan)
    ? await bySubject(sharedPapers(city, asOf))
    : new Map<string, Row[]>();
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
      papers: papers.get(subject) ?? NONE,
      figures: figures.get(subject) ?? NONE,
      attributes: attributes.get(subject) ?? NONE,
    }),
  };
}
