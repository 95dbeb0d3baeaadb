// Two processes at once: what one has read ahead and decided must not be linked to a head that never came to be.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { coreSections } from '../plan/sections.ts';
import { CITY, clerk, ownerOf, TEST_LOOPS, type TestLedger, testIds, testLedger } from '../testing/ledger.ts';
import { Ledger } from './ledger.pg.ts';

let at: TestLedger;
beforeAll(async () => {
  at = await testLedger();
});
afterAll(() => at.close());

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('a batch decided on a batch that is then refused is decided again, and the chain holds', async () => {
  const other = at.another();
  const score = (tally: string, key: string, expectedRevision?: number) => ({
    key,
    actor: clerk,
    loop: 'tally',
    command: 'score',
    body: { tally, points: '1', on: '2021-06-01' },
    ...(expectedRevision === undefined ? {} : { expectedRevision }),
  });
  await at.ledger.submit(CITY, score('warm', 'w1'));
  await other.submit(CITY, score('warm', 'w2'));
  const holder = await ownerOf(at.database);
  await holder.query(
    `begin; select pg_advisory_xact_lock(hashtextextended('luodi.writer ' || '${CITY}', 0))`,
  );
  const theirs = other.submit(CITY, score('s', 'theirs'));
  await pause(300);
  const first = at.ledger.submit(CITY, score('s', 'first', 0));
  first.catch(() => undefined);
  // More than one batch, so that the second is read and decided while the first one waits for the lock.
  const rest = Array.from({ length: 400 }, (_, index) =>
    at.ledger.submit(CITY, score(`t${index}`, `rest ${index}`)),
  );
  await pause(600);
  await holder.query('commit');
  await holder.end();
  await theirs;
  await expect(first).rejects.toMatchObject({ code: 'revision_stale' });
  await Promise.all(rest);
  expect((await at.ledger.verify(CITY, {})).findings).toEqual([]);
});

test('a problem thrown by a decider refuses its own command, not the others of the batch', async () => {
  const sends = ['2021-06-01', '2021-99-99', '2021-06-02'].map((on, index) =>
    at.submit('score', { tally: `apart ${index}`, points: '1', on }),
  );
  const settled = await Promise.allSettled(sends);
  expect(settled.map((each) => each.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('of a large import the next batch is decided while the one before it waits to be written', async () => {
  let ids = 0;
  const fresh = testIds('ahead');
  const ledger = new Ledger({
    database: { connectionString: at.database.app.url },
    loops: TEST_LOOPS,
    sections: coreSections,
    now: () => at.clock.ms,
    // One for each fact that is decided.
    newId: (ms) => {
      ids += 1;
      return fresh(ms);
    },
  });
  const open = (n: number) => ({
    key: `ahead-${n}`,
    actor: clerk,
    loop: 'tally',
    command: 'open',
    body: { tally: `ahead-${n}`, points: '1', on: '2021-06-01' },
  });
  // With its connections there, the writer takes the first batch before the second is formed.
  await ledger.submit(CITY, open(0));
  const holder = await ownerOf(at.database);
  await holder.query(
    `begin; select pg_advisory_xact_lock(hashtextextended('luodi.writer ' || '${CITY}', 0))`,
  );
  const given = Array.from({ length: 4000 }, (_, n) => ({ of: n, commands: [open(n + 1)] }));
  let settled = 0;
  const recorded = (async () => {
    for await (const outcomes of ledger.recordSeries(CITY, [given])) settled += outcomes.length;
  })();
  await vi.waitFor(() => expect(ids).toBeGreaterThanOrEqual(2049), { timeout: 4000 });
  expect(settled).toBe(0);
  await holder.query('commit');
  await holder.end();
  await recorded;
  await ledger.close();
  expect({ settled, ids }).toEqual({ settled: 4000, ids: 4001 });
  expect((await at.ledger.verify(CITY, {})).findings).toEqual([]);
});
