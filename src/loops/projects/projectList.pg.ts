// The list of projects: filtered, sorted (by light too), paged, counted up to a limit; asked of the fold tables through whatever view is open. Every row is cut by
// asOf where it is a happening. Scope is one predicate over the dated unit tree (access/scope.ts), never a list of ids.
import { type Scope, scopeCondition } from '../../access/scope.ts';
import type { Row } from '../../kernel/loop.ts';
import { type OverdueOf, overdueRank } from '../../kernel/overdue.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { Problem } from '../../kernel/problem.ts';
import { join, raw, type Sql, sql } from '../../kernel/sql.ts';
import type { Asker } from '../../ledger/view.pg.ts';
import { LIGHT_RANKS, type LightKind, litProjects } from './projectLights.pg.ts';
import { afterCursor, keyOf, needsOf, orderBy, writeCursor } from './projectOrder.pg.ts';
import type { ProjectAttribute } from './projectRules.plan.ts';
import { attributeOfSort, type ProjectOrder, type ProjectSort, usuallyDown } from './projectSorts.ts';
import { inStage, staged, stageOf, standingCondition, stuckCondition } from './projectStages.pg.ts';
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
  /** This light, or where no kind is said the worst of the four, is of that colour; or else an approval is overdue. */
  readonly light?:
    | {
        readonly kind?: LightKind | undefined;
        readonly colour: LightColour;
        readonly orOverdue?: boolean | undefined;
      }
    | undefined;
  /** An approval is overdue. */
  readonly overdue?: boolean | undefined;
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
  /** Those that bear one of these texts, whole, as id, national code or name. */
  readonly exactly?: readonly string[] | undefined;
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
  /** All in reach with an approval overdue: told by who asks for a filter or an order by it. */
  readonly overdue?: OverdueOf | undefined;
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
  const listed = await listedOf(asker, question);
  // One pass where lights or stages are worked out: the page, its total and its stay read the same rows.
  const once = isLit(question) || isStaged(question);
  const told = once
    ? sql`(select count(*)::int from (select 1 from listed limit ${TOTAL_MAX + 1}) c) as total, ${filter.stage === undefined ? raw('null::json') : stay(question)} as stay`
    : raw('null::int as total, null::json as stay');
  const rows = await asker.query(sql`
    with listed as ${raw(once ? 'materialized' : 'not materialized')} (${listed})
    select ${OF_A_LINE}, ${keyOf(order)} as sort_value, ${told}
    from (
      select * from listed p where ${after} order by ${orderBy(order)} limit ${limit + 1}
    ) p
    ${stageOf(question)}
    order by ${orderBy(order)}`);
  const total = once && rows.length > 0 ? Number(rows[0]?.total) : await countOf(asker, listed);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    rows: page.map(({ sort_value: _, total: _total, stay: _stay, ...row }) => row),
    nextCursor: rows.length > limit && last ? writeCursor(order, last) : null,
    total: Math.min(total, TOTAL_MAX),
    totalIsCapped: total > TOTAL_MAX,
    stay: filter.stage === undefined ? null : ((rows[0]?.stay as Page['stay']) ?? NO_STAY),
  };
}

const NO_STAY = { medianDays: null, stuck: 0 };

/** How long the listed projects have stayed in their stage, and how many of them for longer than the plan allows. */
function stay(question: ProjectsAsked): Sql {
  return sql`(select json_build_object('medianDays', round(percentile_cont(0.5) within group (order by p.stay_days))::int,
    'stuck', count(*) filter (where ${stuckCondition(question)})) from listed p)`;
}

