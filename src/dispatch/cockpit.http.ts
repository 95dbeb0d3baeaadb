// GET /api/cockpit and GET /api/inbox.
import { z } from 'zod';
import { type Route, route } from '../access/route.http.ts';
import { readCockpit } from './cockpit.pg.ts';
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
    handler: (request) => request.read((view) => readCockpit(view, request.ledger.catalog)),
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
