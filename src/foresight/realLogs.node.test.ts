// Real logs against figures that others worked out: an independent script (computed_oracles.json), the publishers' own headers (embedded_oracles.json), and pm4py's
// directly-follows graph. Skipped where the logs are not at hand (bench/dataSets.ts).
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findDataSet } from '../../bench/dataSets.ts';
import type { LogOptions } from './eventLog.ts';
import { type Flow, FlowCount } from './flow.ts';
import { readEventLog } from './readEventLog.node.ts';

const logs = findDataSet('eventlogs');
const json = (name: string) => JSON.parse(readFileSync(`${logs}/${name}`, 'utf8'));

async function flowOf(name: string, options: LogOptions = {}): Promise<Flow> {
  const count = new FlowCount(options.eventAttributes ? { resource: 0 } : {});
  await readEventLog(`${logs}/${name}`, options, count.visit);
  return count.flow();
}

/** Both are rounded to the millisecond; the script rounded halves from floats. */
function near(a: number | null | undefined, b: number): void {
  expect(Math.abs((a ?? Number.NaN) - b)).toBeLessThan(0.0011);
}

interface Oracle {
  readonly cases: number;
  readonly events: number;
  readonly activities: number;
  readonly variants: number;
  readonly dfg_edges: number;
  readonly dfg_total: number;
  readonly self_loops: number;
  readonly cases_with_repeated_activity: number;
  readonly resources: number;
  readonly case_duration_s: Readonly<Record<'mean' | 'median' | 'min' | 'max', number>>;
  readonly start: Readonly<Record<string, number>>;
  readonly end: Readonly<Record<string, number>>;
  readonly activity_counts: Readonly<Record<string, number>>;
  readonly variant_counts_top20: readonly { count: number; seq: readonly string[] }[];
  readonly edges: readonly { from_: string; to: string; count: number; median_s: number; mean_s: number }[];
}

describe.skipIf(!logs)('computed oracles', () => {
  const oracles: Readonly<Record<string, Oracle>> = logs ? json('computed_oracles.json') : {};
  test.each(Object.entries(oracles))('%s', async (name, oracle) => {
    const flow = await flowOf(name.endsWith('.gz') ? name : `small/${name}`, {
      eventAttributes: ['org:resource'],
    });
    expect({
      cases: flow.cases,
      events: flow.events,
      activities: flow.activities,
      variants: flow.variants,
      dfg_edges: flow.directly_follows.length,
      dfg_total: flow.directly_follows.reduce((sum, edge) => sum + edge.count, 0),
      self_loops: flow.self_loops,
      cases_with_repeated_activity: flow.rework_cases,
      resources: flow.handovers?.resources,
    }).toEqual({
      cases: oracle.cases,
      events: oracle.events,
      activities: oracle.activities,
      variants: oracle.variants,
      dfg_edges: oracle.dfg_edges,
      dfg_total: oracle.dfg_total,
      self_loops: oracle.self_loops,
      cases_with_repeated_activity: oracle.cases_with_repeated_activity,
      resources: oracle.resources,
    });
    for (const key of ['mean', 'median', 'min', 'max'] as const)
      near(flow.case_duration_s[key], oracle.case_duration_s[key]);
    expect(flow.start).toEqual(oracle.start);
    expect(flow.end).toMatchObject(oracle.end);
    expect(flow.activity_counts).toMatchObject(oracle.activity_counts);
    expect(flow.top_variants).toEqual(oracle.variant_counts_top20);
    for (const edge of oracle.edges) {
      const found = flow.directly_follows.find(({ from, to }) => from === edge.from_ && to === edge.to);
      expect(found?.count, `${edge.from_} → ${edge.to}`).toBe(edge.count);
      near(found?.median_s, edge.median_s);
      near(found?.mean_s, edge.mean_s);
    }
  });
});

