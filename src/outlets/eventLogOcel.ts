/**
 * The ledger's projects as OCEL 2.0 (JSON): events are the milestones that stand; objects are projects, the units they belong to, and clusters. An event names
 * its project and its unit; a project its unit, its cluster and the project it is a phase of. Attribute values are texts, as the schema has them; decimals stay exact.
 */
import type { Instant } from '../kernel/instant.ts';
import { instantOf } from '../kernel/instant.ts';
import type { EventExport, ExportedProject } from './eventExport.ts';

export interface OcelAttribute {
  readonly name: string;
  readonly value: string;
  readonly time?: Instant;
}

export interface OcelRelation {
  readonly objectId: string;
  readonly qualifier: string;
}

export interface OcelType {
  readonly name: string;
  readonly attributes: readonly { readonly name: string; readonly type: 'string' }[];
}

export interface OcelLog {
  /** Not of the standard, which allows it: what the log was made from. */
  readonly luodi: {
    readonly city: string;
    readonly simulated: boolean;
    readonly asOf: string;
    readonly head: string;
  };
  readonly objectTypes: readonly OcelType[];
  readonly eventTypes: readonly OcelType[];
  readonly objects: readonly {
    readonly id: string;
    readonly type: string;
    readonly attributes: readonly Required<OcelAttribute>[];
    readonly relationships: readonly OcelRelation[];
  }[];
  readonly events: readonly {
    readonly id: string;
    readonly type: string;
    readonly time: Instant;
    readonly attributes: readonly OcelAttribute[];
    readonly relationships: readonly OcelRelation[];
  }[];
}

/** Ids of objects are of all types in one space. */
const unitId = (unit: string) => `unit:${unit}`;
const clusterId = (cluster: string) => `cluster:${cluster}`;

/** What holds from the beginning, as OCEL's own examples write it. */
const ALWAYS = instantOf(0);

export function ocelLog(log: EventExport): OcelLog {
  const units = new Map<string, string>();
  const clusters = new Map<string, string>();
  const types = new Set<string>();
  const here = new Set(log.projects.map(({ id }) => id));
  for (const project of log.projects) {
    units.set(project.unit, project.unitName);
    if (project.cluster !== null) clusters.set(project.cluster, project.clusterName ?? project.cluster);
    for (const event of project.events) {
      types.add(event.activity);
      if (!units.has(event.unit)) units.set(event.unit, event.unitName);
    }
  }
  const texts = (...names: string[]) => names.map((name) => ({ name, type: 'string' as const }));
  const named = (id: string, type: string, name: string) => ({
    id,
    type,
    attributes: [{ name: 'name', value: name, time: ALWAYS }],
    relationships: [],
  });
  const { city, asOf, head } = log;
  return {
    luodi: { city: city.name, simulated: city.simulated, asOf, head },
    objectTypes: [
      { name: 'project', attributes: texts(...PROJECT_KEYS) },
      { name: 'unit', attributes: texts('name') },
      { name: 'cluster', attributes: texts('name') },
    ],
    eventTypes: [...types].sort().map((name) => ({ name, attributes: texts('label', 'fact') })),
    objects: [
      ...log.projects.map((project) => projectObject(project, here)),
      ...[...units].map(([id, name]) => named(unitId(id), 'unit', name)),
      ...[...clusters]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([id, name]) => named(clusterId(id), 'cluster', name)),
    ],
    events: log.projects.flatMap((project) =>
      project.events.map((event) => ({
        id: event.fact,
        type: event.activity,
        time: instantOf(event.timeMs),
        attributes: [
          { name: 'label', value: event.label },
          { name: 'fact', value: event.fact },
        ],
        relationships: [
          { objectId: project.id, qualifier: 'project' },
          { objectId: unitId(event.unit), qualifier: 'unit' },
        ],
      })),
    ),
  };
}

const PROJECT_KEYS = ['name', 'lifecycle', 'plannedInvestmentYuan', 'registeredOn', 'endedOn'] as const;

function projectObject(project: ExportedProject, here: ReadonlySet<string>): OcelLog['objects'][number] {
  const values = new Map(project.attributes);
  return {
    id: project.id,
    type: 'project',
    attributes: PROJECT_KEYS.flatMap((name) => {
      const value = values.get(name);
      return value === undefined ? [] : [{ name, value, time: ALWAYS }];
    }),
    relationships: [
      { objectId: unitId(project.unit), qualifier: 'in unit' },
      ...(project.cluster === null
        ? []
        : [{ objectId: clusterId(project.cluster), qualifier: 'in cluster' }]),
      // A phase may belong to a project that is registered later than the day looked at.
      ...(project.phaseOf !== null && here.has(project.phaseOf)
        ? [{ objectId: project.phaseOf, qualifier: 'phase of' }]
        : []),
    ],
  };
}
