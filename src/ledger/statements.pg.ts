// Prepared statements of a connection, each made when it is first used and in a message of its own: EXECUTE copies the whole message that its statement was
// prepared in, so one message for a hundred of them costs every EXECUTE half a megabyte (measured: a millisecond).
import type { ClientBase } from 'pg';

export interface Statement {
  readonly name: string;
  /** `prepare <name> …`, or what else a connection must have before it is used; run once a connection. */
  readonly text: string;
}

/** Text that executes statements, and which ones. */
export class Script {
  text = '';
  readonly uses: Statement[] = [];

  /** `values`: SQL literals, separated by commas. */
  execute(statement: Statement, values: string): this {
    this.uses.push(statement);
    this.text += values === '' ? `execute ${statement.name};` : `execute ${statement.name}(${values});`;
    return this;
  }

  add(text: string): this {
    this.text += text;
    return this;
  }
}

const known = new WeakMap<ClientBase, Set<string>>();

/** Makes those that the connection has not had yet. */
export async function prepareAll(client: ClientBase, statements: readonly Statement[]): Promise<void> {
  const names = known.get(client) ?? new Set<string>();
  known.set(client, names);
  for (const { name, text } of statements) {
    if (names.has(name)) continue;
    await client.query(text);
    names.add(name);
  }
}
