// A bulletin computed: each figure from its parts, rounded by its own stated rule. Pure: the parts were asked for before. A part that the ledger
// does not hold gives null with a status, never a guess and never zero.
import { type Decimal, decimal, subtract } from '../kernel/decimal.ts';
import { publish } from '../kernel/published.ts';
import type { Bulletin, BulletinFigure } from './highlights.plan.ts';

export type FigureStatus = 'published' | 'not_published' | 'no_data';

/** A figure in its published unit, as `luodi report` prints it. */
export interface ReportedFigure {
  readonly id: string;
  readonly label: string;
  readonly value: string | null;
  readonly unit: string;
  readonly status: FigureStatus;
  /** Where it comes from: the measure or indicator, what it was computed from, and a note where there is one. */
  readonly source: string;
  readonly rank: { readonly group: string; readonly of: number | null; readonly tied: boolean } | null;
  readonly note: string | null;
}

/** The parts, as asked: by measure id, and by indicator id (`indicator@unit` where a unit is named). */
export interface Parts {
  measure(id: string): { readonly value: string; readonly title: string; readonly published: boolean };
  indicator(id: string, unit: string | undefined): IndicatorPart | undefined;
}

export interface IndicatorPart {
  readonly title: string;
  /** Null when nothing stands for the period. */
  readonly value: string | null;
  readonly source: string | null;
  readonly rank: ReportedFigure['rank'];
}

export function computeBulletin(bulletin: Bulletin, parts: Parts): readonly ReportedFigure[] {
  return bulletin.figures.map((figure) => computeFigure(figure, parts));
}

function computeFigure(figure: BulletinFigure, parts: Parts): ReportedFigure {
  const { from } = figure;
  if (from.kind === 'measure') {
    const part = parts.measure(from.measure);
    if (!part.published) return reported(figure, undefined, 'not_published', `${from.measure} 未公布`, null);
    return reported(
      figure,
      decimal(part.value),
      'published',
      `${from.measure}（${part.title}，由台账计得）`,
      null,
    );
  }
  if (from.kind === 'indicator') {
    const part = parts.indicator(from.indicator, from.of);
    const value = part?.value == null ? undefined : decimal(part.value);
    const source = `${from.indicator}${part?.source ? `（${part.source}）` : ''}`;
    return reported(figure, value, value ? 'published' : 'no_data', source, part?.rank ?? null);
  }
  const [minuend, subtrahend] = [
    parts.indicator(from.indicator, undefined),
    parts.indicator(from.less, undefined),
  ];
  const value =
    minuend?.value == null || subtrahend?.value == null
      ? undefined
      : subtract(decimal(minuend.value), decimal(subtrahend.value));
  return reported(figure, value, value ? 'published' : 'no_data', `${from.indicator} − ${from.less}`, null);
}

function reported(
  figure: BulletinFigure,
  value: Decimal | undefined,
  status: FigureStatus,
  source: string,
  rank: ReportedFigure['rank'],
): ReportedFigure {
  return {
    id: figure.id,
    label: figure.label,
    value: value === undefined ? null : publish(value, figure),
    unit: figure.unit,
    status,
    source,
    rank,
    note: figure.note ?? null,
  };
}
