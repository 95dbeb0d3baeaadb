// 达标把握 in words: the thresholds, in one place and as data. A word comes first; the number is for whoever opens it.
import type { Words } from '../kernel/loop.ts';

export interface AssuranceBand {
  readonly atLeast: number;
  readonly words: Words;
}

/** From the highest down; the last holds from 0. */
export const ASSURANCE: readonly AssuranceBand[] = [
  { atLeast: 0.8, words: { zh: '高', en: 'high' } },
  { atLeast: 0.6, words: { zh: '较高', en: 'fairly high' } },
  { atLeast: 0.4, words: { zh: '中', en: 'even' } },
  { atLeast: 0.2, words: { zh: '低', en: 'low' } },
  { atLeast: 0, words: { zh: '很低', en: 'very low' } },
];

export function assuranceOf(chance: number): Words {
  return bandOf(chance).words;
}

export function bandOf(chance: number): AssuranceBand {
  return ASSURANCE.find((band) => chance >= band.atLeast) ?? ASSURANCE[ASSURANCE.length - 1]!;
}
