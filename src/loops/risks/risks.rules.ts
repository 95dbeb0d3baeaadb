// The sections `riskScales` and `risks` and the checker's rules for them: scales that do not rise, levels that no scale knows, risks nobody owns or looks at.
import { z } from 'zod';
import type { PlanRule, PlanSection, RuleFinding } from '../../kernel/loop.ts';
import { unknownFeeds, unknownMeasures } from '../../plan/feed.ts';
import { duplicateIds, isLeftOpen, unknownAnswerer } from '../../plan/finding.ts';
import { Risk, RiskScales } from './risks.plan.ts';

type Rule = PlanRule<Risk[]>;

const NO_SCALES: RiskScales = { likelihood: [], impact: [], bands: [] };

const notRising: PlanRule<RiskScales> = {
  code: 'risk_scale_not_rising',
  severity: 'error',
  phase: 'rules',
  check: (scales) => [
    ...(['likelihood', 'impact'] as const).flatMap((part) =>
      scales[part].flatMap((step, k) =>
        step.level === k + 1
          ? []
          : [
              {
                path: [part, k, 'level'],
                message: `第 ${k + 1} 档写成了 ${step.level}`,
                fix: '各档由低到高写，1、2、3 …，不跳不重',
              },
            ],
      ),
    ),
    ...scales.bands.flatMap((band, k) => {
      const before = scales.bands[k - 1];
      return before === undefined || band.from > before.from
        ? []
        : [
            {
              path: ['bands', k, 'from'],
              message: `“${band.name}”的起点不高于前一级“${before.name}”`,
              fix: '各级的起点由小到大写',
            },
          ];
    }),
  ],
};

export const riskScalesSection: PlanSection<RiskScales> = {
  key: 'riskScales',
  title: { zh: '风险量表', en: 'Risk scales' },
  schema: RiskScales.default(NO_SCALES),
  optional: true,
  rules: [
    {
      code: 'id_duplicate',
      severity: 'error',
      phase: 'references',
      check: (scales) =>
        duplicateIds(scales.bands).map((finding) => ({ ...finding, path: ['bands', ...finding.path] })),
    },
    notRising,
  ],
};

const idDuplicate: Rule = {
  code: 'id_duplicate',
  severity: 'error',
  phase: 'references',
  check: (risks) => [
    ...duplicateIds(risks),
    ...risks.flatMap((risk, i) =>
      (['controls', 'drills', 'triggers'] as const).flatMap((part) =>
        duplicateIds(risk[part]).map((finding) => ({ ...finding, path: [i, part, ...finding.path] })),
      ),
    ),
  ],
};

const references: Rule = {
  code: 'reference_unknown',
  severity: 'error',
  phase: 'references',
  check: (risks, whole) => {
    const answerer = unknownAnswerer(whole);
    const feeds = unknownFeeds(whole);
    return risks.flatMap((risk, i) => [
      ...answerer(risk.owner, [i, 'owner']),
      ...risk.supporting.flatMap((id, k) => answerer(id, [i, 'supporting', k])),
      ...risk.controls.flatMap((control, k) => [
        ...answerer(control.lead, [i, 'controls', k, 'lead']),
        ...feeds(control.fedBy, [i, 'controls', k, 'fedBy']),
      ]),
      ...risk.triggers.flatMap(({ watch }, k) => watched(feeds([watch], []), [i, 'triggers', k, 'watch'])),
    ]);
  },
};

/** The feed of a trigger stands alone, not in a list: the index that the look put first is taken out. */
function watched(findings: readonly RuleFinding[], path: RuleFinding['path']): readonly RuleFinding[] {
  return findings.map((finding) => ({ ...finding, path: [...path, ...finding.path.slice(1)] }));
}

const measureUnknown: Rule = {
  code: 'measure_unknown',
  severity: 'error',
  phase: 'references',
  check: (risks, whole) =>
    risks.flatMap((risk, i) => [
      ...risk.controls.flatMap((control, k) =>
        unknownMeasures(control.fedBy, [i, 'controls', k, 'fedBy'], whole),
      ),
      ...risk.triggers.flatMap(({ watch }, k) =>
        watched(unknownMeasures([watch], [], whole), [i, 'triggers', k, 'watch']),
      ),
    ]),
};

const levelUnknown: Rule = {
  code: 'risk_level_unknown',
  severity: 'error',
  phase: 'rules',
  check: (risks, whole) => {
    const scales = (whole.section('riskScales') ?? NO_SCALES) as RiskScales;
    return risks.flatMap((risk, i) =>
      (['likelihood', 'impact'] as const).flatMap((part) => {
        const level = risk[part];
        if (level === undefined || level <= scales[part].length) return [];
        const message = `“${risk.title}”的${part === 'likelihood' ? '可能性' : '影响'}是第 ${level} 档，量表没有这一档`;
        return [
          { path: [i, part], message, fix: `先在 riskScales.${part} 写上各档，或改档数；未评估的不填` },
        ];
      }),
    );
  },
};

const withoutOwner: Rule = {
  code: 'risk_without_owner',
  severity: 'error',
  phase: 'rules',
  check: (risks) =>
    risks.flatMap((risk, i) =>
      risk.owner !== undefined || isLeftOpen(risk, 'owner')
        ? []
        : [
            {
              path: [i],
              message: `“${risk.title}”没有责任岗位`,
              fix: '写 owner；没有来源就写 provenance: {owner: {basis: 待补来源}}，不要编',
            },
          ],
    ),
};

const withoutReview: Rule = {
  code: 'risk_without_review',
  severity: 'error',
  phase: 'rules',
  check: (risks) =>
    risks.flatMap((risk, i) =>
      risk.reviewEveryDays !== undefined || isLeftOpen(risk, 'reviewEveryDays')
        ? []
        : [{ path: [i], message: `“${risk.title}”没有说多久评估一次`, fix: '写 reviewEveryDays，例如 91' }],
    ),
};

const triggerWithoutThreshold: Rule = {
  code: 'trigger_without_threshold',
  severity: 'error',
  phase: 'rules',
  check: (risks) =>
    risks.flatMap((risk, i) =>
      risk.triggers.flatMap((trigger, k) =>
        trigger.above !== undefined || trigger.below !== undefined
          ? []
          : [
              {
                path: [i, 'triggers', k],
                message: `“${risk.title}”的触发条件没有门槛，永远不会提示`,
                fix: '写 above 或 below',
              },
            ],
      ),
    ),
};

export const risksSection: PlanSection<Risk[]> = {
  key: 'risks',
  title: { zh: '风险', en: 'Risks' },
  schema: z.array(Risk).max(1000).default([]).describe('风险清单，最多 1000 项；默认没有'),
  optional: true,
  rules: [
    idDuplicate,
    references,
    measureUnknown,
    levelUnknown,
    withoutOwner,
    withoutReview,
    triggerWithoutThreshold,
  ],
};
