/**
 * A formula computed by PostgreSQL over a relation of numeric columns: the other back end (formulaDecimal.ts), held equal by a
 * property test. Each level of the tree is one subquery; `offset 0` keeps PostgreSQL from pulling it up and writing its
 * expressions out wherever they are used, which would grow with 2^depth. A value is null exactly where its cause is not.
 * No division ever fails; literals, causes and places are parameters, and only names of ours stand in the text.
 */
import { decimal, decimalText, normalize } from '../kernel/decimal.ts';
import { ident, join, raw, type Sql, sql } from '../kernel/sql.ts';
import {
  FORMULA_PLACES,
  FORMULA_WHOLE_DIGITS,
  type FormulaName,
  type FormulaNode,
  type FormulaValue,
  type MissingCause,
  type OfTwoNumbers,
  type ParsedFormula,
} from './formulaTree.ts';

export interface FormulaRows {
  /** The rows, with a numeric column for every name of the formula; null where nothing was reported. */
  readonly relation: Sql;
  column(name: FormulaName): string;
  /** Columns that are given back as they are. */
  readonly keep: readonly string[];
}

/** A SELECT of the kept columns, `value` (numeric or boolean) and `cause` (read both with readFormulaValue). */
export function formulaSelect({ root, names }: ParsedFormula, rows: FormulaRows): Sql {
  const columns = new Map(names.map((name, index) => [name.key, inputNames(index)]));
  const layers = new Layers(columns);
  const top = layers.place(root);
  const kept = rows.keep.map((column) => sql`f.${ident(column)}`);
  const inputs = names.flatMap((name) => inputColumns(name, columns, sql`f.${ident(rows.column(name))}`));
  let relation = sql`select ${join([...kept, ...inputs, raw('1 as formula_row')])} from (${rows.relation}) f offset 0`;
  for (const layer of layers.list) relation = sql`select f.*, ${join(layer)} from (${relation}) f offset 0`;
  return sql`select ${join([...kept, sql`${top.value} as value`, sql`${top.cause} as cause`])} from (${relation}) f`;
}

/** A row of formulaSelect back to a value; `value` as text, as the driver gives numeric. */
export function readFormulaValue(row: { readonly value?: unknown; readonly cause?: unknown }): FormulaValue {
  if (typeof row.cause === 'string') {
    const [cause, at] = row.cause.split(' ') as [MissingCause, string];
    return { kind: 'missing', cause, at: /^\d+$/.test(at) ? Number(at) : at };
  }
  if (typeof row.value === 'boolean') return { kind: 'boolean', value: row.value };
  return { kind: 'number', value: normalize(decimal(String(row.value))) };
}

const LIMIT = raw(`1${'0'.repeat(FORMULA_WHOLE_DIGITS)}::numeric`);
const ONE = raw(`1${'0'.repeat(FORMULA_PLACES)}::numeric`);
const STEP = raw(`0.${'0'.repeat(FORMULA_PLACES - 1)}1::numeric`);
const NO_CAUSE = raw('null::text');

/** What stands for a node in the layer above it: two short expressions, since they may be written more than once. */
interface Placed {
  readonly value: Sql;
  readonly cause: Sql;
  /** 0 for what needs no column of its own. */
  readonly level: number;
}

class Layers {
  readonly list: Sql[][] = [];
  private readonly inputs: InputNames;
  private count = 0;

  constructor(inputs: InputNames) {
    this.inputs = inputs;
  }

  place(node: FormulaNode): Placed {
    switch (node.kind) {
      case 'number':
        return { value: sql`${decimalText(node.value)}::numeric`, cause: NO_CAUSE, level: 0 };
      case 'boolean':
        return { value: raw(String(node.value)), cause: NO_CAUSE, level: 0 };
      case 'name': {
        const [value, cause] = this.inputs.get(node.name.key)!;
        return { value: sql`f.${value}`, cause: sql`f.${cause}`, level: 0 };
      }
      default:
        return this.operation(node);
    }
  }

  private operation(node: Exclude<FormulaNode, { kind: 'number' | 'boolean' | 'name' }>): Placed {
    const parts = operandsOf(node).map((operand) => this.place(operand));
    const { value, cause } = expressionOf(node, parts);
    const level = 1 + Math.max(...parts.map((part) => part.level));
    const [valueName, causeName] = [ident(`formula_v${this.count}`), ident(`formula_c${this.count}`)];
    this.count++;
    while (this.list.length < level) this.list.push([]);
    this.list[level - 1]!.push(sql`${value} as ${valueName}`, sql`${cause} as ${causeName}`);
    return { value: sql`f.${valueName}`, cause: sql`f.${causeName}`, level };
  }
}

type Operation = Exclude<FormulaNode, { kind: 'number' | 'boolean' | 'name' }>;

function operandsOf(node: Operation): readonly FormulaNode[] {
  if ('list' in node) return node.list;
  if ('of' in node) return [node.of];
  return 'when' in node ? [node.when, node.then, node.otherwise] : [node.left, node.right];
}

interface Expression {
  readonly value: Sql;
  readonly cause: Sql;
}

