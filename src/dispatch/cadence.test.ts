import { expect, test } from 'vitest';
import { cadenceOf } from './cadence.ts';

test.each([
  [91, 'day', 'quarter'],
  [92, 'day', 'quarter'],
  [3, 'month', 'quarter'],
  [182, 'day', 'halfYear'],
  [183, 'day', 'halfYear'],
  [6, 'month', 'halfYear'],
  [90, 'day', 'day'],
  [30, 'day', 'day'],
  [2, 'month', 'month'],
] as const)('every %s %s is said by %s', (every, per, said) => {
  expect(cadenceOf({ every, per })).toBe(said);
});
