/**
 * A table with one event a row → cases. Rows of one case need not stand together, so 16 bytes an event are held until the end (and 4 for each wanted event
 * attribute), beside the names. Text comes in pieces that end with a line's end or with the file. Delimiter: of , ; tab | the one that the first row has most of.
 * A row may leave out empty cells at its end; one with more cells than the header is an error, for then every column has slipped.
 */
import {
  CaseInHand,
  type CaseVisitor,
  IntColumn,
  type LogOptions,
  type LogReading,
  logBroken,
  logColumnUnknown,
  logEmpty,
  NumberColumn,
  TextNumbers,
} from './eventLog.ts';
import { type TimeReader, timeOfText } from './timeText.ts';

const CASE_NAMES = [
  'case:concept:name',
  'case',
  'case_id',
  'case id',
  'caseid',
  'trace',
  '案件编号',
  '案件',
  '项目编号',
  '办件编号',
  '编号',
];
const ACTIVITY_NAMES = [
  'concept:name',
  'activity',
  'activity_name',
  'event',
  'task',
  '活动',
  '环节',
  '事项',
  '节点',
];
const TIME_NAMES = [
  'time:timestamp',
  'timestamp',
  'time',
  'complete timestamp',
  'completetime',
  'complete_timestamp',
  'end_timestamp',
  'end_time',
  'endtime',
  'start_timestamp',
  'start timestamp',
  'start_time',
  'starttime',
  'date',
  'datetime',
  '时间',
  '发生时间',
  '办结时间',
  '完成时间',
  '日期',
];

interface Columns {
  readonly case: number;
  readonly activity: readonly number[];
  readonly time: number;
  readonly attributes: readonly number[];
  readonly values: readonly number[];
}

export class CsvLog {
  readonly #options: LogOptions;
  readonly #visit: CaseVisitor;
  readonly #readTime: TimeReader;
  #delimiter = 0;
  #width = 0;
  #columns: Columns | undefined;
  /** What is not a whole row yet, and the line it begins on. */
  #held = '';
  #line = 1;

  readonly #cases = new TextNumbers();
  readonly #activities = new TextNumbers();
  readonly #values = new TextNumbers();
  readonly #caseOf = new IntColumn();
  readonly #activityOf = new IntColumn();
  readonly #timeOf = new NumberColumn();
  readonly #valuesOf: readonly IntColumn[];
  readonly #attributesOf: (string | undefined)[][] = [];
  #withoutActivity = 0;
  #withoutCase = 0;
  #withoutTime = 0;

  constructor(options: LogOptions, visit: CaseVisitor, readTime: TimeReader = timeOfText) {
    this.#options = options;
    this.#visit = visit;
    this.#readTime = readTime;
    this.#valuesOf = (options.eventAttributes ?? []).map(() => new IntColumn());
  }

  /** Line that was reached, 1-based. */
  get line(): number {
    return this.#line;
  }

  /** Fails with `log_broken`, `log_column_unknown`. */
  push(text: string): void {
    this.#rows(this.#held + text, false);
  }

