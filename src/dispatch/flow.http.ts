// GET /api/flow…: how projects really went. `/api/flow` is the page's figures, `passages` what lies behind any of them, both as workbooks too. An account sees the
// projects of its reach, as in the register.
import { z } from 'zod';
import { type Route, type RouteRequest, route } from '../access/route.http.ts';
import { inScope } from '../access/scope.ts';
import { standingOf } from '../access/standing.ts';
import { flowSummary, lengthsOf } from '../foresight/flowSummary.ts';
import { isChosen, NONE, PARTS, type Passage, type PassageChoice } from '../foresight/projectFlow.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { clustersSection, clusterTitles } from '../plan/organisation.ts';
import { AtQuery, outOfScope } from './figure.http.ts';
import { type ProjectFlow, readProjectFlow } from './flow.pg.ts';
import { type FlowView, flowTables, type PassageRow, type PassagesView } from './flow.view.ts';
import { flowSheet, passagesSheet } from './flowSheet.node.ts';
import { nextOffset, offsetOf, PAGE_ROWS } from './paging.ts';
import { taskUnits } from './units.ts';

const id = (words: string) => z.string().max(64).optional().describe(words);

const FlowQuery = z.object({
  ...AtQuery,
  lifecycle: id('哪个全生命周期；不填 = 计数的那个'),
  unit: id('只看哪个单位（含下级）的项目；- = 不在任何县区的'),
  cluster: id('只看哪个产业集群；- = 没有集群的'),
});
type FlowQuery = z.infer<typeof FlowQuery>;

const SheetQuery = FlowQuery.extend({
  table: z.enum(flowTables).default('paths').describe('页面上的哪个表'),
});
type SheetQuery = z.infer<typeof SheetQuery>;

const PassagesQuery = FlowQuery.extend({
  part: z
    .enum(PARTS)
    .describe(
      'project 项目；step 从一个节点到下一个；stand 现在停在哪个节点；stay 在阶段里的停留；wait 正在等；recognition 申报到认定；approval 审批件从收件到办结',
    ),
  from: id('从哪个节点（- = 登记）'),
  to: id('到哪个节点；在等的是哪个节点；停在哪个节点（- = 登记）'),
  stage: id('在哪个阶段'),
  waitsFor: z
    .enum(['recognition', 'approval', 'gate', 'evidence', 'progress'])
    .optional()
    .describe('等什么：认定、审批、前置节点、印证资料、推进本身'),
  holder: z.string().max(400).optional().describe('该谁动、由谁认定：单位编号，几个用逗号隔开；- = 未指定'),
  standing: z
    .enum(['running', 'suspended', 'ended', 'closed'])
    .optional()
    .describe('推进中、暂停、终止、已走完'),
  reason: z
    .enum(['back', 'gate_open', 'passed_over', 'repeated', 'unknown', 'any'])
    .optional()
    .describe('生命周期里没有的走法，为什么；any 任一种'),
  is: z
    .enum(['over', 'going', 'beyond', 'rework'])
    .optional()
    .describe('over 已走完；going 还在；beyond 比走完本阶段的九成都久；rework 同一节点不止一次'),
  cursor: z.string().max(60).optional().describe('从哪里接着读：上一页的 nextCursor'),
});
type PassagesQuery = z.infer<typeof PassagesQuery>;

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** As many longest waits as a supervisor goes through in one sitting; the rest a page further. */
const LONGEST = 10;
const WORKBOOK_ROWS_MAX = 50_000;

type Asked<Q> = Pick<RouteRequest<Q, undefined>, 'query' | 'ledger' | 'scope'>;

