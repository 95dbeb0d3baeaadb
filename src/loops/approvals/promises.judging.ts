// Promises judged under one standpoint, for whoever shows them: the list, one letter, the firm's own page, the inbox. It reads rows and the plan; the law of the
// clock is in promises.judge.ts.
import type { PlanInForce, Row } from '../../kernel/loop.ts';
import { maxDate, type PlainDate } from '../../kernel/plainDate.ts';
import type { WorkCalendar } from '../../kernel/workCalendar.ts';
import { approvalRulesSection } from './approvalRules.plan.ts';
import { isPromiseFault, type PromiseCourse, walkPromises } from './promises.course.ts';
import { judgePromises, type PromisesJudgement } from './promises.judge.ts';
import { promiseEventRows } from './promises.rows.ts';
import { type ServicePromise, servicePromisesSection } from './servicePromises.plan.ts';

export interface JudgedPromises {
  readonly row: Row;
  readonly judgement: PromisesJudgement;
  readonly promise: ServicePromise | undefined;
}

export interface PromiseJudger {
  readonly plan: PlanInForce;
  readonly calendar: WorkCalendar | undefined;
  readonly asOf: PlainDate;
}

/** Before it is due by so many days it is shown as near; the same as an approval's unless the plan says otherwise. */
const DUE_SOON_DAYS = 1;

/** `row` as listPromises gives it. Undefined where it was not opened by then. */
export function judgePromiseRow(
  row: Row,
  { plan, calendar, asOf }: PromiseJudger,
): JudgedPromises | undefined {
  const course = walkPromises(promiseEventRows((row.events ?? []) as readonly Row[]));
  // The deciders keep every subject a course; one that is none is not shown as something it is not.
  if (course === undefined || isPromiseFault(course)) return undefined;
  const dueSoonDays = plan.section(approvalRulesSection).dueSoonDays ?? DUE_SOON_DAYS;
  const judgement = judgePromises(course, { calendar, asOf, dueSoonDays });
  const promise = plan.section(servicePromisesSection).find(({ id }) => id === row.promise);
  return judgement && { row, judgement, promise };
}

export interface ProjectNodes {
  /** By project and milestone: the day on which it stands counted. */
  readonly nodes: ReadonlyMap<string, PlainDate>;
  /** By project and item: the day it was granted first. */
  readonly granted: ReadonlyMap<string, PlainDate>;
}

export const nodeKey = (project: string, what: string): string => `${project} ${what}`;

export interface StepLine {
  readonly step: string;
  readonly title: string;
  readonly reachedOn: PlainDate | null;
  /** What says so: a fact of its own, the letter's signatures, a node of the project, or a permit granted. */
  readonly by: 'fact' | 'letter' | 'node' | 'permit' | null;
  /** Reached before a step that stands before it and is missing. */
  readonly outOfOrder: boolean;
}

/** The declared path of a letter, and where its project is on it (先建后验). */
export function stepsOf(
  { judgement: { course }, promise, row }: JudgedPromises,
  { nodes, granted }: ProjectNodes,
): readonly StepLine[] {
  const project = String(row.project);
  const dayOf = (days: ReadonlyMap<string, PlainDate>, what: string | undefined) =>
    what === undefined ? undefined : days.get(nodeKey(project, what));
  const lines = (promise?.steps ?? []).map((step): Omit<StepLine, 'outOfOrder'> => {
    const line = (reachedOn: PlainDate | undefined | null, by: StepLine['by']) =>
      reachedOn ? { step: step.id, title: step.title, reachedOn, by } : undefined;
    return (
      line(course.steps[step.id], 'fact') ??
      line(step.letter ? signedOn(course) : null, 'letter') ??
      line(dayOf(nodes, step.milestone), 'node') ??
      line(dayOf(granted, step.approvalItem), 'permit') ?? {
        step: step.id,
        title: step.title,
        reachedOn: null,
        by: null,
      }
    );
  });
  return lines.map((line, at) => ({
    ...line,
    outOfOrder: line.reachedOn !== null && lines.slice(0, at).some(({ reachedOn }) => reachedOn === null),
  }));
}

/** Null until both have signed. */
export function signedOn({ signatures: { enterprise, government } }: PromiseCourse): PlainDate | null {
  if (enterprise === undefined || government === undefined) return null;
  return maxDate(enterprise.on, government.on);
}

/** Of one side: how many fell due and how many of these were kept in time; `n` is what a share is counted from. */
export function shareOf(
  judged: readonly PromisesJudgement[],
  side: string,
): { readonly due: number; readonly kept: number } {
  const entries = judged.flatMap((each) => each.entries).filter(({ entry }) => entry.side === side);
  const count = (...states: readonly string[]) =>
    entries.filter(({ entry, judgement }) => entry.days !== undefined && states.includes(judgement.state))
      .length;
  return { due: count('kept', 'keptLate', 'broken'), kept: count('kept') };
}
