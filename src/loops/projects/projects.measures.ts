// The figures that the projects loop offers: what was counted in a period, what waits to be recognised, what is under construction, what was
// spent. Only projects of the lifecycle `industrial` are counted (rail and road lines decided above the city never are, terms.md), and a phase
// only with its own project code (domain.md §2.3). Planned and actual investment are separate measures and never added.
import type { Measure, MeasureSource, Question } from '../../kernel/measure.ts';
import { raw, type Sql, sql } from '../../kernel/sql.ts';

const COUNTABLE = raw(`p.lifecycle = 'industrial' and (p.phase_of is null or p.code is not null)`);

const DIMENSIONS = ['cluster', 'industry', 'park', 'lifecycle'] as const;
const OF_PROJECT = raw('p.name, p.lifecycle, p.cluster, p.industry, p.park, p.code');

/** What the plan declares of projects (`projectAttributes`): by the attribute's id, none of which is known here. */
function attributeOf(name: string, { city }: Pick<Question, 'city'>): Sql | undefined {
  const [, attribute] = /^attribute:([A-Za-z][\w-]{0,63})$/.exec(name) ?? [];
  if (attribute === undefined) return undefined;
  return sql`(select a.value from project_attribute a where a.city = ${city} and a.subject = s.subject and a.attribute = ${attribute})`;
}

/** Milestones that stand recognised, each project and milestone once, on the day it occurred. */
function milestones({ city, from, asOf }: Question): Sql {
  return sql`
    select m.subject, m.unit, m.occurred_on as on_date, m.milestone, ${OF_PROJECT},
      coalesce(m.planned_investment_yuan, p.planned_investment_yuan) as planned_yuan,
      m.claim, m.late, m.claimed_by, m.claimed_unit, m.claimed_at, m.decided_by, m.decided_unit, m.decided_at, m.rule,
      jsonb_array_length(m.evidence)::numeric as evidence_count,
      (select string_agg(a->>'name', '；') from jsonb_array_elements(m.without_approvals) a) as without_approvals
    from project_milestone m
    join project p on p.city = m.city and p.subject = m.subject
    where m.city = ${city} and m.counted and m.occurred_on between ${from}::date and ${asOf}::date and ${COUNTABLE}`;
}

/** Claims that wait and would add to a count: a correction of what counts already is left out. */
function claims({ city, from, asOf }: Question): Sql {
  return sql`
    select m.subject, m.unit, m.occurred_on as on_date, m.milestone, ${OF_PROJECT},
      coalesce(m.planned_investment_yuan, p.planned_investment_yuan) as planned_yuan,
      m.claim, m.late, m.claimed_by, m.claimed_unit, m.claimed_at
    from project_milestone m
    join project p on p.city = m.city and p.subject = m.subject
    left join project_milestone c on c.city = m.city and c.subject = m.subject and c.milestone = m.milestone and c.counted
    where m.city = ${city} and m.state = 'claimed' and m.occurred_on between ${from}::date and ${asOf}::date and c.claim is null and ${COUNTABLE}`;
}

/**
 * Started and neither completed nor ended at asOf, with all that was spent on them by then (scope of 320.6 亿 in the seed: 口径待核). The sum is
 * a subquery of its own row: dropped by the planner when only projects are counted, and an index look-up a project when it is asked for.
 */
function construction({ city, asOf }: Question): Sql {
  return sql`
    select s.subject, s.unit, s.occurred_on as on_date, ${OF_PROJECT}, p.planned_investment_yuan as planned_yuan,
      coalesce((
        select sum(i.amount_yuan) from project_investment i
        where i.city = s.city and i.subject = s.subject and i.measure = 'actual' and i.state = 'stands' and i.occurred_on <= ${asOf}::date
      ), 0) as built_yuan,
      s.claim, s.claimed_by, s.claimed_unit, s.claimed_at, s.decided_by, s.decided_unit, s.decided_at, s.rule
    from project_milestone s
    join project p on p.city = s.city and p.subject = s.subject
    where s.city = ${city} and s.milestone = 'started' and s.counted and s.occurred_on <= ${asOf}::date
      and (p.ended_on is null or p.ended_on > ${asOf}::date) and ${COUNTABLE}
      and not exists (
        select 1 from project_suspension h
        where h.city = s.city and h.subject = s.subject and h.ended and h.suspended_on <= ${asOf}::date and h.resumed_on > ${asOf}::date
      )
      and not exists (
        select 1 from project_milestone c
        where c.city = s.city and c.subject = s.subject and c.milestone = 'completed' and c.counted and c.occurred_on <= ${asOf}::date
      )`;
}

