// Deciders of checks and probes: who gives a reason does not accept it; who registered or claims does not answer the question about it. Pure. Nothing here
// moves a count: reasons stand beside lights and hits, answers beside questions.
import { may } from '../../access/roles.ts';
import { isNamed, unitName } from '../../access/scope.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { CommandKind, DecideContext, NewFact, SubjectRows } from '../../kernel/loop.ts';
import { addDays, daysBetween, type PlainDate } from '../../kernel/plainDate.ts';
import type { Problem } from '../../kernel/problem.ts';
import { wholly } from '../../kernel/turns.ts';
import {
  AcceptReason,
  AnswerQuestion,
  GiveReason,
  RefuseReason,
  ReopenQuestion,
  RevokeReason,
  type TurnOfReason,
  WithdrawReason,
} from './checks.commands.ts';
import { checksSection } from './checks.plan.ts';
import { answerRows, checkedProject, type ReasonRow, reasonRows } from './checks.rows.ts';
import { goodReasonsSection } from './goodReasons.plan.ts';
import { mayRecognise } from './ownHand.ts';
import { type ProbeWorld, probe } from './probes.ts';
import { lifecyclesSection } from './projects.plan.ts';
import { notAllowed, projectUnknown, refusal } from './projects.refusals.ts';
import { findProject, type ProjectRow } from './projects.rows.ts';

type Decision = readonly NewFact[] | Problem;

/**
 * Codes, in order: project_unknown, out_of_scope, role_missing, project_ended, check_unknown, reason_kind_unknown, reason_period_reversed, reason_too_long,
 * reason_waits.
 */
export function decideGiveReason(command: GiveReason, context: DecideContext): Decision {
  const project = findProject(context.own);
  if (!project) return projectUnknown(command.project);
  const from = (command.from ?? context.today) as PlainDate;
  const until = command.until as PlainDate;
  const refused =
    notAllowed(project.unit, 'claim', context) ??
    (project.endedOn === null
      ? undefined
      : refusal('project_ended', `项目已于 ${project.endedOn} 终止`, '不用再说明', 409)) ??
    checkUnknown(command.about, context) ??
    kindWrong(command.kind, from, until, context) ??
    alreadyWaits(command.about, context);
  if (refused) return refused;
  const { about, kind, words } = command;
  const body = { about, ...(kind === undefined ? {} : { kind }), words, from, until };
  return [act('reasonGiven', project, context, body)];
}

function checkUnknown(about: string, { plan }: DecideContext): Problem | undefined {
  const id = about.startsWith('check:') ? about.slice('check:'.length) : undefined;
  if (id === undefined || plan.section(checksSection).some((check) => check.id === id)) return undefined;
  return refusal('check_unknown', `计划里没有体检“${id}”`, '用计划 checks 里的编号');
}

function kindWrong(
  kind: string | undefined,
  from: PlainDate,
  until: PlainDate,
  { plan, today }: DecideContext,
): Problem | undefined {
  const kinds = plan
    .section(goodReasonsSection)
    .filter((one) => (one.from ?? today) <= today && today <= (one.to ?? today));
  const declared = kinds.find((one) => one.id === kind);
  // A plan that lists none leaves the kind free.
  if (kinds.length > 0 && declared === undefined) {
    return refusal(
      'reason_kind_unknown',
      `没有写哪一种正当理由，或计划里没有“${kind ?? ''}”`,
      `可用：${kinds.map(({ id }) => id).join('、')}`,
    );
  }
  if (until < from) {
    return refusal('reason_period_reversed', `止于 ${until}，早于起 ${from}`, '核对起止日期');
  }
  if (declared?.maxDays !== undefined && daysBetween(from, until) >= declared.maxDays) {
    return refusal(
      'reason_too_long',
      `“${declared.title}”一次最多 ${declared.maxDays} 天`,
      `止于 ${addDays(from, declared.maxDays - 1)} 或更早；到期再说明`,
    );
  }
  return undefined;
}

function alreadyWaits(about: string, { own }: DecideContext): Problem | undefined {
  const waiting = reasonRows(own.table('project_reason')).find(
    (row) => row.about === about && row.state === 'given',
  );
  if (!waiting) return undefined;
  return refusal('reason_waits', '已经说明过理由，等待认可', '先撤回，再重新说明', 409);
}

