// Which units an actor sees and acts for. One rule, in two forms: a test over the dated unit tree, and the same as an SQL
// predicate over unit_closure. It judges units only; what may be done there is a capability (roles.ts).
import type { Actor, DecideContext, UnitTree } from '../kernel/loop.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import { type Sql, sql } from '../kernel/sql.ts';
import { atOrBelow } from '../ledger/unitCondition.ts';
import { reachOf } from './roles.ts';

/** `all`: every unit of the city. Else the unit and everything below it in the tree of task-bearing units. */
export type Scope = { readonly all: true } | { readonly all: false; readonly unit: string };

export function scopeOf(actor: Pick<Actor, 'unit' | 'roles'>): Scope {
  return reachOf(actor) === 'city' ? { all: true } : { all: false, unit: actor.unit };
}

export function inScope(scope: Scope, unit: string, units: UnitTree, on: PlainDate): boolean {
  return scope.all || scope.unit === unit || units.within(unit, scope.unit, on);
}

/** What a refusal calls a unit: its name on that day; the id of one that the plan does not know. */
export function unitName(id: string, { plan, today }: Pick<DecideContext, 'plan' | 'today'>): string {
  return plan.units.find(id, today)?.name ?? id;
}

/** Whether a list of units (with those below them) names the actor's; an empty list names everybody. */
export function isNamed(
  list: readonly string[],
  actor: Pick<Actor, 'unit'>,
  units: UnitTree,
  on: PlainDate,
): boolean {
  return list.length === 0 || list.some((unit) => unit === actor.unit || units.within(actor.unit, unit, on));
}

/** A condition on the column named by `column` (trusted text of ours): true for the rows that the scope reaches on that date. */
export function scopeCondition(
  scope: Scope,
  column: Sql,
  at: { readonly city: string; readonly planHash: string; readonly on: PlainDate },
): Sql {
  return scope.all ? sql`true` : atOrBelow(scope.unit, column, at);
}
