// Deciders of 容缺 and 容错. A deferral is a dated debt of the firm: granted only where the plan says so, never past the item's own limit, and kept on the
// firm's own account beside the approval, so that a broken one shuts the door for all its approvals. Sources: domain.md §1.1, §1.2, §3.3.
import { unitName } from '../../access/scope.ts';
import type { Actor, DecideContext } from '../../kernel/loop.ts';
import { addDays, daysBetween, maxDate, minDate, type PlainDate } from '../../kernel/plainDate.ts';
import { isProblem, type Problem } from '../../kernel/problem.ts';
import { addWorkingDays } from '../../kernel/workCalendar.ts';
import { firmOfFiled } from './applicants.ts';
import {
  type ApplyFaultTolerance,
  type DecideFaultTolerance,
  type ExtendDeferral,
  firmOf,
  type GrantDeferral,
  type MeetDeferral,
  type RepairCredit,
} from './approvals.commands.ts';
import { type Deferral, isFault, walkCourse } from './approvals.course.ts';
import { type Decision, marksOf, NEW_EVENT, newEvent } from './approvals.events.ts';
import { judgeApproval, limitsOf } from './approvals.judge.ts';
import type { ApprovalItem } from './approvals.plan.ts';
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
import { debtRows, type ToleranceRow, toleranceRows } from './approvals.rows.ts';
import { allBroken, doorClosed, settledBy } from './door.ts';
import { countingOf, EVERY_DAY } from './stillClock.ts';

/**
 * Codes, in order: approval_unknown, out_of_scope, role_missing, authority_not_named, occurred_in_future, firm_mismatch, deferral_blocked,
 * door_closed, calendar_missing, deferral_due_too_late, those of the course.
 */
export function decideGrantDeferral(command: GrantDeferral, context: DecideContext): Decision {
  const found = findApproval(command.approval, context);
  if (!('filed' in found)) return found;
  const { approval, occurredOn, source, ...told } = command;
  const { filed, events } = found;
  const day = (occurredOn ?? context.today) as PlainDate;
  const item = findItem(filed.item, context);
  const material = command.level === 'permit' ? PERMIT : command.material;
  const body = { ...told, material, ...marksOf(source, day, context.today) };
  const firm = firmOf(command.creditCode);
  const named = firmOfFiled(filed, command.creditCode, context);
  const refused =
    mayNotRecord(filed, source, context) ??
    inFuture(day, context) ??
    (isProblem(named) ? named : undefined) ??
    (command.level === 'permit'
      ? permitBlocked(item, command, found, context)
      : materialBlocked(item, material)) ??
    doorClosed(firm, day, context) ??
    tooLate(found, item, { command, material, day }, context) ??
    courseRefusal([...events, newEvent('deferralGranted', day, body)], NEW_EVENT);
  if (refused) return refused;
  const at = { unit: filed.unit, occurredOn: day };
  const grantedBy = filed.authority ?? context.actor.unit;
  const debt = { approval, material, dueOn: command.dueOn, grantedBy };
  return [
    { kind: 'deferralGranted', subject: approval, ...at, body },
    { kind: 'firmDebtOpened', subject: firm, ...at, body: debt },
    ...(isProblem(named) ? [] : named),
  ];
}

/** Stands in the place of a material where the permit itself is put off. */
export const PERMIT = 'permit';

function blocked(message: string, fix: string): Problem {
  return refusal('deferral_blocked', message, fix);
}

/** Only a secondary material that the plan lists as deferrable. */
function materialBlocked(item: ApprovalItem | undefined, id: string): Problem | undefined {
  const material = item?.materials.find((each) => each.id === id);
  if (material === undefined) {
    const listed = item?.materials.filter(({ deferrable }) => deferrable).map((each) => each.id) ?? [];
    const fix =
      listed.length === 0 ? '本事项没有公开可容缺的材料：清单待补来源' : `可容缺的：${listed.join('、')}`;
    return blocked(`“${item?.name ?? '本事项'}”的清单里没有可容缺的材料“${id}”`, fix);
  }
  if (material.grade === '主要') return blocked(`“${material.name}”是主要材料，不得容缺`, '材料交齐再受理');
  if (!material.deferrable)
    return blocked(`“${material.name}”没有列为可容缺`, '材料交齐再受理；清单由计划动态管理');
  return undefined;
}

