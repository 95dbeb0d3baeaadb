// How values come out of PostgreSQL: dates, numerics and int8 as the strings they are, instants in the form the ledger hashes.
// Set once for the whole process, because node-pg's parsers are global.
import pg from 'pg';
import { instantOf } from '../kernel/instant.ts';

const DATE = 1082;
const INT8 = 20;
const NUMERIC = 1700;
const TIMESTAMPTZ = 1184;

let parsersAreSet = false;

export function setTypeParsers(): void {
  if (parsersAreSet) return;
  parsersAreSet = true;
  for (const oid of [DATE, INT8, NUMERIC]) pg.types.setTypeParser(oid, (text: string) => text);
  pg.types.setTypeParser(TIMESTAMPTZ, instantText);
}

/** '2021-07-09 01:00:00.123+00' (the session's zone is UTC) → '2021-07-09T01:00:00.123Z'. */
function instantText(text: string): string {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,3}))?\+00$/.exec(text);
  if (match) return `${match[1]}T${match[2]}.${(match[3] ?? '').padEnd(3, '0')}Z`;
  return instantOf(Date.parse(text));
}

/** The role that the app acts as. It owns nothing: SELECT and INSERT on what is truth (ledger/migrate.pg.ts). */
export const APP_ROLE = 'luodi_app';

/** Every session of the app: the role that owns nothing, the schema first, UTC, and no statement that runs for ever. */
export function sessionOptions(statementTimeoutMs: number): string {
  return `-c role=${APP_ROLE} -c search_path=luodi -c timezone=UTC -c statement_timeout=${statementTimeoutMs} -c standard_conforming_strings=on -c jit=off`;
}

/** Sessions of the owner, for migrations and restores: the same without the role and without the limit. */
export function ownerSessionOptions(): string {
  return '-c search_path=luodi -c timezone=UTC -c standard_conforming_strings=on -c jit=off';
}
