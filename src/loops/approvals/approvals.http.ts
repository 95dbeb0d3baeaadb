// Approvals over HTTP: a bureau's queue by due time, one approval with both clocks opened, and what a change of calendar moved. Nothing is decided here.
import { z } from 'zod';
import { may } from '../../access/roles.ts';
import { type ReadAt, type Route, type RouteRequest, route } from '../../access/route.http.ts';
import { standingOf } from '../../access/standing.ts';
import type { Actor, Row } from '../../kernel/loop.ts';
import { isDate, type PlainDate, startOfYear } from '../../kernel/plainDate.ts';
import { Problem } from '../../kernel/problem.ts';
import { type WorkCalendar, workingDaysBetween } from '../../kernel/workCalendar.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { NEW_EVENT, newEvent } from './approvals.events.ts';
import { FACT_TITLES } from './approvals.facts.ts';
import type { ApprovalPage } from './approvals.pg.ts';
import {
  type ApprovalsAt,
  closedApprovals,
  findApprovalPage,
  openApprovals,
  TOTAL_MAX,
} from './approvals.pg.ts';
import { approvalItemsSection } from './approvals.plan.ts';
import { courseRefusal } from './approvals.refusals.ts';
import { eventRows } from './approvals.rows.ts';
import { calendarLine, calendarOn } from './calendars.pg.ts';
import { deferralLines, deferringOf } from './deferralLines.ts';
import { brokenOf } from './door.ts';
import { importRoute } from './import.http.ts';
import { type Judged, type Judger, judgeRow, judgerOf } from './judging.ts';
import { reprojection } from './reprojection.pg.ts';

const AT = {
  asOf: z.string().optional().describe('时点'),
  known: z.string().optional().describe('按当时已报'),
};
const FILTER = {
  unit: z.string().max(64).optional().describe('项目所在单位（含下级）'),
  authority: z.string().max(64).optional().describe('办理单位（含下级）'),
  item: z.string().max(64).optional().describe('审批事项'),
  project: z.string().max(64).optional().describe('项目编号'),
  text: z.string().trim().max(100).optional().describe('项目名称、审批件或办件编号的一部分'),
};
const ListQuery = z.object({
  ...AT,
  ...FILTER,
  state: z.enum(['open', 'closed']).default('open').describe('在办、已办结'),
  from: z.string().refine(isDate, '不是日期').optional().describe('已办结的从哪天起；不填 = 当年 1 月 1 日'),
  light: z.enum(['green', 'blue', 'red', 'grey']).optional().describe('时限灯'),
  late: z.enum(['yes', 'no']).optional().describe('只看逾期的，或只看没有逾期的'),
  sort: z.enum(['due', 'recent']).default('due').describe('按到期、按最近动态'),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('每页行数'),
  cursor: z.string().max(600).optional().describe('上一页的 nextCursor'),
});
type ListQuery = z.infer<typeof ListQuery>;
const OneQuery = z.object(AT);
const ReprojectionQuery = z.object({
  ...AT,
  ...FILTER,
  limit: z.coerce.number().int().min(1).max(1000).default(200).describe('最多列多少件'),
});
type ReprojectionQuery = z.infer<typeof ReprojectionQuery>;

export const APPROVAL_ROUTES: readonly Route[] = [
  route<ListQuery>({
    method: 'GET',
    path: '/api/approvals',
    title: { zh: '事项进度', en: 'Approvals' },
    query: ListQuery,
    reply:
      '{at, calendar, rows: [{id, project, item, authority, standing, dueOn, light, …}], total: {count, capped}, nextCursor, summary, facets}',
    handler: (request) => request.read((view) => listApprovals(view, request)),
  }),
  route<ReprojectionQuery>({
    method: 'GET',
    path: '/api/approvals/reprojection',
    title: { zh: '日历变更后改了到期日的审批件', en: 'Due days that a change of calendar moved' },
    query: ReprojectionQuery,
    reply:
      '{at, change: {from, to, days} | null, open, rows: [{id, projectName, itemName, oldDueOn, newDueOn, oldStartedOn, newStartedOn, reason}], total}',
    handler: (request) =>
      request.read(async (view) => ({
        at: standingOf(view),
        ...(await reprojection(view, atOf(view, request), request.query)),
      })),
  }),
  route<z.infer<typeof OneQuery>>({
    method: 'GET',
    path: '/api/approvals/{id}',
    title: { zh: '一个审批件', en: 'One approval' },
    query: OneQuery,
    reply:
      '{at, calendar, approval, judgement: {standing, clocks: [{clock, budget, startedOn, dueOn, usedDays, steps}], light}, events, notices, deferrals, tolerances, door, actions, revision}',
    handler: (request) =>
      request.read((view) => oneApproval(view, { ...request, id: request.params.id ?? '' })),
  }),
  importRoute,
];

