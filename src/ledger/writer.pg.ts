// The one writer of a city. Waiting commands are taken in batches, at most one a subject. A batch is read without the lock while the batch before it is
// being written, decided on what was read, and then, under the city's advisory lock, guarded: when the head is not the one that was decided on, another
// process wrote in between, and the batch is read and decided again under the lock. Commands, facts, folds and commit are one message. What follows from
// the head alone (plan, closed months, clock) is kept between batches: the guard that holds the head holds it too. Then only the rows of subjects that
// stand are read, and a command that makes its subject is written without reading anything.
import { setImmediate } from 'node:timers/promises';
import type pg from 'pg';
import type { PoolClient, QueryResult } from 'pg';
import { isProblem, type Problem } from '../kernel/problem.ts';
import { literal } from '../kernel/sql.ts';
import type { BatchReader, CityKnown, ReadBatch, Reading } from './batchReader.pg.ts';
import { type BulkMessage, bulkMessage, INCOMING, sendBulk } from './bulkWriting.pg.ts';
import type { CommandAnswer, ParsedCommand } from './command.ts';
import { problemOfDatabase } from './databaseProblem.pg.ts';
import { type BatchOutcome, type Decided, decideBatch } from './deciding.ts';
import type { Head } from './fact.ts';
import { type FoldSet, FoldStatements, readTableShapes } from './foldEngine.pg.ts';
import { prepareAll, Script, type Statement } from './statements.pg.ts';
import { Together } from './together.ts';
import { type Batch, goesAlone, type Touched, type Waiting, WaitingQueue } from './waiting.ts';
import { writing } from './writing.pg.ts';

export interface WriterOptions {
  readonly city: string;
  /** Connections that write. */
  readonly pool: pg.Pool;
  /** Connections that read ahead. Apart from the others, so that writers never wait for each other's second connection. */
  readonly aheadPool: pg.Pool;
  readonly folds: FoldSet;
  readonly reader: BatchReader;
  /** Runs in the transaction of an accepted command, after its facts stand: the vault's erasure, a clock's anchor. */
  readonly afterFacts: (decided: readonly Decided[]) => string;
}

/** Batches read or written at once: one being written, one being read and decided. */
const UNDER_WAY_MAX = 2;

/** Connections of a run: one that writes and, from the first reading on, one that reads ahead. `broken` when one of them can't be trusted any more. */
interface Connections {
  readonly write: PoolClient;
  readonly statements: FoldStatements;
  ahead: PoolClient | undefined;
  broken: boolean;
}

interface DecidedAhead {
  readonly answers: Answers;
  /** What records it, guarded by the head that it was decided on; undefined when nothing was accepted. */
  readonly message: Message | undefined;
}

/** Statements, or statements with rows to COPY. */
type Message = Script | BulkMessage;

interface UnderWay {
  readonly touched: Touched;
  readonly done: Promise<void>;
}

export class CityWriter {
  readonly #options: WriterOptions;
  readonly #queue = new WaitingQueue();
  readonly #underWay = new Set<UnderWay>();
  #running: Promise<void> | undefined;
  /** Resolves when the next whole comes: it is read and decided while what is under way is written. Single commands wait, and share the batch after it. */
  #wholeCame = Promise.withResolvers<void>();
  /** Of the tables as they are while this process runs. */
  #statements: FoldStatements | undefined;
  /** Writing is one after the other, though reading is ahead of it. */
  #lastWrite: Promise<void> = Promise.resolve();
  /** Reading and deciding, too, take turns. */
  #lastTurn: Promise<unknown> = Promise.resolve();
  /** The city after all that was decided here, written or about to be; undefined when it is not known. */
  #known: CityKnown | undefined;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /** Answers when the command is committed; rejects with its Problem when it is refused. */
  submit(command: ParsedCommand): Promise<CommandAnswer> {
    return new Promise((resolve, reject) => {
      this.#queue.add({ command, resolve, reject });
      this.#start();
    });
  }

