// The push list and the tables of a target's forecast as workbooks, in Chinese, as the pages have them. What an account may not see is not in them.
import type { Standing } from '../access/standing.ts';
import { NOT_TOLD } from '../foresight/wordRecord.ts';
import {
  type AskedFloor,
  type AssuranceLine,
  type FloorLine,
  type ForecastsView,
  type ForecastTable,
  type ForecastWeek,
  type HeldLine,
  inputText,
  type OpeningInput,
  type PushesView,
  type PushRow,
  type PushTable,
  type TargetForecastView,
} from './forecast.view.ts';
import { whyWords } from './forecastTerms.ts';
import { type ListColumn, listWorkbook } from './listWorkbook.node.ts';

interface Workbook {
  readonly name: string;
  readonly bytes: Uint8Array;
}

async function workbook<R>(
  at: Standing,
  title: string,
  choice: string,
  columns: readonly ListColumn<R>[],
  rows: readonly R[],
): Promise<Workbook> {
  const bytes = await listWorkbook({ title, choice, at, columns, rows });
  return { name: `${title}-${at.asOf}${at.city.simulated ? '-模拟' : ''}.xlsx`, bytes };
}

const number = <R>(title: string, of: (row: R) => number | null, digits?: number): ListColumn<R> => ({
  title,
  width: 14,
  isDecimal: true,
  cell: (row) => {
    const value = of(row);
    return value === null ? null : digits === undefined ? String(value) : value.toFixed(digits);
  },
});

const percent = <R>(title: string, of: (row: R) => number | null): ListColumn<R> =>
  number(
    title,
    (row) => {
      const value = of(row);
      return value === null ? null : value * 100;
    },
    3,
  );

export function pushesSheet(view: PushesView, table: PushTable): Promise<Workbook> {
  if (table !== 'list') return heldSheet(view, table);
  const { at, numbers, rows, attention, chosen } = view;
  const columns: readonly ListColumn<PushRow>[] = [
    { title: '项目', width: 30, cell: (row) => row.name },
    { title: '最佳组合', width: 10, cell: (row) => (row.isChosen ? '入选' : null) },
    { title: '单位', width: 14, cell: (row) => row.unitName },
    { title: '目标', width: 14, cell: (row) => row.targetTitle },
    { title: '阶段', width: 10, cell: (row) => row.stageName },
    { title: '为什么停在这里', width: 44, cell: (row) => whyWords(row).zh },
    number('本阶段已(工作日)', (row) => row.days),
    number('在该谁动手里(工作日)', (row) => row.heldDays),
    { title: '比通常久', width: 10, cell: (row) => (row.beyond ? '是' : null) },
    { title: '该谁动', width: 22, cell: (row) => row.holderNames.join('、') || '未指定' },
    {
      title: '该管的岗位',
      width: 26,
      cell: (row) => row.leaders.map(({ title }) => title).join('、') || null,
    },
    ...(numbers
      ? [
          percent('现在到得了的机会(%)', (row: PushRow) => row.chance),
          percent('今天走完这一步的机会(%)', (row: PushRow) => row.chanceIfMoved),
          percent('达标把握增量(百分点)', (row: PushRow) => row.change),
        ]
      : []),
  ];
  const targets = attention.map(
    (line) =>
      `${line.title}${line.published ? '' : '（未公布，模拟）'} 达标把握${line.band.zh}${line.against === null ? '' : `（${line.against.zh}）`}`,
  );
  const choice = `${targets.join('，')} · 只盯 ${chosen} 个项目的最佳组合标“入选”`;
  return workbook(at, '建议调度清单', choice, columns, rows);
}

function heldSheet({ at, numbers, byHolder, byLeader }: PushesView, by: 'holder' | 'leader') {
  const columns: readonly ListColumn<HeldLine>[] = [
    { title: by === 'holder' ? '单位' : '岗位', width: 30, cell: (line) => line.name },
    number('条数', (line) => line.rows),
    number('其中比通常久', (line) => line.beyond),
    ...(numbers ? [number('都走完多出(预计到达节点的项目)', (line: HeldLine) => line.more, 3)] : []),
  ];
  const title = by === 'holder' ? '建议调度清单 卡在谁手上' : '建议调度清单 该谁来管';
  return workbook(at, title, '', columns, by === 'holder' ? byHolder : byLeader);
}

type Outlook = AssuranceLine & Partial<Pick<FloorLine, 'done' | 'expected' | 'sentence'>>;

