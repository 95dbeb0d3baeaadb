/**
 * An event log as every reader of this room hands it on: case by case, each with its events in order. A case is shown to a visitor and forgotten, so
 * that what looks at a log decides itself what it keeps. Names (activities, attribute values) are numbered in the order of their first appearance.
 *
 * Rules, the same for every source:
 * - Order within a case: time, then the order of the file. Offsets are minded, so +01 and +02 compare as instants; of events at one instant the file decides.
 * - An event without a readable time stays where the file has it: right behind the event before it. Waits to and from it are unknown, not zero.
 * - An event without an activity, or a row without a case, is left out and counted in `LogReading`.
 * - In XES a trace is a case, whatever its name; in a table the rows with one case id are a case, wherever they stand.
 */
import { Problem } from '../kernel/problem.ts';

/** What of a log is wanted. Keys are XES attribute keys, or the columns of a table (by name, or by 1-based position). */
export interface LogOptions {
  /** The activity: one key, or several joined by '+' as XES classifiers are. XES: `concept:name`; a table: the column that is called so. */
  readonly activity?: readonly string[] | undefined;
  /** The time: `time:timestamp` unless told. */
  readonly time?: string | undefined;
  /** Table only: the case. */
  readonly case?: string | undefined;
  /** Kept for each case; nothing else of it is. In a table the first non-empty cell of the case. */
  readonly caseAttributes?: readonly string[] | undefined;
  /** Kept for each event, as numbers of `LogNames.values`. */
  readonly eventAttributes?: readonly string[] | undefined;
  /** Table only: how times are written (timeText.ts); read by sight unless told. */
  readonly timeFormat?: string | undefined;
  /** Minutes that times without an offset are ahead of UTC; 0 unless told. */
  readonly offsetMinutes?: number | undefined;
  /** Table only: the first row is an event, and columns are told by position. */
  readonly headless?: boolean | undefined;
}

/** Names by number. Both lists grow while the log is read; a number never changes its name. */
export interface LogNames {
  readonly activities: readonly string[];
  /** Values of the wanted event attributes, all in one list. */
  readonly values: readonly string[];
}

/** One case. The arrays are the reader's own and are overwritten by the next case: copy what is kept. Only the first `length` entries mean something. */
export interface LogCase {
  /** The case's name: XES `concept:name` of the trace, or `#n` (1-based) where it has none. Not always unique in XES. */
  readonly id: string;
  readonly length: number;
  /** Numbers of `names.activities`. */
  readonly activities: Int32Array;
  /** Milliseconds since 1970 UTC; NaN where the event has no readable time. */
  readonly timesMs: Float64Array;
  /** In the order of `caseAttributes`; undefined where the case has none. */
  readonly attributes: readonly (string | undefined)[];
  /** One array a wanted event attribute; numbers of `names.values`, −1 where the event has none. */
  readonly eventAttributes: readonly Int32Array[];
  readonly names: LogNames;
}

export type CaseVisitor = (one: LogCase) => void;

/** What was read, and what was left out. */
export interface LogReading {
  readonly format: 'xes' | 'csv' | 'ledger';
  readonly names: LogNames;
  readonly cases: number;
  readonly events: number;
  readonly eventsWithoutTime: number;
  readonly eventsWithoutActivity: number;
  /** Rows of a table without a case id; XES events outside a trace. */
  readonly eventsWithoutCase: number;
  /** Cases of which no event was left, or that never had one. They are not shown to the visitor. */
  readonly emptyCases: number;
}

/** The whole log, column by column, for what must look at it more than once: 12 bytes an event and 4 for each event attribute. */
export interface EventLog {
  readonly names: LogNames;
  readonly caseIds: readonly string[];
  /** Case n has the events from `offsets[n]` up to, not including, `offsets[n + 1]`. */
  readonly offsets: Int32Array;
  readonly activities: Int32Array;
  readonly timesMs: Float64Array;
  /** By case, in the order of `caseAttributes`. */
  readonly attributes: readonly (readonly (string | undefined)[])[];
  readonly eventAttributes: readonly Int32Array[];
}

/** A visitor that keeps everything: `const kept = keepLog(); await readEventLog(path, options, kept.visit); kept.log()`. */
export function keepLog(): { readonly visit: CaseVisitor; log(): EventLog } {
  const activities = new IntColumn();
  const times = new NumberColumn();
  const values: IntColumn[] = [];
  const caseIds: string[] = [];
  const attributes: (readonly (string | undefined)[])[] = [];
  const offsets: number[] = [0];
  let names: LogNames = { activities: [], values: [] };
  return {
    visit(one) {
      names = one.names;
      caseIds.push(one.id);
      attributes.push([...one.attributes]);
      for (let at = 0; at < one.length; at++) {
        activities.push(one.activities[at]!);
        times.push(one.timesMs[at]!);
      }
      one.eventAttributes.forEach((column, index) => {
        values[index] ??= new IntColumn();
        const kept = values[index];
        for (let at = 0; at < one.length; at++) kept.push(column[at]!);
      });
      offsets.push(activities.length);
    },
    log: () => ({
      names,
      caseIds,
      offsets: Int32Array.from(offsets),
      activities: activities.view(),
      timesMs: times.view(),
      attributes,
      eventAttributes: values.map((column) => column.view()),
    }),
  };
}

