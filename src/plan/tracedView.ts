/**
 * A trace as a page shows it: each figure, term and promising sentence with its state and with who carries it, by name
 * and by the post that owns it. Carriers and reasons stand once and are pointed at by index, because one target is
 * quoted in many places. It keeps nothing and judges nothing beyond trace.ts. Pure.
 */
import type { Json, JsonObject } from '../kernel/json.ts';
import type { PlanContent } from './plan.ts';
import type { SourceTrace, TracedParagraph, TracedToken } from './trace.ts';

export type TokenKind = TracedToken['kind'];
/** carried: an element quotes it; noTask: marked 不设任务 with a reason; open: neither (未承接). */
export type TokenState = 'carried' | 'noTask' | 'open';

export interface ViewedToken {
  readonly kind: TokenKind;
  /** As it is listed; of a promise '' (its span says it). */
  readonly text: string;
  /** UTF-16 units of the paragraph's text. */
  readonly start: number;
  readonly end: number;
  readonly state: TokenState;
  /** Indexes into `carriers`. */
  readonly by: readonly number[];
  /** Indexes into `reasons`. */
  readonly why: readonly number[];
}

export interface ViewedParagraph {
  readonly n: number;
  readonly text: string;
  readonly tokens: readonly ViewedToken[];
}

export interface Carrier {
  /** The name that the checker and the command line give it: `targets.introduced-2021`. */
  readonly name: string;
  /** Key of its section; `noTask` for a mark. */
  readonly section: string;
  /** Id of the section's element that it stands in; null where it stands in none. */
  readonly element: string | null;
  /** From the section's element inwards: ['工业项目', '开工']. */
  readonly titles: readonly string[];
  readonly owner: { readonly id: string; readonly title: string; readonly unit: string | null } | null;
}

export interface TokenCounts {
  readonly all: number;
  readonly carried: number;
  readonly noTask: number;
  readonly open: number;
}

export interface TracedView {
  readonly paragraphs: readonly ViewedParagraph[];
  readonly carriers: readonly Carrier[];
  readonly reasons: readonly string[];
  /** Quoted or marked, but not in the paragraph that is named. `carrier` is an index into `carriers`. */
  readonly unfounded: readonly {
    readonly carrier: number;
    readonly kind: 'figure' | 'term';
    readonly text: string;
  }[];
  readonly counts: {
    readonly paragraphs: number;
    readonly uncovered: number;
    readonly figures: TokenCounts;
    readonly terms: TokenCounts;
    readonly promises: TokenCounts;
  };
}

export function tracedView(trace: SourceTrace, content: PlanContent): TracedView {
  const carriers = new Numbered();
  const reasons = new Numbered();
  const paragraphs = trace.paragraphs.map((paragraph) => viewed(paragraph, carriers, reasons));
  const unfounded = trace.unfounded.map(({ element, figure, term }) => ({
    carrier: carriers.of(element),
    kind: figure === undefined ? ('term' as const) : ('figure' as const),
    text: figure ?? term ?? '',
  }));
  const tokens = paragraphs.flatMap((paragraph) => paragraph.tokens);
  return {
    paragraphs,
    carriers: carriersOf(content, carriers.all),
    reasons: reasons.all,
    unfounded,
    counts: {
      paragraphs: paragraphs.length,
      uncovered: trace.uncovered.length,
      figures: counted(tokens, 'figure'),
      terms: counted(tokens, 'term'),
      promises: counted(tokens, 'promise'),
    },
  };
}

/** Texts in the order in which they were first met. */
class Numbered {
  readonly all: string[] = [];
  readonly #at = new Map<string, number>();

  of(text: string): number {
    const known = this.#at.get(text);
    if (known !== undefined) return known;
    this.#at.set(text, this.all.length);
    return this.all.push(text) - 1;
  }
}

