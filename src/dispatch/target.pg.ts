// One target at a standpoint: its line, how each figure of it was reckoned, its months, and where the promise comes from.
import { standingOf } from '../access/standing.ts';
import { endOfMonth, minDate, type PlainDate, parseDate } from '../kernel/plainDate.ts';
import { Problem } from '../kernel/problem.ts';
import type { MeasureCatalog } from '../ledger/measures.pg.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { lightsSection } from '../loops/indicators/indicators.plan.ts';
import type { Target } from '../loops/indicators/targets.plan.ts';
import { targetsSection } from '../loops/indicators/targets.rules.ts';
import { readCockpit } from './cockpit.pg.ts';
import type { TargetLine } from './cockpit.view.ts';
import { type TargetView, targetSteps } from './target.ts';

/** Fails with `target_unknown`. */
export async function readTarget(view: LedgerView, catalog: MeasureCatalog, id: string): Promise<TargetView> {
  const target = view.plan.section(targetsSection).find((one) => one.id === id);
  const line = target && (await readCockpit(view, catalog, id)).targets[0];
  if (!target || !line) {
    throw new Problem({
      code: 'target_unknown',
      status: 404,
      message: `计划里没有目标“${id}”。The plan has no target of that id.`,
      fix: '从驾驶舱或计划版本里打开。Open it from the cockpit or the plan.',
    });
  }
  const rule = view.plan.section(lightsSection).find((one) => one.id === target.light);
  return {
    at: standingOf(view),
    line,
    from: target.from ?? null,
    steps: targetSteps({ target, line, asOf: view.asOf, rule }),
    months: monthsOf(line, view.asOf),
    provenance: provenanceOf(target),
  };
}

function monthsOf({ trend, pace, figure }: TargetLine, asOf: PlainDate): TargetView['months'] {
  return trend.map(({ month, value }) => {
    const first = parseDate(`${month}-01`);
    return {
      month,
      value,
      expected: pace.find((one) => one.month === month)?.value ?? null,
      figure: figure && {
        measure: figure.measure,
        from: figure.from,
        asOf: minDate(endOfMonth(first), asOf),
      },
    };
  });
}

function provenanceOf({ provenance = {} }: Target): TargetView['provenance'] {
  return Object.entries(provenance).map(([field, { basis, source, paragraph, figures, terms, note }]) => ({
    field,
    basis,
    source: source ?? null,
    paragraph: paragraph ?? null,
    quotes: [...(figures ?? []), ...(terms ?? [])],
    note: note ?? null,
  }));
}
