// Workbooks and lists as offices send them → rows of texts.
import ExcelJS from 'exceljs';
import { expect, test } from 'vitest';
import { readTable } from './table.node.ts';

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

test('what cannot be read is refused in words: an old .xls, a broken book, one that would unpack to gigabytes, too many rows', async () => {
  const codeOf = async (name: string, bytes: Uint8Array) =>
    readTable(name, bytes).then(
      () => '',
      (thrown: { code: string }) => thrown.code,
    );
  expect(await codeOf('旧.xls', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0))).toBe('table_unreadable');
  expect(await codeOf('坏.xlsx', Buffer.from('PK\u0003\u0004 broken'))).toBe('table_unreadable');
  const bomb = Buffer.alloc(100);
  bomb.write('PK\u0003\u0004', 0, 'latin1');
  bomb.writeUInt32LE(0x02014b50, 20);
  bomb.writeUInt32LE(0xf0000000, 44);
  expect(await codeOf('大.xlsx', bomb)).toBe('table_too_large');
  expect(await codeOf('长.csv', Buffer.from('a\n'.repeat(5001)))).toBe('table_too_large');
  expect(await codeOf('乱.csv', Uint8Array.of(0xff, 0xfe, 0x41, 0x00))).toBe('table_unreadable');
});
