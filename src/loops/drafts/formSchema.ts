/**
 * What a form makes of a plan section's JSON Schema: of every field its control, its choices in words, what it refers to; and of what was
 * typed the element as the server takes it. Pure; it knows fields by their schema and description, never a section by name.
 */
import type { Json, JsonObject } from '../../kernel/json.ts';
import { englishOf, fieldTitle } from '../../plan/fieldTitles.ts';

/** JSON Schema (2020-12) as far as plan sections use it. */
export interface FormSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: Json;
  readonly const?: Json;
  readonly enum?: readonly Json[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, FormSchema>>;
  readonly additionalProperties?: FormSchema | boolean;
  readonly items?: FormSchema;
  readonly anyOf?: readonly FormSchema[];
  readonly oneOf?: readonly FormSchema[];
}

export type Control =
  | { readonly is: 'text'; readonly long: boolean }
  | { readonly is: 'integer' }
  | { readonly is: 'decimal' }
  | { readonly is: 'date' }
  | { readonly is: 'yesNo' }
  | { readonly is: 'choice'; readonly values: readonly string[] }
  /** Sections whose elements it names; `measures` stands for the counts of the ledger. */
  | { readonly is: 'reference'; readonly of: readonly string[] }
  | { readonly is: 'list'; readonly item: FormSchema }
  | { readonly is: 'map'; readonly item: FormSchema }
  | { readonly is: 'object' }
  | { readonly is: 'variants'; readonly variants: readonly FormSchema[] };

/** Longer texts get more than one line. */
const LONG_FROM = 200;

export function controlOf(name: string, schema: FormSchema): Control {
  const branches = (schema.anyOf ?? schema.oneOf ?? []).filter((branch) => branch.type !== 'null');
  if (branches.length === 1)
    return controlOf(name, { description: schema.description ?? '', ...branches[0] });
  if (branches.length > 1) {
    const types = branches.map((branch) => branch.type).toSorted();
    if (types.length === 2 && types[0] === 'integer' && types[1] === 'string') return { is: 'decimal' };
    return { is: 'variants', variants: branches };
  }
  if (schema.type === 'array') return { is: 'list', item: schema.items ?? { type: 'string' } };
  if (schema.type === 'object' || schema.properties !== undefined) {
    const { additionalProperties } = schema;
    return schema.properties === undefined && typeof additionalProperties === 'object'
      ? { is: 'map', item: additionalProperties }
      : { is: 'object' };
  }
  if (schema.type === 'boolean') return { is: 'yesNo' };
  if (schema.type === 'integer') return { is: 'integer' };
  if (schema.enum !== undefined) return { is: 'choice', values: schema.enum.map(String) };
  if (schema.const !== undefined) return { is: 'choice', values: [String(schema.const)] };
  if (DATE_EXAMPLE.test(schema.description ?? '')) return { is: 'date' };
  const of = referenceOf(name, schema);
  if (of.length > 0) return { is: 'reference', of };
  return { is: 'text', long: (schema.maxLength ?? 0) > LONG_FROM };
}

const DATE_EXAMPLE = /例：\[?"?\d{4}-\d\d-\d\d"?\]?$/;

/** An id is short and is not the element's own. What it names, its description says; nothing else in a schema does. */
export function referenceOf(
  name: string,
  { description = '', maxLength, minLength }: FormSchema,
): readonly string[] {
  if (name === 'id' || minLength !== undefined || maxLength === undefined || maxLength > 100) return [];
  const told = description.split('例：')[0] ?? '';
  if (/岗位或单位/.test(told)) return ['posts', 'units'];
  if (/岗位/.test(told) && name !== 'unit') return ['posts'];
  const named = /见 ([a-z][A-Za-z]+)/.exec(told)?.[1];
  if (
    named !== undefined &&
    named !== 'docs' &&
    named !== 'unit' &&
    named !== 'unitTrees' &&
    named !== 'quantities'
  )
    return [named];
  return REFERENCES.find(([tells]) => tells.test(told))?.[1] ?? [];
}

const REFERENCES: readonly (readonly [tells: RegExp, of: readonly string[]])[] = [
  [/度量的编号|哪个计数|计数编号/, ['measures']],
  [/指标的编号|指标编号|哪个指标/, ['indicators']],
  [/目标的编号/, ['targets']],
  [/上级任务/, ['tasks']],
  [/集群编号/, ['clusters']],
  [/亮灯规则/, ['lights']],
  [/责任单元|单位编号|单位的编号|哪个单位|哪些单位|谁认定/, ['units']],
  [/生命周期/, ['lifecycles']],
];

