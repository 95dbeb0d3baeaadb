// All that a plan rehearses of the course of projects beside their milestones and money, in the order in which one part needs another: letters are planned, applications go under
// them, acceptances end them; who has an agent, who is a priority, who was inspected. It changes no milestone and no total.
import { epochDay, type PlainDate } from '../../kernel/plainDate.ts';
import { acceptanceSteps, planAcceptances } from './acceptanceSteps.ts';
import { agencySteps } from './agencySteps.ts';
import { approvalSteps } from './approvalSteps.ts';
import type { Course } from './courses.ts';
import { frontSteps } from './frontSteps.ts';
import { letterSteps, planLetters } from './letterSteps.ts';
import { type MatterBasis, type Seen, seenProjects } from './matters.ts';
import { type Digests, isPriority, linkSteps, preStartSteps, prioritySteps } from './serviceSteps.ts';
import { batchSteps, inspectionSteps } from './siteSteps.ts';
import type { Step } from './steps.ts';

export interface CourseBasis extends MatterBasis {
  /** Ids of the milestones from introduction to start, in order: applications are fitted between them. */
  readonly milestones: readonly string[];
  readonly untilDate: PlainDate;
  readonly digests: Digests;
}

export function courseSteps(basis: CourseBasis, courses: readonly Course[]): Step[] {
  const projects = seenProjects(basis, courses);
  const letters = planLetters(basis, projects);
  const approvals = applications(
    basis,
    projects,
    new Map(letters.map((each) => [each.project.subject, each])),
  );
  const known = grantedOf(approvals);
  const acceptances = planAcceptances(basis, projects, letters, known);
  const accepted = new Map(acceptances.map((each) => [each.project.subject, each]));
  const letterFacts = letterSteps(basis, letters, { ...known, accepted });
  return [
    ...frontSteps(basis, projects),
    ...letterFacts,
    ...approvals,
    ...acceptanceSteps(basis, acceptances, letterFacts),
    ...preStartSteps(basis, projects),
    ...prioritySteps(basis, projects, known),
    ...linkSteps(basis, projects, basis.digests),
    ...agencySteps(basis, projects, approvals),
    ...inspectionSteps(basis, projects),
    ...batchSteps(basis, projects),
  ];
}

/** Delivered by the clock's day, of projects registered by then; none where the plan rehearses no approvals. */
function applications(
  basis: CourseBasis,
  projects: readonly Seen[],
  letters: ReadonlyMap<string, ReturnType<typeof planLetters>[number]>,
): Step[] {
  const { params, plan, lifecycle, milestones, office, actors, untilDate, limit } = basis;
  if (params.approvals === undefined) return [];
  const quick = new Set(
    projects.filter((project) => isPriority(basis, project)).map(({ subject }) => subject),
  );
  const speed = params.priorities?.speedPerMille ?? 1000;
  const all = approvalSteps(
    {
      params: params.approvals,
      plan,
      lifecycle,
      milestones,
      office,
      actor: actors.system,
      until: untilDate,
      letters,
      speedPerMille: (subject) => (quick.has(subject) ? speed : 1000),
    },
    projects.map(({ course }) => course),
  );
  return all.filter(({ at, happened }) => at <= limit && (happened ?? 0) <= epochDay(untilDate));
}

/** What stands granted, and what was filed at all, by `<project>/<item>`. */
function grantedOf(approvals: readonly Step[]) {
  const filed = new Map<string, number>();
  const decided = new Map<string, number>();
  for (const { kind, subject, happened } of approvals) {
    const key = subject.split('/').slice(0, 2).join('/');
    if (kind === 'approvalFiled') filed.set(key, happened ?? 0);
    if (kind === 'approvalDecided') decided.set(key, happened ?? 0);
  }
  return { filed, decided };
}
