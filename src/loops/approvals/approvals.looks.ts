// What is asked of one event of an approval beyond its place in the course: what the plan and the law want said with it. Pure. What another system tells is taken
// as that system has it; what it left out is shown as not given (oneApproval.pg.ts) and listed by the reconciliation (import.plan.ts).
import type { DecideContext } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import type { Problem } from '../../kernel/problem.ts';
import type { AboutApproval } from './approvals.commands.ts';
import { isFault, walkCourse } from './approvals.course.ts';
import { type ClockJudgement, judgeApproval, limitsOf } from './approvals.judge.ts';
import { type Found, findItem, refusal, rulesOf } from './approvals.refusals.ts';

export type Look<C> = (command: C, found: Found, context: DecideContext) => Problem | undefined;

type Pausing = AboutApproval & {
  readonly reason: string;
  readonly clock?: string;
  readonly document?: string;
};

/** Codes, in order: pause_reason_unknown, pause_without_document, clock_overdue. */
export const pauseGrounds: Look<Pausing> = (command, found, context) => {
  const { reason, document, source } = command;
  const { pauseReasons } = rulesOf(context);
  const lawful = pauseReasons.find(({ id }) => id === reason);
  if (lawful === undefined) {
    const known = pauseReasons.map(({ id, title }) => `${id}（${title}）`).join('、');
    return refusal(
      'pause_reason_unknown',
      `“${reason}”不是依法可以停表的事由`,
      known === '' ? '先在计划的 approvalRules.pauseReasons 里写明停表事由' : `可用：${known}`,
    );
  }
  if (source !== undefined) return undefined;
  if (lawful.needsDocument && document === undefined)
    return refusal(
      'pause_without_document',
      `因“${lawful.title}”停表，没有写书面告知的文号`,
      '停表须书面告知申请人：填文号再记（行政许可法第四十五条）',
    );
  return pausedTooLate(command, found, context);
};

/**
 * Code: clock_overdue. On the day of the pause the clock had run over already: there is nothing left to stop. One that began before and was told afterwards is kept,
 * and turns nothing back (docs/adr/0014).
 */
function pausedTooLate(
  { occurredOn, clock = '审批时限' }: Pausing,
  found: Found,
  context: DecideContext,
): Problem | undefined {
  const day = (occurredOn ?? context.today) as PlainDate;
  const late = clocksOn(found, day, context).find((each) => each.clock === clock && each.late);
  if (late === undefined) return undefined;
  return refusal(
    'clock_overdue',
    `${clock}${late.dueOn} 已到期，${day} 才停：已经逾期的钟停不了，逾期照记`,
    '抓紧办结；到期以前就已停表的，按实际的日子补记，逾期照记，由另一单位认可',
    409,
  );
}

/** The clocks as they stand on a day, by the events that are told. None where they make no course. */
function clocksOn(
  { filed, events }: Found,
  asOf: PlainDate,
  context: DecideContext,
): readonly ClockJudgement[] {
  const course = walkCourse(events);
  if (course === undefined || isFault(course)) return [];
  const limits = limitsOf(findItem(filed.item, context), rulesOf(context));
  return judgeApproval(course, { limits, calendar: context.calendar, asOf })?.clocks ?? [];
}

/** `extension_not_allowed`: the item's own limit says how far, else the general rule. */
export const extendable: Look<AboutApproval> = (_command, { filed }, context) => {
  const item = findItem(filed.item, context);
  const limit = item?.limits.find(({ clock }) => clock === '审批时限');
  const days = limit === undefined ? rulesOf(context).decisionExtensionDays : (limit.extensionDays ?? 0);
  if (item?.onTheSpot !== true && days > 0) return undefined;
  return refusal('extension_not_allowed', `“${item?.name ?? filed.item}”依计划不可延长`, '在时限内办结');
};

type Deciding = AboutApproval & {
  readonly outcome: string;
  readonly reason?: string;
  readonly documentNumber?: string;
};

/**
 * Codes, in order: refusal_without_reason, document_number_missing. Who refuses says why, and a decision is the document that was issued, where the plan does not say
 * that its item has none. Of another system both are taken as it has them.
 */
export const decisionGrounds: Look<Deciding> = (
  { outcome, reason, documentNumber, source },
  { filed },
  context,
) => {
  if (source !== undefined) return undefined;
  if (outcome === 'refused' && reason === undefined)
    return refusal('refusal_without_reason', '不予许可须说明理由', '写上理由再提交');
  const item = findItem(filed.item, context);
  // A mark alone is no number.
  const isNumbered = documentNumber !== undefined && /[\p{L}\p{N}]/u.test(documentNumber);
  if (isNumbered || (item?.yieldsDocument === false && documentNumber === undefined)) return undefined;
  const what = outcome === 'granted' ? '证照或批文' : '决定书';
  return refusal(
    'document_number_missing',
    `“${item?.name ?? filed.item}”的决定没有写文号`,
    `填${what}的文号再记；本事项确实没有文书的，在计划里写 yieldsDocument: false`,
  );
};
