// Deciders of 双向承诺书: drawn up from a plan's servicePromise, signed by both, its steps, demands outside the list, its end. The clocks of its promises are in
// promiseClocks.ts. Pure. Sources: domain.md §1.1; what was not found (days, who signs) is configuration and may be left open, never invented.
import { unitName } from '../../access/scope.ts';
import { creditCodeFault } from '../../kernel/creditCode.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { DecideContext, NewFact } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { isProblem, type Problem } from '../../kernel/problem.ts';
import { firmOf } from './approvals.commands.ts';
import { type Decision, NEW_EVENT } from './approvals.events.ts';
import { approvalItemsSection } from './approvals.plan.ts';
import { projectEnded, refusal, unitOf } from './approvals.refusals.ts';
import { missingSteps } from './declaredPath.ts';
import { doorClosed } from './door.ts';
import {
  acceptanceOf,
  type DrawLetter,
  type EndLetter,
  letterOf,
  type MakeDemand,
  projectOf,
  type ReachStep,
  type SignLetter,
} from './promises.commands.ts';
import type { Entry, Side } from './promises.facts.ts';
import {
  type Answered,
  answered,
  courseWith,
  type FoundPromises,
  findPromise,
  findPromises,
  mayNotKeep,
  needMissing,
  negativeListed,
  projectRow,
} from './promises.refusals.ts';
import { newPromiseEvent, standingPromiseEvents } from './promises.rows.ts';
import { type ServicePromise, type SidePromise, servicePromisesSection } from './servicePromises.plan.ts';

export function dayOf({ occurredOn }: { readonly occurredOn?: string }, context: DecideContext): PlainDate {
  return (occurredOn ?? context.today) as PlainDate;
}

/**
 * Codes, in order: project_unknown, promise_unknown, lifecycle_not_offered, out_of_scope, role_missing, occurred_in_future, project_ended, firm_unregistered,
 * firm_mismatch, credit_code_unsound, condition_unanswered, condition_unmet, negative_listed, need_missing, term_unknown, term_given, entry_clock_missing, door_closed, promise_opened.
 */
export function decideDrawLetter(command: DrawLetter, context: DecideContext): Decision {
  const project = projectRow(command.project, context);
  if (isProblem(project)) return project;
  const promise = findPromise(command.promise, '双向承诺', project.lifecycle, context);
  if (isProblem(promise)) return promise;
  const day = dayOf(command, context);
  const refused =
    mayNotKeep(project.unit, day, context) ??
    projectEnded(project.endedOn, day) ??
    firmUnregistered(project) ??
    firmMismatch(project.creditCode, command.creditCode) ??
    firmUnsound(command.creditCode);
  if (refused) return refused;
  const conditions = conditionsOf(promise, command);
  if (isProblem(conditions)) return conditions;
  const entries = entriesOf(promise, command);
  if (isProblem(entries)) return entries;
  const body = {
    project: command.project,
    projectName: project.name,
    promise: promise.id,
    title: promise.title,
    creditCode: command.creditCode,
    ...conditions,
    entries,
  } as unknown as JsonObject;
  const events = standingPromiseEvents(context.own.table('promise_event'));
  const course = courseWith([...events, newPromiseEvent('letterDrawn', day, body)], NEW_EVENT);
  const stopped =
    doorClosed(firmOf(command.creditCode), day, context) ?? (isProblem(course) ? course : undefined);
  if (stopped) return stopped;
  const subject = letterOf(command.project, command.promise);
  return [{ kind: 'letterDrawn', subject, unit: project.unit, occurredOn: day, body }];
}

/** `credit_code_unsound`: a contract is with a firm that there can be, also where the project came from a list with a doubtful code. */
function firmUnsound(creditCode: string) {
  const fault = creditCodeFault(creditCode);
  if (fault === undefined) return undefined;
  const message = `统一社会信用代码“${creditCode}”：${fault.message}`;
  return refusal('credit_code_unsound', message, `${fault.fix}；项目登记的有误，先变更登记信息`);
}

/** `firm_unregistered`: a door is shut by the firm's code, so there is no letter with a firm whose code the project does not say. */
function firmUnregistered({
  name,
  creditCode,
}: {
  readonly name: string;
  readonly creditCode: string | null;
}) {
  if (creditCode !== null) return undefined;
  const message = `“${name}”还没有登记统一社会信用代码`;
  return refusal('firm_unregistered', message, '先在登记信息里补上统一社会信用代码', 409);
}

function firmMismatch(held: string | null, given: string): Problem | undefined {
  if (held === null || held === given) return undefined;
  return refusal('firm_mismatch', `这里的企业是 ${held}，不是 ${given}`, '核对统一社会信用代码');
}

