/**
 * A plan's content as elements, what is edited, compared and shown one at a time: an item with an `id` of a section that is a list of
 * such, or a whole section (`WHOLE`) of any other form. And what the sections' own schemas say of their fields.
 */
import { z } from 'zod';
import type { Json, JsonObject } from '../kernel/json.ts';
import type { AnySection } from './section.ts';
import { asJson } from './shape.ts';

/** Stands for the id where the element is a section as a whole (reporting, calendar …). */
export const WHOLE = '*';

/** A JSON Schema as far as it is looked at here. */
export interface FieldSchema {
  readonly type?: string | undefined;
  readonly description?: string | undefined;
  readonly properties?: Readonly<Record<string, FieldSchema>> | undefined;
  readonly items?: FieldSchema | undefined;
  readonly anyOf?: readonly FieldSchema[] | undefined;
  readonly oneOf?: readonly FieldSchema[] | undefined;
  readonly additionalProperties?: FieldSchema | boolean | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly [keyword: string]: unknown;
}

const schemas = new WeakMap<AnySection, FieldSchema>();

/** The section's own schema as JSON Schema (2020-12), descriptions in Chinese: what forms are made from. */
export function sectionSchema(section: AnySection): FieldSchema {
  const known = schemas.get(section);
  if (known !== undefined) return known;
  const { $schema: _, ...made } = z.toJSONSchema(section.schema as z.ZodType, {
    io: 'input',
    unrepresentable: 'any',
    reused: 'inline',
  });
  schemas.set(section, made as FieldSchema);
  return made as FieldSchema;
}

/** Whether the section's elements are the items of its list. */
export function isListed(section: AnySection): boolean {
  const { items } = sectionSchema(section);
  return items?.properties?.id !== undefined;
}

/** The schema of one element of the section. */
export function elementSchema(section: AnySection): FieldSchema {
  const schema = sectionSchema(section);
  return isListed(section) ? (schema.items ?? {}) : schema;
}

/**
 * Names elements one after the other in the plan's order: by id, and where an id comes again (a cluster that was regrouped keeps its id and has
 * new dates) by id and first day, `metal~2022-01-01`. Undefined for what has no id, or neither of its own.
 */
export function elementNames(): (item: Json) => string | undefined {
  const seen = new Set<string>();
  return (item) => {
    const id = elementId(item);
    if (id === undefined) return undefined;
    const from = isJsonMap(item) ? String(item.from ?? '') : '';
    const name = seen.has(id) ? `${id}~${from}` : id;
    if (seen.has(name)) return undefined;
    seen.add(name);
    return name;
  };
}

/** The id that an element of that name bears. */
export function idOfName(name: string): string {
  return name.split('~')[0] ?? name;
}

/** Elements of a section's value by name, in the plan's order. */
export function elementsOf(section: AnySection, value: Json | undefined): ReadonlyMap<string, Json> {
  const elements = new Map<string, Json>();
  if (value === undefined || value === null) return elements;
  if (!isListed(section)) return elements.set(WHOLE, value);
  const nameOf = elementNames();
  for (const item of Array.isArray(value) ? value : []) {
    const name = nameOf(item);
    if (name !== undefined) elements.set(name, item);
  }
  return elements;
}

export function elementId(item: Json): string | undefined {
  if (!isJsonMap(item)) return undefined;
  return typeof item.id === 'string' || typeof item.id === 'number' ? String(item.id) : undefined;
}

/**
 * One element as its section's schema gives it, every default written out, so that two spellings of the same compare equal. Undefined when
 * the schema does not take it.
 */
export function parsedElement(section: AnySection, value: Json): Json | undefined {
  const parsed = section.schema.safeParse(isListed(section) ? [value] : value);
  if (!parsed.success) return undefined;
  const json = asJson(parsed.data);
  return isListed(section) ? (json as readonly Json[])[0] : json;
}

/**
 * `parsedElement` of one that may not be sound yet: fields that its schema refuses stay as they are, all others are as it gives them, defaults
 * written out. They are read in the place of what `was` there; the value itself where that is not sound either.
 */
export function parsedBeside(section: AnySection, value: Json, was: Json | undefined): Json {
  const parsed = parsedElement(section, value);
  if (parsed !== undefined || !isJsonMap(value) || !isJsonMap(was)) return parsed ?? value;
  const { error } = section.schema.safeParse(isListed(section) ? [value] : value);
  const refused = new Set(error?.issues.map(({ path }) => String(path[isListed(section) ? 1 : 0])));
  const own = ([field]: readonly [string, unknown]) => refused.has(field);
  const sound = Object.entries(value).filter((entry) => !own(entry));
  const mended = parsedElement(section, Object.fromEntries([...sound, ...Object.entries(was).filter(own)]));
  if (!isJsonMap(mended)) return value;
  const kept = Object.entries(mended).filter((entry) => !own(entry));
  return Object.fromEntries([...kept, ...Object.entries(value).filter(own)]);
}

/** A section's stored value with this program's defaults: contents adopted by an older release lack the newer fields. */
export function parsedSection(section: AnySection, value: Json | undefined): Json | undefined {
  const parsed = section.schema.safeParse(value);
  return parsed.success ? asJson(parsed.data) : value;
}

export function isJsonMap(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Equality of JSON values; the order of a map's members says nothing. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  if (!isJsonMap(a) || !isJsonMap(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && sameJson(a[key], b[key]));
}

/** Fields that tell the items of a nested list apart, in the order in which they are tried. */
const IDENTITIES = [
  'id',
  'unit',
  'post',
  'key',
  'indicator',
  'milestone',
  'by',
  'period',
  'name',
  'title',
  'year',
];

/** The field by which every item of both lists is one of its kind; undefined when there is none, `''` when the items are scalars. */
export function identityOf(a: readonly Json[], b: readonly Json[]): string | undefined {
  const lists = [a, b];
  const unique = (names: readonly unknown[]) => new Set(names).size === names.length;
  if (lists.every((list) => list.every((item) => typeof item !== 'object') && unique(list))) return '';
  return IDENTITIES.find((field) =>
    lists.every((list) => {
      const names = list.map((item) => (isJsonMap(item) ? item[field] : undefined));
      return (
        names.every((name) => typeof name === 'string' || typeof name === 'number') &&
        unique(names.map(String))
      );
    }),
  );
}

export function identityText(item: Json, field: string): string {
  return String(field === '' ? item : (item as JsonObject)[field]);
}
