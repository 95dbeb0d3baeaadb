// The message of a large write. Rows go by COPY into temporary tables of the connection and from there into truth (row-level security refuses a COPY into the
// tables themselves): measured, two thirds of what one list a column costs. Statements and rows are sent at once, without waiting for the server's word that
// it is ready for them: when a statement before them fails, it drops them, as the protocol has it. One message is one transaction.
import { setImmediate } from 'node:timers/promises';
import type { Connection, PoolClient, Submittable } from 'pg';
import { literal } from '../kernel/sql.ts';
import { COMMAND_COPY_COLUMNS, copyCommandRow, copyRow, FACT_COPY_COLUMNS } from './copyRows.ts';
import type { Decided } from './deciding.ts';
import type { Head } from './fact.ts';
import type { FoldSet, FoldStatements } from './foldEngine.pg.ts';
import { updateMany } from './foldMany.pg.ts';
import type { Script, Statement } from './statements.pg.ts';

export interface BulkMessage {
  readonly script: Script;
  /** Of every COPY in the text, in order, its messages of the protocol. */
  readonly copies: readonly (readonly Buffer[])[];
}

/** Tables of the session for what comes in, empty again after every transaction. Not to be made in a transaction that may be rolled back. */
export const INCOMING: readonly Statement[] = ['fact', 'command'].map((table) => ({
  name: `ld_incoming_${table}`,
  text: `create temp table if not exists ld_incoming_${table} (like luodi.${table}) on commit delete rows`,
}));
const EXPECT: Statement = {
  name: 'ld_expect',
  text: 'prepare ld_expect(text, text) as select expect_head($1, $2)',
};
const TAKE: readonly Statement[] = [
  ['command', COMMAND_COPY_COLUMNS],
  ['fact', FACT_COPY_COLUMNS],
].map(([table, columns]) => ({
  name: `ld_take_${table}`,
  text: `prepare ld_take_${table} as insert into ${table} (${columns}) select ${columns} from ld_incoming_${table}`,
}));

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
  for (const [place, decided] of accepted.entries()) {
    if (place % SLICE === SLICE - 1) await setImmediate();
    for (const fact of decided.facts) facts.add(copyRow(fact));
    commands.add(copyCommandRow(city, decided));
  }
  script.uses.push(...INCOMING);
  script
    .execute(EXPECT, `${literal(city)}, ${literal(from.hash)}`)
    .add(`copy ld_incoming_command (${COMMAND_COPY_COLUMNS}) from stdin;`)
    .add(`copy ld_incoming_fact (${FACT_COPY_COLUMNS}) from stdin;`);
  for (const take of TAKE) script.execute(take, '');
  const recorded = accepted.flatMap((decided) => decided.facts);
  updateMany(script, folds, recorded, { city, statements });
  return { script, copies: [commands.end(), facts.end()] };
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
    const bytes = Buffer.byteLength(this.#text);
    const message = Buffer.allocUnsafe(HEAD_BYTES + bytes);
    message[0] = COPY_DATA;
    message.writeUInt32BE(bytes + HEAD_BYTES - 1, 1);
    message.write(this.#text, HEAD_BYTES);
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