interface Conditions {
  readonly appliesTo: readonly Answered[];
  readonly notFor: readonly Answered[];
  readonly needs: readonly Answered[];
}

/** Codes, in order: condition_unanswered, condition_unmet, negative_listed, need_missing. */
export function conditionsOf(
  promise: Pick<ServicePromise, 'appliesTo' | 'notFor' | 'needs' | 'title'>,
  given: Pick<DrawLetter, 'appliesTo' | 'notFor' | 'needs'>,
): Conditions | Problem {
  const appliesTo = answered(promise.appliesTo, given.appliesTo, '适用条件');
  if (isProblem(appliesTo)) return appliesTo;
  const notFor = answered(promise.notFor, given.notFor, '负面清单');
  if (isProblem(notFor)) return notFor;
  const needs = answered(promise.needs, given.needs, '先要有的');
  if (isProblem(needs)) return needs;
  const met = appliesTo.length === 0 || appliesTo.some(({ holds }) => holds);
  const refused = met
    ? undefined
    : refusal('condition_unmet', `不在“${promise.title}”的适用范围`, '至少要合一条适用条件');
  return refused ?? negativeListed(notFor) ?? needMissing(needs) ?? { appliesTo, notFor, needs };
}

/** Both lists as agreed: the plan's clock where it gives one, what the letter says where it is left open. Codes: term_unknown, term_given, entry_clock_missing. */
export function entriesOf(
  promise: ServicePromise,
  { terms }: Pick<DrawLetter, 'terms'>,
): readonly Entry[] | Problem {
  const both = [
    ...promise.enterprise.map((one) => ({ one, side: 'enterprise' as const })),
    ...promise.government.map((one) => ({ one, side: 'government' as const })),
  ];
  const stranger = terms.find(({ entry }) => !both.some(({ one }) => one.id === entry));
  if (stranger !== undefined)
    return refusal('term_unknown', `清单里没有“${stranger.entry}”`, '只约定清单里的各项');
  const entries: Entry[] = [];
  for (const { one, side } of both) {
    const entry = entryOf(
      one,
      side,
      terms.find((term) => term.entry === one.id),
    );
    if (isProblem(entry)) return entry;
    entries.push(entry);
  }
  return entries;
}

type Term = DrawLetter['terms'][number];

function entryOf(one: SidePromise, side: Side, term: Term | undefined): Entry | Problem {
  const { clock } = one;
  const named = {
    entry: one.id,
    side,
    title: one.title,
    ...(one.owner === undefined || side === 'enterprise' ? {} : { owner: one.owner }),
    ...(one.approvalItem === undefined ? {} : { approvalItem: one.approvalItem }),
    ...(one.onBreach === undefined ? {} : { onBreach: one.onBreach }),
  };
  const whole = clock !== undefined && clock.days !== undefined;
  if (term !== undefined && whole)
    return refusal(
      'term_given',
      `“${one.title}”的钟计划里已有：${clock.days} 个${clock.dayKind}`,
      '计划给了的不另约定',
    );
  if (term?.throughout === true) {
    if (clock === undefined) return { ...named, throughout: true };
    return refusal('term_given', `“${one.title}”的起止计划里已有`, '只约定天数');
  }
  const starts = clock?.starts ?? term?.starts;
  const ends = clock?.ends ?? term?.ends;
  if (starts === undefined || ends === undefined)
    return refusal(
      'entry_clock_missing',
      `“${one.title}”没有钟：计划待补来源，承诺书也没有约定`,
      '约定从什么起、到什么止、多少天；没有期限的写 throughout',
    );
  const days = clock?.days ?? term?.days;
  const dayKind = clock?.dayKind ?? term?.dayKind ?? '工作日';
  return { ...named, starts, ends, dayKind, ...(days === undefined ? {} : { days }) };
}

/** Of an event of a letter: the facts, or the refusal of its course. */
function record(
  kind: string,
  subject: string,
  { events, unit }: FoundPromises,
  at: { readonly day: PlainDate; readonly body: JsonObject },
): readonly NewFact[] | Problem {
  const course = courseWith([...events, newPromiseEvent(kind, at.day, at.body)], NEW_EVENT);
  if (isProblem(course)) return course;
  return [{ kind, subject, unit, occurredOn: at.day, body: at.body }];
}

