// Deciders of approvals: received, accepted, asked for supplements, paused, reviewed, extended, decided, withdrawn, corrected. Those of deferrals and of
// fault tolerance are in deferrals.ts. Pure: a command with the subject's events, the plan and the clock gives facts, or a refusal with a code.
import type { JsonObject } from '../../kernel/json.ts';
import type { CommandKind, DecideContext } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { isProblem, type Problem } from '../../kernel/problem.ts';
import { applicantRead, findApplicant } from './applicants.ts';
import {
  type AboutApproval,
  AcceptApproval,
  AcceptBackEntry,
  ApplyFaultTolerance,
  AskSupplement,
  approvalOf,
  CorrectApprovalEvent,
  DecideApproval,
  DecideFaultTolerance,
  EndTechnicalReview,
  ExtendApproval,
  ExtendDeferral,
  FileApproval,
  firmOf,
  GiveDocumentNumber,
  GrantDeferral,
  HandInSupplement,
  MeetDeferral,
  PauseClock,
  RepairCredit,
  ResumeClock,
  StartTechnicalReview,
  VoidApprovalEvent,
  WithdrawApproval,
} from './approvals.commands.ts';
import { applicationKey, type Decision, marksOf, NEW_EVENT, newEvent } from './approvals.events.ts';
import type { Source } from './approvals.facts.ts';
import { decisionGrounds, extendable, type Look, pauseGrounds } from './approvals.looks.ts';
import type { ApprovalItem } from './approvals.plan.ts';
import {
  courseRefusal,
  findApproval,
  findItem,
  inFuture,
  mayNotRecord,
  notHandledBy,
  projectEnded,
  refusal,
  unitOf,
} from './approvals.refusals.ts';
import { standingEvents } from './approvals.rows.ts';
import { decideAcceptBackEntry, decideCorrectEvent, decideVoidEvent } from './corrections.ts';
import { readsLetter, underLetter } from './declaredPath.ts';
import {
  decideApplyTolerance,
  decideExtendDeferral,
  decideGrantDeferral,
  decideMeetDeferral,
  decideRepairCredit,
  decideTolerance,
} from './deferrals.ts';
import { decideGiveNumber } from './documentNumbers.ts';
import { FIRM_TABLES } from './door.ts';

/**
 * Codes, in order: project_unknown, item_unknown, unit_unknown, those of mayNotRecord (approvals.refusals.ts), occurred_in_future,
 * project_ended, kind_not_offered, approval_filed, application_taken, firm_mismatch, those of underLetter (declaredPath.ts).
 */
export function decideFile(command: FileApproval, context: DecideContext): Decision {
  const { project, item: itemId, kind, occurredOn, source } = command;
  const row = context.subject('projects', project).table('project')[0];
  if (row === undefined)
    return refusal('project_unknown', `没有项目“${project}”`, '核对项目编号，或先登记项目', 404);
  const item = findItem(itemId, context);
  if (item === undefined)
    return refusal('item_unknown', `计划里没有审批事项“${itemId}”`, '用计划 approvalItems 里的编号');
  const named = command.authority ?? item.authority;
  const authority = named === undefined ? null : (unitOf(named, context) ?? null);
  if (command.authority !== undefined && authority === null)
    return refusal('unit_unknown', `计划里没有单位“${command.authority}”`, '用计划 units 或 posts 里的编号');
  const unit = String(row.unit);
  const day = (occurredOn ?? context.today) as PlainDate;
  // What another system received for it is told as it was.
  const ended = source === undefined ? projectEnded(row.ended_on, day) : undefined;
  const refused = notToFile(item, { unit, authority }, source, context) ?? inFuture(day, context) ?? ended;
  if (refused) return refused;
  if (!item.kinds.includes(kind)) {
    const message = `“${item.name}”不能按“${kind}”办理`;
    return refusal('kind_not_offered', message, `可以按：${item.kinds.join('、')}`);
  }
  const subject = approvalOf(command);
  if (standingEvents(context.own).length > 0)
    return refusal('approval_filed', `“${subject}”已经收件`, '再次申请的，填另一个办件编号', 409);
  const holder = source && context.holder(APPLICATION, applicationKey(source));
  if (holder !== undefined && holder !== subject) {
    const message = `办件编号 ${source?.application} 已用在“${holder}”上`;
    return refusal('application_taken', message, '核对办件编号和事项', 409);
  }
  const applicant = findApplicant(project, command.creditCode, { unit, context });
  if (isProblem(applicant)) return applicant;
  const { creditCode, named: firstNamed } = applicant;
  const body = {
    project,
    projectName: String(row.name),
    item: itemId,
    kind,
    ...(authority === null ? {} : { authority }),
    ...(creditCode === undefined ? {} : { creditCode }),
    ...(command.letter === undefined ? {} : { letter: command.letter }),
    ...marksOf(source, day, context.today),
  };
  const on = { kind, project, projectRow: row, item: itemId, itemName: item.name, day, approval: subject };
  const under = underLetter({ ...on, letter: command.letter }, context);
  if (isProblem(under)) return under;
  return [{ kind: 'approvalFiled', subject, unit, occurredOn: day, body }, ...under, ...firstNamed];
}

