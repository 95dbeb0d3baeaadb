// Faults of a request's shape in words: each names the field by the title its schema gives it, says what is wrong and what is wanted in both languages, and never shows a
// regular expression. Pure. The titles are the schema's descriptions up to their first mark.
import { type ZodType, z } from 'zod';
import type { Words } from '../kernel/loop.ts';

/** The faults, one sentence each: “原因”至少 2 个字符。reason: at least 2 characters. */
export function shapeFaults(schema: ZodType, error: z.ZodError): readonly string[] {
  return faultsOf(schema, error).map(({ zh, en }) => `${zh}。${en}.`);
}

/** All of them as one text, a whole sentence of each language, so that a page shows its reader one of the two. */
export function shapeMessage(schema: ZodType, error: z.ZodError): string {
  const faults = faultsOf(schema, error);
  const [zh, en] = [faults.map((one) => one.zh).join('；'), faults.map((one) => one.en).join('; ')];
  return `填报内容不合要求：${zh}。What was sent is not as asked for: ${en}.`;
}

function faultsOf(schema: ZodType, error: z.ZodError): readonly Words[] {
  const described = descriptionsOf(schema);
  return error.issues.flatMap((issue) => wordsOf(issue, described));
}

function wordsOf(issue: z.core.$ZodIssue, described: ReadonlyMap<string, string>): readonly Words[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ zh: `没有“${key}”这一项`, en: `There is no field ${key}` }));
  const path = issue.path.join('.');
  const description = described.get(issue.path.filter((part) => typeof part === 'string').join('.'));
  const name = path === '' ? '整体' : titleOf(description) || path;
  const [zh, en] = wrongOf(issue);
  return [{ zh: `“${name}”${zh}${wantedOf(issue, description)}`, en: `${path || 'the whole'}: ${en}` }];
}

const TYPES: Readonly<Record<string, readonly [string, string]>> = {
  string: ['文字', 'a text'],
  number: ['数', 'a number'],
  int: ['整数', 'a whole number'],
  boolean: ['是或否', 'true or false'],
  array: ['一列', 'a list'],
  object: ['一组字段', 'an object'],
};

function wrongOf(issue: z.core.$ZodIssue): readonly [string, string] {
  switch (issue.code) {
    case 'invalid_type': {
      if (issue.input === undefined && !issue.message.includes('received')) return MISSING;
      if (/received undefined/.test(issue.message)) return MISSING;
      const [zh, en] = TYPES[issue.expected] ?? [issue.expected, issue.expected];
      return [`须是${zh}`, `must be ${en}`];
    }
    case 'too_small':
      return bound(issue.origin, issue.minimum, ['至少', 'at least']);
    case 'too_big':
      return bound(issue.origin, issue.maximum, ['至多', 'at most']);
    case 'invalid_value': {
      const values = issue.values.map(String);
      return [`须是 ${values.join('、')} 之一`, `must be one of ${values.join(', ')}`];
    }
    case 'invalid_format':
      return ['写法不对', 'not in its form'];
    default:
      return ['不合要求', 'not as asked for'];
  }
}

const MISSING = ['没有填', 'is missing'] as const;

function bound(
  origin: string,
  limit: number | bigint,
  [zh, en]: readonly [string, string],
): readonly [string, string] {
  if (origin === 'string') return [`${zh} ${limit} 个字符`, `${en} ${limit} characters`];
  if (origin === 'array') return [`${zh} ${limit} 项`, `${en} ${limit} items`];
  return [`${zh}是 ${limit}`, `${en} ${limit}`];
}

/** What the schema asks for, in its own words after the title; where the fault itself does not say it already. */
function wantedOf(issue: z.core.$ZodIssue, description: string | undefined): string {
  if (issue.code !== 'invalid_format' && issue.code !== 'custom') return '';
  const rest = description?.slice(titleOf(description).length).replace(/^[，。；：、,;:]\s*/, '');
  return rest ? `：${rest}` : '';
}

function titleOf(description: string | undefined): string {
  return description?.split(/[，。；：、（(,;:]/)[0]?.trim() ?? '';
}

interface Described {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly items?: Described;
}

/** Descriptions by path without the places in lists: `evidence.name`. */
function descriptionsOf(schema: ZodType): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const walk = (one: Described, path: readonly string[]): void => {
    if (one.description !== undefined && path.length > 0) found.set(path.join('.'), one.description);
    if (one.items !== undefined) walk(one.items, path);
    for (const [key, inner] of Object.entries(one.properties ?? {})) walk(inner, [...path, key]);
  };
  walk(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as Described, []);
  return found;
}
