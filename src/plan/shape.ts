/**
 * Phase 2: each section's value against its schema. Every fault becomes an issue with a code of ours and the file and
 * line of the value, or of what lacks it. A section in which the text phase found a fault is still looked at, but nothing
 * is said a second time about the same value.
 */
import type { $ZodIssue } from 'zod/v4/core';
import type { Issue } from '../kernel/issue.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { distance } from './distance.ts';
import { findValue, type Located, type Path, pathText, placeOf } from './located.ts';
import type { AnySection } from './section.ts';
import type { PlanText } from './text.ts';

export interface PlanShape {
  /** Values by section, as the schemas gave them, defaults included. Sections with a fault are absent. */
  readonly sections: ReadonlyMap<string, unknown>;
  readonly issues: readonly Issue[];
}

/** Codes: those of phase 'shape' in codes.ts, and those that a schema's own refusals carry in `params.code`. */
export function checkShape(text: PlanText, registry: readonly AnySection[]): PlanShape {
  const issues: Issue[] = [];
  const values = new Map<string, unknown>();
  const said = new Set(text.issues.map((issue) => `${issue.file}:${issue.line}`));
  const known = new Set(registry.map((section) => section.key));
  for (const [key, value] of text.document.children ?? []) {
    if (known.has(String(key))) continue;
    issues.push(unknownKey(value, String(key), [String(key)], [...known]));
  }
  for (const section of registry) {
    const located = text.document.children?.get(section.key);
    if (located === undefined && !section.optional) {
      if (!text.torn) issues.push(missingSection(text.document, section));
      continue;
    }
    const parsed = section.schema.safeParse(located?.value);
    const found = parsed.success
      ? []
      : parsed.error.issues.flatMap((issue) => explain(issue, section, text.document));
    // What stands on a line with a fault of the text was read wrongly: its shape says nothing.
    issues.push(...found.filter((issue) => !said.has(`${issue.file}:${issue.line}`)));
    const faulty = text.issues.some(
      (issue) => issue.path === section.key || issue.path.startsWith(`${section.key}.`),
    );
    if (parsed.success && !faulty) values.set(section.key, parsed.data);
  }
  return { sections: values, issues };
}

function missingSection(document: Located, section: AnySection): Issue {
  return {
    code: 'section_missing',
    severity: 'error',
    file: document.file,
    line: 1,
    path: section.key,
    message: `缺少“${section.key}”（${section.title.zh}）`,
    fix: `加上一节 ${section.key}:，字段见 docs/reference`,
  };
}

/** One fault of zod is one issue, save that each unknown key has its own line, and a union's fault is its nearest branch's. */
function explain(fault: $ZodIssue, section: AnySection, document: Located): readonly Issue[] {
  const path: Path = [section.key, ...(fault.path as (string | number)[])];
  if (fault.code === 'unrecognized_keys') {
    const siblings = siblingKeys(section.schema, fault.path as (string | number)[]);
    return fault.keys.map((key) => unknownKey(document, key, [...path, key], siblings));
  }
  if (fault.code === 'invalid_union' && fault.errors.length > 0) {
    const nearest = fault.errors.toSorted((a, b) => nearness(a) - nearness(b))[0]!;
    return nearest.flatMap((inner) =>
      explain({ ...inner, path: [...fault.path, ...inner.path] } as $ZodIssue, section, document),
    );
  }
  const value = findValue(document, path);
  const { code, message, fix } = words(fault, value, path);
  return [{ code, severity: 'error', ...placeOf(document, path), path: pathText(path), message, fix }];
}

/** The branch that fails deepest and least is the one the author meant. */
function nearness(faults: readonly $ZodIssue[]): number {
  const depth = Math.max(...faults.map((fault) => fault.path.length));
  return faults.length - depth * 100;
}

