// The answer the indicators page draws: GET /api/indicators. Values are decimal strings in the indicator's unit.
import type { Words } from '../../kernel/loop.ts';
import type { Standing } from '../../ui/standpoint.tsx';

export interface UnitReading {
  readonly unit: string;
  readonly name: string;
  readonly value: string | null;
  /** reported (waits to be checked), checked (stands), returned, corrected, or nothing yet. */
  readonly state: string;
  readonly refreshedOn: string | null;
  /** Fact id of the reading. */
  readonly reading: string | null;
}

export interface FigureInput {
  /** As the formula writes it. */
  readonly key: string;
  readonly of: 'indicators' | 'measures';
  readonly id: string;
  /** Name of an indicator; a measure is named by its id. */
  readonly title: string | null;
  readonly unit: string | null;
  readonly period: string;
  readonly from: string;
  readonly to: string;
  readonly value: string | null;
}

export interface IndicatorLine {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly kind: 'value' | 'growth' | 'rank' | 'count';
  readonly period: string;
  readonly definition: string | null;
  /** Computed, not reported; `formula` is the text of a formula. */
  readonly derived: { readonly kind: string; readonly formula?: string } | null;
  /** What a computed figure is made of. */
  readonly inputs: readonly FigureInput[];
  /** Why a computed figure cannot be had. */
  readonly missing: Words | null;
  readonly value: string | null;
  readonly rank: {
    readonly position: number;
    readonly of: number | null;
    readonly tied: boolean;
    readonly group: string;
  } | null;
  readonly units: readonly UnitReading[];
  readonly reporting: { readonly expected: number; readonly reported: number };
  /** True when the signed-in account reports this indicator. */
  readonly reporter: boolean;
}

export interface IndicatorsView {
  readonly at: Standing;
  /** Periods that hold readings or are due, where the server lists them. */
  readonly periods?: readonly string[];
  readonly indicators: readonly IndicatorLine[];
}
