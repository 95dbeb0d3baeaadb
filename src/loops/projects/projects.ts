// Deciders of projects: registered, amended, coded, paid for; those of milestones are in milestones.ts, of standstill and end in turns.ts. Pure: a
// command with the subject's rows, the plan and the clock gives facts, or a refusal with a code.

import { inScope, scopeOf } from '../../access/scope.ts';
import { compare, decimal, isDecimalText } from '../../kernel/decimal.ts';
import type { CommandKind, DecideContext, NewFact } from '../../kernel/loop.ts';
import { endOfMonth, minDate, monthOf, type PlainDate, parseDate } from '../../kernel/plainDate.ts';
import { isProblem, type Problem } from '../../kernel/problem.ts';
import { canonicalProjectCode, validateProjectCode } from '../../kernel/projectCode.ts';
import { confirmedOf, unconfirmed } from '../../kernel/question.ts';
import { clustersSection } from '../../plan/organisation.ts';
import { amountQuestions } from './claimQuestions.ts';
import { batchSubject, leadRows, leadSubject } from './course.rows.ts';
import { COURSE_COMMANDS } from './courseCommands.ts';
import { creditCodeUnsound, creditFindings } from './creditCodes.ts';
import { firstTalkHeld, leadClosed } from './leads.ts';
import { decideClaim, decideCorrect, decideRecognise, decideRefuse, decideRevoke } from './milestones.ts';
import { decidePass, decideSendBack, decideWithdraw } from './passClaim.ts';
import { projectCommand } from './projectCommand.ts';
import { projectAttributesSection } from './projectRules.plan.ts';
import {
  AmendProject,
  BindProjectCode,
  ClaimMilestone,
  CorrectInvestment,
  CorrectMilestone,
  EndProject,
  PassClaim,
  RecogniseMilestone,
  RefuseMilestone,
  RegisterProject,
  ReportInvestment,
  ResumeProject,
  ReviveProject,
  RevokeMilestone,
  SendBackClaim,
  SuspendProject,
  WithdrawClaim,
} from './projects.commands.ts';
import {
  dayImpossible,
  findLifecycle,
  inFuture,
  notAllowed,
  notOfItsSide,
  projectUnknown,
  refusal,
  standsStill,
} from './projects.refusals.ts';
import { findProject, investmentRows, milestoneRows, type ProjectRow } from './projects.rows.ts';
import { HAPPENED_TABLES, registrationMoved } from './registrationDay.ts';
import { decideEnd, decideResume, decideRevive, decideSuspend } from './turns.ts';

type Decision = readonly NewFact[] | Problem;

/**
 * Codes, in order: project_exists, unit_unknown, out_of_scope, role_missing, occurred_in_future, lifecycle_unknown, cluster_unknown,
 * attribute_unknown, attribute_value_unknown, phase_unknown, phase_of_other_lifecycle, credit_code_unsound, lead_unknown, lead_elsewhere, lead_registered, registered_before_lead, lead_given_up,
 * first_talk_held, needs_confirmation. With a lead two facts: the registration, and the lead closed by it.
 */
export function decideRegister(command: RegisterProject, context: DecideContext): Decision {
  const existing = findProject(context.own);
  if (existing) {
    // Its name is told to who may see it: numbers are guessed.
    const isSeen = inScope(scopeOf(context.actor), existing.unit, context.plan.units, context.today);
    const message = `项目编号“${command.project}”${isSeen ? `已登记为“${existing.name}”` : '已被占用'}`;
    return refusal('project_exists', message, '换一个编号；信息有误的，变更登记', 409);
  }
  if (!context.plan.units.find(command.unit, context.today)) {
    return refusal('unit_unknown', `计划里没有单位“${command.unit}”`, '用计划 units 里的编号');
  }
  const { project, unit, occurredOn, confirm, lead, listed: _listed, ...told } = command;
  const day = (occurredOn ?? context.today) as PlainDate;
  const refused =
    notAllowed(unit, 'claim', context) ??
    inFuture(day, context) ??
    lifecycleUnknown(command.lifecycle, context) ??
    clusterUnknown(command.cluster, context) ??
    attributeUnknown(command.attributes, context) ??
    phaseUnknown(command, context) ??
    creditCodeUnsound(command);
  if (refused) return refused;
  const closed =
    lead === undefined
      ? undefined
      : leadClosed({ lead, project, unit, investor: told.investor, registeredOn: day }, context);
  if (isProblem(closed)) return closed;
  const { held, questions } = firstTalk(command, context);
  const asked = held ?? unconfirmed(questions, confirm);
  if (asked) return asked;
  const body = {
    ...told,
    ...(closed === undefined ? {} : { leadReportedOn: closed.leadReportedOn }),
    ...warningsOf(creditFindings(command.creditCode)),
    ...confirmedOf(questions),
  };
  const registered: NewFact = { kind: 'projectRegistered', subject: project, unit, occurredOn: day, body };
  return closed === undefined ? [registered] : [registered, closed.fact];
}

