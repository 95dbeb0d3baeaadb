// A forecast reckoned whole. Pure: it runs in a thread of its own (forecastThread.node.ts).
import type { FloorQuestion, ForecastQuestion, TargetOutlook } from '../foresight/forecastQuestion.ts';
import { forecastWhole, type WholeForecast } from '../foresight/targetForecast.ts';

export type ReckonedTarget = TargetOutlook & Omit<FloorQuestion, 'inputs'> & WholeForecast;

export interface Reckoned extends Omit<ForecastQuestion, 'targets'> {
  readonly targets: readonly ReckonedTarget[];
}

export function reckon({ targets, ...question }: ForecastQuestion): Reckoned {
  return {
    ...question,
    targets: targets.map(({ inputs, ...outlook }) => ({ ...outlook, ...forecastWhole(inputs) })),
  };
}
