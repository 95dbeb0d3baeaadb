// For the tests of this room: a log as rows, the same log as XES and as a table, and a naive model of the flow that sorts, groups and counts in the plainest way.
import type { Flow } from './flow.ts';

export interface LogRow {
  readonly case: string;
  readonly activity: string;
  /** ISO 8601; undefined: the event has no time. */
  readonly time: string | undefined;
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** Cases in the order of their first row; rows in theirs. */
export function xesOf(rows: readonly LogRow[]): string {
  const traces = [...Map.groupBy(rows, (row) => row.case)].map(([id, events]) => {
    const inside = events.map(({ activity, time }) => {
      const date = time === undefined ? '' : `<date key="time:timestamp" value="${time}"/>`;
      return `\n<event><string key="concept:name" value="${escaped(activity)}"/>${date}</event>`;
    });
    return `<trace>\n<string key="concept:name" value="${escaped(id)}"/>${inside.join('')}</trace>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<!-- of the tests -->\n<log>${traces.join('\n')}\n</log>\n`;
}

export function csvOf(rows: readonly LogRow[]): string {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const lines = rows.map((row) => [quoted(row.case), quoted(row.activity), row.time ?? ''].join(','));
  return `case,activity,timestamp\n${lines.join('\n')}\n`;
}

/** Everything of `Flow` but hand-overs and the most frequent variants, in milliseconds worked out from sorted lists. */
export function naiveFlow(rows: readonly LogRow[]) {
  const cases = [...Map.groupBy(rows, (row) => row.case).values()].map(inOrder);
  const all = cases.flat();
  const edges = new Map<string, { from: string; to: string; waits: (number | undefined)[] }>();
  for (const events of cases) {
    for (let at = 1; at < events.length; at++) {
      const [a, b] = [events[at - 1]!, events[at]!];
      const key = JSON.stringify([a.activity, b.activity]);
      const edge = edges.get(key) ?? { from: a.activity, to: b.activity, waits: [] };
      edges.set(key, edge);
      edge.waits.push(a.ms === undefined || b.ms === undefined ? undefined : b.ms - a.ms);
    }
  }
  const durations = cases.flatMap((events) => {
    const times = events.flatMap(({ ms }) => (ms === undefined ? [] : [ms]));
    return times.length === 0 ? [] : [Math.max(...times) - Math.min(...times)];
  });
  const counted = (names: readonly string[]) =>
    Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, list]) => [name, list.length]));
  return {
    cases: cases.length,
    events: all.length,
    activities: new Set(all.map(({ activity }) => activity)).size,
    variants: new Set(cases.map((events) => JSON.stringify(events.map(({ activity }) => activity)))).size,
    start: counted(cases.map((events) => events[0]!.activity)),
    end: counted(cases.map((events) => events.at(-1)!.activity)),
    edges: [...edges.values()].map(({ from, to, waits }) => {
      const known = waits.filter((wait) => wait !== undefined);
      return { from, to, count: waits.length, median: quantile(known, 0.5), mean: mean(known) };
    }),
    duration: { mean: mean(durations), median: quantile(durations, 0.5), p90: quantile(durations, 0.9) },
    rework: cases.filter((events) => new Set(events.map(({ activity }) => activity)).size < events.length)
      .length,
  };
}

/** Insertion: an event with a time moves before those that are later; one without stays with the event before it. */
function inOrder(rows: readonly LogRow[]) {
  let last = Number.NEGATIVE_INFINITY;
  const keyed = rows.map((row, place) => {
    const ms = row.time === undefined ? undefined : Date.parse(row.time);
    last = ms ?? last;
    return { activity: row.activity, ms, key: last, place };
  });
  const sorted: typeof keyed = [];
  for (const event of keyed) {
    let at = sorted.length;
    while (at > 0 && sorted[at - 1]!.key > event.key) at--;
    sorted.splice(at, 0, event);
  }
  return sorted;
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** R's type 7. */
function quantile(values: readonly number[], share: number): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (sorted.length - 1) * share;
  const low = sorted[Math.floor(rank)]!;
  const high = sorted[Math.ceil(rank)]!;
  return low + (high - low) * (rank - Math.floor(rank));
}

/** The flow in the shape of the naive model. */
export function inNaiveShape(flow: Flow) {
  return {
    cases: flow.cases,
    events: flow.events,
    activities: flow.activities,
    variants: flow.variants,
    start: flow.start,
    end: flow.end,
    rework: flow.rework_cases,
  };
}
