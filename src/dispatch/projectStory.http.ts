// GET /api/projects/<id>/story and /api/agency/projects: what joins projects, approvals, promises and agents into one line.
import { z } from 'zod';
import { may } from '../access/roles.ts';
import { permit, type Route, type RouteRequest, route } from '../access/route.http.ts';
import { standingOf } from '../access/standing.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import { Problem } from '../kernel/problem.ts';
import { sql } from '../kernel/sql.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { agencyActs } from '../loops/approvals/agency.facts.ts';
import { holdsOn, mandateRows } from '../loops/approvals/agency.rows.ts';
import { approvalItemsSection } from '../loops/approvals/approvals.plan.ts';
import { lightsOf } from '../loops/projects/projectList.http.ts';
import { oneProject } from '../loops/projects/projects.http.ts';
import { AtQuery } from './figure.http.ts';
import { lastErrands, storyOf } from './projectStory.pg.ts';
import { byNeed } from './projectStory.ts';
import type { AgentProject, Holding } from './projectStory.view.ts';
import { widerHistory } from './storyHistory.pg.ts';
import { holdingsOf } from './storyHoldings.pg.ts';
import { type Matter, readMatter, readMatters, scopeFor } from './storyMatter.pg.ts';

const Query = z.object(AtQuery);
type Request = Pick<RouteRequest<unknown, undefined>, 'params' | 'scope' | 'actor' | 'at'>;

/** An agent with more mandates than this is shown those that end first; the rest open from the projects' own pages. */
const MANDATES_MAX = 200;

export const STORY_ROUTES: readonly Route[] = [
  route<z.infer<typeof Query>>({
    method: 'GET',
    path: '/api/projects/{id}/story',
    title: {
      zh: '项目全程：卡在哪里、谁手里、还差什么',
      en: 'A project’s one timeline: where it is, who holds it, what is missing',
    },
    query: Query,
    reply: 'StoryView: what GET /api/projects/{id} answers, with `story`',
    handler: (request) => request.read((view) => oneStory(view, request)),
  }),
  route<z.infer<typeof Query>>({
    method: 'GET',
    path: '/api/agency/projects',
    title: { zh: '代办员：我的项目', en: 'An agent’s projects' },
    query: Query,
    reply: 'AgentView: {at, rows, acts}; what needs the agent first',
    handler: (request) => request.read((view) => agentProjects(view, request)),
  }),
];

function dayOf(view: LedgerView, { at }: Pick<Request, 'at'>): PlainDate {
  return at.asOf ?? (view.known.given ? view.known.on : view.today);
}

/** Fails with `project_unknown`: also for one that lies out of the account's reach. */
export async function oneStory(view: LedgerView, request: Request) {
  const id = request.params.id ?? '';
  const scope = await scopeFor(view, id, request);
  const matter = await readMatter(view, id, { actor: request.actor, scope, asOf: dayOf(view, request) });
  const page = await oneProject(view, { ...request, scope }, matter?.page);
  if (matter === undefined) throw projectUnknown(id);
  const history = [...page.history, ...(await widerHistory(view, id))];
  return { ...page, history, story: await storyOf(matter) };
}

function projectUnknown(id: string): Problem {
  const message = `没有项目“${id}”。There is no such project.`;
  return new Problem({ code: 'project_unknown', status: 404, message });
}

/** What is applied for once the works are finished keeps nobody busy while they go on: it is the agent's when its day has passed. */
function isForAfterTheWorks({ lifecycle, judged }: Matter, now: Holding): boolean {
  return (
    now.kind === 'permits' && !now.late && judged.next?.milestone === lifecycle.lights.completionMilestone
  );
}

/** Fails with `not_permitted`. */
async function agentProjects(view: LedgerView, request: Request) {
  const { actor } = request;
  permit(may(actor, 'actForFirm'), { zh: '代企业办理', en: 'act for a firm' });
  const asOf = dayOf(view, request);
  const rows = await view.query(
    sql`select * from agency_mandate where city = ${view.city.id} and agent = ${actor.account}
      and from_on <= ${asOf}::date and to_on >= ${asOf}::date order by to_on, project limit ${MANDATES_MAX}`,
  );
  const held = mandateRows(rows).filter((one) => holdsOn(one, asOf));
  const projects = [...new Set(held.map(({ project }) => project))];
  const matters = await readMatters(view, projects, { actor, scope: { all: true }, asOf });
  const items = new Map(view.plan.section(approvalItemsSection).map((item) => [item.id, item]));
  const last = await lastErrands(view, projects, asOf, items);
  const mandates = Map.groupBy(held, ({ project }) => project);
  const found = matters.map((matter): AgentProject => {
    const { facts, judged } = matter;
    const project = facts.project.subject;
    const [now = null, ...others] = holdingsOf(matter);
    const mine = mandates.get(project) ?? [];
    return {
      project,
      name: facts.project.name,
      unitName: view.plan.units.find(facts.project.unit, asOf)?.name ?? facts.project.unit,
      stageName: judged.stageName,
      lights: lightsOf(judged),
      mandateTo:
        mine
          .map(({ to }) => to)
          .toSorted()
          .at(-1) ?? '',
      now,
      others: others.length,
      needsAgent: now?.firm === true && !isForAfterTheWorks(matter, now),
      items: [...new Set(mine.flatMap((one) => one.items))].map((id) => ({
        id,
        name: items.get(id)?.name ?? id,
      })),
      lastErrand: last.get(project) ?? null,
    };
  });
  return { at: { ...standingOf(view), asOf }, rows: byNeed(found), acts: agencyActs };
}
