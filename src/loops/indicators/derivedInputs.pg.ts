// What derived indicators of a view are made of, beside readings: the other indicators of the plan, and the measures that their formulas name, counted for the
// whole city over the period. Asked once a period, and not at all where no formula names a measure.
import { type Decimal, decimal } from '../../kernel/decimal.ts';
import { type Period, periodEnd, periodStart } from '../../kernel/period.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { inputsOf } from './derived.plan.ts';
import { type FigureSources, yearBefore } from './indicators.judge.ts';
import type { Indicator } from './indicators.plan.ts';

export interface AskedSources extends Required<FigureSources> {
  readonly indicatorOf: (id: string) => Indicator | undefined;
}

/** `asked`: the indicators that will be shown, each with its period. A period that is not over is not had. */
export async function readFigureSources(
  view: Pick<LedgerView, 'askMeasures' | 'asOf'>,
  indicators: readonly Indicator[],
  asked: readonly { readonly indicator: Indicator; readonly period: Period }[],
): Promise<AskedSources> {
  const byId = new Map(indicators.map((indicator) => [indicator.id, indicator]));
  const values = new Map<string, Decimal>();
  for (const [period, ids] of measuresNamed(byId, asked)) {
    if (periodEnd(period) > view.asOf) continue;
    const range = { from: periodStart(period), asOf: periodEnd(period), by: [] };
    for (const [id, [total]] of await view.askMeasures([...ids], range))
      if (total !== undefined) values.set(`${id} ${period}`, decimal(total.value));
  }
  return {
    indicatorOf: (id) => byId.get(id),
    measureOf: (id, period) => values.get(`${id} ${period}`),
  };
}

/** Measures by period, those of derived inputs included. */
function measuresNamed(
  byId: ReadonlyMap<string, Indicator>,
  asked: readonly { readonly indicator: Indicator; readonly period: Period }[],
): ReadonlyMap<Period, ReadonlySet<string>> {
  const named = new Map<Period, Set<string>>();
  const seen = new Set<string>();
  const walk = (indicator: Indicator | undefined, period: Period): void => {
    if (indicator?.derived === undefined || seen.has(`${indicator.id} ${period}`)) return;
    seen.add(`${indicator.id} ${period}`);
    for (const input of inputsOf(indicator.derived)) {
      const when = input.yearsBefore === 1 ? yearBefore(period) : period;
      if (input.of === 'indicators') walk(byId.get(input.id), when);
      else named.set(when, (named.get(when) ?? new Set()).add(input.id));
    }
  };
  for (const { indicator, period } of asked) walk(indicator, period);
  return named;
}