/** The permit itself is put off only on a document, by its approver, to a date; and the red lines of national law are told. */
function permitBlocked(
  item: ApprovalItem | undefined,
  command: GrantDeferral,
  { events }: Found,
  context: DecideContext,
): Problem | undefined {
  const name = item?.name ?? '本事项';
  const lines = rulesOf(context).redLines.filter(({ id }) => item?.redLines.includes(id));
  const red =
    lines.length === 0 ? '' : `；法律红线：${lines.map(({ title, law }) => `${title}（${law}）`).join('；')}`;
  const declared = item?.permitDeferral;
  if (declared === undefined) return blocked(`“${name}”不得后置${red}`, '先取得许可');
  const missing = [
    ...(declared.document === undefined || command.document === undefined ? ['文号'] : []),
    ...(declared.approver === undefined || command.approver === undefined ? ['批准人'] : []),
    ...(declared.dueDays === undefined ? ['期限'] : []),
  ];
  if (missing.length > 0)
    return blocked(
      `“${name}”的后置待补依据：缺${missing.join('、')}${red}`,
      '文号、批准人、期限三样齐了才放行',
    );
  if (command.approver !== declared.approver)
    return blocked(
      `批准人须是“${declared.approver}”，不是“${command.approver}”${red}`,
      '请计划写明的批准人批准',
    );
  if (plainDocument(command.document) !== plainDocument(declared.document))
    return blocked(
      `依据须是“${declared.document}”，不是“${command.document}”${red}`,
      '填计划写明的准许后置的文号',
    );
  // Who has told of this approval by hand has a hand in it: another one puts the permit off.
  const { account } = context.actor;
  if (
    command.source === undefined &&
    events.some(({ actor, body }) => actor === account && body.source === undefined)
  )
    return refusal(
      'claimed_by_own_hand',
      '本件是本账号经办的，许可后置要另一人准',
      '请同一办理单位的另一账号，凭批准人的意见办理',
      403,
    );
  return undefined;
}

/** Brackets and blanks are written in several ways. */
function plainDocument(text: string | undefined): string {
  return (text ?? '').normalize('NFKC').replaceAll(/[\s〔〕[\]【】()]/gu, '');
}

interface Asked {
  readonly command: GrantDeferral;
  readonly material: string;
  readonly day: PlainDate;
}

/** Codes, in order: calendar_missing, deferral_due_too_late. Before the item's own limit runs, it is counted from the day of the deferral. */
function tooLate(
  { events }: Found,
  item: ApprovalItem | undefined,
  { command, material, day }: Asked,
  context: DecideContext,
): Problem | undefined {
  const { calendar } = context;
  if (calendar === undefined)
    return refusal(
      'calendar_missing',
      '还没有采用工作日历，算不出补齐期限',
      '先采用日历（系统管理 → 日历）',
      409,
    );
  const limits = limitsOf(item, rulesOf(context));
  const course = walkCourse(events);
  const judged =
    course === undefined || isFault(course)
      ? undefined
      : judgeApproval(course, { limits, calendar, asOf: context.today });
  const budget = limits.budgets.审批时限;
  const clock = judged?.clocks[0]?.dueOn ?? null;
  const fromNow =
    budget?.dayKind === '自然日'
      ? addDays(day, budget.days)
      : addWorkingDays(calendar, day, budget?.days ?? 0).date;
  // A permit that is put off has a limit of its own; a material may not be owed past the item's.
  const ends: PlainDate[] = command.level === 'permit' ? [] : [clock ?? fromNow];
  const days =
    command.level === 'permit'
      ? item?.permitDeferral?.dueDays
      : item?.materials.find(({ id }) => id === material)?.deferDays;
  if (days !== undefined) ends.push(addWorkingDays(calendar, day, days).date);
  const last = ends.reduce(minDate);
  if (command.dueOn <= last && command.dueOn >= day) return undefined;
  const message =
    command.dueOn < day
      ? `补齐期限 ${command.dueOn} 早于容缺之日 ${day}`
      : `补齐期限 ${command.dueOn} 晚于 ${last}`;
  return refusal('deferral_due_too_late', message, `补齐期限不得超过本事项的时限：${last} 或以前`);
}

