/**
 * Statistical division codes (国家统计局《统计用区划代码和城乡划分代码编制规则》): 12 digits, province 2, city 2, county 2
 * (these six are GB/T 2260), township 3, village 3; the levels below the one meant are zeros. It knows the shape of a
 * code and not which places exist: that is dated data of the plan. A development zone is often no division at all, and
 * whoever answers for a task is a unit of the plan, not a code.
 */
import { type CodeFinding, codeFinding } from './codeFinding.ts';
import { Problem } from './problem.ts';

export type DivisionLevel = 'province' | 'city' | 'county' | 'township' | 'village';

/** 街道 · 镇 · 乡 · 类似乡级单位 (development zones, farms, prisons) */
export type TownshipKind = 'subdistrict' | 'town' | 'rural_township' | 'township_like';

export interface DivisionCode {
  /** 12 digits. */
  readonly code: string;
  readonly level: DivisionLevel;
  /** As short as the level allows: 2, 4, 6, 9 or 12 digits. Codes below it begin with it. */
  readonly prefix: string;
}

const WRITTEN = /^(?:\d{2}|\d{4}|\d{6}|\d{9}|\d{12})$/;
const LEVELS = [
  ['province', 2],
  ['city', 4],
  ['county', 6],
  ['township', 9],
  ['village', 12],
] as const;
const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82'.split(
    ' ',
  ),
);

/** From the full code or a prefix of it. Fails with `division_code_invalid`. */
export function parseDivisionCode(text: string): DivisionCode {
  const code = text.padEnd(12, '0');
  if (!WRITTEN.test(text) || code.startsWith('00')) {
    throw new Problem({
      code: 'division_code_invalid',
      message: `“${text}”不是区划代码`,
      fix: '写 12 位数字，或其前 2、4、6、9 位，例如 441202',
      data: { text },
    });
  }
  const digits = code.replace(/0+$/, '').length;
  const [level, length] = LEVELS.find(([, end]) => end >= digits)!;
  return { code, level, prefix: code.slice(0, length) };
}

/**
 * The division above; undefined above a province. Where a level is left out it is passed over: the towns of 东莞
 * (441900…) lie directly under the city. Fails with `division_code_invalid`.
 */
export function parentOf(text: string): DivisionCode | undefined {
  const { level, prefix } = parseDivisionCode(text);
  const above = LEVELS.findLast(([, end]) => end < prefix.length);
  return level === 'province' || !above ? undefined : parseDivisionCode(prefix.slice(0, above[1]));
}

/** By digits 7–9; undefined above the township, and for 600–999, which the rule leaves free. Fails with `division_code_invalid`. */
export function townshipKindOf(text: string): TownshipKind | undefined {
  const number = Number(parseDivisionCode(text).code.slice(6, 9));
  if (number === 0 || number >= 600) return undefined;
  if (number < 100) return 'subdistrict';
  if (number < 200) return 'town';
  return number < 400 ? 'rural_township' : 'township_like';
}

/** Codes: `division_code_form`, `division_code_province`, `division_code_gap`, `division_code_township`. */
export function validateDivisionCode(text: string): CodeFinding[] {
  if (!WRITTEN.test(text)) {
    return [
      codeFinding(
        'division_code_form',
        `区划代码“${text}”不是 12 位数字，也不是其前 2、4、6、9 位`,
        '核对位数，去掉空格和字母；表格软件可能吃掉了位数',
      ),
    ];
  }
  const findings: CodeFinding[] = [];
  const code = text.padEnd(12, '0');
  const [county, township, village] = [code.slice(4, 6), code.slice(6, 9), code.slice(9)];
  if (!PROVINCES.has(code.slice(0, 2))) {
    findings.push(
      codeFinding(
        'division_code_province',
        `没有以 ${code.slice(0, 2)} 开头的省级区划`,
        '核对前两位，广东是 44',
      ),
    );
  }
  // A township without a county is genuine in the few cities that have none; the other gaps are not.
  if (
    (township === '000' && village !== '000') ||
    (code.slice(2, 4) === '00' && county + township !== '00000')
  ) {
    findings.push(
      codeFinding('division_code_gap', `区划代码 ${code} 中间缺了一级`, '核对为 000 或 00 的那一级'),
    );
  }
  if (Number(township) >= 600) {
    findings.push(
      codeFinding(
        'division_code_township',
        `乡级代码 ${township} 不在街道、镇、乡和类似乡级单位的号段（001–599）内`,
        '核对第 7 至 9 位',
      ),
    );
  }
  return findings;
}
