/**
 * The ledger's projects as an event log: a case is a project registered by the day looked at, its events the milestones that stand recognised and occurred by
 * then, by day and, within a day, in the order of their recording. The activity is the milestone's id: names may repeat and change, ids do not. A day is its
 * first moment in the city's zone. A project without such a milestone is a case without events: told, not counted in the flow.
 */
import { epochMs, startOfDay } from '../kernel/instant.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import type { ProjectFacts } from '../loops/projects/projects.judge.ts';
import type { MilestoneRow } from '../loops/projects/projects.rows.ts';
import { CaseInHand, type CaseVisitor, type LogReading, TextNumbers } from './eventLog.ts';

export interface ProjectCase {
  readonly facts: ProjectFacts;
  readonly cluster: string | null;
}

/** What happened by that day and stands, in order. */
export function projectEvents(facts: ProjectFacts, asOf: PlainDate): readonly MilestoneRow[] {
  return facts.milestones
    .filter((row) => row.state === 'recognised' && row.occurredOn <= asOf)
    .toSorted((a, b) =>
      a.occurredOn < b.occurredOn ? -1 : a.occurredOn > b.occurredOn ? 1 : a.claimedSeq - b.claimedSeq,
    );
}

export interface ProjectLogOptions {
  readonly zone: string;
  readonly asOf: PlainDate;
}

/** Shows every project with an event to the visitor, as a reader of a file does. Case attributes: unit, cluster, lifecycle, name. */
export function visitProjects(
  cases: readonly ProjectCase[],
  { zone, asOf }: ProjectLogOptions,
  visit: CaseVisitor,
): LogReading {
  const activities = new TextNumbers();
  const names = { activities: activities.texts, values: [] };
  const inHand = new CaseInHand(names, 4, 0);
  const nothing = new Int32Array(0);
  const momentOf = dayStarts(zone);
  let [shown, events] = [0, 0];
  for (const { facts, cluster } of cases) {
    inHand.begin();
    const { subject, unit, lifecycle, name } = facts.project;
    inHand.id = subject;
    inHand.attributes = [unit, cluster ?? undefined, lifecycle, name];
    for (const event of projectEvents(facts, asOf))
      inHand.add(activities.numberOf(event.milestone), momentOf(event.occurredOn), nothing);
    if (inHand.length === 0) continue;
    shown++;
    events += inHand.length;
    visit(inHand.finish());
  }
  return {
    format: 'ledger',
    names,
    cases: shown,
    events,
    eventsWithoutTime: 0,
    eventsWithoutActivity: 0,
    eventsWithoutCase: 0,
    emptyCases: cases.length - shown,
  };
}

/** First moments of days in a zone; asking the zone is slow, and days repeat. */
export function dayStarts(zone: string): (day: PlainDate) => number {
  const known = new Map<PlainDate, number>();
  return (day) => {
    let moment = known.get(day);
    if (moment === undefined) {
      moment = epochMs(startOfDay(day, zone));
      known.set(day, moment);
    }
    return moment;
  };
}
