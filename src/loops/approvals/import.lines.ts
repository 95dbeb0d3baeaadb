// What an approving system exports, one event a line, read into commands of this loop. Pure: texts in, lines out, each with its command or with what is
// unclear. Columns and names of events may be Chinese or English; a time is read by its shape and kept as it was written.
import { dateInZone, instantOf } from '../../kernel/instant.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { isDate, type PlainDate } from '../../kernel/plainDate.ts';

export interface LineProblem {
  readonly code: string;
  readonly message: string;
}

/** A line whose shape is clear; what it is about is looked up by import.plan.ts. */
export interface EventLine {
  readonly line: number;
  readonly system: string;
  readonly application: string;
  readonly command: string;
  /** What the source calls the event: its own id, or the kind (and the time, where a kind comes again). */
  readonly event: string;
  readonly occurredOn: PlainDate;
  readonly at: string;
  /** Fields by their English names. */
  readonly fields: Readonly<Record<string, string>>;
}

export interface UnclearLine {
  readonly line: number;
  readonly application: string;
  readonly problem: LineProblem;
}

const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  system: ['来源系统', '来源', 'source'],
  application: ['办件编号', '办件号', '申办流水号', 'externalId'],
  eventId: ['事件编号', '环节编号'],
  event: ['事件', '环节', '办理环节'],
  time: ['时间', '办理时间', '发生时间', '日期', 'occurredOn'],
  project: ['项目编号'],
  projectCode: ['项目代码', '投资项目代码'],
  item: ['事项编号'],
  itemCode: ['事项编码', '实施编码'],
  itemName: ['事项名称', '事项'],
  kind: ['办理方式'],
  creditCode: ['统一社会信用代码', '信用代码'],
  authority: ['办理单位'],
  outcome: ['结果', '办理结果'],
  documentNumber: ['证照文号', '决定文号'],
  document: ['文号'],
  reason: ['事由', '原因'],
  materials: ['补正材料', '材料'],
  clock: ['时钟', '时限种类'],
  approver: ['批准人'],
  legalBasis: ['法律依据'],
  by: ['审查机构'],
  result: ['审查结论'],
  level: ['容缺级别'],
  material: ['容缺材料'],
  form: ['补正形式'],
  dueOn: ['补齐期限'],
  consequence: ['逾期后果'],
  promise: ['承诺书'],
};
/** What a field is called in a file. */
export function columnName(field: string): string {
  return COLUMNS[field]?.[0] ?? field;
}

const FIELD_OF = new Map(
  Object.entries(COLUMNS).flatMap(([field, names]) =>
    [field, ...names].map((name) => [name.toLowerCase(), field] as const),
  ),
);

/** The command of an event, its names, and whether an application has it more than once. */
const EVENTS: readonly (readonly [command: string, again: boolean, ...names: string[]])[] = [
  ['fileApproval', false, 'filed', '收件', '申请', '接件'],
  ['askSupplement', true, 'supplementAsked', '一次告知', '补正告知', '一次性告知'],
  ['handInSupplement', true, 'supplementHandedIn', '补正交齐', '补正'],
  ['acceptApproval', false, 'accepted', '受理'],
  ['grantDeferral', true, 'deferralGranted', '容缺受理'],
  ['startTechnicalReview', true, 'technicalReviewStarted', '技术审查开始'],
  ['pauseClock', true, 'paused', '停表', '挂起'],
  ['resumeClock', true, 'resumed', '恢复', '恢复计时'],
  ['endTechnicalReview', true, 'technicalReviewEnded', '技术审查结束'],
  ['extendApproval', false, 'extended', '延长'],
  ['meetDeferral', true, 'deferralMet', '容缺补齐'],
  ['decideApproval', false, 'decided', '办结', '决定'],
  ['withdrawApproval', false, 'withdrawn', '撤回'],
];
const EVENT_OF = new Map(
  EVENTS.flatMap((each, rank) =>
    [each[0], ...each.slice(2)].map((name) => [String(name).toLowerCase(), { each, rank }] as const),
  ),
);
export const EVENT_NAMES: readonly string[] = EVENTS.map((each) => String(each[3]));

