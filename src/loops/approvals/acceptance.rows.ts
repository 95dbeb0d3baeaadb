// The derived rows of one joint acceptance, typed. It only reads what the fold wrote.
import type { Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import type { AcceptanceEvent } from './acceptance.course.ts';

export interface AcceptanceEventRow extends AcceptanceEvent {
  readonly unit: string;
  readonly actor: string;
  readonly actorUnit: string;
  readonly voided: boolean;
}

/** In the order of their recording, voided ones too. */
export function acceptanceEventRows(rows: readonly Row[]): readonly AcceptanceEventRow[] {
  return rows
    .map((row) => ({
      event: String(row.event),
      kind: String(row.kind),
      unit: String(row.unit),
      actor: String(row.actor),
      actorUnit: String(row.actor_unit),
      occurredOn: String(row.occurred_on) as PlainDate,
      seq: Number(row.seq),
      body: (row.body ?? {}) as AcceptanceEvent['body'],
      voided: row.voided === true,
    }))
    .sort((a, b) => a.seq - b.seq);
}
