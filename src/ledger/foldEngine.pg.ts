// One text, three uses. A fold is a SELECT over `facts`; here `facts` becomes the facts of the touched subjects (update), all facts
// of the loop (rebuild), or those up to a seq in temporary tables of the same names (as known then). Nothing else makes a derived row.
import type { ClientBase } from 'pg';
import type { Loop } from '../kernel/loop.ts';
import { literal } from '../kernel/sql.ts';
import type { Fact } from './fact.ts';
import { type Fold, isMovedBy, parseFolds, RESERVATION } from './folds.ts';
import type { Script, Statement } from './statements.pg.ts';

/** The columns that a fold sees, in the order of the envelope; never plan, calendar, tree or today. */
const FACT_COLUMNS =
  'city, seq, id, loop, kind, kind_version, subject, revision, unit, occurred_on, occurred_at, recorded_at, actor, actor_post, actor_unit, plan_version, command, corrects, body';

export interface FoldSet {
  readonly all: readonly Fold[];
  of(loop: string): readonly Fold[];
}

export function foldsOf(loops: readonly Loop[]): FoldSet {
  const byLoop = new Map(loops.map((loop) => [loop.name, parseFolds(loop.name, loop.folds)]));
  return { all: [...byLoop.values()].flat(), of: (loop) => byLoop.get(loop) ?? [] };
}

/** The facts that a fold sees: of its loop, of its kinds, and of what `where` says. */
export function factsOf(fold: Fold, where: string): string {
  const kinds = fold.kinds ? ` and kind in (${fold.kinds.map((kind) => `'${kind}'`).join(', ')})` : '';
  const holding = fold.holding ? ` and body ? '${fold.holding}'` : '';
  return `select ${FACT_COLUMNS} from luodi.fact where loop = '${fold.loop}'${kinds}${holding}${where}`;
}

/** `insert into <target> with facts as (…) <fold>`: all rows of a table that was emptied or is new, or of subjects that are. */
export function insertion(fold: Fold, target: string, facts: string): string {
  const columns = fold.table === RESERVATION ? ' (city, kind, key, loop, subject)' : '';
  return `insert into ${target}${columns} with facts as (${facts}) select * from (${fold.select}) as folded`;
}

/** Columns (with their types) and primary key of the derived tables, as the database has them. */
export interface TableShape {
  readonly columns: readonly string[];
  readonly types: readonly string[];
  readonly key: readonly string[];
}
export type TableShapes = ReadonlyMap<string, TableShape>;

export async function readTableShapes(client: ClientBase): Promise<TableShapes> {
  const { rows } = await client.query<TableShape & { name: string }>(
    `select c.relname as name, a.columns, a.types,
       (select array_agg(a.attname::text order by k.place) from pg_index i, unnest(i.indkey::smallint[]) with ordinality as k(attnum, place),
          pg_attribute a where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid and a.attnum = k.attnum) as key
     from pg_class c, lateral (select array_agg(attname::text order by attnum) as columns, array_agg(atttypid::regtype::text order by attnum) as types
       from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped) a
     where c.relnamespace = 'luodi'::regnamespace and c.relkind = 'r'`,
  );
  return new Map(rows.map((row) => [row.name, row]));
}

/** A column as JSON in the form in which node-pg would give it: numbers that a double may not hold are texts. */
function columnAsJson(column: string, type: string): string {
  if (type === 'numeric' || type === 'bigint' || type === 'date') return `${column}::text`;
  if (type.startsWith('timestamp with time zone'))
    return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return column;
}

/** One row with the derived rows of several tables, each a list of lists in the order of the columns: $1 city, $2 subjects. */
export function rowsQuery(tables: readonly string[], shapes: TableShapes): string {
  const lists = tables.map((table) => {
    const shape = shapes.get(table);
    if (!shape) throw new Error(`the derived table ${table} is not in the database`);
    const columns = shape.columns.map((column, index) => columnAsJson(column, shape.types[index] ?? ''));
    return `(select json_agg(json_build_array(${columns.join(', ')})) from ${table} where city = $1 and subject = any($2)) as ${table}`;
  });
  return `select ${lists.join(', ')}`;
}

