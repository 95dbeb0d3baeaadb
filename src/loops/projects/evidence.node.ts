// What a file of evidence needs of the machine: chance for its salt, and bytes out of base64.
import { randomBytes } from 'node:crypto';

/** Hex of 16 random bytes. */
export function freshSalt(): string {
  return randomBytes(16).toString('hex');
}

/** Undefined where the text is not base64 throughout. */
export function bytesOfBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  return Buffer.from(text, 'base64');
}
