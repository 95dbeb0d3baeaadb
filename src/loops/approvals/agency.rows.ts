// Mandates of one project as deciders and pages read them, and whether one covers an item on a day. Pure.
import type { Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';

export interface Mandate {
  readonly mandate: string;
  readonly project: string;
  readonly agent: string;
  readonly items: readonly string[];
  readonly from: PlainDate;
  readonly to: PlainDate;
  /** The first day on which it no longer holds; null as long as nobody took it back. */
  readonly revokedOn: PlainDate | null;
}

export function mandateRows(rows: readonly Row[]): readonly Mandate[] {
  return rows.map((row) => ({
    mandate: String(row.mandate),
    project: String(row.project),
    agent: String(row.agent),
    items: (row.items ?? []) as readonly string[],
    from: String(row.from_on) as PlainDate,
    to: String(row.to_on) as PlainDate,
    revokedOn: row.revoked_on === null ? null : (String(row.revoked_on) as PlainDate),
  }));
}

export function holdsOn({ from, to, revokedOn }: Mandate, day: PlainDate): boolean {
  return from <= day && day <= to && (revokedOn === null || day < revokedOn);
}

/** Why an agent may not act on an item on a day; the mandate where he may. */
export type MandateFault = 'mandate_missing' | 'mandate_over' | 'item_outside_mandate';

export function mandateFor(
  mandates: readonly Mandate[],
  { agent, item, day }: { readonly agent: string; readonly item: string; readonly day: PlainDate },
): Mandate | MandateFault {
  const own = mandates.filter((one) => one.agent === agent);
  if (own.length === 0) return 'mandate_missing';
  const holding = own.filter((one) => holdsOn(one, day));
  if (holding.length === 0) return 'mandate_over';
  return holding.find(({ items }) => items.includes(item)) ?? 'item_outside_mandate';
}