/** Monthly reports of investment as they stand. */
function investment({ city, from, asOf }: Question): Sql {
  return sql`
    select i.subject, i.unit, i.occurred_on as on_date, i.measure, i.month, ${OF_PROJECT}, i.amount_yuan, i.report, i.late,
      i.reported_by, i.reported_unit, i.reported_at
    from project_investment i
    join project p on p.city = i.city and p.subject = i.subject
    where i.city = ${city} and i.state = 'stands' and i.occurred_on between ${from}::date and ${asOf}::date and ${COUNTABLE}`;
}

/**
 * Everything that was told of projects for happenings of the range: versions of claims and of monthly reports, whatever became of them, recognitions taken back,
 * and phases that count since they have a code, where their month was closed by then. What 补报, 更正 and 报送率 are counted from. `what` is the
 * milestone, or the measure of the month. `heard_at` is when it was last heard of.
 */
export function told({ city, from, asOf }: Question): Sql {
  return sql`
    select t.subject, t.unit, t.on_date, t.what, t.kind, t.late, t.corrected, t.fact, t.state, t.told_by, t.told_unit, t.told_at, t.heard_at, p.name
    from (
      select m.subject, m.unit, m.occurred_on as on_date, m.milestone as what, 'milestone' as kind, m.late, m.claim <> m.root_claim as corrected,
        m.claim as fact, m.state, m.claimed_by as told_by, m.claimed_unit as told_unit, m.claimed_at as told_at,
        greatest(m.claimed_at, m.decided_at) as heard_at
      from project_milestone m
      where m.city = ${city} and m.occurred_on between ${from}::date and ${asOf}::date
      union all
      select m.subject, m.unit, m.occurred_on, m.milestone, 'revocation', false, true, m.claim, m.state, m.decided_by, m.decided_unit, m.decided_at,
        m.decided_at
      from project_milestone m
      where m.city = ${city} and m.state = 'revoked' and m.occurred_on between ${from}::date and ${asOf}::date
      union all
      select m.subject, m.unit, m.occurred_on, m.milestone, 'phase', true, true, c.bound, m.state, c.bound_by, c.bound_unit, c.bound_at, c.bound_at
      from project_code c
      join project_milestone m on m.city = c.city and m.subject = c.subject and m.counted
      where c.city = ${city} and c.late and m.occurred_on between ${from}::date and ${asOf}::date
      union all
      select i.subject, i.unit, i.occurred_on, i.measure, 'investment', i.late, i.report <> i.root_report, i.report, i.state, i.reported_by,
        i.reported_unit, i.reported_at, i.reported_at
      from project_investment i
      where i.city = ${city} and i.occurred_on between ${from}::date and ${asOf}::date
    ) t
    left join project p on p.city = ${city} and p.subject = t.subject`;
}

/**
 * What was corrected in the year of `from`, or later, of happenings of the years before it: the figures of those years are no longer what was published. A correction is an
 * act: no day cuts it but `known` (design §2, time).
 */
function correctedEarlier({ city, from }: Question): Sql {
  const earlier = sql`city = ${city} and occurred_on < ${from}::date`;
  return sql`
    select t.subject, t.unit, t.on_date, t.what, t.kind, t.state, t.fact, t.told_by, t.told_unit, t.told_at, p.name
    from (
      select subject, unit, occurred_on as on_date, milestone as what, 'milestone' as kind, state, claim as fact, claimed_by as told_by,
        claimed_unit as told_unit, claimed_at as told_at
      from project_milestone where ${earlier} and claim <> root_claim and claimed_at >= ${from}::date
      union all
      select subject, unit, occurred_on, milestone, 'revocation', state, claim, decided_by, decided_unit, decided_at
      from project_milestone where ${earlier} and state = 'revoked' and decided_at >= ${from}::date
      union all
      select m.subject, m.unit, m.occurred_on, m.milestone, 'phase', m.state, c.bound, c.bound_by, c.bound_unit, c.bound_at
      from project_code c
      join project_milestone m on m.city = c.city and m.subject = c.subject and m.counted
      where c.city = ${city} and c.late and c.bound_at >= ${from}::date and m.occurred_on < ${from}::date
      union all
      select subject, unit, occurred_on, measure, 'investment', state, report, reported_by, reported_unit, reported_at
      from project_investment where ${earlier} and report <> root_report and reported_at >= ${from}::date
    ) t
    left join project p on p.city = ${city} and p.subject = t.subject`;
}

