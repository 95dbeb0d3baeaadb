import { expect, test } from 'vitest';
import { elementSchema } from '../../plan/elements.ts';
import { everyRegistered } from '../../plan/everySection.testing.node.ts';
import type { FormSchema } from './formSchema.ts';
import { sameIssues, shownIssue, termsAt } from './issueWords.ts';

const registry = await everyRegistered();
const targets = elementSchema(registry.sections.find((each) => each.key === 'targets')!) as FormSchema;

test('fields are called by their titles, ids stay as they are', () => {
  const terms = termsAt(targets, []);
  expect(shownIssue({ message: '“amount”不是数', fix: '单位写在 unit 里' }, terms)).toEqual({
    message: '“目标”不是数',
    fix: '单位写在 计量单位 里',
  });
  // An id that holds a field's name is no field.
  expect(shownIssue({ message: '岗位或单位“unit-owner”没有', fix: '' }, terms).message).toBe(
    '岗位或单位“unit-owner”没有',
  );
});

test('in a row of a list the row’s own field counts: the unit of a split is no unit of measure', () => {
  const { message } = shownIssue({ message: '缺少“unit”', fix: '' }, termsAt(targets, ['splits', '0']));
  expect(message).not.toContain('unit');
  expect(message).not.toContain('计量');
});

test('equal ones are one group of several elements', () => {
  const issue = (element: string, message: string) => ({
    severity: 'error',
    element,
    shown: { message, fix: 'x' },
  });
  const groups = sameIssues([issue('a', '没有'), issue('b', '别的'), issue('c', '没有')]);
  expect(groups.map((group) => group.map((each) => each.element))).toEqual([['a', 'c'], ['b']]);
});