/**
 * Who is named as the investor is asked of first talks as at the registration: a project is not brought past them by naming him afterwards. Codes, in order:
 * project_unknown, out_of_scope, role_missing, not_of_its_side, cluster_unknown, attribute_unknown, attribute_value_unknown, credit_code_unsound, registered_later,
 * registered_before_lead, registered_after_happening, nothing_changed, first_talk_held, needs_confirmation.
 */
export function decideAmend(command: AmendProject, context: DecideContext): Decision {
  const project = findProject(context.own);
  if (!project) return projectUnknown(command.project);
  const refused =
    notAllowed(project.unit, 'claim', context) ??
    notOfItsSide(project, context) ??
    clusterUnknown(command.cluster, context) ??
    attributeUnknown(command.attributes, context) ??
    creditCodeUnsound(command, project.creditCode) ??
    registrationMoved(command, project, context);
  if (refused) return refused;
  const { project: subject, confirm, listed: _listed, ...told } = command;
  if (isAsRegistered(told, project)) return refusal('nothing_changed', '没有变更的项', '写上要变更的项', 409);
  const { held, questions } = amendedTalk(command, project, context);
  const asked = held ?? unconfirmed(questions, confirm);
  if (asked) return asked;
  const body = { ...told, ...warningsOf(creditFindings(command.creditCode)), ...confirmedOf(questions) };
  return [{ kind: 'projectAmended', subject, unit: project.unit, occurredOn: context.today, body }];
}

/** Attributes are rows of their own: where some are told, something is. */
function isAsRegistered(
  { reason: _reason, attributes, ...told }: Omit<AmendProject, 'project' | 'confirm' | 'listed'>,
  project: ProjectRow,
): boolean {
  if (attributes !== undefined) return false;
  const isSame = (now: unknown, before: unknown): boolean => {
    const [a, b] = [String(now), String(before)];
    return a === b || (isDecimalText(a) && isDecimalText(b) && compare(decimal(a), decimal(b)) === 0);
  };
  return Object.entries(told).every(([key, value]) => isSame(value, project[key as keyof typeof told]));
}

/** Only a change of who invests is asked about; what stood at the registration was asked then. */
function amendedTalk(
  { investor, creditCode, name }: AmendProject,
  project: ProjectRow,
  context: DecideContext,
): ReturnType<typeof firstTalkHeld> {
  const isNew = investor !== undefined && investor !== project.investor;
  const isCoded = creditCode !== undefined && creditCode !== project.creditCode;
  if (!isNew && !isCoded) return { questions: [] };
  const said = {
    name: name ?? project.name,
    unit: project.unit,
    ...(isNew ? { investor } : {}),
    ...(isCoded ? { creditCode } : {}),
  };
  return firstTalk(said, context, investor ?? project.investor ?? undefined);
}

/**
 * A doubtful code is warned of and bound all the same, in its one way of writing: the same number is not bound to two projects because one has no hyphens. A phase counts apart from the day it has a code: where a milestone of it stands in a closed month, that
 * asks for 补报 and is listed among the corrections. Codes, in order: project_unknown, out_of_scope, role_missing, not_of_its_side,
 * nothing_changed, project_code_taken.
 */
