// What XES (IEEE 1849-2016) and OCEL 2.0 ask of a log, in our own words, for tests: the grammars of their published schemas, and what the standards say beside them. Each
// finding is a sentence; none is a log that holds. Naive on purpose: nothing of the writers is used.
import { z } from 'zod';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
}

const TAG = /<(\/?)([\w.:-]+)((?:\s+[\w.:-]+="[^"<>]*")*)\s*(\/?)>|([^<]+)/gy;

/** Elements and their attributes, without texts: XES has none. Throws where it is not well-formed. */
function parse(text: string): Element {
  const root: Element = { name: '', attributes: {}, children: [] };
  const open = [root];
  const body = text.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\s*/, '');
  let end = 0;
  for (const match of body.matchAll(TAG)) {
    const [whole, closing, name = '', pairs = '', empty, between] = match;
    end = match.index + whole.length;
    if (between !== undefined) {
      if (between.trim() !== '') throw new Error(`text between elements: ${between.slice(0, 40)}`);
      continue;
    }
    if (closing === '/') {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes another element`);
      continue;
    }
    const attributes: Record<string, string> = {};
    for (const [, key = '', value = ''] of pairs.matchAll(/([\w.:-]+)="([^"]*)"/g)) {
      if (key in attributes) throw new Error(`${key} twice in <${name}>`);
      if (/&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)/.test(value)) throw new Error(`& in ${key}`);
      attributes[key] = value;
    }
    const element = { name, attributes, children: [] };
    open.at(-1)!.children.push(element);
    if (empty !== '/') open.push(element);
  }
  if (end !== body.length || open.length !== 1 || root.children.length !== 1)
    throw new Error('not one well-formed element');
  return root.children[0]!;
}

const VALUE: Readonly<Record<string, RegExp>> = {
  string: /^.*$/s,
  date: /^-?\d{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-](0\d|1[0-4]):[0-5]\d)?$/,
  int: /^[+-]?\d{1,19}$/,
  float: /^([+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|INF|-INF|NaN)$/,
  boolean: /^(true|false|0|1)$/,
  id: /^.*$/s,
};
const NAME = /^[\p{L}_:][\p{L}\p{N}_:.\-·]*$/u;
const NC_NAME = /^[\p{L}_][\p{L}\p{N}_.\-·]*$/u;
const TOKEN = /^(\S+( \S+)*)?$/;
/** What a log holds, in this order. */
const LOG_ORDER = [['extension'], ['global'], ['classifier'], Object.keys(VALUE), ['trace'], ['event']];

export function xesFindings(text: string): readonly string[] {
  const found = new Set<string>();
  const hold: Hold = (isSo, finding) => {
    if (!isSo) found.add(finding);
  };
  const log = parse(text);
  hold(log.name === 'log', 'the root is not a log');
  hold(DECIMAL.test(log.attributes['xes.version'] ?? ''), 'xes.version is no decimal');
  hold(TOKEN.test(log.attributes['xes.features'] ?? ''), 'xes.features is no token');
  let place = 0;
  for (const { name } of log.children) {
    const at = LOG_ORDER.findIndex((names) => names.includes(name));
    hold(at >= place, `<${name}> is out of order in the log`);
    place = Math.max(place, at);
  }
  const head = headOf(log, hold);
  holdKeys(attributesOf(log, hold), head, undefined, hold);
  for (const trace of log.children.filter(({ name }) => name === 'trace')) {
    holdKeys(attributesOf(trace, hold), head, 'trace', hold);
    const first = trace.children.findIndex(({ name }) => name === 'event');
    for (const [at, event] of trace.children.entries()) {
      const isEvent = event.name === 'event';
      hold(isEvent || (event.name in VALUE && (first < 0 || at < first)), `<${event.name}> in a trace`);
      if (isEvent) holdKeys(attributesOf(event, hold), head, 'event', hold);
    }
  }
  return [...found];
}

type Hold = (isSo: boolean, finding: string) => void;
type Keys = ReadonlyMap<string, string>;

interface Head {
  readonly prefixes: ReadonlySet<string>;
  readonly globals: Readonly<Record<string, Keys>>;
}

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;

/** Its own attributes: key → type. */
function attributesOf(element: Element, hold: Hold): Keys {
  const keys = new Map<string, string>();
  for (const { name, attributes, children } of element.children) {
    const form = VALUE[name];
    if (form === undefined) continue;
    const { key = '', value } = attributes;
    hold(NAME.test(key), `“${key}” is no name`);
    hold(!keys.has(key), `“${key}” twice in one <${element.name}>`);
    hold(value !== undefined && form.test(value), `“${value}” of ${key} is no ${name}`);
    hold(children.length === 0, `${key} is nested`);
    keys.set(key, name);
  }
  return keys;
}

function headOf(log: Element, hold: Hold): Head {
  const prefixes = new Set<string>();
  const globals: Record<string, Keys> = {};
  for (const element of log.children) {
    const { name, attributes } = element;
    if (name === 'extension') {
      const isNamed = NC_NAME.test(attributes.name ?? '') && NC_NAME.test(attributes.prefix ?? '');
      hold(isNamed, 'an extension without a name or prefix');
      hold(URL.canParse(attributes.uri ?? ''), 'an extension without an address');
      prefixes.add(attributes.prefix ?? '');
    }
    if (name === 'global') globals[attributes.scope ?? 'event'] = attributesOf(element, hold);
    if (name === 'classifier') {
      hold(NC_NAME.test(attributes.name ?? ''), 'a classifier without a name');
      for (const key of (attributes.keys ?? '').split(' '))
        hold(
          globals[attributes.scope ?? 'event']?.has(key) ?? false,
          `the classifier’s ${key} is not global`,
        );
    }
  }
  return { prefixes, globals };
}

/** What is global is there, in its type; what has a prefix is of an extension that is declared. */
function holdKeys(
  keys: Keys,
  { prefixes, globals }: Head,
  scope: 'trace' | 'event' | undefined,
  hold: Hold,
): void {
  for (const [key, type] of (scope && globals[scope]) ?? [])
    hold(keys.get(key) === type, `a ${scope} without the global ${key}`);
  for (const key of keys.keys()) {
    const [prefix = '', rest] = key.split(':');
    hold(rest === undefined || prefixes.has(prefix), `${key} is of no extension that is declared`);
  }
}

const Time = z.iso.datetime({ offset: true });
const TypeList = z.array(
  z.object({
    name: z.string().min(1),
    attributes: z.array(
      z.object({ name: z.string().min(1), type: z.enum(['string', 'time', 'integer', 'float', 'boolean']) }),
    ),
  }),
);
const Relations = z.array(z.object({ objectId: z.string(), qualifier: z.string().min(1) }));
const Value = z.union([z.string(), z.number(), z.boolean()]);
const Ocel = z.object({
  objectTypes: TypeList,
  eventTypes: TypeList,
  objects: z.array(
    z.object({
      id: z.string().min(1),
      type: z.string(),
      attributes: z.array(z.object({ name: z.string(), value: Value, time: Time })).optional(),
      relationships: Relations.optional(),
    }),
  ),
  events: z.array(
    z.object({
      id: z.string().min(1),
      type: z.string(),
      time: Time,
      attributes: z.array(z.object({ name: z.string(), value: Value })).optional(),
      relationships: Relations.optional(),
    }),
  ),
});

const TYPED: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  time: (value) => Time.safeParse(value).success,
  integer: (value) => Number.isInteger(Number(value)),
  float: (value) => Number.isFinite(Number(value)),
  boolean: (value) => [true, false, 'true', 'false'].includes(value as never),
};

/** Of the log as it is read back from its text. */
export function ocelFindings(text: string): readonly string[] {
  const parsed = Ocel.safeParse(JSON.parse(text));
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  const { objectTypes, eventTypes, objects, events } = parsed.data;
  const found: string[] = [];
  const once = (what: string, values: readonly string[]) => {
    if (new Set(values).size < values.length) found.push(`${what} twice`);
  };
  once(
    'an object type',
    objectTypes.map(({ name }) => name),
  );
  once(
    'an event type',
    eventTypes.map(({ name }) => name),
  );
  once(
    'an object id',
    objects.map(({ id }) => id),
  );
  once(
    'an event id',
    events.map(({ id }) => id),
  );
  const ids = new Set(objects.map(({ id }) => id));
  for (const [types, all] of [
    [objectTypes, objects],
    [eventTypes, events],
  ] as const)
    for (const { id, type, attributes = [], relationships = [] } of all) {
      const declared = types.find(({ name }) => name === type);
      if (declared === undefined) found.push(`${id} is of no declared type`);
      for (const { name, value } of attributes) {
        const kind = declared?.attributes.find((one) => one.name === name)?.type;
        if (kind === undefined) found.push(`${id}: ${name} is not declared`);
        else if (!TYPED[kind]!(value)) found.push(`${id}: ${name} is no ${kind}`);
      }
      once(
        `${id}: a relation`,
        relationships.map((one) => `${one.qualifier} ${one.objectId}`),
      );
      for (const { objectId } of relationships)
        if (!ids.has(objectId)) found.push(`${id}: no object ${objectId}`);
    }
  for (const { id, relationships = [] } of events)
    if (relationships.length === 0) found.push(`${id} is of no object`);
  return [...new Set(found)];
}
