// An .xlsx, read row by row whoever wrote it (Excel, WPS, LibreOffice, exceljs): no sheet stands whole in memory, and nothing is unpacked further than
// the limits. A merged cell's text stands in every cell that it covers. Why our own: docs/adr/0012.

import type { Problem } from '../../kernel/problem.ts';
import { RowScanner } from './rowScanner.node.ts';
import {
  attribute,
  type CellBook,
  cellFormats,
  elements,
  type MergedRange,
  mergedRanges,
  prefixOf,
  stringItem,
  type TableRow,
} from './sheetXml.ts';
import type { TableFile, TableLimits } from './table.ts';
import { tooLarge, UnpackBudget, unreadable, ZipParts } from './zipParts.node.ts';

const SHARED_BYTES_MAX = 80_000_000;
const SMALL_BYTES_MAX = 20_000_000;
const ROW_BYTES_MAX = 8_000_000;
const MERGES_MAX = 200_000;
const TAIL_MAX = 16_000_000;
const MERGES = 'mergeCells';

/** Fails with `table_unreadable`, `table_too_large`. */
export async function openXlsx(bytes: Uint8Array, limits: TableLimits): Promise<TableFile> {
  const budget = () => new UnpackBudget(limits.unpackedBytesMax);
  const whole = new ZipParts(bytes, budget());
  const { place, sheets, date1904 } = await readBook(whole);
  const merged = new Map<string, readonly MergedRange[]>();
  let book: CellBook | undefined;
  return {
    sheets: sheets.map(({ name, hidden }) => ({ name, hidden })),
    date1904,
    async *rows(at) {
      const sheet = sheets[at];
      if (sheet === undefined) throw unreadable('里没有这张工作表', '选有内容的工作表');
      const parts = whole.again(budget());
      book ??= await readCells(parts, place, { date1904, columnsMax: limits.columnsMax });
      const merges = merged.get(sheet.part) ?? (await readMerges(parts, sheet.part));
      merged.set(sheet.part, merges);
      yield* rowsOf(parts, sheet.part, { book, merges, limits });
    },
  };
}

