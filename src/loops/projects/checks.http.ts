// 体检与疑点 over HTTP. The list is the same for the page and the workbook (dispatch/checksSheet.node.ts): one reading, one filter.
import { z } from 'zod';
import { type Route, type RouteRequest, route } from '../../access/route.http.ts';
import { inScope } from '../../access/scope.ts';
import { standingOf } from '../../access/standing.ts';
import { isDate, type PlainDate } from '../../kernel/plainDate.ts';
import { Problem } from '../../kernel/problem.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import type { LightKey } from './checks.city.ts';
import { HIT_KINDS, isAsked as isInForce } from './checks.judge.ts';
import { LIGHT_TITLES, type LinesFor, linesOf, warningsOf } from './checks.lines.ts';
import { readCheckedCity } from './checks.pg.ts';
import { checksSection, missingThresholds } from './checks.plan.ts';
import type { CheckKind, CheckLine, ChecksView } from './checks.view.ts';
import { goodReasonsSection } from './goodReasons.plan.ts';
import { inTurns } from './inTurns.node.ts';

export const ChecksQuery = z.object({
  asOf: z.string().optional().describe('时点'),
  known: z.string().optional().describe('按当时已报'),
  unit: z.string().max(64).optional().describe('单位（含下级）'),
  project: z.string().max(64).optional().describe('项目编号：只看涉及它的'),
  kind: z.enum(['light', 'hit', 'question']).optional().describe('预警灯、体检、疑点'),
  check: z.string().max(80).optional().describe('哪一项：light:start 等，或 check: 加体检编号'),
  state: z
    .enum(['open', 'waiting', 'excused', 'answered', 'all'])
    .default('open')
    .describe(
      'open 待处理（含理由待认可）、waiting 理由待认可、excused 理由已认可、answered 已核实、all 全部',
    ),
  since: z.string().optional().describe('哪天以来新出现的；灯没有起始日，写了就不列灯'),
  item: z.string().max(120).optional().describe('只要这一条'),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('每页行数'),
  cursor: z.string().max(12).optional().describe('上一页的 nextCursor'),
});
export type ChecksQuery = z.infer<typeof ChecksQuery>;

type Asked = Pick<RouteRequest<ChecksQuery, undefined>, 'query' | 'scope' | 'actor' | 'at'>;

export const CHECK_ROUTES: readonly Route[] = [
  route<ChecksQuery>({
    method: 'GET',
    path: '/api/checks',
    title: { zh: '体检与疑点', en: 'Checks, lights and questions' },
    query: ChecksQuery,
    reply: 'ChecksView: {at, rows, total, nextCursor, warnings, counts, notKnown, facets}',
    handler: (request) => request.read((view) => readChecks(view, request)),
  }),
];

/** Fails with `date_invalid`, `cursor_invalid`. */
export async function readChecks(view: LedgerView, request: Asked, limit?: number): Promise<ChecksView> {
  const { query, scope, actor, at } = request;
  const asOf = at.asOf ?? (view.known.given ? view.known.on : view.today);
  const since = sinceOf(query.since);
  const offset = offsetOf(query.cursor);
  const city = await readCheckedCity(view, asOf);
  const { plan } = view;
  const account: LinesFor = {
    actor,
    scope,
    plan,
    today: asOf,
    acts: !view.known.given,
    calendar: view.calendar,
  };
  const all = await inTurns(linesOf(city, account));
  const rows = all.filter((line) => isWanted(line, query, since, account));
  const most = limit ?? query.limit;
  const checks = plan.section(checksSection).filter((check) => isInForce(check, asOf));
  const isReached = (unit: string) => inScope(scope, unit, plan.units, asOf);
  return {
    at: { ...standingOf(view), asOf },
    rows: rows.slice(offset, offset + most),
    total: rows.length,
    nextCursor: offset + most < rows.length ? String(offset + most) : null,
    warnings: await inTurns(warningsOf(city, isReached)),
    counts: (['light', 'hit', 'question'] as const).map((kind) => {
      const of = all.filter((line) => line.kind === kind);
      const open = of.filter(isOpen).length;
      return { kind, open, closed: of.length - open };
    }),
    notKnown: city.notKnown.flatMap(({ check, units, why }) => {
      const reached = [...units].filter(([unit]) => isReached(unit));
      const projects = reached.reduce((sum, [, count]) => sum + count, 0);
      return projects === 0 ? [] : [{ title: check.title, projects, why }];
    }),
    leftOpen: plan
      .section(checksSection)
      .filter((check) => check.enabled && missingThresholds(check.condition).length > 0)
      .map(({ title }) => title),
    facets: {
      units: plan.units
        .children(plan.units.rootId, asOf)
        .filter((unit) => unit.bearsTasks && isReached(unit.id))
        .map(({ id, name }) => ({ id, name })),
      checks: [
        ...(Object.keys(LIGHT_TITLES) as LightKey[]).map((key) => ({
          id: `light:${key}`,
          name: LIGHT_TITLES[key],
          kind: 'light' as const,
        })),
        ...checks.map(({ id, title, condition }) => ({
          id: `check:${id}`,
          name: { zh: title, en: title },
          kind: kindOf(condition.kind),
        })),
      ],
      reasonKinds: plan
        .section(goodReasonsSection)
        .filter((one) => (one.from ?? asOf) <= asOf && asOf <= (one.to ?? asOf))
        .map(({ id, title, maxDays }) => ({ id, name: title, maxDays: maxDays ?? null })),
    },
  };
}

function kindOf(condition: string): CheckKind {
  return (HIT_KINDS as readonly string[]).includes(condition) ? 'hit' : 'question';
}

function isOpen({ state }: CheckLine): boolean {
  return state === 'open' || state === 'reasonGiven';
}

function isWanted(
  line: CheckLine,
  { unit, project, kind, check, state, item }: ChecksQuery,
  since: PlainDate | undefined,
  { plan, today }: LinesFor,
): boolean {
  if (item !== undefined && item !== '') return line.id === item;
  if (project !== undefined && project !== '' && !line.projects.some(({ id }) => id === project))
    return false;
  if (kind !== undefined && line.kind !== kind) return false;
  if (check !== undefined && check !== '' && line.about !== check) return false;
  if (since !== undefined && (line.since === null || line.since < since)) return false;
  if (state === 'open' && !isOpen(line)) return false;
  if (state === 'waiting' && line.state !== 'reasonGiven') return false;
  if ((state === 'excused' || state === 'answered') && line.state !== state) return false;
  if (unit === undefined || unit === '') return true;
  return line.projects.some((one) => one.unit === unit || plan.units.within(one.unit, unit, today));
}

function sinceOf(text: string | undefined): PlainDate | undefined {
  if (text === undefined || text === '') return undefined;
  if (isDate(text)) return text;
  throw new Problem({
    code: 'date_invalid',
    status: 400,
    message: `since 不是日期：“${text}”。since is not a date.`,
    fix: '写作 YYYY-MM-DD，例如 2021-06-30。Write YYYY-MM-DD.',
  });
}

function offsetOf(cursor: string | undefined): number {
  if (cursor === undefined || cursor === '') return 0;
  if (/^\d{1,9}$/.test(cursor)) return Number(cursor);
  throw new Problem({
    code: 'cursor_invalid',
    message: '翻页标记不对，或换了排序',
    fix: '从第一页看起',
    status: 400,
  });
}
