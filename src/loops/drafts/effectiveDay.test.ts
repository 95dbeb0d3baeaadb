import { expect, test } from 'vitest';
import { monthsJudgedAnew } from './effectiveDay.ts';

test.each([
  ['2021-06-01', '2021-07-09', { first: '2021-06', last: '2021-06' }],
  ['2021-06-30', '2021-07-01', { first: '2021-06', last: '2021-06' }],
  ['2021-11-05', '2022-01-02', { first: '2021-11', last: '2021-12' }],
  ['2021-07-01', '2021-07-09', undefined],
  ['2021-08-01', '2021-07-09', undefined],
  ['', '2021-07-09', undefined],
])('from %s, looked at on %s', (from, today, months) => {
  expect(monthsJudgedAnew(from, today)).toEqual(months);
});
