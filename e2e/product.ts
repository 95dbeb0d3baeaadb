// The product as its users have it: built, started as a process of its own on a data folder of its own, spoken to over HTTP and the command
// line, and told to stop. It knows no browser. Only processes started here are ever signalled.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { removeDatabase } from '../src/app/database/supervisor.node.ts';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
export const PASSWORD = 'luodi-2021';
const COMMAND = join(ROOT, 'bin', 'luodi.js');
const START_MS = 60_000;
const STOP_MS = 20_000;

export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
  readonly ms: number;
}

export interface Running {
  readonly address: string;
  readonly pid: number;
  /** Until the address was printed. */
  readonly startMs: number;
  said(): Pick<Ran, 'out' | 'err'>;
  /** `group`: as a terminal's Ctrl-C delivers it, to every process of the group. */
  end(signal: NodeJS.Signals, to?: 'group'): Promise<Ran>;
}

const living = new Set<ChildProcess>();

/** What the shell around the tests may have set must not lead the product elsewhere. */
function environment(): NodeJS.ProcessEnv {
  const { DATABASE_URL: _, LUODI_DATA: __, PORT: ___, FORCE_COLOR: ____, ...env } = process.env;
  return env;
}

function newest(folder: string): number {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) latest = Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs);
  }
  return latest;
}

/** Builds dist/ when a source is newer than the pages, which the build writes last. True when it built. */
export function buildIfStale(): boolean {
  const stamp = statSync(join(ROOT, 'dist', 'web', 'index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (newest(join(ROOT, 'src')) <= stamp) return false;
  const built = spawnSync(process.execPath, [join(ROOT, 'scripts', 'build.js')], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(`the build failed\n${built.stdout}${built.stderr}`);
  return true;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const bound = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (bound === null || typeof bound === 'string') throw new Error('no port');
  return bound.port;
}

export function makeDataFolder(): string {
  return join(mkdtempSync(join(tmpdir(), 'luodi-e2e-')), 'data');
}

/** The database, wherever it lies, and the folder. */
export async function removeDataFolder(dataDir: string): Promise<void> {
  await removeDatabase({ dataDir });
  rmSync(dirname(dataDir), { recursive: true, force: true });
}

function launch(args: readonly string[], through: 'luodi' | 'npm' = 'luodi') {
  const since = performance.now();
  const program = through === 'npm' ? 'npm' : process.execPath;
  const words = through === 'npm' ? [args[0] ?? '', '--', ...args.slice(1)] : [COMMAND, ...args];
  const child = spawn(program, words, {
    // npm finds the script where the package is; luodi must not care where it stands.
    cwd: through === 'npm' ? ROOT : tmpdir(),
    env: environment(),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  living.add(child);
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  const ended = new Promise<Ran>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      living.delete(child);
      resolve({ code, signal, ...said, ms: performance.now() - since });
    });
  });
  return { child, said, ended, since };
}

/** `luodi <args>` to its end. */
export async function luodi(...args: readonly string[]): Promise<Ran> {
  const { child, ended } = launch(args);
  const late = setTimeout(() => child.kill('SIGKILL'), START_MS);
  return ended.finally(() => clearTimeout(late));
}

/** `luodi <args>` with the output going to a file, as a shell's `>` does: what is large must not be cut off at the end. */
export async function luodiInto(path: string, ...args: readonly string[]): Promise<Ran> {
  const file = openSync(path, 'w');
  const since = performance.now();
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd: tmpdir(),
    env: environment(),
    detached: true,
    stdio: ['ignore', file, 'pipe'],
  });
  living.add(child);
  let err = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  return new Promise<Ran>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      living.delete(child);
      closeSync(file);
      resolve({ code, signal, out: readFileSync(path, 'utf8'), err, ms: performance.now() - since });
    });
  });
}

/** `luodi start`, up to the printed address; `npm start` as the README has it, where that is asked for. */
export async function startProduct(
  dataDir: string,
  port: number,
  through: 'luodi' | 'npm' = 'luodi',
  /** A plan of its own: a city with no rehearsal. */
  plan?: string,
): Promise<Running> {
  const args = ['start', '--data', dataDir, '--port', String(port)];
  if (plan !== undefined) args.push('--plan', plan);
  const { child, said, ended, since } = launch(args, through);
  const gone = ended.then((ran) => {
    throw new Error(`luodi start ended with ${ran.code ?? ran.signal}\n${ran.out}${ran.err}`);
  });
  const address = await Promise.race([gone, addressIn(said, since)]);
  gone.catch(() => undefined);
  const startMs = performance.now() - since;
  const end = async (signal: NodeJS.Signals, to?: 'group') => {
    const at = performance.now();
    if (to === 'group') process.kill(-child.pid!, signal);
    else child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    const ran = await ended.finally(() => clearTimeout(late));
    return { ...ran, ms: performance.now() - at };
  };
  return { address, pid: child.pid!, startMs, said: () => said, end };
}

async function addressIn(said: { readonly out: string }, since: number): Promise<string> {
  while (performance.now() - since < START_MS) {
    const address = /^ *(http:\/\/\S+)$/m.exec(said.out)?.[1];
    if (address !== undefined) return address;
    await sleep(50);
  }
  throw new Error(`no address after ${START_MS / 1000} s\n${said.out}`);
}

/** For a run that is cut off: what was started is told to stop, and given a while. */
export async function endAll(): Promise<void> {
  for (const child of living) child.kill('SIGTERM');
  const until = performance.now() + STOP_MS;
  while (living.size > 0 && performance.now() < until) await sleep(100);
  for (const child of living) child.kill('SIGKILL');
}

/** A signed-in caller without a browser: for what has no button, and for reading numbers before and after. */
export class Caller {
  readonly #address: string;
  readonly #cookie: string;

  constructor(address: string, cookie: string) {
    this.#address = address;
    this.#cookie = cookie;
  }

  static async signIn(address: string, account: string): Promise<Caller> {
    const reply = await fetch(new URL('/api/session', address), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ account, password: PASSWORD }),
    });
    if (!reply.ok) throw new Error(`sign-in of ${account}: ${reply.status} ${await reply.text()}`);
    return new Caller(address, reply.headers.getSetCookie()[0]?.split(';')[0] ?? '');
  }

  async get<T>(path: string): Promise<T> {
    const reply = await fetch(new URL(path, this.#address), { headers: { cookie: this.#cookie } });
    if (!reply.ok) throw new Error(`GET ${path}: ${reply.status} ${await reply.text()}`);
    return (await reply.json()) as T;
  }

  async post<T>(path: string, body: object): Promise<T> {
    const reply = await fetch(new URL(path, this.#address), {
      method: 'POST',
      headers: { cookie: this.#cookie, 'content-type': 'application/json', 'idempotency-key': `e2e ${path}` },
      body: JSON.stringify(body),
    });
    if (!reply.ok) throw new Error(`POST ${path}: ${reply.status} ${await reply.text()}`);
    return (await reply.json()) as T;
  }

  async command<T = { readonly code?: string }>(
    name: string,
    body: object,
    key: string,
  ): Promise<{ readonly status: number; readonly body: T }> {
    const reply = await fetch(new URL(`/api/commands/${name}`, this.#address), {
      method: 'POST',
      headers: { cookie: this.#cookie, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    });
    return { status: reply.status, body: (await reply.json()) as T };
  }
}