/**
 * The update of touched subjects: $1 city, $2 subjects, or the one subject (`single`), which is planned without a sort. Rows that the facts no longer give go, new ones come, and of the rest only
 * those that differ are written: a subject's life is long, and one more fact changes little of it. A subject whose first fact this is has no rows
 * yet, so nothing is compared for it (`fresh`).
 */
export function updateStatement(
  fold: Fold,
  shapes: TableShapes,
  { fresh, single }: { readonly fresh: boolean; readonly single: boolean },
): Statement {
  const shape = shapes.get(fold.table);
  if (!shape) throw new Error(`the derived table ${fold.table} is not in the database`);
  const { table } = fold;
  const columns = fold.table === RESERVATION ? ['city', 'kind', 'key', 'loop', 'subject'] : shape.columns;
  const which = single ? '= $2' : '= any($2)';
  const facts = factsOf(fold, ` and city = $1 and subject ${which}`);
  const name = `ld_${fresh ? 'fresh' : 'fold'}${single ? '_one' : ''}_${fold.loop}_${table}`;
  const head = `prepare ${name}(text, ${single ? 'text' : 'text[]'}) as`;
  if (fresh) return { name, text: `${head} ${insertion(fold, table, facts)}` };
  const same = shape.key.map((column) => `n.${column} = ${table}.${column}`).join(' and ');
  const ofLoop = table === RESERVATION ? ` and loop = '${fold.loop}'` : '';
  const write =
    table === RESERVATION ? reserving(fold) : upserting(table, columns, { key: shape.key, which });
  const text =
    `${head} with facts as (${facts}), folded(${columns.join(', ')}) as materialized (${fold.select}),` +
    ` gone as (delete from ${table} where city = $1 and subject ${which}${ofLoop} and not exists (select 1 from folded n where ${same}))` +
    ` ${write}`;
  return { name, text };
}

/** Rows that stand as they were folded are left out beforehand: a conflict would lock, and so write, every one of them. */
function upserting(
  table: string,
  columns: readonly string[],
  { key, which }: { readonly key: readonly string[]; readonly which: string },
): string {
  const others = columns.filter((column) => !key.includes(column));
  const set = others.map((column) => `${column} = excluded.${column}`).join(', ');
  const of = (name: string) => others.map((column) => `${name}.${column}`).join(', ');
  const standing = `t.city = $1 and t.subject ${which} and ${key.map((column) => `t.${column} = n.${column}`).join(' and ')}`;
  const same = others.length === 0 ? '' : ` and (${of('t')}) is not distinct from (${of('n')})`;
  return (
    `insert into ${table} select n.* from folded n where not exists (select 1 from ${table} t where ${standing}${same})` +
    ` on conflict (${key.join(', ')}) ${others.length === 0 ? 'do nothing' : `do update set ${set}`}`
  );
}

/** A key that another subject holds must fail on the primary key, so nothing is done about a conflict here. */
function reserving(fold: Fold): string {
  return (
    `insert into ${RESERVATION} (city, kind, key, loop, subject) select city, kind, key, loop, subject from folded n where not exists` +
    ` (select 1 from ${RESERVATION} r where r.city = n.city and r.kind = n.kind and r.key = n.key and r.loop = '${fold.loop}' and r.subject = n.subject)`
  );
}

/** The statements of folds, made once. */
export class FoldStatements {
  readonly #shapes: TableShapes;
  readonly #made = new Map<string, Statement>();

  constructor(shapes: TableShapes) {
    this.#shapes = shapes;
  }

  /** `make` as `updateStatement`, under a name of its own for each way to make it. */
  of(fold: Fold, way: string, make: (fold: Fold, shapes: TableShapes) => Statement): Statement {
    const name = `${way} ${fold.loop} ${fold.table}`;
    const made = this.#made.get(name) ?? make(fold, this.#shapes);
    this.#made.set(name, made);
    return made;
  }
}

