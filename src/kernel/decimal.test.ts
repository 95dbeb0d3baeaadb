import { describe, expect, test } from 'vitest';
import {
  abs,
  add,
  compare,
  decimal,
  decimalText,
  divide,
  isDecimalText,
  isZero,
  multiply,
  negate,
  normalize,
  type Rounding,
  round,
  sqrt,
  subtract,
  sum,
  ZERO,
} from './decimal.ts';

const d = decimal;
const text = decimalText;
const outOfRange = expect.objectContaining({ code: 'decimal_out_of_range' });

describe('reading and writing', () => {
  test.each(['24.35', '12.0', '0', '-0.05', '0.00', '905.8', '123456789012345678901234567890.123'])(
    '%s stays',
    (written) => {
      expect(text(d(written))).toBe(written);
    },
  );

  test('signs and leading zeros are not kept', () => {
    expect(['+1.50', '007', '-0', '-0.0'].map((written) => text(d(written)))).toEqual([
      '1.50',
      '7',
      '0',
      '0.0',
    ]);
  });

  test('from bigint and safe integer', () => {
    expect([text(d(10n ** 20n)), text(d(-42)), text(d(-0))]).toEqual(['100000000000000000000', '-42', '0']);
  });

  test.each([
    '',
    '.5',
    '5.',
    '1e3',
    '1,000',
    ' 1',
    '1 ',
    '1.2.3',
    '--1',
    '３',
    'NaN',
    'Infinity',
    '0x10',
    '1\n',
  ])('%j is no number', (written) => {
    expect(() => d(written)).toThrow(expect.objectContaining({ code: 'decimal_invalid' }));
    expect(isDecimalText(written)).toBe(false);
  });

  test.each([0.1, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY])('the float %d is refused', (float) => {
    expect(() => d(float)).toThrow(expect.objectContaining({ code: 'decimal_invalid' }));
  });

  test('the limits', () => {
    expect(text(d(10n ** 60n))).toBe(`1${'0'.repeat(60)}`);
    expect(() => d(10n ** 60n + 1n)).toThrow(outOfRange);
    expect(() => d(`0.${'1'.repeat(31)}`)).toThrow(outOfRange);
    expect(() => d('9'.repeat(200))).toThrow(outOfRange);
    expect(() => multiply(d(10n ** 31n), d(10n ** 30n))).toThrow(outOfRange);
    expect(() => add(d(10n ** 60n), d('0.1'))).toThrow(outOfRange);
    expect(() => divide(d(1), d(3), { scale: 31, rounding: 'floor' })).toThrow(outOfRange);
    expect(() => round(d(1), 0.5, 'floor')).toThrow(outOfRange);
    expect(text(multiply(d(`0.${'0'.repeat(19)}5`), d(`0.${'0'.repeat(10)}2`)))).toBe(`0.${'0'.repeat(29)}1`);
  });
});

describe('arithmetic', () => {
  test('what floats get wrong', () => {
    expect(text(add(d('0.1'), d('0.2')))).toBe('0.3');
    expect(text(subtract(d('287.48'), d('287.5')))).toBe('-0.02');
    expect(text(multiply(d('1.15'), d('100')))).toBe('115.00');
    expect(text(sum([d('287.48'), d('787.28'), d('772.03')]))).toBe('1846.79');
    expect(sum([])).toEqual(ZERO);
  });

  test('by value', () => {
    expect(compare(d('12.0'), d('12'))).toBe(0);
    expect(compare(d('-0.1'), d('0'))).toBe(-1);
    expect(compare(d('2'), d('1.99'))).toBe(1);
    expect([isZero(d('0.00')), isZero(d('0.01'))]).toEqual([true, false]);
    expect([text(abs(d('-1.5'))), text(abs(d('1.5'))), text(negate(d('1.50')))]).toEqual([
      '1.5',
      '1.5',
      '-1.50',
    ]);
    expect(['12.00', '-1.50', '100', '0.000'].map((written) => text(normalize(d(written))))).toEqual([
      '12',
      '-1.5',
      '100',
      '0',
    ]);
  });

  test('division by zero is a problem', () => {
    expect(() => divide(d(1), d('0.00'), { scale: 2, rounding: 'half_up' })).toThrow(
      expect.objectContaining({ code: 'division_by_zero' }),
    );
  });
});

describe('rounding', () => {
  const table: [string, Record<Rounding, string>][] = [
    ['2.5', { half_up: '3', half_even: '2', truncate: '2', ceiling: '3', floor: '2' }],
    ['3.5', { half_up: '4', half_even: '4', truncate: '3', ceiling: '4', floor: '3' }],
    ['-2.5', { half_up: '-3', half_even: '-2', truncate: '-2', ceiling: '-2', floor: '-3' }],
    ['2.4', { half_up: '2', half_even: '2', truncate: '2', ceiling: '3', floor: '2' }],
    ['-2.6', { half_up: '-3', half_even: '-3', truncate: '-2', ceiling: '-2', floor: '-3' }],
    ['-0.4', { half_up: '0', half_even: '0', truncate: '0', ceiling: '0', floor: '-1' }],
    ['2.51', { half_up: '3', half_even: '3', truncate: '2', ceiling: '3', floor: '2' }],
    ['2.00', { half_up: '2', half_even: '2', truncate: '2', ceiling: '2', floor: '2' }],
  ];
  test.each(table)('%s', (written, expected) => {
    for (const [rounding, rounded] of Object.entries(expected) as [Rounding, string][]) {
      expect(text(round(d(written), 0, rounding))).toBe(rounded);
      expect(text(divide(d(written), d('1.0'), { scale: 0, rounding }))).toBe(rounded);
      expect(text(divide(negate(d(written)), d(-1), { scale: 0, rounding }))).toBe(rounded);
    }
  });

  test('to more places pads', () => expect(text(round(d('24.3'), 2, 'half_up'))).toBe('24.30'));
  test('half away from zero', () => expect(text(round(d('-1.005'), 2, 'half_up'))).toBe('-1.01'));
});

describe('square root', () => {
  test.each([
    ['2', 10, 'truncate', '1.4142135623'],
    ['2', 10, 'half_up', '1.4142135624'],
    ['144', 0, 'floor', '12'],
    ['0.0225', 2, 'ceiling', '0.15'],
    ['6.25', 0, 'half_even', '2'],
    ['6.25', 0, 'half_up', '3'],
    ['6.2500001', 0, 'half_even', '3'],
    ['0', 3, 'half_up', '0.000'],
    ['0.0000000000000000000000000001', 0, 'ceiling', '1'],
  ] as [string, number, Rounding, string][])('of %s to %d places by %s', (written, scale, rounding, root) => {
    expect(text(sqrt(d(written), { scale, rounding }))).toBe(root);
  });

  test('of a negative is a problem', () => {
    expect(() => sqrt(d('-1'), { scale: 2, rounding: 'floor' })).toThrow(
      expect.objectContaining({ code: 'decimal_negative_root' }),
    );
  });
});
