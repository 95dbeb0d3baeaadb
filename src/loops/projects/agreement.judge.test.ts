// Given what an agreement promised and what was recorded, then each term with its day, whether it is late, and never a sum of the two.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimalText } from '../../kernel/decimal.ts';
import { addDays, daysBetween, type PlainDate } from '../../kernel/plainDate.ts';
import { type AgreedTerm, judgeAgreement, type Recorded } from './agreement.judge.ts';
import type { FigureRow } from './course.rows.ts';
import { projectRulesSection } from './projectRules.plan.ts';
import type { InvestmentRow } from './projects.rows.ts';

const kinds = projectRulesSection.schema.parse({
  agreementTerms: [
    {
      id: 'investment',
      title: '投资',
      value: 'amount',
      unit: '元',
      against: { investment: 'actual' },
      dueWith: 'madeOn',
    },
    {
      id: 'jobs',
      title: '用工',
      value: 'amount',
      unit: '人',
      against: { figure: 'jobs' },
      dueWith: 'madeOn',
    },
    { id: 'cleared', title: '征地', value: 'amount', unit: '亩', against: { figure: 'landMu' } },
    { id: 'tax', title: '亩均税收', value: 'amount', unit: '元/亩', dueWith: 'madeOn' },
    { id: 'startOn', title: '开工', value: 'date', against: { node: 'started' } },
    { id: 'madeOn', title: '投产', value: 'date', against: { node: 'inProduction' } },
  ],
}).agreementTerms;

const day = (text: string) => text as PlainDate;
const amount = (term: string, value: string): AgreedTerm => ({ term, amount: value, day: null });
const date = (term: string, on: string): AgreedTerm => ({ term, amount: null, day: day(on) });
const node = (milestone: string, on: string, counted = true) => ({ milestone, occurredOn: day(on), counted });
const invested = (month: string, yuan: string, over: Partial<InvestmentRow> = {}): InvestmentRow => ({
  report: month,
  rootReport: month,
  measure: 'actual',
  month,
  unit: 'a',
  occurredOn: day(`${month}-28`),
  amountYuan: yuan,
  stands: true,
  ...over,
});
const figure = (name: string, month: string, value: string): FigureRow => ({
  report: `${name} ${month}`,
  rootReport: `${name} ${month}`,
  figure: name,
  month,
  of: null,
  unit: 'a',
  occurredOn: day(`${month}-28`),
  value,
  stands: true,
});
const nothing: Recorded = { milestones: [], figures: [], investments: [] };
const judge = (terms: readonly AgreedTerm[], recorded: Partial<Recorded>, asOf = '2021-06-30') =>
  judgeAgreement(terms, kinds, { ...nothing, ...recorded }, day(asOf));

describe('a day that was agreed', () => {
  const cases: readonly (readonly [
    what: string,
    on: string | undefined,
    asOf: string,
    state: string,
    lateDays: number,
  ])[] = [
    ['its day has not come', undefined, '2021-05-01', 'open', 0],
    ['it is due today', undefined, '2021-06-01', 'open', 0],
    ['it has passed', undefined, '2021-06-11', 'late', 10],
    ['it was met on the day', '2021-06-01', '2021-06-30', 'met', 0],
    ['it was met late, and stays so', '2021-06-05', '2021-12-31', 'metLate', 4],
    ['it was met later than asOf looks', '2021-06-05', '2021-06-03', 'late', 2],
  ];
  test.each(cases)('%s', (_what, on, asOf, state, lateDays) => {
    const milestones = on === undefined ? [] : [node('started', on)];
    const [told] = judge([date('startOn', '2021-06-01')], { milestones }, asOf);
    expect([told?.state, told?.lateDays, told?.dueOn]).toEqual([state, lateDays, '2021-06-01']);
  });
  test('a claim that does not count is no start', () => {
    const [told] = judge([date('startOn', '2021-06-01')], {
      milestones: [node('started', '2021-05-20', false)],
    });
    expect(told).toMatchObject({ state: 'late', recorded: null });
  });
});

describe('an amount that was agreed', () => {
  const terms = [
    amount('investment', '100'),
    amount('jobs', '50'),
    amount('tax', '9'),
    date('madeOn', '2021-06-10'),
  ];
  test('stands beside what was told, up to its month, and falls due with the day agreed', () => {
    const investments = [
      invested('2021-04', '30'),
      invested('2021-05', '20'),
      invested('2021-05', '900', { stands: false }),
      invested('2021-05', '700', { measure: 'financing' }),
      invested('2021-07', '500'),
    ];
    const [investment, jobs, tax] = judge(terms, { investments, figures: [figure('jobs', '2021-05', '60')] });
    expect(investment).toMatchObject({
      state: 'late',
      dueOn: '2021-06-10',
      lateDays: 20,
      recordedThrough: '2021-05',
    });
    expect([decimalText(investment!.recorded as never), decimalText(investment!.agreed as never)]).toEqual([
      '50',
      '100',
    ]);
    expect(jobs).toMatchObject({ state: 'met', lateDays: 0, recordedThrough: '2021-05' });
    // Nothing in the plan records the tax: that is said, and it is not zero, nor late.
    expect(tax).toMatchObject({ state: 'unrecorded', recorded: null, lateDays: 0 });
  });
  test('nothing told is not zero; without an agreed day nothing is late', () => {
    const [cleared] = judge([amount('cleared', '10')], {});
    expect(cleared).toMatchObject({ state: 'open', recorded: null, dueOn: null, lateDays: 0 });
    const figures = [figure('landMu', '2021-04', '6'), figure('landMu', '2021-05', '5')];
    const [summed] = judge([amount('cleared', '10')], { figures });
    expect(summed?.state).toBe('met');
    expect(decimalText(summed!.recorded as never)).toBe('11');
  });
  test('a level that fell again is what it is now', () => {
    const figures = [figure('jobs', '2021-04', '60'), figure('jobs', '2021-05', '40')];
    const [jobs] = judge([amount('jobs', '50'), date('madeOn', '2021-06-10')], { figures });
    expect(jobs).toMatchObject({ state: 'late', recordedThrough: '2021-05' });
  });
});

test('what is recorded is the sum of the months and of nothing else, whatever was agreed; met and late as a naive count has it', () => {
  const month = (n: number) => `2021-${String(n).padStart(2, '0')}`;
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 8 }),
      fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 8, maxLength: 8 }),
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 0, max: 400 }),
      (months, values, agreed, dueAfter, after) => {
        const [due, asOf] = [addDays(day('2021-01-01'), dueAfter), addDays(day('2021-01-01'), after)];
        const investments = months.map((n, at) => invested(month(n), String(values[at])));
        const [told] = judgeAgreement(
          [amount('investment', String(agreed)), date('madeOn', due)],
          kinds,
          { ...nothing, investments },
          asOf,
        );
        const seen = investments
          .filter(({ occurredOn }) => occurredOn <= asOf)
          .toSorted((a, b) => (a.month < b.month ? -1 : 1));
        let total = 0;
        let on: PlainDate | undefined;
        for (const { amountYuan, occurredOn } of seen) {
          total += Number(amountYuan);
          if (total >= agreed) on ??= occurredOn;
        }
        expect(told?.recorded === null ? null : decimalText(told!.recorded as never)).toBe(
          seen.length === 0 ? null : String(total),
        );
        const late = Math.max(0, daysBetween(due, on ?? asOf));
        expect(told?.lateDays).toBe(late);
        expect(told?.state).toBe(
          on === undefined ? (late > 0 ? 'late' : 'open') : late > 0 ? 'metLate' : 'met',
        );
      },
    ),
  );
});
