// 建议调度清单 as a workbook, in Chinese, as the page has it: the whole list of what was asked for.
import type { PushesView, PushRow } from './forecast.view.ts';
import { whyWords } from './forecastTerms.ts';
import { type ListColumn, listWorkbook } from './listWorkbook.node.ts';

export async function pushesSheet(
  view: PushesView,
): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  const { at, numbers, rows, attention, chosen } = view;
  const number = (title: string, of: (row: PushRow) => number | null): ListColumn<PushRow> => ({
    title,
    width: 14,
    isDecimal: true,
    cell: (row) => {
      const value = of(row);
      return value === null ? null : (value * 100).toFixed(3);
    },
  });
  const columns: readonly ListColumn<PushRow>[] = [
    { title: '项目', width: 30, cell: (row) => row.name },
    { title: '最佳组合', width: 10, cell: (row) => (row.isChosen ? '入选' : null) },
    { title: '单位', width: 14, cell: (row) => row.unitName },
    { title: '目标', width: 14, cell: (row) => row.targetTitle },
    { title: '阶段', width: 10, cell: (row) => row.stageName },
    { title: '为什么停在这里', width: 44, cell: (row) => whyWords(row).zh },
    {
      title: '已停留(工作日)',
      width: 12,
      isDecimal: true,
      cell: (row) => (row.days === null ? null : String(row.days)),
    },
    { title: '比通常久', width: 10, cell: (row) => (row.beyond ? '是' : null) },
    { title: '该谁动', width: 22, cell: (row) => row.holderNames.join('、') || '未指定' },
    {
      title: '该管的岗位',
      width: 26,
      cell: (row) => row.leaders.map(({ title }) => title).join('、') || null,
    },
    ...(numbers
      ? [
          number('现在到得了的机会(%)', (row) => row.chance),
          number('今天走完这一步的机会(%)', (row) => row.chanceIfMoved),
          number('达标把握增量(百分点)', (row) => row.change),
        ]
      : []),
  ];
  const targets = attention.map(
    (line) => `${line.title}${line.published ? '' : '（未公布，模拟）'} 达标把握${line.band.zh}`,
  );
  const title = '建议调度清单';
  const bytes = await listWorkbook({
    title,
    choice: `${targets.join('，')} · 只盯 ${chosen} 个项目的最佳组合标“入选”`,
    at,
    columns,
    rows,
  });
  return { name: `${title}-${at.asOf}${at.city.simulated ? '-模拟' : ''}.xlsx`, bytes };
}