/** Of one lifecycle, by stage, each as the list by the longest stay would have it: the first `limit` and one more, with the count, the median stay and how many are stuck. */
export async function projectColumns(
  asker: Asker,
  asked: Omit<ProjectsAsked, 'sort' | 'down'>,
  limit: number,
): Promise<ReadonlyMap<number, Page>> {
  const question: ProjectsAsked = { ...asked, sort: 'stay' };
  const order = orderOf(question);
  const listed = await listedOf(asker, question);
  const rows = await asker.query(sql`
    with listed as materialized (${listed}), sums as (
      select p.place, count(*)::int as total, round(percentile_cont(0.5) within group (order by p.stay_days))::int as median_days,
        (count(*) filter (where ${stuckCondition(question)}))::int as stuck
      from listed p group by p.place
    )
    select ${OF_A_LINE}, p.place, ${keyOf(order)} as sort_value, s.total, s.median_days, s.stuck
    from (select p.*, row_number() over (partition by p.place order by ${orderBy(order)}) as nth from listed p) p
    join sums s on s.place = p.place
    cross join lateral (select null::text as stage, p.entered_on, p.stay_days) g
    where p.nth <= ${limit + 1}
    order by p.place, p.nth`);
  return new Map(
    [...Map.groupBy(rows, ({ place }) => Number(place))].map(([place, of]) => {
      const page = of.slice(0, limit);
      const [first] = of;
      const last = page.at(-1);
      return [
        place,
        {
          rows: page,
          nextCursor: of.length > limit && last ? writeCursor(order, last) : null,
          total: Math.min(Number(first?.total), TOTAL_MAX),
          totalIsCapped: Number(first?.total) > TOTAL_MAX,
          stay: { medianDays: Number(first?.median_days), stuck: Number(first?.stuck) },
        },
      ];
    }),
  );
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

/** Rows `p` as filter and order need them. */
export async function listedOf(asker: Asker, asked: ProjectsAsked): Promise<Sql> {
  const listed = isLit(asked) ? litList(asked, await lifecyclesThere(asker, asked)) : plainList(asked);
  if (needsOf(asked) === 'overdue') return withOverdue(asked, listed);
  const attribute = attributeOfSort(asked.sort);
  if (attribute === undefined) return listed;
  const values =
    (asked.attributes ?? []).find(({ id }) => id === attribute)?.values.map(({ id }) => id) ?? [];
  return sql`select p.*, array_position(${values}::text[], a.value) as sort_rank from (${listed}) p
    left join project_attribute a on a.city = ${asked.city} and a.subject = p.subject and a.attribute = ${attribute}`;
}

function withOverdue({ overdue }: ProjectsAsked, listed: Sql): Sql {
  const late = [...(overdue ?? [])];
  return sql`select p.*, o.overdue_rank from (${listed}) p
    left join unnest(${late.map(([id]) => id)}::text[], ${late.map(([, one]) => overdueRank(one))}::int[]) o(subject, overdue_rank) on o.subject = p.subject`;
}

/** Of `p`. */
function isOverdue({ overdue }: Pick<ProjectsAsked, 'overdue'>): Sql {
  return sql`p.subject = any(${[...(overdue ?? new Map()).keys()]}::text[])`;
}

/**
 * Of all that the filter finds, its lights and what is overdue left out: how many have a red light or an approval overdue, an approval overdue, and this without a red light.
 * Counted to the end, in one pass over the lights.
 */
export async function countAlarms(asker: Asker, asked: ProjectsAsked): Promise<Alarms> {
  const { light, overdue: _, ...rest } = asked.filter;
  const question: ProjectsAsked = { ...asked, filter: rest, sort: 'recent' };
  const lit = litList(question, await lifecyclesThere(asker, question));
  const [counted] = await asker.query(sql`
    select count(*) filter (where c.red or c.late)::int as found, count(*) filter (where c.late)::int as overdue,
      count(*) filter (where c.late and not c.red)::int as not_red
    from (select ${raw(`p.${light?.kind ?? 'worst'}`)} = ${LIGHT_RANKS.red}::int as red, ${isOverdue(asked)} as late from (${lit}) p offset 0) c`);
  return {
    found: Number(counted?.found),
    overdue: Number(counted?.overdue),
    notRed: Number(counted?.not_red),
  };
}

export interface Alarms {
  readonly found: number;
  readonly overdue: number;
  readonly notRed: number;
}

async function countOf(asker: Asker, listed: Sql): Promise<number> {
  const [counted] = await asker.query(
    sql`select count(*)::int as total from (select 1 from (${listed}) p limit ${TOTAL_MAX + 1}) c`,
  );
  return Number(counted?.total ?? 0);
}

function isStaged({ filter, sort }: ProjectsAsked): boolean {
  return filter.stage !== undefined || filter.stuck === true || needsOf({ sort }) === 'stage';
}

/** The stage is looked up for the rows of the page alone, unless the stage decides which rows those are. */
export function plainList(question: ProjectsAsked): Sql {
  const base = sql`select p.* from project p where ${conditionsOf(question)}`;
  if (!isStaged(question)) return base;
  return sql`select p.* from (with staged_base as materialized (${base}) ${staged(raw('staged_base'), question)}) p where ${stageConditions(question)}`;
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
  const within =
    filter.stage === undefined && filter.stuck !== true
      ? conditionsOf(question)
      : sql`p.city = ${question.city} and p.subject in (select w.subject from (${plainList({ ...question, sort: 'stay' })}) w)`;
  const base = sql`select p.* from project p where ${within}`;
  const wanted =
    light === undefined
      ? raw('true')
      : sql`(${raw(`p.${light.kind ?? 'worst'}`)} = ${LIGHT_RANKS[light.colour]}::int${light.orOverdue === true ? sql` or ${isOverdue(question)}` : raw('')})`;
  const rows = sql`select p.* from (with lit_base as materialized (${base}) ${litProjects(raw('lit_base'), { ...question, lifecycles })}) p where ${wanted}`;
  // How long they stay is told where a stage was asked for.
  if (needsOf(question) !== 'stage' && filter.stage === undefined) return rows;
  return sql`select p.* from (with lit_rows as materialized (${rows}) ${staged(raw('lit_rows'), question)}) p`;
}

/** What the filter asks of where projects stand, of staged rows `p`. */
function stageConditions(question: ProjectsAsked): Sql {
  const { stage, stuck } = question.filter;
  const conditions = [
    ...(stage === undefined ? [] : [inStage(question, stage)]),
    ...(stuck === true ? [stuckCondition(question)] : []),
  ];
  return conditions.length === 0 ? raw('true') : join(conditions, ' and ');
}

/** What the filter asks of everything else, of `p`. */
function conditionsOf(question: ProjectsAsked): Sql {
  const { city, planHash, asOf, scope, filter } = question;
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
  if (filter.overdue === true) conditions.push(isOverdue(question));
  if (filter.exactly !== undefined) {
    const texts = sql`any(${[...filter.exactly]}::text[])`;
    conditions.push(sql`(p.subject = ${texts} or p.code = ${texts} or p.name = ${texts})`);
  }
  if (filter.milestone !== undefined) {
    conditions.push(sql`exists (select 1 from project_milestone m where m.city = p.city and m.subject = p.subject
      and m.milestone = ${filter.milestone.id} and m.state = ${filter.milestone.state} and m.occurred_on <= ${asOf}::date)`);
  }
  if (filter.standing !== undefined) conditions.push(standingCondition(filter.standing, asOf));
  return join(conditions, ' and ');
}
