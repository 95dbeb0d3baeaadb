// GET and POST /api/views: the saved views of the account that asks, of one page. Nobody sees another's.
import { z } from 'zod';
import { type Route, route } from './route.http.ts';
import { findViews, keepViews, SavedViewList } from './savedViews.node.ts';

const PAGES = ['projects'] as const;
const Query = z.object({ page: z.enum(PAGES).describe('哪一页的视图') });
const Kept = z.strictObject({
  page: Query.shape.page,
  views: SavedViewList.describe('这一页的全部视图，最多 30 个：替换原来的'),
});

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
    title: { zh: '存我的视图', en: 'Keep my saved views' },
    body: Kept,
    reply: '{views: [{name, query}]}',
    handler: async ({ folder, city, account, body }) => {
      await keepViews({ folder, city, account: account.id, page: body.page }, body.views);
      return { views: body.views };
    },
  }),
];
