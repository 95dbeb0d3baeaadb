import { expect, test } from 'vitest';
import { differingFigures } from './quotedFigure.ts';

test.each([
  // value, unit, figures, differs
  ['1100', '个', ['1000个'], true],
  ['1000', '个', ['1000个'], false],
  ['1000.0', '个', ['1,000个'], false],
  ['12000', '万元', ['1.2亿元'], false],
  ['12000', '万元', ['1.3亿元'], true],
  ['39000', '亩', ['3.9万亩'], false],
  ['0.162', undefined, ['16.2%'], false],
  ['16.2', '%', ['16.2%'], false],
  ['500', '个', ['1000个', '500个'], false],
  // What cannot be read as a figure is never called different.
  ['30', '%', ['三成'], false],
  ['30', '%', [], false],
])('%s %s against %j differs: %s', (amount, unit, figures, differs) => {
  const found = differingFigures({ amount, unit }, 'amount', { basis: '原文', source: 's', figures });
  expect(found !== undefined).toBe(differs);
});

test('only a decimal quoted from the text is compared', () => {
  expect(
    differingFigures({ title: '一千' }, 'title', { basis: '原文', figures: ['1000个'] }),
  ).toBeUndefined();
  expect(differingFigures({ amount: '1' }, 'amount', { basis: '外部来源', figures: ['2'] })).toBeUndefined();
});

test('a note that reckons with the quoted figure explains the number; another note does not', () => {
  const quoted = (note: string) =>
    differingFigures({ value: '18.5' }, 'value', { basis: '原文', figures: ['12.4个百分点'], note });
  expect(quoted('30.9 − 12.4')).toBeUndefined();
  expect(quoted('口径待核')).toEqual(['12.4个百分点']);
});
