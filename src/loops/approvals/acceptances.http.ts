// GET /api/acceptances: joint acceptances in reach, what waits for the account's own unit first; each judged as on the project's page.
import { z } from 'zod';
import { type Route, type RouteRequest, route } from '../../access/route.http.ts';
import { scopeCondition } from '../../access/scope.ts';
import { standingOf } from '../../access/standing.ts';
import type { Actor } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { raw, sql } from '../../kernel/sql.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { dutiesOf, type JudgedAcceptance, judgedAcceptances } from './acceptanceQueue.pg.ts';

const Query = z.object({
  asOf: z.string().optional().describe('时点'),
  known: z.string().optional().describe('按当时已报'),
  state: z.enum(['open', 'certified']).default('open').describe('办理中、已出意见书'),
  text: z.string().trim().max(100).optional().describe('项目名称或编号的一部分'),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('每页行数'),
  cursor: z
    .string()
    .regex(/^\d{1,6}$/)
    .optional()
    .describe('上一页的 nextCursor'),
});
type Query = z.infer<typeof Query>;

export const ACCEPTANCE_ROUTES: readonly Route[] = [
  route<Query>({
    method: 'GET',
    path: '/api/acceptances',
    title: { zh: '联合验收', en: 'Joint acceptances' },
    query: Query,
    reply:
      '{at, rows: [{project, projectName, unitName, kind, openedOn, leadName, parts, passed, waitsFor: [{name, unitName, state, since, dueOn, late, finding}], certifiable, late, mine, certifiedOn, documentNumber}], total: {count, capped}, nextCursor}; what waits for one’s own unit first',
    handler: (request) => request.read((view) => listAcceptances(view, request)),
  }),
];

async function listAcceptances(
  view: LedgerView,
  { query, scope, actor, at }: Pick<RouteRequest<Query, undefined>, 'query' | 'scope' | 'actor' | 'at'>,
) {
  const asOf = at.asOf ?? (view.known.given ? view.known.on : view.today);
  const where = { city: view.city.id, planHash: view.plan.hash, on: asOf };
  const conditions = [
    // What was applied for by the own unit too: an agent reaches the projects of other units by mandate alone.
    sql`(${scopeCondition(scope, raw('o.unit'), where)} or o.actor_unit = ${actor.unit})`,
  ];
  if (query.text) {
    const like = `%${query.text.replace(/[\\%_]/g, '\\$&')}%`;
    conditions.push(sql`(o.body->>'projectName' ilike ${like} or o.body->>'project' ilike ${like})`);
  }
  const { state } = query;
  const { acceptances, capped } = await judgedAcceptances(view, asOf, { state, conditions });
  const lines = acceptances
    .map((one) => lineOf(one, { view, actor, asOf }))
    .toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  const from = Number(query.cursor ?? 0);
  const next = from + query.limit;
  return {
    at: { ...standingOf(view), asOf },
    rows: lines.slice(from, next),
    total: { count: lines.length, capped },
    nextCursor: next < lines.length ? String(next) : null,
  };
}

interface Of {
  readonly view: LedgerView;
  readonly actor: Actor;
  readonly asOf: PlainDate;
}

function lineOf(one: JudgedAcceptance, { view, actor, asOf }: Of) {
  const { opening, course, judged } = one;
  const { plan } = view;
  const nameOf = (unit: string) => plan.units.find(unit, asOf)?.name ?? unit;
  const waiting = judged.parts.filter(({ holder }) => holder !== null);
  const mine = dutiesOf(one, { actor, plan, asOf }).length > 0;
  return {
    project: String(opening.body.project),
    projectName: String(opening.body.projectName),
    unit: opening.unit,
    unitName: nameOf(opening.unit),
    kind: course.kind,
    openedOn: course.openedOn,
    leadName: course.lead === null ? null : nameOf(course.lead),
    parts: course.parts.length,
    passed: judged.passed,
    waitsFor: waiting.map(({ name, authority, state, since, dueOn, late, finding, holder }) => ({
      name,
      unitName: holder === 'firm' || authority === null ? null : nameOf(authority),
      state,
      since,
      dueOn,
      late,
      finding,
    })),
    certifiable: judged.certifiable,
    late: waiting.some(({ late }) => late),
    mine,
    certifiedOn: course.certifiedOn,
    documentNumber: course.documentNumber,
  };
}

/** What waits for the own unit, then what is late, then the longest open; certified ones by the day, latest first. */
function orderOf(line: ReturnType<typeof lineOf>): string {
  const { mine, late, openedOn, certifiedOn, project } = line;
  if (certifiedOn !== null) return `${String(99999999 - Number(certifiedOn.replaceAll('-', '')))} ${project}`;
  return `${mine ? 0 : 1}${late ? 0 : 1} ${openedOn} ${project}`;
}
