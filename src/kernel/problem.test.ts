import { expect, test } from 'vitest';
import { isProblem, Problem } from './problem.ts';

test('a problem says what happened, what was kept, what to do', () => {
  const problem = new Problem({
    code: 'key_reused',
    message: '同一幂等键用于两份不同的内容',
    kept: '第一份已入账',
    fix: '换一个幂等键再提交',
    status: 409,
    data: { key: 'a' },
  });
  expect(problem).toBeInstanceOf(Error);
  expect({ ...problem }).toMatchObject({
    code: 'key_reused',
    detail: '同一幂等键用于两份不同的内容',
    kept: '第一份已入账',
    fix: '换一个幂等键再提交',
    status: 409,
    data: { key: 'a' },
  });
  expect(problem.message).toBe(problem.detail);
  expect(String(problem)).toBe('Problem: 同一幂等键用于两份不同的内容');
});

test('the status is 422 unless told, the rest is undefined', () => {
  const problem = new Problem({ code: 'date_invalid', message: '不是日期' });
  expect(problem.status).toBe(422);
  expect(problem.kept).toBeUndefined();
});

test('a plain error, and a thing that looks like a problem, are none', () => {
  expect(isProblem(new Problem({ code: 'x', message: 'y' }))).toBe(true);
  expect(isProblem(new Error('y'))).toBe(false);
  expect(isProblem({ code: 'x', message: 'y' })).toBe(false);
});
