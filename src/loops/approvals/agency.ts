// Deciders of 代办: a mandate is given and taken back; under it an agent logs errands and hands in for the firm. Pure. An agent never touches what a bureau
// decides: who handles an item is the plan's word, and what he hands in counts from the day it is recorded.

import { may } from '../../access/roles.ts';
import type { CommandKind, DecideContext, NewFact, Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { isProblem, type Problem } from '../../kernel/problem.ts';
import {
  agencyOf,
  FileForFirm,
  GiveMandate,
  HandInForFirm,
  LogErrand,
  RevokeMandate,
} from './agency.facts.ts';
import { type Mandate, type MandateFault, mandateFor, mandateRows } from './agency.rows.ts';
import { creditCodeOf } from './applicants.ts';
import { type Decision, NEW_EVENT, newEvent } from './approvals.events.ts';
import {
  courseRefusal,
  findApproval,
  findItem,
  inFuture,
  mayNotRecord,
  notAllowed,
  refusal,
  unitOf,
} from './approvals.refusals.ts';
import { standingEvents } from './approvals.rows.ts';
import { readsLetter, underLetter } from './declaredPath.ts';

const FAULT_WORDS: Readonly<Record<MandateFault, readonly [message: string, fix: string]>> = {
  mandate_missing: ['企业没有授权你代办这个项目', '请企业出具授权委托书，由项目所在单位登记'],
  mandate_over: ['授权当天不在有效期内，或已被撤销', '核对日期；到期的请企业续签授权委托书'],
  item_outside_mandate: ['这个事项不在授权范围内', '只办授权委托书列明的事项；要增加的请企业另行授权'],
};

/** Eighteen places of an identity number, or eleven of a mobile phone: neither belongs into a log that is kept for ever. */
const PERSONAL = /(?<![0-9A-Za-z])(?:[1-9]\d{16}[\dXx]|1[3-9]\d{9})(?![0-9A-Za-z])/;

/** Codes, in order: project_unknown, out_of_scope, role_missing, mandate_by_agent, agent_unknown, item_unknown, mandate_days, occurred_in_future. */
export function decideGiveMandate(command: GiveMandate, context: DecideContext): Decision {
  const { project, agent, items, from, to, document } = command;
  const row = context.subject('projects', project).table('project')[0];
  if (row === undefined) return projectUnknown(project);
  const unit = String(row.unit);
  const refused = notAllowed(unit, 'claim', context);
  if (refused) return refused;
  if (context.actor.account === agent)
    return refusal('mandate_by_agent', '代办员不能给自己授权', '由项目所在单位凭企业的授权委托书登记', 403);
  const account = context.subject('access', agent).table('account')[0];
  if (account === undefined || account.closed_on !== null || !isAgent(account)) {
    const message = `账号“${agent}”不是在用的代办员账号`;
    return refusal('agent_unknown', message, '请系统管理员开立代办员账号，或核对账号');
  }
  const unknown = items.find((item) => findItem(item, context) === undefined);
  if (unknown !== undefined)
    return refusal('item_unknown', `计划里没有审批事项“${unknown}”`, '用计划 approvalItems 里的编号');
  if (to < from) return refusal('mandate_days', `授权到 ${to} 止，早于起始的 ${from}`, '核对起止日期');
  const day = (command.occurredOn ?? context.today) as PlainDate;
  const future = inFuture(day, context);
  if (future) return future;
  const creditCode = command.creditCode ?? creditCodeOf(row);
  const body = {
    project,
    projectName: String(row.name),
    agent,
    agentUnit: String(account.unit),
    agentTitle: String(account.title),
    items: [...new Set(items)],
    from,
    to,
    document,
    ...(creditCode === undefined ? {} : { creditCode }),
  };
  return [{ kind: 'mandateGiven', subject: agencyOf(project), unit, occurredOn: day, body }];
}

function isAgent(account: Row): boolean {
  return may({ roles: (account.roles ?? []) as readonly string[] }, 'actForFirm');
}

function projectUnknown(project: string): Problem {
  return refusal('project_unknown', `没有项目“${project}”`, '核对项目编号，或先登记项目', 404);
}

/** The unit where the project is registered may, and so may the agent himself. Codes, in order: mandate_unknown, out_of_scope, role_missing, mandate_over, occurred_in_future. */
export function decideRevokeMandate(command: RevokeMandate, context: DecideContext): Decision {
  const rows = context.own.table('agency_mandate');
  const mandate = mandateRows(rows).find((one) => one.mandate === command.mandate);
  const unit = rows.find((row) => row.mandate === command.mandate)?.unit;
  if (mandate === undefined || unit === undefined)
    return refusal('mandate_unknown', `没有授权“${command.mandate}”`, '在代办台账里核对', 404);
  const refused =
    context.actor.account === mandate.agent ? undefined : notAllowed(String(unit), 'claim', context);
  if (refused) return refused;
  if (mandate.revokedOn !== null)
    return refusal('mandate_over', `授权已于 ${mandate.revokedOn} 撤销`, '不用再撤销', 409);
  const day = (command.occurredOn ?? context.today) as PlainDate;
  const future = inFuture(day, context);
  if (future) return future;
  return [
    {
      kind: 'mandateRevoked',
      subject: agencyOf(command.project),
      unit: String(unit),
      occurredOn: day,
      corrects: command.mandate,
      body: { project: command.project, reason: command.reason },
    },
  ];
}

/** Codes, in order: role_missing, mandate_missing, mandate_over, item_outside_mandate, occurred_in_future, words_missing, personal_data. */
export function decideLogErrand(command: LogErrand, context: DecideContext): Decision {
  const { project, act, item, words } = command;
  const day = (command.occurredOn ?? context.today) as PlainDate;
  const future = inFuture(day, context);
  const held = heldMandate(context, { project, item, day });
  if (isProblem(held)) return held;
  return future ?? untold(command, context) ?? personal(words) ?? [entry(held, { act, item, words, day })];
}

const QUESTION = '询问';

/** Code: words_missing. A question that says no more than that one asked, and about what, asks nothing. */
function untold({ act, item, words }: LogErrand, context: DecideContext): Problem | undefined {
  const bare = (text: string) => text.replaceAll(/[\s\p{P}]/gu, '');
  const name = findItem(item, context)?.name ?? item;
  const left = act === QUESTION ? bare(words).replace(act, '').replace(bare(name), '') : bare(words);
  if (left.length >= 2) return undefined;
  return act === QUESTION
    ? refusal('words_missing', '没有写问了什么', '写上问了什么、答复是什么，再记')
    : refusal('words_missing', '没有写办了什么', '写上经过，至少 2 个字，再记');
}

interface Errand {
  readonly act: LogErrand['act'];
  readonly item: string;
  readonly words: string;
  readonly day: PlainDate;
  readonly approval?: string;
}

function entry(held: Held, { act, item, words, day, approval }: Errand): NewFact {
  const { mandate, project } = held.mandate;
  return {
    kind: 'agencyLogged',
    subject: agencyOf(project),
    unit: held.unit,
    occurredOn: day,
    body: { project, mandate, act, item, ...(approval === undefined ? {} : { approval }), words },
  };
}

interface Held {
  readonly mandate: Mandate;
  /** The project's own unit: what an errand counts for. */
  readonly unit: string;
}

/** Codes, in order: role_missing, mandate_missing, mandate_over, item_outside_mandate. */
function heldMandate(
  context: DecideContext,
  { project, item, day }: { readonly project: string; readonly item: string; readonly day: PlainDate },
): Held | Problem {
  const { actor } = context;
  if (!may(actor, 'actForFirm')) {
    const message = `账号“${actor.account}”不是代办员`;
    return refusal('role_missing', message, '请代办员办理，或请系统管理员调整角色', 403);
  }
  const rows = context.subject('approvals', agencyOf(project)).table('agency_mandate');
  const found = mandateFor(mandateRows(rows), { agent: actor.account, item, day });
  if (typeof found === 'string') return refusal(found, ...FAULT_WORDS[found], 403);
  return {
    mandate: found,
    unit: String(rows.find((row) => row.mandate === found.mandate)?.unit),
  };
}

function personal(words: string): Problem | undefined {
  if (!PERSONAL.test(words)) return undefined;
  return refusal('personal_data', '日志里像是有手机号或身份证号', '删去个人信息：写岗位，不写人');
}

/** A window that the firm came to itself: it handles approvals, and is no agent. What it takes down for the firm is marked so, and is no errand of anybody. */
function isWindow({ actor }: DecideContext): boolean {
  return !may(actor, 'actForFirm') && may(actor, 'handleApprovals');
}

/**
 * By the firm's agent under his mandate, or by the window that handles the item. Codes, in order: those of heldMandate (an agent's), personal_data,
 * project_unknown, item_unknown, those of mayNotRecord (a window's), kind_not_offered, approval_filed, those of underLetter.
 */
export function decideFileForFirm(command: FileForFirm, context: DecideContext): Decision {
  const { project, item: id, kind, words, letter } = command;
  const day = context.today;
  const held = isWindow(context) ? undefined : heldMandate(context, { project, item: id, day });
  if (isProblem(held)) return held;
  const faulty = personal(words);
  if (faulty) return faulty;
  const row = context.subject('projects', project).table('project')[0];
  if (row === undefined) return projectUnknown(project);
  const item = findItem(id, context);
  if (item === undefined)
    return refusal('item_unknown', `计划里没有审批事项“${id}”`, '用计划 approvalItems 里的编号');
  // Who handles it is the plan's word and nobody else's: an agent names no authority.
  const authority = item.authority === undefined ? undefined : unitOf(item.authority, context);
  const at = { unit: String(row.unit), authority: authority ?? null };
  const refused = held === undefined ? mayNotRecord(at, undefined, context) : undefined;
  if (refused) return refused;
  if (!item.kinds.includes(kind)) {
    const message = `“${item.name}”不能按“${kind}”办理`;
    return refusal('kind_not_offered', message, `可以按：${item.kinds.join('、')}`);
  }
  const subject = `${project}/${id}`;
  if (standingEvents(context.own).length > 0)
    return refusal('approval_filed', `“${subject}”已经收件`, '再次申请的，请办理单位按办件编号收件', 409);
  const creditCode = creditCodeOf(row);
  const body = {
    project,
    projectName: String(row.name),
    item: id,
    kind,
    ...(authority === undefined ? {} : { authority }),
    ...(creditCode === undefined ? {} : { creditCode }),
    ...(letter === undefined ? {} : { letter }),
    ...(held === undefined ? { forFirm: words } : {}),
    manual: true,
  };
  const on = { kind, project, projectRow: row, item: id, itemName: item.name, day, approval: subject };
  const under = underLetter({ ...on, letter }, context);
  if (isProblem(under)) return under;
  return [
    { kind: 'approvalFiled', subject, unit: String(row.unit), occurredOn: day, body },
    ...under,
    ...(held === undefined ? [] : [entry(held, { act: '递交', item: id, words, day, approval: subject })]),
  ];
}

/** Codes, in order: approval_unknown, those of heldMandate (an agent's) or of mayNotRecord (a window's), personal_data, those of the course (approvals.course.ts). */
export function decideHandInForFirm(command: HandInForFirm, context: DecideContext): Decision {
  const { approval, words } = command;
  const found = findApproval(approval, context);
  if (isProblem(found)) return found;
  const { item, project, unit } = found.filed;
  const day = context.today;
  const held = isWindow(context)
    ? mayNotRecord(found.filed, undefined, context)
    : heldMandate(context, { project, item, day });
  if (isProblem(held)) return held;
  const body = { ...(held === undefined ? { forFirm: words } : {}), manual: true };
  const faulty =
    personal(words) ?? courseRefusal([...found.events, newEvent('supplementHandedIn', day, body)], NEW_EVENT);
  if (faulty) return faulty;
  return [
    { kind: 'supplementHandedIn', subject: approval, unit, occurredOn: day, body },
    ...(held === undefined ? [] : [entry(held, { act: '递交', item, words, day, approval })]),
  ];
}

function command<C>(kind: CommandKind<C>): CommandKind<never> {
  return kind as unknown as CommandKind<never>;
}

const agencyRead = (project: string) => ({ loop: 'approvals', subject: agencyOf(project) });
/** The project that an approval's subject begins with. */
const projectOf = (approval: string): string => approval.slice(0, approval.indexOf('/'));

export const AGENCY_COMMANDS: readonly CommandKind<never>[] = [
  command<GiveMandate>({
    name: 'giveMandate',
    title: { zh: '授权代办', en: 'Mandate an agent' },
    schema: GiveMandate,
    tables: ['agency_mandate'],
    subject: ({ project }) => agencyOf(project),
    reads: ({ project, agent }) => [
      { loop: 'projects', subject: project },
      { loop: 'access', subject: agent },
    ],
    decide: decideGiveMandate,
  }),
  command<RevokeMandate>({
    name: 'revokeMandate',
    title: { zh: '撤销代办授权', en: 'Revoke a mandate' },
    schema: RevokeMandate,
    tables: ['agency_mandate'],
    subject: ({ project }) => agencyOf(project),
    decide: decideRevokeMandate,
  }),
  command<LogErrand>({
    name: 'logErrand',
    title: { zh: '记代办日志', en: 'Log an errand' },
    schema: LogErrand,
    tables: ['agency_mandate'],
    subject: ({ project }) => agencyOf(project),
    decide: decideLogErrand,
  }),
  command<FileForFirm>({
    name: 'fileForFirm',
    title: { zh: '代企业递交申请', en: 'File for the firm' },
    schema: FileForFirm,
    tables: ['approval_event', 'agency_mandate', 'promise_event'],
    subject: ({ project, item }) => `${project}/${item}`,
    reads: ({ project, letter }) => [
      { loop: 'projects', subject: project },
      agencyRead(project),
      ...readsLetter(letter),
    ],
    decide: decideFileForFirm,
  }),
  command<HandInForFirm>({
    name: 'handInForFirm',
    title: { zh: '代企业交齐补正', en: 'Hand in for the firm' },
    schema: HandInForFirm,
    tables: ['approval_event', 'agency_mandate'],
    subject: ({ approval }) => approval,
    reads: ({ approval }) => [agencyRead(projectOf(approval))],
    decide: decideHandInForFirm,
  }),
];
