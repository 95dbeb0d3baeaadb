// The plan as one web: every element of every section with who owns, supports, bears and reports it, what shows its progress, what of the source text it
// quotes; and the ways back, from a unit, a paragraph or a task above. Built once for a plan and a day, in time linear in the plan. Pure.
import type { Json, JsonObject } from '../kernel/json.ts';
import type { PlanInForce, Words } from '../kernel/loop.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import { isJsonMap, WHOLE } from '../plan/elements.ts';
import type { Unit } from '../plan/units.ts';
import type { DatedUnits } from '../plan/unitTree.ts';
import {
  type Item,
  listIn,
  type PlanElement,
  type Quote,
  type Role,
  textIn,
  textsIn,
} from './planElement.ts';
import { feedsOf, partsOf, promises } from './planParts.ts';
import { type TaskUnits, taskUnits } from './units.ts';

export interface Paragraph {
  readonly source: string;
  readonly n: number;
  /** In the order in which elements quote them. */
  readonly quotes: readonly string[];
  readonly elements: readonly string[];
  readonly noTask: readonly { readonly quotes: readonly string[]; readonly reason: string }[];
}

/** A post or unit by the id that the plan names, resolved on the day. */
export interface Answerer {
  readonly named: string;
  readonly title: string;
  readonly isPost: boolean;
  readonly unit: string;
  readonly unitName: string;
}

/** A measure as far as the web needs it: measures told by the same facts are reported together. */
export interface MeasureOfPlan {
  readonly id: string;
  readonly title: Words;
  readonly toldBy?: string | undefined;
}

export interface PlanIndex {
  readonly elements: ReadonlyMap<string, PlanElement>;
  /** In the order of the sources and of their paragraphs. */
  readonly paragraphs: ReadonlyMap<string, Paragraph>;
  /** Keys of promises that quote no paragraph. */
  readonly unquoted: readonly string[];
  readonly subtasks: ReadonlyMap<string, readonly string[]>;
  /** Keys of the themes that gather the element. */
  readonly themes: ReadonlyMap<string, readonly string[]>;
  /** By target: the named projects and programmes that say they carry it out. */
  readonly servedBy: ReadonlyMap<string, readonly string[]>;
  /** By unit, its posts included: what it has a part in. */
  readonly byUnit: ReadonlyMap<string, ReadonlyMap<Role, readonly string[]>>;
  /** By post: the same, of the post itself. */
  readonly byPost: ReadonlyMap<string, ReadonlyMap<Role, readonly string[]>>;
  readonly posts: ReadonlyMap<string, PostOfPlan>;
  /** Cities, counties, zones, bureaus, offices: everything but towns, villages and parks that have no part. */
  readonly units: readonly Unit[];
  /** Duties (as keys) that cover a measure, by what tells it. */
  dutiesOf(measure: string): readonly string[];
  measure(id: string): MeasureOfPlan | undefined;
  answerer(named: string): Answerer;
  sourceTitle(id: string): string;
}

export interface PostOfPlan {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly duty: string;
  readonly from?: string;
  readonly to?: string;
}

/** Carried by what they hold, and shown only where they quote the text. */
const GIVEN = new Set([
  'city',
  'calendar',
  'sources',
  'unitTrees',
  'units',
  'unitGroups',
  'posts',
  'lifecycles',
  'lights',
  'ladders',
  'checks',
  'riskScales',
  'approvalRules',
  'bulletins',
  'rehearsal',
]);

/** Kinds of units that hold tasks by their nature; a town or a village is listed once it has a part. */
const HOLDING_KINDS = new Set<string>(['city', 'county', 'zone', 'bureau', 'statistics', 'office', 'party']);

export interface IndexParts {
  readonly plan: PlanInForce & { readonly units: DatedUnits };
  readonly sections: JsonObject;
  readonly on: PlainDate;
  readonly measures: ReadonlyMap<string, MeasureOfPlan>;
  readonly titleOf: (section: string) => Words;
}

export function planIndex({ plan, sections, on, measures, titleOf }: IndexParts): PlanIndex {
  const units = taskUnits(plan, on);
  const elements = new Map<string, PlanElement>();
  for (const [section, value] of Object.entries(sections)) {
    if (section === 'noTask') continue;
    for (const found of itemsOf(section, value, titleOf(section).zh, on)) {
      const element = elementOf(found, units);
      if (!elements.has(element.key) && (!GIVEN.has(section) || element.quotes.length > 0))
        elements.set(element.key, element);
    }
  }
  const posts = postsOn(sections.posts, on);
  const answerer = answererOf(plan, posts, on);
  const people = peopleOf(elements, posts, answerer);
  const living = plan.units.all.filter(
    (unit) =>
      (HOLDING_KINDS.has(unit.kind) || people.byUnit.has(unit.id)) &&
      plan.units.find(unit.id, on) !== undefined,
  );
  return {
    elements,
    ...textOf(elements, sections),
    ...waysBack(elements),
    ...people,
    posts,
    units: living,
    dutiesOf: dutiesBy(elements, measures),
    measure: (id) => measures.get(id),
    answerer,
    sourceTitle: sourceTitles(sections.sources),
  };
}

