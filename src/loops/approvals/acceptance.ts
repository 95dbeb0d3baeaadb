// Deciders of 联合验收: applied for, each department says its part, findings are put right, certified when all have passed. Pure. Who applies does not certify;
// a part is judged by the unit that the plan puts there.
import { CAPABILITY_WORDS, may } from '../../access/roles.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { CommandKind, DecideContext } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { isProblem, type Problem } from '../../kernel/problem.ts';
import {
  type AcceptanceCourse,
  type AcceptanceEvent,
  type AcceptanceFaultCode,
  isAcceptanceFault,
  walkAcceptance,
} from './acceptance.course.ts';
import {
  acceptanceOf,
  CertifyAcceptance,
  JudgeAcceptancePart,
  OpenAcceptance,
  RectifyAcceptance,
  VoidAcceptanceEvent,
} from './acceptance.facts.ts';
import { acceptancePlanOf } from './acceptance.judge.ts';
import { type AcceptanceEventRow, acceptanceEventRows } from './acceptance.rows.ts';
import { agencyOf } from './agency.facts.ts';
import { mandateFor, mandateRows } from './agency.rows.ts';
import { type Decision, NEW_EVENT } from './approvals.events.ts';
import { findItem, inFuture, mayNotRecord, notAllowed, refusal, unitOf } from './approvals.refusals.ts';
import { readsLetter, underLetter } from './declaredPath.ts';

const FAULT_WORDS: Readonly<Record<AcceptanceFaultCode, readonly [message: string, fix: string]>> = {
  acceptance_not_opened: ['还没有申请联合验收', '先申请联合验收；核对日期'],
  acceptance_opened: ['已经申请过联合验收', '在原来的申请上继续办'],
  acceptance_closed: ['联合验收已经办结', '办结有误的，先作废意见书'],
  part_unknown: ['这个事项不在本次联合验收之内', '用申请时列明的验收事项'],
  part_judged: ['这个事项已经通过', '结论有误的，先作废原结论'],
  finding_open: ['须整改的还没有报整改完成', '整改完成、报来之后再复验'],
  finding_not_open: ['没有待整改的问题', '核对事项和日期'],
  acceptance_not_passed: ['还有事项没有通过', '全部事项通过后才能出具意见书'],
};

interface Found {
  readonly events: readonly AcceptanceEventRow[];
  readonly course: AcceptanceCourse;
  readonly unit: string;
}

/** Fails with `acceptance_not_opened`. */
function findAcceptance(context: DecideContext): Found | Problem {
  const events = standing(context);
  const walked = walkAcceptance(events);
  const first = events.find(({ kind }) => kind === 'acceptanceOpened');
  if (walked === undefined || isAcceptanceFault(walked) || first === undefined)
    return refusal('acceptance_not_opened', ...FAULT_WORDS.acceptance_not_opened, 404);
  return { events, course: walked, unit: first.unit };
}

function standing(context: DecideContext): readonly AcceptanceEventRow[] {
  return acceptanceEventRows(context.own.table('acceptance_event')).filter(({ voided }) => !voided);
}

/** The refusal for the events as they would stand; undefined where they make a course. */
function courseRefusal(events: readonly AcceptanceEvent[]): Problem | undefined {
  const walked = walkAcceptance(events);
  if (!isAcceptanceFault(walked)) return undefined;
  const [message, fix] = FAULT_WORDS[walked.code];
  const where = walked.at.event === NEW_EVENT ? '' : `：会使 ${walked.at.occurredOn} 的一件不成立`;
  return refusal(walked.code, `${message}${where}`, fix, 409);
}

function withNew(
  events: readonly AcceptanceEvent[],
  kind: string,
  occurredOn: PlainDate,
  body: JsonObject,
): readonly AcceptanceEvent[] {
  return [...events, { event: NEW_EVENT, kind, occurredOn, body, seq: Number.MAX_SAFE_INTEGER }];
}

/** The project's own unit, or an agent whom the firm mandated for that item. Codes, in order: out_of_scope, role_missing, mandate_missing, mandate_over, item_outside_mandate, agent_day. */
function mayNotApply(
  at: { readonly unit: string; readonly project: string; readonly item: string; readonly day: PlainDate },
  context: DecideContext,
): Problem | undefined {
  const { actor } = context;
  if (!may(actor, 'actForFirm')) return notAllowed(at.unit, 'claim', context);
  const rows = context.subject('approvals', agencyOf(at.project)).table('agency_mandate');
  const found = mandateFor(mandateRows(rows), { agent: actor.account, item: at.item, day: at.day });
  // What an agent hands in sets a department's days running: it counts from the day it is recorded.
  if (typeof found !== 'string' && at.day !== context.today)
    return refusal('agent_day', `代企业递交的，只能记今天（${context.today}）`, '不填日期');
  if (typeof found !== 'string') return undefined;
  return refusal(found, `企业没有授权你在 ${at.day} 办“${at.item}”`, '按授权委托书的事项和期限办', 403);
}

/** The path that applications of this kind go, ends in an acceptance of the kind 先建后验. */
const BUILT_FIRST = '双容双承诺';

