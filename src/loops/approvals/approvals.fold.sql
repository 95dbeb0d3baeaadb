-- Fold of the approvals loop: the course of every approval, and what every firm owes, from their facts alone. No plan, calendar or today enters: when a
-- clock falls due, what silence accepted and which deferral is broken is judged at reading. Form: docs/architecture.md, "Fold files".

-- table approval_event
create table approval_event (
  city text not null,
  subject text not null,
  event text not null,
  kind text not null,
  unit text not null,
  -- As corrected; told_on is the day that was told first.
  occurred_on date not null,
  told_on date not null,
  -- Told by hand after its day, or moved by the hand that told it: when it was heard of. Null where the day stands as it is told.
  heard_on date,
  voided boolean not null,
  changed_by text,
  change_reason text,
  seq bigint not null,
  recorded_at timestamptz not null,
  actor text not null,
  actor_unit text not null,
  system text,
  application text,
  source_event text,
  source_at text,
  manual boolean not null,
  late boolean not null,
  -- With the number of its document, where that was told later by the fact that is named here.
  body jsonb not null,
  numbered_by text,
  primary key (city, subject, event)
);
create index approval_event_source on approval_event (city, system, application) where system is not null;
-- fold approval_event of approvalFiled approvalAccepted supplementAsked supplementHandedIn clockPaused clockResumed technicalReviewStarted technicalReviewEnded approvalExtended approvalDecided approvalWithdrawn deferralGranted deferralExtended deferralMet approvalEventCorrected approvalEventVoided documentNumberGiven
with told as materialized (
  select city, subject, id, kind, corrects, unit, occurred_on, seq, recorded_at, actor, actor_unit, body from facts
), changes as (
  select distinct on (city, subject, corrects) city, subject, corrects, id, kind, body
  from told where kind in ('approvalEventCorrected', 'approvalEventVoided')
  order by city, subject, corrects, seq desc
), numbers as (
  select distinct on (city, subject, corrects) city, subject, corrects, id, body->>'number' as number
  from told where kind = 'documentNumberGiven'
  order by city, subject, corrects, seq
)
select
  t.city, t.subject, t.id, t.kind, t.unit,
  coalesce(case when c.kind = 'approvalEventCorrected' then (c.body->>'occurredOn')::date end, t.occurred_on),
  t.occurred_on, case when c.kind = 'approvalEventCorrected' and c.body ? 'otherHand' then null
    when c.kind = 'approvalEventCorrected' then coalesce((t.body->>'recordedOn')::date, t.occurred_on)
    else (t.body->>'recordedOn')::date end,
  coalesce(c.kind = 'approvalEventVoided', false), c.id, c.body->>'reason',
  t.seq, t.recorded_at, t.actor, t.actor_unit,
  t.body->'source'->>'system', t.body->'source'->>'application', t.body->'source'->>'event', t.body->'source'->>'at',
  coalesce((t.body->>'manual')::boolean, false), coalesce((t.body->>'late')::boolean, false),
  case when n.id is null then t.body
    else t.body || jsonb_build_object(case t.kind when 'approvalDecided' then 'documentNumber' else 'document' end, n.number) end,
  n.id
from told t
left join changes c on c.city = t.city and c.subject = t.subject and c.corrects = t.id
left join numbers n on n.city = t.city and n.subject = t.subject and n.corrects = t.id
where t.kind not in ('approvalEventCorrected', 'approvalEventVoided', 'documentNumberGiven')

