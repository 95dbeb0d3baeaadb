// What 流程实况 reads of the ledger: the passages of a lifecycle's projects, kept for a head and a day. What a head, a day, a plan and a calendar give never changes, so what is
// kept is never stale; a new fact has a new head. It is kept of the whole city, so that what is usual is one thing for all; who reaches less is given less of it.
import { setImmediate as immediate } from 'node:timers/promises';
import { inScope, type Scope } from '../access/scope.ts';
import {
  type Decision,
  type FlowAt,
  type HeldApproval,
  markBeyond,
  type Passage,
  passagesOfCases,
} from '../foresight/projectFlow.ts';
import { readProjectCases } from '../foresight/projectLog.pg.ts';
import type { ProjectCase } from '../foresight/projectLog.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import { Problem } from '../kernel/problem.ts';
import { sql } from '../kernel/sql.ts';
import { headText } from '../ledger/fact.ts';
import type { Ledger } from '../ledger/ledger.pg.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { approvalItemsSection } from '../loops/approvals/approvals.plan.ts';
import { type Lifecycle, lifecyclesSection } from '../loops/projects/projects.plan.ts';
import { taskUnits } from './units.ts';

export interface ProjectFlow {
  readonly lifecycle: Lifecycle;
  readonly lifecycles: readonly { readonly id: string; readonly name: string; readonly projects: number }[];
  /** Of the projects in reach. */
  readonly passages: readonly Passage[];
  /** Of all projects of the city: what is usual is judged by them. */
  readonly all: readonly Passage[];
}

interface CityFlow {
  readonly passages: readonly Passage[];
  readonly projects: readonly { readonly unit: string; readonly lifecycle: string }[];
}

/** Of a city of 1,440 projects one is about 3 MB. */
const FLOWS_MAX = 6;
const kept = new WeakMap<Ledger, Map<string, CityFlow>>();

/** Without a name the lifecycle that is counted, else the first. Fails with `lifecycle_unknown`. */
export async function readProjectFlow(
  view: LedgerView,
  ledger: Ledger,
  scope: Scope,
  named: string | undefined,
): Promise<ProjectFlow> {
  const lifecycles = view.plan.section(lifecyclesSection);
  const lifecycle =
    named === undefined
      ? (lifecycles.find(({ counted }) => counted) ?? lifecycles[0])
      : lifecycles.find(({ id }) => id === named);
  if (!lifecycle) throw lifecycleUnknown(named, lifecycles);
  const { passages: all, projects } = await readCityFlow(view, ledger, lifecycle);
  const isWithin = reachOf(view, scope);
  const counts = new Map<string, number>();
  for (const { unit, lifecycle: id } of projects)
    if (isWithin(unit)) counts.set(id, (counts.get(id) ?? 0) + 1);
  return {
    lifecycle,
    lifecycles: lifecycles.map(({ id, name }) => ({ id, name, projects: counts.get(id) ?? 0 })),
    passages: scope.all ? all : all.filter(({ project }) => isWithin(project.unit)),
    all,
  };
}

/** Asked of every project, and units repeat. */
function reachOf(view: LedgerView, scope: Scope): (unit: string) => boolean {
  const known = new Map<string, boolean>();
  return (unit) => {
    const found = known.get(unit) ?? inScope(scope, unit, view.plan.units, view.asOf);
    known.set(unit, found);
    return found;
  };
}

async function readCityFlow(view: LedgerView, ledger: Ledger, lifecycle: Lifecycle): Promise<CityFlow> {
  const flows = kept.get(ledger) ?? new Map<string, CityFlow>();
  kept.set(ledger, flows);
  const key = JSON.stringify([
    view.city.id,
    headText(view.head),
    view.asOf,
    view.known.on,
    view.plan.hash,
    view.calendar?.id,
    lifecycle.id,
  ]);
  const found = flows.get(key);
  if (found !== undefined) return found;
  const made = await readAnew(view, lifecycle);
  if (flows.size >= FLOWS_MAX) flows.delete(flows.keys().next().value ?? '');
  flows.set(key, made);
  return made;
}

