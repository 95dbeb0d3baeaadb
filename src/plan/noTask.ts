/**
 * The section `noTask` (不设任务): what of the source text is no promise, and why: the frame of an interview, background, what
 * was achieved before, doctrine quoted. A mark covers exactly the figures and terms that it lists, and nothing by its
 * paragraph's number alone, so that a promise added to that paragraph is still found. Read by trace.ts.
 */
import { z } from 'zod';
import type { Issue } from '../kernel/issue.ts';
import type { PlanSection } from '../kernel/loop.ts';
import { planCodes } from './codes.ts';
import { Id, type Provenance } from './element.ts';
import { unknownId } from './finding.ts';
import { type Located, pathText, placeOf } from './located.ts';
import { eachProvenance } from './references.ts';
import { bareText } from './sourceQuote.ts';
import { figureKey, figuresIn } from './sourceText.ts';

export const NoTask = z
  .strictObject({
    source: Id.describe('原文的来源编号，见 sources。例：seed-2021'),
    paragraph: z.int().min(1).max(10_000).describe('原文第几段（第 n 个非空行，从 1 起）。例：26'),
    figures: z
      .array(z.string().min(1).max(40))
      .max(50)
      .default([])
      .describe('哪些数字不是任务，照原文写法，最多 50 个；默认没有。例：[100%]'),
    terms: z
      .array(z.string().min(1).max(60))
      .max(50)
      .default([])
      .describe(
        '哪些名词（或一句没有数字和名词的话里的几个字）不是任务，照原文写法，最多 50 个；默认没有。例：[四大创建]',
      ),
    reason: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .describe('为什么不设任务，最多 200 字；必写。例：已经完成的创建，是背景'),
  })
  .describe('一处不设任务');
export type NoTask = z.infer<typeof NoTask>;

export const noTaskSection: PlanSection<NoTask[]> = {
  key: 'noTask',
  title: { zh: '不设任务', en: 'No task' },
  schema: z
    .array(NoTask)
    .max(5000)
    .default([])
    .describe('原文里不是承诺的数字和名词，逐处写明理由，最多 5000 处；默认没有'),
  optional: true,
  rules: [
    {
      code: 'reference_unknown',
      severity: 'error',
      phase: 'references',
      check: (marks, whole) => {
        const sources = (whole.section('sources') ?? []) as readonly { id: string; kind: string }[];
        const texts = sources.filter((source) => source.kind === '原文');
        return marks.flatMap((mark, index) => unknownId(mark.source, texts, [index, 'source'], '原文来源'));
      },
    },
    {
      code: 'no_task_without_reason',
      severity: 'error',
      phase: 'rules',
      check: (marks) =>
        marks.flatMap((mark, index) =>
          mark.reason === undefined
            ? [
                {
                  path: [index],
                  message: `第 ${mark.paragraph} 段标了不设任务，没有写理由`,
                  fix: '写 reason；说不出理由的，多半是承诺，改由目标、任务等承接',
                },
              ]
            : [],
        ),
    },
    {
      code: 'no_task_marks_nothing',
      severity: 'error',
      phase: 'rules',
      check: (marks) =>
        marks.flatMap((mark, index) =>
          mark.figures.length + mark.terms.length === 0
            ? [
                {
                  path: [index],
                  message: `第 ${mark.paragraph} 段标了不设任务，没有写是哪些数字或名词`,
                  fix: '写 figures 或 terms：只写段号不算，以后加进这一段的承诺才不会漏掉',
                },
              ]
            : [],
        ),
    },
  ],
};

/** `no_task_also_carried`: one place says that there is a task and another that there is none. A warning: a person decides. */
export function checkNoTask(sections: ReadonlyMap<string, unknown>, document: Located): readonly Issue[] {
  const marks = (sections.get(noTaskSection.key) ?? []) as readonly NoTask[];
  if (marks.length === 0) return [];
  const carried = quotedBy(sections);
  const severity = planCodes.find((known) => known.code === 'no_task_also_carried')!.severity;
  return marks.flatMap((mark, index) =>
    (['figures', 'terms'] as const).flatMap((kind) =>
      mark[kind].flatMap((text, at) => {
        const element = carried.get(keyOf(mark.source, mark.paragraph, kind, text));
        if (element === undefined) return [];
        const path = [noTaskSection.key, index, kind, at];
        return [
          {
            code: 'no_task_also_carried',
            severity,
            ...placeOf(document, path),
            path: pathText(path),
            message: `第 ${mark.paragraph} 段的“${text}”标了不设任务，${element} 又承接了它`,
            fix: '是承诺就删去这处标记；不是承诺就删去那里的引用',
          },
        ];
      }),
    ),
  );
}

function quotedBy(sections: ReadonlyMap<string, unknown>): ReadonlyMap<string, string> {
  const carried = new Map<string, string>();
  for (const [key, value] of sections) {
    eachProvenance(value, [key], (element, _field, provenance: Provenance) => {
      const { basis, source, paragraph, figures = [], terms = [] } = provenance;
      if (basis !== '原文' || source === undefined || paragraph === undefined) return;
      const name = `${key}.${String(element.id ?? element.title ?? '')}`;
      for (const figure of figures) carried.set(keyOf(source, paragraph, 'figures', figure), name);
      for (const term of terms) carried.set(keyOf(source, paragraph, 'terms', term), name);
    });
  }
  return carried;
}

function keyOf(source: string, paragraph: number, kind: 'figures' | 'terms', text: string): string {
  const bare = bareText(text).text;
  const what =
    kind === 'terms'
      ? bare
      : figuresIn(bare)
          .map((each) => figureKey(each.figure))
          .join(' ');
  return `${source} ${paragraph} ${kind} ${what || bare}`;
}
