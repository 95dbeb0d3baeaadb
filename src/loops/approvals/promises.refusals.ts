// What the deciders of promises refuse alike: who may record, whether the events still make a course, whether the firm's door is open, and whether every
// condition that the plan lists was asked and answered. Each returns a Problem or undefined.
import type { DecideContext, Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import type { Problem } from '../../kernel/problem.ts';
import type { CourseEvent } from './approvals.course.ts';
import { inFuture, notAllowed, refusal } from './approvals.refusals.ts';
import {
  isPromiseFault,
  type PromiseCourse,
  type PromiseFaultCode,
  walkPromises,
} from './promises.course.ts';
import { PROMISE_FACTS } from './promises.facts.ts';
import { type PromiseEventRow, standingPromiseEvents } from './promises.rows.ts';
import { type ServicePromise, servicePromisesSection } from './servicePromises.plan.ts';

export const PROMISE_TITLES = new Map(PROMISE_FACTS.map((each) => [each.kind, each.title]));

/** Codes, in order: out_of_scope, role_missing, occurred_in_future. */
export function mayNotKeep(unit: string, day: PlainDate, context: DecideContext): Problem | undefined {
  return notAllowed(unit, 'keepPromises', context) ?? inFuture(day, context);
}

export interface ProjectRow {
  readonly unit: string;
  readonly name: string;
  readonly lifecycle: string;
  readonly creditCode: string | null;
  readonly endedOn: string | null;
}

/** Fails with `project_unknown`. */
export function projectRow(project: string, context: DecideContext): ProjectRow | Problem {
  const row: Row | undefined = context.subject('projects', project).table('project')[0];
  if (row === undefined)
    return refusal('project_unknown', `没有项目“${project}”`, '核对项目编号，或先登记项目', 404);
  const code = row.credit_code;
  return {
    unit: String(row.unit),
    name: String(row.name),
    lifecycle: String(row.lifecycle),
    creditCode: code === null || code === undefined ? null : String(code),
    endedOn: row.ended_on === null || row.ended_on === undefined ? null : String(row.ended_on),
  };
}

/** Codes, in order: promise_unknown (not in the plan, or of another sort), lifecycle_not_offered. */
export function findPromise(
  id: string,
  mechanism: ServicePromise['mechanism'],
  lifecycle: string,
  { plan }: Pick<DecideContext, 'plan'>,
): ServicePromise | Problem {
  const promise = plan.section(servicePromisesSection).find((each) => each.id === id);
  if (promise === undefined || promise.mechanism !== mechanism)
    return refusal(
      'promise_unknown',
      `计划里没有“${mechanism}”类的承诺“${id}”`,
      '用计划 servicePromises 里的编号',
    );
  if (promise.lifecycles.length > 0 && !promise.lifecycles.includes(lifecycle)) {
    const message = `“${promise.title}”不适用于这种生命周期（${lifecycle}）`;
    return refusal('lifecycle_not_offered', message, `适用：${promise.lifecycles.join('、')}`);
  }
  return promise;
}

interface Given {
  readonly id: string;
  readonly holds: boolean;
  readonly basis?: string;
}
interface Listed {
  readonly id: string;
  readonly title: string;
}
export interface Answered {
  readonly id: string;
  readonly title: string;
  readonly holds: boolean;
  readonly basis?: string;
}

/** Every line of a list is answered, and no other. Code: condition_unanswered. */
export function answered(
  list: readonly Listed[],
  given: readonly Given[],
  name: string,
): readonly Answered[] | Problem {
  const stranger = given.find(({ id }) => !list.some((line) => line.id === id));
  const missing = list.filter(({ id }) => !given.some((one) => one.id === id));
  if (stranger !== undefined)
    return refusal('condition_unanswered', `${name}里没有“${stranger.id}”`, '只答计划列的');
  if (missing.length > 0) {
    const titles = missing.map(({ title }) => title).join('、');
    return refusal('condition_unanswered', `${name}还有没答的：${titles}`, '每一条都要答是或不是');
  }
  return list.map(({ id, title }) => {
    const one = given.find((each) => each.id === id) as Given;
    return { id, title, holds: one.holds, ...(one.basis === undefined ? {} : { basis: one.basis }) };
  });
}

/** Code: negative_listed. */
export function negativeListed(list: readonly Answered[]): Problem | undefined {
  const listed = list.find(({ holds }) => holds);
  return listed && refusal('negative_listed', `在负面清单上：${listed.title}`, '按一般程序办理');
}

/** Code: need_missing: what the plan wants first, each with what proves it. */
export function needMissing(list: readonly Answered[]): Problem | undefined {
  const missing = list.filter(({ holds, basis }) => !holds || basis === undefined);
  if (missing.length === 0) return undefined;
  const titles = missing.map(({ title }) => title).join('、');
  return refusal('need_missing', `还缺：${titles}`, '每一条都要有，并写凭据');
}

const FAULT_WORDS: Readonly<Record<PromiseFaultCode, readonly [message: string, fix: string]>> = {
  promise_not_opened: ['在这之前还没有起草', '核对日期；起草日有误的，先更正起草'],
  promise_opened: ['已经有了', '同一项目同一承诺只有一份；写错的先作废'],
  promise_ended: ['结束以后没有别的事', '核对日期；结束有误的，先作废结束'],
  letter_signed: ['这一方已经签了', '写错的先作废'],
  letter_not_signed: ['双方还没有都签', '先记双方签订'],
  entry_unknown: ['清单里没有这一项', '核对编号'],
  entry_without_clock: ['这一项没有期限，不起算', '它一直有效，到承诺书结束'],
  promise_started: ['这一项已经起算', '写错的先作废'],
  promise_not_started: ['这一项还没有起算', '先记起算'],
  promise_kept: ['这一项已经兑现', '写错的先作废'],
  promise_paused: ['这一项已经停着', '先恢复计时'],
  promise_not_paused: ['这一项没有停', '核对日期，或先记停表'],
  step_reached: ['这一步已经走到', '写错的先作废'],
  path_step_missing: ['所凭的步骤还没有走到', '先记那一步；已经凭它收件的，先作废收件'],
  work_unknown: ['这一项不在可以先做的里面', '核对编号；主体工程动工即为新开工'],
  work_begun: ['这一项已经开始', '写错的先作废'],
  work_not_begun: ['这一项没有在做', '先记开始'],
};

/** The course with the events, or the refusal; `event` is the one that is being told, undefined where a told one is changed. */
export function courseWith(
  events: readonly CourseEvent[],
  event?: string,
): PromiseCourse | Problem | undefined {
  const course = walkPromises(events);
  if (!isPromiseFault(course)) return course;
  const { code, at } = course;
  const [message, fix] = FAULT_WORDS[code];
  const kind = PROMISE_TITLES.get(at.kind)?.zh ?? at.kind;
  const where = at.event === event ? '' : `：会使 ${at.occurredOn} 的“${kind}”不成立`;
  return refusal(code, `${message}（${kind} ${at.occurredOn}）${where}`, fix, 409);
}

export interface FoundPromises {
  readonly events: readonly PromiseEventRow[];
  readonly course: PromiseCourse;
  readonly unit: string;
}

/** Fails with `promises_unknown`. */
export function findPromises(subject: string, context: DecideContext): FoundPromises | Problem {
  const events = standingPromiseEvents(context.own.table('promise_event'));
  const course = walkPromises(events);
  if (course !== undefined && !isPromiseFault(course)) {
    const opened = events.find(({ event }) => event === course.opened.event) as PromiseEventRow;
    return { events, course, unit: opened.unit };
  }
  return refusal('promises_unknown', `没有“${subject}”`, '先起草，或核对编号', 404);
}
