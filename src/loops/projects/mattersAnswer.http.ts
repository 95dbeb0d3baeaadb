// What the lists beside the milestones share: who asks, the day they stand at, and the shape they are answered in.
import type { RouteRequest } from '../../access/route.http.ts';
import { standingOf } from '../../access/standing.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import type { MatterGroup } from './matters.view.ts';

export type Asking = Pick<RouteRequest<unknown, undefined>, 'params' | 'scope' | 'actor'>;

/** Lines of one list at the most. */
export const LIST_MAX = 500;

export function todayOf(view: LedgerView): PlainDate {
  return view.known.given ? view.known.on : view.today;
}

export function answer(view: LedgerView, groups: readonly MatterGroup[]) {
  return { at: { ...standingOf(view), asOf: todayOf(view) }, groups };
}

export function nameOf(view: LedgerView, unit: unknown): string {
  return view.plan.units.find(String(unit), view.today)?.name ?? String(unit);
}
