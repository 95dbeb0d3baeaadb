// What a batch needs to know, read in one round trip under the city's lock: head, plan and calendar in force, closed periods, the rows and
// revisions of the subjects, reservations, and the answers to keys that were used before.
import type { ClientBase, QueryResult } from 'pg';
import { dateInZone, epochMs, type Instant, instantOf } from '../kernel/instant.ts';
import type { Loop, PlanInForce, Row, SubjectRows } from '../kernel/loop.ts';
import { Problem } from '../kernel/problem.ts';
import { literal } from '../kernel/sql.ts';
import { cityNowMs, findInForce } from './city.ts';
import type { CommandAnswer, ParsedCommand } from './command.ts';
import type { BatchState } from './deciding.ts';
import { EMPTY_HEAD, type HashText, type Head, headText } from './fact.ts';
import type { FoldSet } from './foldEngine.pg.ts';
import { RESERVATION } from './folds.ts';
import type { PlanStore } from './planStore.pg.ts';

export interface ReadBatch {
  readonly state: BatchState;
  /** Commands whose key was used before: the stored answer, or `key_reused`. */
  readonly answered: ReadonlyMap<ParsedCommand, CommandAnswer | Problem>;
}

export interface BatchReaderOptions {
  readonly loops: readonly Loop[];
  readonly folds: FoldSet;
  readonly plans: PlanStore;
  readonly hashOf: (algorithm: string) => HashText;
  /** The machine's clock, in epoch milliseconds. */
  readonly machineNow: () => number;
  readonly newId: (epochMs: number) => string;
}

interface HeadRow {
  readonly name: string | null;
  readonly zone: string;
  readonly hash_algorithm: string;
  readonly clock_stands_at: Instant | null;
  readonly anchored_at: Instant | null;
  readonly seq: string | null;
  readonly hash: string | null;
  readonly recorded_at: Instant | null;
  readonly adoptions: readonly { kind: string; content: string; effective_from: string; seq: number }[];
  readonly closed: readonly string[];
}

/** Everything about the city that a batch needs, as one row; also what a reader's standpoint starts from. $1 is the city. */
export const HEAD_QUERY = `select c.name, c.zone, c.hash_algorithm, c.clock_stands_at, a.anchored_at, h.seq, h.hash, h.recorded_at,
  coalesce((select jsonb_agg(jsonb_build_object('kind', kind, 'content', content, 'effective_from', effective_from, 'seq', seq) order by seq)
    from adoption where city = $1), '[]') as adoptions,
  coalesce((select jsonb_agg(period order by period) from closed_period where city = $1), '[]') as closed
  from (select 1) as one
  left join city c on c.city = $1
  left join clock_anchor a on a.city = $1 and a.clock_seq = c.clock_seq
  left join lateral (select seq, hash, recorded_at from fact where city = $1 order by seq desc limit 1) h on true`;

export class BatchReader {
  readonly #options: BatchReaderOptions;

  constructor(options: BatchReaderOptions) {
    this.#options = options;
  }

  /** PREPARE statements, run once a connection. */
  prepare(): string {
    const tables = this.#options.folds.all.filter((fold) => fold.table !== RESERVATION);
    return (
      `prepare ld_head(text) as ${HEAD_QUERY};` +
      'prepare ld_keys(text, text[]) as select c.key, c.id, c.digest, c.first_seq, c.last_seq, f.hash, f.recorded_at,' +
      ' (select jsonb_agg(jsonb_build_array(g.id, g.subject, g.revision) order by g.seq) from fact g where g.city = $1 and g.seq between c.first_seq and c.last_seq) as facts' +
      ' from command c join fact f on f.city = $1 and f.seq = c.last_seq where c.city = $1 and c.key = any($2);' +
      // The last revision by the index alone: an aggregate over a subject of 2,000 facts would read them all.
      'prepare ld_revisions(text, text, text[]) as select s.subject, coalesce((select f.revision from fact f where f.city = $1 and f.loop = $2' +
      ' and f.subject = s.subject order by f.revision desc limit 1), 0) as revision from unnest($3) as s(subject);' +
      'prepare ld_reservations(text, text[], text[]) as select r.kind, r.key, r.subject from reservation r' +
      ' join unnest($2, $3) as w(kind, key) on r.city = $1 and r.kind = w.kind and r.key = w.key;' +
      tables
        .map(
          (fold) =>
            `prepare ld_rows_${fold.loop}_${fold.table}(text, text[]) as select * from ${fold.table} where city = $1 and subject = any($2);`,
        )
        .join('')
    );
  }

