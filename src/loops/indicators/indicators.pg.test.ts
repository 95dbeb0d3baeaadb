// The fold of readings against a naive walk, and the questions (roll-up, ranks, 报送率) on random readings against plain arithmetic.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import type { Sql } from '../../kernel/sql.ts';
import { parseFolds } from '../../ledger/folds.ts';
import { setTypeParsers } from '../../ledger/pgTypes.pg.ts';
import { testDatabase } from '../../testing/database.ts';
import { indicatorsLoop } from './indicators.loop.node.ts';
import {
  checkQueue,
  latestReadings,
  type ReadingsAt,
  readingSeries,
  readingVersions,
  reportingOf,
  rollUp,
  unitRanking,
} from './indicators.pg.ts';

const [fold] = parseFolds(
  'indicators',
  readFileSync(new URL('./indicators.fold.sql', import.meta.url), 'utf8'),
);
const at: ReadingsAt = { city: 'zq', planHash: 'h', asOf: '2021-12-31' as PlainDate };
const june = '2021-06-30' as PlainDate;
let client: Client;
const asker = {
  query: async (statement: Sql): Promise<Row[]> =>
    (await client.query(statement.text(), statement.values)).rows,
};

interface TestFact {
  readonly seq: number;
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly unit: string;
  readonly occurred_on: string;
  readonly corrects: string | null;
  readonly body: Record<string, unknown>;
}

beforeAll(async () => {
  setTypeParsers();
  client = new Client({ connectionString: (await testDatabase()).connection.url });
  await client.connect();
  await client.query(`create table facts_given (seq bigint, id text, kind text, subject text, unit text, occurred_on date, corrects text, body jsonb);
    create table unit (city text, plan_hash text, id text, name text, kind text, bears_tasks boolean, place int, valid_from date, valid_to date);
    create table unit_closure (city text, plan_hash text, tree text, ancestor text, descendant text, depth int, valid_from date, valid_to date);
    insert into unit select 'zq', 'h', i, i, k, b, 0, f::date, t::date from (values ('city','city',false,'1900-01-01','2200-12-31'), ('gaoyao','county',true,'1900-01-01','2200-12-31'),
      ('sihui','county',true,'1900-01-01','2200-12-31'), ('jinli','township',false,'1900-01-01','2200-12-31'), ('gone','township',false,'1900-01-01','2020-12-31')) v(i, k, b, f, t);
    insert into unit_closure select 'zq', 'h', 'tasks', a, d, p, f::date, t::date from (values ('city','city',0,'1900-01-01','2200-12-31'), ('city','gaoyao',1,'1900-01-01','2200-12-31'),
      ('city','sihui',1,'1900-01-01','2200-12-31'), ('gaoyao','gaoyao',0,'1900-01-01','2200-12-31'), ('sihui','sihui',0,'1900-01-01','2200-12-31'), ('jinli','jinli',0,'1900-01-01','2200-12-31'),
      ('city','jinli',2,'1900-01-01','2200-12-31'), ('sihui','jinli',1,'1900-01-01','2020-12-31'), ('gaoyao','jinli',1,'2021-01-01','2200-12-31'),
      ('city','gone',2,'1900-01-01','2020-12-31'), ('gaoyao','gone',1,'1900-01-01','2020-12-31')) v(a, d, p, f, t)`);
  await client.query(fold?.definition ?? '');
});
afterAll(async () => {
  await client?.end();
});

async function given(facts: readonly TestFact[]): Promise<Row[]> {
  await client.query('truncate facts_given; truncate reading');
  await client.query(
    'insert into facts_given select * from jsonb_populate_recordset(null::facts_given, $1)',
    [JSON.stringify(facts)],
  );
  await client.query(`insert into reading with facts as (select 'zq' as city, seq, id, 'indicators' as loop, kind, 1 as kind_version, subject, 1 as revision, unit,
    occurred_on, null::timestamptz as occurred_at, timestamptz '2021-07-01' + seq * interval '1 second' as recorded_at, 'a' || seq as actor, 'p' as actor_post, unit as actor_unit,
    'plan' as plan_version, 'c' as command, corrects, body from facts_given) select * from (${fold?.select}) as folded`);
  return (await client.query('select * from reading order by reported_seq')).rows;
}

const UNITS = ['gaoyao', 'sihui', 'jinli'];
const ENDS: Readonly<Record<string, string>> = { '2021-05': '2021-05-31', '2021-06': '2021-06-30' };
const step = fc.record({
  what: fc.constantFrom('report', 'report', 'correct', 'check', 'check', 'return'),
  unit: fc.constantFrom(...UNITS),
  period: fc.constantFrom('2021-05', '2021-06'),
  value: fc.integer({ min: 0, max: 4 }),
  needsCheck: fc.boolean(),
  rank: fc.option(fc.constant({ group: '全省', tied: true, of: 21 }), { nil: undefined }),
  pick: fc.nat(),
});

