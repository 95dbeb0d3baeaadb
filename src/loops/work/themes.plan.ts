// The section `themes`: what cuts across loops (双区, 硬联通, 放管服+数字政府 …). A theme promises nothing by itself; it gathers elements of any
// section, so that one page shows all that a leader asks for under one name. Its members are references: nothing is counted twice by standing in two themes.
import { z } from 'zod';
import type { PlanRule, PlanSection } from '../../kernel/loop.ts';
import { datedFields, datesInOrder, Id, Name, Note, promiseFields } from '../../plan/element.ts';
import { elementsOf, idsOf } from '../../plan/feed.ts';
import { isLeftOpen, overlappingPeriods, unknownAnswerer } from '../../plan/finding.ts';

export const ThemeMember = z
  .strictObject({
    section: z.string().min(1).max(40).describe('在哪一节：本计划里任一节的键，元素须有编号。例：tasks'),
    id: Id.describe('元素的编号。例：list-42'),
  })
  .describe('一个成员');

export const Theme = z
  .strictObject({
    id: Id.describe('专题编号；同一专题换了时段，编号不变。例：hard-links'),
    title: Name.describe('专题名称，最多 100 字。例：硬联通'),
    lead: Id.optional().describe('牵头的岗位或单位；不填 = 各成员各有各的牵头。例：transport-lead'),
    members: z
      .array(ThemeMember)
      .max(500)
      .default([])
      .describe(
        '收哪些元素，最多 500 个，可来自任一节；组成没有来源的不填，并写 provenance.members 待补来源。例：[{section: tasks, id: list-41}]',
      ),
    ...datedFields,
    ...promiseFields,
    note: Note.optional().describe('说明，最多 1000 字。例：组成待补来源'),
  })
  .refine(...datesInOrder)
  .describe('一个战略专题');
export type Theme = z.infer<typeof Theme>;

const references: PlanRule<Theme[]> = {
  code: 'reference_unknown',
  severity: 'error',
  phase: 'references',
  check: (themes, whole) => {
    const answerer = unknownAnswerer(whole);
    const isThere = elementsOf(whole);
    return themes.flatMap((theme, i) => [
      ...answerer(theme.lead, [i, 'lead']),
      ...theme.members.flatMap(({ section, id }, k) => {
        if (isThere(section, id)) return [];
        const none = idsOf(whole.section(section)).size === 0;
        return [
          {
            path: [i, 'members', k, none ? 'section' : 'id'],
            message: none ? `“${section}”这一节没有，或没有带编号的元素` : `${section} 里没有“${id}”`,
            fix: none ? '写本计划已有的节，例如 tasks、targets' : '改成那一节里的编号，或先加上这个元素',
          },
        ];
      }),
    ]);
  },
};

const withoutMember: PlanRule<Theme[]> = {
  code: 'theme_without_member',
  severity: 'error',
  phase: 'rules',
  check: (themes) =>
    themes.flatMap((theme, i) =>
      theme.members.length > 0 || isLeftOpen(theme, 'members')
        ? []
        : [
            {
              path: [i],
              message: `专题“${theme.title}”是空的：没有元素落在它下面`,
              fix: '写 members；组成没有来源就写 provenance: {members: {basis: 待补来源}}，不要编',
            },
          ],
    ),
};

const memberTwice: PlanRule<Theme[]> = {
  code: 'theme_member_twice',
  severity: 'error',
  phase: 'rules',
  check: (themes) =>
    themes.flatMap((theme, i) => {
      const seen = new Set<string>();
      return theme.members.flatMap(({ section, id }, k) => {
        const key = `${section}/${id}`;
        if (!seen.has(key)) {
          seen.add(key);
          return [];
        }
        return [
          {
            path: [i, 'members', k],
            message: `“${theme.title}”把 ${section} 的“${id}”收了两次`,
            fix: '删去一处',
          },
        ];
      });
    }),
};

export const themesSection: PlanSection<Theme[]> = {
  key: 'themes',
  title: { zh: '战略专题', en: 'Themes' },
  schema: z
    .array(Theme)
    .max(200)
    .default([])
    .describe('战略专题：跨环节的一组目标、任务和项目，带时段，最多 200 个；默认没有'),
  optional: true,
  rules: [
    {
      code: 'period_overlap',
      severity: 'error',
      phase: 'references',
      check: (themes) => overlappingPeriods(themes),
    },
    references,
    withoutMember,
    memberTwice,
  ],
};
