// What stands in the ledger of the projects that a batch of rows may be about.
import type { Row } from '../../kernel/loop.ts';
import { type Sql, sql } from '../../kernel/sql.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import type { GatesTold } from './import.gates.ts';
import type { KnownAnswer, KnownQuestion } from './import.known.ts';

export type GatesOf = (
  view: LedgerView,
  asked: { readonly lifecycle: string; readonly projects: readonly string[] },
) => Promise<GatesTold>;

export async function askKnown(
  view: LedgerView,
  asked: KnownQuestion,
  gatesOf: GatesOf,
): Promise<KnownAnswer> {
  const city = view.city.id;
  const ask = (keys: readonly string[], statement: Sql): Promise<readonly Row[]> =>
    keys.length === 0 ? Promise.resolve([]) : view.query(statement);
  const held = [
    ...(await ask(asked.codes, reserved(city, 'project_code', asked.codes))),
    ...(await ask(asked.creditCodes, reserved(city, 'lead_code', asked.creditCodes))),
  ];
  const subjects = [...new Set([...asked.subjects, ...held.map(({ subject }) => String(subject))])];
  // Joined to a list, not compared with one: the planner weighs every element of `any`.
  const projects = await ask(
    subjects,
    sql`select p.* from unnest(${subjects}::text[]) as wanted (subject) join project p on p.city = ${city} and p.subject = wanted.subject`,
  );
  const found = projects.map(({ subject }) => String(subject));
  const of = sql`city = ${city} and subject = any(${found}::text[])`;
  return {
    projects,
    held,
    gates: await gatesOf(view, { lifecycle: asked.lifecycle, projects: found }),
    milestones: await ask(found, sql`select * from project_milestone where ${of}`),
    suspensions: await ask(found, sql`select * from project_suspension where ${of}`),
    drafts: await ask(
      found,
      sql`select * from project_claim_draft where ${of} and state in ('open', 'sentBack')`,
    ),
    leads: await ask(
      asked.leads,
      sql`select l.* from unnest(${[...asked.leads]}::text[]) as wanted (subject) join project_lead l on l.city = ${city} and l.subject = wanted.subject`,
    ),
  };
}

/**
 * Every project of the city with its name, as the JSON that namedSubjects takes: read once for a going-over, since no index finds a name however it is spelt, and to
 * look through all of them for each batch of a long list is slower than the list.
 */
export async function allNames(view: LedgerView): Promise<string> {
  const [row] = await view.query(
    sql`select coalesce(json_agg(json_build_array(subject, name)), '[]')::text as told from project where city = ${view.city.id}`,
  );
  return String(row?.told);
}

function reserved(city: string, kind: string, keys: readonly string[]): Sql {
  return sql`select r.kind, r.key, r.subject from unnest(${[...keys]}::text[]) as wanted (key) join reservation r on r.city = ${city} and r.kind = ${kind} and r.key = wanted.key`;
}