/**
 * By the unit that signs for the government; the firm's signature is recorded by whoever keeps the letter, and by another account than the government's: no one
 * person makes a letter. Neither side signs with a firm whose door has shut since the letter was drawn up. Where the plan does not say who signs, whoever did stands
 * in the fact and is shown as 待补来源. Codes, in order: promises_unknown, out_of_scope, role_missing, occurred_in_future, firm_mismatch,
 * unit_unknown, signer_not_named, signer_other_hand, signed_by_one_hand, firm_needed, firm_mismatch, door_closed, those of the course.
 */
export function decideSignLetter(command: SignLetter, context: DecideContext): Decision {
  const found = findPromises(command.letter, context);
  if (isProblem(found)) return found;
  const day = dayOf(command, context);
  const { side, signer, document } = command;
  const opened = found.course.opened.body;
  const refused =
    mayNotKeep(found.unit, day, context) ??
    (side === 'enterprise'
      ? firmMismatch(String(opened.creditCode), signer)
      : notSigner(signer, String(opened.promise), context)) ??
    oneHand(found, side, context) ??
    doorOfLetter(command, String(opened.creditCode), day, context);
  if (refused) return refused;
  return record('letterSigned', command.letter, found, { day, body: { side, signer, document } });
}

/** The government's side names the firm as well, so that its account is looked at. Codes, in order: firm_needed, firm_mismatch, door_closed. */
function doorOfLetter(
  { side, creditCode }: SignLetter,
  held: string,
  day: PlainDate,
  context: DecideContext,
): Problem | undefined {
  if (side === 'government' && creditCode === undefined)
    return refusal('firm_needed', '代政府签，要看企业的门关没关', `填 creditCode：${held}`);
  const mismatch = creditCode === undefined ? undefined : firmMismatch(held, creditCode);
  return mismatch ?? doorClosed(firmOf(held), day, context);
}

function oneHand({ events }: FoundPromises, side: Side, { actor }: DecideContext): Problem | undefined {
  const other = events.find(({ kind, body }) => kind === 'letterSigned' && body.side !== side);
  if (other === undefined || other.actor !== actor.account) return undefined;
  const message = '另一方的签字也是这个账号记的';
  return refusal('signed_by_one_hand', message, '两方的签字由两个账号分别记', 403);
}

function notSigner(signer: string, promise: string, context: DecideContext): Problem | undefined {
  const { actor, plan, today } = context;
  const unit = unitOf(signer, context);
  if (unit === undefined)
    return refusal('unit_unknown', `计划里没有单位或岗位“${signer}”`, '用计划 units 或 posts 里的编号');
  const signedBy = plan.section(servicePromisesSection).find(({ id }) => id === promise)?.signedBy ?? [];
  if (signedBy.length > 0 && !signedBy.includes(signer))
    return refusal(
      'signer_not_named',
      `“${unitName(signer, context)}”不是计划写明的签字人`,
      `由${signedBy.map((one) => unitName(one, context)).join('、')}签`,
    );
  if (actor.unit === unit || plan.units.within(actor.unit, unit, today)) return undefined;
  return refusal('signer_other_hand', `“${actor.unit}”不能替“${signer}”签`, '由签字的单位自己记', 403);
}

/**
 * What the ledger knows is not told again: a node is reached by the project, the acceptance by its certificate; an item of another system's is told with its document.
 * Codes, in order: promises_unknown, out_of_scope, role_missing, occurred_in_future, step_unknown, step_by_itself, acceptance_missing,
 * document_missing, step_out_of_order, those of the course.
 */
export function decideReachStep(command: ReachStep, context: DecideContext): Decision {
  const found = findPromises(command.letter, context);
  if (isProblem(found)) return found;
  const day = dayOf(command, context);
  const refused = mayNotKeep(found.unit, day, context) ?? stepRefused(command, found, day, context);
  if (refused) return refused;
  const { step, document } = command;
  const body = { step, ...(document === undefined ? {} : { document }) };
  return record('letterStepReached', command.letter, found, { day, body });
}

function stepRefused(
  { letter, step: id, document }: ReachStep,
  { course }: FoundPromises,
  day: PlainDate,
  context: DecideContext,
): Problem | undefined {
  const promise = context.plan
    .section(servicePromisesSection)
    .find((each) => each.id === course.opened.body.promise);
  const steps = promise?.steps ?? [];
  const at = steps.findIndex((step) => step.id === id);
  const step = steps[at];
  if (step === undefined)
    return refusal(
      'step_unknown',
      `计划里没有这一步“${id}”`,
      `可用：${steps.map((each) => each.id).join('、')}`,
    );
  if (step.letter)
    return refusal('step_by_itself', `“${step.title}”双方签了就算走到`, '记双方签订，不用另记', 409);
  const untrue = notThere(step, { letter, day, document }, context);
  if (untrue) return untrue;
  if (promise?.stepsInOrder !== true) return undefined;
  const milestones = context.subject('projects', projectOf(letter)).table('project_milestone');
  const missing = missingSteps(steps.slice(0, at), { course, milestones }, day);
  if (missing.length === 0) return undefined;
  const titles = missing.map(({ title }) => title).join('、');
  return refusal(
    'step_out_of_order',
    `“${step.title}”之前还缺：${titles}`,
    '计划写明次序是硬的：先走到前面的',
    409,
  );
}

