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
import { factAbout, factFields, type NameOf, namesOf } from './factWords.ts';

const at = {
  asOf: z.string().optional().describe('时点'),
  known: z.string().optional().describe('按当时已报'),
};

const FactsQuery = z.object({
  ...at,
  loop: z.string().max(40).optional().describe('环节：projects、indicators、access、city'),
  subject: z.string().max(200).optional().describe('对象'),
  leaveOut: z.string().max(40).optional().describe('不列哪一种事实，如 passwordSet'),
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
    title: { zh: '一条事实（编号或序号）', en: 'One fact, by id or by number' },
    query: AtQuery,
    reply: '{at, fact, fields, previousHash, correctedBy}',
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

/** How often the list reads on to fill a page. */
const ROUNDS_MAX = 4;

async function listFacts(
  view: LedgerView,
  { query, scope }: Pick<RouteRequest<FactsQuery, undefined>, 'query' | 'scope'>,
) {
  const { loop, subject, leaveOut, limit, cursor } = query;
  const seen: Fact[] = [];
  let before = cursor ? Number(cursor) : undefined;
  // Facts of other units and those left out are passed over, not counted: a page may be shorter than asked for, but is seldom empty.
  for (
    let round = 0;
    round < ROUNDS_MAX && seen.length < limit && (round === 0 || before !== undefined);
    round++
  ) {
    const wanted = limit - seen.length;
    const facts = await view.facts({
      loop: loop || undefined,
      subject: subject || undefined,
      limit: wanted,
      ...(before === undefined ? {} : { before }),
    });
    seen.push(
      ...facts.filter(
        (fact) => fact.kind !== leaveOut && inScope(scope, fact.unit, view.plan.units, view.today),
      ),
    );
    const last = facts.at(-1);
    before = last !== undefined && last.seq > 1 && facts.length === wanted ? last.seq : undefined;
  }
  const nameOf = namesOf(view.plan);
  return {
    at: standingOf(view),
    facts: seen.map((fact) => factLine(view, fact, nameOf)),
    nextCursor: before === undefined ? null : String(before),
  };
}

async function oneFact(
  view: LedgerView,
  { params, scope, ledger }: Pick<RouteRequest<unknown, undefined>, 'params' | 'scope' | 'ledger'>,
) {
  const fact = await findFact(view, params.id ?? '');
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
  const nameOf = namesOf(view.plan);
  return {
    at: standingOf(view),
    fact: factLine(view, fact, nameOf),
    fields: factFields(
      fact,
      ledger.loops.get(fact.loop)?.facts.find((each) => each.kind === fact.kind),
      nameOf,
    ),
    previousHash: before[0] === undefined ? EMPTY_HEAD.hash : String(before[0].hash),
    correctedBy: others
      .filter((other) => other.corrects === fact.id)
      .map((other) => factLine(view, other, nameOf)),
  };
}

/** By its id, or by its number as a page prints it: 18402, #18402. */
async function findFact(view: LedgerView, id: string): Promise<Fact | undefined> {
  const seq = /^#?(\d{1,15})$/.exec(id)?.[1];
  if (seq === undefined) return view.findFact(id);
  const [fact] = await view.facts({ before: Number(seq) + 1, limit: 1 });
  return fact?.seq === Number(seq) ? fact : undefined;
}

function factLine(view: LedgerView, fact: Fact, nameOf: NameOf) {
  const unitOf = (unit: string) => view.plan.units.find(unit, view.today)?.name ?? unit;
  return {
    ...fact,
    unitName: unitOf(fact.unit),
    actorUnitName: unitOf(fact.actorUnit),
    about: factAbout(fact, nameOf),
  };
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
