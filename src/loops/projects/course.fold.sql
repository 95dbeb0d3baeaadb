-- Folds of the course of a project beside its milestones (course.facts.ts): attributes, monthly figures, terms, appraisals, findings, leads, batches.
-- Who holds a lead, what is overdue and what sums up is judged at reading.

-- table project_attribute
create table project_attribute (
  city text not null,
  subject text not null,
  -- An attribute of the plan.
  attribute text not null,
  value text not null,
  told_seq bigint not null,
  primary key (city, subject, attribute)
);
create index project_attribute_value on project_attribute (city, attribute, value);
-- fold project_attribute of projectRegistered projectAmended holding attributes
select distinct on (f.city, f.subject, a.key) f.city, f.subject, a.key as attribute, a.value, f.seq as told_seq
from facts f
join lateral jsonb_each_text(f.body->'attributes') a on true
order by f.city, f.subject, a.key, f.seq desc

-- table project_figure
create table project_figure (
  city text not null,
  subject text not null,
  -- Id of what was recorded as this version: a monthly report, or a correction of one.
  report text not null,
  root_report text not null,
  -- visibleProgress | jobs | a quantity of the plan's lifecycle
  figure text not null,
  month text not null,
  -- The county it is told of; null = the project as a whole.
  of_unit text,
  unit text not null,
  occurred_on date not null,
  value numeric not null,
  -- stands | superseded
  state text not null,
  late boolean not null,
  reported_seq bigint not null,
  reported_at timestamptz not null,
  reported_by text not null,
  reported_unit text not null,
  reason text,
  primary key (city, subject, report)
);
create index project_figure_month on project_figure (city, figure, occurred_on) where state = 'stands';
-- fold project_figure of figureReported figureCorrected
with versions as (
  select city, subject, id as report, case kind when 'figureReported' then id else corrects end as root_report,
    body->>'figure' as figure, body->>'month' as month, body->>'of' as of_unit, unit, occurred_on, (body->>'value')::numeric as value,
    coalesce((body->>'late')::boolean, false) as late, seq as reported_seq, recorded_at as reported_at, actor as reported_by,
    actor_unit as reported_unit, body->>'reason' as reason
  from facts
  where kind in ('figureReported', 'figureCorrected')
), joined as (
  select city, subject, report, root_report,
    first_value(figure) over root as figure, first_value(month) over root as month, first_value(of_unit) over root as of_unit, unit,
    first_value(occurred_on) over root as occurred_on, value,
    case when lead(report) over root is null then 'stands' else 'superseded' end as state,
    late, reported_seq, reported_at, reported_by, reported_unit, reason
  from versions
  window root as (partition by city, subject, root_report order by reported_seq)
)
select city, subject, report, root_report, figure, month, of_unit, unit, occurred_on, value, state, late, reported_seq, reported_at,
  reported_by, reported_unit, reason
from joined
where figure is not null

-- table project_term
create table project_term (
  city text not null,
  subject text not null,
  -- A term of the plan (projectRules.agreementTerms); what was signed last holds.
  term text not null,
  amount numeric,
  day date,
  agreement text not null,
  signed_on date not null,
  document text,
  primary key (city, subject, term)
);
-- fold project_term of agreementSigned
select distinct on (f.city, f.subject, t.one->>'term')
  f.city, f.subject, t.one->>'term' as term, (t.one->>'amount')::numeric as amount, (t.one->>'day')::date as day, f.id as agreement,
  f.occurred_on as signed_on, f.body->>'document' as document
from facts f
join lateral jsonb_array_elements(f.body->'terms') with ordinality t(one, place) on true
where f.kind = 'agreementSigned'
order by f.city, f.subject, t.one->>'term', f.occurred_on desc, f.seq desc, t.place desc

