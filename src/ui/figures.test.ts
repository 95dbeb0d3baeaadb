// Figures as they are written: by size, without floats, half up at every edge between two units.
import { describe, expect, it } from 'vitest';
import {
  amountText,
  compareDecimals,
  dayText,
  grouped,
  instantText,
  periodText,
  signed,
  signOf,
  tellTimeIn,
  yuanBySize,
  yuanFromWan,
} from './figures.ts';

const zh = (yuan: string) => {
  const { value, unit } = yuanBySize(yuan, 'zh');
  return value + unit;
};

describe('figures', () => {
  it('groups thousands and keeps every digit', () => {
    expect(grouped('1234567.890')).toBe('1,234,567.890');
    expect(grouped('-1234')).toBe('−1,234');
    expect(grouped('12345678901234567890123')).toBe('12,345,678,901,234,567,890,123');
    expect(grouped('0.5')).toBe('0.5');
    expect(grouped(null)).toBe('—');
    expect(grouped('约三成')).toBe('约三成');
  });

  it('signs a difference, and a zero not at all', () => {
    expect(signed('0.2')).toBe('+0.2');
    expect(signed('-7.4')).toBe('−7.4');
    expect(signed('+6.2')).toBe('+6.2');
    expect(signed('0.0')).toBe('0.0');
    expect(signed('-0.0')).toBe('0.0');
    expect(signOf('−7.4')).toBe(-1);
    expect(signOf('x')).toBeUndefined();
  });

  it('writes the published sums as they were published', () => {
    expect(zh('90580000000')).toBe('905.8亿元');
    expect(zh('32060000000')).toBe('320.6亿元');
    expect(zh('1200000000')).toBe('12.00亿元');
  });

  it('takes the larger unit when rounding would reach it', () => {
    expect(zh('9999.4')).toBe('9,999元');
    expect(zh('9999.5')).toBe('1.0万元');
    expect(zh('9999499.99')).toBe('999.9万元');
    expect(zh('9999500')).toBe('1,000万元');
    expect(zh('99994999')).toBe('9,999万元');
    expect(zh('99995000')).toBe('1.00亿元');
    expect(zh('9999500000')).toBe('100.0亿元');
    expect(zh('-1234500000')).toBe('−12.35亿元');
    expect(zh('0')).toBe('0元');
  });

  it('writes English sums in thousands, millions and billions', () => {
    expect(amountText('90580000000', '元', 'en')).toBe('90.58 bn yuan');
    expect(amountText('42100000', '元', 'en')).toBe('42.1 m yuan');
    expect(amountText('426', '个', 'en')).toBe('426');
    expect(amountText('42.6', '%', 'zh')).toBe('42.6%');
    expect(amountText(null, '元', 'zh')).toBe('—');
  });

  it('reads 万元 as exact yuan, and refuses what is no amount', () => {
    expect(yuanFromWan('12000')).toBe('120000000');
    expect(yuanFromWan('1,234.5')).toBe('12345000');
    expect(yuanFromWan('0.000001')).toBe('0.01');
    expect(yuanFromWan('0.0000001')).toBeUndefined();
    expect(yuanFromWan('-5')).toBeUndefined();
    expect(yuanFromWan('1e5')).toBeUndefined();
    expect(yuanFromWan('')).toBeUndefined();
  });

  it('orders decimals by value, and what is not known last', () => {
    const list = ['10', '9.95', null, '-1', '1000'];
    expect([...list].sort(compareDecimals)).toEqual(['-1', '9.95', '10', '1000', null]);
    expect(compareDecimals('1.0', '1')).toBe(0);
  });

  it('writes days, instants and periods', () => {
    expect(dayText('2021-07-09', 'zh', '2021-06-30')).toBe('7月9日');
    expect(dayText('2020-12-31', 'zh', '2021-06-30')).toBe('2020年12月31日');
    expect(dayText('2021-07-09', 'en', '2021-06-30')).toBe('Jul 9');
    tellTimeIn('Asia/Shanghai');
    expect(instantText('2021-07-09T01:12:33.123Z')).toBe('2021-07-09 09:12');
    expect(instantText('2021-07-08T16:00:00.000Z')).toBe('2021-07-09 00:00');
    expect(instantText('2021-07-09')).toBe('2021-07-09');
    expect(periodText('2021-H1', 'zh')).toBe('2021年上半年');
    expect(periodText('2021-H1', 'en')).toBe('2021-H1');
    expect(periodText('half a year', 'zh')).toBe('half a year');
  });
});
