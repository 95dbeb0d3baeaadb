// The list of 100,000 projects: filtered, sorted by light and paged for a county's account, against the best SQL that a person would write by hand for the plan's
// own lifecycle, on the same rows in the same transaction. Both find the same projects. Then all of them as a workbook, and looked through by the checks: how long
// others wait meanwhile.
import { type PlainDate, parseDate } from '../src/kernel/plainDate.ts';
import { type Sql, sql } from '../src/kernel/sql.ts';
import { projectList } from '../src/loops/projects/projectList.pg.ts';
import { lifecyclesSection } from '../src/loops/projects/projects.plan.ts';
import { type Arena, runApart } from './arena.ts';
import { benchAlarms } from './projectAlarms.ts';
import type { ProjectListRun } from './projectListRun.ts';
import { type Measurement, median, ms } from './table.ts';

const PROJECTS = 100_000;
const ROUNDS = 15;
const GOAL = 1.5;
const COUNTY = '441204';
const LIMIT = 50;

export async function benchProjectList(arena: Arena): Promise<Measurement[]> {
  await fill(arena);
  const asOf = parseDate('2021-06-30');
  const measured = await listed(arena, asOf);
  const red = await arena.ledger.read(arena.city, { asOf }, async (view) =>
    redByHand({ city: arena.city, planHash: view.plan.hash, unit: null }),
  );
  measured.push(...(await benchAlarms(arena, asOf, red)));
  measured.push(...apart(arena));
  return measured;
}

/** Each in a process of its own, which holds nothing of the other measurements; the second list goes out of the one that keeps a looked-through city. */
function apart({ appUrl, city }: Arena): Measurement[] {
  const run = (...work: readonly string[]) =>
    runApart<ProjectListRun>('projectListRun', appUrl, city, ...work);
  const { looked, sheet: beside } = run('look', 'sheet');
  const { sheet, grownMb } = run('sheet');
  if (looked === undefined || sheet === undefined || beside === undefined)
    throw new Error('a run told nothing');
  const waitMs = Math.max(sheet.waitMs, beside.waitMs);
  const met = (ms: number) => ({ against: 'a wait of 50 ms', value: ms / 50, goal: '≤ 1×', met: ms <= 50 });
  return [
    {
      what: `checks, lights and probes of ${looked.projects} projects looked through on the server: longest stretch without a turn for others`,
      ratio: met(looked.waitMs),
      context: `${ms(looked.waitMs)} of ${ms(looked.spentMs)}; ${looked.lights} lights, ${looked.hits} hits, ${looked.questions} questions; memory grew by ${Math.round(looked.grownMb)} MB`,
    },
    {
      what: `${PROJECTS} projects, sorted by light, as a workbook: longest stretch without a turn for others`,
      ratio: met(waitMs),
      context: `${ms(sheet.waitMs)}, beside a looked-through city that is kept ${ms(beside.waitMs)}; first bytes after ${ms(sheet.firstMs)}, all ${(sheet.bytes / 2 ** 20).toFixed(1)} MB after ${ms(sheet.spentMs)}; memory grew by ${Math.round(grownMb)} MB`,
    },
  ];
}

