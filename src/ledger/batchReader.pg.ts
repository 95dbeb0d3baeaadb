// What a batch needs to know, read in one round trip, ahead of the city's lock or under it: head, plan and calendar in force, closed periods, the rows and
// revisions of the subjects, reservations, and the answers to keys that were used before.
import type { ClientBase, QueryResult } from 'pg';
import { epochMs, type Instant } from '../kernel/instant.ts';
import type { Loop, Row, SubjectRows } from '../kernel/loop.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import { Problem } from '../kernel/problem.ts';
import { literal } from '../kernel/sql.ts';
import { cityNowMs, findInForce } from './city.ts';
import type { CommandAnswer, ParsedCommand } from './command.ts';
import { type BatchState, dayCounter } from './deciding.ts';
import { EMPTY_HEAD, type HashText, type Head, headText } from './fact.ts';
import { type FoldSet, readTableShapes, rowsQuery, type TableShapes } from './foldEngine.pg.ts';
import { RESERVATION } from './folds.ts';
import type { PlanStore } from './planStore.pg.ts';

/**
 * What a batch is decided by beside its own subjects. It follows from the facts up to `head` alone, so whoever holds that head under the city's lock
 * need not read it again.
 */
export interface CityKnown {
  readonly head: Head;
  readonly zone: string;
  readonly hash: HashText;
  readonly clock: { readonly standsAtMs: number; readonly anchoredAtMs: number } | undefined;
  readonly standing: Standing;
}

export interface ReadBatch {
  readonly state: BatchState;
  readonly known: CityKnown;
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

interface LookRow extends HeadRow {
  readonly keys: readonly KeyRow[];
  readonly revisions: readonly (readonly [string, string, number])[];
}

export interface HeadRow {
  readonly name: string | null;
  readonly zone: string;
  readonly hash_algorithm: string;
  readonly simulated: boolean;
  readonly clock_stands_at: Instant | null;
  readonly anchored_at: Instant | null;
  readonly seq: string | null;
  readonly hash: string | null;
  readonly recorded_at: Instant | null;
  /** Revision of the city's own subject: while it stands, so do the adoptions and the closed periods. */
  readonly city_revision: number | null;
}

/** Everything about the city that a batch needs, as one row; also what a reader's standpoint starts from. $1 is the city. */
export const HEAD_QUERY = `select c.name, c.zone, c.hash_algorithm, c.simulated, c.clock_stands_at, a.anchored_at, h.seq, h.hash, h.recorded_at,
  (select revision from fact where city = $1 and loop = 'city' and subject = 'city' order by revision desc limit 1) as city_revision from (select 1) as one
  left join city c on c.city = $1
  left join clock_anchor a on a.city = $1 and a.clock_seq = c.clock_seq
  left join lateral (select seq, hash, recorded_at from fact where city = $1 order by seq desc limit 1) h on true`;

/** What the city's own subject says: which plans hold from when, which months are closed. Changes rarely, so it is kept by revision. */
export interface Standing {
  readonly revision: number;
  readonly adoptions: readonly { kind: string; content: string; effective_from: string; seq: number }[];
  readonly closed: ReadonlySet<string>;
}

const STANDING_QUERY = `select
  coalesce((select jsonb_agg(jsonb_build_object('kind', kind, 'content', content, 'effective_from', effective_from, 'seq', seq) order by seq)
    from adoption where city = $1), '[]') as adoptions,
  coalesce((select jsonb_agg(period order by period) from closed_period where city = $1), '[]') as closed`;

/** The same with the keys that were used before and the revisions of the subjects: $2 keys, $3 loops and $4 subjects in step. */
const LOOK_QUERY = HEAD_QUERY.replace(
  ' from (select 1) as one',
  `, coalesce((select jsonb_agg(jsonb_build_object('key', k.key, 'id', k.id, 'first_seq', k.first_seq, 'last_seq', k.last_seq,
      'hash', (select f.hash from fact f where f.city = $1 and f.seq = k.last_seq),
      'facts', (select jsonb_agg(jsonb_build_array(g.id, g.subject, g.revision) order by g.seq) from fact g
        where g.city = $1 and g.seq between k.first_seq and k.last_seq)))
    from command k where k.city = $1 and k.key = any($2)), '[]') as keys,
  ${revisionsOf('$3', '$4')}
  from (select 1) as one`,
);

/** The last revision of each subject that stands, by the index alone: an aggregate over a subject of 2,000 facts would read them all. */
function revisionsOf(loops: string, subjects: string): string {
  return `coalesce((select jsonb_agg(jsonb_build_array(s.loop, s.subject, r.revision)) from unnest(${loops}, ${subjects}) as s(loop, subject)
    join lateral (select f.revision from fact f where f.city = $1 and f.loop = s.loop and f.subject = s.subject order by f.revision desc limit 1) r
    on true), '[]') as revisions`;
}

/** A message of reading and what is needed to take its results apart. */
export interface Reading {
  readonly text: string;
  readonly commands: readonly ParsedCommand[];
  readonly subjects: Subjects;
  /** Tables that may be looked at, by loop; those of a loop without a subject to read are empty and not asked for. */
  readonly tables: readonly {
    readonly loop: string;
    readonly statement: string;
    readonly tables: readonly string[];
    readonly read: boolean;
  }[];
  readonly reserves: boolean;
  /** What is known of the city without reading; then keys are not looked up either: a key used before breaks the write, and is read then. */
  readonly known: CityKnown | undefined;
}

/** Subjects by loop. */
type Subjects = ReadonlyMap<string, ReadonlySet<string>>;

export class BatchReader {
  readonly #options: BatchReaderOptions;
  readonly #prepared = new WeakMap<
    ClientBase,
    { readonly names: Set<string>; readonly done: Promise<void> }
  >();
  readonly #standings = new Map<string, Standing>();
  readonly #days = new Map<string, (ms: number) => PlainDate>();
  #shapes: TableShapes | undefined;

