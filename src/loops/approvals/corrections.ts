// What was told of an approval, set right: a day corrected, an event voided, an entry made afterwards accepted. Pure. While an item is late the hand that
// handles it sets nothing right by itself: lateness is not taken out of the record by who is late (docs/adr/0014).
import { unitName } from '../../access/scope.ts';
import type { Actor, DecideContext, NewFact } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { isProblem, type Problem } from '../../kernel/problem.ts';
import {
  type AcceptBackEntry,
  type CorrectApprovalEvent,
  firmOf,
  type VoidApprovalEvent,
} from './approvals.commands.ts';
import { isFault, walkCourse } from './approvals.course.ts';
import type { Decision } from './approvals.events.ts';
import { judgeApproval, limitsOf } from './approvals.judge.ts';
import {
  courseRefusal,
  type Found,
  findApproval,
  findItem,
  inFuture,
  mayNotRecord,
  notAllowed,
  refusal,
  rulesOf,
} from './approvals.refusals.ts';
import { debtRows, type EventRow } from './approvals.rows.ts';

/** Events whose day or existence may be set right by themselves; a deferral moves the firm's account as well. */
export const CORRECTABLE: ReadonlySet<string> = new Set([
  'approvalFiled',
  'approvalAccepted',
  'supplementAsked',
  'supplementHandedIn',
  'clockPaused',
  'clockResumed',
  'technicalReviewStarted',
  'technicalReviewEnded',
  'approvalExtended',
  'approvalDecided',
  'approvalWithdrawn',
]);

/**
 * Codes, in order: approval_unknown, event_unknown, event_not_correctable, those of notByThisHand, nothing_changed, filed_under_letter,
 * occurred_in_future, those of the course. One that moves a closed month asks for 补报.
 */
export function decideCorrectEvent(command: CorrectApprovalEvent, context: DecideContext): Decision {
  const found = findEvent(command, context);
  if (!('told' in found)) return found;
  const { told, events, filed, isLate } = found;
  const refused = notCorrectable(told) ?? notByThisHand(found, context);
  if (refused) return refused;
  const day = command.occurredOn as PlainDate;
  if (day === told.occurredOn) return refusal('nothing_changed', `现在就是 ${day}`, '不用更正', 409);
  // Its path was gone by the day it was filed: whether it had been gone earlier, nobody looked.
  if (told.kind === 'approvalFiled' && told.body.letter !== undefined && day < told.occurredOn)
    return refusal(
      'filed_under_letter',
      '凭承诺书收的件，收件日不能往前改',
      '作废这一收件，按实际的日子重新收',
      409,
    );
  const moved = events.map((each) => (each === told ? { ...each, occurredOn: day } : each));
  const faulty = inFuture(day, context) ?? courseRefusal(moved);
  if (faulty) return faulty;
  const fact = { kind: 'approvalEventCorrected', subject: command.approval, unit: filed.unit };
  const body = { occurredOn: day, reason: command.reason, ...(isLate ? OTHER_HAND : {}) };
  return [{ ...fact, occurredOn: context.today, corrects: told.event, moves: [told.occurredOn, day], body }];
}

/** The body that handles an item does not correct it while it is late: who did is another. */
const OTHER_HAND = { otherHand: true } as const;

/** Codes, in order: approval_unknown, event_unknown, event_not_correctable, those of notByThisHand, those of the course. One that moves a closed month asks for 补报. */
export function decideVoidEvent(command: VoidApprovalEvent, context: DecideContext): Decision {
  const found = findEvent(command, context);
  if (!('told' in found)) return found;
  const { told, events, filed } = found;
  const refused =
    notCorrectable(told) ??
    notByThisHand(found, context) ??
    courseRefusal(events.filter((each) => each !== told));
  if (refused) return refused;
  const fact = { kind: 'approvalEventVoided', subject: command.approval, unit: filed.unit };
  const body = { reason: command.reason };
  return [{ ...fact, occurredOn: context.today, corrects: told.event, moves: [told.occurredOn], body }];
}

/**
 * Another unit stands for it that the event happened on the day told: it counts from that day on. Codes, in order: approval_unknown, event_unknown,
 * event_not_correctable, not_entered_afterwards, claimed_by_own_hand, out_of_scope, role_missing; of a deferral met firm_debt_unknown. One that moves a closed month asks for 补报.
 */
