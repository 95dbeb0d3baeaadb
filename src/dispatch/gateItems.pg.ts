// What the plan's approval items say of a milestone of a project: which must be there before it, which are, and the red lines of law that stand behind each. Joined
// here because the items are the approvals', the milestone the projects'; the decider of a claim is told of them in the command (gatesFor), and asks or refuses.
import { inScope, scopeOf } from '../access/scope.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Actor } from '../kernel/loop.ts';
import { isDate, type PlainDate } from '../kernel/plainDate.ts';
import { sql } from '../kernel/sql.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { acceptanceOf } from '../loops/approvals/acceptance.facts.ts';
import { approvalRulesSection } from '../loops/approvals/approvalRules.plan.ts';
import type { GatesFrom } from '../loops/projects/import.gates.ts';
import type { GatesOf } from '../loops/projects/import.known.pg.ts';
import { lifecyclesSection } from '../loops/projects/projects.plan.ts';
import { declaredFor, type GateItem, onePerGroup } from './gateItems.ts';
import { stepsMissing } from './gatePath.pg.ts';

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
  const [row] = await view.query(
    sql`select lifecycle from project where city = ${view.city.id} and subject = ${project}`,
  );
  const declared = declaredFor(view, String(row?.lifecycle ?? ''), milestone);
  if (declared.length === 0) return [];
  const standing = await readStanding(
    view,
    [project],
    declared.map(({ item }) => item.id),
  );
  const items = itemsOn(view, declared, { standing: standing.get(project), on, granting });
  if (items.every(({ met }) => met)) return items;
  // Built first and accepted afterwards: the letter's own path is what must have been gone.
  const steps = await stepsMissing(view, { project, milestone, on });
  return [...items, ...steps.map(({ id, title }): GateItem => ({ id, name: title, ...NOT_GONE }))];
}

const NOT_GONE = { hard: true, basis: false, met: false, filed: false, redLines: [] };

/** Of one project: since when each item is met, and which were applied for; the day of its joint acceptance. */
interface Standing {
  readonly metOn: ReadonlyMap<string, PlainDate>;
  readonly filed: ReadonlySet<string>;
  /** When a grant was told by hand after its day. */
  readonly heardOn: ReadonlyMap<string, PlainDate>;
  readonly certifiedOn: PlainDate | undefined;
}

/** Of many projects in two questions. A project with nothing of either is not there. */
async function readStanding(
  view: LedgerView,
  projects: readonly string[],
  items: readonly string[],
): Promise<ReadonlyMap<string, Standing>> {
  const city = view.city.id;
  const rows = await view.query(
    sql`select a.project, a.item, min(least(case when a.outcome = 'granted' then a.decided_on end, d.granted_on))::text as met_on,
      (array_agg(a.closed_heard_on::text order by a.decided_on, a.closed_heard_on) filter (where a.outcome = 'granted'))[1] as heard_on,
      bool_or(a.outcome is distinct from 'refused' and a.withdrawn_on is null) as filed
      from unnest(${[...projects]}::text[]) as wanted (project) join approval a on a.city = ${city} and a.project = wanted.project
      left join approval_deferral d on d.city = a.city and d.subject = a.subject and d.level = 'permit'
      where a.item = any(${[...items]}::text[]) group by a.project, a.item`,
  );
  const certified = await view.query(
    sql`select e.subject, min(e.occurred_on)::text as day from unnest(${projects.map(acceptanceOf)}::text[]) as wanted (subject)
      join acceptance_event e on e.city = ${city} and e.subject = wanted.subject and e.kind = 'acceptanceCertified' and not e.voided group by e.subject`,
  );
  const days = new Map(certified.map((row) => [String(row.subject), String(row.day) as PlainDate]));
  const byProject = Map.groupBy(rows, (row) => String(row.project));
  return new Map(
    projects
      .filter((project) => byProject.has(project) || days.has(acceptanceOf(project)))
      .map((project): readonly [string, Standing] => {
        const own = byProject.get(project) ?? [];
        const met = own.filter(({ met_on }) => met_on !== null);
        return [
          project,
          {
            metOn: new Map(met.map((row) => [String(row.item), String(row.met_on) as PlainDate])),
            heardOn: new Map(
              own.flatMap(({ item, heard_on }) =>
                heard_on === null ? [] : [[String(item), String(heard_on) as PlainDate] as const],
              ),
            ),
            // What was refused or withdrawn is to be applied for again.
            filed: new Set(own.filter(({ filed }) => filed === true).map((row) => String(row.item))),
            certifiedOn: days.get(acceptanceOf(project)),
          },
        ];
      }),
  );
}

function itemsOn(
  view: Pick<LedgerView, 'plan'>,
  declared: ReturnType<typeof declaredFor>,
  {
    standing,
    on,
    granting,
  }: {
    readonly standing: Standing | undefined;
    readonly on: PlainDate;
    readonly granting?: string | undefined;
  },
): readonly GateItem[] {
  const lines = view.plan.section(approvalRulesSection).redLines;
  const by = (day: PlainDate | undefined) => day !== undefined && day <= on;
  return onePerGroup(
    declared.map(({ item, hard, basis, group }) => ({
      group,
      ...heard(standing?.heardOn.get(item.id)),
      id: item.id,
      name: item.name,
      hard,
      basis,
      met:
        item.id === granting ||
        by(standing?.metOn.get(item.id)) ||
        (item.phase === '竣工验收' && by(standing?.certifiedOn)),
      filed: standing?.filed.has(item.id) === true,
      redLines: lines
        .filter(({ id }) => item.redLines.includes(id))
        .map(({ title, law }) => ({ title, law })),
    })),
  );
}

