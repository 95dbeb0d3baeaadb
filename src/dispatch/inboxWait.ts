// How long something has waited, in the kind of days that its limit is in: 19 days and a limit of 10 working days can't be held against each other by the eye. Pure.
import type { InboxItem } from './inbox.view.ts';

/** Working days after which a wait without a day of its own is marked: a mark for the eye, no rule of the plan. */
export const WAIT_LIMIT_WORKING_DAYS = 10;

const JUDGED_LOOPS: ReadonlySet<string> = new Set([
  'approvals',
  'promises',
  'firm-links',
  'acceptances',
  'urging',
]);

export interface Wait {
  readonly days: number;
  /** 自然日 where the city has no calendar: then nothing is held against the limit. */
  readonly dayKind: '工作日' | '自然日';
  readonly over: boolean;
}

export function waitOf({
  waitingDays,
  waitingWorkingDays: working,
  loop,
  dueOn,
}: Pick<InboxItem, 'loop' | 'waitingDays' | 'waitingWorkingDays' | 'dueOn'>): Wait {
  // What has a limit of its own, or is known to have none, is measured by that alone: its light tells it.
  const ownLimit = dueOn !== undefined || JUDGED_LOOPS.has(loop);
  if (working === null) return { days: waitingDays, dayKind: '自然日', over: false };
  return { days: working, dayKind: '工作日', over: !ownLimit && working > WAIT_LIMIT_WORKING_DAYS };
}
