// Reading a formula: what is in the subset, how each thing outside is refused, and the figures that a person would check by hand.
import { expect, test } from 'vitest';
import { decimal, decimalText } from '../kernel/decimal.ts';
import { Problem } from '../kernel/problem.ts';
import { Formula, FormulaCondition, parseFormula } from './formula.ts';
import { evaluateFormula } from './formulaDecimal.ts';
import { MAX_FORMULA_LENGTH } from './formulaTree.ts';

const VALUES: Readonly<Record<string, string>> = {
  'indicators.growth': '30.9',
  'indicators.province': '18.5',
  'indicators.zero': '0',
  'indicators.less': '-5',
  'indicators.a-b': '7',
  'indicators.a.b': '8',
  'measures.projects.started': '426',
  'yearBefore(indicators.growth)': '-3.85',
};

function value(text: string): string | boolean | object {
  const answer = evaluateFormula(parseFormula(text), ({ key }) =>
    VALUES[key] === undefined ? undefined : decimal(VALUES[key]),
  );
  if (answer.kind === 'number') return decimalText(answer.value);
  return answer.kind === 'boolean' ? answer.value : { cause: answer.cause, at: answer.at };
}

test.each([
  ['indicators.growth - indicators.province', '12.4'],
  ['0.1 + 0.2', '0.3'],
  ['12345678901234567.89 + 0.01', '12345678901234567.9'],
  ['2 / 3', '0.66666666666666666667'],
  ['-2 / 3', '-0.66666666666666666667'],
  ['1 / 3 * 3', '0.99999999999999999999'],
  ['1 - 2 - 3', '-4'],
  ['2 + 3 * 4', '14'],
  ['-(2 + 3) * 4', '-20'],
  ['measures.projects.started * 100 / 1000', '42.6'],
  ['measures["projects.started"] + indicators["a-b"] + indicators.a.b', '441'],
  ['growth(12, 10)', '20'],
  ['growth(indicators.growth, yearBefore(indicators.growth))', { cause: 'no_base', at: 27 }],
  ['round(2.45, 1)', '2.5'],
  ['round(-2.45, 1)', '-2.5'],
  ['min(3, 1, 2) + max(3, 1, 2) + sum(1, 2, 3) + abs(-4)', '14'],
  ['indicators.growth > indicators.province ? 1 : 0', '1'],
  ['orElse(indicators.nothing, 5)', '5'],
  ['1 / indicators.zero', { cause: 'division_by_zero', at: 5 }],
  ['1 / (indicators.growth - 30.9)', { cause: 'division_by_zero', at: 6 }],
  ['1 / indicators.zero + indicators.nothing', { cause: 'division_by_zero', at: 5 }],
  ['indicators.nothing / indicators.zero', { cause: 'not_reported', at: 'indicators.nothing' }],
  ['999999999999999999999999999999 + 1', { cause: 'too_large', at: 1 }],
  ['indicators.nothing > 1 && 1 > 2', false],
  ['1 > 2 && indicators.nothing > 1', false],
  ['indicators.nothing > 1 || 1 < 2', true],
  ['indicators.nothing > 1 || 1 > 2', { cause: 'not_reported', at: 'indicators.nothing' }],
  ['!(indicators.nothing > 1)', { cause: 'not_reported', at: 'indicators.nothing' }],
  ['indicators.zero == 0 ? 0 : 1 / indicators.zero', '0'],
  ['true == (1 < 2)', true],
  ['1 // one\n + 1', '2'],
] as const)('%s = %j', (text, wanted) => {
  expect(value(text)).toEqual(wanted);
});

