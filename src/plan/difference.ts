/**
 * The difference of two plans, told in words that an office would use: 「新引进项目：目标数由1000改为1100；端州区由60改为75」. Elements are
 * matched by id, items of nested lists by what tells them apart (unit, id, date …), never by their place. Pure; every value is read as the
 * section's schema reads it, so that another spelling of the same is no difference.
 */
import type { Json, JsonObject } from '../kernel/json.ts';
import type { Words } from '../kernel/loop.ts';
import {
  elementSchema,
  elementsOf,
  type FieldSchema,
  identityOf,
  identityText,
  isJsonMap,
  parsedBeside,
  parsedSection,
  sameJson,
  WHOLE,
} from './elements.ts';
import { englishOf, fieldTitle } from './fieldTitles.ts';
import type { PlanContent } from './plan.ts';
import type { AnySection } from './section.ts';

export interface FieldDifference {
  /** Path of the field's name: `amount`, `splits`. */
  readonly field: string;
  /** From the schema's description; the field's own name where it has none. */
  readonly title: string;
  readonly before: Json | null;
  readonly after: Json | null;
  readonly words: Words;
}

export interface ElementDifference {
  readonly section: string;
  readonly sectionTitle: Words;
  readonly element: string;
  /** The element's name as the screen shows it. */
  readonly title: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly fields: readonly FieldDifference[];
  readonly words: Words;
}

export function planDifference(
  before: PlanContent,
  after: PlanContent,
  sections: readonly AnySection[],
): readonly ElementDifference[] {
  const names = new Names([before, after], sections);
  return sections.flatMap((section) => {
    const [old, now] = [before.sections[section.key], after.sections[section.key]];
    if (old === now || sameJson(old, now)) return [];
    const olds = elementsOf(section, parsedSection(section, old));
    const nows = elementsOf(section, parsedSection(section, now));
    const ids = new Set([...olds.keys(), ...nows.keys()]);
    return [...ids].flatMap((element) => {
      // One element that is not sound yet leaves its whole section unread: each is read by itself then, the unsound one beside what it was.
      const [was, given] = [olds.get(element), nows.get(element)];
      if (sameJson(was, given)) return [];
      const is = given === undefined ? undefined : parsedBeside(section, given, was);
      const told = elementDifference(section, element, { was, is }, names);
      return told.kind === 'changed' && told.fields.length === 0 ? [] : [told];
    });
  });
}

function elementDifference(
  section: AnySection,
  element: string,
  { was, is }: { readonly was: Json | undefined; readonly is: Json | undefined },
  names: Names,
): ElementDifference {
  const title = element === WHOLE ? section.title.zh : (nameIn(is) ?? nameIn(was) ?? element);
  const kind = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
  const told = { section: section.key, sectionTitle: section.title, element, title, kind } as const;
  if (was === undefined || is === undefined) {
    const words =
      kind === 'added'
        ? { zh: `新增“${title}”${brief((is ?? {}) as Json, names)}`, en: `Added: ${title}` }
        : { zh: `删去“${title}”`, en: `Removed: ${title}` };
    return { ...told, fields: [], words };
  }
  const fields = fieldDifferences(was, is, elementSchema(section), names);
  const said = fields.filter((field) => field.field !== 'provenance' || fields.length === 1);
  return {
    ...told,
    fields,
    words: {
      zh: `${title}：${said.map((field) => field.words.zh).join('；')}`,
      en: `${title}: ${said.map((field) => field.words.en).join('; ')}`,
    },
  };
}

function fieldDifferences(
  was: Json,
  is: Json,
  schema: FieldSchema,
  names: Names,
): readonly FieldDifference[] {
  if (!isJsonMap(was) || !isJsonMap(is)) {
    const words = valueWords({ zh: '内容', en: 'content' }, was, is, schema, names);
    return [{ field: '', title: '内容', before: was, after: is, words }];
  }
  const fields = new Set([...Object.keys(is), ...Object.keys(was)]);
  return [...fields].flatMap((field) => {
    const own = fieldSchema(schema, field);
    const [before, after] = [was[field], is[field]];
    if (sameJson(before, after)) return [];
    const title = fieldTitle(own, field);
    const words = valueWords({ zh: title, en: englishOf(field) }, before, after, own, names);
    return [{ field, title, before: before ?? null, after: after ?? null, words }];
  });
}

