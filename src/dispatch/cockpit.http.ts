// GET /api/cockpit, /api/targets/<id>, /api/reporting and /api/inbox.
import { z } from 'zod';
import { type Route, route } from '../access/route.http.ts';
import { inScope } from '../access/scope.ts';
import { standingOf } from '../access/standing.ts';
import { readCockpit } from './cockpit.pg.ts';
import type { CockpitView } from './cockpit.view.ts';
import { readDuties } from './duties.pg.ts';
import { AtQuery, FIGURE_ROUTES } from './figure.http.ts';
import { readInbox } from './inbox.pg.ts';
import { readTarget } from './target.pg.ts';
import { taskUnits } from './units.ts';

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
  route<StandQuery>({
    method: 'GET',
    path: '/api/targets/{id}',
    title: { zh: '目标的来历', en: 'How a target was reckoned' },
    query: StandQuery,
    reply: 'TargetView: {at, line, from, steps, months, provenance}',
    handler: ({ read, ledger, params }) => read((view) => readTarget(view, ledger.catalog, params.id ?? '')),
  }),
  route<StandQuery>({
    method: 'GET',
    path: '/api/reporting',
    title: { zh: '报送率', en: 'Who owed a report for the month, and who reported' },
    query: StandQuery,
    reply: '{at, duties: [{id, title, from, asOf, dueOn, expected, reported, units}]}',
    handler: ({ read, ledger, scope }) =>
      read(async (view) => {
        const duties = await readDuties(view, ledger.catalog, taskUnits(view.plan, view.asOf));
        const opens = (unit: string) => inScope(scope, unit, view.plan.units, view.asOf);
        const shown = duties.map((duty) => ({
          ...duty,
          units: duty.units.map((line) => (opens(line.unit) ? line : { ...line, figure: null })),
        }));
        return { at: standingOf(view), duties: shown };
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
