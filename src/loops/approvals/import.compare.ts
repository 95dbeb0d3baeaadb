// What the source says of an event that stands already, beside what stands: every field that a line tells. Nothing is overwritten by it; a difference is for a
// person to settle with both values in view. Pure.
import { canonicalText } from '../../kernel/canonical.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import type { Row } from '../../kernel/loop.ts';
import { columnName, type EventLine, type LineProblem } from './import.lines.ts';

/** An event of the source that stands, or stood until it was voided here. */
export interface StandingEvent {
  readonly fact: string;
  readonly kind: string;
  /** As told first, and as corrected. */
  readonly days: readonly string[];
  readonly body: JsonObject;
  readonly voided: boolean;
}

export function standingEvent(row: Row): StandingEvent {
  return {
    fact: String(row.event),
    kind: String(row.kind),
    days: [String(row.told_on), String(row.occurred_on)],
    body: (row.body ?? {}) as JsonObject,
    voided: row.voided === true,
  };
}

/**
 * `told` is what the line says, in the words of the event's own body. Codes: event_voided, event_differs (with what stands and what the line says, field by
 * field). Undefined where the line says nothing else than what stands.
 */
export function contradiction(
  { event, occurredOn }: Pick<EventLine, 'event' | 'occurredOn'>,
  kind: string,
  told: JsonObject,
  before: StandingEvent,
): LineProblem | undefined {
  if (before.voided)
    return { code: 'event_voided', message: `来源的同一件事（${event}）在这里已经作废，来文还是有` };
  const differing: string[] = [];
  if (before.kind !== kind) differing.push('事件');
  if (!before.days.includes(occurredOn))
    differing.push(`时间 已记 ${before.days.at(-1)}、来文 ${occurredOn}`);
  for (const [field, value] of Object.entries(told))
    if (!isSame(value, before.body[field]))
      differing.push(`${columnName(field)} 已记 ${said(before.body[field])}、来文 ${said(value)}`);
  if (differing.length === 0) return undefined;
  return {
    code: 'event_differs',
    message: `来源的同一件事（${event}）与已记的不同：${differing.join('；')}`,
  };
}

function isSame(a: Json | undefined, b: Json | undefined): boolean {
  return a !== undefined && b !== undefined && canonicalText(a) === canonicalText(b);
}

const SAID: Readonly<Record<string, string>> = { granted: '准予', refused: '不予' };

function said(value: Json | undefined): string {
  if (value === undefined || value === null) return '（无）';
  const text = Array.isArray(value) ? value.map(String).join('、') : String(value);
  return `“${(SAID[text] ?? text).slice(0, 60)}”`;
}

/** An application of an item, as far as it bars another of the same item. */
export interface TakenItem {
  readonly subject: string;
  readonly filedOn: string;
  /** The day it was granted; null while it is open. */
  readonly grantedOn: string | null;
}

/** Code: item_taken. */
export function itemTaken(
  { application, occurredOn }: Pick<EventLine, 'application' | 'occurredOn'>,
  item: string,
  taken: readonly TakenItem[],
): LineProblem | undefined {
  if (taken.length === 0) return undefined;
  const standing = taken.map(
    ({ subject, filedOn, grantedOn }) =>
      `${subject}（${filedOn} 收件，${grantedOn === null ? '在办' : `${grantedOn} 准予`}）`,
  );
  return {
    code: 'item_taken',
    message: `本项目的“${item}”已有 ${standing.join('、')}，来文是另一个办件 ${application}（${occurredOn} 收件）`,
  };
}