  /**
   * Many commands as one batch, none of which clashes with another or with what is under way as `apartFrom`, or goes alone: their answers or refusals, in their order. Rejects when the database
   * cannot serve; then none of them, or some of them whole, were recorded.
   */
  submitWhole({
    commands,
    touched,
    apartFrom,
  }: {
    readonly commands: readonly ParsedCommand[];
    readonly touched: Touched;
    readonly apartFrom: readonly Touched[];
  }): Promise<readonly (CommandAnswer | Problem)[]> {
    const together = new Together(commands);
    this.#queue.addWhole({ waiting: together.waiting, touched }, apartFrom);
    this.#start();
    this.#wholeCame.resolve();
    this.#wholeCame = Promise.withResolvers<void>();
    return together.settled;
  }

  /** Resolves when nothing waits. */
  async drained(): Promise<void> {
    while (this.#running) await this.#running;
  }

  #start(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      // A command that came while the run was ending must not wait for the next one.
      if (!this.#queue.isEmpty) this.#start();
    });
  }

  async #run(): Promise<void> {
    // One turn of the event loop: commands that arrive together share a batch.
    await Promise.resolve();
    let at: Connections | undefined;
    try {
      at = await this.#connect();
      while (!at.broken && !(this.#queue.isEmpty && this.#underWay.size === 0)) {
        const busy = [...this.#underWay].map((each) => each.touched);
        const batch = busy.length < UNDER_WAY_MAX ? this.#queue.take(busy) : undefined;
        if (batch === undefined) {
          const landed = [...this.#underWay].map((each) => each.done);
          await Promise.race(busy.length < UNDER_WAY_MAX ? [...landed, this.#wholeCame.promise] : landed);
          continue;
        }
        this.#send(at, batch);
        // A command that goes alone changes what the next ones are decided by.
        if (batch.waiting.some(({ command }) => goesAlone(command))) await this.#settled();
      }
      await this.#settled();
    } catch (error) {
      if (at) at.broken = true;
      for (const waiting of this.#queue.drain()) waiting.reject(problemOfDatabase(error));
      await this.#settled();
    } finally {
      at?.write.release(at.broken);
      at?.ahead?.release(at.broken);
    }
  }

  async #connect(): Promise<Connections> {
    const write = await this.#options.pool.connect();
    try {
      await setUp(write);
      this.#statements ??= new FoldStatements(await readTableShapes(write));
      return { write, statements: this.#statements, ahead: undefined, broken: false };
    } catch (error) {
      write.release(true);
      throw error;
    }
  }

  async #settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.race([...this.#underWay].map((each) => each.done));
  }

  #send(at: Connections, { waiting, touched }: Batch): void {
    const done: Promise<void> = this.#process(at, waiting)
      .catch((error: unknown) => {
        if (!isProblem(error)) at.broken = true;
        for (const each of waiting) each.reject(problemOfDatabase(error));
      })
      .finally(() => this.#underWay.delete(underWay));
    const underWay: UnderWay = { touched, done };
    this.#underWay.add(underWay);
  }

  /**
   * Reads ahead, decides, and queues the writing behind the batch before. Batches take turns from reading to queueing: what one decides on is what the
   * one before it left, and they are written in that order.
   */
  async #process(at: Connections, batch: readonly Waiting[]): Promise<void> {
    const commands = batch.map((waiting) => waiting.command);
    const turn = this.#lastTurn.then(async () => {
      const decided = await this.#decideAhead(at, commands);
      const before = this.#lastWrite;
      const writing = before.then(() =>
        // What a decider could not take is decided again one by one, so that the others of the batch do not suffer for it.
        decided ? this.#write(at, batch, decided) : this.#writeApart(at, batch),
      );
      this.#lastWrite = writing.catch(() => undefined);
      return { writing };
    });
    this.#lastTurn = turn.catch(() => undefined);
    await (await turn).writing;
  }

  /** Decides on the head after all that is under way; undefined when a decider fails. */
  async #decideAhead(at: Connections, commands: readonly ParsedCommand[]): Promise<DecidedAhead | undefined> {
    const alone = commands.some(goesAlone);
    const known = alone ? undefined : this.#known;
    let read = await this.#readAhead(at, commands, known);
    let outcome = await decideOrFail(commands, read);
    // Keys and new subjects were taken as unused, so what is refused may have been recorded before: only a whole reading can say.
    if (known && (outcome === undefined || outcome.refused.length > 0)) {
      read = await this.#readAhead(at, commands, undefined);
      outcome = await decideOrFail(commands, read);
    }
    if (outcome === undefined) return undefined;
    // A command of the city's own loop changes what follows from the head: it is read again.
    this.#known = alone ? undefined : { ...read.known, head: outcome.head };
    const message =
      outcome.accepted.length === 0
        ? undefined
        : await this.#message(new Script().execute(LOCK, literal(this.#options.city)), outcome.accepted, {
            statements: at.statements,
            from: read.known.head,
          });
    return { answers: answersOf(read, outcome), message };
  }

  async #readAhead(
    at: Connections,
    commands: readonly ParsedCommand[],
    known: CityKnown | undefined,
  ): Promise<ReadBatch> {
    const { city, reader } = this.#options;
    const reading = reader.reading(city, commands, known);
    // A plan that is no longer kept compiled is read even then.
    const asked = async () => {
      const client = await this.#aheadOf(at);
      await client.query(cityText(city));
      return client;
    };
    const read =
      reading.text === ''
        ? await reader.understand(asked, city, reading, [])
        : await this.#ask(await this.#aheadOf(at), reading);
    // A whole reading does not see what is decided and not yet written; the batches share no subject, so only the head matters.
    const head = later(this.#known?.head, read.known.head);
    return { ...read, known: { ...read.known, head }, state: { ...read.state, head } };
  }

  async #ask(ahead: PoolClient, reading: Reading): Promise<ReadBatch> {
    const { city, reader } = this.#options;
    await reader.prepare(ahead, reading);
    const results = await queryAll(ahead, `${cityText(city)};${reading.text}`);
    return reader.understand(async () => ahead, city, reading, results.slice(1));
  }

  async #aheadOf(at: Connections): Promise<PoolClient> {
    if (at.ahead === undefined) {
      at.ahead = await this.#options.aheadPool.connect();
      await at.ahead.query('set enable_seqscan = off');
    }
    return at.ahead;
  }

  async #write(
    at: Connections,
    batch: readonly Waiting[],
    { answers, message }: DecidedAhead,
  ): Promise<void> {
    if (message !== undefined) {
      try {
        // One message is one transaction: it needs no begin and no commit, and leaves nothing when a part of it fails.
        await sendMessage(at.write, message);
      } catch {
        // Another process wrote first, or one command broke the whole statement (a taken key, say): under the lock, each gets its own answer.
        this.#known = undefined;
        return this.#writeApart(at, batch);
      }
    }
    settle(batch, answers);
  }

  /** The way without reading ahead: begin, lock, read, decide, write, commit; first all together, then in halves, down to one by one. */
  async #writeApart(at: Connections, batch: readonly Waiting[]): Promise<void> {
    if (at.broken) throw new Error('Connection terminated unexpectedly');
    try {
      await this.#writeLocked(at, batch);
    } catch (error) {
      if (await rollback(at.write)) {
        at.broken = true;
        throw error;
      }
      if (batch.length === 1) batch[0]?.reject(problemOfDatabase(error));
      else {
        const half = batch.length >> 1;
        await this.#writeApart(at, batch.slice(0, half));
        await this.#writeApart(at, batch.slice(half));
      }
    }
  }

  async #writeLocked({ write: client, statements }: Connections, batch: readonly Waiting[]): Promise<void> {
    const { city, reader } = this.#options;
    const commands = batch.map((waiting) => waiting.command);
    const reading = reader.reading(city, commands);
    await reader.prepare(client, reading);
    await prepareAll(client, batch.length < BULK_MIN ? [LOCK] : [LOCK, ...INCOMING]);
    const results = await queryAll(client, `begin;execute ${LOCK.name}(${literal(city)});${reading.text}`);
    const read = await reader.understand(async () => client, city, reading, results.slice(LOCK_STATEMENTS));
    const outcome = await decide(commands, read);
    const { accepted } = outcome;
    if (accepted.length === 0) await client.query('rollback');
    else {
      const message = await this.#message(new Script(), accepted, { statements, from: read.known.head });
      scriptOf(message).add('commit');
      await sendMessage(client, message);
    }
    settle(batch, answersOf(read, outcome));
  }

  /** What records the accepted commands on the head `from`, behind what stands in the script. */
  async #message(
    script: Script,
    accepted: readonly Decided[],
    { statements, from }: { readonly statements: FoldStatements; readonly from: Head },
  ): Promise<Message> {
    const { city, folds, afterFacts } = this.#options;
    const at = { city, folds, statements, from };
    if (accepted.length >= BULK_MIN) {
      const message = await bulkMessage(script, accepted, at);
      script.add(afterFacts(accepted));
      return message;
    }
    writing(script, accepted, at);
    return script.add(afterFacts(accepted));
  }
}

