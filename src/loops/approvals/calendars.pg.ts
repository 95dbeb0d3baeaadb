// Calendars as adopted: the one in force on a day, and the one it replaced. They stand whole in the ledger, with the facts that adopted them.
import type { JsonObject } from '../../kernel/json.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { sql } from '../../kernel/sql.ts';
import type { WorkCalendar } from '../../kernel/workCalendar.ts';
import { findInForce } from '../../ledger/city.ts';
import { calendarOf } from '../../ledger/planStore.pg.ts';
import type { Adoption, LedgerView } from '../../ledger/view.pg.ts';

export interface AdoptedCalendar {
  readonly calendar: WorkCalendar;
  readonly adoption: Adoption;
}

/** Undefined where none was in force on that day. */
export async function calendarOn(view: LedgerView, on: PlainDate): Promise<AdoptedCalendar | undefined> {
  const adoption = findInForce(view.adoptions, 'calendar', on);
  if (adoption === undefined) return undefined;
  const sameAsView = findInForce(view.adoptions, 'calendar', view.asOf)?.content === adoption.content;
  const held = sameAsView ? view.calendar : undefined;
  return { adoption, calendar: held ?? (await storedCalendar(view, adoption)) };
}

/** What was in force on that day before the one that is was adopted. */
export async function calendarReplaced(
  view: LedgerView,
  { adoption }: AdoptedCalendar,
  on: PlainDate,
): Promise<AdoptedCalendar | undefined> {
  const earlier = view.adoptions.filter(({ seq }) => seq < adoption.seq);
  const replaced = findInForce(earlier, 'calendar', on);
  return replaced && { adoption: replaced, calendar: await storedCalendar(view, replaced) };
}

async function storedCalendar(view: LedgerView, { content }: Adoption): Promise<WorkCalendar> {
  const rows = await view.query(
    sql`select body from content where city = ${view.city.id} and hash = ${content}`,
  );
  return calendarOf(rows[0]?.body as JsonObject);
}

/** As an answer tells which calendar says so. */
export function calendarLine({ calendar, adoption }: AdoptedCalendar) {
  return {
    id: calendar.id,
    title: adoption.title,
    publishedThrough: calendar.publishedThrough,
    effectiveFrom: adoption.effective_from,
    adoptedAt: adoption.adopted_at,
    adoptedBy: adoption.adopted_by,
    hash: adoption.content,
    fact: adoption.fact,
  };
}
