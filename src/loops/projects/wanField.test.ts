// Money and codes as a person types them into a form.
import { expect, test } from 'vitest';
import { creditCodeFaultTyped, creditCodeOf } from './creditCodeField.tsx';
import { yuanOf } from './wanField.tsx';

test.each([
  ['12000', '120000000'],
  ['86.5', '865000'],
  ['1,200', '12000000'],
  ['3.6亿', '360000000'],
  ['3.6 亿元', '360000000'],
  ['5000万', '50000000'],
  ['800000元', '800000'],
  ['八千', undefined],
  ['', undefined],
  ['5美元', undefined],
  ['-5', undefined],
])('%s, in 万元 unless it says its unit', (typed, yuan) => {
  expect(yuanOf(typed)).toBe(yuan);
});

test('a code is read without spaces and in capitals, and refused where its check digit is wrong', () => {
  // Of GB 32100-2015 itself, annex A.
  expect(creditCodeOf(' 91350100m000100y43 ')).toBe('91350100M000100Y43');
  expect(creditCodeFaultTyped('91350100m000100y43')).toBeUndefined();
  expect(creditCodeFaultTyped('91350100M000100Y44')?.message).toContain('校验位');
  expect(creditCodeFaultTyped('9135010')?.message).toContain('18 位');
  // Left out, it is not asked for.
  expect(creditCodeFaultTyped('')).toBeUndefined();
});
