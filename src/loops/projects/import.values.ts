// What stands in the cells of a project list → days, yuan, mu, exactly. What can be read in two ways is not read: it is asked, with a code. Pure.
import { decimal, decimalText, multiply } from '../../kernel/decimal.ts';
import { isDate } from '../../kernel/plainDate.ts';
import { dayOfSerial } from '../../plan/tables/cellFormat.ts';
import { findAmount, isBlank, plainText } from '../../plan/tableValues.ts';

export interface CellProblem {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}

/** A value, with what is to be said of it; or why there is none. */
export type ReadValue =
  | { readonly value: string; readonly note?: CellProblem }
  | { readonly problem: CellProblem };

const unread = (code: string, message: string, fix: string): ReadValue => ({
  problem: { code, message, fix },
});

/**
 * Undefined for an empty cell. Codes: day_unreadable, day_impossible, day_year_missing, day_year_short, day_month_only, day_order_unclear; day_from_serial as a note. `year` is
 * what the head or the title says, for days without one.
 */
export function readDay(
  text: string,
  { year, date1904 }: { readonly year: number | undefined; readonly date1904: boolean },
): ReadValue | undefined {
  if (isBlank(text)) return undefined;
  const told = inDigits(
    plainText(text)
      .replace(/[ T](上午|下午)?\d{1,2}[:时]\d{1,2}分?(:?\d{2}秒?(\.\d+)?)?Z?$/, '')
      .replace(/[ (]?(星期|周)[一二三四五六日天]\)?$/, '')
      .replaceAll(' ', ''),
  );
  const write = '写作 2021-03-05 或 2021年3月5日';
  const whole =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?$/.exec(told) ??
    /^((?:19|20)\d{2})(\d{2})(\d{2})$/.exec(told);
  if (whole) return dayOf(Number(whole[1]), Number(whole[2]), Number(whole[3]), text);
  if (/^\d{4}[-/.年]\d{1,2}月?(份|初|中旬|底|末)?$/.test(told) || /^\d{1,2}月(份|初|底|末)?$/.test(told))
    return unread('day_month_only', `“${text}”只有年月，没有日`, write);
  const short = /^(\d{1,2})月(\d{1,2})[日号]$/.exec(told);
  if (short && year === undefined)
    return unread(
      'day_year_missing',
      `“${text}”没有年份，表头和标题里也没有`,
      '在“怎么处理”的“没写年份的日期算”里选，或把年份写进表头',
    );
  if (short) return dayOf(year as number, Number(short[1]), Number(short[2]), text);
  if (/^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}$/.test(told))
    return unread('day_order_unclear', `“${text}”哪个是月、哪个是日，说不准`, write);
  if (/^\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?$/.test(told))
    return unread('day_year_short', `“${text}”的年份只有两位`, write);
  const serial = /^\d{5}$/.test(told) ? dayOfSerial(Number(told), date1904) : undefined;
  if (serial !== undefined) {
    const message = `“${text}”是 Excel 的日期序号，读作 ${serial}`;
    return { value: serial, note: { code: 'day_from_serial', message, fix: '不对的，把单元格设为日期格式' } };
  }
  return unread('day_unreadable', `“${text}”不是日期`, write);
}

const DIGITS = '零一二三四五六七八九';

