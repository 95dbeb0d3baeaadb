// 建议调度清单 put together: each push with who holds the project and why it waits, by whom it is held and who answers for them, and what the best choice of them would do
// together. Pure.
import type { AttentionChoice } from '../foresight/attention.ts';
import type { Passage } from '../foresight/projectFlow.ts';
import { tellWord } from '../foresight/wordRecord.ts';
import { type AttentionLine, type HeldLine, type PushesView, type PushRow, TOP } from './forecast.view.ts';
import type { AttentionQuestion, ReckonedTarget } from './forecastReckoned.ts';

export interface PushNames {
  unit(id: string): string;
  stage(id: string): string;
  milestone(id: string): string;
  /** Whom to call of a unit; null where the plan has no post nor line of it. */
  call(unit: string): PushRow['call'];
  /** The post that answers for a unit. */
  leader(unit: string): { readonly id: string; readonly title: string } | undefined;
}

export const SORTS = ['change', 'best', 'chance', 'moved', 'days'] as const;
export type PushSort = (typeof SORTS)[number];

export interface PushChoice {
  readonly target?: string | undefined;
  readonly holder?: string | undefined;
  readonly leader?: string | undefined;
}

/** What a list is narrowed to once the best choice is made. */
export interface PushNarrowing {
  readonly only?: 'chosen' | 'beyond' | undefined;
  /** Rows of this target alone. */
  readonly of?: string | undefined;
}

/** A target that is met, whose term is over or of which no chance can be told has nothing to push for. */
export function isOpen(
  target: ReckonedTarget,
  looksFrom: string,
): target is ReckonedTarget & { readonly p_met: number } {
  return (
    target.needed > 0 &&
    target.by !== null &&
    looksFrom < target.by &&
    target.p_met !== null &&
    target.p_met < 1 - 1e-9 &&
    target.expectation.chances.length > 0
  );
}

/** What is known of a project besides its chance: its present wait, or the project itself where it stands still. */
export function placesOf(passages: readonly Passage[]): ReadonlyMap<string, Passage> {
  const places = new Map<string, Passage>();
  for (const one of passages)
    if (one.part === 'wait' || (one.part === 'project' && !places.has(one.project.id)))
      places.set(one.project.id, one);
  return places;
}

/** Of every target (open ones), in the order of what a push changes; projects outside `places` are left out. */
export function pushRows(
  targets: readonly ReckonedTarget[],
  places: ReadonlyMap<string, Passage>,
  names: PushNames,
): readonly FullRow[] {
  return targets
    .flatMap((target) =>
      target.pushes.flatMap((push) => {
        const place = places.get(push.id);
        return place === undefined ? [] : [rowOf(target, push, place, names)];
      }),
    )
    .sort((a, b) => b.change - a.change || (b.days ?? -1) - (a.days ?? -1) || order(a, b));
}

/** As reckoned, before what an account may not see is taken out. */
export type FullRow = PushRow & {
  readonly chance: number;
  readonly chanceIfMoved: number;
  readonly change: number;
};

function rowOf(
  target: ReckonedTarget,
  push: ReckonedTarget['pushes'][number],
  { part, project, stage, to, waitsFor, holder, days, heldDays, beyond, missing }: Passage,
  names: PushNames,
): FullRow {
  const isWait = part === 'wait';
  // Where the plan names nobody, the project's own unit is to move.
  const held = (isWait ? (holder ?? '') : '').split(',').filter((id) => id !== '');
  const holders = held.length > 0 ? held : [project.county ?? project.unit];
  // Under way, the step is the one that the chance is reckoned from: named and counted are the same. A claim or an application that waits is of the node that it is for.
  const next = isWait ? (waitsFor === 'progress' ? stepOf(push.next, to, names) : to) : null;
  return {
    project: project.id,
    name: project.name,
    unitName: names.unit(project.county ?? project.unit),
    target: target.id,
    targetTitle: target.title,
    stage,
    stageName: stage === null ? null : names.stage(stage),
    next,
    nextName: next === null ? null : names.milestone(next),
    waitsFor: isWait ? waitsFor : null,
    days: isWait ? days : null,
    heldDays: isWait ? heldDays : null,
    beyond: isWait && beyond,
    missing,
    standing: project.standing,
    holders,
    holderNames: holders.map(names.unit),
    leaders: leadersOf(holders, names),
    call: names.call(holders[0]!),
    chance: push.chance,
    chanceIfMoved: push.chance_if_moved,
    change: push.change,
    isChosen: false,
  };
}

/** Of an act that the plan's lifecycle has no name for, the next node of the plan. */
function stepOf(step: string | null, to: string | null, names: PushNames): string | null {
  return step !== null && names.milestone(step) !== step ? step : to;
}

/** One post may answer for several of them. */
function leadersOf(holders: readonly string[], names: PushNames): PushRow['leaders'] {
  const posts = holders.flatMap((unit) => names.leader(unit) ?? []);
  return posts.filter(({ id }, at) => posts.findIndex((one) => one.id === id) === at);
}

function order(a: PushRow, b: PushRow): number {
  const text = (one: PushRow) => `${one.target} ${one.project}`;
  return text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0;
}

const FIRST: Readonly<Record<Exclude<PushSort, 'best'>, (row: FullRow) => number>> = {
  change: (row) => row.change,
  chance: (row) => row.chance,
  moved: (row) => row.chanceIfMoved - row.chance,
  days: (row) => row.days ?? -1,
};

