/**
 * Where a database lives, and whose it is. An ordinary user's lies in the data folder (`<dataDir>/postgres`). Root's cannot: the
 * user that runs PostgreSQL may be unable to enter the checkout; it lies in /var/lib/luodi/<id> and `database.json` points there.
 * The pointer is written before the data and says afterwards that the data is there, so that "not yet made" (go on) and "gone" (refuse)
 * are never mistaken for each other. Nothing here deletes data.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { Problem } from '../../kernel/problem.ts';
import { isRoot, ordinaryUser, type RunAs } from './process.node.ts';

export interface Home {
  /** Holds the four below. */
  readonly root: string;
  readonly data: string;
  readonly conf: string;
  readonly log: string;
  /** Of the unix socket. */
  readonly run: string;
  /** undefined = ourselves. */
  readonly runAs: RunAs | undefined;
  /** Outside the data folder. */
  readonly isStaged: boolean;
}

interface Pointer {
  readonly format: 'luodi/database@1';
  /** Absolute, or relative to the data folder. */
  readonly home: string;
  readonly isMade: boolean;
}

const pointerFile = (dataDir: string): string => join(dataDir, 'database.json');
/** `.s.PGSQL.5432` and its slash beside the folder; sockaddr_un holds 108 bytes with the closing zero. */
const socketFolderLimitBytes = 107 - '/.s.PGSQL.5432'.length;

/** Of root's databases and of the binaries it staged. A container may set it to a volume. */
export function stateDir(): string {
  return process.env.LUODI_STATE_DIR ?? '/var/lib/luodi';
}

/** Written aside and renamed: a reader sees the old text or the new, never half of it. */
export function writeWhole(path: string, text: string, mode = 0o600): void {
  const aside = `${path}.${process.pid}-${randomBytes(3).toString('hex')}`;
  writeFileSync(aside, text, { mode, flush: true });
  renameSync(aside, path);
}

function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

function ownerOf(path: string): RunAs | undefined {
  try {
    const { uid, gid } = statSync(path);
    return { uid, gid };
  } catch {
    return undefined;
  }
}

/** A socket's folder when the home's own is too long a path: short, named by the home, ours alone. */
function shortRunDir(root: string, runAs: RunAs | undefined): string {
  const uid = runAs?.uid ?? process.getuid?.() ?? 0;
  const path = `/tmp/luodi-${uid}-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`;
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const found = lstatSync(path);
  if (runAs && found.uid === 0) chownSync(path, runAs.uid, runAs.gid);
  // Anybody may write to /tmp: a folder or link that somebody else put there first is not used.
  if (!found.isDirectory() || ![uid, process.getuid?.()].includes(found.uid)) {
    throw new Problem({
      code: 'port_taken',
      message: `数据库套接字的位置 ${path} 被别人占用。The place of the database's socket, ${path}, belongs to somebody else.`,
      kept: '数据未动。No data was touched.',
      fix: '删除它,或用 --data 换一个路径较短的数据目录。Remove it, or use --data with a shorter path.',
      status: 503,
    });
  }
  chmodSync(path, 0o700);
  return path;
}

function homeAt(path: string, isStaged: boolean, runAs: RunAs | undefined): Home {
  // Under its real name: that is what the kernel says of the processes that stand in it.
  const root = existsSync(path) ? realpathSync(path) : path;
  const own = join(root, 'run');
  const isTooLong = Buffer.byteLength(own) > socketFolderLimitBytes;
  return {
    root,
    data: join(root, 'data'),
    conf: join(root, 'luodi.conf'),
    log: join(root, 'postgres.log'),
    run: isTooLong ? shortRunDir(root, runAs) : own,
    runAs,
    isStaged,
  };
}

/** A copied data folder points at the database of the original: two would share one and each take it for its own. */
function claimStaged(root: string, dataDir: string): void {
  const note = join(root, 'owner.json');
  const owner = readJson<{ dataDir: string }>(note)?.dataDir;
  if (owner === dataDir) return;
  const isStillTheirs = owner !== undefined && readJson<Pointer>(pointerFile(owner))?.home === root;
  if (isStillTheirs) {
    throw new Problem({
      code: 'database_belongs_elsewhere',
      message: `${dataDir} 是 ${owner} 的副本,数据库仍属于后者。${dataDir} is a copy of ${owner}, whose database it points at.`,
      kept: '两处数据均未动。Neither was touched.',
      fix: `要在这里另建空库,删除 ${pointerFile(dataDir)};要带走数据,在原处 export,再在这里 import --restore。For an empty database here remove ${pointerFile(dataDir)}; to bring the data along, export there and import --restore here.`,
      status: 503,
      data: { dataDir, owner, home: root },
    });
  }
  // The folder was moved.
  writeWhole(note, JSON.stringify({ dataDir }), 0o644);
}

function gone(root: string, dataDir: string): Problem {
  return new Problem({
    code: 'database_missing',
    message: `${dataDir} 的数据库原在 ${root},现已不在。The database of ${dataDir} lay in ${root} and is no longer there.`,
    kept: '没有另建空库。No empty database was made in its place.',
    fix: `恢复该目录后再试;确认要从空库开始,删除 ${pointerFile(dataDir)}。Bring that folder back and try again; to begin with an empty database remove ${pointerFile(dataDir)}.`,
    status: 503,
    data: { dataDir, home: root },
  });
}

