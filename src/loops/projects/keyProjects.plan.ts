// What a plan may declare as named projects: the section `keyProjects` (lines, schools, bases, renewal: what the text names), each on its own lifecycle
// and, when it is decided above the city, outside the industrial count for good (terms.md). Registering them as projects is the loop's matter.
import { z } from 'zod';
import type { PlanRule, PlanSection, RuleFinding } from '../../kernel/loop.ts';
import {
  DateText,
  DecimalText,
  datedFields,
  datesInOrder,
  givenFields,
  Id,
  Name,
  Note,
  promiseFields,
} from '../../plan/element.ts';
import { duplicateIds, isLeftOpen, unknownAnswerer, unknownId, unknownUnit } from '../../plan/finding.ts';
import type { Lifecycle } from './projects.plan.ts';

export const KeyProject = z
  .strictObject({
    id: Id.describe('编号，全计划唯一。例：shenjiangzhao-hsr'),
    title: Name.describe('名称，最多 100 字。例：深江肇高铁'),
    lifecycle: Id.describe('走哪种生命周期。例：transport-line'),
    decidedBy: z
      .enum(['上级决定', '市定', '县定'])
      .describe('谁定的：上级决定、市定、县定；上级决定的永不计入产业项目的四个主要计数。例：上级决定'),
    standing: z
      .enum(['规划', '推进', '已建成'])
      .optional()
      .describe('来源所说的状况：规划、推进、已建成；不填 = 来源没有说。例：推进'),
    group: Name.optional().describe('与哪些放在一起说，最多 100 字；不填 = 不分组。例：双枢纽'),
    units: z
      .array(Id)
      .max(200)
      .default([])
      .describe('涉及哪些单位，最多 200 个；来源没有说就不填。例：["441224"]'),
    owner: Id.optional().describe(
      '谁负责：岗位或单位编号；来源没有就不填，并写 provenance.owner 待补来源。例：transport-lead',
    ),
    cityPart: z
      .array(Id)
      .max(20)
      .default([])
      .describe('本市承担哪些工作量，见生命周期的 quantities，最多 20 项；默认没有。例：[landClearedMu]'),
    amounts: z
      .array(
        z
          .strictObject({
            quantity: Id.describe('哪个工作量，见生命周期的 quantities。例：landClearedMu'),
            unit: Id.optional().describe('哪个单位的；不填 = 合计。例："441224"'),
            amount: DecimalText.describe('应完成多少，计量单位见 quantities。例：1200'),
            ...givenFields,
          })
          .describe('一个工作量的数'),
      )
      .max(2000)
      .default([])
      .describe('工作量的数，最多 2000 个；来源没有就不填'),
    targets: z
      .array(Id)
      .max(20)
      .default([])
      .describe('落实哪些目标，最多 20 个；默认没有。例：[universities-10]'),
    due: DateText.optional().describe('到哪一天完成（含）；来源没有期限就不填。例：2023-12-31'),
    reviewEveryMonths: z
      .int()
      .min(1)
      .max(36)
      .optional()
      .describe('没有期限的，每几个月回头看一次，单位月，1 至 36。例：3'),
    note: Note.optional().describe('说明，最多 1000 字。例：西江干线'),
    ...datedFields,
    ...promiseFields,
  })
  .refine(...datesInOrder)
  .describe('一个点名的项目或工程');
export type KeyProject = z.infer<typeof KeyProject>;

type Rule = PlanRule<KeyProject[]>;
type Known = readonly { readonly id: string }[];

function each(
  projects: readonly KeyProject[],
  look: (project: KeyProject, index: number) => readonly RuleFinding[],
): readonly RuleFinding[] {
  return projects.flatMap((project, index) => look(project, index));
}