export function decideBindCode(command: BindProjectCode, context: DecideContext): Decision {
  const project = findProject(context.own);
  if (!project) return projectUnknown(command.project);
  const forbidden = notAllowed(project.unit, 'claim', context) ?? notOfItsSide(project, context);
  if (forbidden) return forbidden;
  const code = canonicalProjectCode(command.code);
  if (project.code === code) {
    return refusal('nothing_changed', `项目代码已经是 ${code}`, '不用再绑定', 409);
  }
  const holder = context.holder('project_code', code);
  if (holder !== undefined && holder !== command.project) {
    const message = `项目代码 ${code} 已绑定在项目“${holder}”上`;
    return refusal('project_code_taken', message, '对照赋码通知书；分期项目须有自己的代码', 409);
  }
  const findings = validateProjectCode(command.code).findings.map(({ code }) => code);
  const body = { code, ...warningsOf(findings) };
  const begins = project.phaseOf !== null && project.code === null;
  const counted = milestoneRows(context.own.table('project_milestone')).filter((one) => one.counted);
  return [
    {
      kind: 'projectCodeBound',
      subject: command.project,
      unit: project.unit,
      occurredOn: context.today,
      ...(begins ? { moves: counted.map(({ occurredOn }) => occurredOn) } : {}),
      body,
    },
  ];
}

/**
 * Codes, in order: project_unknown, out_of_scope, role_missing, occurred_outside_month, occurred_in_future, occurred_before_registration,
 * project_ended, investment_reported, needs_confirmation.
 */
export function decideReportInvestment(command: ReportInvestment, context: DecideContext): Decision {
  const project = findProject(context.own);
  if (!project) return projectUnknown(command.project);
  // By any unit that reaches it: funds in place are the finance bureau's to report.
  const forbidden = notAllowed(project.unit, 'report', context);
  if (forbidden) return forbidden;
  const first = parseDate(`${command.month}-01`);
  // A month to come keeps its own first day, so that it is refused as the future and not as a day outside the month.
  const usual = first > context.today ? first : minDate(endOfMonth(first), context.today);
  const day = (command.occurredOn ?? usual) as PlainDate;
  if (monthOf(day) !== command.month) {
    return refusal('occurred_outside_month', `${day} 不在 ${command.month} 之内`, '月份与日期改成一致');
  }
  // Investment goes on being settled while a project stands still; only its end closes the account.
  const refused = dayImpossible(day, project, context) ?? standsStill(day, project, []);
  if (refused) return refused;
  const reported = investmentRows(context.own.table('project_investment')).some(
    (row) => row.stands && row.measure === command.measure && row.month === command.month,
  );
  if (reported) {
    return refusal('investment_reported', `${command.month} 已报过`, '数有误的，更正原月报', 409);
  }
  const questions = amountQuestions(command.amountYuan, project);
  const asked = unconfirmed(questions, command.confirm);
  if (asked) return asked;
  const { measure, month, amountYuan } = command;
  const body = { measure, month, amountYuan, ...confirmedOf(questions) };
  return [
    { kind: 'investmentReported', subject: command.project, unit: project.unit, occurredOn: day, body },
  ];
}

/**
 * One that moves a closed month asks for 补报. Codes, in order: project_unknown, report_unknown, out_of_scope, role_missing, nothing_changed,
 * needs_confirmation.
 */
export function decideCorrectInvestment(command: CorrectInvestment, context: DecideContext): Decision {
  const project = findProject(context.own);
  if (!project) return projectUnknown(command.project);
  const rows = investmentRows(context.own.table('project_investment'));
  const named = rows.find(({ report }) => report === command.report);
  if (!named) return refusal('report_unknown', '没有这条月报', '在项目页打开后再更正', 404);
  const forbidden = notAllowed(project.unit, 'report', context);
  if (forbidden) return forbidden;
  const standing = rows.find((row) => row.stands && row.rootReport === named.rootReport) ?? named;
  if (compare(decimal(standing.amountYuan), decimal(command.amountYuan)) === 0) {
    return refusal(
      'nothing_changed',
      `${standing.month} 现在就是 ${standing.amountYuan} 元`,
      '不用更正',
      409,
    );
  }
  const questions = amountQuestions(command.amountYuan, project);
  const asked = unconfirmed(questions, command.confirm);
  if (asked) return asked;
  const body = { amountYuan: command.amountYuan, reason: command.reason, ...confirmedOf(questions) };
  const fact = { kind: 'investmentCorrected', subject: command.project, unit: named.unit };
  return [
    { ...fact, occurredOn: context.today, corrects: named.rootReport, moves: [named.occurredOn], body },
  ];
}

function lifecycleUnknown(id: string, context: DecideContext): Problem | undefined {
  if (findLifecycle(id, context)) return undefined;
  return refusal('lifecycle_unknown', `计划里没有生命周期“${id}”`, '用计划 lifecycles 里的编号');
}

