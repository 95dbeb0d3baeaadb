// The list of projects: filtered, sorted (by light too), paged, counted up to a limit; asked of the fold tables through whatever view is open. Every row is cut by
// asOf where it is a happening. Scope is one predicate over the dated unit tree (access/scope.ts), never a list of ids.
import { type Scope, scopeCondition } from '../../access/scope.ts';
import type { Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { Problem } from '../../kernel/problem.ts';
import { join, raw, type Sql, sql } from '../../kernel/sql.ts';
import type { Asker } from '../../ledger/view.pg.ts';
import { LIGHT_RANKS, type LightKind, litProjects } from './projectLights.pg.ts';
import { afterCursor, keyOf, needsOf, orderBy, writeCursor } from './projectOrder.ts';
import type { ProjectAttribute } from './projectRules.plan.ts';
import { attributeOfSort, type ProjectOrder, type ProjectSort, usuallyDown } from './projectSorts.ts';
import type { LightColour } from './projects.judge.ts';
import type { Lifecycle } from './projects.plan.ts';

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
  /** This light, or where no kind is said the worst of the four, is of that colour. */
  readonly light?: { readonly kind?: LightKind | undefined; readonly colour: LightColour } | undefined;
  readonly park?: string | undefined;
  /** Of each of these attributes of the plan the project has that value; null = nobody has told one. */
  readonly attributes?: readonly { readonly id: string; readonly value: string | null }[] | undefined;
  /** The unit that registered it. */
  readonly registeredBy?: string | undefined;
  readonly registeredFrom?: PlainDate | undefined;
  readonly registeredTo?: PlainDate | undefined;
  /** Yuan, decimal text, both inclusive. */
  readonly plannedFrom?: string | undefined;
  readonly plannedTo?: string | undefined;
  /** Part of the name, the id, the investor or the national code. */
  readonly text?: string | undefined;
}

/** What is looked for, in what order. */
export interface ProjectsAsked extends ProjectsAt {
  readonly lifecycles: readonly Lifecycle[];
  readonly filter: ProjectFilter;
  readonly sort: ProjectSort;
  /** Left out: the direction that the sort usually has. */
  readonly down?: boolean | undefined;
  /** Of the plan, in its order: an order by an attribute is that of its values. */
  readonly attributes?: readonly ProjectAttribute[] | undefined;
}

export interface ProjectListQuestion extends ProjectsAsked {
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
  const { limit } = question;
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX) {
    throw new Problem({
      code: 'page_limit',
      message: `每页 1 至 ${LIMIT_MAX} 行`,
      fix: '改 limit',
      status: 400,
    });
  }
  const { filter } = question;
  const order = orderOf(question);
  const after = afterCursor(order, question.cursor);
  const lit = isLit(question);
  const listed = await listedOf(asker, question);
  // One pass where the lights are worked out: the page and its total read the same rows.
  const counted = sql`(select count(*)::int from (select 1 from listed limit ${TOTAL_MAX + 1}) c)`;
  const rows = await asker.query(sql`
    with listed as ${raw(lit ? 'materialized' : 'not materialized')} (${listed})
    select ${OF_A_LINE}, ${keyOf(order)} as sort_value, ${lit ? counted : raw('null::int')} as total
    from (
      select * from listed p where ${after} order by ${orderBy(order)} limit ${limit + 1}
    ) p
    ${stageOf(question)}
    order by ${orderBy(order)}`);
  const total = lit && rows.length > 0 ? Number(rows[0]?.total) : await countOf(asker, listed);
  const stay = filter.stage === undefined ? null : await stayOf(asker, question, sql`${plainList(question)}`);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    rows: page.map(({ sort_value: _, total: _total, ...row }) => row),
    nextCursor: rows.length > limit && last ? writeCursor(order, last) : null,
    total: Math.min(total, TOTAL_MAX),
    totalIsCapped: total > TOTAL_MAX,
    stay,
  };
}

/** What is read of a project for a line of the list. Of `p` and `g`. */
const OF_A_LINE =
  raw(`p.subject, p.revision, p.unit, p.name, p.lifecycle, p.cluster, p.industry, p.park, p.investor, p.planned_investment_yuan,
      p.land_mu, p.phase_of, p.code, p.registered_on, p.suspended_on, p.ended_on, p.last_seq, p.last_recorded_at,
      g.stage, g.entered_on, g.stay_days as days_in_stage`);

/** Ids of all that the filter finds, in their order: a whole list that goes out is read by these, piece by piece. */
export async function projectSubjects(asker: Asker, asked: ProjectsAsked): Promise<readonly string[]> {
  const order = orderOf(asked);
  const rows = await asker.query(
    sql`select p.subject from (${await listedOf(asker, asked)}) p order by ${orderBy(order)}`,
  );
  return rows.map(({ subject }) => String(subject));
}

/** The lines of those projects, in that order. */
export async function projectLines(
  asker: Asker,
  asked: Pick<ProjectsAsked, 'city' | 'asOf' | 'lifecycles'>,
  subjects: readonly string[],
): Promise<readonly Row[]> {
  return asker.query(sql`
    select ${OF_A_LINE} from unnest(${[...subjects]}::text[]) with ordinality wanted(subject, place)
    join project p on p.city = ${asked.city} and p.subject = wanted.subject
    ${stageOf(asked)}
    order by wanted.place`);
}

