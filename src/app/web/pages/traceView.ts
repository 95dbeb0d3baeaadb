// What the page 对照原文 is drawn from: a paragraph cut into pieces by its tokens, who carries what beside it, the places that nothing carries, the table
// for a spreadsheet, and the edits that proposals become. Pure.
import type { Words } from '../../../kernel/loop.ts';
import type { Carrier, TracedView, ViewedParagraph, ViewedToken } from '../../../plan/tracedView.ts';
import type { Standing } from '../../../ui/standpoint.tsx';

export interface ShownCarrier extends Carrier {
  readonly address: string;
}

export interface TraceReply extends Omit<TracedView, 'carriers'> {
  readonly at: Standing;
  readonly plan: {
    readonly hash: string | null;
    readonly title: string;
    readonly draft: { readonly id: string; readonly title: string } | null;
  };
  readonly source: string | null;
  readonly sources: readonly { readonly id: string; readonly title: string }[];
  readonly sections: Readonly<Record<string, Words>>;
  readonly carriers: readonly ShownCarrier[];
}

/** A token by its paragraph and its place in the paragraph's tokens. */
export interface TokenPlace {
  readonly n: number;
  readonly index: number;
}

/** Of a paragraph's text, without a gap and in order. */
export interface Piece {
  readonly start: number;
  readonly text: string;
  /** The smallest token that it lies in. */
  readonly token: number | undefined;
  /** It lies in a promising sentence that nothing carries. */
  readonly inOpenPromise: boolean;
  /** Tokens that begin here. */
  readonly starts: readonly number[];
  /** The mark 未承接 stands behind. Once for a sentence that nothing carries, whatever of it is open besides. */
  readonly openEnds: readonly number[];
  /** All tokens that it lies in. */
  readonly around: readonly number[];
}

/**
 * A sentence that promises is underlined by itself only when nothing carries it, or when it has no figure or term that
 * would show who does: else every second sentence would be underlined twice.
 */
export function isShown(token: ViewedToken, tokens: readonly ViewedToken[]): boolean {
  if (token.kind !== 'promise' || token.state === 'open') return true;
  return !tokens.some((other) => other.kind !== 'promise' && isWithin(other, token));
}

function isWithin(inner: ViewedToken, outer: ViewedToken): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

export function shownTokens(tokens: readonly ViewedToken[]): readonly number[] {
  return tokens.flatMap((token, index) => (isShown(token, tokens) ? [index] : []));
}

export function piecesOf({ text, tokens }: ViewedParagraph): readonly Piece[] {
  const shown = shownTokens(tokens);
  const cuts = new Set([0, text.length]);
  for (const index of shown) cuts.add(tokens[index]!.start).add(tokens[index]!.end);
  const openSentences = shown.filter((index) => tokens[index]!.kind === 'promise' && isOpen(tokens[index]!));
  const isTold = (index: number) =>
    openSentences.some(
      (of) => of !== index && tokens[index]!.kind !== 'promise' && isWithin(tokens[index]!, tokens[of]!),
    );
  const at = [...cuts].toSorted((a, b) => a - b);
  return at.slice(0, -1).map((start, place) => {
    const end = at[place + 1]!;
    const around = shown.filter((index) => tokens[index]!.start <= start && end <= tokens[index]!.end);
    const [smallest] = around.toSorted((a, b) => width(tokens[a]!) - width(tokens[b]!));
    return {
      start,
      text: text.slice(start, end),
      token: smallest,
      inOpenPromise: around.some((index) => openSentences.includes(index)),
      starts: around.filter((index) => tokens[index]!.start === start),
      openEnds: around.filter(
        (index) => tokens[index]!.end === end && isOpen(tokens[index]!) && !isTold(index),
      ),
      around,
    };
  });
}

function width({ start, end }: ViewedToken): number {
  return end - start;
}

function isOpen(token: ViewedToken): boolean {
  return token.state === 'open';
}

/** What stands to the right of a paragraph. Tokens are places in its list; the same words are told once. */
export interface Beside {
  readonly open: readonly number[];
  readonly carried: readonly { readonly carrier: number; readonly tokens: readonly number[] }[];
  readonly noTask: readonly { readonly reason: number; readonly tokens: readonly number[] }[];
}

