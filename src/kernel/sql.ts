/**
 * SQL text put together from fragments. A value written into sql`…` becomes a parameter ($1, $2 …), a fragment becomes
 * its text with the parameters renumbered; only `raw` trusts its argument. It knows no tables and opens no connection.
 * `literal` is for the ledger's writer, which sends several statements in one message, where PostgreSQL takes no parameters.
 */
import { Problem } from './problem.ts';

export interface Sql {
  /** Pieces of text around the values: always one more than there are values. */
  readonly pieces: readonly string[];
  readonly values: unknown[];
  /** With $n from `startAt` on (1 unless told). */
  text(startAt?: number): string;
}

class Fragment implements Sql {
  readonly pieces: readonly string[];
  readonly values: unknown[];

  constructor(pieces: readonly string[], values: unknown[]) {
    this.pieces = pieces;
    this.values = values;
  }

  text(startAt = 1): string {
    let text = this.pieces[0]!;
    for (let i = 1; i < this.pieces.length; i++) text += `$${startAt + i - 1}${this.pieces[i]}`;
    return text;
  }
}

/** Fails with `sql_undefined`: a forgotten value must not become null silently, as the driver would have it. */
export function sql(strings: TemplateStringsArray, ...parts: readonly unknown[]): Sql {
  return assemble(strings, parts);
}

/** Trusted text, as it stands. Never for anything that came from outside. */
export function raw(text: string): Sql {
  return new Fragment([text], []);
}

/** A quoted name, qualified when several are given: ident('public', 'fact'). Fails with `sql_identifier`. */
export function ident(...names: string[]): Sql {
  return raw(names.map(quotedName).join('.'));
}

/** Fragments and values, one after the other; of an empty list, nothing. Fails with `sql_undefined`. */
export function join(list: readonly unknown[], separator = ', '): Sql {
  if (list.length === 0) return raw('');
  return assemble(['', ...Array<string>(list.length - 1).fill(separator), ''], list);
}

export function isSql(value: unknown): value is Sql {
  return value instanceof Fragment;
}

/** The text with every value as a literal in place of its parameter. Fails like `literal`. */
export function inlined(fragment: Sql): string {
  let text = fragment.pieces[0]!;
  for (let i = 1; i < fragment.pieces.length; i++)
    text += literal(fragment.values[i - 1]) + fragment.pieces[i];
  return text;
}

/**
 * A value as an SQL literal, safe under standard_conforming_strings = on (the default since 9.1, which the writer sets).
 * Strings, finite numbers, bigints, booleans, null, and arrays of them. An array becomes the text form '{…}' that the
 * driver would send, and takes its type from where it stands: cast it where nothing else says the type.
 * Fails with `sql_literal`.
 */
export function literal(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return quotedText(arrayText(value));
  switch (typeof value) {
    case 'string':
      return quotedText(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
    case 'bigint':
      return numberText(value);
    default:
      throw notLiteral(`${typeof value} 不能写成 SQL 常量`);
  }
}

function assemble(strings: readonly string[], parts: readonly unknown[]): Sql {
  const pieces = [strings[0]!];
  const values: unknown[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    if (part === undefined) {
      throw new Problem({
        code: 'sql_undefined',
        message: 'SQL 里有一个值是 undefined',
        fix: '没有值时写 null',
        status: 500,
      });
    }
    if (isSql(part)) {
      pieces[pieces.length - 1] += part.pieces[0]!;
      for (let at = 1; at < part.pieces.length; at++) pieces.push(part.pieces[at]!);
      for (const value of part.values) values.push(value);
    } else {
      pieces.push('');
      values.push(part);
    }
    pieces[pieces.length - 1] += strings[i + 1]!;
  }
  return new Fragment(pieces, values);
}

/** PostgreSQL cuts a longer name off silently, and two long names would become one. */
const MAX_NAME_BYTES = 63;

function quotedName(name: string): string {
  if (name === '' || name.includes('\0') || byteLength(name) > MAX_NAME_BYTES) {
    throw new Problem({
      code: 'sql_identifier',
      message: `“${name}”不能作 SQL 名称`,
      fix: `1 至 ${MAX_NAME_BYTES} 个字节`,
      status: 500,
    });
  }
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * With a backslash the escape form is used, which reads the same whatever standard_conforming_strings says; the space
 * before it keeps the E from joining a word that stands before it.
 */
function quotedText(text: string): string {
  if (text.includes('\0')) throw notLiteral('PostgreSQL 的文字里不能有 U+0000');
  const doubled = text.replaceAll("'", "''");
  return doubled.includes('\\') ? ` E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`;
}

/** A negative number stands in brackets, because `1-` followed by `-1` would begin a comment. */
function numberText(value: number | bigint): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw notLiteral(`${value} 不是有限的数`);
  return value < 0 ? `(${value})` : `${value}`;
}

function arrayText(items: readonly unknown[]): string {
  const elements = Array.from(items, (item) => {
    if (item === null) return 'NULL';
    if (typeof item === 'string') return `"${item.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
    if (typeof item === 'boolean' || typeof item === 'bigint') return `${item}`;
    if (typeof item === 'number' && Number.isFinite(item)) return `${item}`;
    throw notLiteral(`数组里的 ${typeof item} 不能写成 SQL 常量`);
  });
  return `{${elements.join(',')}}`;
}

function byteLength(text: string): number {
  let bytes = 0;
  for (const char of text) {
    const point = char.codePointAt(0)!;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
  }
  return bytes;
}

function notLiteral(message: string): Problem {
  return new Problem({ code: 'sql_literal', message, fix: '先写成字符串、数、布尔或 null', status: 500 });
}
