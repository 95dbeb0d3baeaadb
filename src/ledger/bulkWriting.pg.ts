// The message of a large write. Rows go by COPY into temporary tables of the connection and from there into truth (row-level security refuses a COPY into the
// tables themselves): measured, two thirds of what one list a column costs. Statements and rows are sent at once, without waiting for the server's word that
// it is ready for them: when a statement before them fails, it drops them, as the protocol has it. One message is one transaction.
import { setImmediate } from 'node:timers/promises';
import type { Connection, PoolClient, Submittable } from 'pg';
import { literal } from '../kernel/sql.ts';
import {
  COMMAND_COPY_COLUMNS,
  copyCommandRow,
  copyRowBehind,
  FACT_COPY_COLUMNS,
  SAID_ONCE,
} from './copyRows.ts';
import type { Decided } from './deciding.ts';
import type { Fact, Head } from './fact.ts';
import type { FoldSet, FoldStatements } from './foldEngine.pg.ts';
import { updateMany } from './foldMany.pg.ts';
import type { Script, Statement } from './statements.pg.ts';
import { factRow } from './writing.pg.ts';

export interface BulkMessage {
  readonly script: Script;
  /** Of every COPY in the text, in order, its messages of the protocol. */
  readonly copies: readonly (readonly Buffer[])[];
}

/** Tables of the session for what comes in, empty again after every transaction. Not to be made in a transaction that may be rolled back. */
export const INCOMING: readonly Statement[] = ['fact', 'command'].map((table) => ({
  name: `ld_incoming_${table}`,
  // Without the columns' constraints: they are those of truth, and what is said once is null here.
  text: `create temp table if not exists ld_incoming_${table} on commit delete rows as select * from luodi.${table} with no data`,
}));
const EXPECT: Statement = {
  name: 'ld_expect',
  text: 'prepare ld_expect(text, text) as select expect_head($1, $2)',
};
const TAKE_COMMANDS: Statement = {
  name: 'ld_take_command',
  text: `prepare ld_take_command(text) as insert into command (city, ${COMMAND_COPY_COLUMNS}) select $1, ${COMMAND_COPY_COLUMNS} from ld_incoming_command`,
};
const TAKE_FACTS: Statement = {
  name: 'ld_take_fact',
  text: `prepare ld_take_fact(${Object.values(SAID_ONCE).join(', ')}) as insert into fact (${FACT_COPY_COLUMNS}) select ${FACT_COPY_COLUMNS.split(', ').map(taken).join(', ')} from ld_incoming_fact`,
};

function taken(column: string): string {
  const place = Object.keys(SAID_ONCE).indexOf(column);
  return place < 0 ? column : `coalesce(${column}, $${place + 1})`;
}

/** Accepted commands turned into rows without a pause. */
const SLICE = 256;

/** Adds what records what was accepted on the head `from` and folds what it touched to what stands in the script. */
export async function bulkMessage(
  script: Script,
  accepted: readonly Decided[],
  {
    city,
    folds,
    statements,
    from,
  }: {
    readonly city: string;
    readonly folds: FoldSet;
    readonly statements: FoldStatements;
    readonly from: Head;
  },
): Promise<BulkMessage> {
  const facts = new CopyMessages();
  const commands = new CopyMessages();
  const first = accepted[0]?.facts[0];
  if (first === undefined) throw new Error('a large write of nothing');
  for (const [place, decided] of accepted.entries()) {
    if (place % SLICE === SLICE - 1) await setImmediate();
    for (const [of, fact] of decided.facts.entries())
      facts.add(copyRowBehind(first, fact, decided.bodies[of]!));
    commands.add(copyCommandRow(decided));
  }
  script.uses.push(...INCOMING);
  script
    .execute(EXPECT, `${literal(city)}, ${literal(from.hash)}`)
    .add(`copy ld_incoming_command (${COMMAND_COPY_COLUMNS}) from stdin;`)
    .add(`copy ld_incoming_fact (${FACT_COPY_COLUMNS}) from stdin;`);
  script.execute(TAKE_COMMANDS, literal(city)).execute(TAKE_FACTS, saidOnce(first));
  const recorded = accepted.flatMap((decided) => decided.facts);
  updateMany(script, folds, recorded, { city, statements });
  return { script, copies: [commands.end(), facts.end()] };
}

function saidOnce(first: Fact): string {
  const row = factRow(first);
  return Object.keys(SAID_ONCE)
    .map((column) => literal(String(row[column as keyof typeof SAID_ONCE])))
    .join(', ');
}

/** Resolves when the server has done the whole message; rejects with the first error, and then nothing of it stands. */
export async function sendBulk(client: PoolClient, message: BulkMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(new BulkQuery(message, resolve, reject));
  });
}

const COPY_DATA = 'd'.charCodeAt(0);
const COPY_DONE = Buffer.from([...Buffer.from('c'), 0, 0, 0, 4]);
const HEAD_BYTES = 5;
/** Characters of one message: small enough that the server parses the first while the next are on their way. */
const MESSAGE_CHARACTERS = 48 * 1024;

/** Of a UTF-16 unit in UTF-8. */
const BYTES_MAX = 3;
const scratch = Buffer.allocUnsafeSlow(BYTES_MAX * (MESSAGE_CHARACTERS + 16 * 1024));

class CopyMessages {
  readonly #messages: Buffer[] = [];
  #text = '';

  add(row: string): void {
    this.#text += row;
    if (this.#text.length >= MESSAGE_CHARACTERS) this.#close();
  }

  end(): readonly Buffer[] {
    if (this.#text !== '') this.#close();
    return [...this.#messages, COPY_DONE];
  }

  #close(): void {
    const text = this.#text;
    // Counted as they are written: to count them beforehand would go over the text twice.
    const room =
      BYTES_MAX * text.length > scratch.length ? Buffer.allocUnsafe(BYTES_MAX * text.length) : scratch;
    const bytes = room.write(text);
    const message = Buffer.allocUnsafe(HEAD_BYTES + bytes);
    message[0] = COPY_DATA;
    message.writeUInt32BE(bytes + HEAD_BYTES - 1, 1);
    room.copy(message, HEAD_BYTES, 0, bytes);
    this.#messages.push(message);
    this.#text = '';
  }
}

/** What node-pg asks of a query: to send itself, and to hear what comes back. Only the end matters here. */
class BulkQuery implements Submittable {
  readonly #message: BulkMessage;
  readonly handleReadyForQuery: () => void;
  readonly handleError: (error: unknown) => void;

  constructor(message: BulkMessage, resolve: () => void, reject: (error: unknown) => void) {
    this.#message = message;
    this.handleReadyForQuery = resolve;
    this.handleError = reject;
  }

  submit(connection: Connection): void {
    const { script, copies } = this.#message;
    connection.stream.cork();
    connection.query(script.text);
    for (const messages of copies) for (const message of messages) connection.stream.write(message);
    connection.stream.uncork();
  }

  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleCommandComplete(): void {}
  handleEmptyQuery(): void {}
  handleCopyInResponse(): void {}
}
