// The cockpit's questions against the best SQL that a person would write by hand for the same figures, on the same tables, in the same
// transaction. What is compared is what the product asks through measures; assembling the view in Node is timed beside it.
import { knownMeasures, readCockpit } from '../src/dispatch/cockpit.pg.ts';
import { parseDate } from '../src/kernel/plainDate.ts';
import { sql } from '../src/kernel/sql.ts';
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
    ];
  });
}

async function spentMs(run: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}
