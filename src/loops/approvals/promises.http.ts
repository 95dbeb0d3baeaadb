// Promises to firms over HTTP: the list of letters, pre-starts and priority projects; one of them with both lists; what may be drawn up for a project; and the time
// that the five commitments take beside other projects. Nothing is decided here.
import { z } from 'zod';
import { may } from '../../access/roles.ts';
import { type Route, type RouteRequest, route } from '../../access/route.http.ts';
import type { Scope } from '../../access/scope.ts';
import { standingOf } from '../../access/standing.ts';
import type { Actor, Row, Words } from '../../kernel/loop.ts';
import { type PlainDate, startOfYear } from '../../kernel/plainDate.ts';
import { Problem } from '../../kernel/problem.ts';
import { sql } from '../../kernel/sql.ts';
import { workingDaysBetween } from '../../kernel/workCalendar.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { medianOf, nameOf } from './approvals.http.ts';
import type { ApprovalsAt } from './approvals.pg.ts';
import { firmRows } from './approvals.pg.ts';
import { approvalItemsSection } from './approvals.plan.ts';
import { calendarLine, calendarOn } from './calendars.pg.ts';
import { brokenOf } from './door.ts';
import { firmActs, mandatesOf, opensTo } from './firmActs.pg.ts';
import { offersOf } from './promiseOffers.pg.ts';
import { projectOf } from './promises.commands.ts';
import { type JudgedPromises, judgePromiseRow, shareOf, signedOn, stepsOf } from './promises.judging.ts';
import { listPromises, passages, projectNodes, promiseEvents } from './promises.pg.ts';
import { PROMISE_TITLES } from './promises.refusals.ts';
import { type Between, REGISTERED, servicePromisesSection } from './servicePromises.plan.ts';

const AT = {
  asOf: z.string().optional().describe('时点'),
  known: z.string().optional().describe('按当时已报'),
};
const ListQuery = z.object({
  ...AT,
  sort: z.enum(['letter', 'prestart', 'priority']).default('letter').describe('双向承诺书、预动工、五个优先'),
  state: z.enum(['open', 'ended']).optional().describe('有效、已结束；不填 = 都列'),
  unit: z.string().max(64).optional().describe('项目所在单位（含下级）'),
  project: z.string().max(64).optional().describe('项目编号'),
  text: z.string().trim().max(100).optional().describe('项目名称、编号或企业代码的一部分'),
  broken: z.enum(['enterprise', 'government']).optional().describe('只看这一方有违诺的'),
});
type ListQuery = z.infer<typeof ListQuery>;
const OneQuery = z.object(AT);
const OffersQuery = z.object({ ...AT, project: z.string().max(64).describe('项目编号') });

/** Below this many on either side no median is told: two numbers make no comparison. */
export const FEWEST = 5;

export const PROMISE_ROUTES: readonly Route[] = [
  route<ListQuery>({
    method: 'GET',
    path: '/api/promises',
    title: { zh: '双向承诺、预动工、五个优先', en: 'Promises to firms' },
    query: ListQuery,
    reply:
      '{at, calendar, rows: [{id, project, projectName, creditCode, standing, firm, government, dueOn, step, …}], summary: {enterprise: {due, kept}, government: {due, kept}, breaches}}',
    handler: (request) => request.read((view) => listOf(view, request)),
  }),
  route<z.infer<typeof OneQuery>>({
    method: 'GET',
    path: '/api/promises/times',
    title: {
      zh: '五个优先的用时，与其他项目并列',
      en: 'Times of the five commitments, beside other projects',
    },
    query: OneQuery,
    reply:
      '{at, from, fewest, rows: [{promise, title, measuredBy, limitDays, priority: {n, medianDays}, others: {n, medianDays}}]}',
    handler: (request) => request.read((view) => timesOf(view, request)),
  }),
  route<z.infer<typeof OffersQuery>>({
    method: 'GET',
    path: '/api/promises/offers',
    title: { zh: '一个项目可以起草、报、定为的', en: 'What may be promised to a project' },
    query: OffersQuery,
    reply:
      '{today, letters: [plan’s promise, its entries with {choices}, withoutObject: [{title, item, on}], gone: [{title, on}]], preStarts: [plan’s promise], groups: [name], creditCode, mayKeep, mayDesignate}',
    handler: (request) => request.read((view) => offersOf(view, request)),
  }),
  route<z.infer<typeof OneQuery>>({
    method: 'GET',
    path: '/api/promises/{id}',
    title: { zh: '一份承诺书、一个预动工或重点项目', en: 'One letter, pre-start or priority project' },
    query: OneQuery,
    reply:
      '{at, calendar, promise, conditions, signatures, entries: [{entry, side, title, judgement}], steps, demands, works, events, door, mayKeep, firmActs: [{item, itemName, approval, act, body}], revision}',
    handler: (request) => request.read((view) => oneOf(view, { ...request, id: request.params.id ?? '' })),
  }),
];

