// The ledger as the rest of the program holds it: submit a command, read at a standpoint. Writers, readers and their connections are
// behind it. The app connects as a role that owns nothing; every transaction says which city it is about.
import pg from 'pg';
import { hashHex } from '../kernel/hash.node.ts';
import type { Loop } from '../kernel/loop.ts';
import { Problem } from '../kernel/problem.ts';
import { literal } from '../kernel/sql.ts';
import type { AnySection } from '../plan/section.ts';
import { BatchReader } from './batchReader.pg.ts';
import { type CommandAnswer, type CommandRequest, type ParsedCommand, parseCommand } from './command.ts';
import { problemOfDatabase } from './databaseProblem.pg.ts';
import type { Decided } from './deciding.ts';
import { type HashText, type Head, headText } from './fact.ts';
import { foldsOf } from './foldEngine.pg.ts';
import { catalogOf, type MeasureCatalog } from './measures.pg.ts';
import { sessionOptions, setTypeParsers } from './pgTypes.pg.ts';
import { type Content, PlanStore, storeContent } from './planStore.pg.ts';
import { type CommandSeries, recordSeries, type SeriesOutcome } from './series.node.ts';
import type { Verification } from './verification.ts';
import { verifyCity } from './verify.pg.ts';
import { type LedgerView, openView, type StandAt } from './view.pg.ts';
import { CityWriter } from './writer.pg.ts';

export interface LedgerOptions {
  /** Connection of the app role. */
  readonly database: pg.PoolConfig;
  readonly loops: readonly Loop[];
  readonly sections: readonly AnySection[];
  /** The machine's clock, in epoch milliseconds. */
  readonly now: () => number;
  /** A fresh time-ordered id for an instant. */
  readonly newId: (epochMs: number) => string;
  /** Readers at once; 8 unless told. A pool of 1 must work as well: the tests hold that nothing leaks through it. */
  readonly readersMax?: number;
}

export interface CitySummary {
  readonly id: string;
  readonly name: string;
  readonly simulated: boolean;
}

const STATEMENT_TIMEOUT_MS = 60_000;
const READERS_MAX = 8;
/** A writer's connection is apart from the readers', so that a page full of questions never makes a write wait. */
const WRITERS_MAX = 4;

export class Ledger {
  readonly catalog: MeasureCatalog;
  readonly loops: ReadonlyMap<string, Loop>;
  readonly plans: PlanStore;
  readonly #options: LedgerOptions;
  readonly #folds: ReturnType<typeof foldsOf>;
  /** One for all writers: it knows which statements a connection has. */
  readonly #reader: BatchReader;
  readonly #readers: pg.Pool;
  readonly #writerPool: pg.Pool;
  readonly #aheadPool: pg.Pool;
  readonly #writers = new Map<string, CityWriter>();
  readonly #proofs = new Map<string, Promise<Verification>>();
  readonly #cityHash = new Map<string, Promise<HashText>>();

