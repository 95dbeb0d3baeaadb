import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canonicalProjectCode,
  formatProjectCode,
  projectCheckDigit,
  validateProjectCode,
} from './projectCode.ts';

const codesOf = (text: string, regionPrefix?: string) =>
  validateProjectCode(text, regionPrefix === undefined ? {} : { regionPrefix }).findings.map(
    (finding) => finding.code,
  );

test.each([
  '2509-320193-89-01-544060',
  '2603-141124-89-05-346948',
  '2411-130202-89-01-637015',
  '2509-140602-89-05-864976',
])('%s, given out in public, is new and sound', (text) =>
  expect(validateProjectCode(text)).toEqual({ form: 'new', findings: [] }),
);

test.each(['2020-330327-48-01-167360', '2020-451421-88-03-016343'])(
  '%s, given out in public, is old and has no check digit',
  (text) => {
    expect(validateProjectCode(text)).toEqual({ form: 'old', findings: [] });
    const digits = text.replaceAll('-', '');
    expect(projectCheckDigit(digits.slice(0, 19))).not.toBe(digits[19]);
  },
);

describe('old or new by the first four digits', () => {
  test.each([
    ['2009', 'unknown'],
    ['2010', 'ambiguous'],
    ['2011', 'ambiguous'],
    ['2012', 'ambiguous'],
    ['2013', 'old'],
    ['2019', 'old'],
    ['2020', 'old'],
    ['2021', 'unknown'],
    ['2100', 'unknown'],
    ['2101', 'new'],
    ['2112', 'new'],
    ['2113', 'unknown'],
    ['2200', 'unknown'],
    ['2612', 'new'],
    ['1913', 'unknown'],
  ])('%s is %s', (firstFour, form) => {
    const digits = `${firstFour}441202890112345`;
    expect(validateProjectCode(formatProjectCode(digits + projectCheckDigit(digits))).form).toBe(form);
  });

  test('what could be either says which way the check digit points', () => {
    const digits = '2011441202890112345';
    const check = projectCheckDigit(digits);
    const other = String((Number(check) + 1) % 10);
    const [sound] = validateProjectCode(formatProjectCode(digits + check)).findings;
    const [unsound] = validateProjectCode(formatProjectCode(digits + other)).findings;
    expect([sound?.code, unsound?.code]).toEqual(['project_code_ambiguous', 'project_code_ambiguous']);
    expect(sound?.message).toContain('多半是新码');
    expect(unsound?.message).toContain('多半是旧码');
  });
});

describe('warnings', () => {
  test.each([
    ['2509-320193-89-01-544061', ['project_code_check_digit']],
    ['25093201938901544060', ['project_code_written']],
    ['2509－320193－89－01－544060', ['project_code_written']],
    ['2509-320193-89-01-54406', ['project_code_form']],
    ['', ['project_code_form']],
    ['2509-320193-89-01-54406X', ['project_code_form']],
    ['2513-320193-89-01-544060', ['project_code_period']],
  ])('%s: %j', (text, codes) => expect(codesOf(text)).toEqual(codes));

  test('the fix shows the code as it should be written', () => {
    expect(validateProjectCode('25093201938901544060').findings[0]?.fix).toBe(
      '写作 2509-320193-89-01-544060',
    );
  });

  test('from elsewhere', () => {
    expect(codesOf('2509-320193-89-01-544060', '4412')).toEqual(['project_code_region']);
    expect(codesOf('2509-320193-89-01-544060', '3201')).toEqual([]);
  });
});

test('the check digit finds every single wrong digit', () => {
  const digit = fc.integer({ min: 0, max: 9 });
  fc.assert(
    fc.property(
      fc.array(digit, { minLength: 19, maxLength: 19 }),
      fc.nat(18),
      fc.integer({ min: 1, max: 9 }),
      (all, at, shift) => {
        const wrong = all.with(at, (all[at]! + shift) % 10);
        expect(projectCheckDigit(wrong.join(''))).not.toBe(projectCheckDigit(all.join('')));
      },
    ),
  );
});

test('one way of writing for one code, however it is parted and in whatever width; it is its own', () => {
  const part = fc.constantFrom('', '-', ' ', '—', '－', '‑', '–');
  const digit = fc.constantFrom(...'0123456789０１２３４５６７８９');
  fc.assert(
    fc.property(fc.array(fc.tuple(digit, part), { minLength: 20, maxLength: 20 }), (written) => {
      const digits = written.map(([one]) => one.normalize('NFKC')).join('');
      const text = written.flat().join('');
      expect(canonicalProjectCode(text)).toBe(formatProjectCode(digits));
      expect(canonicalProjectCode(canonicalProjectCode(text))).toBe(canonicalProjectCode(text));
    }),
  );
  expect(canonicalProjectCode(' 粤发改－12a ')).toBe('粤发改-12A');
});
