/**
 * Trace: which paragraph of the source text is carried by which element of a plan. Paragraph n is the nth non-empty line,
 * from 1. A figure is a maximal token of Arabic digits with its decimals and its 万, 亿 or %; a term is a text in “…” or a
 * member of a 、-list. An element carries what its provenance quotes (figures, terms) and nothing else: to name a
 * paragraph proves nothing. It judges quotations, not meanings; whether a target says what the text says is for people.
 */
import type { Json, JsonObject } from '../kernel/json.ts';
import type { PlanContent } from './plan.ts';

export interface TracedParagraph {
  readonly n: number;
  readonly figures: readonly string[];
  readonly terms: readonly string[];
  /** Elements that name this paragraph: `targets.introduced-2021`. */
  readonly elements: readonly string[];
}

export interface SourceTrace {
  readonly paragraphs: readonly TracedParagraph[];
  /** Paragraphs with a figure that no element quotes. */
  readonly uncovered: readonly number[];
  readonly uncoveredTerms: readonly { readonly n: number; readonly term: string }[];
  /** What an element quotes and its paragraph does not hold. */
  readonly unfounded: readonly {
    readonly element: string;
    readonly figure?: string;
    readonly term?: string;
  }[];
}

interface Quotation {
  readonly element: string;
  readonly paragraph: number;
  readonly figures: readonly string[];
  readonly terms: readonly string[];
}

/** Of one source; with `source`, only what elements quote of the source with that id. */
export function traceSource(text: string, content: PlanContent, source?: string): SourceTrace {
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '');
  const quotations = quotationsOf(content, source);
  const paragraphs = lines.map((line, index) => {
    const n = index + 1;
    const elements = quotations.filter((each) => each.paragraph === n).map((each) => each.element);
    return { n, figures: figuresOf(line), terms: termsOf(line), elements: [...new Set(elements)] };
  });
  const quotedAt = (n: number) => quotations.filter((each) => each.paragraph === n);
  const uncovered = paragraphs.filter(({ n, figures }) => {
    const quoted = new Set(
      quotedAt(n).flatMap((each) => each.figures.flatMap((figure) => figuresOf(figure))),
    );
    return figures.some((figure) => !quoted.has(figure));
  });
  const uncoveredTerms = paragraphs.flatMap(({ n, terms }) => {
    const quoted = quotedAt(n).flatMap((each) => each.terms);
    return terms.filter((term) => !quoted.some((each) => names(term, each))).map((term) => ({ n, term }));
  });
  return {
    paragraphs,
    uncovered: uncovered.map(({ n }) => n),
    uncoveredTerms,
    unfounded: quotations.flatMap((each) => unfoundedOf(each, lines[each.paragraph - 1] ?? '')),
  };
}

/** The first and last member of a list run into the sentence, so a quoted term may be the end or the beginning of what stands there. */
function names(term: string, quoted: string): boolean {
  return term === quoted || (quoted.length >= 2 && (term.startsWith(quoted) || term.endsWith(quoted)));
}

function unfoundedOf(quotation: Quotation, line: string): SourceTrace['unfounded'] {
  const { element } = quotation;
  const held = new Set(figuresOf(line, false));
  const figures = quotation.figures
    .filter((figure) => figuresOf(figure).length === 0 || figuresOf(figure).some((each) => !held.has(each)))
    .map((figure) => ({ element, figure }));
  const terms = quotation.terms.filter((term) => !line.includes(term)).map((term) => ({ element, term }));
  return [...figures, ...terms];
}

/** Normalised: '3.9万', '16.2%', '8800'. Digits inside “…” belong to a name (“4+4”) and not to a count. */
function figuresOf(line: string, namesLeftOut = true): string[] {
  const text = namesLeftOut ? line.replace(/“[^”]*”/g, '“”') : line;
  const found = [...text.matchAll(/(\d+(?:\.\d+)?)多?(万亿|亿|万|%|％)?/g)];
  return [...new Set(found.map(([, digits, scale]) => `${digits}${(scale ?? '').replace('％', '%')}`))];
}

function termsOf(line: string): string[] {
  const quoted = [...line.matchAll(/“([^”]{1,60})”/g)].map(([, term]) => term!);
  const members = line
    .replace(/“[^”]*”/g, (term) => term.replaceAll('、', ' '))
    .split(/[，,。；;：:！!？?（）()●▶]/)
    .filter((clause) => clause.includes('、'))
    .flatMap((clause) => clause.split('、'))
    .map((member) => member.replace(/^“([^”]*)”$/, '$1').trim())
    .filter((member) => member !== '' && !/\d/.test(member));
  return [...new Set([...quoted, ...members])];
}

function quotationsOf(content: PlanContent, source: string | undefined): readonly Quotation[] {
  const found: Quotation[] = [];
  const walk = (value: Json, name: string): void => {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) walk(item, `${name}.${idOf(item) ?? index}`);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    for (const [key, member] of Object.entries(value as JsonObject)) {
      if (key === 'provenance') found.push(...quotationsIn(member, name, source));
      else walk(member, `${name}.${key}`);
    }
  };
  for (const [key, section] of Object.entries(content.sections)) walk(section, key);
  return found;
}

function quotationsIn(provenance: Json, element: string, source: string | undefined): readonly Quotation[] {
  return Object.values((provenance ?? {}) as JsonObject).flatMap((each) => {
    const { basis, paragraph, figures = [], terms = [], source: from } = each as JsonObject;
    if (basis !== '原文' || typeof paragraph !== 'number' || (source !== undefined && from !== source))
      return [];
    return [{ element, paragraph, figures: figures as string[], terms: terms as string[] }];
  });
}

function idOf(item: Json): string | undefined {
  const id = (item as JsonObject | null)?.id;
  return typeof id === 'string' ? id : undefined;
}
