// Where a target stands: the published figures of the seed's half-year, the words of the cockpit, and the edges of time and amount.
import { describe, expect, test } from 'vitest';
import { decimal } from '../../kernel/decimal.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { expectedAmount, judgeTarget, type TargetQuestion } from './targets.judge.ts';

const date = (text: string): PlainDate => text as PlainDate;
const year: TargetQuestion['target'] = {
  kind: 'floor',
  amount: '1000',
  unit: '个',
  from: date('2021-01-01'),
  to: date('2021-12-31'),
  pace: 'linear',
};
const judge = (value: string, over: Partial<TargetQuestion['target']> = {}, asOf = '2021-06-30') =>
  judgeTarget({ target: { ...year, ...over }, value: decimal(value), asOf: date(asOf) });

test('新引进 426 of 1000 at half-year: 42.6 %, 7.4 points behind, yellow', () => {
  expect(
    judgeTarget({
      target: year,
      value: decimal('426'),
      asOf: date('2021-06-30'),
      previousMonthValue: decimal('350'),
    }),
  ).toEqual({
    completionPct: '42.6',
    timePct: '50.0',
    gapPoints: '-7.4',
    remaining: '574',
    monthlyNeeded: '95.7',
    monthlySoFar: '71',
    change: '76',
    light: 'yellow',
    cause: { zh: '完成率42.6%，低于序时7.4个百分点', en: '42.6%, 7.4 points below the pace' },
    sentence: {
      zh: '还差574个,月均需95.7个,上半年月均71个',
      en: '574 to go, 95.7 a month needed, 71 a month so far',
    },
  });
});

test('新开工 301 of 600 and 新竣工 265 of 500: green, ahead', () => {
  expect(judge('301', { amount: '600' })).toMatchObject({
    completionPct: '50.2',
    gapPoints: '0.2',
    remaining: '299',
    monthlyNeeded: '49.8',
    light: 'green',
  });
  expect(judge('265', { amount: '500' })).toMatchObject({
    completionPct: '53.0',
    gapPoints: '3.0',
    light: 'green',
    cause: { zh: '完成率53.0%，高于序时3.0个百分点' },
  });
});

test('新投产 is grey: not published', () => {
  const judged = judgeTarget({ target: year, value: 'not_published', asOf: date('2021-06-30') });
  expect(judged).toMatchObject({
    light: 'grey',
    completionPct: null,
    timePct: '50.0',
    gapPoints: null,
    cause: { zh: '未公布' },
  });
  expect(judgeTarget({ target: year, value: 'no_engine_yet', asOf: date('2021-06-30') }).light).toBe('grey');
});

test('三明 January to May: 48.5 % of the plan is 6.9 points ahead of 5/12', () => {
  expect(judge('485', {}, '2021-05-31')).toMatchObject({
    completionPct: '48.5',
    timePct: '41.7',
    gapPoints: '6.8',
  });
  // The bulletin subtracted a pace cut to 41.6; ours is subtracted before anything is rounded, so it says 6.8.
});

describe('thresholds are the rule’s own, judged before rounding', () => {
  const rule = { yellowBelowPoints: '-2', redBelowPoints: '-7.4' };
  const light = (value: string) =>
    judgeTarget({ target: year, lightRule: rule, value: decimal(value), asOf: date('2021-06-30') }).light;
  test('at the threshold is not below it', () => {
    expect(light('480')).toBe('green');
    expect(light('479.9')).toBe('yellow');
    expect(light('426')).toBe('yellow');
    expect(light('425.9')).toBe('red');
  });
  test('a gap that rounds to zero is still below the pace', () => {
    expect(judge('499.9')).toMatchObject({ gapPoints: '0.0', light: 'yellow' });
    expect(judge('500')).toMatchObject({
      gapPoints: '0.0',
      light: 'green',
      cause: { zh: '完成率50.0%，与序时持平' },
    });
  });
});

