// The text of a write: commands and facts as one statement, then the folds of what they touched. Text only: the writer sends it.
import { literal } from '../kernel/sql.ts';
import type { Decided } from './deciding.ts';
import type { Fact } from './fact.ts';
import { executeUpdate, type FoldSet } from './foldEngine.pg.ts';

/** PREPARE of the statement that `writing` executes. */
export const PREPARE_WRITE =
  'prepare ld_write(jsonb, jsonb) as with commands as (insert into command select * from jsonb_to_recordset($1) as' +
  ' r(city text, key text, id text, actor text, digest text, first_seq bigint, last_seq bigint))' +
  ' insert into fact select * from jsonb_to_recordset($2) as' +
  ' r(city text, seq bigint, id text, loop text, kind text, kind_version integer, subject text, revision integer, unit text, occurred_on date,' +
  ' occurred_at timestamptz, recorded_at timestamptz, actor text, actor_post text, actor_unit text, plan_version text, command text,' +
  ' corrects text, body jsonb, hash text);';

/** Statements that record what was accepted and bring the touched subjects up to date, each ended by a semicolon. */
export function writing(city: string, folds: FoldSet, accepted: readonly Decided[]): string {
  const facts = accepted.flatMap((decided) => decided.facts);
  const touched = new Map<string, { subjects: Set<string>; kinds: Set<string> }>();
  for (const fact of facts) {
    const ofLoop = touched.get(fact.loop) ?? { subjects: new Set(), kinds: new Set() };
    touched.set(fact.loop, ofLoop);
    ofLoop.subjects.add(fact.subject);
    ofLoop.kinds.add(fact.kind);
  }
  const updates = [...touched].map(([loop, { subjects, kinds }]) =>
    executeUpdate(folds.of(loop), { city: literal(city), subjects: literal([...subjects]), kinds }),
  );
  const rows = (list: readonly unknown[]) => literal(JSON.stringify(list));
  return `execute ld_write(${rows(accepted.map(commandRow))}, ${rows(facts.map(factRow))});${updates.join('')}`;
}

function commandRow({ command, answer, facts }: Decided): Record<string, unknown> {
  return {
    city: facts[0]?.city,
    key: command.request.key,
    id: command.id,
    actor: command.request.actor.account,
    digest: command.digest,
    first_seq: answer.seq[0],
    last_seq: answer.seq[1],
  };
}

/** A fact as a row of the multi-row insert, in the table's column names. */
export function factRow(fact: Fact): Record<string, unknown> {
  return {
    city: fact.city,
    seq: fact.seq,
    id: fact.id,
    loop: fact.loop,
    kind: fact.kind,
    kind_version: fact.kindVersion,
    subject: fact.subject,
    revision: fact.revision,
    unit: fact.unit,
    occurred_on: fact.occurredOn,
    occurred_at: fact.occurredAt,
    recorded_at: fact.recordedAt,
    actor: fact.actor,
    actor_post: fact.actorPost,
    actor_unit: fact.actorUnit,
    plan_version: fact.planVersion,
    command: fact.command,
    corrects: fact.corrects,
    body: fact.body,
    hash: fact.hash,
  };
}