/** A queue is of today, whatever month was reported last; an old view is of its own day. */
function dayOf(view: LedgerView, at: ReadAt): PlainDate {
  return at.asOf ?? (view.known.given ? view.known.on : view.today);
}

function atOf(
  view: LedgerView,
  { scope, at }: Pick<RouteRequest<unknown, unknown>, 'scope' | 'at'>,
): ApprovalsAt {
  return { city: view.city.id, planHash: view.plan.hash, asOf: dayOf(view, at), scope };
}

export async function listApprovals(
  view: LedgerView,
  request: Pick<RouteRequest<ListQuery, undefined>, 'query' | 'scope' | 'at'>,
) {
  const { query } = request;
  const at = atOf(view, request);
  const adopted = await calendarOn(view, at.asOf);
  const judger = judgerOf(view.plan, adopted?.calendar, at.asOf);
  const filter = filterOf(query);
  const from = (query.from ?? startOfYear(at.asOf)) as PlainDate;
  const open = await openApprovals(view, at, filter);
  const isFirst = query.cursor === undefined;
  const closed = query.state === 'closed' || isFirst ? await closedApprovals(view, at, filter, from) : [];
  const judged = (rows: readonly Row[]) => rows.flatMap((row) => judgeRow(row, judger) ?? []);
  const [openJudged, closedJudged] = [judged(open), judged(closed)];
  const chosen = (query.state === 'open' ? openJudged : closedJudged)
    .filter(({ judgement }) => query.light === undefined || judgement.light.colour === query.light)
    .filter(({ judgement }) => query.late === undefined || judgement.late === (query.late === 'yes'));
  const page = pageOf(chosen, query);
  return {
    at: { ...standingOf(view), asOf: at.asOf },
    calendar: adopted ? calendarLine(adopted) : null,
    rows: page.rows.map((each) => lineOf(view, each)),
    total: { count: Math.min(chosen.length, TOTAL_MAX), capped: chosen.length >= TOTAL_MAX },
    nextCursor: page.nextCursor,
    summary: isFirst ? summaryOf(adopted?.calendar, openJudged, closedJudged, from) : null,
    facets: isFirst ? facetsOf(view, open) : null,
  };
}

function filterOf({ unit, authority, item, project, text }: Omit<ListQuery, 'state'> | ReprojectionQuery) {
  return {
    unit: unit || undefined,
    authority: authority || undefined,
    item: item || undefined,
    project: project || undefined,
    text: text || undefined,
  };
}

export type ApprovalList = Awaited<ReturnType<typeof listApprovals>>;

