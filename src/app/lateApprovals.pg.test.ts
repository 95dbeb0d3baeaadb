// What is overdue in a whole city is looked for by days and judged in groups: it must be what judging every open approval of every project one by one finds.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PlainDate, parseDate } from '../kernel/plainDate.ts';
import { sql } from '../kernel/sql.ts';
import { allLateApprovals, lateApprovals } from '../loops/approvals/lateness.pg.ts';
import { REHEARSED, type RehearsedCity, rehearsedCity } from '../testing/rehearsed.ts';

let at: RehearsedCity;
beforeAll(async () => {
  at = await rehearsedCity('lateapprovals');
}, 300_000);
afterAll(() => at?.close());

const both = (asOf: PlainDate, unit?: string) =>
  at.ledger.read(REHEARSED, { asOf }, async (view) => {
    const scope = unit === undefined ? ({ all: true } as const) : { all: false as const, unit };
    const where = { city: REHEARSED, planHash: view.plan.hash, asOf, scope };
    const rows = await view.query(sql`select distinct project from approval where city = ${REHEARSED}`);
    const oneByOne = await lateApprovals(
      view,
      where,
      rows.map(({ project }) => String(project)),
    );
    return { grouped: new Map(await allLateApprovals(view, where)), oneByOne: new Map(oneByOne) };
  });

test.each(['2021-01-29', '2021-03-31', '2021-05-06', '2021-06-30', '2021-09-30'])(
  'as of %s the city’s overdue approvals are those of its projects',
  async (day) => {
    const { grouped, oneByOne } = await both(parseDate(day));
    expect(grouped).toEqual(oneByOne);
    expect(day < '2021-03-01' || grouped.size > 0).toBe(true);
  },
);

test('within the reach of a county alone', async () => {
  const whole = await both(parseDate('2021-06-30'));
  const { grouped, oneByOne } = await both(parseDate('2021-06-30'), '441284');
  expect(grouped).toEqual(oneByOne);
  expect(grouped.size).toBeGreaterThan(0);
  expect(grouped.size).toBeLessThan(whole.grouped.size);
});
