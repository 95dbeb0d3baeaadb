-- The city itself. One subject: 'city'.
-- table city
create table city (
  city text not null,
  subject text not null,
  name text not null,
  zone text not null,
  hash_algorithm text not null,
  simulated boolean not null,
  seed text,
  clock_stands_at timestamptz(3),
  clock_seq bigint,
  primary key (city, subject)
);
-- fold city
select
  city,
  subject,
  max(body->>'name') filter (where kind = 'cityFounded'),
  max(body->>'zone') filter (where kind = 'cityFounded'),
  max(body->>'hash') filter (where kind = 'cityFounded'),
  coalesce(bool_or((body->>'simulated')::boolean) filter (where kind = 'cityFounded'), false),
  max(body->>'seed') filter (where kind = 'cityFounded'),
  ((array_agg((body->>'standsAt')::timestamptz order by seq desc) filter (where kind = 'clockSet'))[1])::timestamptz(3),
  max(seq) filter (where kind = 'clockSet')
from facts
group by city, subject
having bool_or(kind = 'cityFounded')
-- table adoption
create table adoption (
  city text not null,
  subject text not null,
  seq bigint not null,
  kind text not null,
  content text not null,
  effective_from date not null,
  title text not null,
  adopted_at timestamptz(3) not null,
  adopted_by text not null,
  fact text not null,
  -- Hash of the plan's source files, and the draft that was adopted; null where the program itself adopted.
  files text,
  draft text,
  primary key (city, subject, seq)
);
-- fold adoption
select
  city,
  subject,
  seq,
  case kind when 'planAdopted' then 'plan' else 'calendar' end,
  body->>'content',
  (body->>'effectiveFrom')::date,
  body->>'title',
  recorded_at,
  actor,
  id,
  body->>'files',
  body->>'draft'
from facts
where kind in ('planAdopted', 'calendarAdopted')
-- table closed_period
create table closed_period (
  city text not null,
  subject text not null,
  period text not null,
  closed_seq bigint not null,
  closed_at timestamptz(3) not null,
  primary key (city, subject, period)
);
-- fold closed_period
select city, subject, body->>'period', min(seq), min(recorded_at)
from facts
where kind = 'periodClosed'
group by city, subject, body->>'period'
-- table vault_erasure
create table vault_erasure (
  city text not null,
  subject text not null,
  digest text not null,
  erased_seq bigint not null,
  erased_at timestamptz(3) not null,
  primary key (city, subject, digest)
);
-- fold vault_erasure
select city, subject, body->>'digest', min(seq), min(recorded_at)
from facts
where kind = 'vaultErased'
group by city, subject, body->>'digest'
