/**
 * The figures of the flow page, counted over passages (projectFlow.ts): the map with its paths, times in stages, where projects wait and for whom, moves that the
 * declared lifecycle does not have. Quantiles as in valueBag.ts; of fewer than `FEW` none is told. Pure.
 */
import type { Lifecycle } from '../loops/projects/projects.plan.ts';
import { FEW, type FlowProject, type Passage, type PassageChoice, type WaitCause } from './projectFlow.ts';
import type { MoveReason } from './projectStages.ts';
import { ValueBag } from './valueBag.ts';

/** Working days, to the tenth. Null of none, and of fewer than FEW; the longest is one project's own and always told. */
export interface Lengths {
  readonly count: number;
  readonly medianDays: number | null;
  readonly p90Days: number | null;
  readonly maxDays: number | null;
}

export interface FlowNode {
  /** Null: the registration. */
  readonly milestone: string | null;
  readonly name: string;
  readonly declared: boolean;
  /** How many times it was reached; of the registration: the projects. */
  readonly count: number;
  /** Projects that have not ended and reached nothing since. */
  readonly standing: number;
  /** How many of them have been in their stage for longer than is usual. */
  readonly beyond: number;
}

export interface FlowPath extends Lengths {
  readonly from: string | null;
  readonly to: string;
  /** How many of them the declared lifecycle does not have. */
  readonly undeclared: number;
  /** Percent of the projects whose way is more frequent than the first way that has this path: it is drawn when more of them are asked for. */
  readonly sharePct: number;
}

export interface StayLine {
  /** Null: none of the kind that lines are told by. */
  readonly key: string | null;
  /** One a stage (or a milestone, by who recognises), in the plan's order. */
  readonly cells: readonly { readonly of: string; readonly over: Lengths; readonly going: Lengths }[];
}

export interface WaitLine extends Lengths {
  readonly stage: string;
  readonly next: string;
  readonly waitsFor: WaitCause;
  readonly beyond: number;
  /** Of all stays in the stage that are over, whoever's: what is usual. */
  readonly usual: Lengths;
}

export interface HolderLine extends Lengths {
  readonly holder: string;
  readonly beyond: number;
  readonly recognition: number;
  /** Where most of them wait. */
  readonly stage: string;
}

export interface MoveLine {
  readonly from: string | null;
  readonly to: string;
  readonly reason: MoveReason;
  readonly count: number;
}

export type StayBy = 'county' | 'cluster' | 'recogniser' | 'bureau';

export interface FlowSummary {
  readonly projects: number;
  readonly standing: Readonly<Record<FlowProject['standing'], number>>;
  readonly recognition: number;
  readonly beyond: number;
  readonly rework: number;
  readonly undeclared: number;
  readonly nodes: readonly FlowNode[];
  readonly paths: readonly FlowPath[];
  readonly stays: {
    readonly whole: StayLine;
    readonly county: readonly StayLine[];
    readonly cluster: readonly StayLine[];
    readonly recogniser: readonly StayLine[];
    /** Applications by the bureau that has them, in the stage that they hold. Empty without approvals. */
    readonly bureau: readonly StayLine[];
  };
  readonly waits: readonly WaitLine[];
  readonly holders: readonly HolderLine[];
  readonly moves: readonly MoveLine[];
}

/** `passages`: what is looked at. `all`: of every project of the city, for what is usual. `orders`: keys of counties and clusters as the plan has them. */
export function flowSummary(
  passages: readonly Passage[],
  lifecycle: Lifecycle,
  all: readonly Passage[],
  orders: { readonly county: readonly string[]; readonly cluster: readonly string[] },
): FlowSummary {
  const of = partsOf(passages);
  const projects = of('project').map(({ project }) => project);
  const steps = of('step');
  const waits = of('wait');
  const standing = { running: 0, suspended: 0, ended: 0, closed: 0 };
  for (const one of projects) standing[one.standing]++;
  return {
    projects: projects.length,
    standing,
    recognition: waits.filter(({ waitsFor }) => waitsFor === 'recognition').length,
    beyond: waits.filter(({ beyond }) => beyond).length,
    rework: projects.filter(({ rework }) => rework).length,
    undeclared: steps.filter(({ reason }) => reason !== null).length,
    nodes: nodesOf(lifecycle, projects.length, steps, of('stand')),
    paths: pathsOf(lifecycle, steps),
    stays: staysOf(lifecycle, of, orders),
    waits: waitLines(lifecycle, waits, partsOf(all)('stay')),
    holders: holderLines(lifecycle, waits),
    moves: moveLines(steps),
  };
}

