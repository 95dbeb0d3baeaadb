// Any list as a workbook: its title, where it stands in time, the head of the ledger, the columns as seen. 模拟 is in the name of the sheet and in its first
// line for a simulated city. Decimals become numbers only where a number holds them exactly; a text that a spreadsheet would take for a formula stays a text.
import ExcelJS from 'exceljs';
import { asOfText, type Standing } from '../access/standing.ts';

export interface ListColumn<R> {
  readonly title: string;
  readonly width?: number;
  readonly isDecimal?: boolean;
  readonly cell: (row: R) => string | null;
}

export interface ListSheet<R> {
  readonly title: string;
  /** What was asked for: the filter in words. */
  readonly choice: string;
  readonly at: Standing;
  readonly columns: readonly ListColumn<R>[];
  readonly rows: readonly R[];
}

export async function listWorkbook<R>({
  title,
  choice,
  at,
  columns,
  rows,
}: ListSheet<R>): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook();
  const mark = at.city.simulated ? '模拟 ' : '';
  const sheet = book.addWorksheet(sheetName(`${mark}${title}`));
  sheet.addRow([`${mark}${at.city.name} · ${title}`]).font = { bold: true, size: 14 };
  sheet.addRow([`${at.planTitle}${choice === '' ? '' : ` · ${choice}`} · 共 ${rows.length} 行`]);
  sheet.addRow([`时点 ${asOfText(at)} · 按 ${at.knownOn} 已报（第 ${at.knownSeq} 条）`]);
  sheet.addRow([`留痕头 ${at.head}`]);
  sheet.addRow([]);
  sheet.addRow(columns.map((column) => column.title)).font = { bold: true };
  for (const row of rows)
    sheet.addRow(columns.map((column) => cell(column.cell(row), column.isDecimal === true)));
  sheet.views = [{ state: 'frozen', ySplit: 6 }];
  sheet.autoFilter = { from: { row: 6, column: 1 }, to: { row: 6, column: Math.max(1, columns.length) } };
  columns.forEach(({ width }, place) => {
    const column = sheet.getColumn(place + 1);
    column.width = width ?? 18;
    column.alignment = { vertical: 'top', wrapText: true };
  });
  sheet.headerFooter.oddFooter = `${mark}&P/&N`;
  return new Uint8Array(await book.xlsx.writeBuffer());
}

/** A title holds what people name things; a sheet of these letters, places or words is refused, and no list is lost for its name. */
function sheetName(title: string): string {
  const name = title
    .replaceAll(/[[\]*?:/\\]/g, ' ')
    .slice(0, 31)
    .replaceAll(/^'|'$/g, ' ');
  return name.trim() === '' || /^history$/i.test(name) ? '清单' : name;
}

function cell(value: string | null, isDecimal: boolean): string | number | null {
  if (value === null) return null;
  if (!isDecimal) return /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  const number = Number(value);
  return Number.isFinite(number) && Math.abs(number) < 2 ** 50 ? number : value;
}
