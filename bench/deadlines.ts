// 50,000 open deadlines: read and judged, and judged again under another calendar, as a change of calendar does. Against the same rows only read.
import { ulid } from '../src/kernel/id.ts';
import type { JsonObject } from '../src/kernel/json.ts';
import { addDays, parseDate } from '../src/kernel/plainDate.ts';
import { seededRandom } from '../src/kernel/random.ts';
import { openApprovals } from '../src/loops/approvals/approvals.pg.ts';
import { approvalItemsSection } from '../src/loops/approvals/approvals.plan.ts';
import { judgeRow, judgerOf } from '../src/loops/approvals/judging.ts';
import type { Arena } from './arena.ts';
import { type Measurement, median, ms } from './table.ts';

const DEADLINES = 50_000;
const ROUNDS = 7;

export async function benchDeadlines(arena: Arena): Promise<Measurement[]> {
  await fill(arena);
  const asOf = parseDate('2021-06-30');
  return arena.ledger.read(arena.city, { asOf }, async (view) => {
    const at = { city: arena.city, planHash: view.plan.hash, asOf, scope: { all: true } as const };
    const { calendar } = view;
    if (calendar === undefined) throw new Error('the rehearsed city has a calendar');
    const changed = { ...calendar, id: 'changed', holidays: [...calendar.holidays, parseDate('2021-06-25')] };
    const spent = { read: [] as number[], judge: [] as number[], moved: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      let began = performance.now();
      const rows = await openApprovals(view, at, {});
      spent.read.push(performance.now() - began);
      began = performance.now();
      const before = judgerOf(view.plan, calendar, asOf);
      const dues = rows.map((row) => judgeRow(row, before)?.judgement.dueOn);
      spent.judge.push(performance.now() - began);
      began = performance.now();
      const now = judgerOf(view.plan, changed, asOf);
      const moved = rows.filter((row, place) => judgeRow(row, now)?.judgement.dueOn !== dues[place]);
      spent.moved.push(performance.now() - began);
      // The rehearsed city's own stand beside them.
      if (rows.length < DEADLINES || moved.length === 0)
        throw new Error(`${rows.length} rows, ${moved.length} moved`);
    }
    const [read, judge, moved] = [median(spent.read), median(spent.judge), median(spent.moved)];
    return [
      {
        what: `re-projection of ${DEADLINES} open deadlines: read, judged under the old calendar and under the new one`,
        context: `${ms(read + judge + moved)}: ${ms(read)} reading, ${ms(judge)} and ${ms(moved)} judging, ${((moved * 1000) / DEADLINES).toFixed(1)} µs a deadline`,
      },
    ];
  });
}

/** Rows as the folds would have them: half with a pause, some with a notice. Made in the derived tables, for it is reading that is measured. */
async function fill({ owner, city, ledger }: Arena): Promise<void> {
  const items = await ledger.read(city, {}, async (view) => view.plan.section(approvalItemsSection));
  const random = seededRandom('deadlines');
  const from = parseDate('2021-04-01');
  const rows: JsonObject[] = [];
  for (let n = 0; n < DEADLINES; n += 1) {
    const filedOn = addDays(from, random.int(0, 89));
    rows.push({
      subject: `P${n}/x`,
      item: random.pick(items).id,
      filed_on: filedOn,
      accepted_on: random.next() < 0.7 ? addDays(filedOn, 2) : null,
      paused_on: random.next() < 0.5 ? addDays(filedOn, 4) : null,
      resumed_on: addDays(filedOn, 11),
      asked_on: random.next() < 0.2 ? addDays(filedOn, 1) : null,
    });
  }
  const { text, values } = fillStatements(city, ulid(0, random), JSON.stringify(rows));
  for (const each of text) await owner.query(each, values);
  await owner.query('analyze approval; analyze approval_pause; analyze approval_notice');
}

function fillStatements(city: string, fact: string, rows: string) {
  const read = `select r.* from jsonb_to_recordset($2::jsonb) as r(subject text, item text, filed_on date, accepted_on date, paused_on date, resumed_on date, asked_on date)`;
  return {
    values: [city, rows, fact],
    text: [
      `insert into approval (city, subject, revision, unit, project, project_name, item, kind, manual, filed_on, accepted_on, filed, filed_by, filed_unit, last_seq, last_recorded_at)
        select $1, subject, 1, '441204', 'P', '项目', item, '一般', false, filed_on, accepted_on, $3, 'a', 'u', 1, now() from (${read}) r`,
      `insert into approval_pause (city, subject, event, kind, clock, reason, unit, paused_on, resumed_on, seq)
        select $1, subject, $3, 'pause', '审批时限', 'hearing', 'u', paused_on, resumed_on, 1 from (${read}) r where paused_on is not null`,
      `insert into approval_notice (city, subject, event, unit, asked_on, handed_in_on, outside, materials, seq)
        select $1, subject, $3, 'u', asked_on, asked_on + 3, false, '[]', 1 from (${read}) r where asked_on is not null`,
    ],
  };
}
