// Files as Excel, WPS and LibreOffice write them: the parts are written here by hand, as each program writes them, and once by exceljs.
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isProblem } from '../../kernel/problem.ts';
import type { TableFile } from './table.ts';
import { openTable, openText } from './tableFile.node.ts';
import { zipOf } from './tables.testing.node.ts';

const LIMITS = { rowsMax: 1000, columnsMax: 50, unpackedBytesMax: 20_000_000 };

async function rowsOf(table: TableFile, sheet = 0) {
  const rows = [];
  for await (const batch of table.rows(sheet)) rows.push(...batch);
  return rows;
}
const cellsOf = async (table: TableFile, sheet = 0) => (await rowsOf(table, sheet)).map((row) => row.cells);
const opened = (parts: Record<string, string>) => openTable('a.xlsx', zipOf(parts), LIMITS);
const code = async (run: Promise<unknown>) =>
  run.then(
    () => 'read',
    (error: unknown) => (isProblem(error) ? error.code : `unhandled: ${String(error)}`),
  );

const RELS = (targets: readonly string[]) =>
  `<?xml version="1.0"?><Relationships xmlns="x">${targets.map((target, at) => `<Relationship Id="rId${at + 1}" Type="t/worksheet" Target="${target}"/>`).join('')}</Relationships>`;
const BOOK = (sheets: string, settings = '') =>
  `<?xml version="1.0"?><workbook xmlns:r="r">${settings}<sheets>${sheets}</sheets></workbook>`;
const one = (sheet: string, more: Record<string, string> = {}, settings = '') => ({
  'xl/workbook.xml': BOOK('<sheet name="项目" sheetId="1" r:id="rId1"/>', settings),
  'xl/_rels/workbook.xml.rels': RELS(['worksheets/sheet1.xml']),
  'xl/worksheets/sheet1.xml': sheet,
  ...more,
});
const STYLES = `<styleSheet><numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="177" formatCode="0.00&quot;万元&quot;"/><numFmt numFmtId="178" formatCode="0!.0,&quot;万元&quot;"/></numFmts>
  <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="10"/><xf numFmtId="177"/><xf numFmtId="178"/><xf numFmtId="31"/></cellXfs></styleSheet>`;

describe('a workbook', () => {
  test('given shared strings with rich text and pronunciation, entities and a prefix, the texts are what the author sees', async () => {
    const table = await opened(
      one(
        '<x:worksheet><x:sheetData><x:row r="3"><x:c r="B3" t="s"><x:v>0</x:v></x:c><x:c r="C3" t="s"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>',
        {
          'xl/sharedStrings.xml':
            '<x:sst><x:si><x:r><x:t>新能源</x:t></x:r><x:r><x:t xml:space="preserve"> 汽车</x:t></x:r><x:rPh sb="0" eb="1"><x:t>シン</x:t></x:rPh></x:si><x:si><x:t>A&amp;B &#x4e00;_x000A_</x:t></x:si></x:sst>',
        },
      ),
    );
    expect(await rowsOf(table)).toEqual([{ row: 3, cells: ['', '新能源 汽车', 'A&B 一\n'], hidden: false }]);
  });

  test('given days as serials of either system, shares and amounts with their unit in the format, they are read as they are shown', async () => {
    const sheet =
      '<worksheet><sheetData><row r="1"><c r="A1" s="1"><v>44260</v></c><c r="B1" s="2"><v>44260.5</v></c><c r="C1" s="3"><v>0.425</v></c><c r="D1" s="4"><v>1200</v></c><c r="E1" s="5"><v>12000000</v></c><c r="F1"><v>0.30000000000000004</v></c><c r="G1" s="6"><v>60</v></c><c r="H1"><v>1.2E7</v></c></row></sheetData></worksheet>';
    const table = await opened(one(sheet, { 'xl/styles.xml': STYLES }));
    expect(await cellsOf(table)).toEqual([
      ['2021-03-05', '2021-03-05 12:00', '42.5%', '1200万元', '12000000', '0.3', '60', '12000000'],
    ]);
    const mac = await opened(one(sheet, { 'xl/styles.xml': STYLES }, '<workbookPr date1904="1"/>'));
    expect((await cellsOf(mac))[0]?.[0]).toBe('2025-03-06');
    expect(mac.date1904).toBe(true);
  });

  test('given inline strings, no references, a formula, an error, a hidden row and a merged head, every covered cell has the text', async () => {
    const table = await opened(
      one(
        '<worksheet><sheetData><row><c t="inlineStr"><is><t>投资</t></is></c><c/><c t="str"><f>A1&amp;"x"</f><v>签约</v></c></row><row hidden="1"><c><v>1</v></c><c t="e"><v>#N/A</v></c><c t="b"><v>1</v></c></row><row r="9"/></sheetData><rowBreaks count="1"/><mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells></worksheet>',
      ),
    );
    expect(await rowsOf(table)).toEqual([
      { row: 1, cells: ['投资', '投资', '签约'], hidden: false },
      { row: 2, cells: ['1', '#N/A', 'TRUE'], hidden: true },
    ]);
  });

  test('given several sheets, the hidden ones are said', async () => {
    const empty = '<worksheet><sheetData/></worksheet>';
    const table = await opened({
      'xl/workbook.xml': BOOK(
        '<sheet name="项目" sheetId="1" r:id="rId2"/><sheet name="旧" sheetId="2" state="veryHidden" r:id="rId1"/>',
      ),
      'xl/_rels/workbook.xml.rels': RELS(['/xl/worksheets/b.xml', 'worksheets/a.xml']),
      'xl/worksheets/a.xml': empty,
      'xl/worksheets/b.xml': empty,
    });
    expect(table.sheets).toEqual([
      { name: '项目', hidden: false },
      { name: '旧', hidden: true },
    ]);
  });

  test('given a file of exceljs, rows split over the pieces of the stream are the rows that were written', async () => {
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('一');
    const written = Array.from({ length: 900 }, (_, at) => [
      `项目${at}·${'长'.repeat(at % 97)}`,
      at,
      `<&"${at}`,
    ]);
    for (const row of written) sheet.addRow(row);
    const table = await openTable('a.xlsx', new Uint8Array(await book.xlsx.writeBuffer()), LIMITS);
    expect(await cellsOf(table)).toEqual(written.map((row) => row.map(String)));
  });
});

