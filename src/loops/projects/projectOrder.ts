// In what order the list of projects may stand, and the mark that a page goes on from. Each is a total order, the project's id being its last word; what is not
// told stands at the end in either direction.
import type { Row } from '../../kernel/loop.ts';
import { Problem } from '../../kernel/problem.ts';
import { raw, type Sql, sql } from '../../kernel/sql.ts';

type SortName =
  | 'recent'
  | 'name'
  | 'code'
  | 'unit'
  | 'stage'
  | 'stay'
  | 'light'
  | 'cluster'
  | 'park'
  | 'investor'
  | 'planned'
  | 'registered'
  | 'entered';
/** Latest told first; by a column; or by an attribute of the plan, in the order of its values. */
export type ProjectSort = SortName | `attribute:${string}`;

interface Sort {
  /** Over the listed rows `p`. */
  readonly key: Sql;
  readonly type: 'bigint' | 'text' | 'int' | 'numeric' | 'date';
  /** The direction that is meant where none is said: latest, greatest, longest, worst first; names from the first. */
  readonly down: boolean;
  readonly mayBeNull?: true;
  /** What has to be worked out before it can be sorted by. */
  readonly needs?: 'stage' | 'light' | 'rank';
}

const SORTS: Readonly<Record<SortName, Sort>> = {
  recent: { key: raw('p.last_seq'), type: 'bigint', down: true },
  name: { key: raw('p.name'), type: 'text', down: false },
  code: { key: raw('p.code'), type: 'text', down: false, mayBeNull: true },
  unit: { key: raw('p.unit'), type: 'text', down: false },
  stage: { key: raw('p.place'), type: 'int', down: false, needs: 'stage' },
  stay: { key: raw('p.stay_days'), type: 'int', down: true, needs: 'stage' },
  light: { key: raw('p.worst'), type: 'int', down: true, needs: 'light' },
  cluster: { key: raw('p.cluster'), type: 'text', down: false, mayBeNull: true },
  park: { key: raw('p.park'), type: 'text', down: false, mayBeNull: true },
  investor: { key: raw('p.investor'), type: 'text', down: false, mayBeNull: true },
  planned: { key: raw('p.planned_investment_yuan'), type: 'numeric', down: true },
  registered: { key: raw('p.registered_on'), type: 'date', down: true },
  entered: { key: raw('p.entered_on'), type: 'date', down: true, needs: 'stage' },
};
const BY_ATTRIBUTE: Sort = {
  key: raw('p.sort_rank'),
  type: 'int',
  down: false,
  mayBeNull: true,
  needs: 'rank',
};

export const SORT_NAMES = Object.keys(SORTS) as readonly SortName[];

export interface ProjectOrder {
  readonly sort: ProjectSort;
  readonly down: boolean;
}

export function attributeOfSort(sort: ProjectSort): string | undefined {
  return sort.startsWith('attribute:') ? sort.slice('attribute:'.length) : undefined;
}

/** `planned`, `planned.up`, `attribute:origin.down`; undefined where it is none of these. */
export function findOrder(text: string): ProjectOrder | undefined {
  const [, name = '', direction] = /^((?:attribute:)?[A-Za-z][\w-]{0,63})(?:\.(up|down))?$/.exec(text) ?? [];
  const sort = name.startsWith('attribute:') ? (name as ProjectSort) : SORT_NAMES.find((one) => one === name);
  if (sort === undefined) return undefined;
  return { sort, down: direction === undefined ? sortOf(sort).down : direction === 'down' };
}

/** The direction that is meant where none is said. */
export function usuallyDown(sort: ProjectSort): boolean {
  return sortOf(sort).down;
}

function sortOf(sort: ProjectSort): Sort {
  return attributeOfSort(sort) === undefined ? SORTS[sort as SortName] : BY_ATTRIBUTE;
}

export function needsOf({ sort }: Pick<ProjectOrder, 'sort'>): Sort['needs'] {
  return sortOf(sort).needs;
}

export function keyOf({ sort }: Pick<ProjectOrder, 'sort'>): Sql {
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
