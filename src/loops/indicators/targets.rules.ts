// The section `targets` and the checker's rules for it: open loops (nothing feeds it, nobody owns it), sums and paces that cannot be right, and the legal line that
// no statistics bureau is made responsible for a growth target (Statistics Regulation of Guangdong §5, domain.md §2.3).
import { z } from 'zod';
import { add, compare, decimal, decimalText, normalize, ZERO } from '../../kernel/decimal.ts';
import type { PlanRule, PlanSection, RuleFinding } from '../../kernel/loop.ts';
import { duplicateIds, isLeftOpen, unknownId, unknownUnit } from '../../plan/finding.ts';
import { LAST_DAY } from '../../plan/unitTree.ts';
import { type Indicator, type LightRule, postsOf, unknownPostOrUnit } from './indicators.plan.ts';
import { Target } from './targets.plan.ts';

/** 人的注意力有限: a leader's page holds no more (design.md §1). */
export const MAX_HEADLINES = 17;

type Rule = PlanRule<Target[]>;

function each(
  targets: readonly Target[],
  look: (target: Target, index: number) => readonly RuleFinding[],
): readonly RuleFinding[] {
  return targets.flatMap((target, index) => look(target, index));
}

const references: Rule = {
  code: 'reference_unknown',
  severity: 'error',
  phase: 'references',
  check: (targets, whole) =>
    each(targets, (target, i) => [
      ...(target.indicator === undefined
        ? []
        : unknownId(
            target.indicator,
            (whole.section('indicators') ?? []) as readonly Indicator[],
            [i, 'indicator'],
            '指标',
          )),
      ...(target.light === undefined
        ? []
        : unknownId(
            target.light,
            (whole.section('lights') ?? []) as readonly LightRule[],
            [i, 'light'],
            '亮灯规则',
          )),
      ...(target.owner === undefined ? [] : unknownPostOrUnit(target.owner, [i, 'owner'], whole)),
      ...target.supporting.flatMap((id, k) => unknownPostOrUnit(id, [i, 'supporting', k], whole)),
      ...target.splits.flatMap((split, k) => unknownUnit(split.unit, [i, 'splits', k, 'unit'], whole)),
    ]),
};

const measureUnknown: Rule = {
  code: 'measure_unknown',
  severity: 'error',
  phase: 'references',
  check: (targets, whole) =>
    each(targets, ({ measure }, i) =>
      measure === undefined || whole.measureIds.has(measure)
        ? []
        : [
            {
              path: [i, 'measure'],
              message: `没有计数“${measure}”`,
              fix: `可用：${[...whole.measureIds].slice(0, 12).join('、')}`,
            },
          ],
    ),
};

const withoutMeasure: Rule = {
  code: 'target_without_measure',
  severity: 'error',
  phase: 'rules',
  check: (targets) =>
    each(targets, (target, i) => {
      const feeds = [target.measure, target.indicator, target.awaits].filter(
        (feed) => feed !== undefined,
      ).length;
      if (feeds === 1) return [];
      const fix = '写 measure、indicator、awaits 之一：没有数据来源的目标没有人知道到了哪里';
      const message = feeds === 0 ? `“${target.title}”没有数据来源` : `“${target.title}”有不止一个数据来源`;
      return [{ path: [i], message, fix }];
    }),
};

const awaitsEngine: Rule = {
  code: 'target_awaits_engine',
  severity: 'info',
  phase: 'rules',
  check: (targets) =>
    each(targets, (target, i) =>
      target.awaits === undefined
        ? []
        : [
            {
              path: [i, 'awaits'],
              message: `“${target.title}”等 ${target.awaits} 环节的功能，先不判`,
              fix: '有了这个环节后改写 measure',
            },
          ],
    ),
};

const withoutOwner: Rule = {
  code: 'target_without_owner',
  severity: 'error',
  phase: 'rules',
  check: (targets) =>
    each(targets, (target, i) =>
      target.owner === undefined &&
      (target.provenance?.owner ?? target.provenance?.['*'])?.basis !== '待补来源'
        ? [
            {
              path: [i],
              message: `“${target.title}”没有责任岗位`,
              fix: '写 owner；原文没有就写 provenance: {owner: {basis: 待补来源}}，不要编',
            },
          ]
        : [],
    ),
};

const NEEDS_AMOUNT = new Set<Target['kind']>(['floor', 'level', 'kOfN', 'rank', 'spend']);

const withoutAmount: Rule = {
  code: 'target_without_amount',
  severity: 'error',
  phase: 'rules',
  check: (targets) =>
    each(targets, (target, i) => {
      const amountMissing = NEEDS_AMOUNT.has(target.kind) && target.amount === undefined;
      const dateMissing = target.kind === 'floor' && (target.from === undefined || target.to === undefined);
      if (!amountMissing && !dateMissing) return [];
      const what = amountMissing ? '目标数' : '起止日期';
      return [
        {
          path: [i],
          message: `“${target.title}”没有${what}`,
          fix: amountMissing ? '写 amount' : '写 from 和 to；没有期限的用 kind: level',
        },
      ];
    }),
};