/** From so many accepted commands on their rows are copied: fewer are sent sooner than a COPY is begun. */
const BULK_MIN = 128;

function scriptOf(message: Message): Script {
  return message instanceof Script ? message : message.script;
}

async function sendMessage(client: PoolClient, message: Message): Promise<void> {
  const { text, uses } = scriptOf(message);
  await prepareAll(client, uses);
  if (message instanceof Script) await client.query(text);
  else await sendBulk(client, message);
}

const LOCK_STATEMENTS = 2;

/** Says which city, and takes its writing: other processes wait here. */
const LOCK: Statement = {
  name: 'ld_lock',
  text: "prepare ld_lock(text) as select set_config('luodi.city', $1, true), pg_advisory_xact_lock(hashtextextended('luodi.writer ' || $1, 0))",
};

/** Which city a connection reads, until it is told another one. */
function cityText(city: string): string {
  return `select set_config('luodi.city', ${literal(city)}, false)`;
}

async function decideOrFail(
  commands: readonly ParsedCommand[],
  read: ReadBatch,
): Promise<BatchOutcome | undefined> {
  try {
    return await decide(commands, read);
  } catch {
    return undefined;
  }
}

/** Commands decided without a pause. Between two slices the event loop runs, so that what PostgreSQL waits for, or answers, goes through meanwhile. */
const SLICE = 128;

