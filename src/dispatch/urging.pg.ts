// Questions about urges, set-wise: those of some projects, those that wait for one account, and at which step the matters they are about stand now.
import { scopeCondition } from '../access/scope.ts';
import type { Actor, Row } from '../kernel/loop.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import { join, raw, type Sql, sql } from '../kernel/sql.ts';
import type { WorkCalendar } from '../kernel/workCalendar.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { acceptanceOf } from '../loops/approvals/acceptance.facts.ts';
import { acceptanceEventRows } from '../loops/approvals/acceptance.rows.ts';
import type { ApprovalsAt } from '../loops/approvals/approvals.pg.ts';
import { eventRows } from '../loops/approvals/approvals.rows.ts';
import { calendarOn } from '../loops/approvals/calendars.pg.ts';
import { promiseEventRows } from '../loops/approvals/promises.rows.ts';
import { milestoneRows } from '../loops/projects/projects.rows.ts';
import { judgeUrge, type UrgeJudgement, type UrgeRow, urgeRows } from './urging.judge.ts';
import { acceptanceTurn, approvalTurn, type Matter, milestoneTurn, promiseTurn } from './urging.matter.ts';
import { speaksFor } from './urging.ts';

export interface JudgedUrge {
  readonly urge: UrgeRow;
  readonly judgement: UrgeJudgement;
}

type About = Matter & { readonly project: string };

/** By which step each matter stands; asked once a sort, however many there are. */
export async function turnsOf(
  view: LedgerView,
  matters: readonly About[],
  asOf: PlainDate,
): Promise<(about: About) => string> {
  const of = (sort: Matter['sort']) => matters.filter((one) => one.sort === sort);
  const read = async (table: Sql, subjects: readonly string[], more: Sql) => {
    const wanted = [...new Set(subjects)];
    if (wanted.length === 0) return new Map<string, readonly Row[]>();
    const rows = await view.query(
      sql`select * from ${table} where city = ${view.city.id} and subject = any(${wanted}::text[]) and ${more}`,
    );
    return Map.groupBy(rows, (row) => String(row.subject));
  };
  const standing = sql`not voided and occurred_on <= ${asOf}::date`;
  const approvals = await read(
    raw('approval_event'),
    of('approval').map(({ matter }) => matter),
    standing,
  );
  const letters = await read(
    raw('promise_event'),
    of('promise').map(({ matter }) => matter),
    standing,
  );
  const acceptances = await read(
    raw('acceptance_event'),
    of('acceptance').map(({ project }) => acceptanceOf(project)),
    standing,
  );
  const milestones = await read(
    raw('project_milestone'),
    of('milestone').map(({ project }) => project),
    sql`occurred_on <= ${asOf}::date`,
  );
  return ({ sort, matter, entry, project }) => {
    if (sort === 'approval') return approvalTurn(eventRows(approvals.get(matter) ?? []));
    if (sort === 'promise') return promiseTurn(promiseEventRows(letters.get(matter) ?? []), entry ?? '');
    if (sort === 'milestone') return milestoneTurn(milestoneRows(milestones.get(project) ?? []), matter);
    return acceptanceTurn(acceptanceEventRows(acceptances.get(acceptanceOf(project)) ?? []), matter);
  };
}

async function judgedUrges(
  view: LedgerView,
  rows: readonly Row[],
  at: { readonly asOf: PlainDate; readonly calendar: WorkCalendar | undefined },
): Promise<readonly JudgedUrge[]> {
  const urges = urgeRows(rows);
  const aboutOf = (urge: UrgeRow): About => ({
    project: urge.project,
    sort: urge.sort,
    matter: urge.matter,
    ...(urge.entry === null ? {} : { entry: urge.entry }),
  });
  const turn = await turnsOf(view, urges.map(aboutOf), at.asOf);
  return urges.map((urge) => ({ urge, judgement: judgeUrge(urge, { turn: turn(aboutOf(urge)), ...at }) }));
}

/** All urges of some projects up to a day, each where it stands. */
export async function urgesOfProjects(
  view: LedgerView,
  projects: readonly string[],
  at: { readonly asOf: PlainDate; readonly calendar: WorkCalendar | undefined },
): Promise<readonly JudgedUrge[]> {
  if (projects.length === 0) return [];
  const subjects = projects.map((project) => `urge/${project}`);
  const rows = await view.query(
    sql`select * from urge where city = ${view.city.id} and subject = any(${subjects}::text[]) and urged_on <= ${at.asOf}::date`,
  );
  return judgedUrges(view, rows, at);
}

/** What an account's unit is urged to answer and has not, by the day it is due. */
export async function urgesWaitingFor(
  view: LedgerView,
  actor: Actor,
  { asOf, limit }: { readonly asOf: PlainDate; readonly limit: number },
): Promise<readonly JudgedUrge[]> {
  const { plan, today, city } = view;
  const rows = await view.query(
    sql`select * from urge where city = ${city.id} and answered_on is null and withdrawn_on is null and urged_on <= ${asOf}::date
      and (holder = ${actor.unit} or exists (select 1 from unit_closure c where c.city = urge.city and c.plan_hash = ${plan.hash} and c.tree = 'tasks'
        and c.ancestor = urge.holder and c.descendant = ${actor.unit} and ${asOf}::date between c.valid_from and c.valid_to))
      order by urged_on, seq limit ${limit}`,
  );
  const own = rows.filter((row) => speaksFor(String(row.holder), actor, { plan, today }));
  if (own.length === 0) return [];
  const calendar = (await calendarOn(view, asOf))?.calendar;
  const judged = await judgedUrges(view, own, { asOf, calendar });
  return judged
    .filter(({ judgement }) => judgement.state === 'open')
    .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const keyOf = ({ urge, judgement }: JudgedUrge): string =>
  `${judgement.dueOn ?? '9999'} ${String(urge.seq).padStart(12, '0')}`;

/** Of the projects in reach, what the own unit is to answer and what this account urged (an agent’s mandate opens a project to him alone); latest first. `before` is the seq of the last one seen. */
export async function listUrges(
  view: LedgerView,
  at: ApprovalsAt & {
    readonly unit: string;
    readonly account: string;
    readonly calendar: WorkCalendar | undefined;
  },
  page: {
    readonly project?: string | undefined;
    readonly before?: string | undefined;
    readonly limit: number;
  },
): Promise<readonly JudgedUrge[]> {
  const reach = scopeCondition(at.scope, raw('u.unit'), {
    city: at.city,
    planHash: at.planHash,
    on: at.asOf,
  });
  const conditions = [
    sql`u.city = ${at.city} and u.urged_on <= ${at.asOf}::date and (${reach} or u.holder = ${at.unit} or u.urged_by = ${at.account})`,
  ];
  if (page.project !== undefined) conditions.push(sql`u.project = ${page.project}`);
  if (page.before !== undefined) conditions.push(sql`u.seq < ${page.before}::bigint`);
  const rows = await view.query(
    sql`select u.* from urge u where ${join(conditions, ' and ')} order by u.seq desc limit ${page.limit}`,
  );
  return (await judgedUrges(view, rows, at)).toReversed();
}
