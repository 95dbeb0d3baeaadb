/** Findings that rules of several sections make in the same words. */
import type { PlanUnderCheck, RuleFinding } from '../kernel/loop.ts';
import type { Unit } from './units.ts';
import { FIRST_DAY, LAST_DAY } from './unitTree.ts';

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