  constructor(options: BatchReaderOptions) {
    this.#options = options;
  }

  /** Plans a reading's statements on a connection that has not had them before. Few: one a loop and choice of tables. */
  prepare(client: ClientBase, reading: Reading): Promise<void> {
    const before = this.#prepared.get(client) ?? { names: new Set<string>(), done: Promise.resolve() };
    // Two readings may ask in one moment; the second looks when the first has its statements.
    const done = before.done.then(() => this.#prepareOn(client, before.names, reading));
    this.#prepared.set(client, { names: before.names, done: done.catch(() => undefined) });
    return done;
  }

  async #prepareOn(client: ClientBase, names: Set<string>, reading: Reading): Promise<void> {
    this.#shapes ??= await readTableShapes(client);
    if (!names.has('ld_look')) {
      await client.query(`prepare ld_look(text, text[], text[], text[]) as ${LOOK_QUERY}`);
      await client.query(`prepare ld_revisions(text, text[], text[]) as select ${revisionsOf('$2', '$3')}`);
      await client.query(
        'prepare ld_reservations(text, text[], text[]) as select r.kind, r.key, r.subject from reservation r' +
          ' join unnest($2, $3) as w(kind, key) on r.city = $1 and r.kind = w.kind and r.key = w.key',
      );
      names.add('ld_look');
    }
    for (const { statement, tables } of reading.tables) {
      if (names.has(statement)) continue;
      await client.query(`prepare ${statement}(text, text[]) as ${rowsQuery(tables, this.#shapes)}`);
      names.add(statement);
    }
  }

  /**
   * The statements that read what the batch needs, and how their results are taken apart; the text is empty when nothing needs reading. The session
   * must say which city it is. With `known`, a subject that a command makes is taken as not there yet.
   */
  reading(city: string, commands: readonly ParsedCommand[], known?: CityKnown): Reading {
    const cityText = literal(city);
    const subjects = subjectsByLoop(commands, () => true);
    const asked = known
      ? subjectsByLoop(commands, (command) => command.kind.makesSubject !== true)
      : subjects;
    const reserves = commands.flatMap((command) => [...command.reserves, ...command.looksUp]);
    const named = [...asked].flatMap(([loop, list]) => [...list].map((subject) => ({ loop, subject })));
    const loops = literal(named.map((each) => each.loop));
    const names = literal(named.map((each) => each.subject));
    const statements: string[] = [];
    if (!known) {
      const keys = literal(commands.map((command) => command.request.key));
      statements.push(`execute ld_look(${cityText}, ${keys}, ${loops}, ${names})`);
    } else if (named.length > 0) statements.push(`execute ld_revisions(${cityText}, ${loops}, ${names})`);
    const tables: Reading['tables'][number][] = [];
    for (const loop of subjects.keys()) {
      const wanted = this.#tablesFor(loop, commands);
      if (wanted.length === 0) continue;
      const list = asked.get(loop);
      const statement = `ld_rows_${loop}_${wanted.map((table) => this.#place(loop, table)).join('_')}`;
      if (list) statements.push(`execute ${statement}(${cityText}, ${literal([...list])})`);
      tables.push({ loop, statement, tables: wanted, read: list !== undefined });
    }
    if (reserves.length > 0) {
      statements.push(
        `execute ld_reservations(${cityText}, ${literal(reserves.map((each) => each.kind))}, ${literal(reserves.map((each) => each.key))})`,
      );
    }
    return {
      text: statements.join(';'),
      commands,
      subjects,
      tables,
      reserves: reserves.length > 0,
      known,
    };
  }

