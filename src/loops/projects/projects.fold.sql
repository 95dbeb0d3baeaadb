-- Fold of the projects loop: what stands of every project, from its facts alone. No plan, calendar, unit tree or today enters: whether a
-- milestone counts in a target, which light burns and who is in scope is judged at reading. Form: docs/architecture.md, "Fold files".

-- table project
create table project (
  city text not null,
  subject text not null,
  revision integer not null,
  unit text not null,
  name text not null,
  lifecycle text not null,
  cluster text,
  industry text,
  park text,
  investor text,
  credit_code text,
  planned_investment_yuan numeric not null,
  land_mu numeric,
  planned_jobs integer,
  phase_of text,
  code text,
  registered_on date not null,
  -- As the registration told it: an amendment may set it back, never later.
  registered_told_on date,
  -- Of a project that was registered from a lead: when that was first reported.
  lead_reported_on date,
  suspended_on date,
  -- Of the end that holds; null again once it was revived (复活). Days between the two stand in project_suspension.
  ended_on date,
  ended_by text,
  ended_unit text,
  registered_by text not null,
  registered_unit text not null,
  last_seq bigint not null,
  last_recorded_at timestamptz not null,
  primary key (city, subject)
);
create index project_unit on project (city, unit);
create index project_recent on project (city, last_seq desc);
create index project_phase on project (city, phase_of) where phase_of is not null;
-- fold project
-- One pass and one hash aggregate, no sort: the greatest pair (seq as text of one length, value) carries the value said last, the least
-- pair the one said first. What is written alike is worked out once.
with placed as (
  select city, subject, revision, seq, recorded_at, kind, unit, occurred_on::text as occurred_on, actor, actor_unit,
    lpad(seq::text, 16, '0') collate "C" as told,
    case when kind in ('projectRegistered', 'projectAmended', 'projectCodeBound') then body else '{}' end as body
  from facts
), told as (
  select
    city, subject,
    max(revision) as revision,
    (min(array[told, unit, occurred_on, actor, actor_unit]) filter (where kind = 'projectRegistered'))[2] as unit,
    (max(array[told, body->>'name']) filter (where body ? 'name'))[2] as name,
    (min(array[told, body->>'lifecycle']) filter (where body ? 'lifecycle'))[2] as lifecycle,
    (max(array[told, body->>'cluster']) filter (where body ? 'cluster'))[2] as cluster,
    (max(array[told, body->>'industry']) filter (where body ? 'industry'))[2] as industry,
    (max(array[told, body->>'park']) filter (where body ? 'park'))[2] as park,
    (max(array[told, body->>'investor']) filter (where body ? 'investor'))[2] as investor,
    (max(array[told, body->>'creditCode']) filter (where body ? 'creditCode'))[2] as credit_code,
    (max(array[told, body->>'plannedInvestmentYuan']) filter (where body ? 'plannedInvestmentYuan'))[2]::numeric
      as planned_investment_yuan,
    (max(array[told, body->>'landMu']) filter (where body ? 'landMu'))[2]::numeric as land_mu,
    (max(array[told, body->>'plannedJobs']) filter (where body ? 'plannedJobs'))[2]::integer as planned_jobs,
    (min(array[told, body->>'phaseOf']) filter (where body ? 'phaseOf'))[2] as phase_of,
    (max(array[told, body->>'code']) filter (where kind = 'projectCodeBound'))[2] as code,
    (min(array[told, unit, occurred_on, actor, actor_unit]) filter (where kind = 'projectRegistered'))[3]::date as registered_told_on,
    (max(array[told, body->>'registeredOn']) filter (where body ? 'registeredOn'))[2]::date as registered_amended_on,
    (min(array[told, body->>'leadReportedOn']) filter (where body ? 'leadReportedOn'))[2]::date as lead_reported_on,
    -- Suspended is what the last of the kinds says; the decider keeps their days in the order of their recording. Who is revived runs.
    (max(array[told, case when kind = 'projectSuspended' then occurred_on end])
      filter (where kind in ('projectSuspended', 'projectResumed', 'projectRevived')))[2]::date as suspended_on,
    -- An end told twice holds as first told: the least since the last revival.
    max(told) filter (where kind = 'projectRevived') as revived,
    jsonb_object_agg(told, jsonb_build_array(occurred_on, actor, actor_unit)) filter (where kind = 'projectEnded') as ends,
    (min(array[told, unit, occurred_on, actor, actor_unit]) filter (where kind = 'projectRegistered'))[4] as registered_by,
    (min(array[told, unit, occurred_on, actor, actor_unit]) filter (where kind = 'projectRegistered'))[5] as registered_unit,
    max(seq) as last_seq,
    max(recorded_at) as last_recorded_at
  from placed
  group by city, subject
)
select
  city, subject, revision, unit, name, lifecycle, cluster, industry, park, investor, credit_code, planned_investment_yuan, land_mu,
  planned_jobs, phase_of, code, coalesce(registered_amended_on, registered_told_on) as registered_on, registered_told_on, lead_reported_on, suspended_on, (ended->>0)::date as ended_on, ended->>1 as ended_by, ended->>2 as ended_unit,
  registered_by, registered_unit, last_seq, last_recorded_at
