// Questions about promises to firms, asked of the fold tables through whatever view is open. What a question lists is judged by who asked it: no due day stands in
// a table. Scope is one predicate over the dated unit tree. Nodes of projects are read as they stand counted; nothing of here is ever one.
import { scopeCondition } from '../../access/scope.ts';
import type { Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { join, raw, type Sql, sql } from '../../kernel/sql.ts';
import { atOrBelow } from '../../ledger/unitCondition.ts';
import type { Asker } from '../../ledger/view.pg.ts';
import type { ApprovalsAt } from './approvals.pg.ts';
import { nodeKey, type ProjectNodes } from './promises.judging.ts';
import { type Between, REGISTERED } from './servicePromises.plan.ts';

export type PromiseSort = 'letter' | 'prestart' | 'priority';

export interface PromiseFilter {
  readonly sort: PromiseSort;
  readonly state?: 'open' | 'ended' | undefined;
  readonly unit?: string | undefined;
  readonly project?: string | undefined;
  /** Part of the project's name, of its number, or of the firm's credit code. */
  readonly text?: string | undefined;
}

/** Listed and judged at once; filters narrow it. */
export const PROMISES_MAX = 2000;

function conditionsOf({ city, planHash, asOf, scope }: ApprovalsAt, filter: Partial<PromiseFilter>): Sql {
  const at = { city, planHash, on: asOf };
  const conditions = [
    sql`p.city = ${city}`,
    sql`p.opened_on <= ${asOf}::date`,
    scopeCondition(scope, raw('p.unit'), at),
  ];
  if (filter.sort !== undefined) conditions.push(sql`p.sort = ${filter.sort}`);
  const over = sql`(p.ended_on is not null and p.ended_on <= ${asOf}::date)`;
  if (filter.state === 'open') conditions.push(sql`not ${over}`);
  if (filter.state === 'ended') conditions.push(over);
  if (filter.unit !== undefined) conditions.push(atOrBelow(filter.unit, raw('p.unit'), at));
  if (filter.project !== undefined) conditions.push(sql`p.project = ${filter.project}`);
  if (filter.text !== undefined) {
    const like = `%${filter.text.replace(/[\\%_]/g, '\\$&')}%`;
    conditions.push(
      sql`(p.project_name ilike ${like} or p.project ilike ${like} or p.credit_code ilike ${like})`,
    );
  }
  return join(conditions, ' and ');
}

/** Rows of `promise` with `events` as a list (standing ones, in the order of their recording), latest heard of first. */
export async function listPromises(
  asker: Asker,
  at: ApprovalsAt,
  filter: Partial<PromiseFilter>,
): Promise<readonly Row[]> {
  return asker.query(sql`
    select p.*, coalesce((
        select jsonb_agg(jsonb_build_object('event', e.event, 'kind', e.kind, 'unit', e.unit, 'actor_unit', e.actor_unit, 'occurred_on', e.occurred_on,
          'seq', e.seq, 'body', e.body) order by e.seq)
        from promise_event e where e.city = p.city and e.subject = p.subject and not e.voided), '[]') as events
    from promise p where ${conditionsOf(at, filter)} order by p.last_seq desc limit ${PROMISES_MAX}`);
}

/** All events of one subject, voided ones too, in the order of their days. */
export async function promiseEvents(asker: Asker, city: string, subject: string): Promise<readonly Row[]> {
  return asker.query(
    sql`select * from promise_event where city = ${city} and subject = ${subject} order by occurred_on, seq`,
  );
}

/** What the steps of a letter are read from beside its own facts. */
export async function projectNodes(
  asker: Asker,
  { city, asOf }: Pick<ApprovalsAt, 'city' | 'asOf'>,
  projects: readonly string[],
  acceptanceItems: readonly string[] = [],
): Promise<ProjectNodes> {
  const of = [...projects];
  const nodes = await asker.query(sql`
    select subject, milestone as what, occurred_on as on_day from project_milestone
    where city = ${city} and subject = any(${of}::text[]) and counted and occurred_on <= ${asOf}::date`);
  const granted = await asker.query(sql`
    select project as subject, item as what, min(decided_on) as on_day from approval
    where city = ${city} and project = any(${of}::text[]) and outcome = 'granted' and decided_on <= ${asOf}::date group by project, item`);
  const byKey = (rows: readonly Row[]) =>
    new Map(
      rows.map((row) => [nodeKey(String(row.subject), String(row.what)), String(row.on_day) as PlainDate]),
    );
  const passed = await asker.query(sql`
    select split_part(subject, '/', 2) as project, min(occurred_on) as on_day from acceptance_event
    where city = ${city} and kind = 'acceptanceCertified' and not voided and occurred_on <= ${asOf}::date
      and subject = any(${of.map((project) => `acceptance/${project}`)}::text[]) group by subject`);
  const all = byKey(granted);
  // A joint acceptance that was certified passes every item of its phase.
  for (const row of passed)
    for (const item of acceptanceItems) {
      const key = nodeKey(String(row.project), item);
      if (!all.has(key)) all.set(key, String(row.on_day) as PlainDate);
    }
  return { nodes: byKey(nodes), granted: all };
}

export interface Passage {
  readonly project: string;
  readonly starts: PlainDate;
  readonly ends: PlainDate;
  readonly priority: boolean;
}

interface Span {
  readonly between: Between;
  readonly from: PlainDate;
  readonly lifecycles: readonly string[];
}

/** From one node to another (the registration is one), from the filing of an item to its grant, or from a firm's question to its answer: project, unit, starts, ends. */
function spansOf(city: string, { starts, ends, item }: Between): Sql {
  if (item !== undefined)
    return sql`
      select a.project, a.unit, a.filed_on as starts, a.decided_on as ends from approval a
      where a.city = ${city} and a.item = ${item} and a.outcome = 'granted'`;
  if (starts === undefined || ends === undefined)
    return sql`
      select split_part(f.subject, '/', 2) as project, f.unit, f.asked_on as starts, f.answered_on as ends from firm_question f
      where f.city = ${city} and f.answered_on is not null`;
  const until = sql`from project_milestone b`;
  const counted = sql`b.city = ${city} and b.milestone = ${ends} and b.counted`;
  if (starts === REGISTERED)
    return sql`
      select b.subject as project, b.unit, r.registered_on as starts, b.occurred_on as ends ${until}
      join project r on r.city = b.city and r.subject = b.subject where ${counted}`;
  return sql`
    select b.subject as project, b.unit, a.occurred_on as starts, b.occurred_on as ends ${until}
    join project_milestone a on a.city = b.city and a.subject = b.subject and a.milestone = ${starts} and a.counted where ${counted}`;
}

/** Every passage within scope that ended in [from, asOf]; `priority` where its project was designated by the end. */
export async function passages(asker: Asker, at: ApprovalsAt, span: Span): Promise<readonly Passage[]> {
  const { city, planHash, asOf, scope } = at;
  const within = scopeCondition(scope, raw('b.unit'), { city, planHash, on: asOf });
  const lifecycles = [...span.lifecycles];
  const rows = await asker.query(sql`
    select b.project, b.starts, b.ends, exists (
        select 1 from promise p where p.city = ${city} and p.project = b.project and p.sort = 'priority' and p.opened_on <= b.ends
          and (p.ended_on is null or p.ended_on > b.ends)) as priority
    from (${spansOf(city, span.between)}) b
    join project q on q.city = ${city} and q.subject = b.project
    where b.starts <= b.ends and b.ends between ${span.from}::date and ${asOf}::date
      and (${lifecycles.length === 0} or q.lifecycle = any(${lifecycles}::text[])) and ${within}
    order by b.project, b.starts, b.ends`);
  return rows.map((row) => ({
    project: String(row.project),
    starts: String(row.starts) as PlainDate,
    ends: String(row.ends) as PlainDate,
    priority: row.priority === true,
  }));
}

/** Links of one project, latest first; the digest stays in the database. */
export async function firmLinks(asker: Asker, city: string, project: string): Promise<readonly Row[]> {
  return asker.query(sql`
    select link, issued_on, issued_by, issued_unit, until_day, revoked_on from firm_link
    where city = ${city} and subject = ${`link/${project}`} order by issued_on desc, link desc`);
}

/** The link that a token's digest belongs to; undefined where there is none. */
export async function linkByDigest(asker: Asker, city: string, digest: string): Promise<Row | undefined> {
  const rows = await asker.query(sql`select * from firm_link where city = ${city} and digest = ${digest}`);
  return rows[0];
}

export async function firmQuestions(asker: Asker, city: string, project: string): Promise<readonly Row[]> {
  return asker.query(sql`
    select question, unit, asked_on, asked, answer, answered_on, answered_unit from firm_question
    where city = ${city} and subject = ${`link/${project}`} order by question desc limit 200`);
}

/** Questions of firms that nobody has answered, within reach, oldest first. */
export async function openQuestions(asker: Asker, at: ApprovalsAt): Promise<readonly Row[]> {
  const { city, planHash, asOf, scope } = at;
  const within = scopeCondition(scope, raw('q.unit'), { city, planHash, on: asOf });
  return asker.query(sql`
    select q.subject, q.question, q.unit, q.asked_on, q.asked,
      (select l.project_name from firm_link l where l.city = q.city and l.subject = q.subject limit 1) as project_name
    from firm_question q where q.city = ${city} and q.answer is null and ${within} order by q.asked_on, q.question limit 200`);
}
