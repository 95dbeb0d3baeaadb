// A large import, its batches large enough to be copied, leaves what the same rows leave when each is sent by itself: facts, commands, derived rows, reservations,
// refusals. Two cities of one database.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clerk, type TestLedger, testLedger } from '../testing/ledger.ts';
import type { CommandRequest } from './command.ts';

let at: TestLedger;
beforeAll(async () => {
  at = await testLedger({ cities: ['one', 'many'] });
});
afterAll(() => at.close());

const other = { ...clerk, account: 'other', post: '\\N', unit: 'west' };
const NOTES = [undefined, '', '\\N', 'a\tb\n', '中文 😀 "'];

const single = fc.record({
  command: fc.constantFrom('open', 'open', 'score', 'takeBadge'),
  subject: fc.integer({ min: 0, max: 1500 }),
  badge: fc.integer({ min: 0, max: 300 }),
  isOther: fc.boolean(),
  unit: fc.constantFrom('town', 'west'),
  note: fc.constantFrom(...NOTES),
  day: fc.integer({ min: 1, max: 28 }),
  /** Commands more of the same row, on a subject of its own. */
  more: fc.integer({ min: 0, max: 2 }),
});
type Row = typeof single extends fc.Arbitrary<infer T> ? T : never;

function commandsOf(row: Row, place: number, round: number): readonly CommandRequest[] {
  const isLong = row.more > 0;
  const tally = isLong ? `r${round}-own-${place}` : `r${round}-${row.subject}`;
  const actor = row.isOther ? other : clerk;
  const request = (command: string, step: number): CommandRequest => {
    const badge = isLong ? `r${round}-own-${place}-${step}` : `r${round}-${row.badge}`;
    const scored = {
      tally,
      points: String(place),
      on: `2021-06-${String(row.day).padStart(2, '0')}`,
      unit: row.unit,
    };
    const body =
      command === 'takeBadge'
        ? { tally, badge }
        : { ...scored, ...(row.note === undefined ? {} : { note: row.note }) };
    return { key: `r${round}-${place}-${step}`, actor, loop: 'tally', command, body };
  };
  const rest = Array.from({ length: row.more }, (_, step) =>
    request(step === 0 ? 'score' : 'takeBadge', step + 1),
  );
  return [request(row.command, 0), ...rest];
}

/** All that is told of a city's rows of one round, save ids, places in the chain and times. */
async function standing(city: string, round: number): Promise<unknown> {
  const told = async (text: string) => (await at.owner.query(text, [city, `r${round}-%`])).rows;
  return {
    facts: await told(
      `select subject, revision, loop, kind, kind_version, unit, occurred_on, occurred_at, actor, actor_post, actor_unit, plan_version, corrects, body
       from luodi.fact where city = $1 and subject like $2 order by subject, revision`,
    ),
    commands: await told(
      `select key, actor, digest, last_seq - first_seq as more from luodi.command where city = $1 and key like $2 order by key`,
    ),
    rows: await told(
      'select subject, total, entries, badge from luodi.tally where city = $1 and subject like $2 order by subject',
    ),
    entries: await told(
      `select subject, unit, points, occurred_on, withdrawn from luodi.tally_entry where city = $1 and subject like $2
       order by subject, points, occurred_on, unit`,
    ),
    held: await told(
      'select kind, key, loop, subject from luodi.reservation where city = $1 and subject like $2 order by key',
    ),
  };
}

test('rows of a file, recorded many at once and one by one', async () => {
  let round = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(single, { minLength: 300, maxLength: 420, size: 'max' }),
      fc.integer({ min: 200, max: 500 }),
      async (rows, portion) => {
        round += 1;
        const series = rows.map((row, of) => ({ of, commands: commandsOf(row, of, round) }));
        const apart: string[] = [];
        for (const { commands } of series) {
          let [recorded, code] = [0, ''];
          for (const command of commands) {
            code = await at.ledger.submit('one', command).then(
              () => '',
              (error: { readonly code: string }) => error.code,
            );
            if (code !== '') break;
            recorded += 1;
          }
          apart.push(`${recorded} ${code}`);
        }
        const together: string[] = [];
        const portions = Array.from({ length: Math.ceil(series.length / portion) }, (_, place) =>
          series.slice(place * portion, (place + 1) * portion),
        );
        for await (const settled of at.ledger.recordSeries('many', portions))
          for (const { of, answers, refusal } of settled)
            together[of] = `${answers.length} ${refusal?.code ?? ''}`;
        expect(together).toEqual(apart);
        expect(await standing('many', round)).toEqual(await standing('one', round));
      },
    ),
    { numRuns: 2 },
  );
  for (const city of ['one', 'many'])
    expect(await at.ledger.verify(city, {})).toMatchObject({ ok: true, findings: [] });
});
