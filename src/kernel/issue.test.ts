import { expect, test } from 'vitest';
import { compareIssues, hasErrors, type Issue, type IssueSeverity } from './issue.ts';

function issue(
  file: string,
  line: number,
  path: string,
  code: string,
  severity: IssueSeverity = 'error',
): Issue {
  return { file, line, path, code, severity, message: '', fix: '' };
}

test('issues stand in reading order: file, line as a number, path, code', () => {
  const ordered = [
    issue('a.yaml', 2, 'x', 'a'),
    issue('a.yaml', 10, 'x', 'a'),
    issue('a.yaml', 10, 'x', 'b'),
    issue('a.yaml', 10, 'y', 'a'),
    issue('b.yaml', 1, 'x', 'a'),
  ];
  expect(ordered.toReversed().sort(compareIssues)).toEqual(ordered);
  expect(compareIssues(ordered[0]!, ordered[0]!)).toBe(0);
});

test('only an error refuses', () => {
  expect(hasErrors([])).toBe(false);
  expect(hasErrors([issue('a', 1, '', 'c', 'future_error'), issue('a', 1, '', 'c', 'warning')])).toBe(false);
  expect(hasErrors([issue('a', 1, '', 'c', 'info'), issue('a', 1, '', 'c', 'error')])).toBe(true);
});
