import { describe, expect, test } from 'vitest';
import { ident, inlined, isSql, join, literal, raw, type Sql, sql } from './sql.ts';

const shown = (fragment: Sql) => [fragment.text(), fragment.values];

describe('fragments', () => {
  test('values become parameters', () => {
    expect(shown(sql`select * from fact where city = ${'zq'} and seq > ${3}`)).toEqual([
      'select * from fact where city = $1 and seq > $2',
      ['zq', 3],
    ]);
    expect(shown(sql`select ${null}`)).toEqual(['select $1', [null]]);
    expect(shown(sql`select 1`)).toEqual(['select 1', []]);
  });

  test('nested fragments are renumbered', () => {
    const inner = sql`unit = ${'u'} and kind = ${'k'}`;
    const outer = sql`select ${1} from ${ident('fact')} where ${inner} or ${sql`not (${inner})`} limit ${2}`;
    expect(shown(outer)).toEqual([
      'select $1 from "fact" where unit = $2 and kind = $3 or not (unit = $4 and kind = $5) limit $6',
      [1, 'u', 'k', 'u', 'k', 2],
    ]);
    expect(shown(inner)).toEqual(['unit = $1 and kind = $2', ['u', 'k']]);
  });

  test('numbering can begin elsewhere, past 9 too', () => {
    expect(sql`a = ${1} and b = ${2}`.text(9)).toBe('a = $9 and b = $10');
  });

  test('an array and an object are one value', () => {
    expect(shown(sql`id = any(${[1, 2]}) and body = ${{ a: 1 }}`)).toEqual([
      'id = any($1) and body = $2',
      [[1, 2], { a: 1 }],
    ]);
  });

  test('a value that looks like a fragment is a value', () => {
    const forged = { pieces: ['; drop table fact'], values: [], text: () => '; drop table fact' };
    expect(isSql(forged)).toBe(false);
    expect(shown(sql`select ${forged}`)).toEqual(['select $1', [forged]]);
  });

  test('raw and names', () => {
    expect(sql`order by ${ident('f', 'seq')} ${raw('desc')}`.text()).toBe('order by "f"."seq" desc');
    expect(ident('a"b').text()).toBe('"a""b"');
    expect(ident('落地').text()).toBe('"落地"');
    for (const name of ['', 'a\0', 'x'.repeat(64), '落'.repeat(22)]) {
      expect(() => ident(name)).toThrow(expect.objectContaining({ code: 'sql_identifier' }));
    }
    expect(ident('落'.repeat(21)).text()).toHaveLength(23);
  });

  test('join takes fragments and values', () => {
    expect(shown(join([sql`a = ${1}`, sql`b = ${2}`, raw('c')], ' and '))).toEqual([
      'a = $1 and b = $2 and c',
      [1, 2],
    ]);
    expect(shown(sql`values (${join([1, 'b', null])})`)).toEqual(['values ($1, $2, $3)', [1, 'b', null]]);
    expect(shown(join([]))).toEqual(['', []]);
    expect(shown(join([sql`a`]))).toEqual(['a', []]);
  });

  test('a forgotten value is refused', () => {
    expect(() => sql`select ${undefined}`).toThrow(expect.objectContaining({ code: 'sql_undefined' }));
    expect(() => join([undefined])).toThrow(expect.objectContaining({ code: 'sql_undefined' }));
  });
});

describe('literals', () => {
  test.each([
    ['肇庆', "'肇庆'"],
    ["O'Brien", "'O''Brien'"],
    ["'; drop table fact; --", "'''; drop table fact; --'"],
    ['C:\\data', " E'C:\\\\data'"],
    ["\\'; drop table fact; --", " E'\\\\''; drop table fact; --'"],
    ['', "''"],
    ['a\nb$1$$', "'a\nb$1$$'"],
    [0, '0'],
    [-0, '0'],
    [1.5, '1.5'],
    [-5, '(-5)'],
    [-(10n ** 20n), '(-100000000000000000000)'],
    [true, 'true'],
    [false, 'false'],
    [null, 'null'],
    [[], "'{}'"],
    [[1, -2, null, true], "'{1,-2,NULL,true}'"],
    [['a', 'NULL', '', '{,}', "it's"], `'{"a","NULL","","{,}","it''s"}'`],
    [['a"b\\c'], ` E'{"a\\\\"b\\\\\\\\c"}'`],
  ] as [unknown, string][])('%o', (value, text) => expect(literal(value)).toBe(text));

  test.each([
    undefined,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    'a\0',
    { a: 1 },
    new Date(0),
    ['\0'],
    [[1]],
    [undefined],
    new Array(1),
  ])('%o has none', (value) =>
    expect(() => literal(value)).toThrow(expect.objectContaining({ code: 'sql_literal' })),
  );

  test('a fragment with its values written in', () => {
    const where = sql`unit = ${"o'u"}`;
    expect(inlined(sql`select seq-${-1} from ${ident('fact')} where ${where} and ok = ${null}`)).toBe(
      `select seq-(-1) from "fact" where unit = 'o''u' and ok = null`,
    );
  });
});