export function besideOf({ text, tokens }: ViewedParagraph): Beside {
  const shown = shownTokens(tokens);
  const grouped = (keysOf: (token: ViewedToken) => readonly number[]) => {
    const found = new Map<number, number[]>();
    for (const index of shown) {
      for (const key of keysOf(tokens[index]!)) found.set(key, [...(found.get(key) ?? []), index]);
    }
    return [...found].map(([key, own]) => ({ key, tokens: onceEach(own, tokens, text) }));
  };
  return {
    open: onceEach(
      shown.filter((index) => isOpen(tokens[index]!)),
      tokens,
      text,
    ),
    carried: grouped((token) => token.by).map(({ key, tokens: own }) => ({ carrier: key, tokens: own })),
    noTask: grouped((token) => (token.state === 'noTask' ? token.why : [])).map(({ key, tokens: own }) => ({
      reason: key,
      tokens: own,
    })),
  };
}

function onceEach(
  indexes: readonly number[],
  tokens: readonly ViewedToken[],
  text: string,
): readonly number[] {
  const seen = new Set<string>();
  return indexes.filter((index) => {
    const words = wordsOf(tokens[index]!, text);
    return !seen.has(words) && seen.add(words);
  });
}

/** A token's words as they stand in the text. */
export function wordsOf({ start, end }: ViewedToken, text: string): string {
  return text.slice(start, end);
}

/** A whole sentence is told by its beginning. */
export function shortWords(token: ViewedToken, text: string): string {
  const words = wordsOf(token, text);
  return token.kind === 'promise' && words.length > 22 ? `${words.slice(0, 20)}…` : words;
}

/** Parts of one element that have no title of their own are one carrier on the page. Keeps the order. */
export function withCarriersMerged(reply: TraceReply): TraceReply {
  const first = new Map<string, number>();
  const now = reply.carriers.map(({ section, element, titles }, index) => {
    const label = JSON.stringify([section, element, titles]);
    if (!first.has(label)) first.set(label, index);
    return first.get(label)!;
  });
  const paragraphs = reply.paragraphs.map((paragraph) => ({
    ...paragraph,
    tokens: paragraph.tokens.map((token) =>
      token.by.length === 0 ? token : { ...token, by: [...new Set(token.by.map((index) => now[index]!))] },
    ),
  }));
  return { ...reply, paragraphs };
}

// ── what nothing carries

export function openPlaces(paragraphs: readonly ViewedParagraph[]): readonly TokenPlace[] {
  return paragraphs.flatMap(({ n, tokens }) =>
    tokens.flatMap((token, index) => (isOpen(token) ? [{ n, index }] : [])),
  );
}

/** The next one behind (1) or before (-1) a place; round at the ends. Without a place the first or last. */
export function nextPlace(
  places: readonly TokenPlace[],
  from: TokenPlace | undefined,
  step: 1 | -1,
): TokenPlace | undefined {
  const order = step === 1 ? places : places.toReversed();
  if (from === undefined) return order[0];
  const isBeyond = (place: TokenPlace) => ((place.n - from.n) * 1e6 + place.index - from.index) * step > 0;
  return order.find(isBeyond) ?? order[0];
}

export function linesShown(
  paragraphs: readonly ViewedParagraph[],
  show: string | null,
): readonly ViewedParagraph[] {
  if (show !== 'open' && show !== 'noTask') return paragraphs;
  return paragraphs.filter(({ tokens }) => tokens.some((token) => token.state === show));
}

// ── the table

export interface TableWords {
  readonly head: readonly string[];
  readonly kinds: Readonly<Record<ViewedToken['kind'], string>>;
  readonly states: Readonly<Record<ViewedToken['state'], string>>;
  carrier(carrier: ShownCarrier): string;
}

/** One line a token: paragraph, kind, words, state, carried by, reason. */
export function tableRows(reply: TraceReply, words: TableWords): readonly (readonly string[])[] {
  return [
    words.head,
    ...reply.paragraphs.flatMap(({ n, text, tokens }) =>
      tokens.map((token) => [
        String(n),
        words.kinds[token.kind],
        wordsOf(token, text),
        words.states[token.state],
        token.by.map((index) => words.carrier(reply.carriers[index]!)).join('；'),
        token.why.map((index) => reply.reasons[index]!).join('；'),
      ]),
    ),
  ];
}

/** With the mark that makes Excel and WPS read UTF-8. A text that a spreadsheet would take for a formula is kept a text. */
export function csvText(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => {
    const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  };
  return `\uFEFF${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}
