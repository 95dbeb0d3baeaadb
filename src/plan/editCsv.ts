/**
 * Edits of elements in one CSV list: the row of a changed element is written anew, a removed one goes, an added one comes last; every other
 * row stays byte for byte. What the columns cannot hold is handed back, to be written as YAML.
 */
import type { Json, JsonObject } from '../kernel/json.ts';
import { readCsv, splitRows } from './csvText.ts';
import type { ElementEdit } from './edit.ts';
import { elementId, isJsonMap, parsedElement, sameJson } from './elements.ts';
import type { AnySection } from './section.ts';
import type { PlanFile } from './text.ts';

interface List {
  readonly header: readonly string[];
  readonly rows: readonly {
    readonly id: string;
    readonly from: number;
    readonly to: number;
    readonly text: string;
  }[];
}

/** The ids of the list's rows; undefined when the file is no list of the section. */
export function findCsvRows(file: PlanFile, key: string): readonly string[] | undefined {
  if (sectionOf(file.path) !== key) return undefined;
  return listOf(file.text).rows.map((row) => row.id);
}

export function applyCsvEdits(
  file: PlanFile,
  section: AnySection,
  edits: readonly ElementEdit[],
  added: readonly ElementEdit[],
): { readonly file: PlanFile; readonly unfit: readonly ElementEdit[] } {
  if (edits.length === 0 && added.length === 0) return { file, unfit: [] };
  const { header, rows } = listOf(file.text);
  const wanted = new Map(edits.map((edit) => [edit.element, edit]));
  const unfit: ElementEdit[] = [];
  const lineEnd = /\r\n/.test(file.text) ? '\r\n' : '\n';
  const line = (edit: ElementEdit): string | undefined => {
    const text = rowText(header, edit.value!, section, file.path);
    if (text === undefined) unfit.push(edit);
    return text;
  };
  let made = '';
  let at = 0;
  for (const { id, from, to, text } of rows) {
    const edit = wanted.get(id);
    if (edit === undefined || isSame(file, section, text, edit)) continue;
    const written = edit.value === undefined ? undefined : line(edit);
    made += file.text.slice(at, from);
    if (written !== undefined) made += written + (/\r?\n$/.exec(file.text.slice(from, to))?.[0] ?? '');
    at = to;
  }
  made += file.text.slice(at);
  for (const edit of added) {
    const written = line(edit);
    if (written !== undefined)
      made += (made === '' || made.endsWith('\n') ? '' : lineEnd) + written + lineEnd;
  }
  return { file: { path: file.path, text: made }, unfit };
}

function sectionOf(path: string): string | undefined {
  return path.slice(path.lastIndexOf('/') + 1).split('.')[0];
}

function listOf(text: string): List {
  const mark = text.startsWith('\uFEFF') ? 1 : 0;
  const { rows } = splitRows(text.slice(mark));
  const header = rows[0]?.cells ?? [];
  const idAt = header.findIndex((name) => name.split(':')[0] === 'id');
  return {
    header,
    rows: rows.slice(1).map((row) => ({
      id: row.cells[idAt] ?? '',
      from: row.from + mark,
      to: row.to + mark,
      text: text.slice(row.from + mark, row.to + mark),
    })),
  };
}

/** The element is in the row already: it keeps the spelling that it has. */
function isSame(file: PlanFile, section: AnySection, text: string, edit: ElementEdit): boolean {
  if (edit.value === undefined) return false;
  const [head = ''] = file.text.split('\n', 1);
  const standing = parsedRow(file.path, `${head}\n${text}`, section);
  return standing !== undefined && sameJson(standing, parsedElement(section, edit.value));
}

/** One row of cells, or undefined when reading it back does not give the element. */
function rowText(
  header: readonly string[],
  value: Json,
  section: AnySection,
  path: string,
): string | undefined {
  const parsed = parsedElement(section, value);
  if (parsed === undefined) return undefined;
  const cells = header.map((name) => cellText(valueAt(parsed, (name.split(':')[0] ?? '').split('.'))));
  const text = cells.join(',');
  return sameJson(parsedRow(path, `${header.join(',')}\n${text}`, section), parsed) ? text : undefined;
}

function parsedRow(path: string, text: string, section: AnySection): Json | undefined {
  const { list, issues } = readCsv(path, text.startsWith('\uFEFF') ? text.slice(1) : text);
  const item = (list.value as readonly Json[])[0];
  if (issues.length > 0 || item === undefined || elementId(item) === undefined) return undefined;
  return parsedElement(section, item);
}

function valueAt(value: Json, path: readonly string[]): Json | undefined {
  let at: Json | undefined = value;
  for (const step of path) {
    if (Array.isArray(at)) at = at[Number(step)];
    else at = isJsonMap(at) ? (at as JsonObject)[step] : undefined;
  }
  return at;
}

function cellText(value: Json | undefined): string {
  if (value === undefined || (typeof value === 'object' && value !== null)) return '';
  const text = String(value);
  return /[",\n\r]|^#/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