/** The items of a list, or of the lists that a section holds, and the section itself where it says something of its own. */
function itemsOf(section: string, value: Json | undefined, title: string, on: PlainDate): readonly Item[] {
  if (Array.isArray(value)) return inForce(value, on).map((body) => item(section, null, body));
  if (!isJsonMap(value)) return [];
  const lists = Object.entries(value).filter(
    (entry): entry is [string, Json[]] => Array.isArray(entry[1]) && entry[1].some(hasId),
  );
  const own = Object.fromEntries(
    Object.entries(value).filter(([key]) => !lists.some(([list]) => list === key)),
  );
  const whole: Item = { section, list: null, id: WHOLE, body: own, title: textIn(own.title) ?? title };
  const inner = lists.flatMap(([list, items]) => inForce(items, on).map((body) => item(section, list, body)));
  return [whole, ...inner];
}

function item(section: string, list: string | null, body: JsonObject): Item {
  const id = String(body.id);
  return { section, list, id, body, title: textIn(body.title) ?? textIn(body.name) ?? id };
}

function hasId(value: Json): value is JsonObject {
  return isJsonMap(value) && typeof value.id === 'string';
}

/** Of the versions of one id the one in force on the day, else the first. */
function inForce(values: readonly Json[], on: PlainDate): readonly JsonObject[] {
  const byId = new Map<string, JsonObject>();
  for (const body of values) {
    if (!hasId(body)) continue;
    const id = String(body.id);
    const held = byId.get(id);
    if (held === undefined || (!isOn(held, on) && isOn(body, on))) byId.set(id, body);
  }
  return [...byId.values()];
}

function isOn({ from, to }: JsonObject, on: PlainDate): boolean {
  return (typeof from !== 'string' || from <= on) && (typeof to !== 'string' || on <= to);
}

function elementOf(found: Item, units: TaskUnits): PlanElement {
  const { section, list, id, title, body } = found;
  return {
    key: `${section}/${id}`,
    section,
    list,
    id,
    title,
    body,
    parts: partsOf(found, units),
    feeds: feedsOf(found),
    parent: section === 'tasks' && typeof body.parent === 'string' ? `tasks/${body.parent}` : null,
    quotes: quotesIn(body),
    isPromise: promises(section, list),
  };
}

/** What the element quotes, whatever of its fields does so, one entry a paragraph. */
function quotesIn(body: Json): readonly Quote[] {
  const byPlace = new Map<string, { quote: Quote; figures: Set<string>; terms: Set<string> }>();
  const walk = (value: Json): void => {
    if (Array.isArray(value)) {
      for (const one of value) walk(one);
      return;
    }
    if (!isJsonMap(value)) return;
    for (const [key, member] of Object.entries(value)) {
      if (key !== 'provenance' || !isJsonMap(member)) {
        walk(member as Json);
        continue;
      }
      for (const said of Object.values(member)) {
        if (!isJsonMap(said) || said.basis !== '原文' || typeof said.paragraph !== 'number') continue;
        const source = String(said.source);
        const place = placeKey(source, said.paragraph);
        const held = byPlace.get(place) ?? {
          quote: { source, paragraph: said.paragraph, figures: [], terms: [] },
          figures: new Set<string>(),
          terms: new Set<string>(),
        };
        byPlace.set(place, held);
        for (const figure of textsIn(said.figures)) held.figures.add(figure);
        for (const term of textsIn(said.terms)) held.terms.add(term);
      }
    }
  };
  walk(body);
  return [...byPlace.values()].map(({ quote, figures, terms }) => ({
    ...quote,
    figures: [...figures],
    terms: [...terms],
  }));
}

export function placeKey(source: string, paragraph: number): string {
  return `${source}:${paragraph}`;
}

function textOf(
  elements: ReadonlyMap<string, PlanElement>,
  sections: JsonObject,
): Pick<PlanIndex, 'paragraphs' | 'unquoted'> {
  interface Gathering {
    readonly source: string;
    readonly n: number;
    readonly quotes: Set<string>;
    readonly elements: string[];
    readonly noTask: Paragraph['noTask'][number][];
  }
  const gathered = new Map<string, Gathering>();
  const at = (source: string, n: number): Gathering => {
    const key = placeKey(source, n);
    const held = gathered.get(key) ?? { source, n, quotes: new Set(), elements: [], noTask: [] };
    gathered.set(key, held);
    return held;
  };
  const unquoted: string[] = [];
  for (const element of elements.values()) {
    if (element.quotes.length === 0 && element.isPromise) unquoted.push(element.key);
    for (const { source, paragraph, figures, terms } of element.quotes) {
      const place = at(source, paragraph);
      place.elements.push(element.key);
      for (const quote of [...figures, ...terms]) place.quotes.add(quote);
    }
  }
  for (const mark of listIn(sections.noTask)) {
    const { source, paragraph, reason } = mark;
    if (typeof paragraph !== 'number') continue;
    const quotes = [...textsIn(mark.figures), ...textsIn(mark.terms)];
    at(String(source), paragraph).noTask.push({ quotes, reason: textIn(reason) ?? '' });
  }
  const order = new Map(listIn(sections.sources).map(({ id }, place) => [String(id), place]));
  const sorted = [...gathered].toSorted(
    ([, a], [, b]) => (order.get(a.source) ?? 0) - (order.get(b.source) ?? 0) || a.n - b.n,
  );
  return {
    paragraphs: new Map(sorted.map(([key, place]) => [key, { ...place, quotes: [...place.quotes] }])),
    unquoted,
  };
}

