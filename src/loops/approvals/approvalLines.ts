// One approval as a line of a list: names, where it stands, what the firm still owes. Pure.
import type { PlanInForce } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { approvalSystemsSection } from './approvalSystems.plan.ts';
import { approvalItemsSection } from './approvals.plan.ts';
import type { Judged } from './judging.ts';

/** Of a view: what names are looked up in. */
interface Naming {
  readonly plan: PlanInForce;
  readonly today: PlainDate;
}

export function nameOf(view: Naming, unit: unknown): string | null {
  if (unit === null || unit === undefined) return null;
  return view.plan.units.find(String(unit), view.today)?.name ?? String(unit);
}

export function itemName(view: Naming, item: unknown): string {
  return view.plan.section(approvalItemsSection).find(({ id }) => id === item)?.name ?? String(item);
}

/** By the plan's title; a system that the plan has dropped by its id. */
export function systemName({ plan }: Pick<Naming, 'plan'>, system: unknown): string | null {
  if (system === null || system === undefined) return null;
  return plan.section(approvalSystemsSection).find(({ id }) => id === system)?.title ?? String(system);
}

/** Judged at `asOf`. */
export function lineOf(view: Naming, { row, course, judgement }: Judged, asOf: string) {
  return {
    id: String(row.subject),
    project: String(row.project),
    projectName: String(row.project_name),
    item: String(row.item),
    itemName: itemName(view, row.item),
    kind: String(row.kind),
    unit: String(row.unit),
    unitName: nameOf(view, row.unit),
    authority: row.authority === null ? null : String(row.authority),
    authorityName: nameOf(view, row.authority),
    application: row.application === null ? null : String(row.application),
    system: row.system === null ? null : String(row.system),
    systemName: systemName(view, row.system),
    manual: row.manual === true,
    filedOn: String(row.filed_on),
    acceptedOn: judgement.acceptedOn,
    deemed: judgement.deemed,
    standing: judgement.standing,
    dueOn: judgement.dueOn,
    provisional: judgement.clocks.some(({ provisional }) => provisional),
    late: judgement.late,
    lateDays: judgement.lateDays,
    lateDayKind: judgement.lateDayKind,
    missing: missingOf(view, { row, course }, asOf),
    light: { light: judgement.light.colour, word: judgement.light.cause },
    closedOn: row.closed_on === null ? null : String(row.closed_on),
    outcome: row.outcome === null ? null : String(row.outcome),
  };
}

/** What the firm still owes: materials of the notice that is out, and those put off with their day. */
function missingOf(view: Naming, { row, course }: Pick<Judged, 'row' | 'course'>, asOf: string) {
  const item = view.plan.section(approvalItemsSection).find(({ id }) => id === row.item);
  const name = (id: string) => item?.materials.find((one) => one.id === id)?.name ?? id;
  const open = (day: string | null) => day === null || day > asOf;
  const asked = course.notices.flatMap(({ askedOn, handedInOn, materials = [] }) =>
    askedOn <= asOf && open(handedInOn) ? materials.map((one) => ({ name: name(one), dueOn: null })) : [],
  );
  const deferred = course.deferrals.flatMap(({ material, grantedOn, dueOn, metOn }) =>
    grantedOn <= asOf && open(metOn)
      ? [{ name: material === 'permit' ? (item?.name ?? material) : name(material), dueOn }]
      : [],
  );
  return [...asked, ...deferred];
}
