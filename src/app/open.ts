// What nearly every verb does first: attach to the database (or start it), bring it to this release, open the ledger. What was opened is closed in
// the opposite order, on signals too. It knows nothing of what the verb is for.
import { mkdirSync } from 'node:fs';
import { Client, type PoolConfig } from 'pg';
import { type Logger, pino } from 'pino';
import { ulid } from '../kernel/id.ts';
import { instantOf } from '../kernel/instant.ts';
import type { Actor } from '../kernel/loop.ts';
import { Problem } from '../kernel/problem.ts';
import { Ledger } from '../ledger/ledger.pg.ts';
import { migrate } from '../ledger/migrate.pg.ts';
import { ownerSessionOptions, setTypeParsers } from '../ledger/pgTypes.pg.ts';
import { machineBits, machineNow } from './clock.ts';
import type { Config } from './config.node.ts';
import { attach } from './database/attach.node.ts';
import { hasDatabase } from './database/home.node.ts';
import { LOOPS, SECTIONS } from './registry.node.ts';

export interface Opened {
  readonly ledger: Ledger;
  /** Applied migrations and rebuilt loops, for the progress lines. */
  readonly migrated: { readonly applied: readonly string[]; readonly rebuilt: readonly string[] };
  /** Of the app role: what the ledger reads and writes with. */
  readonly app: PoolConfig;
  /** A new connection as the owner, for restores and verification. The caller ends it. */
  owner(): Promise<Client>;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly config: Config;
  /** A line of progress for a person. */
  readonly progress: (text: string) => void;
  readonly readersMax?: number;
  /** Only who founds or restores a city makes a database where none is; every other verb would make an empty one of a mistyped folder. */
  readonly makes?: boolean;
}

/** Fails with `database_not_there`, and as `attach` and `migrate` do. */
export async function openAll(options: OpenOptions): Promise<Opened> {
  const { config } = options;
  setTypeParsers();
  if (options.makes === true) mkdirSync(config.dataDir, { recursive: true });
  else if (config.databaseUrl === undefined && !hasDatabase(config.dataDir)) throw notThere(config.dataDir);
  const attachment = await attach({
    dataDir: config.dataDir,
    databaseUrl: config.databaseUrl,
    progress: ({ text }) => options.progress(text),
  });
  const owner = async (): Promise<Client> => {
    const client = new Client({
      connectionString: attachment.connection.url,
      options: ownerSessionOptions(),
    });
    await client.connect();
    return client;
  };
  // With a database of the user's own this is the owner's address; the session's options take the app role then.
  const app: PoolConfig = { connectionString: attachment.app.url };
  try {
    const client = await owner();
    let migrated: Opened['migrated'];
    try {
      if (options.makes !== true && !(await hasLedger(client))) throw notThere('DATABASE_URL');
      migrated = await migrate(client, { loops: LOOPS, now: () => instantOf(machineNow()) });
    } finally {
      await client.end();
    }
    const ledger = new Ledger({
      database: app,
      loops: LOOPS,
      sections: SECTIONS,
      now: machineNow,
      newId: (epochMs) => ulid(epochMs, machineBits),
      ...(options.readersMax === undefined ? {} : { readersMax: options.readersMax }),
    });
    const close = async () => {
      await ledger.close();
      await attachment.release();
    };
    return { ledger, app, migrated, owner, close };
  } catch (thrown) {
    await attachment.release();
    throw thrown;
  }
}

/** Whether the owner's database has ever held a ledger. */
async function hasLedger(client: Client): Promise<boolean> {
  const { rows } = await client.query(`select to_regclass('luodi.schema_migration') is not null as held`);
  return rows[0]?.held === true;
}

function notThere(where: string): Problem {
  return new Problem({
    code: 'database_not_there',
    status: 404,
    message: `${where} 里还没有落地的数据库。There is no database of Luodi at ${where}.`,
    kept: '没有另建空库，什么都没有写。None was made; nothing was written.',
    fix: '核对 --data、LUODI_DATA 或 DATABASE_URL；第一次用，先 luodi start，或 luodi import --restore。Check the folder or address; the first time run luodi start, or luodi import --restore.',
  });
}

/** JSON lines to stderr: stdout belongs to the answer. Quiet for one-shot verbs unless LUODI_LOG asks. */
export function makeLog(level: string): Logger {
  return pino(
    { name: 'luodi', level: process.env.LUODI_LOG ?? level, base: null },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** The program itself, at the command line of the machine: who may run it may do what an administrator may. */
export function operator(unit: string): Actor {
  return { account: 'luodi', post: 'operator', unit, roles: ['system'] };
}

/** The city that is meant. Fails with `city_unknown`, `city_needed`. */
export async function cityOf(
  ledger: Ledger,
  wanted: string | undefined,
): Promise<{ id: string; name: string; simulated: boolean }> {
  const cities = await ledger.cities();
  const found =
    wanted === undefined
      ? cities.length === 1
        ? cities[0]
        : undefined
      : cities.find((city) => city.id === wanted);
  if (found) return found;
  if (cities.length === 0 || wanted !== undefined) {
    throw new Problem({
      code: 'city_unknown',
      status: 404,
      message:
        wanted === undefined
          ? '还没有城市的账本。There is no city yet.'
          : `没有城市“${wanted}”。There is no city ${wanted}.`,
      fix:
        cities.length === 0
          ? '先运行 luodi start。Run luodi start.'
          : `--city ${cities.map((city) => city.id).join('|')}`,
    });
  }
  throw new Problem({
    code: 'city_needed',
    status: 400,
    message: '有多个城市，请用 --city 指明。There is more than one city.',
    fix: `--city ${cities.map((city) => city.id).join('|')}`,
  });
}
