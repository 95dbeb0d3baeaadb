do $$ begin
  assert (select count(*) from pg_trigger where tgname in ('fact_is_never_changed', 'command_is_never_changed', 'content_is_never_changed') and tgenabled = 'O') = 3,
    'the triggers that refuse changes must stand';
  assert (select count(*) from pg_constraint where conname = 'fact_city_loop_subject_revision_key') = 1,
    'the key that lets only one of two writers win must stand';
end $$;
