// The ledger over HTTP: facts, one fact, the head, a verification, and the plan in force with all its adoptions.
import { z } from 'zod';
import { CAPABILITY_WORDS, may } from '../access/roles.ts';
import { permit, type Route, type RouteRequest, route } from '../access/route.http.ts';
import { inScope } from '../access/scope.ts';
import { standingOf } from '../access/standing.ts';
import { Problem } from '../kernel/problem.ts';
import { sql } from '../kernel/sql.ts';
import { EMPTY_HEAD, type Fact, findHead, headText } from '../ledger/fact.ts';
import type { LedgerView } from '../ledger/view.pg.ts';

const at = {
  asOf: z.string().optional().describe('时点'),
  known: z.string().optional().describe('按当时已报'),
};

const FactsQuery = z.object({
  ...at,
  loop: z.string().max(40).optional().describe('环节：projects、indicators、access、city'),
  subject: z.string().max(200).optional().describe('对象'),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('每页条数'),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional()
    .describe('上一页的 nextCursor'),
});
type FactsQuery = z.infer<typeof FactsQuery>;
const AtQuery = z.object(at);
type AtQuery = z.infer<typeof AtQuery>;
const VerifyBody = z.object({ head: z.string().max(100).optional().describe('保存在外的留痕头 SEQ:HASH') });
type VerifyBody = z.infer<typeof VerifyBody>;

export const LEDGER_ROUTES: readonly Route[] = [
  route<FactsQuery>({
    method: 'GET',
    path: '/api/ledger/facts',
    title: { zh: '事实', en: 'Facts, latest first' },
    query: FactsQuery,
    reply: '{at, facts, nextCursor}',
    handler: (request) => request.read((view) => listFacts(view, request)),
  }),
  route<AtQuery>({
    method: 'GET',
    path: '/api/ledger/facts/{id}',
    title: { zh: '一条事实', en: 'One fact' },
    query: AtQuery,
    reply: '{at, fact, correctedBy}',
    handler: (request) => request.read((view) => oneFact(view, request)),
  }),
  route<AtQuery>({
    method: 'GET',
    path: '/api/ledger/head',
    title: { zh: '留痕头', en: 'Head of the ledger' },
    query: AtQuery,
    reply: '{at, head, seq, recordedAt, closedPeriods}',
    handler: (request) =>
      request.read(async (view) => ({
        at: standingOf(view),
        head: headText(view.head),
        seq: view.head.seq,
        recordedAt: view.head.recordedAt,
        closedPeriods: view.closedPeriods,
      })),
  }),
  route<Record<string, never>, VerifyBody>({
    method: 'POST',
    path: '/api/ledger/verify',
    title: { zh: '核验留痕', en: 'Verify the ledger' },
    body: VerifyBody,
    reply: '{ok, head, tailProven, checked, findings}',
    async handler(request) {
      permit(may(request.actor, 'verify'), CAPABILITY_WORDS.verify);
      const text = request.body.head;
      const head = text ? findHead(text) : undefined;
      if (text && !head) throw headInvalid(text);
      return request.ledger.verify(request.city, head ? { head } : {});
    },
  }),
  route<AtQuery>({
    method: 'GET',
    path: '/api/plan',
    title: { zh: '计划', en: 'The plan in force' },
    query: AtQuery,
    reply: '{at, title, hash, adoptions, sections}',
    handler: (request) => request.read(async (view) => planOf(view)),
  }),
];

async function listFacts(
  view: LedgerView,
  { query, scope }: Pick<RouteRequest<FactsQuery, undefined>, 'query' | 'scope'>,
) {
  const { loop, subject, limit, cursor } = query;
  const facts = await view.facts({
    loop: loop || undefined,
    subject: subject || undefined,
    limit,
    ...(cursor ? { before: Number(cursor) } : {}),
  });
  const last = facts.at(-1);
  // Facts of other units are passed over, not counted: a page of a county may be shorter than asked for.
  const seen = facts.filter((fact) => inScope(scope, fact.unit, view.plan.units, view.today));
  return {
    at: standingOf(view),
    facts: seen.map((fact) => factLine(view, fact)),
    nextCursor: last !== undefined && facts.length === limit && last.seq > 1 ? String(last.seq) : null,
  };
}

async function oneFact(
  view: LedgerView,
  { params, scope }: Pick<RouteRequest<unknown, undefined>, 'params' | 'scope'>,
) {
  const fact = await view.findFact(params.id ?? '');
  if (!fact || !inScope(scope, fact.unit, view.plan.units, view.today)) {
    throw new Problem({
      code: 'fact_unknown',
      status: 404,
      message: `没有事实“${params.id}”，或不在本账号的范围内。There is no such fact within this account’s reach.`,
      fix: '核对编号；按当时已报的视图里没有后来的事实。Check the id; an old view holds no later fact.',
    });
  }
  const before = await view.query(
    sql`select hash from fact where city = ${view.city.id} and seq = ${fact.seq - 1}`,
  );
  const others = await view.facts({ loop: fact.loop, subject: fact.subject, limit: 2000 });
  return {
    at: standingOf(view),
    fact: factLine(view, fact),
    previousHash: before[0] === undefined ? EMPTY_HEAD.hash : String(before[0].hash),
    correctedBy: others.filter((other) => other.corrects === fact.id).map((other) => factLine(view, other)),
  };
}

function factLine(view: LedgerView, fact: Fact) {
  const nameOf = (unit: string) => view.plan.units.find(unit, view.today)?.name ?? unit;
  return { ...fact, unitName: nameOf(fact.unit), actorUnitName: nameOf(fact.actorUnit) };
}

function planOf(view: LedgerView) {
  const content = (
    view.plan as { readonly content?: { readonly sections?: Readonly<Record<string, unknown>> } }
  ).content;
  const { units: allUnits, ...sections } = content?.sections ?? {};
  return {
    at: standingOf(view),
    title: view.planTitle,
    hash: view.plan.hash,
    adoptions: view.adoptions,
    // The unit tree is thousands of rows: its size is told, its rows are on the pages that need them.
    sections: { ...sections, units: Array.isArray(allUnits) ? allUnits.length : 0 },
  };
}

function headInvalid(text: string): Problem {
  return new Problem({
    code: 'head_invalid',
    status: 400,
    message: `留痕头须是 SEQ:HASH，不是“${text.slice(0, 80)}”。A head is SEQ:HASH.`,
    fix: '照通报或导出上印的抄写。Copy it from a bulletin or an export.',
  });
}
