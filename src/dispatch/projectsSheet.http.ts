// GET /api/projects.xlsx: the list of /api/projects as a workbook, with the columns that the page shows, all pages of it. It stands here because the writer of
// workbooks does.
import { z } from 'zod';
import { type Route, route } from '../access/route.http.ts';
import { ListQuery, listProjects } from '../loops/projects/projectList.http.ts';
import { type ListColumn, listWorkbook } from './listWorkbook.node.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const WORKBOOK_ROWS_MAX = 20_000;
const PAGE = 200;

const SheetQuery = ListQuery.extend({
  columns: z.string().max(200).optional().describe('哪些列，逗号分隔；不填 = 页面默认的列'),
  rows: z.string().max(20_000).optional().describe('只要选中的这些项目编号，逗号分隔；不填 = 全部'),
});
type SheetQuery = z.infer<typeof SheetQuery>;
type Line = Awaited<ReturnType<typeof listProjects>>['rows'][number];

const text = (value: unknown): string | null =>
  value === null || value === undefined ? null : String(value);

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
const USUAL = ['name', 'id', 'unit', 'stage', 'stay', 'lights', 'cluster', 'planned', 'lastOn'];

export const PROJECTS_SHEET_ROUTES: readonly Route[] = [
  route<SheetQuery>({
    method: 'GET',
    path: '/api/projects.xlsx',
    title: { zh: '项目库（Excel）', en: 'Projects, as a workbook' },
    query: SheetQuery,
    reply: 'A workbook (xlsx)',
    async handler(request) {
      const { columns: chosen, rows: only, ...query } = request.query;
      const wanted = only === undefined || only === '' ? undefined : new Set(only.split(','));
      const ids = (chosen ?? '').split(',').filter((id) => id in COLUMNS);
      const read = await request.read(async (view) => {
        const rows: Line[] = [];
        let cursor: string | undefined;
        for (;;) {
          const page = await listProjects(view, { ...request, query: { ...query, limit: PAGE, cursor } });
          rows.push(...page.rows.filter(({ id }) => wanted?.has(String(id)) ?? true));
          if (page.nextCursor === null || rows.length >= WORKBOOK_ROWS_MAX) return { at: page.at, rows };
          cursor = page.nextCursor;
        }
      });
      const title = '项目库';
      const columns = (ids.length === 0 ? USUAL : ids).flatMap((id) => COLUMNS[id] ?? []);
      const bytes = await listWorkbook({
        title,
        choice: '',
        at: read.at,
        columns,
        rows: read.rows.slice(0, WORKBOOK_ROWS_MAX),
      });
      return {
        file: {
          name: `${title}-${read.at.asOf}${read.at.city.simulated ? '-模拟' : ''}.xlsx`,
          type: XLSX,
          bytes,
        },
      };
    },
  }),
];
