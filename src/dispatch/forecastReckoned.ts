// A forecast reckoned whole, and asked again for some of its pushes together. Pure: it runs in a thread of its own (forecastThread.node.ts).
import { chanceOfAtLeast } from '../foresight/countDistribution.ts';
import type { FloorQuestion, ForecastQuestion, TargetOutlook } from '../foresight/forecastQuestion.ts';
import { lookAhead } from '../foresight/outlook.ts';
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

/** The chance were the present waits of these projects all to end today. Exact, for all of them together. */
export function chanceIfAllMoved(target: ReckonedTarget, projects: ReadonlySet<string>): number {
  const chances = Array.from(target.expectation.chances);
  target.pushes.forEach((push, at) => {
    if (projects.has(push.id)) chances[at] = push.chance_if_moved;
  });
  return chanceOfAtLeast(lookAhead({ ...target.expectation, chances }).counts, target.needed);
}
