/**
 * Identifiers: ULIDs (github.com/ulid/spec), 26 characters, 48 bits of time and 80 of chance, so that text order is order
 * of creation to the millisecond. Within one millisecond order is chance: what needs more has a `seq`. Clock and chance
 * are handed in.
 */
import { Problem } from './problem.ts';
import type { Random } from './random.ts';

/** Crockford's base 32: no I, L, O, U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LAST_MS = 2 ** 48 - 1;

/** So many random bits (never more than 20) as a whole number. */
export type RandomBits = (bits: number) => number;

/** Fails with `id_time` when the time is no whole number of milliseconds from 1970 to 10889. */
export function ulid(epochMs: number, random: RandomBits | Random): string {
  if (!(Number.isInteger(epochMs) && epochMs >= 0 && epochMs <= LAST_MS)) {
    throw new Problem({
      code: 'id_time',
      message: `${epochMs} 不能作编号的时间`,
      fix: '检查本机时钟',
      status: 500,
    });
  }
  const draw: RandomBits = typeof random === 'function' ? random : (bits) => random.int(0, 2 ** bits - 1);
  let text = encode(epochMs, 10);
  for (let i = 0; i < 4; i++) text += encode(draw(20), 4);
  return text;
}

export function isUlid(text: unknown): text is string {
  return typeof text === 'string' && /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(text);
}

/** What a person is told of an id that nobody chose: its last six. Another id is told whole. */
export function endOf(id: string): string {
  return isUlid(id) ? `…${id.slice(-6)}` : id;
}

function encode(value: number, length: number): string {
  let text = '';
  let left = value;
  for (let i = 0; i < length; i++) {
    text = ALPHABET[left % 32]! + text;
    left = Math.floor(left / 32);
  }
  return text;
}