describe('limits', () => {
  test('a part that unpacks beyond the budget, too many rows and too many columns are refused', async () => {
    const row = '<row><c><v>1</v></c></row>';
    expect(
      await code(
        opened(one(`<worksheet><sheetData>${row.repeat(1001)}</sheetData></worksheet>`)).then(rowsOf),
      ),
    ).toBe('table_too_large');
    const wide = '<worksheet><sheetData><row><c r="XFD1"><v>1</v></c></row></sheetData></worksheet>';
    expect(await code(opened(one(wide)).then(rowsOf))).toBe('table_too_large');
    const bomb = zipOf({ ...one(''), 'xl/worksheets/sheet1.xml': ' '.repeat(30_000_000) });
    expect(bomb.length).toBeLessThan(60_000);
    expect(await code(openTable('a.xlsx', bomb, LIMITS).then(rowsOf))).toBe('table_too_large');
  });

  test('the budget is of one reading: a list that is checked again and again is read each time', async () => {
    const rows = '<row><c><v>1</v></c></row>'.repeat(900);
    const sheet = `<worksheet><sheetData>${rows}</sheetData>${' '.repeat(8_000_000)}</worksheet>`;
    const table = await opened(one(sheet));
    for (let round = 0; round < 4; round++) expect(await rowsOf(table)).toHaveLength(900);
  });

  test('a merge of whole columns costs no more than the columns that are read', async () => {
    const table = await opened(
      one(
        '<worksheet><sheetData><row><c><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>',
      ),
    );
    expect((await cellsOf(table))[0]?.length).toBe(50);
  });

  test('bytes of chance, and a workbook cut short or with bytes changed, are a problem and never a defect', async () => {
    const whole = zipOf(
      one('<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>', {
        'xl/styles.xml': STYLES,
      }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 400 }),
          fc.nat(whole.length).map((end) => whole.slice(0, end)),
          fc.tuple(fc.nat(whole.length - 1), fc.nat(255)).map(([at, byte]) => {
            const bytes = whole.slice();
            bytes[at] = byte;
            return bytes;
          }),
        ),
        async (bytes) => {
          expect(await code(openTable('a.xlsx', bytes, LIMITS).then(rowsOf))).toMatch(
            /^(read|table_unreadable|table_too_large)$/,
          );
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('text', () => {
  test('given GB18030, UTF-8 with a mark, UTF-16, each separator and quotes with line ends, the cells are the same', async () => {
    const gb = Buffer.from(
      'cfeec4bfc3fbb3c62cd6d8b5e30d0aa1b0b5e7b3d8a1b12cd4daBDA80d0a'.toLowerCase(),
      'hex',
    );
    expect(await cellsOf(await openTable('a.csv', gb, LIMITS))).toEqual([
      ['项目名称', '重点'],
      ['“电池”', '在建'],
    ]);
    for (const separator of [',', ';', '\t', '|']) {
      const text =
        ['项目名称', '说明', '金额'].join(separator) +
        `\r\n"甲${separator}乙"${separator}"第一行\n第""二""行"${separator}3\r\n\r\n丙${separator}${separator}4`;
      for (const bytes of [
        Buffer.from(text),
        Buffer.from(`\ufeff${text}`),
        Buffer.from(`\ufeff${text}`, 'utf16le'),
      ]) {
        const rows = await rowsOf(await openTable('a.csv', bytes, LIMITS));
        expect(rows.map((row) => row.cells)).toEqual([
          ['项目名称', '说明', '金额'],
          [`甲${separator}乙`, '第一行\n第"二"行', '3'],
          ['丙', '', '4'],
        ]);
        expect(rows.map((row) => row.row)).toEqual([1, 2, 5]);
      }
    }
  });

  test('any table that is written with quotes is read back', async () => {
    const cell = fc.string({ maxLength: 8 }).map((text) => `${text}x`);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 9 }),
        async (rows) => {
          const text = rows
            .map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(','))
            .join('\r\n');
          expect(await cellsOf(openText(text, LIMITS))).toEqual(rows);
        },
      ),
    );
  });

  test('a quote that never closes, an old workbook and an unknown encoding are told', async () => {
    expect(await code(rowsOf(openText('a,b\n"c,d', LIMITS)))).toBe('table_unreadable');
    expect(await code(openTable('a.xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'), LIMITS))).toBe(
      'table_unreadable',
    );
  });
});
