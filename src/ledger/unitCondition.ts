// The one predicate over the dated unit tree: a unit and those below it, as a condition on a column. Scope, filters and the rows behind a figure use it.
import type { PlainDate } from '../kernel/plainDate.ts';
import { type Sql, sql } from '../kernel/sql.ts';

/** True where `column` (trusted text of ours) is the unit or lies below it in the tree of task-bearing units on that date. */
export function atOrBelow(
  unit: string,
  column: Sql,
  at: { readonly city: string; readonly planHash: string; readonly on: PlainDate },
): Sql {
  return sql`(${column} = ${unit} or exists (
    select 1 from unit_closure c
    where c.city = ${at.city} and c.plan_hash = ${at.planHash} and c.tree = 'tasks'
      and c.ancestor = ${unit} and c.descendant = ${column}
      and c.valid_from <= ${at.on}::date and c.valid_to >= ${at.on}::date))`;
}