function expressionOf(node: Operation, parts: readonly Placed[]): Expression {
  const [first, second, third] = parts.map((part) => part.value) as [Sql, Sql, Sql];
  const causes = parts.map((part) => part.cause);
  const anyCause = sql`coalesce(${join([...causes, NO_CAUSE])})`;
  switch (node.kind) {
    case 'negate':
      return { value: sql`-${first}`, cause: anyCause };
    case 'not':
      return { value: sql`not ${first}`, cause: anyCause };
    case 'abs':
      return { value: sql`abs(${first})`, cause: anyCause };
    case 'round':
      return limited(node.at, sql`round(${first}, ${node.places}::int)`, anyCause);
    case 'min':
    case 'max': {
      // least and greatest pass over nulls: what is missing must stay missing.
      const picked = sql`${raw(node.kind === 'min' ? 'least' : 'greatest')}(${join(parts.map((part) => part.value))})`;
      return { value: sql`case when ${anyCause} is null then ${picked} end`, cause: anyCause };
    }
    case 'sum':
      return limited(
        node.at,
        join(
          parts.map((part) => part.value),
          ' + ',
        ),
        anyCause,
      );
    case '&&':
    case '||': {
      // Three-valued logic of SQL is that of CEL: null exactly where neither side decides.
      const both = sql`(${first} ${raw(node.kind === '&&' ? 'and' : 'or')} ${second})`;
      return { value: both, cause: sql`case when ${both} is null then ${anyCause} end` };
    }
    case '?:':
      return {
        value: sql`case when ${first} is null then null when ${first} then ${second} else ${third} end`,
        cause: sql`case when ${first} is null then ${causes[0]} when ${first} then ${causes[1]} else ${causes[2]} end`,
      };
    case 'orElse':
      return {
        value: sql`coalesce(${first}, ${second})`,
        cause: sql`case when ${first} is null then ${causes[1]} end`,
      };
    default:
      return ofTwo(node, first, second, anyCause);
  }
}

const COMPARISONS = { '==': '=', '!=': '<>', '<': '<', '<=': '<=', '>': '>', '>=': '>=' } as const;

function ofTwo(node: Extract<Operation, { kind: OfTwoNumbers }>, a: Sql, b: Sql, cause: Sql): Expression {
  switch (node.kind) {
    case '+':
      return limited(node.at, sql`(${a} + ${b})`, cause);
    case '-':
      return limited(node.at, sql`(${a} - ${b})`, cause);
    case '*':
      return limited(node.at, sql`round(${a} * ${b}, ${raw(String(FORMULA_PLACES))})`, cause);
    case '/':
      return limited(
        node.at,
        quotient(a, b),
        sql`case when ${cause} is not null then ${cause} when ${b} = 0 then ${causeText('division_by_zero', node.at)} end`,
      );
    case 'growth': {
      const based = sql`case when ${b} > 0 then ${b} end`;
      return limited(
        node.at,
        quotient(sql`(${a} - ${b}) * 100`, based),
        sql`case when ${cause} is not null then ${cause} when ${b} = 0 then ${causeText('division_by_zero', node.at)}
          when ${b} < 0 then ${causeText('no_base', node.at)} end`,
      );
    }
    default:
      return { value: sql`(${a} ${raw(COMPARISONS[node.kind])} ${b})`, cause };
  }
}

/**
 * Half away from zero at the twentieth decimal, of the exact quotient: `div` is the whole quotient of two numerics, cut off, where `/` would
 * choose a scale of its own and round before we do. Null where the divisor is zero.
 */
function quotient(a: Sql, b: Sql): Sql {
  return sql`(sign(${a}) * sign(${b}) * div(2 * abs(${a}) * ${ONE} + abs(${b}), nullif(2 * abs(${b}), 0)) * ${STEP})`;
}

/** The number where it is below the limit; `cause` is what else it is missing for. NaN and infinities of numeric are above any limit. */
function limited(at: string | number, number: Sql, cause: Sql): Expression {
  return {
    value: sql`case when abs(${number}) < ${LIMIT} then ${number} end`,
    cause: sql`coalesce(${cause}, case when not (abs(${number}) < ${LIMIT}) then ${causeText('too_large', at)} end)`,
  };
}

function causeText(cause: MissingCause, at: string | number): Sql {
  return sql`${`${cause} ${at}`}::text`;
}

/** Of each key, the names of its two columns. By number, since a key may be longer than a name of PostgreSQL. */
type InputNames = ReadonlyMap<string, readonly [Sql, Sql]>;

function inputNames(index: number): readonly [Sql, Sql] {
  return [ident(`formula_in${index}`), ident(`formula_out${index}`)];
}

function inputColumns(name: FormulaName, names: InputNames, column: Sql): readonly Sql[] {
  const [value, cause] = names.get(name.key)!;
  const { value: number, cause: missing } = limited(
    name.key,
    sql`round(${column}, ${raw(String(FORMULA_PLACES))})`,
    sql`case when ${column} is null then ${causeText('not_reported', name.key)} end`,
  );
  return [sql`${number} as ${value}`, sql`${missing} as ${cause}`];
}
