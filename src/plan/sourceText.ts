/**
 * A source text as tokens: paragraphs, and in each its figures, its terms and its promising sentences, every one with its
 * span. It reads by rule and knows no city; which element carries a token is trace.ts's matter.
 *
 * PARAGRAPH n is the nth non-empty line, from 1. A span [start, end) counts UTF-16 units in that line as given.
 *
 * FIGURE: a maximal token of Arabic digits with its decimals, thousands separators, 百 千 万 亿, % ‰. Full-width digits
 * and ％ are the same as half-width; 多 and 余 are left out (8800多个 → 8800); 万亩 and 亿亩 stay together. Years, days and
 * ordinals are figures (2025年 → 2025, 第4 → 4): a promise may change by them. No figure: digits inside a quoted name
 * (“4+4”), digits that belong to a Latin name (5G, PM2.5, G321; but 500kV is one), a paragraph's own number (1. （2） 3、),
 * a document number (〔2020〕82号). Chinese numerals are words.
 *
 * TERM: (a) the text in “…” ‘…’ 「…」 『…』 "…", unless it is speech (more than 60 characters or with 。！？ inside: then its
 * inside is read like any text). A quoted text is one term, whatever lists stand in it.
 * (b) each member of a 、-list within one clause, of at most 24 characters:
 *  - the first member loses the adverbs and verbs that lead to it (加快推进, 努力实现全年, 还要积极抢抓), what ends in 的 or 是,
 *    and what stands before 和 when a quoted name stands before that;
 *  - the last member ends at 等, at a summing phrase (四大…, 三项…, 各项…), at 的, at its predicate (分别, 不断, 实现 …), at a
 *    figure, or at a quoted name that follows it;
 *  - 和 及 以及 与 或 part the last member only, never the first or a middle one (汽车及零部件 stays whole there), with at least two
 *    characters on either side and no verb behind (B和加快C ends at B); words such as 和谐, 参与, 普及 do not part;
 *  - a list closed in its middle (甲、乙等项目和丙、丁) is two lists;
 *  - quantities (79所、8.1万个) are figures, not terms; a list of single characters (市、县、镇、村) is one term.
 *
 * PROMISE: a clause that begins with a verb of doing; or a sentence without any that holds a word of promiseWords
 * (sourceClauses.ts).
 */
import { promisesIn } from './sourceClauses.ts';
import { foldWidth, listMembers } from './sourceLists.ts';

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Figure extends Span {
  /** Normalised: '1000', '3.9万亩', '16.2%', '2025'. */
  readonly figure: string;
}

export interface Term extends Span {
  /** As written, without its quotation marks. */
  readonly term: string;
  /** Of a quoted list, its members. */
  readonly parts: readonly string[];
  /**
   * Only of the first and last member of a list, which may hold some of the sentence all the same: the least length of a
   * quotation that reaches to the inner end of the member and still names it.
   */
  readonly edge?: { readonly side: 'first' | 'last'; readonly least: number };
}

export interface SourceParagraph {
  readonly n: number;
  readonly text: string;
  readonly figures: readonly Figure[];
  readonly terms: readonly Term[];
  readonly promises: readonly Span[];
}

const CJK = /\p{Script=Han}/u;
const OPENERS = new Map([
  ['“', '”'],
  ['‘', '’'],
  ['「', '」'],
  ['『', '』'],
  ['《', '》'],
  ['(', ')'],
]);
const CLOSERS = new Set(OPENERS.values());
const MAX_TERM = 60;
/** Marks left open further out than this are typing errors. */
const MAX_NESTING = 32;

/** All paragraphs, those without any token too. A byte order mark is no part of the text. Never fails. */
export function readSourceText(text: string): readonly SourceParagraph[] {
  return text
    .replace(/^﻿/, '')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .map((line, index) => readParagraph(line, index + 1));
}

function readParagraph(text: string, n: number): SourceParagraph {
  const folded = foldWidth(text);
  const groups = groupsOf(folded);
  const names = groups.filter((group) => group.kind === 'name');
  const figures = figuresIn(folded).filter((figure) => !isInside(names, figure));
  const quoted = names.map((name) => quotedTerm(text, name.start + 1, name.end - 1));
  const listed = listMembers(folded, groups, figures).map(({ start, end, edge }) => ({
    term: text.slice(start, end),
    parts: [],
    start,
    end,
    ...(edge ? { edge } : {}),
  }));
  const terms = [...quoted, ...listed].toSorted((a, b) => a.start - b.start || b.end - a.end);
  return { n, text, figures, terms, promises: promisesIn(folded) };
}

function isInside(names: readonly Span[], { start, end }: Span): boolean {
  const name = names[lastBefore(names, start)];
  return name !== undefined && name.start < start && end < name.end;
}

