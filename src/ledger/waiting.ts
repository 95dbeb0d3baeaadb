// The queue of a city's waiting commands, and which of them may go together. Of two commands of one batch, or of two batches under way, neither ever writes
// what the other reads or writes (subject, reservation, key): it would have read it unwritten. On one subject, order of arrival is kept.
import { type CommandAnswer, type Footprint, footprint, type ParsedCommand } from './command.ts';

export interface Waiting {
  readonly command: ParsedCommand;
  resolve(answer: CommandAnswer): void;
  reject(error: unknown): void;
}

/** Commands that go together, and what they touch. */
export interface Batch {
  readonly waiting: readonly Waiting[];
  readonly touched: Touched;
}

/** What commands write, and what they only read. */
export class Touched {
  readonly #writes = new Set<string>();
  readonly #reads = new Set<string>();

  add({ writes, reads }: Footprint): void {
    for (const name of writes) this.#writes.add(name);
    for (const name of reads) this.#reads.add(name);
  }

  clashesWith({ writes, reads }: Footprint): boolean {
    for (const name of writes) if (this.#writes.has(name) || this.#reads.has(name)) return true;
    for (const name of reads) if (this.#writes.has(name)) return true;
    return false;
  }

  /** What this one has, all together. */
  footprint(): Footprint {
    return { writes: [...this.#writes], reads: [...this.#reads] };
  }
}

/** Commands that came one by one and share a batch: enough to share a commit, few enough that nobody waits long. */
const BATCH_MAX = 256;

interface Entry extends Batch {
  readonly footprint: Footprint;
  /** Came as a whole, and is a batch of its own. */
  readonly whole: boolean;
  readonly alone: boolean;
}

export class WaitingQueue {
  #entries: Entry[] = [];

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  add(waiting: Waiting): void {
    const print = footprint(waiting.command);
    const touched = new Touched();
    touched.add(print);
    const alone = goesAlone(waiting.command);
    this.#entries.push({ waiting: [waiting], touched, footprint: print, whole: false, alone });
  }

  /** Commands that do not clash with each other and go as one batch. None of them goes alone. */
  addWhole({ waiting, touched }: Batch): void {
    this.#entries.push({ waiting, touched, footprint: touched.footprint(), whole: true, alone: false });
  }

  /** All that wait, out of the queue. */
  drain(): readonly Waiting[] {
    return this.#entries.splice(0).flatMap(({ waiting }) => waiting);
  }

  /**
   * The next batch, out of the queue: in order of arrival, none that clashes with what is under way or with another of the batch. Undefined when every
   * waiting command must wait for what is under way. A command of the city's own loop changes plan and clock under all others, so it goes alone.
   */
  take(underWay: readonly Touched[]): Batch | undefined {
    const taken: Entry[] = [];
    const left: Entry[] = [];
    /** Of those taken and those passed over: nothing overtakes another on the same subject. */
    const before = new Touched();
    let at = 0;
    for (; at < this.#entries.length && taken.length < BATCH_MAX; at += 1) {
      const entry = this.#entries[at]!;
      const fits =
        !((entry.alone || entry.whole) && taken.length > 0) &&
        !(entry.alone && underWay.length > 0) &&
        !before.clashesWith(entry.footprint) &&
        !underWay.some((each) => each.clashesWith(entry.footprint));
      if (fits) taken.push(entry);
      else left.push(entry);
      before.add(entry.footprint);
      // Nothing at all overtakes a command that goes alone, and what came as a whole shares its batch with nothing.
      if (entry.alone || (fits && entry.whole)) {
        at += 1;
        break;
      }
    }
    if (taken.length === 0) return undefined;
    this.#entries = [...left, ...this.#entries.slice(at)];
    return batchOf(taken);
  }
}

function batchOf(taken: readonly Entry[]): Batch {
  const [first] = taken;
  if (taken.length === 1 && first !== undefined) return first;
  const touched = new Touched();
  for (const entry of taken) touched.add(entry.footprint);
  return { waiting: taken.flatMap(({ waiting }) => waiting), touched };
}

export function goesAlone(command: ParsedCommand): boolean {
  return command.loop.name === 'city';
}