const NAME = { column: 'name', title: { zh: '项目', en: 'Project' }, type: 'text' } as const;
const UNIT = { column: 'unit', title: { zh: '单位', en: 'Unit' }, type: 'text' } as const;
const ON_DATE = { column: 'on_date', title: { zh: '发生日', en: 'Occurred on' }, type: 'date' } as const;
const CLAIM = { column: 'claim', title: { zh: '申报事实', en: 'Fact of the claim' }, type: 'fact' } as const;
const CLAIMED = [
  { column: 'claimed_unit', title: { zh: '申报单位', en: 'Claimed by unit' }, type: 'text' },
  { column: 'claimed_by', title: { zh: '申报账号', en: 'Claimed by' }, type: 'text' },
  { column: 'claimed_at', title: { zh: '申报时间', en: 'Claimed at' }, type: 'instant' },
] as const;
const RECOGNISED = [
  { column: 'decided_unit', title: { zh: '认定单位', en: 'Recognised by unit' }, type: 'text' },
  { column: 'decided_by', title: { zh: '认定账号', en: 'Recognised by' }, type: 'text' },
  { column: 'decided_at', title: { zh: '认定时间', en: 'Recognised at' }, type: 'instant' },
  { column: 'rule', title: { zh: '口径', en: 'Rule' }, type: 'text' },
] as const;
const PLANNED = {
  column: 'planned_yuan',
  title: { zh: '计划投资(元)', en: 'Planned (yuan)' },
  type: 'decimal',
} as const;

export const PROJECT_SOURCES: readonly MeasureSource[] = [
  {
    name: 'projects.milestones',
    tense: 'flow',
    relation: milestones,
    dimensions: ['milestone', ...DIMENSIONS],
    dimensionOf: attributeOf,
    opens: [
      NAME,
      UNIT,
      ON_DATE,
      PLANNED,
      ...CLAIMED,
      ...RECOGNISED,
      { column: 'without_approvals', title: { zh: '认定时缺审批', en: 'Approvals missing' }, type: 'text' },
      { column: 'evidence_count', title: { zh: '印证资料(份)', en: 'Evidence' }, type: 'decimal' },
      CLAIM,
    ],
  },
  {
    name: 'projects.claims',
    tense: 'flow',
    relation: claims,
    dimensions: ['milestone', ...DIMENSIONS],
    dimensionOf: attributeOf,
    opens: [NAME, UNIT, ON_DATE, PLANNED, ...CLAIMED, CLAIM],
  },
  {
    name: 'projects.construction',
    tense: 'stock',
    relation: construction,
    dimensions: [...DIMENSIONS],
    dimensionOf: attributeOf,
    opens: [
      NAME,
      UNIT,
      { ...ON_DATE, title: { zh: '开工日', en: 'Started on' } },
      PLANNED,
      { column: 'built_yuan', title: { zh: '累计实际投资(元)', en: 'Built (yuan)' }, type: 'decimal' },
      ...CLAIMED,
      ...RECOGNISED,
      CLAIM,
    ],
  },
  {
    name: 'projects.investment',
    tense: 'flow',
    relation: investment,
    dimensions: ['measure', ...DIMENSIONS],
    dimensionOf: attributeOf,
    opens: [
      NAME,
      UNIT,
      { column: 'month', title: { zh: '月份', en: 'Month' }, type: 'text' },
      { column: 'amount_yuan', title: { zh: '金额(元)', en: 'Amount (yuan)' }, type: 'decimal' },
      { column: 'reported_unit', title: { zh: '填报单位', en: 'Reported by unit' }, type: 'text' },
      { column: 'reported_by', title: { zh: '填报账号', en: 'Reported by' }, type: 'text' },
      { column: 'reported_at', title: { zh: '填报时间', en: 'Reported at' }, type: 'instant' },
      { column: 'report', title: { zh: '月报事实', en: 'Fact of the report' }, type: 'fact' },
    ],
  },
  {
    name: 'projects.told',
    tense: 'flow',
    relation: told,
    dimensions: ['what', 'kind', 'state'],
    opens: [
      NAME,
      UNIT,
      { column: 'what', title: { zh: '报的是什么', en: 'What was told' }, type: 'term' },
      ON_DATE,
      { column: 'state', title: { zh: '状态', en: 'State' }, type: 'term' },
      { column: 'told_unit', title: { zh: '报的单位', en: 'Told by unit' }, type: 'text' },
      { column: 'told_by', title: { zh: '报的账号', en: 'Told by' }, type: 'text' },
      { column: 'told_at', title: { zh: '报的时间', en: 'Told at' }, type: 'instant' },
      { column: 'fact', title: { zh: '事实', en: 'Fact' }, type: 'fact' },
    ],
  },
  {
    name: 'projects.correctedEarlier',
    tense: 'flow',
    relation: correctedEarlier,
    dimensions: ['what', 'kind', 'state'],
    opens: [
      NAME,
      UNIT,
      { column: 'what', title: { zh: '报的是什么', en: 'What was told' }, type: 'term' },
      ON_DATE,
      { column: 'state', title: { zh: '状态', en: 'State' }, type: 'term' },
      { column: 'told_unit', title: { zh: '报的单位', en: 'Told by unit' }, type: 'text' },
      { column: 'told_by', title: { zh: '报的账号', en: 'Told by' }, type: 'text' },
      { column: 'told_at', title: { zh: '报的时间', en: 'Told at' }, type: 'instant' },
      { column: 'fact', title: { zh: '事实', en: 'Fact' }, type: 'fact' },
    ],
  },
];

