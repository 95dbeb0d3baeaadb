// What is asked of a credit code that a person tells: one that can't be a code is refused (GB 32100-2015). A list is taken as its source has it, with the doubt kept. Pure.
import { creditCodeFault, validateCreditCode } from '../../kernel/creditCode.ts';
import type { Problem } from '../../kernel/problem.ts';
import { refusal } from './projects.refusals.ts';

/** Whether a list tells a code that no person could: the import then says so in the command (`listed`). */
export function isListedAlone(code: string | undefined): boolean {
  return code !== undefined && creditCodeFault(code) !== undefined;
}

/** Code: credit_code_unsound. `known` is the code that stands already: it is not told anew. */
export function creditCodeUnsound(
  { creditCode, listed }: { readonly creditCode?: string | undefined; readonly listed?: true | undefined },
  known?: string | null,
): Problem | undefined {
  if (creditCode === undefined || listed === true || creditCode === known) return undefined;
  const fault = creditCodeFault(creditCode);
  if (fault === undefined) return undefined;
  return refusal('credit_code_unsound', `统一社会信用代码“${creditCode}”：${fault.message}`, fault.fix);
}

export function creditFindings(code: string | undefined): readonly string[] {
  return code === undefined ? [] : validateCreditCode(code).map((finding) => finding.code);
}
