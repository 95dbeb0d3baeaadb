// Which firm a project's applications are of: the code that the project was registered with, else the one that its first application named. Another code would
// open an account beside the one on which the firm's debts stand. Pure.
import { validateCreditCode } from '../../kernel/creditCode.ts';
import type { DecideContext, NewFact, Row } from '../../kernel/loop.ts';
import { isProblem, type Problem } from '../../kernel/problem.ts';
import { applicantOf } from './approvals.commands.ts';
import { refusal } from './approvals.refusals.ts';

/** As it is compared: without blanks at its ends, in capital letters; undefined where it has not the look of a code at all. */
export function normalisedCode(text: unknown): string | undefined {
  const code = String(text ?? '')
    .trim()
    .toUpperCase();
  return /^[0-9A-Z]{8,32}$/.test(code) ? code : undefined;
}

/** What the project was registered with. */
export function creditCodeOf(row: Row): string | undefined {
  return normalisedCode(row.credit_code);
}

/** What GB 32100 says against a code, in words; a code in use that it does not fit is kept and shown so. */
export function codeDoubts(code: string): readonly string[] {
  return validateCreditCode(code).map(({ message }) => message);
}

export interface Applicant {
  readonly creditCode: string | undefined;
  /** The fact by which a project without a code takes the first that is named. */
  readonly named: readonly NewFact[];
}

/** `reads` of what names a code, `looksAt` of what only asks for it. */
export const applicantRead = (project: string) => ({ loop: 'approvals', subject: applicantOf(project) });

/** Code: firm_mismatch. */
export function findApplicant(
  project: string,
  asked: string | undefined,
  { unit, context }: { readonly unit: string; readonly context: DecideContext },
): Applicant | Problem {
  const row = context.subject('projects', project).table('project')[0];
  const subject = applicantOf(project);
  const first = context.subject('approvals', subject).table('project_applicant')[0];
  const registered = row === undefined ? undefined : creditCodeOf(row);
  const known = registered ?? normalisedCode(first?.credit_code);
  if (asked !== undefined && known !== undefined && asked !== known) {
    const whence = registered === undefined ? '第一次申请时的' : '登记的';
    const message = `项目“${project}”${whence}企业是 ${known}，不是 ${asked}`;
    return refusal('firm_mismatch', message, '核对统一社会信用代码；企业换了的，先改项目登记', 409);
  }
  const creditCode = asked ?? known;
  if (creditCode === undefined || known !== undefined) return { creditCode, named: [] };
  const body = { project, creditCode };
  return {
    creditCode,
    named: [{ kind: 'applicantNamed', subject, unit, occurredOn: context.today, body }],
  };
}

/** The firm of an application: as it was filed, else the project's. Code: firm_mismatch. */
export function firmOfFiled(
  filed: { readonly project: string; readonly unit: string; readonly creditCode: string | null },
  asked: string,
  context: DecideContext,
): readonly NewFact[] | Problem {
  if (filed.creditCode !== null) {
    if (normalisedCode(filed.creditCode) === asked) return [];
    const message = `本件的申请企业是 ${filed.creditCode}，不是 ${asked}`;
    return refusal('firm_mismatch', message, '核对统一社会信用代码', 409);
  }
  const found = findApplicant(filed.project, asked, { unit: filed.unit, context });
  return isProblem(found) ? found : found.named;
}
