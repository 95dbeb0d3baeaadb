// A command that was refused is a finding (exit 1): the program ran, and said no. What keeps it from running at all is 3. main.ts tells the two apart here.
import { isProblem } from '../../kernel/problem.ts';

const refusals = new WeakSet<object>();

/** What the command answers; a refusal on the way is marked as one and goes on. */
export async function refusing<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (thrown) {
    if (isProblem(thrown) && thrown.status < 500) refusals.add(thrown);
    throw thrown;
  }
}

export function wasRefused(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && refusals.has(thrown);
}
