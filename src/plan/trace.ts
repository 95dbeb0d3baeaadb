/**
 * Trace: which figure, term and promise of the source text is carried by which element of a plan, and which is marked
 * 不设任务. The tokens are sourceText.ts's. An element carries what its provenance quotes (figures, terms) and nothing
 * else: to name a paragraph proves nothing. It judges quotations, not meanings; whether a target says what the text says
 * is for people.
 *
 * A paragraph is uncovered when
 *  - one of its figures or terms is neither quoted by an element nor marked 不设任务 with a reason, or
 *  - one of its clauses promises (sourceClauses.ts) and nothing quoted or marked stands in that clause. So a new promise
 *    is found that holds neither a figure nor a term; a narrating clause is marked by any words of its own.
 *
 * Quotation, compared without width, quotation marks, spaces, thousands separators, 多 and 余:
 *  - a figure stands where its digits, decimals and scale are the same and what the quotation writes around it does too:
 *    1000个 and 1000 quote 1000个, 1000所 does not; 3.9 never quotes 3.9万;
 *  - a term quotes what it contains. A quoted list (“甲、乙”) is also carried by all its members. The first or last member of
 *    a list may hold some of the sentence, so there a part is enough that reaches to its inner end and is as long as
 *    `edge.least` (half of it, or its shortest neighbour).
 * Unfounded: quoted or marked, but not in that paragraph.
 */
import type { Json, JsonObject } from '../kernel/json.ts';
import type { PlanContent } from './plan.ts';
import { foldWidth } from './sourceLists.ts';
import { type BareText, bareText, occurrences, spanOf } from './sourceQuote.ts';
import {
  type Figure,
  figureKey,
  figuresIn,
  readSourceText,
  type SourceParagraph,
  type Span,
  type Term,
} from './sourceText.ts';

export interface TracedToken extends Span {
  readonly kind: 'figure' | 'term' | 'promise';
  /** The figure or term as it is listed; of a promise, its clause or sentence. */
  readonly text: string;
  /** Elements that quote it: `targets.introduced-2021`. */
  readonly carriedBy: readonly string[];
  /** The reasons of the marks 不设任务 on it. */
  readonly noTask: readonly string[];
}

export interface TracedParagraph {
  readonly n: number;
  readonly text: string;
  readonly figures: readonly string[];
  readonly terms: readonly string[];
  /** Elements that name this paragraph, whether or not they quote it. */
  readonly elements: readonly string[];
  /** In the order of the text; a span counts UTF-16 units of `text`. */
  readonly tokens: readonly TracedToken[];
}

export interface SourceTrace {
  readonly paragraphs: readonly TracedParagraph[];
  /** Paragraphs with a figure, a term or a promise that nothing carries. */
  readonly uncovered: readonly number[];
  readonly uncoveredFigures: readonly { readonly n: number; readonly figure: string }[];
  readonly uncoveredTerms: readonly { readonly n: number; readonly term: string }[];
  /** Clauses (or sentences without a clause of doing) that promise, in which nothing is quoted. */
  readonly uncoveredPromises: readonly { readonly n: number; readonly promise: string }[];
  /** What an element (or a mark: `noTask.3`) quotes and its paragraph does not hold. */
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
  /** Of a mark 不设任务. */
  readonly reason?: string;
}

