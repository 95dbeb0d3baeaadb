// What holds a project up, and when its stages were to come: judged from what the rooms have judged, never from tables. Pure.
import { addDays, maxDate, type PlainDate } from '../kernel/plainDate.ts';
import type { Lifecycle } from '../loops/projects/projects.plan.ts';
import type { Holding, HoldingKind } from './projectStory.view.ts';

/**
 * By when each milestone was to be reached by the plan's own limits: from the last of its gates (as it happened, else as planned), so many days on. A limit
 * leads nowhere without the gates before it; a milestone without a limit has no planned day.
 */
export function plannedDays(
  lifecycle: Lifecycle,
  registeredOn: PlainDate,
  reached: ReadonlyMap<string, PlainDate>,
): ReadonlyMap<string, PlainDate> {
  const planned = new Map<string, PlainDate>();
  const open = new Set<string>();
  const dayOf = (id: string): PlainDate | undefined => {
    const known = planned.get(id);
    const milestone = lifecycle.milestones.find((one) => one.id === id);
    if (known !== undefined || milestone === undefined || milestone.limitDays === undefined || open.has(id))
      return known;
    open.add(id);
    let begun: PlainDate | undefined = registeredOn;
    for (const gate of milestone.requires) {
      const day: PlainDate | undefined = reached.get(gate) ?? dayOf(gate);
      begun = day === undefined || begun === undefined ? undefined : maxDate(begun, day);
    }
    open.delete(id);
    if (begun === undefined) return undefined;
    const day = addDays(begun, milestone.limitDays);
    planned.set(id, day);
    return day;
  };
  for (const { id } of lifecycle.milestones) dayOf(id);
  return planned;
}

/**
 * What stands first: nothing moves while it is suspended; then what is late, then by what it is and by the day it is due. What is to be claimed next comes
 * after all that is under way, late or not: it is what the rest leads to.
 */
const ORDER: readonly HoldingKind[] = [
  'suspended',
  'supplement',
  'rectify',
  'approval',
  'acceptance',
  'certify',
  'recognition',
  'review',
  'sign',
  'paused',
  // What is to be applied for before the next milestone can be claimed at all.
  'permits',
  'claim',
];

export function inOrder(holdings: readonly Holding[]): readonly Holding[] {
  const rank = (one: Holding) =>
    one.kind === 'suspended' ? 0 : one.late && one.kind !== 'claim' ? 1 : 2 + ORDER.indexOf(one.kind);
  return holdings.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      compare(a.dueOn ?? '9999', b.dueOn ?? '9999') ||
      compare(a.since ?? '9999', b.since ?? '9999') ||
      compare(a.what, b.what),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What needs the agent first: what waits for the firm, late before the rest, then what is late elsewhere, then the longest held. */
export function byNeed<T extends { readonly now: Holding | null; readonly name: string }>(
  rows: readonly T[],
): readonly T[] {
  const rank = ({ now }: T) => (now === null ? 4 : now.firm ? (now.late ? 0 : 1) : now.late ? 2 : 3);
  return rows.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      compare(a.now?.dueOn ?? '9999', b.now?.dueOn ?? '9999') ||
      compare(a.now?.since ?? '9999', b.now?.since ?? '9999') ||
      compare(a.name, b.name),
  );
}
