// GET /api/projects: the list, its filters, and what it may be narrowed to. What the lights of a line are is the judge's word (projects.judge.ts).
import { z } from 'zod';
import { type ReadAt, type Route, type RouteRequest, route } from '../../access/route.http.ts';
import { inScope } from '../../access/scope.ts';
import { standingOf } from '../../access/standing.ts';
import type { Row, Words } from '../../kernel/loop.ts';
import { isDate, type PlainDate } from '../../kernel/plainDate.ts';
import { sql } from '../../kernel/sql.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { clustersSection } from '../../plan/organisation.ts';
import { LIGHT_KINDS as LIGHT_IDS } from './projectLights.pg.ts';
import { type ProjectListQuestion, projectList } from './projectList.pg.ts';
import { judgeProject, type Light, type ProjectFacts, type ProjectJudgement } from './projects.judge.ts';
import { projectFactsOf } from './projects.pg.ts';
import { type Lifecycle, lifecyclesSection } from './projects.plan.ts';

const DayText = z.string().refine((text) => text === '' || isDate(text), '写作 YYYY-MM-DD');
const Amount = z.string().regex(/^(\d{1,15}(\.\d{1,2})?)?$/);

export const ListQuery = z.object({
  asOf: z.string().optional().describe('时点'),
  known: z.string().optional().describe('按当时已报'),
  text: z.string().trim().max(100).optional().describe('名称、编号、投资主体或项目代码的一部分'),
  unit: z.string().max(64).optional().describe('单位（含下级）'),
  stage: z.string().max(64).optional().describe('阶段'),
  cluster: z.string().max(64).optional().describe('产业集群'),
  standing: z
    .enum(['open', 'running', 'suspended', 'ended'])
    .optional()
    .describe('未终止（推进中和暂停的）、推进中、暂停、终止'),
  stuck: z.enum(['yes']).optional().describe('只看卡住的：在本阶段超过计划写明的天数'),
  light: z
    .enum(['red', 'yellow', 'blue', 'green', 'grey'])
    .optional()
    .describe('灯：四个灯里最重的，或 lightKind 那一个'),
  lightKind: z
    .enum(LIGHT_IDS)
    .optional()
    .describe('哪个灯：deadline 时限、progress 进度、start 开工、registration 入库'),
  park: z.string().max(64).optional().describe('园区'),
  owner: z.string().max(64).optional().describe('登记单位（含下级）'),
  from: DayText.optional().describe('登记日期，从'),
  to: DayText.optional().describe('登记日期，到'),
  plannedFrom: Amount.optional().describe('计划投资不少于，单位元'),
  plannedTo: Amount.optional().describe('计划投资不多于，单位元'),
  sort: z
    .enum(['recent', 'name', 'planned', 'stay', 'light', 'registered'])
    .default('recent')
    .describe('排序'),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('每页行数'),
  cursor: z.string().max(400).optional().describe('上一页的 nextCursor'),
});
export type ListQuery = z.infer<typeof ListQuery>;

export const PROJECT_LIST_ROUTES: readonly Route[] = [
  route<ListQuery>({
    method: 'GET',
    path: '/api/projects',
    title: { zh: '项目库', en: 'Projects' },
    query: ListQuery,
    reply: '{at, rows, total: {count, capped}, stay, nextCursor, facets}',
    handler: (request) => request.read((view) => listProjects(view, request)),
  }),
];

