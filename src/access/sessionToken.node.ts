// Sessions without a table: a token signed by HMAC-SHA256 with a secret of the data folder. It carries a prefix of the credential's
// digest, so that a changed password ends every session begun with the old one. It names an account; what that account may do is read anew each time.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export const SESSION_HOURS = 12;

export interface SessionClaims {
  readonly city: string;
  readonly account: string;
  /** First 16 hex digits of the credential's digest. */
  readonly credential: string;
  /** Epoch milliseconds of the machine after which the token is no session. */
  readonly until: number;
}

export function signSession(secret: string, claims: SessionClaims): string {
  const body = Buffer.from(
    JSON.stringify([claims.city, claims.account, claims.credential, claims.until]),
  ).toString('base64url');
  return `${body}.${mac(secret, body)}`;
}

/** The claims of a token that we signed and that has not run out; else undefined. */
export function findSession(secret: string, token: string, nowMs: number): SessionClaims | undefined {
  const dot = token.indexOf('.');
  if (dot < 1 || token.length > 2000) return undefined;
  const body = token.slice(0, dot);
  const given = Buffer.from(token.slice(dot + 1));
  const wanted = Buffer.from(mac(secret, body));
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
  const parts = JSON.parse(Buffer.from(body, 'base64url').toString()) as [string, string, string, number];
  const claims = { city: parts[0], account: parts[1], credential: parts[2], until: parts[3] };
  return claims.until > nowMs ? claims : undefined;
}

export function credentialPrefix(digest: string): string {
  return digest.slice(0, 16);
}

/** The secret of this data folder, made once and readable by its owner only. */
export function sessionSecret(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(path, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
  }
  return readFileSync(path, 'utf8').trim();
}

function mac(secret: string, body: string): string {
  return createHmac('sha256', secret).update(body).digest('base64url');
}
