// Every target of a plan is either forecast or told to be none, with why: of each kind, and of floors that cannot be asked of.
import { expect, test } from 'vitest';
import { Target } from '../loops/indicators/targets.plan.ts';
import { notForecast } from './notForecast.ts';

const target = (id: string, more: object) =>
  Target.parse({
    id,
    title: id,
    kind: 'floor',
    unit: '个',
    amount: '10',
    from: '2021-01-01',
    to: '2021-12-31',
    ...more,
  });

test('by kind, and why', () => {
  const none = notForecast([
    target('counted', { measure: 'projects.started' }),
    target('level', { kind: 'level', indicator: 'gdp' }),
    target('k-of-n', { kind: 'kOfN', indicator: 'gdp', count: 2 }),
    ...(['spend', 'rank', 'fullCoverage', 'eliminate'] as const).map((kind) =>
      target(kind, { kind, indicator: 'gdp' }),
    ),
    target('waits', { awaits: 'land' }),
    target('reported', { indicator: 'gdp' }),
    target('otherwise', { measure: 'projects.late' }),
    target('endless', { measure: 'projects.started', to: undefined }),
  ]);
  expect(none.map(({ id }) => id)).toEqual([
    ...['spend', 'rank', 'fullCoverage', 'eliminate'],
    ...['waits', 'reported', 'otherwise', 'endless'],
  ]);
  expect(new Set(none.map(({ why }) => why.zh)).size).toBe(8);
  expect(none.every(({ why }) => why.zh.startsWith('不作预测') && why.en.startsWith('not forecast'))).toBe(
    true,
  );
});
