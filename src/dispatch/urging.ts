// Deciders of 催办: who holds a matter is urged to answer, answers, or the urge is taken back. Pure. One open urge for a holder and a matter where it stands
// now: a second is refused, and a unique row holds it against two at once. Nothing here touches a clock, a light or a due day of what is urged.
import { may } from '../access/roles.ts';
import { inScope, scopeOf } from '../access/scope.ts';
import type { Actor, CommandKind, DecideContext, NewFact, PlanInForce } from '../kernel/loop.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import { isProblem, type Problem } from '../kernel/problem.ts';
import { agencyOf } from '../loops/approvals/agency.facts.ts';
import { holdsOn, type Mandate, mandateRows } from '../loops/approvals/agency.rows.ts';
import { refusal } from '../loops/approvals/approvals.refusals.ts';
import { milestoneRows, projectRow, suspensionRows } from '../loops/projects/projects.rows.ts';
import { AnswerUrge, URGE_KEY, UrgeMatter, urgeKey, urgesOf, WithdrawUrge } from './urging.facts.ts';
import { type UrgeRow, urgeRows } from './urging.judge.ts';
import {
  type Held,
  heldAcceptance,
  heldApproval,
  heldMilestone,
  heldPromise,
  subjectOf,
} from './urging.matter.ts';
import { replyRuleOf, urgingSection } from './urging.plan.ts';

type Decision = readonly NewFact[] | Problem;

/** What is urged, as far as who may urge it depends on it. */
export interface Urged {
  /** The project's own unit. */
  readonly unit: string;
  readonly holder: string;
  readonly item: string | null;
}

export interface Urger {
  readonly actor: Pick<Actor, 'account' | 'unit' | 'roles'>;
  readonly plan: PlanInForce;
  readonly today: PlainDate;
  /** The project's mandates. */
  readonly mandates: readonly Mandate[];
}

/** Why this account may not urge; undefined where it may. An agent by his mandate of the day, everybody else within their reach; nobody urges the own unit. */
export type UrgerFault = 'role_missing' | 'out_of_scope' | 'mandate_missing' | 'urge_of_own_unit';

export function urgerFault(
  { unit, holder, item }: Urged,
  { actor, plan, today, mandates }: Urger,
): UrgerFault | undefined {
  const roles = actor.roles.filter((id) => plan.section(urgingSection).by.includes(id));
  if (roles.length === 0) return 'role_missing';
  const isAgent = roles.every((id) => may({ roles: [id] }, 'actForFirm'));
  if (isAgent) {
    const mandated = mandates.some(
      (one) =>
        one.agent === actor.account && holdsOn(one, today) && (item === null || one.items.includes(item)),
    );
    return mandated ? undefined : 'mandate_missing';
  }
  if (!inScope(scopeOf(actor), unit, plan.units, today)) return 'out_of_scope';
  return actor.unit === holder ? 'urge_of_own_unit' : undefined;
}

/** Whether an account speaks for a holder: of that unit itself, or of a division of it. A county is not answered for by its towns, nor the city by its bureaus. */
export function speaksFor(
  holder: string,
  actor: Pick<Actor, 'unit' | 'roles'>,
  { plan, today }: { readonly plan: PlanInForce; readonly today: PlainDate },
): boolean {
  const acts = ANSWERING.some((capability) => may(actor, capability));
  if (!acts || actor.unit === holder) return acts;
  if (holder === plan.units.rootId || plan.units.find(holder, today)?.bearsTasks === true) return false;
  return plan.units.within(actor.unit, holder, today);
}

const ANSWERING = ['handleApprovals', 'claim', 'recognise', 'keepPromises'] as const;

const URGER_WORDS: Readonly<Record<UrgerFault, readonly [message: string, fix: string]>> = {
  role_missing: ['这个账号不能催办', '按计划由督查室、市领导、项目所在县区或代办员催办'],
  out_of_scope: ['项目不在本账号的管辖之内', '请项目所在单位或其上级催办'],
  mandate_missing: ['企业没有授权你代办这个项目或这个事项，或授权不在有效期内', '按授权委托书的事项和期限办'],
  urge_of_own_unit: ['这件事就在本单位手里', '直接办；要上级协调的，另行报告'],
};

