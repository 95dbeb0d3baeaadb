// GET /api/projects: the list of the projects loop with what the approvals loop knows of each: 审批逾期.
import { type Route, type RouteRequest, route } from '../access/route.http.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { dayOf, ListQuery, listProjects } from '../loops/projects/projectList.http.ts';
import { overdueSource } from './overdue.pg.ts';

export const PROJECT_LIST_ROUTES: readonly Route[] = [
  route<ListQuery>({
    method: 'GET',
    path: '/api/projects',
    title: { zh: '项目库', en: 'Projects' },
    query: ListQuery,
    reply: '{at, rows, total: {count, capped}, stay, alarm: {overdue, notRed} | null, nextCursor, facets}',
    handler: (request) => request.read((view) => projectsListed(view, request)),
  }),
];

export function projectsListed(
  view: LedgerView,
  request: Pick<RouteRequest<ListQuery, undefined>, 'query' | 'scope' | 'at'>,
) {
  const at = { asOf: dayOf(view, request.at), scope: request.scope };
  return listProjects(view, request, overdueSource(view, at));
}
