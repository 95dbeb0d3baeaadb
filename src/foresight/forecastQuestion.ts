// A forecast before it is reckoned and after, as plain data: what was read of the ledger for every target of the plan, and what is answered. Pure.
import type { Words } from '../kernel/loop.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import type { Target } from '../loops/indicators/targets.plan.ts';
import type { LevelForecast } from './levelForecast.ts';
import type { TargetForecast, TargetInputs } from './targetForecast.ts';

/** The counted milestones that a measure of the projects loop counts (projects.measures.ts). */
export const MILESTONE_OF: Readonly<Record<string, string>> = {
  'projects.introduced': 'introduced',
  'projects.started': 'started',
  'projects.completed': 'completed',
  'projects.inProduction': 'inProduction',
};

export interface TargetOutlook {
  readonly id: string;
  readonly title: string;
  readonly kind: Target['kind'];
  readonly target: string | null;
  readonly unit: string;
  readonly by: string | null;
  readonly words: Words;
}

export interface ForecastView {
  readonly city: string;
  readonly simulated: boolean;
  readonly as_of: string;
  /** The day that forecasts look ahead from: as-of, or the day of what is known where that is earlier. */
  readonly looks_from: PlainDate;
  readonly known: number;
  readonly head: string;
  readonly targets: readonly (TargetOutlook & TargetForecast)[];
  readonly levels: readonly (TargetOutlook & { readonly level: LevelForecast })[];
  readonly at_least: readonly (TargetOutlook & {
    readonly count: number;
    readonly members: number;
    readonly p_met: number | null;
  })[];
  /** The other targets of the plan. */
  readonly no_forecast: readonly NotForecast[];
}

export interface NotForecast extends Pick<TargetOutlook, 'id' | 'title' | 'kind'> {
  readonly why: Words;
}

/** What has to be read of the ledger for a forecast, as plain data: it may be reckoned in another thread. */
export interface ForecastQuestion extends Omit<ForecastView, 'targets'> {
  readonly targets: readonly (TargetOutlook & FloorQuestion)[];
}

export interface FloorQuestion {
  readonly measure: string;
  readonly milestone: string;
  readonly inputs: TargetInputs;
  /** Counted by the end of each week of the period so far, the day looked from last. */
  readonly so_far: readonly { readonly on: PlainDate; readonly done: number }[];
}