/**
 * Codes, in order: project_unknown, role_missing, out_of_scope, mandate_missing, entry_missing, matter_not_held, matter_of_other_project, urge_of_own_unit,
 * urge_of_firm, holder_unknown, matter_moved_on, urge_open.
 */
export function decideUrge(command: UrgeMatter, context: DecideContext): Decision {
  const { project, sort, matter, entry, turn, reason } = command;
  const row = context.subject('projects', project).table('project')[0];
  if (row === undefined) return refusal('project_unknown', `没有项目“${project}”`, '核对项目编号', 404);
  const unit = String(row.unit);
  // Before anything is told of the matter.
  const stranger = mayNotUrge({ unit, holder: '', item: null }, project, context);
  if (stranger) return stranger;
  if (sort === 'promise' && entry === undefined)
    return refusal('entry_missing', '没有写是承诺书里的哪一项', '写明承诺编号');
  const held = heldOf(command, context);
  if (held === undefined)
    return refusal('matter_not_held', '这件事已经办完，或现在不卡在它上', '刷新后看现在卡在哪里', 409);
  if (held.project !== project)
    return refusal('matter_of_other_project', `这件事不是项目“${project}”的`, '核对项目和事项', 409);
  const refused = mayNotUrge({ unit, holder: held.holder ?? '', item: held.item }, project, context);
  if (refused) return refused;
  if (held.firm)
    return refusal(
      'urge_of_firm',
      '这件事在等企业，不是哪个单位拖着',
      '请代办员联系企业，或办理单位按时限处理',
      409,
    );
  if (held.holder === null)
    return refusal('holder_unknown', '计划没有写由谁办，不知道催谁', '先在计划里写明办理单位');
  if (held.turn !== turn)
    return refusal('matter_moved_on', '你看的时候以来，这件事已经动了', '刷新后再看要不要催', 409);
  if (context.holder(URGE_KEY, urgeKey(command)) !== undefined)
    return refusal('urge_open', `已经催过“${held.what}”，还在等答复`, '看全部经过里的催办；不重复催', 409);
  const body = {
    project,
    projectName: String(row.name),
    sort,
    matter,
    ...(entry === undefined ? {} : { entry }),
    turn,
    what: held.what,
    holder: held.holder,
    reason,
    ...replyRuleOf(context.plan),
  };
  return [{ kind: 'matterUrged', subject: urgesOf(project), unit, occurredOn: context.today, body }];
}

function mayNotUrge(urged: Urged, project: string, context: DecideContext): Problem | undefined {
  const { actor, plan, today } = context;
  const mandates = mandateRows(context.subject('approvals', agencyOf(project)).table('agency_mandate'));
  const fault = urgerFault(urged, { actor, plan, today, mandates });
  return fault === undefined ? undefined : refusal(fault, ...URGER_WORDS[fault], 403);
}

function heldOf({ project, sort, matter, entry }: UrgeMatter, context: DecideContext): Held | undefined {
  const { loop, subject } = subjectOf({ sort, matter }, project);
  const rows = context.subject(loop, subject);
  const at = { plan: context.plan, calendar: context.calendar, asOf: context.today };
  if (sort === 'approval') return heldApproval(rows.table('approval_event'), at);
  if (sort === 'promise') return heldPromise(rows.table('promise_event'), entry ?? '', at);
  if (sort === 'acceptance') return heldAcceptance(rows.table('acceptance_event'), matter, at);
  const row = rows.table('project')[0];
  if (row === undefined) return undefined;
  const facts = {
    project: projectRow(row),
    milestones: milestoneRows(rows.table('project_milestone')),
    investments: [],
    suspensions: suspensionRows(rows.table('project_suspension')),
  };
  return heldMilestone(facts, matter, at);
}

