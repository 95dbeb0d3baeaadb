// One text, three uses. A fold is a SELECT over `facts`; here `facts` becomes the facts of the touched subjects (update), all facts
// of the loop (rebuild), or those up to a seq in temporary tables of the same names (as known then). Nothing else makes a derived row.
import type { ClientBase } from 'pg';
import type { Loop } from '../kernel/loop.ts';
import { type Fold, parseFolds, RESERVATION } from './folds.ts';

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

/** `insert into <target> with facts as (…) <fold>`: the one place where the relation is put in. */
function insertion(fold: Fold, target: string, facts: string): string {
  const columns = fold.table === RESERVATION ? ' (city, kind, key, loop, subject)' : '';
  return `insert into ${target}${columns} with facts as (${facts}) select * from (${fold.select}) as folded`;
}

/** Name of the prepared statements of a fold on the writer's connection. */
const statementName = (fold: Fold, what: 'clear' | 'fill') => `ld_${what}_${fold.loop}_${fold.table}`;

/** PREPARE statements for the update of touched subjects: $1 city, $2 subjects. Prepared once a connection, planned once. */
export function prepareUpdate(fold: Fold): string {
  const clear =
    fold.table === RESERVATION
      ? `delete from ${fold.table} where city = $1 and loop = '${fold.loop}' and subject = any($2)`
      : `delete from ${fold.table} where city = $1 and subject = any($2)`;
  const facts = `select ${FACT_COLUMNS} from fact where city = $1 and loop = '${fold.loop}' and subject = any($2)`;
  return (
    `prepare ${statementName(fold, 'clear')}(text, text[]) as ${clear};` +
    `prepare ${statementName(fold, 'fill')}(text, text[]) as ${insertion(fold, fold.table, facts)};`
  );
}

/** The statements that replace the rows of the touched subjects. `city` and `subjects` are SQL literals. */
export function executeUpdate(folds: readonly Fold[], city: string, subjects: string): string {
  return folds
    .map(
      (fold) =>
        `execute ${statementName(fold, 'clear')}(${city}, ${subjects});execute ${statementName(fold, 'fill')}(${city}, ${subjects});`,
    )
    .join('');
}

/** Empties and refills a loop's tables from all facts; of one city, or of every city. Runs in the caller's transaction. */
export async function rebuildFolds(client: ClientBase, folds: readonly Fold[], city?: string): Promise<void> {
  const only = city === undefined ? '' : ` and city = ${client.escapeLiteral(city)}`;
  for (const fold of folds) {
    const ofLoop = fold.table === RESERVATION ? ` and loop = '${fold.loop}'` : '';
    await client.query(`delete from ${fold.table} where true${only}${ofLoop}`);
    await client.query(
      insertion(fold, fold.table, `select ${FACT_COLUMNS} from fact where loop = '${fold.loop}'${only}`),
    );
    await client.query(`analyze ${fold.table}`);
  }
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
  for (const table of tables) {
    await client.query(`create temp table ${table} (like luodi.${table} including indexes) on commit drop`);
    for (const fold of folds.filter((each) => each.table === table)) {
      const facts = `select ${FACT_COLUMNS} from luodi.fact where city = ${city} and loop = '${fold.loop}' and seq <= ${at.known}`;
      await client.query(insertion(fold, `pg_temp.${table}`, facts));
    }
    await client.query(`analyze pg_temp.${table}`);
  }
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
