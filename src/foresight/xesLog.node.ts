// XES (IEEE 1849) as a stream of bytes → cases. Not an XML parser for everything: elements, attributes, comments, CDATA, processing instructions and a DOCTYPE
// without entities of its own; well-formedness is held by a stack. No string is made for what nobody asked for: names are numbered from their bytes. Measured on
// RTFM (185 MB, 561,470 events) against reading alone: docs/bench.md. Nested attributes, global defaults and log-level attributes are not looked at.

import type { Problem } from '../kernel/problem.ts';
import { ByteNames } from './byteNames.node.ts';
import {
  CaseInHand,
  type CaseVisitor,
  type LogOptions,
  type LogReading,
  logBroken,
  logColumnUnknown,
  logEmpty,
  logFormatUnknown,
} from './eventLog.ts';
import { timeOfBytes, timeOfText } from './timeText.ts';

/** One tag larger than this is no tag. */
const MAX_TAG_BYTES = 64 * 1024 * 1024;
/** Events of whole cases after which keys that nobody wants are no longer numbered. */
const KEYS_LISTED_FROM = 2000;
const decoder = new TextDecoder('utf-8', { fatal: true });

/** What an attribute of an event is wanted for, by the number of its key. */
interface Roles {
  /** Place within the activity's keys, −1 = none. */
  readonly activity: number;
  readonly isTime: boolean;
  /** Place within `eventAttributes`, −1 = none. */
  readonly value: number;
  /** Place within `caseAttributes`, −1 = none. */
  readonly attribute: number;
  readonly isCaseName: boolean;
}

export class XesLog {
  readonly #name: string;
  readonly #visit: CaseVisitor;
  readonly #options: LogOptions;
  readonly #activityKeys: readonly string[];
  readonly #timeKey: string;
  readonly #offsetMinutes: number;

  readonly #elements = new ByteNames();
  readonly #log = this.#elements.numberOfText('log');
  readonly #trace = this.#elements.numberOfText('trace');
  readonly #event = this.#elements.numberOfText('event');
  readonly #keys = new ByteNames();
  readonly #roles: Roles[] = [];
  /** 1 at the length in bytes of each key that is wanted of an event. */
  readonly #wantedLengths: Uint8Array;
  readonly #eventKeysSeen = new Set<number>();
  readonly #activities = new ByteNames();
  readonly #values = new ByteNames();
  readonly #case: CaseInHand;

  // Where we are.
  #work = new Uint8Array(1 << 20);
  #held = 0;
  #line = 1;
  #stack = new Int32Array(64);
  #depth = 0;
  #rootSeen = false;
  /** Depth of the open trace and event; 0 = none. */
  #traceDepth = 0;
  #eventDepth = 0;

  // The start tag in hand.
  #nameTo = 0;
  #keyFrom = 0;
  #keyTo = 0;
  #valueFrom = 0;
  #valueTo = 0;
  #escaped = false;
  #closed = false;

  // The event in hand.
  #activity = -1;
  #parts: (string | undefined)[];
  #time = Number.NaN;
  readonly #eventValues: Int32Array;

  #cases = 0;
  #events = 0;
  #withoutTime = 0;
  #withoutActivity = 0;
  #withoutCase = 0;
  #emptyCases = 0;