/** The milestones that the headline counts speak of. Their ids are fixed: a city's plan says what each takes, not what it is called here. */
const COUNTED = [
  { id: 'introduced', zh: '新引进', en: 'introduced' },
  { id: 'started', zh: '新开工', en: 'started' },
  { id: 'completed', zh: '新竣工', en: 'completed' },
  { id: 'inProduction', zh: '新投产', en: 'gone into production' },
] as const;

/** Measures of what was told, of milestones and of money: 报送率 (dispatch/duties.pg.ts). */
export const TOLD_MILESTONES = 'projects.toldMilestones';
export const TOLD_INVESTMENT = 'projects.toldInvestment';

const ONCE_ZH =
  '每项目一次，计入首次发生且已认定的时段；分期项目须有自己的项目代码。口径版本与文号见计划的生命周期（文号：待补来源）。';
const ONCE_EN =
  'Once per project, in the period of the first occurrence that stands recognised; a phase only with its own project code. Version and document of the rule: the lifecycle in the plan (document: source missing).';

export const PROJECT_MEASURES: readonly Measure[] = [
  ...COUNTED.map(
    ({ id, zh, en }): Measure => ({
      id: `projects.${id}`,
      title: { zh: `${zh}项目`, en: `Projects ${en}` },
      source: 'projects.milestones',
      where: `s.milestone = '${id}'`,
      value: 'count',
      unit: '个',
      toldBy: TOLD_MILESTONES,
      definition: {
        zh: `认定为“${zh}”的产业项目数。${ONCE_ZH}`,
        en: `Industrial projects recognised as ${en}. ${ONCE_EN}`,
      },
    }),
  ),
  {
    id: 'projects.recognisedWithout',
    toldBy: TOLD_MILESTONES,
    title: { zh: '认定时缺审批', en: 'Recognised without an approval' },
    source: 'projects.milestones',
    where: 's.without_approvals is not null',
    value: 'count',
    unit: '个',
    definition: {
      zh: '认定时计划要求的前置审批没有办结的节点数：碰到法律红线的写明了依据（不需办理或准许后置的文号、批准人、期限），其余写明了理由。它们照样计数。',
      en: 'Milestones recognised while approvals before them were not granted: where a red line of law stands behind one, on a named basis, else for a reason. They count all the same.',
    },
  },
  {
    id: 'projects.introducedPlannedYuan',
    toldBy: TOLD_MILESTONES,
    title: { zh: '新引进项目计划投资总额', en: 'Planned investment of projects introduced' },
    source: 'projects.milestones',
    where: `s.milestone = 'introduced'`,
    value: { sum: 'planned_yuan' },
    unit: '元',
    definition: {
      zh: `新引进项目申报时的计划总投资之和，不与实际投资相加。${ONCE_ZH}`,
      en: `Planned investment, as claimed, of the projects introduced; never added to actual investment. ${ONCE_EN}`,
    },
  },
  ...COUNTED.map(
    ({ id, zh, en }): Measure => ({
      id: `projects.claimed${id[0]?.toUpperCase()}${id.slice(1)}`,
      title: { zh: `${zh}待认定`, en: `Claimed as ${en}, waiting` },
      source: 'projects.claims',
      where: `s.milestone = '${id}'`,
      value: 'count',
      unit: '个',
      toldBy: TOLD_MILESTONES,
      definition: {
        zh: `已申报“${zh}”、尚未认定的项目数，不计入${zh}项目。`,
        en: `Projects claimed as ${en} and not yet decided on; not counted as ${en}.`,
      },
    }),
  ),
  {
    id: 'projects.underConstruction',
    toldBy: TOLD_MILESTONES,
    title: { zh: '在建项目', en: 'Projects under construction' },
    source: 'projects.construction',
    value: 'count',
    unit: '个',
    definition: {
      zh: '时点数：至该日已认定开工、未认定竣工、未终止的产业项目（含暂停的）。',
      en: 'Stock: industrial projects recognised as started, and neither recognised as completed nor ended, by that day (suspended ones included).',
    },
  },
  {
    id: 'projects.builtYuan',
    toldBy: TOLD_INVESTMENT,
    title: { zh: '在建项目实际建设投资', en: 'Built investment of projects under construction' },
    source: 'projects.construction',
    value: { sum: 'built_yuan' },
    unit: '元',
    definition: {
      zh: '在建项目自开工至该日累计实际完成投资之和。口径待核：公布数是否仅限在建项目，来源未说明。',
      en: 'All actual investment to that day of the projects under construction. Scope to be verified: the source does not say whether the published figure is of these alone.',
    },
  },
  {
    id: 'projects.actualInvestmentYuan',
    toldBy: TOLD_INVESTMENT,
    title: { zh: '实际完成投资', en: 'Actual investment' },
    source: 'projects.investment',
    where: `s.measure = 'actual'`,
    value: { sum: 'amount_yuan' },
    unit: '元',
    definition: {
      zh: '时段内各月上报的实际完成投资之和（更正以最后一次为准），含时段内竣工的项目。',
      en: 'Actual investment reported for the months of the period (the last correction holds), projects completed within it included.',
    },
  },
  {
    id: 'projects.financingYuan',
    toldBy: TOLD_INVESTMENT,
    title: { zh: '到位资金', en: 'Funds in place' },
    source: 'projects.investment',
    where: `s.measure = 'financing'`,
    value: { sum: 'amount_yuan' },
    unit: '元',
    definition: {
      zh: '时段内各月上报的到位资金之和。',
      en: 'Funds reported as in place for the months of the period.',
    },
  },
  {
    id: TOLD_MILESTONES,
    title: { zh: '项目节点报送', en: 'Milestones told of' },
    source: 'projects.told',
    where: `s.kind = 'milestone'`,
    value: 'count',
    unit: '条',
    definition: {
      zh: '发生在时段内的节点，报了多少条（申报和更正，不论是否认定）。报送率由此而来。',
      en: 'Claims and corrections of milestones that occurred in the period, recognised or not. What 报送率 is counted from.',
    },
  },
  {
    id: TOLD_INVESTMENT,
    title: { zh: '投资月报报送', en: 'Monthly reports of investment' },
    source: 'projects.told',
    where: `s.kind = 'investment'`,
    value: 'count',
    unit: '条',
    definition: {
      zh: '时段内各月的投资月报，报了多少条（含更正）。报送率由此而来。',
      en: 'Monthly reports of investment for the months of the period, corrections included. What 报送率 is counted from.',
    },
  },
  {
    id: 'projects.late',
    title: { zh: '项目补报', en: 'Late reports on projects' },
    source: 'projects.told',
    where: 's.late',
    value: 'count',
    unit: '条',
    definition: {
      zh: '所属月份封账之后才报的：计入发生的月份，已公布的数字不变。',
      en: 'Told after the month they belong to was closed: counted in that month; what was published stays as it was.',
    },
  },
  {
    id: 'projects.corrections',
    title: { zh: '项目更正', en: 'Corrections on projects' },
    source: 'projects.told',
    where: 's.corrected',
    value: 'count',
    unit: '次',
    definition: {
      zh: '对节点申报和投资月报的更正、撤销的认定，以及封账之后才有代码而单独计数的分期。原来的一条仍在台账里。',
      en: 'Corrections of claims and of monthly reports, recognitions taken back, and phases that count apart since they have a code, where their month was closed. What was told before stays in the ledger.',
    },
  },
  {
    id: 'projects.correctionsEarlier',
    title: { zh: '往年更正', en: 'Corrections of earlier years' },
    source: 'projects.correctedEarlier',
    value: 'count',
    unit: '次',
    definition: {
      zh: '今年以来对往年节点和投资月报的更正、撤销的认定，以及封账之后才有代码而单独计数的分期：往年的累计数因此与当时公布的不同，已公布的不变。',
      en: 'Corrections since the start of the year of milestones and monthly reports of earlier years, recognitions taken back among them: figures of those years differ from what was published, which stays.',
    },
  },
];
