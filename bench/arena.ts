// Where measurements happen: a database of their own in a temporary folder, fsync on as in the field, with the first plan's rehearsed city
// in it. Everything is removed afterwards.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Pool } from 'pg';
import { checkPlanAt } from '../src/app/cli/check.ts';
import { machineBits, machineNow } from '../src/app/clock.ts';
import { startDatabase } from '../src/app/database/supervisor.node.ts';
import { rehearsalLines } from '../src/app/founding.ts';
import { LOOPS, SECTIONS } from '../src/app/registry.node.ts';
import { ulid } from '../src/kernel/id.ts';
import { instantOf } from '../src/kernel/instant.ts';
import type { PlainDate } from '../src/kernel/plainDate.ts';
import type { LedgerLine } from '../src/ledger/exchange.ts';
import { Ledger } from '../src/ledger/ledger.pg.ts';
import { migrate } from '../src/ledger/migrate.pg.ts';
import { ownerSessionOptions, setTypeParsers } from '../src/ledger/pgTypes.pg.ts';

export interface Arena {
  readonly city: string;
  readonly ledger: Ledger;
  readonly owner: Client;
  readonly ownerUrl: string;
  /** As the server connects. */
  readonly appUrl: string;
  readonly lines: readonly LedgerLine[];
  /** The first plan's city rehearsed until another day. */
  rehearse(until: PlainDate): readonly LedgerLine[];
  pool(max: number): Pool;
  /** Another database of the same server, brought to this release and empty. */
  emptyDatabase(name: string): Promise<{ url: string; owner: Client }>;
  close(): Promise<void>;
}

/** Root of the package, whether this file runs built (dist/bench) or as it stands (bench). */
export const PACKAGE_ROOT = [new URL('../', import.meta.url), new URL('../../', import.meta.url)]
  .map((url) => fileURLToPath(url))
  .find((path) => existsSync(join(path, 'package.json')))!;

/** As the server has it: in the arena's process, or in one of its own where memory is measured. */
export function ledgerAt(connectionString: string): Ledger {
  return new Ledger({
    database: { connectionString },
    loops: LOOPS,
    sections: SECTIONS,
    now: machineNow,
    newId: (ms) => ulid(ms, machineBits),
  });
}

/** What a script beside this one prints as JSON: a process of its own, so that no other measurement's memory lies in it already, bounded as the server's is. */
export function runApart<T>(script: string, ...args: readonly string[]): T {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const path = fileURLToPath(new URL(`./${script}.${ending}`, import.meta.url));
  const stdio = ['ignore', 'pipe', 'inherit'] as const;
  return JSON.parse(execFileSync(process.execPath, [path, ...args], { encoding: 'utf8', stdio: [...stdio] }));
}

/** Most that this process has held since it began, over what it holds when this is asked for, in megabytes: told when the answer is. */
export function growth(): () => number {
  const before = process.memoryUsage.rss();
  return () => (process.resourceUsage().maxRSS * 1024 - before) / 1_000_000;
}

export async function openArena(say: (text: string) => void): Promise<Arena> {
  setTypeParsers();
  const dir = mkdtempSync(join(tmpdir(), 'luodi-bench-'));
  const database = await startDatabase({ dataDir: join(dir, 'data') });
  const { owner: connection, app } = database.connections;
  const clientAt = async (url: string): Promise<Client> => {
    const client = new Client({ connectionString: url, options: ownerSessionOptions() });
    await client.connect();
    return client;
  };
  const owner = await clientAt(connection.url);
  const now = () => instantOf(machineNow());
  await migrate(owner, { loops: LOOPS, now });
  const { content } = checkPlanAt(join(PACKAGE_ROOT, 'plans/zhaoqing-2021'));
  if (!content) throw new Error('the first plan has errors: run luodi check');
  const lines = [...rehearsalLines(content, { seed: 1 })];
  say(`rehearsed ${lines.length} lines`);
  const first = lines[0] as { city: string };
  const ledger = ledgerAt(app.url);
  const clients: Client[] = [owner];
  const pools: Pool[] = [];
  return {
    city: first.city,
    ledger,
    owner,
    ownerUrl: connection.url,
    appUrl: app.url,
    lines,
    rehearse: (until) => [...rehearsalLines(content, { seed: 1, until })],
    pool(max) {
      const pool = new Pool({ connectionString: connection.url, options: ownerSessionOptions(), max });
      pools.push(pool);
      return pool;
    },
    async emptyDatabase(name) {
      await owner.query(`create database ${name}`);
      const url = new URL(connection.url);
      url.pathname = `/${name}`;
      const client = await clientAt(url.href);
      clients.push(client);
      await migrate(client, { loops: LOOPS, now });
      return { url: url.href, owner: client };
    },
    async close() {
      await ledger.close();
      await Promise.all([
        ...clients.map((client) => client.end()),
        ...pools.filter((pool) => !pool.ended).map((pool) => pool.end()),
      ]);
      await database.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
