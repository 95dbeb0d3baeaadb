import { expect, test } from 'vitest';
import { waitOf } from './inboxWait.ts';
import { inboxWords } from './inboxWords.tsx';

test('a wait is counted in the kind of days that its limit is in', () => {
  expect(waitOf({ waitingDays: 19, waitingWorkingDays: 13 })).toEqual({
    days: 13,
    dayKind: '工作日',
    over: true,
  });
  expect(waitOf({ waitingDays: 14, waitingWorkingDays: 10 })).toMatchObject({ days: 10, over: false });
  // A weekend has passed and no working day.
  expect(waitOf({ waitingDays: 2, waitingWorkingDays: 0 })).toMatchObject({ days: 0, dayKind: '工作日' });
});

test('without a calendar days are days, and nothing is held against the limit', () => {
  expect(waitOf({ waitingDays: 19, waitingWorkingDays: null })).toEqual({
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