/** Of one source; with `source`, only what elements quote of the source with that id. Linear in text and plan. */
export function traceSource(text: string, content: PlanContent, source?: string): SourceTrace {
  const quotations = Map.groupBy(quotationsOf(content, source), (each) => each.paragraph);
  const read = readSourceText(text);
  const traced = read.map((paragraph) => traceParagraph(paragraph, quotations.get(paragraph.n) ?? []));
  const beyond = [...quotations].filter(([n]) => n > read.length).flatMap(([, each]) => each);
  const uncovered = (kind: TracedToken['kind']) =>
    traced.flatMap(({ paragraph }) =>
      [
        ...new Set(
          paragraph.tokens.filter((token) => token.kind === kind && isOpen(token)).map(({ text }) => text),
        ),
      ].map((text) => ({ n: paragraph.n, text })),
    );
  return {
    paragraphs: traced.map(({ paragraph }) => paragraph),
    uncovered: traced
      .filter(({ paragraph }) => paragraph.tokens.some(isOpen))
      .map(({ paragraph }) => paragraph.n),
    uncoveredFigures: uncovered('figure').map(({ n, text }) => ({ n, figure: text })),
    uncoveredTerms: uncovered('term').map(({ n, text }) => ({ n, term: text })),
    uncoveredPromises: uncovered('promise').map(({ n, text }) => ({ n, promise: text })),
    unfounded: [
      ...traced.flatMap(({ unfounded }) => unfounded),
      ...beyond.flatMap(({ element, figures, terms }) => [
        ...figures.map((figure) => ({ element, figure })),
        ...terms.map((term) => ({ element, term })),
      ]),
    ],
  };
}

function isOpen(token: TracedToken): boolean {
  return token.carriedBy.length === 0 && token.noTask.length === 0;
}

/** A quoted figure or term at a place of the paragraph, with all that quote it, in the plan's order. */
interface Hit extends Span {
  readonly by: readonly Placed[];
  readonly figure: boolean;
}

interface Placed {
  readonly quotation: Quotation;
  readonly place: number;
}

function traceParagraph(
  paragraph: SourceParagraph,
  quotations: readonly Quotation[],
): { readonly paragraph: TracedParagraph; readonly unfounded: SourceTrace['unfounded'] } {
  const bare = bareText(paragraph.text);
  // Taken from the line itself: without its quotation marks “4+4”3 would be one number.
  const all = figuresIn(foldWidth(paragraph.text)).map(({ figure, start, end }) => ({
    figure,
    start: bare.bareAt[start]!,
    end: bare.bareAt[end]!,
  }));
  // Hundreds that quote the same words of one paragraph are looked for once.
  const seen = new Map<string, { readonly spans: readonly Span[]; readonly by: Placed[] }>();
  const look = (text: string, by: Placed, figure: boolean): boolean => {
    const key = `${figure ? '1' : ''} ${text}`;
    const held = seen.get(key) ?? {
      spans: figure ? figureHits(text, bare, all) : occurrences(bareText(text).text, bare),
      by: [],
    };
    seen.set(key, held);
    held.by.push(by);
    return held.spans.length > 0;
  };
  const unfounded: SourceTrace['unfounded'][number][] = [];
  for (const [place, quotation] of quotations.entries()) {
    const { element } = quotation;
    for (const figure of quotation.figures)
      if (!look(figure, { quotation, place }, true)) unfounded.push({ element, figure });
    for (const term of quotation.terms)
      if (!look(term, { quotation, place }, false)) unfounded.push({ element, term });
  }
  const hits = [...seen].flatMap(([key, { spans, by }]): Hit[] =>
    spans.map((span) => ({ ...span, by, figure: key.startsWith('1') })),
  );
  const { n, text, figures, terms, promises } = paragraph;
  const tokens = [
    ...figures.map((figure) =>
      tokenOf(
        'figure',
        figure.figure,
        figure,
        hits.filter((hit) => hit.figure && contains(hit, figure)),
      ),
    ),
    ...termTokens(terms, hits),
    ...promises.map((span) =>
      tokenOf(
        'promise',
        text.slice(span.start, span.end),
        span,
        hits.filter((hit) => hit.start < span.end && span.start < hit.end),
      ),
    ),
  ].toSorted((a, b) => a.start - b.start || b.end - a.end);
  return {
    paragraph: {
      n,
      text,
      figures: [...new Set(figures.map((each) => each.figure))],
      terms: [...new Set(terms.map((each) => each.term))],
      elements: [
        ...new Set(quotations.filter((each) => each.reason === undefined).map((each) => each.element)),
      ],
      tokens,
    },
    unfounded,
  };
}