test.each([
  ['formula_syntax', '', 1],
  ['formula_syntax', '1 +', 4],
  ['formula_syntax', '(1 + 2', 7],
  ['formula_syntax', '1 + 2)', 6],
  ['formula_syntax', '1 + .5', 5],
  ['formula_syntax', '1，2', 2],
  ['formula_syntax', '（1）', 1],
  ['formula_syntax', 'indicators.a = 1', 14],
  ['formula_syntax', '2 ^ 3', 3],
  ['formula_syntax', '工业增速 - 1', 1],
  ['formula_syntax', `indicators.a'; drop table fact; --`, 13],
  ['formula_not_in_subset', '1e3', 1],
  ['formula_not_in_subset', '0x1F', 1],
  ['formula_not_in_subset', '5u', 1],
  ['formula_not_in_subset', '7 % 2', 1],
  ['formula_not_in_subset', '1 + "a"', 5],
  ['formula_not_in_subset', 'null', 1],
  ['formula_not_in_subset', '[1, 2]', 1],
  ['formula_not_in_subset', '{1: 2}', 1],
  ['formula_not_in_subset', '1 in [1]', 1],
  ['formula_not_in_subset', '[1].exists(x, x > 0)', 1],
  ['formula_not_in_subset', 'has(indicators.a)', 1],
  ['formula_not_in_subset', 'timestamp("2021-01-01T00:00:00Z")', 1],
  ['formula_not_in_subset', 'double(1)', 1],
  ['formula_not_in_subset', 'indicators.a.max(1)', 1],
  ['formula_not_in_subset', 'indicators.a["b"]', 1],
  ['formula_not_in_subset', 'indicators[1]', 1],
  ['formula_not_in_subset', 'min(1)', 1],
  ['formula_not_in_subset', 'round(1, 13)', 10],
  ['formula_not_in_subset', 'round(1, indicators.a)', 10],
  ['formula_not_in_subset', 'yearBefore(1 + 1)', 12],
  ['formula_not_in_subset', `0.${'1'.repeat(21)}`, 1],
  ['formula_not_in_subset', '1'.repeat(31), 1],
  ['formula_unknown_name', 'gdp', 1],
  ['formula_unknown_name', 'projects.started', 1],
  ['formula_unknown_name', 'indicators', 1],
  ['formula_unknown_name', '1 + indicators["a b"]', 5],
  ['formula_unknown_name', 'indicators["a\\"; drop table fact; --"]', 1],
  ['formula_type', '1 > 2', 1],
  ['formula_type', '1 + (1 > 2)', 6],
  ['formula_type', '!1', 2],
  ['formula_type', '1 ? 2 : 3', 1],
  ['formula_type', 'true ? 2 : false', 12],
  ['formula_type', '1 < 2 < 3 ? 1 : 0', 1],
  ['formula_type', '1 == true ? 1 : 0', 6],
  ['formula_type', 'orElse(indicators.a, true)', 22],
  ['formula_too_deep', `1${'+1'.repeat(32)}`, 1],
  ['formula_too_deep', `${'('.repeat(80)}1${')'.repeat(80)}`, 65],
  ['formula_too_deep', `${'-'.repeat(400)}1`, 33],
  ['formula_too_long', `1${' '.repeat(MAX_FORMULA_LENGTH)}`, undefined],
] as const)('%s: %s', (code, text, at) => {
  let problem: unknown;
  try {
    parseFormula(text, 'number');
  } catch (error) {
    problem = error;
  }
  expect(problem).toBeInstanceOf(Problem);
  const { code: got, data, fix, message } = problem as Problem;
  expect([got, data?.at]).toEqual([code, at]);
  expect(fix && message).toBeTruthy();
});

test('the fix says what to write instead', () => {
  const fixOf = (text: string) =>
    Formula.safeParse(text).error?.issues[0] as { params?: { fix?: string } } | undefined;
  expect(fixOf('1，2')?.params?.fix).toContain('半角');
  expect(fixOf('indicators.a ≥ 1')?.params?.fix).toContain('>=');
  expect(fixOf('(1 + 2')?.params?.fix).toContain('少了 1 个 )');
  expect(fixOf('indicators.a and 1')?.params?.fix).toContain('例子');
});

test('names are told once, by key, in the order of the text', () => {
  const { names } = parseFormula(
    'indicators.b + yearBefore(indicators.b) + indicators["b"] + measures.projects.started',
  );
  expect(names.map(({ key }) => key)).toEqual([
    'indicators.b',
    'yearBefore(indicators.b)',
    'measures.projects.started',
  ]);
});

test('names of the language’s own objects are only names', () => {
  for (const odd of ['constructor', 'toString', '__proto__'])
    expect(['formula_unknown_name', undefined]).toContain(codeOf(`indicators.${odd} + indicators["${odd}"]`));
});

function codeOf(text: string): string | undefined {
  try {
    evaluateFormula(parseFormula(text), () => undefined);
    return undefined;
  } catch (error) {
    return (error as Problem).code;
  }
}

test('a formula of the wrong type is refused by the schema that asks for the other', () => {
  expect(Formula.safeParse('1 + 1').success).toBe(true);
  expect(Formula.safeParse('1 < 2').success).toBe(false);
  expect(FormulaCondition.safeParse('1 < 2').success).toBe(true);
  expect(FormulaCondition.safeParse('1 + 1').success).toBe(false);
});
