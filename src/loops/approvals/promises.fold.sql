-- Fold of promises to firms: letters with two lists, pre-starts, priority projects, and the firm's own link, from their facts alone. No plan, calendar or today
-- enters: when a promise falls due, and whether it was kept, is judged at reading. Form: docs/architecture.md, "Fold files".

-- table promise_event
create table promise_event (
  city text not null,
  subject text not null,
  event text not null,
  kind text not null,
  unit text not null,
  -- As corrected; told_on is the day that was told first.
  occurred_on date not null,
  told_on date not null,
  voided boolean not null,
  changed_by text,
  change_reason text,
  seq bigint not null,
  recorded_at timestamptz not null,
  actor text not null,
  actor_unit text not null,
  late boolean not null,
  body jsonb not null,
  primary key (city, subject, event)
);
-- fold promise_event of letterDrawn letterSigned letterStepReached filedUnderLetter demandMade letterEnded preStartDeclared preStartBegun preStartDone priorityDesignated priorityEnded promiseStarted promiseKept promisePaused promiseResumed promiseEventCorrected promiseEventVoided
with told as materialized (
  select city, subject, id, kind, corrects, unit, occurred_on, seq, recorded_at, actor, actor_unit, body from facts
), changes as (
  -- The last change of an event holds.
  select distinct on (city, subject, corrects) city, subject, corrects, id, kind, body
  from told where kind in ('promiseEventCorrected', 'promiseEventVoided')
  order by city, subject, corrects, seq desc
)
select
  t.city, t.subject, t.id, t.kind, t.unit,
  coalesce(case when c.kind = 'promiseEventCorrected' then (c.body->>'occurredOn')::date end, t.occurred_on),
  t.occurred_on, coalesce(c.kind = 'promiseEventVoided', false), c.id, c.body->>'reason',
  t.seq, t.recorded_at, t.actor, t.actor_unit, coalesce((t.body->>'late')::boolean, false), t.body
from told t
left join changes c on c.city = t.city and c.subject = t.subject and c.corrects = t.id
where t.kind not in ('promiseEventCorrected', 'promiseEventVoided')

-- table promise
create table promise (
  city text not null,
  subject text not null,
  -- letter | prestart | priority
  sort text not null,
  revision integer not null,
  unit text not null,
  project text not null,
  project_name text not null,
  -- Of a letter or a pre-start: the plan's id of it.
  promise text,
  title text not null,
  credit_code text,
  opened_on date not null,
  opened text not null,
  firm_signed_on date,
  government_signed_on date,
  -- The later of the two signatures: from then on its promises run.
  signed_on date,
  ended_on date,
  last_seq bigint not null,
  primary key (city, subject)
);
create index promise_project on promise (city, project);
create index promise_open on promise (city, sort, opened_on) where ended_on is null;
-- fold promise of letterDrawn letterSigned letterStepReached filedUnderLetter demandMade letterEnded preStartDeclared preStartBegun preStartDone priorityDesignated priorityEnded promiseStarted promiseKept promisePaused promiseResumed promiseEventCorrected promiseEventVoided
with told as materialized (
  select city, subject, id, kind, corrects, unit, occurred_on, seq, revision, body from facts
), changes as (
  select distinct on (city, subject, corrects) city, subject, corrects, kind, body
  from told where kind in ('promiseEventCorrected', 'promiseEventVoided')
  order by city, subject, corrects, seq desc
), events as (
  select t.city, t.subject, t.id, t.kind, t.unit, t.body, coalesce((c.body->>'occurredOn')::date, t.occurred_on) as occurred_on
  from told t
  left join changes c on c.city = t.city and c.subject = t.subject and c.corrects = t.id
  where t.kind in ('letterDrawn', 'letterSigned', 'letterEnded', 'preStartDeclared', 'priorityDesignated', 'priorityEnded')
    and c.kind is distinct from 'promiseEventVoided'
), latest as (
  select city, subject, max(revision) as revision, max(seq) as last_seq from told group by city, subject
)
select
  o.city, o.subject, split_part(o.subject, '/', 1), l.revision, o.unit, o.body->>'project', o.body->>'projectName', o.body->>'promise', o.body->>'title',
  o.body->>'creditCode', o.occurred_on, o.id, f.occurred_on, g.occurred_on,
  case when f.occurred_on is not null and g.occurred_on is not null then greatest(f.occurred_on, g.occurred_on) end,
  e.occurred_on, l.last_seq
