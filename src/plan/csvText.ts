/**
 * One CSV file → the rows of a list (RFC 4180, UTF-8). Which list says the file's name: `units.villages.csv` holds rows
 * of the section `units`. Columns are named by the header; `memberships.0.tree` leads into a nested list, and a type
 * stands behind a colon (`bearsTasks:boolean`, `limitDays:integer`): without one a cell is text, so that no code ever
 * loses its leading zero. An empty cell is an absent field.
 */
import type { Issue } from '../kernel/issue.ts';
import type { Json } from '../kernel/json.ts';
import { type Located, locatedList, locatedMap } from './located.ts';

export interface CsvText {
  readonly section: string;
  readonly list: Located;
  readonly issues: readonly Issue[];
}

interface Column {
  readonly path: readonly string[];
  readonly type: 'text' | 'boolean' | 'integer';
}

export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
  /** Where the row begins and ends in the text, its line's end included. */
  readonly from: number;
  readonly to: number;
}

/** Codes: csv_quote, csv_header, csv_row, full_width. */
export function readCsv(file: string, text: string): CsvText {
  const issues: Issue[] = [];
  const section = file.slice(file.lastIndexOf('/') + 1).split('.')[0] ?? '';
  const report = (code: string, line: number, message: string, fix: string): void => {
    issues.push({ code, severity: 'error', file, line, path: section, message, fix });
  };
  const { rows, openQuote } = splitRows(text);
  if (openQuote !== undefined) {
    report('csv_quote', openQuote, '引号没有配对', '补上另一半引号；格内的引号写两个 ""');
    return { section, list: locatedList({ file, line: 1 }, []), issues };
  }
  const columns = readHeader(rows[0], report);
  const items: Located[] = [];
  if (columns !== undefined) {
    for (const row of rows.slice(1)) {
      if (row.cells.length !== columns.length) {
        const message = `这一行有 ${row.cells.length} 格，表头有 ${columns.length} 格`;
        report('csv_row', row.line, message, '补齐或删去多余的格；格内有逗号时加引号');
        continue;
      }
      items.push(readRow(file, row, columns, report));
    }
  }
  return { section, list: locatedList({ file, line: 1 }, items), issues };
}

type Report = (code: string, line: number, message: string, fix: string) => void;

function readHeader(row: CsvRow | undefined, report: Report): readonly Column[] | undefined {
  if (row === undefined) {
    report('csv_header', 1, '没有表头', '第一行写列名，例如 id,name');
    return undefined;
  }
  const columns: Column[] = [];
  const seen = new Set<string>();
  for (const cell of row.cells) {
    const found = /^([A-Za-z][\w]*(?:\.[\w]+)*)(?::(text|boolean|integer))?$/.exec(cell);
    if (found === null || found[1] === '__proto__' || seen.has(found[1]!)) {
      const message = seen.has(found?.[1] ?? '') ? `列“${cell}”写了两次` : `列名“${cell}”不认识`;
      report('csv_header', row.line, message, '列名用字段名（可带 .0. 和 :boolean、:integer），半角逗号分隔');
      return undefined;
    }
    seen.add(found[1]!);
    columns.push({ path: found[1]!.split('.'), type: (found[2] ?? 'text') as Column['type'] });
  }
  return columns;
}

/** A nested place while the row is being put together; maps with digits for keys become lists. */
type Nest = Map<string, Nest | Json>;

function readRow(file: string, row: CsvRow, columns: readonly Column[], report: Report): Located {
  const nest: Nest = new Map();
  for (let i = 0; i < columns.length; i++) {
    const cell = row.cells[i]!;
    if (cell === '') continue;
    const column = columns[i]!;
    let at = nest;
    for (const step of column.path.slice(0, -1)) {
      const next = at.get(step);
      if (next instanceof Map) at = next;
      else {
        const inner: Nest = new Map();
        at.set(step, inner);
        at = inner;
      }
    }
    at.set(column.path.at(-1)!, readCell(cell, column, row.line, report));
  }
  return locate(file, row.line, nest);
}

function readCell(cell: string, column: Column, line: number, report: Report): Json {
  const name = column.path.join('.');
  if (column.type === 'boolean') {
    if (cell === 'true' || cell === 'false') return cell === 'true';
    report('csv_row', line, `${name} 是“${cell}”，应是 true 或 false`, '写 true 或 false，或留空');
    return false;
  }
  if (column.type === 'integer') {
    if (/^-?(0|[1-9]\d{0,14})$/.test(cell)) return Number(cell);
    const code = /[０-９－]/.test(cell) ? 'full_width' : 'csv_row';
    report(code, line, `${name} 是“${cell}”，应是整数`, '只写半角数字');
    return 0;
  }
  return cell;
}

function locate(file: string, line: number, nest: Nest): Located {
  const keys = [...nest.keys()];
  const isList = keys.length > 0 && keys.every((key) => /^\d+$/.test(key));
  if (isList) {
    const items = keys
      .toSorted((a, b) => Number(a) - Number(b))
      .map((key) => member(file, line, nest.get(key)!));
    return locatedList({ file, line }, items);
  }
  const children = new Map<string, Located>();
  for (const [key, value] of nest) children.set(key, member(file, line, value));
  return locatedMap({ file, line }, children);
}

function member(file: string, line: number, value: Nest | Json): Located {
  return value instanceof Map ? locate(file, line, value) : { file, line, value };
}

/** Blank lines and lines that begin with # are left out; a row's line is the one it begins on. */
export function splitRows(text: string): { rows: readonly CsvRow[]; openQuote?: number } {
  const rows: CsvRow[] = [];
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const begin = line;
    const from = at;
    const cells: string[] = [];
    for (;;) {
      let cell = '';
      if (text[at] === '"') {
        at++;
        for (;;) {
          if (at >= text.length) return { rows, openQuote: begin };
          if (text[at] === '"' && text[at + 1] !== '"') break;
          if (text[at] === '"') at++;
          if (text[at] === '\n') line++;
          cell += text[at++];
        }
        at++;
      }
      while (at < text.length && text[at] !== ',' && text[at] !== '\n') cell += text[at++];
      cells.push(cell.replace(/\r$/, '').trim());
      if (text[at] !== ',') break;
      at++;
    }
    at++;
    line++;
    const blank = cells.length === 1 && cells[0] === '';
    if (!blank && !cells[0]!.startsWith('#'))
      rows.push({ line: begin, cells, from, to: Math.min(at, text.length) });
  }
  return { rows };
}
