import { expect, test } from 'vitest';
import { isIndustry, sectionOf, validateIndustryCode } from './industryCode.ts';

const divisions = Array.from({ length: 97 }, (_, i) => String(i + 1).padStart(2, '0'));

test('every section has as many divisions as the standard gives it', () => {
  const counts: Record<string, number> = {};
  for (const division of divisions) {
    const section = sectionOf(division)!;
    counts[section] = (counts[section] ?? 0) + 1;
  }
  // GB/T 4754-2017, in the order of the sections
  const A_TO_T = [5, 7, 31, 3, 4, 2, 8, 2, 3, 4, 1, 2, 3, 4, 3, 1, 2, 5, 6, 1];
  expect(counts).toEqual(Object.fromEntries(A_TO_T.map((count, i) => [String.fromCharCode(65 + i), count])));
});

test('industry has 41 divisions, 06 to 46', () => {
  const industry = divisions.filter(isIndustry);
  expect(industry).toHaveLength(41);
  expect([industry[0], industry.at(-1)]).toEqual(['06', '46']);
  expect([
    isIndustry('C'),
    isIndustry('E'),
    isIndustry('C3612'),
    isIndustry('4700'),
    isIndustry('x'),
  ]).toEqual([true, false, true, false, false]);
});

test.each([
  ['3612', 'C'],
  ['C36', 'C'],
  ['011', 'A'],
  ['97', 'T'],
  ['T', 'T'],
  ['98', undefined],
  ['00', undefined],
  ['U', undefined],
  ['', undefined],
  ['3', undefined],
])('%s lies in %s', (code, section) => expect(sectionOf(code)).toBe(section));

test.each([
  ['C3612', []],
  ['3612', []],
  ['361', []],
  ['36', []],
  ['C', []],
  ['0610', []],
  ['A3612', ['industry_code_section']],
  ['9800', ['industry_code_division']],
  ['0011', ['industry_code_division']],
  ['C9800', ['industry_code_division']],
  ['3', ['industry_code_form']],
  ['36123', ['industry_code_form']],
  ['c3612', ['industry_code_form']],
  ['U', ['industry_code_form']],
  ['', ['industry_code_form']],
])('%s is warned of: %j', (text, codes) => {
  expect(validateIndustryCode(text).map((finding) => finding.code)).toEqual(codes);
});
