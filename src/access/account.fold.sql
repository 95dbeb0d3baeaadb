-- table account
create table account (
  city text not null,
  subject text not null,
  unit text not null,
  post text not null,
  roles text[] not null,
  title text not null,
  opened_on date not null,
  closed_on date,
  credential_digest text,
  credential_seq bigint,
  primary key (city, subject)
);
-- fold account
select
  s.city,
  s.subject,
  s.placement->>'unit' as unit,
  s.placement->>'post' as post,
  array(select jsonb_array_elements_text(s.placement->'roles')) as roles,
  s.placement->>'title' as title,
  s.opened_on,
  case when s.last_seen = 'accountClosed' then s.last_seen_on end as closed_on,
  -- A password of before the account was opened anew is of whoever had it then.
  case when s.digest_seq > s.opened_seq then s.digest end as credential_digest,
  case when s.digest_seq > s.opened_seq then s.digest_seq end as credential_seq
from (
  select
    f.city,
    f.subject,
    (array_agg(f.body order by f.seq desc) filter (where f.kind in ('accountOpened', 'accountMoved')))[1] as placement,
    min(f.occurred_on) filter (where f.kind = 'accountOpened') as opened_on,
    (array_agg(f.kind order by f.seq desc) filter (where f.kind in ('accountOpened', 'accountClosed')))[1] as last_seen,
    (array_agg(f.occurred_on order by f.seq desc) filter (where f.kind in ('accountOpened', 'accountClosed')))[1] as last_seen_on,
    (array_agg(f.body->>'digest' order by f.seq desc) filter (where f.kind = 'passwordSet'))[1] as digest,
    max(f.seq) filter (where f.kind = 'passwordSet') as digest_seq,
    max(f.seq) filter (where f.kind = 'accountOpened') as opened_seq
  from facts f
  group by f.city, f.subject
) s
where s.placement is not null and s.opened_on is not null