function waysBack(
  elements: ReadonlyMap<string, PlanElement>,
): Pick<PlanIndex, 'subtasks' | 'themes' | 'servedBy'> {
  const subtasks = new Map<string, string[]>();
  const themes = new Map<string, string[]>();
  const servedBy = new Map<string, string[]>();
  for (const { key, section, parent, body } of elements.values()) {
    if (parent !== null) push(subtasks, parent, key);
    for (const target of textsIn(body.targets)) push(servedBy, `targets/${target}`, key);
    if (section === 'themes') for (const member of membersOf(body)) push(themes, member, key);
  }
  return { subtasks, themes, servedBy };
}

/** Keys of a theme's members. */
export function membersOf(theme: JsonObject): readonly string[] {
  return listIn(theme.members).map(({ section, id }) => `${String(section)}/${String(id)}`);
}

function peopleOf(
  elements: ReadonlyMap<string, PlanElement>,
  posts: ReadonlyMap<string, PostOfPlan>,
  answerer: PlanIndex['answerer'],
): Pick<PlanIndex, 'byUnit' | 'byPost'> {
  const byUnit = new Map<string, Map<Role, string[]>>();
  const byPost = new Map<string, Map<Role, string[]>>();
  const put = (into: Map<string, Map<Role, string[]>>, holder: string, role: Role, key: string) => {
    const held = into.get(holder) ?? new Map<Role, string[]>();
    into.set(holder, held);
    const keys = held.get(role);
    if (keys === undefined) held.set(role, [key]);
    // An element's parts come one after another: one that stands already is the last.
    else if (keys.at(-1) !== key) keys.push(key);
  };
  for (const { key, parts } of elements.values()) {
    for (const { role, named } of parts) {
      put(byUnit, answerer(named).unit, role, key);
      if (posts.has(named)) put(byPost, named, role, key);
    }
  }
  return { byUnit, byPost };
}

function postsOn(value: Json | undefined, on: PlainDate): ReadonlyMap<string, PostOfPlan> {
  const posts = Array.isArray(value) ? inForce(value, on) : [];
  return new Map(posts.map((post) => [String(post.id), post as unknown as PostOfPlan]));
}

function answererOf(
  plan: IndexParts['plan'],
  posts: ReadonlyMap<string, PostOfPlan>,
  on: PlainDate,
): PlanIndex['answerer'] {
  const known = new Map<string, Answerer>();
  return (named) => {
    const held = known.get(named);
    if (held !== undefined) return held;
    const post = posts.get(named);
    const unit = post?.unit ?? named;
    const unitName = plan.units.find(unit, on)?.name ?? unit;
    const found: Answerer = {
      named,
      title: post?.title ?? unitName,
      isPost: post !== undefined,
      unit,
      unitName,
    };
    known.set(named, found);
    return found;
  };
}

/** A duty names measures, or a loop by the first part of their ids; and what the same facts tell is reported with them. */
function dutiesBy(
  elements: ReadonlyMap<string, PlanElement>,
  measures: ReadonlyMap<string, MeasureOfPlan>,
): PlanIndex['dutiesOf'] {
  const named = new Map<string, string[]>();
  for (const { key, section, list, body } of elements.values()) {
    if (section === 'reporting' && list === 'duties') for (const of of textsIn(body.of)) push(named, of, key);
  }
  const covering = (id: string): readonly string[] => [
    ...(named.get(id) ?? []),
    ...(named.get(id.split('.')[0] ?? '') ?? []),
  ];
  const byTeller = new Map<string, Set<string>>();
  for (const { id, toldBy } of measures.values()) {
    if (toldBy === undefined) continue;
    const held = byTeller.get(toldBy) ?? new Set<string>();
    byTeller.set(toldBy, held);
    for (const duty of covering(id)) held.add(duty);
  }
  return (id) => {
    const own = covering(id);
    const teller = measures.get(id)?.toldBy;
    return own.length > 0 || teller === undefined ? own : [...(byTeller.get(teller) ?? [])];
  };
}

function sourceTitles(value: Json | undefined): PlanIndex['sourceTitle'] {
  const titles = new Map(listIn(value).map(({ id, title }) => [String(id), textIn(title) ?? String(id)]));
  return (id) => titles.get(id) ?? id;
}

function push<K>(into: Map<K, string[]>, key: K, value: string): void {
  const held = into.get(key);
  if (held === undefined) into.set(key, [value]);
  else held.push(value);
}
