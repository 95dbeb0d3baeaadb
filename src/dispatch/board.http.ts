// GET /api/board and /api/board/<stage>: projects by the stage they are in, column by column. What is counted is what the funnel counts; the cards are the list's.
import { z } from 'zod';
import { type Route, type RouteRequest, route } from '../access/route.http.ts';
import { inScope } from '../access/scope.ts';
import { standingOf } from '../access/standing.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import { Problem } from '../kernel/problem.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import type { OverdueSource } from '../loops/projects/overdue.ts';
import { type ProjectGrouping, projectGroups } from '../loops/projects/projectGroups.pg.ts';
import {
  attributeFacets,
  attributesAsked,
  dayOf,
  ListQuery,
  lightAsked,
  lightsOf,
} from '../loops/projects/projectList.http.ts';
import {
  type Page,
  type ProjectListQuestion,
  type ProjectsAsked,
  projectColumns,
  projectList,
} from '../loops/projects/projectList.pg.ts';
import { projectAttributesSection } from '../loops/projects/projectRules.plan.ts';
import { judgeProject } from '../loops/projects/projects.judge.ts';
import { projectFactsOf } from '../loops/projects/projects.pg.ts';
import { type Lifecycle, lifecyclesSection, type Stage } from '../loops/projects/projects.plan.ts';
import { clustersSection, clusterTitles } from '../plan/organisation.ts';
import { boardGroups, type Dimension } from './boardGroups.ts';
import { AtQuery } from './figure.http.ts';
import { overdueSource } from './overdue.pg.ts';
import type { BoardColumn, BoardView } from './projectStory.view.ts';
import { type TaskUnits, taskUnits } from './units.ts';

export const CARDS = 100;
const Filter = {
  ...AtQuery,
  lifecycle: z.string().max(64).optional().describe('哪种生命周期；不填 = 产业项目，没有则第一种'),
  unit: z.string().max(64).optional().describe('单位（含下级）'),
  cluster: z.string().max(64).optional().describe('产业集群'),
  park: z.string().max(64).optional().describe('园区'),
  attributes: ListQuery.shape.attributes,
  text: z.string().trim().max(100).optional().describe('名称、编号或项目代码的一部分'),
  stuck: z.enum(['yes']).optional().describe('只看卡住的'),
  light: ListQuery.shape.light,
  overdue: ListQuery.shape.overdue,
};
const BoardQuery = z.object({
  ...Filter,
  by: z
    .string()
    .max(80)
    .optional()
    .describe('另按什么分组：unit、cluster、park，或 attribute: 加计划里的项目属性编号'),
});
type BoardQuery = z.infer<typeof BoardQuery>;
const ColumnQuery = z.object({
  ...Filter,
  cursor: z.string().max(400).optional().describe('上一页的 nextCursor'),
});
type ColumnQuery = z.infer<typeof ColumnQuery>;
type Asking<Q> = Pick<RouteRequest<Q, undefined>, 'query' | 'scope' | 'at' | 'params'>;
type Request = Asking<ColumnQuery>;

export const BOARD_ROUTES: readonly Route[] = [
  route<BoardQuery>({
    method: 'GET',
    path: '/api/board',
    title: { zh: '看板：按阶段', en: 'Board by stage' },
    query: BoardQuery,
    reply: 'BoardView: columns in the plan’s order, 100 cards each',
    handler: (request) => request.read((view) => board(view, request)),
  }),
  route<ColumnQuery>({
    method: 'GET',
    path: '/api/board/{stage}',
    title: { zh: '看板的一列', en: 'One column of the board' },
    query: ColumnQuery,
    reply: 'BoardColumn: the next 100 cards',
    handler: (request) =>
      request.read(async (view) => {
        const lifecycle = lifecycleOf(view, request.query.lifecycle);
        const stage = lifecycle.stages.find(({ id }) => id === request.params.stage);
        if (stage === undefined)
          throw unknown('stage_unknown', `没有阶段“${request.params.stage}”。No such stage.`);
        return column(view, request, { lifecycle, stage });
      }),
  }),
];

