// The one writer of a city. Waiting commands are taken in batches, at most one per subject, decided on what was read under the city's
// lock, written as one multi-row statement, folded once, committed. A lone command costs two round trips: one that begins, locks
// and reads, one that writes, folds and commits. Several processes may each have a writer: the advisory lock lets one in at a time.
import type pg from 'pg';
import type { PoolClient, QueryResult } from 'pg';
import { isProblem, type Problem } from '../kernel/problem.ts';
import { literal } from '../kernel/sql.ts';
import type { BatchReader } from './batchReader.pg.ts';
import { type CommandAnswer, footprint, type ParsedCommand } from './command.ts';
import { problemOfDatabase } from './databaseProblem.pg.ts';
import { type Decided, decideBatch } from './deciding.ts';
import { executeUpdate, type FoldSet, prepareUpdate, readTableShapes } from './foldEngine.pg.ts';

/** Commands one batch takes at most: enough to share a commit, few enough that nobody waits long. */
const BATCH_MAX = 256;

/** The batch that was read in the message that committed the one before it. */
interface Ahead {
  batch: readonly Waiting[] | undefined;
  results: readonly QueryResult[] | undefined;
}

interface Waiting {
  readonly command: ParsedCommand;
  resolve(answer: CommandAnswer): void;
  reject(error: unknown): void;
}

export interface WriterOptions {
  readonly city: string;
  readonly pool: pg.Pool;
  readonly folds: FoldSet;
  readonly reader: BatchReader;
  /** Runs in the transaction of an accepted command, after its facts stand: the vault's erasure, a clock's anchor. */
  readonly afterFacts: (decided: readonly Decided[]) => string;
}

export class CityWriter {
  readonly #options: WriterOptions;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /** Answers when the command is committed; rejects with its Problem when it is refused. */
  submit(command: ParsedCommand): Promise<CommandAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ command, resolve, reject });
      this.#start();
    });
  }

  #start(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      // A command that came while the run was ending must not wait for the next one.
      if (this.#waiting.length > 0) this.#start();
    });
  }

  /** Resolves when nothing waits. */
  async drained(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    // One turn of the event loop: commands that arrive together share a batch.
    await Promise.resolve();
    let client: PoolClient;
    try {
      client = await this.#options.pool.connect();
    } catch (error) {
      for (const waiting of this.#waiting.splice(0)) waiting.reject(problemOfDatabase(error));
      return;
    }
    let broken = false;
    try {
      await prepareOnce(client, this.#options);
      broken = await this.#writeAll(client);
    } catch (error) {
      broken = true;
      for (const waiting of this.#waiting.splice(0)) waiting.reject(problemOfDatabase(error));
    } finally {
      client.release(broken);
    }
  }

  /** The longest run of waiting commands that do not touch each other; those that do wait for the next batch, in order. */
  #takeBatch(): Waiting[] {
    const taken: Waiting[] = [];
    const left: Waiting[] = [];
    const touched = new Set<string>();
    for (const waiting of this.#waiting) {
      const names = footprint(waiting.command);
      // A command of the city's own loop changes the plan or the clock under all others, so it goes alone.
      const alone = waiting.command.loop.name === 'city';
      const fits =
        taken.length < BATCH_MAX && !names.some((name) => touched.has(name)) && !(alone && taken.length > 0);
      // What is passed over keeps its turn: a later command must not overtake it on the same subject.
      for (const name of names) touched.add(name);
      if (fits && !touched.has('alone')) taken.push(waiting);
      else left.push(waiting);
      if (alone) touched.add('alone');
    }
    this.#waiting = left;
    return taken;
  }

  /** True when the connection can't be trusted afterwards. */
  async #writeAll(client: PoolClient): Promise<boolean> {
    let batch: readonly Waiting[] | undefined = this.#takeBatch();
    // Read already, in the message that committed the batch before it.
    let results: readonly QueryResult[] | undefined;
    while (batch) {
      const settled = new Set<Waiting>();
      const current: readonly Waiting[] = batch;
      const next: Ahead = { batch: undefined, results: undefined };
      try {
        await this.#attempt(client, { batch: current, results, settled, next });
      } catch (error) {
        if (await rollback(client)) {
          for (const waiting of [...current, ...(next.batch ?? [])])
            if (!settled.has(waiting)) waiting.reject(problemOfDatabase(error));
          return true;
        }
        const open = current.filter((waiting) => !settled.has(waiting));
        if (open.length === 1) open[0]?.reject(problemOfDatabase(error));
        // One of them broke the whole statement (a taken key, say): alone, each gets its own answer.
        else for (const waiting of open) await this.#alone(client, waiting);
        next.results = undefined;
      }
      results = next.results;
      batch = next.batch ?? (this.#waiting.length > 0 ? this.#takeBatch() : undefined);
    }
    return false;
  }

  async #alone(client: PoolClient, waiting: Waiting): Promise<void> {
    const settled = new Set<Waiting>();
    try {
      await this.#attempt(client, { batch: [waiting], results: undefined, settled, next: undefined });
    } catch (error) {
      if (!settled.has(waiting)) waiting.reject(problemOfDatabase(error));
      await rollback(client);
    }
  }

  /** Reads (unless read already), decides, writes and commits; in the committing message the next batch is read, when one waits. */
  async #attempt(
    client: PoolClient,
    at: {
      readonly batch: readonly Waiting[];
      readonly results: readonly QueryResult[] | undefined;
      readonly settled: Set<Waiting>;
      readonly next: Ahead | undefined;
    },
  ): Promise<void> {
    const { city, reader } = this.#options;
    const commands = at.batch.map((waiting) => waiting.command);
    const reading = reader.reading(city, commands);
    if (!at.results) await reader.prepare(client, reading);
    const results = at.results ?? (await queryAll(client, reading.text));
    const read = await reader.understand(client, city, reading, results);
    const outcome = decideBatch(
      commands.filter((command) => !read.answered.has(command)),
      read.state,
    );
    const writing = outcome.accepted.length > 0 ? this.#writing(outcome.accepted) : 'rollback';
    let following = '';
    let count = 0;
    if (at.next && this.#waiting.length > 0) {
      at.next.batch = this.#takeBatch();
      const ahead = reader.reading(
        city,
        at.next.batch.map((waiting) => waiting.command),
      );
      await reader.prepare(client, ahead);
      following = `;${ahead.text}`;
      count = ahead.count;
    }
    const written = await queryAll(client, writing + following);
    if (at.next && count > 0) at.next.results = written.slice(-count);
    this.#settle(
      at.batch,
      at.settled,
      new Map([
        ...read.answered,
        ...outcome.refused.map(({ command, problem }) => [command, problem] as const),
        ...outcome.accepted.map(({ command, answer }) => [command, answer] as const),
      ]),
    );
  }

  #settle(
    batch: readonly Waiting[],
    settled: Set<Waiting>,
    answers: ReadonlyMap<ParsedCommand, CommandAnswer | Problem>,
  ): void {
    for (const waiting of batch) {
      const answer = answers.get(waiting.command);
      settled.add(waiting);
      if (answer === undefined) waiting.reject(new Error('a command of the batch was not answered'));
      else if (isProblem(answer)) waiting.reject(answer);
      else waiting.resolve(answer);
    }
  }

  /** Commands, facts, folds and commit in one message. */
  #writing(accepted: readonly Decided[]): string {
    const { city, folds } = this.#options;
    const cityText = literal(city);
    const touched = new Map<string, { subjects: Set<string>; kinds: Set<string> }>();
    for (const fact of accepted.flatMap(({ facts }) => facts)) {
      const ofLoop = touched.get(fact.loop) ?? { subjects: new Set(), kinds: new Set() };
      touched.set(fact.loop, ofLoop);
      ofLoop.subjects.add(fact.subject);
      ofLoop.kinds.add(fact.kind);
    }
    const updates = [...touched].map(([loop, { subjects, kinds }]) =>
      executeUpdate(folds.of(loop), { city: cityText, subjects: literal([...subjects]), kinds }),
    );
    return (
      `execute ld_write(${literal(JSON.stringify(accepted.map(commandRow)))}, ${literal(JSON.stringify(accepted.flatMap(({ facts }) => facts.map(factRow))))});` +
      updates.join('') +
      this.#options.afterFacts(accepted) +
      'commit'
    );
  }
}

