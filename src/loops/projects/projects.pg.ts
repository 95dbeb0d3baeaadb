// Questions about projects, asked of the fold tables through whatever view is open (now, or as known then: the names are the same). Every row is
// cut by asOf where it is a happening. Scope is one predicate over the dated unit tree (access/scope.ts), never a list of ids.
import { scopeCondition } from '../../access/scope.ts';
import type { Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { join, raw, sql } from '../../kernel/sql.ts';
import type { Asker } from '../../ledger/view.pg.ts';
import { reasonRows } from './checks.rows.ts';
import type { ProjectsAt } from './projectList.pg.ts';
import { endedThen } from './projectStages.pg.ts';
import type { ProjectFacts } from './projects.judge.ts';
import type { Lifecycle } from './projects.plan.ts';
import { investmentRows, milestoneRows, projectRow, suspensionRows } from './projects.rows.ts';

export interface ProjectPage {
  readonly project: Row;
  /** All versions of all claims, in the order of their recording. */
  readonly milestones: readonly Row[];
  readonly investments: readonly Row[];
  readonly suspensions: readonly Row[];
  /** The rows as projects.judge.ts takes them. */
  readonly facts: ProjectFacts;
}

/** Undefined when there is none, or none within the scope. Its whole history is the ledger's own question (facts of the subject). */
export async function findProjectPage(
  asker: Asker,
  at: ProjectsAt,
  project: string,
): Promise<ProjectPage | undefined> {
  const { city } = at;
  const inScope = scopeCondition(at.scope, raw('p.unit'), { city, planHash: at.planHash, on: at.asOf });
  const [row] = await asker.query(
    sql`select p.* from project p where p.city = ${city} and p.subject = ${project} and ${inScope}`,
  );
  if (!row) return undefined;
  const of = sql`city = ${city} and subject = ${project}`;
  const milestones = await asker.query(sql`select * from project_milestone where ${of} order by claimed_seq`);
  const investments = await asker.query(
    sql`select * from project_investment where ${of} order by measure, month, reported_seq`,
  );
  const suspensions = await asker.query(
    sql`select * from project_suspension where ${of} order by suspended_on`,
  );
  const facts = {
    project: projectRow(row),
    milestones: milestoneRows(milestones),
    investments: investmentRows(investments),
    suspensions: suspensionRows(suspensions),
    reasons: reasonRows(await asker.query(sql`select * from project_reason where ${of}`)),
  };
  return { project: row, milestones, investments, suspensions, facts };
}

/** What the lights of some projects are judged by, in three questions. */
export async function projectFactsOf(
  asker: Asker,
  city: string,
  projects: readonly Row[],
): Promise<ReadonlyMap<string, ProjectFacts>> {
  const subjects = projects.map((row) => String(row.subject));
  const of = sql`city = ${city} and subject = any(${subjects}::text[])`;
  const milestones = bySubject(await asker.query(sql`select * from project_milestone where ${of}`));
  const investments = bySubject(await asker.query(sql`select * from project_investment where ${of}`));
  const suspensions = bySubject(await asker.query(sql`select * from project_suspension where ${of}`));
  const reasons = bySubject(await asker.query(sql`select * from project_reason where ${of}`));
  return new Map(
    projects.map((row) => {
      const subject = String(row.subject);
      const facts = {
        project: projectRow(row),
        milestones: milestoneRows(milestones.get(subject) ?? []),
        investments: investmentRows(investments.get(subject) ?? []),
        suspensions: suspensionRows(suspensions.get(subject) ?? []),
        reasons: reasonRows(reasons.get(subject) ?? []),
      };
      return [subject, facts];
    }),
  );
}

function bySubject(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  return Map.groupBy(rows, (row) => String(row.subject));
}

/** What waits to be recognised, longest waiting first. `after` is the claimed_seq of the last row seen. */
export async function recognitionQueue(
  asker: Asker,
  {
    city,
    planHash,
    asOf,
    scope,
    after,
    limit,
  }: ProjectsAt & { readonly after?: string | undefined; readonly limit: number },
): Promise<{ readonly rows: readonly Row[]; readonly total: number }> {
  const waiting = sql`m.city = ${city} and m.state = 'claimed' and m.occurred_on <= ${asOf}::date
    and ${scopeCondition(scope, raw('m.unit'), { city, planHash, on: asOf })}`;
  const rows = await asker.query(sql`
    select m.subject, p.name, p.lifecycle, p.cluster, m.claim, m.root_claim, m.milestone, m.unit, m.occurred_on, m.planned_investment_yuan, m.late,
      m.evidence, m.claimed_seq, m.claimed_at, m.claimed_by, m.claimed_unit, m.claim <> m.root_claim as is_correction,
      (select jsonb_agg(jsonb_build_object('claimedBy', v.claimed_by, 'claimedUnit', v.claimed_unit, 'hands', v.hands)) from project_milestone v
        where v.city = m.city and v.subject = m.subject and v.root_claim = m.root_claim) as told_by,
      c.claim as standing_claim, c.occurred_on as standing_occurred_on
    from project_milestone m
    join project p on p.city = m.city and p.subject = m.subject
    left join project_milestone c on c.city = m.city and c.subject = m.subject and c.milestone = m.milestone and c.counted
    where ${waiting} and ${after === undefined ? raw('true') : sql`m.claimed_seq > ${after}::bigint`}
    order by m.claimed_seq
    limit ${limit}`);
  const [counted] = await asker.query(
    sql`select count(*)::int as total from project_milestone m where ${waiting}`,
  );
  return { rows, total: Number(counted?.total ?? 0) };
}

export interface FunnelRow {
  readonly stage: string;
  readonly name: string;
  readonly count: number;
  /** Of the projects now in the stage, days since they entered it, less standstill. */
  readonly medianDays: number | null;
  readonly stuck: number;
}

/** Projects of a lifecycle by the stage they are in at asOf; those ended by then are left out. */
export async function funnel(
  asker: Asker,
  at: ProjectsAt,
  lifecycle: Lifecycle,
): Promise<readonly FunnelRow[]> {
  const { city, planHash, asOf, scope } = at;
  const limits = lifecycle.stages.map(
    ({ stuckAfterDays }, place) => sql`(${place}::int, ${stuckAfterDays ?? null}::int)`,
  );
  const steps = lifecycle.milestones.map(
    ({ id, enters }) => sql`(${id}, ${lifecycle.stages.findIndex((stage) => stage.id === enters)}::int)`,
  );
  const rows = await asker.query(sql`
    with reached as (
      select m.subject, s.place, min(m.occurred_on) as entered_on
      from project_milestone m
      join (values ${join(steps)}) s(milestone, place) on s.milestone = m.milestone
      where m.city = ${city} and m.counted and m.occurred_on <= ${asOf}::date
      group by m.subject, s.place
    ), furthest as (
      select distinct on (subject) subject, place, entered_on from reached where place > 0 order by subject, place desc
    ), located as (
      select p.subject, coalesce(f.place, 0) as place, coalesce(f.entered_on, p.registered_on) as entered_on
      from project p
      left join furthest f on f.subject = p.subject
      where p.city = ${city} and p.lifecycle = ${lifecycle.id} and p.registered_on <= ${asOf}::date
        and (p.ended_on is null or p.ended_on > ${asOf}::date) and not ${endedThen(asOf)} and ${scopeCondition(scope, raw('p.unit'), { city, planHash, on: asOf })}
    ), stayed as (
      select l.subject, l.place,
        greatest(0, ${asOf}::date - l.entered_on - coalesce(sum(
          greatest(0, least(coalesce(h.resumed_on, ${asOf}::date), ${asOf}::date) - greatest(h.suspended_on, l.entered_on))) filter (where h.suspended_on is not null), 0))::int as days,
        coalesce(bool_or(h.suspended_on <= ${asOf}::date and (h.resumed_on is null or h.resumed_on > ${asOf}::date)), false) as paused
      from located l
      left join project_suspension h on h.city = ${city} and h.subject = l.subject
      group by l.subject, l.place, l.entered_on
    )
    select s.place, count(*)::int as count, round(percentile_cont(0.5) within group (order by s.days))::int as median_days,
      count(*) filter (where not s.paused and s.days > t.stuck_after)::int as stuck
    from stayed s
    join (values ${join(limits)}) t(place, stuck_after) on t.place = s.place
    group by s.place`);
  const byPlace = new Map(rows.map((row) => [Number(row.place), row]));
  return lifecycle.stages.map((stage, place) => {
    const row = byPlace.get(place);
    return {
      stage: stage.id,
      name: stage.name,
      count: Number(row?.count ?? 0),
      medianDays: row === undefined ? null : Number(row.median_days),
      // What has arrived at the end is stuck nowhere.
      stuck: stage.final ? 0 : Number(row?.stuck ?? 0),
    };
  });
}

/** Counted milestones of a range, rolled up to the given units over the tree of asOf; units without any have no row. */
export async function milestoneCountsByUnit(
  asker: Asker,
  at: ProjectsAt,
  question: {
    readonly from: PlainDate;
    readonly milestones: readonly string[];
    readonly units: readonly string[];
    readonly tree?: string;
  },
): Promise<
  readonly {
    readonly unit: string;
    readonly milestone: string;
    readonly count: number;
    readonly plannedYuan: string;
  }[]
> {
  const { city, planHash, asOf } = at;
  const rows = await asker.query(sql`
    select c.ancestor as unit, m.milestone, count(*)::int as count,
      sum(coalesce(m.planned_investment_yuan, p.planned_investment_yuan))::text as planned_yuan
    from project_milestone m
    join project p on p.city = m.city and p.subject = m.subject and p.lifecycle = 'industrial' and (p.phase_of is null or p.code is not null)
    join unit_closure c on c.city = m.city and c.plan_hash = ${planHash} and c.tree = ${question.tree ?? 'tasks'} and c.descendant = m.unit
      and ${asOf}::date between c.valid_from and c.valid_to
    where m.city = ${city} and m.counted and m.occurred_on between ${question.from}::date and ${asOf}::date
      and m.milestone = any(${[...question.milestones]}::text[]) and c.ancestor = any(${[...question.units]}::text[])
    group by c.ancestor, m.milestone`);
  return rows.map((row) => ({
    unit: String(row.unit),
    milestone: String(row.milestone),
    count: Number(row.count),
    plannedYuan: String(row.planned_yuan),
  }));
}
