// What is reckoned in threads of their own (forecastThread.node.ts): a forecast whole, and the best choice under limited attention. Plain data in, plain data out. Pure.
import { type AttentionChoice, type AttentionTarget, chooseAttention } from '../foresight/attention.ts';
import type { FloorQuestion, ForecastQuestion, TargetOutlook } from '../foresight/forecastQuestion.ts';
import { forecastWhole, type WholeForecast } from '../foresight/targetForecast.ts';

export type ReckonedTarget = TargetOutlook & Omit<FloorQuestion, 'inputs'> & WholeForecast;

export interface Reckoned extends Omit<ForecastQuestion, 'targets'> {
  readonly targets: readonly ReckonedTarget[];
}

export interface AttentionQuestion {
  readonly targets: readonly AttentionTarget[];
  readonly most: number;
  /** Ids of the cases to choose among. */
  readonly among: readonly string[];
}

export type ForesightJob =
  | { readonly kind: 'forecast'; readonly question: ForecastQuestion }
  | { readonly kind: 'attention'; readonly question: AttentionQuestion };

export interface ForesightAnswers {
  readonly forecast: Reckoned;
  readonly attention: AttentionChoice;
}

export function answerJob(job: ForesightJob): ForesightAnswers[ForesightJob['kind']] {
  if (job.kind === 'forecast') return reckon(job.question);
  const { targets, most, among } = job.question;
  const allowed = new Set(among);
  return chooseAttention(targets, most, (id) => allowed.has(id));
}

export function reckon({ targets, ...question }: ForecastQuestion): Reckoned {
  return {
    ...question,
    targets: targets.map(({ inputs, ...outlook }) => ({ ...outlook, ...forecastWhole(inputs) })),
  };
}
