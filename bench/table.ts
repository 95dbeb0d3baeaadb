// What a measurement says, and the table it goes into. Ratios are within one run on one machine; absolute times are context.
export interface Measurement {
  readonly what: string;
  /** What it is compared with, and how much of it is reached or used. */
  readonly ratio?: {
    readonly against: string;
    readonly value: number;
    readonly goal: string;
    readonly met: boolean;
  };
  /** Context: absolute figures of this machine, in words. */
  readonly context: string;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!;
}

const round = (value: number, places: number): string =>
  (Math.round(value * 10 ** places) / 10 ** places).toString();

export const ms = (value: number): string => `${round(value, value < 10 ? 2 : 1)} ms`;
export const perSecond = (value: number): string => `${Math.round(value)}/s`;
export const times = (value: number): string => `${round(value, 2)}×`;

export function tableText(measurements: readonly Measurement[]): string {
  const rows = measurements.map(({ what, ratio, context }) =>
    ratio
      ? `| ${what} | ${ratio.against} | ${times(ratio.value)} | ${ratio.goal} | ${ratio.met ? 'met' : '**missed**'} | ${context} |`
      : `| ${what} | – | – | – | – | ${context} |`,
  );
  return [
    '| what | against | ratio | goal | | context of this run |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
