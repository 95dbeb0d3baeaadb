// Questions about findings of inspections: what waits to be rectified by a unit, and what waits to be closed by another.
import { type Scope, scopeCondition } from '../../access/scope.ts';
import type { Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { raw, sql } from '../../kernel/sql.ts';
import type { Asker } from '../../ledger/view.pg.ts';

/** By due day. `open`: of rectifiers in the scope. `rectified`: of projects in the scope; who may close, notTheClosingSide (inspections.ts) tells. */
export function findingsIn(
  asker: Asker,
  at: {
    readonly city: string;
    readonly planHash: string;
    readonly asOf: PlainDate;
    readonly scope: Scope;
    readonly limit: number;
    /** Of those found by units in it. */
    readonly inspector?: Scope;
  },
  state: 'open' | 'rectified',
): Promise<readonly Row[]> {
  const { city, planHash, asOf, scope, limit, inspector = { all: true } } = at;
  const of = raw(state === 'open' ? 'f.rectifier' : 'f.unit');
  return asker.query(sql`
    select f.*, p.name
    from project_finding f
    join project p on p.city = f.city and p.subject = f.subject
    where f.city = ${city} and f.state = ${state} and f.raised_on <= ${asOf}::date
      and ${scopeCondition(scope, of, { city, planHash, on: asOf })}
      and ${scopeCondition(inspector, raw('f.raised_unit'), { city, planHash, on: asOf })}
    order by f.due_on, f.raised_seq
    limit ${limit}`);
}
