-- Folds of checks and probes, beside projects.fold.sql (the loop has both): good reasons, answers to questions, and every planned investment that was told.
-- No count and no light is made from them; what they stand beside is judged at reading.

-- table project_reason
create table project_reason (
  city text not null,
  subject text not null,
  -- Id of the fact that gave the reason.
  reason text not null,
  -- light:start … or check:<id>
  about text not null,
  kind text,
  words text not null,
  unit text not null,
  from_on date not null,
  -- As asked for; accepted_until is what was accepted.
  until_on date not null,
  accepted_until date,
  -- given | accepted | refused | revoked | withdrawn
  state text not null,
  given_seq bigint not null,
  given_at timestamptz not null,
  given_by text not null,
  given_unit text not null,
  decided_at timestamptz,
  decided_by text,
  decided_unit text,
  note text,
  primary key (city, subject, reason)
);
create index project_reason_waiting on project_reason (city, given_seq) where state = 'given';
-- fold project_reason of reasonGiven reasonAccepted reasonRefused reasonRevoked reasonWithdrawn
with decisions as (
  select distinct on (city, subject, corrects)
    city, subject, corrects as reason, kind, body, recorded_at, actor, actor_unit
  from facts
  where kind in ('reasonAccepted', 'reasonRefused', 'reasonRevoked', 'reasonWithdrawn')
  order by city, subject, corrects, seq desc
)
select
  g.city, g.subject, g.id as reason, g.body->>'about' as about, g.body->>'kind' as kind, g.body->>'words' as words, g.unit,
  (g.body->>'from')::date as from_on, (g.body->>'until')::date as until_on,
  case when d.kind = 'reasonAccepted' then (d.body->>'until')::date end as accepted_until,
  case d.kind when 'reasonAccepted' then 'accepted' when 'reasonRefused' then 'refused' when 'reasonRevoked' then 'revoked'
    when 'reasonWithdrawn' then 'withdrawn' else 'given' end as state,
  g.seq as given_seq, g.recorded_at as given_at, g.actor as given_by, g.actor_unit as given_unit,
  d.recorded_at as decided_at, d.actor as decided_by, d.actor_unit as decided_unit, coalesce(d.body->>'note', d.body->>'reason') as note
from facts g
left join decisions d on d.city = g.city and d.subject = g.subject and d.reason = g.id
where g.kind = 'reasonGiven'

-- table project_answer
create table project_answer (
  city text not null,
  -- The first of the projects that the question is about.
  subject text not null,
  answer text not null,
  question text not null,
  check_id text not null,
  projects jsonb not null,
  -- sound | repeated | corrected
  verdict text not null,
  words text not null,
  -- stands | reopened
  state text not null,
  answered_seq bigint not null,
  answered_at timestamptz not null,
  answered_by text not null,
  answered_unit text not null,
  reason text,
  primary key (city, subject, answer)
);
create index project_answer_question on project_answer (city, question) where state = 'stands';
-- fold project_answer of questionAnswered questionReopened
select
  a.city, a.subject, a.id as answer, a.body->>'question' as question, a.body->>'check' as check_id, a.body->'projects' as projects,
  a.body->>'verdict' as verdict, a.body->>'words' as words, case when r.id is null then 'stands' else 'reopened' end as state,
  a.seq as answered_seq, a.recorded_at as answered_at, a.actor as answered_by, a.actor_unit as answered_unit, r.body->>'reason' as reason
from facts a
left join (
  select distinct on (city, subject, corrects) city, subject, corrects, id, body
  from facts
  where kind = 'questionReopened'
  order by city, subject, corrects, seq desc
) r on r.city = a.city and r.subject = a.subject and r.corrects = a.id
where a.kind = 'questionAnswered'

-- table project_amount
create table project_amount (
  city text not null,
  subject text not null,
  -- The fact that told the amount: the registration, or an amendment.
  fact text not null,
  seq bigint not null,
  amount_yuan numeric not null,
  -- The day of the act; of a registration the day it happened.
  told_on date not null,
  primary key (city, subject, fact)
);
-- fold project_amount of projectRegistered projectAmended holding plannedInvestmentYuan moved by projectAmended
-- Only of projects whose amount was told again: else there is nothing to compare.
select f.city, f.subject, f.id as fact, f.seq, (f.body->>'plannedInvestmentYuan')::numeric as amount_yuan, f.occurred_on as told_on
from facts f
join (select distinct city, subject from facts where kind = 'projectAmended') a on a.city = f.city and a.subject = f.subject
