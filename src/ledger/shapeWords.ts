// Faults of a request's shape in words: each names the field by the title its schema gives it, says what is wrong in both languages, and never shows a
// regular expression. Pure. The titles are the schema's descriptions up to their first mark.
import { type ZodType, z } from 'zod';

/** The faults, one sentence each: “原因”至少 2 个字符。reason: at least 2 characters. */
export function shapeFaults(schema: ZodType, error: z.ZodError): readonly string[] {
  const described = descriptionsOf(schema);
  return error.issues.flatMap((issue) => faultsOf(issue, described));
}

function faultsOf(issue: z.core.$ZodIssue, described: ReadonlyMap<string, string>): readonly string[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `没有“${key}”这一项。There is no field ${key}.`);
  const path = issue.path.join('.');
  const description = described.get(issue.path.filter((part) => typeof part === 'string').join('.'));
  const name = path === '' ? '整体' : titleOf(description) || path;
  const [zh, en] = wrongOf(issue);
  const how = description === undefined || issue.code !== 'invalid_format' ? '' : `：${description}`;
  return [`“${name}”${zh}${how}。${path || 'the whole'}: ${en}.`];
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
