import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import { parseDate } from '../kernel/plainDate.ts';
import { sql } from '../kernel/sql.ts';
import { CITY, clerk, type TestLedger, testLedger } from '../testing/ledger.ts';

let at: TestLedger;
beforeAll(async () => {
  at = await testLedger({ readersMax: 1, cities: [CITY, 'other'] });
});
afterAll(() => at.close());

const points = async (asOf: string, known?: number) =>
  at.ledger.read(CITY, { asOf: parseDate(asOf), known }, async (view) => {
    const answers = await view.askMeasures(['tally.points', 'tally.count'], {
      from: parseDate('2021-01-01'),
      asOf: view.asOf,
      by: [],
    });
    return [answers.get('tally.points')?.[0]?.value, answers.get('tally.count')?.[0]?.value];
  });

describe('a command', () => {
  test('is recorded with its envelope and seen at once', async () => {
    const answer = await at.submit('score', { tally: 'a', points: '1.50', on: '2021-06-20' });
    expect(answer).toMatchObject({ subject: 'a', revision: 1, repeated: false });
    expect(await points('2021-06-30')).toEqual(['1.50', '1']);
    const fact = await at.ledger.read(CITY, {}, (view) => view.findFact(answer.facts[0] ?? ''));
    expect(fact).toMatchObject({
      actor: 'clerk',
      actorPost: '填报员',
      actorUnit: 'town',
      kind: 'pointsScored',
      occurredOn: '2021-06-20',
      recordedAt: '2021-07-01T02:00:00.000Z',
      body: { points: '1.50' },
    });
    expect(answer.head).toBe(`${fact?.seq}:${fact?.hash}`);
  });

  test('refused changes nothing and is not stored: the same key can be used again', async () => {
    const before = await at.ledger.read(CITY, {}, async (view) => view.head.seq);
    const refused = at.submit('withdraw', { tally: 'a', fact: 'nothing', reason: 'x' }, { key: 'once' });
    await expect(refused).rejects.toMatchObject({ code: 'entry_unknown' });
    expect(await at.ledger.read(CITY, {}, async (view) => view.head.seq)).toBe(before);
    await at.submit('score', { tally: 'a2', points: '1', on: '2021-06-01' }, { key: 'once' });
  });

  test('under the same key is one command; another body or another actor under it is refused', async () => {
    const body = { tally: 'b', points: '2', on: '2021-06-01' };
    const first = await at.submit('score', body, { key: 'k' });
    const again = await at.submit('score', body, { key: 'k' });
    expect(again).toEqual({ ...first, repeated: true });
    await expect(at.submit('score', { ...body, points: '3' }, { key: 'k' })).rejects.toMatchObject({
      code: 'key_reused',
      status: 409,
    });
    await expect(
      at.submit('score', body, { key: 'k', actor: { ...clerk, account: 'other' } }),
    ).rejects.toMatchObject({ code: 'key_reused' });
  });

  test('sent many times at once under one key is one command', async () => {
    const body = { tally: 'many', points: '5', on: '2021-06-02' };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => at.submit('score', body, { key: 'many' })),
    );
    expect(new Set(answers.map((answer) => answer.seq[0])).size).toBe(1);
    expect(answers.filter((answer) => !answer.repeated)).toHaveLength(1);
  });

  test('over two subjects withdraws here and restates there', async () => {
    const wrong = await at.submit('score', { tally: 'wrong', points: '7', on: '2021-06-03' });
    const moved = await at.submit('move', {
      from: 'wrong',
      to: 'right',
      fact: wrong.facts[0] ?? '',
      on: '2021-06-03',
    });
    expect(moved.facts).toHaveLength(2);
    const totals = await at.ledger.read(CITY, {}, (view) =>
      view.query(
        sql`select subject, total from tally where city = ${CITY} and subject in ('wrong', 'right') order by subject`,
      ),
    );
    expect(totals).toEqual([
      { subject: 'right', total: '7' },
      { subject: 'wrong', total: '0' },
    ]);
  });

  test('of an unknown loop, command, shape or city is refused with its code', async () => {
    await expect(at.submit('score', { tally: 'x' })).rejects.toMatchObject({
      code: 'command_shape',
      status: 400,
    });
    await expect(at.submit('dance', {})).rejects.toMatchObject({ code: 'command_unknown' });
    await expect(at.submit('score', {}, { loop: 'nowhere' })).rejects.toMatchObject({ code: 'loop_unknown' });
    await expect(at.submit('score', {}, { key: '' })).rejects.toMatchObject({ code: 'key_invalid' });
    const request = {
      key: 'c',
      actor: clerk,
      loop: 'tally',
      command: 'score',
      body: { tally: 'x', points: '1', on: '2021-01-01' },
    };
    await expect(at.ledger.submit('atlantis', request)).rejects.toMatchObject({ code: 'city_unknown' });
  });
});

