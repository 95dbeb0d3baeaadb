/**
 * An issue is what a checker found in a text that a person wrote: where, what, and how to put it right.
 * It is collected, not thrown; a `Problem` is thrown. `future_error` is a warning that a later version will refuse.
 */

export type IssueSeverity = 'error' | 'future_error' | 'warning' | 'info';

export interface Issue {
  /** Stable, lower snake case. */
  readonly code: string;
  readonly severity: IssueSeverity;
  /** Relative to the folder that was checked, with forward slashes. */
  readonly file: string;
  /** From 1; 0 when the issue is with the file as a whole. */
  readonly line: number;
  /** Where in the document: `targets.newlySigned.annual`. */
  readonly path: string;
  readonly message: string;
  readonly fix: string;
}

/** In reading order; by code units and not by locale, so that the order is the same on every machine. */
export function compareIssues(a: Issue, b: Issue): number {
  return (
    compareText(a.file, b.file) ||
    a.line - b.line ||
    compareText(a.path, b.path) ||
    compareText(a.code, b.code)
  );
}

/** Whether the text must be refused now; a `future_error` does not refuse yet. */
export function hasErrors(issues: readonly Issue[]): boolean {
  return issues.some((issue) => issue.severity === 'error');
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
