import { expect, test } from 'vitest';
import { waitOf } from './inboxWait.ts';
import { inboxWords } from './inboxWords.tsx';

test('a wait is counted in the kind of days that its limit is in', () => {
  expect(waitOf({ loop: 'projects', waitingDays: 19, waitingWorkingDays: 13 })).toEqual({
    days: 13,
    dayKind: '工作日',
    over: true,
  });
  expect(waitOf({ loop: 'projects', waitingDays: 14, waitingWorkingDays: 10 })).toMatchObject({
    days: 10,
    over: false,
  });
  // A weekend has passed and no working day.
  expect(waitOf({ loop: 'projects', waitingDays: 2, waitingWorkingDays: 0 })).toMatchObject({
    days: 0,
    dayKind: '工作日',
  });
});

test('what has a limit of its own, or by its plan none, is not held against another one', () => {
  const long = { waitingDays: 25, waitingWorkingDays: 18 };
  expect(waitOf({ ...long, loop: 'projects' }).over).toBe(true);
  expect(waitOf({ ...long, loop: 'projects', dueOn: '2021-06-30' }).over).toBe(false);
  for (const loop of ['approvals', 'promises', 'acceptances', 'urging'])
    expect([loop, waitOf({ ...long, loop }).over]).toEqual([loop, false]);
});

test('without a calendar days are days, and nothing is held against the limit', () => {
  expect(waitOf({ loop: 'projects', waitingDays: 19, waitingWorkingDays: null })).toEqual({
    days: 19,
    dayKind: '自然日',
    over: false,
  });
});

test('the words name the kind that is counted', () => {
  expect(inboxWords.days工作日.zh).toContain('工作日');
  expect(inboxWords.overdue.zh).toContain('工作日');
  expect(inboxWords.days自然日.zh).not.toContain('工作日');
});
