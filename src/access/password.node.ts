// Passwords by scrypt. A credential is `scrypt$N$r$p$salt$key`; it lives in the table `credential` and can be erased, while the
// fact passwordSet holds only its digest. Cost: N = 2^15, r = 8, p = 1 (32 MiB, OWASP Password Storage Cheat Sheet's scrypt row is N=2^17; raise N here, old ones still verify).
import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { Problem } from '../kernel/problem.ts';

const COST = { N: 2 ** 15, r: 8, p: 1 };
const KEY_BYTES = 32;

export interface Credential {
  readonly digest: string;
  readonly value: string;
}

/** Fails with `password_weak` (fewer than 8 or more than 200 characters). */
export async function makeCredential(
  password: string,
  salt: Uint8Array = randomBytes(16),
): Promise<Credential> {
  if (password.length < 8 || password.length > 200) {
    throw new Problem({
      code: 'password_weak',
      message: '口令须为 8 至 200 个字符。A password has 8 to 200 characters.',
      kept: '口令没有改动。The password was not changed.',
      fix: '换一个更长的口令。Choose a longer one.',
    });
  }
  const key = await derive(password, salt, COST);
  const value = `scrypt$${COST.N}$${COST.r}$${COST.p}$${Buffer.from(salt).toString('base64url')}$${key.toString('base64url')}`;
  return { digest: digestOf(value), value };
}

/** True when the password made this credential. A malformed credential is no credential. */
export async function verifyPassword(password: string, value: string): Promise<boolean> {
  const match = /^scrypt\$(\d{2,7})\$(\d{1,2})\$(\d{1,2})\$([\w-]+)\$([\w-]+)$/.exec(value);
  if (!match || password.length > 200) return false;
  const cost = { N: Number(match[1]), r: Number(match[2]), p: Number(match[3]) };
  const wanted = Buffer.from(match[5]!, 'base64url');
  const key = await derive(password, Buffer.from(match[4]!, 'base64url'), cost, wanted.length);
  return timingSafeEqual(key, wanted);
}

/** Spends the time of a verification, so that an unknown account answers no faster than a wrong password. */
export async function verifyNothing(password: string): Promise<false> {
  await derive(password.slice(0, 200), Buffer.alloc(16), COST);
  return false;
}

export function digestOf(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}

function derive(
  password: string,
  salt: Uint8Array,
  cost: { N: number; r: number; p: number },
  bytes = KEY_BYTES,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(
      password.normalize('NFKC'),
      salt,
      bytes,
      { ...cost, maxmem: 256 * cost.N * cost.r },
      (error, key) => {
        if (error) reject(error);
        else resolve(key);
      },
    );
  });
}