/** A growing column of whole numbers. */
export class IntColumn {
  length = 0;
  #data = new Int32Array(64);
  push(value: number): void {
    if (this.length === this.#data.length) {
      const wider = new Int32Array(this.length * 2);
      wider.set(this.#data);
      this.#data = wider;
    }
    this.#data[this.length++] = value;
  }
  /** Shares the column's memory until it grows. */
  view(): Int32Array {
    return this.#data.subarray(0, this.length);
  }
}

/** A growing column of doubles. */
export class NumberColumn {
  length = 0;
  #data = new Float64Array(64);
  push(value: number): void {
    if (this.length === this.#data.length) {
      const wider = new Float64Array(this.length * 2);
      wider.set(this.#data);
      this.#data = wider;
    }
    this.#data[this.length++] = value;
  }
  view(): Float64Array {
    return this.#data.subarray(0, this.length);
  }
}

/**
 * The events of one case while it is read. `finish` puts them in order and returns what a visitor sees; the next `begin` overwrites it.
 * Most cases come in order already, and then nothing is moved.
 */
export class CaseInHand {
  readonly names: LogNames;
  id = '';
  length = 0;
  attributes: (string | undefined)[];
  #activities = new Int32Array(64);
  #times = new Float64Array(64);
  /** Sort keys: the time, or that of the event before it. */
  #keys = new Float64Array(64);
  #values: Int32Array[];
  #sorted = true;

  constructor(names: LogNames, caseAttributes: number, eventAttributes: number) {
    this.names = names;
    this.attributes = new Array(caseAttributes).fill(undefined);
    this.#values = Array.from({ length: eventAttributes }, () => new Int32Array(64));
  }

  begin(): void {
    this.id = '';
    this.length = 0;
    this.#sorted = true;
    this.attributes = this.attributes.map(() => undefined);
  }

  /** `timeMs` is NaN for an event without a time; `values` holds a number for each wanted event attribute. */
  add(activity: number, timeMs: number, values: Int32Array): void {
    const at = this.length;
    if (at === this.#activities.length) this.#grow();
    const before = at === 0 ? Number.NEGATIVE_INFINITY : this.#keys[at - 1]!;
    const key = Number.isNaN(timeMs) ? before : timeMs;
    this.#activities[at] = activity;
    this.#times[at] = timeMs;
    this.#keys[at] = key;
    for (let n = 0; n < this.#values.length; n++) this.#values[n]![at] = values[n]!;
    if (key < before) this.#sorted = false;
    this.length = at + 1;
  }

  finish(): LogCase {
    if (!this.#sorted) this.#sort();
    return {
      id: this.id,
      length: this.length,
      activities: this.#activities,
      timesMs: this.#times,
      attributes: this.attributes,
      eventAttributes: this.#values,
      names: this.names,
    };
  }

  #sort(): void {
    const keys = this.#keys;
    const order = Array.from({ length: this.length }, (_, at) => at);
    // Keys may be −∞ on both sides, whose difference is no number.
    order.sort((a, b) => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : a - b));
    const activities = order.map((at) => this.#activities[at]!);
    const times = order.map((at) => this.#times[at]!);
    this.#activities.set(activities);
    this.#times.set(times);
    for (const column of this.#values) column.set(order.map((at) => column[at]!));
  }

  #grow(): void {
    const size = this.#activities.length * 2;
    const wider = <T extends Int32Array | Float64Array>(made: T, old: T): T => {
      made.set(old);
      return made;
    };
    this.#activities = wider(new Int32Array(size), this.#activities);
    this.#times = wider(new Float64Array(size), this.#times);
    this.#keys = wider(new Float64Array(size), this.#keys);
    this.#values = this.#values.map((column) => wider(new Int32Array(size), column));
  }
}

/** Numbers for texts, in the order of their first appearance. */
export class TextNumbers {
  readonly texts: string[] = [];
  readonly #numbers = new Map<string, number>();
  numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.texts.length;
    this.texts.push(text);
    this.#numbers.set(text, number);
    return number;
  }
}

const NOTHING_DONE = '没有得出任何结果，文件没有改动。No result; the file is as it was.';

/** The text is not what its form promises: torn XML, a quote that never closes, bytes of no known encoding. */
export function logBroken(line: number, what: string): Problem {
  return new Problem({
    code: 'log_broken',
    message: `日志第 ${line} 行有错：${what}`,
    kept: NOTHING_DONE,
    fix: '文件可能没有传完，或被改坏；从来源重新导出。The file may be torn: export it again.',
    data: { line },
  });
}

export function logColumnUnknown(what: string, wanted: string, there: readonly string[]): Problem {
  const shown = there.slice(0, 40).join('、');
  return new Problem({
    code: 'log_column_unknown',
    message: `日志里没有“${wanted}”（${what}）。可用：${shown}${there.length > 40 ? ' …' : ''}。The log has no such column or key.`,
    kept: NOTHING_DONE,
    fix: '用 --case、--activity、--time 指明列名、属性名，或列的序号（从 1 起）。Name the column, the key or the position.',
    data: { wanted, there },
  });
}

export function logEmpty(): Problem {
  return new Problem({
    code: 'log_empty',
    message: '日志里没有一个事件。The log holds no event.',
    kept: NOTHING_DONE,
    fix: '核对文件和导出的条件。Check the file and what it was exported with.',
  });
}

export function logFormatUnknown(name: string): Problem {
  return new Problem({
    code: 'log_format_unknown',
    message: `${name} 不是事件日志：读得懂的是 XES（.xes、.xes.gz）和带表头的 CSV。Neither XES nor CSV.`,
    kept: NOTHING_DONE,
    fix: '从来源另存为 XES 或 CSV；Excel 工作簿先另存为 CSV。Export it as XES or CSV.',
  });
}
