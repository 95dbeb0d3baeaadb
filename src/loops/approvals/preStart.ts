// Deciders of 产业项目预动工 and of 五个优先. What may begin before the permit is what the plan lists, counted by itself and never as 新开工 (domain.md §1.3): no
// milestone is ever told here. A priority project is designated on a basis; five commitments, each on its own clock (promiseClocks.ts). Pure.
import type { JsonObject } from '../../kernel/json.ts';
import type { DecideContext } from '../../kernel/loop.ts';
import { isProblem } from '../../kernel/problem.ts';
import { type Decision, NEW_EVENT } from './approvals.events.ts';
import { inFuture, notAllowed, projectEnded, refusal } from './approvals.refusals.ts';
import {
  type DeclarePreStart,
  type DesignatePriority,
  type EndPriority,
  preStartOf,
  priorityOf,
  type WorkOnPreStart,
} from './promises.commands.ts';
import { courseWith, findPromise, findPromises, mayNotKeep, projectRow } from './promises.refusals.ts';
import { newPromiseEvent, standingPromiseEvents } from './promises.rows.ts';
import { conditionsOf, dayOf } from './promises.ts';
import { type ServicePromise, servicePromisesSection } from './servicePromises.plan.ts';

/**
 * Codes, in order: project_unknown, promise_unknown, lifecycle_not_offered, out_of_scope, role_missing, occurred_in_future, project_ended, nothing_may_begin,
 * condition_unanswered, negative_listed, need_missing, those of the course.
 */
export function decideDeclarePreStart(command: DeclarePreStart, context: DecideContext): Decision {
  const project = projectRow(command.project, context);
  if (isProblem(project)) return project;
  const promise = findPromise(command.promise, '预动工', project.lifecycle, context);
  if (isProblem(promise)) return promise;
  const day = dayOf(command, context);
  const refused = mayNotKeep(project.unit, day, context) ?? projectEnded(project.endedOn, day);
  if (refused) return refused;
  if (promise.mayBegin.length === 0)
    return refusal('nothing_may_begin', `计划没有写“${promise.title}”可以先做哪些`, '先在计划里写 mayBegin');
  const conditions = conditionsOf({ ...promise, appliesTo: [] }, { ...command, appliesTo: [] });
  if (isProblem(conditions)) return conditions;
  const { notFor, needs } = conditions;
  const body = {
    project: command.project,
    projectName: project.name,
    promise: promise.id,
    title: promise.title,
    notFor,
    needs,
    works: promise.mayBegin.map(({ id, title }) => ({ work: id, title })),
    ...(command.document === undefined ? {} : { document: command.document }),
  } as unknown as JsonObject;
  const events = standingPromiseEvents(context.own.table('promise_event'));
  const course = courseWith([...events, newPromiseEvent('preStartDeclared', day, body)], NEW_EVENT);
  if (isProblem(course)) return course;
  const subject = preStartOf(command.project);
  return [{ kind: 'preStartDeclared', subject, unit: project.unit, occurredOn: day, body }];
}

/** Codes, in order: promises_unknown, out_of_scope, role_missing, occurred_in_future, those of the course (work_unknown: it is not among what may begin). */
export function decideWorkOnPreStart(
  kind: string,
  command: WorkOnPreStart,
  context: DecideContext,
): Decision {
  const subject = preStartOf(command.project);
  const found = findPromises(subject, context);
  if (isProblem(found)) return found;
  const day = dayOf(command, context);
  const refused = mayNotKeep(found.unit, day, context);
  if (refused) return refused;
  const { work, document } = command;
  const body = { work, ...(document === undefined ? {} : { document }) };
  const course = courseWith([...found.events, newPromiseEvent(kind, day, body)], NEW_EVENT);
  if (isProblem(course)) return course;
  return [{ kind, subject, unit: found.unit, occurredOn: day, body }];
}

/** The city designates. Codes, in order: project_unknown, out_of_scope, role_missing, occurred_in_future, promise_unknown, those of the course. */
export function decideDesignatePriority(command: DesignatePriority, context: DecideContext): Decision {
  const project = projectRow(command.project, context);
  if (isProblem(project)) return project;
  const day = dayOf(command, context);
  const refused = notAllowed(project.unit, 'recognise', context) ?? inFuture(day, context);
  if (refused) return refused;
  const promises = commitmentsOf(command.group, project.lifecycle, context);
  if (promises.length === 0)
    return refusal(
      'promise_unknown',
      `计划里没有“${command.group}”这一组优先承诺`,
      '用计划 servicePromises 里的组名',
    );
  const body = {
    project: command.project,
    projectName: project.name,
    title: command.group,
    basis: command.basis,
    entries: promises.map(commitmentOf),
  } as unknown as JsonObject;
  const events = standingPromiseEvents(context.own.table('promise_event'));
  const course = courseWith([...events, newPromiseEvent('priorityDesignated', day, body)], NEW_EVENT);
  if (isProblem(course)) return course;
  const subject = priorityOf(command.project);
  return [{ kind: 'priorityDesignated', subject, unit: project.unit, occurredOn: day, body }];
}

export function commitmentsOf(
  group: string,
  lifecycle: string,
  { plan }: Pick<DecideContext, 'plan'>,
): readonly ServicePromise[] {
  return plan
    .section(servicePromisesSection)
    .filter(
      (each) =>
        each.mechanism === '优先承诺' &&
        each.group === group &&
        (each.lifecycles.length === 0 || each.lifecycles.includes(lifecycle)),
    );
}

/** A commitment whose days the sources do not give is timed and never late. */
export function commitmentOf({ id, title, owner, clock }: ServicePromise) {
  return {
    entry: id,
    side: 'government',
    title,
    ...(owner === undefined ? {} : { owner }),
    ...(clock === undefined
      ? {}
      : {
          starts: clock.starts,
          ends: clock.ends,
          dayKind: clock.dayKind,
          ...(clock.days === undefined ? {} : { days: clock.days }),
        }),
  };
}

/** Codes, in order: promises_unknown, out_of_scope, role_missing, occurred_in_future, those of the course. */
export function decideEndPriority(command: EndPriority, context: DecideContext): Decision {
  const subject = priorityOf(command.project);
  const found = findPromises(subject, context);
  if (isProblem(found)) return found;
  const day = dayOf(command, context);
  const refused = notAllowed(found.unit, 'recognise', context) ?? inFuture(day, context);
  if (refused) return refused;
  const body = { reason: command.reason };
  const course = courseWith([...found.events, newPromiseEvent('priorityEnded', day, body)], NEW_EVENT);
  if (isProblem(course)) return course;
  return [{ kind: 'priorityEnded', subject, unit: found.unit, occurredOn: day, body }];
}