  constructor(name: string, options: LogOptions, visit: CaseVisitor) {
    this.#name = name;
    this.#options = options;
    this.#visit = visit;
    this.#activityKeys = options.activity ?? ['concept:name'];
    this.#timeKey = options.time ?? 'time:timestamp';
    this.#offsetMinutes = options.offsetMinutes ?? 0;
    const wantedKeys = [...this.#activityKeys, this.#timeKey, ...(options.eventAttributes ?? [])];
    const lengths = wantedKeys.map((key) => new TextEncoder().encode(key).length);
    this.#wantedLengths = new Uint8Array(Math.max(...lengths) + 1);
    for (const length of lengths) this.#wantedLengths[length] = 1;
    this.#parts = this.#activityKeys.map(() => undefined);
    const wanted = options.eventAttributes?.length ?? 0;
    this.#eventValues = new Int32Array(wanted).fill(-1);
    const names = { activities: this.#activities.texts, values: this.#values.texts };
    this.#case = new CaseInHand(names, options.caseAttributes?.length ?? 0, wanted);
  }

  /** Line that was reached, 1-based. */
  get line(): number {
    return this.#line;
  }

  /** Fails with `log_broken`, `log_format_unknown`. */
  push(chunk: Uint8Array): void {
    const end = this.#held + chunk.length;
    if (end > this.#work.length) {
      const wider = new Uint8Array(Math.max(end, this.#work.length * 2));
      wider.set(this.#work.subarray(0, this.#held));
      this.#work = wider;
    }
    this.#work.set(chunk, this.#held);
    const used = this.#scan(this.#work, end);
    this.#work.copyWithin(0, used, end);
    this.#held = end - used;
    if (this.#held > MAX_TAG_BYTES) throw logBroken(this.#line, '一个标记长得没有尽头');
  }

  /** Fails with `log_broken`, `log_format_unknown`, `log_column_unknown`, `log_empty`. */
  end(): LogReading {
    if (this.#held > 0 || this.#depth > 0) {
      const open = this.#depth > 0 ? `<${this.#elements.texts[this.#stack[this.#depth - 1]!]}>` : '标记';
      throw logBroken(this.#line, `文件到此为止，${open} 没有结束`);
    }
    if (!this.#rootSeen) throw logFormatUnknown(this.#name);
    if (this.#events === 0 && this.#withoutActivity > 0)
      throw logColumnUnknown('活动 activity', this.#activityKeys.join('+'), this.#eventKeys());
    if (this.#events === 0) throw logEmpty();
    if (this.#options.time !== undefined && !this.#eventKeys().includes(this.#timeKey))
      throw logColumnUnknown('时间 time', this.#timeKey, this.#eventKeys());
    return {
      format: 'xes',
      names: this.#case.names,
      cases: this.#cases,
      events: this.#events,
      eventsWithoutTime: this.#withoutTime,
      eventsWithoutActivity: this.#withoutActivity,
      eventsWithoutCase: this.#withoutCase,
      emptyCases: this.#emptyCases,
    };
  }

  #eventKeys(): string[] {
    return [...this.#eventKeysSeen].map((number) => this.#keys.texts[number]!);
  }

  /** Takes whole tags; returns where the first one begins that is not whole yet. */
  #scan(bytes: Uint8Array, end: number): number {
    let at = 0;
    for (;;) {
      let line = this.#line;
      let code = 0;
      let blank = true;
      for (; at < end; at++) {
        code = bytes[at]!;
        if (code === 60) break;
        if (code === 10) line++;
        else if (code > 32) blank = false;
      }
      this.#line = line;
      if (!blank && this.#depth === 0) this.#refuseText();
      if (at >= end - 1) return at;
      code = bytes[at + 1]!;
      const next =
        code === 47
          ? this.#endTag(bytes, at, end)
          : code === 33 || code === 63
            ? this.#markup(bytes, at, end)
            : this.#startTag(bytes, at, end);
      if (next < 0) return at;
      at = next;
    }
  }

  #refuseText(): never {
    throw this.#rootSeen ? logBroken(this.#line, '结尾之后还有文字') : logFormatUnknown(this.#name);
  }

  /** −1 when the tag is not whole yet. */
  #startTag(bytes: Uint8Array, from: number, end: number): number {
    let at = from + 1;
    let code = 0;
    let line = this.#line;
    for (; at < end; at++) {
      code = bytes[at]!;
      if (code <= 32 || code === 47 || code === 62) break;
    }
    this.#nameTo = at;
    this.#keyFrom = this.#valueFrom = -1;
    this.#escaped = false;
    for (;;) {
      for (; at < end; at++) {
        code = bytes[at]!;
        if (code > 32) break;
        if (code === 10) line++;
      }
      if (at >= end) return -1;
      if (code === 62 || code === 47) break;
      const nameFrom = at;
      for (; at < end; at++) {
        code = bytes[at]!;
        if (code <= 32 || (code >= 60 && code <= 62)) break;
      }
      const nameTo = at;
      at = pastBlank(bytes, at, end);
      if (at >= end) return -1;
      if (bytes[at] !== 61) throw logBroken(line, '属性没有等号');
      at = pastBlank(bytes, at + 1, end);
      if (at >= end) return -1;
      const quote = bytes[at]!;
      if (quote !== 34 && quote !== 39) throw logBroken(line, '属性的值没有引号');
      const valueFrom = ++at;
      let escaped = false;
      for (; at < end; at++) {
        code = bytes[at]!;
        if (code === quote) break;
        if (code === 38) escaped = true;
        else if (code === 10) line++;
        else if (code === 60) throw logBroken(line, '属性的引号没有配对');
      }
      if (at >= end) return -1;
      this.#noteAttribute(bytes, nameFrom, nameTo, valueFrom, at, escaped);
      at++;
    }
    this.#closed = code === 47;
    if (this.#closed) {
      if (++at >= end) return -1;
      if (bytes[at] !== 62) throw logBroken(line, '“/” 后面不是 “>”');
    }
    this.#line = line;
    this.#open(bytes, from);
    return at + 1;
  }

  #noteAttribute(
    b: Uint8Array,
    nameFrom: number,
    nameTo: number,
    from: number,
    to: number,
    escaped: boolean,
  ): void {
    const length = nameTo - nameFrom;
    if (length === 3 && b[nameFrom] === 107 && b[nameFrom + 1] === 101 && b[nameFrom + 2] === 121) {
      this.#keyFrom = from;
      this.#keyTo = to;
    } else if (length === 5 && b[nameFrom] === 118 && b[nameFrom + 1] === 97 && b[nameFrom + 4] === 101) {
      this.#valueFrom = from;
      this.#valueTo = to;
    } else return;
    if (escaped) this.#escaped = true;
  }

  #open(bytes: Uint8Array, from: number): void {
    if (this.#nameTo === from + 1) throw logBroken(this.#line, '“<” 后面没有名称');
    const depth = this.#depth;
    if (this.#closed && this.#eventDepth > 0) {
      // Nine tags of ten are these: opened and closed at once, so that their name need not be known.
      if (depth === this.#eventDepth && this.#keyFrom >= 0) this.#eventAttribute(bytes);
      return;
    }
    const element = this.#number(this.#elements, bytes, from + 1, this.#nameTo);
    if (depth === 0) {
      if (this.#rootSeen) throw logBroken(this.#line, '结尾之后还有内容');
      if (element !== this.#log) throw logFormatUnknown(this.#name);
      this.#rootSeen = true;
    } else if (this.#eventDepth > 0) {
      if (depth === this.#eventDepth && this.#keyFrom >= 0) this.#eventAttribute(bytes);
    } else if (this.#traceDepth > 0) {
      if (depth === this.#traceDepth) {
        if (element === this.#event) this.#beginEvent(depth + 1);
        else if (this.#keyFrom >= 0) this.#caseAttribute(bytes);
      }
    } else if (depth === 1) {
      if (element === this.#trace) {
        this.#traceDepth = 2;
        this.#case.begin();
      } else if (element === this.#event) this.#withoutCase++;
    }
    if (depth === this.#stack.length) {
      const wider = new Int32Array(depth * 2);
      wider.set(this.#stack);
      this.#stack = wider;
    }
    this.#stack[depth] = element;
    this.#depth = depth + 1;
    if (this.#closed) this.#close();
  }

  #close(): void {
    if (this.#depth === this.#eventDepth) this.#finishEvent();
    else if (this.#depth === this.#traceDepth) this.#finishCase();
    this.#depth--;
  }

  #endTag(bytes: Uint8Array, from: number, end: number): number {
    let at = from + 2;
    while (at < end && bytes[at]! > 32 && bytes[at] !== 62) at++;
    const to = at;
    while (at < end && bytes[at]! <= 32) at++;
    if (at >= end) return -1;
    const open = this.#depth > 0 ? this.#stack[this.#depth - 1]! : -1;
    const element = this.#number(this.#elements, bytes, from + 2, to);
    if (bytes[at] !== 62 || element !== open) {
      const expected = open < 0 ? '没有打开的标记' : `应为 </${this.#elements.texts[open]}>`;
      throw logBroken(this.#line, `</${this.#elements.texts[element]}> 对不上，${expected}`);
    }
    this.#close();
    return at + 1;
  }

  /** Comments, CDATA, processing instructions, DOCTYPE: passed over. */
  #markup(bytes: Uint8Array, from: number, end: number): number {
    if (end - from < 9) {
      // Too short to tell `<!--` from `<![CDATA[`; at the end of the file it stays open and is told there.
      const whole = bytes.subarray(from, end).indexOf(62);
      if (whole < 0 || bytes[from + 1] !== 63) return -1;
    }
    const closing =
      bytes[from + 1] === 63
        ? '?>'
        : isAt(bytes, from, '<!--')
          ? '-->'
          : isAt(bytes, from, '<![CDATA[')
            ? ']]>'
            : '>';
    const past = indexAfter(bytes, from + 2, end, closing);
    if (past < 0) return -1;
    if (closing === '>' && bytes.subarray(from, past).includes(91))
      throw logBroken(this.#line, 'DOCTYPE 里自带声明，不读');
    let line = this.#line;
    for (let at = from; at < past; at++) if (bytes[at] === 10) line++;
    this.#line = line;
    return past;
  }

  #beginEvent(depth: number): void {
    this.#eventDepth = depth;
    this.#activity = -1;
    this.#time = Number.NaN;
    this.#eventValues.fill(-1);
    if (this.#parts.length > 1) this.#parts.fill(undefined);
  }

  #finishEvent(): void {
    this.#eventDepth = 0;
    if (this.#parts.length > 1 && this.#parts.some((part) => part !== undefined))
      this.#activity = this.#activities.numberOfText(this.#parts.map((part) => part ?? '').join('+'));
    if (this.#activity < 0) {
      this.#withoutActivity++;
      return;
    }
    if (Number.isNaN(this.#time)) this.#withoutTime++;
    this.#case.add(this.#activity, this.#time, this.#eventValues);
  }

  #finishCase(): void {
    this.#traceDepth = 0;
    if (this.#case.length === 0) {
      this.#emptyCases++;
      return;
    }
    this.#cases++;
    this.#events += this.#case.length;
    if (this.#case.id === '') this.#case.id = `#${this.#cases + this.#emptyCases}`;
    this.#visit(this.#case.finish());
  }

  #eventAttribute(bytes: Uint8Array): void {
    // Once the keys of the log are known well enough to be told, one of another length than all that are wanted is passed over.
    const isListed = this.#events > KEYS_LISTED_FROM && !this.#escaped;
    if (isListed && this.#wantedLengths[this.#keyTo - this.#keyFrom] !== 1) return;
    const key = this.#number(this.#keys, bytes, this.#keyFrom, this.#keyTo);
    if (key >= this.#roles.length) this.#learnKey(key);
    const roles = this.#roles[key]!;
    if (!this.#eventKeysSeen.has(key)) this.#eventKeysSeen.add(key);
    if (this.#valueFrom < 0) return;
    if (roles.isTime) this.#time = this.#timeHere(bytes);
    if (roles.activity >= 0) {
      if (this.#parts.length > 1) this.#parts[roles.activity] = this.#textHere(bytes);
      else if (this.#valueTo > this.#valueFrom) this.#activity = this.#numberHere(this.#activities, bytes);
    }
    if (roles.value >= 0) this.#eventValues[roles.value] = this.#numberHere(this.#values, bytes);
  }

  #caseAttribute(bytes: Uint8Array): void {
    const key = this.#number(this.#keys, bytes, this.#keyFrom, this.#keyTo);
    if (key >= this.#roles.length) this.#learnKey(key);
    const { attribute, isCaseName } = this.#roles[key]!;
    if (this.#valueFrom < 0) return;
    if (isCaseName) this.#case.id = this.#textHere(bytes);
    if (attribute >= 0) this.#case.attributes[attribute] = this.#textHere(bytes);
  }

  #learnKey(key: number): void {
    const text = unescaped(this.#keys.texts[key]!);
    this.#roles[key] = {
      activity: this.#activityKeys.indexOf(text),
      isTime: text === this.#timeKey,
      value: (this.#options.eventAttributes ?? []).indexOf(text),
      attribute: (this.#options.caseAttributes ?? []).indexOf(text),
      isCaseName: text === 'concept:name',
    };
  }

  #timeHere(bytes: Uint8Array): number {
    const time = timeOfBytes(bytes, this.#valueFrom, this.#valueTo, this.#offsetMinutes);
    return Number.isNaN(time) ? timeOfText(this.#textHere(bytes), this.#offsetMinutes) : time;
  }

  #numberHere(names: ByteNames, bytes: Uint8Array): number {
    return this.#escaped
      ? names.numberOfText(this.#textHere(bytes))
      : this.#number(names, bytes, this.#valueFrom, this.#valueTo);
  }

  #textHere(bytes: Uint8Array): string {
    try {
      const text = decoder.decode(bytes.subarray(this.#valueFrom, this.#valueTo));
      return this.#escaped ? unescaped(text) : text;
    } catch {
      throw this.#notUtf8();
    }
  }

  #number(names: ByteNames, bytes: Uint8Array, from: number, to: number): number {
    try {
      return names.numberOf(bytes, from, to);
    } catch {
      throw this.#notUtf8();
    }
  }

  #notUtf8(): Problem {
    return logBroken(this.#line, '不是 UTF-8；编码不同的文件须在第一行声明 encoding');
  }
}

function pastBlank(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at]! <= 32) at++;
  return at;
}

function isAt(bytes: Uint8Array, from: number, text: string): boolean {
  for (let n = 0; n < text.length; n++) if (bytes[from + n] !== text.charCodeAt(n)) return false;
  return true;
}

/** Where the text has ended; −1 when it is not there before `end`. */
function indexAfter(bytes: Uint8Array, from: number, end: number, text: string): number {
  for (let at = from; at <= end - text.length; at++) {
    if (bytes[at] === text.charCodeAt(0) && isAt(bytes, at, text)) return at + text.length;
  }
  return -1;
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The five entities of XML and character references; anything else stays as it is written. */
function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w+));/g, (whole, hex, decimal, name) => {
    if (name !== undefined) return NAMED[name as string] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex as string, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
