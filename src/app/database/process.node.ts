/**
 * Runs the programs of PostgreSQL: as whom, with what environment, and what their last words were.
 * Not the supervisor: it decides nothing. Children get a clean environment, so that PGDATA, PGPORT or a locale of the user's shell
 * cannot reach them, and `/` as their folder, since user postgres may not enter ours.
 */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { Problem } from '../../kernel/problem.ts';

/** The user that PostgreSQL runs as; undefined = ourselves. PostgreSQL refuses uid 0. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

export interface Ran {
  readonly code: number | null;
  readonly output: string;
}

const childEnv = (extra?: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
  HOME: '/',
  ...extra,
});

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function cannotDropRoot(why: string): Problem {
  return new Problem({
    code: 'cannot_drop_root',
    message: `以 root 启动,但无法换成普通用户运行 PostgreSQL(它拒绝 root):${why}。Started as root, and could not become another user to run PostgreSQL, which refuses root: ${why}.`,
    kept: '没有建立数据库。No database was made.',
    fix: '用普通用户启动,或设置 DATABASE_URL 使用已有的 PostgreSQL。Start as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.',
    status: 503,
  });
}

/** Runs a program to its end. Fails with `cannot_drop_root` where the machine forbids to change user. */
export function run(
  program: string,
  args: readonly string[],
  options: {
    runAs?: RunAs | undefined;
    env?: Readonly<Record<string, string>> | undefined;
    detached?: boolean;
  },
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...(options.runAs ?? {}),
      cwd: '/',
      env: childEnv(options.env),
      detached: options.detached ?? false,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on('error', (thrown: NodeJS.ErrnoException) => {
      const isRefused = options.runAs && ['EPERM', 'EINVAL'].includes(thrown.code ?? '');
      reject(isRefused ? cannotDropRoot(thrown.message) : thrown);
    });
    child.on('close', (code) => resolve({ code, output }));
  });
}

function idOf(name: string): RunAs | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((l) => l.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  // Users of LDAP and the like are not in the file.
  const ask = (flag: string) => spawnSync('id', [flag, name], { encoding: 'utf8' });
  const [u, g] = [ask('-u'), ask('-g')];
  return u.status === 0 && g.status === 0 ? { uid: Number(u.stdout), gid: Number(g.stdout) } : undefined;
}

/** The ordinary user for a new database: postgres, made if it is missing, else nobody. Fails with `cannot_drop_root`. */
export function ordinaryUser(log: (line: string) => void): RunAs {
  const known = idOf('postgres');
  if (known && known.uid !== 0) return known;
  const makers: readonly (readonly [string, readonly string[]])[] = [
    [
      'useradd',
      [
        '--system',
        '--user-group',
        '--no-create-home',
        '--home-dir',
        '/var/lib/luodi',
        '--shell',
        '/usr/sbin/nologin',
        'postgres',
      ],
    ],
    ['adduser', ['-S', '-D', '-H', '-h', '/var/lib/luodi', '-s', '/sbin/nologin', 'postgres']],
  ];
  for (const [program, args] of makers) {
    const made = spawnSync(program, args, { encoding: 'utf8' });
    if (made.status === 0) break;
    log(`${program} postgres: ${made.error?.message ?? made.stderr.trim()}`);
  }
  const user = idOf('postgres') ?? idOf('nobody');
  if (!user || user.uid === 0)
    throw cannotDropRoot('没有 postgres 也没有 nobody 用户 / no user postgres and no user nobody');
  return user;
}

/** Where processes stand (cwd), as the user that may ask: without CAP_SYS_PTRACE (a container's root) only that user may. */
function listFolders(pids: string, runAs: RunAs | undefined): Map<number, string> {
  const listed = spawnSync('sh', ['-c', `ls -ld /proc/${pids}/cwd`], {
    ...(runAs ?? {}),
    cwd: '/',
    env: childEnv({ LC_ALL: 'C.UTF-8' }),
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
  });
  const found = [...(listed.stdout ?? '').matchAll(/\/proc\/(\d+)\/cwd -> (.*)$/gm)];
  return new Map(found.map(([, pid, folder]) => [Number(pid), folder ?? '']));
}

/** The folder a process stands in; undefined when it cannot be told. */
export function folderOf(pid: number, runAs: RunAs | undefined): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return listFolders(String(pid), runAs).get(pid);
  }
}

export function isPostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres';
  } catch {
    return false;
  }
}

/** The processes of PostgreSQL that stand in a folder: each stands in its data folder. A person's shell in there is left alone. */
export function postgresIn(folder: string, runAs: RunAs | undefined): number[] {
  return [...listFolders('[0-9]*', runAs)]
    .filter(([pid, stands]) => stands === folder && isPostgres(pid))
    .map(([pid]) => pid);
}