from (
  -- Keys of one length stand in their order in an object, so the first one behind the revival is the least: no sort, and no join for what few projects have.
  select *, case when ends is not null then
    jsonb_path_query_first(ends, '$.keyvalue() ? (@.key > $revived).value', jsonb_build_object('revived', coalesce(revived, ''))) end as ended
  from told
) lives
where registered_told_on is not null

-- table project_code
create table project_code (
  city text not null,
  subject text not null,
  -- Id of the fact that bound it.
  bound text not null,
  code text not null,
  -- True of a phase that counts from then on in months that were closed.
  late boolean not null,
  bound_at timestamptz not null,
  bound_by text not null,
  bound_unit text not null,
  primary key (city, subject, bound)
);
create index project_code_late on project_code (city) where late;
-- fold project_code of projectCodeBound
select city, subject, id as bound, body->>'code' as code, coalesce((body->>'late')::boolean, false) as late, recorded_at as bound_at,
  actor as bound_by, actor_unit as bound_unit
from facts
where kind = 'projectCodeBound'

-- table project_milestone
create table project_milestone (
  city text not null,
  subject text not null,
  -- Id of what was recorded as this version: a claim, or a correction of one.
  claim text not null,
  -- Id of the claim that the version is of (itself for a claim).
  root_claim text not null,
  milestone text not null,
  unit text not null,
  occurred_on date not null,
  planned_investment_yuan numeric,
  -- claimed | recognised | refused | revoked | superseded
  state text not null,
  -- The one version that counts for its project and milestone: the first occurrence that stands recognised.
  counted boolean not null,
  late boolean not null,
  needs_recognition boolean not null,
  evidence jsonb not null,
  claimed_seq bigint not null,
  claimed_at timestamptz not null,
  claimed_by text not null,
  claimed_unit text not null,
  -- Accounts of the steps inside the unit before it; null where there were none.
  hands jsonb,
  decided_seq bigint,
  decided_at timestamptz,
  decided_by text,
  decided_unit text,
  rule text,
  reason text,
  -- Approvals that were not there when it was recognised: [{id, name, basis?: {kind, document, approver, dueOn?}}]; null where all were.
  without_approvals jsonb,
  -- The batch (集中活动) that the claim refers to.
  batch text,
  primary key (city, subject, claim)
);
create index project_milestone_counted on project_milestone (city, occurred_on) where counted;
create index project_milestone_waiting on project_milestone (city, claimed_seq) where state = 'claimed';
-- fold project_milestone of milestoneClaimed milestoneCorrected milestoneRecognised milestoneRefused milestoneRevoked
with told as materialized (
  select city, subject, id, seq, kind, corrects, unit, occurred_on, recorded_at, actor, actor_unit, body
  from facts
  where kind in ('milestoneClaimed', 'milestoneCorrected', 'milestoneRecognised', 'milestoneRefused', 'milestoneRevoked')
), versions as (
  select
    city, subject, id as claim,
    case kind when 'milestoneClaimed' then id else corrects end as root_claim,
    body->>'milestone' as milestone,
    unit,
    case kind when 'milestoneClaimed' then occurred_on else (body->>'occurredOn')::date end as occurred_on,
    (body->>'plannedInvestmentYuan')::numeric as planned_investment_yuan,
    coalesce((body->>'late')::boolean, false) as late,
    (body->>'needsRecognition')::boolean as needs_recognition,
    body->'evidence' as evidence, body->'hands' as hands, body->>'batch' as batch,
    seq as claimed_seq, recorded_at as claimed_at, actor as claimed_by, actor_unit as claimed_unit
  from told
  where kind in ('milestoneClaimed', 'milestoneCorrected')
), decisions as (
  -- The last decision on a version is what holds; whether it was ever recognised decides if the version before it may come back.
  select distinct on (city, subject, corrects)
    city, subject, corrects as claim, kind as decision, seq as decided_seq, recorded_at as decided_at, actor as decided_by,
    actor_unit as decided_unit, body->>'reason' as reason, body->'withoutApprovals' as without_approvals,
    max(body->>'rule') over same as rule,
    bool_or(kind = 'milestoneRecognised') over same as ever_recognised
  from told
  where kind in ('milestoneRecognised', 'milestoneRefused', 'milestoneRevoked')
  window same as (partition by city, subject, corrects)
  order by city, subject, corrects, seq desc
), decided as (
  -- What a correction does not say, its claim said.
  select
    v.city, v.subject, claim, v.root_claim, v.milestone, v.unit, v.occurred_on,
    coalesce(v.planned_investment_yuan, first_value(v.planned_investment_yuan) over root) as planned_investment_yuan,
    v.late,
    coalesce(first_value(v.needs_recognition) over root, true) as needs_recognition,
    coalesce(v.evidence, first_value(v.evidence) over root, '[]'::jsonb) as evidence,
    v.claimed_seq, v.claimed_at, v.claimed_by, v.claimed_unit, v.hands, coalesce(v.batch, first_value(v.batch) over root) as batch,
    d.decision, d.decided_seq, d.decided_at, d.decided_by, d.decided_unit, d.rule, d.reason, d.without_approvals, coalesce(d.ever_recognised, false) as ever_recognised
  from versions v
  left join decisions d using (city, subject, claim)
  window root as (partition by v.city, v.subject, v.root_claim order by v.claimed_seq)
), followed as (
  select
    *,
    lead(claim) over later is not null as corrected,
    coalesce(bool_or(ever_recognised or not needs_recognition) over (later rows between 1 following and unbounded following), false)
      as correction_stood
  from decided
  window later as (partition by city, subject, root_claim order by claimed_seq)
), judged as (
  select
    *,
    case
      when decision = 'milestoneRefused' then 'refused'
      when decision = 'milestoneRevoked' then 'revoked'
      when decision = 'milestoneRecognised' or not needs_recognition then
        case when correction_stood then 'superseded' else 'recognised' end
      when corrected then 'superseded'
      else 'claimed'
    end as state
  from followed
)
select
  city, subject, claim, root_claim, milestone, unit, occurred_on, planned_investment_yuan, state,
  state = 'recognised'
    and row_number() over (partition by city, subject, milestone, state = 'recognised' order by occurred_on, claimed_seq) = 1 as counted,
  late, needs_recognition, evidence, claimed_seq, claimed_at, claimed_by, claimed_unit, hands, decided_seq, decided_at, decided_by, decided_unit,
  rule, reason, without_approvals, batch
