// The XML of a workbook's parts, scanned for the few elements that hold cells. Not an XML parser: what it does not look for it steps over. Pure.
// Elements: ECMA-376 part 1, 18.3.1 (sheet data), 18.4 (shared strings), 18.8 (formats). Some writers put a prefix before every name (`<x:row>`).
import { type CellFormat, formatOf } from './cellFormat.ts';

/** Rows of a sheet as they stand in the file; a cell is the text its author sees. */
export interface TableRow {
  /** As the program that wrote the file numbers it, from 1. */
  readonly row: number;
  readonly cells: readonly string[];
  /** Filtered away or hidden by hand: the row is read all the same. */
  readonly hidden: boolean;
}

export interface CellBook {
  readonly shared: readonly string[];
  readonly formats: readonly CellFormat[];
  readonly date1904: boolean;
  readonly columnsMax: number;
}

/** The text of what stands between tags. */
export function xmlText(text: string): string {
  const plain = text.includes('<![CDATA[')
    ? text.replaceAll(/<!\[CDATA\[([\s\S]*?)\]\]>/g, (_, inner: string) => inner.replaceAll('&', '&amp;'))
    : text;
  const decoded = plain.includes('&') ? plain.replaceAll(ENTITY, entity) : plain;
  // ECMA-376 part 1, 22.9.2.19: characters that XML has no place for.
  return decoded.includes('_x')
    ? decoded.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      )
    : decoded;
}

const ENTITY = /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/g;
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function entity(whole: string, hex?: string, decimal?: string, name?: string): string {
  if (name !== undefined) return NAMED[name] ?? whole;
  const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : '';
}

export function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag);
  if (found === null) return undefined;
  return xmlText(found[1] ?? found[2] ?? '');
}

/** `x:` where the writer puts one before the names, else nothing. */
export function prefixOf(xml: string, root: string): string {
  return new RegExp(`<([A-Za-z0-9_]+:)?${root}[\\s>/]`).exec(xml)?.[1] ?? '';
}

/** Every element of that name: its opening tag, and what stands between it and its end. */
export function* elements(
  xml: string,
  name: string,
): Generator<{ readonly tag: string; readonly inner: string }> {
  const [open, close] = [`<${name}`, `</${name}>`];
  let at = 0;
  for (;;) {
    at = xml.indexOf(open, at);
    if (at < 0) return;
    const after = xml.charCodeAt(at + open.length);
    if (after > 32 && after !== GREATER && after !== SLASH) {
      at += open.length;
      continue;
    }
    const end = xml.indexOf('>', at);
    if (end < 0) return;
    const tag = xml.slice(at, end + 1);
    if (xml.charCodeAt(end - 1) === SLASH) {
      yield { tag, inner: '' };
      at = end + 1;
      continue;
    }
    const last = xml.indexOf(close, end);
    yield { tag, inner: xml.slice(end + 1, last < 0 ? xml.length : last) };
    at = last < 0 ? xml.length : last + close.length;
  }
}

const GREATER = 62;
const SLASH = 47;

/** Runs of rich text joined; what is there for the pronunciation (`rPh`) is no part of the text. */
export function stringItem(inner: string, prefix: string): string {
  if (inner.startsWith('<t>') && inner.indexOf('<', 3) === inner.length - 4)
    return xmlText(inner.slice(3, -4));
  const spoken = `<${prefix}rPh`;
  const bare = inner.includes(spoken)
    ? inner.replaceAll(new RegExp(`<${prefix}rPh[\\s>][\\s\\S]*?</${prefix}rPh>`, 'g'), '')
    : inner;
  // One run is the rule.
  const open = bare.indexOf(`<${prefix}t`);
  if (open < 0) return '';
  const from = bare.indexOf('>', open);
  const to = bare.indexOf(`</${prefix}t>`, from);
  if (to >= 0 && bare.indexOf(`<${prefix}t`, to) < 0) return xmlText(bare.slice(from + 1, to));
  let text = '';
  for (const run of elements(bare, `${prefix}t`)) text += xmlText(run.inner);
  return text;
}

/** By the place in `cellXfs` that a cell's `s` names. */
export function cellFormats(styles: string): readonly CellFormat[] {
  const prefix = prefixOf(styles, 'styleSheet');
  const codes = new Map<number, string>();
  for (const { tag } of elements(styles, `${prefix}numFmt`))
    codes.set(Number(attribute(tag, 'numFmtId')), attribute(tag, 'formatCode') ?? '');
  const [list] = elements(styles, `${prefix}cellXfs`);
  if (list === undefined) return [];
  return [...elements(list.inner, `${prefix}xf`)].map(({ tag }) => {
    const id = Number(attribute(tag, 'numFmtId') ?? 0);
    return formatOf(id, codes.get(id));
  });
}

/** A = 0, Z = 25, AA = 26; -1 where no letters stand. */
export function columnPlace(reference: string): number {
  let place = 0;
  for (let at = 0; at < reference.length && at < 3; at++) {
    const code = reference.charCodeAt(at) & ~32;
    if (code < 65 || code > 90) break;
    place = place * 26 + code - 64;
  }
  return place - 1;
}

export interface MergedRange {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** Ranges of the text behind the rows; a range that is none is left out. */
export function mergedRanges(xml: string): readonly MergedRange[] {
  const ranges: MergedRange[] = [];
  for (const [, reference = ''] of xml.matchAll(
    /<(?:[A-Za-z0-9_]+:)?mergeCell\s[^<>]*?ref\s*=\s*["']([^"']*)["']/g,
  )) {
    const ends = /^\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(reference);
    if (ends === null) continue;
    const [columns, rows] = [
      [columnPlace(ends[1] ?? ''), columnPlace(ends[3] ?? '')],
      [Number(ends[2]), Number(ends[4])],
    ];
    ranges.push({
      top: Math.min(...rows),
      bottom: Math.max(...rows),
      left: Math.min(...columns),
      right: Math.max(...columns),
    });
  }
  return ranges;
}