/** A table with its head, blank rows left out. Codes: `import_head_missing` for the whole, else a problem a line. */
export function linesOfTable(rows: readonly { readonly line: number; readonly cells: readonly string[] }[]): {
  readonly records: readonly RawRecord[];
  readonly missing: readonly string[];
} {
  const [head, ...rest] = rows;
  const fields = (head?.cells ?? []).map((cell) => FIELD_OF.get(cell.replaceAll(/[\s﻿]/g, '').toLowerCase()));
  const missing = ['application', 'event', 'time'].filter((field) => !fields.includes(field));
  const records = rest.map(({ line, cells }) => {
    const values: Record<string, string> = {};
    for (const [place, cell] of cells.entries()) {
      const field = fields[place];
      if (field !== undefined && cell.trim() !== '') values[field] = cell.trim();
    }
    return { line, values };
  });
  return { records, missing: missing.map((field) => COLUMNS[field]?.[0] ?? field) };
}

export interface RawRecord {
  readonly line: number;
  readonly values: Readonly<Record<string, string>>;
}

/** One object of a JSON list, by the same names of its keys. */
export function recordOf(line: number, object: JsonObject): RawRecord {
  const values: Record<string, string> = {};
  for (const [key, value] of Object.entries(object)) {
    const field = FIELD_OF.get(key.toLowerCase());
    if (field === undefined || value === null) continue;
    values[field] = Array.isArray(value) ? value.map(String).join('；') : String(value);
  }
  return { line, values };
}

/** Codes: line_incomplete, event_name_unknown, time_unreadable. */
export function readRecord(
  { line, values }: RawRecord,
  given: { readonly system: string | undefined; readonly zone: string },
): EventLine | UnclearLine {
  const { application = '', event = '', time = '', eventId, ...fields } = values;
  const system = values.system ?? given.system ?? '';
  const unclear = (code: string, message: string): UnclearLine => ({
    line,
    application,
    problem: { code, message },
  });
  const lacking = [
    ...(application === '' ? ['办件编号'] : []),
    ...(event === '' ? ['事件'] : []),
    ...(time === '' ? ['时间'] : []),
    ...(system === '' ? ['来源系统'] : []),
  ];
  if (lacking.length > 0) return unclear('line_incomplete', `缺${lacking.join('、')}`);
  const known = EVENT_OF.get(event.toLowerCase());
  if (known === undefined)
    return unclear('event_name_unknown', `不认识事件“${event}”；认识的有 ${EVENT_NAMES.join('、')}`);
  const occurredOn = dayOf(time, given.zone);
  if (occurredOn === undefined)
    return unclear('time_unreadable', `“${time}”不是时间；写作 2021-03-01 或 2021-03-01 09:30`);
  const [command, again] = known.each;
  const own = again ? `${command}/${time}` : command;
  return { line, system, application, command, event: eventId ?? own, occurredOn, at: time, fields };
}

export function isUnclear(line: EventLine | UnclearLine): line is UnclearLine {
  return 'problem' in line;
}

/** 2021-03-01, 2021/3/1 9:30, 2021年3月1日, 20210301, or an instant with its zone. Undefined where it is none of them. */
function dayOf(time: string, zone: string): PlainDate | undefined {
  if (/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(time)) {
    const ms = Date.parse(time);
    return Number.isNaN(ms) ? undefined : dateInZone(instantOf(ms), zone);
  }
  const found =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s].*)?$/.exec(time) ??
    /^(\d{4})(\d{2})(\d{2})(?:\d{6})?$/.exec(time);
  if (found === null) return undefined;
  const [, year = '', month = '', day = ''] = found;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isDate(date) ? date : undefined;
}

/** Lines of one application in the order in which they happened: by the clock on days of which every line tells it, else in the order of the course. */
export function byCourse(lines: readonly EventLine[]): readonly EventLine[] {
  const rank = (line: EventLine) => EVENTS.findIndex(([command]) => command === line.command);
  const vague = new Set(lines.filter(({ at }) => clockOf(at) === '').map(({ occurredOn }) => occurredOn));
  return lines.toSorted(
    (a, b) =>
      compareText(a.occurredOn, b.occurredOn) ||
      (vague.has(a.occurredOn) ? 0 : compareText(clockOf(a.at), clockOf(b.at))) ||
      rank(a) - rank(b) ||
      a.line - b.line,
  );
}

/** The time of day; empty where none is told. */
function clockOf(at: string): string {
  const found = /(\d{1,2}):(\d{2})(?::(\d{2}))?/.exec(at);
  return found === null ? '' : `${found[1]?.padStart(2, '0')}:${found[2]}:${found[3] ?? '00'}`;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
