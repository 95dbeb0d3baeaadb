/**
 * A formula of a plan: CEL as syntax, of which a stated subset is taken (docs/adr/0009). This file reads the text into a
 * typed tree and refuses what lies outside, with code, place and fix; it computes nothing (formulaDecimal.ts, formulaSql.ts).
 * The library parses and no more: a number literal is cut out of the source, so that 0.1 is never a float.
 */
import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import { z } from 'zod';
import { decimal } from '../kernel/decimal.ts';
import { Problem } from '../kernel/problem.ts';
import { depthFault, subsetFault, syntaxFault, typeFault, unknownFault } from './formulaFaults.ts';
import {
  FORMULA_PLACES,
  FORMULA_WHOLE_DIGITS,
  type FormulaName,
  type FormulaNode,
  type FormulaType,
  MAX_ARGUMENTS,
  MAX_FORMULA_DEPTH,
  MAX_FORMULA_LENGTH,
  MAX_ROUND_PLACES,
  type ParsedFormula,
} from './formulaTree.ts';

const parser = new Environment({
  limits: { maxAstNodes: 1000, maxDepth: 64, maxCallArguments: MAX_ARGUMENTS },
});

/**
 * Fails with `formula_too_long`, `formula_syntax`, `formula_too_deep`, `formula_not_in_subset`, `formula_unknown_name` (a name
 * that stands in no known space), `formula_type`; `data.at` is the place.
 */
export function parseFormula(text: string, wanted?: FormulaType): ParsedFormula {
  if (text.length > MAX_FORMULA_LENGTH) {
    throw new Problem({
      code: 'formula_too_long',
      message: `公式有 ${text.length} 个字，最多 ${MAX_FORMULA_LENGTH} 个`,
      fix: '拆成几个算出来的指标，再由一个公式引用它们',
    });
  }
  let ast: ASTNode;
  try {
    ast = parser.parse(text).ast;
  } catch (error) {
    throw syntaxFault(text, error);
  }
  const names = new Map<string, FormulaName>();
  const root = new Reader(text, names).node(ast, 1);
  if (wanted !== undefined && root.type !== wanted) throw typeFault(1, '整个公式', wanted, root.type);
  return { text, type: root.type, root, names: [...names.values()] };
}

const ARITHMETIC: ReadonlySet<string> = new Set(['+', '-', '*', '/']);
const INFIX = ['+', '-', '*', '/', '==', '!=', '<', '<=', '>', '>=', '&&', '||'] as const;
const infixOf = (op: string) => INFIX.find((each) => each === op);
const LITERAL = new RegExp(`^\\d{1,${FORMULA_WHOLE_DIGITS}}(?:\\.\\d{1,${FORMULA_PLACES}})?$`);
const NAME_ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

/** From the library's tree to ours. Depth is bounded before anything else looks at the tree. */
class Reader {
  private readonly text: string;
  private readonly names: Map<string, FormulaName>;

  constructor(text: string, names: Map<string, FormulaName>) {
    this.text = text;
    this.names = names;
  }

  node(ast: ASTNode, depth: number): FormulaNode {
    const at = ast.start + 1;
    if (depth > MAX_FORMULA_DEPTH) throw depthFault(at, MAX_FORMULA_DEPTH);
    switch (ast.op) {
      case 'value':
        return this.literal(ast);
      case 'id':
      case '.':
      case '[]':
        return { kind: 'name', type: 'number', at, name: this.named(ast, 0) };
      case '-_':
        return { kind: 'negate', type: 'number', at, of: this.typed(ast.args, 'number', '-', depth) };
      case '!_':
        return { kind: 'not', type: 'boolean', at, of: this.typed(ast.args, 'boolean', '!', depth) };
      case '?:':
        return this.choice(ast.args, at, depth);
      case 'call':
        return this.call(ast.args[0], ast.args[1], at, depth);
      default:
        return this.infix(ast, at, depth);
    }
  }

  private typed(ast: ASTNode, wanted: FormulaType, by: string, depth: number): FormulaNode {
    const node = this.node(ast, depth + 1);
    if (node.type !== wanted) throw typeFault(ast.start + 1, `“${by}”用到的值`, wanted, node.type);
    return node;
  }

