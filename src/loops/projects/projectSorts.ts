// The orders that the list of projects may be asked for, by name, for the page and the server. What they mean in SQL is projectOrder.pg.ts.

/** Whether greatest, latest, longest or worst comes first where no direction is said. */
const USUALLY_DOWN = {
  recent: true,
  name: false,
  code: false,
  unit: false,
  stage: false,
  stay: true,
  light: true,
  overdue: true,
  cluster: false,
  park: false,
  investor: false,
  planned: true,
  registered: true,
  entered: true,
} as const;
export type SortName = keyof typeof USUALLY_DOWN;
/** Latest told first; by a column; or by an attribute of the plan, in the order of its values. */
export type ProjectSort = SortName | `attribute:${string}`;

export const SORT_NAMES = Object.keys(USUALLY_DOWN) as readonly SortName[];

export interface ProjectOrder {
  readonly sort: ProjectSort;
  readonly down: boolean;
}

export function attributeOfSort(sort: ProjectSort): string | undefined {
  return sort.startsWith('attribute:') ? sort.slice('attribute:'.length) : undefined;
}

export function usuallyDown(sort: ProjectSort): boolean {
  return attributeOfSort(sort) === undefined && USUALLY_DOWN[sort as SortName];
}

/** `planned`, `planned.up`, `attribute:origin.down`; undefined where it is none of these. */
export function findOrder(text: string): ProjectOrder | undefined {
  const [, name = '', direction] = /^((?:attribute:)?[A-Za-z][\w-]{0,63})(?:\.(up|down))?$/.exec(text) ?? [];
  const sort = name.startsWith('attribute:') ? (name as ProjectSort) : SORT_NAMES.find((one) => one === name);
  if (sort === undefined) return undefined;
  return { sort, down: direction === undefined ? usuallyDown(sort) : direction === 'down' };
}
