// A founded city over a fresh database, for the tests of the ledger: the tally loop, a clock that the test turns, ids that repeat.
import { Client } from 'pg';
import { ulid } from '../kernel/id.ts';
import { type Instant, instantOf } from '../kernel/instant.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Actor, Loop } from '../kernel/loop.ts';
import { parseDate } from '../kernel/plainDate.ts';
import { seededRandom } from '../kernel/random.ts';
import { cityLoop } from '../ledger/city.loop.node.ts';
import type { CommandAnswer, CommandRequest } from '../ledger/command.ts';
import { foundingLines } from '../ledger/founding.ts';
import { hashText, Ledger } from '../ledger/ledger.pg.ts';
import { migrate } from '../ledger/migrate.pg.ts';
import { ownerSessionOptions } from '../ledger/pgTypes.pg.ts';
import { restoreLedger } from '../ledger/restore.pg.ts';
import { checkPlan } from '../plan/check.ts';
import type { AnySection } from '../plan/section.ts';
import { coreSections } from '../plan/sections.ts';
import { type TestDatabase, testDatabase } from './database.ts';
import { tallyLoop } from './tally.ts';

export const CITY = 'test';
/** The plan of the tally's city. */
export const TALLY_PLAN = `format: luodi/plan@1
city: {id: test, name: 测试市, planTitle: 测试计划, planYear: 2021, effectiveFrom: 2021-01-01}
unitTrees: [{id: tasks, title: 责任单元}]
units:
  - {id: city, name: 测试市, kind: city}
  - {id: town, name: 东镇, kind: county, bearsTasks: true, memberships: [{tree: tasks, parent: city}]}
  - {id: west, name: 西镇, kind: county, bearsTasks: true, memberships: [{tree: tasks, parent: city}]}
`;

const CALENDAR: JsonObject = {
  format: 'luodi/calendar@1',
  id: 'cn-2021',
  zone: 'Asia/Shanghai',
  publishedThrough: 2021,
  holidays: ['2021-01-01'],
  makeUpDays: [],
};

export const TEST_LOOPS: readonly Loop[] = [cityLoop, tallyLoop];
export const clerk: Actor = { account: 'clerk', post: '填报员', unit: 'town', roles: ['office'] };

export interface TestLedger {
  readonly database: TestDatabase;
  readonly ledger: Ledger;
  readonly owner: Client;
  /** What the machine's clock says, in epoch milliseconds; the test may turn it. */
  clock: { ms: number };
  /** A second ledger over the same database, as another process would have it. */
  another(): Ledger;
  submit(command: string, body: JsonObject, request?: Partial<CommandRequest>): Promise<CommandAnswer>;
  close(): Promise<void>;
}

/** What the ledger is made of, where a test wants other loops than the tally: the real ones are handed in by tests of app/. */
export interface TestMatter {
  readonly loops: readonly Loop[];
  readonly sections: readonly AnySection[];
  readonly plan: string;
}

const TALLY: TestMatter = { loops: TEST_LOOPS, sections: coreSections, plan: TALLY_PLAN };

export function planContentOfTest({ loops, sections, plan }: TestMatter = TALLY): JsonObject {
  const measureIds = new Set(loops.flatMap((loop) => loop.measures.map((measure) => measure.id)));
  const check = checkPlan([{ path: 'plan.yaml', text: plan }], { sections, measureIds });
  if (!check.content) throw new Error(JSON.stringify(check.issues));
  return check.content;
}

/** Fixed ids: chance from a seed, so that a failing run can be repeated. */
export function testIds(seed: string): (epochMs: number) => string {
  const random = seededRandom(seed);
  return (epochMs) => ulid(epochMs, random);
}

export function openTestLedger(
  database: TestDatabase,
  clock: { ms: number },
  readersMax = 4,
  seed = 'ids',
  matter: TestMatter = TALLY,
): Ledger {
  return new Ledger({
    database: { connectionString: database.app.url },
    loops: matter.loops,
    sections: matter.sections,
    now: () => clock.ms,
    newId: testIds(seed),
    readersMax,
  });
}

export function foundingOfTest(
  city = CITY,
  algorithm: 'sha256' | 'sm3' = 'sha256',
  matter: TestMatter = TALLY,
) {
  return foundingLines({
    city,
    name: '测试市',
    zone: 'Asia/Shanghai',
    algorithm,
    hash: hashText(algorithm),
    calendar: { content: CALENDAR, title: '2021年日历' },
    plan: { content: planContentOfTest(matter), title: '测试计划' },
    effectiveFrom: parseDate('2021-01-01'),
    on: parseDate('2021-01-01'),
    at: '2021-01-01T01:00:00.000Z' as Instant,
    unit: 'city',
    newId: testIds(`founding ${city}`),
  });
}

export async function ownerOf(database: TestDatabase): Promise<Client> {
  const owner = new Client({ connectionString: database.connection.url, options: ownerSessionOptions() });
  await owner.connect();
  return owner;
}

export async function testLedger(
  options: { readersMax?: number; cities?: readonly string[]; matter?: TestMatter } = {},
): Promise<TestLedger> {
  const { matter = TALLY } = options;
  const database = await testDatabase();
  const owner = await ownerOf(database);
  await migrate(owner, { loops: matter.loops, now: () => instantOf(0) });
  const clock = { ms: Date.parse('2021-07-01T02:00:00.000Z') };
  for (const city of options.cities ?? [CITY]) {
    await restoreLedger(owner, foundingOfTest(city, 'sha256', matter), {
      loops: matter.loops,
      sections: matter.sections,
      now: () => clock.ms,
    });
  }
  const ledger = openTestLedger(database, clock, options.readersMax, 'ids', matter);
  const others: Ledger[] = [];
  let keys = 0;
  return {
    database,
    ledger,
    owner,
    clock,
    another: () => {
      const other = openTestLedger(database, clock, 2, `ids ${others.length}`, matter);
      others.push(other);
      return other;
    },
    submit: (command, body, request = {}) => {
      keys += 1;
      return ledger.submit(CITY, {
        key: `key-${keys}`,
        actor: clerk,
        loop: 'tally',
        command,
        body,
        ...request,
      });
    },
    close: async () => {
      await Promise.all([ledger, ...others].map((each) => each.close()));
      await owner.end();
      await database.drop();
    },
  };
}
