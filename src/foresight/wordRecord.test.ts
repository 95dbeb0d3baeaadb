// When the record of a word speaks against it: the exact binomial test on windows that do not overlap, not on counts that repeat each other.
import { expect, test } from 'vitest';
import { bandOf } from './assurance.ts';
import { judgeWord, verdictWords } from './wordRecord.ts';

const word = (at_least: number, said: number, met: number, windows: number) => ({
  at_least,
  said,
  met,
  windows,
});

test('low, said of four separate windows and met in all, is contradicted; of three it leans; of one nothing is known', () => {
  // 0.4^4 = 0.026, 0.4^3 = 0.064, 0.4.
  expect(judgeWord(word(0.2, 17, 17, 4))).toEqual({ verdict: 'contradicted', side: 'low' });
  expect(judgeWord(word(0.2, 17, 17, 3))).toEqual({ verdict: 'leans', side: 'low' });
  expect(judgeWord(word(0.2, 17, 17, 1))).toBeUndefined();
  // As many counts as one likes do not make more windows.
  expect(judgeWord(word(0.2, 1000, 1000, 1))).toBeUndefined();
});

test('what fits its range is let stand, at both ends of the words', () => {
  expect(judgeWord(word(0.8, 100, 100, 20))).toBeUndefined();
  expect(judgeWord(word(0, 100, 0, 20))).toBeUndefined();
  expect(judgeWord(word(0.4, 40, 20, 10))).toBeUndefined();
  expect(judgeWord(word(0.6, 0, 0, 0))).toBeUndefined();
});

test('too high is found as well: high, met in half of ten windows', () => {
  // P(5 or fewer of 10 at 0.8) = 0.033.
  expect(judgeWord(word(0.8, 40, 20, 10))).toEqual({ verdict: 'contradicted', side: 'high' });
  expect(judgeWord(word(0.8, 40, 28, 4))).toBeUndefined();
});

test('a part of a window counts for the word', () => {
  // 3.6 of 4: three are sure, and of three P = 0.18 at least.
  expect(judgeWord(word(0.2, 20, 18, 4))).toEqual({ verdict: 'leans', side: 'low' });
});

test('it is said in words, with the counts', () => {
  const low = word(0.2, 17, 17, 4);
  expect(verdictWords(judgeWord(low)!, low, bandOf(0.3)).zh).toBe('以往偏保守：说“低”17回，到了17回');
});