type Asked = Pick<RouteRequest<unknown, undefined>, 'scope' | 'at'>;

/** A list is of today, whatever month was reported last; an old view is of its own day. */
export function atOf(view: LedgerView, { scope, at }: Asked): ApprovalsAt {
  const asOf = at.asOf ?? (view.known.given ? view.known.on : view.today);
  return { city: view.city.id, planHash: view.plan.hash, asOf, scope };
}

export async function judgedOf(view: LedgerView, at: ApprovalsAt, rows: readonly Row[]) {
  const adopted = await calendarOn(view, at.asOf);
  const judger = { plan: view.plan, calendar: adopted?.calendar, asOf: at.asOf };
  return { adopted, judged: rows.flatMap((row) => judgePromiseRow(row, judger) ?? []) };
}

async function listOf(view: LedgerView, request: Asked & { readonly query: ListQuery }) {
  const { query } = request;
  const at = atOf(view, request);
  const filter = {
    sort: query.sort,
    state: query.state,
    unit: query.unit || undefined,
    project: query.project || undefined,
    text: query.text || undefined,
  };
  const { adopted, judged } = await judgedOf(view, at, await listPromises(view, at, filter));
  const shown = judged.filter(
    ({ judgement }) =>
      query.broken === undefined ||
      (query.broken === 'government' ? judgement.governmentBreaches : judgement.firmBreaches) > 0,
  );
  const nodes = await projectNodes(
    view,
    at,
    shown.map(({ row }) => String(row.project)),
    acceptanceItems(view),
  );
  const judgements = judged.map(({ judgement }) => judgement);
  return {
    at: { ...standingOf(view), asOf: at.asOf },
    calendar: adopted ? calendarLine(adopted) : null,
    rows: shown.map((each) => {
      const steps = stepsOf(each, nodes);
      const missing = steps.filter(({ reachedOn }) => reachedOn === null);
      return {
        ...lineOf(view, each),
        step: steps.findLast(({ reachedOn }) => reachedOn !== null)?.title ?? null,
        next: missing[0]?.title ?? null,
        outOfOrder: steps.some(({ outOfOrder }) => outOfOrder),
        works: each.judgement.course.works,
      };
    }),
    summary: {
      count: judged.length,
      enterprise: shareOf(judgements, 'enterprise'),
      government: shareOf(judgements, 'government'),
      governmentBreaches: judgements.reduce((sum, each) => sum + each.governmentBreaches, 0),
    },
  };
}

function lineOf(view: LedgerView, { row, judgement }: JudgedPromises) {
  const of = (side: string) => {
    const entries = judgement.entries.filter(({ entry }) => entry.side === side);
    const count = (...states: readonly string[]) =>
      entries.filter((each) => states.includes(each.judgement.state)).length;
    return {
      all: entries.length,
      kept: count('kept', 'keptLate'),
      broken: count('broken'),
      running: count('running', 'paused'),
    };
  };
  return {
    id: String(row.subject),
    sort: String(row.sort),
    project: String(row.project),
    projectName: String(row.project_name),
    unit: String(row.unit),
    unitName: nameOf(view, row.unit),
    title: String(row.title),
    creditCode: row.credit_code === null ? null : String(row.credit_code),
    openedOn: judgement.course.opened.occurredOn,
    signedOn: signedOn(judgement.course),
    endedOn: judgement.course.endedOn,
    standing: judgement.standing,
    enterprise: of('enterprise'),
    government: of('government'),
    governmentBreaches: judgement.governmentBreaches,
    firmBreaches: judgement.firmBreaches,
    dueOn: judgement.dueOn,
  };
}