  /** Begins, locks the city's writing, reads. The transaction is left open for the writer. @throws Problem `city_unknown` */
  async read(client: ClientBase, city: string, commands: readonly ParsedCommand[]): Promise<ReadBatch> {
    const cityText = literal(city);
    const subjects = subjectsByLoop(commands);
    const reserves = commands.flatMap((command) => command.reserves);
    const keys = literal(commands.map((command) => command.request.key));
    const parts: string[] = [
      'begin',
      `select set_config('luodi.city', ${cityText}, true), pg_advisory_xact_lock(hashtextextended('luodi.writer ' || ${cityText}, 0))`,
      `execute ld_head(${cityText})`,
      `execute ld_keys(${cityText}, ${keys})`,
    ];
    const wanted: { loop: string; table: string | undefined }[] = [];
    for (const [loop, list] of subjects) {
      const listText = literal([...list]);
      parts.push(`execute ld_revisions(${cityText}, ${literal(loop)}, ${listText})`);
      wanted.push({ loop, table: undefined });
      for (const fold of this.#options.folds.of(loop)) {
        if (fold.table === RESERVATION) continue;
        parts.push(`execute ld_rows_${loop}_${fold.table}(${cityText}, ${listText})`);
        wanted.push({ loop, table: fold.table });
      }
    }
    if (reserves.length > 0) {
      parts.push(
        `execute ld_reservations(${cityText}, ${literal(reserves.map((each) => each.kind))}, ${literal(reserves.map((each) => each.key))})`,
      );
    }
    const results = (await client.query(parts.join(';'))) as unknown as QueryResult[];
    const head = results[2]?.rows[0] as HeadRow;
    const answered = answersOf(commands, results[3]?.rows ?? []);
    const rows = rowsOf(subjects, wanted, results.slice(4));
    const reserved = reserves.length > 0 ? (results.at(-1)?.rows ?? []) : [];
    return { state: await this.#state(client, { city, head, rows, reserved }), answered };
  }

  async #state(
    client: ClientBase,
    read: {
      readonly city: string;
      readonly head: HeadRow;
      readonly rows: (loop: string, subject: string) => SubjectRows;
      readonly reserved: readonly Row[];
    },
  ): Promise<BatchState> {
    const { head, city } = read;
    if (head.name === null) throw cityUnknown(city);
    const clock =
      head.clock_stands_at && head.anchored_at
        ? { standsAtMs: epochMs(head.clock_stands_at), anchoredAtMs: epochMs(head.anchored_at) }
        : undefined;
    const nowMs = cityNowMs(this.#options.machineNow(), clock);
    const today = dateInZone(instantOf(nowMs), head.zone);
    const planRow = findInForce(head.adoptions, 'plan', today);
    const plan: PlanInForce = await this.#options.plans.plan(client, city, planRow?.content);
    const holders = new Map(read.reserved.map((row) => [`${row.kind} ${row.key}`, String(row.subject)]));
    return {
      city,
      zone: head.zone,
      hash: this.#options.hashOf(head.hash_algorithm),
      head: headOf(head),
      nowMs,
      plan,
      closedPeriods: new Set(head.closed),
      rows: read.rows,
      holder: (kind, key) => holders.get(`${kind} ${key}`),
      newId: this.#options.newId,
    };
  }
}

export function headOf(row: { seq: string | null; hash: string | null; recorded_at: Instant | null }): Head {
  if (row.seq === null || row.hash === null) return EMPTY_HEAD;
  return { seq: Number(row.seq), hash: row.hash, recordedAt: row.recorded_at };
}

export function cityUnknown(city: string): Problem {
  return new Problem({
    code: 'city_unknown',
    message: `数据库里没有城市「${city}」`,
    kept: '没有改动',
    fix: '先 luodi start 建立,或 luodi import --restore 恢复;用 --city 指明是哪个城市。',
    status: 404,
  });
}

function subjectsByLoop(commands: readonly ParsedCommand[]): Map<string, Set<string>> {
  const byLoop = new Map<string, Set<string>>();
  const add = (loop: string, subject: string) =>
    byLoop.set(loop, (byLoop.get(loop) ?? new Set()).add(subject));
  for (const command of commands) {
    add(command.loop.name, command.subject);
    for (const read of command.reads) add(read.loop, read.subject);
  }
  return byLoop;
}

const NO_ROWS: readonly Row[] = [];

function rowsOf(
  subjects: ReadonlyMap<string, ReadonlySet<string>>,
  wanted: readonly { loop: string; table: string | undefined }[],
  results: readonly QueryResult[],
): (loop: string, subject: string) => SubjectRows {
  const revisions = new Map<string, number>();
  const tables = new Map<string, Row[]>();
  wanted.forEach(({ loop, table }, index) => {
    for (const row of results[index]?.rows ?? []) {
      if (table === undefined) {
        revisions.set(`${loop} ${row.subject}`, Number(row.revision));
        continue;
      }
      const name = `${loop} ${table} ${row.subject}`;
      const list = tables.get(name);
      if (list) list.push(row);
      else tables.set(name, [row]);
    }
  });
  return (loop, subject) => {
    if (!subjects.get(loop)?.has(subject)) {
      throw new Problem({
        code: 'subject_not_read',
        message: `${loop}/${subject} was not named by reads()`,
        status: 500,
      });
    }
    return {
      revision: revisions.get(`${loop} ${subject}`) ?? 0,
      table: (name) => tables.get(`${loop} ${name} ${subject}`) ?? NO_ROWS,
    };
  };
}

interface KeyRow {
  readonly key: string;
  readonly id: string;
  readonly digest: string;
  readonly first_seq: string;
  readonly last_seq: string;
  readonly hash: string;
  readonly recorded_at: Instant;
  readonly facts: readonly (readonly [string, string, number])[];
}

/** A key used before: the same actor and request get the answer that was given; anything else is another command under a used key. */
function answersOf(
  commands: readonly ParsedCommand[],
  rows: readonly KeyRow[],
): Map<ParsedCommand, CommandAnswer | Problem> {
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const answers = new Map<ParsedCommand, CommandAnswer | Problem>();
  for (const command of commands) {
    const row = byKey.get(command.request.key);
    if (!row) continue;
    answers.set(command, row.id === command.id ? storedAnswer(command, row) : keyReused(command.request.key));
  }
  return answers;
}

function storedAnswer(command: ParsedCommand, row: KeyRow): CommandAnswer {
  const own = row.facts.filter(([, subject]) => subject === command.subject);
  return {
    seq: [Number(row.first_seq), Number(row.last_seq)],
    facts: row.facts.map(([id]) => id),
    subject: command.subject,
    revision: own.at(-1)?.[2] ?? 0,
    head: headText({ seq: Number(row.last_seq), hash: row.hash, recordedAt: row.recorded_at }),
    repeated: true,
  };
}

function keyReused(key: string): Problem {
  return new Problem({
    code: 'key_reused',
    message: `幂等键「${key}」已用于另一份内容`,
    kept: '原来的那一份已记录,这一份没有写入',
    fix: '改过的内容请换一个新键再报。',
    status: 409,
  });
}
