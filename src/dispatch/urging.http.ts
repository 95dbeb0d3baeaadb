// GET /api/urges: what was urged and what came of it, of the projects in reach, of what this account urged and of what it is to answer.
import { z } from 'zod';
import { type Route, type RouteRequest, route } from '../access/route.http.ts';
import { standingOf } from '../access/standing.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { calendarOn } from '../loops/approvals/calendars.pg.ts';
import { AtQuery } from './figure.http.ts';
import { urgeLine } from './storyUrging.ts';
import { listUrges } from './urging.pg.ts';

const Query = z.object({
  ...AtQuery,
  project: z.string().max(64).optional().describe('项目编号'),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('每页行数'),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional()
    .describe('上一页的 nextCursor'),
});
type Query = z.infer<typeof Query>;

export const URGING_ROUTES: readonly Route[] = [
  route<Query>({
    method: 'GET',
    path: '/api/urges',
    title: { zh: '催办：催了谁、答复了没有', en: 'Urges and what came of them' },
    query: Query,
    reply: '{at, rows: [UrgeLine], nextCursor}; latest first',
    handler: (request) => request.read((view) => readUrges(view, request)),
  }),
];

async function readUrges(
  view: LedgerView,
  { query, scope, actor, at }: Pick<RouteRequest<Query, undefined>, 'query' | 'scope' | 'actor' | 'at'>,
) {
  const asOf = at.asOf ?? (view.known.given ? view.known.on : view.today);
  const calendar = (await calendarOn(view, asOf))?.calendar;
  const where = {
    city: view.city.id,
    planHash: view.plan.hash,
    asOf,
    scope,
    unit: actor.unit,
    account: actor.account,
    calendar,
  };
  const { project, cursor, limit } = query;
  const judged = await listUrges(view, where, { project, before: cursor, limit: limit + 1 });
  const page = judged.slice(0, limit);
  return {
    at: { ...standingOf(view), asOf },
    rows: page.map((one) => urgeLine(one, { view, actor })),
    nextCursor: judged.length > limit ? String(page.at(-1)?.urge.seq) : null,
  };
}