type Parts = (part: PassageChoice['part']) => readonly Passage[];

function partsOf(passages: readonly Passage[]): Parts {
  const by = new Map<string, Passage[]>();
  for (const one of passages) {
    const held = by.get(one.part);
    if (held) held.push(one);
    else by.set(one.part, [one]);
  }
  return (part) => by.get(part) ?? [];
}

export function lengthsOf(passages: readonly Passage[]): Lengths {
  const bag = new ValueBag();
  for (const { days } of passages) if (days !== null) bag.add(days);
  const tenth = (value: number | undefined) => (value === undefined ? null : Math.round(value * 10) / 10);
  const many = bag.count >= FEW;
  return {
    count: passages.length,
    medianDays: many ? tenth(bag.median()) : null,
    p90Days: many ? tenth(bag.quantile(0.9)) : null,
    maxDays: tenth(bag.max()),
  };
}

function groupBy<K>(passages: readonly Passage[], keyOf: (one: Passage) => K): ReadonlyMap<K, Passage[]> {
  const groups = new Map<K, Passage[]>();
  for (const one of passages) {
    const key = keyOf(one);
    const held = groups.get(key);
    if (held) held.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}

/** The registration, the declared milestones in the plan's order, then those that no plan declares, by id. */
function nodesOf(
  { milestones }: Lifecycle,
  projects: number,
  steps: readonly Passage[],
  stands: readonly Passage[],
): readonly FlowNode[] {
  const counts = groupBy(steps, ({ to }) => to);
  const standing = groupBy(stands, ({ to }) => to);
  const declared = new Set(milestones.map(({ id }) => id));
  const others = [...counts.keys()].flatMap((id) => (id === null || declared.has(id) ? [] : [id])).sort();
  const node = (milestone: string | null, name: string, isDeclared: boolean): FlowNode => ({
    milestone,
    name,
    declared: isDeclared,
    count: milestone === null ? projects : (counts.get(milestone)?.length ?? 0),
    standing: standing.get(milestone)?.length ?? 0,
    beyond: standing.get(milestone)?.filter(({ beyond }) => beyond).length ?? 0,
  });
  return [
    node(null, '', true),
    ...milestones.map(({ id, name }) => node(id, name, true)),
    ...others.map((id) => node(id, id, false)),
  ];
}

/** Text that no id holds: between the parts of a key. */
const SEP = '\n';

/** Most frequent first; equal counts by the plan's order. */
function pathsOf({ milestones }: Lifecycle, steps: readonly Passage[]): readonly FlowPath[] {
  const shares = pathShares(steps);
  const place = (id: string | null) => (id === null ? -1 : milestones.findIndex((one) => one.id === id));
  return [...groupBy(steps, ({ from, to }) => `${from ?? ''}${SEP}${to}`)]
    .map(([key, group]) => ({
      from: group[0]!.from,
      to: group[0]!.to!,
      ...lengthsOf(group),
      undeclared: group.filter(({ reason }) => reason !== null).length,
      sharePct: shares.get(key) ?? 0,
    }))
    .sort((a, b) => b.count - a.count || place(a.from) - place(b.from) || place(a.to) - place(b.to));
}

/** Ways from the most frequent on; a path's share is that of the projects on ways before the first that has it. Equal counts: the shorter way, then by its text. */
function pathShares(steps: readonly Passage[]): ReadonlyMap<string, number> {
  const ways = new Map<string, { count: number; keys: string[] }>();
  let total = 0;
  for (const group of groupBy(steps, ({ project }) => project.id).values()) {
    const keys = group.map(({ from, to }) => `${from ?? ''}${SEP}${to}`);
    const way = ways.get(keys.join(SEP)) ?? { count: 0, keys };
    ways.set(keys.join(SEP), way);
    way.count++;
    total++;
  }
  const shares = new Map<string, number>();
  let before = 0;
  const inOrder = [...ways].sort(
    ([a, left], [b, right]) =>
      right.count - left.count || left.keys.length - right.keys.length || (a < b ? -1 : 1),
  );
  for (const [, { count, keys }] of inOrder) {
    for (const key of keys) if (!shares.has(key)) shares.set(key, Math.round((before * 1000) / total) / 10);
    before += count;
  }
  return shares;
}

function staysOf(
  { stages, milestones }: Lifecycle,
  of: Parts,
  orders: { readonly county: readonly string[]; readonly cluster: readonly string[] },
): FlowSummary['stays'] {
  const stays = of('stay');
  const inStages = stages.filter(({ final }) => !final).map(({ id }) => id);
  const recognised = milestones.filter(({ needsRecognition }) => needsRecognition).map(({ id }) => id);
  const line = (
    key: string | null,
    passages: readonly Passage[],
    columns: readonly string[],
    columnOf: (one: Passage) => string | null,
  ): StayLine => {
    const by = groupBy(passages, columnOf);
    const cell = (column: string) => {
      const held = by.get(column) ?? [];
      return {
        of: column,
        over: lengthsOf(held.filter(({ toOn }) => toOn !== null)),
        going: lengthsOf(held.filter(({ toOn }) => toOn === null)),
      };
    };
    return { key, cells: columns.map(cell) };
  };
  const lines = (keyOf: (one: Passage) => string | null, order: readonly string[]) =>
    [...groupBy(stays, keyOf)]
      .map(([key, group]) => line(key, group, inStages, ({ stage }) => stage))
      .sort((a, b) => rankOf(order, a.key) - rankOf(order, b.key) || inOrder(a.key, b.key));
  return {
    whole: line(null, stays, inStages, ({ stage }) => stage),
    county: lines(({ project }) => project.county, orders.county),
    cluster: lines(({ project }) => project.cluster, orders.cluster),
    recogniser: [...groupBy(of('recognition'), ({ holder }) => holder || null)]
      .map(([key, group]) => line(key, group, recognised, ({ to }) => to))
      .sort((a, b) => inOrder(a.key, b.key)),
    bureau: [...groupBy(of('approval'), ({ holder }) => holder || null)]
      .map(([key, group]) => line(key, group, inStages, ({ stage }) => stage))
      .sort((a, b) => inOrder(a.key, b.key)),
  };
}

/** What nobody lists comes last. */
function rankOf(order: readonly string[], key: string | null): number {
  const place = key === null ? -1 : order.indexOf(key);
  return place < 0 ? order.length + (key === null ? 1 : 0) : place;
}

function inOrder(a: string | null, b: string | null): number {
  return a === b ? 0 : (a ?? '') < (b ?? '') ? -1 : 1;
}

/** The longest wait first. */
function byLongest(a: Lengths, b: Lengths): number {
  return (b.maxDays ?? -1) - (a.maxDays ?? -1) || b.count - a.count;
}

/** The steps that projects wait before, in the plan's order of stages; within one the longest wait first. */
function waitLines(
  { stages }: Lifecycle,
  waits: readonly Passage[],
  stays: readonly Passage[],
): readonly WaitLine[] {
  const over = groupBy(
    stays.filter(({ toOn }) => toOn !== null),
    ({ stage }) => stage,
  );
  const place = (id: string) => stages.findIndex((stage) => stage.id === id);
  return [...groupBy(waits, ({ stage, to, waitsFor }) => [stage, to, waitsFor].join(SEP)).values()]
    .map((group) => ({
      stage: group[0]!.stage!,
      next: group[0]!.to!,
      waitsFor: group[0]!.waitsFor!,
      beyond: group.filter(({ beyond }) => beyond).length,
      ...lengthsOf(group),
      usual: lengthsOf(over.get(group[0]!.stage) ?? []),
    }))
    .sort((a, b) => place(a.stage) - place(b.stage) || byLongest(a, b));
}

/** Whose move it is; the most that wait longer than usual first. */
function holderLines({ stages }: Lifecycle, waits: readonly Passage[]): readonly HolderLine[] {
  const place = (id: string | null) => stages.findIndex((stage) => stage.id === id);
  return [...groupBy(waits, ({ holder }) => holder ?? '')]
    .map(([holder, group]) => ({
      holder,
      beyond: group.filter(({ beyond }) => beyond).length,
      recognition: group.filter(({ waitsFor }) => waitsFor === 'recognition').length,
      stage: [...groupBy(group, ({ stage }) => stage)].sort(
        ([a, left], [b, right]) => right.length - left.length || place(a) - place(b),
      )[0]![0]!,
      ...lengthsOf(group),
    }))
    .sort((a, b) => b.beyond - a.beyond || byLongest(a, b));
}

function moveLines(steps: readonly Passage[]): readonly MoveLine[] {
  const undeclared = steps.filter(({ reason }) => reason !== null);
  return [...groupBy(undeclared, ({ from, to, reason }) => [from ?? '', to, reason].join(SEP)).values()]
    .map((group) => ({
      from: group[0]!.from,
      to: group[0]!.to!,
      reason: group[0]!.reason!,
      count: group.length,
    }))
    .sort((a, b) => b.count - a.count || inOrder(a.to, b.to) || inOrder(a.from, b.from));
}
