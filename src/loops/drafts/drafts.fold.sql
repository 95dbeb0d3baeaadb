-- Fold of plan drafts: how each draft stands, and of every element that it touches the last edit. Whether it was adopted the city's own
-- adoptions say. Form: docs/architecture.md, "Fold files".

-- table plan_draft
create table plan_draft (
  city text not null,
  subject text not null,
  title text not null,
  base text not null,
  -- open | submitted | returned | approved | withdrawn
  state text not null,
  opened_seq bigint not null,
  opened_at timestamptz(3) not null,
  opened_by text not null,
  opened_unit text not null,
  -- Everybody whose hand is in it: who opened, edited, rebased or submitted it does not approve it.
  hands text not null,
  submitted_at timestamptz(3),
  submitted_by text,
  submitted_note text,
  -- Which submission an approval is of.
  submitted_seq bigint,
  -- The last return, approval or withdrawal.
  decided_at timestamptz(3),
  decided_by text,
  decided_unit text,
  reason text,
  content text,
  files text,
  effective_from date,
  last_seq bigint not null,
  last_at timestamptz(3) not null,
  primary key (city, subject)
);
create index plan_draft_latest on plan_draft (city, last_seq);
-- fold plan_draft
with told as materialized (
  select city, subject, seq, kind, recorded_at, actor, actor_unit, body from facts
), latest as (
  select distinct on (city, subject) city, subject, kind, recorded_at, actor, actor_unit, body
  from told
  where kind in ('draftOpened', 'draftSubmitted', 'draftReturned', 'draftApproved', 'draftWithdrawn')
  order by city, subject, seq desc
), submission as (
  select distinct on (city, subject) city, subject, seq, recorded_at, actor, body
  from told
  where kind = 'draftSubmitted'
  order by city, subject, seq desc
), based as (
  select distinct on (city, subject) city, subject, body->>'base' as base
  from told
  where kind in ('draftOpened', 'draftRebased')
  order by city, subject, seq desc
), whole as (
  select
    city, subject,
    max(body->>'title') filter (where kind = 'draftOpened') as title,
    min(seq) as opened_seq,
    min(recorded_at) as opened_at,
    (array_agg(actor order by seq))[1] as opened_by,
    (array_agg(actor_unit order by seq))[1] as opened_unit,
    string_agg(distinct actor, ' ' order by actor) filter (where kind not in ('draftReturned', 'draftApproved', 'draftWithdrawn')) as hands,
    max(seq) as last_seq,
    max(recorded_at) as last_at
  from told
  group by city, subject
)
select
  w.city, w.subject, w.title, b.base,
  case l.kind when 'draftOpened' then 'open' when 'draftSubmitted' then 'submitted' when 'draftReturned' then 'returned'
    when 'draftApproved' then 'approved' else 'withdrawn' end,
  w.opened_seq, w.opened_at, w.opened_by, w.opened_unit, w.hands,
  s.recorded_at, s.actor, s.body->>'note', s.seq,
  case when l.kind in ('draftReturned', 'draftApproved', 'draftWithdrawn') then l.recorded_at end,
  case when l.kind in ('draftReturned', 'draftApproved', 'draftWithdrawn') then l.actor end,
  case when l.kind in ('draftReturned', 'draftApproved', 'draftWithdrawn') then l.actor_unit end,
  case when l.kind = 'draftApproved' then l.body->>'note' else l.body->>'reason' end,
  case when l.kind = 'draftApproved' then l.body->>'content' end,
  case when l.kind = 'draftApproved' then l.body->>'files' end,
  case when l.kind = 'draftApproved' then (l.body->>'effectiveFrom')::date end,
  w.last_seq, w.last_at
from whole w
join latest l using (city, subject)
join based b using (city, subject)
left join submission s using (city, subject)
where w.title is not null
-- table plan_draft_edit
create table plan_draft_edit (
  city text not null,
  subject text not null,
  section text not null,
  element text not null,
  -- put | remove | restore: restored, the element is as in the base, and an edit of it names this fact all the same.
  op text not null,
  value jsonb,
  fact text not null,
  seq bigint not null,
  place integer not null,
  edited_at timestamptz(3) not null,
  edited_by text not null,
  edited_unit text not null,
  reason text,
  source text,
  primary key (city, subject, section, element)
);
-- fold plan_draft_edit of elementsPut elementsRemoved elementsRestored
with edits as (
  select
    f.city, f.subject, e.item->>'section' as section, e.item->>'element' as element,
    case f.kind when 'elementsPut' then 'put' when 'elementsRemoved' then 'remove' else 'restore' end as op,
    case when f.kind = 'elementsPut' then e.item->'value' end as value,
    f.id as fact, f.seq, e.place::integer as place, f.recorded_at, f.actor, f.actor_unit, f.body->>'reason' as reason, f.body->>'source' as source
  from facts f
  cross join lateral jsonb_array_elements(f.body->'elements') with ordinality as e(item, place)
)
select distinct on (city, subject, section, element)
  city, subject, section, element, op, value, fact, seq, place, recorded_at, actor, actor_unit, reason, source
from edits
order by city, subject, section, element, seq desc, place desc