  private literal(ast: ASTNode): FormulaNode {
    const at = ast.start + 1;
    const written = this.text.slice(ast.start, ast.end);
    if (typeof ast.args === 'boolean') return { kind: 'boolean', type: 'boolean', at, value: ast.args };
    if (!LITERAL.test(written)) {
      throw /^[\d.]/.test(written)
        ? subsetFault(
            at,
            `数“${written.slice(0, 60)}”`,
            `写普通的十进制数：整数部分最多 ${FORMULA_WHOLE_DIGITS} 位，小数最多 ${FORMULA_PLACES} 位，不用科学计数和十六进制`,
          )
        : subsetFault(at, `“${written.slice(0, 60)}”`, '公式里只有数和真假，没有文字、字节和 null');
    }
    return { kind: 'number', type: 'number', at, value: decimal(written) };
  }

  private infix(ast: ASTNode, at: number, depth: number): FormulaNode {
    const kind = infixOf(ast.op);
    if (kind === undefined) throw subsetFault(at, `“${OUTSIDE[ast.op] ?? ast.op}”`, FUNCTIONS_FIX);
    const [first, second] = ast.args as [ASTNode, ASTNode];
    if (kind === '==' || kind === '!=') {
      const left = this.node(first, depth + 1);
      return {
        kind,
        type: 'boolean',
        at,
        left,
        right: this.typed(second, left.type, kind, depth),
      };
    }
    const operand = kind === '&&' || kind === '||' ? 'boolean' : 'number';
    return {
      kind,
      type: ARITHMETIC.has(kind) ? 'number' : 'boolean',
      at: kind === '/' ? second.start + 1 : at,
      left: this.typed(first, operand, kind, depth),
      right: this.typed(second, operand, kind, depth),
    };
  }

  private choice([first, second, third]: [ASTNode, ASTNode, ASTNode], at: number, depth: number) {
    const when = this.typed(first, 'boolean', '?:', depth);
    const then = this.node(second, depth + 1);
    const otherwise = this.typed(third, then.type, ':', depth);
    return { kind: '?:', type: then.type, at, when, then, otherwise } as const;
  }

  private call(name: string, args: readonly ASTNode[], at: number, depth: number): FormulaNode {
    const few = FUNCTIONS.get(name);
    if (few === undefined) throw subsetFault(at, `函数“${name}”`, FUNCTIONS_FIX);
    if (args.length < few.least || args.length > few.most) {
      const count = few.least === few.most ? `${few.least}` : `${few.least} 至 ${few.most}`;
      throw subsetFault(at, `${name} 有 ${args.length} 个参数`, `${name} 用 ${count} 个参数：${few.example}`);
    }
    const number = (index: number) => this.typed(args[index]!, 'number', name, depth);
    switch (name) {
      case 'min':
      case 'max':
      case 'sum':
        return { kind: name, type: 'number', at, list: args.map((_, index) => number(index)) };
      case 'abs':
        return { kind: 'abs', type: 'number', at, of: number(0) };
      case 'round':
        return { kind: 'round', type: 'number', at, of: number(0), places: this.places(args[1]!) };
      case 'growth':
        return {
          kind: 'growth',
          type: 'number',
          at: args[1]!.start + 1,
          left: number(0),
          right: number(1),
        };
      case 'yearBefore':
        return { kind: 'name', type: 'number', at, name: this.named(args[0]!, 1) };
      default: {
        const left = this.node(args[0]!, depth + 1);
        return {
          kind: 'orElse',
          type: left.type,
          at,
          left,
          right: this.typed(args[1]!, left.type, name, depth),
        };
      }
    }
  }

  private places(ast: ASTNode): number {
    const written = this.text.slice(ast.start, ast.end);
    if (ast.op === 'value' && /^\d{1,2}$/.test(written) && Number(written) <= MAX_ROUND_PLACES)
      return Number(written);
    throw subsetFault(
      ast.start + 1,
      'round 的位数',
      `位数直接写 0 至 ${MAX_ROUND_PLACES} 的整数，例如 round(indicators.gdp, 1)`,
    );
  }

