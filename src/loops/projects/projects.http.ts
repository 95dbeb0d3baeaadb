// Projects over HTTP: the list, and one project with its whole story. What may be done next is asked of the deciders' own rules and offered, not decided here.
import { z } from 'zod';
import { may } from '../../access/roles.ts';
import { type Route, type RouteRequest, route } from '../../access/route.http.ts';
import { inScope, isNamed } from '../../access/scope.ts';
import { standingOf } from '../../access/standing.ts';
import type { Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { Problem } from '../../kernel/problem.ts';
import { sql } from '../../kernel/sql.ts';
import type { Fact } from '../../ledger/fact.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { clustersSection } from '../../plan/organisation.ts';
import { ALL_PROJECT_FACTS } from './allFacts.ts';
import { withBefore } from './claimBefore.pg.ts';
import { stepsOf } from './claimSteps.ts';
import { isLevel, LEVELS } from './levels.ts';
import { mayRecognise } from './ownHand.ts';
import { dayOf, lightsOf, nameOf } from './projectList.http.ts';
import { projectRulesSection } from './projectRules.plan.ts';
import { judgeProject, type ProjectJudgement } from './projects.judge.ts';
import { findProjectPage, type ProjectPage } from './projects.pg.ts';
import { type Lifecycle, lifecyclesSection, type Milestone } from './projects.plan.ts';
import { notItsToClaim, notOfItsSide } from './projects.refusals.ts';
import { projectRow } from './projects.rows.ts';

const AT = {
  asOf: z.string().optional().describe('时点'),
  known: z.string().optional().describe('按当时已报'),
};

const OneQuery = z.object(AT);

export const PROJECT_ROUTES: readonly Route[] = [
  route<z.infer<typeof OneQuery>>({
    method: 'GET',
    path: '/api/projects/{id}',
    title: { zh: '一个项目的全过程', en: 'One project' },
    query: OneQuery,
    reply: '{at, project, stage, stages, next, milestones, investment, history, actions, claimable}',
    handler: (request) => request.read((view) => oneProject(view, request)),
  }),
];

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
  /** Its rows, where they were read already. */
  found?: ProjectPage,
) {
  const id = request.params.id ?? '';
  const where = {
    city: view.city.id,
    planHash: view.plan.hash,
    asOf: dayOf(view, request.at),
    scope: request.scope,
  };
  const page = found ?? (await findProjectPage(view, where, id));
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
    history: history.map((fact) => historyLine(view, fact, figureOf(view, fact, history, lifecycle))),
    revision: Number(page.project.revision),
    actions: actionsOf(view, page, lifecycle, request),
    claimable: await withBefore(
      view,
      id,
      await withBatches(view, id, claimableOf(view, page, lifecycle, request)),
      page.milestones,
    ),
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
    lifecycleName:
      view.plan.section(lifecyclesSection).find(({ id }) => id === row.lifecycle)?.name ?? row.lifecycle,
  };
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
    withoutApprovals: row.without_approvals ?? [],
    rule: row.rule,
    // What the plan would count it by: shown to who decides, before a rule is put down.
    countingRule: declared?.countingRule ?? null,
    claimedSeq: Number(row.claimed_seq),
    decidedSeq: row.decided_seq === null ? null : Number(row.decided_seq),
    evidence: row.evidence,
    wanted: (declared?.evidence ?? []).map(({ kind, name, required, file }) => ({
      kind,
      name,
      required,
      file,
    })),
  };
}

const FACT_TITLES = new Map(ALL_PROJECT_FACTS.map((kind) => [kind.kind, kind.title]));

/** Of a monthly figure, which one, of which county and how much: 征地 高要区 86.5亩. A correction names the report that it corrects. */
function figureOf(
  view: LedgerView,
  { kind, body, corrects }: Fact,
  history: readonly Fact[],
  { quantities }: Lifecycle,
): string | undefined {
  if (kind !== 'figureReported' && kind !== 'figureCorrected') return undefined;
  const told = kind === 'figureReported' ? body : history.find(({ id }) => id === corrects)?.body;
  const figure = String(told?.figure ?? '');
  const level = isLevel(figure) ? LEVELS[figure] : undefined;
  const quantity = quantities.find(({ id }) => id === figure);
  const county = told?.of === undefined ? [] : [nameOf(view, told.of)];
  return [
    level?.zh ?? quantity?.name ?? figure,
    ...county,
    `${body.value}${level?.unit ?? quantity?.unit ?? ''}`,
  ].join(' ');
}

function historyLine(view: LedgerView, fact: Fact, about: string | undefined) {
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
    ...(about === undefined ? {} : { about }),
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
    actions.push('reportInvestment', 'correctInvestment');
    const isStranger = notOfItsSide(project, { actor, plan: view.plan, today: view.today }) !== undefined;
    if (!isStranger)
      actions.push(
        'claimMilestone',
        'correctMilestone',
        'amendProject',
        'bindProjectCode',
        project.suspendedOn === null ? 'suspendProject' : 'resumeProject',
        'endProject',
      );
  }
  const { units } = view.plan;
  const named = (id: string): boolean =>
    isNamed(lifecycle.milestones.find((one) => one.id === id)?.recognisedBy ?? [], actor, units, view.today);
  const { milestones } = page.facts;
  const others = milestones.filter(
    ({ milestone, rootClaim }) =>
      named(milestone) &&
      mayRecognise(
        milestones.filter((told) => told.rootClaim === rootClaim),
        { actor, plan: view.plan, today: view.today },
      ),
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
    .filter(
      (one) =>
        isNamed(one.claimedBy, actor, units, view.today) &&
        notItsToClaim(one, project, { actor, plan: view.plan, today: view.today }) === undefined,
    )
    .map(({ id, name, evidence, needsRecognition }) => ({
      milestone: id,
      name,
      needsRecognition,
      evidence: evidenceOf(evidence),
    }));
}

/** Of each claimable milestone the batches (集中活动) that list the project. */
async function withBatches<T extends { readonly milestone: string }>(
  view: LedgerView,
  project: string,
  claimable: readonly T[],
) {
  if (claimable.length === 0) return [];
  const { batches: kinds } = view.plan.section(projectRulesSection);
  const listed = await view.query(
    sql`select subject, name, kind from project_batch where city = ${view.city.id} and projects @> ${JSON.stringify([project])}::jsonb order by held_on desc`,
  );
  return claimable.map((one) => ({
    ...one,
    inSteps: stepsOf(view).length > 1,
    batches: listed
      .filter((row) => kinds.find(({ id }) => id === row.kind)?.milestone === one.milestone)
      .map((row) => ({ id: String(row.subject).slice('batch/'.length), name: String(row.name) })),
  }));
}

function evidenceOf(wanted: Milestone['evidence']) {
  return wanted.map(({ kind, name, required, file }) => ({ kind, name, required, file }));
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
  const { plan, today } = view;
  if (!isNamed(declared.claimedBy, actor, plan.units, today)) return null;
  if (notItsToClaim(declared, projectRow(page.project), { actor, plan, today })) return null;
  return { plannedInvestmentYuan: last.plannedInvestmentYuan, evidence: evidenceOf(declared.evidence) };
}