export function decideAcceptBackEntry(command: AcceptBackEntry, context: DecideContext): Decision {
  const found = findEvent(command, context);
  if (!('told' in found)) return found;
  const { told, filed } = found;
  const { occurredOn, heardOn } = told;
  const refused = told.kind === 'deferralMet' ? undefined : notCorrectable(told);
  if (refused) return refused;
  if (heardOn === null || heardOn === undefined || heardOn <= occurredOn)
    return refusal('not_entered_afterwards', '这一条不是事后补记的，本来就从发生之日计', '不用认可', 409);
  const unfit = notOfAnotherHand(found, context);
  if (unfit) return unfit;
  const fact = { kind: 'approvalEventCorrected', subject: command.approval, unit: filed.unit };
  const body = { occurredOn, reason: command.reason, ...OTHER_HAND };
  const accepted = { ...fact, occurredOn: context.today, corrects: told.event, moves: [occurredOn], body };
  if (told.kind !== 'deferralMet') return [accepted];
  const settled = settledAgain(command, told, filed.unit, context);
  return isProblem(settled) ? settled : [accepted, settled];
}

/** On the firm's account as well: from the day told. Fails with firm_debt_unknown. */
function settledAgain(
  { approval, creditCode }: AcceptBackEntry,
  { occurredOn, body }: EventRow,
  unit: string,
  context: DecideContext,
): NewFact | Problem {
  const material = String(body.material);
  const subject = firmOf(creditCode ?? '');
  const debts =
    creditCode === undefined ? [] : debtRows(context.subject('approvals', subject).table('firm_debt'));
  if (
    debts.some((debt) => debt.approval === approval && debt.material === material && debt.settledOn !== null)
  )
    return { kind: 'firmDebtSettled', subject, unit, occurredOn, body: { approval, material } };
  const message = `企业 ${creditCode ?? '（没有写）'} 没有补齐过这一份`;
  return refusal('firm_debt_unknown', message, '写明申请企业的统一社会信用代码', 404);
}

interface FoundEvent extends Found {
  readonly told: EventRow;
  readonly isLate: boolean;
}

/** Fails with approval_unknown, event_unknown. */
function findEvent(
  { approval, event }: { readonly approval: string; readonly event: string },
  context: DecideContext,
): FoundEvent | Problem {
  const found = findApproval(approval, context);
  if (!('filed' in found)) return found;
  const told = found.events.find((each) => each.event === event);
  if (told !== undefined) return { ...found, told, isLate: lateToday(found, context) };
  return refusal('event_unknown', '这个审批件没有这一条，或已作废', '在事项进度里打开后再更正', 404);
}

/** As the item stands today: a clock of it has run over, or had when it was closed. Without a calendar no day can be late. */
function lateToday({ filed, events }: Found, context: DecideContext): boolean {
  const course = walkCourse(events);
  if (course === undefined || isFault(course)) return false;
  const limits = limitsOf(findItem(filed.item, context), rulesOf(context));
  const { calendar, today: asOf } = context;
  return judgeApproval(course, { limits, calendar, asOf })?.clocks.some(({ late }) => late) === true;
}

/** Codes, in order: of an item in time those of mayNotRecord; of a late one claimed_by_own_hand, out_of_scope, role_missing. */
function notByThisHand(found: FoundEvent, context: DecideContext): Problem | undefined {
  return found.isLate ? notOfAnotherHand(found, context) : mayNotRecord(found.filed, undefined, context);
}

/** Codes, in order: claimed_by_own_hand, out_of_scope, role_missing. */
function notOfAnotherHand({ filed, told }: FoundEvent, context: DecideContext): Problem | undefined {
  const { actor } = context;
  if (isOwnHand({ ...told, authority: filed.authority }, context))
    return refusal(
      'claimed_by_own_hand',
      `“${unitName(actor.unit, context)}”是办理单位或记下它的单位`,
      '已经逾期的更正、作废，和事后补记的认可，请另一单位办理',
      403,
    );
  return notAllowed(filed.unit, 'recognise', context);
}

/** Whether who asks handles the item, or is of the unit that told of the event. */
export function isOwnHand(
  told: Pick<EventRow, 'actor' | 'actorUnit'> & { readonly authority: string | null },
  {
    actor,
    plan,
    today,
  }: Pick<DecideContext, 'plan' | 'today'> & { readonly actor: Pick<Actor, 'account' | 'unit'> },
): boolean {
  const units = [told.authority, told.actorUnit].filter((unit) => unit !== null && unit !== '');
  return (
    told.actor === actor.account ||
    units.some((unit) => unit === actor.unit || plan.units.within(actor.unit, String(unit), today))
  );
}

/** Codes: event_not_correctable. */
function notCorrectable({ kind }: EventRow): Problem | undefined {
  if (CORRECTABLE.has(kind)) return undefined;
  return refusal('event_not_correctable', '容缺不能这样更正：它还记在企业账上', '按实际补齐记一条', 409);
}