describe('time', () => {
  test('before the start: nothing is due', () => {
    expect(judge('0', {}, '2020-12-31')).toMatchObject({ timePct: '0.0', light: 'grey', monthlySoFar: null });
  });
  test('within a month: by days, both ends included', () => {
    expect(judge('0', {}, '2021-01-15').timePct).toBe('4.1');
    expect(judge('100', {}, '2021-06-15')).toMatchObject({
      timePct: '45.5',
      monthlyNeeded: '138.5',
      monthlySoFar: '18.2',
      sentence: { zh: '还差900个,月均需138.5个,此前月均18.2个' },
    });
  });
  test('a target that does not begin with a month goes by days', () => {
    expect(judge('0', { from: date('2021-01-16') }, '2021-06-30').timePct).toBe('47.4');
  });
  test('over and not met: red', () => {
    expect(judge('999', {}, '2021-12-31')).toMatchObject({
      timePct: '100.0',
      light: 'red',
      remaining: '1',
      monthlyNeeded: null,
      sentence: { zh: '到期,还差1个' },
    });
    expect(judge('999', {}, '2022-03-01')).toMatchObject({ timePct: '100.0', light: 'red' });
    // 99.96 % is not 100.0 % while the target is not met.
    expect(judge('999.6', {}, '2021-12-31')).toMatchObject({ completionPct: '99.9', light: 'red' });
  });
  test('months after the term are not averaged over', () => {
    expect(judge('900', {}, '2022-02-28').monthlySoFar).toBe('75');
    expect(judge('900', {}, '2021-12-31').monthlySoFar).toBe('75');
  });
  test('the words for what has passed', () => {
    const words = (asOf: string) =>
      judge('12', {}, asOf)
        .sentence.zh.split(',')[2]
        ?.replace(/月均.*/, '');
    expect(['2021-01-31', '2021-02-28', '2021-03-31', '2021-09-30', '2021-10-15'].map(words)).toEqual([
      '1月',
      '前2个月',
      '一季度',
      '前三季度',
      '此前',
    ]);
  });
});

describe('amount', () => {
  test('over 100 %: met, nothing left', () => {
    expect(judge('1023')).toMatchObject({
      completionPct: '102.3',
      gapPoints: '52.3',
      remaining: '0',
      monthlyNeeded: '0',
      light: 'green',
      sentence: { zh: '已完成,超出23个' },
    });
    expect(judge('1000')).toMatchObject({
      completionPct: '100.0',
      light: 'green',
      sentence: { zh: '已完成' },
    });
    expect(judge('1000', {}, '2021-12-31').light).toBe('green');
  });
  test('zero, negative or no target: no rate, grey', () => {
    for (const amount of ['0', '0.00', '-5', undefined]) {
      expect(judge('5', { amount })).toMatchObject({ completionPct: null, gapPoints: null, light: 'grey' });
    }
  });
  test('decimals are exact', () => {
    expect(judge('905.8', { amount: '2000', unit: '亿元' })).toMatchObject({
      completionPct: '45.3',
      remaining: '1094.2',
      monthlyNeeded: '182.4',
    });
  });
  test('kinds that are only shown', () => {
    expect(judge('2800', { kind: 'level', amount: '3000', from: undefined, to: undefined })).toMatchObject({
      completionPct: '93.3',
      timePct: null,
      gapPoints: null,
      light: 'grey',
      sentence: { zh: '还差200个' },
    });
  });
});

describe('stepped pace: 全年开工 80，七一前 45、国庆前再 15、元旦前再 20', () => {
  const target = {
    amount: '80',
    pace: [
      { by: date('2021-06-30'), amount: '45' },
      { by: date('2021-09-30'), amount: '60' },
      { by: date('2021-12-31'), amount: '80' },
    ],
  };
  test('holds what its last node asked for', () => {
    expect(judge('40', target, '2021-06-29')).toMatchObject({ timePct: '0.0', light: 'green' });
    expect(judge('40', target, '2021-06-30')).toMatchObject({
      timePct: '56.3',
      gapPoints: '-6.3',
      light: 'yellow',
    });
    expect(judge('45', target, '2021-08-15')).toMatchObject({
      timePct: '56.3',
      gapPoints: '0.0',
      light: 'green',
    });
    expect(judge('45', target, '2021-09-30')).toMatchObject({
      timePct: '75.0',
      gapPoints: '-18.8',
      light: 'red',
    });
  });
  test('as amounts, for the line in the trend', () => {
    const at = (asOf: string) => expectedAmount({ ...year, ...target }, date(asOf));
    expect([at('2021-03-31'), at('2021-07-31'), at('2021-12-31')]).toEqual(['0', '45', '80']);
    expect(expectedAmount(year, date('2021-01-31'))).toBe('83.3');
  });
});
