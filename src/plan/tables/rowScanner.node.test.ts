// The scanner of rows, whatever pieces a sheet comes in and whatever stands in it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RowScanner } from './rowScanner.node.ts';
import type { TableRow } from './sheetXml.ts';

const BOOK = {
  shared: ['项目名称', '县区'],
  formats: [{ kind: 'number' }, { kind: 'day' }],
  date1904: false,
  columnsMax: 50,
} as const;

function scanned(xml: Buffer, cuts: readonly number[] = []): readonly TableRow[] {
  const scanner = new RowScanner(BOOK);
  const ends = [...new Set(cuts.map((cut) => cut % (xml.length + 1)))].toSorted((a, b) => a - b);
  const rows: TableRow[] = [];
  let from = 0;
  for (const end of [...ends, xml.length]) {
    rows.push(...scanner.take(xml.subarray(from, end)));
    from = end;
  }
  return rows;
}

const SHEET = Buffer.from(
  '<?xml version="1.0"?><worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>' +
    '<row r="3" hidden="1"><c r="A3" t="str"><v>一&amp;二</v></c><c r="C3" s="1"><v>44260</v></c></row>\n<row r="4" spans="1:3"/>' +
    '<row r="5"><c r="A5" t="str"><v>一&amp;二</v></c><c r="B5" s="1"/><c r="C5" s="1"><v>44260</v></c><c t="inlineStr"><is><t>尾</t></is></c></row></sheetData></worksheet>',
);

describe('rows of a sheet', () => {
  test('are the same wherever the pieces end, in the middle of a tag and of a character', () => {
    const whole = scanned(SHEET);
    expect(whole).toEqual([
      { row: 1, cells: ['项目名称', '县区'], hidden: false },
      { row: 3, cells: ['一&二', '', '2021-03-05'], hidden: true },
      { row: 4, cells: [], hidden: false },
      { row: 5, cells: ['一&二', '', '2021-03-05', '尾'], hidden: false },
    ]);
    fc.assert(
      fc.property(fc.array(fc.nat(2000), { maxLength: 12 }), (cuts) => {
        expect(scanned(SHEET, cuts)).toEqual(whole);
      }),
    );
  });

  test('a cell like the one above it in its column but of another type or style is read by its own', () => {
    const rows = scanned(
      Buffer.from(
        '<worksheet><sheetData><row><c r="A1" t="s"><v>1</v></c></row><row><c r="A2"><v>1</v></c></row><row><c r="A3" s="1"><v>1</v></c></row><row><c r="A4" t="str"><v>1</v></c></row></sheetData></worksheet>',
      ),
    );
    expect(rows.map(({ cells }) => cells[0])).toEqual(['县区', '1', '1900-01-01', '1']);
  });

  test('with parts taken out, doubled and put elsewhere, end and do not throw', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(2000), fc.nat(2000), fc.nat(2000)), { maxLength: 6 }),
        fc.array(fc.nat(2000), { maxLength: 3 }),
        (moves, cuts) => {
          let xml = SHEET;
          for (const [a, b, to] of moves) {
            const [from, end] = [Math.min(a, b) % xml.length, Math.max(a, b) % xml.length];
            const at = to % xml.length;
            xml = Buffer.concat([xml.subarray(0, at), xml.subarray(from, end), xml.subarray(at)]);
            if (a % 2 === 0) xml = Buffer.concat([xml.subarray(0, from), xml.subarray(Math.max(from, end))]);
          }
          for (const { cells } of scanned(xml, cuts)) expect(cells.length).toBeLessThanOrEqual(51);
        },
      ),
      { numRuns: 500 },
    );
  });
});