/** A body that the sender names itself does not put the plan's out of its own item. */
function notToFile(
  item: ApprovalItem,
  at: { readonly unit: string; readonly authority: string | null },
  source: Source | undefined,
  context: DecideContext,
): Problem | undefined {
  const refused = mayNotRecord(at, source, context);
  const planned = item.authority === undefined ? undefined : unitOf(item.authority, context);
  if (refused || source !== undefined || planned === undefined) return refused;
  return notHandledBy(planned, context);
}

const APPLICATION = 'approval_application';

/**
 * One event of an approval, at any day at which the course holds with it. Codes, in order: approval_unknown, out_of_scope, role_missing,
 * authority_not_named, occurred_in_future, those of the event's own look, those of the course (approvals.course.ts).
 */
function decideEvent<C extends AboutApproval>(
  kind: string,
  command: C,
  context: DecideContext,
  look?: Look<C>,
): Decision {
  const found = findApproval(command.approval, context);
  if (!('filed' in found)) return found;
  const { approval, occurredOn, source, ...told } = command;
  const day = (occurredOn ?? context.today) as PlainDate;
  const body = { ...told, ...marksOf(source, day, context.today) } as JsonObject;
  const refused =
    mayNotRecord(found.filed, source, context) ??
    inFuture(day, context) ??
    look?.(command, found, context) ??
    courseRefusal([...found.events, newEvent(kind, day, body)], NEW_EVENT);
  if (refused) return refused;
  return [{ kind, subject: approval, unit: found.filed.unit, occurredOn: day, body }];
}

const events = ['approval_event'] as const;

function eventCommand<C extends AboutApproval>(
  name: string,
  kind: string,
  title: readonly [zh: string, en: string],
  schema: CommandKind<C & JsonObject>['schema'],
  look?: Look<C>,
): CommandKind<never> {
  return command<C & JsonObject>({
    name,
    title: { zh: title[0], en: title[1] },
    schema,
    tables: events,
    subject: ({ approval }) => approval,
    decide: (body, context) => decideEvent(kind, body, context, look as Look<C & JsonObject>),
  });
}

const ofApproval = ({ approval }: { readonly approval: string }): string => approval;
/** The project that an approval's subject begins with. */
const projectOf = (approval: string): string => approval.slice(0, approval.indexOf('/'));
const readsFirm = ({ creditCode }: { readonly creditCode: string }) => [
  { loop: 'approvals', subject: firmOf(creditCode) },
];

