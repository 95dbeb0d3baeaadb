// What a plan may declare for indicators: the sections `indicators` and `lights`; `targets` is in targets.plan.ts. An indicator says what is
// read of which units and by whom, how it is rounded when published, and whether it is derived from others.
import { z } from 'zod';
import { compare, decimal } from '../../kernel/decimal.ts';
import type { PlanRule, PlanSection, PlanUnderCheck, RuleFinding } from '../../kernel/loop.ts';
import { DecimalText, givenFields, Id, Name, Note } from '../../plan/element.ts';
import { duplicateIds, unknownUnit } from '../../plan/finding.ts';
import { Derived, derivedRules, unknownParts } from './derived.plan.ts';

/** A unit of measurement as it is shown: 个, %, 亿元. */
export const UnitWord = z.string().trim().min(1).max(20);

export const ReferenceGroup = z
  .strictObject({
    name: Name.describe('参照组名称，最多 100 字。例：全国168个重点城市'),
    size: z
      .int()
      .min(2)
      .max(10_000)
      .optional()
      .describe('参照组有几个，2 至 10000；来源没有给就不填。例：168'),
  })
  .describe('位次的参照组');

export const Indicator = z
  .strictObject({
    id: Id.describe('指标编号，全计划唯一，定了不改。例：gdpGrowth'),
    name: Name.describe('指标名称，最多 100 字。例：地区生产总值增速'),
    unit: UnitWord.describe('计量单位，最多 20 字。例：%'),
    kind: z
      .enum(['value', 'growth', 'rank', 'count'])
      .describe('种类：value 数值、growth 增速、rank 位次（数值即第几）、count 个数（整数）。例：growth'),
    places: z.int().min(0).max(8).default(0).describe('发布时的小数位，0 至 8；默认 0。例：1'),
    rounding: z
      .enum(['half_up', 'truncate'])
      .default('half_up')
      .describe('发布时的取舍：half_up 四舍五入、truncate 截尾；默认 half_up。例：half_up'),
    period: z
      .enum(['month', 'quarter', 'half', 'year'])
      .describe('报告期：month 月、quarter 季、half 半年、year 年。例：half'),
    units: z
      .enum(['city', 'taskUnits', 'townships', 'villages'])
      .default('city')
      .describe(
        '应报单位：city 全市一个数、taskUnits 各责任单元、townships 各乡镇街道、villages 各村社区；默认 city。例：taskUnits',
      ),
    reportedBy: Id.optional().describe(
      '由哪个岗位或单位填报；units 不是 city 时可不填 = 各单位自己填报。例：statistics-bureau',
    ),
    rollUp: z
      .enum(['none', 'sum', 'latest'])
      .default('none')
      .describe(
        '上级的数怎么来：none 不汇总、sum 各下级单位之和、latest 各下级最近一期之和；默认 none。例：sum',
      ),
    minimum: DecimalText.optional().describe(
      '允许的最小值，计量单位同上；不填 = 不限（count、rank 至少为 0、1）。例：-100',
    ),
    maximum: DecimalText.optional().describe('允许的最大值，计量单位同上；不填 = 不限。例：100'),
    referenceGroup: ReferenceGroup.optional().describe('位次的参照组；kind 为 rank 时填'),
    needsCheck: z.boolean().default(true).describe('填报后是否须另一人审核才生效；默认 true。例：true'),
    derived: Derived.optional().describe('由别的指标算出；填了就不再填报'),
    definition: Note.optional().describe('口径，最多 1000 字；没有找到就不填。例：现价，含大旺街道'),
    ...givenFields,
  })
  .describe('一个指标');
export type Indicator = z.infer<typeof Indicator>;

export const LightRule = z
  .strictObject({
    id: Id.describe('亮灯规则编号。例：headline'),
    name: Name.describe('名称，最多 100 字。例：主要指标亮灯'),
    yellowBelowPoints: DecimalText.default('0').describe(
      '与序时差低于此数（百分点）亮黄灯；默认 0，即低于序时就黄。例：0',
    ),
    redBelowPoints: DecimalText.default('-10').describe(
      '与序时差低于此数（百分点）亮红灯；默认 -10。例：-10',
    ),
    ...givenFields,
  })
  .describe('主要指标的亮灯规则；未公布一律灰灯');
