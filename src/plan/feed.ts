/**
 * What shows how far a promise is: a measure, a reported indicator, a target or another element of the same plan. Tasks, campaigns and
 * risks name them, so that nobody types again what is known already. Whether a feed is enough to judge by is a matter of
 * the loop that names it; that it exists is held here.
 */
import { z } from 'zod';
import type { PlanUnderCheck, RuleFinding } from '../kernel/loop.ts';
import { Id, refusal } from './element.ts';

export const Feed = z
  .strictObject({
    measure: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe('由台账算出的度量的编号。例：projects.introduced'),
    indicator: Id.optional().describe('填报的指标的编号。例：gdp'),
    target: Id.optional().describe('本计划里的目标的编号。例：introduced-2021'),
    element: z
      .strictObject({
        section: z.string().min(1).max(40).describe('在哪一节：节的键。例：keyProjects'),
        id: Id.describe('元素的编号。例：zhaoming-expressway'),
      })
      .optional()
      .describe(
        '本计划里别的一节的元素：进展随它走，例如点名的项目、服务承诺。例：{section: keyProjects, id: zhaoming-expressway}',
      ),
  })
  .refine(
    (feed) => Object.values(feed).filter((id) => id !== undefined).length === 1,
    refusal(
      'value_form',
      'measure、indicator、target、element 须正好写一个',
      '一项只写一个；有几个来源就写几项，例如 - {target: introduced-2021}',
    ),
  )
  .describe('进展从哪里看：measure、indicator、target、element 写一个');
export type Feed = z.infer<typeof Feed>;

/** The engines that are not there yet; what awaits one is carried and shown, and not judged. */
export const awaitedEngines = [
  'approvals',
  'land',
  'chains',
  'work',
  'campaigns',
  'requests',
  'risks',
] as const;

type Path = RuleFinding['path'];

/** `reference_unknown`: of what feeds name within the plan. Returned as a look, so that ids are gathered once for all elements. */
export function unknownFeeds(
  whole: PlanUnderCheck,
): (feeds: readonly Feed[], path: Path) => readonly RuleFinding[] {
  const isThere = elementsOf(whole);
  return (feeds, path) =>
    feeds.flatMap(({ indicator, target, element }, k) => {
      if (indicator !== undefined && !isThere('indicators', indicator))
        return [notThere('指标', indicator, [...path, k, 'indicator'], 'indicators')];
      if (target !== undefined && !isThere('targets', target))
        return [notThere('目标', target, [...path, k, 'target'], 'targets')];
      if (element !== undefined && !isThere(element.section, element.id))
        return [notThere('元素', element.id, [...path, k, 'element', 'id'], element.section)];
      return [];
    });
}

/** Whether a section of the plan has an element of that id; each section's ids are gathered when first asked for. */
export function elementsOf(whole: PlanUnderCheck): (section: string, id: string) => boolean {
  const known = new Map<string, ReadonlySet<string>>();
  return (section, id) => {
    const ids = known.get(section) ?? idsOf(whole.section(section));
    known.set(section, ids);
    return ids.has(id);
  };
}

/** `measure_unknown`: no loop offers the measure. */
export function unknownMeasures(
  feeds: readonly Feed[],
  path: Path,
  whole: PlanUnderCheck,
): readonly RuleFinding[] {
  return feeds.flatMap(({ measure }, k) =>
    measure === undefined || whole.measureIds.has(measure)
      ? []
      : [
          {
            path: [...path, k, 'measure'],
            message: `没有计数“${measure}”`,
            fix: `可用：${[...whole.measureIds].slice(0, 12).join('、')}`,
          },
        ],
  );
}

function notThere(what: string, id: string, path: Path, section: string): RuleFinding {
  return { path, message: `${what}“${id}”没有`, fix: `改成 ${section} 里的编号，或先加上这个${what}` };
}

/** The ids of a section: of its elements when it is a list, else of the lists that it holds (`reporting.duties`). */
export function idsOf(section: unknown): ReadonlySet<string> {
  const lists = Array.isArray(section)
    ? [section]
    : Object.values((section ?? {}) as object).filter(Array.isArray);
  const ids = lists.flat().map((element: unknown) => (element as { id?: unknown } | null)?.id);
  return new Set(ids.filter((id) => typeof id === 'string'));
}
