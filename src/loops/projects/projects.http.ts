// Projects over HTTP: the list, and one project with its whole story. What may be done next is asked of the deciders' own rules and offered, not decided here.
import { z } from 'zod';
import { may } from '../../access/roles.ts';
import { type ReadAt, type Route, type RouteRequest, route } from '../../access/route.http.ts';
import { inScope, isNamed } from '../../access/scope.ts';
import { standingOf } from '../../access/standing.ts';
import type { Row, Words } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { Problem } from '../../kernel/problem.ts';
import type { Fact } from '../../ledger/fact.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { clustersSection } from '../../plan/organisation.ts';
import { ALL_PROJECT_FACTS } from './allFacts.ts';
import { mayRecognise } from './milestones.ts';
import { judgeProject, type Light, type ProjectFacts, type ProjectJudgement } from './projects.judge.ts';
import {
  findProjectPage,
  type ProjectListQuestion,
  type ProjectPage,
  projectFactsOf,
  projectList,
} from './projects.pg.ts';
import { type Lifecycle, lifecyclesSection, type Milestone } from './projects.plan.ts';
import { projectRow } from './projects.rows.ts';

const AT = {
  asOf: z.string().optional().describe('时点'),
  known: z.string().optional().describe('按当时已报'),
};

const ListQuery = z.object({
  ...AT,
  text: z.string().trim().max(100).optional().describe('名称、编号或项目代码的一部分'),
  unit: z.string().max(64).optional().describe('单位（含下级）'),
  stage: z.string().max(64).optional().describe('阶段'),
  cluster: z.string().max(64).optional().describe('产业集群'),
  standing: z
    .enum(['open', 'running', 'suspended', 'ended'])
    .optional()
    .describe('未终止（推进中和暂停的）、推进中、暂停、终止'),
  stuck: z.enum(['yes']).optional().describe('只看卡住的：在本阶段超过计划写明的天数'),
  sort: z.enum(['recent', 'name', 'planned', 'stay']).default('recent').describe('排序'),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('每页行数'),
  cursor: z.string().max(400).optional().describe('上一页的 nextCursor'),
});
type ListQuery = z.infer<typeof ListQuery>;
const OneQuery = z.object(AT);

export const PROJECT_ROUTES: readonly Route[] = [
  route<ListQuery>({
    method: 'GET',
    path: '/api/projects',
    title: { zh: '项目库', en: 'Projects' },
    query: ListQuery,
    reply: '{at, rows, total: {count, capped}, stay, nextCursor, facets}',
    handler: (request) => request.read((view) => listProjects(view, request)),
  }),
  route<z.infer<typeof OneQuery>>({
    method: 'GET',
    path: '/api/projects/{id}',
    title: { zh: '一个项目的全过程', en: 'One project' },
    query: OneQuery,
    reply: '{at, project, stage, stages, next, milestones, investment, history, actions, claimable}',
    handler: (request) => request.read((view) => oneProject(view, request)),
  }),
];

