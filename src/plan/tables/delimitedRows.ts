// CSV, TSV and what is copied out of Excel or WPS: rows of cells with the line that each begins on. RFC 4180, with the separator found by itself. Pure.
import type { TableRow } from './sheetXml.ts';

const SEPARATORS = ['\t', ',', ';', '；', '，', '|'] as const;

/** The one that cuts the first lines into the most cells, evenly; a comma where none does. Quoted text does not count. */
export function separatorOf(text: string): string {
  const lines = text
    .slice(0, 64_000)
    .replaceAll(/"(?:[^"]|"")*"/g, 'q')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, 20);
  let best = { separator: ',', cells: 0 };
  for (const separator of SEPARATORS) {
    const counts = lines.map((line) => line.split(separator).length - 1).toSorted((a, b) => a - b);
    // Titles above the head hold no separator: the better half tells.
    const cells = counts[Math.ceil(counts.length / 2) - (counts.length % 2 === 0 ? 0 : 1)] ?? 0;
    if (cells > best.cells) best = { separator, cells };
  }
  return best.separator;
}

/** Line of a quote that is never closed. */
export class OpenQuote {
  readonly line: number;
  constructor(line: number) {
    this.line = line;
  }
}

/** Batches of rows; blank ones are left out. Ends with an OpenQuote where the text ends within a quoted cell. */
export function* delimitedRows(
  text: string,
  separator = separatorOf(text),
): Generator<readonly TableRow[] | OpenQuote> {
  const BATCH = 2000;
  let batch: TableRow[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const begun = line;
    const cells: string[] = [];
    let filled = false;
    for (;;) {
      let cell: string;
      if (text[at] === '"') {
        const quoted = quotedCell(text, at, separator);
        if (quoted === undefined) {
          if (batch.length > 0) yield batch;
          yield new OpenQuote(line);
          return;
        }
        ({ cell, at } = quoted);
        line += quoted.lines;
      } else {
        const from = at;
        while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at++;
        cell = text.slice(from, at);
      }
      cells.push(cell);
      filled ||= cell.trim() !== '';
      if (text[at] !== separator || at >= text.length) break;
      at += 1;
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at += 2;
    else at += 1;
    line += 1;
    if (!filled) continue;
    while ((cells.at(-1) ?? 'x').trim() === '') cells.pop();
    batch.push({ row: begun, cells, hidden: false });
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** From the quote on; what follows the closing quote up to the separator is kept with it. Undefined when it never closes. */
function quotedCell(
  text: string,
  from: number,
  separator: string,
): { readonly cell: string; readonly at: number; readonly lines: number } | undefined {
  let at = from + 1;
  let cell = '';
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return undefined;
    cell += text.slice(at, quote);
    if (text[quote + 1] === '"') {
      cell += '"';
      at = quote + 2;
      continue;
    }
    at = quote + 1;
    break;
  }
  const lines = cell.split(/\r\n|\n|\r/).length - 1;
  const after = at;
  while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at++;
  return { cell: cell + text.slice(after, at), at, lines };
}