function heard(heardOn: PlainDate | undefined): Pick<GateItem, 'heardOn'> {
  return heardOn === undefined ? {} : { heardOn };
}

/** The least day: before anything was met. */
const EVER = '0001-01-01' as PlainDate;

/**
 * The same of all projects that the rows of a list may be about, whatever day each row tells: what is missing before each milestone that has gates, of a project that nothing is known
 * of, and of each other from which day on. The import tries its claims with it (loops/projects/import.plan.ts).
 */
export const gatesToldOf: GatesOf = async (view, { lifecycle, projects }) => {
  const gated = new Map(
    (view.plan.section(lifecyclesSection).find(({ id }) => id === lifecycle)?.milestones ?? []).flatMap(
      ({ id }) => {
        const declared = declaredFor(view, lifecycle, id);
        return declared.length === 0 ? [] : [[id, declared] as const];
      },
    ),
  );
  const missing = (items: readonly GateItem[]) => items.filter(({ met }) => !met).map(toldItem);
  const none = Object.fromEntries(
    [...gated].map(([id, declared]) => [
      id,
      missing(itemsOn(view, declared, { standing: undefined, on: view.today })),
    ]),
  );
  if (gated.size === 0 || projects.length === 0) return { none, of: {} };
  const ids = [...new Set([...gated.values()].flatMap((declared) => declared.map(({ item }) => item.id)))];
  const standing = await readStanding(view, projects, ids);
  const letters = await lettersOf(view, projects);
  const of: Record<string, Record<string, readonly GatesFrom[]>> = {};
  for (const project of projects) {
    const own = standing.get(project);
    const path = letters.get(project) ?? [];
    if (own === undefined && path.length === 0) continue;
    const days = [
      ...new Set([
        EVER,
        ...(own?.metOn.values() ?? []),
        ...(own?.certifiedOn === undefined ? [] : [own.certifiedOn]),
        ...path,
      ]),
    ].sort();
    const told: Record<string, readonly GatesFrom[]> = {};
    for (const [milestone, declared] of gated) {
      const spans: GatesFrom[] = [];
      for (const from of days) {
        const items = missing(itemsOn(view, declared, { standing: own, on: from }));
        const steps =
          path.length === 0 || items.length === 0
            ? []
            : await stepsMissing(view, { project, milestone, on: from });
        const gone = steps.map(({ id, title }) => toldItem({ id, name: title, ...NOT_GONE }));
        spans.push({ from, missing: [...items, ...gone] });
      }
      told[milestone] = spans;
    }
    of[project] = told;
  }
  return { none, of };
};

/** Days on which something of a two-sided letter, or of the nodes of its path, happened. */
async function lettersOf(
  view: LedgerView,
  projects: readonly string[],
): Promise<ReadonlyMap<string, readonly PlainDate[]>> {
  const city = view.city.id;
  const rows = await view.query(
    sql`select p.project, e.occurred_on::text as day from unnest(${[...projects]}::text[]) as wanted (project)
      join promise p on p.city = ${city} and p.project = wanted.project and p.sort = 'letter'
      join promise_event e on e.city = p.city and e.subject = p.subject and not e.voided
      union select p.project, m.occurred_on::text from unnest(${[...projects]}::text[]) as wanted (project)
      join promise p on p.city = ${city} and p.project = wanted.project and p.sort = 'letter'
      join project_milestone m on m.city = p.city and m.subject = p.project and m.counted`,
  );
  const days = Map.groupBy(rows, (row) => String(row.project));
  return new Map(
    [...days].map(([project, list]) => [project, list.map(({ day }) => String(day) as PlainDate)]),
  );
}

function toldItem({ id, name, hard, basis, redLines }: Omit<GateItem, 'met' | 'filed'>) {
  return {
    id,
    name,
    hard,
    ...(basis ? { basis } : {}),
    redLines: redLines.map(({ title, law }) => `${title}（${law}）`),
  };
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

/** Commands that a milestone is claimed or recognised by, and whose decider is told of what is missing before it. */
const TOLD: ReadonlySet<string> = new Set([
  'claimMilestone',
  'correctMilestone',
  'passClaim',
  'recogniseMilestone',
]);

/**
 * What the plan's gates miss (`gateItems`), where a command claims or recognises a milestone within the actor's reach; undefined where nothing is to be told.
 * Who lies out of reach is refused by the decider and told nothing.
 */
export async function gatesFor(
  view: LedgerView,
  actor: Actor,
  { loop, command, body }: { readonly loop: string; readonly command: string; readonly body: JsonObject },
): Promise<JsonObject | undefined> {
  if (!asksGates(loop, command)) return undefined;
  const about = await aboutOf(view, command, body);
  if (about === undefined || !inScope(scopeOf(actor), about.unit, view.plan.units, view.today))
    return undefined;
  const missing = (await gateItems(view, about)).filter(({ met }) => !met);
  return missing.length === 0 ? undefined : { gateItems: missing.map(toldItem) };
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
  if (command === 'passClaim') {
    const [draft] = await view.query(
      sql`select milestone, occurred_on::text as day from project_claim_draft where city = ${city} and subject = ${project} and draft = ${String(body.draft ?? '')}`,
    );
    return draft && { ...at, milestone: String(draft.milestone), on: String(draft.day) as PlainDate };
  }
  const [version] = await view.query(
    sql`select milestone, occurred_on from project_milestone where city = ${city} and subject = ${project} and claim = ${String(body.claim ?? '')}`,
  );
  if (version === undefined) return undefined;
  const told = command === 'correctMilestone' ? String(body.occurredOn ?? '') : '';
  const day = isDate(told) ? told : String(version.occurred_on);
  return { ...at, milestone: String(version.milestone), on: day as PlainDate };
}
