// What the plan's approvals say before milestones, of the projects that the rows of a list may be about. Pure: a claim of the list is asked the same as one by hand.
import type { PlainDate } from '../../kernel/plainDate.ts';
import type { GateItems } from './projects.commands.ts';

/** Approval items that are missing before a milestone, for a row of a day from `from` on. */
export interface GatesFrom {
  readonly from: PlainDate;
  readonly missing: GateItems;
}

/** What the plan asks of approvals before milestones, of the projects in a batch: worked out where both rooms are seen (dispatch/gateItems.pg.ts). */
export interface GatesTold {
  /** By milestone, of a project without any approval. */
  readonly none: Readonly<Record<string, GateItems>>;
  /** By project and milestone, in the order of the days. */
  readonly of: Readonly<Record<string, Readonly<Record<string, readonly GatesFrom[]>>>>;
}

/** What is missing before the milestone on the day. */
export function gatesOn(
  gates: GatesTold,
  { project, milestone, on }: { readonly project: string; readonly milestone: string; readonly on: string },
): GateItems {
  const spans = gates.of[project]?.[milestone];
  return spans?.findLast(({ from }) => from <= on)?.missing ?? gates.none[milestone] ?? [];
}
