import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CITY, type TestLedger, testLedger } from '../testing/ledger.ts';
import { chainFact, EMPTY_HEAD, type Fact, findHead, type Head } from './fact.ts';
import { hashText } from './ledger.pg.ts';
import { keepValue } from './vault.pg.ts';
import { factOf } from './view.pg.ts';

let at: TestLedger;
let head: Head;

beforeAll(async () => {
  at = await testLedger();
  for (let i = 0; i < 12; i += 1)
    await at.submit('score', { tally: `s${i % 4}`, points: `${i}.5`, on: '2021-06-10' });
  await at.submit('takeBadge', { tally: 's1', badge: 'gold' });
  const hash = hashText('sha256');
  await at.ledger.work(CITY, (client) =>
    keepValue(
      client,
      { city: CITY, hash },
      { salt: 'ab'.repeat(16), value: '联系电话', purpose: '联系', keepUntil: null },
    ),
  );
  head = findHead((await at.ledger.verify(CITY, {})).head) ?? EMPTY_HEAD;
});
afterAll(() => at.close());

/** Does something to the database that no program of ours would, looks, and puts it back. */
async function tampered<T>(statements: string, look: () => Promise<T>): Promise<T> {
  // Triggers are silenced as somebody with the superuser's password would.
  const attack = (text: string) =>
    at.owner.query(`set session_replication_role = replica; ${text}; set session_replication_role = default`);
  await at.owner.query('create schema if not exists kept; drop table if exists kept.copies');
  const { rows } = await at.owner.query(`select tablename as name from pg_tables where schemaname = 'luodi'`);
  for (const { name } of rows)
    await at.owner.query(
      `drop table if exists kept.${name}; create table kept.${name} as select * from luodi.${name}`,
    );
  await attack(statements);
  try {
    return await look();
  } finally {
    for (const { name } of rows)
      await attack(`delete from luodi.${name}; insert into luodi.${name} select * from kept.${name}`);
    await at.owner.query('drop schema kept cascade');
  }
}

describe('the database refuses', () => {
  const changes = [
    'update fact set body = body',
    'delete from fact',
    'truncate fact',
    'update command set key = key',
    'delete from command',
    'truncate command cascade',
    'update content set body = body',
    'delete from content',
    'truncate content',
  ];

  test.each(changes)('the owner: %s', async (change) => {
    await expect(at.owner.query(change)).rejects.toMatchObject({ code: 'LD001' });
  });

  test.each(changes)('the app: %s', async (change) => {
    await expect(at.ledger.work(CITY, (client) => client.query(change))).rejects.toMatchObject({
      code: '42501',
    });
  });

  test('the app owning anything, or making a schema of its own', async () => {
    const { rows } = await at.owner.query(
      `select count(*)::text as n from pg_class where relpersistence <> 't' and relowner = 'luodi_app'::regrole`,
    );
    expect(rows).toEqual([{ n: '0' }]);
    await expect(
      at.ledger.work(CITY, (client) => client.query('create table luodi.mine (x int)')),
    ).rejects.toMatchObject({ code: '42501' });
  });
});

