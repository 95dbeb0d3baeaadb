// The four lights of many projects in one statement: for sorting and filtering a list by light, where judging rows one by one would mean to read them all. What
// projects.judge.ts says of one project, said of a relation; a property test holds the two equal. Nothing is stored (docs/adr/0013).
import type { PlainDate } from '../../kernel/plainDate.ts';
import { join, raw, type Sql, sql } from '../../kernel/sql.ts';
import type { LightColour } from './projects.judge.ts';
import type { Lifecycle, Milestone } from './projects.plan.ts';

/** Worst first when sorted downwards. */
export const LIGHT_RANKS: Readonly<Record<LightColour, number>> = {
  red: 4,
  yellow: 3,
  blue: 2,
  green: 1,
  grey: 0,
};
const RED = raw('4');
const YELLOW = raw('3');
const BLUE = raw('2');
const GREEN = raw('1');
const GREY = raw('0');

export const LIGHT_KINDS = ['deadline', 'progress', 'start', 'registration'] as const;
export type LightKind = (typeof LIGHT_KINDS)[number];

interface LightsAt {
  readonly city: string;
  readonly asOf: PlainDate;
  readonly lifecycles: readonly Lifecycle[];
}

/**
 * `base` names a relation of this statement with the columns of `project`. Gives its columns and deadline, progress, start, registration and worst as ranks.
 * Projects of a lifecycle that the plan has dropped have no light.
 */
export function litProjects(base: Sql, at: LightsAt): Sql {
  const ids = [...new Set(at.lifecycles.flatMap(({ milestones }) => milestones.map(({ id }) => id)))];
  const column = (kind: 'r' | 'c', id: string): Sql => raw(`${kind}${ids.indexOf(id)}`);
  const limited = new Set(
    at.lifecycles.flatMap(({ milestones }) =>
      milestones.flatMap(({ id, limitDays }) => (limitDays === undefined ? [] : [id])),
    ),
  );
  const told = ids.flatMap((id) => [
    sql`max(m.occurred_on) filter (where m.counted and m.milestone = ${id}) as ${column('r', id)}`,
    // Whether it waits to be recognised matters only where it has a limit.
    ...(limited.has(id)
      ? [sql`bool_or(m.state = 'claimed') filter (where m.milestone = ${id}) as ${column('c', id)}`]
      : []),
  ]);
  const within = sql`in (select subject from ${base})`;
  // Investments are read only where a lifecycle's completion has a limit: no progress is judged without one.
  const judged = at.lifecycles.some(({ lights, milestones }) =>
    milestones.some(({ id, limitDays }) => id === lights.completionMilestone && limitDays !== undefined),
  );
  const spent = judged
    ? sql`left join (
      select i.subject as spent_by, sum(i.amount_yuan) as spent from project_investment i
      where i.city = ${at.city} and i.measure = 'actual' and i.state = 'stands' and i.occurred_on <= ${at.asOf}::date and i.subject ${within}
      group by i.subject
    ) s on s.spent_by = b.subject`
    : raw('cross join (select null::numeric as spent) s');
  const known = sql`select b.*, t.*, s.spent, h.paused, h.ended_then
    from ${base} b
    left join (
      select m.subject as told_of${told.length === 0 ? raw('') : sql`, ${join(told)}`} from project_milestone m
      where m.city = ${at.city} and m.occurred_on <= ${at.asOf}::date and m.subject ${within} group by m.subject
    ) t on t.told_of = b.subject
    ${spent}
    left join (
      select h.subject as paused_at, true as paused, bool_or(h.ended and h.suspended_on <= ${at.asOf}::date and coalesce(h.resumed_on, ${at.asOf}::date) > ${at.asOf}::date) as ended_then
      from project_suspension h where h.city = ${at.city} group by h.subject
    ) h on h.paused_at = b.subject`;
  const branches = at.lifecycles.map((lifecycle) => lit(lifecycle, { ...at, column }));
  const dropped = sql`select ${join(PROJECT_COLUMNS.map((name) => raw(`b.${name}`)))}, 0 as deadline, 0 as progress, 0 as start, 0 as registration, 0 as worst from ${base} b
    where b.lifecycle <> all(${at.lifecycles.map(({ id }) => id)}::text[])`;
  const all = join(
    [...branches, dropped].map((branch) => sql`(${branch})`),
    ' union all ',
  );
  // Worked out once, whatever the number of lifecycles.
  return sql`select * from (with lit_known as materialized (${known}) ${all}) lit`;
}

