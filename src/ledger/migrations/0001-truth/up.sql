create table fact (
  city text not null,
  seq bigint not null check (seq > 0),
  id text not null,
  loop text not null,
  kind text not null,
  kind_version integer not null,
  subject text not null,
  revision integer not null check (revision > 0),
  unit text not null,
  occurred_on date not null,
  occurred_at timestamptz(3),
  recorded_at timestamptz(3) not null,
  actor text not null,
  actor_post text not null,
  actor_unit text not null,
  plan_version text not null,
  command text not null,
  corrects text,
  body jsonb not null,
  hash text not null check (length(hash) = 64),
  primary key (city, seq),
  -- Two writers at once never both win: the second one's revision is taken.
  unique (city, loop, subject, revision),
  unique (city, id)
);

create table command (
  city text not null,
  key text not null check (length(key) between 1 and 200),
  -- Digest of city, key, actor and request: the `command` of every fact it recorded.
  id text not null,
  actor text not null,
  digest text not null,
  first_seq bigint not null,
  last_seq bigint not null,
  primary key (city, key)
);

create table content (
  city text not null,
  hash text not null,
  kind text not null check (kind in ('plan', 'calendar')),
  body jsonb not null,
  primary key (city, hash)
);

-- Personal data and files: facts hold salted digests only; a value is erased by a recorded fact.
create table vault (
  city text not null,
  digest text not null,
  salt text not null,
  value text not null,
  purpose text not null,
  keep_until date,
  primary key (city, digest)
);

create table credential (
  city text not null,
  account text not null,
  digest text not null,
  value text not null,
  primary key (city, account, digest)
);

-- Where the machine's clock stood when a rehearsed city's clock was set: operational, says nothing about the city.
create table clock_anchor (
  city text not null,
  clock_seq bigint not null,
  anchored_at timestamptz(3) not null,
  primary key (city, clock_seq)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'luodi: % on % is refused: what was recorded is never changed', tg_op, tg_table_name using errcode = 'LD001';
end $$;

create trigger fact_is_never_changed before update or delete or truncate on fact for each statement execute function refuse_change();
create trigger command_is_never_changed before update or delete or truncate on command for each statement execute function refuse_change();
create trigger content_is_never_changed before update or delete or truncate on content for each statement execute function refuse_change();

-- The last seq recorded by an instant, by bisection on the primary key: order of seq is order of recorded_at, so no index is needed.
create function seq_known_at(p_city text, p_instant timestamptz) returns bigint language plpgsql stable as $$
declare
  low bigint := 0;
  high bigint := coalesce((select seq from fact where city = p_city order by seq desc limit 1), 0);
  middle bigint;
begin
  while low < high loop
    middle := (low + high + 1) / 2;
    if (select recorded_at from fact where city = p_city and seq = middle) <= p_instant then
      low := middle;
    else
      high := middle - 1;
    end if;
  end loop;
  return low;
end $$;

-- A batch was decided on a head; when another has been written since, it must be decided again. The hash is asked for, not the seq: facts
-- that came to stand in the place of those decided on may have the same number.
create function expect_head(p_city text, p_hash text) returns void language plpgsql stable as $$
begin
  if coalesce((select hash from fact where city = p_city order by seq desc limit 1), repeat('0', 64)) <> p_hash then
    raise exception 'luodi: the head of % is not the one that was decided on', p_city using errcode = 'LD002';
  end if;
end $$;

-- Derived, by content hash: never truth, rebuilt from `content`.
create table unit (
  city text not null,
  plan_hash text not null,
  id text not null,
  name text not null,
  kind text not null,
  bears_tasks boolean not null,
  place integer not null,
  valid_from date not null,
  valid_to date not null,
  primary key (city, plan_hash, id, valid_from)
);

create table unit_closure (
  city text not null,
  plan_hash text not null,
  tree text not null,
  ancestor text not null,
  descendant text not null,
  depth integer not null,
  valid_from date not null,
  valid_to date not null,
  primary key (city, plan_hash, tree, ancestor, descendant, valid_from)
);
create index unit_closure_up on unit_closure (city, plan_hash, tree, descendant);

create table workday (
  city text not null,
  calendar_hash text not null,
  date date not null,
  number integer not null,
  working boolean not null,
  provisional boolean not null,
  primary key (city, calendar_hash, date)
);

-- Unique keys across subjects (project code, parcel …), produced by folds.
create table reservation (
  city text not null,
  kind text not null,
  key text not null,
  loop text not null,
  subject text not null,
  primary key (city, kind, key)
);
create index reservation_of_subject on reservation (city, loop, subject);

-- What the derived tables were built with: the hash of each loop's fold text.
create table derived_version (
  loop text primary key,
  text_hash text not null,
  built_at timestamptz not null
);
