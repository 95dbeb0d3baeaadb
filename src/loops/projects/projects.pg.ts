// Questions about projects, asked of the fold tables through whatever view is open (now, or as known then: the names are the same). Every row is
// cut by asOf where it is a happening. Scope is one predicate over the dated unit tree (access/scope.ts), never a list of ids.
import { type Scope, scopeCondition } from '../../access/scope.ts';
import type { Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { Problem } from '../../kernel/problem.ts';
import { join, raw, type Sql, sql } from '../../kernel/sql.ts';
import type { Asker } from '../../ledger/view.pg.ts';
import { reasonRows } from './checks.rows.ts';
import type { ProjectFacts } from './projects.judge.ts';
import type { Lifecycle } from './projects.plan.ts';
import { investmentRows, milestoneRows, projectRow, suspensionRows } from './projects.rows.ts';

/** Where a question stands. */
export interface ProjectsAt {
  readonly city: string;
  readonly planHash: string;
  readonly asOf: PlainDate;
  readonly scope: Scope;
}

export interface ProjectFilter {
  /** This unit and those below it, within the scope. */
  readonly unit?: string | undefined;
  readonly lifecycle?: string | undefined;
  readonly stage?: string | undefined;
  /** Projects with a version of this milestone in this state. */
  readonly milestone?: { readonly id: string; readonly state: string } | undefined;
  readonly cluster?: string | undefined;
  /** `open`: all but the ended ones, as the funnel counts. */
  readonly standing?: 'open' | 'running' | 'suspended' | 'ended' | undefined;
  /** Longer in its stage than the plan allows (stuckAfterDays), running, not at the end. */
  readonly stuck?: boolean | undefined;
  /** Part of the name, the id or the national code. */
  readonly text?: string | undefined;
}

/** Latest told first; by name; greatest plan first; longest in its stage first. */
export type ProjectSort = 'recent' | 'name' | 'planned' | 'stay';

export interface ProjectListQuestion extends ProjectsAt {
  readonly lifecycles: readonly Lifecycle[];
  readonly filter: ProjectFilter;
  readonly sort: ProjectSort;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface Page {
  readonly rows: readonly Row[];
  readonly nextCursor: string | null;
  /** Counted up to TOTAL_MAX, and no further. */
  readonly total: number;
  readonly totalIsCapped: boolean;
  /** Of all projects that the filter finds, not only of the page: as the funnel tells them. Null unless a stage was asked for. */
  readonly stay: { readonly medianDays: number | null; readonly stuck: number } | null;
}

export const TOTAL_MAX = 10_000;
export const LIMIT_MAX = 500;

/** @throws Problem cursor_invalid, page_limit */
export async function projectList(asker: Asker, question: ProjectListQuestion): Promise<Page> {
  const { sort, limit } = question;
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX) {
    throw new Problem({
      code: 'page_limit',
      message: `每页 1 至 ${LIMIT_MAX} 行`,
      fix: '改 limit',
      status: 400,
    });
  }
  const { filter } = question;
  const byStage = filter.stage !== undefined || filter.stuck === true || sort === 'stay';
  const order = ORDERS[sort];
  const after =
    question.cursor === undefined ? raw('true') : afterCursor(order, readCursor(sort, question.cursor));
  // The stage is looked up for the rows of the page alone, unless the stage decides which rows those are.
  const stage = stageOf(question);
  const listed = sql`select p.*${byStage ? raw(', g.place, g.entered_on, g.stay_days') : raw('')} from project p
    ${byStage ? stage : raw('')} where ${conditionsOf(question)}`;
  const rows = await asker.query(sql`
    select p.subject, p.revision, p.unit, p.name, p.lifecycle, p.cluster, p.industry, p.park, p.investor, p.planned_investment_yuan,
      p.land_mu, p.phase_of, p.code, p.registered_on, p.suspended_on, p.ended_on, p.last_seq, p.last_recorded_at,
      g.stage, g.entered_on, g.stay_days as days_in_stage, ${order.column} as sort_value
    from (
      select * from (${listed}) p where ${after} order by ${order.by} limit ${limit + 1}
    ) p
    ${stageOf(question)}
    order by ${order.by}`);
  const [counted] = await asker.query(
    sql`select count(*)::int as total from (select 1 from (${listed}) p limit ${TOTAL_MAX + 1}) c`,
  );
  const total = Number(counted?.total ?? 0);
  const stay = filter.stage === undefined ? null : await stayOf(asker, question, listed);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    rows: page.map(({ sort_value: _, ...row }) => row),
    nextCursor: rows.length > limit && last ? writeCursor(sort, last) : null,
    total: Math.min(total, TOTAL_MAX),
    totalIsCapped: total > TOTAL_MAX,
    stay,
  };
}