export type LightRule = z.infer<typeof LightRule>;

const indicatorIdDuplicate: PlanRule<Indicator[]> = {
  code: 'id_duplicate',
  severity: 'error',
  phase: 'references',
  check: (indicators) => duplicateIds(indicators),
};

/** What is looked at of the section `posts`, which belongs to plan/. */
interface PostLike {
  readonly id: string;
  readonly unit?: string | undefined;
}

export function postsOf(whole: PlanUnderCheck): readonly PostLike[] {
  return (whole.section('posts') ?? []) as readonly PostLike[];
}

/** `reference_unknown`: who reports or owns is a post or a unit. */
export function unknownPostOrUnit(
  id: string,
  path: RuleFinding['path'],
  whole: PlanUnderCheck,
): readonly RuleFinding[] {
  if (postsOf(whole).some((post) => post.id === id) || unknownUnit(id, path, whole).length === 0) return [];
  return [{ path, message: `岗位或单位“${id}”没有`, fix: '改成 posts 或 units 里的编号，或先加上' }];
}

const indicatorReferences: PlanRule<Indicator[]> = {
  code: 'reference_unknown',
  severity: 'error',
  phase: 'references',
  check: (indicators, whole) =>
    indicators.flatMap(({ derived, reportedBy }, i) => [
      ...(reportedBy === undefined ? [] : unknownPostOrUnit(reportedBy, [i, 'reportedBy'], whole)),
      ...unknownParts(derived, indicators, i),
    ]),
};

const nobodyReports: PlanRule<Indicator[]> = {
  code: 'indicator_nobody_reports',
  severity: 'error',
  phase: 'rules',
  check: (indicators) =>
    indicators.flatMap((indicator, i) =>
      indicator.reportedBy === undefined &&
      indicator.units === 'city' &&
      indicator.derived === undefined &&
      indicator.rollUp === 'none'
        ? [
            {
              path: [i],
              message: `“${indicator.name}”没有人填报`,
              fix: '写 reportedBy，或改由下级汇总（rollUp）、由别的指标算出（derived）',
            },
          ]
        : [],
    ),
};

const rankWithoutGroup: PlanRule<Indicator[]> = {
  code: 'rank_without_group',
  severity: 'error',
  phase: 'rules',
  check: (indicators) =>
    indicators.flatMap((indicator, i) =>
      indicator.kind === 'rank' && indicator.referenceGroup === undefined
        ? [
            {
              path: [i],
              message: `“${indicator.name}”是位次，却没有参照组`,
              fix: '写 referenceGroup.name；组的大小来源没有给就不填 size',
            },
          ]
        : [],
    ),
};

const lightsReversed: PlanRule<LightRule[]> = {
  code: 'light_thresholds_reversed',
  severity: 'error',
  phase: 'rules',
  check: (lights) =>
    lights.flatMap((light, i) =>
      compare(decimal(light.redBelowPoints), decimal(light.yellowBelowPoints)) > 0
        ? [
            {
              path: [i, 'redBelowPoints'],
              message: '红灯的门槛高于黄灯：黄灯永远不会亮',
              fix: '红灯的数应不大于黄灯的数，例如黄 0、红 -10',
            },
          ]
        : [],
    ),
};

export const indicatorsSection: PlanSection<Indicator[]> = {
  key: 'indicators',
  title: { zh: '指标', en: 'Indicators' },
  schema: z.array(Indicator).max(2000).default([]).describe('指标库，最多 2000 个'),
  optional: true,
  rules: [indicatorIdDuplicate, indicatorReferences, nobodyReports, rankWithoutGroup, ...derivedRules],
};

export const lightsSection: PlanSection<LightRule[]> = {
  key: 'lights',
  title: { zh: '亮灯规则', en: 'Light rules' },
  schema: z.array(LightRule).max(50).default([]).describe('主要指标的亮灯规则，最多 50 条'),
  optional: true,
  rules: [
    { code: 'id_duplicate', severity: 'error', phase: 'references', check: (lights) => duplicateIds(lights) },
    lightsReversed,
  ],
};