function orderOf({ sort, down = usuallyDown(sort) }: ProjectsAsked): ProjectOrder {
  return { sort, down };
}

function isLit({ filter, sort }: ProjectsAsked): boolean {
  return filter.light !== undefined || needsOf({ sort }) === 'light';
}

async function listedOf(asker: Asker, asked: ProjectsAsked): Promise<Sql> {
  const listed = isLit(asked) ? litList(asked, await lifecyclesThere(asker, asked)) : plainList(asked);
  const attribute = attributeOfSort(asked.sort);
  if (attribute === undefined) return listed;
  const values =
    (asked.attributes ?? []).find(({ id }) => id === attribute)?.values.map(({ id }) => id) ?? [];
  return sql`select p.*, array_position(${values}::text[], a.value) as sort_rank from (${listed}) p
    left join project_attribute a on a.city = ${asked.city} and a.subject = p.subject and a.attribute = ${attribute}`;
}

async function countOf(asker: Asker, listed: Sql): Promise<number> {
  const [counted] = await asker.query(
    sql`select count(*)::int as total from (select 1 from (${listed}) p limit ${TOTAL_MAX + 1}) c`,
  );
  return Number(counted?.total ?? 0);
}

/** The stage is looked up for the rows of the page alone, unless the stage decides which rows those are. */
function plainList(question: ProjectsAsked): Sql {
  const { filter } = question;
  const byStage = filter.stage !== undefined || filter.stuck === true || needsOf(question) === 'stage';
  return sql`select p.*${byStage ? raw(', g.place, g.entered_on, g.stay_days') : raw('')} from project p
    ${byStage ? stageOf(question) : raw('')} where ${conditionsOf(question)}`;
}

/** Of the plan's lifecycles those that projects follow: what nobody follows is not worked out. */
async function lifecyclesThere(
  asker: Asker,
  { city, lifecycles }: ProjectsAsked,
): Promise<readonly Lifecycle[]> {
  const rows = await asker.query(sql`select distinct lifecycle from project where city = ${city}`);
  const there = new Set(rows.map(({ lifecycle }) => lifecycle));
  return lifecycles.filter(({ id }) => there.has(id));
}

/** The same with the lights, of that colour where one was asked for. */
function litList(question: ProjectsAsked, lifecycles: readonly Lifecycle[]): Sql {
  const { filter } = question;
  const { light } = filter;
  const byStage = filter.stage !== undefined || filter.stuck === true;
  const base = sql`select p.* from project p ${byStage ? stageOf(question) : raw('')} where ${conditionsOf(question)}`;
  const wanted =
    light === undefined
      ? raw('true')
      : sql`${raw(`p.${light.kind ?? 'worst'}`)} = ${LIGHT_RANKS[light.colour]}::int`;
  const rows = sql`select p.* from (with lit_base as materialized (${base}) ${litProjects(raw('lit_base'), { ...question, lifecycles })}) p where ${wanted}`;
  return needsOf(question) === 'stage'
    ? sql`select p.*, g.place, g.entered_on, g.stay_days from (${rows}) p ${stageOf(question)}`
    : rows;
}

/** How long the listed projects have stayed in their stage, and how many of them for longer than the plan allows. */
async function stayOf(asker: Asker, question: ProjectsAsked, listed: Sql): Promise<Page['stay']> {
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

/** What the filter asks, of `p`; of `g` as well where a stage is asked for. */
export function conditionsOf(question: ProjectsAsked): Sql {
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
  if (filter.park !== undefined) conditions.push(sql`p.park = ${filter.park}`);
  for (const { id, value } of filter.attributes ?? []) {
    const told = sql`select 1 from project_attribute a where a.city = p.city and a.subject = p.subject and a.attribute = ${id}`;
    conditions.push(
      value === null ? sql`not exists (${told})` : sql`exists (${told} and a.value = ${value})`,
    );
  }
  if (filter.registeredBy !== undefined)
    conditions.push(scopeCondition({ all: false, unit: filter.registeredBy }, raw('p.registered_unit'), at));
  if (filter.registeredFrom !== undefined)
    conditions.push(sql`p.registered_on >= ${filter.registeredFrom}::date`);
  if (filter.registeredTo !== undefined)
    conditions.push(sql`p.registered_on <= ${filter.registeredTo}::date`);
  if (filter.plannedFrom !== undefined)
    conditions.push(sql`p.planned_investment_yuan >= ${filter.plannedFrom}::numeric`);
  if (filter.plannedTo !== undefined)
    conditions.push(sql`p.planned_investment_yuan <= ${filter.plannedTo}::numeric`);
  if (filter.text !== undefined) {
    const like = `%${filter.text.replace(/[\\%_]/g, '\\$&')}%`;
    conditions.push(
      sql`(p.name ilike ${like} or p.subject ilike ${like} or p.code ilike ${like} or p.investor ilike ${like})`,
    );
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

/** As projects.judge.ts has it: running, not at the end, and longer in the stage than the plan allows. Of `p` and `g`. */
function stuckCondition({ lifecycles, asOf }: Pick<ProjectsAsked, 'lifecycles' | 'asOf'>): Sql {
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
export function stageOf({
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
