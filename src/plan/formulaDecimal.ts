/**
 * A formula computed exactly over decimals: one of two back ends (the other is formulaSql.ts), held equal by a property test.
 * A number in a formula is a whole count of 10^−20, so that every rounding is one rounding of one whole number; the rules of
 * division, missing and size are in docs/adr/0009.
 */
import { type Decimal, normalize } from '../kernel/decimal.ts';
import {
  FORMULA_PLACES,
  FORMULA_WHOLE_DIGITS,
  type FormulaName,
  type FormulaNode,
  type FormulaValue,
  type MissingCause,
  type MissingValue,
  type OfTwoNumbers,
  type ParsedFormula,
} from './formulaTree.ts';

const ONE = 10n ** BigInt(FORMULA_PLACES);
const LIMIT = ONE * 10n ** BigInt(FORMULA_WHOLE_DIGITS);

/** What stands for a name: its value, or undefined where nothing was reported. */
export type ValueOfName = (name: FormulaName) => Decimal | undefined;

/** A count of 10^−20, a boolean, or missing. */
type Held = bigint | boolean | MissingValue;

/** Never fails: what cannot be had is missing, with its cause and place. */
export function evaluateFormula({ root }: ParsedFormula, given: ValueOfName): FormulaValue {
  const held = value(root, given);
  if (isMissing(held)) return held;
  if (typeof held === 'boolean') return { kind: 'boolean', value: held };
  return { kind: 'number', value: normalize({ coefficient: held, scale: FORMULA_PLACES }) };
}

function value(node: FormulaNode, given: ValueOfName): Held {
  switch (node.kind) {
    case 'number':
      return fixed(node.value);
    case 'boolean':
      return node.value;
    case 'name': {
      const reported = given(node.name);
      return reported === undefined
        ? missing('not_reported', node.name.key)
        : within(fixed(reported), node.name.key);
    }
    case 'negate':
    case 'not':
    case 'abs':
    case 'round':
      return ofOne(node, value(node.of, given));
    case 'min':
    case 'max':
    case 'sum':
      return ofMany(node, given);
    case '&&':
    case '||':
      return logic(node.kind, value(node.left, given), value(node.right, given));
    case '?:': {
      const when = value(node.when, given);
      return isMissing(when) ? when : value(when === true ? node.then : node.otherwise, given);
    }
    case 'orElse': {
      const left = value(node.left, given);
      return isMissing(left) ? value(node.right, given) : left;
    }
    default:
      return ofTwo(node, value(node.left, given), value(node.right, given));
  }
}

function ofOne(node: Extract<FormulaNode, { kind: 'negate' | 'not' | 'abs' | 'round' }>, held: Held): Held {
  if (isMissing(held)) return held;
  if (typeof held === 'boolean') return !held;
  if (node.kind === 'negate') return -held;
  if (node.kind === 'abs') return magnitude(held);
  if (node.kind !== 'round') throw new TypeError('a number is not negated by !');
  const unit = 10n ** BigInt(FORMULA_PLACES - node.places);
  return within(quotient(held, unit) * unit, node.at);
}

function ofMany(
  { kind, list, at }: Extract<FormulaNode, { kind: 'min' | 'max' | 'sum' }>,
  given: ValueOfName,
): Held {
  let total: bigint | undefined;
  for (const each of list) {
    const held = value(each, given);
    if (isMissing(held)) return held;
    const number = held as bigint;
    if (total === undefined) total = number;
    else if (kind === 'sum') total += number;
    else if (kind === 'min' ? number < total : number > total) total = number;
  }
  return within(total ?? 0n, at);
}

/** `false && missing` is false, `true || missing` is true, whichever side is missing. */
function logic(kind: '&&' | '||', left: Held, right: Held): Held {
  const decides = kind === '||';
  if (left === decides || right === decides) return decides;
  if (isMissing(left)) return left;
  if (isMissing(right)) return right;
  return !decides;
}

type Binary = Extract<FormulaNode, { kind: OfTwoNumbers }>;

function ofTwo(node: Binary, left: Held, right: Held): Held {
  if (isMissing(left)) return left;
  if (isMissing(right)) return right;
  if (node.kind === '==') return left === right;
  if (node.kind === '!=') return left !== right;
  return ofNumbers(node, left as bigint, right as bigint);
}

function ofNumbers({ kind, at }: Binary, a: bigint, b: bigint): Held {
  switch (kind) {
    case '+':
      return within(a + b, at);
    case '-':
      return within(a - b, at);
    case '*':
      return within(quotient(a * b, ONE), at);
    case '/':
      return b === 0n ? missing('division_by_zero', at) : within(quotient(a * ONE, b), at);
    case 'growth':
      if (b === 0n) return missing('division_by_zero', at);
      return b < 0n ? missing('no_base', at) : within(quotient((a - b) * 100n * ONE, b), at);
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    default:
      return a >= b;
  }
}

function fixed({ coefficient, scale }: Decimal): bigint {
  return scale <= FORMULA_PLACES
    ? coefficient * 10n ** BigInt(FORMULA_PLACES - scale)
    : quotient(coefficient, 10n ** BigInt(scale - FORMULA_PLACES));
}

/** Half away from zero. */
function quotient(numerator: bigint, denominator: bigint): bigint {
  const [n, d] = [magnitude(numerator), magnitude(denominator)];
  const rounded = (2n * n + d) / (2n * d);
  return numerator < 0n === denominator < 0n ? rounded : -rounded;
}

function magnitude(n: bigint): bigint {
  return n < 0n ? -n : n;
}

function within(number: bigint, at: string | number): bigint | MissingValue {
  return magnitude(number) < LIMIT ? number : missing('too_large', at);
}

function missing(cause: MissingCause, at: string | number): MissingValue {
  return { kind: 'missing', cause, at };
}

function isMissing(held: Held): held is MissingValue {
  return typeof held === 'object';
}
