// 建议调度清单 as a workbook, in Chinese, as the page has it: the whole list of what was asked for.
import type { PushesView, PushRow } from './forecast.view.ts';
import { whyWords } from './forecastTerms.ts';
import { type ListColumn, listWorkbook } from './listWorkbook.node.ts';

export async function pushesSheet(
  view: PushesView,
): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  const { at, numbers, rows, attention, top } = view;
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
    { title: '单位', width: 14, cell: (row) => row.unitName },
    { title: '目标', width: 14, cell: (row) => row.targetTitle },
    { title: '阶段', width: 10, cell: (row) => row.stageName },
    { title: '为什么停在这里', width: 44, cell: (row) => whyWords(row).zh },
    { title: '该谁动', width: 22, cell: (row) => row.holderNames.join('、') || '未指定' },
    { title: '该管的岗位', width: 26, cell: (row) => row.leaderTitle },
    ...(numbers
      ? [
          number('现在到得了的机会(%)', (row) => row.chance),
          number('今天走完这一步的机会(%)', (row) => row.chanceIfMoved),
          number('达标把握增量(百分点)', (row) => row.change),
        ]
      : []),
  ];
  const choice = attention.map((line) => `${line.title} 达标把握${line.band.zh}`).join('，');
  const title = '建议调度清单';
  const bytes = await listWorkbook({ title, choice: `${choice} · 前 ${top} 条优先`, at, columns, rows });
  return { name: `${title}-${at.asOf}${at.city.simulated ? '-模拟' : ''}.xlsx`, bytes };
}