  /** Shows every case to the visitor, in the order of their first rows. Fails with `log_broken`, `log_column_unknown`, `log_empty`. */
  end(): LogReading {
    this.#rows(this.#held, true);
    if (this.#columns === undefined || this.#caseOf.length === 0) throw logEmpty();
    this.#showCases();
    return {
      format: 'csv',
      names: { activities: this.#activities.texts, values: this.#values.texts },
      cases: this.#cases.texts.length,
      events: this.#caseOf.length,
      eventsWithoutTime: this.#withoutTime,
      eventsWithoutActivity: this.#withoutActivity,
      eventsWithoutCase: this.#withoutCase,
      emptyCases: 0,
    };
  }

  /** Takes whole rows; keeps the rest. */
  #rows(text: string, isEnd: boolean): void {
    if (this.#delimiter === 0) {
      const first = text.indexOf('\n');
      if (first < 0 && !isEnd) {
        this.#held = text;
        return;
      }
      this.#delimiter = delimiterOf(first < 0 ? text : text.slice(0, first));
    }
    let at = 0;
    while (at < text.length) {
      const cells: string[] = [];
      const past = readRow(text, at, this.#delimiter, isEnd, cells);
      if (past < 0) {
        if (isEnd) throw logBroken(this.#line, '引号没有配对');
        break;
      }
      if (cells.length > 1 || cells[0] !== '') this.#row(cells);
      for (let n = at; n < past; n++) if (text.charCodeAt(n) === 10) this.#line++;
      at = past;
    }
    this.#held = text.slice(at);
  }

  #row(cells: readonly string[]): void {
    if (this.#columns === undefined) {
      this.#width = cells.length;
      this.#columns = findColumns(cells, this.#options);
      if (!this.#options.headless) return;
    }
    if (cells.length > this.#width)
      throw logBroken(this.#line, `这一行有 ${cells.length} 格，表头只有 ${this.#width} 格`);
    const columns = this.#columns;
    const id = cells[columns.case] ?? '';
    if (id === '') {
      this.#withoutCase++;
      return;
    }
    const label =
      columns.activity.length === 1
        ? (cells[columns.activity[0]!] ?? '')
        : columns.activity.map((column) => cells[column] ?? '').join('+');
    if (label === '' || (columns.activity.length > 1 && /^\++$/.test(label))) {
      this.#withoutActivity++;
      return;
    }
    const time = this.#readTime(cells[columns.time] ?? '', this.#options.offsetMinutes ?? 0);
    if (Number.isNaN(time)) this.#withoutTime++;
    const number = this.#cases.numberOf(id);
    this.#caseOf.push(number);
    this.#activityOf.push(this.#activities.numberOf(label));
    this.#timeOf.push(time);
    columns.values.forEach((column, n) => {
      const cell = cells[column] ?? '';
      this.#valuesOf[n]!.push(cell === '' ? -1 : this.#values.numberOf(cell));
    });
    if (columns.attributes.length > 0) this.#noteAttributes(number, columns.attributes, cells);
  }

  #noteAttributes(number: number, columns: readonly number[], cells: readonly string[]): void {
    this.#attributesOf[number] ??= columns.map(() => undefined);
    const kept = this.#attributesOf[number];
    columns.forEach((column, n) => {
      const cell = cells[column] ?? '';
      if (kept[n] === undefined && cell !== '') kept[n] = cell;
    });
  }

  #showCases(): void {
    const cases = this.#caseOf.view();
    const [activities, times] = [this.#activityOf.view(), this.#timeOf.view()];
    const values = this.#valuesOf.map((column) => column.view());
    const { order, offsets } = byCase(cases, this.#cases.texts.length);
    const names = { activities: this.#activities.texts, values: this.#values.texts };
    const inHand = new CaseInHand(names, this.#options.caseAttributes?.length ?? 0, values.length);
    const here = new Int32Array(values.length);
    for (let number = 0; number < this.#cases.texts.length; number++) {
      inHand.begin();
      inHand.id = this.#cases.texts[number]!;
      const attributes = this.#attributesOf[number];
      if (attributes) inHand.attributes = [...attributes];
      for (let at = offsets[number]!; at < offsets[number + 1]!; at++) {
        const event = order[at]!;
        for (let n = 0; n < values.length; n++) here[n] = values[n]![event]!;
        inHand.add(activities[event]!, times[event]!, here);
      }
      this.#visit(inHand.finish());
    }
  }
}

/** Events by case, in the order of the file within each: one counting sort. */
function byCase(cases: Int32Array, count: number): { order: Int32Array; offsets: Int32Array } {
  const offsets = new Int32Array(count + 1);
  for (const number of cases) offsets[number + 1]!++;
  for (let number = 0; number < count; number++) offsets[number + 1]! += offsets[number]!;
  const next = offsets.slice();
  const order = new Int32Array(cases.length);
  for (let event = 0; event < cases.length; event++) order[next[cases[event]!]!++] = event;
  return { order, offsets };
}

const DELIMITERS = [',', ';', '\t', '|'];

function delimiterOf(row: string): number {
  const counts = DELIMITERS.map((delimiter) => outsideQuotes(row).split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))]!.charCodeAt(0);
}

function outsideQuotes(row: string): string {
  return row.replace(/"[^"]*"/g, '');
}

/** Cells of the row that begins at `from`, trimmed; returns where the next one begins, −1 when the row is not whole yet. RFC 4180. */
function readRow(text: string, from: number, delimiter: number, isEnd: boolean, cells: string[]): number {
  let at = from;
  for (;;) {
    let cell = '';
    if (text.charCodeAt(at) === 34) {
      for (;;) {
        const close = text.indexOf('"', at + 1);
        if (close < 0) return -1;
        cell += text.slice(at + 1, close);
        at = close + 1;
        if (text.charCodeAt(at) !== 34) break;
        cell += '"';
      }
    }
    const start = at;
    let code = 0;
    for (; at < text.length; at++) {
      code = text.charCodeAt(at);
      if (code === delimiter || code === 10) break;
    }
    if (at >= text.length && !isEnd) return -1;
    cells.push((cell + text.slice(start, at)).trim());
    if (at >= text.length) return at;
    at++;
    if (code === 10) return at;
  }
}

/** Fails with `log_column_unknown`. */
function findColumns(header: readonly string[], options: LogOptions): Columns {
  const names = options.headless ? header.map((_, index) => String(index + 1)) : header;
  const lower = names.map((name) => name.toLowerCase());
  const named = (wanted: string, what: string): number => {
    const exact = names.indexOf(wanted);
    if (exact >= 0) return exact;
    const position = /^[1-9]\d{0,4}$/.test(wanted) ? Number(wanted) - 1 : -1;
    if (position >= 0 && position < names.length) return position;
    throw logColumnUnknown(what, wanted, names);
  };
  const usual = (wanted: string | undefined, candidates: readonly string[], what: string): number => {
    if (wanted !== undefined) return named(wanted, what);
    const found = candidates.map((candidate) => lower.indexOf(candidate)).find((index) => index >= 0);
    if (found !== undefined) return found;
    throw logColumnUnknown(what, candidates[0]!, names);
  };
  return {
    case: usual(options.case, CASE_NAMES, '案件 case'),
    activity: options.activity
      ? options.activity.map((key) => named(key, '活动 activity'))
      : [usual(undefined, ACTIVITY_NAMES, '活动 activity')],
    time: usual(options.time, TIME_NAMES, '时间 time'),
    // What XES says of a trace, a table says in columns that begin with `case:`.
    attributes: (options.caseAttributes ?? []).map((key) =>
      names.includes(`case:${key}`) ? names.indexOf(`case:${key}`) : named(key, '案件属性'),
    ),
    values: (options.eventAttributes ?? []).map((key) => named(key, '事件属性')),
  };
}
