/**
 * Times in stages, waits and undeclared moves as the terminal tells them: counted over the same passages as the page (projectFlow.ts), so that the two cannot differ. Working days,
 * to the tenth; unlike the page it tells medians of few, for programs that read it see the count beside them. Pure.
 */
import type { Lifecycle } from '../loops/projects/projects.plan.ts';
import type { Passage, WaitCause } from './projectFlow.ts';
import type { MoveReason } from './projectStages.ts';
import { ValueBag } from './valueBag.ts';

export interface StageStay {
  readonly lifecycle: string;
  readonly stage: string;
  /** `all`, or one county or cluster; `bureau`: applications in its hand, in the stage that they hold. `key` is null for all, and where there is none. */
  readonly by: 'all' | 'unit' | 'cluster' | 'bureau';
  readonly key: string | null;
  /** Stays that are over. */
  readonly left: DayCounts;
  /** Stays that go on, of projects that run. */
  readonly waiting: DayCounts;
}

/** Working days; null of none. */
export interface DayCounts {
  readonly count: number;
  readonly median_days: number | null;
  readonly mean_days: number | null;
  readonly p90_days: number | null;
  readonly max_days: number | null;
}

export interface StageWait {
  readonly lifecycle: string;
  readonly stage: string;
  /** What is to be reached next. */
  readonly next: string;
  readonly waits_for: WaitCause;
  readonly days: DayCounts;
}

export interface UndeclaredMove {
  readonly lifecycle: string;
  /** The milestone before; null: the registration. */
  readonly from: string | null;
  readonly to: string;
  readonly reason: MoveReason;
  readonly count: number;
  /** The first few, by id. */
  readonly projects: readonly string[];
}

export interface FlowStages {
  readonly stages: readonly StageStay[];
  readonly waits: readonly StageWait[];
  readonly undeclared_moves: readonly UndeclaredMove[];
}

const EXAMPLES = 20;

/** Of one lifecycle's passages. */
export function flowStages({ id, stages }: Lifecycle, passages: readonly Passage[]): FlowStages {
  const place = (stage: string) => stages.findIndex((one) => one.id === stage);
  const part = (name: Passage['part']) => passages.filter((one) => one.part === name);
  const keyed = (by: StageStay['by'], of: readonly Passage[], keyOf: (one: Passage) => string | null) =>
    [...groups(of, (one) => [one.stage, keyOf(one)]).values()].map((group): StageStay => {
      const stage = group[0]!.stage ?? '';
      const left = daysOf(group.filter(({ toOn }) => toOn !== null));
      return {
        lifecycle: id,
        stage,
        by,
        key: keyOf(group[0]!),
        left,
        waiting: daysOf(group.filter(({ toOn }) => toOn === null)),
      };
    });
  const stays = part('stay');
  return {
    stages: [
      ...keyed('all', stays, () => null),
      ...keyed('unit', stays, ({ project }) => project.county),
      ...keyed('cluster', stays, ({ project }) => project.cluster),
      ...keyed('bureau', part('approval'), ({ holder }) => holder || null),
    ].sort((a, b) => place(a.stage) - place(b.stage) || inOrder(a.by, b.by) || inOrder(a.key, b.key)),
    waits: [...groups(part('wait'), (one) => [one.stage, one.to, one.waitsFor]).values()]
      .map((group) => ({
        lifecycle: id,
        stage: group[0]!.stage ?? '',
        next: group[0]!.to ?? '',
        waits_for: group[0]!.waitsFor ?? 'progress',
        days: daysOf(group),
      }))
      .sort(
        (a, b) =>
          b.days.count - a.days.count ||
          inOrder(a.stage, b.stage) ||
          inOrder(a.next, b.next) ||
          inOrder(a.waits_for, b.waits_for),
      ),
    undeclared_moves: [
      ...groups(
        part('step').filter(({ reason }) => reason !== null),
        (one) => [one.from, one.to, one.reason],
      ).values(),
    ]
      .map((group) => ({
        lifecycle: id,
        from: group[0]!.from,
        to: group[0]!.to ?? '',
        reason: group[0]!.reason!,
        count: group.length,
        projects: group.slice(0, EXAMPLES).map(({ project }) => project.id),
      }))
      .sort((a, b) => b.count - a.count || inOrder(a.to, b.to) || inOrder(a.reason, b.reason)),
  };
}

function groups(
  passages: readonly Passage[],
  keyOf: (one: Passage) => readonly (string | null)[],
): ReadonlyMap<string, Passage[]> {
  const by = new Map<string, Passage[]>();
  for (const one of passages) {
    const key = JSON.stringify(keyOf(one));
    const held = by.get(key);
    if (held) held.push(one);
    else by.set(key, [one]);
  }
  return by;
}

function daysOf(passages: readonly Passage[]): DayCounts {
  const bag = new ValueBag();
  for (const { days } of passages) if (days !== null) bag.add(days);
  const tenth = (value: number | undefined) => (value === undefined ? null : Math.round(value * 10) / 10);
  return {
    count: passages.length,
    median_days: tenth(bag.median()),
    mean_days: tenth(bag.mean()),
    p90_days: tenth(bag.quantile(0.9)),
    max_days: tenth(bag.max()),
  };
}

function inOrder(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return a < b ? -1 : 1;
}
