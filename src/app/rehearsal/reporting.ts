// When everything came to be known: positions for every chain, some claims made too early and pending when a period is published, and the
// share of a published figure that was known on its own last day.

import { type Course, courseOf, type Reporting, type TooEarly } from './courses.ts';
import type { Office } from './officeTime.ts';
import { infeasible } from './quotas.ts';
import { scheduleChain } from './steps.ts';
import { HEADLINE } from './targets.ts';
import type { Trajectory } from './trajectories.ts';

/** The courses of all projects with their positions. Fails with `rehearsal_infeasible`. */
export function reportAll(
  reporting: Reporting,
  planned: ReadonlyMap<Trajectory, bigint>,
  founded: Office,
): Course[] {
  const courses = [...planned].map(([project, yuan]) => {
    const course = scheduled(reporting, courseOf(reporting, project, yuan), founded);
    const kept =
      course ?? scheduled(reporting, courseOf(reporting, project, yuan, { smooth: true }), founded);
    if (!kept) throw infeasible(`项目 ${project.no} 的申报`, 1);
    return kept;
  });
  const byProject = new Map(courses.map((course, index) => [course.project, index]));
  reporting.published.forEach((_, number) => {
    claimTooEarly(reporting, number, courses, planned, byProject, founded);
    knownAtEnd(reporting, number, courses, founded);
  });
  return courses;
}

function scheduled(reporting: Reporting, course: Course, founded: Office): Course | undefined {
  return scheduleChain(course.chain, reporting.office, founded) ? course : undefined;
}

/** Claims of the last days before a published month's end for things that only happen in the weeks after it: they wait at its deadline. */
function claimTooEarly(
  reporting: Reporting,
  number: number,
  courses: Course[],
  planned: ReadonlyMap<Trajectory, bigint>,
  byProject: ReadonlyMap<Trajectory, number>,
  founded: Office,
): void {
  const { last, deadline } = reporting.published[number]!;
  let left = reporting.params.reporting.waitingClaims;
  const candidates = courses.flatMap(({ project }) =>
    tooEarlyOf(project, last, deadline).map((tooEarly) => ({ project, tooEarly })),
  );
  const order = candidates
    .map((each) => ({ ...each, draw: each.project.random.fork(`too early ${number}`).next() }))
    .sort((a, b) => a.draw - b.draw || a.project.no - b.project.no);
  const taken = new Set<Trajectory>();
  for (const { project, tooEarly } of order) {
    if (left === 0) break;
    if (taken.has(project)) continue;
    const course = scheduled(
      reporting,
      courseOf(reporting, project, planned.get(project)!, { smooth: true, tooEarly }),
      founded,
    );
    if (!course) continue;
    courses[byProject.get(project)!] = course;
    taken.add(project);
    left--;
  }
}

/** A milestone that the project reaches within seven weeks after the day, all before it having happened some days earlier. */
function tooEarlyOf(project: Trajectory, last: number, until: Office): TooEarly[] {
  return HEADLINE.flatMap((milestone) => {
    const day = project.reached.get(milestone);
    if (day === undefined || day <= last || day > last + 49 || project.suspended) return [];
    const before = [project.registered, ...project.reached.values()].filter((each) => each < day);
    const told = Math.max(...before);
    if (told > last - 3 || before.length < [...project.reached.values()].filter((each) => each <= day).length)
      return [];
    const claimed = last - project.random.fork(`claimed ${milestone}`).int(0, Math.min(9, last - told - 1));
    return [{ milestone, day: claimed, until: until + 30 }];
  });
}

/** All but a few of a published figure were recognised by the end of its last day; the few that were not are the latest. */
function knownAtEnd(reporting: Reporting, number: number, courses: readonly Course[], founded: Office): void {
  const { last } = reporting.published[number]!;
  const from = reporting.published[number - 1]?.last ?? Number.NEGATIVE_INFINITY;
  const closing = reporting.office.closing(last);
  for (const milestone of HEADLINE) {
    const within = courses.filter(({ project }) => {
      const day = project.reached.get(milestone);
      return day !== undefined && day > from && day <= last;
    });
    const allowed = Math.floor(
      (within.length * (1000 - reporting.params.reporting.knownAtEndPerMille)) / 1000,
    );
    const late = within
      .filter((course) => course.finals.get(milestone)!.at > closing)
      .sort(
        (a, b) =>
          b.project.reached.get(milestone)! - a.project.reached.get(milestone)! ||
          a.project.no - b.project.no,
      );
    for (const course of late.slice(allowed)) hurry(reporting, course, { milestone, closing, founded });
  }
}

/** Recorded by the end of the day, where the day leaves room; else left as it was. */
function hurry(
  reporting: Reporting,
  course: Course,
  by: { readonly milestone: string; readonly closing: Office; readonly founded: Office },
): void {
  const steps = course.stepsOf.get(by.milestone)!;
  const before = steps.map((each) => each.latest);
  const positions = course.chain.map((each) => each.at);
  for (const each of steps) each.latest = Math.min(each.latest, by.closing);
  if (scheduleChain(course.chain, reporting.office, by.founded)) return;
  steps.forEach((each, index) => {
    each.latest = before[index]!;
  });
  course.chain.forEach((each, index) => {
    each.at = positions[index]!;
  });
}
