// Questions about drafts inside units: what waits for a step, and what was sent back.
import { type Scope, scopeCondition } from '../../access/scope.ts';
import type { Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { raw, sql } from '../../kernel/sql.ts';
import type { Asker } from '../../ledger/view.pg.ts';

/** Drafts under way of projects in the scope, longest waiting first; whose turn it is, mayStep (claimSteps.rows.ts) tells. */
export function openDrafts(
  asker: Asker,
  at: {
    readonly city: string;
    readonly planHash: string;
    readonly asOf: PlainDate;
    readonly scope: Scope;
    readonly limit: number;
  },
): Promise<readonly Row[]> {
  return draftsWhere(asker, at, `d.state = 'open'`);
}

/** Drafts sent back to this account, while nothing was drafted or claimed of the milestone since. */
export async function draftsSentBack(
  asker: Asker,
  at: {
    readonly city: string;
    readonly planHash: string;
    readonly asOf: PlainDate;
    readonly scope: Scope;
    readonly limit: number;
  },
  account: string,
): Promise<readonly Row[]> {
  const rows = await draftsWhere(
    asker,
    at,
    `d.state = 'sentBack' and p.ended_on is null
      and not exists (select 1 from project_claim_draft n where n.city = d.city and n.subject = d.subject and n.milestone = d.milestone
        and n.drafted_seq > d.drafted_seq)
      and not exists (select 1 from project_milestone n where n.city = d.city and n.subject = d.subject and n.milestone = d.milestone
        and n.claimed_seq > d.drafted_seq)`,
  );
  return rows.filter((row) => row.drafted_by === account);
}

function draftsWhere(
  asker: Asker,
  {
    city,
    planHash,
    asOf,
    scope,
    limit,
  }: {
    readonly city: string;
    readonly planHash: string;
    readonly asOf: PlainDate;
    readonly scope: Scope;
    readonly limit: number;
  },
  condition: string,
): Promise<readonly Row[]> {
  return asker.query(sql`
    select d.*, p.name, p.lifecycle
    from project_claim_draft d
    join project p on p.city = d.city and p.subject = d.subject
    where d.city = ${city} and ${raw(condition)} and ${scopeCondition(scope, raw('d.unit'), { city, planHash, on: asOf })}
    order by d.drafted_seq
    limit ${limit}`);
}