function commandRow({ command, answer, facts }: Decided): Record<string, unknown> {
  return {
    city: facts[0]?.city,
    key: command.request.key,
    id: command.id,
    actor: command.request.actor.account,
    digest: command.digest,
    first_seq: answer.seq[0],
    last_seq: answer.seq[1],
  };
}

/** A fact as a row of the multi-row insert, in the table's column names. */
export function factRow(fact: Decided['facts'][number]): Record<string, unknown> {
  return {
    city: fact.city,
    seq: fact.seq,
    id: fact.id,
    loop: fact.loop,
    kind: fact.kind,
    kind_version: fact.kindVersion,
    subject: fact.subject,
    revision: fact.revision,
    unit: fact.unit,
    occurred_on: fact.occurredOn,
    occurred_at: fact.occurredAt,
    recorded_at: fact.recordedAt,
    actor: fact.actor,
    actor_post: fact.actorPost,
    actor_unit: fact.actorUnit,
    plan_version: fact.planVersion,
    command: fact.command,
    corrects: fact.corrects,
    body: fact.body,
    hash: fact.hash,
  };
}

const prepared = new WeakSet<PoolClient>();

const WRITE =
  'prepare ld_write(jsonb, jsonb) as with commands as (insert into command select * from jsonb_to_recordset($1) as' +
  ' r(city text, key text, id text, actor text, digest text, first_seq bigint, last_seq bigint))' +
  ' insert into fact select * from jsonb_to_recordset($2) as' +
  ' r(city text, seq bigint, id text, loop text, kind text, kind_version integer, subject text, revision integer, unit text, occurred_on date,' +
  ' occurred_at timestamptz, recorded_at timestamptz, actor text, actor_post text, actor_unit text, plan_version text, command text,' +
  ' corrects text, body jsonb, hash text);';

/** Plans every statement of the writer once a connection: parsing and planning would cost more than running them. */
async function prepareOnce(client: PoolClient, options: WriterOptions): Promise<void> {
  if (prepared.has(client)) return;
  await client.query('set plan_cache_mode = force_generic_plan');
  const shapes = await readTableShapes(client);
  const updates = options.folds.all.map((fold) => prepareUpdate(fold, shapes));
  await client.query(WRITE + updates.join(''));
  prepared.add(client);
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
