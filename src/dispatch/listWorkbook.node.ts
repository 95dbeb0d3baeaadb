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
  const head = headOf({ title, choice, at }, rows.length);
  const sheet = book.addWorksheet(sheetName(head.name));
  for (const line of head.lines) sheet.addRow(line === '' ? [] : [line]);
  sheet.getRow(1).font = { bold: true, size: 14 };
  sheet.addRow(columns.map((column) => column.title)).font = { bold: true };
  for (const row of rows) sheet.addRow(columns.map((column) => cellOf(column.cell(row), column.isDecimal)));
  sheet.views = [{ state: 'frozen', ySplit: 6 }];
  sheet.autoFilter = { from: { row: 6, column: 1 }, to: { row: 6, column: Math.max(1, columns.length) } };
  columns.forEach(({ width }, place) => {
    const column = sheet.getColumn(place + 1);
    column.width = width ?? 18;
    column.alignment = { vertical: 'top', wrapText: true };
  });
  sheet.headerFooter.oddFooter = head.footer;
  return new Uint8Array(await book.xlsx.writeBuffer());
}

/** What stands above the columns, line by line, an empty one last; the name of the sheet; its footer. */
export function headOf(
  { title, choice, at }: Pick<ListSheet<never>, 'title' | 'choice' | 'at'>,
  count: number,
): { readonly name: string; readonly lines: readonly string[]; readonly footer: string } {
  const mark = at.city.simulated ? '模拟 ' : '';
  return {
    name: `${mark}${title}`,
    lines: [
      `${mark}${at.city.name} · ${title}`,
      `${at.planTitle}${choice === '' ? '' : ` · ${choice}`} · 共 ${count} 行`,
      `时点 ${asOfText(at)} · 按 ${at.knownOn} 已报（第 ${at.knownSeq} 条）`,
      `留痕头 ${at.head}`,
      '',
    ],
    footer: `${mark}&P/&N`,
  };
}

/** A title holds what people name things; a sheet of these letters, places or words is refused, and no list is lost for its name. */
export function sheetName(title: string): string {
  const name = title
    .replaceAll(/[[\]*?:/\\]/g, ' ')
    .slice(0, 31)
    .replaceAll(/^'|'$/g, ' ');
  return name.trim() === '' || /^history$/i.test(name) ? '清单' : name;
}

export function cellOf(value: string | null, isDecimal = false): string | number | null {
  if (value === null) return null;
  if (!isDecimal) return /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  const number = Number(value);
  return Number.isFinite(number) && Math.abs(number) < 2 ** 50 ? number : value;
}
