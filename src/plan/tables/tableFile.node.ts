// A table as an office sends it, opened by what it is and not by what its name says: a workbook, or CSV/TSV in UTF-8 or GB18030. Rows come in batches.
import { isUtf8 } from 'node:buffer';
import type { Problem } from '../../kernel/problem.ts';
import { findGb18030 } from '../files.node.ts';
import { delimitedRows, OpenQuote, separatorOf } from './delimitedRows.ts';
import type { TableFile, TableLimits } from './table.ts';
import { openXlsx } from './xlsxRows.node.ts';
import { tooLarge, unreadable } from './zipParts.node.ts';

/** Fails with `table_unreadable`, `table_too_large`; the rows' generator with the same. */
export async function openTable(name: string, bytes: Uint8Array, limits: TableLimits): Promise<TableFile> {
  if (bytes.length === 0) throw unreadable('是空的', '选有内容的文件');
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return openXlsx(bytes, limits);
  // Compound files (MS-CFB): workbooks of before 2007, those of WPS in its own form, and those with a password.
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf) throw compoundFile(bytes);
  if (/\.(xls[xmb]?|et|ods)$/i.test(name) && !looksLikeText(bytes)) throw unreadable('不是 .xlsx 工作簿');
  const text = textOf(bytes);
  // What many systems give out as .xls: a web page, or the XML of Excel 2003.
  if (/^\ufeff?\s*<(!doctype|html|head|meta|table|\?xml|\?mso)/i.test(text.slice(0, 400)))
    throw unreadable(
      '是网页或 XML，只是名字叫 .xls',
      '在 Excel 或 WPS 里打开，另存为“Excel 工作簿(.xlsx)”再传',
    );
  return openText(text, limits);
}

const LOCKED = Buffer.from('EncryptedPackage', 'utf16le');

function compoundFile(bytes: Uint8Array): Problem {
  const isLocked = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(LOCKED);
  return isLocked
    ? unreadable('有打开密码', '在 Excel 或 WPS 里打开，去掉密码，另存后再传')
    : unreadable('是旧的 .xls 或 WPS 的 .et', '在 Excel 或 WPS 里打开，另存为“Excel 工作簿(.xlsx)”再传');
}

function looksLikeText(bytes: Uint8Array): boolean {
  return !bytes.subarray(0, 4096).includes(0);
}

function textOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (isUtf8(bytes)) return new TextDecoder('utf-8').decode(bytes);
  const text = findGb18030(bytes);
  if (text === undefined) throw unreadable('看不出是什么编码', '另存为 .xlsx，或 UTF-8 的 CSV');
  return text;
}

/** Text that is at hand: a CSV's, or cells that were copied. */
export function openText(text: string, { rowsMax, columnsMax }: TableLimits): TableFile {
  return {
    sheets: [{ name: '', hidden: false }],
    date1904: false,
    async *rows() {
      const separator = separatorOf(text);
      let count = 0;
      for (const batch of delimitedRows(text, separator)) {
        if (batch instanceof OpenQuote)
          throw unreadable(`第 ${batch.line} 行的引号没有配对`, '补上另一半引号；格内的引号写两个 ""');
        count += batch.length;
        if (count > rowsMax) throw tooLarge(`超过 ${rowsMax} 行`);
        const wide = batch.find((row) => row.cells.length > columnsMax);
        if (wide !== undefined) throw tooLarge(`第 ${wide.row} 行超过 ${columnsMax} 列`);
        yield batch;
      }
    },
  };
}
