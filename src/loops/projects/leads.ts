// Deciders of 首报首谈: the first unit to report an investor's project holds the first talk for the time that the plan gives; a second one is told who was
// first; the city may transfer it with a reason. Pure. All reports of one investor are one subject, so that their order is the order of recording.
import { isNamed } from '../../access/scope.ts';
import type { DecideContext, NewFact } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import type { Problem } from '../../kernel/problem.ts';
import { confirmedOf, type Question, unconfirmed } from '../../kernel/question.ts';
import type { GiveUpLead, ReportLead, TransferLead } from './course.commands.ts';
import { heldThrough, holderOf, type LeadRow, leadRows, leadSubject, sameProject } from './course.rows.ts';
import { creditCodeUnsound } from './creditCodes.ts';
import { plainName } from './projectNames.ts';
import { projectRulesSection } from './projectRules.plan.ts';
import { inFuture, notAllowed, refusal } from './projects.refusals.ts';

type Decision = readonly NewFact[] | Problem;

function rulesOf({ plan, today }: DecideContext) {
  const { holdDays, alikePct, transferredBy } = plan.section(projectRulesSection).leads;
  return { today, holdDays, alikePct, transferredBy };
}

function toldWho(lead: LeadRow, context: DecideContext): string {
  const { holdDays } = rulesOf(context);
  const unit = context.plan.units.find(lead.unit, context.today)?.name ?? lead.unit;
  return `“${lead.investor}”的“${lead.project}”由${unit}于 ${lead.reportedOn} 首报，首谈保留至 ${heldThrough(lead, holdDays)}`;
}

/**
 * A second unit may report all the same and stands behind the first. Codes, in order: investor_without_name, unit_unknown, out_of_scope, role_missing,
 * occurred_in_future, credit_code_unsound, lead_code_elsewhere, lead_reported, needs_confirmation.
 */
export function decideReportLead(command: ReportLead, context: DecideContext): Decision {
  if (plainName(command.investor) === '') {
    return refusal('investor_without_name', '投资方名称没有文字', '写投资方的全称');
  }
  const unit = command.unit ?? context.actor.unit;
  if (!context.plan.units.find(unit, context.today)) {
    return refusal('unit_unknown', `计划里没有单位“${unit}”`, '用计划 units 里的编号');
  }
  const day = (command.occurredOn ?? context.today) as PlainDate;
  const refused =
    notAllowed(unit, 'claim', context) ??
    inFuture(day, context) ??
    creditCodeUnsound(command) ??
    codeElsewhere(command, context);
  if (refused) return refused;
  const leads = leadRows(context.own.table('project_lead'));
  const rules = rulesOf(context);
  const own = leads.find(
    (lead) =>
      lead.unit === unit &&
      !lead.givenUp &&
      heldThrough(lead, rules.holdDays) >= context.today &&
      sameProject(lead.project, command.project, 100),
  );
  if (own) return refusal('lead_reported', `本单位已报过：${toldWho(own, context)}`, '不用再报', 409);
  const questions = leadQuestions(leads, command.project, unit, context);
  const asked = unconfirmed(questions, command.confirm);
  if (asked) return asked;
  const { occurredOn: _, unit: __, confirm: ___, ...told } = command;
  const body = { ...told, ...confirmedOf(questions) };
  return [{ kind: 'leadReported', subject: leadSubject(command.investor), unit, occurredOn: day, body }];
}

/** `first_reported_elsewhere`: of the same project, or of one whose name is near. `investor_held_elsewhere`: of another project of the investor. */
export function leadQuestions(
  leads: readonly LeadRow[],
  project: string,
  unit: string,
  context: DecideContext,
): readonly Question[] {
  const rules = rulesOf(context);
  const first = holderOf(leads, project, rules);
  if (first) {
    if (first.unit === unit) return [];
    return [{ code: 'first_reported_elsewhere', message: toldWho(first, context) }];
  }
  const any = holderOf(leads, undefined, rules);
  if (!any || any.unit === unit) return [];
  return [{ code: 'investor_held_elsewhere', message: toldWho(any, context) }];
}

/** One credit code, one investor: reported under another name before. */
function codeElsewhere(command: ReportLead, context: DecideContext): Problem | undefined {
  if (command.creditCode === undefined) return undefined;
  const holder = context.holder('lead_code', command.creditCode);
  if (holder === undefined || holder === leadSubject(command.investor)) return undefined;
  const name = holder.slice('lead/'.length);
  const message = `统一社会信用代码 ${command.creditCode} 已由“${name}”首报`;
  return refusal('lead_code_elsewhere', message, `核对代码；是同一投资方的，用“${name}”报`, 409);
}