/** Codes, in order: project_unknown, acceptance_items_missing, those of mayNotApply, occurred_in_future, those of the course, those of underLetter. */
export function decideOpenAcceptance(command: OpenAcceptance, context: DecideContext): Decision {
  const { project, kind, document, letter } = command;
  const row = context.subject('projects', project).table('project')[0];
  if (row === undefined)
    return refusal('project_unknown', `没有项目“${project}”`, '核对项目编号，或先登记项目', 404);
  const unit = String(row.unit);
  const day = (command.occurredOn ?? context.today) as PlainDate;
  const { parts, whole } = acceptancePlanOf(context.plan, day);
  if (parts.length === 0)
    return refusal('acceptance_items_missing', '计划里没有竣工验收阶段的事项', '先在计划的审批事项里写明');
  const item = whole?.id ?? String(parts[0]?.id);
  const refused = mayNotApply({ unit, project, item, day }, context) ?? inFuture(day, context);
  if (refused) return refused;
  const authority = (id: string | undefined) => {
    const found = id === undefined ? undefined : unitOf(id, context);
    return found === undefined ? {} : { authority: found };
  };
  const lead = whole?.authority === undefined ? undefined : unitOf(whole.authority, context);
  const body: JsonObject = {
    project,
    projectName: String(row.name),
    kind,
    parts: parts.map((part) => ({ item: part.id, name: part.name, ...authority(part.authority) })),
    ...(lead === undefined ? {} : { lead }),
    ...(document === undefined ? {} : { document }),
    ...(letter === undefined ? {} : { letter }),
  };
  const faulty = courseRefusal(withNew(standing(context), 'acceptanceOpened', day, body));
  if (faulty) return faulty;
  const subject = acceptanceOf(project);
  const on = {
    project,
    projectRow: row,
    item,
    itemName: whole?.name ?? item,
    day,
    approval: subject,
    letter,
  };
  const under = underLetter({ ...on, kind: kind === '先建后验' ? BUILT_FIRST : kind }, context);
  if (isProblem(under)) return under;
  return [{ kind: 'acceptanceOpened', subject, unit, occurredOn: day, body }, ...under];
}

/** Codes, in order: acceptance_not_opened, part_unknown, out_of_scope, role_missing, authority_not_named, claimed_by_own_hand, occurred_in_future, finding_missing, document_number_missing, those of the course. */
export function decideJudgePart(command: JudgeAcceptancePart, context: DecideContext): Decision {
  const { project, occurredOn, ...body } = command;
  const found = findAcceptance(context);
  if (isProblem(found)) return found;
  const part = found.course.parts.find(({ item }) => item === body.item);
  if (part === undefined) return refusal('part_unknown', ...FAULT_WORDS.part_unknown);
  const day = (occurredOn ?? context.today) as PlainDate;
  const refused =
    mayNotRecord({ unit: found.unit, authority: part.authority }, undefined, context) ??
    appliedByOwnHand(found, context) ??
    inFuture(day, context);
  if (refused) return refused;
  if (body.outcome === '须整改' && body.finding === undefined)
    return refusal('finding_missing', '须整改的要写明问题', '写明要整改什么，能写期限的写期限');
  const numbered = body.document !== undefined || findItem(body.item, context)?.yieldsDocument === false;
  if (!numbered)
    return refusal(
      'document_number_missing',
      `“${part.name}”的验收意见没有写文号`,
      '填意见的文号再记；本事项确实没有文书的，在计划里写 yieldsDocument: false',
    );
  return oneEvent(found, { kind: 'acceptancePartJudged', project, day, body });
}

/** Codes, in order: acceptance_not_opened, those of mayNotApply, occurred_in_future, rectified_by_judge, those of the course. */
export function decideRectify(command: RectifyAcceptance, context: DecideContext): Decision {
  const { project, occurredOn, ...body } = command;
  const found = findAcceptance(context);
  if (isProblem(found)) return found;
  const day = (occurredOn ?? context.today) as PlainDate;
  const refused =
    mayNotApply({ unit: found.unit, project, item: body.item, day }, context) ?? inFuture(day, context);
  if (refused) return refused;
  if (isJudgeOf(found, body.item, context))
    return refusal(
      'rectified_by_judge',
      '出结论的部门不能自己报整改完成',
      '由项目所在单位或企业的代办员报，再由本部门复验',
      403,
    );
  return oneEvent(found, { kind: 'acceptanceFindingRectified', project, day, body });
}

/** Who finds wanting does not say that it was put right: the body of that part, or, where the project's own unit judges it, the account that did. */
function isJudgeOf(
  { course, events, unit }: Found,
  item: string,
  { actor, plan, today }: DecideContext,
): boolean {
  const authority = course.parts.find((part) => part.item === item)?.authority ?? null;
  const judged = events.findLast(({ kind, body }) => kind === 'acceptancePartJudged' && body.item === item);
  if (judged?.actor === actor.account) return true;
  if (authority === null || authority === unit) return false;
  return actor.unit === authority || plan.units.within(actor.unit, authority, today);
}

