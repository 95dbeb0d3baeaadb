// What GET /api/projects answers (its route: src/dispatch/projects.http.ts): the list, its filters, and what it may be narrowed to. What the lights of a line are is the judge's word (projects.judge.ts).
import { z } from 'zod';
import type { ReadAt, RouteRequest } from '../../access/route.http.ts';
import { inScope } from '../../access/scope.ts';
import { standingOf } from '../../access/standing.ts';
import type { Row, Words } from '../../kernel/loop.ts';
import { isDate, type PlainDate } from '../../kernel/plainDate.ts';
import { Problem } from '../../kernel/problem.ts';
import { sql } from '../../kernel/sql.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { clustersSection, clusterTitles } from '../../plan/organisation.ts';
import type { OverdueSource } from './overdue.ts';
import { LIGHT_KINDS as LIGHT_IDS } from './projectLights.pg.ts';
import {
  type Alarms,
  countAlarms,
  type ProjectFilter,
  type ProjectListQuestion,
  type ProjectsAsked,
  projectLines,
  projectList,
} from './projectList.pg.ts';
import { type ProjectAttribute, projectAttributesSection } from './projectRules.plan.ts';
import { attributeOfSort, findOrder, type ProjectOrder, SORT_NAMES } from './projectSorts.ts';
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
  lifecycle: z.string().max(64).optional().describe('哪种生命周期；不填 = 都看'),
  stage: z.string().max(64).optional().describe('阶段'),
  attributes: z
    .string()
    .max(1000)
    .regex(/^([A-Za-z][\w-]*:[\w-]+(,|$))*$/)
    .optional()
    .describe(
      '计划里的项目属性和取值，逗号分隔，都要满足；取值写 - 是没有人填的。例：origin:foreign,theme:-',
    ),
  cluster: z.string().max(64).optional().describe('产业集群'),
  standing: z
    .enum(['open', 'running', 'suspended', 'ended'])
    .optional()
    .describe('未终止（推进中和暂停的）、推进中、暂停、终止'),
  stuck: z.enum(['yes']).optional().describe('只看卡住的：在本阶段超过计划写明的天数'),
  overdue: z.enum(['yes']).optional().describe('只看有审批件逾期的'),
  light: z
    .enum(['alarm', 'red', 'yellow', 'blue', 'green', 'grey'])
    .optional()
    .describe('灯：四个灯里最重的，或 lightKind 那一个；alarm 是有红灯或审批逾期'),
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
    .string()
    .max(120)
    .refine((text) => text === '' || findOrder(text) !== undefined, '不是可用的排序')
    .default('recent')
    .describe(`排序：${SORT_NAMES.join('、')}，或 attribute: 加属性编号；后面加 .up 或 .down 定方向`),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('每页行数'),
  cursor: z.string().max(400).optional().describe('上一页的 nextCursor'),
});
export type ListQuery = z.infer<typeof ListQuery>;

type Asking = Pick<RouteRequest<ListQuery, undefined>, 'query' | 'scope' | 'at'>;

/** What the address asks, with what is overdue where a filter or the order needs it. Fails with `attribute_unknown`. */
export async function askedOf(
  view: LedgerView,
  { query, scope, at }: Asking,
  overdue: OverdueSource,
): Promise<ProjectsAsked> {
  const { unit, stage, cluster, standing, stuck } = query;
  const attributes = view.plan.section(projectAttributesSection);
  const order: ProjectOrder = findOrder(query.sort) ?? { sort: 'recent', down: true };
  const sorted = attributeOfSort(order.sort);
  if (sorted !== undefined) getAttribute(attributes, sorted);
  const asksOverdue = query.overdue === 'yes' || query.light === 'alarm' || order.sort === 'overdue';
  return {
    ...(asksOverdue ? { overdue: await overdue.all() } : {}),
    city: view.city.id,
    planHash: view.plan.hash,
    asOf: dayOf(view, at),
    scope,
    lifecycles: view.plan.section(lifecyclesSection),
    attributes,
    filter: {
      text: query.text || undefined,
      unit: unit || undefined,
      lifecycle: query.lifecycle || undefined,
      stage: stage || undefined,
      cluster: cluster || undefined,
      attributes: attributesAsked(query.attributes, attributes),
      standing,
      stuck: stuck === 'yes' ? true : undefined,
      overdue: query.overdue === 'yes' ? true : undefined,
      light: lightAsked(query),
      park: query.park || undefined,
      registeredBy: query.owner || undefined,
      registeredFrom: (query.from || undefined) as PlainDate | undefined,
      registeredTo: (query.to || undefined) as PlainDate | undefined,
      plannedFrom: query.plannedFrom || undefined,
      plannedTo: query.plannedTo || undefined,
    },
    ...order,
  };
}

export function lightAsked({
  light,
  lightKind,
}: Pick<ListQuery, 'light' | 'lightKind'>): ProjectFilter['light'] {
  if (light === undefined) return undefined;
  return light === 'alarm'
    ? { kind: lightKind, colour: 'red', orOverdue: true }
    : { kind: lightKind, colour: light };
}

/** Fails with `attribute_unknown`. A value that the plan has dropped is looked for all the same. */
export function attributesAsked(
  text: string | undefined,
  declared: readonly ProjectAttribute[],
): readonly { readonly id: string; readonly value: string | null }[] {
  return (text ?? '')
    .split(',')
    .filter((one) => one !== '')
    .map((one) => {
      const [id = '', value = ''] = one.split(':');
      getAttribute(declared, id);
      return { id, value: value === '-' ? null : value };
    });
}

