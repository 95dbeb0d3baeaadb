/**
 * Values as YAML that this program, and any other reader, takes for the same values: every text that could be anything else is
 * quoted, nothing depends on YAML's guesses. It writes; reading is yamlText.ts.
 */
import type { Json } from '../kernel/json.ts';

/** Longest line that a nested value is put on; a longer one is written member by member. */
const LINE_MAX = 110;

/** A map or list in block style, `indent` spaces in, each line ended. Empty ones and scalars stand on a line of their own. */
export function blockYaml(value: Json, indent: number): string {
  const pad = ' '.repeat(indent);
  if (Array.isArray(value) && value.length > 0)
    return value.map((item) => `${pad}- ${itemYaml(item, indent + 2)}`).join('');
  if (isMap(value) && Object.keys(value).length > 0)
    return Object.entries(value)
      .map(([key, member]) => `${pad}${memberYaml(key, member, indent)}`)
      .join('');
  return `${pad}${flowYaml(value)}\n`;
}

/** `key: value` with the value on the line when it fits, else below; without the first line's indent, each line ended. */
export function memberYaml(key: string, value: Json, indent: number): string {
  const name = keyYaml(key);
  const flow = flowYaml(value);
  if (!isNested(value) || fits(value, flow, indent + name.length + 2)) return `${name}: ${flow}\n`;
  return `${name}:\n${blockYaml(value, indent + 2)}`;
}

/** What follows `- `: the value on the line when it fits, else its first member there and the others below. */
export function itemYaml(value: Json, indent: number): string {
  const flow = flowYaml(value);
  if (!isNested(value) || fits(value, flow, indent)) return `${flow}\n`;
  return blockYaml(value, indent).slice(indent);
}

/** On one line: `{a: 1, b: [x, y]}`. */
export function flowYaml(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(flowYaml).join(', ')}]`;
  if (isMap(value))
    return `{${Object.entries(value)
      .map(([key, member]) => `${keyYaml(key)}: ${flowYaml(member)}`)
      .join(', ')}}`;
  return typeof value === 'string' ? textYaml(value) : String(value);
}

/** Plain where nobody could take it for anything else, else in double quotes. */
export function textYaml(text: string): string {
  const plain =
    /^[\p{Script=Han}A-Za-z][\p{Script=Han}A-Za-z0-9_.\-/（）《》“”；]*$/u.test(text) &&
    !/^(true|false|null|yes|no|on|off|y|n|nan|inf)$/i.test(text);
  if (plain || /^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return text;
  // A fraction stands as its own text; a whole number in quotes stays a text.
  if (/^-?(0|[1-9]\d*)\.\d+$/.test(text)) return text;
  return JSON.stringify(text).replaceAll(
    // JSON leaves these as they are; YAML takes some for line ends, and none can be seen.
    /[\u007f-\u009f\u2028\u2029\ufeff\u00a0]/g,
    (found) => `\\u${found.codePointAt(0)!.toString(16).padStart(4, '0')}`,
  );
}

function keyYaml(key: string): string {
  return /^[A-Za-z][\w.-]*$/.test(key) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(key)
    ? key
    : JSON.stringify(key);
}

function fits(value: Json, flow: string, at: number): boolean {
  const empty = Object.keys(value as object).length === 0;
  return empty || (!holdsNested(value) && at + flow.length <= LINE_MAX);
}

function holdsNested(value: Json): boolean {
  return Object.values(value as object).some((member) => isNested(member) && Object.keys(member).length > 0);
}

function isNested(value: Json): value is Exclude<Json, string | number | boolean | null> {
  return typeof value === 'object' && value !== null;
}

function isMap(value: Json): value is { readonly [key: string]: Json } {
  return isNested(value) && !Array.isArray(value);
}
