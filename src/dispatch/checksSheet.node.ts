// 体检与疑点 as a workbook, in Chinese: the rows that the page shows for the same question, all of them.
import { decimal, decimalText, divide } from '../kernel/decimal.ts';
import type { CheckFigure } from '../loops/projects/checks.judge.ts';
import type { CheckLine, ChecksView } from '../loops/projects/checks.view.ts';
import { checkWords } from '../loops/projects/checkTerms.ts';
import { type ListColumn, listWorkbook } from './listWorkbook.node.ts';

const COLUMNS: readonly ListColumn<CheckLine>[] = [
  { title: '种类', width: 10, cell: (row) => checkWords[row.kind].zh },
  { title: '事由', width: 24, cell: (row) => row.title.zh },
  {
    title: '灯',
    width: 8,
    cell: ({ colour }) => (colour === null ? null : colour === 'red' ? '红灯' : '黄灯'),
  },
  { title: '项目编号', width: 18, cell: (row) => row.projects.map(({ id }) => id ?? '—').join('\n') },
  {
    title: '项目',
    width: 36,
    cell: (row) => row.projects.map(({ name, unitName }) => name ?? `${unitName}的项目`).join('\n'),
  },
  {
    title: '单位',
    width: 16,
    cell: (row) => [...new Set(row.projects.map(({ unitName }) => unitName))].join('\n'),
  },
  { title: '起始', width: 12, cell: (row) => row.since },
  { title: '依据的数', width: 36, cell: (row) => row.cause?.zh ?? row.figures.map(figureText).join('\n') },
  { title: '问什么', width: 32, cell: (row) => row.question },
  { title: '问谁', width: 22, cell: (row) => row.asksTitle },
  { title: '限期', width: 12, cell: (row) => row.dueOn },
  { title: '怎样消除', width: 32, cell: (row) => row.clears.zh },
  { title: '状态', width: 22, cell: stateText },
  { title: '理由或核实', width: 36, cell: (row) => row.answer?.words ?? row.reason?.words ?? null },
];

const WAN = decimal(10_000);

function figureText({ name, value, unit }: CheckFigure): string {
  if (unit === '元') {
    const wan = decimalText(divide(decimal(value), WAN, { scale: 2, rounding: 'half_up' }));
    return `${name.zh}：${wan} 万元`;
  }
  return `${name.zh}：${value}${unit === undefined || unit === '日期' || unit === '月' ? '' : ` ${unit}`}`;
}

function stateText({ state, kind, reason }: CheckLine): string {
  if (state === 'excused') return `有正当理由，已认可至 ${reason?.acceptedUntil ?? ''}`;
  if (state === 'open') return kind === 'question' ? checkWords.openQuestion.zh : checkWords.open.zh;
  return checkWords[state].zh;
}

export async function checksSheet(
  view: ChecksView,
): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  const { at, rows, warnings, total } = view;
  const beside = warnings.excused > 0 ? `，另有 ${warnings.excused} 个有正当理由，不计` : '';
  const title = checkWords.title.zh;
  const cut = total > rows.length ? `，共 ${total} 条，只列前 ${rows.length} 条` : '';
  const choice = `预警项目 ${warnings.projects} 个${beside}${cut}`;
  const bytes = await listWorkbook({ title, choice, at, columns: COLUMNS, rows });
  return { name: `${title}-${at.asOf}${at.city.simulated ? '-模拟' : ''}.xlsx`, bytes };
}
