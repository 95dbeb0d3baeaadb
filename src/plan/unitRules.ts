/**
 * The sections `unitTrees` and `units` with their rules: what makes dated memberships a tree on every day.
 * They run before all other rules, because those may walk the tree.
 */
import { z } from 'zod';
import type { PlanRule, PlanSection, RuleFinding } from '../kernel/loop.ts';
import { duplicateIds } from './finding.ts';
import { Unit, UnitTreeDeclared } from './units.ts';
import { covers, type Edge, edgeOn, edgesOf, FIRST_DAY, overlap, rootsOf } from './unitTree.ts';

type Units = readonly Unit[];

export const unitTreesSection: PlanSection<UnitTreeDeclared[]> = {
  key: 'unitTrees',
  title: { zh: '单位树', en: 'Unit trees' },
  schema: z.array(UnitTreeDeclared).min(1).max(20).describe('单位树，最多 20 棵；必须有 tasks'),
  optional: false,
  rules: [
    { code: 'id_duplicate', severity: 'error', phase: 'references', check: (trees) => duplicateIds(trees) },
    {
      code: 'unit_tree_unknown',
      severity: 'error',
      phase: 'references',
      check: (trees) => [
        ...trees.flatMap((tree, index) => {
          const base = trees.find((other) => other.id === tree.basedOn);
          if (
            tree.basedOn === undefined ||
            (base !== undefined && base.basedOn === undefined && base !== tree)
          )
            return [];
          const fix = '填一棵本身不依别的树的树';
          return [
            { path: [index, 'basedOn'], message: `底树“${tree.basedOn}”没有，或它自己还依别的树`, fix },
          ];
        }),
        ...(trees.some((tree) => tree.id === 'tasks')
          ? []
          : [
              { path: [], message: '没有 tasks（责任单元）这棵树', fix: '加上 {id: tasks, title: 责任单元}' },
            ]),
      ],
    },
  ],
};

/** What the rules on units look at: the units, and the trees beside them. */
function treesOf(section: unknown): readonly UnitTreeDeclared[] {
  return (section ?? []) as readonly UnitTreeDeclared[];
}

const unitParentUnknown: PlanRule<Unit[]> = {
  code: 'unit_parent_unknown',
  severity: 'error',
  phase: 'references',
  check(units) {
    const ids = new Set(units.map((unit) => unit.id));
    return eachMembership(units, (membership, path) =>
      ids.has(membership.parent)
        ? []
        : [
            {
              path: [...path, 'parent'],
              message: `上级单位“${membership.parent}”没有`,
              fix: '改成已有单位的编号，或先加上这个单位',
            },
          ],
    );
  },
};

const membershipTreeUnknown: PlanRule<Unit[]> = {
  code: 'unit_tree_unknown',
  severity: 'error',
  phase: 'references',
  check(units, whole) {
    const trees = treesOf(whole.section('unitTrees')).map((tree) => tree.id);
    return eachMembership(units, (membership, path) =>
      trees.includes(membership.tree)
        ? []
        : [
            {
              path: [...path, 'tree'],
              message: `单位树“${membership.tree}”没有`,
              fix: `可用：${trees.join('、')}`,
            },
          ],
    );
  },
};

const membershipOverlap: PlanRule<Unit[]> = {
  code: 'membership_overlap',
  severity: 'error',
  phase: 'references',
  check: (units) =>
    units.flatMap((unit, unitIndex) =>
      unit.memberships.flatMap((membership, index) => {
        const clash = unit.memberships
          .slice(0, index)
          .find((other) => other.tree === membership.tree && overlap(other, membership));
        if (clash === undefined) return [];
        const message = `${unit.name} 在“${membership.tree}”里同一天属于 ${clash.parent} 和 ${membership.parent}`;
        return [
          {
            path: [unitIndex, 'memberships', index],
            message,
            fix: '给前一段写 to，后一段写 from；两头都含在内',
          },
        ];
      }),
    ),
};

