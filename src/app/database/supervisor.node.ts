/**
 * Keeps the embedded PostgreSQL of a data folder: started by whoever comes first, shared by all, stopped by whoever leaves last.
 *
 * Every process that uses it signs in (`clients/<pid>-…`) and out, under one lock (`database.lock`). Signing out, the last living client
 * stops the server, whoever started it. From this one rule follows: a verb beside `luodi start` leaves the server alone; a verb on
 * its own stops what it started; when a verb started it and `luodi start` came meanwhile, the verb leaves it and `start` stops it;
 * `start` ended during a long import leaves it to the import. A client killed with -9 does not count, its file is swept; the server it left
 * running is adopted by the next, which then is the last. A server started by hand on our folder is treated the same.
 */
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { Problem } from '../../kernel/problem.ts';
import { type Binaries, readyBinaries } from './binaries.node.ts';
import {
  appRole,
  type Connections,
  connectionsOver,
  databaseName,
  ownerRole,
  readSecrets,
  type Secrets,
  secretsFile,
  socketFile,
  toDatabase,
} from './connection.node.ts';
import {
  findHome,
  forsakenHomes,
  type Home,
  makeHome,
  markMade,
  openDataDir,
  stateDir,
  writeWhole,
} from './home.node.ts';
import { livingClients, signIn, takeLock } from './lock.node.ts';
import {
  diskFull,
  endLeftovers,
  findServer,
  madeByMajor,
  makeCluster,
  otherVersion,
  startServer,
  stopServer,
} from './postmaster.node.ts';
import { isRoot } from './process.node.ts';

export interface DatabaseProgress {
  readonly step: 'wait' | 'prepare' | 'create' | 'start' | 'adopt' | 'stop';
  /** A line for a person. */
  readonly text: string;
}

export interface DatabaseOptions {
  readonly dataDir: string;
  readonly log?: ((line: string) => void) | undefined;
  readonly progress?: ((progress: DatabaseProgress) => void) | undefined;
  /** Of postgresql.conf, over our own; they hold for a server that this call starts. Tests turn fsync off. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
  /** Other programs than the npm package's. */
  readonly binaries?: Binaries | undefined;
}

export interface Database {
  readonly connections: Connections;
  /** True when this process started it, false when it was running. */
  readonly started: boolean;
  /** Signs out; stops the server when no other living client is left. Harmless when called twice. */
  stop(): Promise<void>;
}

const lockWaitMs = 180_000;
/** For a killed server's pid to vanish and its children to end. Seen: 1.5 s. */
const notYetMs = 30_000;
/** For a server that recovers from a crash to answer. */
const answerMs = 600_000;
/** When a killed server's children have not gone by themselves. */
const leftoversAfterMs = 2_000;

interface Ground {
  readonly dataDir: string;
  readonly home: Home;
  readonly binaries: Binaries;
  readonly secrets: Secrets;
}

const clientsDir = (dataDir: string): string => join(dataDir, 'clients');

function withWords<T>(where: string, thrown: unknown): T {
  const code = (thrown as NodeJS.ErrnoException).code;
  throw code === 'ENOSPC' || code === 'EDQUOT' ? diskFull(where) : thrown;
}

function lock(dataDir: string, options: Pick<DatabaseOptions, 'progress'>): Promise<() => void> {
  return takeLock(join(dataDir, 'database.lock'), {
    waitMs: lockWaitMs,
    onWait: (pid) =>
      options.progress?.({
        step: 'wait',
        text: `等待另一个 luodi 进程(${pid})启停数据库 · waiting for luodi process ${pid}`,
      }),
  });
}

function makeSecrets(dataDir: string, home: Home): Secrets {
  const random = () => randomBytes(24).toString('base64url');
  const secrets: Secrets = { owner: random(), app: random() };
  writeWhole(secretsFile(dataDir), `${JSON.stringify(secrets)}\n`, 0o600);
  // Root finishing what an ordinary user began in a folder of theirs.
  if (home.runAs && !home.isStaged) chownSync(secretsFile(dataDir), home.runAs.uid, home.runAs.gid);
  return secrets;
}

function passwordLost(dataDir: string): Problem {
  return new Problem({
    code: 'database_password_lost',
    message: `数据库口令文件 ${secretsFile(dataDir)} 不在或不对。The password file ${secretsFile(dataDir)} is missing or wrong.`,
    kept: '数据未动。No data was touched.',
    fix: '从备份恢复该文件。Bring that file back from a backup.',
    status: 503,
  });
}