/** Codes, in order: project_unknown, reason_unknown, reason_by_own_hand, out_of_scope, role_missing, acceptor_not_named, reason_decided, reason_too_long. */
export function decideAcceptReason(command: AcceptReason, context: DecideContext): Decision {
  const found = findReason(command, context);
  if (!('row' in found)) return found;
  const { project, row } = found;
  const until = (command.until ?? row.untilOn) as PlainDate;
  const refused = mayNotDecide(found, context) ?? notWaiting(row);
  if (refused) return refused;
  if (until > row.untilOn || until < row.fromOn) {
    return refusal(
      'reason_too_long',
      `认可的止日 ${until} 不在所申请的 ${row.fromOn} 至 ${row.untilOn} 之内`,
      '改认可的止日；要更久的，由单位重新说明',
    );
  }
  const body = { about: row.about, until, ...(command.note === undefined ? {} : { note: command.note }) };
  return [act('reasonAccepted', project, context, body, row.reason)];
}

/** Codes, in order: project_unknown, reason_unknown, reason_by_own_hand, out_of_scope, role_missing, acceptor_not_named, reason_decided. */
export function decideRefuseReason(command: TurnOfReason, context: DecideContext): Decision {
  return turn(
    'reasonRefused',
    command,
    context,
    (found) => mayNotDecide(found, context) ?? notWaiting(found.row),
  );
}

/** Codes, in order: project_unknown, reason_unknown, reason_by_own_hand, out_of_scope, role_missing, acceptor_not_named, reason_not_accepted. */
export function decideRevokeReason(command: TurnOfReason, context: DecideContext): Decision {
  return turn('reasonRevoked', command, context, (found) => {
    const accepted = found.row.state === 'accepted';
    const refused = accepted
      ? undefined
      : refusal('reason_not_accepted', '这条理由没有被认可', '不用撤销', 409);
    return mayNotDecide(found, context) ?? refused;
  });
}

/** By the side that gave it, before it is decided on. Codes, in order: project_unknown, reason_unknown, out_of_scope, role_missing, reason_decided. */
export function decideWithdrawReason(command: TurnOfReason, context: DecideContext): Decision {
  return turn(
    'reasonWithdrawn',
    command,
    context,
    ({ project, row }) => notAllowed(project.unit, 'claim', context) ?? notWaiting(row),
  );
}

interface FoundReason {
  readonly project: ProjectRow;
  readonly row: ReasonRow;
}

function turn(
  kind: string,
  command: TurnOfReason,
  context: DecideContext,
  look: (found: FoundReason) => Problem | undefined,
): Decision {
  const found = findReason(command, context);
  if (!('row' in found)) return found;
  const refused = look(found);
  if (refused) return refused;
  const { project, row } = found;
  return [act(kind, project, context, { about: row.about, reason: command.reason }, row.reason)];
}

function findReason(
  command: { readonly project: string; readonly given: string },
  { own }: DecideContext,
): FoundReason | Problem {
  const project = findProject(own);
  if (!project) return projectUnknown(command.project);
  const row = reasonRows(own.table('project_reason')).find(({ reason }) => reason === command.given);
  if (row) return { project, row };
  return refusal('reason_unknown', '没有这条理由', '在体检页打开后再办', 404);
}

function notWaiting({ state }: ReasonRow): Problem | undefined {
  if (state === 'given') return undefined;
  return refusal('reason_decided', '这条理由已经有结论，或已撤回', '刷新后再看', 409);
}

/** Who gives a reason does not accept it; looked at before scope and role, because no role lifts it. */
function mayNotDecide({ project, row }: FoundReason, context: DecideContext): Problem | undefined {
  const { actor, plan, today } = context;
  if (isOwnHand(row.givenBy, row.givenUnit, context) || isWithin(project.unit, context)) {
    return refusal(
      'reason_by_own_hand',
      '说明理由的单位、项目所在的单位（及其下级）不能认可自己的理由',
      '请另一单位认可',
      403,
    );
  }
  const forbidden = notAllowed(project.unit, 'recognise', context);
  if (forbidden) return forbidden;
  const declared = plan.section(goodReasonsSection).find(({ id }) => id === row.kind);
  if (isNamed(declared?.acceptedBy ?? [], actor, plan.units, today)) return undefined;
  return refusal(
    'acceptor_not_named',
    `计划没有指定“${unitName(actor.unit, context)}”认可这一种理由`,
    `请${declared?.acceptedBy.map((unit) => unitName(unit, context)).join('、')}认可`,
    403,
  );
}

