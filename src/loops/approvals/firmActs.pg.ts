// What may be done for a firm about the promises of a letter: file an application, hand in what was asked for. By its agent under a mandate, or by the window that handles the item;
// offered here, decided by agency.ts.
import { may } from '../../access/roles.ts';
import { inScope, type Scope } from '../../access/scope.ts';
import type { Actor } from '../../kernel/loop.ts';
import { sql } from '../../kernel/sql.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { agencyOf } from './agency.facts.ts';
import { holdsOn, type Mandate, mandateFor, mandateRows } from './agency.rows.ts';
import { type ApprovalItem, approvalItemsSection } from './approvals.plan.ts';
import { unitOf } from './approvals.refusals.ts';
import { pathOfKind } from './declaredPath.ts';
import { letterOf } from './promises.commands.ts';

/** Mandates of an account on one project; of who is no agent none. */
export async function mandatesOf(
  view: LedgerView,
  actor: Actor,
  project: string,
): Promise<readonly Mandate[]> {
  if (!may(actor, 'actForFirm')) return [];
  const rows = await view.query(
    sql`select * from agency_mandate where city = ${view.city.id} and subject = ${agencyOf(project)} and agent = ${actor.account}`,
  );
  return mandateRows(rows);
}

/** A mandate of today opens the firm's promises to its agent, whatever unit he sits in. */
export function opensTo(mandates: readonly Mandate[], view: LedgerView): boolean {
  return mandates.some((one) => holdsOn(one, view.today));
}

export interface FirmAct {
  readonly item: string;
  readonly itemName: string;
  /** The application that it is about; null: none was filed. */
  readonly approval: string | null;
  readonly act: 'fileForFirm' | 'handInForFirm' | null;
  /** What the command holds beside its words. */
  readonly body: Readonly<Record<string, string>>;
}

interface Asked {
  readonly actor: Actor;
  readonly scope: Scope;
  readonly mandates: readonly Mandate[];
  readonly project: string;
  readonly unit: string;
  readonly lifecycle: string;
  readonly items: readonly string[];
}

/** One line an item of approval that a promise names. */
export async function firmActs(view: LedgerView, asked: Asked): Promise<readonly FirmAct[]> {
  const { project, items } = asked;
  if (items.length === 0) return [];
  const rows = await view.query(sql`
    select a.subject, a.item, a.closed_on, exists (
        select 1 from approval_event e where e.city = a.city and e.subject = a.subject and e.kind = 'supplementAsked' and not e.voided
          and not exists (select 1 from approval_event h where h.city = a.city and h.subject = a.subject and h.kind = 'supplementHandedIn' and not h.voided
            and (h.occurred_on, h.seq) > (e.occurred_on, e.seq))) as waits
    from approval a where a.city = ${view.city.id} and a.project = ${project} and a.item = any(${[...items]}::text[])
    order by a.filed_on desc, a.subject`);
  const declared = view.plan.section(approvalItemsSection);
  return items.flatMap((id): FirmAct[] => {
    const item = declared.find((each) => each.id === id);
    if (item === undefined) return [];
    const own = rows.filter((row) => row.item === id);
    const waiting = own.find((row) => row.waits === true && row.closed_on === null);
    const named = { item: id, itemName: item.name };
    const allowed = mayHandIn(view, asked, item);
    if (waiting !== undefined) {
      const approval = String(waiting.subject);
      return [{ ...named, approval, act: allowed ? 'handInForFirm' : null, body: { approval } }];
    }
    const [last] = own;
    if (last !== undefined) return [{ ...named, approval: String(last.subject), act: null, body: {} }];
    return [
      { ...named, approval: null, act: allowed ? 'fileForFirm' : null, body: filing(view, asked, item) },
    ];
  });
}

function mayHandIn(view: LedgerView, { actor, scope, mandates, unit }: Asked, item: ApprovalItem): boolean {
  const { plan, today } = view;
  if (view.known.given) return false;
  if (may(actor, 'actForFirm'))
    return typeof mandateFor(mandates, { agent: actor.account, item: item.id, day: today }) !== 'string';
  if (!may(actor, 'handleApprovals') || !inScope(scope, unit, plan.units, today)) return false;
  const authority = item.authority === undefined ? undefined : unitOf(item.authority, { plan, today });
  return (
    authority === undefined || actor.unit === authority || plan.units.within(actor.unit, authority, today)
  );
}

/** The way of the letter where the plan declares one for a kind that the item is filed as. */
function filing(view: LedgerView, { project, lifecycle }: Asked, { id, kinds }: ApprovalItem) {
  for (const kind of kinds) {
    const path = pathOfKind(kind, lifecycle, view);
    if (path !== undefined) return { project, item: id, kind, letter: letterOf(project, path.id) };
  }
  return { project, item: id, kind: kinds[0] ?? '一般' };
}