async function readBook(parts: ZipParts) {
  const root = parts.has('_rels/.rels') ? await parts.text('_rels/.rels', SMALL_BYTES_MAX) : '';
  const main =
    relations(root)
      .find(({ type }) => type.endsWith('/officeDocument'))
      ?.target.replace(/^\//, '') ?? 'xl/workbook.xml';
  if (!parts.has(main)) throw otherArchive(parts);
  const place = main.slice(0, main.lastIndexOf('/') + 1);
  const book = await parts.text(main, SMALL_BYTES_MAX);
  const prefix = prefixOf(book, 'workbook');
  const name = main.slice(place.length);
  const links = parts.has(`${place}_rels/${name}.rels`)
    ? relations(await parts.text(`${place}_rels/${name}.rels`, SMALL_BYTES_MAX))
    : [];
  const [settings] = elements(book, `${prefix}workbookPr`);
  const sheets = [...elements(book, `${prefix}sheet`)].flatMap(({ tag }) => {
    const id = /\s(?:[A-Za-z0-9_]+:)?id\s*=\s*["']([^"']*)["']/.exec(tag)?.[1];
    const target = links.find((link) => link.id === id)?.target;
    if (target === undefined || /chartsheets|dialogsheets/.test(target)) return [];
    const part = target.startsWith('/') ? target.slice(1) : `${place}${target}`;
    const state = attribute(tag, 'state') ?? 'visible';
    return parts.has(part) ? [{ name: attribute(tag, 'name') ?? '', hidden: state !== 'visible', part }] : [];
  });
  if (sheets.length === 0) throw unreadable('里没有工作表');
  const dated = attribute(settings?.tag ?? '', 'date1904');
  return { place, sheets, date1904: dated === '1' || dated === 'true' };
}

/** An archive that is no workbook of Excel: said as what it is. */
function otherArchive(parts: ZipParts): Problem {
  if (parts.has('content.xml'))
    return unreadable(
      '是 LibreOffice 的 .ods',
      '在 LibreOffice 或 WPS 里打开，另存为“Excel 2007-365 (.xlsx)”再传',
    );
  if (parts.has('xl/workbook.bin'))
    return unreadable('是二进制的 .xlsb', '在 Excel 里打开，另存为“Excel 工作簿(.xlsx)”再传');
  if (parts.has('word/document.xml'))
    return unreadable('是 Word 文档', '把文档里的表格复制后粘贴到下面，或另存为 .xlsx');
  return unreadable('不是工作簿');
}

function relations(
  xml: string,
): readonly { readonly id: string; readonly type: string; readonly target: string }[] {
  const prefix = prefixOf(xml, 'Relationships');
  return [...elements(xml, `${prefix}Relationship`)].map(({ tag }) => ({
    id: attribute(tag, 'Id') ?? '',
    type: attribute(tag, 'Type') ?? '',
    target: (attribute(tag, 'Target') ?? '').replace(/^\.\//, ''),
  }));
}

async function readCells(
  parts: ZipParts,
  place: string,
  told: Pick<CellBook, 'date1904' | 'columnsMax'>,
): Promise<CellBook> {
  const [texts, styles] = [`${place}sharedStrings.xml`, `${place}styles.xml`];
  return {
    ...told,
    shared: parts.has(texts) ? await sharedTexts(parts, texts) : [],
    formats: parts.has(styles) ? cellFormats(await parts.text(styles, SMALL_BYTES_MAX)) : [],
  };
}

/** Item by item, so that the XML and its texts never stand in memory together. */
async function sharedTexts(parts: ZipParts, name: string): Promise<readonly string[]> {
  const decoder = new TextDecoder();
  const shared: string[] = [];
  let prefix: string | undefined;
  let rest = '';
  let bytes = 0;
  for await (const chunk of parts.chunks(name)) {
    bytes += chunk.length;
    if (bytes > SHARED_BYTES_MAX) throw tooLarge('里不同的文字太多');
    rest += decoder.decode(chunk, { stream: true });
    prefix ??= prefixOf(rest, 'sst');
    const close = `</${prefix}si>`;
    const cut = rest.lastIndexOf(close);
    if (cut < 0) continue;
    const whole = rest.slice(0, cut + close.length);
    rest = rest.slice(cut + close.length);
    for (const { inner } of elements(whole, `${prefix}si`)) shared.push(stringItem(inner, prefix));
  }
  return shared;
}

/** They stand behind the rows, so the sheet is unpacked once more: bytes only, without reading them. */
async function readMerges(parts: ZipParts, name: string): Promise<readonly MergedRange[]> {
  let tail: Buffer[] | undefined;
  let before = Buffer.alloc(0);
  let bytes = 0;
  for await (const chunk of parts.chunks(name)) {
    if (tail === undefined) {
      // The word may lie across two pieces.
      const seam = Buffer.concat([before, chunk.subarray(0, 16)]);
      if (seam.includes(MERGES)) tail = [seam.subarray(seam.indexOf(MERGES)), chunk.subarray(16)];
      else if (chunk.includes(MERGES)) tail = [chunk.subarray(chunk.indexOf(MERGES))];
      before = Buffer.from(chunk.subarray(-16));
    } else tail.push(chunk);
    bytes = tail === undefined ? 0 : bytes + chunk.length;
    if (bytes > TAIL_MAX) throw tooLarge('里合并的单元格太多');
  }
  if (tail === undefined) return [];
  const ranges = mergedRanges(Buffer.concat(tail).toString('latin1'));
  if (ranges.length > MERGES_MAX) throw tooLarge('里合并的单元格太多');
  return ranges.toSorted((a, b) => a.top - b.top);
}

async function* rowsOf(
  parts: ZipParts,
  name: string,
  {
    book,
    merges,
    limits,
  }: { readonly book: CellBook; readonly merges: readonly MergedRange[]; readonly limits: TableLimits },
): AsyncGenerator<readonly TableRow[]> {
  const scanner = new RowScanner(book);
  const cover = new MergedCover(merges, limits.columnsMax);
  let count = 0;
  for await (const chunk of parts.chunks(name)) {
    const scanned = scanner.take(chunk);
    const rows = (cover.isOver ? scanned : scanned.map((row) => cover.filled(row))).filter(
      ({ cells }) => cells.length > 0,
    );
    if (scanner.waiting > ROW_BYTES_MAX) throw tooLarge('里有一行太长');
    count += rows.length;
    if (count > limits.rowsMax) throw tooLarge(`超过 ${limits.rowsMax} 行`);
    const wide = rows.find((row) => row.cells.length > limits.columnsMax);
    if (wide !== undefined) throw tooLarge(`第 ${wide.row} 行超过 ${limits.columnsMax} 列`);
    if (rows.length > 0) yield rows;
  }
}

/** Merged ranges laid over the rows as these come by, from the top down. */
class MergedCover {
  private readonly waiting: readonly MergedRange[];
  private readonly columnsMax: number;
  private next = 0;
  private open: { readonly range: MergedRange; readonly text: string }[] = [];

  constructor(merges: readonly MergedRange[], columnsMax: number) {
    this.waiting = merges;
    this.columnsMax = columnsMax;
  }

  /** Nothing below is merged. */
  get isOver(): boolean {
    return this.open.length === 0 && this.next >= this.waiting.length;
  }

  filled(row: TableRow): TableRow {
    this.open = this.open.filter(({ range }) => range.bottom >= row.row);
    for (; this.next < this.waiting.length && this.waiting[this.next]!.top <= row.row; this.next++) {
      const range = this.waiting[this.next]!;
      const text = range.top === row.row ? (row.cells[range.left] ?? '') : '';
      if (text !== '') this.open.push({ range, text });
    }
    if (this.open.length === 0) return row;
    const cells = [...row.cells];
    for (const { range, text } of this.open) {
      for (let at = range.left; at <= Math.min(range.right, this.columnsMax - 1); at++) {
        while (cells.length < at) cells.push('');
        if ((cells[at] ?? '') === '') cells[at] = text;
      }
    }
    return { ...row, cells };
  }
}
