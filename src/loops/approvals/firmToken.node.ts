// The token of a firm's own link: 32 random bytes that only its holder has. The ledger keeps its digest alone, so that who reads the ledger cannot open the page.
import { createHash, randomBytes } from 'node:crypto';

export function newFirmToken(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 in hex; the token is long and random, so that no salt is needed. */
export function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The form of a token: what has another is not even looked up. */
export function isFirmToken(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text);
}