/** Sorted by a total order; the cursor is the place of the last row in it. */
function pageOf(rows: readonly Judged[], { sort, limit, cursor }: ListQuery) {
  const keyOf = ({ row, judgement }: Judged): string => {
    // Due first; what has no due day comes after all that have.
    const due = judgement.dueOn ?? '9999';
    const recent = String(999_999_999_999 - Number(row.last_seq)).padStart(12, '0');
    return `${sort} ${sort === 'due' ? due : recent} ${String(row.subject)}`;
  };
  const sorted = rows
    .map((each) => ({ key: keyOf(each), each }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const after = cursor === undefined ? undefined : readCursor(cursor, sort);
  const from = after === undefined ? 0 : sorted.findIndex(({ key }) => key > after);
  const page = from < 0 ? [] : sorted.slice(from, from + limit);
  const last = page.at(-1);
  const more = last !== undefined && sorted.at(-1) !== last;
  return {
    rows: page.map(({ each }) => each),
    nextCursor: more ? Buffer.from(last.key).toString('base64url') : null,
  };
}

/** @throws Problem cursor_invalid */
function readCursor(cursor: string, sort: string): string {
  const key = Buffer.from(cursor, 'base64url').toString('utf8');
  if (key.startsWith(`${sort} `)) return key;
  throw new Problem({
    code: 'cursor_invalid',
    message: '翻页标记不对，或换了排序',
    fix: '从第一页看起',
    status: 400,
  });
}

export function nameOf(view: LedgerView, unit: unknown): string | null {
  if (unit === null || unit === undefined) return null;
  return view.plan.units.find(String(unit), view.today)?.name ?? String(unit);
}

export function itemName(view: LedgerView, item: unknown): string {
  return view.plan.section(approvalItemsSection).find(({ id }) => id === item)?.name ?? String(item);
}

export function lineOf(view: LedgerView, { row, judgement }: Judged) {
  return {
    id: String(row.subject),
    project: String(row.project),
    projectName: String(row.project_name),
    item: String(row.item),
    itemName: itemName(view, row.item),
    kind: String(row.kind),
    unit: String(row.unit),
    unitName: nameOf(view, row.unit),
    authority: row.authority === null ? null : String(row.authority),
    authorityName: nameOf(view, row.authority),
    application: row.application === null ? null : String(row.application),
    system: row.system === null ? null : String(row.system),
    manual: row.manual === true,
    filedOn: String(row.filed_on),
    acceptedOn: judgement.acceptedOn,
    deemed: judgement.deemed,
    standing: judgement.standing,
    dueOn: judgement.dueOn,
    provisional: judgement.clocks.some(({ provisional }) => provisional),
    late: judgement.late,
    lateDays: judgement.lateDays,
    light: { light: judgement.light.colour, word: judgement.light.cause },
    closedOn: row.closed_on === null ? null : String(row.closed_on),
    outcome: row.outcome === null ? null : String(row.outcome),
  };
}

/** Judged figures of all that the filter finds; each opens as a list (state, late, light). */
function summaryOf(
  calendar: WorkCalendar | undefined,
  open: readonly Judged[],
  closed: readonly Judged[],
  from: PlainDate,
) {
  const decided = closed.filter(({ judgement }) => judgement.standing === 'decided');
  const days =
    calendar === undefined
      ? []
      : decided.map(({ row }) =>
          workingDaysBetween(
            calendar,
            String(row.filed_on) as PlainDate,
            String(row.decided_on) as PlainDate,
          ),
        );
  return {
    open: open.length,
    late: open.filter(({ judgement }) => judgement.late).length,
    dueSoon: open.filter(({ judgement }) => judgement.dueSoon).length,
    deferralsOpen: open
      .concat(closed)
      .reduce((sum, { course }) => sum + course.deferrals.filter(({ metOn }) => metOn === null).length, 0),
    from,
    decided: decided.length,
    decidedInTime: decided.filter(({ judgement }) => !judgement.late).length,
    /** From receipt to decision, standstill included: what a firm waits. */
    medianWorkingDays: medianOf(days),
  };
}

/** To one half: the mean of the two in the middle. */
export function medianOf(values: readonly number[]): string | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (low === undefined || high === undefined) return null;
  const doubled = low + high;
  return doubled % 2 === 0 ? String(doubled / 2) : `${(doubled - 1) / 2}.5`;
}

function facetsOf(view: LedgerView, open: readonly Row[]) {
  const authorities = new Set(
    open.flatMap(({ authority }) => (authority === null ? [] : [String(authority)])),
  );
  return {
    items: view.plan.section(approvalItemsSection).map(({ id, name, phase }) => ({ id, name, phase })),
    authorities: [...authorities].sort().map((id) => ({ id, name: nameOf(view, id) })),
  };
}

/** Fails with `approval_unknown`: also for one that lies out of the account's reach. */
export async function oneApproval(
  view: LedgerView,
  request: Pick<RouteRequest<unknown, undefined>, 'scope' | 'at'> & {
    readonly id: string;
    readonly actor: Pick<Actor, 'unit' | 'roles'>;
  },
) {
  const { id } = request;
  const at = atOf(view, request);
  const page = await findApprovalPage(view, at, id);
  const adopted = await calendarOn(view, at.asOf);
  const judger = judgerOf(view.plan, adopted?.calendar, at.asOf);
  const judged = page && judgeRow(page.approval, judger);
  if (!page || !judged) {
    throw new Problem({
      code: 'approval_unknown',
      status: 404,
      message: `没有审批件“${id}”，或不在本账号的范围内。There is no such approval within this account’s reach.`,
      fix: '从事项进度里找。Look for it in the list.',
    });
  }
  const naming = { plan: view.plan, nameOf: (unit: unknown) => nameOf(view, unit) };
  return {
    at: { ...standingOf(view), asOf: at.asOf },
    calendar: adopted ? calendarLine(adopted) : null,
    approval: lineOf(view, judged),
    judgement: judgementOf(judged, judger, page.events),
    events: page.events.map((row) => eventLine(view, row)),
    notices: page.notices.map((row) => ({
      fact: row.event,
      askedOn: row.asked_on,
      handedInOn: row.handed_in_on,
      outside: row.outside,
      materials: row.materials,
      legalBasis: row.legal_basis,
      approver: row.approver,
    })),
    deferrals: deferralLines(judged, page.deferrals, naming, at.asOf),
    deferring: deferringOf(naming, judged),
    handles: handlesOf(view, page, request),
    decides: !view.known.given && may(request.actor, 'recognise'),
    tolerances: page.tolerances.map((row) => ({
      application: row.application,
      facts: row.facts,
      basis: row.basis,
      appliedOn: row.applied_on,
      appliedUnitName: nameOf(view, row.applied_unit),
      outcome: row.outcome,
      reason: row.reason,
      decidedOn: row.decided_on,
      decidedUnitName: nameOf(view, row.decided_unit),
    })),
    door: doorOf(page, at.asOf, adopted?.calendar),
    actions: actionsOf(view, page, request),
    revision: Number(page.approval.revision),
  };
}

function judgementOf({ judgement, row }: Judged, { limitsFor }: Judger, events: readonly Row[]) {
  const { standing, noticeDueOn, acceptedOn, deemed, clocks, dueOn, late, lateDays, light } = judgement;
  const { noticeDays, dueSoonDays } = limitsFor(String(row.item));
  const opened = clocks.map((clock) => ({
    ...clock,
    steps: clock.steps.map((step, place) => ({
      ...step,
      event: step.event ?? openingFact(events, step.from, place === 0 ? STARTS[clock.clock] : RESUMES),
    })),
  }));
  const days = { noticeDays, noticeDueOn, acceptedOn, deemed, dueSoonDays, dueOn, late, lateDays };
  return { standing, ...days, light, clocks: opened };
}

/** Kinds that a clock begins with, and runs again with; the first that there is on the day. */
const STARTS = {
  审批时限: ['approvalAccepted', 'supplementHandedIn', 'approvalFiled'],
  技术审查时限: ['technicalReviewStarted'],
} as const;
const RESUMES = ['clockResumed', 'technicalReviewEnded', 'technicalReviewStarted'] as const;

function openingFact(events: readonly Row[], on: PlainDate, kinds: readonly string[]): string | null {
  const standing = events.filter((event) => event.voided !== true && event.occurred_on === on);
  for (const kind of kinds) {
    const found = standing.find((event) => event.kind === kind);
    if (found !== undefined) return String(found.event);
  }
  return null;
}

function eventLine(view: LedgerView, row: Row) {
  return {
    fact: row.event,
    kind: row.kind,
    title: FACT_TITLES.get(String(row.kind)) ?? { zh: String(row.kind), en: String(row.kind) },
    occurredOn: row.occurred_on,
    toldOn: row.told_on,
    voided: row.voided,
    changedBy: row.changed_by,
    changeReason: row.change_reason,
    recordedAt: row.recorded_at,
    actor: row.actor,
    actorUnitName: nameOf(view, row.actor_unit),
    source:
      row.system === null
        ? null
        : { system: row.system, application: row.application, event: row.source_event, at: row.source_at },
    manual: row.manual,
    late: row.late,
    body: row.body,
  };
}

/** Whether the firm may be granted another deferral; null where no firm is known. */
function doorOf({ approval, firm }: ApprovalPage, asOf: PlainDate, calendar: WorkCalendar | undefined) {
  if (approval.credit_code === null) return null;
  const broken = brokenOf(tablesOf(firm), asOf, calendar);
  return {
    creditCode: String(approval.credit_code),
    closed: broken !== undefined,
    by:
      broken === undefined
        ? null
        : { approval: broken.approval, material: broken.material, dueOn: broken.dueOn },
  };
}

function tablesOf(firm: ApprovalPage['firm']) {
  return { table: (name: string): readonly Row[] => firm[name as keyof typeof firm] ?? [] };
}

/** Commands by the event that each would record. */
const OFFERED: readonly (readonly [command: string, kind: string])[] = [
  ['acceptApproval', 'approvalAccepted'],
  ['askSupplement', 'supplementAsked'],
  ['handInSupplement', 'supplementHandedIn'],
  ['pauseClock', 'clockPaused'],
  ['resumeClock', 'clockResumed'],
  ['startTechnicalReview', 'technicalReviewStarted'],
  ['endTechnicalReview', 'technicalReviewEnded'],
  ['extendApproval', 'approvalExtended'],
  ['decideApproval', 'approvalDecided'],
  ['withdrawApproval', 'approvalWithdrawn'],
];

/** Names of commands that this account could give by hand today: buttons, not permissions. The decider has the last word. */
function actionsOf(
  view: LedgerView,
  page: ApprovalPage,
  { actor }: { readonly actor: Pick<Actor, 'unit' | 'roles'> },
) {
  if (!handlesOf(view, page, { actor })) return [];
  const events = eventRows(page.events).filter(({ voided }) => !voided);
  return OFFERED.filter(([, kind]) => {
    const event = newEvent(kind, view.today, { clock: '审批时限' });
    return courseRefusal([...events, event], NEW_EVENT) === undefined;
  }).map(([command]) => command);
}

/** Whether this account could tell of it by hand today. */
function handlesOf(
  view: LedgerView,
  page: ApprovalPage,
  { actor }: { readonly actor: Pick<Actor, 'unit' | 'roles'> },
): boolean {
  const { authority } = page.approval;
  const handles =
    authority === null ||
    actor.unit === authority ||
    view.plan.units.within(actor.unit, String(authority), view.today);
  return !view.known.given && handles && may(actor, 'handleApprovals');
}
