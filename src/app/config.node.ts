// Where things are: flags first, then the environment (LUODI_DATA, DATABASE_URL, PORT), then defaults. Read once; nothing else looks at process.env.
import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from '../kernel/problem.ts';

export interface Config {
  readonly version: string;
  /** Folder of package.json. */
  readonly root: string;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly port: number;
  readonly host: string;
  /** Folder or file of the plan that a first start adopts. */
  readonly plan: string;
  readonly pages: string;
  /** Addresses of the reverse proxies whose X-Forwarded-For is believed; wrong passwords and links are counted by the address behind them. */
  readonly proxies: readonly string[];
}

export const DEFAULT_PORT = 4412;

export interface ConfigFlags {
  readonly data?: string | undefined;
  readonly port?: string | undefined;
  readonly host?: string | undefined;
  readonly plan?: string | undefined;
}

/** Fails with `port_invalid`, `proxies_invalid`. */
export function readConfig(
  flags: ConfigFlags,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Config {
  const root = packageRoot();
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return {
    version: manifest.version,
    root,
    dataDir: resolve(flags.data ?? (env.LUODI_DATA || join(root, '.luodi'))),
    databaseUrl: env.DATABASE_URL || undefined,
    port: portOf(flags.port ?? env.PORT),
    host: flags.host ?? '127.0.0.1',
    plan: resolve(flags.plan ?? join(root, 'plans', 'zhaoqing-2021')),
    pages: join(root, 'dist', 'web'),
    proxies: proxiesOf(env.LUODI_PROXIES ?? ''),
  };
}

function proxiesOf(text: string): readonly string[] {
  const proxies = text.split(/[,\s]+/).filter((part) => part !== '');
  const odd = proxies.find((part) => part !== 'loopback' && isIP(part.split('/')[0] ?? '') === 0);
  if (odd === undefined) return proxies;
  throw new Problem({
    code: 'proxies_invalid',
    message: `LUODI_PROXIES 里的“${odd}”不是地址。Not an address in LUODI_PROXIES: ${odd}.`,
    fix: '写反向代理的地址，用逗号分开，例如 LUODI_PROXIES=loopback,10.0.0.5。Addresses of reverse proxies, parted by commas.',
    status: 500,
  });
}

/** Config as it may be shown: the password of a DATABASE_URL is left out. */
export function shownConfig(config: Config): Record<string, string | number | null> {
  return {
    version: config.version,
    root: config.root,
    dataDir: config.dataDir,
    database: config.databaseUrl ? config.databaseUrl.replace(/\/\/([^:/@]*):[^@]*@/, '//$1:…@') : 'embedded',
    address: `http://${config.host}:${config.port}/`,
    plan: config.plan,
    pages: existsSync(config.pages) ? config.pages : null,
    proxies: config.proxies.join(', ') || null,
    node: process.version,
  };
}

/** The nearest folder above with our package.json: the same from src/ and from dist/src/. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    const above = dirname(folder);
    if (above === folder) throw new Error('package.json of luodi not found');
    folder = above;
  }
}

function portOf(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_PORT;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (port >= 0 && port <= 65_535) return port;
  throw new Problem({
    code: 'port_invalid',
    message: `端口须是 0 至 65535 的整数，不是“${text}”。Not a port: ${text}.`,
    fix: '例如 --port 4412。For example --port 4412.',
  });
}
