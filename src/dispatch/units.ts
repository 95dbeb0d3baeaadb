// Facts count for the unit they name; tables show the units that bear tasks. This is the way up from one to the other, on a date. Pure.
import type { PlanInForce, UnitOnDate } from '../kernel/loop.ts';
import type { PlainDate } from '../kernel/plainDate.ts';

export interface TaskUnits {
  /** In the plan's order. */
  readonly all: readonly UnitOnDate[];
  /** The task-bearing unit that a unit is or lies below; undefined for the city itself and its bureaus. */
  over(unit: string): UnitOnDate | undefined;
  nameOf(unit: string): string;
}

export function taskUnits(plan: PlanInForce, on: PlainDate): TaskUnits {
  const all = bearing(plan, plan.units.rootId, on);
  const known = new Map<string, UnitOnDate | undefined>(all.map((unit) => [unit.id, unit]));
  const names = new Map<string, string>();
  return {
    all,
    over(unit) {
      if (!known.has(unit))
        known.set(
          unit,
          all.find((one) => plan.units.within(unit, one.id, on)),
        );
      return known.get(unit);
    },
    nameOf(unit) {
      const name = names.get(unit) ?? plan.units.find(unit, on)?.name ?? unit;
      names.set(unit, name);
      return name;
    },
  };
}

/** The highest units that bear tasks, so that nothing is counted twice: what lies below one is not looked at. */
function bearing(plan: PlanInForce, parent: string, on: PlainDate): UnitOnDate[] {
  return plan.units
    .children(parent, on)
    .flatMap((unit) => (unit.bearsTasks ? [unit] : bearing(plan, unit.id, on)));
}