/** 「floor 到期达到…以上、level 尽快达到某水平（没有期限）」 → what stands behind `value`; the value itself where nothing does. */
export function choiceWords(value: string, description: string): string {
  const at = new RegExp(`(?:^|[：:、；，])\\s*${value.replaceAll(/[^\w]/g, '\\$&')} ([^、；，。：]+)`).exec(
    description,
  );
  return at?.[1]?.replace(/（默认）$/, '').trim() ?? KNOWN_CHOICES[value] ?? value;
}

/** Values whose field explains none of them: lists of kinds of units, loops waited for. */
const KNOWN_CHOICES: Readonly<Record<string, string>> = {
  city: '市',
  county: '县区',
  township: '乡镇街道',
  village: '村社区',
  zone: '功能区',
  bureau: '部门',
  statistics: '统计机构',
  office: '专班或督查机构',
  party: '党组织',
  park: '园区',
  approvals: '审批代办',
  land: '产业用地',
  chains: '产业链',
  work: '督查督办',
  campaigns: '专项行动',
  requests: '企业诉求',
  risks: '风险',
  tasks: '任务',
  targets: '目标',
  projects: '项目',
  promises: '服务承诺',
  reports: '报送',
  linear: '按时间匀速',
};

/** The field's name: as a difference calls it; within a row, where there is no room for long ones, as its description begins. */
export function titleOf(
  name: string,
  schema: FormSchema | undefined,
  language: 'zh' | 'en',
  inRow = false,
): string {
  if (language === 'en') return englishOf(name).replace(/^./, (first) => first.toUpperCase());
  if (name === 'id') return '编号';
  const description = told(schema);
  const described = /^[^，。；：（(,:;]+/.exec(description)?.[0]?.trim() ?? '';
  const isCounted = name === 'unit' && /^计量/.test(described);
  const own = inRow || (name === 'unit' && !isCounted);
  const title =
    own && described !== '' && described.length <= 12 ? described : fieldTitle({ description }, name);
  return title.length > 3 ? title.replace(/的?编号$/, '') : title;
}

/** The description without the kind that it is only for: 「kOfN：至少几个」. */
function told(schema: FormSchema | undefined): string {
  return (schema?.description ?? '').replace(/^[A-Za-z]+：/, '');
}

/** Words of a plan file that its reader on a page never sees: names of fields and values, by what the page calls them. */
export function termsOf(schema: FormSchema): ReadonlyMap<string, string> {
  const terms = new Map<string, string>([
    ['true', '是'],
    ['false', '否'],
  ]);
  for (const [key, field] of Object.entries(objectSchema(schema).properties ?? {})) {
    for (const value of field.enum ?? []) {
      const words = choiceWords(String(value), field.description ?? '');
      if (words !== value) terms.set(String(value), words);
    }
    terms.set(key, titleOf(key, field, 'zh'));
  }
  return terms;
}

/** What helps to fill it in: the description without its name, said in the page's words. Undefined when that says nothing more. */
export function helpOf(
  name: string,
  schema: FormSchema | undefined,
  terms: ReadonlyMap<string, string>,
): string | undefined {
  const control = schema === undefined ? undefined : controlOf(name, schema).is;
  let rest = told(schema)
    .replace(/^[^，。；：（(,:;]+[，。；：]?\s*/, '')
    .replace(/^（含）[；。]?/, '');
  // What is chosen, or looked up by name, needs no example in the plan file's spelling.
  if (control !== 'text' && control !== 'integer' && control !== 'decimal')
    rest = rest.replace(/。?例：.*$/, '');
  if (name === 'id') rest = rest.replace(/。?例：.*$/, '');
  if (control === 'choice') rest = rest.replace(/^[^。；]*、[^。；]*[。；]?/, '');
  rest = rest
    .replaceAll(/(并写|并写在|写在) ?provenance(\.[A-Za-z]+)?/g, '并在来历里写')
    .replaceAll(/\[([A-Za-z][\w, -]*)\]/g, '$1')
    .replaceAll(/[A-Za-z][A-Za-z]*/g, (word) => (terms.has(word) ? `“${terms.get(word)}”` : word))
    .replace(/；默认 “?否”?$/, '')
    .trim();
  return rest === '' ? undefined : rest;
}

export function variantTitle(schema: FormSchema, whole: FormSchema): string {
  if (schema.const !== undefined) return choiceWords(String(schema.const), whole.description ?? '');
  if (schema.type === 'array') return '逐项列出';
  const kind = schema.properties?.kind;
  const told = (kind?.const === undefined ? schema.description : kind.description) ?? '';
  return told.split(/[：；，。（]/)[0] || String(kind?.const ?? '');
}

/** The variant that a value is of; the first where it tells nothing. */
export function variantOf(value: Json | undefined, variants: readonly FormSchema[]): number {
  if (value === undefined || value === null) return -1;
  const at = variants.findIndex((variant) => {
    if (variant.const !== undefined) return variant.const === value;
    if (Array.isArray(value)) return variant.type === 'array';
    if (typeof value !== 'object') return variant.type === typeof value;
    const kind = variant.properties?.kind?.const;
    return variant.type === 'object' && (kind === undefined || kind === (value as JsonObject).kind);
  });
  return Math.max(at, 0);
}

/** What a variant begins with. */
export function variantStart(variant: FormSchema): Json {
  if (variant.const !== undefined) return variant.const;
  if (variant.type === 'array') return [];
  const kind = variant.properties?.kind?.const;
  return kind === undefined ? {} : { kind };
}

/** Full-width figures and points, as a Chinese keyboard types them, and separators of thousands. */
export function plainNumber(text: string): string {
  return text
    .replaceAll(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replaceAll(/[．。]/g, '.')
    .replaceAll(/[－−]/g, '-')
    .replaceAll(/[,，\s]/g, '');
}

/**
 * What was typed, as the server takes it: texts trimmed, numbers read, what is empty or says only the default left out. What is no number
 * stays as it was typed: the check tells its writer.
 */
export function finished(name: string, schema: FormSchema, value: Json | undefined): Json | undefined {
  if (value === undefined || value === null) return undefined;
  const control = controlOf(name, schema);
  if (typeof value === 'string') return finishedText(control, value);
  if (control.is === 'variants') {
    const variant = control.variants[variantOf(value, control.variants)];
    return variant === undefined ? value : finished(name, variant, value);
  }
  if (Array.isArray(value)) {
    const item = control.is === 'list' ? control.item : {};
    const items = value.flatMap((each: Json) => {
      const done = finished('', item, each);
      return done === undefined ? [] : [done];
    });
    return items.length === 0 ? undefined : items;
  }
  if (typeof value !== 'object') return value;
  const fields: Record<string, Json> = {};
  const required = new Set(schema.required ?? []);
  for (const [key, inner] of Object.entries(value as JsonObject)) {
    const own = control.is === 'map' ? control.item : (objectSchema(schema).properties?.[key] ?? {});
    const done = finished(key, own, inner);
    if (done === undefined) continue;
    if (!required.has(key) && own.default !== undefined && sameValue(done, own.default)) continue;
    fields[key] = done;
  }
  return Object.keys(fields).length === 0 ? undefined : fields;
}

/** The branch with fields of a schema that may also be null. */
export function objectSchema(schema: FormSchema): FormSchema {
  if (schema.properties !== undefined) return schema;
  return (schema.anyOf ?? schema.oneOf ?? []).find((branch) => branch.properties !== undefined) ?? schema;
}

function finishedText(control: Control, text: string): Json | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  if (control.is !== 'integer' && control.is !== 'decimal') return trimmed;
  const plain = plainNumber(trimmed);
  const isInteger = /^-?(0|[1-9]\d{0,14})$/.test(plain) && plain !== '-0';
  return isInteger ? Number(plain) : plain;
}

/** Equal but for how it was typed: 5 and "5" are the same, and so are an empty list and none. */
export function sameValue(a: Json | undefined, b: Json | undefined): boolean {
  if (isNothing(a) || isNothing(b)) return isNothing(a) && isNothing(b);
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  if (isMap(a) && isMap(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((key) => sameValue(a[key], b[key]));
  }
  if (typeof a === 'object' || typeof b === 'object') return false;
  return String(a).trim() === String(b).trim();
}

function isNothing(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isMap(value) && Object.values(value).every(isNothing);
}

export function isMap(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Ids of elements named anywhere in the value: what the form asks the names of. */
export function referredIds(name: string, schema: FormSchema, value: Json | undefined): readonly string[] {
  if (value === undefined || value === null) return [];
  const control = controlOf(name, schema);
  if (control.is === 'reference') return typeof value === 'string' && value !== '' ? [value] : [];
  if (control.is === 'variants') {
    const variant = control.variants[variantOf(value, control.variants)];
    return variant === undefined ? [] : referredIds(name, variant, value);
  }
  if (Array.isArray(value)) {
    if (control.is !== 'list') return [];
    const item = itemSchema(schema, control.item);
    return value.flatMap((each: Json) => referredIds(name, item, each));
  }
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    referredIds(
      key,
      control.is === 'map' ? control.item : (objectSchema(schema).properties?.[key] ?? {}),
      inner,
    ),
  );
}

/** Items that are described by their list alone: 「配合的岗位或单位，最多 50 个」. */
export function itemSchema(list: FormSchema, item: FormSchema): FormSchema {
  return item.description === undefined && list.description !== undefined
    ? { ...item, description: list.description }
    : item;
}
