/**
 * Which word a chance is told by, asked by everything that tells one: the range's own, unless its record contradicts it. A word names a range of chances; said of windows that do not overlap, what came
 * true of it is binomial with a chance of that range. A one-sided test against the range's nearer end, with the windows as its number (not the counts, which repeat each other): below 5 % the record
 * contradicts the word and it is withheld; below 20 % it leans to that side, which is told beside it. A share of the windows need not be whole: the tail is the regularised incomplete beta, the binomial's own at whole numbers.
 */
import type { Words } from '../kernel/loop.ts';
import { ASSURANCE, type AssuranceBand } from './assurance.ts';
import { incompleteBeta } from './incompleteBeta.ts';

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

/** With what was counted, in words. */
export type WordAgainst = WordVerdict & { readonly words: Words };

/** What the record says against each word, in the order of ASSURANCE; null where nothing does. Plain data: the browser asks by it too. */
export type WordVerdicts = readonly (WordAgainst | null)[];

/** A record of fewer past forecasts is told to be too short to judge by. */
export const ENOUGH_ORIGINS = 6;
/** Of fewer windows no word is withheld. */
export const LEAST_WINDOWS = 3;

const CONTRADICTS = 0.05;
const LEANS = 0.2;

/** Instead of a word, wherever none is told. */
export const NOT_TOLD: Words = { zh: '暂不判断', en: 'not judged' };
/** Nothing is known against any word. */
export const NO_VERDICTS: WordVerdicts = ASSURANCE.map(() => null);

export interface WordTold {
  /** The word; NOT_TOLD where it is withheld. */
  readonly words: Words;
  readonly isWithheld: boolean;
  readonly against: WordAgainst | null;
}

export function tellWord(chance: number, verdicts: WordVerdicts): WordTold {
  const found = ASSURANCE.findIndex(({ atLeast }) => chance >= atLeast);
  const place = found < 0 ? ASSURANCE.length - 1 : found;
  const against = verdicts[place] ?? null;
  const isWithheld = against?.verdict === 'contradicted';
  return { words: isWithheld ? NOT_TOLD : ASSURANCE[place]!.words, isWithheld, against };
}

export function verdictsOf(record: {
  readonly origins: number;
  readonly words: readonly WordSaid[];
}): WordVerdicts {
  if (record.origins < ENOUGH_ORIGINS) return NO_VERDICTS;
  return ASSURANCE.map((band) => {
    const word = record.words.find(({ at_least }) => at_least === band.atLeast);
    const verdict = word && judgeWord(word);
    return verdict ? { ...verdict, words: verdictWords(verdict, word, band) } : null;
  });
}

/** Undefined where nothing speaks against the word. */
export function judgeWord({ at_least, said, met, windows }: WordSaid): WordVerdict | undefined {
  if (said === 0 || windows === 0) return undefined;
  const place = ASSURANCE.findIndex((band) => band.atLeast === at_least);
  const most = ASSURANCE[place - 1]?.atLeast ?? 1;
  const came = (met / said) * windows;
  const tooLow = tailFrom(came, windows, most);
  const tooHigh = tailFrom(windows - came, windows, 1 - at_least);
  const [chance, side] = tooLow < tooHigh ? ([tooLow, 'low'] as const) : ([tooHigh, 'high'] as const);
  if (chance >= LEANS) return undefined;
  return { verdict: chance < CONTRADICTS && windows >= LEAST_WINDOWS ? 'contradicted' : 'leans', side };
}

/** P(at least `count` of `cases`), each with the chance; between whole counts it goes on without a step. */
export function tailFrom(count: number, cases: number, chance: number): number {
  return count <= 0 ? 1 : incompleteBeta(chance, count, cases - count + 1);
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
