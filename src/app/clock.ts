// The only place that reads the machine's clock and its chance. Everything else is handed `now` and ids' random bits.
import { randomBytes } from 'node:crypto';

export function machineNow(): number {
  return Date.now();
}

export function machineRandom(bytes: number): Uint8Array {
  return randomBytes(bytes);
}
