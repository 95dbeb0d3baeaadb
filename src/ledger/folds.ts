// Fold files read: <noun>.fold.sql holds the tables of a loop and, for each, one SELECT over the relation `facts`. This file
// parses the text and checks its form; it runs nothing. The engine (foldEngine.pg.ts) puts three different relations in place of `facts`.
import { Problem } from '../kernel/problem.ts';

/** A derived table of a loop: its definition and the SELECT that makes its rows from facts. */
export interface Fold {
  readonly loop: string;
  readonly table: string;
  /** `create table …; create index …;` — empty for `reservation`, which all loops share and the ledger defines. */
  readonly definition: string;
  /** The SELECT, over `facts`. Its columns are the table's, in order. */
  readonly select: string;
  /** The kinds of fact it reads (`-- fold <table> of <kind> …`); undefined = all. `facts` holds no others in any of the three uses. */
  readonly kinds: readonly string[] | undefined;
  /** `… holding <key>`: it reads only facts whose body has the key. */
  readonly holding: string | undefined;
  /** `… moved by <kind> …`: without a fact of these kinds it has no rows, and no other fact changes them. */
  readonly movedBy: readonly string[] | undefined;
}

const SECTION =
  /^-- (table|fold) ([a-z][a-z0-9_]*)(?: of ([A-Za-z ]+?))?(?: holding ([A-Za-z]+))?(?: moved by ([A-Za-z ]+?))?\s*$/;

/** Whether a fact, once written, can change rows of the fold. */
export function isMovedBy(
  fold: Fold,
  fact: { readonly kind: string; readonly body: Readonly<Record<string, unknown>> },
): boolean {
  const kinds = fold.movedBy ?? fold.kinds;
  return (
    (kinds === undefined || kinds.includes(fact.kind)) &&
    (fold.holding === undefined || fact.body[fold.holding] !== undefined)
  );
}

/** Table that every loop may write: unique keys across subjects. It has its own definition in the ledger. */
export const RESERVATION = 'reservation';

/**
 * The folds of one file, in the order of their tables.
 * @throws Problem fold_file when a section is missing, doubled, or reads anything but `facts`
 */
export function parseFolds(loop: string, text: string): readonly Fold[] {
  const sections = new Map<string, string[]>();
  const order: string[] = [];
  const reads = new Map<string, Pick<Fold, 'kinds' | 'holding' | 'movedBy'>>();
  let current: string[] | undefined;
  for (const line of text.split('\n')) {
    const match = SECTION.exec(line);
    if (!match) {
      current?.push(line);
      continue;
    }
    const [, what = '', table = '', of, holding, movedBy] = match;
    if (what === 'fold')
      reads.set(table, { kinds: of?.trim().split(' '), holding, movedBy: movedBy?.trim().split(' ') });
    if (sections.has(`${what} ${table}`)) throw faulty(loop, `the section "${what} ${table}" stands twice`);
    current = [];
    sections.set(`${what} ${table}`, current);
    if (!order.includes(table)) order.push(table);
  }
  if (order.length === 0) throw faulty(loop, 'it has no section');
  return order.map((table) => ({
    ...foldOf(loop, table, sections),
    ...(reads.get(table) ?? { kinds: undefined, holding: undefined, movedBy: undefined }),
  }));
}

function foldOf(
  loop: string,
  table: string,
  sections: ReadonlyMap<string, readonly string[]>,
): Omit<Fold, 'kinds' | 'holding' | 'movedBy'> {
  const definition = sections.get(`table ${table}`)?.join('\n').trim() ?? '';
  const select = selectOf(sections.get(`fold ${table}`) ?? []);
  if (select === '') throw faulty(loop, `the table ${table} has no fold`);
  if (definition === '' && table !== RESERVATION) throw faulty(loop, `the fold ${table} has no table`);
  if (definition !== '' && !new RegExp(`create table ${table}\\b`, 'i').test(definition)) {
    throw faulty(loop, `the section "table ${table}" does not create ${table}`);
  }
  if (!/\bfacts\b/.test(select)) throw faulty(loop, `the fold ${table} does not read facts`);
  const stranger = strangerIn(select);
  if (stranger !== undefined)
    throw faulty(loop, `the fold ${table} reads ${stranger}; a fold may only read facts`);
  return { loop, table, definition, select };
}

/** Comments after the SELECT are of what follows (the head of a second file of the loop): left in, they would swallow what the engine writes behind it. */
function selectOf(lines: readonly string[]): string {
  const last = lines.findLastIndex((line) => line.trim() !== '' && !line.trimStart().startsWith('--'));
  return lines
    .slice(0, last + 1)
    .join('\n')
    .trim()
    .replace(/;$/, '');
}

/**
 * What a fold would depend on beside the facts of its subject (invariant 3): a relation that is neither `facts` nor a part of the fold itself, or the
 * moment at which it runs. Undefined when there is nothing.
 */
function strangerIn(select: string): string | undefined {
  const text = select.replaceAll(/--[^\n]*/g, '').replaceAll(/'(?:[^']|'')*'/g, "''");
  const own = new Set([
    'facts',
    'lateral',
    ...[...text.matchAll(/(\w+)(?:\s*\([^()]*\))?\s+as\s+(?:materialized\s*)?\(/gi)].map((match) => match[1]),
  ]);
  // `is distinct from x` and a function call after `from` name no relation; a comma between relations is not read, so folds join by word.
  const named = text.matchAll(
    /(?<!\bdistinct\s)\b(?:from|join)\s+(?:lateral\s+)?([a-z_][\w.]*)(?![\w.])(?!\s*\()/gi,
  );
  for (const [, name] of named) if (name !== undefined && !own.has(name)) return name;
  return /\b(now|random|clock_timestamp|current_(?:date|time|timestamp|setting))\b/i.exec(text)?.[1];
}

function faulty(loop: string, what: string): Problem {
  return new Problem({
    code: 'fold_file',
    message: `${loop}.fold.sql: ${what}`,
    fix: 'Sections are opened by "-- table <name>" and "-- fold <name>"; see docs/architecture.md.',
    status: 500,
  });
}
