// What derived indicators of a view are made of, beside readings: the other indicators of the plan, and the measures that their formulas name, counted for the
// whole city over the period. Asked once a period, and not at all where no formula names a measure.
import { type Decimal, decimal } from '../../kernel/decimal.ts';
import { type Period, periodEnd, periodStart } from '../../kernel/period.ts';
import { minDate, type PlainDate } from '../../kernel/plainDate.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import type { FormulaName } from '../../plan/formulaTree.ts';
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
  asked: Asked,
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

type Asked = readonly { readonly indicator: Indicator; readonly period: Period }[];

/** The first day of all that the asked figures are made of: of one over its year before, early in a year, the year before the last. */
export function firstDayNeeded(
  indicators: readonly Indicator[],
  asked: Asked,
  otherwise: PlainDate,
): PlainDate {
  let first = otherwise;
  walkInputs(new Map(indicators.map((indicator) => [indicator.id, indicator])), asked, (_, when) => {
    first = minDate(first, periodStart(when));
  });
  return first;
}

/** Measures by period, those of derived inputs included. */
function measuresNamed(
  byId: ReadonlyMap<string, Indicator>,
  asked: Asked,
): ReadonlyMap<Period, ReadonlySet<string>> {
  const named = new Map<Period, Set<string>>();
  walkInputs(byId, asked, ({ of, id }, when) => {
    if (of === 'measures') named.set(when, (named.get(when) ?? new Set()).add(id));
  });
  return named;
}

/** Every input of what is asked, and of what that is derived from, with its period; the asked ones themselves are none. */
function walkInputs(
  byId: ReadonlyMap<string, Indicator>,
  asked: Asked,
  meet: (input: FormulaName, when: Period) => void,
): void {
  const seen = new Set<string>();
  const walk = (indicator: Indicator | undefined, period: Period): void => {
    if (indicator?.derived === undefined || seen.has(`${indicator.id} ${period}`)) return;
    seen.add(`${indicator.id} ${period}`);
    for (const input of inputsOf(indicator.derived)) {
      const when = input.yearsBefore === 1 ? yearBefore(period) : period;
      meet(input, when);
      if (input.of === 'indicators') walk(byId.get(input.id), when);
    }
  };
  for (const { indicator, period } of asked) walk(indicator, period);
}