function isOwnHand(account: string, unit: string, { actor, plan, today }: DecideContext): boolean {
  return account === actor.account || unit === actor.unit || plan.units.within(actor.unit, unit, today);
}

/** Whether a button to accept is worth showing: the rule of the decider without its words. */
export function mayAcceptReason(
  row: Pick<ReasonRow, 'givenBy' | 'givenUnit' | 'kind'>,
  unit: string,
  context: Pick<DecideContext, 'actor' | 'plan' | 'today'>,
): boolean {
  const declared = context.plan.section(goodReasonsSection).find(({ id }) => id === row.kind);
  return (
    !isWithin(unit, context) &&
    mayRecognise([{ claimedBy: row.givenBy, claimedUnit: row.givenUnit }], context) &&
    isNamed(declared?.acceptedBy ?? [], context.actor, context.plan.units, context.today)
  );
}

/**
 * The question is found again from the projects it is about, as they stand now. Codes, in order: project_unknown, answered_by_own_hand, out_of_scope,
 * role_missing, check_unknown, question_changed, question_answered.
 */
export function decideAnswerQuestion(command: AnswerQuestion, context: DecideContext): Decision {
  const project = findProject(context.own);
  if (!project) return projectUnknown(command.project);
  const rows = command.projects.map((id) =>
    id === command.project ? context.own : context.subject('projects', id),
  );
  const unknown = command.projects.find((_id, place) => !findProject(rows[place] as SubjectRows));
  if (unknown !== undefined) return projectUnknown(unknown);
  const looked = rows.map((row) => checkedProject(row, context.today));
  for (const one of looked) {
    const own = isOwnHand(one.registeredBy, one.registeredUnit, context) || isWithin(one.unit, context);
    if (!own) continue;
    return refusal(
      'answered_by_own_hand',
      `项目“${one.name}”的登记单位不能核实关于它的疑点`,
      '请另一单位核实',
      403,
    );
  }
  for (const one of looked) {
    const forbidden = notAllowed(one.unit, 'recognise', context);
    if (forbidden) return forbidden;
  }
  const check = context.plan.section(checksSection).find(({ id }) => id === command.check);
  if (!check) return refusal('check_unknown', `计划里没有体检“${command.check}”`, '用计划 checks 里的编号');
  const question = wholly(probe(check, looked, probeWorld(context))).find(
    ({ id }) => id === command.question,
  );
  if (!question || question.projects[0] !== command.project) {
    return refusal(
      'question_changed',
      '疑点涉及的登记信息已经变了，或疑点已经没有了',
      '刷新后按现在的情况核实',
      409,
    );
  }
  const answered = answerRows(context.own.table('project_answer')).some(
    (row) => row.question === command.question && row.stands,
  );
  if (answered) return refusal('question_answered', '这个疑点已经核实过', '要重新核实的，先撤销核实', 409);
  const { verdict, words } = command;
  const body = { question: question.id, check: check.id, projects: [...question.projects], verdict, words };
  return [act('questionAnswered', project, context, body)];
}

/** Codes, in order: project_unknown, answer_unknown, answered_by_own_hand, out_of_scope, role_missing, answer_taken_back. */
export function decideReopenQuestion(command: ReopenQuestion, context: DecideContext): Decision {
  const project = findProject(context.own);
  if (!project) return projectUnknown(command.project);
  const row = answerRows(context.own.table('project_answer')).find(({ answer }) => answer === command.answer);
  if (!row) return refusal('answer_unknown', '没有这条核实', '在体检页打开后再办', 404);
  const { registeredBy, registeredUnit } = checkedProject(context.own, context.today);
  if (isOwnHand(registeredBy, registeredUnit, context) || isWithin(project.unit, context)) {
    return refusal(
      'answered_by_own_hand',
      `项目“${project.name}”的登记单位不能撤销关于它的核实`,
      '请另一单位办理',
      403,
    );
  }
  const forbidden = notAllowed(project.unit, 'recognise', context);
  if (forbidden) return forbidden;
  if (!row.stands) return refusal('answer_taken_back', '这条核实已经撤销', '不用再撤销', 409);
  const body = { question: row.question, check: row.check, reason: command.reason };
  return [act('questionReopened', project, context, body, row.answer)];
}

