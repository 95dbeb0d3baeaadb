// The part of a verification that looks at the database itself: what it was built with, whether the guards of what is recorded are awake, rows that follow
// from nothing, and where its clocks are anchored.
import type { ClientBase } from 'pg';
import { hashHex } from '../kernel/hash.node.ts';
import type { Loop } from '../kernel/loop.ts';
import { readMigrations } from './migrate.pg.ts';
import { type Finding, LISTED_MAX } from './verification.ts';

/** What the database was built with, and where its clocks are anchored. */
export async function verifyStructure(
  client: ClientBase,
  options: { readonly city: string; readonly loops: readonly Loop[] },
  findings: Finding[],
): Promise<void> {
  const applied = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from luodi.schema_migration',
  );
  await verifyGuards(client, findings);
  await verifyStrayRows(client, options.city, findings);
  const shipped = new Map(readMigrations().map((migration) => [migration.name, migration.checksum]));
  const missing = [...shipped.keys()].filter((name) => !applied.rows.some((row) => row.name === name));
  for (const name of missing) {
    findings.push({
      code: 'migration_altered',
      table: 'schema_migration',
      where: name,
      message: '没有应用过这一步迁移的记载',
    });
  }
  for (const row of applied.rows) {
    if (shipped.get(row.name) === row.checksum) continue;
    findings.push({
      code: 'migration_altered',
      table: 'schema_migration',
      where: row.name,
      message: '迁移的校验值与本版不符',
    });
  }
  const built = await client.query<{ loop: string; text_hash: string }>(
    'select loop, text_hash from luodi.derived_version',
  );
  const byLoop = new Map(built.rows.map((row) => [row.loop, row.text_hash]));
  for (const loop of options.loops) {
    if (byLoop.get(loop.name) === hashHex('sha256', loop.folds)) continue;
    findings.push({
      code: 'derived_differs',
      table: 'derived_version',
      where: loop.name,
      message: '派生表不是按本版的折叠文本建的',
    });
  }
  const anchors = await client.query<{ clock_seq: string }>(
    `select a.clock_seq from luodi.clock_anchor a left join luodi.fact f on f.city = a.city and f.seq = a.clock_seq and f.kind = 'clockSet'
     where a.city = $1 and f.seq is null`,
    [options.city],
  );
  for (const row of anchors.rows) {
    findings.push({
      code: 'clock_altered',
      table: 'clock_anchor',
      where: `clock ${row.clock_seq}`,
      message: '时钟的锚不对应任何设钟的事实',
    });
  }
}

/** Tables that refuse to be changed, whoever asks. */
const GUARDED = ['fact', 'command', 'content'];

/** The triggers that refuse changes must be there and awake. */
async function verifyGuards(client: ClientBase, findings: Finding[]): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select tgname as name from pg_trigger where tgrelid in (select oid from pg_class where relnamespace = 'luodi'::regnamespace)
       and tgenabled in ('O', 'A')`,
  );
  const awake = new Set(rows.map((row) => row.name));
  for (const table of GUARDED) {
    if (awake.has(`${table}_is_never_changed`)) continue;
    findings.push({
      code: 'guard_removed',
      table,
      where: `${table}_is_never_changed`,
      message: `表 ${table} 上拒绝改动的触发器不在或被停用`,
    });
  }
}

/** Rows that would be derived from a content that is not there. */
async function verifyStrayRows(client: ClientBase, city: string, findings: Finding[]): Promise<void> {
  for (const [table, column] of [
    ['unit', 'plan_hash'],
    ['unit_closure', 'plan_hash'],
    ['workday', 'calendar_hash'],
  ] as const) {
    const { rows } = await client.query<{ hash: string }>(
      `select distinct ${column} as hash from luodi.${table} where city = $1
       except select hash from luodi.content where city = $1 limit ${LISTED_MAX}`,
      [city],
    );
    for (const { hash } of rows) {
      findings.push({
        code: 'derived_differs',
        table,
        where: `${table} ${hash.slice(0, 12)}`,
        message: '这些行没有任何内容可以推出',
      });
    }
  }
}
