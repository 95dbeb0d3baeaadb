/**
 * National investment project codes, old and new, side by side in one register since the change of 2020.
 * New (GB/T 40058-2021; 发改投资〔2020〕1439号): YYMM-地区6-部门2-类型2-随机5校验1. Old: 年份4-地区6-行业2-类型2-流水6.
 * Never refuses: the region need not be in GB/T 2260 (江北新区 is 320193), and the standard's own text of the check digit
 * could not be had. It was inferred as ISO 7064 MOD 11,10 from public codes, all of which it meets.
 */
import { type CodeFinding, codeFinding } from './codeFinding.ts';

/** `ambiguous`: the first four digits read both as a year and as a month; a person says which. */
export type ProjectCodeForm = 'new' | 'old' | 'ambiguous' | 'unknown';

export interface ProjectCodeReport {
  readonly form: ProjectCodeForm;
  readonly findings: CodeFinding[];
}

/** What people and systems put between the parts. */
const BETWEEN = /[\s\-\u00AD‐‑‒–—―−_－.·]/gu;

const WRITTEN = /^\d{4}-\d{6}-\d{2}-\d{2}-\d{6}$/;

/**
 * `regionPrefix` ('4412') is where codes are expected to be from; a project that moved may be from elsewhere.
 * Codes: `project_code_form`, `project_code_written`, `project_code_period`, `project_code_ambiguous`,
 * `project_code_check_digit`, `project_code_region`.
 */
export function validateProjectCode(
  text: string,
  options: { readonly regionPrefix?: string } = {},
): ProjectCodeReport {
  const digits = text.normalize('NFKC').replace(BETWEEN, '');
  if (!/^\d{20}$/.test(digits)) {
    const message = `项目代码“${text}”不是 20 位数字（带连字符 24 位）`;
    return {
      form: 'unknown',
      findings: [codeFinding('project_code_form', message, '按 2509-320193-89-01-544060 的样子填写')],
    };
  }
  const findings: CodeFinding[] = [];
  if (!WRITTEN.test(text)) {
    findings.push(
      codeFinding('project_code_written', '项目代码的连字符不规范', `写作 ${formatProjectCode(digits)}`),
    );
  }
  const form = formOf(digits.slice(0, 4));
  const checked = projectCheckDigit(digits.slice(0, 19)) === digits[19];
  if (form === 'unknown') {
    const message = `前四位 ${digits.slice(0, 4)} 既不是旧码的年份，也不是新码的年月`;
    findings.push(codeFinding('project_code_period', message, '对照赋码通知书核对前四位'));
  }
  if (form === 'ambiguous') {
    const likely = checked ? '校验位相符，多半是新码' : '校验位不符，多半是旧码';
    const message = `前四位 ${digits.slice(0, 4)} 可作年份，也可作 2020 年的年月；${likely}`;
    findings.push(codeFinding('project_code_ambiguous', message, '对照赋码通知书，由经办人认定新旧'));
  }
  if (form === 'new' && !checked) {
    const message = `校验位是 ${digits[19]}，按前 19 位算应为 ${projectCheckDigit(digits.slice(0, 19))}`;
    findings.push(codeFinding('project_code_check_digit', message, '多半是抄错一位，对照赋码通知书逐位核对'));
  }
  const region = digits.slice(4, 10);
  if (options.regionPrefix !== undefined && !region.startsWith(options.regionPrefix)) {
    const message = `地区码 ${region} 不以 ${options.regionPrefix} 开头`;
    findings.push(
      codeFinding('project_code_region', message, '外地赋码的项目可以保留，否则核对第 5 至 10 位'),
    );
  }
  return { form, findings };
}

/**
 * One way of writing for one code: 20 digits get their hyphens, however they were parted and in whatever width; what is no such number keeps its letters, in
 * half width and capitals. What is compared and reserved is this.
 */
export function canonicalProjectCode(text: string): string {
  const plain = text.normalize('NFKC').trim().toUpperCase();
  const digits = plain.replace(BETWEEN, '');
  return /^\d{20}$/.test(digits) ? formatProjectCode(digits) : plain;
}

/** 20 digits with the hyphens where they belong: 4-6-2-2-6. */
export function formatProjectCode(digits: string): string {
  return [
    digits.slice(0, 4),
    digits.slice(4, 10),
    digits.slice(10, 12),
    digits.slice(12, 14),
    digits.slice(14),
  ].join('-');
}

/** ISO 7064 MOD 11,10 (the hybrid system for digits) over the first 19 digits. */
export function projectCheckDigit(digits: string): string {
  let product = 10;
  for (const digit of digits) {
    product = (product + Number(digit)) % 10 || 10;
    product = (product * 2) % 11;
  }
  return String((11 - product) % 10);
}

/**
 * New codes begin in October 2020 (2010). As a year and as a month, 2010–2012 read both ways; 2013–2020 are no months,
 * 2101 and later no years of old codes.
 */
function formOf(firstFour: string): ProjectCodeForm {
  const number = Number(firstFour);
  if (number >= 2010 && number <= 2012) return 'ambiguous';
  if (number >= 2013 && number <= 2020) return 'old';
  const month = number % 100;
  return number >= 2101 && month >= 1 && month <= 12 ? 'new' : 'unknown';
}
