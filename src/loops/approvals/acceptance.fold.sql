-- Fold of 联合验收: the events of a project's joint acceptance, as voided, and one row a project that has opened it. What stands is walked at reading.

-- table acceptance_event
create table acceptance_event (
  city text not null,
  subject text not null,
  event text not null,
  kind text not null,
  unit text not null,
  occurred_on date not null,
  seq bigint not null,
  recorded_at timestamptz not null,
  actor text not null,
  actor_unit text not null,
  voided boolean not null,
  void_reason text,
  body jsonb not null,
  primary key (city, subject, event)
);
create index acceptance_event_opened on acceptance_event (city, occurred_on) where kind = 'acceptanceOpened' and not voided;
-- fold acceptance_event of acceptanceOpened acceptancePartJudged acceptanceFindingRectified acceptanceCertified acceptanceEventVoided
with told as materialized (
  select city, subject, id, kind, corrects, unit, occurred_on, seq, recorded_at, actor, actor_unit, body from facts
), voids as (
  select distinct on (city, subject, corrects) city, subject, corrects, body
  from told where kind = 'acceptanceEventVoided' order by city, subject, corrects, seq
)
select t.city, t.subject, t.id, t.kind, t.unit, t.occurred_on, t.seq, t.recorded_at, t.actor, t.actor_unit,
  v.corrects is not null, v.body->>'reason', t.body
from told t
left join voids v on v.city = t.city and v.subject = t.subject and v.corrects = t.id
where t.kind <> 'acceptanceEventVoided'
