// What may be urged, from a subject's own rows: who holds it, and at which step it stands (its turn). A turn is the last thing that moved the matter: while it
// stays the same nothing moved. One reading serves the decider, the page and the inbox. Pure.
import type { PlanInForce, Row } from '../kernel/loop.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import type { WorkCalendar } from '../kernel/workCalendar.ts';
import { isAcceptanceFault, walkAcceptance } from '../loops/approvals/acceptance.course.ts';
import { judgeAcceptance } from '../loops/approvals/acceptance.judge.ts';
import { acceptanceEventRows } from '../loops/approvals/acceptance.rows.ts';
import { approvalRulesSection } from '../loops/approvals/approvalRules.plan.ts';
import { isFault, walkCourse } from '../loops/approvals/approvals.course.ts';
import { judgeApproval, limitsOf } from '../loops/approvals/approvals.judge.ts';
import { approvalItemsSection } from '../loops/approvals/approvals.plan.ts';
import { unitOf } from '../loops/approvals/approvals.refusals.ts';
import { eventRows, findFiled } from '../loops/approvals/approvals.rows.ts';
import { isPromiseFault, walkPromises } from '../loops/approvals/promises.course.ts';
import { judgePromises } from '../loops/approvals/promises.judge.ts';
import { standingPromiseEvents } from '../loops/approvals/promises.rows.ts';
import { judgeProject, type ProjectFacts } from '../loops/projects/projects.judge.ts';
import { lifecyclesSection } from '../loops/projects/projects.plan.ts';
import type { MilestoneRow } from '../loops/projects/projects.rows.ts';
import { CERTIFICATE, type UrgeMatter } from './urging.facts.ts';

export type Matter = Pick<UrgeMatter, 'sort' | 'matter' | 'entry'>;

export interface Held {
  /** Name of the matter. */
  readonly what: string;
  /** The unit that holds it; null where the plan names none. */
  readonly holder: string | null;
  /** It waits for the firm: nobody of the government is to be urged. */
  readonly firm: boolean;
  readonly turn: string;
  /** Of an approval or a part of the acceptance: what an agent's mandate must name. */
  readonly item: string | null;
  readonly project: string | null;
}

export interface HeldAt {
  readonly plan: PlanInForce;
  readonly calendar: WorkCalendar | undefined;
  readonly asOf: PlainDate;
}

/** Nothing has moved it yet. */
const UNMOVED = 'none';

interface TurnEvent {
  readonly event: string;
  readonly occurredOn: PlainDate;
  readonly seq: number;
}

/** The last of them by their days, then by their recording. */
function lastOf(events: readonly TurnEvent[]): string {
  let last: TurnEvent | undefined;
  for (const one of events)
    if (
      last === undefined ||
      one.occurredOn > last.occurredOn ||
      (one.occurredOn === last.occurredOn && one.seq > last.seq)
    )
      last = one;
  return last?.event ?? UNMOVED;
}

/** Of an approval: any event of it moves it. `events`: those that stand. */
export function approvalTurn(events: readonly TurnEvent[]): string {
  return lastOf(events);
}

/** Of one promise of a letter: what happened to that promise. */
export function promiseTurn(
  events: readonly (TurnEvent & { readonly body: Readonly<Record<string, unknown>> })[],
  entry: string,
): string {
  return lastOf(events.filter(({ body }) => body.entry === entry));
}

/** Of a milestone: its last claim and what became of it. */
export function milestoneTurn(
  rows: readonly Pick<MilestoneRow, 'milestone' | 'claim' | 'state' | 'claimedSeq'>[],
  milestone: string,
): string {
  const last = rows
    .filter((row) => row.milestone === milestone)
    .reduce<(typeof rows)[number] | undefined>(
      (a, b) => (a === undefined || b.claimedSeq > a.claimedSeq ? b : a),
      undefined,
    );
  return last === undefined ? UNMOVED : `${last.claim}:${last.state}`;
}

/** Of a part of a joint acceptance: its own last event, or the opening; of the certificate: any event. */
export function acceptanceTurn(
  events: readonly (TurnEvent & {
    readonly kind: string;
    readonly body: Readonly<Record<string, unknown>>;
  })[],
  part: string,
): string {
  return lastOf(
    part === CERTIFICATE
      ? events
      : events.filter(({ kind, body }) => body.item === part || kind === 'acceptanceOpened'),
  );
}