describe.skipIf(!logs)('embedded oracles', () => {
  const oracles: Record<
    string,
    { scalars: Record<string, string>; nested: Record<string, Record<string, string>> }
  > = logs ? json('embedded_oracles.json') : {};
  test.each(Object.entries(oracles))('%s', async (name, { scalars, nested }) => {
    const flow = await flowOf(name);
    expect(flow.cases).toBe(Number(scalars['meta_general:traces_total'] ?? flow.cases));
    expect(flow.events).toBe(Number(scalars['meta_general:events_total'] ?? flow.events));
    expect(flow.activities).toBe(Number(scalars['meta_concept:different_names_total']));
    near(flow.case_duration_s.mean, Number(scalars['meta_time:duration_average']));
    near(flow.case_duration_s.min, Number(scalars['meta_time:duration_min']));
    near(flow.case_duration_s.max, Number(scalars['meta_time:duration_max']));
    const counts = Object.entries(nested['meta_concept:named_events_total'] ?? {});
    expect(flow.activity_counts).toEqual(
      Object.fromEntries(counts.map(([activity, count]) => [activity, Number(count)])),
    );
  });

  test('an activity of two keys is the publisher’s classifier', async () => {
    const flow = await flowOf('BPIC15_1.xes.gz', { activity: ['activityNameNL', 'lifecycle:transition'] });
    const counts = Object.entries(
      oracles['BPIC15_1.xes.gz']?.nested['meta_general:classified_events_total'] ?? {},
    );
    expect(flow.activities).toBe(289);
    expect(flow.activity_counts).toEqual(
      Object.fromEntries(counts.map(([activity, count]) => [activity, Number(count)])),
    );
  });
});

describe.skipIf(!logs)('small logs', () => {
  test('running-example.dfg', async () => {
    const flow = await flowOf('small/running-example.xes');
    const lines = readFileSync(`${logs}/small/running-example.dfg`, 'utf8').trim().split('\n');
    const count = Number(lines[0]);
    const names = lines.slice(1, count + 1);
    let at = count + 1;
    const section = () => {
      const size = Number(lines[at]);
      const rows = lines.slice(at + 1, at + 1 + size);
      at += size + 1;
      return Object.fromEntries(
        rows.map((row) => row.split('x')).map(([node, times]) => [names[Number(node)], Number(times)]),
      );
    };
    expect(flow.start).toEqual(section());
    expect(flow.end).toEqual(section());
    const edges = lines.slice(at).map((line) => {
      const [, from, to, times] = /^(\d+)>(\d+)x(\d+)$/.exec(line)!;
      return `${names[Number(from)]}>${names[Number(to)]} ${times}`;
    });
    expect(
      flow.directly_follows.map(({ from, to, count: times }) => `${from}>${to} ${times}`).sort(),
    ).toEqual(edges.sort());
  });

  test.each([
    ['small/running-example.xes', 'small/running-example.csv'],
    ['small/roadtraffic100traces.xes', 'small/roadtraffic100traces.csv'],
    ['Receipt.xes.gz', 'receipt.csv'],
  ])('%s and %s are one log', async (xes, csv) => {
    const [a, b] = await Promise.all([flowOf(xes), flowOf(csv)]);
    expect({ ...b, top_variants: [] }).toEqual({ ...a, top_variants: [] });
  });

  test('partial order: no times at all, so the order of the file, and no wait is known', async () => {
    const flow = await flowOf('small/partial_order_example.xes');
    expect([flow.cases, flow.events, flow.variants]).toEqual([5, 25, 5]);
    expect(flow.directly_follows.every(({ median_s }) => median_s === null)).toBe(true);
    expect(flow.case_duration_s.median).toBeNull();
  });

  test('intervals: an event stands at its end, or at its start when asked', async () => {
    const ends = await flowOf('small/interval_event_log.csv');
    const starts = await flowOf('small/interval_event_log.csv', { time: 'start_timestamp' });
    expect([ends.events, starts.events]).toEqual([8109, 8109]);
    expect(starts.case_duration_s.mean).not.toBe(ends.case_duration_s.mean);
  });
});