export const FLOW_ROUTES: readonly Route[] = [
  route<FlowQuery>({
    method: 'GET',
    path: '/api/flow',
    title: { zh: '流程实况', en: 'How projects really went' },
    query: FlowQuery,
    reply: 'FlowView: {at, lifecycle, summary: {nodes, paths, stays, waits, holders, moves …}, longest}',
    handler: (request) => request.read((view) => flowView(view, request)),
  }),
  route<SheetQuery>({
    method: 'GET',
    path: '/api/flow.xlsx',
    title: { zh: '流程实况（Excel）', en: 'One table of it as a workbook' },
    query: SheetQuery,
    reply: 'A workbook (xlsx)',
    handler: (request) =>
      request.read(async (view) => {
        const { name, bytes } = await flowSheet(await flowView(view, request), request.query.table);
        return { file: { name, type: XLSX, bytes } };
      }),
  }),
  route<PassagesQuery>({
    method: 'GET',
    path: '/api/flow/passages',
    title: { zh: '流程里一个数的来历', en: 'The passages behind a figure of the flow' },
    query: PassagesQuery,
    reply:
      'PassagesView: {at, lifecycle, part, asked, rows, total, medianDays, p90Days, maxDays, nextCursor}',
    handler: (request) => request.read((view) => passagesView(view, request, PAGE_ROWS)),
  }),
  route<PassagesQuery>({
    method: 'GET',
    path: '/api/flow/passages.xlsx',
    title: { zh: '流程里一个数的来历（Excel）', en: 'The same passages as a workbook' },
    query: PassagesQuery,
    reply: 'A workbook (xlsx)',
    handler: (request) =>
      request.read(async (view) => {
        const all = await passagesView(view, request, WORKBOOK_ROWS_MAX);
        const { name, bytes } = await passagesSheet(all);
        return { file: { name, type: XLSX, bytes } };
      }),
  }),
];

interface Looked {
  readonly flow: ProjectFlow;
  readonly within: (unit: string, over: string) => boolean;
  readonly names: Names;
}

/** Fails with `out_of_scope`, `lifecycle_unknown`. */
async function look(view: LedgerView, { query, ledger, scope }: Asked<FlowQuery>): Promise<Looked> {
  const { units } = view.plan;
  if (query.unit !== undefined && query.unit !== NONE && !inScope(scope, query.unit, units, view.asOf))
    throw outOfScope();
  const flow = await readProjectFlow(view, ledger, scope, query.lifecycle);
  return {
    flow,
    within: (unit, over) => unit === over || units.within(unit, over, view.asOf),
    names: namesOf(view, flow),
  };
}

async function flowView(view: LedgerView, request: Asked<FlowQuery>): Promise<FlowView> {
  const { flow, within, names } = await look(view, request);
  const { unit, cluster } = request.query;
  const { lifecycle, passages, all } = flow;
  const narrowed =
    unit === undefined && cluster === undefined
      ? passages
      : passages.filter((one) => isChosen(one, { part: one.part, unit, cluster }, within));
  const tasks = taskUnits(view.plan, view.asOf).all;
  const clusters = clusterTitles(view.plan.section(clustersSection), view.asOf);
  const summary = flowSummary(narrowed, lifecycle, all, {
    county: tasks.map(({ id: county }) => county),
    cluster: [...clusters.keys()],
  });
  // Longer than usual comes first: a stage that takes a year is not stuck after half of one.
  const waits = narrowed
    .filter(({ part }) => part === 'wait')
    .toSorted((a, b) => Number(b.beyond) - Number(a.beyond) || byLongest(a, b));
  return {
    at: standingOf(view),
    lifecycle: named(lifecycle),
    lifecycles: flow.lifecycles,
    stages: lifecycle.stages.map(named),
    milestones: lifecycle.milestones.map(named),
    units: tasks
      .filter(({ id: county }) => inScope(request.scope, county, view.plan.units, view.asOf))
      .map(named),
    clusters: [...clusters].map(([key, name]) => ({ id: key, name })),
    unitNames: names.of(narrowed),
    hasCalendar: view.calendar !== undefined,
    summary,
    longest: waits.slice(0, LONGEST).map(names.row),
  };
}

function named({ id: key, name }: { readonly id: string; readonly name: string }) {
  return { id: key, name };
}

