/**
 * How work really flows, from the cases of any log: variants, the directly-follows graph with its waits, durations, rework, hand-overs. A case is counted and
 * forgotten: memory grows with variants, edges and distinct waits, not with events. Names of the answer are those of `luodi flow` and are fixed.
 *
 * Definitions. A variant is a sequence of activities. An edge a→b is counted once each time b is the very next event after a in a case; its wait is the time
 * between the two, unknown when one of them has no time. A case lasts from its first to its last event that has a time (one event: 0). Rework is a case in which
 * some activity occurs more than once. Quantiles: valueBag.ts. Seconds are rounded to the millisecond.
 */
import type { CaseVisitor, LogCase } from './eventLog.ts';
import { ValueBag } from './valueBag.ts';

export interface FlowEdge {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  /** Null when no wait on the edge is known. */
  readonly median_s: number | null;
  readonly mean_s: number | null;
}

export interface Flow {
  readonly cases: number;
  readonly events: number;
  /** How many different ones. */
  readonly activities: number;
  readonly variants: number;
  /** Cases by their first and by their last activity. */
  readonly start: Readonly<Record<string, number>>;
  readonly end: Readonly<Record<string, number>>;
  /** Most frequent first; equal counts by name. */
  readonly directly_follows: readonly FlowEdge[];
  readonly case_duration_s: {
    readonly mean: number | null;
    readonly median: number | null;
    readonly p90: number | null;
    readonly min: number | null;
    readonly max: number | null;
  };
  readonly rework_cases: number;
  readonly activity_counts: Readonly<Record<string, number>>;
  readonly self_loops: number;
  /** The most frequent ways through, at most `TOP_VARIANTS`; equal counts in the order of their first appearance. */
  readonly top_variants: readonly { readonly count: number; readonly seq: readonly string[] }[];
  /** Only when the reader was asked for who did it: steps from one event to the next, and those that changed hands. */
  readonly handovers?: { readonly resources: number; readonly steps: number; readonly changed: number };
}

export const TOP_VARIANTS = 20;

interface Edge {
  readonly from: number;
  readonly to: number;
  count: number;
  readonly waits: ValueBag;
}

/** A point of the tree of variants: where a sequence of activities leads. */
interface Way {
  readonly before: Way | undefined;
  readonly activity: number;
  readonly next: Map<number, Way>;
  /** Cases that end here. */
  cases: number;
  /** The first of them. */
  first: number;
}

/** Give its `visit` to a reader; ask `flow()` when the reader is done. `resource`: place of the one who did it within the reader's `eventAttributes`. */
export class FlowCount {
  readonly #resource: number | undefined;
  #names: readonly string[] = [];
  #cases = 0;
  #events = 0;
  #variants = 0;
  #rework = 0;
  readonly #counts: number[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  /** Number of the case in which the activity was last seen: finds repetition without a set a case. */
  readonly #lastCase: number[] = [];
  readonly #edges: (Map<number, Edge> | undefined)[] = [];
  readonly #root: Way = { before: undefined, activity: -1, next: new Map(), cases: 0, first: 0 };
  readonly #durations = new ValueBag();
  readonly #resources = new Set<number>();
  #steps = 0;
  #changed = 0;

  constructor(options: { readonly resource?: number } = {}) {
    this.#resource = options.resource;
  }

