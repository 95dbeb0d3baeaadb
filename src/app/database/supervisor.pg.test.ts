/**
 * The supervisor with the real PostgreSQL, real processes and real kills. As root it also proves that the server runs as somebody
 * else and under a 0700 folder (every temporary folder here is one).
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isProblem } from '../../kernel/problem.ts';
import { attach } from './attach.node.ts';
import { packageFolder, readyBinaries } from './binaries.node.ts';
import { type Connection, connectionFor } from './connection.node.ts';
import { findHome, type Home } from './home.node.ts';
import { isPidAlive } from './lock.node.ts';
import { readPidFile } from './postmaster.node.ts';
import { isRoot, postgresIn, run } from './process.node.ts';
import { removeDatabase, startDatabase } from './supervisor.node.ts';

/** Of this vitest run (testing/globalSetup.ts). */
const runDir = process.env.LUODI_TEST_DIR ?? '';
let base: string;
let dataDir: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  // Within the run's own folder, so that a run which is cut off here leaves nothing behind (testing/reap.ts).
  base = mkdtempSync(join(runDir, 's-'));
  dataDir = join(base, '.luodi');
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  if (existsSync(dataDir)) await removeDatabase({ dataDir });
  rmSync(base, { recursive: true, force: true });
});

async function ask<T>(connection: Connection, sql: string): Promise<T[]> {
  const client = new Client({ connectionString: connection.url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.map((row: T[]) => row[0] as T);
  } finally {
    await client.end();
  }
}

const home = (): Home => findHome(dataDir) as Home;
const serverPid = (): number => readPidFile(home())?.pid ?? 0;
const isRunning = (): boolean => isPidAlive(serverPid());

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'no failure';
  } catch (thrown) {
    return isProblem(thrown) ? thrown.code : String(thrown);
  }
}

/** Another luodi process: starts the database, says so, and stops it when told to. */
function otherProcess(): { child: ChildProcess; started: Promise<boolean> } {
  const module = new URL('./supervisor.node.ts', import.meta.url).href;
  const script = `const { startDatabase } = await import(${JSON.stringify(module)});
    const database = await startDatabase({ dataDir: ${JSON.stringify(dataDir)} });
    console.log(database.started ? 'started' : 'adopted');
    process.stdin.once('data', async () => { await database.stop(); process.exit(0); });`;
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const started = once(child.stdout, 'data').then(([said]) => String(said).trim() === 'started');
  return { child, started };
}

async function leave(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.stdin?.write('stop\n');
  await gone;
}

