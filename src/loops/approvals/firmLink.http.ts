// The firm's own page and the offices' side of it: issue a link, revoke it, answer. The page needs no account: who has the token has the page. A wrong token is
// counted by the address it comes from; all that is refused looks alike. The token stands in no fact, no log line of ours and no answer but the one that made it.
import { z } from 'zod';
import { LoginAttempts } from '../../access/attempts.ts';
import { may } from '../../access/roles.ts';
import { type PageReply, type Route, type RouteRequest, route } from '../../access/route.http.ts';
import { inScope } from '../../access/scope.ts';
import { standingOf } from '../../access/standing.ts';
import { epochMs } from '../../kernel/instant.ts';
import type { Actor, Row } from '../../kernel/loop.ts';
import { isDate, type PlainDate } from '../../kernel/plainDate.ts';
import { isProblem, Problem } from '../../kernel/problem.ts';
import { sql } from '../../kernel/sql.ts';
import type { Ledger } from '../../ledger/ledger.pg.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { itemName, nameOf } from './approvalLines.ts';
import { openApprovals } from './approvals.pg.ts';
import { approvalItemsSection } from './approvals.plan.ts';
import { calendarOn } from './calendars.pg.ts';
import { FIRM_ROLE } from './firmLink.ts';
import { closedPage, type FirmPageData, type FirmPromiseLine, firmPage, type Language } from './firmPage.ts';
import { digestOf, isFirmToken, newFirmToken } from './firmToken.node.ts';
import { judgeRow, judgerOf } from './judging.ts';
import { answererName, judgedOf } from './promises.http.ts';
import type { JudgedPromises } from './promises.judging.ts';
import { signedOn } from './promises.judging.ts';
import { firmLinks, firmQuestions, linkByDigest, listPromises } from './promises.pg.ts';

const PageQuery = z.object({ lang: z.enum(['zh', 'en']).default('zh').describe('语言') });
const Question = z.object({
  question: z.string().trim().max(1000).default('').describe('企业问什么，2 至 1000 字，不写个人信息'),
  idempotencyKey: z.string().max(200).optional(),
  returnTo: z.string().max(300).optional(),
});
const Issue = z.strictObject({
  project: z.string().max(64).describe('项目编号'),
  until: z.string().refine(isDate, '不是日期').describe('到哪天为止有效'),
});
const LinksQuery = z.object({ project: z.string().max(64).describe('项目编号') });

export const FIRM_LINK_ROUTES: readonly Route[] = [
  route<z.infer<typeof PageQuery>>({
    method: 'GET',
    path: '/firm/{token}',
    title: { zh: '企业专页', en: 'A firm’s own page' },
    query: PageQuery,
    reply: 'HTML',
    handler: (request) => page(request, request.query.lang),
  }),
  route<z.infer<typeof PageQuery>, z.infer<typeof Question>>({
    method: 'POST',
    path: '/firm/{token}/questions',
    title: { zh: '企业提问', en: 'A firm asks' },
    query: PageQuery,
    body: Question,
    writes: true,
    reply: 'HTML, or back to the page',
    handler: (request) => ask(request),
  }),
  route<z.infer<typeof LinksQuery>>({
    method: 'GET',
    path: '/api/firm-links',
    title: { zh: '一个项目的企业专页和提问', en: 'Links of a project and its firm’s questions' },
    query: LinksQuery,
    reply:
      '{at, links: [{link, issuedOn, until, revokedOn}], questions: [{question, asked, answer}], mayKeep}',
    handler: (request) => request.read((view) => linksOf(view, request)),
  }),
  route<Record<string, never>, z.infer<typeof Issue>>({
    method: 'POST',
    path: '/api/firm-links',
    title: { zh: '发企业专页', en: 'Issue a firm’s link' },
    body: Issue,
    writes: true,
    reply: '{path, until, …}: the path is told this once',
    handler: async ({ ledger, city, actor, body, idempotencyKey }) => {
      const token = newFirmToken();
      const answer = await ledger.submit(city, {
        key: idempotencyKey,
        actor,
        loop: 'approvals',
        command: 'issueFirmLink',
        body: { project: body.project, until: body.until, digest: digestOf(token) },
      });
      return { ...answer, path: `/firm/${token}`, until: body.until };
    },
  }),
];

/** Wrong tokens by address, as passwords are counted; a restart forgives. */
const wrongTokens = new LoginAttempts();

