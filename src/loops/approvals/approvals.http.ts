// Approvals over HTTP: a bureau's queue by due time, one approval with both clocks opened, and what a change of calendar moved. Nothing is decided here.
import { z } from 'zod';
import { may } from '../../access/roles.ts';
import { type Route, type RouteRequest, route } from '../../access/route.http.ts';
import { standingOf } from '../../access/standing.ts';
import type { Actor, Row } from '../../kernel/loop.ts';
import { isDate, type PlainDate, startOfYear } from '../../kernel/plainDate.ts';
import { Problem } from '../../kernel/problem.ts';
import { type WorkCalendar, workingDaysBetween } from '../../kernel/workCalendar.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { lineOf, nameOf } from './approvalLines.ts';
import { atOf, closedApprovals, openApprovals, TOTAL_MAX } from './approvals.pg.ts';
import { approvalItemsSection } from './approvals.plan.ts';
import { unitOf } from './approvals.refusals.ts';
import { calendarLine, calendarOn } from './calendars.pg.ts';
import { importRoute, importRunsRoute } from './import.http.ts';
import { type Judged, judgeRow, judgerOf } from './judging.ts';
import { oneApproval } from './oneApproval.pg.ts';
import { reprojection } from './reprojection.pg.ts';

export { nameOf };

const AT = {
  asOf: z.string().optional().describe('时点'),
  known: z.string().optional().describe('按当时已报'),
};
const FILTER = {
  unit: z.string().max(64).optional().describe('项目所在单位（含下级）'),
  authority: z
    .string()
    .max(64)
    .optional()
    .describe('办理单位（含下级）；own = 本账号的单位（它办理事项的话），否则全部'),
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
        at: { ...standingOf(view), asOf: atOf(view, request).asOf },
        ...(await reprojection(view, atOf(view, request), request.query)),
      })),
  }),
  importRunsRoute,
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

export async function listApprovals(
  view: LedgerView,
  request: Pick<RouteRequest<ListQuery, undefined>, 'query' | 'scope' | 'at'> & Asking,
) {
  const { query } = request;
  const at = atOf(view, request);
  const adopted = await calendarOn(view, at.asOf);
  const judger = judgerOf(view.plan, adopted?.calendar, at.asOf);
  const filter = filterOf({ ...query, authority: authorityAsked(view, request) });
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
    rows: page.rows.map((each) => lineOf(view, each, at.asOf)),
    total: { count: Math.min(chosen.length, TOTAL_MAX), capped: chosen.length >= TOTAL_MAX },
    nextCursor: page.nextCursor,
    authority: filter.authority ?? null,
    handled: handlersOf(view),
    files: filesOf(view, request),
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

interface Asking {
  readonly actor?: Pick<Actor, 'unit' | 'roles'> | undefined;
}

/** `own` is the account's unit where the plan has items that it handles: who handles nothing looks at all. */
function authorityAsked(
  view: LedgerView,
  { query, actor }: Pick<RouteRequest<ListQuery, undefined>, 'query'> & Asking,
): string | undefined {
  if (query.authority !== 'own') return query.authority;
  if (actor === undefined || !may(actor, 'handleApprovals')) return undefined;
  const at = { plan: view.plan, today: view.today };
  const handles = view.plan.section(approvalItemsSection).some(({ authority }) => {
    const unit = authority === undefined ? undefined : unitOf(authority, at);
    return (
      unit !== undefined && (unit === actor.unit || view.plan.units.within(unit, actor.unit, view.today))
    );
  });
  return handles && actor.unit !== view.plan.units.rootId ? actor.unit : undefined;
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

/** Items that this account's unit could receive by hand: the exception beside the import. */
function filesOf(view: LedgerView, { actor }: Asking) {
  if (actor === undefined || view.known.given || !may(actor, 'handleApprovals')) return [];
  const at = { plan: view.plan, today: view.today };
  return view.plan.section(approvalItemsSection).flatMap(({ id, name, authority, kinds }) => {
    const unit = authority === undefined ? undefined : unitOf(authority, at);
    const own =
      unit !== undefined && (unit === actor.unit || view.plan.units.within(actor.unit, unit, view.today));
    return own ? [{ id, name, kinds }] : [];
  });
}

/** Units that the plan has items for. */
function handlersOf(view: LedgerView) {
  const at = { plan: view.plan, today: view.today };
  const units = view.plan
    .section(approvalItemsSection)
    .flatMap(({ authority }) => (authority === undefined ? [] : (unitOf(authority, at) ?? [])));
  return [...new Set(units)].map((id) => ({ id, name: nameOf(view, id) }));
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
