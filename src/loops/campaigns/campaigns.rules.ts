// The section `campaigns` and the checker's rules for it: nobody leads, no date and no cadence, a coverage whose denominator nobody knows, a cascade that
// skips about, references that lead nowhere.
import { z } from 'zod';
import type { PlanRule, PlanSection, RuleFinding } from '../../kernel/loop.ts';
import { idsOf, unknownFeeds, unknownMeasures } from '../../plan/feed.ts';
import { duplicateIds, isLeftOpen, unknownAnswerer } from '../../plan/finding.ts';
import { Campaign, levels } from './campaigns.plan.ts';

type Rule = PlanRule<Campaign[]>;
type Found = readonly RuleFinding[];

const under = (path: RuleFinding['path'], findings: Found): Found =>
  findings.map((finding) => ({ ...finding, path: [...path, ...finding.path] }));

const idDuplicate: Rule = {
  code: 'id_duplicate',
  severity: 'error',
  phase: 'references',
  check: (campaigns) => [
    ...duplicateIds(campaigns),
    ...campaigns.flatMap((campaign, i) =>
      (['coverage', 'venues', 'teams', 'programmes', 'steps'] as const).flatMap((part) =>
        under([i, part], duplicateIds(campaign[part])),
      ),
    ),
  ],
};

const references: Rule = {
  code: 'reference_unknown',
  severity: 'error',
  phase: 'references',
  check: (campaigns, whole) => {
    const answerer = unknownAnswerer(whole);
    const feeds = unknownFeeds(whole);
    const trees = idsOf(whole.section('unitTrees'));
    const posts = idsOf(whole.section('posts'));
    return campaigns.flatMap((campaign, i) => [
      ...answerer(campaign.lead, [i, 'lead']),
      ...campaign.supporting.flatMap((id, k) => answerer(id, [i, 'supporting', k])),
      ...(trees.has(campaign.tree)
        ? []
        : [
            {
              path: [i, 'tree'],
              message: `单位树“${campaign.tree}”没有`,
              fix: `可用：${[...trees].slice(0, 12).join('、')}`,
            },
          ]),
      ...campaign.cascade.flatMap((level, k) =>
        level.posts.flatMap((post, m) =>
          posts.has(post)
            ? []
            : [
                {
                  path: [i, 'cascade', k, 'posts', m],
                  message: `岗位“${post}”没有`,
                  fix: '改成 posts 里的编号，或先加上这个岗位',
                },
              ],
        ),
      ),
      ...feeds(campaign.fedBy, [i, 'fedBy']),
      ...campaign.steps.flatMap((step, k) => feeds(step.fedBy, [i, 'steps', k, 'fedBy'])),
    ]);
  },
};

const measureUnknown: Rule = {
  code: 'measure_unknown',
  severity: 'error',
  phase: 'references',
  check: (campaigns, whole) =>
    campaigns.flatMap((campaign, i) => [
      ...unknownMeasures(campaign.fedBy, [i, 'fedBy'], whole),
      ...campaign.steps.flatMap((step, k) => unknownMeasures(step.fedBy, [i, 'steps', k, 'fedBy'], whole)),
    ]),
};

const withoutOwner: Rule = {
  code: 'campaign_without_owner',
  severity: 'error',
  phase: 'rules',
  check: (campaigns) =>
    campaigns.flatMap((campaign, i) =>
      campaign.lead !== undefined || isLeftOpen(campaign, 'lead')
        ? []
        : [
            {
              path: [i],
              message: `“${campaign.title}”没有人牵头`,
              fix: '写 lead；没有来源就写 provenance: {lead: {basis: 待补来源}}，不要编',
            },
          ],
    ),
};

const withoutDate: Rule = {
  code: 'campaign_without_date',
  severity: 'error',
  phase: 'rules',
  check: (campaigns) =>
    campaigns.flatMap((campaign, i) => {
      const isSet =
        campaign.reviewEveryDays !== undefined ||
        isLeftOpen(campaign, 'reviewEveryDays') ||
        (campaign.kind !== '长期推进' && (campaign.to !== undefined || isLeftOpen(campaign, 'to')));
      if (isSet) return [];
      const message = `“${campaign.title}”没有期限，也没有回头看的周期`;
      return [{ path: [i], message, fix: '写 reviewEveryDays；真有期限的写 to' }];
    }),
};

const longTermDated: Rule = {
  code: 'long_term_with_date',
  severity: 'error',
  phase: 'rules',
  check: (campaigns) =>
    campaigns.flatMap((campaign, i) =>
      campaign.kind === '长期推进' && campaign.to !== undefined
        ? [
            {
              path: [i, 'to'],
              message: `“${campaign.title}”是长期推进，却写了期限`,
              fix: '删去 to，用 reviewEveryDays；真有期限的改为 kind: 限期完成',
            },
          ]
        : [],
    ),
};

const withoutDenominator: Rule = {
  code: 'campaign_without_denominator',
  severity: 'error',
  phase: 'rules',
  check: (campaigns) =>
    campaigns.flatMap((campaign, i) =>
      campaign.coverage.flatMap((coverage, k) => {
        const path = [i, 'coverage', k];
        if (coverage.denominator === undefined && !isLeftOpen(coverage, 'denominator')) {
          const message = `“${campaign.title}”要看${coverage.of}的覆盖，却没有分母`;
          const fix =
            '写 denominator: reported（各单位上报应覆盖数），或 listed 和 amount；没有来源就写 provenance: {denominator: {basis: 待补来源}}';
          return [{ path, message, fix }];
        }
        if (coverage.denominator === 'listed' && coverage.amount === undefined) {
          const message = `“${campaign.title}”的${coverage.of}按名册算，却没有名册上的数`;
          return [{ path, message, fix: '写 amount，或改为 denominator: reported' }];
        }
        return [];
      }),
    ),
};

const cascadeOrder: Rule = {
  code: 'cascade_out_of_order',
  severity: 'error',
  phase: 'rules',
  check: (campaigns) =>
    campaigns.flatMap((campaign, i) =>
      campaign.cascade.flatMap((each, k) => {
        const before = campaign.cascade[k - 1];
        if (before === undefined || levels.indexOf(before.level) < levels.indexOf(each.level)) return [];
        const message = `“${campaign.title}”的责任先写了${before.level}，又写${each.level}`;
        return [{ path: [i, 'cascade', k, 'level'], message, fix: '由上到下写：市、县、镇、村，每级一次' }];
      }),
    ),
};

export const campaignsSection: PlanSection<Campaign[]> = {
  key: 'campaigns',
  title: { zh: '专项行动', en: 'Campaigns' },
  schema: z
    .array(Campaign)
    .max(500)
    .default([])
    .describe('专项行动：逐级推开、按组织和地方看覆盖的行动，最多 500 个；默认没有'),
  optional: true,
  rules: [
    idDuplicate,
    references,
    measureUnknown,
    withoutOwner,
    withoutDate,
    longTermDated,
    withoutDenominator,
    cascadeOrder,
  ],
};
