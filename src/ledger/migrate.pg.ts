// Brings a database to what this release needs. Truth is migrated, step by step, with assertions before and after; a released step is
// frozen by its checksum. Derived tables have no steps: when a loop's fold text differs from what they were built with, they are
// dropped, made and refilled.
import { readdirSync, readFileSync } from 'node:fs';
import type { Client } from 'pg';
import { hashHex } from '../kernel/hash.node.ts';
import type { Loop } from '../kernel/loop.ts';
import { Problem } from '../kernel/problem.ts';
import { rebuildFolds } from './foldEngine.pg.ts';
import { type Fold, parseFolds, RESERVATION } from './folds.ts';
import { APP_ROLE } from './pgTypes.pg.ts';

export interface Migration {
  readonly name: string;
  readonly before: string;
  readonly up: string;
  readonly after: string;
  readonly checksum: string;
}

const FOLDER = new URL('./migrations/', import.meta.url);

export function readMigrations(): readonly Migration[] {
  const names = readdirSync(FOLDER)
    .filter((name) => /^\d{4}-/.test(name))
    .toSorted();
  return names.map((name) => {
    const text = (file: string) => readFileSync(new URL(`${name}/${file}`, FOLDER), 'utf8');
    const [before, up, after] = [text('before.sql'), text('up.sql'), text('after.sql')];
    return { name, before, up, after, checksum: hashHex('sha256', up) };
  });
}

/**
 * Applies what is missing, through the owner's connection.
 * @throws Problem `database_too_old` (server older than 15), `database_newer` (made by a newer release), `migration_changed`
 */
export async function migrate(
  owner: Client,
  options: { readonly loops: readonly Loop[]; readonly now: () => string },
): Promise<{ readonly applied: readonly string[]; readonly rebuilt: readonly string[] }> {
  await refuseOldServer(owner);
  await owner.query('begin');
  try {
    // One migrator at a time, also when two programs start at once.
    await owner.query(`select pg_advisory_xact_lock(hashtext('luodi.migrate'))`);
    await owner.query('create schema if not exists luodi');
    await owner.query('set local search_path = luodi');
    await createAppRole(owner);
    const applied = await applyMigrations(owner, options.now);
    const rebuilt = await buildDerived(owner, options.loops, options.now);
    // Granting anew locks every table whole, against a server at work: only when there is something to grant.
    if (applied.length > 0 || rebuilt.length > 0 || !(await isGranted(owner))) await grant(owner);
    await owner.query('commit');
    return { applied, rebuilt };
  } catch (error) {
    await owner.query('rollback');
    throw error;
  }
}

async function refuseOldServer(owner: Client): Promise<void> {
  const { rows } = await owner.query<{ version: string }>(
    `select current_setting('server_version_num') as version`,
  );
  if (Number(rows[0]?.version) >= 150000) return;
  throw new Problem({
    code: 'database_too_old',
    message: `PostgreSQL ${rows[0]?.version} 太旧,需要 15 或更新`,
    kept: '数据库没有改动',
    fix: '换用 PostgreSQL 15 以上,或不设 DATABASE_URL 而用自带的数据库。',
    status: 500,
  });
}

/** Roles belong to the whole server, so it may be there already; the supervisor makes it with LOGIN, elsewhere sessions SET ROLE to it. */
async function createAppRole(owner: Client): Promise<void> {
  const { rowCount } = await owner.query('select 1 from pg_roles where rolname = $1', [APP_ROLE]);
  if (rowCount === 0)
    await owner.query(`create role ${APP_ROLE} nosuperuser nocreatedb nocreaterole nobypassrls`);
  await owner.query(`grant ${APP_ROLE} to current_user`);
}

async function applyMigrations(owner: Client, now: () => string): Promise<string[]> {
  await owner.query(
    'create table if not exists schema_migration (name text primary key, checksum text not null, applied_at timestamptz(3) not null)',
  );
  const { rows } = await owner.query<{ name: string; checksum: string }>(
    'select name, checksum from schema_migration',
  );
  const done = new Map(rows.map((row) => [row.name, row.checksum]));
  const shipped = readMigrations();
  refuseStrangers(done, shipped);
  const applied: string[] = [];
  for (const migration of shipped) {
    if (done.has(migration.name)) continue;
    await owner.query(migration.before);
    await owner.query(migration.up);
    await owner.query(migration.after);
    await owner.query('insert into schema_migration values ($1, $2, $3)', [
      migration.name,
      migration.checksum,
      now(),
    ]);
    applied.push(migration.name);
  }
  return applied;
}

