/**
 * One PostgreSQL server over one data folder: make it, start it, find it, stop it. Knows nothing of clients and locks (the
 * supervisor does). A server is ours when its process stands in our data folder, whatever a pid file says: files are copied, pids
 * come round again, processes do not move.
 */
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chownSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../kernel/problem.ts';
import type { Binaries } from './binaries.node.ts';
import { ownerRole } from './connection.node.ts';
import { furnish, type Home, writeWhole } from './home.node.ts';
import { isPidAlive } from './lock.node.ts';
import { folderOf, isPostgres, postgresIn, type Ran, run } from './process.node.ts';

/** The lines of postmaster.pid (src/include/utils/pidfile.h). */
export interface PidFile {
  readonly pid: number;
  readonly socketDir: string;
}

export function readPidFile(home: Home): PidFile | undefined {
  try {
    const lines = readFileSync(join(home.data, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return Number.isInteger(pid) && pid > 0 ? { pid, socketDir: lines[4] ?? '' } : undefined;
  } catch {
    return undefined;
  }
}

/** The living server of this data folder. */
export function findServer(home: Home): PidFile | undefined {
  const file = readPidFile(home);
  if (!file || !isPidAlive(file.pid) || !isPostgres(file.pid)) return undefined;
  return folderOf(file.pid, home.runAs) === home.data ? file : undefined;
}

export function madeByMajor(home: Home): number | undefined {
  try {
    return Number.parseInt(readFileSync(join(home.data, 'PG_VERSION'), 'utf8'), 10);
  } catch {
    return undefined;
  }
}

export function otherVersion(found: number | undefined, binaries: Binaries): Problem {
  return new Problem({
    code: 'database_other_version',
    message: `数据由 PostgreSQL ${found ?? '?'} 写成,本版自带 ${binaries.major}。The data was written by PostgreSQL ${found ?? '?'}; this release brings ${binaries.major}.`,
    kept: '数据未动。The data was not touched.',
    fix: '先用旧版 luodi export,再用本版 import --restore:export with the old release, then import --restore.',
    status: 503,
    data: { found: found ?? null, expected: binaries.major },
  });
}

export function diskFull(where: string): Problem {
  return new Problem({
    code: 'disk_full',
    message: `磁盘已满,数据库无法写入 ${where}。The disk is full: the database cannot write to ${where}.`,
    kept: '已提交的数据都在。All that was committed is kept.',
    fix: '腾出空间(至少 200 MB)后再启动,或用 --data 换到别的磁盘。Free some space (200 MB at least) and start again, or move to another disk with --data.',
    status: 503,
    data: { where },
  });
}

/** Whether the last words of a program mean "not yet": a killed server is still listed, or its children still hold its memory. */
const notYet = /lock file "postmaster\.pid" already exists|pre-existing shared memory block/;

/** The last words of initdb or the server, as a problem a person can act on. */
function problemOf(words: string, home: Home, binaries: Binaries, code: string): Problem {
  if (/No space left on device|Disk quota exceeded/.test(words)) return diskFull(home.root);
  if (/database files are incompatible|not compatible with this version/.test(words))
    return otherVersion(madeByMajor(home), binaries);
  if (
    /Address already in use|could not bind|could not create any Unix-domain sockets|lock file "[^"]*\.s\.PGSQL\.[^"]*" already exists/.test(
      words,
    )
  ) {
    return new Problem({
      code: 'port_taken',
      message: `数据库的套接字 ${home.run} 被另一个进程占用。The socket of the database in ${home.run} is taken by another process.`,
      kept: '数据未动。No data was touched.',
      fix: '结束占用它的进程后再启动。End that process, then start again.',
      status: 503,
      data: { socketDir: home.run, words },
    });
  }
  const isMemory = /could not map anonymous shared memory|Cannot allocate memory|out of memory/.test(words);
  return new Problem({
    code: isMemory ? 'out_of_memory' : code,
    message: isMemory
      ? '内存不足,数据库无法启动。Not enough memory to start the database.'
      : `数据库无法启动。The database could not be started: ${words.trim().split('\n').slice(-3).join(' · ')}`,
    kept: '数据未动。No data was touched.',
    fix: `日志在 ${home.log}。The log is in ${home.log}.`,
    status: 503,
    data: { log: home.log, words: words.slice(-4000) },
  });
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/**
 * initdb, into a folder aside that is renamed when whole: one killed half-way is swept and made again.
 * Encoding UTF-8 and order by code point everywhere; the character classes are C.UTF-8's, since under plain C `\w` and pg_trgm do not see
 * Chinese (measured). Fails with `disk_full`, `cannot_drop_root`, `database_not_made`.
 */
export async function makeCluster(home: Home, binaries: Binaries, password: string): Promise<void> {
  // A cluster takes 40 MB and its first log segments as much again: better refused now than half-way.
  if (freeBytes(home.root) < 120 * 1024 * 1024) throw diskFull(home.root);
  for (const name of readdirSync(home.root).filter((n) => n.startsWith('making-'))) {
    rmSync(join(home.root, name), { recursive: true, force: true, maxRetries: 3 });
  }
  // initdb makes its folder itself, so the folder around it must be the database user's.
  const around = join(home.root, `making-${randomBytes(3).toString('hex')}`);
  const aside = join(around, 'data');
  furnish({ ...home, run: around });
  const passwordFile = join(around, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (home.runAs) chownSync(passwordFile, home.runAs.uid, home.runAs.gid);
  const withLocale = (locale: readonly string[]) =>
    run(
      join(binaries.binDir, 'initdb'),
      [
        ...[
          '-D',
          aside,
          `--username=${ownerRole}`,
          `--pwfile=${passwordFile}`,
          '--encoding=UTF8',
          '--data-checksums',
        ],
        ...['--auth-local=scram-sha-256', '--auth-host=scram-sha-256', ...locale],
      ],
      { runAs: home.runAs, env: binaries.env },
    );
  const builtin =
    binaries.major >= 17 ? ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : [];
  try {
    let made = await withLocale(
      builtin.length > 0 ? [...builtin, '--lc-ctype=C.UTF-8'] : ['--locale=C.UTF-8'],
    );
    // A machine without the locale C.UTF-8 still gets a database; only word classes of Chinese are missing.
    if (/invalid locale/.test(made.output))
      made = await withLocale(builtin.length > 0 ? builtin : ['--locale=C']);
    if (made.code !== 0) throw problemOf(made.output, home, binaries, 'database_not_made');
    appendFileSync(join(aside, 'postgresql.conf'), "\ninclude '../luodi.conf'\n");
    renameSync(aside, home.data);
  } finally {
    rmSync(around, { recursive: true, force: true });
  }
}

/** synchronous_commit and fsync stay on: a recorded fact is never lost. */
function settingsOf(home: Home, extra: Readonly<Record<string, string>>): string {
  const sharedMb = Math.max(16, Math.min(256, Math.floor(totalmem() / 8 / 1024 / 1024)));
  const shmBytes = existsSync('/dev/shm') ? freeBytes('/dev/shm') : 0;
  const settings: Record<string, string> = {
    listen_addresses: '',
    unix_socket_directories: home.run,
    unix_socket_permissions: '0700',
    max_connections: '100',
    shared_buffers: `${sharedMb}MB`,
    work_mem: '16MB',
    maintenance_work_mem: '128MB',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    // So that a replica or a base backup stays possible; minimal would save little.
    wal_level: 'replica',
    fsync: 'on',
    synchronous_commit: 'on',
    password_encryption: 'scram-sha-256',
    // Measured: its compiling costs more than our questions take.
    jit: 'off',
    random_page_cost: '1.1',
    timezone: 'UTC',
    log_timezone: 'UTC',
    datestyle: 'iso, ymd',
    lc_messages: 'C',
    log_min_messages: 'warning',
    log_line_prefix: '%m [%p] %u@%d ',
    // A container often has 64 MB of /dev/shm, where parallel queries fail with "no space left".
    ...(shmBytes < 256 * 1024 * 1024 ? { dynamic_shared_memory_type: 'mmap' } : {}),
    ...extra,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`);
  return `# Written by luodi at each start.\n${lines.join('\n')}\n`;
}

function wordsSince(log: string, from: number): string {
  try {
    return readFileSync(log).subarray(from).toString();
  } catch {
    return '';
  }
}

/** Ends what a killed server left running: its children, which hold its memory. Only processes that stand in our data folder. */
export async function endLeftovers(home: Home, log: (line: string) => void): Promise<void> {
  for (const signal of ['SIGQUIT', 'SIGKILL'] as const) {
    const left = postgresIn(home.data, home.runAs);
    if (left.length === 0) return;
    log(`database: ending ${left.length} processes of a killed server (${signal}): ${left.join(' ')}`);
    for (const pid of left) {
      try {
        process.kill(pid, signal);
      } catch {
        // It went by itself.
      }
    }
    for (let i = 0; i < 20 && left.some(isPidAlive); i++) await sleep(100);
  }
}

/**
 * A pid file whose pid now belongs to somebody else keeps PostgreSQL from starting (a copied folder, a pid that came round).
 * Removed only when no process of PostgreSQL stands in the data folder: the file also guards the memory of a dead server's children.
 */
function clearForeignPidFile(home: Home): void {
  const file = readPidFile(home);
  if (!file || !isPidAlive(file.pid)) return;
  const stands = folderOf(file.pid, home.runAs);
  if (stands !== undefined && stands !== home.data && postgresIn(home.data, home.runAs).length === 0) {
    rmSync(join(home.data, 'postmaster.pid'), { force: true });
  }
}

/** True: the server is up. False: not yet, look again. Fails with a problem of `problemOf`. */
export async function startServer(
  home: Home,
  binaries: Binaries,
  settings: Readonly<Record<string, string>>,
): Promise<boolean> {
  furnish(home);
  clearForeignPidFile(home);
  writeWhole(home.conf, settingsOf(home, settings), 0o644);
  const from = statSync(home.log).size;
  const args = ['-D', home.data, '-l', home.log, '-w', '-t', '60', '-s', 'start'];
  const ran = await run(join(binaries.binDir, 'pg_ctl'), args, {
    runAs: home.runAs,
    env: binaries.env,
    detached: true,
  });
  if (ran.code === 0) return true;
  const words = wordsSince(home.log, from) + ran.output;
  // pg_ctl gave up waiting, but the server lives and recovers: that is not a failure.
  if (notYet.test(words) || findServer(home)) return false;
  throw problemOf(words, home, binaries, 'database_not_started');
}

/** Stops the server and waits for its end: fast (clients are cut off, a checkpoint is written), then at once. */
export async function stopServer(home: Home, binaries: Binaries, log: (line: string) => void): Promise<void> {
  let ran: Ran = { code: 0, output: '' };
  for (const [mode, seconds] of [
    ['fast', '60'],
    ['immediate', '10'],
  ] as const) {
    const server = findServer(home);
    if (!server) return;
    ran = await run(
      join(binaries.binDir, 'pg_ctl'),
      ['-D', home.data, '-m', mode, '-w', '-t', seconds, '-s', 'stop'],
      {
        runAs: home.runAs,
        env: binaries.env,
        detached: true,
      },
    );
    for (let i = 0; i < 40 && isPidAlive(server.pid); i++) await sleep(50);
  }
  if (findServer(home)) log(`database: it did not stop: ${ran.output.trim()}`);
}
