// The browser's clock and chance. Offices reach the server over plain http inside their network, where
// crypto.randomUUID does not exist (it needs a secure context); getRandomValues does.

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function random(bytes: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(bytes));
}

/** An Idempotency-Key: 128 random bits in hex. */
export function newKey(): string {
  return [...random(16)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A ULID: 48 bits of milliseconds, 80 random bits, in Crockford's base 32. */
export function newId(now: number = Date.now()): string {
  let time = '';
  for (let rest = now, n = 0; n < 10; n++) {
    time = CROCKFORD[rest % 32] + time;
    rest = Math.floor(rest / 32);
  }
  return time + [...random(16)].map((byte) => CROCKFORD[byte % 32]).join('');
}