  /** Tables of a loop that the commands of a batch look at. A command that reads another loop's subject sees all of that loop. */
  #tablesFor(loop: string, commands: readonly ParsedCommand[]): readonly string[] {
    const all = this.#options.folds
      .of(loop)
      .map((fold) => fold.table)
      .filter((table) => table !== RESERVATION);
    const asked = commands.filter(
      (command) =>
        command.loop.name === loop ||
        [...command.reads, ...command.looksAt].some((read) => read.loop === loop),
    );
    if (asked.some((command) => command.loop.name !== loop || command.kind.tables === undefined)) return all;
    const named = new Set(asked.flatMap((command) => command.kind.tables ?? []));
    return all.filter((table) => named.has(table));
  }

  #place(loop: string, table: string): number {
    return this.#options.folds.of(loop).findIndex((fold) => fold.table === table);
  }

  /** What was read, understood; `client` is asked for when something is not kept yet. @throws Problem `city_unknown` */
  async understand(
    client: () => Promise<ClientBase>,
    city: string,
    reading: Reading,
    results: readonly QueryResult[],
  ): Promise<ReadBatch> {
    // With nothing read there is no result at all; else the first one has the revisions, and the whole look when the city was not known.
    const read = reading.known === undefined || reading.tables.some((each) => each.read);
    const look = results[0]?.rows[0] as LookRow | undefined;
    const known = reading.known ?? (await this.#knownOf(client, city, look as LookRow));
    const shapes = this.#shapes ?? new Map();
    const rows = rowsOf(reading, read ? (look?.revisions ?? []) : [], { results: results.slice(1), shapes });
    const reserved = reading.reserves ? (results.at(-1)?.rows ?? []) : [];
    return {
      known,
      state: await this.#state(client, { city, known, rows, reserved }),
      answered: reading.known ? NONE_ANSWERED : answersOf(reading.commands, (look as LookRow).keys),
    };
  }

  #dayOf(zone: string): (ms: number) => PlainDate {
    const known = this.#days.get(zone) ?? dayCounter(zone);
    this.#days.set(zone, known);
    return known;
  }

  async #knownOf(client: () => Promise<ClientBase>, city: string, head: HeadRow): Promise<CityKnown> {
    if (head.name === null) throw cityUnknown(city);
    const clock =
      head.clock_stands_at && head.anchored_at
        ? { standsAtMs: epochMs(head.clock_stands_at), anchoredAtMs: epochMs(head.anchored_at) }
        : undefined;
    return {
      head: headOf(head),
      zone: head.zone,
      hash: this.#options.hashOf(head.hash_algorithm),
      clock,
      standing: await this.#standing(client, city, head.city_revision ?? 0),
    };
  }

  async #state(
    client: () => Promise<ClientBase>,
    read: {
      readonly city: string;
      readonly known: CityKnown;
      readonly rows: (loop: string, subject: string) => SubjectRows;
      readonly reserved: readonly Row[];
    },
  ): Promise<BatchState> {
    const { known, city } = read;
    const nowMs = cityNowMs(this.#options.machineNow(), known.clock);
    const dayOf = this.#dayOf(known.zone);
    const today = dayOf(nowMs);
    const planRow = findInForce(known.standing.adoptions, 'plan', today);
    const plan =
      this.#options.plans.findCompiled(city, planRow?.content) ??
      (await this.#options.plans.plan(await client(), city, planRow?.content));
    const calendarRow = findInForce(known.standing.adoptions, 'calendar', today);
    const calendar =
      calendarRow &&
      (this.#options.plans.findCalendar(city, calendarRow.content) ??
        (await this.#options.plans.calendar(await client(), city, calendarRow.content)));
    const holders = new Map(read.reserved.map((row) => [`${row.kind} ${row.key}`, String(row.subject)]));
    return {
      city,
      zone: known.zone,
      hash: known.hash,
      head: known.head,
      nowMs,
      dayOf,
      plan,
      calendar,
      closedPeriods: known.standing.closed,
      rows: read.rows,
      holder: (kind, key) => holders.get(`${kind} ${key}`),
      newId: this.#options.newId,
    };
  }

  /**
   * Read without the lock, it may be of a later revision than asked for; then the head has moved as well, the batch is decided again, and
   * the older revision is never asked for any more.
   */
  async #standing(client: () => Promise<ClientBase>, city: string, revision: number): Promise<Standing> {
    const known = this.#standings.get(city);
    if (known?.revision === revision) return known;
    const { rows } = await (await client()).query<{ adoptions: Standing['adoptions']; closed: string[] }>(
      STANDING_QUERY,
      [city],
    );
    const standing = { revision, adoptions: rows[0]?.adoptions ?? [], closed: new Set(rows[0]?.closed) };
    this.#standings.set(city, standing);
    return standing;
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

/** Subjects that the commands rely on: those they read, and their own where `own` says so. */
function subjectsByLoop(
  commands: readonly ParsedCommand[],
  own: (command: ParsedCommand) => boolean,
): Map<string, Set<string>> {
  const byLoop = new Map<string, Set<string>>();
  const add = (loop: string, subject: string) =>
    byLoop.set(loop, (byLoop.get(loop) ?? new Set()).add(subject));
  for (const command of commands) {
    if (own(command)) add(command.loop.name, command.subject);
    for (const read of command.reads) add(read.loop, read.subject);
    for (const look of command.looksAt) add(look.loop, look.subject);
  }
  return byLoop;
}

const NO_ROWS: readonly Row[] = [];
const NONE_ANSWERED: ReadBatch['answered'] = new Map();

function rowsOf(
  reading: Reading,
  revisionRows: LookRow['revisions'],
  read: { readonly results: readonly QueryResult[]; readonly shapes: TableShapes },
): (loop: string, subject: string) => SubjectRows {
  const loops = new Map<string, RowsRead>();
  for (const [loop, subjects] of reading.subjects) loops.set(loop, new RowsRead(subjects));
  for (const [loop, subject, revision] of revisionRows) loops.get(loop)?.revisions.set(subject, revision);
  const results = read.results.values();
  for (const { loop, tables, read: wasRead } of reading.tables) {
    const lists = (wasRead ? results.next().value?.rows[0] : undefined) as
      | Readonly<Record<string, readonly (readonly unknown[])[] | null>>
      | undefined;
    for (const table of tables)
      loops.get(loop)?.take(table, read.shapes.get(table)?.columns ?? [], lists?.[table] ?? []);
  }
  return (loop, subject) => {
    const ofLoop = loops.get(loop);
    if (!ofLoop?.subjects.has(subject))
      throw notRead(`${loop}/${subject} was not named by reads() or looksAt()`);
    return ofLoop.of(subject);
  };
}

/** What was read of one loop. */
class RowsRead {
  readonly subjects: ReadonlySet<string>;
  readonly revisions = new Map<string, number>();
  readonly #tables = new Map<string, Map<string, Row[]>>();
  /** Of every subject that does not stand. */
  readonly #none: SubjectRows = { revision: 0, table: (name) => this.#rows(name, '') };

  constructor(subjects: ReadonlySet<string>) {
    this.subjects = subjects;
  }

  take(table: string, columns: readonly string[], lists: readonly (readonly unknown[])[]): void {
    const bySubject = new Map<string, Row[]>();
    this.#tables.set(table, bySubject);
    const place = columns.indexOf('subject');
    for (const values of lists) {
      const row: Record<string, unknown> = {};
      for (let at = 0; at < columns.length; at += 1) row[columns[at]!] = values[at];
      const subject = String(values[place]);
      const rows = bySubject.get(subject);
      if (rows) rows.push(row);
      else bySubject.set(subject, [row]);
    }
  }

  of(subject: string): SubjectRows {
    const revision = this.revisions.get(subject);
    return revision === undefined ? this.#none : { revision, table: (name) => this.#rows(name, subject) };
  }

  #rows(table: string, subject: string): readonly Row[] {
    const bySubject = this.#tables.get(table);
    if (!bySubject) throw notRead(`the table ${table} was not named by the command's tables`);
    return bySubject.get(subject) ?? NO_ROWS;
  }
}

/** A decider that looks where it did not say it would is a defect of ours, not a refusal. */
function notRead(message: string): Problem {
  return new Problem({ code: 'subject_not_read', message, status: 500 });
}

interface KeyRow {
  readonly key: string;
  readonly id: string;
  readonly first_seq: number;
  readonly last_seq: number;
  readonly hash: string;
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
    seq: [row.first_seq, row.last_seq],
    facts: row.facts.map(([id]) => id),
    subject: command.subject,
    revision: own.at(-1)?.[2] ?? 0,
    head: headText({ seq: row.last_seq, hash: row.hash, recordedAt: null }),
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
