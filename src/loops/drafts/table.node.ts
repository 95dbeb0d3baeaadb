// A workbook or a list of an office → rows of texts. It reads what Excel, WPS and LibreOffice write, and CSV in UTF-8 or GB18030; what a cell means is
// not its matter (plan/breakdownTable.ts). A merged cell's text stands in every cell that it covers.
import ExcelJS from 'exceljs';
import { Problem } from '../../kernel/problem.ts';
import { splitRows } from '../../plan/csvText.ts';
import { findGb18030List } from '../../plan/files.node.ts';

export interface TableSheet {
  readonly name: string;
  readonly rows: readonly (readonly string[])[];
}

export const ROWS_MAX = 5000;
export const COLUMNS_MAX = 200;

/** The sheets that are not empty. Fails with `table_unreadable`, `table_too_large`. */
export async function readTable(name: string, bytes: Uint8Array): Promise<readonly TableSheet[]> {
  const isBook = bytes[0] === 0x50 && bytes[1] === 0x4b;
  if (!isBook && /\.xls[xm]?$/i.test(name)) {
    const fix = /\.xls$/i.test(name)
      ? '在 Excel 或 WPS 里另存为 .xlsx'
      : '在 Excel 或 WPS 里重新保存为 .xlsx';
    throw unreadable(`${name} 不是 .xlsx 工作簿`, fix);
  }
  const sheets = isBook ? await bookSheets(name, bytes) : [{ name, rows: listRows(name, bytes) }];
  for (const sheet of sheets) {
    if (sheet.rows.length <= ROWS_MAX && sheet.rows.every((row) => row.length <= COLUMNS_MAX)) continue;
    throw new Problem({
      code: 'table_too_large',
      message: `“${sheet.name}”超过 ${ROWS_MAX} 行或 ${COLUMNS_MAX} 列`,
      kept: '没有写入任何事实',
      fix: '删去空行空列，或分成几张表',
      status: 413,
    });
  }
  return sheets.filter((sheet) => sheet.rows.some((row) => row.some((cell) => cell.trim() !== '')));
}

async function bookSheets(name: string, bytes: Uint8Array): Promise<readonly TableSheet[]> {
  if (unpackedBytes(bytes) > UNPACKED_BYTES_MAX) {
    throw new Problem({
      code: 'table_too_large',
      message: `${name} 解开来超过 ${UNPACKED_BYTES_MAX / 1_000_000} MB`,
      kept: '没有写入任何事实',
      fix: '删去图片和别的工作表，只留任务分解表',
      status: 413,
    });
  }
  const book = new ExcelJS.Workbook();
  try {
    await book.xlsx.load(bytes.slice().buffer as ArrayBuffer);
  } catch {
    throw unreadable(`${name} 打不开：文件不完整，或有密码`, '去掉密码，重新保存为 .xlsx');
  }
  return book.worksheets
    .filter((sheet) => sheet.state === 'visible')
    .map((sheet) => {
      const rows: string[][] = [];
      sheet.eachRow({ includeEmpty: true }, (row, at) => {
        if (at > ROWS_MAX + 1) return;
        const cells: string[] = [];
        row.eachCell({ includeEmpty: true }, (cell, column) => {
          if (column <= COLUMNS_MAX + 1)
            cells[column - 1] = cellText(cell.isMerged ? cell.master.value : cell.value);
        });
        rows[at - 1] = Array.from(cells, (text) => text ?? '');
      });
      return { name: sheet.name, rows: Array.from(rows, (row) => row ?? []) };
    });
}

/** A workbook is a zip: a small file may unpack to more than the machine has. */
const UNPACKED_BYTES_MAX = 40_000_000;

/** The sum that the zip's directory tells. */
function unpackedBytes(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let sum = 0;
  for (let at = 0; at + 46 <= bytes.length; at++) {
    // Central directory file header (APPNOTE 4.3.12); the size unpacked stands 24 bytes on.
    if (bytes[at] !== 0x50 || view.getUint32(at, true) !== 0x02014b50) continue;
    sum += view.getUint32(at + 24, true);
  }
  return sum;
}

function cellText(value: ExcelJS.CellValue): string {
  if (value === null || value === undefined) return '';
  // A day has no zone: the reader gives it as midnight of Greenwich.
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (typeof value === 'number') return numberText(value);
  if (typeof value !== 'object') return String(value);
  if ('richText' in value) return value.richText.map((part) => part.text).join('');
  if ('result' in value) return cellText(value.result as ExcelJS.CellValue);
  if ('text' in value) return cellText(value.text as ExcelJS.CellValue);
  return '';
}

/** Fifteen digits are what a workbook keeps: 0.1+0.2 is the 0.3 that its author saw. */
function numberText(value: number): string {
  return String(Number(value.toPrecision(15)));
}

function listRows(name: string, bytes: Uint8Array): readonly (readonly string[])[] {
  const text = findGb18030List(bytes) ?? utf8(name, bytes);
  const [head = ''] = text.split('\n', 1);
  if (head.includes('\t')) return text.split(/\r?\n/).map((line) => line.split('\t'));
  const { rows, openQuote } = splitRows(text);
  if (openQuote !== undefined) throw unreadable(`${name} 第 ${openQuote} 行的引号没有配对`, '补上另一半引号');
  // Blank lines are left out by the reader: the rows keep the numbers of their lines.
  const table: string[][] = [];
  for (const row of rows) table[row.line - 1] = [...row.cells];
  return Array.from(table, (row) => row ?? []);
}

function utf8(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable(`${name} 看不出是什么编码`, '另存为 .xlsx，或 UTF-8 的 CSV');
  }
}

function unreadable(message: string, fix: string): Problem {
  return new Problem({ code: 'table_unreadable', message, kept: '没有写入任何事实', fix });
}