from judged

-- table project_claim_draft
create table project_claim_draft (
  city text not null,
  subject text not null,
  draft text not null,
  milestone text not null,
  unit text not null,
  occurred_on date not null,
  planned_investment_yuan numeric,
  evidence jsonb not null,
  note text,
  batch text,
  -- The claim that it would correct.
  correction_of text,
  reason text,
  -- As the plan had them when it was drafted.
  steps jsonb not null,
  -- Steps done, the drafting included.
  done integer not null,
  -- open | sentBack | withdrawn | claimed
  state text not null,
  confirmed jsonb not null,
  -- Accounts that did a step, in their order.
  hands jsonb not null,
  drafted_seq bigint not null,
  drafted_at timestamptz not null,
  drafted_by text not null,
  drafted_unit text not null,
  last_at timestamptz not null,
  decided_reason text,
  primary key (city, subject, draft)
);
create index project_claim_draft_open on project_claim_draft (city, drafted_seq) where state in ('open', 'sentBack');
-- fold project_claim_draft of claimDrafted claimPassed claimSentBack claimWithdrawn milestoneClaimed milestoneCorrected
with told as (
  select city, subject, id, seq, kind, unit, recorded_at, actor, actor_unit, body,
    case when kind = 'claimDrafted' then id when kind in ('milestoneClaimed', 'milestoneCorrected') then body->>'draft' else corrects end as draft
  from facts
), course as (
  select city, subject, draft,
    1 + (count(*) filter (where kind in ('claimPassed', 'milestoneClaimed', 'milestoneCorrected')))::int as done,
    case
      when bool_or(kind in ('milestoneClaimed', 'milestoneCorrected')) then 'claimed'
      when bool_or(kind = 'claimWithdrawn') then 'withdrawn'
      when bool_or(kind = 'claimSentBack') then 'sentBack'
      else 'open'
    end as state,
    jsonb_agg(actor order by seq) as hands,
    max(recorded_at) as last_at,
    (array_agg(body->>'reason' order by seq desc) filter (where kind in ('claimSentBack', 'claimWithdrawn')))[1] as decided_reason
  from told
  where draft is not null
  group by city, subject, draft
)
select
  t.city, t.subject, t.draft, t.body->>'milestone' as milestone, t.unit, (t.body->>'happenedOn')::date as occurred_on,
  (t.body->>'plannedInvestmentYuan')::numeric as planned_investment_yuan, t.body->'evidence' as evidence, t.body->>'note' as note,
  t.body->>'batch' as batch, t.body->>'correctionOf' as correction_of, t.body->>'reason' as reason, t.body->'steps' as steps, c.done, c.state,
  coalesce(t.body->'confirmed', '[]'::jsonb) as confirmed, c.hands, t.seq as drafted_seq, t.recorded_at as drafted_at, t.actor as drafted_by,
  t.actor_unit as drafted_unit, c.last_at, c.decided_reason
