// The browser's clock and chance. Offices reach the server over plain http inside their network, where
// crypto.randomUUID does not exist (it needs a secure context); getRandomValues does.
import { ulid } from '../../kernel/id.ts';

/** An Idempotency-Key: 128 random bits in hex. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

export function newId(): string {
  return ulid(Date.now(), (bits) => crypto.getRandomValues(new Uint32Array(1))[0]! >>> (32 - bits));
}
