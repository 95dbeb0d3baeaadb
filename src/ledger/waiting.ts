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
  /** Whether a name is written. */
  readonly #names = new Map<string, boolean>();

  add({ writes, reads }: Footprint): void {
    for (const name of writes) this.#names.set(name, true);
    for (const name of reads) if (!this.#names.has(name)) this.#names.set(name, false);
  }

  clashesWith({ writes, reads }: Footprint): boolean {
    if (this.#names.size === 0) return false;
    for (const name of writes) if (this.#names.has(name)) return true;
    for (const name of reads) if (this.#names.get(name) === true) return true;
    return false;
  }

  clashesWithAll(other: Touched): boolean {
    if (other.#names.size > this.#names.size) return other.clashesWithAll(this);
    for (const [name, isWritten] of other.#names) {
      const here = this.#names.get(name);
      if (here === true || (here === false && isWritten)) return true;
    }
    return false;
  }
}

/** Commands that came one by one and share a batch: enough to share a commit, few enough that nobody waits long. */
const BATCH_MAX = 256;

interface Entry extends Batch {
  /** Came as a whole, and is a batch of its own. */
  readonly whole: boolean;
  readonly alone: boolean;
  /** Of what came one by one. */
  readonly prints: readonly Footprint[];
  /** Of a whole: what it is known not to clash with. */
  readonly apartFrom: readonly Touched[];
}

const NONE: readonly Touched[] = [];

export class WaitingQueue {
  #entries: Entry[] = [];

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  add(waiting: Waiting): void {
    const touched = new Touched();
    const print = footprint(waiting.command);
    touched.add(print);
    const alone = goesAlone(waiting.command);
    const one = { waiting: [waiting], touched, prints: [print], apartFrom: NONE };
    this.#entries.push({ ...one, whole: false, alone });
  }

  /** Commands that clash neither with each other nor with `apartFrom`, and go as one batch. None of them goes alone. */
  addWhole({ waiting, touched }: Batch, apartFrom: readonly Touched[]): void {
    this.#entries.push({ waiting, touched, prints: [], whole: true, alone: false, apartFrom });
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
    /** Taken or passed over: nothing overtakes another on the same subject. */
    const before = [new Touched()];
    let at = 0;
    for (; at < this.#entries.length && taken.length < BATCH_MAX; at += 1) {
      const entry = this.#entries[at]!;
      const fits =
        !((entry.alone || entry.whole) && taken.length > 0) &&
        !(entry.alone && underWay.length > 0) &&
        !clashes(entry, before) &&
        !clashes(entry, underWay);
      if (fits) taken.push(entry);
      else left.push(entry);
      // Nothing at all overtakes a command that goes alone, and what came as a whole shares its batch with nothing.
      if (entry.alone || (fits && entry.whole)) {
        at += 1;
        break;
      }
      note(before, entry);
    }
    if (taken.length === 0) return undefined;
    this.#entries = [...left, ...this.#entries.slice(at)];
    return batchOf(taken);
  }
}

function clashes({ touched, apartFrom }: Entry, others: readonly Touched[]): boolean {
  return others.some((other) => !apartFrom.includes(other) && other.clashesWithAll(touched));
}

/** Those that came one by one are kept as one; a whole is not copied. */
function note(before: Touched[], { prints, touched, whole }: Entry): void {
  if (whole) {
    before.push(touched);
    return;
  }
  for (const print of prints) before[0]?.add(print);
}

function batchOf(taken: readonly Entry[]): Batch {
  const [first] = taken;
  if (taken.length === 1 && first !== undefined) return first;
  const touched = new Touched();
  for (const { prints } of taken) for (const print of prints) touched.add(print);
  return { waiting: taken.flatMap(({ waiting }) => waiting), touched };
}

export function goesAlone(command: ParsedCommand): boolean {
  return command.loop.name === 'city';
}
