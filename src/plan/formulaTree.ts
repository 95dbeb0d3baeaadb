/**
 * The tree of a formula and what it comes to: the types that the reader (formula.ts) and the two back ends share, and the
 * limits that both keep (docs/adr/0009).
 */
import type { Decimal } from '../kernel/decimal.ts';

export const MAX_FORMULA_LENGTH = 500;
export const MAX_FORMULA_DEPTH = 32;
/** Every number is rounded to so many decimals, half away from zero, after each operation. */
export const FORMULA_PLACES = 20;
/** 10^30: a magnitude of this size is missing, `too_large`. */
export const FORMULA_WHOLE_DIGITS = 30;
export const MAX_ARGUMENTS = 32;
export const MAX_ROUND_PLACES = 12;

export type FormulaType = 'number' | 'boolean';

/** What a formula names: an indicator of the plan or a measure of a loop, of the period asked for or of the one a year before. */
export interface FormulaName {
  readonly of: 'indicators' | 'measures';
  readonly id: string;
  readonly yearsBefore: 0 | 1;
  /** One text for one input: `indicators.gdp`, `yearBefore(indicators.gdp)`. */
  readonly key: string;
}

/** A list of numbers folded to one. */
export type Gathering = 'min' | 'max' | 'sum';

interface NodeBase {
  readonly type: FormulaType;
  /** Where it begins in the text, the first character being 1; of a division, where the divisor begins. */
  readonly at: number;
}

export type FormulaNode = NodeBase &
  (
    | { readonly kind: 'number'; readonly value: Decimal }
    | { readonly kind: 'boolean'; readonly value: boolean }
    | { readonly kind: 'name'; readonly name: FormulaName }
    | { readonly kind: 'negate' | 'not' | 'abs'; readonly of: FormulaNode }
    | { readonly kind: 'round'; readonly of: FormulaNode; readonly places: number }
    | {
        readonly kind: OfTwoNumbers;
        readonly left: FormulaNode;
        readonly right: FormulaNode;
      }
    | { readonly kind: '&&' | '||' | 'orElse'; readonly left: FormulaNode; readonly right: FormulaNode }
    | { readonly kind: Gathering; readonly list: readonly FormulaNode[] }
    | {
        readonly kind: '?:';
        readonly when: FormulaNode;
        readonly then: FormulaNode;
        readonly otherwise: FormulaNode;
      }
  );

export type OfTwoNumbers = '+' | '-' | '*' | '/' | 'growth' | Comparison;

/** `==` and `!=` also compare two booleans. */
export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

export interface ParsedFormula {
  readonly text: string;
  readonly type: FormulaType;
  readonly root: FormulaNode;
  /** What it names, each input once, in the order of the text. */
  readonly names: readonly FormulaName[];
}

export type MissingCause = 'not_reported' | 'division_by_zero' | 'no_base' | 'too_large';

/** `at`: the key of a name, or the place in the text (1 = first character). */
export interface MissingValue {
  readonly kind: 'missing';
  readonly cause: MissingCause;
  readonly at: string | number;
}

export type FormulaValue =
  | { readonly kind: 'number'; readonly value: Decimal }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | MissingValue;
