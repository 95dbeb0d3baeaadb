import { expect, test } from 'vitest';
import { typedDate } from './dateText.ts';

test.each([
  ['20210630', '2021-06-30'],
  ['2021-06-30', '2021-06-30'],
  ['2021/6/3', '2021-06-03'],
  ['2021.6.30', '2021-06-30'],
  ['2021年6月30日', '2021-06-30'],
  ['２０２１－６－３０', '2021-06-30'],
  [' 2021-6-30 ', '2021-06-30'],
])('the day %s is %s', (text, day) => expect(typedDate(text, 'date')).toBe(day));

test.each([
  ['202106', '2021-06'],
  ['2021年6月', '2021-06'],
  ['2021-6', '2021-06'],
])('the month %s is %s', (text, month) => expect(typedDate(text, 'month')).toBe(month));

test.each(['', '昨天', '06/30/2021', '2021', '202106', '2021-06', '2021-06-300'])(
  '%s is no day, and is left as it is',
  (text) => expect(typedDate(text, 'date')).toBe(text),
);

test('a day is no month', () => expect(typedDate('2021-06-30', 'month')).toBe('2021-06-30'));
