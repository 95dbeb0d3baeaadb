// The projects of a view as an event log, those in reach: what the terminal and the pages give out.
import type { Scope } from '../access/scope.ts';
import { readProjectCases } from '../foresight/projectLog.pg.ts';
import { headText } from '../ledger/fact.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { lifecyclesSection } from '../loops/projects/projects.plan.ts';
import { clustersSection } from '../plan/organisation.ts';
import { type EventExport, eventExport } from './eventExport.ts';

export async function readEventExport(view: LedgerView, scope: Scope = { all: true }): Promise<EventExport> {
  const clusters = new Map(view.plan.section(clustersSection).map(({ id, title }) => [id, title]));
  return eventExport(await readProjectCases(view, scope), {
    city: view.city,
    asOf: view.asOf,
    head: headText(view.head),
    zone: view.city.zone,
    lifecycles: view.plan.section(lifecyclesSection),
    nameOf: (unit) => view.plan.units.find(unit, view.asOf)?.name ?? unit,
    clusterNameOf: (cluster) => clusters.get(cluster) ?? cluster,
  });
}