-- table approval
create table approval (
  city text not null,
  subject text not null,
  revision integer not null,
  unit text not null,
  project text not null,
  project_name text not null,
  item text not null,
  kind text not null,
  authority text,
  credit_code text,
  system text,
  application text,
  manual boolean not null,
  filed_on date not null,
  accepted_on date,
  extended_on date,
  decided_on date,
  outcome text,
  document_number text,
  withdrawn_on date,
  -- The day it ended, by decision or withdrawal.
  closed_on date,
  -- When it was heard of, where that is not the day itself (approval_event.heard_on).
  accepted_heard_on date,
  extended_heard_on date,
  closed_heard_on date,
  filed text not null,
  closed text,
  filed_by text not null,
  filed_unit text not null,
  last_seq bigint not null,
  last_recorded_at timestamptz not null,
  primary key (city, subject)
);
create index approval_open on approval (city, filed_on) where closed_on is null;
create index approval_closed on approval (city, closed_on desc) where closed_on is not null;
create index approval_project on approval (city, project);
-- fold approval
with told as materialized (
  select city, subject, id, kind, corrects, unit, occurred_on, seq, revision, recorded_at, actor, actor_unit, body from facts
), changes as (
  select distinct on (city, subject, corrects) city, subject, corrects, kind, body
  from told where kind in ('approvalEventCorrected', 'approvalEventVoided')
  order by city, subject, corrects, seq desc
), events as (
  select t.city, t.subject, t.id, t.kind, t.unit, t.actor, t.actor_unit, t.body,
    coalesce((c.body->>'occurredOn')::date, t.occurred_on) as occurred_on,
    case when c.kind = 'approvalEventCorrected' and c.body ? 'otherHand' then null
    when c.kind = 'approvalEventCorrected' then coalesce((t.body->>'recordedOn')::date, t.occurred_on)
    else (t.body->>'recordedOn')::date end as heard_on
  from told t
  left join changes c on c.city = t.city and c.subject = t.subject and c.corrects = t.id
  where t.kind in ('approvalFiled', 'approvalAccepted', 'approvalExtended', 'approvalDecided', 'approvalWithdrawn')
    and c.kind is distinct from 'approvalEventVoided'
), numbers as (
  select distinct on (city, subject, corrects) city, subject, corrects, body->>'number' as number
  from told where kind = 'documentNumberGiven'
  order by city, subject, corrects, seq
), latest as (
  select city, subject, max(revision) as revision, max(seq) as last_seq, max(recorded_at) as last_recorded_at
  from told group by city, subject
)
select
  f.city, f.subject, l.revision, f.unit, f.body->>'project', f.body->>'projectName', f.body->>'item', f.body->>'kind', f.body->>'authority',
  f.body->>'creditCode', f.body->'source'->>'system', f.body->'source'->>'application', coalesce((f.body->>'manual')::boolean, false),
  f.occurred_on, a.occurred_on, e.occurred_on, d.occurred_on, d.body->>'outcome', coalesce(d.body->>'documentNumber', n.number), w.occurred_on,
  coalesce(d.occurred_on, w.occurred_on), a.heard_on, e.heard_on, coalesce(d.heard_on, w.heard_on), f.id, coalesce(d.id, w.id), f.actor, f.actor_unit, l.last_seq, l.last_recorded_at
from events f
join latest l on l.city = f.city and l.subject = f.subject
left join events a on a.city = f.city and a.subject = f.subject and a.kind = 'approvalAccepted'
left join events e on e.city = f.city and e.subject = f.subject and e.kind = 'approvalExtended'
left join events d on d.city = f.city and d.subject = f.subject and d.kind = 'approvalDecided'
left join events w on w.city = f.city and w.subject = f.subject and w.kind = 'approvalWithdrawn'
left join numbers n on n.city = d.city and n.subject = d.subject and n.corrects = d.id
where f.kind = 'approvalFiled'