/** The home a data folder has; undefined when it has none. Fails with `database_missing`, `database_of_another_user`, `database_belongs_elsewhere`. */
export function findHome(dataDir: string): Home | undefined {
  const pointer = readJson<Pointer>(pointerFile(dataDir));
  if (!pointer) return undefined;
  const root = resolve(dataDir, pointer.home);
  const isStaged = pointer.home.startsWith('/');
  const owner = ownerOf(join(root, 'data'));
  if (pointer.isMade && !owner) throw gone(root, dataDir);
  const uid = (owner ?? ownerOf(root))?.uid;
  if (!isRoot() && uid !== undefined && uid !== process.getuid?.()) {
    throw new Problem({
      code: 'database_of_another_user',
      message: `${dataDir} 的数据库由另一个用户(uid ${uid})建立。The database of ${dataDir} belongs to another user (uid ${uid}).`,
      kept: '数据未动。No data was touched.',
      fix: '用建立它的用户启动(曾以 root 启动的,仍以 root 启动),或用 --data 另选目录。Start as the user who made it (root, if root did), or choose another folder with --data.',
      status: 503,
      data: { uid },
    });
  }
  if (isStaged) claimStaged(root, dataDir);
  // As root, whoever owns the data runs it: postgres, or the ordinary user of the checkout, whose home it is even while still empty.
  const keeper = owner ?? ownerOf(root);
  const runAs = isRoot() ? (keeper?.uid ? keeper : ordinaryUser(() => undefined)) : undefined;
  return homeAt(root, isStaged, runAs);
}

/** Gives a folder to the user who runs PostgreSQL. */
function makeFolder(path: string, mode: number, owner?: RunAs): void {
  mkdirSync(path, { recursive: true, mode });
  chmodSync(path, mode);
  if (owner) chownSync(path, owner.uid, owner.gid);
}

/** Whether a database was ever begun for this folder; looks, and makes nothing. */
export function hasDatabase(dataDir: string): boolean {
  return readJson<Pointer>(pointerFile(dataDir)) !== undefined;
}

/** A new home, reserved by the pointer; its data is still to be made. Fails with `cannot_drop_root`. */
export function makeHome(dataDir: string, log: (line: string) => void): Home {
  const runAs = isRoot() ? ordinaryUser(log) : undefined;
  const name = `${createHash('sha256').update(dataDir).digest('hex').slice(0, 8)}-${randomBytes(4).toString('hex')}`;
  if (runAs) makeFolder(stateDir(), 0o755);
  const root = runAs ? join(realpathSync(stateDir()), name) : join(dataDir, 'postgres');
  // Root's own, so that only root writes beside the data; enterable for the user who runs it.
  makeFolder(root, runAs ? 0o755 : 0o700);
  writeWhole(join(root, 'owner.json'), JSON.stringify({ dataDir }), 0o644);
  writePointer(dataDir, runAs ? root : 'postgres', false);
  return homeAt(root, runAs !== undefined, runAs);
}

function writePointer(dataDir: string, home: string, isMade: boolean): void {
  const pointer: Pointer = { format: 'luodi/database@1', home, isMade };
  writeWhole(pointerFile(dataDir), `${JSON.stringify(pointer, null, 2)}\n`, 0o644);
}

export function markMade(dataDir: string): void {
  const pointer = readJson<Pointer>(pointerFile(dataDir));
  if (pointer && !pointer.isMade) writePointer(dataDir, pointer.home, true);
}

/** What the server needs beside its data, in place: called before each start. */
export function furnish(home: Home): void {
  makeFolder(home.run, 0o700, home.runAs);
  if (!existsSync(home.log) || statSync(home.log).size > 8 * 1024 * 1024) writeWhole(home.log, '', 0o600);
  if (home.runAs) chownSync(home.log, home.runAs.uid, home.runAs.gid);
}

/** Homes under root's state folder that this data folder once had: its pointer was deleted, so nothing leads to them any more. */
export function forsakenHomes(dataDir: string): string[] {
  const current = readJson<Pointer>(pointerFile(dataDir))?.home;
  try {
    return readdirSync(stateDir())
      .map((name) => join(stateDir(), name))
      .filter(
        (root) =>
          root !== current && readJson<{ dataDir: string }>(join(root, 'owner.json'))?.dataDir === dataDir,
      );
  } catch {
    return [];
  }
}

/** The data folder, made if missing, under its real name: a link to it is the same folder. Fails with `data_folder_not_writable`. */
export function openDataDir(dataDir: string): string {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const real = realpathSync(dataDir);
    accessSync(real, constants.W_OK | constants.X_OK);
    return real;
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (!['EACCES', 'EROFS', 'EPERM', 'ENOTDIR', 'EEXIST', 'ENOENT'].includes(code ?? '')) throw thrown;
    throw new Problem({
      code: 'data_folder_not_writable',
      message: `数据目录 ${dataDir} 不可写(${code})。The data folder ${dataDir} cannot be written (${code}).`,
      kept: '数据未动。No data was touched.',
      fix: '用 --data 或 LUODI_DATA 指定可写的目录。Name a folder you may write to with --data or LUODI_DATA.',
      status: 503,
    });
  }
}
