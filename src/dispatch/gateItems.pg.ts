// What the plan's approval items say of a milestone of a project: which must be there before it, which are, and the red lines of law that stand behind each. Joined
// here because the items are the approvals', the milestone the projects'; the decider of a claim is told of them in the command (withGateItems), and asks or refuses.
import { inScope, scopeOf } from '../access/scope.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Actor } from '../kernel/loop.ts';
import { isDate, type PlainDate } from '../kernel/plainDate.ts';
import { sql } from '../kernel/sql.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { approvalRulesSection } from '../loops/approvals/approvalRules.plan.ts';
import { type ApprovalItem, approvalItemsSection } from '../loops/approvals/approvals.plan.ts';
import { lifecyclesSection } from '../loops/projects/projects.plan.ts';
import { stepsMissing } from './gatePath.pg.ts';

export interface GateItem {
  readonly id: string;
  readonly name: string;
  /** The plan says that the milestone is refused without it; else it is asked for. */
  readonly hard: boolean;
  /** Granted by the day, or put off by a permit-level deferral, or within a joint acceptance that was certified. */
  readonly met: boolean;
  readonly filed: boolean;
  readonly redLines: readonly { readonly title: string; readonly law: string }[];
}

/** In the plan's order; none where the plan declares none for the milestone. `on` is the day on which it happened. */
export async function gateItems(
  view: LedgerView,
  {
    project,
    milestone,
    on,
    granting,
  }: {
    readonly project: string;
    readonly milestone: string;
    readonly on: PlainDate;
    /** As it will be once this item is granted. */
    readonly granting?: string;
  },
): Promise<readonly GateItem[]> {
  const city = view.city.id;
  const [row] = await view.query(
    sql`select lifecycle from project where city = ${city} and subject = ${project}`,
  );
  const declared = declaredFor(view, String(row?.lifecycle ?? ''), milestone);
  if (declared.length === 0) return [];
  const standing = await view.query(
    sql`select a.item, bool_or(a.outcome = 'granted' and a.decided_on <= ${on}::date
        or exists (select 1 from approval_deferral d where d.city = a.city and d.subject = a.subject and d.level = 'permit' and d.granted_on <= ${on}::date)) as met
      from approval a where a.city = ${city} and a.project = ${project} and a.item = any(${declared.map(({ item }) => item.id)}::text[]) group by a.item`,
  );
  const certified = await view.query(
    sql`select 1 from acceptance_event where city = ${city} and subject = ${`acceptance/${project}`} and kind = 'acceptanceCertified' and not voided
      and occurred_on <= ${on}::date limit 1`,
  );
  const lines = view.plan.section(approvalRulesSection).redLines;
  const each = declared.map(({ item, hard, oneOf }) => {
    const own = standing.find((each) => each.item === item.id);
    return {
      oneOf,
      id: item.id,
      name: item.name,
      hard,
      met: own?.met === true || item.id === granting || (item.phase === '竣工验收' && certified.length > 0),
      filed: own !== undefined,
      redLines: lines
        .filter(({ id }) => item.redLines.includes(id))
        .map(({ title, law }) => ({ title, law })),
    };
  });
  const items = onePerGroup(each);
  if (items.every(({ met }) => met)) return items;
  // Built first and accepted afterwards: the letter's own path is what must have been gone.
  const steps = await stepsMissing(view, { project, milestone, on });
  const missing = { hard: true, met: false, filed: false, redLines: [] };
  return [...items, ...steps.map(({ id, title }): GateItem => ({ id, name: title, ...missing }))];
}

export interface OpenedGate {
  readonly milestone: string;
  readonly name: string;
  /** What it will still lack by name; none where the grant opens it. */
  readonly lacks: readonly string[];
}

/** What granting the item today would open: every milestone not yet recognised that has it among what comes before, in the plan's order. */
export async function openedBy(
  view: LedgerView,
  { project, item }: { readonly project: string; readonly item: string },
): Promise<readonly OpenedGate[]> {
  const city = view.city.id;
  const [row] = await view.query(
    sql`select lifecycle from project where city = ${city} and subject = ${project}`,
  );
  const lifecycle = view.plan.section(lifecyclesSection).find(({ id }) => id === row?.lifecycle);
  const reached = await view.query(
    sql`select milestone from project_milestone where city = ${city} and subject = ${project} and counted`,
  );
  const opened: OpenedGate[] = [];
  for (const { id, name } of lifecycle?.milestones ?? []) {
    const isBefore = declaredFor(view, String(row?.lifecycle), id).some((each) => each.item.id === item);
    if (!isBefore || reached.some(({ milestone }) => milestone === id)) continue;
    const items = await gateItems(view, { project, milestone: id, on: view.today, granting: item });
    opened.push({ milestone: id, name, lacks: items.filter(({ met }) => !met).map((each) => each.name) });
  }
  return opened;
}

