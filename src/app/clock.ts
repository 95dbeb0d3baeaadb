// The only place that reads the machine's clock and its chance. Everything else is handed `now` and ids' random bits.
import { randomBytes, randomInt } from 'node:crypto';

export function machineNow(): number {
  return Date.now();
}

export function machineRandom(bytes: number): Uint8Array {
  return randomBytes(bytes);
}

/** For ids: so many random bits, at most 20, as a whole number. */
export function machineBits(bits: number): number {
  return randomInt(2 ** bits);
}