/** How long the listed projects have stayed in their stage, and how many of them for longer than the plan allows. */
async function stayOf(asker: Asker, question: ProjectListQuestion, listed: Sql): Promise<Page['stay']> {
  const [row] = await asker.query(sql`
    select round(percentile_cont(0.5) within group (order by g.stay_days))::int as median_days,
      (count(*) filter (where ${stuckCondition(question)}))::int as stuck
    from (${listed}) p cross join lateral (select p.place, p.entered_on, p.stay_days) g`);
  const median = row?.median_days;
  return {
    medianDays: median === null || median === undefined ? null : Number(median),
    stuck: Number(row?.stuck ?? 0),
  };
}

interface Order {
  readonly column: Sql;
  readonly by: Sql;
  readonly turn: '<' | '>';
  readonly type: string;
}

/** A total order each: the subject is the last word. */
const ORDERS: Readonly<Record<ProjectSort, Order>> = {
  recent: {
    column: raw('p.last_seq'),
    by: raw('p.last_seq desc, p.subject desc'),
    turn: '<',
    type: 'bigint',
  },
  name: { column: raw('p.name'), by: raw('p.name, p.subject'), turn: '>', type: 'text' },
  planned: {
    column: raw('p.planned_investment_yuan'),
    by: raw('p.planned_investment_yuan desc, p.subject desc'),
    turn: '<',
    type: 'numeric',
  },
  stay: {
    column: raw('p.stay_days'),
    by: raw('p.stay_days desc, p.subject desc'),
    turn: '<',
    type: 'int',
  },
};

function afterCursor(order: Order, [value, subject]: readonly [string, string]): Sql {
  return sql`(${order.column}, p.subject) ${raw(order.turn)} (${value}::${raw(order.type)}, ${subject})`;
}

function writeCursor(sort: ProjectSort, row: Row): string {
  return Buffer.from(JSON.stringify([sort, String(row.sort_value), row.subject])).toString('base64url');
}

/** @throws Problem cursor_invalid */
function readCursor(sort: ProjectSort, cursor: string): readonly [string, string] {
  const wrong = new Problem({
    code: 'cursor_invalid',
    message: '翻页标记不对，或换了排序',
    fix: '从第一页看起',
    status: 400,
  });
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw wrong;
  }
  if (
    !Array.isArray(parts) ||
    parts.length !== 3 ||
    parts[0] !== sort ||
    !CURSOR_VALUES[sort].test(String(parts[1])) ||
    typeof parts[2] !== 'string'
  )
    throw wrong;
  return [String(parts[1]), String(parts[2])];
}

const CURSOR_VALUES: Readonly<Record<ProjectSort, RegExp>> = {
  recent: /^\d{1,18}$/,
  name: /^[^\0]{1,200}$/,
  planned: /^\d{1,18}(\.\d{1,2})?$/,
  stay: /^\d{1,7}$/,
};

