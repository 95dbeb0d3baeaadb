// Joint acceptances judged as on the project's page, and what of each waits for one account: a part that its unit is to say something of, a finding that its project's
// side is to have put right, a certificate once all parts are passed. The list and the inbox ask the same.
import { may } from '../../access/roles.ts';
import type { Actor, PlanInForce } from '../../kernel/loop.ts';
import { maxDate, type PlainDate } from '../../kernel/plainDate.ts';
import { join, type Sql, sql } from '../../kernel/sql.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { type AcceptanceCourse, isAcceptanceFault, walkAcceptance } from './acceptance.course.ts';
import { type AcceptanceJudgement, judgeAcceptance } from './acceptance.judge.ts';
import { type AcceptanceEventRow, acceptanceEventRows } from './acceptance.rows.ts';
import { calendarOn } from './calendars.pg.ts';

/** Judged at once; a list goes no further. */
const TOTAL_MAX = 5_000;

export interface JudgedAcceptance {
  readonly opening: AcceptanceEventRow;
  readonly course: AcceptanceCourse;
  readonly judged: AcceptanceJudgement;
}

/** Of the openings `o` that the conditions name, latest first. What its events do not add up to is left out. */
export async function judgedAcceptances(
  view: LedgerView,
  asOf: PlainDate,
  conditions: readonly Sql[] = [],
): Promise<readonly JudgedAcceptance[]> {
  const opened = [
    sql`o.city = ${view.city.id} and o.kind = 'acceptanceOpened' and not o.voided and o.occurred_on <= ${asOf}::date`,
    ...conditions,
  ];
  const rows = await view.query(
    sql`select e.* from acceptance_event e where e.city = ${view.city.id} and not e.voided and e.occurred_on <= ${asOf}::date
      and e.subject in (select o.subject from acceptance_event o where ${join(opened, ' and ')} order by o.occurred_on desc, o.subject limit ${TOTAL_MAX})`,
  );
  if (rows.length === 0) return [];
  const calendar = (await calendarOn(view, asOf))?.calendar;
  return [...Map.groupBy(rows, (row) => String(row.subject)).values()].flatMap((own) => {
    const events = acceptanceEventRows(own);
    const course = walkAcceptance(events);
    const opening = events.find(({ kind }) => kind === 'acceptanceOpened');
    if (course === undefined || isAcceptanceFault(course) || opening === undefined) return [];
    return [{ opening, course, judged: judgeAcceptance(course, { plan: view.plan, calendar, asOf }) }];
  });
}

export interface AcceptanceDuty {
  readonly project: string;
  readonly projectName: string;
  readonly unit: string;
  /** `judgeAgain`: what was found is told to be put right. */
  readonly deed: 'judge' | 'judgeAgain' | 'rectify' | 'certify';
  /** Of a part; null of the whole. */
  readonly item: string | null;
  readonly name: string;
  readonly since: PlainDate;
  readonly dueOn: PlainDate | null;
  readonly late: boolean;
  readonly finding: string | null;
}

/** What of one acceptance waits for this account. */
export function dutiesOf(
  { opening, course, judged }: JudgedAcceptance,
  { actor, plan, asOf }: { readonly actor: Actor; readonly plan: PlanInForce; readonly asOf: PlainDate },
): readonly AcceptanceDuty[] {
  if (course.certifiedOn !== null) return [];
  const within = (unit: string) => actor.unit === unit || plan.units.within(actor.unit, unit, asOf);
  const handles = (authority: string | null) =>
    authority !== null && may(actor, 'handleApprovals') && within(authority);
  const about = {
    project: String(opening.body.project),
    projectName: String(opening.body.projectName),
    unit: opening.unit,
  };
  const parts = judged.parts.flatMap((part): AcceptanceDuty[] => {
    const { holder, authority, item, name, state, since, dueOn, late, finding } = part;
    if (holder === null) return [];
    if (holder === 'firm' ? !(may(actor, 'claim') && within(opening.unit)) : !handles(authority)) return [];
    const deed = holder === 'firm' ? 'rectify' : state === 'rectified' ? 'judgeAgain' : 'judge';
    return [{ ...about, deed, item, name, since, dueOn, late, finding }];
  });
  if (!judged.certifiable || !handles(course.lead)) return parts;
  const since = course.parts.map((part) => part.since).reduce(maxDate, course.openedOn);
  return [
    ...parts,
    { ...about, deed: 'certify', item: null, name: '', since, dueOn: null, late: false, finding: null },
  ];
}

/** By due day; what has none comes last, longest waiting first. */
export async function acceptanceDuties(
  view: LedgerView,
  actor: Actor,
  asOf: PlainDate,
): Promise<readonly AcceptanceDuty[]> {
  if (!may(actor, 'handleApprovals') && !may(actor, 'claim')) return [];
  const keyOf = ({ dueOn, since, project, item }: AcceptanceDuty) =>
    `${dueOn ?? '9999'} ${since} ${project} ${item ?? ''}`;
  return (await judgedAcceptances(view, asOf))
    .flatMap((one) => dutiesOf(one, { actor, plan: view.plan, asOf }))
    .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
