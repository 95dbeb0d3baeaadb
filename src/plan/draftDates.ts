/**
 * By when, as a policy text says it: 到2025年, 6月底前, 上半年, 年内, 未来3年, “十四五”末. A date is proposed only when the words and the
 * plan's year give it whole; otherwise the field stays open.
 */
import { endOfMonth, isDate, type PlainDate, parseDate } from '../kernel/plainDate.ts';

export interface ByWhen {
  readonly from?: PlainDate;
  readonly to?: PlainDate;
  /** 未来3年: so many years, from a day that the text does not give. */
  readonly years?: number;
}

// At most two digits: 2021年内 is a year. Bounded before, too, so that a long run of digits is looked at once.
const SPAN =
  /(?:未来|今后|接下来)([\d一二两三四五六七八九十]{1,3})年|(?<![\d一二两三四五六七八九十])(\d{1,2}|[一二两三四五六七八九十]{1,3})年(?:内|时间)/;

/** Of the words of one clause; the nearest to its end counts. `year` is the plan's, undefined when unknown. */
export function byWhen(words: string, year: number | undefined): ByWhen {
  const span = SPAN.exec(words);
  if (span) return { years: numberOf(span[1] ?? span[2]!) };
  const day = /(?:(20\d\d)年)?(\d{1,2})月(\d{1,2})日/.exec(words);
  if (day) return to(dateText(day[1] ?? year, day[2]!, day[3]!));
  const month = /(?:(20\d\d)年)?(\d{1,2})月(?:份|底|末)?[前内]?/.exec(words);
  if (month && !/^\d+月\d*[-—至到]/.test(month[0]))
    return to(endOf(dateText(month[1] ?? year, month[2]!, '1')));
  const quarter = /(?:(20\d\d)年)?第?([一二三四])季度/.exec(words);
  if (quarter)
    return to(endOf(dateText(quarter[1] ?? year, String('一二三四'.indexOf(quarter[2]!) * 3 + 3), '1')));
  const half = /(20\d\d)年上半年/.exec(words);
  if (half) return to(dateText(half[1], '6', '30'));
  const named = /(到|至|于|在)?(20\d\d)年(底|末|前)?/.exec(words);
  // A year by itself is all of it; 到2025年 only says by when.
  if (named) return named[1] || named[3] ? to(dateText(named[2], '12', '31')) : wholeYear(Number(named[2]));
  if (/上半年/.test(words)) return to(dateText(year, '6', '30'));
  const plan = /[“"]?十([二三四五六])五[”"]?(?:末|期末|时期|期间)/.exec(words);
  // The eleventh five-year plan ended in 2010.
  if (plan) return to(dateText(2010 + 5 * '一二三四五六'.indexOf(plan[1]!), '12', '31'));
  if (/年内|全年|年底|年末|今年|本年|当年/.test(words) && year !== undefined) return wholeYear(year);
  return {};
}

function wholeYear(year: number): ByWhen {
  return { from: parseDate(`${year}-01-01`), to: parseDate(`${year}-12-31`) };
}

function to(date: PlainDate | undefined): ByWhen {
  return date === undefined ? {} : { to: date };
}

function dateText(year: string | number | undefined, month: string, day: string): PlainDate | undefined {
  if (year === undefined) return undefined;
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isDate(text) ? text : undefined;
}

function endOf(date: PlainDate | undefined): PlainDate | undefined {
  return date === undefined ? undefined : endOfMonth(date);
}

/** 一 to 九十九 and Arabic digits: spans of years and counts are never longer. */
export function numberOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  const digit = (mark: string | undefined) =>
    mark === undefined || mark === '' ? 0 : '零一二三四五六七八九'.indexOf(mark.replace('两', '二'));
  const ten = text.indexOf('十');
  if (ten < 0) return digit(text);
  return (ten === 0 ? 1 : digit(text[0])) * 10 + digit(text[ten + 1]);
}