function refuseStrangers(done: ReadonlyMap<string, string>, shipped: readonly Migration[]): void {
  const known = new Map(shipped.map((migration) => [migration.name, migration.checksum]));
  for (const [name, checksum] of done) {
    const own = known.get(name);
    if (own === undefined) {
      throw new Problem({
        code: 'database_newer',
        message: `数据库由更新的版本建立(有本版没有的迁移 ${name})`,
        kept: '数据库没有改动',
        fix: '用那个版本的程序打开;或用它 luodi export,再在本版 luodi import --restore。',
        status: 500,
      });
    }
    if (own !== checksum) {
      throw new Problem({
        code: 'migration_changed',
        message: `迁移 ${name} 与数据库里应用过的不同`,
        kept: '数据库没有改动',
        fix: '已发布的迁移不能改动;请恢复原文,另写下一个迁移。',
        status: 500,
      });
    }
  }
}

/** Makes the derived tables of every loop whose fold text is new or changed, and refills them from the facts. */
async function buildDerived(owner: Client, loops: readonly Loop[], now: () => string): Promise<string[]> {
  const { rows } = await owner.query<{ loop: string; text_hash: string }>(
    'select loop, text_hash from derived_version',
  );
  const built = new Map(rows.map((row) => [row.loop, row.text_hash]));
  const rebuilt: string[] = [];
  for (const loop of loops) {
    const textHash = hashHex('sha256', loop.folds);
    if (built.get(loop.name) === textHash) continue;
    const folds = parseFolds(loop.name, loop.folds);
    for (const fold of folds) await makeTable(owner, fold);
    await rebuildFolds(owner, folds);
    await owner.query(
      'insert into derived_version values ($1, $2, $3) on conflict (loop) do update set text_hash = excluded.text_hash, built_at = excluded.built_at',
      [loop.name, textHash, now()],
    );
    rebuilt.push(loop.name);
  }
  return rebuilt;
}

async function makeTable(owner: Client, fold: Fold): Promise<void> {
  if (fold.table === RESERVATION) return;
  await owner.query(`drop table if exists ${fold.table}`);
  await owner.query(fold.definition);
}

/** Tables of truth that the app may read and append to, and no more. */
const APPEND_ONLY = ['fact', 'command', 'content', 'clock_anchor', 'vault_origin'];
/** Tables that no city owns: readable, never written by the app. */
const READ_ONLY = ['schema_migration', 'derived_version'];
/** `city` lists the cities of a database before one is chosen, so every row of it may be read; written is only the chosen one's. */
const READ_BY_ALL = 'city';

/** Whether the app may read every table, and each that a city owns is behind its policy. */
async function isGranted(owner: Client): Promise<boolean> {
  const { rows } = await owner.query<{ granted: boolean }>(
    `select bool_and(has_table_privilege($1, c.oid, 'select') and (c.relname = any($2) or (c.relrowsecurity and exists (
       select 1 from pg_policy p where p.polrelid = c.oid and p.polname = 'one_city')))) as granted
     from pg_class c where c.relnamespace = 'luodi'::regnamespace and c.relkind = 'r'`,
    [APP_ROLE, READ_ONLY],
  );
  return rows[0]?.granted === true;
}

async function grant(owner: Client): Promise<void> {
  const { rows } = await owner.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'luodi' order by tablename`,
  );
  await owner.query(`grant usage on schema luodi to ${APP_ROLE}`);
  for (const { name } of rows) {
    await owner.query(`revoke all on ${name} from ${APP_ROLE}`);
    const rights = READ_ONLY.includes(name)
      ? 'select'
      : APPEND_ONLY.includes(name)
        ? 'select, insert'
        : 'select, insert, update, delete';
    await owner.query(`grant ${rights} on ${name} to ${APP_ROLE}`);
    if (READ_ONLY.includes(name)) continue;
    await owner.query(`alter table ${name} enable row level security`);
    await owner.query(`drop policy if exists one_city on ${name}`);
    if (name === READ_BY_ALL) {
      await owner.query(`drop policy if exists listed on ${name}`);
      await owner.query(`create policy listed on ${name} for select using (true)`);
    }
    await owner.query(`create policy one_city on ${name} using (city = current_setting('luodi.city', true))`);
  }
}
