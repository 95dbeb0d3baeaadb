// Splits are exact, whole and fair whatever the weights; office time only moves forward.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, epochDay, fromEpochDay, parseDate } from '../../kernel/plainDate.ts';
import { OFFICE_MINUTES, officeTime } from './officeTime.ts';
import { apportion, apportionYuan, solveQuotas } from './quotas.ts';

const sum = (list: readonly bigint[]) => list.reduce((a, b) => a + b, 0n);
const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 60 });

test('apportion: the sum is exact, and every share is its exact share rounded up or down', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), weights, (total, list) => {
      const shares = apportion(total, list);
      expect(sum(shares)).toBe(total);
      const whole = sum(list);
      if (whole === 0n) return;
      list.forEach((weight, index) => {
        const floor = (total * weight) / whole;
        expect(shares[index]! - floor === 0n || shares[index]! - floor === 1n).toBe(true);
      });
    }),
  );
});

test('apportionYuan: exact, nobody without, round but for one remainder', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), weights, (total, list) => {
      const shares = apportionYuan(total, list);
      expect(sum(shares)).toBe(total);
      const count = BigInt(list.length);
      if (total >= count * 2n) for (const share of shares) expect(share > 0n).toBe(true);
      if (total >= count * 40_000_000n)
        expect(shares.filter((share) => share % 1_000_000n !== 0n).length).toBeLessThanOrEqual(1);
    }),
  );
});

test('solveQuotas: nested totals are all met, or refused', () => {
  const total = fc.record({ first: fc.nat(23), length: fc.integer({ min: 1, max: 12 }), value: fc.nat(400) });
  fc.assert(
    fc.property(fc.array(total, { maxLength: 6 }), (drawn) => {
      const totals = drawn.map(({ first, length, value }) => ({
        first,
        last: Math.min(23, first + length - 1),
        value,
        label: '',
      }));
      let solved: ReturnType<typeof solveQuotas>;
      try {
        solved = solveQuotas(24, totals, (month) => 50 + ((month * 37) % 90));
      } catch (problem) {
        expect(problem).toMatchObject({ code: 'rehearsal_published_conflict' });
        return;
      }
      for (const each of totals) {
        const met = solved.quota.slice(each.first, each.last + 1).reduce((a, b) => a + b, 0);
        expect(met + (solved.unmet.get(each) ?? 0)).toBe(each.value);
      }
      for (const quota of solved.quota) expect(Number.isInteger(quota) && quota >= 0).toBe(true);
    }),
  );
});

test('office time: order of positions is order of time, on working days only, never past a wall-clock bound', () => {
  const from = parseDate('2021-01-01');
  const calendar = {
    id: 'c',
    zone: 'Asia/Shanghai',
    publishedThrough: 2021,
    holidays: ['2021-01-01', '2021-02-11', '2021-02-12', '2021-02-15'].map(parseDate),
    makeUpDays: [parseDate('2021-02-07')],
  };
  const office = officeTime(calendar, 'Asia/Shanghai', from, parseDate('2021-12-31'));
  fc.assert(
    fc.property(fc.nat(300), fc.nat(200 * OFFICE_MINUTES), (offset, at) => {
      expect(office.msOf(at + 1)).toBeGreaterThan(office.msOf(at));
      expect(office.isWorking(office.dayOf(at))).toBe(true);
      const day = epochDay(addDays(from, offset));
      expect(office.dayOf(office.opening(day))).toBeGreaterThanOrEqual(day);
      const bound = office.before(day, '09:00');
      if (bound >= 0) {
        const nineShanghai = Date.parse(`${fromEpochDay(day)}T01:00:00Z`);
        expect(office.msOf(bound)).toBeLessThan(nineShanghai);
        expect(office.msOf(bound + 1)).toBeGreaterThanOrEqual(nineShanghai);
      }
    }),
  );
});