-- table project_appraisal
create table project_appraisal (
  city text not null,
  subject text not null,
  appraisal text not null,
  -- review | visit
  kind text not null,
  held_on date not null,
  -- passed | conditional | refused; null of a visit
  result text,
  what text,
  document text,
  conditions jsonb not null,
  -- Places (from 1) of the conditions that were met, each with its day, fact and evidence.
  met jsonb not null,
  told_by text not null,
  told_unit text not null,
  told_seq bigint not null,
  primary key (city, subject, appraisal)
);
-- fold project_appraisal of appraisalHeld visitMade conditionMet
with met as (
  select city, subject, corrects as appraisal,
    jsonb_agg(jsonb_build_object('condition', (body->>'condition')::int, 'on', occurred_on::text, 'fact', id, 'evidence', coalesce(body->'evidence', '[]')) order by seq) as met
  from facts
  where kind = 'conditionMet'
  group by city, subject, corrects
)
select f.city, f.subject, f.id as appraisal, case f.kind when 'visitMade' then 'visit' else 'review' end as kind, f.occurred_on as held_on,
  f.body->>'result' as result, f.body->>'what' as what, f.body->>'document' as document,
  coalesce(f.body->'conditions', '[]'::jsonb) as conditions, coalesce(m.met, '[]'::jsonb) as met, f.actor as told_by,
  f.actor_unit as told_unit, f.seq as told_seq
from facts f
left join met m on m.city = f.city and m.subject = f.subject and m.appraisal = f.id
where f.kind in ('appraisalHeld', 'visitMade')

-- table project_finding
create table project_finding (
  city text not null,
  subject text not null,
  finding text not null,
  unit text not null,
  raised_on date not null,
  what text not null,
  grade text not null,
  due_on date not null,
  rectifier text not null,
  evidence jsonb not null,
  raised_by text not null,
  raised_unit text not null,
  raised_seq bigint not null,
  -- open | rectified | closed. Overdue is judged at reading.
  state text not null,
  rectified_on date,
  rectified_by text,
  rectified_unit text,
  rectified text,
  rectified_evidence jsonb,
  -- Why it was sent back, last.
  returned text,
  closed_on date,
  closed_by text,
  closed_unit text,
  primary key (city, subject, finding)
);
create index project_finding_open on project_finding (city, due_on) where state <> 'closed';
-- fold project_finding of findingRaised findingRectified findingReturned findingClosed
with told as (
  select city, subject, id, seq, kind, corrects, unit, occurred_on, actor, actor_unit, body
  from facts
), turns as (
  select distinct on (city, subject, corrects) city, subject, corrects as finding, kind
  from told where kind <> 'findingRaised'
  order by city, subject, corrects, seq desc
), rectified as (
  select distinct on (city, subject, corrects) city, subject, corrects as finding, occurred_on, actor, actor_unit, body
  from told where kind = 'findingRectified'
  order by city, subject, corrects, seq desc
), returned as (
  select distinct on (city, subject, corrects) city, subject, corrects as finding, body->>'reason' as reason
  from told where kind = 'findingReturned'
  order by city, subject, corrects, seq desc
), closed as (
  select distinct on (city, subject, corrects) city, subject, corrects as finding, occurred_on, actor, actor_unit
  from told where kind = 'findingClosed'
  order by city, subject, corrects, seq desc
)
select f.city, f.subject, f.id as finding, f.unit, f.occurred_on as raised_on, f.body->>'finding' as what, f.body->>'grade' as grade,
  (f.body->>'dueOn')::date as due_on, f.body->>'rectifier' as rectifier, f.body->'evidence' as evidence, f.actor as raised_by,
  f.actor_unit as raised_unit, f.seq as raised_seq,
  case t.kind when 'findingRectified' then 'rectified' when 'findingClosed' then 'closed' else 'open' end as state,
  r.occurred_on as rectified_on, r.actor as rectified_by, r.actor_unit as rectified_unit, r.body->>'what' as rectified,
  r.body->'evidence' as rectified_evidence, b.reason as returned,
  case when t.kind = 'findingClosed' then c.occurred_on end as closed_on,
  case when t.kind = 'findingClosed' then c.actor end as closed_by,
  case when t.kind = 'findingClosed' then c.actor_unit end as closed_unit
from told f
left join turns t on t.city = f.city and t.subject = f.subject and t.finding = f.id
left join rectified r on r.city = f.city and r.subject = f.subject and r.finding = f.id
left join returned b on b.city = f.city and b.subject = f.subject and b.finding = f.id
left join closed c on c.city = f.city and c.subject = f.subject and c.finding = f.id
where f.kind = 'findingRaised'

