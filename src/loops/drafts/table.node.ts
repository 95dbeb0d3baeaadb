// A workbook or a list of an office → rows of texts. It reads what Excel, WPS and LibreOffice write, and CSV in UTF-8 or GB18030; what a cell means is
// not its matter (plan/breakdownTable.ts). A merged cell's text stands in every cell that it covers.
import { inflateRawSync } from 'node:zlib';
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
  refuseBombs(name, bytes);
  const book = new ExcelJS.Workbook();
  try {
    // What is left out is written out cell by cell by the reader: a rule over a whole sheet is seventeen thousand million of them.
    await book.xlsx.load(bytes.slice().buffer as ArrayBuffer, {
      ignoreNodes: ['dataValidations', 'conditionalFormatting', 'extLst'],
    });
  } catch {
    throw unreadable(`${name} 打不开：文件不完整，或有密码`, '去掉密码，重新保存为 .xlsx');
  }
  return book.worksheets
    .filter((sheet) => sheet.state === 'visible')
    .map((sheet) => ({ name: sheet.name, rows: rowsOf(sheet) }));
}

/** Only cells that stand are looked at: a formatted row reaches to the sheet's end, and every cell asked for is made. */
function rowsOf(sheet: ExcelJS.Worksheet): readonly (readonly string[])[] {
  return Array.from({ length: Math.min(sheet.rowCount, ROWS_MAX + 1) }, (_, at) => {
    const cells: string[] = [];
    sheet.findRow(at + 1)?.eachCell((cell, column) => {
      const text = cellText(cell.isMerged ? cell.master.value : cell.value);
      // Empty cells at the end are formatting; one with a text beyond the limit is told by the row's length.
      if (text !== '') cells[Math.min(column, COLUMNS_MAX + 1) - 1] = text;
    });
    return Array.from(cells, (text) => text ?? '');
  });
}

/** A workbook is a zip: a small file may unpack to more than the machine has. */
const UNPACKED_BYTES_MAX = 40_000_000;
/** Cells that merged ranges may cover together: the reader makes every one of them. */
const MERGED_CELLS_MAX = 1_000_000;

/**
 * Unpacks every entry for itself, up to the limit: what the zip's directory tells of sizes is whatever its author wrote. Fails with
 * `table_too_large`, `table_unreadable` (an entry that is not where the directory says).
 */
function refuseBombs(name: string, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let left = UNPACKED_BYTES_MAX;
  let merged = 0;
  for (let at = 0; at + 46 <= bytes.length; at++) {
    // Central directory file header (APPNOTE 4.3.12): packed by 10 bytes on (0 not, 8 deflated; no other is read), size unpacked 24, place 42.
    if (bytes[at] !== 0x50 || view.getUint32(at, true) !== 0x02014b50) continue;
    const method = view.getUint16(at + 10, true);
    if (method !== 0 && method !== 8) continue;
    const told = view.getUint32(at + 24, true);
    if (told > left) throw tooMuch(name, `解开来超过 ${UNPACKED_BYTES_MAX / 1_000_000} MB`);
    const packed = packedAt(view, view.getUint32(at + 42, true));
    if (packed === undefined) throw unreadable(`${name} 打不开：文件不完整`, '重新保存为 .xlsx');
    const entry = method === 8 ? inflated(packed, left) : packed.subarray(0, told);
    if (entry === undefined) throw tooMuch(name, `解开来超过 ${UNPACKED_BYTES_MAX / 1_000_000} MB`);
    left -= entry.length;
    merged += mergedCells(entry);
    if (merged > MERGED_CELLS_MAX)
      throw tooMuch(name, `里合并的单元格超过 ${MERGED_CELLS_MAX / 10_000} 万个`);
  }
}

function tooMuch(name: string, what: string): Problem {
  return new Problem({
    code: 'table_too_large',
    message: `${name} ${what}`,
    kept: '没有写入任何事实',
    fix: '删去图片、别的工作表和整列的合并，只留任务分解表',
    status: 413,
  });
}

/** What follows an entry's local header (APPNOTE 4.3.7); undefined where there is none. */
function packedAt(view: DataView, at: number): Uint8Array | undefined {
  if (at + 30 > view.byteLength || view.getUint32(at, true) !== 0x04034b50) return undefined;
  const from = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength).subarray(from);
}

/** Undefined when it is larger than `most`; what is no deflated text is the reader's matter. */
function inflated(packed: Uint8Array, most: number): Uint8Array | undefined {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, most) });
  } catch (error) {
    return (error as { readonly code?: string }).code === 'ERR_BUFFER_TOO_LARGE'
      ? undefined
      : new Uint8Array();
  }
}

function mergedCells(xml: Uint8Array): number {
  const buffer = Buffer.from(xml.buffer, xml.byteOffset, xml.byteLength);
  if (!buffer.includes('mergeCell')) return 0;
  let sum = 0;
  for (const [range] of buffer.toString('latin1').matchAll(/<[^<>]*mergeCell\s[^<>]*/g)) {
    const ends = /ref\s*=\s*["']\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?["']/.exec(range);
    if (ends === null) return Number.POSITIVE_INFINITY;
    const [, left = '', top, right = left, bottom = top] = ends;
    sum += (1 + Math.abs(columnAt(right) - columnAt(left))) * (1 + Math.abs(Number(bottom) - Number(top)));
  }
  return sum;
}

/** A = 1, Z = 26, AA = 27. */
function columnAt(letters: string): number {
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
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