function programs(options: DatabaseOptions, dataDir: string): Binaries {
  return (
    options.binaries ?? readyBinaries({ stateDir: isRoot() ? stateDir() : undefined, spareDir: dataDir })
  );
}

/** The data of this folder, made if it is not there. */
async function ground(dataDir: string, options: DatabaseOptions): Promise<Ground> {
  const log = options.log ?? (() => undefined);
  const known = findHome(dataDir);
  if (!known) {
    for (const root of forsakenHomes(dataDir)) {
      log(
        `database: an earlier database of this folder remains in ${root}; remove it by hand if it is not needed`,
      );
    }
  }
  const isNew = !known || madeByMajor(known) === undefined;
  if (isNew) options.progress?.({ step: 'prepare', text: '准备数据库程序 · preparing PostgreSQL' });
  const binaries = programs(options, dataDir);
  const home = known ?? makeHome(dataDir, log);
  const major = madeByMajor(home);
  if (major !== undefined) {
    if (major !== binaries.major) throw otherVersion(major, binaries);
    const secrets = readSecrets(dataDir);
    if (!secrets) throw passwordLost(dataDir);
    markMade(dataDir);
    return { dataDir, home, binaries, secrets };
  }
  options.progress?.({ step: 'create', text: '建立数据库(仅首次) · creating the database (once)' });
  const secrets = makeSecrets(dataDir, home);
  await makeCluster(home, binaries, secrets.owner);
  markMade(dataDir);
  return { dataDir, home, binaries, secrets };
}

