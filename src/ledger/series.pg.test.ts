import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import { CITY, clerk, TEST_LOOPS, type TestLedger, testLedger } from '../testing/ledger.ts';
import type { CommandRequest } from './command.ts';
import { compareFolds, foldsOf } from './foldEngine.pg.ts';
import type { CommandSeries, SeriesOutcome } from './series.node.ts';

let at: TestLedger;
beforeAll(async () => {
  at = await testLedger();
});
afterAll(() => at.close());

type Given = readonly [command: string, body: JsonObject, key?: string];

let keys = 0;
function request([command, body, key]: Given): CommandRequest {
  keys += 1;
  return { key: key ?? `series-${keys}`, actor: clerk, loop: 'tally', command, body };
}

const points = (tally: string, on = '2021-06-01') => ({ tally, points: '1', on });

/** Outcomes by the place of their series, as `seq` or the code of the refusal. */
async function record(
  given: readonly (readonly Given[])[],
  { portion = 500, ledger = at.ledger } = {},
): Promise<readonly SeriesOutcome<number>[]> {
  const series = given.map(
    (commands, of): CommandSeries<number> => ({ of, commands: commands.map(request) }),
  );
  const portions = Array.from({ length: Math.ceil(series.length / portion) }, (_, place) =>
    series.slice(place * portion, (place + 1) * portion),
  );
  const outcomes: SeriesOutcome<number>[] = [];
  for await (const settled of ledger.recordSeries(CITY, portions)) outcomes.push(...settled);
  return outcomes.toSorted((a, b) => a.of - b.of);
}

const codes = (outcomes: readonly SeriesOutcome<number>[]) =>
  outcomes.map(({ answers, refusal }) => [answers.length, refusal?.code ?? ''] as const);

async function factsOf(like: string): Promise<number> {
  const { rows } = await at.owner.query(
    'select count(*)::int as n from luodi.fact where city = $1 and subject like $2',
    [CITY, like],
  );
  return rows[0].n;
}

