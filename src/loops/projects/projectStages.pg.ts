// The stage of projects in SQL, as projects.judge.ts has it of one: where each stands, since when, and how long less its standstill. Two ways to the same: row by row for
// the few of a page, in one pass for many; tests hold both equal to the judge.
import type { PlainDate } from '../../kernel/plainDate.ts';
import { join, type Sql, sql } from '../../kernel/sql.ts';
import type { Lifecycle } from './projects.plan.ts';

interface StagesAt {
  readonly lifecycles: readonly Lifecycle[];
  readonly asOf: PlainDate;
}

/** Of `p`. */
export function standingCondition(
  standing: 'open' | 'running' | 'suspended' | 'ended',
  asOf: PlainDate,
): Sql {
  const ended = sql`(p.ended_on is not null and p.ended_on <= ${asOf}::date or ${endedThen(asOf)})`;
  if (standing === 'ended') return ended;
  if (standing === 'open') return sql`not ${ended}`;
  const paused = sql`exists (select 1 from project_suspension h where h.city = p.city and h.subject = p.subject
    and h.suspended_on <= ${asOf}::date and (h.resumed_on is null or h.resumed_on > ${asOf}::date))`;
  return standing === 'suspended' ? sql`not ${ended} and ${paused}` : sql`not ${ended} and not ${paused}`;
}

/** Of `p`: ended on that day, and revived since. */
export function endedThen(asOf: PlainDate): Sql {
  return sql`exists (select 1 from project_suspension h where h.city = p.city and h.subject = p.subject and h.ended
    and h.suspended_on <= ${asOf}::date and h.resumed_on > ${asOf}::date)`;
}

/** The plan's milestones as rows: which place of its lifecycle each leads to. */
function stepsOf(lifecycles: readonly Lifecycle[]): Sql {
  const steps = lifecycles.flatMap(({ id, stages, milestones }) =>
    milestones.map(
      (milestone) =>
        sql`(${id}, ${milestone.id}, ${stages.findIndex(({ id: stage }) => stage === milestone.enters)}::int)`,
    ),
  );
  return steps.length === 0 ? sql`(select '', '', 0 where false)` : sql`(values ${join(steps)})`;
}

/** As projects.judge.ts has it: running, not at the end, and longer in the stage than the plan allows. Of staged rows `p`. */
export function stuckCondition({ lifecycles, asOf }: StagesAt): Sql {
  const limits = lifecycles.flatMap(({ id, stages }) =>
    stages.flatMap(({ stuckAfterDays, final }, place) =>
      stuckAfterDays === undefined || final ? [] : [sql`(${id}, ${place}::int, ${stuckAfterDays}::int)`],
    ),
  );
  if (limits.length === 0) return sql`false`;
  return sql`${standingCondition('running', asOf)} and exists (select 1 from (values ${join(limits)}) t(lifecycle, place, days)
    where t.lifecycle = p.lifecycle and t.place = p.place and p.stay_days > t.days)`;
}

/** Of staged rows `p`: in a stage of that id, whatever the lifecycle. */
export function inStage({ lifecycles }: StagesAt, stage: string): Sql {
  const places = lifecycles.flatMap(({ id, stages }) =>
    stages.flatMap((one, place) => (one.id === stage ? [sql`(${id}, ${place}::int)`] : [])),
  );
  return places.length === 0 ? sql`false` : sql`(p.lifecycle, p.place) in (${join(places)})`;
}

/**
 * The rows of `base` (a name of this statement, with the columns of `project`) with place, entered_on and stay_days: for many rows at once. The furthest place and the
 * first day that led there are one greatest number, so that one hash aggregate finds both.
 */
export function staged(base: Sql, { city, lifecycles, asOf }: StagesAt & { readonly city: string }): Sql {
  return sql`
    select p.*, g.place, g.entered_on, greatest(0, g.until - g.entered_on - case when h.subject is null then 0 else (
        select coalesce(sum(greatest(0, least(coalesce(i.resumed_on, ${asOf}::date), ${asOf}::date, g.until) - greatest(i.suspended_on, g.entered_on))), 0)
        from project_suspension i where i.city = p.city and i.subject = p.subject
      ) end)::int as stay_days
    from ${base} p
    left join (
      select m.subject as told_of, max(s.place * 1000000::bigint + 999999 - (m.occurred_on - date '1000-01-01')) as furthest
      from project_milestone m
      join ${base} q on q.subject = m.subject
      join ${stepsOf(lifecycles)} s(lifecycle, milestone, place) on s.lifecycle = q.lifecycle and s.milestone = m.milestone
      where m.city = ${city} and m.counted and m.occurred_on <= ${asOf}::date
      group by m.subject
    ) r on r.told_of = p.subject
    left join (select distinct subject from project_suspension where city = ${city}) h on h.subject = p.subject
    cross join lateral (
      select coalesce(r.furthest / 1000000, 0)::int as place, least(${asOf}::date, coalesce(p.ended_on, ${asOf}::date)) as until,
        case when coalesce(r.furthest / 1000000, 0) = 0 then p.registered_on else date '1000-01-01' + (999999 - r.furthest % 1000000)::int end as entered_on
    ) g`;
}

/** The stage's id, from its place in `g.place`. */
function stageName(lifecycles: readonly Lifecycle[]): Sql {
  const names = lifecycles.flatMap(({ id, stages }) =>
    stages.map((stage, place) => sql`(${id}, ${place}::int, ${stage.id})`),
  );
  if (names.length === 0) return sql`null::text`;
  return sql`(select n.stage from (values ${join(names)}) n(lifecycle, place, stage) where n.lifecycle = p.lifecycle and n.place = g.place)`;
}

/** As projects.judge.ts has it, days of standstill taken out of the stay: the furthest place that a counted milestone led to by asOf, entered on the first such day. */
export function stageOf({ lifecycles, asOf }: StagesAt): Sql {
  return sql`
    cross join lateral (
      select g.*, ${stageName(lifecycles)} as stage,
        greatest(0, least(${asOf}::date, coalesce(p.ended_on, ${asOf}::date)) - g.entered_on - (
          select coalesce(sum(greatest(0, least(coalesce(h.resumed_on, ${asOf}::date), ${asOf}::date, coalesce(p.ended_on, ${asOf}::date))
            - greatest(h.suspended_on, g.entered_on))), 0)
          from project_suspension h where h.city = p.city and h.subject = p.subject
        ))::int as stay_days
      from (
        select coalesce(max(r.place), 0) as place,
          case when coalesce(max(r.place), 0) = 0 then p.registered_on else (array_agg(r.occurred_on order by r.place desc, r.occurred_on))[1] end
            as entered_on
        from (
          select s.place, m.occurred_on
          from project_milestone m
          join ${stepsOf(lifecycles)} s(lifecycle, milestone, place) on s.lifecycle = p.lifecycle and s.milestone = m.milestone
          where m.city = p.city and m.subject = p.subject and m.counted and m.occurred_on <= ${asOf}::date
        ) r
      ) g
    ) g`;
}