/** Codes, in order: lead_unknown, out_of_scope, role_missing, lead_registered, transfer_not_yours, transfer_not_named, unit_unknown, nothing_changed. */
export function decideTransferLead(command: TransferLead, context: DecideContext): Decision {
  const lead = findLead(command, context);
  if ('code' in lead) return lead;
  const { actor, plan, today } = context;
  const forbidden = notAllowed(lead.unit, 'recognise', context) ?? registeredAlready(lead);
  if (forbidden) return forbidden;
  if (actor.unit === lead.unit || actor.unit === command.toUnit) {
    const message = '转交由市里决定，交出和接手的单位都不能自己办';
    return refusal('transfer_not_yours', message, '请市级单位办理', 403);
  }
  const { transferredBy } = rulesOf(context);
  if (!isNamed(transferredBy, actor, plan.units, today)) {
    const message = `按计划，决定转交的单位是 ${transferredBy.join('、')}`;
    return refusal('transfer_not_named', message, '请计划写明的单位办理', 403);
  }
  if (!plan.units.find(command.toUnit, today)) {
    return refusal('unit_unknown', `计划里没有单位“${command.toUnit}”`, '用计划 units 里的编号');
  }
  if (lead.unit === command.toUnit && !lead.givenUp) {
    return refusal('nothing_changed', '线索本来就在这个单位', '不用转交', 409);
  }
  const body = { toUnit: command.toUnit, reason: command.reason };
  return [act('leadTransferred', command.investor, lead, command.toUnit, body, today)];
}

/** Codes, in order: lead_unknown, out_of_scope, role_missing, lead_registered, lead_given_up. */
export function decideGiveUpLead(command: GiveUpLead, context: DecideContext): Decision {
  const lead = findLead(command, context);
  if ('code' in lead) return lead;
  const forbidden = notAllowed(lead.unit, 'claim', context) ?? registeredAlready(lead);
  if (forbidden) return forbidden;
  if (lead.givenUp) return refusal('lead_given_up', '这条线索已放弃', '不用再办', 409);
  return [act('leadGivenUp', command.investor, lead, lead.unit, { reason: command.reason }, context.today)];
}

function act(
  kind: string,
  investor: string,
  lead: LeadRow,
  unit: string,
  body: NewFact['body'],
  today: PlainDate,
): NewFact {
  return { kind, subject: leadSubject(investor), unit, occurredOn: today, corrects: lead.lead, body };
}

function findLead(command: { readonly lead: string }, context: DecideContext): LeadRow | Problem {
  const lead = leadRows(context.own.table('project_lead')).find((one) => one.lead === command.lead);
  return lead ?? refusal('lead_unknown', '没有这条线索', '在招商线索里打开后再办', 404);
}

function registeredAlready({ registeredAs, investor, project }: LeadRow): Problem | undefined {
  if (registeredAs === null) return undefined;
  return refusal('lead_registered', `“${investor}”的“${project}”已登记为项目`, '打开项目页办理', 409);
}

/**
 * The fact that closes a lead, beside the registration that it became. The first talk goes on holding: another unit's registration of the same project still runs into it.
 * Codes, in order: lead_unknown, lead_elsewhere, lead_registered, registered_before_lead, lead_given_up.
 */
export function leadClosed(
  {
    lead: id,
    project,
    unit,
    investor,
    registeredOn,
  }: {
    readonly lead: string;
    readonly registeredOn: PlainDate;
    readonly project: string;
    readonly unit: string;
    readonly investor: string | undefined;
  },
  context: DecideContext,
): { readonly fact: NewFact; readonly leadReportedOn: PlainDate } | Problem {
  const unknown = refusal('lead_unknown', '没有这条线索，或投资方不是它的', '在招商线索里打开后再登记', 404);
  if (investor === undefined) return unknown;
  const rows = context.subject('projects', leadSubject(investor)).table('project_lead');
  const lead = leadRows(rows).find((one) => one.lead === id);
  if (lead === undefined) return unknown;
  if (lead.unit !== unit) {
    const held = context.plan.units.find(lead.unit, context.today)?.name ?? lead.unit;
    return refusal('lead_elsewhere', `这条线索在${held}`, '由持有线索的单位登记，或请市里决定转交', 409);
  }
  const closed = registeredAlready(lead) ?? beforeLead(registeredOn, lead.reportedOn);
  if (closed) return closed;
  if (lead.givenUp) return refusal('lead_given_up', '这条线索已放弃', '重新首报，或不由线索登记', 409);
  const fact = act('leadRegistered', investor, lead, unit, { project }, context.today);
  return { fact, leadReportedOn: lead.reportedOn };
}

/** `registered_before_lead`: a project does not begin before its lead was first reported. */
export function beforeLead(day: PlainDate, reportedOn: PlainDate | null | undefined): Problem | undefined {
  if (reportedOn == null || day >= reportedOn) return undefined;
  const message = `登记日期 ${day} 早于线索首报日 ${reportedOn}`;
  return refusal('registered_before_lead', message, '写首报当天或以后的日期');
}

/**
 * Whether a registration runs into another unit's first talk: refused of the same project, asked of another one of the investor. Codes: first_talk_held.
 */
export function firstTalkHeld(
  leads: readonly LeadRow[],
  project: string,
  unit: string,
  context: DecideContext,
): { readonly held?: Problem; readonly questions: readonly Question[] } {
  const rules = rulesOf(context);
  const first = holderOf(leads, project, rules);
  if (first && first.unit !== unit) {
    const exact = sameProject(first.project, project, 100);
    const message = toldWho(first, context);
    if (!exact) return { questions: [{ code: 'first_reported_elsewhere', message }] };
    const fix = '与首报单位商量，或请市里决定转交';
    return { held: refusal('first_talk_held', message, fix, 409), questions: [] };
  }
  return { questions: first ? [] : leadQuestions(leads, project, unit, context) };
}