describe('adopting', () => {
  const body = { content: 'ab'.repeat(32), effectiveFrom: '2021-06-01', title: '新计划' };
  const request = (command: string, more: object) => ({
    key: `${command} ${JSON.stringify(more)}`,
    actor: clerk,
    loop: 'city',
    command,
    body: { ...body, ...more },
  });

  test('what is not stored, or is something else, is refused: the city would be left without a plan', async () => {
    for (const command of ['adoptPlan', 'adoptCalendar'])
      await expect(at.ledger.submit('other', request(command, {}))).rejects.toMatchObject({
        code: 'content_not_stored',
      });
    const calendar = await at.ledger.read('other', {}, async (view) => view.adoptions[0]?.content ?? '');
    await expect(
      at.ledger.submit('other', request('adoptPlan', { content: calendar })),
    ).rejects.toMatchObject({ code: 'content_not_stored' });
    await at.ledger.read('other', {}, async (view) => expect(view.plan.hash).not.toBe(''));
  });

  test('a day or a month that does not exist is refused in words', async () => {
    for (const [command, more] of [
      ['adoptPlan', { effectiveFrom: '2021-02-30' }],
      ['closePeriod', { period: '2021-13' }],
    ] as const)
      await expect(at.submit(command, { ...body, ...more }, { loop: 'city' })).rejects.toMatchObject({
        code: 'command_shape',
      });
  });

  test('what is stored holds from its day', async () => {
    const content = { format: 'luodi/plan@1' } as const;
    const stored = await at.ledger.read(CITY, {}, (view) =>
      view.query(sql`select body from content where kind = 'plan'`),
    );
    const again = { ...(stored[0]?.body as JsonObject), ...content };
    const hash = await at.ledger.storeContent(CITY, { kind: 'plan', body: again });
    await expect(at.ledger.submit(CITY, request('adoptPlan', { content: hash }))).rejects.toMatchObject({
      code: 'draft_not_approved',
    });
    const system = { ...clerk, roles: ['system'] };
    await at.ledger.submit(CITY, { ...request('adoptPlan', { content: hash }), actor: system });
    await at.ledger.read(CITY, {}, async (view) => expect(view.plan.hash).toBe(hash));
  });
});

