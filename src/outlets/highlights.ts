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
  /** What it was computed from, each part by its title; the page opens a figure by them. */
  readonly parts: readonly FigurePart[];
}

export interface FigurePart {
  readonly kind: 'measure' | 'indicator';
  readonly id: string;
  readonly title: string;
  /** Of an indicator. */
  readonly period: string | null;
  /** What the reading cites: a bulletin, an interview. */
  readonly cites: string | null;
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
  readonly period?: string;
}

export function computeBulletin(bulletin: Bulletin, parts: Parts): readonly ReportedFigure[] {
  return bulletin.figures.map((figure) => computeFigure(figure, parts));
}

function computeFigure(figure: BulletinFigure, parts: Parts): ReportedFigure {
  const { from } = figure;
  if (from.kind === 'measure') {
    const part = parts.measure(from.measure);
    const named: FigurePart = {
      kind: 'measure',
      id: from.measure,
      title: part.title,
      period: null,
      cites: null,
    };
    if (!part.published)
      return {
        ...reported(figure, undefined, 'not_published', `${from.measure} 未公布`, null),
        parts: [named],
      };
    const source = `${from.measure}（${part.title}，由台账计得）`;
    return { ...reported(figure, decimal(part.value), 'published', source, null), parts: [named] };
  }
  if (from.kind === 'indicator') {
    const part = parts.indicator(from.indicator, from.of);
    const value = part?.value == null ? undefined : decimal(part.value);
    const source = `${from.indicator}${part?.source ? `（${part.source}）` : ''}`;
    return {
      ...reported(figure, value, value ? 'published' : 'no_data', source, part?.rank ?? null),
      parts: [partOf(from.indicator, part)],
    };
  }
  const [minuend, subtrahend] = [
    parts.indicator(from.indicator, undefined),
    parts.indicator(from.less, undefined),
  ];
  const value =
    minuend?.value == null || subtrahend?.value == null
      ? undefined
      : subtract(decimal(minuend.value), decimal(subtrahend.value));
  return {
    ...reported(figure, value, value ? 'published' : 'no_data', `${from.indicator} − ${from.less}`, null),
    parts: [partOf(from.indicator, minuend), partOf(from.less, subtrahend)],
  };
}

function partOf(id: string, part: IndicatorPart | undefined): FigurePart {
  return {
    kind: 'indicator',
    id,
    title: part?.title ?? id,
    period: part?.period ?? null,
    cites: part?.source ?? null,
  };
}

function reported(
  figure: BulletinFigure,
  value: Decimal | undefined,
  status: FigureStatus,
  source: string,
  rank: ReportedFigure['rank'],
): Omit<ReportedFigure, 'parts'> {
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