/** Of the unit itself or below it; a bureau of the city, beside the counties, is another hand. */
function isWithin(
  unit: string,
  { actor, plan, today }: Pick<DecideContext, 'actor' | 'plan' | 'today'>,
): boolean {
  return actor.unit === unit || plan.units.within(actor.unit, unit, today);
}

/** What probes know beside rows, from the plan of the day: counties as areas, the names of the city, its counties and the milestones. */
export function probeWorld({ plan, today }: Pick<DecideContext, 'plan' | 'today'>): ProbeWorld {
  const { units } = plan;
  const counties = units.children(units.rootId, today);
  const areas = new Map<string, string>();
  const areaOf = (unit: string): string => {
    const known = areas.get(unit);
    if (known !== undefined) return known;
    const area = counties.find(({ id }) => units.within(unit, id, today))?.id ?? unit;
    areas.set(unit, area);
    return area;
  };
  const named = [units.find(units.rootId, today), ...counties.filter(({ bearsTasks }) => bearsTasks)];
  const unitNames = named.flatMap((unit) => {
    if (unit === undefined) return [];
    const short = unit.name.replace(/[市县区]$/u, '');
    return [...short].length < 2 ? [unit.name] : [unit.name, short];
  });
  const milestoneName = (lifecycle: string, milestone: string): string =>
    plan
      .section(lifecyclesSection)
      .find(({ id }) => id === lifecycle)
      ?.milestones.find(({ id }) => id === milestone)?.name ?? milestone;
  return { asOf: today, areaOf, milestoneName, unitNames };
}

function act(
  kind: string,
  { subject, unit }: ProjectRow,
  { today }: DecideContext,
  body: JsonObject,
  corrects?: string,
): NewFact {
  return { kind, subject, unit, occurredOn: today, ...(corrects === undefined ? {} : { corrects }), body };
}

/** May this account answer questions at all: whether of its own project is seen per question. */
export function mayAnswer(context: Pick<DecideContext, 'actor'>): boolean {
  return may(context.actor, 'recognise');
}

const REASON_TABLES = ['project', 'project_reason'];
const PROBE_TABLES = [
  'project',
  'project_milestone',
  'project_investment',
  'project_suspension',
  'project_amount',
  'project_figure',
  'project_attribute',
  'project_answer',
];

export const CHECK_COMMANDS: readonly CommandKind<never>[] = [
  command({
    name: 'giveReason',
    tables: REASON_TABLES,
    title: { zh: '说明正当理由', en: 'Give a good reason' },
    schema: GiveReason,
    decide: decideGiveReason,
  }),
  command({
    name: 'acceptReason',
    tables: REASON_TABLES,
    title: { zh: '认可正当理由', en: 'Accept a good reason' },
    schema: AcceptReason,
    decide: decideAcceptReason,
  }),
  command({
    name: 'refuseReason',
    tables: REASON_TABLES,
    title: { zh: '不认可正当理由', en: 'Refuse a good reason' },
    schema: RefuseReason,
    decide: decideRefuseReason,
  }),
  command({
    name: 'revokeReason',
    tables: REASON_TABLES,
    title: { zh: '撤销对理由的认可', en: 'Revoke the acceptance of a reason' },
    schema: RevokeReason,
    decide: decideRevokeReason,
  }),
  command({
    name: 'withdrawReason',
    tables: REASON_TABLES,
    title: { zh: '撤回理由', en: 'Withdraw a good reason' },
    schema: WithdrawReason,
    decide: decideWithdrawReason,
  }),
  command({
    name: 'answerQuestion',
    tables: PROBE_TABLES,
    title: { zh: '核实疑点', en: 'Answer a question' },
    schema: AnswerQuestion,
    decide: decideAnswerQuestion,
    reads: ({ project, projects }) =>
      projects.filter((id) => id !== project).map((subject) => ({ loop: 'projects', subject })),
  }),
  command({
    name: 'reopenQuestion',
    tables: PROBE_TABLES,
    title: { zh: '撤销核实', en: 'Take an answer back' },
    schema: ReopenQuestion,
    decide: decideReopenQuestion,
  }),
];

function command<C extends JsonObject & { readonly project: string }>(
  kind: Omit<CommandKind<C>, 'subject'>,
): CommandKind<never> {
  return { ...kind, subject: (body: C) => body.project } as unknown as CommandKind<never>;
}
