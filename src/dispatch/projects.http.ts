// GET /api/projects: the list of the projects loop with what the approvals loop knows of each: 审批逾期. GET /api/alarm: how many of them ask to be looked at first.
import { type Route, type RouteRequest, route } from '../access/route.http.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { dayOf, ListQuery, listAlarms, listProjects } from '../loops/projects/projectList.http.ts';
import { overdueSource } from './overdue.pg.ts';

export const PROJECT_LIST_ROUTES: readonly Route[] = [
  route<ListQuery>({
    method: 'GET',
    path: '/api/projects',
    title: { zh: '项目库', en: 'Projects' },
    query: ListQuery,
    reply: '{at, rows, total: {count, capped}, stay, nextCursor, facets}',
    handler: (request) => request.read((view) => projectsListed(view, request)),
  }),
  route<ListQuery>({
    method: 'GET',
    path: '/api/alarm',
    title: { zh: '红灯和审批逾期的项目数', en: 'Projects with a red light or an approval overdue' },
    query: ListQuery,
    reply:
      '{at, found, overdue, notRed}: of what the filter finds without its light and overdue: red or overdue, overdue, overdue without a red light; counted to the end',
    handler: (request) =>
      request.read((view) => listAlarms(view, request, overdueSource(view, whereOf(view, request)))),
  }),
];

export function projectsListed(
  view: LedgerView,
  request: Pick<RouteRequest<ListQuery, undefined>, 'query' | 'scope' | 'at'>,
) {
  return listProjects(view, request, overdueSource(view, whereOf(view, request)));
}

function whereOf(view: LedgerView, { at, scope }: Pick<RouteRequest<ListQuery, undefined>, 'scope' | 'at'>) {
  return { asOf: dayOf(view, at), scope };
}