  readonly visit: CaseVisitor = (one) => {
    if (one.length === 0) return;
    this.#names = one.names.activities;
    this.#cases++;
    this.#events += one.length;
    this.#countEvents(one);
    this.#countEdges(one);
    this.#countDuration(one);
    if (this.#resource !== undefined) this.#countHands(one.eventAttributes[this.#resource]!, one.length);
  };

  flow(): Flow {
    const edges = this.#edges.flatMap((from) => [...(from?.values() ?? [])]);
    const name = (number: number) => this.#names[number] ?? '';
    const directly = edges
      .map((edge) => ({
        from: name(edge.from),
        to: name(edge.to),
        count: edge.count,
        median_s: seconds(edge.waits.median()),
        mean_s: seconds(edge.waits.mean()),
      }))
      .sort((a, b) => b.count - a.count || inOrder(a.from, b.from) || inOrder(a.to, b.to));
    return {
      cases: this.#cases,
      events: this.#events,
      activities: this.#counts.filter((count) => count > 0).length,
      variants: this.#variants,
      start: this.#counted(this.#starts),
      end: this.#counted(this.#ends),
      directly_follows: directly,
      case_duration_s: {
        mean: seconds(this.#durations.mean()),
        median: seconds(this.#durations.median()),
        p90: seconds(this.#durations.quantile(0.9)),
        min: seconds(this.#durations.min()),
        max: seconds(this.#durations.max()),
      },
      rework_cases: this.#rework,
      activity_counts: this.#counted(this.#counts),
      self_loops: edges.reduce((sum, edge) => sum + (edge.from === edge.to ? edge.count : 0), 0),
      top_variants: this.#topVariants(),
      ...(this.#resource === undefined
        ? {}
        : { handovers: { resources: this.#resources.size, steps: this.#steps, changed: this.#changed } }),
    };
  }

  #countEvents(one: LogCase): void {
    const { activities, length } = one;
    let repeated = false;
    let way = this.#root;
    for (let at = 0; at < length; at++) {
      const activity = activities[at]!;
      this.#counts[activity] = (this.#counts[activity] ?? 0) + 1;
      if (this.#lastCase[activity] === this.#cases) repeated = true;
      this.#lastCase[activity] = this.#cases;
      let next = way.next.get(activity);
      if (!next) {
        next = { before: way, activity, next: new Map(), cases: 0, first: 0 };
        way.next.set(activity, next);
      }
      way = next;
    }
    if (way.cases++ === 0) {
      this.#variants++;
      way.first = this.#cases;
    }
    if (repeated) this.#rework++;
    const [first, last] = [activities[0]!, activities[length - 1]!];
    this.#starts[first] = (this.#starts[first] ?? 0) + 1;
    this.#ends[last] = (this.#ends[last] ?? 0) + 1;
  }

  #countEdges({ activities, timesMs, length }: LogCase): void {
    for (let at = 1; at < length; at++) {
      const [from, to] = [activities[at - 1]!, activities[at]!];
      this.#edges[from] ??= new Map();
      const leaving = this.#edges[from];
      let edge = leaving.get(to);
      if (!edge) {
        edge = { from, to, count: 0, waits: new ValueBag() };
        leaving.set(to, edge);
      }
      edge.count++;
      const wait = timesMs[at]! - timesMs[at - 1]!;
      if (!Number.isNaN(wait)) edge.waits.add(wait);
    }
  }

  #countDuration({ timesMs, length }: LogCase): void {
    let first = 0;
    while (first < length && Number.isNaN(timesMs[first])) first++;
    if (first === length) return;
    let last = length - 1;
    while (Number.isNaN(timesMs[last])) last--;
    this.#durations.add(timesMs[last]! - timesMs[first]!);
  }

  #countHands(hands: Int32Array, length: number): void {
    for (let at = 0; at < length; at++) {
      if (hands[at]! >= 0) this.#resources.add(hands[at]!);
      if (at === 0 || hands[at]! < 0 || hands[at - 1]! < 0) continue;
      this.#steps++;
      if (hands[at] !== hands[at - 1]) this.#changed++;
    }
  }

  #counted(counts: readonly number[]): Record<string, number> {
    const named: [string, number][] = [];
    counts.forEach((count, number) => {
      if (count > 0) named.push([this.#names[number] ?? '', count]);
    });
    return Object.fromEntries(named.sort((a, b) => b[1] - a[1] || inOrder(a[0], b[0])));
  }

  #topVariants(): { count: number; seq: string[] }[] {
    const found: Way[] = [];
    const open = [this.#root];
    for (let way = open.pop(); way; way = open.pop()) {
      if (way.cases > 0) found.push(way);
      for (const next of way.next.values()) open.push(next);
    }
    return found
      .sort((a, b) => b.cases - a.cases || a.first - b.first)
      .slice(0, TOP_VARIANTS)
      .map((way) => ({ count: way.cases, seq: this.#sequence(way) }));
  }

  #sequence(end: Way): string[] {
    const backward: string[] = [];
    for (let way: Way | undefined = end; way?.before; way = way.before)
      backward.push(this.#names[way.activity] ?? '');
    return backward.reverse();
  }
}

/** By code unit, so that the same log gives the same text on every machine. */
function inOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * To the millisecond, half to even as the double stands, which is what Python and R print: waits of whole milliseconds have medians that end in half of one.
 * Halves that a double holds exactly are the odd sixteenths of a second; every other "half" lies to one side, and toFixed sees on which.
 */
function seconds(ms: number | undefined): number | null {
  if (ms === undefined) return null;
  const value = ms / 1000;
  if (Math.abs((value * 16) % 2) !== 1) return Number(value.toFixed(3));
  const low = Math.floor(value * 1000);
  return (low % 2 === 0 ? low : low + 1) / 1000;
}