const membershipOutsideUnit: PlanRule<Unit[]> = {
  code: 'membership_outside_unit',
  severity: 'error',
  phase: 'references',
  check(units) {
    const byId = new Map(units.map((unit) => [unit.id, unit]));
    return units.flatMap((unit, unitIndex) =>
      unit.memberships.flatMap((membership, index) => {
        const shared = { from: membership.from ?? unit.from, to: membership.to ?? unit.to };
        const parent = byId.get(membership.parent);
        const outside = [unit, ...(parent === undefined ? [] : [parent])].find(
          (held) => !covers(held, shared),
        );
        if (outside === undefined) return [];
        const message = `${unit.name} 的这段归属超出了 ${outside.name} 存在的日期`;
        return [
          { path: [unitIndex, 'memberships', index], message, fix: '改归属的 from、to，使两个单位那时都在' },
        ];
      }),
    );
  },
};

/** A cycle begins on the day its youngest step begins, so only first days of memberships need looking at. */
const unitCycle: PlanRule<Unit[]> = {
  code: 'unit_cycle',
  severity: 'error',
  phase: 'references',
  check: (units, whole) =>
    treesOf(whole.section('unitTrees')).flatMap((tree) => {
      const edges = edgesOf(units, treesOf(whole.section('unitTrees')), tree.id);
      const told = new Set<string>();
      const findings: RuleFinding[] = [];
      for (const edge of [...edges.values()].flat()) {
        const ring = ringFrom(edge, edges);
        if (ring === undefined || ring.some((id) => told.has(id))) continue;
        for (const id of ring) told.add(id);
        const unitIndex = units.findIndex((unit) => unit.id === edge.unit);
        const index = units[unitIndex]!.memberships.findIndex(
          (held) => held.parent === edge.parent && (held.from ?? FIRST_DAY) === edge.from,
        );
        const message = `单位在“${tree.id}”里绕成一圈：${[...ring, ring[0]].join(' → ')}`;
        findings.push({ path: [unitIndex, 'memberships', index], message, fix: '改掉其中一段的上级' });
      }
      return findings;
    }),
};

function ringFrom(start: Edge, edges: ReadonlyMap<string, readonly Edge[]>): readonly string[] | undefined {
  const way = [start.unit];
  const seen = new Set(way);
  for (let at: string | undefined = start.parent; at !== undefined; ) {
    if (at === start.unit) return way;
    // A ring further up that does not come back here is found from one of its own units.
    if (seen.has(at)) return undefined;
    seen.add(at);
    way.push(at);
    at = edgeOn(edges.get(at), start.from)?.parent;
  }
  return undefined;
}

const unitTreeRoot: PlanRule<Unit[]> = {
  code: 'unit_tree_root',
  severity: 'error',
  phase: 'references',
  check(units, whole) {
    const trees = treesOf(whole.section('unitTrees'));
    const indexOf = new Map(units.map((unit, index) => [unit.id, index]));
    const told = new Set<number>();
    return trees.flatMap((tree) => {
      // A parent that is no unit at all is another rule's matter.
      const roots = rootsOf(edgesOf(units, trees, tree.id)).filter((root) => indexOf.has(root));
      return roots.slice(1).flatMap((root) => {
        const index = indexOf.get(root)!;
        // A tree that stands on another has its roots too: once is enough.
        if (told.has(index)) return [];
        told.add(index);
        const message = `“${tree.id}”有几个根：${roots.join('、')}`;
        return [{ path: [index], message, fix: `给 ${root} 写上它在这棵树里的上级` }];
      });
    });
  },
};

export const unitsSection: PlanSection<Unit[]> = {
  key: 'units',
  title: { zh: '单位', en: 'Units' },
  schema: z.array(Unit).min(1).max(800_000).describe('全部单位；长名单写在 units.*.csv 里'),
  optional: false,
  rules: [
    { code: 'id_duplicate', severity: 'error', phase: 'references', check: (units) => duplicateIds(units) },
    membershipTreeUnknown,
    unitParentUnknown,
    membershipOverlap,
    membershipOutsideUnit,
    unitCycle,
    unitTreeRoot,
  ],
};

function eachMembership(
  units: Units,
  look: (
    membership: Unit['memberships'][number],
    path: readonly (string | number)[],
  ) => readonly RuleFinding[],
): readonly RuleFinding[] {
  return units.flatMap((unit, unitIndex) =>
    unit.memberships.flatMap((membership, index) => look(membership, [unitIndex, 'memberships', index])),
  );
}
