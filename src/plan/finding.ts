/** Findings that rules of several sections make in the same words. */
import type { PlanUnderCheck, RuleFinding } from '../kernel/loop.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import type { Unit } from './units.ts';
import { FIRST_DAY, LAST_DAY, overlap } from './unitTree.ts';

/** `id_duplicate`: the second of two elements with one id. */
export function duplicateIds(elements: readonly { readonly id: string }[]): readonly RuleFinding[] {
  const seen = new Map<string, number>();
  return elements.flatMap((element, index) => {
    const first = seen.get(element.id);
    seen.set(element.id, first ?? index);
    if (first === undefined) return [];
    return [
      {
        path: [index, 'id'],
        message: `编号“${element.id}”已经用在第 ${first + 1} 项`,
        fix: '换一个编号，或删去重复的一项',
      },
    ];
  });
}

/** `reference_unknown`: the unit is in no plan at any time. */
export function unknownUnit(
  unit: string,
  path: RuleFinding['path'],
  whole: PlanUnderCheck,
): readonly RuleFinding[] {
  // Whether it stands on a given day is the question of that day; a reference only needs it to exist.
  const known =
    whole.units.find(unit, LAST_DAY) ?? whole.units.find(unit, FIRST_DAY) ?? unitEver(unit, whole);
  if (known !== undefined) return [];
  return [{ path, message: `单位“${unit}”没有`, fix: '改成 units 里的编号，或先加上这个单位' }];
}

function unitEver(id: string, whole: PlanUnderCheck): Unit | undefined {
  return (whole.section('units') as readonly Unit[] | undefined)?.find((unit) => unit.id === id);
}

/** `reference_unknown`: of something that has an id in another section. */
export function unknownId(
  id: string,
  known: readonly { readonly id: string }[],
  path: RuleFinding['path'],
  what: string,
): readonly RuleFinding[] {
  if (known.some((element) => element.id === id)) return [];
  const some = known.slice(0, 12).map((element) => element.id);
  return [
    {
      path,
      message: `${what}“${id}”没有`,
      fix: some.length === 0 ? `先写上${what}` : `可用：${some.join('、')}`,
    },
  ];
}

/** `reference_unknown`: who answers is a post or a unit. Returned as a look, so that the posts are gathered once for all elements. */
export function unknownAnswerer(
  whole: PlanUnderCheck,
): (id: string | undefined, path: RuleFinding['path']) => readonly RuleFinding[] {
  const posts = new Set(
    ((whole.section('posts') ?? []) as readonly { readonly id: string }[]).map((post) => post.id),
  );
  return (id, path) =>
    id === undefined || posts.has(id) || unknownUnit(id, path, whole).length === 0
      ? []
      : [{ path, message: `岗位或单位“${id}”没有`, fix: '改成 posts 或 units 里的编号，或先加上' }];
}

/** `period_overlap`: an element may stand several times under one id, each with its own days; no day belongs to two of them. */
export function overlappingPeriods(
  elements: readonly {
    readonly id: string;
    readonly from?: PlainDate | undefined;
    readonly to?: PlainDate | undefined;
  }[],
): readonly RuleFinding[] {
  const earlier = Map.groupBy(elements.keys(), (index) => elements[index]!.id);
  return elements.flatMap((element, index) => {
    const clash = earlier
      .get(element.id)!
      .find((other) => other < index && overlap(elements[other]!, element));
    if (clash === undefined) return [];
    const message = `编号“${element.id}”与第 ${clash + 1} 项日期重叠`;
    return [{ path: [index, 'id'], message, fix: '换一个编号；或写 from、to，使前一段止于后一段的前一天' }];
  });
}

/** True when the plan says on purpose that the field (or the whole element) is left open until its source is found. */
export function isLeftOpen(
  element: { readonly provenance?: Readonly<Record<string, { readonly basis: string }>> | undefined },
  field: string,
): boolean {
  return (element.provenance?.[field] ?? element.provenance?.['*'])?.basis === '待补来源';
}