const references: Rule = {
  code: 'reference_unknown',
  severity: 'error',
  phase: 'references',
  check: (projects, whole) => {
    const answerer = unknownAnswerer(whole);
    const lifecycles = (whole.section('lifecycles') ?? []) as readonly Lifecycle[];
    const targets = (whole.section('targets') ?? []) as Known;
    return each(projects, (project, i) => {
      const lifecycle = lifecycles.find((known) => known.id === project.lifecycle);
      const quantities = lifecycle?.quantities ?? [];
      return [
        ...(lifecycle === undefined
          ? unknownId(project.lifecycle, lifecycles, [i, 'lifecycle'], '生命周期')
          : [
              ...project.cityPart.flatMap((id, k) => unknownId(id, quantities, [i, 'cityPart', k], '工作量')),
              ...project.amounts.flatMap((one, k) =>
                unknownId(one.quantity, quantities, [i, 'amounts', k, 'quantity'], '工作量'),
              ),
            ]),
        ...answerer(project.owner, [i, 'owner']),
        ...project.units.flatMap((unit, k) => unknownUnit(unit, [i, 'units', k], whole)),
        ...project.amounts.flatMap((one, k) =>
          one.unit === undefined ? [] : unknownUnit(one.unit, [i, 'amounts', k, 'unit'], whole),
        ),
        ...project.targets.flatMap((id, k) => unknownId(id, targets, [i, 'targets', k], '目标')),
      ];
    });
  },
};

const upperCounted: Rule = {
  code: 'upper_project_counted',
  severity: 'error',
  phase: 'rules',
  check: (projects, whole) => {
    const lifecycles = (whole.section('lifecycles') ?? []) as readonly Lifecycle[];
    return each(projects, ({ decidedBy, lifecycle, title }, i) =>
      decidedBy === '上级决定' && lifecycles.find((known) => known.id === lifecycle)?.counted === true
        ? [
            {
              path: [i, 'lifecycle'],
              message: `“${title}”由上级决定，不得计入产业项目的四个主要计数`,
              fix: '换一个不计数的生命周期，例如交通线路',
            },
          ]
        : [],
    );
  },
};

const withoutDate: Rule = {
  code: 'key_project_without_date',
  severity: 'error',
  phase: 'rules',
  check: (projects) =>
    each(projects, (project, i) => {
      const { standing, due, reviewEveryMonths, kind, title } = project;
      if (standing === '已建成') return [];
      const dated = due !== undefined || (kind !== '限期完成' && isLeftOpen(project, 'due'));
      if (dated || (kind !== '限期完成' && reviewEveryMonths !== undefined)) return [];
      const message = `“${title}”没有期限，也没有回头看的周期`;
      const fix =
        kind === '限期完成'
          ? '限期完成的写 due；没有期限的改 kind: 长期推进'
          : '写 due 或 reviewEveryMonths；来源没有就写 provenance: {due: {basis: 待补来源}}，不要编';
      return [{ path: [i], message, fix }];
    }),
};

const withoutOwner: Rule = {
  code: 'key_project_without_owner',
  severity: 'error',
  phase: 'rules',
  check: (projects) =>
    each(projects, (project, i) =>
      project.owner !== undefined || project.standing === '已建成' || isLeftOpen(project, 'owner')
        ? []
        : [
            {
              path: [i],
              message: `“${project.title}”没有责任岗位`,
              fix: '写 owner；来源没有就写 provenance: {owner: {basis: 待补来源}}，不要编',
            },
          ],
    ),
};

export const keyProjectsSection: PlanSection<KeyProject[]> = {
  key: 'keyProjects',
  title: { zh: '点名的项目', en: 'Named projects' },
  schema: z.array(KeyProject).max(2000).default([]).describe('点名的项目和工程，最多 2000 个；默认没有'),
  optional: true,
  rules: [
    {
      code: 'id_duplicate',
      severity: 'error',
      phase: 'references',
      check: (projects) => duplicateIds(projects),
    },
    references,
    upperCounted,
    withoutDate,
    withoutOwner,
  ],
};