function acceptanceItems({ plan }: LedgerView): readonly string[] {
  return plan.section(approvalItemsSection).flatMap(({ id, phase }) => (phase === '竣工验收' ? [id] : []));
}

/** The name of a unit, or of a post with its unit's. */
export function answererName(view: LedgerView, id: string | undefined): string | null {
  return id === undefined ? null : (nameOf(view, id) ?? id);
}

async function oneOf(view: LedgerView, request: Asked & { readonly id: string; readonly actor: Actor }) {
  const project = projectOf(request.id);
  const mandates = await mandatesOf(view, request.actor, project);
  const scope: Scope = opensTo(mandates, view) ? { all: true } : request.scope;
  const at = atOf(view, { ...request, scope });
  const rows = await listPromises(view, at, { project });
  const own = rows.filter((row) => row.subject === request.id);
  const { adopted, judged } = await judgedOf(view, at, own);
  const each = judged[0];
  if (each === undefined) {
    throw new Problem({
      code: 'promises_unknown',
      status: 404,
      message: `没有“${request.id}”，或不在本账号的范围内。There is no such letter within this account’s reach.`,
      fix: '从双向承诺里找。Look for it in the list.',
    });
  }
  const { row, promise } = each;
  const nodes = await projectNodes(view, at, [project], acceptanceItems(view));
  const acts = { actor: request.actor, scope, mandates, project, unit: String(row.unit) };
  const items = each.judgement.entries.flatMap(({ entry }) =>
    entry.side === 'enterprise' ? (entry.approvalItem ?? []) : [],
  );
  const firm = row.credit_code === null ? undefined : `firm/${String(row.credit_code)}`;
  const account = firm === undefined ? undefined : await firmRows(view, at.city, firm);
  const broken =
    account &&
    brokenOf({ table: (name) => account[name as keyof typeof account] ?? [] }, at.asOf, adopted?.calendar);
  return {
    at: { ...standingOf(view), asOf: at.asOf },
    calendar: adopted ? calendarLine(adopted) : null,
    promise: lineOf(view, each),
    ...contentsOf(view, each, request.actor),
    steps: stepsOf(each, nodes),
    stepsInOrder: promise?.stepsInOrder ?? false,
    events: (await promiseEvents(view, at.city, request.id)).map((event) => eventLine(view, event)),
    door:
      broken === undefined
        ? null
        : { approval: broken.approval, material: broken.material, dueOn: broken.dueOn },
    mayKeep: !view.known.given && may(request.actor, 'keepPromises'),
    firmActs: await firmActs(view, { ...acts, items, lifecycle: await lifecycleOf(view, project) }),
    revision: Number(row.revision),
  };
}

async function lifecycleOf(view: LedgerView, project: string): Promise<string> {
  const rows = await view.query(
    sql`select lifecycle from project where city = ${view.city.id} and subject = ${project}`,
  );
  return String(rows[0]?.lifecycle ?? '');
}

/** Whom the plan names to sign for the government; where it leaves that open, the own unit. */
function signersOf(named: readonly string[], { unit }: Pick<Actor, 'unit'>): readonly string[] {
  return named.length === 0 ? [unit] : named;
}

