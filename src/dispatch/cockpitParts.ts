// What the cockpit is assembled from: the parts as asked, and the few turns of a figure that its files share. Pure.
import { type Decimal, decimal, decimalText, divide, normalize } from '../kernel/decimal.ts';
import type { Row } from '../kernel/loop.ts';
import type { Measure } from '../kernel/measure.ts';
import { minDate, type PlainDate, startOfYear } from '../kernel/plainDate.ts';
import type { LightRule } from '../loops/indicators/indicators.plan.ts';
import type { Target } from '../loops/indicators/targets.plan.ts';
import type { CockpitView, ReadingLine, Standpoint } from './cockpit.view.ts';
import type { DutyLine } from './duties.ts';
import type { TaskUnits } from './units.ts';

/** A measure as the cockpit needs it: with the tense of its source. */
export interface KnownMeasure extends Measure {
  readonly tense: 'flow' | 'stock';
}

/** Answer rows of one measure: `unit`, for flows also `month`, and `value`. */
export type Answer = Row & { readonly value: string };

/** What is said of a unit or of a measure by the facts behind it. */
export interface Activity {
  readonly lastOn: string | null;
}

export interface CockpitParts {
  readonly at: Standpoint;
  readonly asOf: PlainDate;
  /** Headline targets in the plan's order. */
  readonly targets: readonly Target[];
  readonly lights: readonly LightRule[];
  readonly measures: ReadonlyMap<string, KnownMeasure>;
  readonly answers: ReadonlyMap<string, readonly Answer[]>;
  /** Measures whose targets say that no figure of them was published: in a simulated city only. */
  readonly unpublished: ReadonlySet<string>;
  readonly duties: readonly Pick<DutyLine, 'id' | 'measures' | 'expected' | 'reported'>[];
  readonly units: TaskUnits;
  readonly ownerName: (id: string) => string;
  readonly byUnit: ReadonlyMap<string, Activity>;
  readonly byMeasure: ReadonlyMap<string, Activity>;
  readonly readings: readonly ReadingLine[];
  readonly indicatorDefinition: (id: string) => string | undefined;
  readonly funnel: CockpitView['funnel'];
  readonly stocks: readonly string[];
  /** Measures of 补报 and 更正 and how many there are of each. */
  readonly told: readonly { readonly measure: string; readonly value: string }[];
  /** By measure what was counted after `asOf` up to `until`, which is today; absent where the view stands at today, as known then or in another year. */
  readonly since?: { readonly until: PlainDate; readonly values: ReadonlyMap<string, string> } | undefined;
}

/** What one target's line is made of. */
export type LineParts = Pick<
  CockpitParts,
  | 'asOf'
  | 'lights'
  | 'measures'
  | 'answers'
  | 'unpublished'
  | 'duties'
  | 'ownerName'
  | 'byMeasure'
  | 'readings'
  | 'indicatorDefinition'
  | 'since'
>;

const FACTORS: Readonly<Record<string, string>> = {
  '元>万元': '10000',
  '元>亿元': '100000000',
  '亩>万亩': '10000',
  '人>万人': '10000',
};

/** From a measure's base unit to the target's; the same figure where no factor is known between them. */
export function inUnit(value: Decimal, from: string, to: string): Decimal {
  const factor = FACTORS[`${from}>${to}`];
  return factor === undefined ? value : divide(value, decimal(factor), { scale: 4, rounding: 'half_up' });
}

export function plain(value: Decimal): string {
  return decimalText(normalize(value));
}

export function fromOf(target: Pick<Target, 'from'>, asOf: PlainDate): PlainDate {
  return target.from ?? startOfYear(asOf);
}

/** The last day that counts: what happens after a target's term fills no gap of it. */
export function untilOf(target: Pick<Target, 'to'>, asOf: PlainDate): PlainDate {
  return target.to === undefined ? asOf : minDate(asOf, target.to);
}
