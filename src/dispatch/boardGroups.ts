// A board by a dimension: projects of each of its values, stage by stage, each number with the way to its rows. Dimensions are the unit, the cluster, the park and what
// the plan declares as attributes; nothing of them is written here. Pure.
import { add, decimal, decimalText, ZERO } from '../kernel/decimal.ts';
import type { GroupRow } from '../loops/projects/facets.view.ts';
import type { BoardGroups } from './projectStory.view.ts';

export interface Dimension {
  /** `unit`, `cluster`, `park`, `attribute:<id>`. */
  readonly id: string;
  readonly title: string;
  /** In the plan's order. What the rows hold beside them stands after, by its id. */
  readonly values: readonly { readonly id: string; readonly name: string }[];
}

/** What the list is narrowed to for one value; null where it cannot be (nobody told one, and the list has no such filter). */
function narrowed(dimension: string, value: string | null): Readonly<Record<string, string>> | null {
  if (dimension.startsWith('attribute:'))
    return { attributes: `${dimension.slice('attribute:'.length)}:${value ?? '-'}` };
  return value === null ? null : { [dimension]: value };
}

export function boardGroups({ id, title, values }: Dimension, rows: readonly GroupRow[]): BoardGroups {
  const names = new Map(values.map((one) => [one.id, one.name]));
  const place = new Map(values.map((one, at) => [one.id, at]));
  const byValue = Map.groupBy(rows, ({ value }) => value);
  const order = (value: string | null) => (value === null ? Infinity : (place.get(value) ?? values.length));
  return {
    by: id,
    title,
    rows: [...byValue]
      .toSorted(([a], [b]) => order(a) - order(b) || ((a ?? '') < (b ?? '') ? -1 : 1))
      .map(([value, of]) => ({
        value,
        name: value === null ? null : (names.get(value) ?? value),
        narrows: narrowed(id, value),
        counts: Object.fromEntries(
          [...Map.groupBy(of, ({ stage }) => stage)].map(([stage, each]) => [stage, total(each)]),
        ),
        count: total(of),
        plannedYuan: decimalText(of.reduce((sum, row) => add(sum, decimal(row.plannedYuan)), ZERO)),
      })),
  };
}

function total(rows: readonly GroupRow[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}
