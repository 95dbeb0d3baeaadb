// Files of imports, kept in the server's folder beside what is to be done with them, so that an import outlives the server: after a restart it is gone on with where it
// stopped. Nothing of it is truth. What is older than a week is removed, and so are the oldest beyond a number.
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportAsk } from './import.setup.ts';
import type { TakenFile } from './import.task.node.ts';

/** What of an import is kept beside its file. */
export interface KeptImport {
  readonly id: string;
  /** City and account: nobody else sees it. */
  readonly account: string;
  readonly name: string;
  readonly isText: boolean;
  readonly ask: ImportAsk;
  /** Recording was begun: after a restart some of it stands. */
  readonly began: boolean;
  readonly ended: boolean;
}

const KEPT_MS = 7 * 86_400_000;
const KEPT_MAX = 60;
const ID = /^[0-9a-f-]{36}$/;

export class ImportStore {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  async keep(kept: KeptImport, bytes: Uint8Array): Promise<TakenFile> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await writeFile(this.pathOf(kept.id), bytes, { mode: 0o600 });
    await this.note(kept);
    return { name: kept.name, path: this.pathOf(kept.id), bytes: bytes.length, isText: kept.isText };
  }

  /** Written beside and put in place, so that a server that ends here leaves the note before it. */
  async note(kept: KeptImport): Promise<void> {
    const path = join(this.folder, `${kept.id}.json`);
    await writeFile(`${path}.new`, JSON.stringify(kept), { mode: 0o600 });
    await rename(`${path}.new`, path);
  }

  /** Undefined where it is not there, or no longer whole. */
  async find(id: string): Promise<{ readonly kept: KeptImport; readonly file: TakenFile } | undefined> {
    if (!ID.test(id)) return undefined;
    try {
      const kept = JSON.parse(await readFile(join(this.folder, `${id}.json`), 'utf8')) as KeptImport;
      const { size } = await stat(this.pathOf(id));
      const file = { name: kept.name, path: this.pathOf(id), bytes: size, isText: kept.isText };
      return { kept, file };
    } catch {
      return undefined;
    }
  }

  /** Where the plan of the last check is kept. */
  plannedPath(id: string): string {
    return join(this.folder, `${id}.planned`);
  }

  dropPlanned(id: string): Promise<void> {
    return rm(this.plannedPath(id), { force: true });
  }

  async drop(id: string): Promise<void> {
    for (const ending of ['list', 'json', 'json.new', 'planned'])
      await rm(join(this.folder, `${id}.${ending}`), { force: true });
  }

  /** After one was kept: it tells how old the others are. `open`: those that a job of this server holds. */
  async sweep(open: ReadonlySet<string>): Promise<void> {
    let names: readonly string[];
    try {
      names = await readdir(this.folder);
    } catch {
      return;
    }
    // Of use only to the job that holds it, and larger than its list.
    for (const name of names.filter((each) => each.endsWith('.planned'))) {
      const id = name.slice(0, -'.planned'.length);
      if (!open.has(id)) await this.dropPlanned(id);
    }
    const all = await Promise.all(
      names
        .filter((name) => name.endsWith('.list'))
        .map(async (name) => ({
          id: name.slice(0, -'.list'.length),
          at: (await stat(join(this.folder, name))).mtimeMs,
        })),
    );
    const newest = Math.max(0, ...all.map(({ at }) => at));
    const found = all.filter(({ id }) => !open.has(id)).toSorted((a, b) => b.at - a.at);
    const old = found.filter(({ at }, place) => place >= KEPT_MAX || newest - at > KEPT_MS);
    for (const { id } of old) await this.drop(id);
  }

  private pathOf(id: string): string {
    return join(this.folder, `${id}.list`);
  }
}
