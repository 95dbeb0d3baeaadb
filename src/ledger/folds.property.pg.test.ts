import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import { type PlainDate, parseDate } from '../kernel/plainDate.ts';
import { sql } from '../kernel/sql.ts';
import { CITY, clerk, TEST_LOOPS, type TestLedger, testLedger } from '../testing/ledger.ts';
import { compareFolds, foldsOf } from './foldEngine.pg.ts';

let at: TestLedger;
let round = 0;
beforeAll(async () => {
  at = await testLedger();
});
afterAll(() => at.close());

/** What a run of the property does, in order: batches are sent at once, so that the writer may put them together as it likes. */
const stepArbitrary = fc.record({
  subject: fc.integer({ min: 0, max: 4 }),
  points: fc
    .integer({ min: -500, max: 500 })
    .map((cents) =>
      `${Math.trunc(cents / 100)}.${String(Math.abs(cents % 100)).padStart(2, '0')}`.replace('-0.', '-0.'),
    ),
  // Backdated as it comes: the day of occurrence has nothing to do with the order of recording.
  day: fc.integer({ min: 1, max: 28 }),
  withdraws: fc.boolean(),
});
const runArbitrary = fc.array(fc.array(stepArbitrary, { minLength: 1, maxLength: 8 }), {
  minLength: 1,
  maxLength: 6,
});

interface Entry {
  readonly subject: string;
  readonly cents: number;
  readonly on: string;
  readonly fact: string;
  readonly seq: number;
  withdrawnSeq: number | undefined;
}

/** Runs the steps; the naive model keeps arrays only. */
async function play(
  batches: readonly (readonly { subject: number; points: string; day: number; withdraws: boolean }[])[],
): Promise<Entry[]> {
  round += 1;
  const prefix = `r${round}-`;
  const entries: Entry[] = [];
  for (const batch of batches) {
    await Promise.all(
      batch.map(async (step, index) => {
        const subject = `${prefix}${step.subject}`;
        const own = entries.filter((entry) => entry.subject === subject && entry.withdrawnSeq === undefined);
        const victim = step.withdraws ? own[index % Math.max(1, own.length)] : undefined;
        if (victim) {
          victim.withdrawnSeq = Number.MAX_SAFE_INTEGER;
          const answer = await at.submit('withdraw', { tally: subject, fact: victim.fact, reason: '错' });
          victim.withdrawnSeq = answer.seq[1];
          return;
        }
        const on = `2021-06-${String(step.day).padStart(2, '0')}`;
        const answer = await at.submit('score', {
          tally: subject,
          points: step.points,
          on,
        } satisfies JsonObject);
        entries.push({
          subject,
          cents: Math.round(Number(step.points) * 100),
          on,
          fact: answer.facts[0] ?? '',
          seq: answer.seq[1],
          withdrawnSeq: undefined,
        });
      }),
    );
  }
  return entries;
}

/** The naive oracle: points of the run that stand, as known at a seq, that occurred by a day. */
function expected(entries: readonly Entry[], known: number, asOf: string): number {
  return entries
    .filter(
      (entry) =>
        entry.seq <= known &&
        entry.on <= asOf &&
        (entry.withdrawnSeq === undefined || entry.withdrawnSeq > known),
    )
    .reduce((sum, entry) => sum + entry.cents, 0);
}

async function asked(prefix: string, known: number | undefined, asOf: PlainDate): Promise<number> {
  return at.ledger.read(CITY, { known, asOf }, async (view) => {
    const rows = await view.query(
      sql`select coalesce(sum(points), 0)::text as points from tally_entry where city = ${CITY} and not withdrawn and occurred_on <= ${asOf} and subject like ${`${prefix}%`}`,
    );
    return Math.round(Number(rows[0]?.points) * 100);
  });
}

describe('folds', () => {
  test('rebuilt = incremental, however batched, ordered or backdated', async () => {
    await fc.assert(
      fc.asyncProperty(runArbitrary, async (batches) => {
        await play(batches);
        await at.owner.query('begin');
        try {
          const known = Number((await at.owner.query('select max(seq) as seq from fact')).rows[0].seq);
          const differences = await compareFolds(at.owner, foldsOf(TEST_LOOPS).all, {
            city: CITY,
            known,
            limit: 10,
          });
          expect(differences).toEqual([]);
        } finally {
          await at.owner.query('rollback');
        }
      }),
      { numRuns: 15 },
    );
  });

  test('what was known at a seq is what the naive model says, and no later fact changes it', async () => {
    await fc.assert(
      fc.asyncProperty(
        runArbitrary,
        runArbitrary,
        fc.integer({ min: 1, max: 28 }),
        async (first, later, day) => {
          const asOf = parseDate(`2021-06-${String(day).padStart(2, '0')}`);
          const entries = await play(first);
          const prefix = `r${round}-`;
          const known = await at.ledger.read(CITY, {}, async (view) => view.head.seq);
          const middle = Math.max(1, known - 3);
          const before = [
            await asked(prefix, known, asOf),
            await asked(prefix, middle, asOf),
            await asked(prefix, undefined, asOf),
          ];
          expect(before).toEqual([
            expected(entries, known, asOf),
            expected(entries, middle, asOf),
            expected(entries, known, asOf),
          ]);
          // Later facts go to the same subjects, backdated, and take back what stood.
          for (const step of later.flat()) {
            const subject = `${prefix}${step.subject}`;
            await at.ledger.submit(CITY, {
              key: `later-${round}-${step.day}-${step.points}-${step.subject}`,
              actor: clerk,
              loop: 'tally',
              command: 'score',
              body: { tally: subject, points: step.points, on: '2021-06-01' },
            });
          }
          expect([await asked(prefix, known, asOf), await asked(prefix, middle, asOf)]).toEqual(
            before.slice(0, 2),
          );
        },
      ),
      { numRuns: 10 },
    );
  });
});
