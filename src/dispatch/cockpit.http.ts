// GET /api/cockpit and GET /api/inbox.
import { z } from 'zod';
import { type Route, route } from '../access/route.http.ts';
import { inScope } from '../access/scope.ts';
import { readCockpit } from './cockpit.pg.ts';
import type { CockpitView } from './cockpit.view.ts';
import { AtQuery, FIGURE_ROUTES } from './figure.http.ts';
import { readInbox } from './inbox.pg.ts';

const StandQuery = z.object(AtQuery);
type StandQuery = z.infer<typeof StandQuery>;

export const DISPATCH_ROUTES: readonly Route[] = [
  route<StandQuery>({
    method: 'GET',
    path: '/api/cockpit',
    title: { zh: '驾驶舱', en: 'Cockpit' },
    query: StandQuery,
    reply: 'CockpitView: targets with exceptions first, funnel, units, stocks, readings',
    handler: ({ read, ledger, scope }) =>
      read(async (view) => {
        const cockpit = await readCockpit(view, ledger.catalog);
        const opens = (unit: string) => inScope(scope, unit, view.plan.units, view.asOf);
        return withinReach(cockpit, opens);
      }),
  }),
  ...FIGURE_ROUTES,
  route<StandQuery>({
    method: 'GET',
    path: '/api/inbox',
    title: { zh: '我的待办', en: 'Inbox' },
    query: StandQuery,
    reply: 'groups of items, each with the command that settles it',
    handler: (request) => request.read((view) => readInbox(view, request.actor)),
  }),
];

/** Every county sees how all of them stand; the rows behind another county's figure are not its own to open. */
function withinReach(view: CockpitView, opens: (unit: string) => boolean): CockpitView {
  const lines = view.units.lines.map((line) =>
    opens(line.unit) ? line : { ...line, cells: line.cells.map((cell) => ({ ...cell, figure: null })) },
  );
  return { ...view, units: { ...view.units, lines } };
}