function clusterUnknown(id: string | undefined, context: DecideContext): Problem | undefined {
  if (id === undefined) return undefined;
  const clusters = context.plan.section(clustersSection);
  // A plan that lists no clusters leaves the field free.
  if (clusters.length === 0 || clusters.some((cluster) => cluster.id === id)) return undefined;
  return refusal('cluster_unknown', `计划里没有集群“${id}”`, '用计划 clusters 里的编号，或不填');
}

/** Codes, in order: attribute_unknown, attribute_value_unknown. */
function attributeUnknown(
  told: Readonly<Record<string, string>> | undefined,
  context: DecideContext,
): Problem | undefined {
  const known = told === undefined ? [] : context.plan.section(projectAttributesSection);
  for (const [attribute, value] of Object.entries(told ?? {})) {
    const declared = known.find(({ id }) => id === attribute);
    if (!declared) {
      const fix =
        known.length === 0 ? '计划没有列属性：去掉它' : `可用：${known.map(({ id }) => id).join('、')}`;
      return refusal('attribute_unknown', `计划里没有项目属性“${attribute}”`, fix);
    }
    if (!declared.values.some(({ id }) => id === value)) {
      const values = declared.values.map(({ id, title }) => `${id}（${title}）`).join('、');
      return refusal('attribute_value_unknown', `“${declared.title}”没有取值“${value}”`, `可用：${values}`);
    }
  }
  return undefined;
}

/** Another unit's first talk (leads.ts); a credit code that was first reported under another name is asked about. */
function firstTalk(
  { investor, creditCode, name, unit }: Pick<RegisterProject, 'investor' | 'creditCode' | 'name' | 'unit'>,
  context: DecideContext,
  /** Under whose name the credit code may have been reported first. */
  named = investor,
): ReturnType<typeof firstTalkHeld> {
  const own = named === undefined ? undefined : leadSubject(named);
  const leads =
    investor === undefined
      ? []
      : leadRows(context.subject('projects', leadSubject(investor)).table('project_lead'));
  const said = firstTalkHeld(leads, name, unit, context);
  const holder = creditCode === undefined ? undefined : context.holder('lead_code', creditCode);
  if (holder === undefined || holder === own || said.held) return said;
  const message = `统一社会信用代码 ${creditCode} 已由“${holder.slice('lead/'.length)}”首报，请先核对是谁首报`;
  return { questions: [...said.questions, { code: 'credit_code_first_reported', message }] };
}

/** Codes, in order: phase_unknown (also of one that the actor may not see), phase_of_other_lifecycle. */
function phaseUnknown(
  { project, phaseOf, lifecycle }: RegisterProject,
  context: DecideContext,
): Problem | undefined {
  if (phaseOf === undefined) return undefined;
  const whole = phaseOf === project ? undefined : findProject(context.subject('projects', phaseOf));
  const { actor, plan, today } = context;
  if (!whole || whole.phaseOf !== null || !inScope(scopeOf(actor), whole.unit, plan.units, today))
    return refusal('phase_unknown', `总项目“${phaseOf}”没有登记，或它自己是分期`, '先登记总项目');
  if (whole.lifecycle === lifecycle) return undefined;
  const message = `总项目“${whole.name}”走的是另一种全生命周期`;
  return refusal('phase_of_other_lifecycle', message, '分期与总项目同一类型；不同类型的，单独登记');
}

function warningsOf(codes: readonly string[]): { warnings?: string[] } {
  return codes.length === 0 ? {} : { warnings: [...codes] };
}

const CLAIM_TABLES = ['project', 'project_milestone', 'project_suspension', 'project_claim_draft'];

