// Workbooks and lists as offices send them → rows of texts.
import ExcelJS from 'exceljs';
import { expect, test } from 'vitest';
import { zipOf } from '../../plan/tables/tables.testing.node.ts';
import { COLUMNS_MAX, readTable } from './table.node.ts';

async function book(fill: (sheet: ExcelJS.Worksheet) => void): Promise<Uint8Array> {
  const made = new ExcelJS.Workbook();
  made.addWorksheet('空');
  fill(made.addWorksheet('表'));
  made.addWorksheet('藏着的', { state: 'hidden' }).addRow(['不读']);
  return new Uint8Array(await made.xlsx.writeBuffer());
}

test('a merged cell stands in each that it covers; dates, formulas, rich text and figures are what is seen', async () => {
  const bytes = await book((sheet) => {
    sheet.addRow(['任务', '分解', '', '时限']);
    sheet.mergeCells('B1:C1');
    sheet.getCell('A3').value = { richText: [{ text: '新建' }, { font: { bold: true }, text: '公路' }] };
    sheet.getCell('B3').value = 0.1 + 0.2;
    sheet.getCell('C3').value = { formula: 'B3*2', result: 1200 };
    sheet.getCell('D3').value = new Date('2021-11-30T00:00:00Z');
  });
  expect(await readTable('表.xlsx', bytes)).toEqual([
    { name: '表', rows: [['任务', '分解', '分解', '时限'], [], ['新建公路', '0.3', '1200', '2021-11-30']] },
  ]);
});

test('CSV keeps the numbers of its lines, also behind a blank one; a paste from Excel is parted by tabs', async () => {
  const text = '任务,牵头单位\n\n"甲,乙",市财政局\n';
  expect(await readTable('a.csv', Buffer.from(text))).toEqual([
    { name: 'a.csv', rows: [['任务', '牵头单位'], [], ['甲,乙', '市财政局']] },
  ]);
  expect((await readTable('a.csv', Buffer.from('任务\t单位\r\n甲\t乙')))[0]?.rows).toEqual([
    ['任务', '单位'],
    ['甲', '乙'],
  ]);
});

test('what cannot be read is refused in words: an old .xls, a broken book, too many rows, bytes of no encoding', async () => {
  const codeOf = async (name: string, bytes: Uint8Array) =>
    readTable(name, bytes).then(
      () => '',
      (thrown: { code: string }) => thrown.code,
    );
  expect(await codeOf('旧.xls', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0))).toBe('table_unreadable');
  expect(await codeOf('坏.xlsx', Buffer.from('PK\u0003\u0004 broken'))).toBe('table_unreadable');
  expect(await codeOf('长.csv', Buffer.from('a\n'.repeat(5001)))).toBe('table_too_large');
  expect(await codeOf('乱.csv', Uint8Array.of(0x81, 0xff, 0xff, 0x81))).toBe('table_unreadable');
});

test('a small book that would be made into a sheet full of cells is refused, or read for what stands in it', async () => {
  const read = async (sheet: string) =>
    readTable('表.xlsx', rawBook(sheet)).then(
      (sheets) => sheets.map((each) => each.rows),
      (thrown: { code: string }) => thrown.code,
    );
  const cell = (place: string, text: string) => `<c r="${place}" t="inlineStr"><is><t>${text}</t></is></c>`;
  const row = (at: number, more = '') => `<row r="${at}">${cell(`A${at}`, '任务')}${more}</row>`;
  const whole = 'A1:XFD1048576';
  expect(
    await read(
      `<sheetData>${row(1)}</sheetData><dataValidations count="1"><dataValidation type="list" sqref="${whole}"><formula1>"甲"</formula1></dataValidation></dataValidations>`,
    ),
  ).toEqual([[['任务']]]);
  expect(
    await read(
      `<sheetData>${row(1)}</sheetData><mergeCells count="1"><mergeCell ref="${whole}"/></mergeCells>`,
    ),
  ).toEqual([[Array.from({ length: COLUMNS_MAX }, () => '任务')]]);
  // An empty cell at the end of every row, as a formatted sheet has it; and one with a text there.
  const rows = (more: (at: number) => string) =>
    `<sheetData>${Array.from({ length: 5000 }, (_, index) => row(index + 1, more(index + 1))).join('')}</sheetData>`;
  expect(await read(rows((at) => `<c r="XFD${at}"/>`))).toEqual([
    Array.from({ length: 5000 }, () => ['任务']),
  ]);
  expect(await read(rows((at) => cell(`XFD${at}`, '远')))).toBe('table_too_large');
});

test('a small book that unpacks to more than the limit is refused, whatever its directory tells of sizes', async () => {
  const bytes = Buffer.from(rawBook(`<sheetData/>${' '.repeat(50_000_000)}`));
  expect(bytes.length).toBeLessThan(200_000);
  // Every header of the directory: 1000 bytes unpacked (APPNOTE 4.3.12).
  for (let at = bytes.indexOf('PK\u0001\u0002'); at >= 0; at = bytes.indexOf('PK\u0001\u0002', at + 1))
    bytes.writeUInt32LE(1000, at + 24);
  await expect(readTable('表.xlsx', bytes)).rejects.toMatchObject({ code: 'table_too_large' });
});

/** A workbook of one sheet, of whatever XML. */
function rawBook(sheet: string): Uint8Array {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
  const relation = (kind: string, target: string) =>
    `<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/${kind}" Target="${target}"/></Relationships>`;
  const files = [
    { path: '_rels/.rels', text: relation('officeDocument', 'xl/workbook.xml') },
    {
      path: 'xl/workbook.xml',
      text: `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    },
    { path: 'xl/_rels/workbook.xml.rels', text: relation('worksheet', 'worksheets/sheet1.xml') },
    { path: 'xl/worksheets/sheet1.xml', text: `<worksheet xmlns="${main}">${sheet}</worksheet>` },
  ];
  return zipOf(Object.fromEntries(files.map(({ path, text }) => [path, text])));
}