-- table project_lead
create table project_lead (
  city text not null,
  -- lead/<the investor's plain name>: all that was reported of one investor
  subject text not null,
  lead text not null,
  investor text not null,
  credit_code text,
  project text not null,
  planned_investment_yuan numeric,
  note text,
  -- Who holds it now, and who reported it.
  unit text not null,
  reported_unit text not null,
  reported_by text not null,
  reported_on date not null,
  reported_seq bigint not null,
  -- The day from which the first talk is held: of the report, or of the last transfer.
  held_from date not null,
  transferred boolean not null,
  given_up boolean not null,
  reason text,
  -- The project that it was registered as, where the registration said so.
  registered_as text,
  primary key (city, subject, lead)
);
create index project_lead_recent on project_lead (city, reported_seq desc);
-- fold project_lead of leadReported leadTransferred leadGivenUp leadRegistered
with turns as (
  select distinct on (city, subject, corrects, kind) city, subject, corrects as lead, kind, occurred_on, seq, body
  from facts
  where kind in ('leadTransferred', 'leadGivenUp', 'leadRegistered')
  order by city, subject, corrects, kind, seq desc
)
select f.city, f.subject, f.id as lead, f.body->>'investor' as investor, f.body->>'creditCode' as credit_code, f.body->>'project' as project,
  (f.body->>'plannedInvestmentYuan')::numeric as planned_investment_yuan, f.body->>'note' as note,
  coalesce(t.body->>'toUnit', f.unit) as unit, f.actor_unit as reported_unit, f.actor as reported_by, f.occurred_on as reported_on,
  f.seq as reported_seq, coalesce(t.occurred_on, f.occurred_on) as held_from, t.seq is not null as transferred,
  -- Who it was given to after it was given up holds it again.
  g.seq is not null and g.seq > coalesce(t.seq, 0) as given_up,
  case when g.seq > coalesce(t.seq, 0) then g.body->>'reason' else t.body->>'reason' end as reason,
  r.body->>'project' as registered_as
from facts f
left join turns t on t.city = f.city and t.subject = f.subject and t.lead = f.id and t.kind = 'leadTransferred'
left join turns g on g.city = f.city and g.subject = f.subject and g.lead = f.id and g.kind = 'leadGivenUp'
left join turns r on r.city = f.city and r.subject = f.subject and r.lead = f.id and r.kind = 'leadRegistered'
where f.kind = 'leadReported'

-- table project_batch
create table project_batch (
  city text not null,
  -- batch/<id>
  subject text not null,
  batch text not null,
  name text not null,
  kind text not null,
  unit text not null,
  held_on date not null,
  -- Ids of its projects as the list stands.
  projects jsonb not null,
  told_by text not null,
  told_unit text not null,
  told_seq bigint not null,
  primary key (city, subject)
);
create index project_batch_of on project_batch using gin (projects jsonb_path_ops);
-- fold project_batch of batchHeld batchListed
with entries as (
  select f.city, f.subject, f.seq, p.id as project, true as listed
  from facts f
  join lateral jsonb_array_elements_text(coalesce(f.body->'projects', f.body->'added')) p(id) on true
  union all
  select f.city, f.subject, f.seq, p.id, false
  from facts f
  join lateral jsonb_array_elements_text(f.body->'removed') p(id) on true
  where f.kind = 'batchListed'
), latest as (
  select distinct on (city, subject, project) city, subject, project, listed
  from entries
  order by city, subject, project, seq desc, listed desc
), held as (
  select city, subject, jsonb_agg(project order by project) filter (where listed) as projects from latest group by city, subject
)
select f.city, f.subject, f.id as batch, f.body->>'name' as name, f.body->>'kind' as kind, f.unit, f.occurred_on as held_on,
  coalesce(h.projects, '[]'::jsonb) as projects, f.actor as told_by, f.actor_unit as told_unit, f.seq as told_seq
from facts f
left join held h on h.city = f.city and h.subject = f.subject
where f.kind = 'batchHeld'
