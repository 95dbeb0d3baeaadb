// Lines of `luodi import` that claim or recognise a milestone are asked about the approvals before it, as a claim by hand is (app/commands.http.ts): what is missing is looked
// up for them, many at once, and the decider asks or refuses. Restoring a ledger and replaying a rehearsal decide nothing, and are not asked.
import { inScope, scopeOf } from '../access/scope.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Actor } from '../kernel/loop.ts';
import { isDate } from '../kernel/plainDate.ts';
import { sql } from '../kernel/sql.ts';
import type { Composing, ImportLine } from '../ledger/importCommands.pg.ts';
import type { Ledger } from '../ledger/ledger.pg.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { gatesOn } from '../loops/projects/import.gates.ts';
import { lifecyclesSection } from '../loops/projects/projects.plan.ts';
import { asksGates, gatesFor, gatesToldOf } from './gateItems.pg.ts';
import { declaredFor } from './gateItems.ts';

export function gatesOfLines(
  ledger: Ledger,
  { city, actor }: { readonly city: string; readonly actor: Actor },
): Composing {
  let gated: ReadonlySet<string> = new Set();
  return {
    async begin() {
      gated = await ledger.read(city, {}, async (view) => gatedMilestones(view));
      return gated.size > 0;
    },
    restsOn({ loop, command, body }) {
      if (!asksGates(loop, command)) return undefined;
      if (command === 'claimMilestone' && !gated.has(String(body.milestone))) return undefined;
      return String(body.project ?? '');
    },
    compose: (lines) => ledger.read(city, {}, (view) => composedOf(view, actor, lines)),
  };
}

/** Milestones that have an approval before them in any lifecycle. */
function gatedMilestones(view: Pick<LedgerView, 'plan'>): ReadonlySet<string> {
  const declared = view.plan
    .section(lifecyclesSection)
    .flatMap(({ id: lifecycle, milestones }) =>
      milestones.filter(({ id }) => declaredFor(view, lifecycle, id).length > 0).map(({ id }) => id),
    );
  return new Set(declared);
}

/** Claims in a few questions for all of them; the rest one by one: what they are about stands in the ledger alone. */
async function composedOf(
  view: LedgerView,
  actor: Actor,
  lines: readonly ImportLine[],
): Promise<readonly (JsonObject | undefined)[]> {
  const claims = lines.filter(({ command }) => command === 'claimMilestone');
  const told = await toldOf(view, actor, [...new Set(claims.map(({ body }) => String(body.project ?? '')))]);
  const composed: (JsonObject | undefined)[] = [];
  for (const line of lines)
    composed.push(
      line.command === 'claimMilestone' ? told(line.body, view.today) : await gatesFor(view, actor, line),
    );
  return composed;
}

/** What is missing before a claimed milestone; nothing of a project that is not there or lies out of the actor's reach. */
async function toldOf(view: LedgerView, actor: Actor, projects: readonly string[]) {
  const rows = await view.query(
    sql`select subject, unit, lifecycle from project where city = ${view.city.id} and subject = any(${[...projects]}::text[])`,
  );
  const reached = rows.filter(({ unit }) =>
    inScope(scopeOf(actor), String(unit), view.plan.units, view.today),
  );
  const lifecycles = new Map(reached.map((row) => [String(row.subject), String(row.lifecycle)]));
  const gates = new Map(
    await Promise.all(
      [...Map.groupBy(lifecycles.keys(), (project) => lifecycles.get(project) ?? '')].map(
        async ([lifecycle, of]) => [lifecycle, await gatesToldOf(view, { lifecycle, projects: of })] as const,
      ),
    ),
  );
  return (body: JsonObject, today: string): JsonObject | undefined => {
    const project = String(body.project ?? '');
    const found = gates.get(lifecycles.get(project) ?? '');
    if (found === undefined || !lifecycles.has(project)) return undefined;
    const day = String(body.occurredOn ?? today);
    const at = { project, milestone: String(body.milestone ?? ''), on: isDate(day) ? day : today };
    const missing = gatesOn(found, at);
    return missing.length === 0 ? undefined : { gateItems: missing as JsonObject[string] };
  };
}
