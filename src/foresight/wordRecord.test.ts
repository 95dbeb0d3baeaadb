// Which word is told, and when the record of a word speaks against it: a test on windows that do not overlap, not on counts that repeat each other.
import { expect, test } from 'vitest';
import { ASSURANCE, bandOf } from './assurance.ts';
import { binomial, chanceOfAtLeast } from './countDistribution.ts';
import {
  ENOUGH_ORIGINS,
  judgeWord,
  LEAST_WINDOWS,
  NO_VERDICTS,
  NOT_TOLD,
  tailFrom,
  tellWord,
  verdictsOf,
  verdictWords,
} from './wordRecord.ts';

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

test('one count more or less is no cliff: the tail goes on between whole windows', () => {
  // 17 of 18 on three windows: I_0.4(2.83, 1.17) = 0.093; 38 of 39 on four: I_0.4(3.90, 1.10) = 0.033.
  expect(tailFrom((17 / 18) * 3, 3, 0.4)).toBeCloseTo(0.093, 3);
  expect(tailFrom((38 / 39) * 4, 4, 0.4)).toBeCloseTo(0.033, 3);
  expect(judgeWord(word(0.2, 18, 17, 3))).toEqual({ verdict: 'leans', side: 'low' });
  expect(judgeWord(word(0.2, 39, 38, 4))).toEqual({ verdict: 'contradicted', side: 'low' });
  for (const cases of [1, 3, 7])
    for (const chance of [0.2, 0.4, 0.8]) {
      for (let count = 0; count <= cases; count++)
        expect(tailFrom(count, cases, chance)).toBeCloseTo(
          chanceOfAtLeast(binomial(cases, chance), count),
          12,
        );
      let before = 1;
      for (let count = 0.01; count <= cases; count += 0.01) {
        const tail = tailFrom(count, cases, chance);
        expect(tail).toBeLessThanOrEqual(before + 1e-12);
        expect(before - tail).toBeLessThan(0.05);
        before = tail;
      }
    }
});

test('of fewer than three windows no word is withheld, however little it fits', () => {
  // 0.2² = 0.04: on two windows it leans, on three it is contradicted.
  expect(judgeWord(word(0, 4, 4, LEAST_WINDOWS - 1))).toEqual({ verdict: 'leans', side: 'low' });
  expect(judgeWord(word(0, 4, 4, LEAST_WINDOWS))).toEqual({ verdict: 'contradicted', side: 'low' });
});

const recordOf = (origins: number) => ({
  origins,
  words: [
    word(0.8, 71, 71, 4),
    word(0.6, 0, 0, 0),
    word(0.4, 12, 12, 3),
    word(0.2, 17, 17, 4),
    word(0, 7, 0, 3),
  ],
});

test('one function tells the word of a chance: withheld, with a remark, or as it is', () => {
  const verdicts = verdictsOf(recordOf(22));
  const told = (chance: number) => tellWord(chance, verdicts);
  expect(told(0.3)).toEqual({
    words: NOT_TOLD,
    isWithheld: true,
    against: {
      verdict: 'contradicted',
      side: 'low',
      words: verdictWords({ verdict: 'contradicted', side: 'low' }, word(0.2, 17, 17, 4), bandOf(0.3)),
    },
  });
  // Three windows, all met of at most 0.6: 0.216, nothing against it.
  expect(told(0.5)).toEqual({ words: bandOf(0.5).words, isWithheld: false, against: null });
  expect(told(0.9)).toEqual({ words: bandOf(0.9).words, isWithheld: false, against: null });
  // Each end of a band belongs to it.
  for (const { atLeast, words } of ASSURANCE) expect(tellWord(atLeast, NO_VERDICTS).words).toBe(words);
  expect(tellWord(-1e-18, NO_VERDICTS).words).toBe(bandOf(0).words);
});

test('a leaning word is told, with what leans', () => {
  const verdicts = verdictsOf({ origins: 9, words: [word(0.2, 17, 17, 3)] });
  const told = tellWord(0.25, verdicts);
  expect([told.words, told.isWithheld, told.against?.verdict]).toEqual([bandOf(0.25).words, false, 'leans']);
});

test('a record of too few past forecasts says nothing against any word', () => {
  expect(ENOUGH_ORIGINS).toBe(6);
  expect(verdictsOf(recordOf(ENOUGH_ORIGINS))[3]?.verdict).toBe('contradicted');
  expect(verdictsOf(recordOf(ENOUGH_ORIGINS - 1))).toEqual(NO_VERDICTS);
});

test('it is said in words, with the counts', () => {
  const low = word(0.2, 17, 17, 4);
  expect(verdictWords(judgeWord(low)!, low, bandOf(0.3)).zh).toBe('以往偏保守：说“低”17回，到了17回');
});