type Column = (kind: 'r' | 'c', id: string) => Sql;
type Within = LightsAt & { readonly column: Column };

/** Steps of one relation over another; `offset 0` keeps PostgreSQL from folding them into one, which would work out every due day anew wherever it is named. */
function lit(lifecycle: Lifecycle, at: Within): Sql {
  const { column, asOf } = at;
  const limited = lifecycle.milestones.filter(({ limitDays }) => limitDays !== undefined);
  const dues = limited.map((milestone, place) => sql`${dueOn(milestone, at)} as ${raw(`due${place}`)}`);
  const dueOf = (id: string): Sql => {
    const place = limited.findIndex((milestone) => milestone.id === id);
    return place < 0 ? sql`null::date` : raw(`due${place}`);
  };
  const finals = lifecycle.stages.flatMap(({ final }, place) => (final ? [place] : []));
  const running = sql`(k.ended_on is null or k.ended_on > ${asOf}::date) and not coalesce(k.ended_then, false) and k.place <> all(${finals}::int[])`;
  const milestone = (id: string | undefined): Milestone | undefined =>
    lifecycle.milestones.find((one) => one.id === id);
  const { startMilestone, completionMilestone, registrationMilestone } = lifecycle.lights;
  const lights = {
    deadline: deadlineRank(lifecycle, limited, at),
    progress: progressRank(lifecycle, at, {
      started: milestone(startMilestone) === undefined ? undefined : column('r', startMilestone),
      completed: milestone(completionMilestone) === undefined ? undefined : column('r', completionMilestone),
      due: dueOf(completionMilestone),
    }),
    start: startRank(
      lifecycle,
      at,
      milestone(startMilestone) && { reached: column('r', startMilestone), due: dueOf(startMilestone) },
    ),
    registration: registrationRank(lifecycle, at, {
      started: milestone(startMilestone) === undefined ? undefined : column('r', startMilestone),
      registered:
        registrationMilestone === undefined || milestone(registrationMilestone) === undefined
          ? undefined
          : column('r', registrationMilestone),
      declared: registrationMilestone !== undefined,
    }),
  };
  const ranks = LIGHT_KINDS.map(
    (kind) => sql`case when ${running} then ${lights[kind]} else 0 end as ${raw(`light_${kind}`)}`,
  );
  return sql`
    select ${join(PROJECT_COLUMNS.map((name) => raw(`l.${name}`)))}, light_deadline as deadline, light_progress as progress, light_start as start, light_registration as registration,
      greatest(light_deadline, light_progress, light_start, light_registration) as worst
    from (
      select k.*, ${join(ranks)} from (
        select k.*${dues.length === 0 ? raw('') : sql`, ${join(dues)}`} from (
          select k.*, ${placeOf(lifecycle, column)} as place from lit_known k where k.lifecycle = ${lifecycle.id} offset 0
        ) k offset 0
      ) k offset 0
    ) l`;
}

/** As the fold has them: what the list reads of a project. */
const PROJECT_COLUMNS = [
  'city',
  'subject',
  'revision',
  'unit',
  'name',
  'lifecycle',
  'cluster',
  'industry',
  'park',
  'investor',
  'planned_investment_yuan',
  'land_mu',
  'phase_of',
  'code',
  'registered_on',
  'suspended_on',
  'ended_on',
  'last_seq',
  'last_recorded_at',
] as const;

function placeIn(lifecycle: Lifecycle, { enters }: Milestone): number {
  return lifecycle.stages.findIndex(({ id }) => id === enters);
}

function placeOf(lifecycle: Lifecycle, column: Column): Sql {
  const reached = lifecycle.milestones.map(
    (milestone) =>
      sql`case when ${column('r', milestone.id)} is null then 0 else ${placeIn(lifecycle, milestone)}::int end`,
  );
  return sql`greatest(0, ${join(reached)})`;
}

/** Null before its gates are reached; days of standstill lengthen it until asOf. Only asked of milestones that are not reached. */
function dueOn({ requires, limitDays }: Milestone, { city, asOf, column }: Within): Sql {
  const gates = requires.map((id) => column('r', id));
  const begun = gates.length === 0 ? raw('k.registered_on') : sql`greatest(k.registered_on, ${join(gates)})`;
  const open =
    gates.length === 0
      ? raw('true')
      : join(
          gates.map((gate) => sql`${gate} is not null`),
          ' and ',
        );
  return sql`case when ${open} then ${begun} + ${limitDays ?? 0}::int + ${pausedSince(begun, { city, asOf })} end`;
}