export async function listProjects(
  view: LedgerView,
  { query, scope, at }: Pick<RouteRequest<ListQuery, undefined>, 'query' | 'scope' | 'at'>,
) {
  const lifecycles = view.plan.section(lifecyclesSection);
  const { text, unit, stage, cluster, standing: state, stuck, sort, limit, cursor } = query;
  const asOf = dayOf(view, at);
  const question: ProjectListQuestion = {
    city: view.city.id,
    planHash: view.plan.hash,
    asOf,
    scope,
    lifecycles,
    filter: {
      text: text || undefined,
      unit: unit || undefined,
      stage: stage || undefined,
      cluster: cluster || undefined,
      standing: state,
      stuck: stuck === 'yes' ? true : undefined,
      light: query.light === undefined ? undefined : { kind: query.lightKind, colour: query.light },
      park: query.park || undefined,
      registeredBy: query.owner || undefined,
      registeredFrom: (query.from || undefined) as PlainDate | undefined,
      registeredTo: (query.to || undefined) as PlainDate | undefined,
      plannedFrom: query.plannedFrom || undefined,
      plannedTo: query.plannedTo || undefined,
    },
    sort,
    limit,
    cursor: cursor || undefined,
  };
  const page = await projectList(view, question);
  const facts = await projectFactsOf(view, view.city.id, page.rows);
  const judged = (row: Row) => judgedOf(facts.get(String(row.subject)), lifecycles, asOf);
  const clusters = new Map(view.plan.section(clustersSection).map((one) => [one.id, one.title]));
  const stages = new Map(
    lifecycles.flatMap((one) => one.stages.map((each) => [`${one.id} ${each.id}`, each.name] as const)),
  );
  return {
    at: { ...standingOf(view), asOf },
    rows: page.rows.map((row) => ({
      id: row.subject,
      name: row.name,
      unit: row.unit,
      unitName: nameOf(view, row.unit),
      cluster: row.cluster,
      clusterName: row.cluster === null ? null : (clusters.get(String(row.cluster)) ?? row.cluster),
      stage: row.stage,
      stageName: stages.get(`${String(row.lifecycle)} ${String(row.stage)}`) ?? row.stage,
      plannedInvestmentYuan: row.planned_investment_yuan,
      investor: row.investor,
      code: row.code,
      parkName: row.park === null ? null : nameOf(view, row.park),
      registeredOn: row.registered_on,
      lastOn: row.entered_on,
      daysInStage: row.days_in_stage,
      ...judgedLine(judged(row)),
    })),
    total: { count: page.total, capped: page.totalIsCapped },
    stay: page.stay,
    nextCursor: page.nextCursor,
    facets: { ...facetsOf(view, lifecycles, scope), parks: await parksOf(view) },
  };
}

/** Parks that projects name: a plan’s units hold more than these. */
async function parksOf(view: LedgerView) {
  const rows = await view.query(
    sql`select distinct park from project where city = ${view.city.id} and park is not null order by park limit 200`,
  );
  return rows.map(({ park }) => ({ id: String(park), name: nameOf(view, park) }));
}

function judgedOf(
  facts: ProjectFacts | undefined,
  lifecycles: readonly Lifecycle[],
  asOf: PlainDate,
): ProjectJudgement | undefined {
  const lifecycle = facts && lifecycles.find((one) => one.id === facts.project.lifecycle);
  return facts && lifecycle && judgeProject(facts, lifecycle, asOf);
}

/** The lights of a line, and whether it is stuck; a project of a lifecycle that the plan has dropped has neither. */
function judgedLine(judged: ProjectJudgement | undefined) {
  return judged === undefined
    ? { stuck: false, lights: [] }
    : { stuck: judged.stuck, lights: lightsOf(judged) };
}

/** The day that the address asks for; else today, so that a project registered this morning is found, or the old view's own day. */
export function dayOf(view: LedgerView, at: ReadAt): PlainDate {
  return at.asOf ?? (view.known.given ? view.known.on : view.today);
}

function facetsOf(
  view: LedgerView,
  lifecycles: readonly Lifecycle[],
  scope: RouteRequest<unknown, unknown>['scope'],
) {
  const { units } = view.plan;
  const bearing = units
    .children(units.rootId, view.asOf)
    .filter((unit) => unit.bearsTasks && inScope(scope, unit.id, units, view.asOf));
  const clusters = new Map(view.plan.section(clustersSection).map((one) => [one.id, one.title]));
  const stages = new Map(
    lifecycles
      .filter((one) => one.counted)
      .flatMap((one) => one.stages.map((each) => [each.id, each.name] as const)),
  );
  return {
    units: bearing.map(({ id, name }) => ({ id, name })),
    stages: [...stages].map(([id, name]) => ({ id, name })),
    clusters: [...clusters].map(([id, name]) => ({ id, name })),
  };
}

const LIGHT_KINDS = {
  deadline: { zh: '时限灯', en: 'Deadline' },
  progress: { zh: '进度灯', en: 'Progress' },
  start: { zh: '开工灯', en: 'Start' },
  registration: { zh: '入库灯', en: 'In statistics' },
} as const satisfies Readonly<Record<string, Words>>;

export function lightsOf({ lights }: ProjectJudgement) {
  return (Object.keys(LIGHT_KINDS) as (keyof typeof LIGHT_KINDS)[]).map((kind) => ({
    kind: LIGHT_KINDS[kind],
    light: lights[kind].colour,
    word: besideReason(lights[kind]),
  }));
}

/** The cause, and the good reason that another unit has accepted for it. */
function besideReason({ cause, excusedUntil }: Light): Words {
  if (excusedUntil === undefined) return cause;
  return {
    zh: `${cause.zh}；有正当理由，已认可至 ${excusedUntil}`,
    en: `${cause.en}; good reason accepted until ${excusedUntil}`,
  };
}

export function nameOf(view: LedgerView, unit: unknown): string {
  return view.plan.units.find(String(unit), view.today)?.name ?? String(unit);
}
