// Overdue approvals beside the lights of projects: the list and the board know of them from here, for loops know nothing of one another.
import type { Scope } from '../access/scope.ts';
import type { OverdueOf } from '../kernel/overdue.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { allLateApprovals, lateApprovals } from '../loops/approvals/lateness.pg.ts';
import type { OverdueSource } from '../loops/projects/overdue.ts';

/** All is read once, however often it is asked for. */
export function overdueSource(
  view: LedgerView,
  { asOf, scope }: { readonly asOf: PlainDate; readonly scope: Scope },
): OverdueSource {
  const at = { city: view.city.id, planHash: view.plan.hash, asOf, scope };
  let whole: Promise<OverdueOf> | undefined;
  return {
    of: async (projects) => whole ?? (projects.length === 0 ? new Map() : lateApprovals(view, at, projects)),
    all: () => {
      whole ??= allLateApprovals(view, at);
      return whole;
    },
  };
}
