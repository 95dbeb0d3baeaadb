-- Fold of 代办: the mandates of a project and what was done under them. Whether a mandate holds today is judged at reading.

-- table agency_mandate
create table agency_mandate (
  city text not null,
  subject text not null,
  mandate text not null,
  unit text not null,
  project text not null,
  project_name text not null,
  agent text not null,
  agent_unit text not null,
  agent_title text not null,
  items jsonb not null,
  given_on date not null,
  from_on date not null,
  to_on date not null,
  document text not null,
  credit_code text,
  revoked_on date,
  revoked_by text,
  revoke_reason text,
  seq bigint not null,
  primary key (city, subject, mandate)
);
create index agency_mandate_agent on agency_mandate (city, agent);
-- fold agency_mandate of mandateGiven mandateRevoked
with told as materialized (
  select city, subject, id, kind, corrects, unit, occurred_on, seq, body from facts
), ends as (
  select distinct on (city, subject, corrects) city, subject, corrects, id, occurred_on, body
  from told where kind = 'mandateRevoked' order by city, subject, corrects, seq
)
select
  t.city, t.subject, t.id, t.unit, t.body->>'project', t.body->>'projectName', t.body->>'agent', t.body->>'agentUnit', t.body->>'agentTitle',
  t.body->'items', t.occurred_on, (t.body->>'from')::date, (t.body->>'to')::date, t.body->'document'->>'name', t.body->>'creditCode',
  e.occurred_on, e.id, e.body->>'reason', t.seq
from told t
left join ends e on e.city = t.city and e.subject = t.subject and e.corrects = t.id
where t.kind = 'mandateGiven'

-- table agency_log
create table agency_log (
  city text not null,
  subject text not null,
  entry text not null,
  unit text not null,
  project text not null,
  mandate text not null,
  agent text not null,
  act text not null,
  item text not null,
  approval text,
  occurred_on date not null,
  recorded_at timestamptz not null,
  words text not null,
  seq bigint not null,
  primary key (city, subject, entry)
);
-- fold agency_log of agencyLogged
select city, subject, id, unit, body->>'project', body->>'mandate', actor, body->>'act', body->>'item', body->>'approval', occurred_on, recorded_at,
  body->>'words', seq
from facts