function viewed(paragraph: TracedParagraph, carriers: Numbered, reasons: Numbered): ViewedParagraph {
  return {
    n: paragraph.n,
    text: paragraph.text,
    tokens: paragraph.tokens.map(({ kind, text, start, end, carriedBy, noTask }) => ({
      kind,
      text: kind === 'promise' ? '' : text,
      start,
      end,
      state: carriedBy.length > 0 ? 'carried' : noTask.length > 0 ? 'noTask' : 'open',
      by: carriedBy.map((name) => carriers.of(name)),
      why: noTask.map((reason) => reasons.of(reason)),
    })),
  };
}

function counted(tokens: readonly ViewedToken[], kind: TokenKind): TokenCounts {
  const own = tokens.filter((token) => token.kind === kind);
  const of = (state: TokenState) => own.filter((token) => token.state === state).length;
  return { all: own.length, carried: of('carried'), noTask: of('noTask'), open: of('open') };
}

// ── who carries

interface Place {
  readonly name: string;
  readonly element: string | null;
  readonly titles: readonly string[];
  readonly owner: string | undefined;
}

function carriersOf(content: PlanContent, names: readonly string[]): readonly Carrier[] {
  const wanted = new Set(names);
  const found = new Map<string, Place>();
  for (const [key, section] of Object.entries(content.sections)) {
    const start = { name: key, element: null, titles: [], owner: undefined };
    if (wanted.size > 0) walk(section, start, wanted, found);
  }
  const owners = ownersOf(content);
  return names.map((name) => {
    const { element, titles, owner } = found.get(name) ?? { element: null, titles: [], owner: undefined };
    return {
      name,
      section: name.split('.')[0]!,
      element,
      titles,
      owner: owner === undefined ? null : (owners.get(owner) ?? { id: owner, title: owner, unit: null }),
    };
  });
}

/** Names things as trace.ts does: keys, and of a list's items the id or the place. */
function walk(value: Json, at: Place, wanted: ReadonlySet<string>, found: Map<string, Place>): void {
  if (Array.isArray(value)) {
    // An element is an item with an id, of the section's list or of a list that the section holds.
    const isOfSection = at.element === null && at.name.split('.').length <= 2;
    for (const [index, item] of value.entries()) {
      const id = textOf(item, 'id');
      const element = isOfSection ? (id ?? null) : at.element;
      walk(item, { ...at, name: `${at.name}.${id ?? index}`, element }, wanted, found);
    }
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const title = textOf(value, 'title') ?? textOf(value, 'name') ?? textOf(value, 'reason');
  const own: Place = {
    ...at,
    titles: title === undefined ? at.titles : [...at.titles, title],
    owner: textOf(value, 'owner') ?? textOf(value, 'lead') ?? at.owner,
  };
  if (wanted.has(own.name) && !found.has(own.name)) found.set(own.name, own);
  for (const [key, member] of Object.entries(value as JsonObject)) {
    if (typeof member === 'object' && key !== 'provenance')
      walk(member, { ...own, name: `${own.name}.${key}` }, wanted, found);
  }
}

/** An owner is a post or a unit. */
function ownersOf(content: PlanContent): ReadonlyMap<string, NonNullable<Carrier['owner']>> {
  const units = new Map(itemsOf(content, 'units').map((unit) => [textOf(unit, 'id'), textOf(unit, 'name')]));
  const owners = new Map<string, NonNullable<Carrier['owner']>>();
  for (const [id, title] of units) {
    if (id !== undefined) owners.set(id, { id, title: title ?? id, unit: null });
  }
  for (const post of itemsOf(content, 'posts')) {
    const id = textOf(post, 'id');
    if (id === undefined) continue;
    const unit = units.get(textOf(post, 'unit')) ?? null;
    owners.set(id, { id, title: textOf(post, 'title') ?? id, unit });
  }
  return owners;
}

function itemsOf(content: PlanContent, section: string): readonly Json[] {
  const items = content.sections[section];
  return Array.isArray(items) ? items : [];
}

function textOf(value: Json | undefined, key: string): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const text = (value as JsonObject)[key];
  return typeof text === 'string' ? text : undefined;
}
