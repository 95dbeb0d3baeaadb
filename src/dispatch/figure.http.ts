// Figures over HTTP: the rows behind a measure as JSON, page by page, and all of them as a workbook.
import { z } from 'zod';
import { type Route, type RouteRequest, route } from '../access/route.http.ts';
import { inScope } from '../access/scope.ts';
import { isDate, type PlainDate } from '../kernel/plainDate.ts';
import { Problem } from '../kernel/problem.ts';
import type { Ledger } from '../ledger/ledger.pg.ts';
import type { FigureView } from './cockpit.view.ts';
import { readFigure, readValue, reportingDayAfter } from './figure.pg.ts';
import { figureWorkbook } from './figureWorkbook.node.ts';

const PlainDateText = z
  .string()
  .refine(isDate, '不是日期 YYYY-MM-DD')
  .transform((text) => text as PlainDate);

export const AtQuery = {
  asOf: z.string().optional().describe('时点：只看到这一天发生的事；不填 = 最近一个已到报送日的月末'),
  known: z.string().optional().describe('按当时已报：事实序号或日期；不填 = 全部已报'),
};

const FigureQuery = z.object({
  ...AtQuery,
  from: PlainDateText.optional().describe('起算日；不填 = 时点所在年的第一天'),
  unit: z.string().max(64).optional().describe('只看哪个单位（含下级）'),
  by: z
    .string()
    .max(80)
    .optional()
    .describe('另按什么分：cluster、park，或 attribute: 加计划里的项目属性编号（项目类的数）'),
  value: z.string().max(80).optional().describe('只看其中这个取值；- 是没有人填的'),
  cursor: z.string().max(60).optional().describe('从哪里接着读：上一页的 nextCursor'),
});
type FigureQuery = z.infer<typeof FigureQuery>;

/** A workbook of more rows than this would not open on an office machine. */
const WORKBOOK_ROWS_MAX = 50_000;

export const FIGURE_ROUTES: readonly Route[] = [
  route<FigureQuery>({
    method: 'GET',
    path: '/api/measures/{id}/rows',
    title: { zh: '数字的来历', en: 'The rows behind a figure' },
    query: FigureQuery,
    reply: 'FigureView',
    handler: (request) => figureOf(request),
  }),
  route<FigureQuery>({
    method: 'GET',
    path: '/api/measures/{id}/rows.xlsx',
    title: { zh: '数字的来历（Excel）', en: 'The rows behind a figure, as a workbook' },
    query: FigureQuery,
    reply: 'A workbook (xlsx)',
    async handler(request) {
      const figure = await figureOf(request, WORKBOOK_ROWS_MAX);
      const name = `${figure.measure.title.zh}-${figure.asOf}${figure.at.city.simulated ? '-模拟' : ''}.xlsx`;
      const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
      return { file: { name, type, bytes: await figureWorkbook(figure) } };
    },
  }),
];

/** Fails with `out_of_scope`, and as readFigure does. */
async function figureOf(request: RouteRequest<FigureQuery, undefined>, limit?: number): Promise<FigureView> {
  const { from, unit, cursor, by, value } = request.query;
  const measure = request.params.id ?? '';
  const { scope, ledger } = request;
  const { figure, reportedOn } = await request.read(async (view) => {
    if (unit !== undefined && !inScope(scope, unit, view.plan.units, view.asOf)) throw outOfScope();
    const rowsOf = scope.all ? undefined : scope.unit;
    const read = await readFigure(view, ledger.catalog, {
      measure,
      from,
      unit,
      by,
      value,
      cursor,
      limit,
      rowsOf,
    });
    const day = reportingDayAfter(view.plan, view.asOf);
    const opens = (id: string) => inScope(scope, id, view.plan.units, view.asOf);
    const byUnit = read.byUnit.map((line) => ({ ...line, opens: opens(line.unit) }));
    return {
      figure: { ...read, byUnit },
      reportedOn:
        day < view.known.on && day < view.today && cursor === undefined && value === undefined
          ? day
          : undefined,
    };
  });
  if (reportedOn === undefined) return figure;
  const then = await valueThen(ledger, request.city, {
    measure,
    from,
    unit,
    asOf: figure.asOf as PlainDate,
    known: reportedOn,
  });
  return then === figure.value ? figure : { ...figure, asReported: { knownOn: reportedOn, value: then } };
}

interface Then {
  readonly measure: string;
  readonly from: PlainDate | undefined;
  readonly unit: string | undefined;
  readonly asOf: PlainDate;
  readonly known: PlainDate;
}

/** No later fact changes what was known on a day that is over, so the answer is kept: folding anew costs most of a second. */
const thenByLedger = new WeakMap<Ledger, Map<string, string>>();
const THEN_MAX = 2000;

async function valueThen(
  ledger: Ledger,
  city: string,
  { measure, from, unit, asOf, known }: Then,
): Promise<string> {
  const kept = thenByLedger.get(ledger) ?? new Map<string, string>();
  thenByLedger.set(ledger, kept);
  const key = JSON.stringify([city, measure, from, unit, asOf, known]);
  const found = kept.get(key);
  if (found !== undefined) return found;
  const loops = [measure.split('.')[0] ?? ''];
  const value = await ledger.read(city, { asOf, known, loops }, (view) =>
    readValue(view, { measure, from, unit }),
  );
  if (kept.size >= THEN_MAX) kept.delete(kept.keys().next().value ?? '');
  kept.set(key, value);
  return value;
}

export function outOfScope(): Problem {
  return new Problem({
    code: 'out_of_scope',
    status: 403,
    message: '这个单位不在本账号的范围内。The unit is out of this account’s reach.',
    kept: '什么都没有改动。Nothing was changed.',
    fix: '请市级账号查看，或联系系统管理员。Ask an account of the city, or an administrator.',
  });
}