-- table approval_pause
create table approval_pause (
  city text not null,
  subject text not null,
  event text not null,
  -- pause | review: a review stops the administrative clock and is the technical one's own time
  kind text not null,
  clock text,
  reason text,
  unit text not null,
  paused_on date not null,
  resumed_on date,
  -- When its beginning and its end were heard of, where that is not the day itself.
  heard_on date,
  end_heard_on date,
  seq bigint not null,
  primary key (city, subject, event)
);
-- fold approval_pause of clockPaused clockResumed technicalReviewStarted technicalReviewEnded approvalEventCorrected approvalEventVoided
with told as materialized (
  select city, subject, id, kind, corrects, unit, occurred_on, seq, body from facts
), changes as (
  select distinct on (city, subject, corrects) city, subject, corrects, kind, body
  from told where kind in ('approvalEventCorrected', 'approvalEventVoided')
  order by city, subject, corrects, seq desc
), events as (
  select t.city, t.subject, t.id, t.kind, t.unit, t.seq, t.body, coalesce((c.body->>'occurredOn')::date, t.occurred_on) as occurred_on,
    coalesce(t.body->>'clock', 'review') as line,
    case when c.kind = 'approvalEventCorrected' and c.body ? 'otherHand' then null
    when c.kind = 'approvalEventCorrected' then coalesce((t.body->>'recordedOn')::date, t.occurred_on)
    else (t.body->>'recordedOn')::date end as heard_on
  from told t
  left join changes c on c.city = t.city and c.subject = t.subject and c.corrects = t.id
  where t.kind not in ('approvalEventCorrected', 'approvalEventVoided') and c.kind is distinct from 'approvalEventVoided'
), paired as (
  -- The deciders keep the two sorts in turns, so the next one on the same line ends the stretch.
  select *, lead(occurred_on) over turns as ended_on, lead(heard_on) over turns as end_heard_on
  from events
  window turns as (partition by city, subject, line order by occurred_on, seq)
)
select city, subject, id, case kind when 'clockPaused' then 'pause' else 'review' end, body->>'clock', body->>'reason', unit, occurred_on, ended_on, heard_on, end_heard_on, seq
from paired
where kind in ('clockPaused', 'technicalReviewStarted')

-- table approval_notice
create table approval_notice (
  city text not null,
  subject text not null,
  event text not null,
  unit text not null,
  asked_on date not null,
  -- When it was heard of, where that is not the day itself.
  heard_on date,
  handed_in_on date,
  -- Beyond the one-time notice: counted as the government's breach.
  outside boolean not null,
  materials jsonb not null,
  legal_basis text,
  approver text,
  seq bigint not null,
  primary key (city, subject, event)
);
-- fold approval_notice of approvalAccepted supplementAsked supplementHandedIn approvalEventCorrected approvalEventVoided
with told as materialized (
  select city, subject, id, kind, corrects, unit, occurred_on, seq, body from facts
), changes as (
  select distinct on (city, subject, corrects) city, subject, corrects, kind, body
  from told where kind in ('approvalEventCorrected', 'approvalEventVoided')
  order by city, subject, corrects, seq desc
), events as (
  select t.city, t.subject, t.id, t.kind, t.unit, t.seq, t.body, coalesce((c.body->>'occurredOn')::date, t.occurred_on) as occurred_on,
    case when c.kind = 'approvalEventCorrected' and c.body ? 'otherHand' then null
    when c.kind = 'approvalEventCorrected' then coalesce((t.body->>'recordedOn')::date, t.occurred_on)
    else (t.body->>'recordedOn')::date end as heard_on
  from told t
  left join changes c on c.city = t.city and c.subject = t.subject and c.corrects = t.id
  where t.kind not in ('approvalEventCorrected', 'approvalEventVoided') and c.kind is distinct from 'approvalEventVoided'
), accepted as (
  select city, subject, occurred_on, seq from events where kind = 'approvalAccepted'
), paired as (
  select *, lead(occurred_on) over turns as ended_on, row_number() over (partition by city, subject, kind order by occurred_on, seq) as place
  from events
  where kind <> 'approvalAccepted'
  window turns as (partition by city, subject order by occurred_on, seq)
)
select p.city, p.subject, p.id, p.unit, p.occurred_on, p.heard_on, p.ended_on,
  p.place > 1 or coalesce((a.occurred_on, a.seq) < (p.occurred_on, p.seq), false),
  p.body->'materials', p.body->>'legalBasis', p.body->>'approver', p.seq