describe('verify', () => {
  test('of an untouched ledger finds nothing, and says what it can’t prove', async () => {
    expect(await at.ledger.verify(CITY, {})).toMatchObject({ ok: true, tailProven: false, findings: [] });
    expect(await at.ledger.verify(CITY, { head })).toMatchObject({ ok: true, tailProven: true });
  });

  const flips: [string, string, string][] = [
    ['fact', 'update fact set body = \'{"points":"9"}\' where seq = 6', 'fact_altered'],
    ['fact', "update fact set occurred_on = '2021-06-11' where seq = 6", 'fact_altered'],
    ['fact', "update fact set actor = 'clerk2' where seq = 6", 'fact_altered'],
    ['fact', "update fact set recorded_at = recorded_at + interval '1 ms' where seq = 6", 'fact_altered'],
    ['fact', 'update fact set hash = reverse(hash) where seq = 6', 'fact_altered'],
    ['fact', 'update fact set body = \'{"points":1.5}\' where seq = 6', 'fact_altered'],
    ['fact', 'delete from fact where seq = 6', 'fact_missing'],
    ['command', "update command set key = key || 'x' where first_seq = 6", 'command_altered'],
    ['command', 'update command set digest = reverse(digest) where first_seq = 6', 'command_altered'],
    ['command', "update command set actor = 'other' where first_seq = 6", 'command_altered'],
    ['command', 'update command set last_seq = last_seq + 1 where first_seq = 6', 'command_altered'],
    ['command', 'delete from command where first_seq = 6', 'command_missing'],
    [
      'content',
      `update content set body = jsonb_set(body, '{sections,city,name}', '"别市"') where kind = 'plan'`,
      'content_altered',
    ],
    ['content', "delete from content where kind = 'calendar'", 'content_missing'],
    ['vault', "update vault set value = '改过'", 'vault_altered'],
    ['vault', "update vault set salt = reverse(salt) || 'c'", 'vault_altered'],
    [
      'credential',
      "insert into credential values ('test', 'ghost', repeat('0', 64), 'scrypt$x')",
      'credential_altered',
    ],
    ['schema_migration', 'update schema_migration set checksum = reverse(checksum)', 'migration_altered'],
    ['schema_migration', 'delete from schema_migration', 'migration_altered'],
    ['clock_anchor', "insert into clock_anchor values ('test', 6, now())", 'clock_altered'],
    ['tally', "update tally set total = total + 1 where subject = 's1'", 'derived_differs'],
    ['tally', "insert into tally values ('test', 'ghost', 5, 1, null, 1)", 'derived_differs'],
    ['tally_entry', "delete from tally_entry where subject = 's2'", 'derived_differs'],
    ['reservation', "update reservation set subject = 's3' where key = 'gold'", 'derived_differs'],
    ['city', "update city set simulated = true where city = 'test'", 'derived_differs'],
    ['adoption', "update adoption set effective_from = '2020-01-01' where kind = 'plan'", 'derived_differs'],
    ['unit', "update unit set name = '改名' where id = 'town'", 'derived_differs'],
    [
      'unit_closure',
      "update unit_closure set depth = 7 where descendant = 'town' and ancestor = 'city'",
      'derived_differs',
    ],
    ['workday', "update workday set working = not working where date = '2021-06-10'", 'derived_differs'],
    [
      'unit',
      "insert into unit select city, 'x', id, name, kind, true, 1, valid_from, valid_to from unit",
      'derived_differs',
    ],
    ['derived_version', "update derived_version set text_hash = 'x' where loop = 'tally'", 'derived_differs'],
  ];

  test.each(flips)('finds and names what was altered in %s: %s', async (table, attack, code) => {
    const proof = await tampered(attack, () => at.ledger.verify(CITY, { head }));
    expect(proof.ok).toBe(false);
    expect(proof.findings.map((finding) => [finding.table, finding.code])).toContainEqual([table, code]);
  });

  test('finds a guard that was put to sleep', async () => {
    await at.owner.query('alter table fact disable trigger fact_is_never_changed');
    const proof = await at.ledger.verify(CITY, { head });
    await at.owner.query('alter table fact enable trigger fact_is_never_changed');
    expect(proof.findings.map(({ table, code }) => [table, code])).toEqual([['fact', 'guard_removed']]);
  });

  test('every table of the schema is one that verify looks at', async () => {
    const { rows } = await at.owner.query<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'luodi' order by 1`,
    );
    const looked = new Set((await at.ledger.verify(CITY, {})).checked.tables);
    expect(rows.map((row) => row.name).filter((name) => !looked.has(name))).toEqual([]);
  });

  test('finds a cut tail with a head kept outside, and only then', async () => {
    // The attacker also takes the commands and refolds, so that all that is left fits together.
    const cut = `delete from fact where seq > 13; delete from command where last_seq > 13; delete from reservation;
      delete from tally; insert into tally select city, subject, sum((body->>'points')::numeric), count(*), null, max(seq) from fact where loop = 'tally' group by 1, 2;
      delete from tally_entry e where not exists (select 1 from fact f where f.id = e.fact)`;
    await tampered(cut, async () => {
      expect(await at.ledger.verify(CITY, {})).toMatchObject({ ok: true, tailProven: false });
      const proof = await at.ledger.verify(CITY, { head });
      expect(proof.findings.map((finding) => finding.code)).toEqual(['tail_cut']);
    });
  });

  test('finds a chain that was altered and hashed anew, with a head kept outside', async () => {
    const { rows } = await at.owner.query(`select * from fact where city = 'test' order by seq`);
    let previous: Head = EMPTY_HEAD;
    const hash = hashText('sha256');
    const statements = rows.map(factOf).map((fact: Fact) => {
      const { hash: _hash, ...unhashed } = fact;
      const changed = fact.seq === 6 ? { ...unhashed, body: { ...fact.body, note: 'forged' } } : unhashed;
      const linked = chainFact(hash, previous, changed);
      previous = linked;
      return `update fact set hash = '${linked.hash}', body = '${JSON.stringify(linked.body)}' where city = 'test' and seq = ${fact.seq}`;
    });
    await tampered(statements.join(';'), async () => {
      expect(await at.ledger.verify(CITY, {})).toMatchObject({ ok: true, tailProven: false });
      const proof = await at.ledger.verify(CITY, { head });
      expect(proof.findings.map((finding) => finding.code)).toEqual(['chain_rehashed']);
    });
  });

  test('an erased value is gone, its digest stays, and the chain holds', async () => {
    const hash = hashText('sha256');
    const digest = await at.ledger.work(CITY, (client) =>
      keepValue(
        client,
        { city: CITY, hash },
        { salt: 'cd'.repeat(16), value: '张某', purpose: '联系人', keepUntil: '2022-12-31' },
      ),
    );
    await at.submit('eraseVaultValue', { digest, reason: '本人要求' }, { loop: 'city' });
    const { rows } = await at.owner.query('select count(*)::text as n from vault where digest = $1', [
      digest,
    ]);
    expect(rows).toEqual([{ n: '0' }]);
    expect(await at.ledger.verify(CITY, { head })).toMatchObject({ ok: true });
  });
});
