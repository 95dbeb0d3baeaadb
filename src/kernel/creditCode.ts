/**
 * Unified social credit codes (GB 32100-2015): 18 characters, of them 登记管理部门1 机构类别1 登记机关区划6 主体标识9 校验1.
 * The nine in the middle are the former organization code with a check digit of its own (GB 11714-1997). That one is a
 * separate warning: the outer digit covers it, so that when it fails alone the code was given out so and is kept.
 */
import { type CodeFinding, codeFinding } from './codeFinding.ts';

/** GB 32100-2015 table 2: no I, O, S, V, Z. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const INNER_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];
const INNER_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** GB 32100-2015 table 1 and the later departments in use. */
const DEPARTMENTS = '123456789ANY';

/**
 * Codes: `credit_code_form`, `credit_code_written`, `credit_code_department`, `credit_code_check_digit`,
 * `credit_code_inner_check_digit`.
 */
export function validateCreditCode(text: string): CodeFinding[] {
  const code = text.replace(/\s/g, '').toUpperCase();
  const strange = [...code].find((char) => !ALPHABET.includes(char));
  if (code.length !== 18 || strange !== undefined) {
    const message =
      strange === undefined
        ? `统一社会信用代码应为 18 位，现在是 ${code.length} 位`
        : `统一社会信用代码里不会有“${strange}”`;
    return [
      codeFinding('credit_code_form', message, '对照营业执照核对；I、O、S、V、Z 不用，多半是 1、0、5、U、2'),
    ];
  }
  const findings: CodeFinding[] = [];
  if (code !== text)
    findings.push(codeFinding('credit_code_written', '统一社会信用代码有空格或小写字母', `写作 ${code}`));
  if (!DEPARTMENTS.includes(code[0]!)) {
    findings.push(
      codeFinding(
        'credit_code_department',
        `首位 ${code[0]} 不是登记管理部门代码`,
        '企业的首位是 9，机关事业单位是 1',
      ),
    );
  }
  const check = creditCheckDigit(code.slice(0, 17));
  if (check !== code[17]) {
    const message = `校验位是 ${code[17]}，按前 17 位算应为 ${check}`;
    findings.push(codeFinding('credit_code_check_digit', message, '多半是抄错一位，对照营业执照逐位核对'));
  }
  const inner = organizationCheckDigit(code.slice(8, 16));
  if (inner !== code[16]) {
    const message = `第 17 位（组织机构代码校验位）是 ${code[16]}，按第 9 至 16 位算应为 ${inner}`;
    findings.push(
      codeFinding('credit_code_inner_check_digit', message, '外层校验位相符时可以保留，否则逐位核对'),
    );
  }
  return findings;
}

/**
 * Why a code told by a person can't be one: how it is written, its form, its department, its check digit. The inner check digit is a doubt alone, since the outer one
 * covers it: a code was given out so.
 */
export function creditCodeFault(text: string): CodeFinding | undefined {
  return validateCreditCode(text).find(({ code }) => code !== 'credit_code_inner_check_digit');
}

/** GB 32100-2015 §5.2: 31 − Σ CᵢWᵢ mod 31, with Wᵢ = 3^(i−1) mod 31; 31 counts as 0. */
export function creditCheckDigit(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * ALPHABET.indexOf(first17[i]!), 0);
  return ALPHABET[(31 - (sum % 31)) % 31]!;
}

/** GB 11714-1997: 11 − Σ CᵢWᵢ mod 11; 10 is written X, 11 is 0. Letters count A = 10 … Z = 35. */
export function organizationCheckDigit(first8: string): string {
  const sum = INNER_WEIGHTS.reduce(
    (total, weight, i) => total + weight * INNER_ALPHABET.indexOf(first8[i]!),
    0,
  );
  return '0123456789X'[(11 - (sum % 11)) % 11]!;
}
