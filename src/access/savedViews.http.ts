// /api/views: the saved views of the account that asks, of one page; kept and dropped one by one. Nobody sees another's.
import { z } from 'zod';
import { type Route, route } from './route.http.ts';
import { dropView, findViews, keepView, SavedView } from './savedViews.node.ts';

const PAGES = ['projects'] as const;
const Query = z.object({ page: z.enum(PAGES).describe('哪一页的视图') });
const Kept = z.strictObject({
  page: Query.shape.page,
  view: SavedView.describe('一个视图：同名的替换，其余不动；一页最多 30 个'),
});
const Dropped = Query.extend({ name: SavedView.shape.name });

export const SAVED_VIEW_ROUTES: readonly Route[] = [
  route<z.infer<typeof Query>>({
    method: 'GET',
    path: '/api/views',
    title: { zh: '我的视图', en: 'My saved views' },
    query: Query,
    reply: '{views: [{name, query}] | null}; null: none were ever kept',
    handler: async ({ folder, city, account, query }) => ({
      views: (await findViews({ folder, city, account: account.id, page: query.page })) ?? null,
    }),
  }),
  route<Record<string, never>, z.infer<typeof Kept>>({
    method: 'POST',
    path: '/api/views',
    title: { zh: '存一个我的视图', en: 'Keep one of my saved views' },
    body: Kept,
    reply: '{views: [{name, query}]}',
    handler: async ({ folder, city, account, body }) => ({
      views: await keepView({ folder, city, account: account.id, page: body.page }, body.view),
    }),
  }),
  route<z.infer<typeof Dropped>>({
    method: 'DELETE',
    path: '/api/views',
    title: { zh: '删去一个我的视图', en: 'Drop one of my saved views' },
    query: Dropped,
    reply: '{views: [{name, query}]}',
    handler: async ({ folder, city, account, query }) => ({
      views: await dropView({ folder, city, account: account.id, page: query.page }, query.name),
    }),
  }),
];