type Public = Pick<RouteRequest<unknown, unknown>, 'params' | 'address' | 'ledger'>;

interface Opened {
  readonly city: string;
  readonly link: Row;
  readonly project: string;
  readonly path: string;
}

/** The link behind the token, in whatever city it was issued, if it stands today. */
async function open({ ledger, address, params }: Public): Promise<Opened | 'over' | 'hasty'> {
  const token = params.token ?? '';
  const digest = isFirmToken(token) ? digestOf(token) : '';
  let nowMs = 0;
  for (const { id: city } of await ledger.cities()) {
    const found = await ledger.read(city, {}, async (view) => {
      nowMs = epochMs(view.now);
      const link = digest === '' ? undefined : await linkByDigest(view, city, digest);
      if (link === undefined) return undefined;
      return link.revoked_on === null && String(link.until_day) >= view.today ? { link } : ('over' as const);
    });
    if (typeof found === 'string') return found;
    if (found !== undefined)
      return { city, link: found.link, project: String(found.link.project), path: `/firm/${token}` };
  }
  // Only what is no link is held up: many firms come from one address, and one stranger among them shuts nobody out.
  if (wrongTokens.waitMs(address, nowMs) > 0) return 'hasty';
  wrongTokens.begun(address, nowMs);
  return 'over';
}

async function page(request: Public, language: Language, refused?: string): Promise<PageReply> {
  const opened = await open(request);
  if (typeof opened === 'string') {
    const hasty = opened === 'hasty';
    return { page: { html: closedPage(language, hasty), status: hasty ? 429 : 404 } };
  }
  const data = await request.ledger.read(opened.city, {}, (view) => dataOf(view, opened));
  const form = { path: opened.path, key: newFirmToken(), refused };
  return {
    page: { html: firmPage(data, language, form), ...(refused === undefined ? {} : { status: 409 }) },
  };
}

async function ask(
  request: Public &
    Pick<RouteRequest<{ lang: Language }, z.infer<typeof Question>>, 'query' | 'body' | 'idempotencyKey'>,
) {
  const { ledger, query, body } = request;
  const opened = await open(request);
  if (typeof opened === 'string') return page(request, query.lang);
  const actor: Actor = { account: 'firm', post: '企业', unit: String(opened.link.unit), roles: [FIRM_ROLE] };
  try {
    return await submitQuestion(ledger, opened.city, {
      key: `firm ${request.idempotencyKey}`.slice(0, 200),
      actor,
      body: { project: opened.project, link: String(opened.link.link), question: body.question },
    });
  } catch (error) {
    if (!isProblem(error) || error.status >= 500) throw error;
    return page(request, query.lang, `${error.detail} ${error.fix}`);
  }
}

function submitQuestion(
  ledger: Ledger,
  city: string,
  {
    key,
    actor,
    body,
  }: { readonly key: string; readonly actor: Actor; readonly body: Record<string, string> },
) {
  return ledger.submit(city, { key, actor, loop: 'approvals', command: 'askAsFirm', body });
}

/** All that the firm may see of its one project, as of today. */
async function dataOf(view: LedgerView, { project, link }: Opened): Promise<FirmPageData> {
  const { today } = view;
  const at = { city: view.city.id, planHash: view.plan.hash, asOf: today, scope: { all: true } as const };
  const { judged } = await judgedOf(view, at, await listPromises(view, at, { project, sort: 'letter' }));
  const names = await view.query(
    sql`select name from project where city = ${view.city.id} and subject = ${project}`,
  );
  const calendar = (await calendarOn(view, today))?.calendar;
  const judger = judgerOf(view.plan, calendar, today);
  const files = (await openApprovals(view, at, { project })).flatMap((row) => judgeRow(row, judger) ?? []);
  const questions = await firmQuestions(view, view.city.id, project);
  return {
    city: view.city.name,
    simulated: view.city.simulated,
    today,
    projectName: String(names[0]?.name ?? link.project_name),
    letters: judged.map((each) => letterOf(view, each)),
    handIn: [...(await owed(view, project, today)), ...(await asked(view, project))],
    holders: files.map(({ row, judgement }) => ({
      item: itemName(view, row.item),
      authority: nameOf(view, row.authority),
      since: judgement.acceptedOn ?? String(row.filed_on),
      waitsFor: judgement.standing === 'waitingFirm' ? ('firm' as const) : ('authority' as const),
      dueOn: judgement.dueOn,
      late: judgement.late,
    })),
    questions: questions.map((row) => ({
      asked: String(row.asked),
      askedOn: String(row.asked_on),
      answer: row.answer === null ? null : String(row.answer),
      answeredOn: row.answered_on === null ? null : String(row.answered_on),
      answeredBy: nameOf(view, row.answered_unit),
    })),
    until: String(link.until_day),
  };
}

