/**
 * The clock of a promise, the same for every side and every loop: the event it starts at, the event that stops it, and
 * how many days are allowed between the two. A promise nobody can time is not kept or broken by anyone, so the sections
 * that carry promises refuse one without a clock; what the sources do not give is left open by name (待补来源).
 */
import { z } from 'zod';
import type { RuleFinding } from '../kernel/loop.ts';
import { givenFields, Name } from './element.ts';
import { isLeftOpen } from './finding.ts';

export const dayKinds = ['工作日', '自然日'] as const;
export const DayKind = z
  .enum(dayKinds)
  .default('工作日')
  .describe('按工作日还是自然日算；默认 工作日（行政许可法第八十二条）。例：工作日');

/** A limit of nought days is no limit: what is done on the spot says so in a field of its own. */
export const LimitDays = z.int().min(1).max(3650);

export const PromiseClock = z
  .strictObject({
    starts: Name.describe('从什么事起算，最多 100 字。例：项目评审通过'),
    ends: Name.describe('到什么事为止，最多 100 字。例：用地挂牌公告'),
    days: LimitDays.optional().describe(
      '限多少天，单位见 dayKind，1 至 3650；来源没有给就不填，并写 provenance.days 待补来源：只计时，不判超期。例：5',
    ),
    dayKind: DayKind,
    ...givenFields,
  })
  .describe('承诺的钟：从哪件事起、到哪件事止、限多少天');
export type PromiseClock = z.infer<typeof PromiseClock>;

interface Promised {
  readonly title: string;
  readonly clock?: PromiseClock | undefined;
  readonly provenance?: Readonly<Record<string, { readonly basis: string }>> | undefined;
}

/** `promise_without_clock`: neither a clock nor the word that it is left open; likewise the days of a clock. */
export function withoutClock(promised: Promised, path: RuleFinding['path']): readonly RuleFinding[] {
  const { clock, title } = promised;
  if (clock === undefined) {
    if (isLeftOpen(promised, 'clock')) return [];
    const fix =
      '写 clock: {starts, ends, days}；来源没有给就写 provenance: {clock: {basis: 待补来源}}，不要编';
    return [{ path, message: `承诺“${title}”没有钟`, fix }];
  }
  if (clock.days !== undefined || isLeftOpen(clock, 'days')) return [];
  const fix = '写 clock.days；来源没有给就在 clock 里写 provenance: {days: {basis: 待补来源}}，不要编';
  return [{ path: [...path, 'clock'], message: `承诺“${title}”的钟没有天数`, fix }];
}
