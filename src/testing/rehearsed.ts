// The first city, rehearsed to the end of its published half-year, in a database of its own: the ledger of it, or a whole server over it.
import type { FastifyInstance } from 'fastify';
import { Client } from 'pg';
import { pino } from 'pino';
import { setPassword } from '../access/credentials.pg.ts';
import { checkPlanAt } from '../app/cli/check.ts';
import { packageRoot } from '../app/config.node.ts';
import { rehearsalLines } from '../app/founding.ts';
import { operator } from '../app/open.ts';
import { LOOPS, SECTIONS } from '../app/registry.node.ts';
import { ROUTES } from '../app/routes.ts';
import { buildServer } from '../app/server.ts';
import { instantOf } from '../kernel/instant.ts';
import { Ledger } from '../ledger/ledger.pg.ts';
import { migrate } from '../ledger/migrate.pg.ts';
import { ownerSessionOptions } from '../ledger/pgTypes.pg.ts';
import { restoreLedger } from '../ledger/restore.pg.ts';
import { createTemplate, testDatabase } from './database.ts';
import { testIds } from './ledger.ts';

export const REHEARSED = 'zhaoqing';
export const PASSWORD = 'test-password';
const START_MS = 1_800_000_000_000;

export interface RehearsedCity {
  readonly ledger: Ledger;
  /** The clock of the ledger and of the server: a test may move it on. */
  readonly clock: { ms: number };
  /** As the owner of everything. */
  readonly ownerUrl: string;
  close(): Promise<void>;
}

export interface RehearsedServer extends RehearsedCity {
  readonly server: FastifyInstance;
  /** Signs in; the reply's cookie, without its attributes. */
  cookieOf(account: string, password?: string): Promise<string>;
}

/** Restored once a run, however many files ask: each gets a copy. `name` keeps the ids of two files apart. */
export async function rehearsedCity(name: string, readersMax = 2): Promise<RehearsedCity> {
  const clock = { ms: START_MS };
  await createTemplate(REHEARSED, (url) => restoreRehearsal(url, () => clock.ms));
  const database = await testDatabase({ template: REHEARSED });
  const ledger = new Ledger({
    database: { connectionString: database.app.url },
    loops: LOOPS,
    sections: SECTIONS,
    now: () => clock.ms,
    newId: testIds(name),
    readersMax,
  });
  const close = async () => {
    await ledger.close();
    await database.drop();
  };
  return { ledger, clock, ownerUrl: database.connection.url, close };
}

/** `accounts` of the demonstration can sign in with PASSWORD. One reader's connection by default: what leaked from a request would be seen by the next. */
export async function rehearsedServer(
  name: string,
  accounts: readonly string[],
  readersMax = 1,
): Promise<RehearsedServer> {
  const city = await rehearsedCity(name, readersMax);
  const { ledger, clock } = city;
  const door = { ledger, city: REHEARSED, actor: operator('441200') };
  for (const account of accounts) await setPassword(door, account, PASSWORD);
  const server = await buildServer({
    ledger,
    loops: LOOPS,
    routes: ROUTES,
    pages: '/nonexistent',
    secret: 'test secret',
    version: '0',
    now: () => clock.ms,
    log: pino({ level: 'silent' }),
    demoPassword: PASSWORD,
  });
  return {
    ...city,
    server,
    cookieOf: async (account, password = PASSWORD) => {
      const payload = { account, password };
      const reply = await server.inject({ method: 'POST', url: '/api/session', payload });
      return String(reply.headers['set-cookie']).split(';')[0] ?? '';
    },
    close: async () => {
      await server.close();
      await city.close();
    },
  };
}

async function restoreRehearsal(url: string, now: () => number): Promise<void> {
  const { content, issues, files } = checkPlanAt(`${packageRoot()}/plans/zhaoqing-2021`);
  if (!content) throw new Error(JSON.stringify(issues.filter((issue) => issue.severity === 'error')));
  const owner = new Client({ connectionString: url, options: ownerSessionOptions() });
  await owner.connect();
  await migrate(owner, { loops: LOOPS, now: () => instantOf(0) });
  const lines = rehearsalLines(content, { seed: 1, files });
  await restoreLedger(owner, lines, { loops: LOOPS, sections: SECTIONS, now });
  await owner.end();
}