async function listed(arena: Arena, asOf: PlainDate): Promise<Measurement[]> {
  return arena.ledger.read(arena.city, { asOf }, async (view) => {
    const lifecycles = view.plan.section(lifecyclesSection);
    const question = {
      city: arena.city,
      planHash: view.plan.hash,
      asOf,
      lifecycles,
      sort: 'light',
      limit: LIMIT,
    } as const;
    const filter = { standing: 'open', plannedFrom: '50000000' } as const;
    const measured: Measurement[] = [];
    for (const [whose, scope, unit] of [
      ['a county’s account', { all: false, unit: COUNTY }, COUNTY],
      ['the whole city', { all: true }, null],
    ] as const) {
      const ours = async () =>
        (await projectList(view, { ...question, scope, filter })).rows.map((row) => row.subject);
      const hand = async () =>
        (await view.query(byHand({ city: arena.city, planHash: view.plan.hash, unit }))).map(
          (row) => row.subject,
        );
      const [mine, theirs] = [await ours(), await hand()];
      if (JSON.stringify(mine) !== JSON.stringify(theirs))
        throw new Error(`${mine.slice(0, 3)} against ${theirs.slice(0, 3)}`);
      const spent = { ours: [] as number[], hand: [] as number[] };
      for (let round = 0; round < ROUNDS; round += 1) {
        spent.ours.push(await spentMs(ours));
        spent.hand.push(await spentMs(hand));
      }
      const ratio = median(spent.ours) / median(spent.hand);
      measured.push({
        what: `${PROJECTS} projects filtered, sorted by light, first page and total, for ${whose}`,
        ratio: { against: 'SQL by hand for this plan', value: ratio, goal: `≤ ${GOAL}×`, met: ratio <= GOAL },
        context: `${ms(median(spent.ours))} against ${ms(median(spent.hand))}; ${lifecycles.length} lifecycles in the plan, one in the hand-written`,
      });
    }
    return measured;
  });
}

/** What the plan of 2021 makes of the lights: only 新开工 has a limit, 365 days from 新引进; no progress and no registration are judged. */
function litByHand({ city, planHash, unit }: ByHand, least: number): Sql {
  return sql`with base as materialized (
      select p.subject, p.registered_on, p.last_seq, p.name, p.unit, p.planned_investment_yuan
      from project p
      where p.city = ${city} and p.registered_on <= '2021-06-30' and (p.ended_on is null or p.ended_on > '2021-06-30') and p.planned_investment_yuan >= ${least}::numeric
        and (${unit}::text is null or p.unit = ${unit} or exists (select 1 from unit_closure c where c.city = ${city} and c.plan_hash = ${planHash} and c.tree = 'tasks'
          and c.ancestor = ${unit} and c.descendant = p.unit and '2021-06-30' between c.valid_from and c.valid_to))
    ), told as (
      select m.subject,
        max(m.occurred_on) filter (where m.counted and m.milestone = 'introduced') as introduced,
        max(m.occurred_on) filter (where m.counted and m.milestone = 'started') as started,
        bool_or(m.state = 'claimed') filter (where m.milestone = 'started') as claimed,
        bool_or(m.counted and m.milestone in ('inStatistics', 'completed', 'inProduction', 'aboveScale')) as beyond,
        bool_or(m.counted and m.milestone = 'fullCapacity') as closed
      from project_milestone m
      where m.city = ${city} and m.occurred_on <= '2021-06-30' and m.subject in (select subject from base)
      group by m.subject
    ), due as (
      select b.*, t.*, greatest(b.registered_on, t.introduced) + 365 + coalesce((
          select sum(greatest(0, least(coalesce(h.resumed_on, '2021-06-30'), '2021-06-30') - greatest(h.suspended_on, b.registered_on, t.introduced)))::int
          from project_suspension h where h.city = ${city} and h.subject = b.subject), 0) as due
      from base b left join (select subject as told_of, introduced, started, claimed, beyond, closed from told) t on t.told_of = b.subject
    ), lit as materialized (
      select subject, name, unit, planned_investment_yuan, case when coalesce(closed, false) then 0 else greatest(
        case when started is not null then 1 when introduced is null then 0 when '2021-06-30' <= due then 1
          when '2021-06-30' < due + interval '3 months' then 3 else 4 end,
        case when started is not null or introduced is null or coalesce(beyond, false) then 0 when coalesce(claimed, false) then 1 when due < '2021-06-30' then 4
          when due - '2021-06-30'::date <= 30 then 2 else 1 end) end as worst
      from due
    )`;
}

interface ByHand {
  readonly city: string;
  readonly planHash: string;
  readonly unit: string | null;
}

