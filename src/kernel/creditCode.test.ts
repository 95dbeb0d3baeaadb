import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { creditCheckDigit, organizationCheckDigit, validateCreditCode } from './creditCode.ts';

const codesOf = (text: string) => validateCreditCode(text).map((finding) => finding.code);

test.each(['91350100M000100Y43', '11441200007141797Q'])('%s is sound', (text) => {
  expect(validateCreditCode(text)).toEqual([]);
});

describe('warnings', () => {
  test.each([
    ['91350100M000100Y4Z', ['credit_code_form']], // there is no Z
    ['91350100M000100Y44', ['credit_code_check_digit']],
    ['91350100M000100Y4', ['credit_code_form']],
    ['91350100M000100Y433', ['credit_code_form']],
    ['', ['credit_code_form']],
    ['9135O100M000100Y43', ['credit_code_form']], // the letter O for a zero
    ['91350100m000100y43', ['credit_code_written']],
    [' 91350100 M000100Y43', ['credit_code_written']],
    ['91350100M000100Y53', ['credit_code_check_digit', 'credit_code_inner_check_digit']],
  ])('%s: %j', (text, codes) => expect(codesOf(text)).toEqual(codes));

  test('a code whose inner digit alone is wrong is warned of that alone', () => {
    const first17 = '91441200123456780';
    expect(organizationCheckDigit('12345678')).not.toBe('0');
    expect(codesOf(first17 + creditCheckDigit(first17))).toEqual(['credit_code_inner_check_digit']);
  });

  test('an unknown department', () => {
    const first17 = `B1350100${'M000100Y4'}`;
    expect(codesOf(first17 + creditCheckDigit(first17))).toEqual(['credit_code_department']);
  });

  test('the message says what the digit would have to be', () => {
    expect(validateCreditCode('91350100M000100Y44')[0]?.message).toContain('应为 3');
  });
});

test('the worked example: the sum is 1640, the remainder 28, the digit 3', () => {
  expect(creditCheckDigit('91350100M000100Y4')).toBe('3');
});

test('a sum that 31 divides gives 0, not a 32nd character', () => {
  expect(creditCheckDigit('00000000000000000')).toBe('0');
});

test('the inner digit: 00714179 → 7, M000100Y → 4, 10 is X, 11 is 0', () => {
  expect(['00714179', 'M000100Y', '00000006', '00000000'].map(organizationCheckDigit)).toEqual([
    '7',
    '4',
    'X',
    '0',
  ]);
});

test('the check digit finds every single wrong character', () => {
  const index = fc.integer({ min: 0, max: 30 });
  const written = (all: number[]) => all.map((i) => '0123456789ABCDEFGHJKLMNPQRTUWXY'[i]).join('');
  fc.assert(
    fc.property(
      fc.array(index, { minLength: 17, maxLength: 17 }),
      fc.nat(16),
      fc.integer({ min: 1, max: 30 }),
      (all, at, shift) => {
        const wrong = all.with(at, (all[at]! + shift) % 31);
        expect(creditCheckDigit(written(wrong))).not.toBe(creditCheckDigit(written(all)));
      },
    ),
  );
});