function tokenOf(
  kind: TracedToken['kind'],
  text: string,
  { start, end }: Span,
  hits: readonly Hit[],
): TracedToken {
  // Places of the same words share the list of those that quote them.
  const lists = [...new Set(hits.map(({ by }) => by))];
  const quoting = lists.flat().toSorted((a, b) => a.place - b.place);
  const of = (isMark: boolean, name: (by: Quotation) => string) => [
    ...new Set(
      quoting
        .filter(({ quotation }) => (quotation.reason !== undefined) === isMark)
        .map(({ quotation }) => name(quotation)),
    ),
  ];
  return {
    kind,
    text,
    start,
    end,
    carriedBy: of(false, (by) => by.element),
    noTask: of(true, (by) => by.reason ?? ''),
  };
}

/** A term that stands several times in a paragraph is carried everywhere when it is carried anywhere there. */
function termTokens(terms: readonly Term[], hits: readonly Hit[]): readonly TracedToken[] {
  const carried = new Map<string, readonly Hit[]>();
  for (const [text, same] of Map.groupBy(terms, (term) => term.term))
    carried.set(text, [...new Set(same.flatMap((term) => termHits(term, hits)))]);
  return terms.map((term) => tokenOf('term', term.term, term, carried.get(term.term)!));
}

function termHits(term: Term, hits: readonly Hit[]): readonly Hit[] {
  const whole = hits.filter((hit) => !hit.figure && (contains(hit, term) || reachesEdge(hit, term)));
  if (whole.length > 0 || term.parts.length === 0) return whole;
  const inside = hits.filter((hit) => !hit.figure && hit.start < term.end && term.start < hit.end);
  let at = term.start;
  const covered = term.parts.every((part) => {
    const start = at;
    at += part.length + 1;
    return inside.some((hit) => contains(hit, { start, end: start + part.length }));
  });
  return covered ? inside : [];
}

function reachesEdge(hit: Span, term: Term): boolean {
  if (term.edge === undefined) return false;
  const shared = Math.min(hit.end, term.end) - Math.max(hit.start, term.start);
  return (
    (term.edge.side === 'first' ? hit.end >= term.end : hit.start <= term.start) && shared >= term.edge.least
  );
}

function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Where a quoted figure stands: with one number in it by its key and its surroundings, otherwise letter by letter. */
function figureHits(quoted: string, line: BareText, standing: readonly Figure[]): readonly Span[] {
  const { text } = bareText(quoted);
  const [own, ...more] = figuresIn(text);
  if (own === undefined || more.length > 0) return occurrences(text, line);
  const before = text.slice(0, own.start);
  const behind = text.slice(own.end);
  return standing
    .filter(
      (figure) =>
        figureKey(figure.figure) === figureKey(own.figure) &&
        (own.figure === figure.figure || !own.figure.endsWith('亩')) &&
        line.text.endsWith(before, figure.start) &&
        line.text.startsWith(behind, figure.end - (figure.figure === own.figure || behind === '' ? 0 : 1)),
    )
    .map(({ start, end }) => spanOf(line, start, end));
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
  for (const [key, section] of Object.entries(content.sections)) {
    if (key === 'noTask') found.push(...marksIn(section, source));
    else walk(section, key);
  }
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

function marksIn(marks: Json, source: string | undefined): readonly Quotation[] {
  return (marks as JsonObject[]).flatMap((mark, index) => {
    const { source: from, paragraph, figures = [], terms = [], reason } = mark;
    // A mark without its reason is refused by the checker; were it here, it would cover nothing.
    if (typeof reason !== 'string' || (source !== undefined && from !== source)) return [];
    return [
      {
        element: `noTask.${index}`,
        paragraph: paragraph as number,
        figures: figures as string[],
        terms: terms as string[],
        reason,
      },
    ];
  });
}

function idOf(item: Json): string | undefined {
  const id = (item as JsonObject | null)?.id;
  return typeof id === 'string' ? id : undefined;
}