function unknown(code: string, message: string): Problem {
  return new Problem({ code, message, status: 404, fix: '从看板进入。Open it from the board.' });
}

/** Fails with `lifecycle_unknown`. */
function lifecycleOf(view: LedgerView, asked: string | undefined): Lifecycle {
  const all = view.plan.section(lifecyclesSection);
  const found = asked ? all.find(({ id }) => id === asked) : (all.find(({ counted }) => counted) ?? all[0]);
  if (found === undefined)
    throw unknown('lifecycle_unknown', `计划里没有生命周期“${asked ?? ''}”。No such lifecycle.`);
  return found;
}

async function board(view: LedgerView, request: Asking<BoardQuery>): Promise<BoardView> {
  const { by, ...query } = request.query;
  const lifecycle = lifecycleOf(view, query.lifecycle || undefined);
  const overdue = overdueSource(view, { asOf: dayOf(view, request.at), scope: request.scope });
  const asked = await askedOf(view, { ...request, query }, { lifecycle, overdue });
  const { asOf } = asked;
  const pages = await projectColumns(view, asked, CARDS);
  const columns: BoardColumn[] = [];
  for (const [place, stage] of lifecycle.stages.entries())
    columns.push(await columnOf(view, pages.get(place) ?? NO_CARDS, { lifecycle, stage, asOf, overdue }));
  const units = taskUnits(view.plan, asOf);
  const reached = units.all.filter(({ id }) => inScope(request.scope, id, view.plan.units, asOf));
  const dimensions = dimensionsOf(view, units);
  return {
    at: { ...standingOf(view), asOf },
    lifecycle: lifecycle.id,
    lifecycles: view.plan.section(lifecyclesSection).map(({ id, name }) => ({ id, name })),
    columns,
    groups: by ? await groupsOf(view, asked, { by, dimensions, units }) : null,
    facets: {
      units: reached.map(({ id, name }) => ({ id, name })),
      clusters: namedClusters(view),
      dimensions: dimensions.map(({ id, title }) => ({ id, title })),
      attributes: attributeFacets(view),
    },
  };
}

function namedClusters(view: LedgerView): readonly { readonly id: string; readonly name: string }[] {
  const titles = clusterTitles(view.plan.section(clustersSection), view.asOf);
  return [...titles].map(([id, name]) => ({ id, name }));
}

/** What projects are told apart by: what the plan declares, and where they lie. */
function dimensionsOf(view: LedgerView, units: TaskUnits): readonly Dimension[] {
  const clusters = namedClusters(view);
  return [
    ...attributeFacets(view).map(({ id, title, values }) => ({ id: `attribute:${id}`, title, values })),
    ...(clusters.length === 0
      ? []
      : [
          {
            id: 'cluster',
            title: '产业集群',
            values: clusters,
          },
        ]),
    { id: 'unit', title: '县区', values: units.all.map(({ id, name }) => ({ id, name })) },
    { id: 'park', title: '园区', values: [] },
  ];
}

/** Fails with `dimension_unknown`. */
async function groupsOf(
  view: LedgerView,
  asked: Omit<ProjectsAsked, 'sort'>,
  {
    by,
    dimensions,
    units,
  }: { readonly by: string; readonly dimensions: readonly Dimension[]; readonly units: TaskUnits },
) {
  const dimension = dimensions.find(({ id }) => id === by);
  if (dimension === undefined)
    throw new Problem({
      code: 'dimension_unknown',
      message: `看板不能按“${by}”分组。The board has no such dimension.`,
      fix: `可以按：${dimensions.map(({ id }) => id).join('、')}`,
      status: 400,
    });
  const rows = await projectGroups(view, asked, dimension.id as ProjectGrouping);
  // Facts count for the unit they name; the board shows the counties.
  const shown =
    by === 'unit'
      ? rows.map((row) => ({ ...row, value: units.over(row.value ?? '')?.id ?? row.value }))
      : rows;
  const parks = rows.flatMap(({ value }) =>
    value === null ? [] : [{ id: value, name: units.nameOf(value) }],
  );
  return boardGroups(by === 'park' ? { ...dimension, values: parks } : dimension, shown);
}

