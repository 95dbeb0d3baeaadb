// The rows of a sheet out of its bytes, piece by piece. This runs once a cell of a hundred thousand rows: the bytes are looked at as a text of one byte a character,
// whose places are theirs, and only what a cell holds is decoded; a cell that says what the one above it says is not decoded again.
import { type CellFormat, shownNumber } from './cellFormat.ts';
import { attribute, type CellBook, columnPlace, stringItem, type TableRow, xmlText } from './sheetXml.ts';

const GREATER = 62;
const SLASH = 47;
const SPACE = 32;
const HIDDEN = /\shidden\s*=\s*["'](1|true)["']/;
const NO_BYTES = Buffer.alloc(0);
const NUMBER: CellFormat = { kind: 'number' };
/** Days that a list tells: a few hundred, a hundred thousand times. */
const SHOWN_MAX = 5000;

/** Takes the bytes of a sheet piece by piece and gives its rows. What stands before the first row and after the last is left to others. */
export class RowScanner {
  private rest: Buffer = NO_BYTES;
  private row = 0;
  private prefix: string | undefined;
  private readonly book: CellBook;
  private bytes: Buffer = NO_BYTES;
  private xml = '';
  private at = 0;
  /** Of the last row that had one, by column: what stood between the tags, the mark of its type and style, and the text that it is. */
  private readonly raws: string[] = [];
  private readonly marks: string[] = [];
  private readonly texts: string[] = [];
  private readonly shown = new Map<string, string>();

  constructor(book: CellBook) {
    this.book = book;
  }

  /** Bytes of the piece that is not yet a whole row. */
  get waiting(): number {
    return this.rest.length;
  }

  take(piece: Buffer): readonly TableRow[] {
    this.bytes = this.rest.length === 0 ? piece : Buffer.concat([this.rest, piece]);
    this.xml = this.bytes.toString('latin1');
    const { xml } = this;
    this.prefix ??=
      /<([A-Za-z0-9_]+:)?(?:worksheet|sheetData)[\s>/]/.exec(xml)?.[1] ??
      (xml.includes('<') ? '' : undefined);
    const prefix = this.prefix ?? '';
    const open = `<${prefix}row`;
    const close = `</${prefix}row>`;
    const rows: TableRow[] = [];
    // Looked for once a piece: within it every row that begins has its end.
    const whole = xml.lastIndexOf(close);
    let at = 0;
    for (;;) {
      const begin = xml.indexOf(open, at);
      if (begin < 0) break;
      const after = xml.charCodeAt(begin + open.length);
      if (after > SPACE && after !== GREATER && after !== SLASH) {
        // rowBreaks and the like.
        at = begin + open.length;
        continue;
      }
      const end = xml.indexOf('>', begin);
      if (end < 0) break;
      const empty = xml.charCodeAt(end - 1) === SLASH;
      if (!empty && end > whole) {
        at = begin;
        break;
      }
      this.number(begin + open.length, end);
      const hidden = xml.slice(begin, end).includes('hidden') && HIDDEN.test(xml.slice(begin, end));
      this.at = end + 1;
      rows.push({ row: this.row, cells: empty ? [] : this.cells(prefix, close), hidden });
      at = this.at;
    }
    // A piece may end within a tag: what is kept begins at the last `<` when no row is open.
    const kept = xml.startsWith(open, at) ? at : Math.min(xml.length, Math.max(at, xml.lastIndexOf('<')));
    // A copy: what is kept must not hold the whole piece.
    this.rest = kept >= this.bytes.length ? NO_BYTES : Buffer.from(this.bytes.subarray(kept));
    this.bytes = NO_BYTES;
    this.xml = '';
    return rows;
  }

  /** As the program that wrote the file numbers it; else the next one. */
  private number(from: number, end: number): void {
    const { xml } = this;
    let told = 0;
    if (xml.startsWith(' r="', from)) {
      let at = from + 4;
      for (let digit = xml.charCodeAt(at); digit >= 48 && digit <= 57; digit = xml.charCodeAt(++at))
        told = told * 10 + digit - 48;
    } else told = Number(attribute(xml.slice(from, end), 'r') ?? 0);
    this.row = Number.isSafeInteger(told) && told > this.row ? told : this.row + 1;
  }

  /** From `at` to the end of the row, which `at` then stands behind. */
  private cells(prefix: string, closeRow: string): string[] {
    const { xml } = this;
    const open = `<${prefix}c`;
    const close = `</${prefix}c>`;
    const plain = prefix === '';
    const cells: string[] = [];
    let { at } = this;
    let column = -1;
    for (;;) {
      at = xml.indexOf('<', at);
      // A row torn by a tag that has no end of its own.
      if (at < 0) {
        this.at = xml.length;
        return cells;
      }
      // With every writer known the next cell stands right behind the one before.
      if (!xml.startsWith(open, at)) {
        if (xml.startsWith(closeRow, at)) break;
        at += 1;
        continue;
      }
      let told = at + open.length;
      const after = xml.charCodeAt(told);
      if (after > SPACE && after !== GREATER && after !== SLASH) {
        at = told;
        continue;
      }
      let place = 0;
      // The reference comes first with every writer known; it is read in place.
      if (xml.startsWith(' r="', told)) {
        told += 4;
        for (let letter = xml.charCodeAt(told); letter >= 65 && letter <= 90; letter = xml.charCodeAt(++told))
          place = place * 26 + letter - 64;
        for (let digit = xml.charCodeAt(told); digit >= 48 && digit <= 57; digit = xml.charCodeAt(++told));
        told += 1;
      }
      const end = xml.charCodeAt(told) === GREATER ? told : this.endOfTag(told);
      const tag = told < end ? xml.slice(told, end) : '';
      column = place > 0 ? place - 1 : placeOf(tag, column);
      if (xml.charCodeAt(end - 1) === SLASH) {
        at = end + 1;
        continue;
      }
      let text: string;
      const value = end + 4;
      if (plain && xml.startsWith('<v>', end + 1)) {
        const next = xml.indexOf('<', value);
        const less = next < 0 ? xml.length : next;
        text = less === value ? '' : this.value(column, tag, value, less);
        at = xml.startsWith('</v></c>', less) ? less + 8 : this.behind(close, less, closeRow);
      } else {
        at = this.behind(close, end, closeRow);
        text = this.other(tag, this.bytes.toString('utf8', end + 1, at), prefix);
      }
      if (text !== '') {
        const shown = Math.min(column, this.book.columnsMax);
        while (cells.length < shown) cells.push('');
        cells[shown] = text;
      }
    }
    this.at = at + closeRow.length;
    return cells;
  }

  private endOfTag(from: number): number {
    const end = this.xml.indexOf('>', from);
    return end < 0 ? this.xml.length - 1 : end;
  }

  /** Behind the end of a cell; before the end of the row where the cell has none. */
  private behind(close: string, from: number, closeRow: string): number {
    const found = this.xml.indexOf(close, from);
    const told = this.xml.indexOf(closeRow, from);
    const row = told < 0 ? this.xml.length : told;
    return found < 0 || found > row ? row : found + close.length;
  }

  /** `<v>` alone: what nearly every cell is. */
  private value(column: number, tag: string, from: number, to: number): string {
    const { xml } = this;
    const before = this.raws[column];
    if (
      before !== undefined &&
      before.length === to - from &&
      this.marks[column] === tag &&
      xml.startsWith(before, from)
    )
      return this.texts[column] as string;
    const raw = xml.slice(from, to);
    const type = quickAttribute(tag, ' t="');
    const text =
      type === 's'
        ? (this.book.shared[Number(raw)] ?? '')
        : type === 'str'
          ? xmlText(this.bytes.toString('utf8', from, to))
          : this.typed(type, tag, raw);
    if (column < this.book.columnsMax) {
      this.raws[column] = raw;
      this.marks[column] = tag;
      this.texts[column] = text;
    }
    return text;
  }

  private other(tag: string, inner: string, prefix: string): string {
    const type = quickAttribute(tag, ' t="');
    if (type === 'inlineStr') return stringItem(bareItem(inner), prefix);
    const raw = rawValue(inner, prefix);
    if (raw === undefined) return inner.includes(`<${prefix}is`) ? stringItem(inner, prefix) : '';
    if (type === 's') return this.book.shared[Number(raw)] ?? '';
    if (type === 'str') return xmlText(raw);
    return this.typed(type, tag, raw);
  }

  /** What is no text: a truth, an error, a day as ISO 8601, or a number in its format. */
  private typed(type: string | undefined, tag: string, raw: string): string {
    if (type === 'b') return raw === '1' ? 'TRUE' : 'FALSE';
    if (type === 'e') return raw;
    if (type === 'd') return raw.replace(/T00:00:00(\.0+)?Z?$/, '').replace('T', ' ');
    const format = this.book.formats[Number(quickAttribute(tag, ' s="') ?? 0)] ?? NUMBER;
    if (format.kind === 'number') return shownNumber(raw, format, false);
    const key = `${format.kind} ${format.kind === 'unit' ? format.unit : ''} ${raw}`;
    const before = this.shown.get(key);
    if (before !== undefined) return before;
    const text = shownNumber(raw, format, this.book.date1904);
    if (this.shown.size < SHOWN_MAX) this.shown.set(key, text);
    return text;
  }
}

/** `<is>` around the one item of the cell. */
function bareItem(inner: string): string {
  const last = inner.lastIndexOf('</is>');
  return inner.startsWith('<is>') && last > 0 ? inner.slice(4, last) : inner;
}

/** As every writer known writes it; else the slow way. */
function quickAttribute(tag: string, lead: string): string | undefined {
  if (tag === '') return undefined;
  const at = tag.indexOf(lead);
  if (at < 0) return tag.includes("'") || tag.includes('\n') ? attribute(tag, lead.slice(1, -2)) : undefined;
  const from = at + lead.length;
  return tag.slice(from, tag.indexOf('"', from));
}

/** Of a cell whose reference does not come first, or that has none: then it is the next one. */
function placeOf(tag: string, before: number): number {
  const place = columnPlace(attribute(tag, 'r') ?? '');
  return place < 0 ? before + 1 : place;
}

function rawValue(inner: string, prefix: string): string | undefined {
  const open = inner.indexOf(`<${prefix}v`);
  if (open < 0) return undefined;
  const from = inner.indexOf('>', open) + 1;
  const to = inner.indexOf('<', from);
  return inner.slice(from, to < 0 ? inner.length : to);
}
