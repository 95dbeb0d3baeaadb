// The file of an import → records: CSV with a head (UTF-8 or GB18030), a JSON list, or JSON lines. What a record means is import.lines.ts's matter.
import type { JsonObject } from '../../kernel/json.ts';
import { Problem } from '../../kernel/problem.ts';
import { splitRows } from '../../plan/csvText.ts';
import { findGb18030List } from '../../plan/files.node.ts';
import { EVENT_NAMES, linesOfTable, type RawRecord, recordOf } from './import.lines.ts';

export const LINES_MAX = 50_000;

/** @throws Problem import_unreadable, import_head_missing, import_too_long */
export function readImport(name: string, bytes: Uint8Array): readonly RawRecord[] {
  const records = /\.jsonl?$/i.test(name) ? jsonRecords(name, utf8(name, bytes)) : tableRecords(name, bytes);
  if (records.length <= LINES_MAX) return records;
  throw new Problem({
    code: 'import_too_long',
    message: `${name} 有 ${records.length} 行，一次至多 ${LINES_MAX} 行`,
    kept: '没有写入任何事实',
    fix: '分成几份再导；先后不限，同一行再导不会重复',
    status: 413,
  });
}

function tableRecords(name: string, bytes: Uint8Array): readonly RawRecord[] {
  const text = (findGb18030List(bytes) ?? utf8(name, bytes)).replace(/^﻿/, '');
  const { rows, openQuote } = splitRows(text);
  if (openQuote !== undefined) throw unreadable(`${name} 第 ${openQuote} 行的引号没有配对`, '补上另一半引号');
  const { records, missing } = linesOfTable(rows);
  if (missing.length === 0) return records;
  throw new Problem({
    code: 'import_head_missing',
    message: `${name} 的表头缺${missing.join('、')}`,
    kept: '没有写入任何事实',
    fix: `第一行写列名：来源系统、办件编号、项目代码、事项名称、事件（${EVENT_NAMES.join('、')}）、时间`,
  });
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