/** Undefined where there is no such approval, or nothing of it waits any more. */
export function heldApproval(rows: readonly Row[], { plan, calendar, asOf }: HeldAt): Held | undefined {
  const events = eventRows(rows).filter(({ voided }) => !voided);
  const filed = findFiled(events);
  const course = walkCourse(events);
  if (filed === undefined || course === undefined || isFault(course)) return undefined;
  const item = plan.section(approvalItemsSection).find(({ id }) => id === filed.item);
  const limits = limitsOf(item, plan.section(approvalRulesSection));
  const judged = judgeApproval(course, { limits, calendar, asOf });
  if (judged === undefined || judged.standing === 'decided' || judged.standing === 'withdrawn')
    return undefined;
  return {
    what: item?.name ?? filed.item,
    holder: filed.authority,
    firm: judged.standing === 'waitingFirm',
    turn: approvalTurn(events),
    item: filed.item,
    project: filed.project,
  };
}

/** A promise of the government that runs or is broken. */
export function heldPromise(
  rows: readonly Row[],
  entry: string,
  { plan, calendar, asOf }: HeldAt,
): Held | undefined {
  const events = standingPromiseEvents(rows);
  const course = walkPromises(events);
  if (course === undefined || isPromiseFault(course)) return undefined;
  const dueSoonDays = plan.section(approvalRulesSection).dueSoonDays ?? 1;
  const found = judgePromises(course, { calendar, asOf, dueSoonDays })?.entries.find(
    (one) => one.entry.entry === entry,
  );
  if (found === undefined || !URGED_STATES.has(found.judgement.state)) return undefined;
  const { owner, side, title } = found.entry;
  return {
    what: title,
    holder: owner === undefined ? null : (unitOf(owner, { plan, today: asOf }) ?? null),
    firm: side === 'enterprise',
    turn: promiseTurn(events, entry),
    item: null,
    project: String(course.opened.body.project),
  };
}

export const URGED_STATES: ReadonlySet<string> = new Set(['running', 'broken']);

/** The next milestone: to be claimed by the project's unit, or claimed and not yet recognised; or a later one that was claimed before it. */
export function heldMilestone(
  facts: ProjectFacts,
  milestone: string,
  { plan, asOf }: Pick<HeldAt, 'plan' | 'asOf'>,
): Held | undefined {
  const { project, milestones } = facts;
  const lifecycle = plan.section(lifecyclesSection).find(({ id }) => id === project.lifecycle);
  if (lifecycle === undefined) return undefined;
  const { next } = judgeProject(facts, lifecycle, asOf);
  const ahead = next?.claimedAhead.find((one) => one.milestone === milestone);
  if (next?.milestone !== milestone && ahead === undefined) return undefined;
  const claimed = milestones.some((row) => row.milestone === milestone && row.state === 'claimed');
  const recogniser = lifecycle.milestones.find(({ id }) => id === milestone)?.recognisedBy[0];
  return {
    what: ahead?.name ?? next?.name ?? milestone,
    holder: claimed
      ? recogniser === undefined
        ? null
        : (unitOf(recogniser, { plan, today: asOf }) ?? null)
      : project.unit,
    firm: false,
    turn: milestoneTurn(milestones, milestone),
    item: null,
    project: project.subject,
  };
}

/** A part that a department is to judge, or the certificate once all have passed. */
export function heldAcceptance(rows: readonly Row[], part: string, at: HeldAt): Held | undefined {
  const events = acceptanceEventRows(rows).filter(({ voided }) => !voided);
  const course = walkAcceptance(events);
  if (course === undefined || isAcceptanceFault(course) || course.certifiedOn !== null) return undefined;
  const judged = judgeAcceptance(course, at);
  const turn = acceptanceTurn(events, part);
  const project = String(events.find(({ kind }) => kind === 'acceptanceOpened')?.body.project);
  if (part === CERTIFICATE)
    return judged.certifiable
      ? { what: '联合验收意见书', holder: course.lead, firm: false, turn, item: null, project }
      : undefined;
  const found = judged.parts.find(({ item }) => item === part);
  if (found === undefined || found.holder === null) return undefined;
  return {
    what: found.name,
    holder: found.authority,
    firm: found.holder === 'firm',
    turn,
    item: part,
    project,
  };
}

/** Subjects that the matter stands in, as a decider reads them. */
export function subjectOf({ sort, matter }: Matter, project: string): { loop: string; subject: string } {
  if (sort === 'milestone') return { loop: 'projects', subject: project };
  if (sort === 'acceptance') return { loop: 'approvals', subject: `acceptance/${project}` };
  return { loop: 'approvals', subject: matter };
}
