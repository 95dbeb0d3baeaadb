/**
 * The canonical text of a value: what the ledger hashes. RFC 8785 (JCS), restricted to what survives a PostgreSQL jsonb
 * round trip unchanged, so that a fact read back from the database hashes to what was hashed before it was written:
 * jsonb forgets the order of keys and white space (sorted and absent here), keeps numbers as exact decimals (only safe
 * integers here; -0 is 0 there too), refuses U+0000 and lone surrogates (refused here), and knows no undefined.
 * Decimals and instants are strings to it. It is on the hot path of every append: measured before it is changed.
 */
import type { Json } from './json.ts';
import { Problem } from './problem.ts';

const MAX_DEPTH = 32;

/** What RFC 8785 §3.2.2.2 escapes, and what may be half of a surrogate pair and needs a closer look. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const NOT_PLAIN = /[\u0000-\u001f"\\\ud800-\udfff]/;

/**
 * Fails with `canonical_depth` (more than 32 arrays and objects inside one another), `canonical_undefined`,
 * `canonical_number` (no safe integer), `canonical_string` (U+0000 or a lone surrogate), `canonical_type` (no JSON).
 */
export function canonicalText(value: Json): string {
  return textOf(value, 0);
}

function textOf(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'number':
      if (!Number.isSafeInteger(value))
        throw refusal('canonical_number', `数 ${value} 不是安全整数`, '小数用字符串记');
      return `${value}`; // -0 prints as 0
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (depth === MAX_DEPTH) throw refusal('canonical_depth', `嵌套超过 ${MAX_DEPTH} 层`, '把内容摊平');
      return Array.isArray(value) ? arrayText(value, depth + 1) : objectText(value, depth + 1);
    case 'undefined':
      throw refusal('canonical_undefined', '有成员的值是 undefined', '没有的成员不要写，或写 null');
    default:
      throw refusal('canonical_type', `${typeof value} 不能入账`, '只用字符串、整数、布尔、null、数组、对象');
  }
}

function arrayText(items: readonly unknown[], depth: number): string {
  if (items.length === 0) return '[]';
  let text = `[${textOf(items[0], depth)}`;
  for (let i = 1; i < items.length; i++) text += `,${textOf(items[i], depth)}`;
  return `${text}]`;
}

function objectText(object: object, depth: number): string {
  const prototype = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw refusal('canonical_type', `${object.constructor.name} 不能入账`, '日期、金额等先写成字符串');
  }
  const keys = Object.keys(object);
  if (keys.length === 0) return '{}';
  sortKeys(keys);
  let text = '{';
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    if (i > 0) text += ',';
    text += `${quotedKey(key)}:${textOf((object as Record<string, unknown>)[key], depth)}`;
  }
  return `${text}}`;
}

/** By UTF-16 code units (RFC 8785 §3.2.3). Insertion, because keys are few and mostly written in order already. */
function sortKeys(keys: string[]): void {
  if (keys.length > 40) {
    keys.sort();
    return;
  }
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i]!;
    let at = i;
    while (at > 0 && keys[at - 1]! > key) {
      keys[at] = keys[at - 1]!;
      at--;
    }
    keys[at] = key;
  }
}

// Keys are few and come again with every fact. Bounded, because a body may hold a map with keys from outside.
const knownKeys = new Map<string, string>();
const MAX_KNOWN_KEYS = 4096;

function quotedKey(key: string): string {
  const known = knownKeys.get(key);
  if (known !== undefined) return known;
  const text = quoted(key);
  if (knownKeys.size < MAX_KNOWN_KEYS && key.length <= 64) knownKeys.set(key, text);
  return text;
}

function quoted(text: string): string {
  if (!NOT_PLAIN.test(text)) return `"${text}"`;
  if (text.includes('\0') || !text.isWellFormed()) {
    throw refusal('canonical_string', '文字里有 U+0000 或半个代理对', '删去不可见的字符后重填');
  }
  return JSON.stringify(text);
}

function refusal(code: string, message: string, fix: string): Problem {
  return new Problem({ code, message, kept: '没有入账', fix });
}
