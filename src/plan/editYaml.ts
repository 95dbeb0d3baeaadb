/**
 * Edits of elements in one YAML file. The library parses and says where each node stands; what changes is spliced into the text at those
 * places, so that every other byte stays. Values are compared as the section's schema reads them: a default that is not written stays unwritten.
 */
import {
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Json, JsonObject } from '../kernel/json.ts';
import type { ElementEdit } from './edit.ts';
import { identityOf, identityText, isJsonMap, isListed, parsedElement, sameJson, WHOLE } from './elements.ts';
import type { AnySection } from './section.ts';
import type { PlanFile } from './text.ts';
import { blockYaml, flowYaml, itemYaml, memberYaml, textYaml } from './writeYaml.ts';

interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Names of the section's elements in the file, in order, '' for one without; undefined when the file has no such section. */
export function findYamlElements(
  file: PlanFile,
  section: AnySection,
  nameOf: (item: Json) => string | undefined,
): readonly string[] | undefined {
  const value = findSection(file.text, section.key);
  if (value === undefined) return undefined;
  if (!isListed(section)) return [WHOLE];
  return isSeq(value) ? value.items.map((item) => nameOf(jsonOf(item as Node)) ?? '') : [];
}

/** Changes and removes what stands in the file (`names` as found) and appends what is added, each as its edit says. */
export function applyYamlEdits(
  file: PlanFile,
  section: AnySection,
  { names, edits }: { readonly names: readonly string[]; readonly edits: readonly ElementEdit[] },
  added: readonly ElementEdit[],
): PlanFile {
  if (edits.length === 0 && added.length === 0) return file;
  const node = findSection(file.text, section.key);
  if (node === undefined) return file;
  const change = new Change(file.text);
  if (isListed(section)) {
    if (isSeq(node)) editList(change, node, section, { names, edits, added });
  } else {
    const edit = edits.at(-1)!;
    if (edit.value === undefined) change.removePair(rootOf(file.text), section.key);
    else {
      const before = jsonOf(node);
      change.value(node, parsedElement(section, before) ?? before, wantedElement(section, edit.value));
    }
  }
  return { path: file.path, text: change.result() };
}

/** A section that the file does not have yet, at its end. */
export function appendSection(file: PlanFile, key: string, value: Json): PlanFile {
  const gap = file.text.endsWith('\n') ? '\n' : '\n\n';
  return { path: file.path, text: `${file.text}${gap}${memberYaml(key, value, 0)}` };
}

interface ListEdits {
  readonly names: readonly string[];
  readonly edits: readonly ElementEdit[];
  readonly added: readonly ElementEdit[];
}

function editList(
  change: Change,
  node: YAMLSeq,
  section: AnySection,
  { names, edits, added }: ListEdits,
): void {
  const wanted = new Map(edits.map((edit) => [edit.element, edit]));
  const before: Item[] = [];
  const after: Item[] = [];
  for (const [index, item] of node.items.entries()) {
    const raw = jsonOf(item as Node);
    const edit = wanted.get(names[index] ?? '');
    // Its place in the file tells an element from all others. What no edit names is the same value on both sides, and so is never looked into.
    const name = String(index);
    before.push({ name, value: edit === undefined ? raw : (parsedElement(section, raw) ?? raw) });
    if (edit === undefined) after.push({ name, value: raw });
    else if (edit.value !== undefined) after.push({ name, value: wantedElement(section, edit.value) });
  }
  // An added element is written as it was given: nobody writes defaults out.
  change.list(node, before, [
    ...after,
    ...added.map((edit) => ({ name: `+${edit.element}`, value: edit.value! })),
  ]);
}

/** As the schema reads it, without the defaults that were not given: what is left out is not to stand in the text. */
function wantedElement(section: AnySection, value: Json): Json {
  const parsed = parsedElement(section, value) ?? value;
  if (!isJsonMap(parsed) || !isJsonMap(value)) return parsed;
  return Object.fromEntries(Object.entries(parsed).filter(([name]) => name in value));
}

function rootOf(text: string): YAMLMap {
  return parseDocument(bare(text), OPTIONS).contents as YAMLMap;
}

function findSection(text: string, key: string): Node | undefined {
  // Most files of a plan have other sections: those are not parsed.
  if (!new RegExp(`^["']?${key}["']?\\s*:`, 'm').test(text)) return undefined;
  const root = parseDocument(bare(text), OPTIONS).contents;
  return isMap(root) ? ((root.get(key, true) as Node | undefined) ?? undefined) : undefined;
}

const OPTIONS = { version: '1.2', schema: 'core', prettyErrors: false, logLevel: 'silent' } as const;

