/**
 * What if: the chance to meet a floor target with something changed that a person can name: more leads, one stage at another speed, one county's pace. The same sum as the
 * forecast (outlook.ts), asked again from what it rests on; fast enough for a slider. At speed v a case's chance p becomes 1 − (1 − p)^v, its whole hazard times v.
 */
import { chanceOfAtLeast, quantile } from './countDistribution.ts';
import { lookAhead } from './outlook.ts';
import { atSpeed, type Speeds } from './speeds.ts';
import { tellWord, type WordTold, type WordVerdicts } from './wordRecord.ts';

export interface WhatIfGround {
  readonly needed: number;
  /** What the target's record says against each word. */
  readonly verdicts: WordVerdicts;
  readonly arrivals: { readonly mean: number; readonly dispersion: number };
  readonly speeds: Speeds;
  /** Claims that wait to be recognised. */
  readonly waiting: readonly number[];
  /** Chance of a case that begins on the day looked from. */
  readonly leadChance: number;
  readonly stages: readonly { readonly id: string; readonly name: string }[];
  readonly counties: readonly { readonly id: string; readonly name: string }[];
  /** Chance, place in `stages`, place in `counties`; −1 for none. */
  readonly cases: readonly (readonly [chance: number, stage: number, county: number])[];
}

export interface WhatIfChange {
  readonly leads: number;
  readonly stage: number;
  readonly stageSpeed: number;
  readonly county: number;
  readonly countySpeed: number;
}

export const NO_CHANGE: WhatIfChange = { leads: 0, stage: -1, stageSpeed: 1, county: -1, countySpeed: 1 };

export interface WhatIfAnswer {
  readonly chance: number;
  /** Told as everywhere of this target: a word that its record contradicts is withheld. */
  readonly word: WordTold;
  /** Still to come: median, and the middle eight tenths, as the forecast tells them. */
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

export function chanceIf(ground: WhatIfGround, change: WhatIfChange): WhatIfAnswer {
  const chances = ground.cases.map(([chance, stage, county]) => {
    const speed =
      (stage >= 0 && stage === change.stage ? change.stageSpeed : 1) *
      (county >= 0 && county === change.county ? change.countySpeed : 1);
    return atSpeed(chance, speed);
  });
  const leads = Array.from({ length: Math.max(0, Math.round(change.leads)) }, () => ground.leadChance);
  const { counts } = lookAhead({
    chances: [...chances, ...leads],
    settled: ground.waiting,
    arrivals: ground.arrivals,
    speeds: ground.speeds,
  });
  const chance = chanceOfAtLeast(counts, ground.needed);
  return {
    chance,
    word: tellWord(chance, ground.verdicts),
    p10: quantile(counts, 0.1),
    p50: quantile(counts, 0.5),
    p90: quantile(counts, 0.9),
  };
}
