// The door of a firm: shut by a deferral or a promise that was broken, over all its projects, until it is made good and its credit is repaired. Pure; the same
// look for deferrals, letters and the repair (domain.md §1.1, §3.3).
import type { DecideContext, SubjectRows } from '../../kernel/loop.ts';
import { maxDate, type PlainDate } from '../../kernel/plainDate.ts';
import type { Problem } from '../../kernel/problem.ts';
import type { WorkCalendar } from '../../kernel/workCalendar.ts';
import { refusal } from './approvals.refusals.ts';
import { type DebtRow, debtRows, type RepairRow, repairRows } from './approvals.rows.ts';
import { firmPromiseRows, promisedDebts } from './promises.rows.ts';

/** Fold tables of a firm's account. */
export const FIRM_TABLES = ['firm_debt', 'firm_repair', 'firm_promise'] as const;

/** A debt that fell due unmet, and whatever repair stands by then does not name it. */
export function brokenSince(
  debts: readonly DebtRow[],
  repairs: readonly RepairRow[],
  on: PlainDate,
): DebtRow | undefined {
  return debts.find((debt) => isBrokenAt(debt, on) && !repairs.some((repair) => covers(repair, debt, on)));
}

/** What was met by its date and entered by hand after it is met when it was heard of. */
export function settledBy({ dueOn, settledOn, heardOn = null }: DebtRow): PlainDate | null {
  return settledOn !== null && heardOn !== null && heardOn > dueOn ? maxDate(settledOn, heardOn) : settledOn;
}

function isBrokenAt(debt: DebtRow, on: PlainDate): boolean {
  const settled = settledBy(debt);
  return debt.dueOn < on && (settled === null || settled > debt.dueOn);
}

/** A repair covers the debts that it names, each met by then; what is told of later needs one of its own. */
function covers({ repairedOn, debts }: RepairRow, debt: DebtRow, on: PlainDate): boolean {
  const settled = settledBy(debt);
  const isNamed = debts.some(
    ({ approval, material }) => approval === debt.approval && material === debt.material,
  );
  return isNamed && repairedOn <= on && settled !== null && settled <= repairedOn;
}

/** All that is broken and not repaired. */
export function allBroken(
  firm: Pick<SubjectRows, 'table'>,
  on: PlainDate,
  calendar: WorkCalendar | undefined,
): readonly DebtRow[] {
  const repairs = repairRows(firm.table('firm_repair'));
  return debtsOf(firm, on, calendar).filter((debt) => brokenSince([debt], repairs, on) !== undefined);
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
  return brokenSince(debtsOf(firm, on, calendar), repairRows(firm.table('firm_repair')), on);
}

/** On the day told and today: what is told of an open door does not go through a closed one. Code: door_closed. */
export function doorClosed(firm: string, on: PlainDate, context: DecideContext): Problem | undefined {
  const account = context.subject('approvals', firm);
  const broken =
    brokenOf(account, on, context.calendar) ?? brokenOf(account, context.today, context.calendar);
  if (broken === undefined) return undefined;
  const message = `该企业在“${broken.approval}”上的“${broken.material}”${broken.dueOn} 到期没有做到，容缺和双向承诺之门已关`;
  return refusal('door_closed', message, '做到并完成信用修复以后再来；材料齐全的照常受理', 409);
}
