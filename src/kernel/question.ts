// Questions, not refusals: what may be right and most often is a slip. A decider asks; who tells says yes by `confirm`, and the fact keeps what was asked.
import { Problem } from './problem.ts';

export interface Question {
  /** Stable, lower snake case; kept in the fact as `confirmed`. */
  readonly code: string;
  readonly message: string;
}

/** The problem `needs_confirmation` with all that is asked; undefined where nothing is, or it was said yes to. */
export function unconfirmed(
  questions: readonly Question[],
  confirm: boolean | undefined,
): Problem | undefined {
  if (questions.length === 0 || confirm === true) return undefined;
  return new Problem({
    code: 'needs_confirmation',
    message: `请核对：${questions.map(({ message }) => message).join('；')}`,
    kept: '没有写入任何事实；表单内容还在',
    fix: '有误的改正；无误的勾选“已核对，确认无误”再提交。',
    status: 409,
    data: { questions },
  });
}

/** What the body of the fact keeps of them. */
export function confirmedOf(questions: readonly Question[]): { confirmed?: string[] } {
  return questions.length === 0 ? {} : { confirmed: questions.map(({ code }) => code) };
}