async function decide(commands: readonly ParsedCommand[], read: ReadBatch): Promise<BatchOutcome> {
  const open =
    read.answered.size === 0 ? commands : commands.filter((command) => !read.answered.has(command));
  if (open.length <= SLICE) return decideBatch(open, read.state);
  const whole = { accepted: [] as Decided[], refused: [] as BatchOutcome['refused'][number][] };
  let { head } = read.state;
  for (let at = 0; at < open.length; at += SLICE) {
    if (at > 0) await setImmediate();
    const part = decideBatch(open.slice(at, at + SLICE), { ...read.state, head });
    whole.accepted.push(...part.accepted);
    whole.refused.push(...part.refused);
    head = part.head;
  }
  return { ...whole, head };
}

/** Of what is known here and what was read, the head that is further on. */
function later(known: Head | undefined, read: Head): Head {
  return known !== undefined && known.seq > read.seq ? known : read;
}

type Answers = ReadonlyMap<ParsedCommand, CommandAnswer | Problem>;

function answersOf(read: ReadBatch, outcome: BatchOutcome): Answers {
  const answers = new Map<ParsedCommand, CommandAnswer | Problem>(read.answered);
  for (const { command, problem } of outcome.refused) answers.set(command, problem);
  for (const { command, answer } of outcome.accepted) answers.set(command, answer);
  return answers;
}

function settle(batch: readonly Waiting[], answers: Answers): void {
  for (const waiting of batch) {
    const answer = answers.get(waiting.command);
    if (answer === undefined) waiting.reject(new Error('a command of the batch was not answered'));
    else if (isProblem(answer)) waiting.reject(answer);
    else waiting.resolve(answer);
  }
}

const setUpOnce = new WeakSet<PoolClient>();

/** Statements are planned once a connection, since planning would cost more than running them; a plan made while a city is small must not read whole tables when it has grown. */
async function setUp(client: PoolClient): Promise<void> {
  if (setUpOnce.has(client)) return;
  await client.query('set plan_cache_mode = force_generic_plan; set enable_seqscan = off');
  setUpOnce.add(client);
}

/** A message of several statements gives a result each; of one, the result itself. */
async function queryAll(client: PoolClient, text: string): Promise<readonly QueryResult[]> {
  const results = (await client.query(text)) as unknown as QueryResult | readonly QueryResult[];
  return Array.isArray(results) ? results : [results as QueryResult];
}

async function rollback(client: PoolClient): Promise<boolean> {
  try {
    await client.query('rollback');
    return false;
  } catch {
    return true;
  }
}