export const PROJECT_COMMANDS: readonly CommandKind<never>[] = [
  projectCommand({
    name: 'registerProject',
    makesSubject: true,
    tables: ['project', 'project_lead'],
    title: { zh: '登记项目', en: 'Register a project' },
    schema: RegisterProject,
    decide: decideRegister,
    // The lead that it was is closed by it.
    reads: ({ lead, investor }) =>
      lead === undefined || investor === undefined
        ? []
        : [{ loop: 'projects', subject: leadSubject(investor) }],
    looksAt: ({ phaseOf, investor, lead }) => [
      ...(phaseOf === undefined ? [] : [{ loop: 'projects', subject: phaseOf }]),
      ...(investor === undefined || lead !== undefined
        ? []
        : [{ loop: 'projects', subject: leadSubject(investor) }]),
    ],
    looksUp: ({ creditCode }) => (creditCode === undefined ? [] : [{ kind: 'lead_code', key: creditCode }]),
  }),
  projectCommand({
    name: 'amendProject',
    tables: ['project', 'project_lead', ...HAPPENED_TABLES],
    title: { zh: '变更登记', en: 'Amend a project' },
    schema: AmendProject,
    decide: decideAmend,
    looksAt: ({ investor }) =>
      investor === undefined ? [] : [{ loop: 'projects', subject: leadSubject(investor) }],
    looksUp: ({ creditCode }) => (creditCode === undefined ? [] : [{ kind: 'lead_code', key: creditCode }]),
  }),
  projectCommand({
    name: 'bindProjectCode',
    tables: ['project', 'project_milestone'],
    title: { zh: '绑定项目代码', en: 'Bind a project code' },
    schema: BindProjectCode,
    decide: decideBindCode,
    reserves: ({ code }) => [{ kind: 'project_code', key: canonicalProjectCode(code) }],
  }),
  projectCommand({
    name: 'claimMilestone',
    tables: [...CLAIM_TABLES, 'project_batch'],
    looksAt: ({ batch }) => (batch === undefined ? [] : [{ loop: 'projects', subject: batchSubject(batch) }]),
    title: { zh: '申报', en: 'Claim a milestone' },
    schema: ClaimMilestone,
    decide: decideClaim,
  }),
  projectCommand({
    name: 'correctMilestone',
    tables: CLAIM_TABLES,
    title: { zh: '更正申报', en: 'Correct a claim' },
    schema: CorrectMilestone,
    decide: decideCorrect,
  }),
  projectCommand({
    name: 'passClaim',
    tables: CLAIM_TABLES,
    title: { zh: '审核通过、签发', en: 'Pass a claim on' },
    schema: PassClaim,
    decide: decidePass,
  }),
  projectCommand({
    name: 'sendBackClaim',
    tables: ['project', 'project_claim_draft'],
    title: { zh: '退回填报', en: 'Send a claim back' },
    schema: SendBackClaim,
    decide: decideSendBack,
  }),
  projectCommand({
    name: 'withdrawClaim',
    tables: ['project', 'project_claim_draft'],
    title: { zh: '收回填报', en: 'Withdraw a draft' },
    schema: WithdrawClaim,
    decide: decideWithdraw,
  }),
  projectCommand({
    name: 'recogniseMilestone',
    tables: ['project', 'project_milestone'],
    title: { zh: '认定', en: 'Recognise' },
    schema: RecogniseMilestone,
    decide: decideRecognise,
  }),
  projectCommand({
    name: 'refuseMilestone',
    tables: ['project', 'project_milestone'],
    title: { zh: '不予认定', en: 'Refuse' },
    schema: RefuseMilestone,
    decide: decideRefuse,
  }),
  projectCommand({
    name: 'revokeMilestone',
    tables: ['project', 'project_milestone'],
    title: { zh: '撤销认定', en: 'Revoke' },
    schema: RevokeMilestone,
    decide: decideRevoke,
  }),
  projectCommand({
    name: 'reportInvestment',
    tables: ['project', 'project_investment'],
    title: { zh: '投资月报', en: 'Report investment' },
    schema: ReportInvestment,
    decide: decideReportInvestment,
  }),
  projectCommand({
    name: 'correctInvestment',
    tables: ['project', 'project_investment'],
    title: { zh: '更正投资月报', en: 'Correct investment' },
    schema: CorrectInvestment,
    decide: decideCorrectInvestment,
  }),
  projectCommand({
    name: 'suspendProject',
    tables: ['project', 'project_suspension', 'project_milestone'],
    title: { zh: '暂停项目', en: 'Suspend a project' },
    schema: SuspendProject,
    decide: decideSuspend,
  }),
  projectCommand({
    name: 'resumeProject',
    tables: ['project', 'project_suspension'],
    title: { zh: '恢复项目', en: 'Resume a project' },
    schema: ResumeProject,
    decide: decideResume,
  }),
  projectCommand({
    name: 'endProject',
    tables: ['project', 'project_suspension', 'project_milestone'],
    title: { zh: '终止项目', en: 'End a project' },
    schema: EndProject,
    decide: decideEnd,
  }),
  projectCommand({
    name: 'reviveProject',
    tables: ['project', 'project_suspension'],
    title: { zh: '恢复已终止的项目', en: 'Revive an ended project' },
    schema: ReviveProject,
    decide: decideRevive,
  }),
  ...COURSE_COMMANDS,
];
