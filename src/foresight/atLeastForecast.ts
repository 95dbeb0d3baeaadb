// At least k of n members over a line by a year: the chance in words, or why none is told. Pure; the mathematics are levelForecast.ts.
import type { Words } from '../kernel/loop.ts';
import { chanceOfAtLeastK, chanceOfLevel, LEAST_YEARS, type YearValue } from './levelForecast.ts';
import { NO_VERDICTS, NOT_TOLD, tellWord } from './wordRecord.ts';

export interface AtLeastAsked {
  readonly amount?: string | undefined;
  readonly count?: number | undefined;
  /** How many members the target counts. */
  readonly outOf?: number | undefined;
}

export interface AtLeastTold {
  readonly count: number;
  readonly members: number;
  readonly p_met: number | null;
  readonly words: Words;
}

/** `members`: the whole years that stand, of each that reports the indicator. */
export function forecastAtLeast(
  { amount, count = 1, outOf }: AtLeastAsked,
  members: readonly (readonly YearValue[])[],
  year: number,
): AtLeastTold {
  const isMore = outOf !== undefined && members.length > outOf;
  const whole = members.filter((years) => years.length >= LEAST_YEARS).length;
  const chances = members.map((years) => chanceOfLevel(years, Number(amount ?? Number.NaN), year));
  const p_met =
    isMore || chances.length < Math.max(1, outOf ?? 1) || chances.includes(undefined)
      ? null
      : chanceOfAtLeastK(chances as number[], count);
  const told = { count, members: members.length, p_met };
  if (isMore) return { ...told, words: tooManyWords(members.length, outOf) };
  if (p_met === null) return { ...told, words: noBaseWords(whole, outOf) };
  // Of such targets nothing was told before: no record speaks against a word.
  const { words } = tellWord(p_met, NO_VERDICTS);
  return {
    ...told,
    words: {
      zh: `达标把握：${words.zh}（${year} 年；${TOGETHER.zh}）`,
      en: `assurance: ${words.en} (${year}; ${TOGETHER.en})`,
    },
  };
}

/** levelForecast.ts, SHARED. */
const TOGETHER: Words = {
  zh: '假定各成员的起落有一半是同涨同落',
  en: 'half of what moves a member is taken to move all',
};

/** Which of them the target means, nothing says. */
function tooManyWords(members: number, outOf: number | undefined): Words {
  return {
    zh: `${NOT_TOLD.zh}：报这个指标的有 ${members} 个，目标只算 ${outOf} 个，分不清是哪几个`,
    en: `${NOT_TOLD.en}: ${members} report this indicator, the target counts ${outOf} of them, and nothing says which`,
  };
}

function noBaseWords(whole: number, outOf: number | undefined): Words {
  const of =
    outOf === undefined
      ? { zh: '各成员', en: 'the members' }
      : { zh: `${outOf} 个成员`, en: `${outOf} members` };
  return {
    zh: `没有基数，${NOT_TOLD.zh}：${of.zh}里有至少 ${LEAST_YEARS} 个全年数的有 ${whole} 个`,
    en: `no base, ${NOT_TOLD.en}: of ${of.en} ${whole} have at least ${LEAST_YEARS} whole years`,
  };
}
