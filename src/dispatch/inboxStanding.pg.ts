// What every group of 我的待办 is asked by: the day it stands at, how long something has waited, how many are told.
import { dateInZone, type Instant } from '../kernel/instant.ts';
import { daysBetween, type PlainDate } from '../kernel/plainDate.ts';
import { workingDaysBetween } from '../kernel/workCalendar.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import type { InboxItem } from './inbox.view.ts';

export const ITEMS_MAX = 200;

/** An inbox is of today, whatever the last reported month; only a view as known then stands at its own day. */
export function atOf(view: LedgerView): { city: string; planHash: string; asOf: PlainDate } {
  return {
    city: view.city.id,
    planHash: view.plan.hash,
    asOf: view.known.given ? view.known.on : view.today,
  };
}

type Waited = Pick<InboxItem, 'waitingDays' | 'waitingWorkingDays'>;

export function waited(view: LedgerView, since: unknown): Waited {
  if (since === null || since === undefined) return { waitingDays: 0, waitingWorkingDays: null };
  return waitedSince(view, dateInZone(String(since) as Instant, view.city.zone));
}

/** None before that day. */
export function waitedSince({ calendar, today }: LedgerView, from: PlainDate): Waited {
  return {
    waitingDays: Math.max(0, daysBetween(from, today)),
    waitingWorkingDays:
      calendar === undefined ? null : Math.max(0, workingDaysBetween(calendar, from, today)),
  };
}
