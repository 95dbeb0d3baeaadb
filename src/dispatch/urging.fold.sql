-- Fold of 催办: one row an urge, with its answer. Whether the matter has moved on since is judged at reading, from the matter's own rows.

-- table urge
create table urge (
  city text not null,
  subject text not null,
  urge text not null,
  unit text not null,
  project text not null,
  project_name text not null,
  sort text not null,
  matter text not null,
  entry text,
  turn text not null,
  what text not null,
  holder text not null,
  reason text not null,
  days int not null,
  day_kind text not null,
  basis text not null,
  urged_on date not null,
  urged_at timestamptz not null,
  urged_by text not null,
  urged_unit text not null,
  seq bigint not null,
  answer text,
  answered_on date,
  answered_at timestamptz,
  answered_by text,
  answered_unit text,
  answer_seq bigint,
  answer_words text,
  expected_on date,
  withdrawal text,
  withdrawn_on date,
  withdrawn_at timestamptz,
  withdrawn_by text,
  withdrawn_unit text,
  withdrawal_seq bigint,
  withdraw_reason text,
  primary key (city, subject, urge)
);
create index urge_unanswered on urge (city, holder) where answered_on is null and withdrawn_on is null;
create index urge_by_day on urge (city, urged_on);
-- fold urge of matterUrged urgeAnswered urgeWithdrawn
with told as materialized (
  select city, subject, id, kind, corrects, unit, occurred_on, recorded_at, actor, actor_unit, seq, body from facts
), ends as (
  select distinct on (city, subject, corrects, kind) * from told where kind <> 'matterUrged' order by city, subject, corrects, kind, seq
)
select t.city, t.subject, t.id, t.unit, t.body->>'project', t.body->>'projectName', t.body->>'sort', t.body->>'matter', t.body->>'entry', t.body->>'turn',
  t.body->>'what', t.body->>'holder', t.body->>'reason', (t.body->>'days')::int, t.body->>'dayKind', t.body->>'basis',
  t.occurred_on, t.recorded_at, t.actor, t.actor_unit, t.seq,
  a.id, a.occurred_on, a.recorded_at, a.actor, a.actor_unit, a.seq, a.body->>'words', (a.body->>'expectedOn')::date,
  w.id, w.occurred_on, w.recorded_at, w.actor, w.actor_unit, w.seq, w.body->>'reason'
from told t
left join ends a on a.city = t.city and a.subject = t.subject and a.corrects = t.id and a.kind = 'urgeAnswered'
left join ends w on w.city = t.city and w.subject = t.subject and w.corrects = t.id and w.kind = 'urgeWithdrawn'
where t.kind = 'matterUrged'

-- fold reservation of matterUrged urgeAnswered urgeWithdrawn
with told as materialized (
  select city, subject, id, kind, corrects, body from facts
)
select t.city, 'urge', concat_ws(' ', t.body->>'project', t.body->>'sort', t.body->>'matter', coalesce(t.body->>'entry', ''), t.body->>'turn'), 'urging', t.subject
from told t
left join told e on e.city = t.city and e.subject = t.subject and e.corrects = t.id
where t.kind = 'matterUrged' and e.id is null
