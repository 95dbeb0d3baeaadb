// Saved views of an account, kept in the server's folder (views/, neither exported nor restored with the ledger): no truth, nothing that anybody is judged by, and at hand on every machine that the account signs in on. A view is
// the query of an address; what it shows is asked anew each time, with the rights of who asks.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { Problem } from '../kernel/problem.ts';

export const VIEWS_MAX = 30;
export const SavedView = z.strictObject({
  name: z.string().trim().min(1).max(30).describe('视图名称'),
  query: z.string().max(2000).describe('网址里问号后面的部分'),
});
export type SavedView = z.infer<typeof SavedView>;
export const SavedViewList = z.array(SavedView).max(VIEWS_MAX);

interface Whose {
  readonly folder: string;
  readonly city: string;
  readonly account: string;
  /** The page that they are views of. */
  readonly page: string;
}

/** Undefined where none were ever kept: there is no such file. Fails with `views_unreadable` where there is one that holds no views; what the disk refuses goes on as it is. */
export async function findViews(whose: Whose): Promise<readonly SavedView[] | undefined> {
  const text = await readFile(pathOf(whose), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return SavedViewList.parse(JSON.parse(text));
  } catch {
    throw new Problem({
      code: 'views_unreadable',
      status: 500,
      message: '存着的视图读不出来：文件坏了。The file of the saved views cannot be read.',
      kept: '文件还在，没有改动',
      fix: `请管理员看服务器数据目录里的 kept/views/${nameOf(whose)}；移开以后可以重新存`,
    });
  }
}

/** Beside the others; one of the same name is replaced where it stands. Fails with `views_full`: none is dropped for it. */
export function keepView(whose: Whose, view: SavedView): Promise<readonly SavedView[]> {
  return changed(whose, (views) => {
    if (views.some(({ name }) => name === view.name))
      return views.map((one) => (one.name === view.name ? view : one));
    if (views.length < VIEWS_MAX) return [...views, view];
    throw new Problem({
      code: 'views_full',
      status: 409,
      message: `已经存了 ${VIEWS_MAX} 个视图，“${view.name}”没有存。There are ${VIEWS_MAX} saved views already.`,
      kept: '原来的视图都在',
      fix: '先删去一个不用的，或用已有的名称替换它。Drop one first, or replace one by its name.',
    });
  });
}

/** The others stay; none of that name is none to drop. */
export function dropView(whose: Whose, dropped: string): Promise<readonly SavedView[]> {
  return changed(whose, (views) => views.filter(({ name }) => name !== dropped));
}

/** One after another for the same file: two tabs do not undo each other. The server alone writes here. */
const underWay = new Map<string, Promise<unknown>>();

function changed(
  whose: Whose,
  change: (views: readonly SavedView[]) => readonly SavedView[],
): Promise<readonly SavedView[]> {
  const path = pathOf(whose);
  const before = underWay.get(path) ?? Promise.resolve();
  const mine = before
    .catch(() => undefined)
    .then(async () => {
      const views = change((await findViews(whose)) ?? []);
      await write(path, views);
      return views;
    });
  underWay.set(path, mine);
  const done = () => {
    if (underWay.get(path) === mine) underWay.delete(path);
  };
  mine.then(done, done);
  return mine;
}

/** Written beside, under a name of its own, and put in place: a server that ends here leaves those before. */
async function write(path: string, views: readonly SavedView[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.${randomUUID()}.new`;
  await writeFile(beside, JSON.stringify(views), { mode: 0o600 });
  await rename(beside, path);
}

/** Named by a digest: an account may be called anything. */
function nameOf({ city, account, page }: Whose): string {
  const name = createHash('sha256')
    .update(JSON.stringify([city, account, page]))
    .digest('hex');
  return `${name}.json`;
}

function pathOf(whose: Whose): string {
  return join(whose.folder, 'views', nameOf(whose));
}