function build(steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[]): TestFact[] {
  const facts: TestFact[] = [];
  for (const { what, unit, period, value, needsCheck, rank, pick } of steps) {
    const seq = facts.length + 1;
    const base = { seq, id: `F${seq}`, subject: `roads/${unit}/2021`, unit };
    const own = (...kinds: string[]) => {
      const found = facts.filter((fact) => fact.subject === base.subject && kinds.includes(fact.kind));
      return found[pick % Math.max(1, found.length)];
    };
    if (what === 'report') {
      const body = JSON.parse(
        JSON.stringify({
          indicator: 'roads',
          period,
          value: String(value),
          needsCheck,
          rank,
          source: `s${seq}`,
        }),
      );
      facts.push({
        ...base,
        kind: 'readingReported',
        occurred_on: ENDS[period] as string,
        corrects: null,
        body,
      });
    } else {
      const root = what === 'correct' ? own('readingReported') : own('readingReported', 'readingCorrected');
      if (!root) continue;
      const kind = { correct: 'readingCorrected', check: 'readingChecked', return: 'readingReturned' }[what];
      facts.push({
        ...base,
        kind,
        occurred_on: '2021-07-05',
        corrects: root.id,
        body:
          what === 'correct'
            ? { value: String(value), reason: 'why' }
            : { indicator: 'roads', period, reason: 'why' },
      });
    }
  }
  return facts;
}
const history = fc.array(step, { maxLength: 30 }).map(build);

interface Version {
  id: string;
  root: string;
  subject: string;
  unit: string;
  period: string;
  value: string;
  source: unknown;
  group: string | null;
  needs: boolean;
  verdicts: string[];
}

/** A naive walk over the facts. */
function model(facts: readonly TestFact[]): (Version & { state: string })[] {
  const versions: Version[] = [];
  for (const fact of facts) {
    const root = versions.find(({ id }) => id === fact.corrects);
    if (fact.kind === 'readingReported') {
      const rank = fact.body.rank as { group: string } | undefined;
      versions.push({
        id: fact.id,
        root: fact.id,
        subject: fact.subject,
        unit: fact.unit,
        period: String(fact.body.period),
        value: String(fact.body.value),
        source: fact.body.source,
        group: rank?.group ?? null,
        needs: fact.body.needsCheck as boolean,
        verdicts: [],
      });
    } else if (fact.kind === 'readingCorrected' && root)
      versions.push({ ...root, id: fact.id, value: String(fact.body.value), verdicts: [] });
    else root?.verdicts.push(fact.kind);
  }
  return versions.map((version, index) => {
    const later = versions
      .slice(index + 1)
      .filter(({ subject, period }) => subject === version.subject && period === version.period);
    const stood = later.some(({ needs, verdicts }) => !needs || verdicts.includes('readingChecked'));
    const last = version.verdicts.at(-1);
    const held = last === 'readingChecked' || !version.needs;
    const state =
      last === 'readingReturned'
        ? 'returned'
        : held
          ? stood
            ? 'superseded'
            : 'checked'
          : later.length > 0
            ? 'superseded'
            : 'reported';
    return { ...version, state };
  });
}

test('reading: versions and the one that stands, as a naive walk has it', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (facts) => {
      const rows = await given(facts);
      expect(
        rows.map((row) => [
          row.reading,
          row.root_reading,
          row.period,
          row.value,
          row.source,
          row.rank_group,
          row.state,
          row.stands,
          row.period_end,
        ]),
      ).toEqual(
        model(facts).map((each) => [
          each.id,
          each.root,
          each.period,
          each.value,
          each.source,
          each.group,
          each.state,
          each.state === 'checked',
          ENDS[each.period],
        ]),
      );
      // At most one stands for a subject and period.
      const standing = rows
        .filter(({ stands }) => stands)
        .map(({ subject, period }) => `${subject} ${period}`);
      expect(new Set(standing).size).toBe(standing.length);
    }),
    { numRuns: 150 },
  );
});

