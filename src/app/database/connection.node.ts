/**
 * What is needed to connect: of the embedded database (read from its data folder) or of DATABASE_URL.
 * It starts nothing and connects to nothing. `url` leads; the parts are for those who need them apart.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../kernel/problem.ts';

/** Give `url` to a driver: `new Pool({ connectionString: connection.url })`. */
export interface Connection {
  readonly url: string;
  /** The folder of the unix socket, or a host. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly password?: string;
}

/** The same cluster twice: as the owner, who migrates, and as the application, who owns nothing. */
export interface Connections {
  readonly owner: Connection;
  /** Role `luodi_app`, made by the supervisor with LOGIN and nothing else. With DATABASE_URL the same as `owner`: SET ROLE is up to the caller. */
  readonly app: Connection;
}

export const ownerRole = 'luodi';
export const appRole = 'luodi_app';
export const databaseName = 'luodi';
/** Names the socket file; nothing listens on TCP. */
export const socketPort = 5432;

export interface Secrets {
  readonly owner: string;
  readonly app: string;
}

export const secretsFile = (dataDir: string): string => join(dataDir, 'database.secrets.json');
/** Where the socket of the running server is; written at each start. */
export const socketFile = (dataDir: string): string => join(dataDir, 'database.socket');

/** A connection over a unix socket. sslmode is said, since PGSSLMODE of the user's shell would otherwise count. */
export function socketConnection(
  host: string,
  user: string,
  password: string,
  database = databaseName,
): Connection {
  const at = `${encodeURIComponent(host)}:${socketPort}`;
  return {
    url: `postgresql://${user}:${encodeURIComponent(password)}@${at}/${encodeURIComponent(database)}?sslmode=disable`,
    host,
    port: socketPort,
    user,
    database,
    password,
  };
}

/** The same place, another database. */
export function toDatabase(connection: Connection, database: string): Connection {
  const url = new URL(connection.url);
  url.pathname = `/${encodeURIComponent(database)}`;
  return { ...connection, database, url: url.href };
}

/** Fails with `database_url_invalid`. */
export function parseDatabaseUrl(text: string): Connection {
  let url: URL;
  try {
    url = new URL(text);
    if (!/^postgres(ql)?:$/.test(url.protocol)) throw new Error('protocol');
  } catch {
    throw new Problem({
      code: 'database_url_invalid',
      // The text itself is not said: it may hold a password.
      message: 'DATABASE_URL 不是 PostgreSQL 地址。DATABASE_URL is not the address of a PostgreSQL.',
      fix: '写成 postgresql://用户:密码@主机:5432/库名。Write postgresql://user:password@host:5432/database.',
      status: 503,
    });
  }
  const user = decodeURIComponent(url.username) || 'postgres';
  const password = decodeURIComponent(url.password);
  return {
    url: text,
    host: decodeURIComponent(url.searchParams.get('host') ?? url.hostname) || 'localhost',
    port: Number(url.searchParams.get('port') ?? url.port) || 5432,
    user,
    database: decodeURIComponent(url.pathname.slice(1)) || user,
    ...(password === '' ? {} : { password }),
  };
}

export function readSecrets(dataDir: string): Secrets | undefined {
  try {
    return JSON.parse(readFileSync(secretsFile(dataDir), 'utf8')) as Secrets;
  } catch {
    return undefined;
  }
}

export function connectionsOver(socketDir: string, secrets: Secrets): Connections {
  return {
    owner: socketConnection(socketDir, ownerRole, secrets.owner),
    app: socketConnection(socketDir, appRole, secrets.app),
  };
}

/**
 * DATABASE_URL when there is one, else what the data folder says; undefined when no database was ever started there.
 * It does not say that the server runs: `attach` does.
 */
export function connectionFor(where: {
  databaseUrl?: string | undefined;
  dataDir: string;
}): Connections | undefined {
  if (where.databaseUrl) {
    const owner = parseDatabaseUrl(where.databaseUrl);
    return { owner, app: owner };
  }
  const secrets = readSecrets(where.dataDir);
  try {
    const socketDir = readFileSync(socketFile(where.dataDir), 'utf8').trim();
    return secrets && socketDir !== '' ? connectionsOver(socketDir, secrets) : undefined;
  } catch {
    return undefined;
  }
}
