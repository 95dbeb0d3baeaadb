// The text of a write: commands and facts as one statement, then the folds of what they touched. Text only: the writer sends it.
import { literal } from '../kernel/sql.ts';
import type { Decided } from './deciding.ts';
import type { Fact, Head } from './fact.ts';
import { executeUpdate, type FoldSet, type FoldStatements } from './foldEngine.pg.ts';
import type { Script, Statement } from './statements.pg.ts';

/** Columns of the two tables in their order, with their types. */
const COMMAND_COLUMNS = {
  city: 'text',
  key: 'text',
  id: 'text',
  actor: 'text',
  digest: 'text',
  first_seq: 'bigint',
  last_seq: 'bigint',
} as const;
const FACT_COLUMNS = {
  city: 'text',
  seq: 'bigint',
  id: 'text',
  loop: 'text',
  kind: 'text',
  kind_version: 'integer',
  subject: 'text',
  revision: 'integer',
  unit: 'text',
  occurred_on: 'date',
  occurred_at: 'timestamptz',
  recorded_at: 'timestamptz',
  actor: 'text',
  actor_post: 'text',
  actor_unit: 'text',
  plan_version: 'text',
  command: 'text',
  corrects: 'text',
  body: 'jsonb',
  hash: 'text',
} as const;
const COMMAND_NAMES = Object.keys(COMMAND_COLUMNS) as (keyof typeof COMMAND_COLUMNS)[];
const FACT_NAMES = Object.keys(FACT_COLUMNS) as (keyof typeof FACT_COLUMNS)[];

const TYPES = [...Object.values(COMMAND_COLUMNS), ...Object.values(FACT_COLUMNS)];

/**
 * The statements that record: a list a column, or a value a column when one command records one fact. Measured against JSON
 * records: three quarters of their time for a batch, nine tenths for a lone one. The last parameter is the hash of the head that was decided on: when
 * another one stands, the statement fails (LD002). Its snapshot is taken after the wait for the city's lock, so it sees what was written meanwhile.
 */
const WRITE = writeStatement('ld_write', '[]', (places) => `unnest(${places.join(', ')})`);
const WRITE_ONE = writeStatement('ld_write_one', '', (places) => `(values (${places.join(', ')}))`);

function writeStatement(
  name: string,
  ofType: string,
  rows: (places: readonly string[]) => string,
): Statement {
  const places = TYPES.map((type, index) => `$${index + 1}::${type}${ofType}`);
  const insert = (table: string, names: readonly string[], from: string) =>
    `insert into ${table} (${names.join(', ')}) select r.* from ${from} r`;
  const city = ofType === '' ? '$1' : '$1[1]';
  const text =
    `prepare ${name}(${TYPES.map((type) => type + ofType).join(', ')}, text) as` +
    ` with commands as (${insert('command', COMMAND_NAMES, rows(places.slice(0, COMMAND_NAMES.length)))})` +
    ` ${insert('fact', FACT_NAMES, rows(places.slice(COMMAND_NAMES.length)))}, expect_head(${city}, $${TYPES.length + 1})`;
  return { name, text };
}

/** Executes what records what was accepted on the head `from` and brings the touched subjects up to date. */
export function writing(
  script: Script,
  accepted: readonly Decided[],
  {
    city,
    folds,
    statements,
    from,
  }: {
    readonly city: string;
    readonly folds: FoldSet;
    readonly statements: FoldStatements;
    readonly from: Head;
  },
): void {
  const facts = accepted.flatMap((decided) => decided.facts);
  const commands = accepted.map(commandRow);
  const rows = facts.map(factRow);
  const one = commands.length === 1 && rows.length === 1;
  const column = one
    ? (values: readonly unknown[]) => literal(textOf(values[0]))
    : (values: readonly unknown[]) => literal(values.map(textOf));
  const values = [
    ...COMMAND_NAMES.map((name) => column(commands.map((row) => row[name]))),
    ...FACT_NAMES.map((name) => column(rows.map((row) => row[name]))),
  ];
  script.execute(one ? WRITE_ONE : WRITE, `${values.join(', ')}, ${literal(from.hash)}`);
  // New subjects are told from standing ones: nothing needs comparing for what has no rows yet.
  for (const { loop, isFresh, subjects, facts: ofLoop } of touchesOf(facts))
    executeUpdate(script, folds.of(loop), {
      statements,
      city,
      subjects: [...subjects],
      facts: ofLoop,
      fresh: isFresh,
    });
}

/** A value as the database reads it from a text. */
function textOf(value: unknown): string | null {
  if (value === null) return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The subjects of one loop that facts touched, new ones (all of their facts are among these) apart from standing ones. */
export interface Touch {
  readonly loop: string;
  readonly isFresh: boolean;
  readonly subjects: Set<string>;
  readonly facts: Fact[];
}

export function touchesOf(facts: readonly Fact[]): readonly Touch[] {
  const fresh = new Set<string>();
  for (const { loop, subject, revision } of facts) if (revision === 1) fresh.add(`${loop} ${subject}`);
  const touched = new Map<string, Touch>();
  for (const fact of facts) {
    const { loop, subject } = fact;
    const isFresh = fresh.has(`${loop} ${subject}`);
    const name = `${loop} ${isFresh}`;
    const touch = touched.get(name) ?? { loop, isFresh, subjects: new Set(), facts: [] };
    touched.set(name, touch);
    touch.subjects.add(subject);
    touch.facts.push(fact);
  }
  return [...touched.values()];
}

function commandRow({ command, answer, facts }: Decided): Record<keyof typeof COMMAND_COLUMNS, unknown> {
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
export function factRow(fact: Fact): Record<keyof typeof FACT_COLUMNS, unknown> {
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
