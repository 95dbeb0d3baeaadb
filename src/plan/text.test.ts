import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findValue } from './located.ts';
import { readText } from './text.ts';

function read(body: string) {
  const text = readText([{ path: 'p.yaml', text: `format: luodi/plan@1\n${body}` }]);
  return {
    value: text.document.value,
    issues: text.issues.map((issue) => [issue.code, issue.line, issue.path]),
  };
}

describe('YAML', () => {
  test('what is written is what is read: numbers, fractions as their text, dates and codes as text', () => {
    const { value, issues } = read(
      'a: {n: 12, minus: -3, f: 905.80, day: 2021-07-01, code: "0758", yes: "yes", t: true}\n',
    );
    expect(issues).toEqual([]);
    expect(value).toEqual({
      a: { n: 12, minus: -3, f: '905.80', day: '2021-07-01', code: '0758', yes: 'yes', t: true },
    });
  });

  test('traps that only another reader would fall into are told too', () => {
    expect(read('a: on\nb: [0x1F, 1e5, 012, .inf]\n').issues).toEqual([
      ['yes_no_unquoted', 2, 'a'],
      ['number_spelling', 3, 'b.0'],
      ['number_spelling', 3, 'b.1'],
      ['number_spelling', 3, 'b.2'],
      ['number_spelling', 3, 'b.3'],
    ]);
  });

  test('a comment is a comment when a space follows the #, and eats a value when it stands in its place', () => {
    expect(read('a: 5 # 演示假定\nb: "C#1 栋" # 引号里的不算\n').issues).toEqual([]);
    expect(read('a: # 待定\nb: 5 #单位天\n').issues).toEqual([
      ['comment_eats_value', 2, 'a'],
      ['comment_eats_value', 3, 'b'],
    ]);
  });

  test('Chinese text keeps its own punctuation and digits', () => {
    const { issues } = read(
      'a: 口径：含大旺（高新区），“六进”、第２批\nb: |\n  甲：乙\n  　丙\nc: [一、二]\n',
    );
    expect(issues).toEqual([['full_width', 6, 'c.0']]);
  });

  test('what YAML could say otherwise is refused where it stands', () => {
    expect(read('a: *x\nb: !!str 1\nc: &y {d: 1}\n<<: {e: 1}\n').issues).toEqual([
      ['yaml_anchor', 2, 'a'],
      ['yaml_anchor', 3, 'b'],
      ['yaml_anchor', 4, 'c'],
      ['key_invalid', 5, ''],
    ]);
    expect(read('a:\n  - {id: p, id: q}\n').issues).toEqual([['key_duplicate', 3, 'id']]);
  });

  test('keys that would reach into the language are refused', () => {
    expect(read('__proto__: {a: 1}\n').issues).toEqual([['key_invalid', 2, '']]);
  });

  test('CRLF and a byte order mark are no matter', () => {
    const { document, issues } = readText([
      { path: 'p.yaml', text: '\uFEFFformat: luodi/plan@1\r\na:\r\n  b: 1\r\n' },
    ]);
    expect(issues).toEqual([]);
    expect(findValue(document, ['a', 'b'])).toBe(1);
  });

  test('no text at all makes it throw', () => {
    const piece = fc.constantFrom(
      'a',
      ': ',
      '\n',
      '- ',
      '  ',
      '\t',
      '#',
      '"',
      "'",
      '[',
      ']',
      '{',
      '}',
      '&x',
      '*x',
      '!t',
      '：',
      '０',
      ',',
      '|',
      '0',
      '---',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const { issues } = readText([{ path: 'p.yaml', text: `format: luodi/plan@1\n${pieces.join('')}` }]);
        for (const issue of issues) expect(issue.line).toBeGreaterThan(0);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('CSV', () => {
  function csv(text: string) {
    const read = readText([{ path: 'lists/units.towns.csv', text }]);
    return {
      rows: findValue(read.document, ['units']),
      issues: read.issues.map((issue) => [issue.code, issue.line]),
    };
  }

  test('quotes, commas and line ends within a cell; an empty cell is an absent field; nested and typed columns', () => {
    const { rows, issues } = csv(
      'id,name,ok:boolean,n:integer,in.0.tree,in.0.to\r\n007,"甲, ""乙""\n丙",true,12,d,\r\n\n8,丁,,,,2021-01-01\n',
    );
    expect(issues).toEqual([]);
    expect(rows).toEqual([
      { id: '007', name: '甲, "乙"\n丙', ok: true, n: 12, in: [{ tree: 'd' }] },
      { id: '8', name: '丁', in: [{ to: '2021-01-01' }] },
    ]);
  });

  test('each fault has the line of its row, also behind a cell of several lines', () => {
    expect(csv('id,n:integer\n"a\nb",1\nc,１\nd\n').issues).toEqual([
      ['full_width', 4],
      ['csv_row', 5],
    ]);
    expect(csv('id,id\n').issues).toEqual([['csv_header', 1]]);
    expect(csv('').issues).toEqual([['csv_header', 1]]);
  });

  test('what a table writes is what is read', () => {
    const cell = fc.string({ maxLength: 8 }).map((text) => text.replaceAll('\r', '').trim());
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 6 }), (table) => {
        const rows = table.map(([a, b]) => ({ a: `x${a}`, b }));
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = `a,b\n${rows.map((row) => `${quoted(row.a)},${quoted(row.b)}`).join('\n')}\n`;
        const expected = rows.map(({ a, b }) => (b === '' ? { a } : { a, b }));
        expect(csv(text)).toEqual({ rows: expected, issues: [] });
      }),
    );
  });
});

test('a folder without a plan is told so', () => {
  expect(readText([]).issues.map((issue) => issue.code)).toEqual(['plan_empty']);
});