/** What stands between a fresh cluster and its first user; repeated at each start, since a start may have been killed before it. */
async function ensureContents(connections: Connections, secrets: Secrets): Promise<void> {
  const client = new Client({
    connectionString: toDatabase(connections.owner, 'postgres').url,
    connectionTimeoutMillis: 10_000,
    application_name: 'luodi supervisor',
  });
  // A server that goes away between two words is reported by the query.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ has_role: boolean; has_database: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS has_role,
              EXISTS (SELECT FROM pg_database WHERE datname = $2) AS has_database`,
      [appRole, databaseName],
    );
    // The password is base64url of our own making: nothing to escape.
    if (!rows[0]?.has_role) {
      await client.query(
        `CREATE ROLE ${appRole} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD '${secrets.app}'`,
      );
      // Migrations grant it too, so that SET ROLE works under any owner; here it is done once, before any two could do it at a time.
      await client.query(`GRANT ${appRole} TO ${ownerRole}`);
    }
    if (!rows[0]?.has_database) await client.query(`CREATE DATABASE ${databaseName}`);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Waits until the server answers. False when it went away while starting. */
async function answers(at: Ground, connections: Connections): Promise<boolean> {
  const until = performance.now() + answerMs;
  for (;;) {
    try {
      await ensureContents(connections, at.secrets);
      return true;
    } catch (thrown) {
      const { code } = thrown as { code?: string };
      if (code === '28P01' || code === '28000') throw passwordLost(at.dataDir);
      if (code === '53100') throw diskFull(at.home.root);
      if (!findServer(at.home)) return false;
      // The socket was swept away under a living server (a cleaner of /tmp): nobody new can reach it.
      const isUnreachable = code === 'ENOENT' && performance.now() > until - answerMs + 5_000;
      if (isUnreachable || performance.now() > until) {
        throw new Problem({
          code: 'database_not_answering',
          message: `数据库进程在运行但不应答:${(thrown as Error).message}。The database runs but does not answer.`,
          kept: '数据未动。No data was touched.',
          fix: `结束进程 ${findServer(at.home)?.pid} 后再启动;日志在 ${at.home.log}。End that process (SIGINT) and start again; the log is in ${at.home.log}.`,
          status: 503,
        });
      }
      await sleep(100);
    }
  }
}

/** A running server adopted, or one started. Under the lock. */
async function ensureServer(
  at: Ground,
  options: DatabaseOptions,
): Promise<{ started: boolean; connections: Connections }> {
  const log = options.log ?? (() => undefined);
  const since = performance.now();
  let isSwept = false;
  let started = false;
  for (;;) {
    const server = findServer(at.home);
    if (server) {
      const connections = connectionsOver(server.socketDir || at.home.run, at.secrets);
      if (!started)
        options.progress?.({ step: 'adopt', text: '接用已在运行的数据库 · using the running database' });
      if (await answers(at, connections)) {
        writeWhole(socketFile(at.dataDir), `${connections.owner.host}\n`, 0o644);
        return { started, connections };
      }
    } else {
      if (!started) options.progress?.({ step: 'start', text: '启动数据库 · starting the database' });
      started =
        (await startServer(at.home, at.binaries, options.settings ?? {})) ||
        findServer(at.home) !== undefined;
      if (started) continue;
    }
    const waitedMs = performance.now() - since;
    if (waitedMs > leftoversAfterMs && !isSwept && !findServer(at.home)) {
      isSwept = true;
      await endLeftovers(at.home, log);
    }
    if (waitedMs > notYetMs) {
      throw new Problem({
        code: 'database_not_started',
        message: '上一个数据库进程没有退净。What is left of a killed database does not go away.',
        kept: '数据未动。No data was touched.',
        fix: `结束 ${at.home.data} 上的 postgres 进程后再启动。End the postgres processes over ${at.home.data}, then start again.`,
        status: 503,
        data: { data: at.home.data, log: at.home.log },
      });
    }
    await sleep(200);
  }
}

/** Root beside an ordinary user's folder must not lock that user out of it. */
function openClients(dataDir: string): string {
  const dir = clientsDir(dataDir);
  if (!existsSync(dir)) {
    mkdirSync(dir, { recursive: true });
    const { uid, gid } = statSync(dataDir);
    if (isRoot()) chownSync(dir, uid, gid);
  }
  return dir;
}

/**
 * The database of a data folder, running, with this process signed in. Fails, in this order, with `data_folder_not_writable`,
 * `database_busy`, `database_missing`, `database_of_another_user`, `database_belongs_elsewhere`, `database_not_installed`, `cannot_drop_root`,
 * `database_other_version`, `database_password_lost`, `disk_full`, `database_not_made`, `port_taken`, `out_of_memory`,
 * `database_not_started`, `database_not_answering`.
 */
export async function startDatabase(options: DatabaseOptions): Promise<Database> {
  let signOut: (() => void) | undefined;
  let unlock: (() => void) | undefined;
  try {
    const dataDir = openDataDir(options.dataDir);
    unlock = await lock(dataDir, options);
    const at = await ground(dataDir, options);
    signOut = signIn(openClients(dataDir));
    const { started, connections } = await ensureServer(at, options);
    const leave = signOut;
    let isOut = false;
    const stop = async (): Promise<void> => {
      if (isOut) return;
      isOut = true;
      await signOutAndStop(at, leave, options);
    };
    return { connections, started, stop };
  } catch (thrown) {
    signOut?.();
    return withWords(options.dataDir, thrown);
  } finally {
    unlock?.();
  }
}

async function signOutAndStop(at: Ground, signOut: () => void, options: DatabaseOptions): Promise<void> {
  const unlock = await lock(at.dataDir, options);
  try {
    signOut();
    const others = livingClients(clientsDir(at.dataDir));
    if (others.length > 0) {
      options.log?.(`database: left running for ${others.length} other client(s): ${others.join(' ')}`);
      return;
    }
    options.progress?.({ step: 'stop', text: '停止数据库 · stopping the database' });
    await stopServer(at.home, at.binaries, options.log ?? (() => undefined));
  } finally {
    unlock();
  }
}

/** Stops the server whoever uses it. Tests and repairs only. False when no database was ever made there. */
export async function stopDatabase(options: DatabaseOptions): Promise<boolean> {
  if (!existsSync(options.dataDir)) return false;
  const dataDir = openDataDir(options.dataDir);
  const unlock = await lock(dataDir, options);
  try {
    const home = findHome(dataDir);
    if (home) await stopServer(home, programs(options, dataDir), options.log ?? (() => undefined));
    return home !== undefined;
  } finally {
    unlock();
  }
}

/** Stops the server and removes its data, wherever it lies, and the data folder. Tests only: nothing else deletes data. */
export async function removeDatabase(options: DatabaseOptions): Promise<void> {
  if (!(await stopDatabase(options))) return;
  const home = findHome(openDataDir(options.dataDir));
  for (const folder of [home?.run, home?.root, options.dataDir]) {
    if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