export function getAttribute(declared: readonly ProjectAttribute[], id: string): ProjectAttribute {
  const found = declared.find((one) => one.id === id);
  if (found) return found;
  throw new Problem({
    code: 'attribute_unknown',
    status: 400,
    message: `计划里没有项目属性“${id}”。The plan has no such attribute.`,
    fix: `可用：${declared.map((one) => one.id).join('、') || '（没有）'}`,
  });
}

export async function listProjects(view: LedgerView, request: Asking, overdue: OverdueSource) {
  const { limit, cursor, lifecycle } = request.query;
  const asked = await askedOf(view, request, overdue);
  const question: ProjectListQuestion = { ...asked, limit, cursor: cursor || undefined };
  const page = await projectList(view, question);
  return {
    at: { ...standingOf(view), asOf: asked.asOf },
    rows: await listLines(view, asked, page.rows, overdue),
    total: { count: page.total, capped: page.totalIsCapped },
    stay: page.stay,
    nextCursor: page.nextCursor,
    facets: {
      ...facetsOf(view, asked.lifecycles, request.scope, lifecycle),
      parks: await parksOf(view),
    },
  };
}

/** What stands above a list: counted of what its filter finds, apart from the list, which does not wait for it. */
export async function listAlarms(
  view: LedgerView,
  request: Asking,
  overdue: OverdueSource,
): Promise<Alarms & { readonly at: ReturnType<typeof standingOf> }> {
  const asked = await askedOf(view, request, overdue);
  const alarms = await countAlarms(view, { ...asked, overdue: await overdue.all() });
  return { at: { ...standingOf(view), asOf: asked.asOf }, ...alarms };
}

/** Of those projects, in that order: a list that goes out whole is read piece by piece. */
export async function linesOf(
  view: LedgerView,
  asked: ProjectsAsked,
  subjects: readonly string[],
  overdue: OverdueSource,
) {
  return listLines(view, asked, await projectLines(view, asked, subjects), overdue);
}

async function listLines(
  view: LedgerView,
  { lifecycles, asOf, attributes }: ProjectsAsked,
  rows: readonly Row[],
  overdue: OverdueSource,
) {
  const late = await overdue.of(rows.map(({ subject }) => String(subject)));
  const facts = await projectFactsOf(view, view.city.id, rows);
  const told = await attributesOf(view, rows, attributes ?? []);
  const judged = (row: Row) => judgedOf(facts.get(String(row.subject)), lifecycles, asOf);
  const clusters = clusterTitles(view.plan.section(clustersSection), view.asOf);
  const stages = new Map(
    lifecycles.flatMap((one) => one.stages.map((each) => [`${one.id} ${each.id}`, each.name] as const)),
  );
  const kinds = new Map(lifecycles.map(({ id, name }) => [id, name]));
  return rows.map((row) => ({
    id: row.subject,
    name: row.name,
    unit: row.unit,
    unitName: nameOf(view, row.unit),
    lifecycle: row.lifecycle,
    lifecycleName: kinds.get(String(row.lifecycle)) ?? row.lifecycle,
    cluster: row.cluster,
    clusterName: row.cluster === null ? null : (clusters.get(String(row.cluster)) ?? row.cluster),
    stage: row.stage,
    stageName: stages.get(`${String(row.lifecycle)} ${String(row.stage)}`) ?? row.stage,
    plannedInvestmentYuan: row.planned_investment_yuan,
    investor: row.investor,
    code: row.code,
    parkName: row.park === null ? null : nameOf(view, row.park),
    attributes: told.get(String(row.subject)) ?? {},
    registeredOn: row.registered_on,
    lastOn: row.entered_on,
    daysInStage: row.days_in_stage,
    ...judgedLine(judged(row)),
    overdue: late.get(String(row.subject)) ?? null,
  }));
}

/** By project, what is told of each attribute, in the plan's words. */
async function attributesOf(
  view: LedgerView,
  rows: readonly Row[],
  declared: readonly ProjectAttribute[],
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  if (declared.length === 0 || rows.length === 0) return new Map();
  const titles = new Map(
    declared.flatMap(({ id, values }) => values.map((value) => [`${id}:${value.id}`, value.title] as const)),
  );
  const subjects = rows.map(({ subject }) => String(subject));
  const found = await view.query(
    sql`select subject, attribute, value from project_attribute where city = ${view.city.id} and subject = any(${subjects}::text[])`,
  );
  const named = Map.groupBy(found, (row) => String(row.subject));
  return new Map(
    [...named].map(([subject, told]) => [
      subject,
      Object.fromEntries(
        told.map(({ attribute, value }) => [
          String(attribute),
          titles.get(`${String(attribute)}:${String(value)}`) ?? String(value),
        ]),
      ),
    ]),
  );
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
  chosen: string | undefined,
) {
  const { units } = view.plan;
  const bearing = units
    .children(units.rootId, view.asOf)
    .filter((unit) => unit.bearsTasks && inScope(scope, unit.id, units, view.asOf));
  const clusters = clusterTitles(view.plan.section(clustersSection), view.asOf);
  // Stages of the lifecycle that was chosen, else of the industrial one.
  const asked = lifecycles.filter(({ id, counted }) => (chosen ? id === chosen : counted));
  const stages = new Map(asked.flatMap((one) => one.stages.map((each) => [each.id, each.name] as const)));
  return {
    units: bearing.map(({ id, name }) => ({ id, name })),
    stages: [...stages].map(([id, name]) => ({ id, name })),
    clusters: [...clusters].map(([id, name]) => ({ id, name })),
    lifecycles: lifecycles.map(({ id, name }) => ({ id, name })),
    attributes: attributeFacets(view),
  };
}

/** The attributes that the plan declares, and their values. */
export function attributeFacets(view: LedgerView) {
  return view.plan.section(projectAttributesSection).map(({ id, title, values }) => ({
    id,
    title,
    values: values.map((value) => ({ id: value.id, name: value.title })),
  }));
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
