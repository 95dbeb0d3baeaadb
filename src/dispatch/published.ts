// Which figures were published: said by the plan's targets (`published`), looked at in a simulated city only. Pure.
import type { JsonObject } from '../kernel/json.ts';
import type { PlanInForce } from '../kernel/loop.ts';
import { targetsSection } from '../loops/indicators/targets.rules.ts';

/** In a simulated city a target's figure stands only where the plan says that it was published; in a real one every figure does. */
export function unpublishedMeasures(view: {
  readonly city: { readonly simulated: boolean };
  readonly plan: PlanInForce;
}): ReadonlySet<string> {
  if (!view.city.simulated) return new Set();
  const targets = view.plan.section(targetsSection);
  const older = publishedByRehearsal(view.plan);
  const isPublished = (target: (typeof targets)[number]) =>
    older === undefined ? target.published : target.measure !== undefined && older.has(target.measure);
  const measuresOf = (wanted: boolean) =>
    targets.filter((target) => isPublished(target) === wanted).flatMap(({ measure }) => measure ?? []);
  const published = new Set(measuresOf(true));
  return new Set(measuresOf(false).filter((id) => !published.has(id)));
}

/**
 * Of a plan none of whose targets says `published` (adopted under release 0.1.0, which had no such field, or drafted from such a one): the figures that
 * its rehearsal is to meet are the published ones. Undefined for any other plan.
 */
function publishedByRehearsal(plan: PlanInForce): ReadonlySet<string> | undefined {
  if (plan.section(targetsSection).some((target) => target.published)) return undefined;
  // The section `rehearsal` belongs to app/, to the right of this room: its value is read as the plain document it is stored as.
  const sections = (plan as { readonly content?: { readonly sections?: JsonObject } }).content?.sections;
  const rehearsal = sections?.rehearsal as
    | { readonly published?: readonly { readonly measure?: string }[] }
    | null
    | undefined;
  return new Set((rehearsal?.published ?? []).flatMap((total) => total.measure ?? []));
}