function byHand(at: ByHand): Sql {
  return sql`${litByHand(at, 50_000_000)}
    select l.*, (select count(*) from (select 1 from lit limit 10001) c) as total from lit l order by worst desc, subject desc limit ${LIMIT}`;
}

function redByHand(at: ByHand): Sql {
  return sql`${litByHand(at, 0)} select count(*) filter (where worst = 4) as red from lit`;
}

/** Rows as the folds would have them, two milestones a project and more, twelve months of investment for what is under construction. */
async function fill({ owner, city }: Arena): Promise<void> {
  const units = "(array['441202','441203','441204','441223','441224','441225','441226','441284'])";
  await owner.query(
    `insert into project (city, subject, revision, unit, name, lifecycle, planned_investment_yuan, registered_on, ended_on, registered_by, registered_unit, last_seq, last_recorded_at)
     select $1, 'LIST-' || n, 1, ${units}[1 + n % 8], '列表项目' || n, 'industrial', 10000000 + (n * 7919 % 1000) * 1000000, date '2019-01-01' + n % 850,
       case when n % 50 = 0 then date '2021-03-01' end, 'a', 'u', 1000000 + n, now() from generate_series(1, ${PROJECTS}) n`,
    [city],
  );
  const milestone = (id: string, days: number, share: number, state = 'recognised') =>
    owner.query(
      `insert into project_milestone (city, subject, claim, root_claim, milestone, unit, occurred_on, state, counted, late, needs_recognition, evidence, claimed_seq, claimed_at, claimed_by, claimed_unit)
       select $1, 'LIST-' || n, 'LIST-' || n || $2::text, 'LIST-' || n || $2::text, $2::text, ${units}[1 + n % 8], date '2019-01-01' + n % 850 + $3::int + n % 60, $5::text, $5::text = 'recognised', false, true, '[]',
         2000000 + n * 10 + $3::int, now(), 'a', 'u' from generate_series(1, ${PROJECTS}) n where n * 31 % 100 < $4::int`,
      [city, id, days, share, state],
    );
  await milestone('introduced', 20, 85);
  await milestone('landSupplied', 120, 60);
  await milestone('started', 200, 45);
  await milestone('inStatistics', 230, 30);
  await milestone('completed', 420, 20);
  await milestone('inProduction', 450, 15);
  await owner.query(
    `insert into project_milestone (city, subject, claim, root_claim, milestone, unit, occurred_on, state, counted, late, needs_recognition, evidence, claimed_seq, claimed_at, claimed_by, claimed_unit)
     select $1, 'LIST-' || n, 'LIST-' || n || 'w', 'LIST-' || n || 'w', 'started', ${units}[1 + n % 8], date '2021-06-01', 'claimed', false, false, true, '[]', 9000000 + n, now(), 'a', 'u'
     from generate_series(1, ${PROJECTS}) n where n * 31 % 100 between 50 and 54`,
    [city],
  );
  await owner.query(
    `insert into project_suspension (city, subject, suspension, suspended_on, resumed_on, reason)
     select $1, 'LIST-' || n, 's', date '2020-06-01' + n % 200, date '2020-09-01' + n % 200, 'r' from generate_series(1, ${PROJECTS}) n where n % 20 = 0`,
    [city],
  );
  await owner.query(
    `insert into project_investment (city, subject, report, root_report, measure, month, unit, occurred_on, amount_yuan, state, late, reported_seq, reported_at, reported_by, reported_unit)
     select $1, 'LIST-' || n, m::text, m::text, 'actual', to_char(date '2020-07-31' + m * 28, 'YYYY-MM'), 'u', date '2020-07-31' + m * 28, 1000000, 'stands', false, 1, now(), 'a', 'u'
     from generate_series(1, ${PROJECTS}) n, generate_series(1, 10) m where n * 31 % 100 < 45`,
    [city],
  );
  await owner.query(
    'analyze project; analyze project_milestone; analyze project_suspension; analyze project_investment',
  );
}

async function spentMs(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}