from told t
join course c on c.city = t.city and c.subject = t.subject and c.draft = t.draft
where t.kind = 'claimDrafted'

-- table project_investment
create table project_investment (
  city text not null,
  subject text not null,
  -- Id of what was recorded as this version: a monthly report, or a correction of one.
  report text not null,
  root_report text not null,
  -- actual | financing
  measure text not null,
  month text not null,
  unit text not null,
  occurred_on date not null,
  amount_yuan numeric not null,
  -- stands | superseded
  state text not null,
  late boolean not null,
  reported_seq bigint not null,
  reported_at timestamptz not null,
  reported_by text not null,
  reported_unit text not null,
  reason text,
  primary key (city, subject, report)
);
create index project_investment_month on project_investment (city, measure, occurred_on) where state = 'stands';
-- fold project_investment of investmentReported investmentCorrected
with versions as (
  select
    city, subject, id as report,
    case kind when 'investmentReported' then id else corrects end as root_report,
    body->>'measure' as measure,
    body->>'month' as month,
    unit, occurred_on,
    (body->>'amountYuan')::numeric as amount_yuan,
    coalesce((body->>'late')::boolean, false) as late,
    seq as reported_seq, recorded_at as reported_at, actor as reported_by, actor_unit as reported_unit,
    body->>'reason' as reason
  from facts
  where kind in ('investmentReported', 'investmentCorrected')
), joined as (
  select
    city, subject, report, root_report, unit,
    first_value(measure) over root as measure,
    first_value(month) over root as month,
    first_value(occurred_on) over root as occurred_on,
    amount_yuan,
    case when lead(report) over root is null then 'stands' else 'superseded' end as state,
    late, reported_seq, reported_at, reported_by, reported_unit, reason
  from versions
  window root as (partition by city, subject, root_report order by reported_seq)
)
select
  city, subject, report, root_report, measure, month, unit, occurred_on, amount_yuan, state, late, reported_seq, reported_at, reported_by,
  reported_unit, reason