/** So many projects are gone through before others get their turn: a few milliseconds. */
const PROJECTS_AT_ONCE = 100;

async function readAnew(view: LedgerView, lifecycle: Lifecycle): Promise<CityFlow> {
  const cases = await readProjectCases(view);
  return {
    passages: await passagesIn(view, cases, lifecycle),
    projects: cases.map(({ facts: { project } }) => ({ unit: project.unit, lifecycle: project.lifecycle })),
  };
}

/** Of all projects of a view that go through the lifecycle. */
export async function passagesIn(
  view: LedgerView,
  cases: readonly ProjectCase[],
  lifecycle: Lifecycle,
): Promise<readonly Passage[]> {
  const units = taskUnits(view.plan, view.asOf);
  const at: FlowAt = {
    lifecycle,
    calendar: view.calendar,
    asOf: view.asOf,
    knownOn: view.known.on,
    decisions: await readDecisions(view),
    approvals: await readApprovals(view, lifecycle),
    countyOf: (unit) => units.over(unit)?.id ?? null,
  };
  const passages: Passage[] = [];
  for (let done = 0; done < cases.length; done += PROJECTS_AT_ONCE) {
    passages.push(...passagesOfCases(cases.slice(done, done + PROJECTS_AT_ONCE), at));
    await immediate();
  }
  return markBeyond(passages);
}

/** Days of the city's zone on which claims were recorded and decided on; of all projects, for it is only looked up in. */
async function readDecisions(view: LedgerView): Promise<ReadonlyMap<string, Decision>> {
  const { id: city, zone } = view.city;
  const rows = await view.query(sql`
    select claim, (claimed_at at time zone ${zone})::date as claimed_on, (decided_at at time zone ${zone})::date as decided_on, decided_unit
    from project_milestone
    where city = ${city} and needs_recognition and occurred_on <= ${view.asOf}::date`);
  return new Map(
    rows.map((row) => [
      String(row.claim),
      {
        claimedOn: row.claimed_on as PlainDate,
        decidedOn: row.decided_on as PlainDate | null,
        decidedUnit: row.decided_unit as string | null,
      },
    ]),
  );
}

/** Applications for items that hold a milestone of the lifecycle, by project: who decides is what the application says, else what the plan does. */
async function readApprovals(
  view: LedgerView,
  lifecycle: Lifecycle,
): Promise<ReadonlyMap<string, readonly HeldApproval[]>> {
  const items = new Map(view.plan.section(approvalItemsSection).map((item) => [item.id, item]));
  const rows = await view.query(sql`
    select project, item, authority, filed_on, closed_on from approval
    where city = ${view.city.id} and filed_on <= ${view.asOf}::date
    order by project, filed_on, subject`);
  const held = new Map<string, HeldApproval[]>();
  for (const row of rows) {
    const item = items.get(String(row.item));
    const gate = item?.gates.find((one) => one.lifecycle === lifecycle.id && one.milestone !== undefined);
    if (item === undefined || gate?.milestone === undefined) continue;
    const project = String(row.project);
    const list = held.get(project) ?? [];
    held.set(project, list);
    list.push({
      item: item.id,
      itemName: item.name,
      authority: (row.authority as string | null) ?? item.authority ?? null,
      milestone: gate.milestone,
      filedOn: row.filed_on as PlainDate,
      closedOn: row.closed_on as PlainDate | null,
    });
  }
  return held;
}

function lifecycleUnknown(named: string | undefined, lifecycles: readonly Lifecycle[]): Problem {
  const known = lifecycles.map(({ id }) => id).join('、');
  return new Problem({
    code: 'lifecycle_unknown',
    status: 404,
    message: `计划里没有全生命周期“${named ?? ''}”。The plan has no such lifecycle.`,
    fix:
      known === '' ? '先在计划里写 lifecycles。Declare one in the plan.' : `可用：${known}。Known: ${known}.`,
  });
}