/** Items of which one is enough stand as one: the one that is granted, else the one that is filed, else all of them by name. */
export function onePerGroup(
  items: readonly (GateItem & { readonly oneOf: string | undefined })[],
): readonly GateItem[] {
  const groups = Map.groupBy(items, ({ oneOf, id }) =>
    oneOf === undefined ? `item ${id}` : `group ${oneOf}`,
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { oneOf: _, ...best } = group.find(({ met }) => met) ?? group.find(({ filed }) => filed) ?? first;
    if (best.met || best.filed || group.length === 1)
      return [{ ...best, hard: group.some(({ hard }) => hard) }];
    const lines = new Map(
      group.flatMap(({ redLines }) => redLines.map((line) => [line.title, line] as const)),
    );
    return [
      {
        ...best,
        name: group.map(({ name }) => name).join('或'),
        hard: group.some(({ hard }) => hard),
        redLines: [...lines.values()],
      },
    ];
  });
}

/** The items that the plan names as gates of the milestone, or of the stage that it enters. */
export function declaredFor(
  view: Pick<LedgerView, 'plan'>,
  lifecycleId: string,
  milestoneId: string,
): readonly { readonly item: ApprovalItem; readonly hard: boolean; readonly oneOf: string | undefined }[] {
  const lifecycle = view.plan.section(lifecyclesSection).find(({ id }) => id === lifecycleId);
  const milestone = lifecycle?.milestones.find(({ id }) => id === milestoneId);
  if (lifecycle === undefined || milestone === undefined) return [];
  return view.plan.section(approvalItemsSection).flatMap((item) => {
    const gates = item.gates.filter(
      (gate) =>
        gate.lifecycle === lifecycle.id &&
        (gate.milestone === milestone.id || (gate.stage !== undefined && gate.stage === milestone.enters)),
    );
    const oneOf = gates.find((gate) => gate.oneOf !== undefined)?.oneOf;
    return gates.length === 0 ? [] : [{ item, hard: gates.some(({ hard }) => hard), oneOf }];
  });
}

/** Commands that a milestone is claimed or recognised by, and whose decider is told of what is missing before it. */
const TOLD: ReadonlySet<string> = new Set(['claimMilestone', 'recogniseMilestone']);

/**
 * The body of a command with what the plan's gates miss (`gateItems`), where it claims or recognises a milestone within the actor's reach; else as it was
 * given. Who lies out of reach is refused by the decider and told nothing.
 */
export async function withGateItems(
  view: LedgerView,
  actor: Actor,
  { loop, command, body }: { readonly loop: string; readonly command: string; readonly body: JsonObject },
): Promise<JsonObject> {
  if (!asksGates(loop, command)) return body;
  const about = await aboutOf(view, command, body);
  if (about === undefined || !inScope(scopeOf(actor), about.unit, view.plan.units, view.today)) return body;
  const missing = (await gateItems(view, about)).filter(({ met }) => !met);
  if (missing.length === 0) return body;
  const gateItemsTold = missing.map(({ id, name, hard, redLines }) => ({
    id,
    name,
    hard,
    redLines: redLines.map(({ title, law }) => `${title}（${law}）`),
  }));
  return { ...body, gateItems: gateItemsTold };
}

export function asksGates(loop: string, command: string): boolean {
  return loop === 'projects' && TOLD.has(command);
}

async function aboutOf(view: LedgerView, command: string, body: JsonObject) {
  const city = view.city.id;
  const project = String(body.project ?? '');
  const [row] = await view.query(sql`select unit from project where city = ${city} and subject = ${project}`);
  if (row === undefined) return undefined;
  const at = { project, unit: String(row.unit) };
  if (command === 'claimMilestone') {
    const day = String(body.occurredOn ?? view.today);
    return {
      ...at,
      milestone: String(body.milestone ?? ''),
      on: (isDate(day) ? day : view.today) as PlainDate,
    };
  }
  const [version] = await view.query(
    sql`select milestone, occurred_on from project_milestone where city = ${city} and subject = ${project} and claim = ${String(body.claim ?? '')}`,
  );
  if (version === undefined) return undefined;
  return { ...at, milestone: String(version.milestone), on: String(version.occurred_on) as PlainDate };
}
