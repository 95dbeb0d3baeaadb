// The cockpit's questions against the best SQL that a person would write by hand for the same figures, on the same tables, in the same
// transaction. What is compared is what the product asks through measures; assembling the view in Node is timed beside it.
import { knownMeasures, readCockpit } from '../src/dispatch/cockpit.pg.ts';
import { oneStory } from '../src/dispatch/projectStory.http.ts';
import { type PlainDate, parseDate } from '../src/kernel/plainDate.ts';
import { sql } from '../src/kernel/sql.ts';
import type { LedgerView } from '../src/ledger/view.pg.ts';
import type { Arena } from './arena.ts';
import { type Measurement, median, ms } from './table.ts';

const ROUNDS = 40;
const GOAL = 1.5;
const COUNTS = ['projects.introduced', 'projects.started', 'projects.completed', 'projects.inProduction'];

/** By hand: one pass over the year's counted milestones, one over what is under construction. */
const HAND_COUNTS = sql`
  select m.unit, to_char(m.occurred_on, 'YYYY-MM') as month,
    count(*) filter (where m.milestone = 'introduced') as introduced, count(*) filter (where m.milestone = 'started') as started,
    count(*) filter (where m.milestone = 'completed') as completed, count(*) filter (where m.milestone = 'inProduction') as in_production
  from project_milestone m join project p using (city, subject)
  where m.city = 'zhaoqing' and m.counted and m.occurred_on between '2021-01-01' and '2021-06-30' and p.lifecycle = 'industrial'
    and (p.phase_of is null or p.code is not null) and m.milestone in ('introduced', 'started', 'completed', 'inProduction')
  group by 1, 2`;
const HAND_STOCK = sql`
  with building as (
    select s.subject from project_milestone s join project p using (city, subject)
    where s.city = 'zhaoqing' and s.milestone = 'started' and s.counted and s.occurred_on <= '2021-06-30' and p.lifecycle = 'industrial'
      and (p.phase_of is null or p.code is not null) and (p.ended_on is null or p.ended_on > '2021-06-30')
      and not exists (select 1 from project_milestone c where c.city = s.city and c.subject = s.subject and c.milestone = 'completed' and c.counted
        and c.occurred_on <= '2021-06-30')
  )
  select (select count(*) from building) as n, (select coalesce(sum(amount_yuan), 0) from project_investment i join building using (subject)
    where i.city = 'zhaoqing' and i.measure = 'actual' and i.state = 'stands' and i.occurred_on <= '2021-06-30') as built`;

export async function benchQuestions(arena: Arena): Promise<Measurement[]> {
  const asOf = parseDate('2021-06-30');
  const from = parseDate('2021-01-01');
  return arena.ledger.read(arena.city, { asOf }, async (view) => {
    const ours = async () => {
      await view.askMeasures(COUNTS, { from, asOf, by: ['unit', 'month'] });
      await view.askMeasures(['projects.underConstruction', 'projects.builtYuan'], { from, asOf, by: [] });
    };
    const hand = async () => {
      await view.query(HAND_COUNTS);
      await view.query(HAND_STOCK);
    };
    const whole = async () => {
      await readCockpit(view, arena.ledger.catalog);
    };
    const page = await storyRow(view, asOf);
    for (let i = 0; i < 5; i += 1) for (const run of [ours, hand, whole]) await run();
    const spent = { ours: [] as number[], hand: [] as number[], whole: [] as number[] };
    for (let i = 0; i < ROUNDS; i += 1) {
      spent.ours.push(await spentMs(ours));
      spent.hand.push(await spentMs(hand));
      if (i % 4 === 0) spent.whole.push(await spentMs(whole));
    }
    const ratio = median(spent.ours) / median(spent.hand);
    return [
      {
        what: 'the cockpit’s counts and stocks, asked through measures',
        ratio: { against: 'hand-written SQL', value: ratio, goal: `≤ ${GOAL}×`, met: ratio <= GOAL },
        context: `${ms(median(spent.ours))} against ${ms(median(spent.hand))}; ${knownMeasures(arena.ledger.catalog).size} measures known`,
      },
      { what: 'the whole cockpit: every question, judged and assembled', context: ms(median(spent.whole)) },
      page,
    ];
  });
}

const STORY_GOAL = 3;

/** By hand: every row that a project's page tells, in one statement and one answer. */
const handStory = (project: string) => sql`
  select (select to_jsonb(p) from project p where p.city = 'zhaoqing' and p.subject = ${project}) as project,
    (select jsonb_agg(m) from project_milestone m where m.city = 'zhaoqing' and m.subject = ${project}) as milestones,
    (select jsonb_agg(i) from project_investment i where i.city = 'zhaoqing' and i.subject = ${project}) as investments,
    (select jsonb_agg(s) from project_suspension s where s.city = 'zhaoqing' and s.subject = ${project}) as suspensions,
    (select jsonb_agg(a) from approval a where a.city = 'zhaoqing' and a.project = ${project}) as approvals,
    (select jsonb_agg(e) from approval_event e join approval a using (city, subject) where a.city = 'zhaoqing' and a.project = ${project}) as events,
    (select jsonb_agg(e) from promise_event e join promise p using (city, subject) where p.city = 'zhaoqing' and p.project = ${project}) as promises,
    (select jsonb_agg(e) from acceptance_event e where e.city = 'zhaoqing' and e.subject = ${`acceptance/${project}`}) as acceptance,
    (select jsonb_agg(g) from agency_mandate g where g.city = 'zhaoqing' and g.subject = ${`agency/${project}`}) as mandates,
    (select jsonb_agg(l) from agency_log l where l.city = 'zhaoqing' and l.subject = ${`agency/${project}`}) as errands,
    (select jsonb_agg(f) from fact f where f.city = 'zhaoqing' and f.loop = 'projects' and f.subject = ${project}) as history`;

/** One project's page, read, judged and assembled, against one hand-written statement that only reads. */
async function storyRow(view: LedgerView, asOf: PlainDate): Promise<Measurement> {
  const rows = await view.query(
    sql`select subject from project where city = 'zhaoqing' order by subject limit ${ROUNDS}`,
  );
  const actor = { account: 'bench', post: 'bench', unit: 'bench', roles: ['office'] };
  const ours: number[] = [];
  const hand: number[] = [];
  for (const { subject } of [...rows.slice(0, 5), ...rows]) {
    const id = String(subject);
    const request = { params: { id }, scope: { all: true } as const, actor, at: { asOf } };
    ours.push(await spentMs(async () => void (await oneStory(view, request))));
    hand.push(await spentMs(async () => void (await view.query(handStory(id)))));
  }
  const ratio = median(ours.slice(5)) / median(hand.slice(5));
  return {
    what: 'a project’s page: read, judged and assembled, with who holds it, approvals, promises, agents and acceptance',
    ratio: {
      against: 'one hand-written statement that only reads the rows',
      value: ratio,
      goal: `≤ ${STORY_GOAL}×`,
      met: ratio <= STORY_GOAL,
    },
    context: `${ms(median(ours.slice(5)))} against ${ms(median(hand.slice(5)))}`,
  };
}

async function spentMs(run: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}