from paired p
left join accepted a on a.city = p.city and a.subject = p.subject
where p.kind = 'supplementAsked'

-- table approval_deferral
create table approval_deferral (
  city text not null,
  subject text not null,
  event text not null,
  unit text not null,
  level text not null,
  material text not null,
  form text not null,
  consequence text not null,
  promise text not null,
  credit_code text not null,
  document text,
  approver text,
  granted_on date not null,
  -- As extended last.
  due_on date not null,
  met_on date,
  -- When that was heard of, where it was entered by hand after its day.
  met_heard_on date,
  seq bigint not null,
  extensions jsonb not null,
  primary key (city, subject, event)
);
create index approval_deferral_open on approval_deferral (city, due_on) where met_on is null;
-- fold approval_deferral of deferralGranted deferralExtended deferralMet approvalEventCorrected
with told as materialized (
  select city, subject, id, kind, corrects, unit, occurred_on, seq, body from facts
), granted as (
  select * from told where kind = 'deferralGranted'
), extended as (
  -- In the order of their days; each moves the date that the one before it left.
  select e.city, e.subject, e.body->>'material' as material, e.occurred_on, e.seq, e.id, (e.body->>'dueOn')::date as due_on,
    coalesce(lag((e.body->>'dueOn')::date) over same, (g.body->>'dueOn')::date) as before, e.body->>'event' as name,
    e.body->>'eventFrom' as event_from, e.body->>'eventTo' as event_to
  from told e
  join granted g on g.city = e.city and g.subject = e.subject and g.body->>'material' = e.body->>'material'
  where e.kind = 'deferralExtended'
  window same as (partition by e.city, e.subject, e.body->>'material' order by e.occurred_on, e.seq)
), extensions as (
  select city, subject, material, (array_agg(due_on order by occurred_on desc, seq desc))[1] as due_on,
    jsonb_agg(jsonb_build_object('event', id, 'on', occurred_on, 'from', before, 'to', due_on, 'name', name, 'eventFrom', event_from,
      'eventTo', event_to) order by occurred_on, seq) as list
  from extended group by city, subject, material
)
select g.city, g.subject, g.id, g.unit, g.body->>'level', g.body->>'material', g.body->>'form', g.body->>'consequence', g.body->>'promise',
  g.body->>'creditCode', g.body->>'document', g.body->>'approver', g.occurred_on, coalesce(e.due_on, (g.body->>'dueOn')::date), m.occurred_on,
  case when v.subject is null then (m.body->>'recordedOn')::date end, g.seq,
  coalesce(e.list, '[]'::jsonb)
from granted g
left join told m on m.city = g.city and m.subject = g.subject and m.kind = 'deferralMet' and m.body->>'material' = g.body->>'material'
-- Another unit stands for the day told.
left join (select distinct city, subject, corrects from told where kind = 'approvalEventCorrected' and body ? 'otherHand') v
  on v.city = m.city and v.subject = m.subject and v.corrects = m.id
left join extensions e on e.city = g.city and e.subject = g.subject and e.material = g.body->>'material'

-- table approval_tolerance
create table approval_tolerance (
  city text not null,
  subject text not null,
  application text not null,
  unit text not null,
  facts text not null,
  basis text not null,
  applied_by text not null,
  applied_unit text not null,
  applied_on date not null,
  outcome text,
  reason text,
  decided_by text,
  decided_unit text,
  decided_on date,
  decision text,
  primary key (city, subject, application)
);
-- fold approval_tolerance of faultToleranceApplied faultToleranceDecided
with told as materialized (
  select city, subject, id, kind, corrects, unit, occurred_on, actor, actor_unit, body from facts
)
select a.city, a.subject, a.id, a.unit, a.body->>'facts', a.body->>'basis', a.actor, a.actor_unit, a.occurred_on,
  d.body->>'outcome', d.body->>'reason', d.actor, d.actor_unit, d.occurred_on, d.id