from events o
join latest l on l.city = o.city and l.subject = o.subject
left join events f on f.city = o.city and f.subject = o.subject and f.kind = 'letterSigned' and f.body->>'side' = 'enterprise'
left join events g on g.city = o.city and g.subject = o.subject and g.kind = 'letterSigned' and g.body->>'side' = 'government'
left join events e on e.city = o.city and e.subject = o.subject and e.kind in ('letterEnded', 'priorityEnded')
where o.kind in ('letterDrawn', 'preStartDeclared', 'priorityDesignated')

-- table promise_entry
create table promise_entry (
  city text not null,
  subject text not null,
  entry text not null,
  side text not null,
  title text not null,
  owner text,
  days integer,
  day_kind text not null,
  started_on date,
  kept_on date,
  -- Standstill, in order: [{from, to}], `to` null while it lasts.
  stills jsonb not null,
  unit text not null,
  -- The fact that told it was kept, else that it began.
  fact text,
  primary key (city, subject, entry)
);
create index promise_entry_open on promise_entry (city, started_on) where started_on is not null and kept_on is null;
-- fold promise_entry of letterDrawn priorityDesignated promiseStarted promiseKept promisePaused promiseResumed promiseEventCorrected promiseEventVoided
with told as materialized (
  select city, subject, id, kind, corrects, unit, occurred_on, seq, body from facts
), changes as (
  select distinct on (city, subject, corrects) city, subject, corrects, kind, body
  from told where kind in ('promiseEventCorrected', 'promiseEventVoided')
  order by city, subject, corrects, seq desc
), events as (
  select t.city, t.subject, t.id, t.kind, t.unit, t.seq, t.body, coalesce((c.body->>'occurredOn')::date, t.occurred_on) as occurred_on
  from told t
  left join changes c on c.city = t.city and c.subject = t.subject and c.corrects = t.id
  where t.kind not in ('promiseEventCorrected', 'promiseEventVoided') and c.kind is distinct from 'promiseEventVoided'
), listed as (
  select o.city, o.subject, o.unit, e.value as entry
  from events o cross join lateral jsonb_array_elements(o.body->'entries') as e(value)
  where o.kind in ('letterDrawn', 'priorityDesignated')
), turns as (
  -- Pauses and resumptions come in turns; keeping ends a standstill as well.
  select city, subject, body->>'entry' as entry, kind, occurred_on, seq,
    lead(occurred_on) over (partition by city, subject, body->>'entry' order by occurred_on, seq) as next_on
  from events where kind in ('promisePaused', 'promiseResumed', 'promiseKept')
), stills as (
  select city, subject, entry, jsonb_agg(jsonb_build_object('from', occurred_on, 'to', next_on) order by occurred_on, seq) as list
  from turns where kind = 'promisePaused' group by city, subject, entry
)
select
  l.city, l.subject, l.entry->>'entry', l.entry->>'side', l.entry->>'title', l.entry->>'owner', (l.entry->>'days')::integer,
  coalesce(l.entry->>'dayKind', '工作日'), s.occurred_on, k.occurred_on, coalesce(w.list, '[]'::jsonb), l.unit, coalesce(k.id, s.id)
from listed l
left join events s on s.city = l.city and s.subject = l.subject and s.kind = 'promiseStarted' and s.body->>'entry' = l.entry->>'entry'
left join events k on k.city = l.city and k.subject = l.subject and k.kind = 'promiseKept' and k.body->>'entry' = l.entry->>'entry'
left join stills w on w.city = l.city and w.subject = l.subject and w.entry = l.entry->>'entry'

-- table promise_demand
create table promise_demand (
  city text not null,
  subject text not null,
  event text not null,
  unit text not null,
  demanded_on date not null,
  what text not null,
  legal_basis text not null,
  approver text not null,
  primary key (city, subject, event)
);
-- fold promise_demand of demandMade promiseEventCorrected promiseEventVoided
with told as materialized (
  select city, subject, id, kind, corrects, unit, occurred_on, seq, body from facts
), changes as (
  select distinct on (city, subject, corrects) city, subject, corrects, kind, body
  from told where kind in ('promiseEventCorrected', 'promiseEventVoided')
  order by city, subject, corrects, seq desc
)
select t.city, t.subject, t.id, t.unit, coalesce((c.body->>'occurredOn')::date, t.occurred_on), t.body->>'what', t.body->>'legalBasis', t.body->>'approver'
from told t
left join changes c on c.city = t.city and c.subject = t.subject and c.corrects = t.id
where t.kind = 'demandMade' and c.kind is distinct from 'promiseEventVoided'

