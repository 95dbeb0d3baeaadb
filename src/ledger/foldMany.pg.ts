// The update of folds for thousands of subjects at once. The folds are the same texts; what differs is how PostgreSQL is led. A prepared statement is planned
// once and for a handful of rows: over thousands its nested loops take the square, and of a city that was founded a minute ago, without statistics, any
// index that begins with `city` looks as good as the right one. So nested loops are off, and where one is right (looking up by a whole key) it is written
// as a lateral that cannot be anything else.
import { literal } from '../kernel/sql.ts';
import type { Fact } from './fact.ts';
import {
  type FoldSet,
  type FoldStatements,
  factsOf,
  insertion,
  type TableShape,
  type TableShapes,
} from './foldEngine.pg.ts';
import { type Fold, isMovedBy, RESERVATION } from './folds.ts';
import type { Script, Statement } from './statements.pg.ts';
import { type Touch, touchesOf } from './writing.pg.ts';

/** Of subjects that are new and whose facts are all those of the loop in a range of seq ($1 city, $2 first, $3 last); of new subjects, and of any ($1 city, $2 subjects). */
type Way = 'batch' | 'fresh' | 'fold';

function manyStatement(fold: Fold, shapes: TableShapes, way: Way): Statement {
  const shape = shapes.get(fold.table);
  if (!shape) throw new Error(`the derived table ${fold.table} is not in the database`);
  const name = `ld_many_${way}_${fold.loop}_${fold.table}`;
  if (way === 'batch') {
    const range = factsOf(fold, ' and city = $1 and seq between $2 and $3');
    return { name, text: `prepare ${name}(text, bigint, bigint) as ${insertion(fold, fold.table, range)}` };
  }
  const named = `select f.* from unnest($2) as s(name) cross join lateral (${factsOf(fold, ' and city = $1 and subject = s.name offset 0')}) f`;
  const update = way === 'fresh' ? insertion(fold, fold.table, named) : replacement(fold, shape, named);
  return { name, text: `prepare ${name}(text, text[]) as ${update}` };
}

/** As the update of a few subjects: rows that the facts no longer give go, and of those that they give only what differs is written. */
function replacement(fold: Fold, shape: TableShape, facts: string): string {
  const { table, loop } = fold;
  const isReservation = table === RESERVATION;
  const columns = isReservation ? RESERVATION_COLUMNS : shape.columns;
  const key = isReservation ? RESERVATION_COLUMNS : shape.key;
  const same = (one: string, other: string) =>
    key.map((column) => `${one}.${column} = ${other}.${column}`).join(' and ');
  const others = columns.filter((column) => !key.includes(column));
  const of = (which: string) => others.map((column) => `${which}.${column}`).join(', ');
  const differs = others.length === 0 ? '' : ` and (${of('t')}) is not distinct from (${of('n')})`;
  const ofLoop = isReservation ? ` and t.loop = '${loop}'` : '';
  const standing = `select t.ctid as place, ${key.map((column) => `t.${column}`).join(', ')} from ${table} t where t.city = $1 and t.subject = s.name${ofLoop} offset 0`;
  const onConflict = isReservation
    ? ''
    : ` on conflict (${key.join(', ')}) ${others.length === 0 ? 'do nothing' : `do update set ${others.map((column) => `${column} = excluded.${column}`).join(', ')}`}`;
  return (
    `with facts as (${facts}), folded(${columns.join(', ')}) as materialized (${fold.select}),` +
    ` gone as (delete from ${table} where ctid = any(array(select k.place from unnest($2) as s(name) cross join lateral (${standing}) k` +
    ` where not exists (select 1 from folded n where ${same('n', 'k')}))))` +
    ` insert into ${table} (${columns.join(', ')}) select n.* from folded n left join lateral` +
    ` (select true as stands from ${table} t where ${same('t', 'n')}${differs} offset 0) e on true where e.stands is null${onConflict}`
  );
}

/** A key that another subject holds must fail on the primary key, so of a reservation every column tells it from others. */
const RESERVATION_COLUMNS = ['city', 'kind', 'key', 'loop', 'subject'];

/** Executes what brings up to date what the facts of one batch touched. The facts are those of a whole range of seq. */
export function updateMany(
  script: Script,
  folds: FoldSet,
  facts: readonly Fact[],
  { city, statements }: { readonly city: string; readonly statements: FoldStatements },
): void {
  const touches = touchesOf(facts);
  script.add('set local enable_nestloop = off;');
  for (const touch of touches) {
    const isWhole = touch.isFresh && !touches.some((each) => each.loop === touch.loop && !each.isFresh);
    const way = isWhole ? 'batch' : touch.isFresh ? 'fresh' : 'fold';
    const which = isWhole ? `${facts[0]?.seq}, ${facts.at(-1)?.seq}` : literal([...touch.subjects]);
    for (const fold of movedFolds(folds, touch)) {
      const statement = statements.of(fold, `many ${way}`, (each, shapes) =>
        manyStatement(each, shapes, way),
      );
      script.execute(statement, `${literal(city)}, ${which}`);
    }
  }
}

function movedFolds(folds: FoldSet, { loop, facts }: Touch): readonly Fold[] {
  return folds.of(loop).filter((fold) => facts.some((fact) => isMovedBy(fold, fact)));
}