from told a
left join told d on d.city = a.city and d.subject = a.subject and d.corrects = a.id
where a.kind = 'faultToleranceApplied'

-- table firm_debt
create table firm_debt (
  city text not null,
  -- firm/<credit code>
  subject text not null,
  approval text not null,
  material text not null,
  opened_on date not null,
  due_on date not null,
  settled_on date,
  -- When that was heard of, where it was entered by hand after its day.
  heard_on date,
  granted_unit text not null,
  primary key (city, subject, approval, material)
);
-- fold firm_debt of firmDebtOpened firmDebtExtended firmDebtSettled
with told as materialized (
  select city, subject, kind, occurred_on, seq, actor_unit, body, body->>'approval' as approval, body->>'material' as material from facts
), extended as (
  select distinct on (city, subject, approval, material) city, subject, approval, material, (body->>'dueOn')::date as due_on
  from told where kind = 'firmDebtExtended'
  order by city, subject, approval, material, seq desc
), settled as (
  -- Told again where another unit stands for the day.
  select distinct on (city, subject, approval, material) city, subject, approval, material, occurred_on, (body->>'recordedOn')::date as heard_on
  from told where kind = 'firmDebtSettled'
  order by city, subject, approval, material, seq desc
)
select o.city, o.subject, o.approval, o.material, o.occurred_on, coalesce(e.due_on, (o.body->>'dueOn')::date), s.occurred_on, s.heard_on,
  coalesce(o.body->>'grantedBy', o.actor_unit)
from told o
left join settled s on s.city = o.city and s.subject = o.subject and s.approval = o.approval and s.material = o.material
left join extended e on e.city = o.city and e.subject = o.subject and e.approval = o.approval and e.material = o.material
where o.kind = 'firmDebtOpened'

-- table firm_repair
create table firm_repair (
  city text not null,
  subject text not null,
  repair text not null,
  repaired_on date not null,
  document text not null,
  -- What it covers: [{approval, material}].
  debts jsonb not null,
  primary key (city, subject, repair)
);
-- fold firm_repair of creditRepaired
select city, subject, id, occurred_on, body->>'document', coalesce(body->'debts', '[]'::jsonb) from facts where kind = 'creditRepaired'

-- table approval_import
create table approval_import (
  city text not null,
  -- import/<run>
  subject text not null,
  kept text not null,
  kept_on date not null,
  actor text not null,
  actor_unit text not null,
  conflicts integer not null,
  refused integer not null,
  unclear integer not null,
  rows jsonb not null,
  seq bigint not null,
  primary key (city, subject, kept)
);
create index approval_import_latest on approval_import (city, seq desc);
-- fold approval_import of importReconciled
select city, subject, id, occurred_on, actor, actor_unit, (body->>'conflicts')::integer, (body->>'refused')::integer, (body->>'unclear')::integer, body->'rows', seq
from facts where kind = 'importReconciled'

-- table project_applicant
create table project_applicant (
  city text not null,
  -- applicant/<project>
  subject text not null,
  project text not null,
  credit_code text not null,
  primary key (city, subject)
);
-- fold project_applicant of applicantNamed
select distinct on (city, subject) city, subject, body->>'project', body->>'creditCode' from facts where kind = 'applicantNamed'
order by city, subject, seq

-- fold reservation of approvalFiled approvalEventCorrected approvalEventVoided
with told as materialized (
  select city, subject, id, kind, corrects, body from facts
)
select f.city, 'approval_application', (f.body->'source'->>'system') || '/' || (f.body->'source'->>'application'), 'approvals', f.subject
from told f
left join told v on v.city = f.city and v.subject = f.subject and v.corrects = f.id and v.kind = 'approvalEventVoided'
where f.kind = 'approvalFiled' and f.body ? 'source' and v.id is null
