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
        request(`before-${index}`, 'score', { tally: `x${index}`, points: '1', on: '2021-05-31' }),
      ),
      { ...request('close', 'closePeriod', { period: '2021-05' }), loop: 'city' },
      ...Array.from({ length: 10 }, (_, index) =>
        request(`after-${index}`, 'score', { tally: `y${index}`, points: '1', on: '2021-05-31' }),
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