/** How one value became another; `title` is left out where the value says by itself what it is. */
function valueWords(
  title: Words,
  before: Json | undefined,
  after: Json | undefined,
  schema: FieldSchema | undefined,
  names: Names,
): Words {
  if (title.en === 'provenance') return { zh: '来历有改动', en: 'provenance changed' };
  if (Array.isArray(before) || Array.isArray(after)) {
    const [old, now] = [asList(before), asList(after)];
    if (old && now) return listWords(title, old, now, schema?.items, names);
  }
  if (isJsonMap(before) && isJsonMap(after)) {
    const inner = fieldDifferences(before, after, schema ?? {}, names);
    return {
      zh: `${title.zh}中${inner.map((field) => field.words.zh).join('，')}`,
      en: `${title.en}: ${inner.map((field) => field.words.en).join(', ')}`,
    };
  }
  const [old, now] = names.shownBeside(before, after);
  if (before === undefined) return { zh: `${title.zh}定为${now.zh}`, en: `${title.en} set to ${now.en}` };
  if (after === undefined)
    return { zh: `${title.zh}不再写（原为${old.zh}）`, en: `${title.en} removed (was ${old.en})` };
  return { zh: `${title.zh}由${old.zh}改为${now.zh}`, en: `${title.en} ${old.en} → ${now.en}` };
}

function asList(value: Json | undefined): readonly Json[] | undefined {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : undefined;
}

function listWords(
  title: Words,
  old: readonly Json[],
  now: readonly Json[],
  item: FieldSchema | undefined,
  names: Names,
): Words {
  const field = identityOf(old, now);
  if (field === undefined) {
    return {
      zh: `${title.zh}有改动（${old.length} 项改为 ${now.length} 项）`,
      en: `${title.en} changed (${old.length} items → ${now.length})`,
    };
  }
  const olds = new Map(old.map((each) => [identityText(each, field), each]));
  const nows = new Map(now.map((each) => [identityText(each, field), each]));
  const added = now.filter((each) => !olds.has(identityText(each, field)));
  const gone = old.filter((each) => !nows.has(identityText(each, field)));
  const changed = now.flatMap((each) => {
    const was = olds.get(identityText(each, field));
    return was === undefined || sameJson(was, each) ? [] : [itemWords(was, each, field, item, names)];
  });
  const list = (items: readonly Json[]) => items.map((each) => names.item(each, field));
  const parts: Words[] = [...changed];
  if (added.length > 0)
    parts.push({
      zh: `${title.zh}增加${shortList(list(added), 'zh')}`,
      en: `${title.en} added ${shortList(list(added), 'en')}`,
    });
  if (gone.length > 0)
    parts.push({
      zh: `${title.zh}去掉${shortList(list(gone), 'zh')}`,
      en: `${title.en} removed ${shortList(list(gone), 'en')}`,
    });
  if (parts.length === 0) parts.push({ zh: `${title.zh}的次序有改动`, en: `${title.en} reordered` });
  return { zh: parts.map((part) => part.zh).join('；'), en: parts.map((part) => part.en).join('; ') };
}

/** 「端州区由60改为75」: of an item with one figure the figure's name is left out. */
function itemWords(was: Json, is: Json, field: string, schema: FieldSchema | undefined, names: Names): Words {
  const label = names.shown(identityText(is, field));
  const fields = fieldDifferences(was, is, schema ?? {}, names).filter((each) => each.field !== 'provenance');
  const others = Object.keys(is as JsonObject).filter((key) => key !== field && key !== 'provenance');
  const only = fields.length === 1 ? fields[0] : undefined;
  if (
    only !== undefined &&
    others.length === 1 &&
    typeof only.before !== 'object' &&
    typeof only.after !== 'object'
  ) {
    const [old, now] = names.shownBeside(only.before ?? undefined, only.after ?? undefined);
    return { zh: `${label.zh}由${old.zh}改为${now.zh}`, en: `${label.en} ${old.en} → ${now.en}` };
  }
  if (fields.length === 0) return { zh: `${label.zh}的来历有改动`, en: `${label.en}: provenance changed` };
  return {
    zh: `${label.zh}的${fields.map((each) => each.words.zh).join('，')}`,
    en: `${label.en}: ${fields.map((each) => each.words.en).join(', ')}`,
  };
}

/** Listed by name up to here; then how many there are. */
const LISTED_MAX = 8;