/** Codes, in order: approval_unknown, out_of_scope, role_missing, authority_not_named, occurred_in_future, firm_debt_unknown, those of the course. */
export function decideMeetDeferral(command: MeetDeferral, context: DecideContext): Decision {
  const found = findApproval(command.approval, context);
  if (!('filed' in found)) return found;
  const { approval, occurredOn, source, material, creditCode } = command;
  const day = (occurredOn ?? context.today) as PlainDate;
  const marks = marksOf(source, day, context.today);
  const body = { material, ...marks };
  const recordedOn = marks.recordedOn === undefined ? {} : { recordedOn: marks.recordedOn };
  const firm = firmOf(creditCode);
  const refused =
    mayNotRecord(found.filed, source, context) ??
    inFuture(day, context) ??
    courseRefusal([...found.events, newEvent('deferralMet', day, body)], NEW_EVENT);
  if (refused) return refused;
  const owed = debtRows(context.subject('approvals', firm).table('firm_debt')).some(
    (debt) => debt.approval === approval && debt.material === material && debt.settledOn === null,
  );
  if (!owed)
    return refusal('firm_debt_unknown', `企业 ${creditCode} 没有欠这一份`, '核对统一社会信用代码', 404);
  const at = { unit: found.filed.unit, occurredOn: day };
  return [
    { kind: 'deferralMet', subject: approval, ...at, body },
    { kind: 'firmDebtSettled', subject: firm, ...at, body: { approval, material, ...recordedOn } },
  ];
}

/**
 * 不可抗力顺延, of today: before the debt falls due or within the plan's days after the event ended, at most by the days that it lasted, once for one event, and by
 * another hand than the one that granted it. Codes, in order: approval_unknown, out_of_scope, role_missing, authority_not_named, deferral_not_open,
 * claimed_by_own_hand, force_majeure_days, deferral_overdue, force_majeure_used, deferral_not_later, deferral_extended_too_far, firm_debt_unknown,
 * those of the course.
 */
export function decideExtendDeferral(command: ExtendDeferral, context: DecideContext): Decision {
  const found = findApproval(command.approval, context);
  if (!('filed' in found)) return found;
  const { approval, creditCode, ...told } = command;
  const { today } = context;
  const body = { ...told, ...marksOf(undefined, today, today) };
  const firm = firmOf(creditCode);
  const refused =
    mayNotRecord(found.filed, undefined, context) ??
    notExtendable(found, command, context) ??
    courseRefusal([...found.events, newEvent('deferralExtended', today, body)], NEW_EVENT);
  if (refused) return refused;
  const { material, dueOn } = command;
  const owed = debtRows(context.subject('approvals', firm).table('firm_debt')).some(
    (debt) => debt.approval === approval && debt.material === material && debt.settledOn === null,
  );
  if (!owed)
    return refusal('firm_debt_unknown', `企业 ${creditCode} 没有欠这一份`, '核对统一社会信用代码', 404);
  const at = { unit: found.filed.unit, occurredOn: today };
  return [
    { kind: 'deferralExtended', subject: approval, ...at, body },
    { kind: 'firmDebtExtended', subject: firm, ...at, body: { approval, material, dueOn } },
  ];
}

