/**
 * What a verb does first: get at the database, wherever it is. DATABASE_URL means the user's own server, which nothing here starts or
 * stops; else the embedded one of the data folder, started if it is not running. What is attached must be released, on signals too.
 */
import { Client } from 'pg';
import { Problem } from '../../kernel/problem.ts';
import { type Connections, connectionFor } from './connection.node.ts';
import { type DatabaseOptions, startDatabase } from './supervisor.node.ts';

export interface Attachment {
  /** As the owner: migrations, restores. */
  readonly connection: Connections['owner'];
  /** As the role that owns nothing: everything else. */
  readonly app: Connections['app'];
  /** True when this call started the server. */
  readonly started: boolean;
  /** Stops the server if nobody else uses it. Harmless when called twice. */
  release(): Promise<void>;
}

/** SQL of 15 is the floor (design §10). */
const floorVersionNum = 150_000;

/** Fails with `database_unreachable`, `database_too_old`. */
async function look(connections: Connections): Promise<void> {
  const client = new Client({ connectionString: connections.owner.url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ num: number }>(
      `SELECT current_setting('server_version_num')::int AS num`,
    );
    const found = rows[0]?.num ?? 0;
    if (found >= floorVersionNum) return;
    throw new Problem({
      code: 'database_too_old',
      message: `DATABASE_URL 的 PostgreSQL 版本过低(${found})。The PostgreSQL of DATABASE_URL is too old (${found}).`,
      kept: '数据未动。No data was touched.',
      fix: '使用 PostgreSQL 15 或更新的版本。Use PostgreSQL 15 or later.',
      status: 503,
    });
  } catch (thrown) {
    if (thrown instanceof Problem) throw thrown;
    const { host, port, user, database } = connections.owner;
    throw new Problem({
      code: 'database_unreachable',
      message: `连不上 DATABASE_URL 的数据库(${user}@${host}:${port}/${database}):${(thrown as Error).message || String(thrown)}。The database of DATABASE_URL cannot be reached.`,
      kept: '数据未动。No data was touched.',
      fix: '检查地址、口令与服务器状态;不设 DATABASE_URL 则使用自带的数据库。Check address, password and server; without DATABASE_URL the database that comes with luodi is used.',
      status: 503,
    });
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Fails with `database_url_invalid`, `database_unreachable`, `database_too_old`, or as `startDatabase` does. */
export async function attach(
  options: DatabaseOptions & { databaseUrl?: string | undefined },
): Promise<Attachment> {
  const own = options.databaseUrl ? connectionFor(options) : undefined;
  if (own) {
    await look(own);
    return { connection: own.owner, app: own.app, started: false, release: async () => undefined };
  }
  const database = await startDatabase(options);
  const { owner, app } = database.connections;
  return { connection: owner, app, started: database.started, release: () => database.stop() };
}
