// The lists of 目标任务 as workbooks: the columns of the page, in Chinese, with where each row comes from.
import type { Standing } from '../access/standing.ts';
import { cadenceOf } from './cadence.ts';
import { type GoalRow, groupWords, type Held, type Source } from './goalRows.ts';
import type { GoalPlan } from './goals.pg.ts';
import { gapWords, roleWords } from './goalTerms.ts';
import { type ListColumn, listWorkbook } from './listWorkbook.node.ts';

interface Asked {
  readonly section?: string | undefined;
  readonly list?: string | undefined;
  readonly unit?: string | undefined;
  readonly theme?: string | undefined;
  readonly gap?: string | undefined;
  readonly text?: string | undefined;
}

export async function goalSheet(
  at: Standing,
  rows: readonly GoalRow[],
  asked: Asked,
  plan: GoalPlan,
): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  const title = titleOf(asked, plan);
  const bytes = await listWorkbook({
    title,
    choice: asked.text === undefined ? '' : `含“${asked.text}”`,
    at,
    columns: columnsOf(asked, plan),
    rows,
  });
  return { name: `${title}-${at.asOf}${at.city.simulated ? '-模拟' : ''}.xlsx`, bytes };
}

function titleOf({ section, list, unit, theme, gap }: Asked, { index }: GoalPlan): string {
  if (unit !== undefined) return `${index.answerer(unit).unitName}的任务`;
  if (theme !== undefined) return index.elements.get(`themes/${theme}`)?.title ?? '战略专题';
  if (gap !== undefined) return '责任空档';
  if (list === 'livelihood') return '民生实事';
  if (section === 'targets') return '年度目标';
  return section === 'tasks' ? '工作清单' : '任务分解';
}

function columnsOf({ section, unit, gap }: Asked, plan: GoalPlan): readonly ListColumn<GoalRow>[] {
  const isTargets = section === 'targets';
  const line = (of: (one: GoalRow['lines'][number]) => string | null) => (row: GoalRow) =>
    row.lines[0] === undefined ? null : of(row.lines[0]);
  return [
    { title: '种类', cell: (row) => groupWords(row.group, row.section, plan.titleOf).zh },
    { title: '名称', width: 36, cell: (row) => row.title },
    ...(unit === undefined
      ? []
      : [
          {
            title: '责任',
            cell: (row: GoalRow) => row.roles.map((role) => roleWords[role]?.zh ?? role).join('、'),
          },
        ]),
    ...(gap === undefined
      ? []
      : [
          {
            title: '空档',
            cell: (row: GoalRow) => row.gaps.map((one) => gapWords[one]?.zh ?? one).join('、'),
          },
        ]),
    { title: '上级任务', width: 24, cell: (row) => row.parent?.title ?? null },
    { title: '力度', width: 10, cell: (row) => row.strength },
    { title: '目标数', width: 12, isDecimal: true, cell: (row) => row.amount },
    { title: '计量单位', width: 10, cell: (row) => row.unit },
    { title: '负责', width: 26, cell: (row) => namesOf(row.owners) },
    { title: '负责的依据', width: 12, cell: (row) => row.owners[0]?.basis ?? null },
    { title: '配合', width: 26, cell: (row) => namesOf(row.supporting) },
    { title: '承担与报送', width: 26, cell: (row) => namesOf(row.bearing) },
    { title: '起算', width: 12, cell: (row) => row.from },
    { title: '期限', width: 12, cell: (row) => row.dueOn },
    { title: '多久回头看', width: 12, cell: reviewText },
    ...(isTargets
      ? [
          { title: '累计完成', width: 12, isDecimal: true, cell: line((one) => one.value) },
          { title: '完成率(%)', width: 12, isDecimal: true, cell: line((one) => one.completionPct) },
          { title: '序时进度(%)', width: 12, isDecimal: true, cell: line((one) => one.timePct) },
          { title: '与序时差(百分点)', width: 12, isDecimal: true, cell: line((one) => one.gapPoints) },
        ]
      : []),
    { title: '目前情况', width: 36, cell: stateText },
    {
      title: '由什么看',
      width: 30,
      cell: (row) => row.shownBy.map(({ title }) => title.zh).join('、') || null,
    },
    { title: '出处', width: 40, cell: (row) => row.sources.map(sourceText).join('；') || null },
  ];
}

function namesOf(held: readonly Held[]): string | null {
  return held.map(({ title, amount }) => (amount === null ? title : `${title} ${amount}`)).join('、') || null;
}

function reviewText({ review }: GoalRow): string | null {
  if (review === null) return null;
  const cadence = cadenceOf(review);
  if (cadence === 'quarter' || cadence === 'halfYear') return cadence === 'quarter' ? '每季度' : '每半年';
  return `每 ${review.every} ${cadence === 'day' ? '天' : '个月'}`;
}

function stateText({ lines, state }: GoalRow): string | null {
  if (lines.length > 0) return lines.map(({ title, sentence }) => `${title}：${sentence.zh}`).join('；');
  return state?.zh ?? null;
}

function sourceText({ field, basis, paragraph, quotes, note }: Source): string {
  const place = paragraph === null ? '' : `第${paragraph}段`;
  const quoted = quotes.length === 0 ? '' : `“${quotes.join('、')}”`;
  return `${field}：${[basis, place, quoted, note ?? ''].filter((one) => one !== '').join(' ')}`;
}
