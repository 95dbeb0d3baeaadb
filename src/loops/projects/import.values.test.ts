// Days and amounts against naive oracles: a day in every spelling is the day it was written from; an amount is digits and a moved point, by BigInt.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDay, readMu, readYuan } from './import.values.ts';

const day = (text: string, year?: number) => {
  const read = readDay(text, { year, date1904: false });
  return read === undefined ? undefined : 'problem' in read ? read.problem.code : read.value;
};
const yuan = (text: string, unit?: string) => {
  const read = readYuan(text, unit);
  return read === undefined ? undefined : 'problem' in read ? read.problem.code : read.value;
};

describe('days', () => {
  test('every spelling of a day is that day', () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date('1990-01-01T00:00:00Z'),
          max: new Date('2099-12-31T00:00:00Z'),
          noInvalidDate: true,
        }),
        (date) => {
          const iso = date.toISOString().slice(0, 10);
          const [y, m, d] = iso.split('-').map(Number) as [number, number, number];
          const serial = Math.round((Date.UTC(y, m - 1, d) - Date.UTC(1899, 11, 30)) / 86_400_000);
          const wide = (text: string) =>
            text.replaceAll(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
          for (const text of [
            iso,
            `${y}年${m}月${d}日`,
            `${y}.${m}.${d}`,
            `${y}/${m}/${d}`,
            `${y} 年 ${m} 月 ${d} 日`,
            iso.replaceAll('-', ''),
            wide(`${y}年${m}月${d}日`),
            `${iso} 08:30`,
            `${iso}T00:00:00Z`,
          ])
            expect(day(text)).toBe(iso);
          expect(day(`${m}月${d}日`, y)).toBe(iso);
          expect(day(String(serial))).toBe(iso);
          expect(readDay(String(serial - 1462), { year: undefined, date1904: true })).toMatchObject({
            value: iso,
          });
        },
      ),
    );
  });

  test('what is not one day is not read as one', () => {
    expect(day('3月5日')).toBe('day_year_missing');
    expect(day('21.3.5')).toBe('day_year_short');
    expect(day('2021年3月')).toBe('day_month_only');
    expect(day('2021.3')).toBe('day_month_only');
    expect(day('2021-02-30')).toBe('day_impossible');
    expect(day('2021.3.5-2021.6.1')).toBe('day_unreadable');
    expect(day('待定')).toBe('day_unreadable');
    expect(day('—')).toBeUndefined();
  });
});

describe('amounts', () => {
  test('an amount in any unit is its digits with the point moved, to the fen', () => {
    const units = { 元: 0, 千元: 3, 万元: 4, 亿元: 8, 万: 4, 亿: 8 } as const;
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 999_999n }),
        fc.nat(6),
        fc.constantFrom(...(Object.keys(units) as (keyof typeof units)[])),
        fc.boolean(),
        (digits, places, unit, inHead) => {
          const padded = String(digits).padStart(places + 1, '0');
          const text = places === 0 ? padded : `${padded.slice(0, -places)}.${padded.slice(-places)}`;
          // In hundredths of a fen's hundredth, so that nothing is lost: 10^-6 units of the unit.
          const scaled = digits * 10n ** BigInt(8 + units[unit] - places);
          const fen = scaled / 10n ** 6n;
          const exact = scaled % 10n ** 6n === 0n;
          const read = inHead
            ? yuan(text, unit === '万' ? '万元' : unit === '亿' ? '亿元' : unit)
            : yuan(`${text}${unit}`, '元');
          if (!exact) {
            expect(read).toBe('amount_too_fine');
            return;
          }
          const [whole, rest] = [
            fen / 100n,
            String(fen % 100n)
              .padStart(2, '0')
              .replace(/0+$/, ''),
          ];
          expect(read).toBe(rest === '' ? String(whole) : `${whole}.${rest}`);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('given commas, full width and spaces, the amount is read; without a unit it is asked', () => {
    expect(yuan('１２，０００．５ 万元')).toBe('120005000');
    expect(yuan('1,200', '万元')).toBe('12000000');
    expect(yuan('3亿', '万元')).toBe('300000000');
    expect(yuan('1200')).toBe('amount_unit_unclear');
    expect(yuan('约3亿元')).toBe('amount_unreadable');
    expect(yuan('500万美元')).toBe('amount_currency');
    expect(yuan('-3', '元')).toBe('amount_unreadable');
    expect(yuan('/')).toBeUndefined();
    expect(readMu('2.5公顷', '亩')).toEqual({ value: '37.5' });
    expect(readMu('86.5', undefined)).toMatchObject({ problem: { code: 'land_unit_unclear' } });
  });
});
