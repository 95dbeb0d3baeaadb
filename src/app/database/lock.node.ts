/**
 * One process at a time, and who is still here: lock files and client files that outlive kill -9 without harm.
 * Not a queue and not a lease: nothing expires by time. A holder counts as gone when its process is gone, told by pid, start time
 * and boot id together, since pids come round again. Holds among processes of one pid namespace only.
 */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../kernel/problem.ts';

/** A process, told apart from a later one with the same pid. */
export interface ProcessMark {
  readonly pid: number;
  readonly startTicks: string;
  readonly bootId: string;
}

const pollMs = 40;

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return otherwise;
  }
}

/** State and start time from /proc; undefined where there is no such process (or no /proc). proc(5): field 3 and field 22. */
function procStat(pid: number): { state: string; startTicks: string } | undefined {
  const stat = readOr(`/proc/${pid}/stat`, '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startTicks] = [fields[0], fields[19]];
  return stat !== '' && state && startTicks ? { state, startTicks } : undefined;
}

function bootId(): string {
  return readOr('/proc/sys/kernel/random/boot_id', '');
}

/** True while the process runs; a zombie (killed, not yet reaped by its parent) does not. */
export function isPidAlive(pid: number): boolean {
  // kill(0, 0) asks for our own group.
  if (pid <= 0) return false;
  if (procStat(pid)?.state === 'Z') return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function ownMark(): ProcessMark {
  return { pid: process.pid, startTicks: procStat(process.pid)?.startTicks ?? '', bootId: bootId() };
}

function isMarkAlive(mark: ProcessMark): boolean {
  if (mark.bootId !== bootId() || !isPidAlive(mark.pid)) return false;
  return (procStat(mark.pid)?.startTicks ?? mark.startTicks) === mark.startTicks;
}

function readMark(path: string): (ProcessMark & { nonce?: string }) | undefined {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as unknown;
    const isMark =
      typeof value === 'object' && value !== null && 'pid' in value && typeof value.pid === 'number';
    return isMark ? (value as ProcessMark) : undefined;
  } catch {
    return undefined;
  }
}

/** Its pid when a living process holds the lock; 0 when it is held and cannot be told by whom; undefined when nobody does. */
function holderOf(path: string): number | undefined {
  const mark = readMark(path);
  if (mark) return isMarkAlive(mark) ? mark.pid : undefined;
  const text = readOr(path, 'unreadable');
  // Empty: made this very moment and not yet written, or its maker was killed between the two. A second look decides.
  return text === '' || text === 'unreadable' ? 0 : undefined;
}

function tryTake(path: string, nonce: string): boolean {
  try {
    writeFileSync(path, JSON.stringify({ ...ownMark(), nonce }), { flag: 'wx', mode: 0o644 });
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw thrown;
  }
}

/**
 * Removes a lock whose holder is gone. Two that see the same dead holder must not remove twice, since the second would remove the lock
 * of the first; so removing is itself under a lock, `.break`, and the dead holder is looked at again inside.
 */
function breakIfDead(path: string, depth = 0): void {
  const breaking = `${path}.break`;
  const nonce = randomBytes(6).toString('hex');
  if (!tryTake(breaking, nonce)) {
    if (depth < 3 && holderOf(breaking) === undefined) breakIfDead(breaking, depth + 1);
    return;
  }
  try {
    if (holderOf(path) === undefined) rmSync(path, { force: true });
  } finally {
    rmSync(breaking, { force: true });
  }
}

/**
 * Takes the lock, waiting while a living process holds it. Returns the release.
 * Fails with `database_busy` after `waitMs`.
 */
export async function takeLock(
  path: string,
  options: { waitMs: number; onWait?: (pid: number) => void },
): Promise<() => void> {
  const nonce = randomBytes(6).toString('hex');
  const since = performance.now();
  let emptySince: number | undefined;
  let told = false;
  for (;;) {
    if (tryTake(path, nonce)) break;
    const holder = holderOf(path);
    const waited = performance.now() - since;
    emptySince = holder === 0 ? (emptySince ?? waited) : undefined;
    if (emptySince !== undefined && waited - emptySince > 2000 && readOr(path, 'x') === '') {
      rmSync(path, { force: true });
    } else if (holder === undefined) {
      breakIfDead(path);
    } else if (waited > options.waitMs) {
      throw new Problem({
        code: 'database_busy',
        message: `另一个 luodi 进程(${holder})长时间占用数据库的启停锁。Another luodi process (${holder}) has held the database lock for ${Math.round(waited / 1000)} s.`,
        kept: '数据未动。No data was touched.',
        fix: `等它结束,或结束该进程后再试。Wait for it, or end process ${holder}, then try again.`,
        status: 503,
        data: { pid: holder, lock: path },
      });
    } else if (!told && waited > 1000) {
      told = true;
      options.onWait?.(holder);
    }
    await sleep(pollMs);
  }
  return () => {
    if (readMark(path)?.nonce === nonce) rmSync(path, { force: true });
  };
}

/** Signs this process in as a client of the database. Call and undo under the lock only. */
export function signIn(clientsDir: string): () => void {
  const file = join(clientsDir, `${process.pid}-${randomBytes(4).toString('hex')}`);
  writeFileSync(file, JSON.stringify(ownMark()), { mode: 0o644 });
  return () => rmSync(file, { force: true });
}

/** The living clients' pids; the files of dead ones are swept. */
export function livingClients(clientsDir: string): number[] {
  let names: string[] = [];
  try {
    names = readdirSync(clientsDir);
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const path = join(clientsDir, name);
    const mark = readMark(path);
    if (mark && isMarkAlive(mark)) return [mark.pid];
    try {
      unlinkSync(path);
    } catch {
      // Another user's file in a folder we may only read: it is dead all the same.
    }
    return [];
  });
}
