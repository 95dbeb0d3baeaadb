// 审批作废 in the inbox: a grant was taken back after the milestone that it stood before was recognised. The recogniser looks whether the recognition still holds and, where
// it does not, takes it back; nothing is taken back by itself.
import { isNamed, scopeCondition, scopeOf } from '../access/scope.ts';
import type { Actor, Row } from '../kernel/loop.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import { raw, sql } from '../kernel/sql.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { lifecyclesSection } from '../loops/projects/projects.plan.ts';
import { gateItems } from './gateItems.pg.ts';
import { atOf, ITEMS_MAX } from './inboxStanding.pg.ts';

/** Rows of project_milestone with name, lifecycle and `lost`: names of what was granted, was voided since, and is not there by the milestone's day. */
export async function gatesLost(view: LedgerView, actor: Actor): Promise<readonly Row[]> {
  const city = view.city.id;
  const { plan, today } = view;
  const rows = await view.query(
    sql`select m.subject, m.claim, m.milestone, m.unit, m.occurred_on::text as occurred_on, m.late, m.decided_at as claimed_at, p.name, p.lifecycle,
        array_agg(distinct a.item) as items
      from approval_event e
      join approval a on a.city = e.city and a.subject = e.subject
      join project_milestone m on m.city = e.city and m.subject = a.project and m.counted
      join project p on p.city = m.city and p.subject = m.subject
      where e.city = ${city} and e.kind = 'approvalDecided' and e.voided and e.body->>'outcome' = 'granted' and p.ended_on is null
        and ${scopeCondition(scopeOf(actor), raw('m.unit'), { city, planHash: atOf(view).planHash, on: today })}
      group by m.subject, m.claim, m.milestone, m.unit, m.occurred_on, m.late, m.decided_at, p.name, p.lifecycle
      order by m.occurred_on, m.subject limit ${ITEMS_MAX}`,
  );
  const lost: Row[] = [];
  for (const row of rows) {
    const milestone = plan
      .section(lifecyclesSection)
      .find(({ id }) => id === row.lifecycle)
      ?.milestones.find(({ id }) => id === row.milestone);
    if (!isNamed(milestone?.recognisedBy ?? [], actor, plan.units, today)) continue;
    const about = {
      project: String(row.subject),
      milestone: String(row.milestone),
      on: String(row.occurred_on) as PlainDate,
    };
    const items = new Set(row.items as readonly string[]);
    const names = (await gateItems(view, about)).filter(({ id, met }) => !met && items.has(id));
    if (names.length > 0) lost.push({ ...row, lost: names.map(({ name }) => name).join('、') });
  }
  return lost;
}