from joined
where measure is not null

-- table project_suspension
create table project_suspension (
  city text not null,
  subject text not null,
  suspension text not null,
  suspended_on date not null,
  -- The day it went on; null while it stands still. Days in between are not counted against a limit.
  resumed_on date,
  -- True of an end that was taken back: between the two days the project was ended, not only suspended.
  ended boolean,
  reason text not null,
  primary key (city, subject, suspension)
);
-- fold project_suspension of projectSuspended projectResumed projectEnded projectRevived
with turns as (
  select city, subject, seq, id, kind, occurred_on, body->>'reason' as reason,
    -- Which of the project's lives it is of: every revival begins one.
    count(*) filter (where kind = 'projectRevived') over turn as life
  from facts
  where kind in ('projectSuspended', 'projectResumed', 'projectEnded', 'projectRevived')
  window turn as (partition by city, subject order by seq)
), paired as (
  select city, subject, id, kind, occurred_on, reason, life, lead(kind) over turn as next_kind, lead(occurred_on) over turn as next_on
  from turns
  where kind in ('projectSuspended', 'projectResumed')
  window turn as (partition by city, subject, life order by seq)
), ends as (
  -- The first end of a life holds, and ends in the revival after it.
  select distinct on (city, subject, life) city, subject, id, occurred_on, reason, life
  from turns
  where kind = 'projectEnded'
  order by city, subject, life, seq
), revivals as (
  select city, subject, life, occurred_on from turns where kind = 'projectRevived'
)
select p.city, p.subject, p.id as suspension, p.occurred_on as suspended_on,
  -- A standstill that was never lifted goes over into the end of that life, where there is another.
  coalesce(p.next_on, case when r.life is not null then coalesce(e.occurred_on, r.occurred_on) end) as resumed_on, false as ended, p.reason
from paired p
left join revivals r on r.city = p.city and r.subject = p.subject and r.life = p.life + 1
left join ends e on e.city = p.city and e.subject = p.subject and e.life = p.life
where p.kind = 'projectSuspended' and p.next_kind is distinct from 'projectSuspended'
union all
select e.city, e.subject, e.id, e.occurred_on, r.occurred_on, true, e.reason
from ends e
join revivals r on r.city = e.city and r.subject = e.subject and r.life = e.life + 1

-- fold reservation of projectCodeBound leadReported
-- One national code belongs to one project. The last code bound holds: a mistyped one is free again. A firm's credit code belongs to the one
-- investor under whose name it was first reported.
select city, kind, key, loop, subject
from (
  select distinct on (city, subject) city, 'project_code' as kind, body->>'code' as key, loop, subject
  from facts
  where kind = 'projectCodeBound'
  order by city, subject, seq desc
) codes
union all
select distinct city, 'lead_code', body->>'creditCode', loop, subject
from facts
where kind = 'leadReported' and body ? 'creditCode'