function conditionsOf(question: ProjectListQuestion): Sql {
  const { city, planHash, asOf, scope, filter, lifecycles } = question;
  const at = { city, planHash, on: asOf };
  const conditions = [
    sql`p.city = ${city}`,
    sql`p.registered_on <= ${asOf}::date`,
    scopeCondition(scope, raw('p.unit'), at),
  ];
  if (filter.unit !== undefined)
    conditions.push(scopeCondition({ all: false, unit: filter.unit }, raw('p.unit'), at));
  if (filter.lifecycle !== undefined) conditions.push(sql`p.lifecycle = ${filter.lifecycle}`);
  if (filter.cluster !== undefined) conditions.push(sql`p.cluster = ${filter.cluster}`);
  if (filter.text !== undefined) {
    const like = `%${filter.text.replace(/[\\%_]/g, '\\$&')}%`;
    conditions.push(sql`(p.name ilike ${like} or p.subject ilike ${like} or p.code ilike ${like})`);
  }
  if (filter.milestone !== undefined) {
    conditions.push(sql`exists (select 1 from project_milestone m where m.city = p.city and m.subject = p.subject
      and m.milestone = ${filter.milestone.id} and m.state = ${filter.milestone.state} and m.occurred_on <= ${asOf}::date)`);
  }
  if (filter.standing !== undefined) conditions.push(standingCondition(filter.standing, asOf));
  if (filter.stage !== undefined) conditions.push(sql`${stageName(lifecycles)} = ${filter.stage}`);
  if (filter.stuck === true) conditions.push(stuckCondition(question));
  return join(conditions, ' and ');
}

function standingCondition(standing: 'open' | 'running' | 'suspended' | 'ended', asOf: PlainDate): Sql {
  const ended = sql`(p.ended_on is not null and p.ended_on <= ${asOf}::date or ${endedThen(asOf)})`;
  if (standing === 'ended') return ended;
  if (standing === 'open') return sql`not ${ended}`;
  const paused = sql`exists (select 1 from project_suspension h where h.city = p.city and h.subject = p.subject
    and h.suspended_on <= ${asOf}::date and (h.resumed_on is null or h.resumed_on > ${asOf}::date))`;
  return standing === 'suspended' ? sql`not ${ended} and ${paused}` : sql`not ${ended} and not ${paused}`;
}

/** Of `p`: ended on that day, and revived since. */
function endedThen(asOf: PlainDate): Sql {
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

/** As projects.judge.ts has it: running, not at the end, and longer in the stage than the plan allows. Of `p` and `g`. */
function stuckCondition({ lifecycles, asOf }: Pick<ProjectListQuestion, 'lifecycles' | 'asOf'>): Sql {
  const limits = lifecycles.flatMap(({ id, stages }) =>
    stages.flatMap(({ stuckAfterDays, final }, place) =>
      stuckAfterDays === undefined || final ? [] : [sql`(${id}, ${place}::int, ${stuckAfterDays}::int)`],
    ),
  );
  if (limits.length === 0) return sql`false`;
  return sql`${standingCondition('running', asOf)} and exists (select 1 from (values ${join(limits)}) t(lifecycle, place, days)
    where t.lifecycle = p.lifecycle and t.place = g.place and g.stay_days > t.days)`;
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
function stageOf({
  lifecycles,
  asOf,
}: {
  readonly lifecycles: readonly Lifecycle[];
  readonly asOf: PlainDate;
}): Sql {
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

export interface ProjectPage {
  readonly project: Row;
  /** All versions of all claims, in the order of their recording. */
  readonly milestones: readonly Row[];
  readonly investments: readonly Row[];
  readonly suspensions: readonly Row[];
  /** Projects that are phases of this one. */
  readonly phases: readonly Row[];
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
  const phases = await asker.query(
    sql`select subject, name, code, registered_on from project where city = ${city} and phase_of = ${project} order by subject`,
  );
  const facts = {
    project: projectRow(row),
    milestones: milestoneRows(milestones),
    investments: investmentRows(investments),
    suspensions: suspensionRows(suspensions),
    reasons: reasonRows(await asker.query(sql`select * from project_reason where ${of}`)),
  };
  return { project: row, milestones, investments, suspensions, phases, facts };
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
      m.evidence, m.claimed_seq, m.claimed_at, m.claimed_by, m.claimed_unit, m.hands, m.claim <> m.root_claim as is_correction,
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
