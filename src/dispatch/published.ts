// Which figures were published: said by the plan's targets (`published`), looked at in a simulated city only. Pure.
import type { PlanInForce } from '../kernel/loop.ts';
import { targetsSection } from '../loops/indicators/targets.rules.ts';

/** In a simulated city a target's figure stands only where the plan says that it was published; in a real one every figure does. */
export function unpublishedMeasures(view: {
  readonly city: { readonly simulated: boolean };
  readonly plan: PlanInForce;
}): ReadonlySet<string> {
  if (!view.city.simulated) return new Set();
  const targets = view.plan.section(targetsSection);
  const measuresOf = (published: boolean) =>
    targets.filter((target) => target.published === published).flatMap(({ measure }) => measure ?? []);
  const published = new Set(measuresOf(true));
  return new Set(measuresOf(false).filter((id) => !published.has(id)));
}