describe('one process', () => {
  it('makes, starts, is adopted by a second start, and stops with the last', async () => {
    const steps: string[] = [];
    const first = await startDatabase({ dataDir, progress: ({ step }) => steps.push(step) });
    expect(first.started).toBe(true);
    expect(steps).toEqual(['prepare', 'create', 'start']);
    const second = await attach({ dataDir });
    expect(second.started).toBe(false);
    await second.release();
    expect(isRunning()).toBe(true);

    const { owner, app } = first.connections;
    const settings = [
      'fsync',
      'synchronous_commit',
      'data_checksums',
      'jit',
      'listen_addresses',
      'TimeZone',
      'server_encoding',
    ];
    const shown = await Promise.all(settings.map((name) => ask<string>(owner, `SHOW ${name}`)));
    expect(shown.flat()).toEqual(['on', 'on', 'on', 'off', '', 'UTC', 'UTF8']);
    // Words of Chinese are words: under locale C they are not.
    expect(await ask(owner, `SELECT '肇庆' ~ '^\\w+$'`)).toEqual([true]);
    expect(
      await ask(
        app,
        'SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls FROM pg_roles WHERE rolname = current_user',
      ),
    ).toEqual([false]);
    const stranger: Connection = { ...owner, url: owner.url.replace(owner.password ?? '', 'wrong') };
    await expect(ask(stranger, 'SELECT 1')).rejects.toThrow(/password/);
    expect(connectionFor({ dataDir })).toEqual(first.connections);
    expect(statSync(join(dataDir, 'database.secrets.json')).mode & 0o777).toBe(0o600);
    if (isRoot()) {
      expect(statSync(`/proc/${serverPid()}`).uid).not.toBe(0);
      expect(home().isStaged).toBe(true);
    }

    await first.stop();
    await first.stop();
    expect(isRunning()).toBe(false);
  });

  it('uses a short folder for the socket when the path of the data is long or not ASCII', async () => {
    const long = join(base, `落地 it's ${'x'.repeat(90)}`);
    mkdirSync(long, { mode: 0o755 });
    dataDir = join(long, '.luodi');
    const state = process.env.LUODI_STATE_DIR;
    if (isRoot()) {
      for (const folder of [runDir, base]) chmodSync(folder, 0o755);
      process.env.LUODI_STATE_DIR = join(long, 'state');
    }
    try {
      const database = await startDatabase({ dataDir });
      expect(database.connections.owner.host).toMatch(/^\/tmp\/luodi-/);
      expect(await ask(database.connections.owner, 'SELECT 1')).toEqual([1]);
      await database.stop();
      await removeDatabase({ dataDir });
      expect(existsSync(database.connections.owner.host)).toBe(false);
    } finally {
      if (state === undefined) delete process.env.LUODI_STATE_DIR;
      else process.env.LUODI_STATE_DIR = state;
      chmodSync(runDir, 0o700);
    }
  });

  it('refuses data of another version, a copied folder and data that is gone, and touches nothing', async () => {
    const database = await startDatabase({ dataDir });
    await database.stop();
    if (isRoot()) {
      const copy = join(base, 'copy');
      cpSync(dataDir, copy, { recursive: true });
      expect(await codeOf(startDatabase({ dataDir: copy }))).toBe('database_belongs_elsewhere');
    }
    const version = join(home().data, 'PG_VERSION');
    writeFileSync(version, '17\n');
    const thrown = await startDatabase({ dataDir }).catch((problem: unknown) => problem);
    expect(isProblem(thrown) && [thrown.code, thrown.fix]).toEqual([
      'database_other_version',
      expect.stringContaining('export with the old release, then import --restore'),
    ]);
    writeFileSync(version, '18\n');
    const aside = join(home().root, 'aside');
    const { data } = home();
    execFileSync('mv', [data, aside]);
    expect(await codeOf(startDatabase({ dataDir }))).toBe('database_missing');
    execFileSync('mv', [aside, data]);
    const again = await startDatabase({ dataDir });
    await again.stop();
    expect(readdirSync(join(dataDir, 'clients'))).toEqual([]);
  });

  it('says so when DATABASE_URL is wrong or nobody answers there', async () => {
    expect(await codeOf(attach({ dataDir, databaseUrl: 'mysql://x' }))).toBe('database_url_invalid');
    expect(await codeOf(attach({ dataDir, databaseUrl: 'postgresql://u@127.0.0.1:1/x' }))).toBe(
      'database_unreachable',
    );
    expect(existsSync(dataDir)).toBe(false);
    const database = await startDatabase({ dataDir });
    const beside = await attach({ dataDir, databaseUrl: database.connections.owner.url });
    expect(beside.connection.host).toBe(database.connections.owner.host);
    await beside.release();
    expect(isRunning()).toBe(true);
    await database.stop();
  });
});