/** 二〇二一年七月二十五日 → 2021年7月25日; what is written otherwise stays. */
function inDigits(text: string): string {
  const found =
    /^([零〇○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]$/.exec(
      text,
    );
  if (found === null) return text;
  const year = Array.from(found[1] ?? '', (sign) => Math.max(0, DIGITS.indexOf(sign))).join('');
  return `${year}年${underHundred(found[2] ?? '')}月${underHundred(found[3] ?? '')}日`;
}

function underHundred(text: string): number {
  const [tens, ones] = text.includes('十') ? text.split('十') : ['零', text];
  return 10 * (tens === '' ? 1 : DIGITS.indexOf(tens ?? '')) + Math.max(0, DIGITS.indexOf(ones ?? ''));
}

function dayOf(year: number, month: number, date: number, text: string): ReadValue {
  const day = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
  if (isDate(day)) return { value: day };
  return unread('day_impossible', `没有“${text}”这一天`, '改正日期');
}

/** Places that the point moves to the right, from the unit to yuan. */
export const MONEY_UNITS: Readonly<Record<string, number>> = {
  元: 0,
  千元: 3,
  万元: 4,
  百万元: 6,
  千万元: 7,
  亿元: 8,
};
const MONEY_ALIASES: Readonly<Record<string, string>> = {
  万: '万元',
  亿: '亿元',
  千万: '千万元',
  人民币: '元',
  元人民币: '元',
  万元人民币: '万元',
  亿元人民币: '亿元',
  '¥': '元',
};

/** Undefined for an empty cell. The cell's own unit goes before the column's. Codes: amount_unreadable, amount_unit_unclear, amount_currency, amount_too_fine, amount_too_large. */
export function readYuan(text: string, columnUnit: string | undefined): ReadValue | undefined {
  if (isBlank(text)) return undefined;
  const amount = findAmount(plainText(text).replace(/^[¥￥]/, ''));
  if (amount === undefined || amount.number.startsWith('-') || /^[≥>]/.test(plainText(text)))
    return unread('amount_unreadable', `“${text}”不是一个金额`, '只写数字，可带 万元、亿元');
  if (/美元|港元|港币|欧元|日元|USD|HKD/i.test(amount.unit))
    return unread('amount_currency', `“${text}”不是人民币`, '折成人民币再导入，按哪天的汇率由填报单位定');
  const unit = amount.unit === '' ? columnUnit : (MONEY_ALIASES[amount.unit] ?? amount.unit);
  if (unit === undefined)
    return unread(
      'amount_unit_unclear',
      `“${text}”是元、万元还是亿元，表头没有说`,
      '在这一列上选单位，或写进表头',
    );
  const places = MONEY_UNITS[unit];
  if (places === undefined)
    return unread('amount_unreadable', `不认识“${text}”的单位`, '用 元、万元 或 亿元');
  const yuan = shifted(amount.number, places);
  if (/\.\d{3,}$/.test(yuan))
    return unread('amount_too_fine', `“${text}”合 ${yuan} 元，不足一分的位数不收`, '按分取整');
  if ((yuan.split('.')[0] ?? '').length > 15) return unread('amount_too_large', `“${text}”太大`, '核对单位');
  return { value: yuan };
}

/** The decimal point moved to the right, exactly; no zeros that say nothing. */
function shifted(number: string, places: number): string {
  const [whole = '0', rest = ''] = number.split('.');
  const digits = whole + rest.padEnd(places, '0');
  const point = whole.length + places;
  const left = digits.slice(0, point).replace(/^0+(?=\d)/, '');
  const right = digits.slice(point).replace(/0+$/, '');
  return right === '' ? left : `${left}.${right}`;
}

/** Undefined for an empty cell. 公顷 are 15 mu. Codes: land_unreadable, land_unit_unclear. */
export function readMu(text: string, columnUnit: string | undefined): ReadValue | undefined {
  if (isBlank(text)) return undefined;
  const amount = findAmount(text);
  if (amount === undefined || amount.number.startsWith('-'))
    return unread('land_unreadable', `“${text}”不是面积`, '只写数字，可带 亩、公顷');
  const unit = amount.unit === '' ? columnUnit : amount.unit;
  if (unit === undefined)
    return unread('land_unit_unclear', `“${text}”是亩还是公顷，表头没有说`, '在这一列上选单位');
  const times = { 亩: 1, 公顷: 15, 万亩: 10_000 }[unit];
  if (times === undefined) return unread('land_unreadable', `不认识“${text}”的单位`, '用 亩 或 公顷');
  const mu = decimalText(multiply(decimal(amount.number), decimal(times)))
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
  if (!/^\d{1,8}(\.\d{1,4})?$/.test(mu))
    return unread('land_unreadable', `“${text}”合 ${mu} 亩，收不下`, '至多四位小数');
  return { value: mu };
}
