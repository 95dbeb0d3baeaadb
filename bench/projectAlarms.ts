// What a page of the register asks beside its list, with 50,000 open approvals on the 100,000 projects: the list of red lights and overdue approvals as the route gives
// it, and the counts above every list. Against the lights of the same projects counted by hand-written SQL for this plan, which knows nothing of approvals.
import { overdueSource } from '../src/dispatch/overdue.pg.ts';
import type { PlainDate } from '../src/kernel/plainDate.ts';
import type { Sql } from '../src/kernel/sql.ts';
import type { LedgerView } from '../src/ledger/view.pg.ts';
import { approvalItemsSection } from '../src/loops/approvals/approvals.plan.ts';
import { ListQuery, listAlarms, listProjects } from '../src/loops/projects/projectList.http.ts';
import type { Arena } from './arena.ts';
import { type Measurement, median, ms } from './table.ts';

const APPROVALS = 50_000;
const ROUNDS = 7;
const GOAL = 2.5;

/** `litByHand` counts the open projects with a red light. */
export async function benchAlarms(
  arena: Arena,
  asOf: PlainDate,
  litByHand: Sql,
): Promise<readonly Measurement[]> {
  await fill(arena);
  return arena.ledger.read(arena.city, { asOf }, async (view) => {
    const scope = { all: true } as const;
    const request = (query: object) => ({ query: ListQuery.parse(query), scope, at: { asOf } });
    const late = () => overdueSource(view, { asOf, scope });
    const list = () =>
      listProjects(view, request({ light: 'alarm', standing: 'open', sort: 'overdue' }), late());
    const strip = () => listAlarms(view, request({ standing: 'open' }), late());
    const { found, overdue } = await strip();
    const told = `${found} found, ${overdue} of them overdue`;
    return [
      await against(view, `the register’s red lights and overdue approvals, first page and total, ${told}`, {
        run: list,
        litByHand,
      }),
      await against(view, `counts above the register, of all open projects, ${told}`, {
        run: strip,
        litByHand,
      }),
    ];
  });
}

async function against(
  view: LedgerView,
  what: string,
  { run, litByHand }: { readonly run: () => Promise<unknown>; readonly litByHand: Sql },
): Promise<Measurement> {
  const spent = { ours: [] as number[], hand: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    spent.ours.push(await spentMs(run));
    spent.hand.push(await spentMs(() => view.query(litByHand)));
  }
  const ratio = median(spent.ours) / median(spent.hand);
  return {
    what,
    ratio: {
      against: 'red lights alone, by hand for this plan',
      value: ratio,
      goal: `≤ ${GOAL}×`,
      met: ratio <= GOAL,
    },
    context: `${ms(median(spent.ours))} against ${ms(median(spent.hand))}; ${APPROVALS} open approvals, a fifth of them with a pause`,
  };
}

async function fill({ owner, city, ledger }: Arena): Promise<void> {
  const items = await ledger.read(city, {}, async (view) =>
    view.plan.section(approvalItemsSection).map(({ id }) => id),
  );
  await owner.query(
    `insert into approval (city, subject, revision, unit, project, project_name, item, kind, manual, filed_on, accepted_on, filed, filed_by, filed_unit, last_seq, last_recorded_at)
     select $1, 'LIST-' || n || '/a', 1, '441204', 'LIST-' || n, '项目', ($2::text[])[1 + n % ${items.length}], '一般', false, date '2021-05-15' + n % 45,
       case when n % 3 > 0 then date '2021-05-16' + n % 45 end, 'f', 'a', 'u', 1, now() from generate_series(1, ${APPROVALS}) n`,
    [city, items],
  );
  await owner.query(
    `insert into approval_pause (city, subject, event, kind, clock, reason, unit, paused_on, resumed_on, seq)
     select $1, 'LIST-' || n || '/a', 'e', 'pause', '审批时限', 'hearing', 'u', date '2021-05-18' + n % 45, date '2021-05-25' + n % 45, 1 from generate_series(5, ${APPROVALS}, 5) n`,
    [city],
  );
  await owner.query('analyze approval; analyze approval_pause');
}

async function spentMs(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}
