// Who has how much of the plan: units and posts with their counts by part, and those with nothing at all. A unit's parts are its own and its posts'. Pure.
import type { Words } from '../kernel/loop.ts';
import { type Role, roles } from './planElement.ts';
import type { PlanIndex } from './planIndex.ts';

export interface Holder {
  readonly id: string;
  readonly name: string;
  readonly isPost: boolean;
  /** Kind of the unit (county, bureau …) or duty of the post (牵头单位 …). */
  readonly kind: Words;
  readonly unit: string;
  readonly unitName: string;
  readonly counts: Readonly<Record<Role, number>>;
}

export const unitKindWords: Readonly<Record<string, Words>> = {
  city: { zh: '市', en: 'city' },
  county: { zh: '县区', en: 'county' },
  township: { zh: '镇街', en: 'township' },
  village: { zh: '村社区', en: 'village' },
  zone: { zh: '功能区', en: 'zone' },
  bureau: { zh: '部门', en: 'bureau' },
  statistics: { zh: '统计机构', en: 'statistics' },
  office: { zh: '专班督查', en: 'office' },
  party: { zh: '党组织', en: 'party' },
  park: { zh: '园区', en: 'park' },
};

export const dutyWords: Readonly<Record<string, Words>> = {
  牵头市领导: { zh: '牵头市领导', en: 'leading city leader' },
  牵头单位: { zh: '牵头单位', en: 'leading unit' },
  配合单位: { zh: '配合单位', en: 'supporting unit' },
  第一责任人: { zh: '第一责任人', en: 'first responsible' },
  联系人: { zh: '联系人', en: 'contact' },
};

/** Whose duty it is to speak for the unit: what the unit has to report or to recognise is done by them. */
const SPEAKS_FOR_UNIT = '联系人';

export function holdersOf(index: PlanIndex): readonly Holder[] {
  const units = index.units.map(({ id, kind }): Holder => {
    const name = index.answerer(id).unitName;
    return {
      id,
      name,
      isPost: false,
      kind: unitKindWords[kind] ?? { zh: kind, en: kind },
      unit: id,
      unitName: name,
      counts: countsOf(index.byUnit.get(id)),
    };
  });
  const posts = [...index.posts.values()].map((post): Holder => {
    const counts = countsOf(index.byPost.get(post.id));
    const ofUnit = countsOf(index.byUnit.get(post.unit));
    return {
      id: post.id,
      name: post.title,
      isPost: true,
      kind: dutyWords[post.duty] ?? { zh: post.duty, en: post.duty },
      unit: post.unit,
      unitName: index.answerer(post.unit).unitName,
      counts:
        post.duty === SPEAKS_FOR_UNIT
          ? { ...counts, reports: ofUnit.reports, recognises: ofUnit.recognises }
          : counts,
    };
  });
  return [...units, ...posts];
}

function countsOf(held: ReadonlyMap<Role, readonly string[]> | undefined): Holder['counts'] {
  return Object.fromEntries(roles.map((role) => [role, held?.get(role)?.length ?? 0])) as Holder['counts'];
}

export function hasNothing({ counts }: Holder): boolean {
  return roles.every((role) => counts[role] === 0);
}

/** Helps, bears or reports, and answers for nothing. */
export function ownsNothing({ counts }: Holder): boolean {
  return counts.owns === 0 && counts.bears === 0;
}