export function choosePushes(
  rows: readonly FullRow[],
  { target, holder, leader }: PushChoice,
  sort: PushSort,
): readonly FullRow[] {
  const chosen = rows.filter(
    (row) =>
      (target === undefined || row.target === target) &&
      (holder === undefined || row.holders.includes(holder)) &&
      (leader === undefined || row.leaders.some(({ id }) => id === leader)),
  );
  // `best` needs the choice itself: chosenFirst.
  if (sort === 'best') return chosen;
  const value = FIRST[sort];
  return sort === 'change' ? chosen : chosen.toSorted((a, b) => value(b) - value(a) || order(a, b));
}

/** What has to be chosen: the best `most` projects among those of the rows, for all the targets of the rows together. */
export function attentionQuestion(
  targets: readonly ReckonedTarget[],
  rows: readonly FullRow[],
  most: number,
): AttentionQuestion {
  return {
    targets: targetsOf(targets, rows).map(({ needed, expectation, pushes }) => ({
      needed,
      expectation,
      cases: pushes.map(({ id, chance, chance_if_moved }) => ({ id, chance, once: chance_if_moved })),
    })),
    most,
    among: [...new Set(rows.map((row) => row.project))],
  };
}

function targetsOf(targets: readonly ReckonedTarget[], rows: readonly FullRow[]) {
  const named = new Set(rows.map((row) => row.target));
  return targets.filter(({ id }) => named.has(id));
}

/** Of several open targets the one with the least chance: the choice for all together may pass it over where pushing moves it little. Undefined where only one is open. */
export function laggingOf<T extends { readonly p_met: number | null }>(targets: readonly T[]): T | undefined {
  if (targets.length < 2) return undefined;
  return targets.reduce((least, one) => ((one.p_met ?? 1) < (least.p_met ?? 1) ? one : least));
}

/** What the choice changes, target by target; `targets` and `rows` are those that it was asked of. */
export function attentionLines(
  targets: readonly ReckonedTarget[],
  rows: readonly FullRow[],
  { chosen, chances }: AttentionChoice,
  published: (measure: string) => boolean,
): readonly AttentionLine[] {
  const taken = new Set(chosen);
  return targetsOf(targets, rows).map((target, at) => {
    const own = rows.filter((row) => row.target === target.id);
    const chanceIfPushed = chances[at]!;
    const [now, then] = [
      tellWord(target.p_met ?? 0, target.verdicts),
      tellWord(chanceIfPushed, target.verdicts),
    ];
    return {
      target: target.id,
      title: target.title,
      band: now.words,
      against: now.against?.words ?? null,
      published: published(target.measure),
      rows: own.length,
      pushed: own.filter((row) => taken.has(row.project)).length,
      chance: target.p_met,
      chanceIfPushed,
      bandIfPushed: then.words,
      againstIfPushed: then.against?.words ?? null,
    };
  });
}

/** The rows of the list itself, each marked where its project is one of the choice. */
export function narrowed(
  rows: readonly FullRow[],
  { only, of }: PushNarrowing,
  chosen: readonly string[],
): readonly FullRow[] {
  const taken = new Set(chosen);
  return rows
    .map((row) => ({ ...row, isChosen: taken.has(row.project) }))
    .filter(
      (row) =>
        (of === undefined || row.target === of) &&
        (only === undefined || (only === 'chosen' ? row.isChosen : row.beyond)),
    );
}

/** Those of the best choice first, in the order in which they were taken. */
export function chosenFirst(rows: readonly FullRow[], chosen: readonly string[]): readonly FullRow[] {
  const rank = new Map(chosen.map((project, at) => [project, at]));
  const rankOf = (row: FullRow) => rank.get(row.project) ?? chosen.length;
  return rows.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** Chances of different targets add up to nothing. */
export function expectedOf(rows: readonly FullRow[]): number | null {
  if (rows.length === 0 || rows.some(({ target }) => target !== rows[0]!.target)) return null;
  return rows.reduce((sum, { chance }) => sum + chance, 0);
}

/** Lines by who holds, or by who answers for it, the one with most to gain first. */
export function heldBy(
  rows: readonly FullRow[],
  keysOf: (row: FullRow) => readonly (readonly [id: string, name: string])[],
): readonly HeldLine[] {
  const lines = new Map<string, { id: string; name: string; rows: number; beyond: number; more: number }>();
  for (const row of rows) {
    for (const [id, name] of keysOf(row)) {
      const line = lines.get(id) ?? { id, name, rows: 0, beyond: 0, more: 0 };
      lines.set(id, line);
      line.rows += 1;
      if (row.beyond) line.beyond += 1;
      line.more += Math.max(0, row.chanceIfMoved - row.chance);
    }
  }
  return [...lines.values()].sort((a, b) => b.more - a.more || (a.id < b.id ? -1 : 1));
}

export const byHolder = (row: FullRow) => row.holders.map((id, at) => [id, row.holderNames[at]!] as const);
export const byLeader = (row: FullRow) => row.leaders.map(({ id, title }) => [id, title] as const);

const unseenLine = (line: AttentionLine): AttentionLine => ({ ...line, chance: null, chanceIfPushed: null });

/** Without what an account may not see: the order and the words stay. */
export function withoutNumbers(view: PushesView): PushesView {
  const unseen = <R extends HeldLine>(line: R) => ({ ...line, more: null });
  return {
    ...view,
    numbers: false,
    expected: null,
    attention: view.attention.map(unseenLine),
    lagging: view.lagging && unseenLine(view.lagging),
    rows: view.rows.map((row) => ({ ...row, chance: null, chanceIfMoved: null, change: null })),
    byHolder: view.byHolder.map(unseen),
    byLeader: view.byLeader.map(unseen),
  };
}

/** How many pushes the list of a target begins with. */
export function suggested(target: ReckonedTarget, looksFrom: string): number {
  return isOpen(target, looksFrom)
    ? Math.min(TOP, target.pushes.filter(({ change }) => change > 0).length)
    : 0;
}
