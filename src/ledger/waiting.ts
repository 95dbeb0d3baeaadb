// The queue of a city's waiting commands, and which of them may go together. Two commands of one batch, or of two batches under way, never touch the
// same subject, reservation or key: what one would write the other would have read unwritten. On one subject, order of arrival is kept.
import { type CommandAnswer, footprint, type ParsedCommand } from './command.ts';

export interface Waiting {
  readonly command: ParsedCommand;
  resolve(answer: CommandAnswer): void;
  reject(error: unknown): void;
}

/** Commands one batch takes at most: enough to share a commit, few enough that nobody waits long. */
const BATCH_MAX = 256;

export class WaitingQueue {
  #waiting: Waiting[] = [];

  get length(): number {
    return this.#waiting.length;
  }

  add(waiting: Waiting): void {
    this.#waiting.push(waiting);
  }

  /** All that wait, out of the queue. */
  drain(): Waiting[] {
    return this.#waiting.splice(0);
  }

  /**
   * The next batch, out of the queue: in order of arrival, none that touches `busy` or another of the batch. Empty when every waiting
   * command must wait for what is under way. A command of the city's own loop changes plan and clock under all others, so it goes alone.
   */
  take(busy: ReadonlySet<string>): Waiting[] {
    const taken: Waiting[] = [];
    const left: Waiting[] = [];
    const touched = new Set<string>();
    let closed = false;
    for (const waiting of this.#waiting) {
      const names = footprint(waiting.command);
      const alone = goesAlone(waiting.command);
      const fits =
        !closed &&
        taken.length < BATCH_MAX &&
        !names.some((name) => touched.has(name) || busy.has(name)) &&
        !(alone && (taken.length > 0 || busy.size > 0));
      if (fits) taken.push(waiting);
      else left.push(waiting);
      // What is passed over keeps its turn: nothing overtakes it on the same subject, and nothing at all overtakes a command that goes alone.
      for (const name of names) touched.add(name);
      if (alone) closed = true;
    }
    this.#waiting = left;
    return taken;
  }
}

export function goesAlone(command: ParsedCommand): boolean {
  return command.loop.name === 'city';
}
