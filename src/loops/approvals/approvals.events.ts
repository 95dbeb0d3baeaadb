// An event that is being decided on, before it is recorded: its place is the last of its day.
import type { JsonObject } from '../../kernel/json.ts';
import type { NewFact } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import type { Problem } from '../../kernel/problem.ts';
import type { Source } from './approvals.facts.ts';
import type { EventRow } from './approvals.rows.ts';

export type Decision = readonly NewFact[] | Problem;

export const NEW_EVENT = 'new';

/** Where an event comes from; or that it was entered by hand, and on which day where that is not the day itself. */
export function marksOf(source: Source | undefined, day: PlainDate, today: PlainDate): JsonObject {
  if (source !== undefined) return { source };
  return day < today ? { manual: true, recordedOn: today } : { manual: true };
}

export function newEvent(kind: string, occurredOn: PlainDate, body: JsonObject): EventRow {
  const at = {
    unit: '',
    actor: '',
    actorUnit: '',
    heardOn: null,
    seq: Number.MAX_SAFE_INTEGER,
    voided: false,
  };
  return { event: NEW_EVENT, kind, occurredOn, body, ...at };
}

export function applicationKey({ system, application }: Source): string {
  return `${system}/${application}`;
}
