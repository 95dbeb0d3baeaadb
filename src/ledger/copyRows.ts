// Facts and commands as rows of a COPY in PostgreSQL's text format: tabs between columns, \N for null, a backslash before what would end either.
import type { Decided } from './deciding.ts';
import type { Fact } from './fact.ts';

/** The columns of `copyRow` and `copyCommandRow`, in order. */
export const FACT_COPY_COLUMNS =
  'city, seq, id, loop, kind, kind_version, subject, revision, unit, occurred_on, occurred_at, recorded_at, actor, actor_post,' +
  ' actor_unit, plan_version, command, corrects, body, hash';
export const COMMAND_COPY_COLUMNS = 'key, id, actor, digest, first_seq, last_seq';

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const NOT_PLAIN = /[\\\t\n\r]/;

function copyText(value: string): string {
  return NOT_PLAIN.test(value)
    ? value.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? character)
    : value;
}

export function copyRow(fact: Fact): string {
  return (
    `${copyText(fact.city)}\t${fact.seq}\t${copyText(fact.id)}\t${copyText(fact.loop)}\t${copyText(fact.kind)}\t${fact.kindVersion}\t` +
    `${copyText(fact.subject)}\t${fact.revision}\t${copyText(fact.unit)}\t${fact.occurredOn}\t${fact.occurredAt ?? '\\N'}\t${fact.recordedAt}\t` +
    `${copyText(fact.actor)}\t${copyText(fact.actorPost)}\t${copyText(fact.actorUnit)}\t${copyText(fact.planVersion)}\t${copyText(fact.command)}\t` +
    `${fact.corrects === null ? '\\N' : copyText(fact.corrects)}\t${copyText(JSON.stringify(fact.body))}\t${fact.hash}\n`
  );
}

/**
 * Columns that facts of one batch mostly share, with their types. A large write says them once, of its first fact: a row that has the same in one of them
 * has \\N there, and the statement that takes the rows puts the first fact's in. In truth none of them is ever null.
 */
export const SAID_ONCE = {
  city: 'text',
  loop: 'text',
  kind: 'text',
  kind_version: 'integer',
  unit: 'text',
  actor: 'text',
  actor_post: 'text',
  actor_unit: 'text',
  plan_version: 'text',
} as const;

/** As copyRow, behind the first fact of a batch; `body` is the canonical text of the fact's body. */
export function copyRowBehind(first: Fact, fact: Fact, body: string): string {
  return (
    `${behind(first.city, fact.city)}\t${fact.seq}\t${copyText(fact.id)}\t${behind(first.loop, fact.loop)}\t${behind(first.kind, fact.kind)}\t` +
    `${fact.kindVersion === first.kindVersion ? '\\N' : fact.kindVersion}\t${copyText(fact.subject)}\t${fact.revision}\t${behind(first.unit, fact.unit)}\t` +
    `${fact.occurredOn}\t${fact.occurredAt ?? '\\N'}\t${fact.recordedAt}\t${behind(first.actor, fact.actor)}\t${behind(first.actorPost, fact.actorPost)}\t` +
    `${behind(first.actorUnit, fact.actorUnit)}\t${behind(first.planVersion, fact.planVersion)}\t${fact.command}\t` +
    `${fact.corrects === null ? '\\N' : copyText(fact.corrects)}\t${copyText(body)}\t${fact.hash}\n`
  );
}

function behind(first: string, value: string): string {
  return value === first ? '\\N' : copyText(value);
}

/** Of a batch of one city. */
export function copyCommandRow({ command, answer }: Decided): string {
  const { key, actor } = command.request;
  return `${copyText(key)}\t${command.id}\t${copyText(actor.account)}\t${command.digest}\t${answer.seq[0]}\t${answer.seq[1]}\n`;
}
