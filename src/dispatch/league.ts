// 县区晾晒: the units that bear tasks, each with its count of every headline measure, ranked by the first. A unit's own target stands only where the plan
// splits it; the seed's does not, and nothing is divided by weights that nobody promised. Pure.
import { add, type Decimal, decimal, ZERO } from '../kernel/decimal.ts';
import { addDays, addMonths, monthOf, startOfMonth } from '../kernel/plainDate.ts';
import { ranked as rankedBy } from '../loops/indicators/indicators.judge.ts';
import { judgeTarget } from '../loops/indicators/targets.judge.ts';
import type { Target } from '../loops/indicators/targets.plan.ts';
import type { CockpitView, UnitLine } from './cockpit.view.ts';
import { type CockpitParts, fromOf, inUnit, type KnownMeasure, plain, untilOf } from './cockpitParts.ts';

interface Column {
  readonly target: Target;
  readonly measure: KnownMeasure;
  /** Cumulative count by task-bearing unit, now and at the end of the month before. */
  readonly now: ReadonlyMap<string, Decimal>;
  readonly before: ReadonlyMap<string, Decimal>;
}

export function assembleUnits(parts: CockpitParts): CockpitView['units'] {
  const columns = columnsOf(parts);
  const first = columns[0];
  const measures = columns.map(({ target, measure }) => ({
    id: measure.id,
    title: target.title,
    unit: target.unit,
    target: target.id,
  }));
  if (!first) return { measures, rankedBy: '', ranked: null, before: null, lines: [] };
  const { all } = parts.units;
  const hasBefore = monthOf(parts.asOf) > monthOf(fromOf(first.target, parts.asOf));
  const order = rankedBy(all, (unit) => first.now.get(unit.id) ?? ZERO);
  const earlier = new Map(
    rankedBy(all, (unit) => first.before.get(unit.id) ?? ZERO).map((one) => [one.item.id, one.position]),
  );
  const lines = order.map(({ item: unit, position, tied }): UnitLine => {
    const was = earlier.get(unit.id);
    return {
      unit: unit.id,
      name: unit.name,
      cells: columns.map((column) => cellOf(column, unit.id, parts)),
      position,
      tied,
      moved: hasBefore && was !== undefined ? was - position : null,
      reportedOn: parts.byUnit.get(unit.id)?.lastOn ?? null,
    };
  });
  const ranked = {
    measure: first.measure.id,
    from: fromOf(first.target, parts.asOf),
    asOf: untilOf(first.target, parts.asOf),
  };
  const before = hasBefore ? { ...ranked, asOf: addDays(startOfMonth(parts.asOf), -1) } : null;
  return { measures, rankedBy: first.measure.id, ranked, before, lines };
}

/** Flows that were published: a simulated count must not stand among figures without its mark. */
function columnsOf(parts: CockpitParts): readonly Column[] {
  const lastMonth = monthOf(addMonths(startOfMonth(parts.asOf), -1));
  return parts.targets.flatMap((target) => {
    const measure = target.measure === undefined ? undefined : parts.measures.get(target.measure);
    if (measure?.tense !== 'flow' || target.awaits !== undefined) return [];
    if (parts.unpublished.has(measure.id)) return [];
    return [
      { target, measure, now: sums(measure, target, parts), before: sums(measure, target, parts, lastMonth) },
    ];
  });
}

function sums(
  measure: KnownMeasure,
  target: Target,
  parts: CockpitParts,
  upTo?: string,
): Map<string, Decimal> {
  const out = new Map<string, Decimal>();
  for (const row of parts.answers.get(measure.id) ?? []) {
    if (upTo !== undefined && String(row.month) > upTo) continue;
    const unit = parts.units.over(String(row.unit));
    if (unit)
      out.set(unit.id, add(out.get(unit.id) ?? ZERO, inUnit(decimal(row.value), measure.unit, target.unit)));
  }
  return out;
}

function cellOf(
  { target, measure, now }: Column,
  unit: string,
  { asOf }: CockpitParts,
): UnitLine['cells'][number] {
  const value = now.get(unit) ?? ZERO;
  const split = target.splits.find((one) => one.unit === unit)?.amount;
  const gapPoints =
    split === undefined ? null : judgeTarget({ target: { ...target, amount: split }, value, asOf }).gapPoints;
  return {
    measure: measure.id,
    value: plain(value),
    target: split ?? null,
    gapPoints,
    figure: { measure: measure.id, from: fromOf(target, asOf), asOf: untilOf(target, asOf), unit },
  };
}
