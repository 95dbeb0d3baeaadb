// Drives work in turns (kernel/turns.ts) on a server: a turn is short, and between two of them requests are answered.
import type { Turns } from '../../kernel/turns.ts';

const TURN_MS = 8;

export async function inTurns<T>(work: Turns<T>): Promise<T> {
  let until = performance.now() + TURN_MS;
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (performance.now() < until) continue;
    await new Promise((resolve) => setImmediate(resolve));
    until = performance.now() + TURN_MS;
  }
}
