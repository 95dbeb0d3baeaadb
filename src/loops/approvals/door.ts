// The door of a firm: shut by a deferral or a promise that was broken, over all its projects, until it is made good and its credit is repaired. Pure; the same
// look for deferrals, letters and the repair (domain.md §1.1, §3.3).
import type { DecideContext, SubjectRows } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import type { Problem } from '../../kernel/problem.ts';
import type { WorkCalendar } from '../../kernel/workCalendar.ts';
import { refusal } from './approvals.refusals.ts';
import { type DebtRow, debtRows, repairDays } from './approvals.rows.ts';
import { firmPromiseRows, promisedDebts } from './promises.rows.ts';

/** Fold tables of a firm's account. */
export const FIRM_TABLES = ['firm_debt', 'firm_repair', 'firm_promise'] as const;

/** A debt of the firm that fell due unmet, while no repair came after it. */
export function brokenSince(
  debts: readonly DebtRow[],
  repairs: readonly PlainDate[],
  on: PlainDate,
): DebtRow | undefined {
  return debts.find(({ dueOn, settledOn }) => {
    const broken = dueOn < on && (settledOn === null || settledOn > dueOn);
    return broken && !repairs.some((repaired) => repaired > dueOn && repaired <= on);
  });
}

/** What a firm owes or owed: deferrals, and promises whose due day can be told under the calendar. */
export function debtsOf(
  firm: Pick<SubjectRows, 'table'>,
  on: PlainDate,
  calendar: WorkCalendar | undefined,
): readonly DebtRow[] {
  const promises = promisedDebts(firmPromiseRows(firm.table('firm_promise')), calendar, on);
  return [...debtRows(firm.table('firm_debt')), ...promises];
}

/** What stands in the way, if anything. */
export function brokenOf(
  firm: Pick<SubjectRows, 'table'>,
  on: PlainDate,
  calendar: WorkCalendar | undefined,
): DebtRow | undefined {
  return brokenSince(debtsOf(firm, on, calendar), repairDays(firm.table('firm_repair')), on);
}

/** Code: door_closed. */
export function doorClosed(firm: string, on: PlainDate, context: DecideContext): Problem | undefined {
  const broken = brokenOf(context.subject('approvals', firm), on, context.calendar);
  if (broken === undefined) return undefined;
  const message = `该企业在“${broken.approval}”上的“${broken.material}”${broken.dueOn} 到期没有做到，容缺和双向承诺之门已关`;
  return refusal('door_closed', message, '做到并完成信用修复以后再来；材料齐全的照常受理', 409);
}