/** Days of standstill from a day until asOf: as pausedDays of the judge. */
function pausedSince(begun: Sql, { city, asOf }: Pick<Within, 'city' | 'asOf'>): Sql {
  return sql`case when k.paused then (
      select coalesce(sum(greatest(0, least(coalesce(h.resumed_on, ${asOf}::date), ${asOf}::date) - greatest(h.suspended_on, ${begun}))), 0)::int
      from project_suspension h where h.city = ${city} and h.subject = k.subject
    ) else 0 end`;
}

/** The first that falls due of what lies ahead; of two on one day the plan's first. */
function deadlineRank(lifecycle: Lifecycle, limited: readonly Milestone[], { asOf, column }: Within): Sql {
  if (limited.length === 0) return GREY;
  const ahead = limited.map(
    (milestone, place) =>
      sql`case when ${column('r', milestone.id)} is null and ${placeIn(lifecycle, milestone)}::int > k.place then ${raw(`due${place}`)} end`,
  );
  const first = sql`least(${join(ahead)})`;
  const claimed = limited.map(
    (milestone, place) =>
      sql`when ${ahead[place]!} = ${first} then coalesce(${column('c', milestone.id)}, false)`,
  );
  return sql`case when ${first} is null then ${GREY}
    when case ${join(claimed, ' ')} end then ${GREEN}
    when ${first} < ${asOf}::date then ${RED}
    when ${first} - ${asOf}::date <= ${lifecycle.lights.dueSoonDays}::int then ${BLUE} else ${GREEN} end`;
}

function startRank(
  { lights }: Lifecycle,
  { asOf }: Within,
  start: { readonly reached: Sql; readonly due: Sql } | undefined,
): Sql {
  if (start === undefined) return GREY;
  return sql`case when ${start.reached} is not null then ${GREEN} when ${start.due} is null then ${GREY}
    when ${asOf}::date <= ${start.due} then ${GREEN}
    when ${asOf}::date < ${start.due} + make_interval(months => ${lights.startRedMonths}::int) then ${YELLOW} else ${RED} end`;
}

function registrationRank(
  { lights }: Lifecycle,
  at: Within,
  {
    started,
    registered,
    declared,
  }: { readonly started: Sql | undefined; readonly registered: Sql | undefined; readonly declared: boolean },
): Sql {
  if (!declared) return GREY;
  const begun = started ?? raw('null::date');
  const late = (months: number): Sql =>
    sql`${at.asOf}::date - ${pausedSince(begun, at)} > ${begun} + make_interval(months => ${months}::int)`;
  return sql`case when ${registered ?? raw('null::date')} is not null then ${GREEN} when ${started ?? raw('null::date')} is null then ${GREY}
    when ${late(lights.registrationRedMonths)} then ${RED} when ${late(lights.registrationYellowMonths)} then ${YELLOW} else ${GREEN} end`;
}

/** spent/planned − passed/whole in points, over one denominator: exact, as the judge has it. */
function progressRank(
  { lights }: Lifecycle,
  at: Within,
  {
    started,
    completed,
    due,
  }: { readonly started: Sql | undefined; readonly completed: Sql | undefined; readonly due: Sql },
): Sql {
  if (started === undefined) return GREY;
  const paused = pausedSince(started, at);
  const whole = sql`(${due} - ${started} - ${paused})`;
  const passed = sql`least(${at.asOf}::date - ${started} - ${paused}, ${whole})`;
  const gap = sql`(coalesce(k.spent, 0) * ${whole} - k.planned_investment_yuan * ${passed}) * 100`;
  const atLeast = (points: number): Sql =>
    sql`${gap} + k.planned_investment_yuan * ${whole} * ${points}::int`;
  return sql`case when ${started} is null then ${GREY} when ${completed ?? raw('null::date')} is not null then ${GREEN}
    when ${due} is null or k.planned_investment_yuan = 0 or ${whole} <= 0 then ${GREY}
    when ${atLeast(lights.progressRedPoints)} < 0 then ${RED} when ${atLeast(lights.progressYellowPoints)} <= 0 then ${YELLOW} else ${GREEN} end`;
}
