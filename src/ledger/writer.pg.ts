// The one writer of a city. Waiting commands are taken in batches, at most one per subject, decided on what was read under the city's
// lock, written as one multi-row statement, folded once, committed. A lone command costs two round trips: one that begins, locks
// and reads, one that writes, folds and commits. Several processes may each have a writer: the advisory lock lets one in at a time.
import type pg from 'pg';
import type { PoolClient } from 'pg';
import { isProblem, type Problem } from '../kernel/problem.ts';
import { literal } from '../kernel/sql.ts';
import type { BatchReader } from './batchReader.pg.ts';
import { type CommandAnswer, footprint, type ParsedCommand } from './command.ts';
import { problemOfDatabase } from './databaseProblem.pg.ts';
import { type Decided, decideBatch } from './deciding.ts';
import { executeUpdate, type FoldSet, prepareUpdate } from './foldEngine.pg.ts';

/** Commands one batch takes at most: enough to share a commit, few enough that nobody waits long. */
const BATCH_MAX = 256;

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
      while (this.#waiting.length > 0) broken = await this.#writeBatch(client, this.#takeBatch());
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
  async #writeBatch(client: PoolClient, batch: readonly Waiting[]): Promise<boolean> {
    const settled = new Set<Waiting>();
    try {
      await this.#attempt(client, batch, settled);
      return false;
    } catch (error) {
      const lost = await rollback(client);
      const open = batch.filter((waiting) => !settled.has(waiting));
      if (lost || open.length === 1) {
        for (const waiting of open) waiting.reject(problemOfDatabase(error));
        return lost;
      }
      // One of them broke the whole statement (a taken key, say): alone, each gets its own answer.
      for (const waiting of open) if (await this.#writeBatch(client, [waiting])) return true;
      return false;
    }
  }

  async #attempt(client: PoolClient, batch: readonly Waiting[], settled: Set<Waiting>): Promise<void> {
    const commands = batch.map((waiting) => waiting.command);
    const read = await this.#options.reader.read(client, this.#options.city, commands);
    const fresh = commands.filter((command) => !read.answered.has(command));
    const outcome = decideBatch(fresh, read.state);
    if (outcome.accepted.length > 0) {
      await client.query(this.#writing(outcome.accepted));
    } else {
      await client.query('rollback');
    }
    const answers = new Map<ParsedCommand, CommandAnswer | Problem>(read.answered);
    for (const { command, problem } of outcome.refused) answers.set(command, problem);
    for (const { command, answer } of outcome.accepted) answers.set(command, answer);
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
    const touched = new Map<string, Set<string>>();
    for (const { facts } of accepted) {
      for (const fact of facts) {
        const subjects = touched.get(fact.loop) ?? new Set();
        touched.set(fact.loop, subjects.add(fact.subject));
      }
    }
    const updates = [...touched].map(([loop, subjects]) =>
      executeUpdate(folds.of(loop), cityText, literal([...subjects])),
    );
    return (
      `execute ld_commands_in(${literal(JSON.stringify(accepted.map(commandRow)))});` +
      `execute ld_facts_in(${literal(JSON.stringify(accepted.flatMap(({ facts }) => facts.map(factRow))))});` +
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

const INSERTS =
  'prepare ld_commands_in(jsonb) as insert into command select * from jsonb_to_recordset($1) as' +
  ' r(city text, key text, id text, actor text, digest text, first_seq bigint, last_seq bigint);' +
  'prepare ld_facts_in(jsonb) as insert into fact select * from jsonb_to_recordset($1) as' +
  ' r(city text, seq bigint, id text, loop text, kind text, kind_version integer, subject text, revision integer, unit text, occurred_on date,' +
  ' occurred_at timestamptz, recorded_at timestamptz, actor text, actor_post text, actor_unit text, plan_version text, command text,' +
  ' corrects text, body jsonb, hash text);';

/** Plans every statement of the writer once a connection: parsing and planning would cost more than running them. */
async function prepareOnce(client: PoolClient, options: WriterOptions): Promise<void> {
  if (prepared.has(client)) return;
  await client.query('set plan_cache_mode = force_generic_plan');
  await client.query(INSERTS + options.folds.all.map(prepareUpdate).join('') + options.reader.prepare());
  prepared.add(client);
}

async function rollback(client: PoolClient): Promise<boolean> {
  try {
    await client.query('rollback');
    return false;
  } catch {
    return true;
  }
}
