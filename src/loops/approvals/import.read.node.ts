// The file of an import → records: a workbook or CSV with a head (read by plan/tables), a JSON list, or JSON lines. What a record means is import.lines.ts's matter.
import type { JsonObject } from '../../kernel/json.ts';
import { isProblem, Problem } from '../../kernel/problem.ts';
import { openTable } from '../../plan/tables/tableFile.node.ts';
import { EVENT_NAMES, linesOfTable, type RawRecord, recordOf } from './import.lines.ts';

export const LINES_MAX = 50_000;
const LIMITS = { rowsMax: LINES_MAX + 100, columnsMax: 200, unpackedBytesMax: 400_000_000 };

/** @throws Problem import_unreadable, import_head_missing, import_too_long */
export async function readImport(name: string, bytes: Uint8Array): Promise<readonly RawRecord[]> {
  const records = /\.jsonl?$/i.test(name)
    ? jsonRecords(name, utf8(name, bytes))
    : await tableRecords(name, bytes);
  if (records.length <= LINES_MAX) return records;
  throw tooLong(`${name} 有 ${records.length} 行，一次至多 ${LINES_MAX} 行`);
}

function tooLong(message: string): Problem {
  return new Problem({
    code: 'import_too_long',
    message,
    kept: '没有写入任何事实',
    fix: '分成几份再导；先后不限，同一行再导不会重复',
    status: 413,
  });
}

/** Rows above the head: titles, and who gave the list out. */
const HEAD_ROWS_MAX = 15;

/** The first visible sheet with a head; titles may stand above it. */
async function tableRecords(name: string, bytes: Uint8Array): Promise<readonly RawRecord[]> {
  let missing: readonly string[] | undefined;
  try {
    const table = await openTable(name, bytes, LIMITS);
    for (const [at, { hidden }] of table.sheets.entries()) {
      if (hidden) continue;
      const rows: { readonly line: number; readonly cells: readonly string[] }[] = [];
      for await (const batch of table.rows(at))
        for (const { row, cells } of batch) rows.push({ line: row, cells });
      for (let head = 0; head < Math.min(HEAD_ROWS_MAX, rows.length); head++) {
        const found = linesOfTable(rows.slice(head));
        if (found.missing.length === 0) return found.records;
        if (missing === undefined || found.missing.length < missing.length) missing = found.missing;
      }
    }
  } catch (error) {
    throw isProblem(error) ? ofImport(error, name) : error;
  }
  throw new Problem({
    code: 'import_head_missing',
    message: `${name} 的表头缺${(missing ?? ['办件编号', '事件', '时间']).join('、')}`,
    kept: '没有写入任何事实',
    fix: `写上列名：来源系统、办件编号、项目代码、事项名称、事件（${EVENT_NAMES.join('、')}）、时间`,
  });
}

/** A table that cannot be read, under this import's own codes. */
function ofImport({ code, message, fix, status }: Problem, name: string): Problem {
  const told = message.replace(/^文件/, `${name} `);
  if (code === 'table_too_large') return tooLong(told);
  return code === 'table_unreadable'
    ? unreadable(told, fix ?? '另存为 .xlsx，或 UTF-8 的 CSV')
    : new Problem({ code, message: told, fix, status });
}

function jsonRecords(name: string, text: string): readonly RawRecord[] {
  const lines = text.trimStart().startsWith('[')
    ? listOf(name, text).map((value, index) => ({ line: index + 1, value }))
    : text
        .split('\n')
        .flatMap((each, index) =>
          each.trim() === '' ? [] : [{ line: index + 1, value: parse(name, each, index + 1) }],
        );
  return lines.map(({ line, value }) => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return recordOf(line, value as JsonObject);
    throw unreadable(`${name} 第 ${line} 项不是一件事`, '每一项是一个对象：办件编号、事件、时间……');
  });
}

function listOf(name: string, text: string): readonly unknown[] {
  return parse(name, text, 1) as readonly unknown[];
}

function parse(name: string, text: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable(`${name} 第 ${line} 行不是 JSON`, '文件可能没有传完；重新导出');
  }
}

function utf8(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable(`${name} 看不出是什么编码`, '另存为 UTF-8');
  }
}

function unreadable(message: string, fix: string): Problem {
  return new Problem({ code: 'import_unreadable', message, kept: '没有写入任何事实', fix });
}
