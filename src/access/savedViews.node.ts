// Saved views of an account, kept in the server's folder: no truth, nothing that anybody is judged by, and at hand on every machine that the account signs in on. A view is
// the query of an address; what it shows is asked anew each time, with the rights of who asks.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

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

/** Undefined where none were ever kept, or what was kept cannot be read any more. */
export async function findViews(whose: Whose): Promise<readonly SavedView[] | undefined> {
  try {
    return SavedViewList.parse(JSON.parse(await readFile(pathOf(whose), 'utf8')));
  } catch {
    return undefined;
  }
}

/** All of the page at once. Written beside and put in place: a server that ends here leaves those before. */
export async function keepViews(whose: Whose, views: readonly SavedView[]): Promise<void> {
  const path = pathOf(whose);
  await mkdir(join(whose.folder, 'views'), { recursive: true, mode: 0o700 });
  await writeFile(`${path}.new`, JSON.stringify(views), { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/** Named by a digest: an account may be called anything. */
function pathOf({ folder, city, account, page }: Whose): string {
  const name = createHash('sha256')
    .update(JSON.stringify([city, account, page]))
    .digest('hex');
  return join(folder, 'views', `${name}.json`);
}