describe('what is unique', () => {
  test('a badge is held once, also when two ask in the same moment', async () => {
    const asked = await Promise.allSettled([
      at.submit('takeBadge', { tally: 'p', badge: 'gold' }),
      at.submit('takeBadge', { tally: 'q', badge: 'gold' }),
    ]);
    expect(asked.map((each) => each.status)).toEqual(['fulfilled', 'rejected']);
    await expect(at.submit('takeBadge', { tally: 'r', badge: 'gold' })).rejects.toMatchObject({
      code: 'badge_held',
    });
  });

  test('two writers at once never both win a revision', async () => {
    const seen = (await at.submit('score', { tally: 'race', points: '1', on: '2021-06-01' })).revision;
    const other = at.another();
    const sends = [at.ledger, other, at.ledger, other].map((ledger, index) =>
      ledger.submit(CITY, {
        key: `race-${index}`,
        actor: clerk,
        loop: 'tally',
        command: 'score',
        body: { tally: 'race', points: '1', on: '2021-06-01' },
        expectedRevision: seen,
      }),
    );
    const results = await Promise.allSettled(sends);
    expect(results.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
    const reasons = results.filter((each) => each.status === 'rejected').map((each) => each.reason.code);
    expect(reasons).toEqual(['revision_stale', 'revision_stale', 'revision_stale']);
  });

  test('two processes writing many subjects leave one unbroken chain', async () => {
    const other = at.another();
    const sends = Array.from({ length: 120 }, (_, index) =>
      (index % 2 === 0 ? at.ledger : other).submit(CITY, {
        key: `both-${index}`,
        actor: clerk,
        loop: 'tally',
        command: 'score',
        body: { tally: `t${index % 17}`, points: '1', on: '2021-05-01' },
      }),
    );
    await Promise.all(sends);
    const proof = await at.ledger.verify(CITY, {});
    expect(proof).toMatchObject({ ok: true, findings: [], tailProven: false });
  });
});

describe('time', () => {
  test('seq, recorded_at and commit have one order, also when the clock stands or runs back', async () => {
    const at0 = at.clock.ms;
    await at.submit('score', { tally: 'time', points: '1', on: '2021-06-01' });
    at.clock.ms -= 3_600_000;
    await at.submit('score', { tally: 'time', points: '1', on: '2021-06-01' });
    at.clock.ms = at0;
    const facts = await at.ledger.read(CITY, {}, (view) => view.facts({ limit: 1000 }));
    const bySeq = facts.toSorted((a, b) => a.seq - b.seq);
    for (let i = 1; i < bySeq.length; i += 1)
      expect(bySeq[i]!.recordedAt > bySeq[i - 1]!.recordedAt).toBe(true);
  });

  test('asOf cuts happenings; known cuts everything, also withdrawals', async () => {
    const from = await at.ledger.read(CITY, {}, async (view) => view.head.seq);
    const before = await points('2021-06-30');
    const early = await at.submit('score', { tally: 'cut', points: '10', on: '2021-03-01' });
    const late = await at.submit('score', { tally: 'cut', points: '100', on: '2021-06-29' });
    await at.submit('withdraw', { tally: 'cut', fact: early.facts[0] ?? '', reason: 'wrong' });
    expect(await points('2021-06-30', from)).toEqual(before);
    const add = (base: (string | undefined)[], value: number, count: number) => [
      (Number(base[0]) + value).toFixed(2),
      String(Number(base[1]) + count),
    ];
    const beforeMarch = await points('2021-03-31', from);
    expect(await points('2021-06-30', early.seq[1])).toEqual(add(before, 10, 1));
    expect(await points('2021-03-31', late.seq[1])).toEqual([
      String(Number(beforeMarch[0]) + 10),
      String(Number(beforeMarch[1]) + 1),
    ]);
    expect(await points('2021-06-30')).toEqual(add(before, 100, 1));
  });

  test('known as a date is the last seq recorded by the end of that day in the city’s zone', async () => {
    // 2021-07-01T15:59:59.999Z is the last moment of 1 July in Shanghai.
    at.clock.ms = Date.parse('2021-07-01T15:59:59.000Z');
    const today = await at.submit('score', { tally: 'day', points: '1', on: '2021-06-01' });
    at.clock.ms = Date.parse('2021-07-01T16:00:00.000Z');
    const tomorrow = await at.submit('score', { tally: 'day', points: '1', on: '2021-06-01' });
    const known = (on: string) =>
      at.ledger.read(CITY, { known: parseDate(on) }, async (view) => view.known.seq);
    expect(await known('2021-07-01')).toBe(today.seq[1]);
    expect(await known('2021-07-02')).toBe(tomorrow.seq[1]);
    expect(await known('2020-12-31')).toBe(0);
    await expect(at.ledger.read(CITY, { known: 10_000_000 }, async () => 0)).rejects.toMatchObject({
      code: 'known_unknown',
    });
  });

  test('a happening in the future is refused; one in a closed month needs the 补报 mark and keeps it', async () => {
    await expect(at.submit('score', { tally: 'f', points: '1', on: '2022-01-01' })).rejects.toMatchObject({
      code: 'occurred_in_future',
    });
    await at.submit('closePeriod', { period: '2021-05' }, { loop: 'city' });
    await expect(at.submit('closePeriod', { period: '2021-05' }, { loop: 'city' })).rejects.toMatchObject({
      code: 'period_closed_already',
    });
    await expect(at.submit('score', { tally: 'f', points: '1', on: '2021-05-31' })).rejects.toMatchObject({
      code: 'period_closed',
    });
    // Months are closed one after another: neither one before the first nor one over a gap.
    for (const period of ['2021-04', '2021-03'])
      await expect(at.submit('closePeriod', { period }, { loop: 'city' })).rejects.toMatchObject({
        code: 'period_before_not_closed',
        data: { next: '2021-06' },
      });
    const late = await at.submit('score', { tally: 'f', points: '1', on: '2021-05-31' }, { late: true });
    const open = await at.submit('score', { tally: 'f', points: '1', on: '2021-06-01' }, { late: true });
    const bodyOf = (id = '') => at.ledger.read(CITY, {}, async (view) => (await view.findFact(id))?.body);
    expect(await bodyOf(late.facts[0])).toMatchObject({ late: true });
    expect(await bodyOf(open.facts[0])).not.toHaveProperty('late');
  });

  test('without asOf the view stands at the end of the latest month whose reporting day has come', async () => {
    const asOfAt = async (instant: string) => {
      at.clock.ms = Date.parse(instant);
      return at.ledger.read('other', {}, async (view) => view.asOf);
    };
    expect(await asOfAt('2021-08-04T12:00:00.000Z')).toBe('2021-06-30');
    expect(await asOfAt('2021-08-05T12:00:00.000Z')).toBe('2021-07-31');
  });
});

describe('one city and another', () => {
  test('nothing of one is seen from the other, through the same connection', async () => {
    const facts = await at.ledger.read('other', {}, (view) => view.facts({ limit: 1000 }));
    expect(facts.map((fact) => fact.kind)).toEqual(['planAdopted', 'calendarAdopted', 'cityFounded']);
    const counts = await at.ledger.read('other', {}, (view) =>
      view.query(sql`select count(*)::text as n from fact where city <> 'other'`),
    );
    expect(counts).toEqual([{ n: '0' }]);
  });

  test('nothing of one is written from the other: not the city’s own row, which all may read, and no fact', async () => {
    const changed = await at.ledger.work('other', async (client) => [
      (await client.query(`update city set name = 'x' where city = '${CITY}'`)).rowCount,
      (await client.query(`delete from tally where city = '${CITY}'`)).rowCount,
    ]);
    expect(changed).toEqual([0, 0]);
    expect((await at.ledger.cities()).map((city) => city.id)).toEqual(['other', CITY]);
    await expect(
      at.ledger.work('other', (client) =>
        client.query(`insert into vault values ('${CITY}', 'd', 's', 'v', 'p', null)`),
      ),
    ).rejects.toMatchObject({ code: '42501' });
  });

  test('outside a transaction of ours the row policy shows nothing at all', async () => {
    const unset = await at.ledger.read('other', {}, async (view) => {
      await view.query(sql`select set_config('luodi.city', '', true)`);
      return view.query(sql`select count(*)::text as n from luodi.fact`);
    });
    expect(unset).toEqual([{ n: '0' }]);
  });
});
