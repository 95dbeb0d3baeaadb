import { describe, expect, test } from 'vitest';
import { parentOf, parseDivisionCode, townshipKindOf, validateDivisionCode } from './divisionCode.ts';

describe('a code, whole or as a prefix', () => {
  test.each([
    ['44', '440000000000', 'province', '44', undefined],
    ['440000', '440000000000', 'province', '44', undefined],
    ['4412', '441200000000', 'city', '4412', '440000000000'],
    ['441200000000', '441200000000', 'city', '4412', '440000000000'],
    ['441202', '441202000000', 'county', '441202', '441200000000'],
    ['441284450', '441284450000', 'township', '441284450', '441284000000'],
    ['441202001000', '441202001000', 'township', '441202001', '441202000000'],
    ['441202001001', '441202001001', 'village', '441202001001', '441202001000'],
    ['441202001200', '441202001200', 'village', '441202001200', '441202001000'],
    ['441202010', '441202010000', 'township', '441202010', '441202000000'],
    ['500000', '500000000000', 'province', '50', undefined],
    ['4420', '442000000000', 'city', '4420', '440000000000'],
    // 东莞 has no counties: its towns lie under the city.
    ['441900003000', '441900003000', 'township', '441900003', '441900000000'],
  ])('%s', (text, code, level, prefix, parent) => {
    expect(parseDivisionCode(text)).toEqual({ code, level, prefix });
    expect(parentOf(text)?.code).toBe(parent);
  });

  test.each(['', '4', '441', '44120', '4412020010', '441202001001001', '4412O2', '44 12', '000000', '00'])(
    '%j is none',
    (text) =>
      expect(() => parseDivisionCode(text)).toThrow(
        expect.objectContaining({ code: 'division_code_invalid' }),
      ),
  );

  test('from a village one climbs to the province in four steps', () => {
    let code = '441202001001';
    const climbed: string[] = [];
    for (let above = parentOf(code); above; above = parentOf(code)) {
      climbed.push(above.level);
      code = above.code;
    }
    expect(climbed).toEqual(['township', 'county', 'city', 'province']);
  });
});

test.each([
  ['441202001', 'subdistrict'],
  ['441202099', 'subdistrict'],
  ['441202100', 'town'],
  ['441202199', 'town'],
  ['441202200', 'rural_township'],
  ['441202399', 'rural_township'],
  ['441284400', 'township_like'], // 广东省济广监狱
  ['441284450000', 'township_like'], // 肇庆高新技术产业开发区
  ['441284599', 'township_like'],
  ['441284600', undefined],
  ['441284', undefined],
])('%s is a %s', (text, kind) => expect(townshipKindOf(text)).toBe(kind));

test.each([
  ['441202', []],
  ['441202001001', []],
  ['441900003000', []],
  ['44120', ['division_code_form']],
  ['44１202', ['division_code_form']],
  ['991202', ['division_code_province']],
  ['441202000001', ['division_code_gap']],
  ['440001', ['division_code_gap']],
  ['440000001', ['division_code_gap']],
  ['441202600', ['division_code_township']],
  ['991200700', ['division_code_province', 'division_code_township']],
])('%s is warned of: %j', (text, codes) => {
  const findings = validateDivisionCode(text);
  expect(findings.map((finding) => finding.code)).toEqual(codes);
  expect(
    findings.every(
      (finding) => finding.severity === 'warning' && finding.message !== '' && finding.fix !== '',
    ),
  ).toBe(true);
});