async function passagesView(
  view: LedgerView,
  request: Asked<PassagesQuery>,
  limit: number,
): Promise<PassagesView> {
  const { flow, within, names } = await look(view, request);
  const { asOf: _, known: __, lifecycle: ___, cursor, ...choice } = request.query;
  const chosen = flow.passages
    .filter((one) => isChosen(one, choice as PassageChoice, within))
    .toSorted(byLongest);
  const from = offsetOf(cursor);
  const rows = chosen.slice(from, from + limit);
  const nameOrNone = (value: string | undefined, nameOf: (id: string) => string) =>
    value === undefined ? null : value === NONE ? NONE : nameOf(value);
  const { medianDays, p90Days, maxDays } = lengthsOf(chosen);
  return {
    at: standingOf(view),
    lifecycle: named(flow.lifecycle),
    part: choice.part,
    asked: {
      from: nameOrNone(choice.from, names.milestone),
      to: nameOrNone(choice.to, names.milestone),
      stage: nameOrNone(choice.stage, names.stage),
      unit: nameOrNone(choice.unit, names.unit),
      cluster: nameOrNone(choice.cluster, names.cluster),
      holders:
        choice.holder === undefined
          ? null
          : choice.holder === NONE
            ? []
            : choice.holder.split(',').map(names.unit),
    },
    rows: rows.map(names.row),
    total: chosen.length,
    medianDays,
    p90Days,
    maxDays,
    nextCursor: nextOffset(from, rows.length, chosen.length),
  };
}

/** The longest first; of equal ones the one that began first, then by name and id, so that pages follow one another. */
function byLongest(a: Passage, b: Passage): number {
  const text = (one: Passage) => `${one.fromOn} ${one.project.name} ${one.project.id}`;
  return (b.days ?? -1) - (a.days ?? -1) || (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0);
}

interface Names {
  unit(id: string): string;
  cluster(id: string): string;
  stage(id: string): string;
  milestone(id: string): string;
  /** Of every unit that the passages tell of. */
  of(passages: readonly Passage[]): Readonly<Record<string, string>>;
  row(one: Passage): PassageRow;
}

function namesOf(view: LedgerView, { lifecycle }: ProjectFlow): Names {
  const units = taskUnits(view.plan, view.asOf);
  const clusters = clusterTitles(view.plan.section(clustersSection), view.asOf);
  const stages = new Map(lifecycle.stages.map((one) => [one.id, one.name]));
  const milestones = new Map(lifecycle.milestones.map((one) => [one.id, one.name]));
  const or = (held: ReadonlyMap<string, string>) => (key: string) => held.get(key) ?? key;
  const orNull = (nameOf: (key: string) => string, key: string | null) => (key === null ? null : nameOf(key));
  const idsOf = (holder: string | null) => holder?.split(',').filter((one) => one !== '') ?? [];
  return {
    unit: units.nameOf,
    cluster: or(clusters),
    stage: or(stages),
    milestone: or(milestones),
    of: (passages) =>
      Object.fromEntries(
        [...new Set(passages.flatMap(({ project, holder }) => [project.county ?? '', ...idsOf(holder)]))]
          .filter((unit) => unit !== '')
          .map((unit) => [unit, units.nameOf(unit)]),
      ),
    row: ({ project, holder, from, to, stage, ...one }) => ({
      part: one.part,
      fromOn: one.fromOn,
      toOn: one.toOn,
      days: one.days,
      heldDays: one.heldDays,
      reason: one.reason,
      waitsFor: one.waitsFor,
      beyond: one.beyond,
      missing: one.missing,
      project: project.id,
      name: project.name,
      unitName: units.nameOf(project.unit),
      clusterName: orNull(or(clusters), project.cluster),
      standing: project.standing,
      stageName: orNull(or(stages), stage),
      fromName: orNull(or(milestones), from),
      toName: orNull(or(milestones), to),
      holders: holder === null ? null : idsOf(holder).map(units.nameOf),
    }),
  };
}
