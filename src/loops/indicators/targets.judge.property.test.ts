// judgeTarget against a naive oracle in floating point, which is right to far more places than are shown, and laws that hold without one.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimal } from '../../kernel/decimal.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { judgeTarget, type TargetQuestion } from './targets.judge.ts';

const DAY = 86_400_000;
const day = (n: number): PlainDate =>
  new Date(Date.UTC(2021, 0, 1) + n * DAY).toISOString().slice(0, 10) as PlainDate;
const at = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY;
const yearTarget = (amount: number): TargetQuestion['target'] => ({
  kind: 'floor',
  amount: String(amount),
  unit: '个',
  from: day(0),
  to: day(364),
  pace: 'linear',
});
const question = fc.record({
  amount: fc.integer({ min: 1, max: 5000 }),
  value: fc.integer({ min: 0, max: 6000 }),
  on: fc.integer({ min: 0, max: 363 }),
});

/** Share of the year, as domain.md §4.3 says it. */
function share(on: PlainDate): number {
  const next = new Date((at(on) + 1) * DAY);
  if (next.getUTCDate() === 1) return next.getUTCFullYear() === 2022 ? 1 : next.getUTCMonth() / 12;
  return (at(on) - at('2020-12-31')) / 365;
}

/** Distance to what is shown is at most half of its last place. */
function near(shown: string | null, exact: number): void {
  expect(Math.abs(Number(shown) - exact)).toBeLessThanOrEqual(0.05 + 1e-9);
}

test('figures are those of a naive reckoning', () => {
  fc.assert(
    fc.property(question, ({ amount, value, on }) => {
      const asOf = day(on);
      const judged = judgeTarget({ target: yearTarget(amount), value: decimal(value), asOf });
      const gap = (value / amount - share(asOf)) * 100;
      // Below the target it is never told as 100.0: up to 99.9x stands as 99.9.
      const isHeld = value < amount && judged.completionPct === '99.9';
      if (!isHeld) near(judged.completionPct, (value / amount) * 100);
      near(judged.timePct, share(asOf) * 100);
      near(judged.gapPoints, gap);
      expect(Number(judged.remaining)).toBe(Math.max(0, amount - value));
      if (value >= amount) expect(judged.light).toBe('green');
      else if (Math.abs(gap) > 1e-9 && Math.abs(gap + 10) > 1e-9) {
        expect(judged.light).toBe(gap < -10 ? 'red' : gap < 0 ? 'yellow' : 'green');
      }
    }),
  );
});

test('what is needed a month, over the months that are left, is what remains', () => {
  fc.assert(
    fc.property(question, ({ amount, value, on }) => {
      const asOf = day(on);
      const judged = judgeTarget({ target: yearTarget(amount), value: decimal(value), asOf });
      const month = Number(asOf.slice(5, 7));
      const length = new Date(Date.UTC(2021, month, 0)).getUTCDate();
      const passed = month - 1 + Number(asOf.slice(8)) / length;
      near(judged.monthlyNeeded, Math.max(0, amount - value) / (12 - passed));
      near(judged.monthlySoFar, value / passed);
    }),
  );
});

test('more done is never a worse light, and a later day never a better one', () => {
  const order = ['red', 'yellow', 'green'];
  fc.assert(
    fc.property(question, fc.nat(500), fc.nat(100), ({ amount, value, on }, more, later) => {
      const light = (done: number, n: number) =>
        order.indexOf(judgeTarget({ target: yearTarget(amount), value: decimal(done), asOf: day(n) }).light);
      expect(light(value + more, on)).toBeGreaterThanOrEqual(light(value, on));
      // By months and by days are two reckonings (§4.3), so days are compared with days: no end of a month on either side.
      const isMonthEnd = (n: number): boolean => day(n).slice(5, 7) !== day(n + 1).slice(5, 7);
      const then = Math.min(on + later, 363);
      if (!isMonthEnd(on) && !isMonthEnd(then))
        expect(light(value, then)).toBeLessThanOrEqual(light(value, on));
    }),
  );
});