describe('several processes', () => {
  it('makes one database when three start at once, and the last to leave stops it', async () => {
    const all = [otherProcess(), otherProcess(), otherProcess()];
    const started = await Promise.all(all.map((other) => other.started));
    expect(started.filter(Boolean)).toHaveLength(1);
    // Who started it leaves first: the others keep it.
    const starter = all[started.indexOf(true)] as (typeof all)[number];
    const rest = all.filter((other) => other !== starter);
    await leave(starter.child);
    expect(isRunning()).toBe(true);
    await leave((rest[0] as (typeof all)[number]).child);
    expect(isRunning()).toBe(true);
    await leave((rest[1] as (typeof all)[number]).child);
    expect(isRunning()).toBe(false);
  });

  it('adopts what a killed process left running, and then is the last', async () => {
    const killed = otherProcess();
    expect(await killed.started).toBe(true);
    const pid = serverPid();
    killed.child.kill('SIGKILL');
    await once(killed.child, 'exit');
    expect(isRunning()).toBe(true);
    // Killed while it held the lock, too.
    writeFileSync(
      join(dataDir, 'database.lock'),
      JSON.stringify({ pid: 2 ** 22 - 3, startTicks: '1', bootId: 'before' }),
    );
    const next = await startDatabase({ dataDir });
    expect([next.started, serverPid()]).toEqual([false, pid]);
    await next.stop();
    expect(isRunning()).toBe(false);
  });
});

describe('a killed server', () => {
  it('recovers what was committed, at once and although a child of the old server hangs on', async () => {
    const database = await startDatabase({ dataDir });
    const { owner } = database.connections;
    await ask(owner, 'CREATE TABLE kept AS SELECT 42 AS n');
    const hanging = new Client({ connectionString: owner.url });
    hanging.on('error', () => undefined);
    await hanging.connect();
    const { rows } = await hanging.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const child = rows[0]?.pid ?? 0;
    // Stopped, it cannot see that its parent is gone, and holds the shared memory.
    process.kill(child, 'SIGSTOP');
    const old = serverPid();
    process.kill(old, 'SIGKILL');
    const next = await startDatabase({ dataDir });
    expect(next.started).toBe(true);
    expect(serverPid()).not.toBe(old);
    expect(isPidAlive(child)).toBe(false);
    expect(await ask(next.connections.owner, 'SELECT n FROM kept')).toEqual([42]);
    await hanging.end().catch(() => undefined);
    await next.stop();
    await database.stop();
    expect(postgresIn(home().data, home().runAs)).toEqual([]);
  });

  it('is replaced when its pid now belongs to somebody else', async () => {
    const database = await startDatabase({ dataDir });
    const pidFile = join(home().data, 'postmaster.pid');
    const text = readFileSync(pidFile, 'utf8');
    await database.stop();
    // A living process of the same user that stands elsewhere: PostgreSQL alone would refuse for ever.
    const { runAs } = home();
    const bystander = spawn('sleep', ['60'], { ...(runAs ?? {}), cwd: '/', stdio: 'ignore' });
    children.push(bystander);
    writeFileSync(pidFile, text.replace(/^\d+/, String(bystander.pid)));
    const next = await startDatabase({ dataDir });
    expect(next.started).toBe(true);
    expect(isPidAlive(bystander.pid ?? 0)).toBe(true);
    await next.stop();
  });
});

describe('the programs', () => {
  it('run although the links of the package were never made', async () => {
    const { native, version } = packageFolder();
    const bare = join(base, 'package', 'native');
    cpSync(native, bare, { recursive: true, filter: (from) => !/\.a$|\/share\//.test(from) });
    const links = JSON.parse(readFileSync(join(bare, 'pg-symlinks.json'), 'utf8')) as { target: string }[];
    for (const { target } of links) rmSync(join(base, 'package', target), { force: true });
    const installed = { native: bare, version };
    const postgres = async (binDir: string) =>
      (await run(join(binDir, 'postgres'), ['--version'], {})).output;
    expect(await postgres(join(bare, 'bin'))).toMatch(/error while loading shared libraries/);
    const staged = readyBinaries({ stateDir: join(base, 'state'), spareDir: base, installed });
    expect(await postgres(staged.binDir)).toMatch(/PostgreSQL\) 18/);
    const inPlace = readyBinaries({ spareDir: base, installed });
    expect(await postgres(inPlace.binDir)).toMatch(/PostgreSQL\) 18/);
  });
});
