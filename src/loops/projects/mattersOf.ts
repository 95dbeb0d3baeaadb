// Whom the matters of a project are told to, and what he reaches. Pure.
import { may } from '../../access/roles.ts';
import { inScope, scopeOf } from '../../access/scope.ts';
import type { Actor, PlanInForce, Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import type { Lifecycle } from './projects.plan.ts';
import type { ProjectRow } from './projects.rows.ts';

export interface MattersOf {
  readonly project: ProjectRow;
  readonly lifecycle: Lifecycle;
  readonly actor: Actor;
  readonly plan: PlanInForce;
  readonly today: PlainDate;
  /** False in a view as known then: nothing is offered. */
  readonly acts: boolean;
  /** The project's rows by fold table. */
  readonly rows: Readonly<Record<string, readonly Row[]>>;
  /** Batches that list the project. */
  readonly batches: readonly Row[];
}

export const nameOf = ({ plan, today }: MattersOf, unit: unknown): string =>
  plan.units.find(String(unit), today)?.name ?? String(unit);
export const reaches = ({ actor, plan, project, today, acts }: MattersOf): boolean =>
  acts && inScope(scopeOf(actor), project.unit, plan.units, today);
export const claims = (of: MattersOf): boolean =>
  reaches(of) && may(of.actor, 'claim') && of.project.endedOn === null;
export const judges = (of: MattersOf): boolean => reaches(of) && may(of.actor, 'recognise');
