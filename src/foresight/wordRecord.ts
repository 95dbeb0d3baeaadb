/**
 * Does the record of a word let it stand? A word names a range of chances; said of windows that do not overlap, what came true of it is binomial with a chance of that range. An exact one-sided test
 * against the range's nearer end, with the windows as its number (not the counts, which repeat each other), as the backtest's coverage is tested: below 5 % the record contradicts the word and it is
 * not told; below 20 % it leans to that side, which is told beside the word.
 */
import type { Words } from '../kernel/loop.ts';
import { ASSURANCE, type AssuranceBand } from './assurance.ts';
import { binomial, chanceOfAtLeast } from './countDistribution.ts';

export interface WordSaid {
  readonly at_least: number;
  readonly said: number;
  readonly met: number;
  /** Windows, of those in which it was said, of which no two overlap. */
  readonly windows: number;
}

export interface WordVerdict {
  readonly verdict: 'contradicted' | 'leans';
  /** Low: told too low, it came true more often than the word allows. */
  readonly side: 'low' | 'high';
}

/** A record of fewer past forecasts is told to be too short to judge by. */
export const ENOUGH_ORIGINS = 6;

const CONTRADICTS = 0.05;
const LEANS = 0.2;

/** Undefined where nothing speaks against the word. */
export function judgeWord({ at_least, said, met, windows }: WordSaid): WordVerdict | undefined {
  if (said === 0) return undefined;
  const place = ASSURANCE.findIndex((band) => band.atLeast === at_least);
  const most = ASSURANCE[place - 1]?.atLeast ?? 1;
  const share = (met / said) * windows;
  // Part of a window is counted against the verdict, on either side.
  const tooLow = chanceOfAtLeast(binomial(windows, most), Math.floor(share + 1e-9));
  const tooHigh = 1 - chanceOfAtLeast(binomial(windows, at_least), Math.ceil(share - 1e-9) + 1);
  const [chance, side] = tooLow < tooHigh ? ([tooLow, 'low'] as const) : ([tooHigh, 'high'] as const);
  if (chance >= LEANS) return undefined;
  return { verdict: chance < CONTRADICTS ? 'contradicted' : 'leans', side };
}

/** 以往偏保守：说“低”24回，到了23回. */
export function verdictWords(verdict: WordVerdict, { said, met }: WordSaid, band: AssuranceBand): Words {
  const [zh, en] =
    verdict.side === 'low' ? ['以往偏保守', 'told too low before'] : ['以往偏乐观', 'told too high before'];
  return {
    zh: `${zh}：说“${band.words.zh}”${said}回，到了${met}回`,
    en: `${en}: of ${said} said “${band.words.en}” ${met} came true`,
  };
}