function notExtendable(
  { events }: Found,
  command: ExtendDeferral,
  context: DecideContext,
): Problem | undefined {
  const course = walkCourse(events);
  const deferral =
    course === undefined || isFault(course)
      ? undefined
      : course.deferrals.find((each) => each.material === command.material && each.metOn === null);
  if (deferral === undefined)
    return refusal('deferral_not_open', '这份材料没有待补的容缺', '核对材料编号', 409);
  const granted = events.find(({ event }) => event === deferral.event);
  if (granted?.actor === context.actor.account)
    return refusal('claimed_by_own_hand', '容缺是本账号准的，顺延要另一人认定', '请另一账号办理', 403);
  return notHindered(deferral, command, context) ?? notByItsDays(deferral, command);
}

/** Codes, in order: force_majeure_days, deferral_overdue, force_majeure_used. */
function notHindered(
  { dueOn, grantedOn, extensions }: Deferral,
  { event, eventFrom, eventTo }: ExtendDeferral,
  context: DecideContext,
): Problem | undefined {
  const { today, calendar } = context;
  if (eventFrom > eventTo || eventTo > today || eventFrom > dueOn || eventTo < grantedOn)
    return refusal(
      'force_majeure_days',
      `“${event}”${eventFrom} 至 ${eventTo}，不在容缺的 ${grantedOn} 至 ${dueOn} 以内，或还没有结束`,
      '填这件不可抗力实际的起止日期；没有结束的，结束以后再提',
    );
  const { forceMajeureDays } = rulesOf(context);
  const counting = countingOf('工作日', calendar) ?? EVERY_DAY;
  if (today > dueOn && counting.between(eventTo as PlainDate, today) > forceMajeureDays)
    return refusal(
      'deferral_overdue',
      `补齐期限 ${dueOn} 已过，“${event}”也已结束 ${forceMajeureDays} 个工作日以上`,
      '按逾期处理；补齐以后可以申请信用修复',
      409,
    );
  const used = extensions.find(
    (each) => each.name === event || (each.eventFrom <= eventTo && eventFrom <= each.eventTo),
  );
  if (used === undefined) return undefined;
  const message = `已因“${used.name}”（${used.eventFrom} 至 ${used.eventTo}）顺延到 ${used.to}`;
  return refusal('force_majeure_used', message, '同一件不可抗力只顺延一次', 409);
}

/** Codes, in order: deferral_not_later, deferral_extended_too_far. */
function notByItsDays(
  deferral: Deferral,
  { dueOn, eventFrom, eventTo }: ExtendDeferral,
): Problem | undefined {
  if (dueOn <= deferral.dueOn)
    return refusal(
      'deferral_not_later',
      `顺延到 ${dueOn}，不晚于原期限 ${deferral.dueOn}`,
      '填晚于原期限的日子',
    );
  const from = maxDate(eventFrom as PlainDate, deferral.grantedOn);
  const lasted = daysBetween(from, eventTo as PlainDate) + 1;
  const last = addDays(deferral.dueOn, lasted);
  if (dueOn <= last) return undefined;
  return refusal(
    'deferral_extended_too_far',
    `顺延到 ${dueOn}，晚于 ${last}`,
    `最多顺延它耽误的 ${lasted} 天`,
  );
}

/**
 * Covers every debt that is broken today, each met by the day of the repair, and not by a unit that granted one of them. Codes, in order: role_missing,
 * occurred_in_future, credit_not_broken, claimed_by_own_hand, debt_outstanding.
 */