export const APPROVAL_COMMANDS: readonly CommandKind<never>[] = [
  command({
    name: 'fileApproval',
    title: { zh: '收件', en: 'Receive an application' },
    schema: FileApproval,
    tables: ['approval_event', 'promise_event', 'project_applicant'],
    subject: approvalOf,
    reads: ({ project, letter, creditCode }) => [
      { loop: 'projects', subject: project },
      ...readsLetter(letter),
      ...(creditCode === undefined ? [] : [applicantRead(project)]),
    ],
    looksAt: ({ project, creditCode }) => (creditCode === undefined ? [applicantRead(project)] : []),
    reserves: ({ source }) =>
      source === undefined ? [] : [{ kind: APPLICATION, key: applicationKey(source) }],
    decide: decideFile,
  }),
  eventCommand('acceptApproval', 'approvalAccepted', ['受理', 'Accept'], AcceptApproval),
  eventCommand('askSupplement', 'supplementAsked', ['一次告知补正', 'Ask for supplements'], AskSupplement),
  eventCommand(
    'handInSupplement',
    'supplementHandedIn',
    ['补正交齐', 'Hand in supplements'],
    HandInSupplement,
  ),
  eventCommand('pauseClock', 'clockPaused', ['停表', 'Pause a clock'], PauseClock, pauseGrounds),
  eventCommand('resumeClock', 'clockResumed', ['恢复计时', 'Resume a clock'], ResumeClock),
  eventCommand(
    'startTechnicalReview',
    'technicalReviewStarted',
    ['技术审查开始', 'Start a technical review'],
    StartTechnicalReview,
  ),
  eventCommand(
    'endTechnicalReview',
    'technicalReviewEnded',
    ['技术审查结束', 'End a technical review'],
    EndTechnicalReview,
  ),
  eventCommand('extendApproval', 'approvalExtended', ['依法延长', 'Extend'], ExtendApproval, extendable),
  eventCommand('decideApproval', 'approvalDecided', ['作出决定', 'Decide'], DecideApproval, decisionGrounds),
  eventCommand('withdrawApproval', 'approvalWithdrawn', ['申请人撤回', 'Withdraw'], WithdrawApproval),
  command({
    name: 'correctApprovalEvent',
    title: { zh: '更正日期', en: 'Correct a date' },
    schema: CorrectApprovalEvent,
    tables: events,
    subject: ofApproval,
    decide: decideCorrectEvent,
  }),
  command({
    name: 'voidApprovalEvent',
    title: { zh: '作废', en: 'Void an event' },
    schema: VoidApprovalEvent,
    tables: events,
    subject: ofApproval,
    decide: decideVoidEvent,
  }),
  command({
    name: 'giveDocumentNumber',
    title: { zh: '补文号', en: 'Give a document number' },
    schema: GiveDocumentNumber,
    tables: events,
    subject: ofApproval,
    decide: decideGiveNumber,
  }),
  command<AcceptBackEntry>({
    name: 'acceptBackEntry',
    title: { zh: '认可事后补记', en: 'Accept an entry made afterwards' },
    schema: AcceptBackEntry,
    tables: ['approval_event', 'firm_debt'],
    subject: ofApproval,
    reads: ({ creditCode }) => (creditCode === undefined ? [] : readsFirm({ creditCode })),
    decide: decideAcceptBackEntry,
  }),
  command<GrantDeferral>({
    name: 'grantDeferral',
    title: { zh: '容缺受理', en: 'Grant a deferral' },
    schema: GrantDeferral,
    tables: ['approval_event', ...FIRM_TABLES, 'project_applicant'],
    subject: ofApproval,
    reads: (body) => [...readsFirm(body), applicantRead(projectOf(body.approval))],
    looksAt: ({ approval }) => [{ loop: 'projects', subject: projectOf(approval) }],
    decide: decideGrantDeferral,
  }),
  command<MeetDeferral>({
    name: 'meetDeferral',
    title: { zh: '容缺补齐', en: 'Meet a deferral' },
    schema: MeetDeferral,
    tables: ['approval_event', 'firm_debt'],
    subject: ofApproval,
    reads: readsFirm,
    decide: decideMeetDeferral,
  }),
  command<ExtendDeferral>({
    name: 'extendDeferral',
    title: { zh: '容缺顺延（不可抗力）', en: 'Extend a deferral (force majeure)' },
    schema: ExtendDeferral,
    tables: ['approval_event', 'firm_debt'],
    subject: ofApproval,
    reads: readsFirm,
    decide: decideExtendDeferral,
  }),
  command({
    name: 'repairCredit',
    title: { zh: '信用修复', en: 'Repair credit' },
    schema: RepairCredit,
    tables: FIRM_TABLES,
    subject: ({ creditCode }) => firmOf(creditCode),
    decide: decideRepairCredit,
  }),
  command({
    name: 'applyFaultTolerance',
    title: { zh: '申请容错', en: 'Apply for fault tolerance' },
    schema: ApplyFaultTolerance,
    tables: ['approval_event', 'approval_tolerance'],
    subject: ofApproval,
    decide: decideApplyTolerance,
  }),
  command({
    name: 'decideFaultTolerance',
    title: { zh: '认定容错', en: 'Decide on fault tolerance' },
    schema: DecideFaultTolerance,
    tables: ['approval_event', 'approval_tolerance'],
    subject: ofApproval,
    decide: decideTolerance,
  }),
];

/** The registry holds commands of all bodies in one list; the ledger hands each only what its own schema gave. */
function command<C>(kind: CommandKind<C>): CommandKind<never> {
  return kind as unknown as CommandKind<never>;
}
