/**
 * What is doubtful about a code that an authority issued (project, credit, division, industry).
 * Always a warning: registers hold genuine codes that break their own standard, so a person decides and nothing is refused.
 */

export interface CodeFinding {
  readonly code: string;
  readonly severity: 'warning';
  readonly message: string;
  readonly fix: string;
}

export function codeFinding(code: string, message: string, fix: string): CodeFinding {
  return { code, severity: 'warning', message, fix };
}
