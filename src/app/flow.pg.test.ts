// Flow and event logs of the real rehearsed city: against the ledger's own rows, and there and back through XES and OCEL.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { findDataSet } from '../../bench/dataSets.ts';
import { passagesIn } from '../dispatch/flow.pg.ts';
import { FlowCount } from '../foresight/flow.ts';
import { flowStages } from '../foresight/flowStages.ts';
import { readProjectCases } from '../foresight/projectLog.pg.ts';
import { type ProjectCase, visitProjects } from '../foresight/projectLog.ts';
import { XesLog } from '../foresight/xesLog.node.ts';
import { parseDate } from '../kernel/plainDate.ts';
import { sql } from '../kernel/sql.ts';
import type { Ledger } from '../ledger/ledger.pg.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { lifecyclesSection } from '../loops/projects/projects.plan.ts';
import { readEventExport } from '../outlets/eventLog.pg.ts';
import { ocelLog } from '../outlets/eventLogOcel.ts';
import { ocelFindings, xesFindings } from '../outlets/eventLogs.testing.node.ts';
import { xesText } from '../outlets/eventLogXes.ts';
import { type RehearsedCity, rehearsedCity } from '../testing/rehearsed.ts';

let at: RehearsedCity;
let ledger: Ledger;

beforeAll(async () => {
  at = await rehearsedCity('flow');
  ledger = at.ledger;
}, 240_000);
afterAll(() => at?.close());

const asOf = parseDate('2021-06-30');
const read = <T>(work: (view: LedgerView) => Promise<T>, at: object = { asOf }) =>
  ledger.read('zhaoqing', at, work);

function flowOf(cases: readonly ProjectCase[], view: LedgerView) {
  const count = new FlowCount();
  visitProjects(cases, { zone: view.city.zone, asOf: view.asOf }, count.visit);
  return count.flow();
}

describe('flow of the ledger', () => {
  test('events, cases and edges are those that the rows give in SQL', async () => {
    await read(async (view) => {
      const flow = flowOf(await readProjectCases(view), view);
      const edges = await view.query(sql`
        with events as (
          select subject, milestone, occurred_on, lead(milestone) over steps as next, lead(occurred_on) over steps as next_on
          from project_milestone m where city = 'zhaoqing' and state = 'recognised' and occurred_on <= ${asOf}
            and exists (select from project p where p.city = m.city and p.subject = m.subject and p.registered_on <= ${asOf})
          window steps as (partition by subject order by occurred_on, claimed_seq))
        select milestone as "from", next as "to", count(*)::int as count,
          percentile_cont(0.5) within group (order by next_on - occurred_on) * 86400 as median_s
        from events where next is not null group by 1, 2`);
      const inOrder = (rows: readonly { from: unknown; to: unknown }[]) =>
        rows.toSorted((a, b) => `${a.from} ${a.to}`.localeCompare(`${b.from} ${b.to}`));
      const told = edges.map((row) => ({
        from: row.from,
        to: row.to,
        count: row.count,
        median_s: Number(row.median_s),
      }));
      expect(inOrder(flow.directly_follows.map(({ mean_s: _, ...edge }) => edge))).toEqual(inOrder(told));
      expect(flow.events).toBeGreaterThan(100);
      expect(flow.events - flow.cases).toBe(told.reduce((sum, edge) => sum + Number(edge.count), 0));
    });
  });

  test('nothing recorded after `known` is in it, and nothing that occurred after the day', async () => {
    const counted = (at: object) =>
      read(async (view) => flowOf(await readProjectCases(view), view).events, at);
    const [early, late] = [await counted({ asOf: parseDate('2021-03-31') }), await counted({ asOf })];
    const then = await counted({ asOf, known: parseDate('2021-03-31') });
    expect(early).toBeLessThan(late);
    expect(then).toBeLessThanOrEqual(early);
    expect(then).toBeGreaterThan(0);
  });

  test('every running project waits in one stage, and counties add up to the city', async () => {
    await read(async (view) => {
      const cases = await readProjectCases(view);
      const lifecycle = view.plan.section(lifecyclesSection).find(({ counted }) => counted)!;
      const { stages, waits } = flowStages(lifecycle, await passagesIn(view, cases, lifecycle));
      const total = (by: string) =>
        stages.filter((one) => one.by === by).reduce((sum, one) => sum + one.waiting.count, 0);
      expect(total('all')).toBeGreaterThan(0);
      expect(total('unit')).toBe(total('all'));
      expect(total('cluster')).toBe(total('all'));
      expect(waits.reduce((sum, one) => sum + one.days.count, 0)).toBeLessThanOrEqual(total('all'));
    });
  });
});

describe('event logs out', () => {
  test('the flow of the XES is the flow of the ledger', async () => {
    await read(async (view) => {
      const count = new FlowCount();
      const xes = new XesLog('export', {}, count.visit);
      const text = [...xesText(await readEventExport(view))].join('');
      expect(xesFindings(text)).toEqual([]);
      xes.push(new TextEncoder().encode(text));
      const reading = xes.end();
      expect(count.flow()).toEqual(flowOf(await readProjectCases(view), view));
      expect(reading.eventsWithoutTime).toBe(0);
    });
  });

  test('OCEL holds the same events, every relation leads to an object, ids are unique', async () => {
    await read(async (view) => {
      const log = ocelLog(await readEventExport(view));
      expect(ocelFindings(JSON.stringify(log))).toEqual([]);
      const flow = flowOf(await readProjectCases(view), view);
      expect(log.luodi).toMatchObject({ simulated: true, asOf });
      const ids = new Set(log.objects.map(({ id }) => id));
      expect(ids.size).toBe(log.objects.length);
      expect(new Set(log.events.map(({ id }) => id)).size).toBe(flow.events);
      expect(
        Object.fromEntries(
          log.eventTypes.map(({ name }) => [name, log.events.filter(({ type }) => type === name).length]),
        ),
      ).toEqual(flow.activity_counts);
      const related = [...log.objects, ...log.events].flatMap(({ relationships }) => relationships);
      expect(related.filter(({ objectId }) => !ids.has(objectId))).toEqual([]);
      const declared = new Map(
        log.objectTypes.map(({ name, attributes }) => [name, attributes.map((one) => one.name)]),
      );
      for (const { type, attributes } of log.objects)
        expect(attributes.every(({ name }) => declared.get(type)?.includes(name))).toBe(true);
    });
  });

  const schema = findDataSet('ocel/schema_ocel2.json');
  test.skipIf(!schema)('OCEL validates against the schema of the standard', async () => {
    const valid = z.fromJSONSchema(JSON.parse(readFileSync(schema!, 'utf8')));
    const log = JSON.parse(JSON.stringify(await read(async (view) => ocelLog(await readEventExport(view)))));
    expect(valid.safeParse(log).error).toBeUndefined();
    const broken = { ...log, events: log.events.map(({ time: _, ...event }: { time: string }) => event) };
    expect(valid.safeParse(broken).success).toBe(false);
  });
});
