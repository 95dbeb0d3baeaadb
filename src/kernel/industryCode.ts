/**
 * Industry codes of GB/T 4754-2017: 门类 a letter, 大类 2 digits, 中类 3, 小类 4. Structure only: that 大类 36 is
 * manufacturing is known here, which 小类 exist is data (the standard was amended in 2019 and will be again).
 */
import { type CodeFinding, codeFinding } from './codeFinding.ts';

/** Section and its last division; the first follows the section before. 20 sections, 97 divisions. */
const SECTIONS: readonly (readonly [section: string, lastDivision: number])[] = [
  ['A', 5],
  ['B', 12],
  ['C', 43],
  ['D', 46],
  ['E', 50],
  ['F', 52],
  ['G', 60],
  ['H', 62],
  ['I', 65],
  ['J', 69],
  ['K', 70],
  ['L', 72],
  ['M', 75],
  ['N', 79],
  ['O', 82],
  ['P', 83],
  ['Q', 85],
  ['R', 90],
  ['S', 96],
  ['T', 97],
];
const WRITTEN = /^([A-T])?(\d{2,4})?$/;

/** The letter of the section ('3612', 'C36' → 'C'); undefined when the code has none. */
export function sectionOf(code: string): string | undefined {
  const parts = WRITTEN.exec(code);
  if (!parts || code === '') return undefined;
  return parts[2] === undefined ? parts[1] : sectionOfDivision(Number(parts[2].slice(0, 2)));
}

/** Industry in the sense of industrial statistics (工业): mining, manufacturing, utilities; 41 divisions. */
export function isIndustry(code: string): boolean {
  const section = sectionOf(code);
  return section === 'B' || section === 'C' || section === 'D';
}

/** Codes: `industry_code_form`, `industry_code_division`, `industry_code_section`. */
export function validateIndustryCode(text: string): CodeFinding[] {
  const parts = WRITTEN.exec(text);
  if (!parts || text === '') {
    const fix = '写 2 至 4 位数字，可在前面加大写的门类字母，例如 C3612；表格软件可能吃掉了开头的 0';
    return [codeFinding('industry_code_form', `“${text}”不是国民经济行业代码`, fix)];
  }
  const [, letter, digits] = parts;
  if (digits === undefined) return [];
  const section = sectionOfDivision(Number(digits.slice(0, 2)));
  if (section === undefined) {
    return [
      codeFinding(
        'industry_code_division',
        `大类 ${digits.slice(0, 2)} 不在 01 至 97 之内`,
        '对照 GB/T 4754-2017 核对前两位',
      ),
    ];
  }
  if (letter !== undefined && letter !== section) {
    const message = `大类 ${digits.slice(0, 2)} 属于门类 ${section}，不属于 ${letter}`;
    return [codeFinding('industry_code_section', message, `写作 ${section}${digits}，或核对前两位`)];
  }
  return [];
}

function sectionOfDivision(division: number): string | undefined {
  if (division < 1) return undefined;
  return SECTIONS.find(([, last]) => division <= last)?.[0];
}
