/**
 * The dated unit trees of a plan (kernel/loop.ts, UnitTree). A unit belongs to a parent in a tree from a day to a day,
 * both included. A tree may be based on another: a unit that has no membership of its own in it keeps its place in the
 * base, so that the tree of task-bearing units says only where it differs from the divisions, and nothing counts twice.
 * Built only from units that the checker passed: no overlap, no cycle, one root for each tree.
 */
import type { UnitOnDate, UnitTree } from '../kernel/loop.ts';
import { addDays, LAST_YEAR, maxDate, minDate, type PlainDate } from '../kernel/plainDate.ts';
import { isAssumed } from './element.ts';
import type { Unit, UnitTreeDeclared } from './units.ts';

/** Open ends, as days: comparisons stay plain text comparisons. */
export const FIRST_DAY = '1900-01-01' as PlainDate;
export const LAST_DAY = `${LAST_YEAR}-12-31` as PlainDate;

export const TASKS_TREE = 'tasks';

/** A unit lies below (or is, depth 0) an ancestor on all days from `from` to `to`, both included; absent ends are open. */
export interface ClosureRow {
  readonly tree: string;
  readonly ancestor: string;
  readonly descendant: string;
  readonly depth: number;
  readonly from?: PlainDate;
  readonly to?: PlainDate;
}

export interface Edge {
  readonly unit: string;
  readonly parent: string;
  readonly from: PlainDate;
  readonly to: PlainDate;
}

/** UnitTree, and what the ledger and the pages need beside it. */
export interface DatedUnits extends UnitTree {
  readonly trees: readonly UnitTreeDeclared[];
  /** All units of all times, in the plan's order. */
  readonly all: readonly Unit[];
  /** The parent on that day, undefined for a root or a unit outside the tree. */
  findParent(unit: string, on: PlainDate, tree?: string): string | undefined;
  rootOf(tree: string): string | undefined;
  closure(tree: string): readonly ClosureRow[];
}

/** Edges of a tree by unit, those of its base included, in the plan's order. */
export function edgesOf(
  units: readonly Unit[],
  trees: readonly UnitTreeDeclared[],
  tree: string,
): Map<string, Edge[]> {
  const base = trees.find((declared) => declared.id === tree)?.basedOn;
  const edges = new Map<string, Edge[]>();
  for (const unit of units) {
    const own = unit.memberships.filter((membership) => membership.tree === tree);
    const held = own.length > 0 ? own : unit.memberships.filter((membership) => membership.tree === base);
    if (held.length === 0) continue;
    const dated = held.map((membership) => ({
      unit: unit.id,
      parent: membership.parent,
      from: membership.from ?? FIRST_DAY,
      to: membership.to ?? LAST_DAY,
    }));
    edges.set(unit.id, dated);
  }
  return edges;
}

export function edgeOn(edges: readonly Edge[] | undefined, on: PlainDate): Edge | undefined {
  return edges?.find((edge) => edge.from <= on && on <= edge.to);
}

/** Ids that are a parent in the tree and never a member of it: a sound tree has one. */
export function rootsOf(edges: ReadonlyMap<string, readonly Edge[]>): readonly string[] {
  const roots = new Set<string>();
  for (const list of edges.values())
    for (const edge of list) if (!edges.has(edge.parent)) roots.add(edge.parent);
  return [...roots];
}

interface Tree {
  readonly edges: ReadonlyMap<string, readonly Edge[]>;
  readonly below: ReadonlyMap<string, readonly Edge[]>;
  readonly root: string | undefined;
}

export function buildUnits(units: readonly Unit[], trees: readonly UnitTreeDeclared[]): DatedUnits {
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  const built = new Map(trees.map((tree) => [tree.id, buildTree(units, trees, tree.id)]));
  const treeOf = (tree: string): Tree | undefined => built.get(tree);
  const find = (id: string, on: PlainDate): UnitOnDate | undefined => {
    const unit = byId.get(id);
    return unit !== undefined && livesOn(unit, on) ? unitOn(unit, on) : undefined;
  };
  const findParent = (unit: string, on: PlainDate, tree = TASKS_TREE): string | undefined =>
    edgeOn(treeOf(tree)?.edges.get(unit), on)?.parent;
  return {
    trees,
    all: units,
    find,
    findParent,
    within(unit, ancestor, on, tree = TASKS_TREE) {
      for (let at: string | undefined = unit; at !== undefined; at = findParent(at, on, tree)) {
        if (at === ancestor) return byId.has(ancestor);
      }
      return false;
    },
    children(parent, on, tree = TASKS_TREE) {
      const below = treeOf(tree)?.below.get(parent) ?? [];
      return below
        .filter((edge) => edge.from <= on && on <= edge.to)
        .map((edge) => find(edge.unit, on))
        .filter((unit) => unit !== undefined);
    },
    rootId: treeOf(TASKS_TREE)?.root ?? units[0]?.id ?? '',
    rootOf: (tree) => treeOf(tree)?.root,
    closure: (tree) => closureOf(tree, treeOf(tree)),
  };
}

