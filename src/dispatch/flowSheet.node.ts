// The tables of 流程实况 as workbooks, in Chinese, as the page has them. Days are working days; of fewer than five stays no median is told.
import type {
  FlowPath,
  HolderLine,
  Lengths,
  MoveLine,
  StayLine,
  WaitLine,
} from '../foresight/flowSummary.ts';
import type { FlowTable, FlowView, PassageRow, PassagesView } from './flow.view.ts';
import { causeWords, reasonWords, standWords } from './flowTerms.ts';
import { type ListColumn, listWorkbook } from './listWorkbook.node.ts';

interface Workbook {
  readonly name: string;
  readonly bytes: Uint8Array;
}

async function workbook<R>(
  { at, lifecycle }: Pick<FlowView, 'at' | 'lifecycle'>,
  title: string,
  columns: readonly ListColumn<R>[],
  rows: readonly R[],
): Promise<Workbook> {
  const choice = `${lifecycle.name} · 天数为工作日，停工的日子不算`;
  const bytes = await listWorkbook({ title, choice, at, columns, rows });
  return { name: `${title}-${at.asOf}${at.city.simulated ? '-模拟' : ''}.xlsx`, bytes };
}

const number = <R>(title: string, of: (row: R) => number | null, width = 12): ListColumn<R> => ({
  title,
  width,
  isDecimal: true,
  cell: (row) => {
    const value = of(row);
    return value === null ? null : String(value);
  },
});

const lengths = <R>(of: (row: R) => Lengths): readonly ListColumn<R>[] => [
  number('中位(工作日)', (row) => of(row).medianDays),
  number('九成在(工作日)以内', (row) => of(row).p90Days),
  number('最长(工作日)', (row) => of(row).maxDays),
];

export function flowSheet(view: FlowView, table: FlowTable): Promise<Workbook> {
  const { summary } = view;
  const names = namesOf(view);
  switch (table) {
    case 'paths':
      return workbook(view, '流程实况 路径', pathColumns(names), summary.paths);
    case 'waits':
      return workbook(view, '流程实况 卡在哪里', waitColumns(names), summary.waits);
    case 'holders':
      return workbook(view, '流程实况 该谁动', holderColumns(names), summary.holders);
    case 'moves':
      return workbook(view, '流程实况 生命周期里没有的走法', moveColumns(names), summary.moves);
    default:
      return staysSheet(view, table);
  }
}

interface Names {
  stage(id: string): string;
  milestone(id: string | null): string;
  holder(ids: string): string;
}

function namesOf({ stages, milestones, unitNames }: FlowView): Names {
  const unit = (id: string) => unitNames[id] ?? id;
  return {
    stage: (id) => stages.find((one) => one.id === id)?.name ?? id,
    milestone: (id) => (id === null ? '登记' : (milestones.find((one) => one.id === id)?.name ?? id)),
    holder: (ids) => (ids === '' ? '未指定' : ids.split(',').map(unit).join('、')),
  };
}

const pathColumns = ({ milestone }: Names): readonly ListColumn<FlowPath>[] => [
  { title: '从', cell: (row) => milestone(row.from) },
  { title: '到', cell: (row) => milestone(row.to) },
  number('次数', (row) => row.count),
  number('其中生命周期里没有的', (row) => row.undeclared),
  ...lengths((row: FlowPath) => row),
];

const waitColumns = ({ stage, milestone }: Names): readonly ListColumn<WaitLine>[] => [
  { title: '阶段', cell: (row) => stage(row.stage) },
  { title: '下一节点', cell: (row) => milestone(row.next) },
  { title: '等什么', cell: (row) => causeWords[row.waitsFor].zh },
  number('项目', (row) => row.count),
  number('超过通常', (row) => row.beyond),
  ...lengths((row: WaitLine) => row),
  number('走完的中位(工作日)', (row) => row.usual.medianDays),
  number('走完的九成(工作日)以内', (row) => row.usual.p90Days),
];