-- table prestart_work
create table prestart_work (
  city text not null,
  subject text not null,
  work text not null,
  unit text not null,
  begun_on date not null,
  done_on date,
  begun text not null,
  primary key (city, subject, work)
);
-- fold prestart_work of preStartBegun preStartDone promiseEventCorrected promiseEventVoided
with told as materialized (
  select city, subject, id, kind, corrects, unit, occurred_on, seq, body from facts
), changes as (
  select distinct on (city, subject, corrects) city, subject, corrects, kind, body
  from told where kind in ('promiseEventCorrected', 'promiseEventVoided')
  order by city, subject, corrects, seq desc
), events as (
  select t.city, t.subject, t.id, t.kind, t.unit, t.body, coalesce((c.body->>'occurredOn')::date, t.occurred_on) as occurred_on
  from told t
  left join changes c on c.city = t.city and c.subject = t.subject and c.corrects = t.id
  where t.kind in ('preStartBegun', 'preStartDone') and c.kind is distinct from 'promiseEventVoided'
)
select b.city, b.subject, b.body->>'work', b.unit, b.occurred_on, d.occurred_on, b.id
from events b
left join events d on d.city = b.city and d.subject = b.subject and d.kind = 'preStartDone' and d.body->>'work' = b.body->>'work'
where b.kind = 'preStartBegun'

-- table firm_promise
create table firm_promise (
  city text not null,
  -- firm/<credit code>
  subject text not null,
  letter text not null,
  entry text not null,
  title text not null,
  started_on date,
  days integer,
  day_kind text not null,
  stills jsonb not null,
  kept_on date,
  primary key (city, subject, letter, entry)
);
-- fold firm_promise of firmPromiseStated
-- Each statement tells the whole clock; the last one holds.
select distinct on (city, subject, body->>'letter', body->>'entry')
  city, subject, body->>'letter', body->>'entry', body->>'title', (body->>'startedOn')::date, (body->>'days')::integer, body->>'dayKind', body->'stills',
  (body->>'keptOn')::date
from facts
where kind = 'firmPromiseStated'
order by city, subject, body->>'letter', body->>'entry', seq desc

-- table firm_link
create table firm_link (
  city text not null,
  -- link/<project>
  subject text not null,
  link text not null,
  unit text not null,
  project text not null,
  project_name text not null,
  digest text not null,
  issued_on date not null,
  issued_by text not null,
  issued_unit text not null,
  until_day date not null,
  revoked_on date,
  primary key (city, subject, link)
);
create index firm_link_digest on firm_link (city, digest);
-- fold firm_link of linkIssued linkRevoked
with told as materialized (
  select city, subject, id, kind, corrects, unit, occurred_on, actor, actor_unit, body from facts
)
select i.city, i.subject, i.id, i.unit, i.body->>'project', i.body->>'projectName', i.body->>'digest', i.occurred_on, i.actor, i.actor_unit,
  (i.body->>'until')::date, r.occurred_on
from told i
left join told r on r.city = i.city and r.subject = i.subject and r.kind = 'linkRevoked' and r.corrects = i.id
where i.kind = 'linkIssued'

-- table firm_question
create table firm_question (
  city text not null,
  -- link/<project>
  subject text not null,
  question text not null,
  unit text not null,
  asked_on date not null,
  asked text not null,
  answer text,
  answered_on date,
  answered_by text,
  answered_unit text,
  primary key (city, subject, question)
);
create index firm_question_open on firm_question (city, asked_on) where answer is null;
-- fold firm_question of firmAsked firmAnswered
with told as materialized (
  select city, subject, id, kind, corrects, unit, occurred_on, actor, actor_unit, body from facts
)
select q.city, q.subject, q.id, q.unit, q.occurred_on, q.body->>'question', a.body->>'answer', a.occurred_on, a.actor, a.actor_unit
from told q
left join told a on a.city = q.city and a.subject = q.subject and a.kind = 'firmAnswered' and a.corrects = q.id
where q.kind = 'firmAsked'
