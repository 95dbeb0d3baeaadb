// The projects of a view for the event log, the times in stages and the export: every project registered by the day looked at, with its rows.
import type { Scope } from '../access/scope.ts';
import { scopeCondition } from '../access/scope.ts';
import { raw, sql } from '../kernel/sql.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { projectFactsOf } from '../loops/projects/projects.pg.ts';
import type { ProjectCase } from './projectLog.ts';

/** By id. */
export async function readProjectCases(
  view: LedgerView,
  scope: Scope = { all: true },
): Promise<readonly ProjectCase[]> {
  const city = view.city.id;
  const within = scopeCondition(scope, raw('p.unit'), { city, planHash: view.plan.hash, on: view.asOf });
  const rows = await view.query(
    sql`select p.* from project p where p.city = ${city} and p.registered_on <= ${view.asOf} and ${within} order by p.subject`,
  );
  const facts = await projectFactsOf(view, city, rows);
  return rows.flatMap((row) => {
    const found = facts.get(String(row.subject));
    return found ? [{ facts: found, cluster: row.cluster === null ? null : String(row.cluster) }] : [];
  });
}