async function listProjects(
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
      lastOn: row.entered_on,
      daysInStage: row.days_in_stage,
      ...judgedLine(judged(row)),
    })),
    total: { count: page.total, capped: page.totalIsCapped },
    stay: page.stay,
    nextCursor: page.nextCursor,
    facets: facetsOf(view, lifecycles, scope),
  };
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
function dayOf(view: LedgerView, at: ReadAt): PlainDate {
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

/** The stage line: each stage with the day on which it was reached, null where it was not. */
function stagesOf(page: ProjectPage, lifecycle: Lifecycle, judged: ProjectJudgement, asOf: PlainDate) {
  return lifecycle.stages.map(({ id, name }, place) => {
    const days = page.facts.milestones
      .filter((row) => row.counted && row.occurredOn <= asOf)
      .filter((row) => lifecycle.milestones.find((one) => one.id === row.milestone)?.enters === id)
      .map((row) => row.occurredOn)
      .sort();
    const registeredOn = place === 0 ? projectRow(page.project).registeredOn : undefined;
    return { id, name, reachedOn: days[0] ?? registeredOn ?? null, isNow: id === judged.stage };
  });
}

/** Fails with `project_unknown`: also for one that lies out of the account's reach, so that nothing is told of it. */
export async function oneProject(
  view: LedgerView,
  request: Pick<RouteRequest<unknown, undefined>, 'params' | 'scope' | 'actor' | 'at'>,
) {
  const id = request.params.id ?? '';
  const where = {
    city: view.city.id,
    planHash: view.plan.hash,
    asOf: dayOf(view, request.at),
    scope: request.scope,
  };
  const page = await findProjectPage(view, where, id);
  const lifecycle =
    page && view.plan.section(lifecyclesSection).find((one) => one.id === page.project.lifecycle);
  if (!page || !lifecycle) {
    throw new Problem({
      code: 'project_unknown',
      status: 404,
      message: `没有项目“${id}”，或不在本账号的范围内。There is no such project within this account’s reach.`,
      fix: '从项目库里找；需要时请市级账号查看。Look for it in the list.',
    });
  }
  const judged = judgeProject(page.facts, lifecycle, dayOf(view, request.at));
  const history = await view.facts({ loop: 'projects', subject: id, limit: 500 });
  return {
    at: { ...standingOf(view), asOf: dayOf(view, request.at) },
    project: { id, ...named(view, page.project), lights: lightsOf(judged) },
    stage: {
      id: judged.stage,
      name: judged.stageName,
      enteredOn: judged.enteredOn,
      daysInStage: judged.daysInStage,
      stuck: judged.stuck,
    },
    standing: judged.standing,
    stages: stagesOf(page, lifecycle, judged, dayOf(view, request.at)),
    next: judged.next,
    milestones: page.milestones.map((row) => ({
      ...milestoneLine(view, row, lifecycle),
      correctable: correctableOf(view, page, lifecycle, request, row),
    })),
    investment: page.investments.map((row) => ({
      month: row.month,
      measure: row.measure,
      amountYuan: row.amount_yuan,
      state: row.state,
      report: row.report,
    })),
    history: history.map((fact) => historyLine(view, fact)),
    revision: Number(page.project.revision),
    actions: actionsOf(view, page, lifecycle, request),
    claimable: claimableOf(view, page, lifecycle, request),
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

function named(view: LedgerView, row: Row) {
  const { city: _city, subject: _subject, ...rest } = row;
  const camel = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [
      name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
  const cluster = view.plan.section(clustersSection).find((one) => one.id === row.cluster);
  return {
    ...camel,
    name: String(row.name),
    unit: String(row.unit),
    unitName: nameOf(view, row.unit),
    clusterName: cluster?.title ?? row.cluster,
  };
}

function nameOf(view: LedgerView, unit: unknown): string {
  return view.plan.units.find(String(unit), view.today)?.name ?? String(unit);
}

function milestoneLine(view: LedgerView, row: Row, lifecycle: Lifecycle) {
  const declared = lifecycle.milestones.find((one) => one.id === row.milestone);
  return {
    claim: row.claim,
    milestone: row.milestone,
    name: declared?.name ?? row.milestone,
    occurredOn: row.occurred_on,
    state: row.state,
    // A milestone that enters no count stands all the same: only the counted ones say so.
    counted: row.counted === true && declared?.counted === true,
    needsRecognition: row.needs_recognition === true,
    late: row.late,
    claimedBy: row.claimed_by,
    claimedUnitName: nameOf(view, row.claimed_unit),
    claimedAt: row.claimed_at,
    decidedBy: row.decided_by,
    decidedUnitName: row.decided_unit === null ? null : nameOf(view, row.decided_unit),
    decidedAt: row.decided_at,
    reason: row.reason,
    rule: row.rule,
    // What the plan would count it by: shown to who decides, before a rule is put down.
    countingRule: declared?.countingRule ?? null,
    claimedSeq: Number(row.claimed_seq),
    decidedSeq: row.decided_seq === null ? null : Number(row.decided_seq),
    evidence: row.evidence,
  };
}

const FACT_TITLES = new Map(ALL_PROJECT_FACTS.map((kind) => [kind.kind, kind.title]));

function historyLine(view: LedgerView, fact: Fact) {
  return {
    seq: fact.seq,
    id: fact.id,
    kind: fact.kind,
    title: FACT_TITLES.get(fact.kind) ?? { zh: fact.kind, en: fact.kind },
    occurredOn: fact.occurredOn,
    recordedAt: fact.recordedAt,
    actor: fact.actor,
    actorUnitName: nameOf(view, fact.actorUnit),
    body: fact.body,
    corrects: fact.corrects,
  };
}

type Asking = Pick<RouteRequest<unknown, undefined>, 'scope' | 'actor'>;

/** Names of commands that this account could give: buttons, not permissions. The decider has the last word. */
function actionsOf(
  view: LedgerView,
  page: ProjectPage,
  lifecycle: Lifecycle,
  { scope, actor }: Asking,
): string[] {
  if (view.known.given) return [];
  const project = projectRow(page.project);
  const reaches = inScope(scope, project.unit, view.plan.units, view.today);
  const actions: string[] = [];
  if (reaches && may(actor, 'claim') && project.endedOn === null) {
    actions.push(
      'claimMilestone',
      'amendProject',
      'bindProjectCode',
      'correctMilestone',
      'reportInvestment',
      'correctInvestment',
    );
    actions.push(project.suspendedOn === null ? 'suspendProject' : 'resumeProject', 'endProject');
  }
  const { units } = view.plan;
  const named = (id: string): boolean =>
    isNamed(lifecycle.milestones.find((one) => one.id === id)?.recognisedBy ?? [], actor, units, view.today);
  const others = page.facts.milestones.filter(
    (row) => named(row.milestone) && mayRecognise(row, { actor, plan: view.plan, today: view.today }),
  );
  if (project.endedOn !== null && may(actor, 'recognise') && project.endedUnit !== actor.unit)
    actions.push('reviveProject');
  if (others.some((row) => row.state === 'claimed')) actions.push('recogniseMilestone', 'refuseMilestone');
  if (others.some((row) => row.state === 'recognised')) actions.push('revokeMilestone');
  return actions;
}

/** Milestones that stand open for this account: not standing, not waiting, their gates claimed. */
function claimableOf(view: LedgerView, page: ProjectPage, lifecycle: Lifecycle, { scope, actor }: Asking) {
  const project = projectRow(page.project);
  const { units } = view.plan;
  if (
    view.known.given ||
    project.endedOn !== null ||
    !may(actor, 'claim') ||
    !inScope(scope, project.unit, units, view.today)
  )
    return [];
  const open = new Set(
    page.facts.milestones
      .filter((row) => row.state === 'claimed' || row.state === 'recognised')
      .map((row) => row.milestone),
  );
  return lifecycle.milestones
    .filter((milestone) => !open.has(milestone.id) && milestone.requires.every((id) => open.has(id)))
    .filter(({ claimedBy }) => isNamed(claimedBy, actor, units, view.today))
    .map(({ id, name, evidence, needsRecognition }) => ({
      milestone: id,
      name,
      needsRecognition,
      evidence: evidenceOf(evidence),
    }));
}

function evidenceOf(wanted: Milestone['evidence']) {
  return wanted.map(({ kind, name, required }) => ({ kind, name, required }));
}

/** What a correction of this version starts from; null where it is not the last open one, or the plan names others to claim it. */
function correctableOf(
  view: LedgerView,
  page: ProjectPage,
  lifecycle: Lifecycle,
  { actor }: Asking,
  row: Row,
) {
  const declared = lifecycle.milestones.find((one) => one.id === row.milestone);
  const last = page.facts.milestones.findLast(
    ({ milestone, state }) => milestone === row.milestone && (state === 'claimed' || state === 'recognised'),
  );
  if (declared === undefined || last === undefined || last.claim !== row.claim) return null;
  if (!isNamed(declared.claimedBy, actor, view.plan.units, view.today)) return null;
  return { plannedInvestmentYuan: last.plannedInvestmentYuan, evidence: evidenceOf(declared.evidence) };
}
