// What 目标任务 reads of the ledger: the plan in force as a web, kept for a plan and a day, and the lines of the targets that a page speaks of.

import type { JsonObject } from '../kernel/json.ts';
import type { Words } from '../kernel/loop.ts';
import type { MeasureCatalog } from '../ledger/measures.pg.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { targetsSection } from '../loops/indicators/targets.rules.ts';
import type { PlanRegistry } from '../plan/check.ts';
import type { CompiledPlan } from '../plan/plan.ts';
import { readTargetLines } from './cockpit.pg.ts';
import type { TargetLine } from './cockpit.view.ts';
import { type PlanIndex, planIndex } from './planIndex.ts';

export interface GoalPlan {
  readonly index: PlanIndex;
  readonly titleOf: (section: string) => Words;
}

const INDEXES_MAX = 8;
const kept = new WeakMap<MeasureCatalog, Map<string, GoalPlan>>();

/** The plan of the standpoint; what a plan and a day give never changes. Fails as `view.plan.section` does where no plan is in force. */
export function goalPlan(view: LedgerView, catalog: MeasureCatalog, registry: PlanRegistry): GoalPlan {
  view.plan.section(targetsSection);
  const plan = view.plan as CompiledPlan;
  const held = kept.get(catalog) ?? new Map<string, GoalPlan>();
  kept.set(catalog, held);
  const key = `${view.city.id} ${plan.hash} ${view.asOf}`;
  const found = held.get(key);
  if (found !== undefined) return found;
  const titles = new Map(registry.sections.map((section) => [section.key, section.title]));
  const titleOf = (section: string): Words => titles.get(section) ?? { zh: section, en: section };
  const made: GoalPlan = {
    titleOf,
    index: planIndex({
      plan,
      sections: inOrder(plan.content.sections),
      on: view.asOf,
      measures: catalog.measures,
      titleOf,
    }),
  };
  if (held.size >= INDEXES_MAX) held.delete(held.keys().next().value ?? '');
  held.set(key, made);
  return made;
}

/** What is promised first, then what shows it, then the rest: the order in which lists and paragraphs name the sections. */
const FIRST = [
  'targets',
  'tasks',
  'campaigns',
  'keyProjects',
  'servicePromises',
  'landProgram',
  'chainProgram',
  'chains',
  'approvalItems',
  'requestKinds',
  'risks',
  'themes',
  'indicators',
  'reporting',
];

function inOrder(sections: JsonObject): JsonObject {
  const rank = (key: string) => (FIRST.indexOf(key) + FIRST.length + 1) % (FIRST.length + 1);
  return Object.fromEntries(Object.entries(sections).toSorted(([a], [b]) => rank(a) - rank(b)));
}

export async function goalLines(
  view: LedgerView,
  catalog: MeasureCatalog,
  ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, TargetLine>> {
  if (ids.size === 0) return new Map();
  const targets = view.plan.section(targetsSection).filter(({ id }) => ids.has(id));
  const lines = await readTargetLines(view, catalog, targets);
  return new Map(lines.map((line) => [line.id, line]));
}