/** 达标研判: all targets, those with a deadline first. */
export function outlookSheet(view: ForecastsView): Promise<Workbook> {
  const { at, numbers, floors, levels, atLeast } = view;
  const expected = (title: string, key: 'p10' | 'p50' | 'p90') =>
    number(title, (line: Outlook) => line.expected?.[key] ?? null);
  const columns: readonly ListColumn<Outlook>[] = [
    { title: '目标', width: 24, cell: (line) => line.title },
    { title: '目标数', width: 12, isDecimal: true, cell: (line) => line.target },
    { title: '单位', width: 8, cell: (line) => line.unit },
    { title: '期限', width: 12, cell: (line) => line.by },
    number('已完成', (line) => line.done ?? null),
    { title: '数的来历', width: 16, cell: (line) => (line.published ? null : '未公布，模拟') },
    { title: '达标把握', width: 12, cell: (line) => (line.band ?? NOT_TOLD).zh },
    { title: '还差', width: 36, cell: (line) => line.sentence?.zh ?? null },
    { title: '研判', width: 44, cell: (line) => line.words.zh },
    number('同样的话说过(回)', (line) => line.said?.times ?? null),
    number('其中到了(回)', (line) => line.said?.met ?? null),
    number('互不重叠的窗口(段)', (line) => line.said?.windows ?? null),
    { title: '以往记录', width: 30, cell: (line) => line.against?.words.zh ?? null },
    ...(numbers
      ? [
          percent('到期达标的机会(%)', (line: Outlook) => line.chance),
          expected('到期 90%可能不少于', 'p10'),
          expected('到期预计（中位）', 'p50'),
          expected('到期 10%可能不少于', 'p90'),
        ]
      : []),
  ];
  return workbook<Outlook>(at, '达标研判', '', columns, [
    ...floors,
    ...levels,
    ...atLeast,
    ...view.no_forecast.map(withoutForecast),
  ]);
}

function withoutForecast({ id, title, why }: ForecastsView['no_forecast'][number]): Outlook {
  return {
    ...{ id, title, words: why, unit: '', target: null, by: null, band: null },
    ...{ published: true, chance: null, pushes: 0, said: null, enough: true, off: null, against: null },
  };
}

type Past = TargetForecastView['record']['past'][number];

export function forecastSheet(view: TargetForecastView, table: ForecastTable): Promise<Workbook> {
  const { at, line, record, weeks, inputs } = view;
  const unpublished = line.published ? '' : '这个数没有公布过，推算用的是演练的计数 · ';
  const sheet = <R>(name: string, choice: string, columns: readonly ListColumn<R>[], rows: readonly R[]) =>
    workbook(at, `${line.title} 达标把握 ${name}`, `${unpublished}${choice}`, columns, rows);
  switch (table) {
    case 'weeks':
      return sheet(`逐周的数`, `累计完成，单位 ${line.unit}`, WEEK_COLUMNS, weeks);
    case 'record':
      return sheet(
        '逐次对照',
        `只用当时已知的，预测其后 ${record.horizonDays} 天；各次的窗口互相重叠，互不重叠的只有 ${record.windows} 段`,
        PAST_COLUMNS,
        record.past,
      );
    case 'asked':
      return sheet('逐句对照', '每个日子上各问几个数，当时怎么说，后来到了没有', ASKED_COLUMNS, record.asked);
    case 'inputs':
      return sheet('由哪些数推算', '', INPUT_COLUMNS, inputs);
  }
}

const WEEK_COLUMNS: readonly ListColumn<ForecastWeek>[] = [
  { title: '到哪一天', width: 12, cell: (week) => week.on },
  number('90%可能不少于', (week) => week.p10),
  number('75%可能不少于', (week) => week.p25),
  number('预计（中位）', (week) => week.p50),
  number('25%可能不少于', (week) => week.p75),
  number('10%可能不少于', (week) => week.p90),
  number('序时', (week) => week.pace),
];

const PAST_COLUMNS: readonly ListColumn<Past>[] = [
  { title: '站在哪天', width: 12, cell: (one) => one.known },
  { title: '预测到', width: 12, cell: (one) => one.until },
  number('预测（中位）', (one) => one.model),
  number('八成范围 低端', (one) => one.low),
  number('八成范围 高端', (one) => one.high),
  number('匀速外推', (one) => one.pace, 1),
  number('实际', (one) => one.came),
];

const ASKED_COLUMNS: readonly ListColumn<AskedFloor>[] = [
  { title: '站在哪天', width: 12, cell: (one) => one.known },
  { title: '问到哪天', width: 12, cell: (one) => one.until },
  number('到得了几个', (one) => one.floor),
  { title: '当时说把握', width: 12, cell: (one) => one.band.zh },
  number('实际', (one) => one.came),
  { title: '到了没有', width: 10, cell: (one) => (one.met ? '到了' : '没到') },
];

const INPUT_COLUMNS: readonly ListColumn<OpeningInput>[] = [
  { title: '数', width: 24, cell: (input) => input.label.zh },
  { title: '值', width: 14, cell: inputText },
  { title: '来历', width: 60, cell: (input) => input.from.zh },
];