/** Codes, in order: acceptance_not_opened, out_of_scope, role_missing, authority_not_named, claimed_by_own_hand, occurred_in_future, those of the course. */
export function decideCertify(command: CertifyAcceptance, context: DecideContext): Decision {
  const { project, occurredOn, documentNumber } = command;
  const found = findAcceptance(context);
  if (isProblem(found)) return found;
  const day = (occurredOn ?? context.today) as PlainDate;
  const refused = mayNotRecord({ unit: found.unit, authority: found.course.lead }, undefined, context);
  if (refused) return refused;
  const own = appliedByOwnHand(found, context) ?? inFuture(day, context);
  if (own) return own;
  return oneEvent(found, { kind: 'acceptanceCertified', project, day, body: { documentNumber } });
}

/** `claimed_by_own_hand`: who applies for an acceptance, and the unit of that account, does not judge it. */
function appliedByOwnHand({ events }: Found, { actor, plan, today }: DecideContext): Problem | undefined {
  const opened = events.findLast(({ kind }) => kind === 'acceptanceOpened');
  const isOwn =
    opened !== undefined &&
    (opened.actor === actor.account || plan.units.within(actor.unit, opened.actorUnit, today));
  if (!isOwn) return undefined;
  const message = '联合验收是本单位申请的，不能自己验收、自己出具意见书';
  return refusal('claimed_by_own_hand', message, '由项目单位、代办员或所在县区申请，牵头单位出具', 403);
}

/** The unit that told it, or one that reaches the project and may handle approvals. Codes, in order: acceptance_not_opened, event_unknown, role_missing, those of the course. */
export function decideVoidAcceptance(command: VoidAcceptanceEvent, context: DecideContext): Decision {
  const found = findAcceptance(context);
  if (isProblem(found)) return found;
  const told = found.events.find(({ event }) => event === command.event);
  if (told === undefined)
    return refusal('event_unknown', `没有这件事“${command.event}”，或已作废`, '在全部经过里核对', 404);
  const { actor, plan, today } = context;
  const own = actor.unit === told.actorUnit || plan.units.within(actor.unit, told.actorUnit, today);
  if (!own || !(may(actor, 'handleApprovals') || may(actor, 'claim'))) {
    const message = `只有报这件事的单位可以作废；需要${CAPABILITY_WORDS.handleApprovals.zh}或申报的权限`;
    return refusal('role_missing', message, '请报这件事的单位办理', 403);
  }
  const faulty = courseRefusal(found.events.filter((event) => event !== told));
  if (faulty) return faulty;
  return [
    {
      kind: 'acceptanceEventVoided',
      subject: acceptanceOf(command.project),
      unit: found.unit,
      occurredOn: today,
      corrects: command.event,
      moves: [told.occurredOn],
      body: { reason: command.reason },
    },
  ];
}

function oneEvent(
  { events, unit }: Found,
  {
    kind,
    project,
    day,
    body,
  }: { readonly kind: string; readonly project: string; readonly day: PlainDate; readonly body: JsonObject },
): Decision {
  const faulty = courseRefusal(withNew(events, kind, day, body));
  return faulty ?? [{ kind, subject: acceptanceOf(project), unit, occurredOn: day, body }];
}

function command<C extends { readonly project: string }>(
  kind: Omit<CommandKind<C>, 'subject' | 'tables'>,
): CommandKind<never> {
  const whole: CommandKind<C> = {
    tables: ['acceptance_event', 'agency_mandate', 'promise_event'],
    subject: ({ project }) => acceptanceOf(project),
    ...kind,
  };
  return whole as unknown as CommandKind<never>;
}

export const ACCEPTANCE_COMMANDS: readonly CommandKind<never>[] = [
  command<OpenAcceptance>({
    name: 'openAcceptance',
    title: { zh: '申请联合验收', en: 'Apply for joint acceptance' },
    schema: OpenAcceptance,
    reads: ({ project, letter }) => [
      { loop: 'projects', subject: project },
      { loop: 'approvals', subject: agencyOf(project) },
      ...readsLetter(letter),
    ],
    decide: decideOpenAcceptance,
  }),
  command<JudgeAcceptancePart>({
    name: 'judgeAcceptancePart',
    title: { zh: '部门验收', en: 'Judge a part' },
    schema: JudgeAcceptancePart,
    decide: decideJudgePart,
  }),
  command<RectifyAcceptance>({
    name: 'rectifyAcceptance',
    title: { zh: '报整改完成', en: 'Report a finding rectified' },
    schema: RectifyAcceptance,
    reads: ({ project }) => [{ loop: 'approvals', subject: agencyOf(project) }],
    decide: decideRectify,
  }),
  command<CertifyAcceptance>({
    name: 'certifyAcceptance',
    title: { zh: '出具联合验收意见书', en: 'Certify the joint acceptance' },
    schema: CertifyAcceptance,
    decide: decideCertify,
  }),
  command<VoidAcceptanceEvent>({
    name: 'voidAcceptanceEvent',
    title: { zh: '作废验收记录', en: 'Void an acceptance event' },
    schema: VoidAcceptanceEvent,
    decide: decideVoidAcceptance,
  }),
];
