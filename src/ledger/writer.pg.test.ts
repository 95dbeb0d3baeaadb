import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CITY, clerk, type TestLedger, testLedger } from '../testing/ledger.ts';

let at: TestLedger;
beforeAll(async () => {
  at = await testLedger();
});
afterAll(() => at.close());

const request = (key: string, command: string, body: Record<string, string>) => ({
  key,
  actor: clerk,
  loop: 'tally',
  command,
  body,
});

describe('a batch decided ahead of the one before it', () => {
  test('never follows facts that were not written: badges refused in the middle, two processes, one chain', async () => {
    // Two processes ask for the same badges in the same moment, so that batches break as a whole and are taken apart while the next
    // ones are decided already; what takes their place often has the same number of facts.
    const other = at.another();
    const ledgers = [at.ledger, other];
    for (let round = 0; round < 12; round += 1) {
      const sends = Array.from({ length: 60 }, (_, index) => {
        const ledger = ledgers[index % 2] ?? at.ledger;
        const key = `r${round}-${index}`;
        return index % 5 === 0
          ? ledger.submit(
              CITY,
              request(key, 'takeBadge', {
                tally: `b${round}-${index}`,
                badge: `badge-${round}-${Math.floor(index / 10)}`,
              }),
            )
          : ledger.submit(
              CITY,
              request(key, 'score', { tally: `t${index % 13}`, points: '1', on: '2021-06-01' }),
            );
      });
      const results = await Promise.allSettled(sends);
      const codes = results.filter((each) => each.status === 'rejected').map((each) => each.reason.code);
      expect(codes.every((code) => code === 'badge_held' || code === 'taken')).toBe(true);
    }
    expect(await at.ledger.verify(CITY, {})).toMatchObject({ ok: true, findings: [] });
  });

  test('a command that goes alone is decided by what stands when its turn comes, and so are those after it', async () => {
    const order: string[] = [];
    const sends = [
      ...Array.from({ length: 10 }, (_, index) =>
        request(`before-${index}`, 'score', { tally: `x${index}`, points: '1', on: '2021-04-30' }),
      ),
      { ...request('close', 'closePeriod', { period: '2021-04' }), loop: 'city' },
      ...Array.from({ length: 10 }, (_, index) =>
        request(`after-${index}`, 'score', { tally: `y${index}`, points: '1', on: '2021-04-30' }),
      ),
    ].map((each) =>
      at.ledger.submit(CITY, each).then(
        () => order.push(each.key),
        (error) => order.push(`${each.key} ${error.code}`),
      ),
    );
    await Promise.all(sends);
    expect(order.slice(0, 11)).toEqual([
      ...Array.from({ length: 10 }, (_, index) => `before-${index}`),
      'close',
    ]);
    expect(order.slice(11)).toEqual(Array.from({ length: 10 }, (_, index) => `after-${index} period_closed`));
  });
});

describe('what is known without reading', () => {
  const send = (key: string, command: string, body: Record<string, string>, ledger = at.ledger) =>
    ledger.submit(CITY, request(key, command, body)).then(
      ({ seq, repeated }) => ({ seq, repeated }),
      (error: { readonly code: string }) => error.code,
    );
  const points = { points: '1', on: '2021-06-01' };

  test('a command that makes its subject is refused when the subject stands, in whatever batch, and sent again it is one command', async () => {
    const first = await send('m-first', 'open', { tally: 'made', ...points });
    const again = await Promise.all([
      send('m-second', 'open', { tally: 'made', ...points }),
      send('m-other', 'open', { tally: 'made-too', ...points }),
      send('m-first', 'open', { tally: 'made', ...points }),
    ]);
    expect(again).toEqual([
      'tally_stands',
      { seq: expect.anything(), repeated: false },
      { seq: (first as { seq: unknown }).seq, repeated: true },
    ]);
  });

  test('two processes make the same subjects in one moment: each is made once', async () => {
    const other = at.another();
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        send(
          `twin-${index}`,
          'open',
          { tally: `twin-${Math.floor(index / 2)}`, ...points },
          index % 2 === 0 ? at.ledger : other,
        ),
      ),
    );
    expect(results.filter((each) => each === 'tally_stands')).toHaveLength(20);
    expect(results.filter((each) => typeof each === 'object')).toHaveLength(20);
    expect(await at.ledger.verify(CITY, {})).toMatchObject({ ok: true, findings: [] });
  });

  test('what another process changed for all (a closed month) holds for the next command here', async () => {
    const other = at.another();
    const late = { tally: 'late', points: '1', on: '2021-05-31' };
    expect(await send('late-1', 'score', late)).toMatchObject({ repeated: false });
    await other.submit(CITY, {
      ...request('close-may', 'closePeriod', { period: '2021-05' }),
      loop: 'city',
    });
    expect(await send('late-2', 'score', late)).toBe('period_closed');
    expect(await send('late-3', 'open', { ...late, tally: 'late-new' })).toBe('period_closed');
  });

  test('a command that could not be taken twice is answered, not refused, when its key comes again', async () => {
    const scored = await at.ledger.submit(
      CITY,
      request('k-score', 'score', { tally: 'keys', points: '1', on: '2021-07-01' }),
    );
    const body = { tally: 'keys', fact: scored.facts[0] ?? '', reason: 'wrong' };
    const withdrawn = await send('k-withdraw', 'withdraw', body);
    expect(await send('k-withdraw', 'withdraw', body)).toEqual({
      seq: (withdrawn as { seq: unknown }).seq,
      repeated: true,
    });
    expect(await send('k-withdraw-2', 'withdraw', body)).toBe('withdrawn_already');
  });
});

test('connections that the server ends while batches are under way end no process: sent again under its key, each command is recorded once', async () => {
  const ending = (async () => {
    for (let round = 0; round < 8; round += 1) {
      await new Promise((resolve) => setTimeout(resolve, 15));
      await at.owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'luodi writer%'`,
      );
    }
  })();
  const codes = new Set<string>();
  const insist = async (key: string, tally: string): Promise<void> => {
    for (;;) {
      try {
        await at.ledger.submit(CITY, request(key, 'score', { tally, points: '1', on: '2021-07-01' }));
        return;
      } catch (error) {
        codes.add((error as { readonly code: string }).code);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
  };
  for (let round = 0; round < 20; round += 1)
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => insist(`gone-${round}-${index}`, `gone-${index}`)),
    );
  await ending;
  const { rows } = await at.owner.query(
    `select count(*)::int as facts from luodi.fact where city = $1 and subject like 'gone-%'`,
    [CITY],
  );
  expect({ codes: [...codes], facts: rows[0].facts }).toEqual({ codes: ['database_gone'], facts: 400 });
  expect(await at.ledger.verify(CITY, {})).toMatchObject({ ok: true, findings: [] });
});