function shortList(items: readonly Words[], language: 'zh' | 'en'): string {
  const shown = items.slice(0, LISTED_MAX).map((each) => each[language]);
  const more = items.length - shown.length;
  if (language === 'zh') return shown.join('、') + (more > 0 ? ` 等 ${items.length} 项` : '');
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** What a reader wants of a new element at once: how much, by when, whose. */
function brief(value: Json, names: Names): string {
  if (!isJsonMap(value)) return '';
  const told = [
    typeof value.amount === 'string'
      ? `${value.amount}${typeof value.unit === 'string' ? value.unit : ''}`
      : '',
    typeof value.to === 'string' ? `${names.shown(value.to).zh}前` : '',
    typeof (value.owner ?? value.lead) === 'string'
      ? `责任：${names.shown(value.owner ?? value.lead).zh}`
      : '',
  ].filter((part) => part !== '');
  return told.length === 0 ? '' : `（${told.join('，')}）`;
}

function fieldSchema(schema: FieldSchema, field: string): FieldSchema | undefined {
  const own = schema.properties?.[field];
  if (own !== undefined) return own;
  const branches = schema.anyOf ?? schema.oneOf ?? [];
  for (const branch of branches)
    if (branch.properties?.[field] !== undefined) return branch.properties[field];
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
}

function nameIn(value: Json | undefined): string | undefined {
  if (!isJsonMap(value)) return undefined;
  const name = value.title ?? value.name;
  return typeof name === 'string' ? name : undefined;
}

/** Ids by the names that they bear in either plan, the later one's first. */
class Names {
  private readonly known = new Map<string, string>();

  constructor(plans: readonly PlanContent[], sections: readonly AnySection[]) {
    // Units and posts first: where two sections use one id, it is they who are meant.
    const order = [...sections].toSorted((a, b) => rank(a.key) - rank(b.key));
    for (const plan of plans.toReversed())
      for (const section of order)
        for (const [id, value] of elementsOf(section, plan.sections[section.key])) {
          const name = nameIn(value);
          if (name !== undefined && id !== WHOLE && !this.known.has(id)) this.known.set(id, name);
        }
  }

  shown(value: Json | undefined): Words {
    if (value === undefined || value === null) return { zh: '空', en: 'nothing' };
    if (typeof value === 'boolean') return value ? { zh: '是', en: 'yes' } : { zh: '否', en: 'no' };
    if (typeof value === 'object')
      return { zh: shortened(JSON.stringify(value)), en: shortened(JSON.stringify(value)) };
    const text = String(value);
    const date = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
    if (date) return { zh: `${date[1]}年${Number(date[2])}月${Number(date[3])}日`, en: text };
    const name = typeof value === 'string' ? this.known.get(value) : undefined;
    const shown = name ?? (/\s|.{13}/su.test(text) ? `“${shortened(text)}”` : text);
    return { zh: shown, en: shown };
  }

  /** Two values to be told apart: namesakes with their ids; long texts that begin alike from shortly before the place where they part. */
  shownBeside(before: Json | undefined, after: Json | undefined): readonly [Words, Words] {
    const [old, now] = [this.shown(before), this.shown(after)];
    if (typeof before !== 'string' || typeof after !== 'string' || old.zh !== now.zh) return [old, now];
    if (this.known.has(before) && this.known.has(after))
      return [old, now].map(({ zh, en }, index) => {
        const id = index === 0 ? before : after;
        return { zh: `${zh}（${id}）`, en: `${en} (${id})` };
      }) as [Words, Words];
    let parting = 0;
    while (before[parting] === after[parting] && parting < before.length) parting++;
    const from = Math.max(0, parting - LEAD);
    const part = (text: string): Words => {
      const shown = `“…${shortened(text.slice(from))}”`;
      return { zh: shown, en: shown };
    };
    return [part(before), part(after)];
  }

  /** An item of a list: 端州区75, or its name alone. */
  item(item: Json, field: string): Words {
    const label = this.shown(identityText(item, field));
    const amount = isJsonMap(item) ? item.amount : undefined;
    if (typeof amount !== 'string' && typeof amount !== 'number') return label;
    return { zh: `${label.zh}${amount}`, en: `${label.en} ${amount}` };
  }
}

function rank(key: string): number {
  return key === 'units' ? 0 : key === 'posts' ? 1 : 2;
}

/** Characters before the place where two texts part. */
const LEAD = 10;

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