function words(
  fault: $ZodIssue,
  value: Json | undefined,
  path: Path,
): { code: string; message: string; fix: string } {
  const name = path.at(-1);
  // A choice or a text that is not there is missing, whatever else the schema would have said of it.
  if (value === undefined && fault.code !== 'custom') {
    return { code: 'field_missing', message: `缺少必填的“${name}”`, fix: '补上这个字段' };
  }
  switch (fault.code) {
    case 'invalid_type': {
      const shown = shownValue(value);
      if (fault.expected === 'string' && typeof value === 'number') {
        return {
          code: 'text_unquoted',
          message: `“${name}”该是文字，${shown} 成了数`,
          fix: `加引号："${value}"`,
        };
      }
      const wanted = TYPE_WORDS[fault.expected] ?? fault.expected;
      return {
        code: 'wrong_type',
        message: `“${name}”是 ${shown}，应是${wanted}`,
        fix: TYPE_FIXES[fault.expected] ?? '改成该有的类型',
      };
    }
    case 'too_small':
    case 'too_big': {
      const small = fault.code === 'too_small';
      const limit = small ? fault.minimum : fault.maximum;
      const what = fault.origin === 'string' ? '字数' : fault.origin === 'array' ? '个数' : '值';
      return {
        code: 'out_of_range',
        message: `“${name}”的${what}${small ? '少于' : '超过'} ${limit}`,
        fix: `${what}${small ? '至少' : '至多'} ${limit}`,
      };
    }
    case 'invalid_value':
      return {
        code: 'value_not_allowed',
        message: `“${name}”是 ${shownValue(value)}，不在可选的值之内`,
        fix: `可选：${fault.values.map(String).join('、')}`,
      };
    case 'invalid_union':
      return {
        code: 'value_not_allowed',
        message: `“${name}”哪一种都不是`,
        fix: '对照 docs/reference 里这一节的几种写法',
      };
    case 'custom': {
      const own = (fault.params ?? {}) as { code?: string; fix?: string };
      return {
        code: own.code ?? 'value_form',
        message: `“${name}”：${fault.message}（${shownValue(value)}）`,
        fix: own.fix ?? '改成该有的写法',
      };
    }
    default:
      return {
        code: 'value_form',
        message: `“${name}”的写法不对：${shownValue(value)}（${fault.message}）`,
        fix: '对照 docs/reference 里这个字段的例子',
      };
  }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: '文字',
  number: '数',
  int: '整数',
  boolean: 'true 或 false',
  array: '列表',
  object: '“键: 值”',
  record: '“键: 值”',
};

const TYPE_FIXES: Readonly<Record<string, string>> = {
  string: '写成文字',
  int: '写整数，不加引号',
  number: '写整数，不加引号',
  boolean: '写 true 或 false，不加引号',
  array: '每项一行，以 - 开头',
  object: '每个字段一行，缩进两格',
  record: '每个字段一行，缩进两格',
};

function shownValue(value: Json | undefined): string {
  if (value === undefined) return '空';
  if (Array.isArray(value)) return '列表';
  if (typeof value === 'object' && value !== null) return '“键: 值”';
  const text = String(value);
  return `“${text.length > 40 ? `${text.slice(0, 40)}…` : text}”`;
}

function unknownKey(document: Located, key: string, path: Path, siblings: readonly string[]): Issue {
  const near = siblings
    .map((sibling) => ({ sibling, steps: distance(key.toLowerCase(), sibling.toLowerCase()) }))
    .filter(({ sibling, steps }) => steps <= Math.max(2, sibling.length / 3))
    .toSorted((a, b) => a.steps - b.steps)[0];
  const place = document.children?.has(path[0]!) ? placeOf(document, path) : document;
  return {
    code: 'unknown_key',
    severity: 'error',
    file: place.file,
    line: place.line,
    path: pathText(path),
    message: `“${key}”不认识`,
    fix:
      near === undefined
        ? `删去，或用：${siblings.slice(0, 30).join('、')}`
        : `是不是 ${near.sibling}？不是就删去`,
  };
}

/** The fields that the schema knows at a path, as far as it is made of plain objects, lists and wrappers. */
function siblingKeys(schema: unknown, path: Path): readonly string[] {
  let at = unwrapped(schema);
  for (const step of path) {
    if (at === undefined) return [];
    const { shape, element, valueType, options } = at;
    if (typeof step === 'number') at = unwrapped(element);
    else if (shape?.[step] !== undefined) at = unwrapped(shape[step]);
    else if (valueType !== undefined) at = unwrapped(valueType);
    else if (options !== undefined) return [];
    else return [];
  }
  if (at?.options !== undefined)
    return at.options.flatMap((option) => Object.keys(unwrapped(option)?.shape ?? {}));
  return Object.keys(at?.shape ?? {});
}

interface SchemaDef {
  readonly innerType?: unknown;
  readonly in?: unknown;
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly element?: unknown;
  readonly valueType?: unknown;
  readonly options?: readonly unknown[];
}

function unwrapped(schema: unknown): SchemaDef | undefined {
  let def = (schema as { def?: SchemaDef } | undefined)?.def;
  for (let i = 0; i < 10 && def !== undefined; i++) {
    const inner = (def.innerType ?? def.in) as { def?: SchemaDef } | undefined;
    if (inner === undefined) return def;
    def = inner.def;
  }
  return def;
}

/** What a schema gave, as JSON: members that are undefined are absent. */
export function asJson(value: unknown): Json {
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value !== 'object' || value === null) return value as Json;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, asJson(member)])) as JsonObject;
}
