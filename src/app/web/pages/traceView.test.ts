// What the page 对照原文 is drawn from, on a made-up paragraph.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ViewedParagraph, ViewedToken } from '../../../plan/tracedView.ts';
import {
  besideOf,
  csvText,
  linesShown,
  nextPlace,
  openPlaces,
  piecesOf,
  shortWords,
  shownTokens,
  type TraceReply,
  withCarriersMerged,
} from './traceView.ts';

function token(words: string, line: string, more: Partial<ViewedToken> = {}): ViewedToken {
  const start = line.indexOf(words);
  return {
    kind: 'term',
    text: words,
    start,
    end: start + words.length,
    state: 'carried',
    by: [],
    why: [],
    ...more,
  };
}

const text = '努力建设30所学校、云山学堂。大家辛苦了。推进河道清淤。';
const paragraph: ViewedParagraph = {
  n: 7,
  text,
  tokens: [
    token('努力建设30所学校、云山学堂。', text, { kind: 'promise', by: [0] }),
    token('30', text, { kind: 'figure', by: [0, 1] }),
    token('云山学堂', text, { by: [1] }),
    token('推进河道清淤。', text, { kind: 'promise', state: 'open' }),
  ],
};

describe('piecesOf', () => {
  it('cuts at the tokens, marks where what is open ends, and leaves a sentence alone that its figure tells of', () => {
    const pieces = piecesOf(paragraph);
    expect(pieces.map((piece) => piece.text).join('')).toBe(text);
    expect(pieces.map(({ text: words, token: index }) => [words, index])).toEqual([
      ['努力建设', undefined],
      ['30', 1],
      ['所学校、', undefined],
      ['云山学堂', 2],
      ['。大家辛苦了。', undefined],
      ['推进河道清淤。', 3],
    ]);
    expect(pieces.at(-1)).toMatchObject({ inOpenPromise: true, openEnds: [3] });
    expect(shownTokens(paragraph.tokens)).toEqual([1, 2, 3]);
  });

  it('shows a carried sentence that has neither figure nor term', () => {
    const own = { ...paragraph.tokens[3]!, state: 'carried' as const, by: [2] };
    expect(shownTokens([...paragraph.tokens.slice(0, 3), own])).toContain(3);
  });

  it('never loses or doubles a character, however the tokens overlap', () => {
    const spans = fc.array(
      fc.tuple(fc.nat(40), fc.nat(40), fc.constantFrom('figure', 'term', 'promise'), fc.boolean()),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 40 }), spans, (line, drawn) => {
        const tokens = drawn
          .map(([a, b, kind, isOpen]) => ({
            ...paragraph.tokens[1]!,
            kind: kind as ViewedToken['kind'],
            state: isOpen ? ('open' as const) : ('carried' as const),
            start: Math.min(a, b, line.length - 1),
            end: Math.min(Math.max(a, b) + 1, line.length),
          }))
          .filter(({ start, end }) => start < end);
        const pieces = piecesOf({ n: 1, text: line, tokens });
        expect(pieces.map((piece) => piece.text).join('')).toBe(line);
        // Each open token has its mark, once: its own, or that of the open sentence around it.
        const ends = pieces.flatMap((piece) => piece.openEnds).toSorted((a, b) => a - b);
        const isTold = (inner: ViewedToken) =>
          inner.kind !== 'promise' &&
          tokens.some(
            (each) =>
              each.kind === 'promise' &&
              each.state === 'open' &&
              each.start <= inner.start &&
              inner.end <= each.end,
          );
        expect(ends).toEqual(
          tokens.flatMap((each, index) => (each.state === 'open' && !isTold(each) ? [index] : [])),
        );
        expect(pieces.flatMap((piece) => piece.starts).toSorted((a, b) => a - b)).toEqual(
          shownTokens(tokens),
        );
      }),
    );
  });
});

describe('beside the paragraph', () => {
  it('tells by carrier what it carries, each word once, and what is open', () => {
    const again = token('30', text, { kind: 'figure', by: [0] });
    const beside = besideOf({ ...paragraph, tokens: [...paragraph.tokens, again] });
    expect(beside.carried).toEqual([
      { carrier: 0, tokens: [1] },
      { carrier: 1, tokens: [1, 2] },
    ]);
    expect(beside.open).toEqual([3]);
    expect(beside.noTask).toEqual([]);
  });

  it('groups marks by their reason, and leaves them out where an element carries all the same', () => {
    const marked = token('30', text, { kind: 'figure', state: 'noTask', why: [4] });
    const both = token('云山学堂', text, { by: [1], why: [4] });
    const beside = besideOf({ ...paragraph, tokens: [marked, both] });
    expect(beside.noTask).toEqual([{ reason: 4, tokens: [0] }]);
  });

  it('tells a long sentence by its beginning', () => {
    const long = '推进'.repeat(20);
    expect(shortWords(token(long, long, { kind: 'promise' }), long)).toBe(`${'推进'.repeat(10)}…`);
    expect(shortWords(token(long, long), long)).toBe(long);
  });
});

it('parts of an element without a title of their own are one carrier', () => {
  const carrier = { section: 'campaigns', element: 'a', titles: ['宣讲'], owner: null, address: '/plan' };
  const reply = {
    carriers: [
      { ...carrier, name: 'campaigns.a.units.0' },
      { ...carrier, name: 'targets.a', section: 'targets' },
      { ...carrier, name: 'campaigns.a.units.1' },
    ],
    paragraphs: [
      { ...paragraph, tokens: [token('30', text, { by: [1, 2, 0] }), token('30', text, { by: [] })] },
    ],
  } as unknown as TraceReply;
  expect(withCarriersMerged(reply).paragraphs[0]!.tokens.map(({ by }) => by)).toEqual([[1, 0], []]);
});

describe('going from one open place to the next', () => {
  const other = { ...paragraph, n: 9 };
  const done = { n: 8, text: '', tokens: [] };
  const places = openPlaces([paragraph, done, other]);

  it('goes in the order of the text, round at the ends', () => {
    expect(places).toEqual([
      { n: 7, index: 3 },
      { n: 9, index: 3 },
    ]);
    expect(nextPlace(places, undefined, 1)).toEqual(places[0]);
    expect(nextPlace(places, places[0], 1)).toEqual(places[1]);
    expect(nextPlace(places, places[1], 1)).toEqual(places[0]);
    expect(nextPlace(places, places[0], -1)).toEqual(places[1]);
    expect(nextPlace(places, { n: 8, index: 0 }, -1)).toEqual(places[0]);
    expect(nextPlace([], undefined, 1)).toBeUndefined();
  });

  it('the filter leaves the paragraphs that hold one', () => {
    expect(linesShown([paragraph, done, other], 'open')).toEqual([paragraph, other]);
    expect(linesShown([paragraph, done], 'noTask')).toEqual([]);
    expect(linesShown([paragraph, done], null)).toHaveLength(2);
  });
});

it('a table’s cells stay cells, and no text becomes a formula', () => {
  expect(
    csvText([
      ['段', '名目'],
      ['1', '=1+1'],
      ['2', '甲,"乙"'],
    ]),
  ).toBe('\uFEFF段,名目\r\n1,\'=1+1\r\n2,"甲,""乙"""\r\n');
});
