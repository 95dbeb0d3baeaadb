/**
 * A fresh database of the real PostgreSQL for each test file that asks: one server per vitest run, started by the first who asks,
 * shared by all forks, removed with everything in it at the end (globalSetup.ts). PostgreSQL 18; with LUODI_TEST_PG=15 the machine's 15, the
 * floor of our SQL. fsync is off here and nowhere else: nothing of a test need survive.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Client } from 'pg';
import { type Binaries, machineBinaries } from '../app/database/binaries.node.ts';
import { type Connection, type Connections, toDatabase } from '../app/database/connection.node.ts';
import { startDatabase } from '../app/database/supervisor.node.ts';

export interface TestDatabase {
  /** As the owner of everything, a superuser. */
  readonly connection: Connection;
  /** As luodi_app, which has no rights but those granted to it. */
  readonly app: Connection;
  /** Cuts off whoever is still connected. Not needed for tidiness: all goes at the end of the run. */
  drop(): Promise<void>;
}

/** undefined = those that come with us. */
export function testBinaries(): Binaries | undefined {
  const wanted = process.env.LUODI_TEST_PG;
  if (!wanted || wanted === '18') return undefined;
  const found = machineBinaries(Number(wanted));
  if (!found)
    throw new Error(`LUODI_TEST_PG=${wanted}: this machine has no /usr/lib/postgresql/${wanted}/bin`);
  return found;
}

let cluster: Promise<Connections> | undefined;

/** The server of this run; a fork never stops it, since others use it. */
function testCluster(): Promise<Connections> {
  cluster ??= (async () => {
    const dir = process.env.LUODI_TEST_DIR;
    if (!dir)
      throw new Error('LUODI_TEST_DIR is not set: run the tests through vitest.config.ts (globalSetup)');
    const database = await startDatabase({
      dataDir: join(dir, 'data'),
      binaries: testBinaries(),
      settings: {
        fsync: 'off',
        synchronous_commit: 'off',
        full_page_writes: 'off',
        shared_buffers: '64MB',
        max_connections: '200',
      },
    });
    return database.connections;
  })();
  return cluster;
}

async function asOwner<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const { owner } = await testCluster();
  const client = new Client({ connectionString: toDatabase(owner, 'postgres').url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** SQLSTATE of a statement that ran into its time limit. */
const queryCanceled = '57014';

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const templateName = (name: string): string => `template_${name}`;

/**
 * A database to copy from, filled once per run: the first who asks fills it, the others wait. `fill` must close its connections.
 * A fill that failed or was killed is begun anew by the next who asks.
 */
export async function createTemplate(name: string, fill: (url: string) => Promise<void>): Promise<void> {
  const database = templateName(name);
  await asOwner(async (client) => {
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [database]);
    const { rows } = await client.query<{ is_ready: boolean }>(
      'SELECT datistemplate AS is_ready FROM pg_database WHERE datname = $1',
      [database],
    );
    if (rows[0]?.is_ready) return;
    await client.query(`DROP DATABASE IF EXISTS ${quoted(database)} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${quoted(database)}`);
    const { owner } = await testCluster();
    await fill(toDatabase(owner, database).url);
    // A connection to a template blocks everybody who copies from it.
    await client.query(`ALTER DATABASE ${quoted(database)} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`);
  });
}

/** A fresh database: empty, or a copy of a template made with `createTemplate`. */
export async function testDatabase(options: { template?: string } = {}): Promise<TestDatabase> {
  const name = `test_${process.pid}_${randomBytes(4).toString('hex')}`;
  const template = options.template ? ` TEMPLATE ${quoted(templateName(options.template))}` : '';
  await asOwner((client) => client.query(`CREATE DATABASE ${quoted(name)}${template}`));
  const { owner, app } = await testCluster();
  return {
    connection: toDatabase(owner, name),
    app: toDatabase(app, name),
    drop: async () => {
      await asOwner(async (client) => {
        // DROP waits for every session of the server, and one that stands in an open COPY answers only when that ends (measured): a
        // test that hangs must not hang the others. What is not dropped goes at the end of the run.
        await client.query(`SET statement_timeout = '5s'`);
        await client
          .query(`DROP DATABASE IF EXISTS ${quoted(name)} WITH (FORCE)`)
          .catch((thrown: unknown) => {
            if ((thrown as { code?: string }).code !== queryCanceled) throw thrown;
          });
      });
    },
  };
}