/** Executes what brings the rows of the touched subjects up to date. `fresh`: all of them are new. */
export function executeUpdate(
  script: Script,
  folds: readonly Fold[],
  touched: {
    readonly statements: FoldStatements;
    readonly city: string;
    readonly subjects: readonly string[];
    readonly facts: readonly Pick<Fact, 'kind' | 'body'>[];
    readonly fresh: boolean;
  },
): void {
  const { statements, city, subjects, fresh } = touched;
  const single = subjects.length === 1;
  const values = `${literal(city)}, ${literal(single ? subjects[0] : subjects)}`;
  const way = `${fresh ? 'fresh' : 'fold'}${single ? ' one' : ''}`;
  for (const fold of folds) {
    if (!touched.facts.some((fact) => isMovedBy(fold, fact))) continue;
    const statement = statements.of(fold, way, (each, shapes) =>
      updateStatement(each, shapes, { fresh, single }),
    );
    script.execute(statement, values);
  }
}

/** Empties and refills a loop's tables from all facts; of one city, or of every city. Runs in the caller's transaction. */
export async function rebuildFolds(client: ClientBase, folds: readonly Fold[], city?: string): Promise<void> {
  const only = city === undefined ? '' : ` and city = ${client.escapeLiteral(city)}`;
  // Right after a restore nothing is known of the facts, and a plan made for a handful of rows takes minutes for a million.
  await client.query(
    'analyze fact (city, seq, loop, kind, subject, revision); set local enable_nestloop = off',
  );
  for (const fold of folds) {
    const ofLoop = fold.table === RESERVATION ? ` and loop = '${fold.loop}'` : '';
    await client.query(`delete from ${fold.table} where true${only}${ofLoop}`);
    await client.query(insertion(fold, fold.table, factsOf(fold, only)));
    await client.query(`analyze ${fold.table}`);
  }
  await client.query('set local enable_nestloop = on');
}

/**
 * Temporary tables of the same names, holding what followed from the facts up to `known`. The search path finds them first, so the same
 * questions are answered as they would have been then. They go when the transaction ends.
 */
export async function foldAsKnown(
  client: ClientBase,
  folds: readonly Fold[],
  at: { readonly city: string; readonly known: number },
): Promise<void> {
  const city = client.escapeLiteral(at.city);
  const tables = [...new Set(folds.map((fold) => fold.table))];
  const statements = tables.flatMap((table) => [
    `create temp table ${table} (like luodi.${table} including indexes) on commit drop`,
    ...folds
      .filter((each) => each.table === table)
      .map((fold) =>
        insertion(fold, `pg_temp.${table}`, factsOf(fold, ` and city = ${city} and seq <= ${at.known}`)),
      ),
    `analyze pg_temp.${table}`,
  ]);
  // Of what stands inside a fold the planner guesses a handful of rows: over a whole city a nested loop then takes seconds for what a hash does at once.
  await client.query(
    ['set local enable_nestloop = off', ...statements, 'set local enable_nestloop = on'].join(';\n'),
  );
}

/** A difference between what stands in a derived table and what its facts say. */
export interface FoldDifference {
  readonly table: string;
  readonly subject: string;
  readonly side: 'stands_without_facts' | 'missing_or_different';
}

/** Refolds into temporary tables and compares, row by row: the standing rows must be the folded rows, no more and no fewer. */
export async function compareFolds(
  client: ClientBase,
  folds: readonly Fold[],
  at: { readonly city: string; readonly known: number; readonly limit: number },
): Promise<readonly FoldDifference[]> {
  const city = client.escapeLiteral(at.city);
  const found: FoldDifference[] = [];
  await foldAsKnown(client, folds, at);
  for (const table of new Set(folds.map((fold) => fold.table))) {
    const standing = `select t.* from luodi.${table} t where t.city = ${city}`;
    const folded = `select t.* from pg_temp.${table} t`;
    // EXCEPT ALL compares whole rows; a subject with no column of that name does not occur: every derived table has one.
    const { rows } = await client.query<{ side: FoldDifference['side']; subject: string }>(
      `(select 'stands_without_facts' as side, subject from (${standing} except all ${folded}) as extra limit ${at.limit})
       union all
       (select 'missing_or_different' as side, subject from (${folded} except all ${standing}) as lost limit ${at.limit})`,
    );
    found.push(...rows.map((row) => ({ table, subject: row.subject, side: row.side })));
  }
  return found;
}
