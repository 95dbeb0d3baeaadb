// GET /api/projects.xlsx: the list of /api/projects as a workbook, the same rows in the same order with the columns that the page shows, however many. It goes out
// while it is read, in one transaction. It stands here because the writer of workbooks does.
import { z } from 'zod';
import { type Route, type RouteRequest, route } from '../access/route.http.ts';
import { standingOf } from '../access/standing.ts';
import type { OverdueOf } from '../kernel/overdue.ts';
import { Problem } from '../kernel/problem.ts';
import type { Ledger } from '../ledger/ledger.pg.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { type OverdueSource, overdueWords } from '../loops/projects/overdue.ts';
import { askedOf, attributeFacets, dayOf, ListQuery, linesOf } from '../loops/projects/projectList.http.ts';
import { type ProjectsAsked, projectSubjects } from '../loops/projects/projectList.pg.ts';
import { outgoingList } from './listStream.node.ts';
import type { ListColumn } from './listWorkbook.node.ts';
import { overdueSource } from './overdue.pg.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** Rows read and written before others have their turn. */
const PIECE = 100;
/** Each holds a reader's connection as long as it is under way. */
const AT_ONCE_MAX = 2;

const SheetQuery = ListQuery.extend({
  columns: z.string().max(2000).optional().describe('哪些列，逗号分隔；不填 = 页面默认的列'),
  rows: z.string().max(20_000).optional().describe('只要选中的这些项目编号，逗号分隔；不填 = 全部'),
});
type SheetQuery = z.infer<typeof SheetQuery>;
type Line = Awaited<ReturnType<typeof linesOf>>[number];

const text = (value: unknown): string | null =>
  value === null || value === undefined ? null : String(value);

const OVERDUE: ListColumn<Line> = {
  title: '审批逾期',
  width: 30,
  cell: (row) => (row.overdue === null ? null : overdueWords(row.overdue).zh),
};

/** Of a list without that column. */
const NOTHING_OVERDUE: OverdueOf = new Map();
const NOT_SHOWN: OverdueSource = { of: async () => NOTHING_OVERDUE, all: async () => NOTHING_OVERDUE };

/** By the ids of the page's columns. */
const COLUMNS: Readonly<Record<string, ListColumn<Line>>> = {
  name: { title: '项目', width: 32, cell: (row) => text(row.name) },
  id: { title: '项目编号', width: 18, cell: (row) => text(row.id) },
  code: { title: '项目代码', width: 26, cell: (row) => text(row.code) },
  unit: { title: '县区', width: 12, cell: (row) => text(row.unitName) },
  stage: { title: '阶段', width: 10, cell: (row) => text(row.stageName) },
  stay: { title: '停留（天）', width: 12, isDecimal: true, cell: (row) => text(row.daysInStage) },
  lights: {
    title: '灯',
    width: 40,
    cell: (row) =>
      row.lights
        .filter(({ light }) => light !== 'grey')
        .map(({ kind, light, word }) => `${kind.zh}${LIGHT[light]}：${word.zh}`)
        .join('；'),
  },
  overdue: OVERDUE,
  lifecycle: { title: '项目种类', width: 18, cell: (row) => text(row.lifecycleName) },
  cluster: { title: '产业集群', width: 16, cell: (row) => text(row.clusterName) },
  park: { title: '园区', width: 16, cell: (row) => text(row.parkName) },
  investor: { title: '投资主体', width: 24, cell: (row) => text(row.investor) },
  planned: {
    title: '计划投资（元）',
    width: 18,
    isDecimal: true,
    cell: (row) => text(row.plannedInvestmentYuan),
  },
  registered: { title: '登记日期', width: 12, cell: (row) => text(row.registeredOn) },
  lastOn: { title: '最近进展', width: 12, cell: (row) => text(row.lastOn) },
};
const LIGHT: Readonly<Record<string, string>> = { red: '红', yellow: '黄', blue: '蓝', green: '绿' };
const USUAL = ['name', 'id', 'unit', 'stage', 'stay', 'lights', 'overdue', 'cluster', 'planned', 'lastOn'];

export const PROJECTS_SHEET_ROUTES: readonly Route[] = [
  route<SheetQuery>({
    method: 'GET',
    path: '/api/projects.xlsx',
    title: { zh: '项目库（Excel）', en: 'Projects, as a workbook' },
    query: SheetQuery,
    reply: 'A workbook (xlsx)',
    handler: (request) => sheetOf(request),
  }),
];

const underWay = new WeakMap<Ledger, number>();

/** Fails with `exports_busy`, and as askedOf does: what fails later breaks the answer off. */
async function sheetOf(request: RouteRequest<SheetQuery, undefined>) {
  const { ledger } = request;
  const running = underWay.get(ledger) ?? 0;
  if (running >= AT_ONCE_MAX) throw busy();
  underWay.set(ledger, running + 1);
  const out = outgoingList();
  const begun = Promise.withResolvers<string>();
  request
    .read(async (view) => {
      const { rows, columns: _, ...query } = request.query;
      const overdue = overdueSource(view, { asOf: dayOf(view, request.at), scope: request.scope });
      const asked = await askedOf(view, { ...request, query }, overdue);
      const wanted = rows === undefined || rows === '' ? undefined : new Set(rows.split(','));
      const all = await projectSubjects(view, asked);
      const subjects = wanted === undefined ? all : all.filter((id) => wanted.has(id));
      const at = { ...standingOf(view), asOf: asked.asOf };
      const title = '项目库';
      begun.resolve(`${title}-${asked.asOf}${view.city.simulated ? '-模拟' : ''}.xlsx`);
      const columns = columnsOf(view, request.query.columns);
      // Asked for every piece, and only where it is shown.
      const shown = columns.includes(OVERDUE) ? overdue : NOT_SHOWN;
      await out.write({
        title,
        choice: '',
        at,
        columns,
        count: subjects.length,
        pieces: piecesOf(view, asked, subjects, shown),
      });
    })
    .catch((error: Error) => {
      begun.reject(error);
      out.breakOff(error);
    })
    .finally(() => underWay.set(ledger, (underWay.get(ledger) ?? 1) - 1));
  return { file: { name: await begun.promise, type: XLSX, bytes: out.bytes } };
}

async function* piecesOf(
  view: LedgerView,
  asked: ProjectsAsked,
  subjects: readonly string[],
  overdue: OverdueSource,
) {
  for (let place = 0; place < subjects.length; place += PIECE)
    yield await linesOf(view, asked, subjects.slice(place, place + PIECE), overdue);
}

/** By the ids of the page's columns; those of attributes are the plan's. */
function columnsOf(view: LedgerView, chosen: string | undefined): readonly ListColumn<Line>[] {
  const attributes = attributeFacets(view).map(({ id, title }): readonly [string, ListColumn<Line>] => [
    `attribute:${id}`,
    { title, width: 14, cell: (row) => text(row.attributes[id]) },
  ]);
  const all = new Map([...Object.entries(COLUMNS), ...attributes]);
  const ids = (chosen ?? '').split(',').filter((id) => all.has(id));
  return (ids.length === 0 ? USUAL : ids).flatMap((id) => all.get(id) ?? []);
}

function busy(): Problem {
  return new Problem({
    code: 'exports_busy',
    status: 429,
    message: `已有 ${AT_ONCE_MAX} 份项目表正在导出。${AT_ONCE_MAX} lists are going out already.`,
    kept: '什么都没有改动。Nothing was changed.',
    fix: '等一会儿再导出。Try again in a moment.',
  });
}