test('roll-up over the tree of the period’s day, by level, with what is missing', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (facts) => {
      await given(facts);
      const held = model(facts).filter(({ state }) => state === 'checked');
      const of = (unit: string, periods: readonly string[]) =>
        periods
          .map((period) => held.find((each) => each.unit === unit && each.period === period)?.value)
          .find((value) => value !== undefined);
      for (const how of ['sum', 'latest'] as const) {
        const periods = how === 'sum' ? ['2021-06'] : ['2021-06', '2021-05'];
        const counties = await rollUp(asker, at, {
          indicator: { id: 'roads', units: 'taskUnits', rollUp: how },
          periodEnd: june,
          units: ['city'],
        });
        const values = ['gaoyao', 'sihui']
          .map((unit) => of(unit, periods))
          .filter((value) => value !== undefined);
        expect(counties).toEqual([
          {
            unit: 'city',
            value: values.length === 0 ? null : String(values.reduce((sum, value) => sum + Number(value), 0)),
            expected: 2,
            included: values.length,
          },
        ]);
        // 金利 is 高要's in 2021, and what is gone is expected of nobody.
        const towns = await rollUp(asker, at, {
          indicator: { id: 'roads', units: 'townships', rollUp: how },
          periodEnd: june,
          units: ['gaoyao', 'sihui'],
        });
        expect(towns).toEqual([
          {
            unit: 'gaoyao',
            value: of('jinli', periods) ?? null,
            expected: 1,
            included: of('jinli', periods) === undefined ? 0 : 1,
          },
        ]);
      }
    }),
    { numRuns: 40 },
  );
});

test('报送率: who was expected, who has reported, who is missing; what was returned is not reported', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (facts) => {
      await given(facts);
      const told = (unit: string) =>
        model(facts).some(
          (each) =>
            each.unit === unit &&
            each.period === '2021-06' &&
            (each.state === 'reported' || each.state === 'checked'),
        );
      const reporting = await reportingOf(asker, at, {
        indicator: { id: 'roads', units: 'taskUnits' },
        periodEnd: june,
        unit: 'city',
      });
      const missing = ['gaoyao', 'sihui'].filter((unit) => !told(unit));
      expect(reporting).toMatchObject({ expected: 2, reported: 2 - missing.length, missing });
      expect(reporting.refreshedAt === null).toBe(missing.length === 2);
    }),
    { numRuns: 40 },
  );
});

test('series, latest, queue, versions and ranks', async () => {
  const report = (
    seq: number,
    unit: string,
    period: string,
    value: string,
    needsCheck = false,
  ): TestFact => ({
    seq,
    id: `F${seq}`,
    kind: 'readingReported',
    subject: `roads/${unit}/2021`,
    unit,
    occurred_on: ENDS[period] as string,
    corrects: null,
    body: { indicator: 'roads', period, value, needsCheck },
  });
  await given([
    report(1, 'gaoyao', '2021-05', '7.0'),
    report(2, 'gaoyao', '2021-06', '9'),
    report(3, 'sihui', '2021-06', '9.0'),
    report(4, 'jinli', '2021-06', '3'),
    report(5, 'jinli', '2021-05', '4', true),
  ]);
  const series = await readingSeries(asker, at, {
    indicator: 'roads',
    unit: 'gaoyao',
    from: '2021-01-01' as PlainDate,
  });
  expect(series.map(({ period, value }) => [period, value])).toEqual([
    ['2021-05', '7.0'],
    ['2021-06', '9'],
  ]);
  const latest = await latestReadings(
    asker,
    { ...at, asOf: '2021-06-29' as PlainDate },
    { indicators: ['roads'], unit: 'gaoyao' },
  );
  expect(latest.map(({ period }) => period)).toEqual(['2021-05']);
  expect(
    (await checkQueue(asker, { ...at, scope: { all: true }, limit: 10 })).map(({ reading }) => reading),
  ).toEqual(['F5']);
  expect(await checkQueue(asker, { ...at, scope: { all: false, unit: 'sihui' }, limit: 10 })).toEqual([]);
  expect(await readingVersions(asker, 'zq', 'roads/jinli/2021')).toHaveLength(2);
  const places = await unitRanking(asker, at, { indicator: 'roads', periodEnd: june, units: UNITS });
  expect(places.map(({ unit, position, tied }) => [unit, position, tied])).toEqual([
    ['gaoyao', 1, true],
    ['sihui', 1, true],
    ['jinli', 3, false],
  ]);
});

test('every source opens the columns it promises', async () => {
  for (const source of indicatorsLoop.sources) {
    const columns = [
      ...source.opens.map(({ column }) => column),
      ...source.dimensions,
      'subject',
      'unit',
      'on_date',
    ];
    const relation = source.relation({ city: 'zq', from: '2021-01-01' as PlainDate, asOf: june });
    await client.query(
      `select ${columns.map((column) => `s."${column}"`).join(', ')} from (${relation.text()}) s`,
      relation.values,
    );
  }
});
