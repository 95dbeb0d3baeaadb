// An export: everything of a city that is not derivable, as lines, in one standpoint. It prints its head; kept outside, that head proves
// later that nothing before it was altered. Vault values and credentials are left out unless asked for.
import { sql } from '../kernel/sql.ts';
import {
  type CommandLine,
  type ContentLine,
  type CredentialLine,
  type FactLine,
  type HeaderLine,
  LEDGER_FORMAT,
  type LedgerLine,
  type VaultLine,
} from './exchange.ts';
import { type Fact, headText } from './fact.ts';
import type { Ledger } from './ledger.pg.ts';
import { factOf, type LedgerView } from './view.pg.ts';

/** Facts read at once: a few megabytes. */
const CHUNK = 5000;

export interface ExportOptions {
  /** Also the values of the vault and the credentials: for moving a city, not for handing out. */
  readonly withVault: boolean;
  /** Takes a line; a promise holds the export back until the line is out. */
  readonly write: (line: LedgerLine) => Promise<void> | void;
  readonly progress?: (done: number, of: number) => void;
}

/** @returns the head exported. @throws Problem `city_unknown` */
export async function exportLedger(ledger: Ledger, city: string, options: ExportOptions): Promise<string> {
  return ledger.read(city, {}, async (view) => {
    const head = headText(view.head);
    const header: HeaderLine = {
      format: LEDGER_FORMAT,
      city,
      hash: view.city.hash === 'sm3' ? 'sm3' : 'sha256',
      head,
      simulated: view.city.simulated,
    };
    await options.write(header);
    for (const line of await contents(view)) await options.write(line);
    await facts(view, options);
    await commands(view, options);
    if (options.withVault) for (const line of await secrets(view)) await options.write(line);
    return head;
  });
}

async function contents(view: LedgerView): Promise<ContentLine[]> {
  const rows = await view.query(
    sql`select hash, kind, body from content where city = ${view.city.id} order by kind, hash`,
  );
  return rows.map((row) => ({ content: row as unknown as ContentLine['content'] }));
}

async function facts(view: LedgerView, options: ExportOptions): Promise<void> {
  for (let from = 1; from <= view.head.seq; from += CHUNK) {
    const to = Math.min(from + CHUNK - 1, view.head.seq);
    const rows = await view.query(
      sql`select * from fact where city = ${view.city.id} and seq between ${from} and ${to} order by seq`,
    );
    for (const row of rows) await options.write(factLine(factOf(row)));
    options.progress?.(to, view.head.seq);
  }
}

export function factLine({ city: _city, ...fact }: Fact): FactLine {
  return { fact };
}

async function commands(view: LedgerView, options: ExportOptions): Promise<void> {
  for (let from = 0; from <= view.head.seq; from += CHUNK) {
    const rows = await view.query(
      sql`select * from command where city = ${view.city.id} and first_seq >= ${from} and first_seq < ${from + CHUNK} order by first_seq`,
    );
    for (const row of rows) {
      const command: CommandLine['command'] = {
        id: String(row.id),
        key: String(row.key),
        actor: String(row.actor),
        digest: String(row.digest),
        firstSeq: Number(row.first_seq),
        lastSeq: Number(row.last_seq),
      };
      await options.write({ command });
    }
  }
}

async function secrets(view: LedgerView): Promise<(VaultLine | CredentialLine)[]> {
  const kept = await view.query(sql`select * from vault where city = ${view.city.id} order by digest`);
  const credentials = await view.query(
    sql`select * from credential where city = ${view.city.id} order by account, digest`,
  );
  return [
    ...kept.map((row) => ({
      vault: {
        digest: String(row.digest),
        salt: String(row.salt),
        value: String(row.value),
        purpose: String(row.purpose),
        keepUntil: row.keep_until === null ? null : String(row.keep_until),
      },
    })),
    ...credentials.map((row) => ({
      credential: { account: String(row.account), digest: String(row.digest), value: String(row.value) },
    })),
  ];
}
