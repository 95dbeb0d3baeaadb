// The urging part of the random runs over the real loops (loops.property.pg.test.ts), and the laws that hold of urging and of letters after every single act: nobody
// acts with the hand that is measured, what is refused changes nothing, and no act of who is late makes it not late. No test stands here.
import { expect } from 'vitest';
import { turnsOf } from '../dispatch/urging.pg.ts';
import { speaksFor } from '../dispatch/urging.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Actor } from '../kernel/loop.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import { sql } from '../kernel/sql.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { closedApprovals, openApprovals } from '../loops/approvals/approvals.pg.ts';
import { calendarOn } from '../loops/approvals/calendars.pg.ts';
import { judgeRow, judgerOf } from '../loops/approvals/judging.ts';
import { isPromiseFault, walkPromises } from '../loops/approvals/promises.course.ts';
import { judgePromises } from '../loops/approvals/promises.judge.ts';
import { standingPromiseEvents } from '../loops/approvals/promises.rows.ts';

const URGING_COMMANDS = ['urgeMatter', 'urgeMatter', 'urgeMatter', 'answerUrge', 'withdrawUrge'] as const;

export interface DrawnUrge {
  readonly project: string;
  readonly command: number;
  readonly which: number;
  readonly milestone: string;
}

/** One urge in five names the step of yesterday. */
export function askedOfUrging(
  { project, command: drawn, which, milestone }: DrawnUrge,
  known: (name: string) => string,
) {
  const command = URGING_COMMANDS[drawn % URGING_COMMANDS.length] as string;
  const matters: readonly JsonObject[] = [
    { sort: 'approval', matter: `${project}/permit` },
    { sort: 'promise', matter: `letter/${project}/both`, entry: 'reply' },
    { sort: 'promise', matter: `letter/${project}/both`, entry: 'eia' },
    { sort: 'milestone', matter: milestone },
  ];
  const about = matters[which % matters.length] as JsonObject;
  const urge = known(`urge ${project}`);
  const bodies: Readonly<Record<string, JsonObject>> = {
    urgeMatter: { project, ...about, turn: 'none', reason: '请尽快办理' },
    answerUrge: { project, urge, words: '本周内办结' },
    withdrawUrge: { project, urge, reason: '已经知道了' },
  };
  const body = bodies[command] ?? {};
  return { loop: 'urging', command, body, ...(command === 'urgeMatter' ? { tells: `urge ${project}` } : {}) };
}

/** Where the matter stands now: what a page would have shown who urges. */
export async function withTurn(view: LedgerView, body: JsonObject): Promise<JsonObject> {
  const about = body as unknown as Parameters<typeof turnsOf>[1][number];
  return { ...body, turn: (await turnsOf(view, [about], view.today))(about) };
}

/** Everything of a run's projects that is late today, or was when it was closed: clocks of approvals, promises of the government. */
export async function lateOf(view: LedgerView, round: string): Promise<ReadonlySet<string>> {
  const city = view.city.id;
  const where = { city, planHash: view.plan.hash, asOf: view.today, scope: { all: true } as const };
  const calendar = (await calendarOn(view, view.today))?.calendar;
  const judger = judgerOf(view.plan, calendar, view.today);
  const rows = [
    ...(await openApprovals(view, where, {})),
    ...(await closedApprovals(view, where, {}, '2021-01-01' as PlainDate)),
  ].filter((row) => String(row.project).startsWith(round));
  const approvals = rows.flatMap((row) =>
    (judgeRow(row, judger)?.judgement.clocks ?? [])
      .filter(({ late }) => late)
      .map(({ clock }) => `${String(row.subject)} ${clock}`),
  );
  const events = await view.query(
    sql`select e.* from promise_event e join promise p on p.city = e.city and p.subject = e.subject where e.city = ${city} and p.project like ${`${round}%`}`,
  );
  const promises = [...Map.groupBy(events, (row) => String(row.subject))].flatMap(([subject, told]) => {
    const course = walkPromises(standingPromiseEvents(told));
    if (course === undefined || isPromiseFault(course)) return [];
    const judged = judgePromises(course, { calendar, asOf: view.today, dueSoonDays: 1 });
    return (judged?.entries ?? [])
      .filter(
        ({ entry, judgement }) =>
          entry.side === 'government' && (judgement.state === 'broken' || judgement.state === 'keptLate'),
      )
      .map(({ entry }) => `${subject} ${entry.entry}`);
  });
  return new Set([...approvals, ...promises]);
}

interface Done {
  readonly command: string;
  readonly actor: Actor;
  readonly body: JsonObject;
  readonly fact: string;
}

/** Of what was just recorded: that it was not by the hand that is urged, signs, or owes. */
export async function sameHands(view: LedgerView, { command, actor, body, fact }: Done): Promise<void> {
  const city = view.city.id;
  if (command === 'urgeMatter') {
    const [urge] = await view.query(sql`select holder from urge where city = ${city} and urge = ${fact}`);
    expect([command, urge?.holder]).not.toEqual([command, actor.unit]);
  }
  if (command === 'answerUrge' || command === 'withdrawUrge') {
    const [urge] = await view.query(
      sql`select holder, urged_unit from urge where city = ${city} and urge = ${String(body.urge)}`,
    );
    const at = { plan: view.plan, today: view.today };
    if (command === 'answerUrge') expect(speaksFor(String(urge?.holder), actor, at)).toBe(true);
    else expect(urge?.urged_unit).toBe(actor.unit);
  }
  if (command === 'signLetter') {
    const signed = await view.query(
      sql`select actor, body->>'side' as side from promise_event where city = ${city} and subject = ${String(body.letter)} and kind = 'letterSigned' and not voided`,
    );
    expect(new Set(signed.map((row) => row.actor)).size).toBe(signed.length);
    expect(new Set(signed.map((row) => row.side)).size).toBe(signed.length);
  }
  // The letter's promise of the government is the desk's own.
  if (command === 'pausePromise' && body.entry === 'reply') expect(actor.unit).not.toBe('desk');
}