const holderColumns = ({ stage, holder }: Names): readonly ListColumn<HolderLine>[] => [
  { title: '该谁动', width: 26, cell: (row) => holder(row.holder) },
  number('项目', (row) => row.count),
  number('超过通常', (row) => row.beyond),
  number('等认定', (row) => row.recognition),
  ...lengths((row: HolderLine) => row),
  { title: '最多在', cell: (row) => stage(row.stage) },
];

const moveColumns = ({ milestone }: Names): readonly ListColumn<MoveLine>[] => [
  { title: '从', cell: (row) => milestone(row.from) },
  { title: '到', cell: (row) => milestone(row.to) },
  { title: '为什么', width: 26, cell: (row) => reasonWords[row.reason].zh },
  number('次数', (row) => row.count),
];

const BY = { county: '县区', cluster: '产业集群', recogniser: '认定单位', bureau: '审批部门' } as const;

/** One row a line and a column of the page's table: a sheet is filtered where a page is looked at. */
function staysSheet(view: FlowView, by: 'county' | 'cluster' | 'recogniser' | 'bureau'): Promise<Workbook> {
  const { summary, stages, milestones, clusters, unitNames } = view;
  const columns = by === 'recogniser' ? milestones : stages;
  const nameOf = (key: string | null) =>
    key === null
      ? '未指定'
      : by === 'cluster'
        ? (clusters.find(({ id }) => id === key)?.name ?? key)
        : (unitNames[key] ?? key);
  const rowsOf = (line: StayLine, name: string) =>
    line.cells.map((cell) => ({
      ...cell,
      name,
      column: columns.find(({ id }) => id === cell.of)?.name ?? cell.of,
    }));
  const whole = by === 'recogniser' || by === 'bureau' ? [] : rowsOf(summary.stays.whole, '全部');
  const rows = [...whole, ...summary.stays[by].flatMap((line) => rowsOf(line, nameOf(line.key)))];
  const told = (what: 'over' | 'going', word: string): readonly ListColumn<(typeof rows)[number]>[] => [
    number(`${word} 个数`, (row) => row[what].count),
    number(`${word} 中位(工作日)`, (row) => row[what].medianDays),
    number(`${word} 九成(工作日)以内`, (row) => row[what].p90Days),
    number(`${word} 最长(工作日)`, (row) => row[what].maxDays),
  ];
  return workbook(
    view,
    `流程实况 用时 按${BY[by]}`,
    [
      { title: BY[by], width: 26, cell: (row) => row.name },
      { title: by === 'recogniser' ? '节点' : '阶段', cell: (row) => row.column },
      ...told('over', by === 'recogniser' || by === 'bureau' ? '已办' : '已走完'),
      ...told('going', by === 'recogniser' || by === 'bureau' ? '在办' : '仍在'),
    ],
    rows,
  );
}

export function passagesSheet(view: PassagesView): Promise<Workbook> {
  const columns: readonly ListColumn<PassageRow>[] = [
    { title: '项目', width: 30, cell: (row) => row.name },
    { title: '单位', cell: (row) => row.unitName },
    { title: '产业集群', cell: (row) => row.clusterName },
    { title: '阶段', width: 12, cell: (row) => row.stageName },
    { title: '从', width: 14, cell: (row) => row.fromName ?? (row.part === 'step' ? '登记' : null) },
    { title: '节点', width: 14, cell: (row) => row.toName },
    { title: '起', width: 12, cell: (row) => row.fromOn },
    { title: '止', width: 12, cell: (row) => row.toOn },
    number('工作日', (row) => row.days),
    { title: '超过通常', width: 10, cell: (row) => (row.beyond ? '是' : null) },
    { title: '等什么', cell: (row) => (row.waitsFor === null ? null : causeWords[row.waitsFor].zh) },
    {
      title: '该谁动、谁办的',
      width: 24,
      cell: (row) => (row.holders === null ? null : row.holders.join('、') || '未指定'),
    },
    { title: '还差', width: 24, cell: (row) => row.missing.join('、') || null },
    { title: '走法', width: 20, cell: (row) => (row.reason === null ? null : reasonWords[row.reason].zh) },
    { title: '推进状态', width: 12, cell: (row) => standWords[row.standing].zh },
  ];
  return workbook(view, '流程实况 明细', columns, view.rows);
}
