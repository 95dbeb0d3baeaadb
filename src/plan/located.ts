/**
 * A value together with the place that it was written at. Phases after the text phase speak of values by path; this is
 * where a path becomes a file and a line again, whether the value stood in YAML or in a row of a CSV.
 */
import type { Json } from '../kernel/json.ts';

export type Path = readonly (string | number)[];

export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

export interface Located extends Place {
  readonly value: Json;
  /** Members of a map by key, items of a list by index. Absent for scalars. */
  readonly children?: ReadonlyMap<string | number, Located>;
}

/** The place of the deepest value on the way to `path`: of a field that is missing, the object that lacks it. */
export function placeOf(root: Located, path: Path): Place {
  let at = root;
  for (const step of path) {
    const next = at.children?.get(step);
    if (next === undefined) break;
    at = next;
  }
  return { file: at.file, line: at.line };
}

/** The value at `path` as it was written, undefined when nothing was. */
export function findValue(root: Located, path: Path): Json | undefined {
  let at: Located | undefined = root;
  for (const step of path) at = at?.children?.get(step);
  return at?.value;
}

export function pathText(path: Path): string {
  return path.join('.');
}

export function locatedMap(place: Place, children: ReadonlyMap<string, Located>): Located {
  const value: Record<string, Json> = {};
  for (const [key, child] of children) value[key] = child.value;
  return { file: place.file, line: place.line, value, children };
}

export function locatedList(place: Place, items: readonly Located[]): Located {
  const children = new Map<number, Located>();
  for (let i = 0; i < items.length; i++) children.set(i, items[i]!);
  return { file: place.file, line: place.line, value: items.map((item) => item.value), children };
}