type Step = ServicePromise['steps'][number];

/** Codes, in order: step_by_itself, acceptance_missing, document_missing. */
function notThere(
  { title, milestone, approvalItem }: Step,
  {
    letter,
    day,
    document,
  }: { readonly letter: string; readonly day: PlainDate; readonly document?: string | undefined },
  context: DecideContext,
): Problem | undefined {
  if (milestone !== undefined)
    return refusal(
      'step_by_itself',
      `项目到了“${title}”这个节点就算走到`,
      '在项目上申报这个节点，不用另记',
      409,
    );
  if (isAcceptance(approvalItem, context))
    return isCertified(projectOf(letter), day, context)
      ? undefined
      : refusal('acceptance_missing', `“${title}”还没有办结`, '联合验收出具意见书以后再记', 409);
  if (approvalItem === undefined || document !== undefined) return undefined;
  return refusal('document_missing', `“${title}”要写明办结文书`, '填文号');
}

/** Whether an item belongs to the phase 竣工验收. */
export function isAcceptance(item: string | undefined, { plan }: DecideContext): boolean {
  return plan.section(approvalItemsSection).some(({ id, phase }) => id === item && phase === '竣工验收');
}

/** Whether a joint acceptance of the project is certified by the day. The command names the acceptance among what it reads. */
export function isCertified(project: string, day: PlainDate, context: DecideContext): boolean {
  return context
    .subject('approvals', acceptanceOf(project))
    .table('acceptance_event')
    .some(
      (row) => row.kind === 'acceptanceCertified' && row.voided !== true && String(row.occurred_on) <= day,
    );
}

/**
 * Beyond the list only with legal basis and approver; it is shown to the firm and counted as the government's breach. Codes, in order: promises_unknown,
 * out_of_scope, role_missing, occurred_in_future, unit_unknown, those of the course.
 */
export function decideMakeDemand(command: MakeDemand, context: DecideContext): Decision {
  const found = findPromises(command.letter, context);
  if (isProblem(found)) return found;
  const day = dayOf(command, context);
  const { what, legalBasis, approver } = command;
  const unknown =
    unitOf(approver, context) === undefined
      ? refusal('unit_unknown', `计划里没有批准人“${approver}”`, '用计划 units 或 posts 里的编号')
      : undefined;
  const refused = mayNotKeep(found.unit, day, context) ?? unknown;
  if (refused) return refused;
  return record('demandMade', command.letter, found, { day, body: { what, legalBasis, approver } });
}

/**
 * Codes, in order: promises_unknown, out_of_scope, role_missing, occurred_in_future, promises_outstanding, acceptance_missing, those of the course. What
 * holds throughout needs no fact of its own.
 */
export function decideEndLetter(command: EndLetter, context: DecideContext): Decision {
  const found = findPromises(command.letter, context);
  if (isProblem(found)) return found;
  const day = dayOf(command, context);
  const refused = mayNotKeep(found.unit, day, context) ?? notOver(found, day, context);
  if (refused) return refused;
  return record('letterEnded', command.letter, found, { day, body: { document: command.document } });
}

function notOver({ course }: FoundPromises, day: PlainDate, context: DecideContext): Problem | undefined {
  const open = course.entries.filter(
    ({ entry, keptOn }) => entry.throughout !== true && (keptOn === null || keptOn > day),
  );
  if (open.length > 0) {
    const titles = open.map(({ entry }) => entry.title).join('、');
    return refusal('promises_outstanding', `还没有兑现：${titles}`, '两边都兑现了再结束', 409);
  }
  const steps =
    context.plan.section(servicePromisesSection).find(({ id }) => id === course.opened.body.promise)?.steps ??
    [];
  const acceptance = steps.find(({ approvalItem }) => isAcceptance(approvalItem, context));
  const missing = isCertified(String(course.opened.body.project), day, context) ? undefined : acceptance;
  if (missing === undefined) return undefined;
  return refusal('acceptance_missing', `“${missing.title}”还没有走到`, '联合验收合格以后再结束', 409);
}
