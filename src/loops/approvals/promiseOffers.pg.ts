// What may be drawn up for a project: the plan's letters with the events that each clock can run on, offered to choose from; what of them the project has had already, so
// that nobody promises what is there; and pre-starts and groups of commitments.
import { may } from '../../access/roles.ts';
import { inScope, type Scope } from '../../access/scope.ts';
import type { Actor, PlanInForce } from '../../kernel/loop.ts';
import { Problem } from '../../kernel/problem.ts';
import { sql } from '../../kernel/sql.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { type ApprovalItem, approvalItemsSection } from './approvals.plan.ts';
import { type ServicePromise, type SidePromise, servicePromisesSection } from './servicePromises.plan.ts';

interface Asked {
  readonly scope: Scope;
  readonly query: { readonly project: string };
  readonly actor: Pick<Actor, 'unit' | 'roles'>;
}

/** Fails with `project_unknown`: also for one out of the account's reach. */
export async function offersOf(view: LedgerView, { scope, query: { project }, actor }: Asked) {
  const rows = await view.query(
    sql`select unit, lifecycle, credit_code from project where city = ${view.city.id} and subject = ${project}`,
  );
  const unit = rows[0]?.unit;
  if (unit === undefined || !inScope(scope, String(unit), view.plan.units, view.today)) {
    throw new Problem({
      code: 'project_unknown',
      status: 404,
      message: `没有项目“${project}”，或不在本账号的范围内。There is no such project within this account’s reach.`,
      fix: '从项目库里找。Look for it in the list.',
    });
  }
  const lifecycle = String(rows[0]?.lifecycle ?? '');
  const fits = view.plan
    .section(servicePromisesSection)
    .filter(({ lifecycles }) => lifecycles.length === 0 || lifecycles.includes(lifecycle));
  const had = await hadAlready(view, project);
  const code = String(rows[0]?.credit_code ?? '')
    .trim()
    .toUpperCase();
  return {
    today: view.today,
    letters: fits
      .filter(({ mechanism }) => mechanism === '双向承诺')
      .map((promise) => ({
        ...promise,
        enterprise: promise.enterprise.map((one) => withChoices(one, promise, view.plan)),
        government: promise.government.map((one) => withChoices(one, promise, view.plan)),
        ...goneOf(promise, had, { plan: view.plan, lifecycle }),
      })),
    preStarts: fits.filter(({ mechanism }) => mechanism === '预动工'),
    groups: [
      ...new Set(fits.flatMap(({ mechanism, group }) => (mechanism === '优先承诺' && group ? [group] : []))),
    ],
    creditCode: /^[0-9A-Z]{8,32}$/.test(code) ? code : null,
    mayKeep: !view.known.given && may(actor, 'keepPromises'),
    mayDesignate: !view.known.given && may(actor, 'recognise'),
  };
}

const SIGNED = '签订双向承诺书';

/** The events that a clock can run on: the letter itself, the item's own course, the steps of the path. The plan's usual ones come first. */
export function withChoices(one: SidePromise, { steps }: Pick<ServicePromise, 'steps'>, plan: PlanInForce) {
  const item = plan.section(approvalItemsSection).find(({ id }) => id === one.approvalItem);
  const isJoint = item?.phase === '竣工验收';
  const unique = (texts: readonly string[]) => [...new Set(texts)];
  const reached = steps.filter((step) => step.milestone !== undefined).map(({ title }) => title);
  const applied = item === undefined ? ['企业提出'] : [`申请“${item.name}”`, `受理“${item.name}”`];
  const ended = item === undefined ? ['政府答复'] : [isJoint ? `“${item.name}”合格` : `准予“${item.name}”`];
  return {
    ...one,
    choices: {
      starts: unique([...(one.usual?.starts ?? []), SIGNED, ...applied, ...reached]),
      ends: unique([...(one.usual?.ends ?? []), ...ended, ...reached]),
    },
  };
}

interface Had {
  /** Days on which items were granted, and nodes reached. */
  readonly items: ReadonlyMap<string, string>;
  readonly nodes: ReadonlyMap<string, string>;
}

async function hadAlready(view: LedgerView, project: string): Promise<Had> {
  const city = view.city.id;
  const items = await view.query(
    sql`select item, min(decided_on)::text as day from approval where city = ${city} and project = ${project} and outcome = 'granted' group by item`,
  );
  const nodes = await view.query(
    sql`select milestone, min(occurred_on)::text as day from project_milestone where city = ${city} and subject = ${project} and state in ('claimed', 'recognised') group by milestone`,
  );
  return {
    items: new Map(items.map((row) => [String(row.item), String(row.day)])),
    nodes: new Map(nodes.map((row) => [String(row.milestone), String(row.day)])),
  };
}

/** Promises whose item is granted, and steps of the path that the project has gone without the letter. */
function goneOf(
  { enterprise, government, steps }: ServicePromise,
  { items, nodes }: Had,
  { plan, lifecycle }: { readonly plan: PlanInForce; readonly lifecycle: string },
) {
  const declared = plan.section(approvalItemsSection);
  const nameOf = (id: string) => declared.find((item) => item.id === id)?.name ?? id;
  return {
    withoutObject: [...enterprise, ...government].flatMap(({ title, approvalItem }) => {
      if (approvalItem === undefined) return [];
      const had = [approvalItem, ...alternativesOf(approvalItem, declared, lifecycle)].find((id) =>
        items.has(id),
      );
      return had === undefined ? [] : [{ title, item: nameOf(had), on: items.get(had) ?? '' }];
    }),
    gone: steps.flatMap(({ title, milestone }) => {
      const on = milestone === undefined ? undefined : nodes.get(milestone);
      return on === undefined ? [] : [{ title, on }];
    }),
  };
}

/** Items of which one is enough beside this one, at a gate of the lifecycle (`oneOf`): what another of them gave need not be promised any more. */
function alternativesOf(id: string, items: readonly ApprovalItem[], lifecycle: string): readonly string[] {
  const groupsOf = ({ gates }: ApprovalItem) =>
    gates
      .filter((gate) => gate.lifecycle === lifecycle && gate.oneOf !== undefined)
      .map(({ milestone, stage, oneOf }) => [milestone ?? '', stage ?? '', oneOf].join(' '));
  const own = items.find((item) => item.id === id);
  const groups = own === undefined ? [] : groupsOf(own);
  return items.flatMap((item) =>
    item.id !== id && groupsOf(item).some((group) => groups.includes(group)) ? [item.id] : [],
  );
}
