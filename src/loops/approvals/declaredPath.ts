// The declared path of a two-sided letter (先建后验: filing → letter → land → supervision → start → supervised building → joint acceptance) as the deciders hold it. The plan
// says which promise the applications of a kind go under (`filedAs`) and whether its order is hard; a step whose predecessor is missing is refused. Pure.
import type { DecideContext, NewFact, Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { isProblem, type Problem } from '../../kernel/problem.ts';
import { NEW_EVENT } from './approvals.events.ts';
import { refusal } from './approvals.refusals.ts';
import { letterOf } from './promises.commands.ts';
import type { PromiseCourse } from './promises.course.ts';
import { courseWith } from './promises.refusals.ts';
import { newPromiseEvent, standingPromiseEvents } from './promises.rows.ts';
import { type ServicePromise, servicePromisesSection } from './servicePromises.plan.ts';

type Step = ServicePromise['steps'][number];

/** What is told of a path: the letter's own course, and the rows of the project's milestones. */
export interface Told {
  readonly course: Pick<PromiseCourse, 'signatures' | 'steps'>;
  readonly milestones: readonly Row[];
}

/** Steps not reached by the day: by their own fact, by both signatures, or by the project's node. */
export function missingSteps(steps: readonly Step[], told: Told, day: PlainDate): readonly Step[] {
  const { enterprise, government } = told.course.signatures;
  return steps.filter((step) => {
    if (step.letter) return !(enterprise && government && enterprise.on <= day && government.on <= day);
    const reached = told.course.steps[step.id];
    if (reached !== undefined && reached <= day) return false;
    return !told.milestones.some(
      (row) => row.milestone === step.milestone && row.counted === true && String(row.occurred_on) <= day,
    );
  });
}

/** The promise whose path applications of that kind go, for a lifecycle; undefined where the plan declares none. */
export function pathOfKind(
  kind: string,
  lifecycle: string,
  { plan }: Pick<DecideContext, 'plan'>,
): ServicePromise | undefined {
  return plan
    .section(servicePromisesSection)
    .find(
      (each) =>
        each.filedAs === kind && (each.lifecycles.length === 0 || each.lifecycles.includes(lifecycle)),
    );
}

/** Up to the item's own step where it is one and the order is hard; else up to the letter, without which nothing goes this way. */
function stepsBefore({ steps, stepsInOrder }: ServicePromise, item: string): readonly Step[] {
  const letter = steps.filter((step) => step.letter);
  if (!stepsInOrder) return letter;
  const at = steps.findIndex(({ approvalItem }) => approvalItem === item);
  return at < 0 ? steps.slice(0, steps.findLastIndex((step) => step.letter) + 1) : steps.slice(0, at);
}

export interface OnPath {
  readonly kind: string;
  readonly project: string;
  readonly projectRow: Row;
  readonly item: string;
  readonly itemName: string;
  /** The letter that the command names. */
  readonly letter: string | undefined;
  readonly day: PlainDate;
  /** Subject of the application or acceptance, kept in the letter so that its signatures are not taken back under it. */
  readonly approval: string;
}

/**
 * The letter's own fact that something went under it (none where the plan declares no path for the kind), or the refusal. Codes, in order: letter_not_asked,
 * letter_needed, letter_other, letter_unknown, path_step_missing, those of the letter's course (promise_ended).
 */
export function underLetter(on: OnPath, context: DecideContext): readonly NewFact[] | Problem {
  const promise = pathOfKind(on.kind, String(on.projectRow.lifecycle), context);
  // Where no path is declared at all a letter that is named stands as a reference, and asks for nothing.
  const isDeclared = context.plan
    .section(servicePromisesSection)
    .some(({ filedAs }) => filedAs !== undefined);
  if (promise === undefined)
    return on.letter === undefined || !isDeclared
      ? []
      : refusal('letter_not_asked', `按“${on.kind}”办理不凭承诺书`, '去掉承诺书，或改办理方式');
  const subject = letterOf(on.project, promise.id);
  if (on.letter === undefined) {
    const message = `按“${on.kind}”办理的，先要有双方签订的“${promise.title}”承诺书`;
    return refusal(
      'letter_needed',
      message,
      `先签承诺书，办理时写明 letter: ${subject}；没有的按一般程序办`,
      409,
    );
  }
  if (on.letter !== subject)
    return refusal('letter_other', `“${on.letter}”不是本项目的“${promise.title}”承诺书`, `应是 ${subject}`);
  const events = standingPromiseEvents(context.subject('approvals', subject).table('promise_event'));
  const opened = events.find(({ kind }) => kind === 'letterDrawn');
  if (opened === undefined)
    return refusal('letter_unknown', `本项目还没有“${promise.title}”承诺书`, '先起草，双方签订', 409);
  const before = courseWith(events);
  if (before === undefined || isProblem(before)) return before ?? [];
  const milestones = context.subject('projects', on.project).table('project_milestone');
  const steps = stepsBefore(promise, on.item);
  const missing = missingSteps(steps, { course: before, milestones }, on.day);
  if (missing.length > 0) {
    const titles = missing.map(({ title }) => title).join('、');
    const message = `“${on.itemName}”按“${on.kind}”办理之前还缺：${titles}`;
    return refusal('path_step_missing', message, '先走到前面的步骤并记下；等不及的按一般程序办', 409);
  }
  // What was told of the letter itself is named, so that it cannot be taken back under what went on it.
  const after = steps.flatMap(({ id, letter }) => (!letter && before.steps[id] !== undefined ? [id] : []));
  const body = { approval: on.approval, item: on.item, after };
  const course = courseWith([...events, newPromiseEvent('filedUnderLetter', on.day, body)], NEW_EVENT);
  if (isProblem(course)) return course;
  return [{ kind: 'filedUnderLetter', subject, unit: opened.unit, occurredOn: on.day, body }];
}

/** What a command that names a letter reads beside its own. */
export function readsLetter(letter: string | undefined) {
  return letter === undefined ? [] : [{ loop: 'approvals', subject: letter }];
}
