// What the declared path of a two-sided letter asks before a milestone of its project (先建后验: supervision before the start). It is asked of who goes that way: a project that has
// all of the plan's items before the milestone has gone the ordinary way. Joined here because the letter is the approvals', the milestone the projects'.
import type { PlainDate } from '../kernel/plainDate.ts';
import { sql } from '../kernel/sql.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { missingSteps } from '../loops/approvals/declaredPath.ts';
import { letterOf } from '../loops/approvals/promises.commands.ts';
import { isPromiseFault, walkPromises } from '../loops/approvals/promises.course.ts';
import { standingPromiseEvents } from '../loops/approvals/promises.rows.ts';
import { servicePromisesSection } from '../loops/approvals/servicePromises.plan.ts';

export interface PathStep {
  readonly id: string;
  readonly title: string;
}

/** Steps of a letter in force that stand before the milestone and are not reached by the day; none where no letter's hard path leads there. */
export async function stepsMissing(
  view: LedgerView,
  {
    project,
    milestone,
    on,
  }: { readonly project: string; readonly milestone: string; readonly on: PlainDate },
): Promise<readonly PathStep[]> {
  const paths = view.plan
    .section(servicePromisesSection)
    .filter(({ stepsInOrder, steps }) => stepsInOrder && steps.some((step) => step.milestone === milestone));
  if (paths.length === 0) return [];
  const city = view.city.id;
  const letters = paths.map(({ id }) => letterOf(project, id));
  const events = await view.query(
    sql`select * from promise_event where city = ${city} and subject = any(${letters}::text[]) and occurred_on <= ${on}::date`,
  );
  if (events.length === 0) return [];
  const milestones = await view.query(
    sql`select milestone, occurred_on, counted from project_milestone where city = ${city} and subject = ${project} and counted`,
  );
  const granted = await view.query(
    sql`select distinct item from approval where city = ${city} and project = ${project} and outcome = 'granted' and decided_on <= ${on}::date`,
  );
  const items = new Set(granted.map(({ item }) => String(item)));
  return paths.flatMap(({ id, steps }) => {
    const own = events.filter(({ subject }) => subject === letterOf(project, id));
    const course = walkPromises(standingPromiseEvents(own));
    if (course === undefined || isPromiseFault(course) || course.endedOn !== null) return [];
    const { enterprise, government } = course.signatures;
    // A letter that nobody has signed binds nobody, and allows nothing.
    if (enterprise === undefined || government === undefined) return [];
    const before = steps.slice(
      0,
      steps.findIndex((step) => step.milestone === milestone),
    );
    return missingSteps(before, { course, milestones }, on)
      .filter(({ approvalItem }) => approvalItem === undefined || !items.has(approvalItem))
      .map((step) => ({ id: step.id, title: step.title }));
  });
}