/** Of tokens in the order of the text, the index of the last that begins at or before the place; -1 for none. */
function lastBefore(tokens: readonly Span[], place: number): number {
  let [low, high] = [0, tokens.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tokens[middle]!.start <= place) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The tokens of a paragraph that lie wholly within a stretch of it. */
export function tokensWithin<T extends Span>(tokens: readonly T[], { start, end }: Span): readonly T[] {
  const found: T[] = [];
  for (let i = lastBefore(tokens, start - 1) + 1; i < tokens.length && tokens[i]!.start < end; i++) {
    if (tokens[i]!.end <= end) found.push(tokens[i]!);
  }
  return found;
}

function quotedTerm(text: string, start: number, end: number): Term {
  const term = text.slice(start, end);
  const parts = term.split('、').map((part) => part.trim());
  return { term, parts: parts.length > 1 ? parts : [], start, end };
}

/** A pair of marks with both of them: a quoted name, speech (read through), a title 《》, or brackets. */
export interface Group extends Span {
  readonly kind: 'name' | 'speech' | 'title' | 'brackets';
}

/** In the order of the text; no group inside a name or a title. Marks without their partner are nothing. */
function groupsOf(folded: string): readonly Group[] {
  const open: { mark: string; at: number }[] = [];
  const pairs: { mark: string; start: number; end: number }[] = [];
  for (let i = 0; i < folded.length; i++) {
    const mark = folded[i]!;
    if (mark === '"' || mark === "'") {
      const from = lastOpen(open, (each) => each === mark);
      const inner = from < 0 ? '' : folded.slice(open[from]!.at + 1, i);
      if (from < 0) open.push({ mark, at: i });
      // Apostrophes and inch marks stand in Latin text.
      else if (CJK.test(inner) || (mark === '"' && /\d/.test(inner)))
        pairs.push({ mark, start: open.splice(from)[0]!.at, end: i + 1 });
      else open.splice(from, 1, { mark, at: i });
      continue;
    }
    if (OPENERS.has(mark)) open.push({ mark, at: i });
    if (!CLOSERS.has(mark)) continue;
    const from = lastOpen(open, (each) => OPENERS.get(each) === mark);
    if (from < 0) continue;
    pairs.push({ mark: open[from]!.mark, start: open[from]!.at, end: i + 1 });
    open.splice(from);
  }
  const groups: Group[] = [];
  let opaqueUntil = 0;
  for (const { mark, start, end } of pairs.toSorted((a, b) => a.start - b.start)) {
    if (end <= opaqueUntil) continue;
    const kind = kindOf(mark, folded, start + 1, end - 1);
    if (kind === 'name' || kind === 'title') opaqueUntil = end;
    groups.push({ kind, start, end });
  }
  return groups;
}

/** Looks no further out than MAX_NESTING, so that a text of marks alone is read in time linear in its length. */
function lastOpen(open: readonly { readonly mark: string }[], fits: (mark: string) => boolean): number {
  for (let i = open.length - 1; i >= Math.max(0, open.length - MAX_NESTING); i--)
    if (fits(open[i]!.mark)) return i;
  return -1;
}

function kindOf(mark: string, folded: string, start: number, end: number): Group['kind'] {
  if (mark === '《') return 'title';
  if (mark === '(') return 'brackets';
  const inner = folded.slice(start, Math.min(end, start + MAX_TERM + 1));
  return inner.length > MAX_TERM || inner.trim() === '' || /[。！？!?]/.test(inner) ? 'speech' : 'name';
}

/** Units in Latin letters: digits before them are a figure; before any other Latin letter they are part of a name. */
const LATIN_UNIT = /^(?:k[vVwWmMg]|[MG][Ww]h?|kWh|KV|KW|km|kg|mm|cm|m|t|h|ha)(?![A-Za-z])/;
const NUMBER = /(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?:\+\d+)*/g;
const SCALE =
  /^(?:[多余]?(?:[十百]?万亿|[十百千]?万|[十百千]?亿|[百千](?![分瓦米克伏卡字兆])))?[多余]?[%‰]?亩?/;

/** Every figure, those inside quoted names too. Of folded text. */
export function figuresIn(folded: string): readonly Figure[] {
  const found: Figure[] = [];
  const number = /^\s*(?:[（(]?\d{1,3}(?:[)）]|[、．]|\.(?!\d)))/.exec(folded)?.[0].length ?? 0;
  NUMBER.lastIndex = number;
  for (let match = NUMBER.exec(folded); match !== null; match = NUMBER.exec(folded)) {
    const start = match.index;
    const after = start + match[0].length;
    if (isOfName(folded, start, after)) continue;
    const tail = SCALE.exec(folded.slice(after, after + 8))![0];
    const scale = tail.replace(/[多余]/g, '');
    // 亩 alone is a unit like any other; 万亩 is spoken of as one.
    const kept = /^[^%‰亩]+亩$/.test(scale) ? scale : scale.replace('亩', '');
    const end = after + (tail.endsWith('亩') && !kept.endsWith('亩') ? tail.length - 1 : tail.length);
    found.push({ figure: match[0].replaceAll(',', '') + kept, start, end });
  }
  return found;
}

function isOfName(folded: string, start: number, end: number): boolean {
  if (/[A-Za-z]-?$/.test(folded.slice(Math.max(0, start - 2), start))) return true;
  const behind = folded.slice(end, end + 6);
  if (/^[A-Za-z]/.test(behind) && !LATIN_UNIT.test(behind)) return true;
  const before = folded.slice(Math.max(0, start - 7), start);
  return (
    (before.endsWith('〔') && behind.startsWith('〕')) ||
    (/〔\d{4}〕第?$/.test(before) && behind.startsWith('号'))
  );
}

/** 3.9万亩 and 3.9万 are one amount: what two figures are compared by. */
export function figureKey(figure: string): string {
  return figure.replace(/亩$/, '');
}
