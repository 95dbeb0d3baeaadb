// Many commands at once: what every door of import uses. Series of commands come in portions and go to the city's writer in batches of thousands, two on their
// way at a time: while PostgreSQL writes one, the next is decided and hashed here. Each command is decided like any other, and each gets its own outcome.
import { setImmediate } from 'node:timers/promises';
import { isProblem, type Problem } from '../kernel/problem.ts';
import {
  type CommandAnswer,
  type CommandRequest,
  type Footprint,
  footprint,
  type ParsedCommand,
} from './command.ts';
import { goesAlone, Touched } from './waiting.ts';

/** Commands of one origin (a row of a file, a line), one after another: each is decided on what the one before it left. */
export interface CommandSeries<T> {
  /** What the outcome is told of. */
  readonly of: T;
  /** Each with a key of its own, made of its content: sent again, it changes nothing. */
  readonly commands: readonly CommandRequest[];
}

export interface SeriesOutcome<T> {
  readonly of: T;
  /** Of the commands that are recorded, in order; `repeated` where that was so before. */
  readonly answers: readonly CommandAnswer[];
  /** Why the command after them was not recorded; those behind it were left. Undefined when all are. */
  readonly refusal: Problem | undefined;
}

/** The city's writer, and how a request becomes a command. */
export interface SeriesWriter {
  parse(request: CommandRequest): ParsedCommand;
  /** As `CityWriter.submitWhole`. */
  whole(batch: {
    readonly commands: readonly ParsedCommand[];
    readonly touched: Touched;
    readonly apartFrom: readonly Touched[];
  }): Promise<readonly (CommandAnswer | Problem)[]>;
  /** A command that goes alone. */
  alone(request: CommandRequest): Promise<CommandAnswer>;
}

/** Commands of one batch: enough that a commit and the start of a statement weigh nothing, few enough that a person's command waits a tenth of a second. */
const BATCH = 1024;
const UNDER_WAY_MAX = 2;
/** Series taken from the source and not yet settled. */
const OPEN_MAX = 4 * BATCH;
/** Commands parsed without a pause. */
const SLICE = 128;

/** What ends everything, instead of refusing one command. */
const FATAL: ReadonlySet<string> = new Set([
  'city_unknown',
  'disk_full',
  'database_gone',
  'database_busy',
  'hash_unknown',
]);

interface Open<T> {
  /** Order of arrival. */
  readonly place: number;
  readonly of: T;
  readonly commands: readonly CommandRequest[];
  readonly answers: CommandAnswer[];
  /** The next command, when it was parsed and had to wait. */
  parsed: { readonly command: ParsedCommand; readonly touches: Footprint } | undefined;
}

interface Formed<T> {
  readonly series: readonly Open<T>[];
  readonly commands: readonly ParsedCommand[];
  readonly touched: Touched;
  readonly apartFrom: readonly Touched[];
}

/**
 * Outcomes in portions, as they are settled: series that touch the same subject keep their order, others need not. Ends when the source has ended and all is
 * settled. Who stops early (break, return) takes nothing more from the source, and waits for what is under way.
 * @throws Problem what ends everything (`city_unknown`, `disk_full`, `database_gone`, `database_busy`); what was recorded stands and the source can be sent again
 */
export async function* recordSeries<T>(
  writer: SeriesWriter,
  source: AsyncIterable<readonly CommandSeries<T>[]> | Iterable<readonly CommandSeries<T>[]>,
): AsyncGenerator<readonly SeriesOutcome<T>[]> {
  const run = new SeriesRun<T>(writer);
  const portions =
    Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  let asked: Promise<IteratorResult<readonly CommandSeries<T>[]>> | undefined;
  let ended = false;
  try {
    while (true) {
      run.throwFatal();
      const settled = run.takeSettled();
      if (settled.length > 0) yield settled;
      else if (ended && run.isEmpty) return;
      else {
        if (!ended && run.hasRoom) asked ??= Promise.resolve(portions.next());
        await (asked ? Promise.race([asked, run.landed()]) : run.landed());
      }
      const portion = asked && (await settledOf(asked));
      if (portion === undefined) continue;
      asked = undefined;
      if (portion.done) {
        ended = true;
        run.end();
      } else run.add(portion.value);
    }
  } finally {
    await run.stop();
    // A source that is still at work is left to itself: its next portion is never used.
    if (!ended) void Promise.resolve(portions.return?.()).catch(() => undefined);
    asked?.catch(() => undefined);
  }
}

/** The value of a promise that is settled already, else undefined. Rejects as it does. */
function settledOf<T>(promise: Promise<T>): Promise<T | undefined> {
  return Promise.race([promise, undefined as T | undefined]);
}

class SeriesRun<T> {
  readonly #writer: SeriesWriter;
  /** In order of arrival. */
  #ready: Open<T>[] = [];
  #settled: SeriesOutcome<T>[] = [];
  readonly #underWay = new Map<Promise<void>, Formed<T>>();
  #open = 0;
  #arrived = 0;
  #ended = false;
  #forming: Promise<void> | undefined;
  #stopped = false;
  #fatal: { readonly error: unknown } | undefined;
  #landed = Promise.withResolvers<void>();

  constructor(writer: SeriesWriter) {
    this.#writer = writer;
  }

  get isEmpty(): boolean {
    return this.#open === 0 && this.#settled.length === 0;
  }

  get hasRoom(): boolean {
    return this.#open < OPEN_MAX;
  }

