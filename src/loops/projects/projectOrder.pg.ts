// The orders of the list of projects (projectSorts.ts) in SQL, and the mark that a page goes on from. Each is a total order, the project's id being its last word; what is not
// told stands at the end in either direction.
import type { Row } from '../../kernel/loop.ts';
import { Problem } from '../../kernel/problem.ts';
import { raw, type Sql, sql } from '../../kernel/sql.ts';
import { attributeOfSort, type ProjectOrder, type ProjectSort, type SortName } from './projectSorts.ts';

interface Sort {
  /** Over the listed rows `p`. */
  readonly key: Sql;
  readonly type: 'bigint' | 'text' | 'int' | 'numeric' | 'date';
  readonly mayBeNull?: true;
  /** What has to be worked out before it can be sorted by. */
  readonly needs?: 'stage' | 'light' | 'rank' | 'overdue';
}

const SORTS: Readonly<Record<SortName, Sort>> = {
  recent: { key: raw('p.last_seq'), type: 'bigint' },
  name: { key: raw('p.name'), type: 'text' },
  code: { key: raw('p.code'), type: 'text', mayBeNull: true },
  unit: { key: raw('p.unit'), type: 'text' },
  stage: { key: raw('p.place'), type: 'int', needs: 'stage' },
  stay: { key: raw('p.stay_days'), type: 'int', needs: 'stage' },
  light: { key: raw('p.worst'), type: 'int', needs: 'light' },
  overdue: { key: raw('p.overdue_rank'), type: 'int', mayBeNull: true, needs: 'overdue' },
  cluster: { key: raw('p.cluster'), type: 'text', mayBeNull: true },
  park: { key: raw('p.park'), type: 'text', mayBeNull: true },
  investor: { key: raw('p.investor'), type: 'text', mayBeNull: true },
  planned: { key: raw('p.planned_investment_yuan'), type: 'numeric' },
  registered: { key: raw('p.registered_on'), type: 'date' },
  entered: { key: raw('p.entered_on'), type: 'date', needs: 'stage' },
};
const BY_ATTRIBUTE: Sort = {
  key: raw('p.sort_rank'),
  type: 'int',
  mayBeNull: true,
  needs: 'rank',
};

function sortOf(sort: ProjectSort): Sort {
  return attributeOfSort(sort) === undefined ? SORTS[sort as SortName] : BY_ATTRIBUTE;
}

export function needsOf({ sort }: { readonly sort: ProjectSort }): Sort['needs'] {
  return sortOf(sort).needs;
}

export function keyOf({ sort }: { readonly sort: ProjectSort }): Sql {
  return sortOf(sort).key;
}

export function orderBy({ sort, down }: ProjectOrder): Sql {
  const { key, mayBeNull } = sortOf(sort);
  const turn = raw(down ? 'desc' : 'asc');
  // An order without nulls is left as an index has it.
  return sql`${mayBeNull === true ? sql`${key} is null, ` : raw('')}${key} ${turn}, p.subject ${turn}`;
}

/** Rows that stand after the mark. @throws Problem cursor_invalid */
export function afterCursor(order: ProjectOrder, cursor: string | undefined): Sql {
  if (cursor === undefined) return raw('true');
  const [value, subject] = readCursor(order, cursor);
  const { key, type, mayBeNull } = sortOf(order.sort);
  const turn = raw(order.down ? '<' : '>');
  if (value === null) return sql`(${key} is null and p.subject ${turn} ${subject})`;
  const after = sql`(${key}, p.subject) ${turn} (${value}::${raw(type)}, ${subject})`;
  return mayBeNull === true ? sql`(${key} is null or ${after})` : after;
}

/** Of the last row of a page, which carries `sort_value`. */
export function writeCursor(order: ProjectOrder, { sort_value: value, subject }: Row): string {
  const told = value === null ? null : String(value);
  return Buffer.from(JSON.stringify([wordOf(order), told, subject])).toString('base64url');
}

const wordOf = ({ sort, down }: ProjectOrder): string => `${sort}.${down ? 'down' : 'up'}`;

const VALUES: Readonly<Record<Sort['type'], RegExp>> = {
  bigint: /^\d{1,18}$/,
  text: /^[^\0]{1,200}$/,
  int: /^\d{1,7}$/,
  numeric: /^\d{1,18}(\.\d{1,2})?$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
};

function readCursor(order: ProjectOrder, cursor: string): readonly [string | null, string] {
  const wrong = new Problem({
    code: 'cursor_invalid',
    message: '翻页标记不对，或换了排序',
    fix: '从第一页看起',
    status: 400,
  });
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw wrong;
  }
  const { type, mayBeNull } = sortOf(order.sort);
  if (!Array.isArray(parts) || parts.length !== 3 || parts[0] !== wordOf(order)) throw wrong;
  const [, value, subject] = parts as [string, unknown, unknown];
  const fits = value === null ? mayBeNull === true : typeof value === 'string' && VALUES[type].test(value);
  if (!fits || typeof subject !== 'string' || subject.includes('\0')) throw wrong;
  return [value as string | null, subject];
}
