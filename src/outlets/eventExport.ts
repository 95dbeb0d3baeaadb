/** What an export of the ledger as an event log holds, whatever its form: projects with the milestones that stand, in order, with the facts they rest on. */

import { dayStarts, type ProjectCase, projectEvents } from '../foresight/projectLog.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import type { Lifecycle } from '../loops/projects/projects.plan.ts';

export interface ExportedEvent {
  readonly activity: string;
  /** The milestone's name in the plan. */
  readonly label: string;
  readonly occurredOn: PlainDate;
  /** First moment of that day in the city's zone. */
  readonly timeMs: number;
  readonly unit: string;
  readonly unitName: string;
  /** Id of the fact: the claim, or the correction that stands. */
  readonly fact: string;
}

export interface ExportedProject {
  readonly id: string;
  readonly unit: string;
  readonly unitName: string;
  readonly cluster: string | null;
  readonly clusterName: string | null;
  readonly phaseOf: string | null;
  readonly attributes: readonly (readonly [string, string])[];
  readonly events: readonly ExportedEvent[];
}

export interface EventExport {
  readonly city: { readonly name: string; readonly simulated: boolean };
  readonly asOf: PlainDate;
  readonly head: string;
  readonly projects: readonly ExportedProject[];
}

export interface ExportMatter extends Pick<EventExport, 'city' | 'asOf' | 'head'> {
  readonly zone: string;
  readonly lifecycles: readonly Lifecycle[];
  readonly nameOf: (unit: string) => string;
  readonly clusterNameOf: (cluster: string) => string;
}

export function eventExport(cases: readonly ProjectCase[], matter: ExportMatter): EventExport {
  const { city, asOf, head, zone, lifecycles, nameOf, clusterNameOf } = matter;
  const momentOf = dayStarts(zone);
  return {
    city,
    asOf,
    head,
    projects: cases.map(({ facts, cluster }) => {
      const { project } = facts;
      const lifecycle = lifecycles.find(({ id }) => id === project.lifecycle);
      const ended = project.endedOn !== null && project.endedOn <= asOf ? project.endedOn : null;
      const given: readonly (readonly [string, string | null])[] = [
        ['name', project.name],
        ['lifecycle', project.lifecycle],
        ['unit', project.unit],
        ['cluster', cluster],
        ['plannedInvestmentYuan', project.plannedInvestmentYuan],
        ['registeredOn', project.registeredOn],
        ['endedOn', ended],
      ];
      return {
        id: project.subject,
        unit: project.unit,
        unitName: nameOf(project.unit),
        cluster,
        clusterName: cluster === null ? null : clusterNameOf(cluster),
        phaseOf: project.phaseOf,
        attributes: given.filter((pair): pair is readonly [string, string] => pair[1] !== null),
        events: projectEvents(facts, asOf).map((event) => ({
          activity: event.milestone,
          label: lifecycle?.milestones.find(({ id }) => id === event.milestone)?.name ?? event.milestone,
          occurredOn: event.occurredOn,
          timeMs: momentOf(event.occurredOn),
          unit: event.unit,
          unitName: nameOf(event.unit),
          fact: event.claim,
        })),
      };
    }),
  };
}