function letterOf(view: LedgerView, { judgement, row }: JudgedPromises): FirmPageData['letters'][number] {
  const side = (name: string) =>
    judgement.entries
      .filter(({ entry }) => entry.side === name)
      .map(
        ({ entry, judgement: { light } }): FirmPromiseLine => ({
          title: entry.title,
          starts: entry.starts ?? null,
          ends: entry.ends ?? null,
          colour: light.colour,
          words: light.cause,
          owner: answererName(view, entry.owner),
        }),
      );
  return {
    title: String(row.title),
    signedOn: signedOn(judgement.course),
    endedOn: judgement.course.endedOn,
    enterprise: side('enterprise'),
    government: side('government'),
    demands: judgement.course.demands.map((demand) => ({
      on: demand.on,
      what: demand.what,
      legalBasis: demand.legalBasis,
      approver: answererName(view, demand.approver),
    })),
  };
}

/** Deferrals that are owed. */
async function owed(view: LedgerView, project: string, today: PlainDate): Promise<FirmPageData['handIn']> {
  const rows = await view.query(sql`
    select d.material, d.form, d.due_on, d.consequence, a.item from approval_deferral d
    join approval a on a.city = d.city and a.subject = d.subject
    where d.city = ${view.city.id} and a.project = ${project} and d.granted_on <= ${today}::date and (d.met_on is null or d.met_on > ${today}::date)
    order by d.due_on`);
  const items = view.plan.section(approvalItemsSection);
  return rows.map((row) => ({
    what:
      items.find(({ id }) => id === row.item)?.materials.find(({ id }) => id === row.material)?.name ??
      itemName(view, row.item),
    item: itemName(view, row.item),
    form: String(row.form),
    dueOn: String(row.due_on),
    late: String(row.due_on) < today,
    consequence: String(row.consequence),
  }));
}

/** Materials asked for and not yet handed in. */
async function asked(view: LedgerView, project: string): Promise<FirmPageData['handIn']> {
  const rows = await view.query(sql`
    select n.materials, a.item from approval_notice n
    join approval a on a.city = n.city and a.subject = n.subject
    where n.city = ${view.city.id} and a.project = ${project} and n.handed_in_on is null and a.closed_on is null order by n.asked_on`);
  return rows.flatMap((row) =>
    ((row.materials ?? []) as readonly string[]).map((what) => ({
      what,
      item: itemName(view, row.item),
      form: null,
      dueOn: null,
      late: false,
      consequence: null,
    })),
  );
}

async function linksOf(
  view: LedgerView,
  request: Pick<RouteRequest<z.infer<typeof LinksQuery>, undefined>, 'query' | 'scope' | 'actor'>,
) {
  const { project } = request.query;
  const [row] = await view.query(
    sql`select unit, name, investor from project where city = ${view.city.id} and subject = ${project}`,
  );
  if (row === undefined || !inScope(request.scope, String(row.unit), view.plan.units, view.today)) {
    throw new Problem({
      code: 'project_unknown',
      status: 404,
      message: `没有项目“${project}”，或不在本账号的范围内。There is no such project within this account’s reach.`,
      fix: '从项目库里找。Look for it in the list.',
    });
  }
  const links = await firmLinks(view, view.city.id, project);
  const questions = await firmQuestions(view, view.city.id, project);
  return {
    at: standingOf(view),
    projectName: String(row.name),
    investor: row.investor === null ? null : String(row.investor),
    today: view.today,
    links: links.map((link) => ({
      link: String(link.link),
      issuedOn: String(link.issued_on),
      issuedBy: nameOf(view, link.issued_unit),
      until: String(link.until_day),
      revokedOn: link.revoked_on === null ? null : String(link.revoked_on),
    })),
    questions: questions.map((each) => ({
      question: String(each.question),
      asked: String(each.asked),
      askedOn: String(each.asked_on),
      answer: each.answer === null ? null : String(each.answer),
      answeredOn: each.answered_on === null ? null : String(each.answered_on),
      answeredBy: nameOf(view, each.answered_unit),
    })),
    mayKeep: !view.known.given && may(request.actor, 'keepPromises'),
  };
}
