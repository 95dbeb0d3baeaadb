// GET /api/acceptances: joint acceptances in reach, what waits for the account's own unit first; each judged as on the project's page.
import { z } from 'zod';
import { may } from '../../access/roles.ts';
import { type Route, type RouteRequest, route } from '../../access/route.http.ts';
import { scopeCondition } from '../../access/scope.ts';
import { standingOf } from '../../access/standing.ts';
import type { Actor, Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { join, raw, sql } from '../../kernel/sql.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { isAcceptanceFault, walkAcceptance } from './acceptance.course.ts';
import { judgeAcceptance } from './acceptance.judge.ts';
import { acceptanceEventRows } from './acceptance.rows.ts';
import { calendarOn } from './calendars.pg.ts';

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

/** Judged at once; a list goes no further. */
const TOTAL_MAX = 5_000;

export const ACCEPTANCE_ROUTES: readonly Route[] = [
  route<Query>({
    method: 'GET',
    path: '/api/acceptances',
    title: { zh: '联合验收', en: 'Joint acceptances' },
    query: Query,
    reply:
      '{at, rows: [{project, projectName, unitName, kind, openedOn, leadName, parts, passed, waitsFor: [{name, unitName, state, since, dueOn, late, finding}], certifiable, late, mine, certifiedOn, documentNumber}], total, nextCursor}; what waits for one’s own unit first',
    handler: (request) => request.read((view) => listAcceptances(view, request)),
  }),
];

async function listAcceptances(
  view: LedgerView,
  { query, scope, actor, at }: Pick<RouteRequest<Query, undefined>, 'query' | 'scope' | 'actor' | 'at'>,
) {
  const asOf = at.asOf ?? (view.known.given ? view.known.on : view.today);
  const where = { city: view.city.id, planHash: view.plan.hash, on: asOf };
  const opened = [
    sql`o.city = ${where.city} and o.kind = 'acceptanceOpened' and not o.voided and o.occurred_on <= ${asOf}::date`,
    // What was applied for by the own unit too: an agent reaches the projects of other units by mandate alone.
    sql`(${scopeCondition(scope, raw('o.unit'), where)} or o.actor_unit = ${actor.unit})`,
  ];
  if (query.text) {
    const like = `%${query.text.replace(/[\\%_]/g, '\\$&')}%`;
    opened.push(sql`(o.body->>'projectName' ilike ${like} or o.body->>'project' ilike ${like})`);
  }
  const rows = await view.query(
    sql`select e.* from acceptance_event e where e.city = ${where.city} and not e.voided and e.occurred_on <= ${asOf}::date
      and e.subject in (select o.subject from acceptance_event o where ${join(opened, ' and ')} order by o.occurred_on desc, o.subject limit ${TOTAL_MAX})`,
  );
  const calendar = (await calendarOn(view, asOf))?.calendar;
  const of = { view, actor, asOf, calendar };
  const lines = [...Map.groupBy(rows, (row) => String(row.subject)).values()]
    .flatMap((events) => lineOf(events, of) ?? [])
    .filter(({ certifiedOn }) => (certifiedOn === null) === (query.state === 'open'))
    .toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  const from = Number(query.cursor ?? 0);
  const next = from + query.limit;
  return {
    at: { ...standingOf(view), asOf },
    rows: lines.slice(from, next),
    total: lines.length,
    nextCursor: next < lines.length ? String(next) : null,
  };
}

interface Of {
  readonly view: LedgerView;
  readonly actor: Actor;
  readonly asOf: PlainDate;
  readonly calendar: Parameters<typeof judgeAcceptance>[1]['calendar'];
}

function lineOf(rows: readonly Row[], { view, actor, asOf, calendar }: Of) {
  const events = acceptanceEventRows(rows);
  const course = walkAcceptance(events);
  const opening = events.find(({ kind }) => kind === 'acceptanceOpened');
  if (course === undefined || isAcceptanceFault(course) || opening === undefined) return undefined;
  const { plan } = view;
  const nameOf = (unit: string) => plan.units.find(unit, asOf)?.name ?? unit;
  const judged = judgeAcceptance(course, { plan, calendar, asOf });
  const handles = (authority: string | null) =>
    authority !== null &&
    may(actor, 'handleApprovals') &&
    (actor.unit === authority || plan.units.within(actor.unit, authority, asOf));
  const waiting = judged.parts.filter(({ holder }) => holder !== null);
  const rectifies =
    may(actor, 'claim') && (actor.unit === opening.unit || plan.units.within(actor.unit, opening.unit, asOf));
  const mine =
    course.certifiedOn === null &&
    ((judged.certifiable && handles(course.lead)) ||
      waiting.some(({ holder, authority }) => (holder === 'firm' ? rectifies : handles(authority))));
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
function orderOf(line: NonNullable<ReturnType<typeof lineOf>>): string {
  const { mine, late, openedOn, certifiedOn, project } = line;
  if (certifiedOn !== null) return `${String(99999999 - Number(certifiedOn.replaceAll('-', '')))} ${project}`;
  return `${mine ? 0 : 1}${late ? 0 : 1} ${openedOn} ${project}`;
}