  /** `indicators.a.b`, `indicators["a-b"]`: the id is all that stands behind the space. */
  private named(ast: ASTNode, yearsBefore: 0 | 1): FormulaName {
    const path = pathOf(ast);
    const [of, ...rest] = path ?? [];
    const id = rest.join('.');
    const written = this.text.slice(ast.start, ast.end).slice(0, 80);
    if (path === undefined) {
      throw yearsBefore === 1
        ? subsetFault(
            ast.start + 1,
            'yearBefore 里不是名字',
            'yearBefore 只取一个名字上年同期的值，例如 yearBefore(indicators.gdp)',
          )
        : subsetFault(ast.start + 1, `“${written}”`, 'indicators 或 measures 后面只跟一个编号');
    }
    if ((of !== 'indicators' && of !== 'measures') || !NAME_ID.test(id))
      throw unknownFault(ast.start + 1, written);
    const plain = `${of}.${id}`;
    const key = yearsBefore === 1 ? `yearBefore(${plain})` : plain;
    const held = this.names.get(key) ?? { of, id, yearsBefore, key };
    this.names.set(key, held);
    return held;
  }
}

function pathOf(ast: ASTNode): readonly string[] | undefined {
  if (ast.op === 'id') return [ast.args];
  if (ast.op === '.') {
    const before = pathOf(ast.args[0]);
    return before && [...before, ast.args[1]];
  }
  if (ast.op !== '[]') return undefined;
  const [of, index] = ast.args;
  return of.op === 'id' && index.op === 'value' && typeof index.args === 'string'
    ? [of.args, index.args]
    : undefined;
}

const FUNCTIONS: ReadonlyMap<string, { least: number; most: number; example: string }> = new Map([
  ['min', { least: 2, most: MAX_ARGUMENTS, example: 'min(indicators.a, indicators.b)' }],
  ['max', { least: 2, most: MAX_ARGUMENTS, example: 'max(indicators.a, 0)' }],
  ['sum', { least: 2, most: MAX_ARGUMENTS, example: 'sum(indicators.a, indicators.b, indicators.c)' }],
  ['abs', { least: 1, most: 1, example: 'abs(indicators.a)' }],
  ['round', { least: 2, most: 2, example: 'round(indicators.a, 1)' }],
  ['orElse', { least: 2, most: 2, example: 'orElse(indicators.a, 0)' }],
  ['growth', { least: 2, most: 2, example: 'growth(indicators.a, yearBefore(indicators.a))' }],
  ['yearBefore', { least: 1, most: 1, example: 'yearBefore(indicators.a)' }],
]);

const FUNCTIONS_FIX = `公式里只有 + - * /、比较、&& || !、?: 和函数 ${[...FUNCTIONS.keys()].join(' ')}`;

const OUTSIDE: Readonly<Record<string, string>> = {
  rcall: '.函数()',
  list: '[ ]',
  map: '{ }',
  '.?': '.?',
};

/** The text of a formula, read again wherever it is used; a stored plan is parsed again when it is put in force. */
function formulaOf(wanted: FormulaType) {
  return z
    .string()
    .trim()
    .min(1)
    .superRefine((text, context) => {
      try {
        parseFormula(text, wanted);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        context.addIssue({
          code: 'custom',
          message: error.message,
          params: { code: error.code, fix: error.fix },
        });
      }
    });
}

/** A figure. Names are looked up by the rules of the section that uses it. */
export const Formula = formulaOf('number').describe(
  `公式（CEL 的一部分），结果是数，最多 ${MAX_FORMULA_LENGTH} 字：+ - * /、比较、&& || !、?:、min max sum abs round orElse growth yearBefore；名字写 indicators.编号（带连字符的写 indicators["编号"]）或 measures.口径。除数为零、未报即为缺。例：indicators.industryGrowth - indicators.industryGrowthProvince`,
);

/** Holds or not, or missing with the cause: what a gate or a task leaf may name. */
export const FormulaCondition = formulaOf('boolean').describe(
  `条件公式（CEL 的一部分），结果是真假，最多 ${MAX_FORMULA_LENGTH} 字；写法同公式。例：measures.projects.started >= 600`,
);