export function decideRepairCredit(command: RepairCredit, context: DecideContext): Decision {
  const { creditCode, occurredOn, document, reason } = command;
  const { actor, plan, today, calendar } = context;
  const day = (occurredOn ?? today) as PlainDate;
  const unit = plan.units.rootId;
  const refused = notAllowed(unit, 'recognise', context) ?? inFuture(day, context);
  if (refused) return refused;
  const broken = allBroken(context.own, today, calendar);
  if (broken.length === 0)
    return refusal('credit_not_broken', '这家企业没有违诺的容缺或承诺', '不用修复', 409);
  const own = broken.find(
    ({ grantedUnit = null }) =>
      grantedUnit !== null &&
      (grantedUnit === actor.unit || plan.units.within(actor.unit, grantedUnit, today)),
  );
  if (own)
    return refusal(
      'claimed_by_own_hand',
      `“${own.approval}”的容缺是“${unitName(String(own.grantedUnit), context)}”准的`,
      '信用修复请另一单位办理',
      403,
    );
  const open = broken.find((debt) => (settledBy(debt) ?? FOREVER) > day);
  if (open) {
    const met = settledBy(open);
    const message = `“${open.approval}”的“${open.material}”${met === null ? '还没有做到' : `到 ${met} 才做到`}`;
    return refusal('debt_outstanding', message, '先做到，再修复', 409);
  }
  const debts = broken.map(({ approval, material }) => ({ approval, material }));
  const body = { document, reason, debts };
  return [{ kind: 'creditRepaired', subject: firmOf(creditCode), unit, occurredOn: day, body }];
}

const FOREVER = '9999-12-31';

/** By the unit that handles the item. Codes, in order: approval_unknown, out_of_scope, role_missing, authority_not_named, tolerance_waits. */
export function decideApplyTolerance(command: ApplyFaultTolerance, context: DecideContext): Decision {
  const found = findApproval(command.approval, context);
  if (!('filed' in found)) return found;
  const refused = mayNotRecord(found.filed, undefined, context);
  if (refused) return refused;
  const waiting = toleranceRows(context.own.table('approval_tolerance')).some(
    ({ outcome }) => outcome === null,
  );
  if (waiting) return refusal('tolerance_waits', '已有一份容错申请等认定', '等认定以后再申请', 409);
  const { approval, facts, basis } = command;
  const body = { facts, basis };
  return [
    {
      kind: 'faultToleranceApplied',
      subject: approval,
      unit: found.filed.unit,
      occurredOn: context.today,
      body,
    },
  ];
}

/**
 * Another hand decides; the lateness stays in the record whatever is decided. Codes, in order: approval_unknown, tolerance_unknown,
 * claimed_by_own_hand, out_of_scope, role_missing, tolerance_decided.
 */
export function decideTolerance(command: DecideFaultTolerance, context: DecideContext): Decision {
  const found = findApproval(command.approval, context);
  if (!('filed' in found)) return found;
  const applied = toleranceRows(context.own.table('approval_tolerance')).find(
    ({ application }) => application === command.application,
  );
  if (applied === undefined)
    return refusal('tolerance_unknown', '没有这份容错申请', '在事项进度里打开后再认定', 404);
  const refused = ownTolerance(applied, context) ?? notAllowed(found.filed.unit, 'recognise', context);
  if (refused) return refused;
  if (applied.outcome !== null) return refusal('tolerance_decided', '这份申请已经认定', '刷新后再看', 409);
  const { outcome, reason } = command;
  const fact = { kind: 'faultToleranceDecided', subject: command.approval, unit: found.filed.unit };
  return [{ ...fact, occurredOn: context.today, corrects: command.application, body: { outcome, reason } }];
}

/** The side that applied does not decide; what the decider refuses is not offered either. */
export function ownTolerance(
  applied: Pick<ToleranceRow, 'appliedBy' | 'appliedUnit'>,
  {
    actor,
    plan,
    today,
  }: Pick<DecideContext, 'plan' | 'today'> & { readonly actor: Pick<Actor, 'account' | 'unit'> },
): Problem | undefined {
  const own =
    applied.appliedBy === actor.account ||
    applied.appliedUnit === actor.unit ||
    plan.units.within(actor.unit, applied.appliedUnit, today);
  if (!own) return undefined;
  const nameOf = (unit: string) => plan.units.find(unit, today)?.name ?? unit;
  const message = `申请出自${nameOf(applied.appliedUnit)}，${nameOf(actor.unit)}与申请是一方`;
  return refusal('claimed_by_own_hand', message, '申请与认定分属两个单位：请另一单位认定', 403);
}
