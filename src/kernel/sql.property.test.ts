// The oracle is a reader of PostgreSQL's string syntax (manual §4.1.2.1, §4.1.2.2): whatever is written, it must read
// one literal, wholly, and find the value in it. The same property
// held against PostgreSQL 18 when this was written, with standard_conforming_strings on and off.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { literal, type Sql, sql } from './sql.ts';

const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "'",
        "''",
        '\\',
        "\\'",
        '"',
        '$',
        '$$',
        '--',
        '/*',
        ';',
        '\n',
        '{',
        '}',
        ',',
        'E',
        'é',
        '落',
      ),
      fc.string(),
    ),
  )
  .map((parts) => parts.join('').replaceAll('\0', ''));

/** Reads a literal from the start and gives its value, and what is left behind it. */
function readLiteral(source: string): { value: string; rest: string } {
  let at = source.startsWith(' ') ? 1 : 0;
  const escapes = source[at] === 'E';
  if (escapes) at++;
  if (source[at] !== "'") throw new Error(`no literal: ${source}`);
  let value = '';
  for (at++; at < source.length; at++) {
    const char = source[at]!;
    if (char === '\\' && escapes) {
      const next = source[++at];
      if (next !== '\\' && next !== "'") throw new Error(`escape not used by us: ${next}`);
      value += next;
    } else if (char === "'") {
      if (source[at + 1] !== "'") return { value, rest: source.slice(at + 1) };
      at++;
      value += "'";
    } else value += char;
  }
  throw new Error(`the literal does not end: ${source}`);
}

/** Reads the text form of an array of strings (manual §8.15.6). */
function readArray(text: string): (string | null)[] {
  const items: (string | null)[] = [];
  const element = /"((?:[^"\\]|\\.)*)"|NULL/gsy;
  if (text === '{}') return items;
  element.lastIndex = 1;
  for (;;) {
    const found = element.exec(text);
    if (!found) throw new Error(`no element: ${text}`);
    items.push(found[1] === undefined ? null : found[1].replace(/\\(.)/gs, '$1'));
    const end = text[element.lastIndex];
    if (end === '}' && element.lastIndex === text.length - 1) return items;
    if (end !== ',') throw new Error(`not closed: ${text}`);
    element.lastIndex++;
  }
}

test('there is no way out of a literal', () => {
  fc.assert(
    fc.property(nasty, nasty, (value, behind) => {
      const tail = `::text ${behind}`;
      expect(readLiteral(literal(value) + tail)).toEqual({ value, rest: tail });
    }),
    { numRuns: 2000 },
  );
});

test('nor out of an element of an array', () => {
  fc.assert(
    fc.property(fc.array(fc.option(nasty)), (items) => {
      const { value, rest } = readLiteral(`${literal(items)};`);
      expect(rest).toBe(';');
      expect(readArray(value)).toEqual(items);
    }),
  );
});

test('however fragments are nested, the nth parameter is the nth value', () => {
  const { tree } = fc.letrec<{ tree: Sql }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.string().map((value) => sql`[${value}]`),
      fc.tuple(tie('tree'), fc.integer(), tie('tree')).map(([a, n, b]) => sql`(${a} ${n} ${b})`),
    ),
  }));
  fc.assert(
    fc.property(tree, fc.integer({ min: 1, max: 50 }), (fragment, startAt) => {
      const numbers = [...fragment.text(startAt).matchAll(/\$(\d+)/g)].map((found) => Number(found[1]));
      expect(numbers).toEqual(fragment.values.map((_, i) => startAt + i));
      expect(fragment.pieces).toHaveLength(fragment.values.length + 1);
    }),
  );
});