  /** Resolves at the next settling or failing. */
  landed(): Promise<void> {
    if (this.#settled.length > 0 || this.#fatal) return Promise.resolve();
    return this.#landed.promise;
  }

  throwFatal(): void {
    if (this.#fatal) throw this.#fatal.error;
  }

  takeSettled(): readonly SeriesOutcome<T>[] {
    const settled = this.#settled;
    this.#settled = [];
    return settled;
  }

  add(portion: readonly CommandSeries<T>[]): void {
    for (const { of, commands } of portion) {
      this.#open += 1;
      this.#arrived += 1;
      const open: Open<T> = { place: this.#arrived, of, commands, answers: [], parsed: undefined };
      if (commands.length === 0) this.#settle(open, undefined);
      else this.#ready.push(open);
    }
    this.#pump();
  }

  /** No more is to come: what is ready need not wait for more. */
  end(): void {
    this.#ended = true;
    this.#pump();
  }

  /** Sends nothing more, and resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#forming;
    await Promise.all(this.#underWay.keys());
  }

  /** Starts the next batch where there is one to start. One that is not full waits while another is under way: more may come to it. */
  #pump(): void {
    if (this.#stopped || this.#fatal || this.#forming || this.#ready.length === 0) return;
    const busy = this.#underWay.size;
    if (busy >= UNDER_WAY_MAX || (busy > 0 && !this.#ended && this.#ready.length < BATCH)) return;
    this.#forming = this.#form()
      .then((formed) => {
        this.#forming = undefined;
        if (formed && !this.#stopped && !this.#fatal) this.#send(formed);
        this.#signal();
        if (formed || this.#underWay.size === 0) this.#pump();
      })
      .catch((error: unknown) => this.#fail(error));
  }

  /** The next commands that clash neither with each other nor with what is under way, in order; undefined when there is none yet. */
  async #form(): Promise<Formed<T> | undefined> {
    const underWay = [...this.#underWay.values()].map(({ touched }) => touched);
    const [series, left]: [Open<T>[], Open<T>[]] = [[], []];
    const commands: ParsedCommand[] = [];
    const touched = new Touched();
    /** Of those that wait: nothing overtakes them on the same subject. */
    const passed = new Touched();
    const waiting = this.#ready;
    this.#ready = [];
    let at = 0;
    for (; at < waiting.length && series.length < BATCH && left.length < BATCH; at += 1) {
      if (at % SLICE === SLICE - 1) await setImmediate();
      const open = waiting[at]!;
      open.parsed ??= this.#parsed(open);
      if (open.parsed === undefined) continue;
      const { command, touches } = open.parsed;
      if (goesAlone(command)) {
        if (series.length > 0 || left.length > 0 || underWay.length > 0) break;
        this.#ready = inOrder(waiting.slice(at + 1), this.#ready);
        await this.#alone(open);
        return undefined;
      }
      const clashes =
        touched.clashesWith(touches) ||
        passed.clashesWith(touches) ||
        underWay.some((each) => each.clashesWith(touches));
      if (clashes) {
        passed.add(touches);
        left.push(open);
      } else {
        touched.add(touches);
        series.push(open);
        commands.push(command);
      }
    }
    this.#ready = inOrder([...left, ...waiting.slice(at)], this.#ready);
    return series.length === 0 ? undefined : { series, commands, touched, apartFrom: underWay };
  }

  /** The next command of a series, or undefined when its shape is refused. */
  #parsed(open: Open<T>): Open<T>['parsed'] {
    try {
      const command = this.#writer.parse(open.commands[open.answers.length]!);
      return { command, touches: footprint(command) };
    } catch (error) {
      if (!isProblem(error) || FATAL.has(error.code)) throw error;
      this.#settle(open, error);
      return undefined;
    }
  }

  async #alone(open: Open<T>): Promise<void> {
    const result = await this.#writer
      .alone(open.commands[open.answers.length]!)
      .catch((error: unknown) => error as CommandAnswer | Problem);
    if (this.#took(open, result)) this.#ready = inOrder([open], this.#ready);
  }

  #send(formed: Formed<T>): void {
    const sent: Promise<void> = this.#writer
      .whole(formed)
      .then((results) => {
        this.#underWay.delete(sent);
        const going = formed.series.filter((open, place) => this.#took(open, results[place]!));
        this.#ready = inOrder(going, this.#ready);
      })
      .catch((error: unknown) => {
        this.#underWay.delete(sent);
        this.#fail(error);
      })
      .then(() => {
        this.#signal();
        this.#pump();
      });
    this.#underWay.set(sent, formed);
  }

  /** Whether the series goes on. */
  #took(open: Open<T>, result: CommandAnswer | Problem): boolean {
    open.parsed = undefined;
    if (result instanceof Error) {
      if (!isProblem(result) || FATAL.has(result.code)) this.#fail(result);
      else this.#settle(open, result);
      return false;
    }
    open.answers.push(result);
    if (open.answers.length < open.commands.length) return true;
    this.#settle(open, undefined);
    return false;
  }

  #settle({ of, answers }: Open<T>, refusal: Problem | undefined): void {
    this.#open -= 1;
    this.#settled.push({ of, answers, refusal });
  }

  #fail(error: unknown): void {
    this.#fatal ??= { error };
    this.#signal();
  }

  #signal(): void {
    this.#landed.resolve();
    this.#landed = Promise.withResolvers<void>();
  }
}

/** Two lists that are each in order of arrival, as one. */
function inOrder<T>(one: readonly Open<T>[], other: readonly Open<T>[]): Open<T>[] {
  if (one.length === 0) return [...other];
  if (other.length === 0) return [...one];
  return [...one, ...other].sort((a, b) => a.place - b.place);
}