describe('many commands at once', () => {
  test('each is recorded once, in the order of seq and of time, and its rows are what its facts say', async () => {
    const given = Array.from({ length: 2500 }, (_, n): Given[] => [['open', points(`many-${n}`)]]);
    const outcomes = await record(given);
    expect(outcomes).toHaveLength(2500);
    expect(outcomes.every(({ answers, refusal }) => answers.length === 1 && !refusal)).toBe(true);
    const seqs = outcomes.map(({ answers }) => answers[0]!.seq[0]);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
    expect(await factsOf('many-%')).toBe(2500);
    const { rows } = await at.owner.query(
      `select count(*)::int as n, sum(total)::int as total from luodi.tally where city = $1 and subject like 'many-%'`,
      [CITY],
    );
    expect(rows[0]).toEqual({ n: 2500, total: 2500 });
  });

  test('sent again whole, they change nothing and are told as recorded before', async () => {
    const given = Array.from({ length: 1200 }, (_, n): Given[] => [
      ['open', points(`again-${n}`), `again-${n}`],
      ['takeBadge', { tally: `again-${n}`, badge: `again-${n}` }, `again-badge-${n}`],
    ]);
    const first = await record(given);
    const facts = await factsOf('again-%');
    const second = await record(given, { portion: 700 });
    expect(facts).toBe(2400);
    expect(await factsOf('again-%')).toBe(2400);
    expect(second.every(({ answers }) => answers.every(({ repeated }) => repeated))).toBe(true);
    expect(second.map(({ answers }) => answers.map(({ seq }) => seq))).toEqual(
      first.map(({ answers }) => answers.map(({ seq }) => seq)),
    );
  });

  test('a part of them, sent again among new ones, is told from the new ones', async () => {
    const given = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, n): Given[] => [
        ['open', points(`part-${from + n}`), `part-${from + n}`],
      ]);
    await record(given(0, 600));
    const outcomes = await record(given(300, 1500));
    expect(outcomes.map(({ answers }) => answers[0]?.repeated)).toEqual(
      Array.from({ length: 1200 }, (_, n) => n < 300),
    );
    expect(await factsOf('part-%')).toBe(1500);
  });

  test('of two that take one key across subjects the second is refused, wherever in the file they stand', async () => {
    const given = Array.from({ length: 2100 }, (_, n): Given[] => [
      ['takeBadge', { tally: `badge-${n}`, badge: n === 7 || n === 8 || n === 2090 ? 'same' : `own-${n}` }],
    ]);
    const outcomes = codes(await record(given));
    expect(outcomes.filter(([, code]) => code !== '')).toHaveLength(2);
    expect([outcomes[7], outcomes[8], outcomes[2090]]).toEqual([
      [1, ''],
      [0, 'badge_held'],
      [0, 'badge_held'],
    ]);
  });

  test('a series ends at its first refusal; what stands before it stays, the others go on', async () => {
    const given: Given[][] = Array.from({ length: 900 }, (_, n) => [
      ['open', points(`chain-${n}`)],
      n % 3 === 0
        ? ['withdraw', { tally: `chain-${n}`, fact: 'none', reason: 'x' }]
        : ['score', points(`chain-${n}`)],
      ['score', points(`chain-${n}`)],
    ]);
    const outcomes = codes(await record(given));
    expect(outcomes).toEqual(given.map((_, n) => (n % 3 === 0 ? [1, 'entry_unknown'] : [3, ''])));
    expect(await factsOf('chain-%')).toBe(300 + 600 * 3);
  });

  test('a shape that is refused, an unknown command and an empty series are told in their place', async () => {
    const outcomes = await record([
      [['open', points('shape-1')]],
      [['open', { tally: 'shape-2' }]],
      [],
      [['fly', {}]],
      [['open', points('shape-3')]],
    ]);
    expect(codes(outcomes)).toEqual([
      [1, ''],
      [0, 'command_shape'],
      [0, ''],
      [0, 'command_unknown'],
      [1, ''],
    ]);
  });

  test('on one subject the order of the file is kept, whatever portions it came in', async () => {
    const given: Given[][] = Array.from({ length: 40 }, (_, n) => [
      ['score', { tally: 'one', points: String(n), on: '2021-06-01' }],
    ]);
    await record(given, { portion: 3 });
    const { rows } = await at.owner.query(
      `select array_agg((body->>'points')::int order by seq) as points from luodi.fact where city = $1 and subject = 'one'`,
      [CITY],
    );
    expect(rows[0].points).toEqual(given.map((_, n) => n));
  });

  test('a month that is closed in the middle closes for what stands behind it', async () => {
    const day = '2021-03-15';
    const outcomes = await (async () => {
      const series = [
        ...Array.from({ length: 30 }, (_, n) => request(['open', points(`before-${n}`, day)])),
        { ...request(['closePeriod', { period: '2021-03' }]), loop: 'city' },
        ...Array.from({ length: 30 }, (_, n) => request(['open', points(`behind-${n}`, day)])),
      ].map((each, of) => ({ of, commands: [each] }));
      const all: SeriesOutcome<number>[] = [];
      for await (const settled of at.ledger.recordSeries(CITY, [series])) all.push(...settled);
      return all.toSorted((a, b) => a.of - b.of);
    })();
    expect(codes(outcomes).map(([, code]) => code)).toEqual([
      ...Array<string>(31).fill(''),
      ...Array<string>(30).fill('period_closed'),
    ]);
  });

  test('persons who write meanwhile, here and in another process, are neither lost nor doubled', async () => {
    const other = at.another();
    const given = Array.from({ length: 1500 }, (_, n): Given[] => [['open', points(`beside-${n}`)]]);
    const [outcomes] = await Promise.all([
      record(given),
      ...Array.from({ length: 60 }, async (_, n) => {
        await new Promise((resolve) => setTimeout(resolve, n * 5));
        await (n % 2 === 0 ? at.ledger : other).submit(
          CITY,
          request(['score', points(`beside-person-${n % 7}`)]),
        );
      }),
    ]);
    expect(outcomes.every(({ refusal }) => refusal === undefined)).toBe(true);
    expect(await factsOf('beside-%')).toBe(1560);
  });

  test('two processes that import the same file at once record it once', async () => {
    const other = at.another();
    const given = Array.from({ length: 1200 }, (_, n): Given[] => [
      ['open', points(`twice-${n}`), `twice-${n}`],
    ]);
    const [here, there] = await Promise.all([record(given), record(given, { ledger: other })]);
    expect(await factsOf('twice-%')).toBe(1200);
    for (const [n, { answers }] of here.entries()) expect(answers[0]?.seq).toEqual(there[n]?.answers[0]?.seq);
  });

  test('who leaves the loop takes no more from the source; what was under way is whole', async () => {
    let given = 0;
    function* source() {
      for (;;) {
        given += 1;
        yield Array.from({ length: 100 }, (_, n) => ({
          of: n,
          commands: [request(['open', points(`left-${given}-${n}`)])],
        }));
      }
    }
    for await (const settled of at.ledger.recordSeries(CITY, source())) if (settled.length > 0) break;
    const facts = await factsOf('left-%');
    expect(facts).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await factsOf('left-%')).toBe(facts);
    expect(facts).toBeLessThanOrEqual(given * 100);
  });

  test('connections that the server ends in the middle leave nothing half written: sent again, each is recorded once', async () => {
    const given = Array.from({ length: 1500 }, (_, n): Given[] => [
      ['open', points(`gone-${n}`), `gone-${n}`],
      ['takeBadge', { tally: `gone-${n}`, badge: `gone-${n}` }, `gone-badge-${n}`],
    ]);
    let [ended, failures] = [false, 0];
    const ending = (async () => {
      for (let round = 0; round < 6; round += 1) {
        await new Promise((resolve) => setTimeout(resolve, 30));
        await at.owner.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'luodi writer%'`,
        );
      }
      ended = true;
    })();
    for (;;) {
      const outcomes = await record(given).catch((error: unknown) => error as { readonly code: string });
      if (Array.isArray(outcomes)) {
        expect(codes(outcomes).every(([answers, code]) => answers === 2 && code === '')).toBe(true);
        if (ended) break;
      } else {
        expect((outcomes as { readonly code: string }).code).toBe('database_gone');
        failures += 1;
      }
    }
    await ending;
    expect(failures).toBeGreaterThan(0);
    const { rows } = await at.owner.query(
      `select (select count(*)::int from luodi.fact where city = $1 and subject like 'gone-%') as facts,
        (select count(*)::int from luodi.command where city = $1 and key like 'gone-%') as commands,
        (select count(*)::int from luodi.tally where city = $1 and subject like 'gone-%' and badge is not null) as rows`,
      [CITY],
    );
    expect(rows[0]).toEqual({ facts: 3000, commands: 3000, rows: 1500 });
  });

  test('a source that fails ends it with its failure', async () => {
    async function* source() {
      yield [{ of: 1, commands: [request(['open', points('torn-1')])] }];
      throw new Error('torn');
    }
    const run = (async () => {
      for await (const _ of at.ledger.recordSeries(CITY, source()));
    })();
    await expect(run).rejects.toThrow('torn');
    expect(await factsOf('torn-1')).toBe(1);
  });

  test('a city that is not there ends it', async () => {
    const run = (async () => {
      const series = [{ of: 1, commands: [request(['open', points('nowhere')])] }];
      for await (const _ of at.ledger.recordSeries('nowhere', [series]));
    })();
    await expect(run).rejects.toMatchObject({ code: 'city_unknown' });
  });

  test('texts that a COPY would trip over come back as they were', async () => {
    const notes = ['\t', '\n', '\\N', '\\', 'a\\tb', '"', '\r\n', '\u2028', '\\.', '中文 😀', "'", ''];
    const given = Array.from({ length: 700 }, (_, n): Given[] => [
      ['open', { ...points(`text-${notes[n % notes.length]}-${n}`), note: notes[n % notes.length] ?? '' }],
    ]);
    expect(codes(await record(given)).every(([, code]) => code === '')).toBe(true);
    const { rows } = await at.owner.query(
      `select subject, body->>'note' as note from luodi.fact where city = $1 and subject like 'text-%' order by seq`,
      [CITY],
    );
    expect(rows).toEqual(
      given.map((_, n) => ({
        subject: `text-${notes[n % notes.length]}-${n}`,
        note: notes[n % notes.length],
      })),
    );
  });
});

describe('as a naive model has it', () => {
  const step = fc.record({
    subject: fc.integer({ min: 0, max: 30 }),
    badge: fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined }),
    opens: fc.boolean(),
  });
  let round = 0;

  /** One after another in the order of the file. */
  function model(rows: readonly { subject: number; badge: number | undefined; opens: boolean }[]) {
    const standing = new Set<number>();
    const held = new Set<number>();
    return rows.map(({ subject, badge, opens }): readonly [number, string] => {
      if (opens && standing.has(subject)) return [0, 'tally_stands'];
      standing.add(subject);
      if (badge === undefined) return [1, ''];
      if (held.has(badge)) return [1, 'badge_held'];
      held.add(badge);
      return [2, ''];
    });
  }

  test('rows of one command: outcomes and rows are those of one row after another', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 1, max: 90 }),
        async (rows, portion) => {
          round += 1;
          const single = rows.map((row) => ({ ...row, badge: undefined }));
          const outcomes = await record(
            single.map(({ subject, opens }): Given[] => [
              [opens ? 'open' : 'score', points(`model-${round}-${subject}`)],
            ]),
            { portion },
          );
          expect(codes(outcomes)).toEqual(model(single));
          const badges = await record(
            rows.map(({ badge }, n): Given[] => [
              ['takeBadge', { tally: `holder-${round}-${n}`, badge: `b-${round}-${badge ?? `own-${n}`}` }],
            ]),
            { portion },
          );
          const held = new Set<number>();
          expect(codes(badges)).toEqual(
            rows.map(({ badge }) => {
              if (badge === undefined || !held.has(badge)) {
                if (badge !== undefined) held.add(badge);
                return [1, ''];
              }
              return [0, 'badge_held'];
            }),
          );
        },
      ),
      { numRuns: 12 },
    );
    await at.owner.query('begin');
    const { rows } = await at.owner.query('select max(seq)::int as seq from luodi.fact where city = $1', [
      CITY,
    ]);
    const known = rows[0].seq;
    expect(await compareFolds(at.owner, foldsOf(TEST_LOOPS).all, { city: CITY, known, limit: 5 })).toEqual(
      [],
    );
    await at.owner.query('rollback');
    expect(await at.ledger.verify(CITY, {})).toMatchObject({ ok: true, findings: [] });
  });
});