/** Places are counted without the mark at the beginning. */
function bare(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** An item of a list with what tells it from the others. */
interface Item {
  readonly name: string;
  readonly value: Json;
}

class Change {
  private readonly text: string;
  private readonly mark: string;
  private readonly splices: Splice[] = [];

  constructor(text: string) {
    this.text = bare(text);
    this.mark = text.slice(0, text.length - this.text.length);
  }

  result(): string {
    const crlf = /\r\n/.test(this.text);
    const made = this.splices.map((splice) =>
      crlf ? { ...splice, text: splice.text.replaceAll(/\r?\n/g, '\r\n') } : splice,
    );
    return this.mark + spliced(this.text, 0, made);
  }

  /** The value of a node, from what it was to what it shall be. */
  value(node: Node, before: Json, after: Json): void {
    if (sameJson(before, after)) return;
    if (isMap(node) && isJsonMap(before) && isJsonMap(after)) this.map(node, before, after);
    else if (
      isSeq(node) &&
      Array.isArray(before) &&
      Array.isArray(after) &&
      before.length === node.items.length
    ) {
      const field = identityOf(before, after);
      const items = (list: readonly Json[]) =>
        list.map((value) => ({ name: identityText(value, field!), value }));
      if (field === undefined) this.replace(node, after);
      else this.list(node, items(before), items(after));
    } else this.replace(node, after);
  }

  /** Items are matched by name; in another order, the list is written anew. */
  list(node: YAMLSeq, before: readonly Item[], after: readonly Item[]): void {
    const wanted = new Map(after.map((item) => [item.name, item.value]));
    const standing = new Set(before.map((item) => item.name));
    const kept = before.filter((item) => wanted.has(item.name));
    const added = after.filter((item) => !standing.has(item.name)).map((item) => item.value);
    const order = [...kept.map((item) => item.name), ...after.slice(kept.length).map((item) => item.name)];
    const outline =
      node.flow === true || this.text.slice(this.lineStart(start(node)), start(node)).trim() === '';
    const isInOrder = after.every((item, index) => item.name === order[index]);
    if (kept.length === 0 || !outline || !isInOrder) {
      this.replace(
        node,
        after.map((item) => item.value),
      );
      return;
    }
    const items = node.items as Node[];
    const nodes = before.map(({ name, value }, index) => ({
      item: value,
      node: items[index]!,
      to: wanted.get(name),
    }));
    if (node.flow === true) {
      this.flow(
        node,
        nodes.map(({ item, node: at, to }) => ({
          from: start(at),
          to: end(at),
          change: to === undefined ? undefined : () => this.value(at, item, to),
        })),
        added.map(flowYaml),
      );
      return;
    }
    const indent = this.column(this.dash(items[0]!));
    for (const { item, node: at, to } of nodes) {
      if (to === undefined) this.cut(this.lineStart(this.dash(at)), this.lineEnd(end(at)));
      else this.value(at, item, to);
    }
    const pad = ' '.repeat(indent);
    this.insertLine(
      end(items.at(-1)!),
      added.map((item) => `${pad}- ${itemYaml(item, indent + 2)}`).join(''),
    );
  }

  removePair(map: YAMLMap, key: string): void {
    const before = jsonOf(map) as JsonObject;
    const { [key]: _gone, ...rest } = before;
    this.map(map, before, rest);
  }

  private map(node: YAMLMap, before: JsonObject, after: JsonObject): void {
    const pairs = node.items.map(({ key, value }) => ({
      key: key as Node,
      value: value as Node | null,
      name: nameOf(key as Node),
    }));
    const written = new Set(pairs.map((pair) => pair.name));
    // A default that was not written and is not changed stays unwritten.
    const added = Object.entries(after).filter(
      ([name, member]) => !written.has(name) && !sameJson(before[name], member),
    );
    const kept = pairs.filter((pair) => pair.name in after);
    if (kept.length === 0) {
      this.replace(node, after);
      return;
    }
    if (node.flow === true) {
      this.flow(
        node,
        pairs.map((pair) => ({
          from: start(pair.key),
          to: pair.value === null ? end(pair.key) : end(pair.value),
          change: pair.name in after ? () => this.member(pair, before, after) : undefined,
        })),
        added.map(([name, member]) => flowYaml({ [name]: member }).slice(1, -1)),
      );
      return;
    }
    const indent = this.column(start(pairs[0]!.key));
    for (const [index, pair] of pairs.entries()) {
      if (pair.name in after) {
        this.member(pair, before, after);
        continue;
      }
      const from = start(pair.key);
      const next = pairs[index + 1];
      const leads = this.text.slice(this.lineStart(from), from).trim() !== '';
      // The first member of a list's item shares its line with the dash, which stays.
      if (leads && next !== undefined) this.cut(from, start(next.key));
      else this.cut(this.lineStart(from), this.lineEnd(end(pair.value ?? pair.key)));
    }
    const last = pairs.at(-1)!;
    const pad = ' '.repeat(indent);
    this.insertLine(
      end(last.value ?? last.key),
      added.map(([name, member]) => pad + memberYaml(name, member, indent)).join(''),
    );
  }

  private member(
    pair: { key: Node; value: Node | null; name: string },
    before: JsonObject,
    after: JsonObject,
  ): void {
    const member = after[pair.name]!;
    if (pair.value === null || sameJson(before[pair.name], member)) return;
    this.value(pair.value, before[pair.name]!, member);
  }

  /** A flow collection whose items come or go is put together anew from the texts of those that stay. */
  private flow(
    node: YAMLMap | YAMLSeq,
    parts: readonly {
      readonly from: number;
      readonly to: number;
      readonly change: (() => void) | undefined;
    }[],
    added: readonly string[],
  ): void {
    if (added.length === 0 && parts.every((part) => part.change !== undefined)) {
      for (const part of parts) part.change?.();
      return;
    }
    const texts = parts.flatMap((part) => {
      if (part.change === undefined) return [];
      const outer = this.splices.splice(0);
      part.change();
      const own = this.splices.splice(0, this.splices.length, ...outer);
      return [spliced(this.text.slice(part.from, part.to), part.from, own)];
    });
    const [open, close] = isMap(node) ? ['{', '}'] : ['[', ']'];
    this.put(start(node), end(node), `${open}${[...texts, ...added].join(', ')}${close}`);
  }

  /** The whole value anew, in the form that it had. */
  private replace(node: Node, value: Json): void {
    const nested = typeof value === 'object' && value !== null;
    if (isScalar(node) || isFlow(node)) {
      const isBlockText = isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED');
      const text = nested ? flowYaml(value) : scalarYaml(node, value);
      this.put(start(node), end(node), isBlockText ? `${text}\n` : text);
      return;
    }
    const items = (node as YAMLMap | YAMLSeq).items;
    const first = isSeq(node) ? this.dash(items[0] as Node) : start(node);
    const indent = this.column(first);
    const block = nested && Object.keys(value).length > 0 ? blockYaml(value, indent).trim() : flowYaml(value);
    // A flow value at the margin would be taken for the next key.
    const pad = indent === 0 && block === flowYaml(value) ? '  ' : '';
    const ended = this.text[end(node) - 1] === '\n' ? '\n' : '';
    this.put(first, end(node), pad + block + ended);
  }

  private put(from: number, to: number, text: string): void {
    this.splices.push({ from, to, text });
  }

  private cut(from: number, to: number): void {
    this.put(from, to, '');
  }

  /** After the line on which `at` lies. */
  private insertLine(at: number, text: string): void {
    if (text === '') return;
    const to = this.lineEnd(at);
    const torn = to > 0 && this.text[to - 1] !== '\n';
    this.put(to, to, torn ? `\n${text.replace(/\n$/, '')}` : text);
  }

  /** Where the dash of a list's item stands. */
  private dash(item: Node): number {
    return this.text.lastIndexOf('-', start(item) - 1);
  }

  private column(at: number): number {
    return at - this.lineStart(at);
  }

  private lineStart(at: number): number {
    return this.text.lastIndexOf('\n', at - 1) + 1;
  }

  /** Past the end of the line; a text in a block ends with its line. */
  private lineEnd(at: number): number {
    if (at > 0 && this.text[at - 1] === '\n') return at;
    const found = this.text.indexOf('\n', at);
    return found < 0 ? this.text.length : found + 1;
  }
}

function spliced(text: string, offset: number, splices: readonly Splice[]): string {
  let made = '';
  let at = offset;
  for (const splice of splices.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    made += text.slice(at - offset, splice.from - offset) + splice.text;
    at = splice.to;
  }
  return made + text.slice(at - offset);
}

/** As the reader has it: a fraction is its own text, so that no float is made. */
function jsonOf(node: Node): Json {
  if (isMap(node)) {
    return Object.fromEntries(
      node.items.flatMap(({ key, value }) =>
        value === null ? [] : [[nameOf(key as Node), jsonOf(value as Node)]],
      ),
    ) as JsonObject;
  }
  if (isSeq(node)) return node.items.map((item) => jsonOf(item as Node));
  const { value, source, type } = node as Scalar;
  const isFraction = typeof value === 'number' && type === 'PLAIN' && !/^-?\d+$/.test(source ?? '');
  return isFraction ? (source ?? '') : ((value ?? '') as Json);
}

function start(node: Node): number {
  return node.range![0];
}

/** End of the last thing written of a node: what the library calls its end may lie lines further down. */
function end(node: Node): number {
  if (isScalar(node) || isFlow(node)) return node.range![1];
  const last = (node as YAMLMap | YAMLSeq).items.at(-1);
  if (last === undefined) return node.range![1];
  if (isSeq(node)) return end(last as Node);
  const { key, value } = last as { key: Node; value: Node | null };
  return end(value ?? key);
}

function isFlow(node: Node): boolean {
  return (isMap(node) || isSeq(node)) && node.flow === true;
}

function nameOf(key: Node): string {
  return isScalar(key) ? String((key as Scalar).source ?? (key as Scalar).value) : '';
}

/** A number that stood unquoted stays so, also where the schema made a text of it. */
function scalarYaml(node: Node, value: Json): string {
  const wasPlainNumber = isScalar(node) && node.type === 'PLAIN' && typeof node.value === 'number';
  if (wasPlainNumber && typeof value === 'string' && /^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(value))
    return value;
  return typeof value === 'string' ? textYaml(value) : String(value);
}