  constructor(options: LedgerOptions) {
    setTypeParsers();
    this.#options = options;
    this.loops = new Map(options.loops.map((loop) => [loop.name, loop]));
    this.catalog = catalogOf(options.loops);
    this.plans = new PlanStore(options.sections);
    this.#folds = foldsOf(options.loops);
    this.#reader = new BatchReader({
      loops: options.loops,
      folds: this.#folds,
      plans: this.plans,
      hashOf: hashText,
      machineNow: options.now,
      newId: options.newId,
    });
    const base = {
      ...options.database,
      options: sessionOptions(STATEMENT_TIMEOUT_MS),
      connectionTimeoutMillis: 15_000,
    };
    this.#readers = new pg.Pool({
      ...base,
      max: options.readersMax ?? READERS_MAX,
      application_name: 'luodi reader',
    });
    const writing = { ...base, max: WRITERS_MAX, idleTimeoutMillis: 60_000 };
    this.#writerPool = new pg.Pool({ ...writing, application_name: 'luodi writer' });
    this.#aheadPool = new pg.Pool({ ...writing, application_name: 'luodi writer ahead' });
    // A connection that the server closes is replaced at the next use; without a listener it would end the process. The pool hears of idle ones only.
    for (const pool of [this.#readers, this.#writerPool, this.#aheadPool]) {
      pool.on('error', () => undefined);
      pool.on('connect', (client) => client.on('error', () => undefined));
    }
  }

  /**
   * Decides and records. Resolves once committed.
   * @throws Problem those of parseCommand, then `content_not_stored` (of an adoption), `city_unknown`, `key_reused`, `revision_stale`, the decider's own, `occurred_in_future`,
   * `period_closed`, then those of the database (`taken`, `disk_full`, `database_busy`, `database_gone`)
   */
  async submit(city: string, request: CommandRequest): Promise<CommandAnswer> {
    const command = parseCommand(this.loops, await this.#hashOfCity(city), city, request);
    for (const adopted of adoptionOf(command)) await this.#refuseUnstored(city, adopted);
    return this.#writer(city).submit(command);
  }

  /**
   * Records many commands: the way of every import. Hand in series in portions (a row of a file with the commands that it gives; each command under a key made
   * of its content), take outcomes in portions as they are settled. Commands of different series are decided thousands at a time, those of one series one
   * after the other; two series that touch the same subject, key or reservation keep their order, so of two rows with one project code the second is refused.
   * Everything else is as with `submit`: each is decided, chained, folded, and refused on its own. The source is asked for its next portion while what it gave
   * is being recorded; a source that works long without a pause holds up the writing, so portions of some hundred rows are best (PostgreSQL writes about
   * 20,000 registrations a second beside it). Stop early by leaving the loop: what is under way is waited for.
   * @throws Problem what ends everything: `city_unknown`, `disk_full`, `database_gone`, `database_busy`. What was recorded stands; sent again, nothing is doubled
   */
  async *recordSeries<T>(
    city: string,
    source: AsyncIterable<readonly CommandSeries<T>[]> | Iterable<readonly CommandSeries<T>[]>,
  ): AsyncGenerator<readonly SeriesOutcome<T>[]> {
    const hash = await this.#hashOfCity(city);
    const writer = this.#writer(city);
    yield* recordSeries(
      {
        parse: (request) => parseCommand(this.loops, hash, city, request),
        whole: (batch) => writer.submitWhole(batch),
        alone: (request) => this.submit(city, request),
      },
      source,
    );
  }

  /** What is adopted must be there, and be what it is adopted as: a city with a hole for its plan could decide nothing any more, not even another plan. */
  async #refuseUnstored(city: string, adopted: { kind: Content['kind']; hash: string }): Promise<void> {
    // Contents are never taken away, so it does not matter that this is looked at before the writer's lock.
    const found = await this.#transaction(this.#readers, city, 'rollback', (client) =>
      client.query('select 1 from content where city = $1 and hash = $2 and kind = $3', [
        city,
        adopted.hash,
        adopted.kind,
      ]),
    );
    if (found.rowCount !== 0) return;
    throw new Problem({
      code: 'content_not_stored',
      message: `库里没有这份${CONTENT_WORDS[adopted.kind]}:${adopted.hash.slice(0, 12)}…`,
      kept: '没有写入任何事实',
      fix: '先把内容存入账本,再按它的哈希采纳。',
      status: 409,
    });
  }

  /** One transaction, one standpoint; always rolled back, since a reader writes nothing but temporary tables. */
  async read<T>(city: string, at: StandAt, work: (view: LedgerView) => Promise<T>): Promise<T> {
    return this.#transaction(this.#readers, city, 'rollback', async (client) => {
      const options = {
        folds: this.#folds,
        plans: this.plans,
        catalog: this.catalog,
        machineNow: this.#options.now,
      };
      return work(await openView(client, options, city, at));
    });
  }

  /** Proves the city's ledger, against a head kept outside when one is given. @throws Problem `city_unknown` */
  async verify(
    city: string,
    at: { readonly head?: Head | undefined; readonly progress?: (done: number, of: number) => void },
  ): Promise<Verification> {
    const name = `${city} ${at.head ? headText(at.head) : ''}`;
    // A proof reads everything: who asks while one is under way gets that one.
    const running = this.#proofs.get(name) ?? this.#prove(city, at).finally(() => this.#proofs.delete(name));
    this.#proofs.set(name, running);
    return running;
  }

  async #prove(city: string, at: Parameters<Ledger['verify']>[1]): Promise<Verification> {
    const hash = await this.#hashOfCity(city);
    const { loops, sections } = this.#options;
    return this.#transaction(this.#readers, city, 'rollback', async (client) => {
      await client.query('set local statement_timeout = 0');
      return verifyCity(client, { city, hash, loops, sections, ...at });
    });
  }

  /** Stores a plan or calendar whole, so that adopting it can name its hash. Nothing is in force by being stored. */
  async storeContent(city: string, content: Content): Promise<string> {
    const hash = await this.#hashOfCity(city);
    return this.#transaction(this.#writerPool, city, 'commit', (client) =>
      storeContent(client, { city, hash, sections: this.#options.sections }, content),
    );
  }

  async cities(): Promise<readonly CitySummary[]> {
    try {
      const { rows } = await this.#readers.query(
        'select city as id, name, simulated from city order by city',
      );
      return rows;
    } catch (error) {
      throw problemOfDatabase(error);
    }
  }

  /** Work in a transaction of its own on a city, for what is neither a command nor a read: credentials, the vault. */
  async work<T>(city: string, run: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    return this.#transaction(this.#writerPool, city, 'commit', run);
  }

  /** Lets what was submitted finish, then closes every connection. */
  async close(): Promise<void> {
    await Promise.all([...this.#writers.values()].map((writer) => writer.drained()));
    await Promise.all([this.#readers, this.#writerPool, this.#aheadPool].map((pool) => pool.end()));
  }

  #writer(city: string): CityWriter {
    const known = this.#writers.get(city);
    if (known) return known;
    const writer = new CityWriter({
      city,
      pool: this.#writerPool,
      aheadPool: this.#aheadPool,
      folds: this.#folds,
      reader: this.#reader,
      afterFacts: (decided) => afterFacts(city, decided, this.#options.now),
    });
    this.#writers.set(city, writer);
    return writer;
  }

  /**
   * One question for all who ask at once, so that commands reach the writer in the order in which they were submitted. An unknown city is refused
   * by the writer, under its lock; until then its digests are of the default.
   */
  async #hashOfCity(city: string): Promise<HashText> {
    const known = this.#cityHash.get(city);
    if (known) return known;
    const asked = this.#readers
      .query<{ hash_algorithm: string }>('select hash_algorithm from city where city = $1', [city])
      .then(({ rows }) => {
        if (!rows[0]) this.#cityHash.delete(city);
        return hashText(rows[0]?.hash_algorithm ?? 'sha256');
      })
      .catch((error: unknown) => {
        this.#cityHash.delete(city);
        throw problemOfDatabase(error);
      });
    this.#cityHash.set(city, asked);
    return asked;
  }

  async #transaction<T>(
    pool: pg.Pool,
    city: string,
    end: 'commit' | 'rollback',
    run: (client: pg.PoolClient) => Promise<T>,
  ): Promise<T> {
    let client: pg.PoolClient;
    try {
      client = await pool.connect();
    } catch (error) {
      throw problemOfDatabase(error);
    }
    let broken = false;
    try {
      const isolation = end === 'rollback' ? 'isolation level repeatable read' : '';
      await client.query(`begin ${isolation}; select set_config('luodi.city', ${literal(city)}, true)`);
      const result = await run(client);
      await client.query(end);
      return result;
    } catch (error) {
      broken = await client.query('rollback').then(
        () => false,
        () => true,
      );
      throw problemOfDatabase(error);
    } finally {
      client.release(broken);
    }
  }
}

const CONTENT_WORDS: Readonly<Record<Content['kind'], string>> = {
  plan: '计划',
  calendar: '日历',
  files: '计划文件',
};

/** The contents that a command would put in force. */
function adoptionOf({
  loop,
  kind,
  body,
}: ParsedCommand): readonly { readonly kind: Content['kind']; readonly hash: string }[] {
  if (loop.name !== 'city') return [];
  const content = String(body.content);
  if (kind.name === 'adoptCalendar') return [{ kind: 'calendar', hash: content }];
  if (kind.name !== 'adoptPlan') return [];
  const files = body.files === undefined ? [] : [{ kind: 'files' as const, hash: String(body.files) }];
  return [{ kind: 'plan', hash: content }, ...files];
}

export function hashText(algorithm: string): HashText {
  if (algorithm !== 'sha256' && algorithm !== 'sm3') {
    throw new Problem({
      code: 'hash_unknown',
      message: `不认识的哈希算法 ${algorithm}`,
      fix: '用 sha256 或 sm3。',
      status: 500,
    });
  }
  return (...parts) => hashHex(algorithm, ...parts);
}

/** What a fact asks of tables that are not folds: a clock's anchor on this machine, a value erased from the vault. */
function afterFacts(city: string, decided: readonly Decided[], now: () => number): string {
  let statements = '';
  for (const { facts } of decided) {
    for (const fact of facts) {
      if (fact.kind === 'clockSet') statements += anchorStatement(city, fact.seq, now());
      if (fact.kind === 'vaultErased')
        statements += `delete from vault where city = ${literal(city)} and digest = ${literal(String(fact.body.digest))};`;
    }
  }
  return statements;
}

export function anchorStatement(city: string, seq: number, nowMs: number): string {
  return `insert into clock_anchor values (${literal(city)}, ${seq}, to_timestamp(${nowMs} / 1000.0)) on conflict do nothing;`;
}