/** At least k of n over a threshold: without k nothing can be judged, without n nobody sees how much is still possible. */
const kOfNIncomplete: Rule = {
  code: 'k_of_n_incomplete',
  severity: 'error',
  phase: 'rules',
  check: (targets) =>
    each(targets, (target, i) => {
      if (target.kind !== 'kOfN') return [];
      const { count, outOf, title } = target;
      if (count === undefined)
        return [{ path: [i], message: `“${title}”没有写至少几个`, fix: '写 count：至少几个过线' }];
      if (outOf === undefined && !isLeftOpen(target, 'outOf')) {
        const fix = '写 outOf；来源没有就写 provenance: {outOf: {basis: 待补来源}}，不要编';
        return [{ path: [i], message: `“${title}”没有写一共几个`, fix }];
      }
      if (outOf === undefined || count <= outOf) return [];
      const message = `“${title}”要 ${count} 个过线，一共只有 ${outOf} 个`;
      return [{ path: [i, 'count'], message, fix: '至少几个不多于一共几个' }];
    }),
};

const splitSum: Rule = {
  code: 'split_does_not_add_up',
  severity: 'error',
  phase: 'rules',
  check: (targets) =>
    each(targets, (target, i) => {
      if (target.splits.length === 0 || target.amount === undefined) return [];
      const total = target.splits.reduce((sum, split) => add(sum, decimal(split.amount)), ZERO);
      if (compare(total, decimal(target.amount)) === 0) return [];
      const message = `“${target.title}”分解合计 ${decimalText(normalize(total))}${target.unit}，目标是 ${target.amount}${target.unit}`;
      return [{ path: [i, 'splits'], message, fix: '改分解数使合计等于目标；原文没有分解就删去 splits' }];
    }),
};

const statisticsBureau: Rule = {
  code: 'growth_target_on_statistics_bureau',
  severity: 'error',
  phase: 'rules',
  check: (targets, whole) =>
    each(targets, (target, i) => {
      if (target.owner === undefined) return [];
      const unit = postsOf(whole).find((post) => post.id === target.owner)?.unit ?? target.owner;
      if (whole.units.find(unit, target.to ?? LAST_DAY)?.kind !== 'statistics') return [];
      const message = `“${target.title}”的责任单位是统计机构`;
      return [
        {
          path: [i, 'owner'],
          message,
          fix: '统计机构只报数，不得作为完成经济目标的责任单位（广东省统计条例）：换成主管部门',
        },
      ];
    }),
};

const tooManyHeadlines: Rule = {
  code: 'headline_too_many',
  severity: 'error',
  phase: 'rules',
  check: (targets) => {
    const headlines = targets.flatMap((target, i) => (target.headline ? [i] : []));
    const extra = headlines[MAX_HEADLINES];
    if (extra === undefined) return [];
    const message = `主要指标有 ${headlines.length} 个，最多 ${MAX_HEADLINES} 个`;
    return [{ path: [extra, 'headline'], message, fix: '把其余的改为 headline: false' }];
  },
};

/** Dates rise, amounts never fall, all lie within the target's own days, and the last amount is the target's. */
const paceNotIncreasing: Rule = {
  code: 'pace_not_increasing',
  severity: 'error',
  phase: 'rules',
  check: (targets) =>
    each(targets, (target, i) => {
      if (target.pace === 'linear') return [];
      for (const [k, point] of target.pace.entries()) {
        const before = target.pace[k - 1];
        const path = [i, 'pace', k];
        if (
          before !== undefined &&
          (point.by <= before.by || compare(decimal(point.amount), decimal(before.amount)) < 0)
        ) {
          return [
            {
              path,
              message: '序时节点的日期没有往后，或累计数反而减少',
              fix: '按日期先后写，累计数只增不减',
            },
          ];
        }
        if (
          (target.from !== undefined && point.by < target.from) ||
          (target.to !== undefined && point.by > target.to)
        ) {
          return [
            {
              path,
              message: `序时节点 ${point.by} 不在目标的起止之内`,
              fix: '改节点日期，或改目标的 from、to',
            },
          ];
        }
      }
      const last = target.pace.at(-1);
      if (
        last === undefined ||
        target.amount === undefined ||
        compare(decimal(last.amount), decimal(target.amount)) === 0
      )
        return [];
      const message = `最后一个节点是 ${last.amount}，目标是 ${target.amount}`;
      return [
        { path: [i, 'pace', target.pace.length - 1], message, fix: '最后一个节点的累计数应等于目标数' },
      ];
    }),
};

const targetRules: readonly Rule[] = [
  { code: 'id_duplicate', severity: 'error', phase: 'references', check: (targets) => duplicateIds(targets) },
  references,
  measureUnknown,
  withoutMeasure,
  awaitsEngine,
  withoutOwner,
  withoutAmount,
  kOfNIncomplete,
  splitSum,
  statisticsBureau,
  tooManyHeadlines,
  paceNotIncreasing,
];

export const targetsSection: PlanSection<Target[]> = {
  key: 'targets',
  title: { zh: '目标', en: 'Targets' },
  schema: z.array(Target).max(2000).default([]).describe('目标，最多 2000 个'),
  optional: true,
  rules: targetRules,
};
