-- Fold of the indicators loop: one row a version of a reading, and which of them stands. Growth targets, lights, roll-ups and ranks among
-- units are judged at reading. Form: docs/architecture.md, "Fold files".

-- table reading
create table reading (
  city text not null,
  subject text not null,
  -- Id of what was recorded as this version: a report, or a correction of one.
  reading text not null,
  root_reading text not null,
  indicator text not null,
  unit text not null,
  period text not null,
  period_end date not null,
  value numeric not null,
  rank_group text,
  rank_of int,
  rank_tied boolean,
  source text,
  needs_check boolean not null,
  -- reported | checked | returned | superseded
  state text not null,
  -- The one version that holds for its subject and period: the last that is checked, or needs no check.
  stands boolean not null,
  late boolean not null,
  reported_seq bigint not null,
  reported_at timestamptz not null,
  reported_by text not null,
  reported_unit text not null,
  checked_seq bigint,
  checked_at timestamptz,
  checked_by text,
  checked_unit text,
  reason text,
  correction_reason text,
  primary key (city, subject, reading)
);
create index reading_standing on reading (city, indicator, unit, period_end) where stands;
create index reading_period on reading (city, period_end) where stands;
create index reading_waiting on reading (city, reported_seq) where state = 'reported';
-- fold reading
with told as materialized (
  select city, subject, id, seq, kind, corrects, unit, occurred_on, recorded_at, actor, actor_unit, body from facts
), versions as (
  select
    city, subject, id as reading,
    case kind when 'readingReported' then id else corrects end as root_reading,
    body->>'indicator' as indicator,
    unit,
    body->>'period' as period,
    occurred_on,
    (body->>'value')::numeric as value,
    body->'rank' as rank,
    body->>'source' as source,
    (body->>'needsCheck')::boolean as needs_check,
    coalesce((body->>'late')::boolean, false) as late,
    body->>'reason' as correction_reason,
    seq as reported_seq, recorded_at as reported_at, actor as reported_by, actor_unit as reported_unit
  from told
  where kind in ('readingReported', 'readingCorrected')
), checks as (
  select distinct on (city, subject, corrects)
    city, subject, corrects as reading, kind as verdict, seq as checked_seq, recorded_at as checked_at, actor as checked_by,
    actor_unit as checked_unit, body->>'reason' as reason,
    bool_or(kind = 'readingChecked') over (partition by city, subject, corrects) as ever_checked
  from told
  where kind in ('readingChecked', 'readingReturned')
  order by city, subject, corrects, seq desc
), whole as (
  -- What a correction does not say, its report said.
  select
    v.city, v.subject, reading, v.root_reading,
    first_value(v.indicator) over root as indicator,
    v.unit,
    first_value(v.period) over root as period,
    first_value(v.occurred_on) over root as period_end,
    v.value,
    coalesce(v.rank, first_value(v.rank) over root) as rank,
    coalesce(v.source, first_value(v.source) over root) as source,
    coalesce(first_value(v.needs_check) over root, true) as needs_check,
    v.late, v.correction_reason, v.reported_seq, v.reported_at, v.reported_by, v.reported_unit,
    c.verdict, c.checked_seq, c.checked_at, c.checked_by, c.checked_unit, c.reason, coalesce(c.ever_checked, false) as ever_checked
  from versions v
  left join checks c using (city, subject, reading)
  window root as (partition by v.city, v.subject, v.root_reading order by v.reported_seq)
), followed as (
  select
    *,
    lead(reading) over later is not null as followed,
    coalesce(bool_or(ever_checked or not needs_check) over (later rows between 1 following and unbounded following), false) as follower_stood
  from whole
  window later as (partition by city, subject, period order by reported_seq)
), judged as (
  select
    *,
    case
      when verdict = 'readingReturned' then 'returned'
      when verdict = 'readingChecked' or not needs_check then case when follower_stood then 'superseded' else 'checked' end
      when followed then 'superseded'
      else 'reported'
    end as state
  from followed
)
select
  city, subject, reading, root_reading, indicator, unit, period, period_end, value, rank->>'group' as rank_group,
  (rank->>'of')::int as rank_of, (rank->>'tied')::boolean as rank_tied, source, needs_check, state, state = 'checked' as stands, late,
  reported_seq, reported_at, reported_by, reported_unit, checked_seq, checked_at, checked_by, checked_unit, reason, correction_reason
from judged
where indicator is not null
