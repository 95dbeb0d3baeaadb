/**
 * A problem is an error a person can act on: what happened, what was kept, what to do.
 * Anything else that is thrown is a defect of ours. Codes are stable and are part of the interface (HTTP, CLI, tests);
 * the words may change. It knows nothing of HTTP beyond a hint of the status (RFC 9457 is written by the edge).
 */

export interface ProblemInit {
  /** Stable, lower snake case. */
  readonly code: string;
  /** What happened, in the reader's words. */
  readonly message: string;
  /** What was kept all the same: "草稿已保存", "没有写入任何事实". */
  readonly kept?: string | undefined;
  /** What to do now. */
  readonly fix?: string | undefined;
  /** The HTTP status that an edge should answer with; 422 unless told. */
  readonly status?: number | undefined;
  /** What a program needs to go on: the offending value, its limits. */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: string;
  /** The same words as `message`, under the name of RFC 9457. */
  readonly detail: string;
  readonly kept: string | undefined;
  readonly fix: string | undefined;
  readonly status: number;
  readonly data: Readonly<Record<string, unknown>> | undefined;

  constructor(init: ProblemInit) {
    super(init.message);
    this.code = init.code;
    this.detail = init.message;
    this.kept = init.kept;
    this.fix = init.fix;
    this.status = init.status ?? 422;
    this.data = init.data;
  }
}

export function isProblem(thrown: unknown): thrown is Problem {
  return thrown instanceof Problem;
}
