// What a figure may be broken down by beside county and month: the cluster, the park, and what the plan declares of projects. Pure.
import { add, type Decimal, decimal, decimalText, ZERO } from '../kernel/decimal.ts';
import type { PlanInForce, Row } from '../kernel/loop.ts';
import type { MeasureSource } from '../kernel/measure.ts';
import { projectAttributesSection } from '../loops/projects/projectRules.plan.ts';
import { clustersSection } from '../plan/organisation.ts';
import type { FigureView } from './cockpit.view.ts';

export interface FigureDimension {
  readonly id: string;
  readonly title: string;
  /** In the plan's order; undefined where the values are units. */
  readonly values?: readonly { readonly id: string; readonly name: string }[];
}

/** Those that the source knows. */
export function figureDimensions(
  plan: PlanInForce,
  source: MeasureSource,
  city: string,
): readonly FigureDimension[] {
  const clusters = plan.section(clustersSection).map(({ id, title }) => ({ id, name: title }));
  const declared: readonly FigureDimension[] = [
    ...plan.section(projectAttributesSection).map(({ id, title, values }) => ({
      id: `attribute:${id}`,
      title,
      values: values.map((one) => ({ id: one.id, name: one.title })),
    })),
    { id: 'cluster', title: '产业集群', values: clusters },
    { id: 'park', title: '园区' },
  ];
  return declared.filter(
    ({ id }) => source.dimensions.includes(id) || source.dimensionOf?.(id, { city }) !== undefined,
  );
}

export function byDimension(
  { id, title, values }: FigureDimension,
  rows: readonly (Row & { readonly value: string })[],
  nameOf: (unit: string) => string,
): NonNullable<FigureView['byDimension']> {
  const sums = new Map<string | null, Decimal>();
  for (const row of rows) {
    const group = row[id] === null || row[id] === undefined ? null : String(row[id]);
    sums.set(group, add(sums.get(group) ?? ZERO, decimal(row.value)));
  }
  const place = new Map(values?.map((one, at) => [one.id, at]));
  const order = (group: string | null) => (group === null ? Infinity : (place.get(group) ?? place.size));
  const names = new Map(values?.map((one) => [one.id, one.name]));
  return {
    by: id,
    title,
    rows: [...sums]
      .toSorted(([a], [b]) => order(a) - order(b) || ((a ?? '') < (b ?? '') ? -1 : 1))
      .map(([group, value]) => ({
        group,
        name: group === null ? null : (names.get(group) ?? (values === undefined ? nameOf(group) : group)),
        value: decimalText(value),
      })),
  };
}