function findUrge(
  { project, urge }: { readonly project: string; readonly urge: string },
  context: DecideContext,
): { readonly row: UrgeRow } | Problem {
  const row = urgeRows(context.own.table('urge')).find((one) => one.urge === urge);
  if (row === undefined)
    return refusal('urge_unknown', `项目“${project}”没有这次催办`, '在项目的全部经过里核对', 404);
  return { row };
}

function closed({ answeredOn, withdrawnOn }: UrgeRow): Problem | undefined {
  if (withdrawnOn !== null)
    return refusal('urge_closed', `这次催办已于 ${withdrawnOn} 撤回`, '不用再办', 409);
  if (answeredOn !== null)
    return refusal('urge_closed', `这次催办已于 ${answeredOn} 答复`, '不用再办；有新情况的写在事项里', 409);
  return undefined;
}

/** Codes, in order: urge_unknown, not_the_holder, urge_closed, expected_in_past. */
export function decideAnswer(command: AnswerUrge, context: DecideContext): Decision {
  const { project, urge, words, expectedOn } = command;
  const found = findUrge(command, context);
  if (isProblem(found)) return found;
  const { row } = found;
  if (!speaksFor(row.holder, context.actor, context))
    return refusal('not_the_holder', `催的是“${row.holder}”，不是本单位`, '请被催办的单位答复', 403);
  const over = closed(row);
  if (over) return over;
  if (expectedOn !== undefined && expectedOn < context.today)
    return refusal('expected_in_past', `预计办好的日子 ${expectedOn} 已经过了`, '写今天或以后的一天，或不填');
  const body = { project, words, ...(expectedOn === undefined ? {} : { expectedOn }) };
  const at = { subject: urgesOf(project), unit: row.unit, occurredOn: context.today };
  return [{ kind: 'urgeAnswered', ...at, corrects: urge, body }];
}

/** Codes, in order: urge_unknown, not_the_urger, urge_closed. */
export function decideWithdraw(command: WithdrawUrge, context: DecideContext): Decision {
  const { project, urge, reason } = command;
  const found = findUrge(command, context);
  if (isProblem(found)) return found;
  const { row } = found;
  const { actor, plan } = context;
  const own =
    actor.account === row.urgedBy ||
    (actor.unit === row.urgedUnit && actor.roles.some((id) => plan.section(urgingSection).by.includes(id)));
  if (!own) return refusal('not_the_urger', '不是本单位催的', '请催办的单位撤回', 403);
  const over = closed(row);
  if (over) return over;
  const at = { subject: urgesOf(project), unit: row.unit, occurredOn: context.today };
  return [{ kind: 'urgeWithdrawn', ...at, corrects: urge, body: { project, reason } }];
}

function command<C>(kind: CommandKind<C>): CommandKind<never> {
  return kind as unknown as CommandKind<never>;
}

export const URGING_COMMANDS: readonly CommandKind<never>[] = [
  command<UrgeMatter>({
    name: 'urgeMatter',
    title: { zh: '催办', en: 'Urge' },
    schema: UrgeMatter,
    subject: ({ project }) => urgesOf(project),
    reads: ({ project, sort, matter }) => {
      const at = subjectOf({ sort, matter }, project);
      const own = { loop: 'projects', subject: project };
      const agency = { loop: 'approvals', subject: agencyOf(project) };
      return sort === 'milestone' ? [own, agency] : [own, agency, at];
    },
    reserves: (body) => [{ kind: URGE_KEY, key: urgeKey(body) }],
    decide: decideUrge,
  }),
  command<AnswerUrge>({
    name: 'answerUrge',
    title: { zh: '答复催办', en: 'Answer an urge' },
    schema: AnswerUrge,
    subject: ({ project }) => urgesOf(project),
    decide: decideAnswer,
  }),
  command<WithdrawUrge>({
    name: 'withdrawUrge',
    title: { zh: '撤回催办', en: 'Take an urge back' },
    schema: WithdrawUrge,
    subject: ({ project }) => urgesOf(project),
    decide: decideWithdraw,
  }),
];