/** Without a stage: all that the board shows. As the funnel counts, those ended by then are left out. */
async function askedOf(
  view: LedgerView,
  request: Pick<Request, 'query' | 'scope' | 'at'>,
  { lifecycle, overdue }: { readonly lifecycle: Lifecycle; readonly overdue: OverdueSource },
): Promise<Omit<ProjectsAsked, 'sort'>> {
  const { unit, cluster, park, text, stuck, attributes } = request.query;
  const isLate = request.query.overdue === 'yes';
  return {
    ...(isLate || request.query.light === 'alarm' ? { overdue: await overdue.all() } : {}),
    city: view.city.id,
    planHash: view.plan.hash,
    asOf: dayOf(view, request.at),
    scope: request.scope,
    lifecycles: [lifecycle],
    filter: {
      lifecycle: lifecycle.id,
      standing: 'open',
      unit: unit || undefined,
      cluster: cluster || undefined,
      park: park || undefined,
      attributes: attributesAsked(attributes, view.plan.section(projectAttributesSection)),
      text: text || undefined,
      stuck: stuck === 'yes' ? true : undefined,
      overdue: isLate ? true : undefined,
      light: lightAsked({ light: request.query.light, lightKind: undefined }),
    },
  };
}

async function column(
  view: LedgerView,
  request: Request,
  { lifecycle, stage }: { readonly lifecycle: Lifecycle; readonly stage: Stage },
): Promise<BoardColumn> {
  const overdue = overdueSource(view, { asOf: dayOf(view, request.at), scope: request.scope });
  const asked = await askedOf(view, request, { lifecycle, overdue });
  const { asOf } = asked;
  const question: ProjectListQuestion = {
    ...asked,
    filter: { ...asked.filter, stage: stage.id },
    sort: 'stay',
    limit: CARDS,
    cursor: request.query.cursor || undefined,
  };
  return columnOf(view, await projectList(view, question), { lifecycle, stage, asOf, overdue });
}

const NO_CARDS: Page = {
  rows: [],
  nextCursor: null,
  total: 0,
  totalIsCapped: false,
  stay: null,
};

async function columnOf(
  view: LedgerView,
  page: Page,
  {
    lifecycle,
    stage,
    asOf,
    overdue,
  }: {
    readonly lifecycle: Lifecycle;
    readonly stage: Stage;
    readonly asOf: PlainDate;
    readonly overdue: OverdueSource;
  },
): Promise<BoardColumn> {
  const late = await overdue.of(page.rows.map(({ subject }) => String(subject)));
  const facts = await projectFactsOf(view, view.city.id, page.rows);
  const clusters = clusterTitles(view.plan.section(clustersSection), view.asOf);
  return {
    stage: stage.id,
    name: stage.name,
    count: page.total,
    capped: page.totalIsCapped,
    stuck: page.stay?.stuck ?? 0,
    medianDays: page.stay?.medianDays ?? null,
    stuckAfterDays: stage.stuckAfterDays ?? null,
    rows: page.rows.map((row) => {
      const found = facts.get(String(row.subject));
      const judged = found && judgeProject(found, lifecycle, asOf);
      return {
        id: String(row.subject),
        name: String(row.name),
        unitName: view.plan.units.find(String(row.unit), asOf)?.name ?? String(row.unit),
        clusterName: row.cluster === null ? null : (clusters.get(String(row.cluster)) ?? String(row.cluster)),
        plannedInvestmentYuan:
          row.planned_investment_yuan === null ? null : String(row.planned_investment_yuan),
        daysInStage: row.days_in_stage === null ? null : Number(row.days_in_stage),
        stuck: judged?.stuck ?? false,
        lights: judged === undefined ? [] : lightsOf(judged),
        overdue: late.get(String(row.subject)) ?? null,
      };
    }),
    nextCursor: page.nextCursor,
  };
}