/** What stands in the letter itself, and where each of its promises is. */
function contentsOf(view: LedgerView, { judgement, promise }: JudgedPromises, actor: Actor) {
  const { course } = judgement;
  const opened = course.opened.body;
  return {
    conditions: {
      appliesTo: opened.appliesTo ?? [],
      notFor: opened.notFor ?? [],
      needs: opened.needs ?? [],
      basis: opened.basis ?? null,
    },
    signatures: Object.fromEntries(
      Object.entries(course.signatures).map(([side, signature]) => {
        const signerName = side === 'government' ? answererName(view, signature.signer) : signature.signer;
        return [side, { ...signature, signerName }];
      }),
    ),
    /** The plan does not say who signs for the government: 待补来源. */
    signerOpen: promise !== undefined && promise.signedBy.length === 0,
    signers: signersOf(promise?.signedBy ?? [], actor).map((id) => ({ id, name: answererName(view, id) })),
    entries: judgement.entries.map(({ entry, stills, judgement: judged }) => ({
      ...entry,
      ownerName: answererName(view, entry.owner),
      stills,
      judgement: judged,
    })),
    demands: course.demands.map((demand) => ({
      ...demand,
      approverName: answererName(view, demand.approver),
    })),
    works: course.works,
  };
}

function eventLine(view: LedgerView, event: Row) {
  return {
    fact: event.event,
    title: PROMISE_TITLES.get(String(event.kind)),
    kind: event.kind,
    entry: (event.body as { readonly entry?: string }).entry ?? null,
    occurredOn: event.occurred_on,
    toldOn: event.told_on,
    voided: event.voided,
    actor: event.actor,
    actorUnitName: nameOf(view, event.actor_unit),
  };
}

/** 五个优先: median working days between the two nodes that the plan names, of priority projects and of the others, since the year began. */
async function timesOf(view: LedgerView, request: Asked) {
  const at = atOf(view, request);
  const adopted = await calendarOn(view, at.asOf);
  const from: PlainDate = startOfYear(at.asOf);
  const { judged } = await judgedOf(view, at, await listPromises(view, at, { sort: 'priority' }));
  const side = (days: readonly number[]) => ({
    n: days.length,
    medianDays: days.length < FEWEST ? null : medianOf(days),
  });
  const rows = [];
  for (const promise of view.plan.section(servicePromisesSection)) {
    if (promise.mechanism !== '优先承诺') continue;
    const { between, clock } = promise;
    const mine = judged.flatMap(({ judgement }) =>
      judgement.entries.filter(({ entry }) => entry.entry === promise.id),
    );
    const passed =
      between === undefined || adopted === undefined
        ? null
        : await passages(view, at, { between, from, lifecycles: promise.lifecycles });
    const days = (priority: boolean) =>
      (passed ?? [])
        .filter((each) => each.priority === priority)
        .map((each) => (adopted ? workingDaysBetween(adopted.calendar, each.starts, each.ends) : 0));
    const own = mine.flatMap(({ judgement: { keptOn, usedDays } }) =>
      keptOn !== null && usedDays !== null ? [usedDays] : [],
    );
    rows.push({
      promise: promise.id,
      title: promise.title,
      group: promise.group ?? null,
      starts: clock?.starts ?? null,
      ends: clock?.ends ?? null,
      measuredBy: between === undefined ? null : measuredBy(view, between),
      limitDays: clock?.days ?? null,
      dayKind: clock?.dayKind ?? '工作日',
      promised: mine.length,
      running: mine.filter(({ judgement }) => judgement.state === 'running').length,
      broken: mine.filter(({ judgement }) => judgement.state === 'broken' || judgement.state === 'keptLate')
        .length,
      /** By the nodes that the plan names; else what was told of the commitments alone, and nothing beside it. */
      priority: side(passed === null ? own : days(true)),
      others: passed === null ? null : side(days(false)),
    });
  }
  return { at: { ...standingOf(view), asOf: at.asOf }, from, fewest: FEWEST, rows };
}

/** How the time is taken where the clock's own words do not say it: of what every project has, promised to or not. */
function measuredBy({ plan }: LedgerView, { starts, item, questions }: Between): Words | null {
  if (item !== undefined) {
    const name = plan.section(approvalItemsSection).find(({ id }) => id === item)?.name ?? item;
    return { zh: `${name}：收件到办结`, en: `${name}: filing to decision` };
  }
  if (questions === true)
    return { zh: '企业在专页上提问到答复', en: 'a firm’s question on its page to the answer' };
  return starts === REGISTERED ? { zh: '从项目登记算起', en: 'from the project’s registration' } : null;
}
