/**
 * The hashes of the ledger: SHA-256, or SM3 where commercial cryptography rules ask for it (GB/T 39786).
 * Parts are hashed as if they were one; strings as UTF-8. Callers that need the border between parts put it in.
 */
import { createHash, getHashes, hash } from 'node:crypto';
import type { HashAlgorithm } from './hashAlgorithm.ts';
import { sm3Hex } from './sm3.ts';

const opensslHasSm3 = getHashes().includes('sm3');

/** Lowercase hex, 64 characters. */
export function hashHex(algorithm: HashAlgorithm, ...parts: readonly (string | Uint8Array)[]): string {
  if (algorithm === 'sm3' && !opensslHasSm3) return sm3Hex(bytesOf(parts));
  // One call into OpenSSL instead of three objects: twice as fast for the short texts of the ledger.
  const [first] = parts;
  if (parts.length === 1 && typeof first === 'string') return hash(algorithm, first, 'hex');
  if (parts.every((part) => typeof part === 'string')) return hash(algorithm, parts.join(''), 'hex');
  const running = createHash(algorithm);
  for (const part of parts) running.update(part);
  return running.digest('hex');
}

function bytesOf(parts: readonly (string | Uint8Array)[]): Uint8Array {
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'utf8') : part)));
}