function buildTree(units: readonly Unit[], trees: readonly UnitTreeDeclared[], tree: string): Tree {
  const edges = edgesOf(units, trees, tree);
  const below = new Map<string, Edge[]>();
  for (const list of edges.values()) {
    for (const edge of list) {
      const siblings = below.get(edge.parent);
      if (siblings === undefined) below.set(edge.parent, [edge]);
      else siblings.push(edge);
    }
  }
  return { edges, below, root: rootsOf(edges)[0] };
}

function livesOn(unit: Unit, on: PlainDate): boolean {
  return (unit.from ?? FIRST_DAY) <= on && on <= (unit.to ?? LAST_DAY);
}

function unitOn(unit: Unit, on: PlainDate): UnitOnDate {
  const former = unit.formerNames.find((name) => on <= name.to);
  const told = { id: unit.id, name: former?.name ?? unit.name, kind: unit.kind, bearsTasks: unit.bearsTasks };
  if (unit.phone === undefined) return told;
  return { ...told, phone: { number: unit.phone, assumed: isAssumed(unit.provenance, 'phone') } };
}

/** For each unit every way up, cut to the days on which all its steps hold; touching ranges of one pair and depth are one. */
function closureOf(tree: string, built: Tree | undefined): readonly ClosureRow[] {
  if (built === undefined) return [];
  const rows: ClosureRow[] = [];
  const ids = [...(built.root === undefined ? [] : [built.root]), ...built.edges.keys()];
  for (const descendant of ids) {
    const ranges = new Map<string, { ancestor: string; depth: number; from: PlainDate; to: PlainDate }[]>();
    const climb = (at: string, depth: number, from: PlainDate, to: PlainDate): void => {
      const key = `${depth} ${at}`;
      const known = ranges.get(key);
      if (known === undefined) ranges.set(key, [{ ancestor: at, depth, from, to }]);
      else known.push({ ancestor: at, depth, from, to });
      for (const edge of built.edges.get(at) ?? []) {
        const [first, last] = [maxDate(from, edge.from), minDate(to, edge.to)];
        if (first <= last) climb(edge.parent, depth + 1, first, last);
      }
    };
    climb(descendant, 0, FIRST_DAY, LAST_DAY);
    for (const list of ranges.values()) {
      for (const { ancestor, depth, from, to } of merged(list)) {
        rows.push({ tree, ancestor, descendant, depth, ...openEnds(from, to) });
      }
    }
  }
  return rows;
}

function merged<T extends { readonly from: PlainDate; readonly to: PlainDate }>(
  ranges: readonly T[],
): readonly T[] {
  const out: T[] = [];
  for (const range of ranges.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = out.at(-1);
    const touches = last !== undefined && (last.to >= range.from || addDays(last.to, 1) === range.from);
    if (touches) out[out.length - 1] = { ...last, to: maxDate(last.to, range.to) };
    else out.push(range);
  }
  return out;
}

function openEnds(from: PlainDate, to: PlainDate): { from?: PlainDate; to?: PlainDate } {
  return { ...(from > FIRST_DAY ? { from } : {}), ...(to < LAST_DAY ? { to } : {}) };
}

interface Range {
  readonly from?: PlainDate | undefined;
  readonly to?: PlainDate | undefined;
}

export function overlap(a: Range, b: Range): boolean {
  return (a.from ?? FIRST_DAY) <= (b.to ?? LAST_DAY) && (b.from ?? FIRST_DAY) <= (a.to ?? LAST_DAY);
}

export function covers(outer: Range, inner: Range): boolean {
  return (
    (outer.from ?? FIRST_DAY) <= (inner.from ?? FIRST_DAY) && (inner.to ?? LAST_DAY) <= (outer.to ?? LAST_DAY)
  );
}
