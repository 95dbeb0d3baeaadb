do $$ begin
  assert (select pg_get_constraintdef(oid) like '%files%' from pg_constraint where conname = 'content_kind_check' and conrelid = 'content'::regclass),
    'a content of kind files must be allowed';
  assert (select count(*) from pg_trigger where tgname = 'content_is_never_changed' and tgenabled = 'O') = 1,
    'the trigger that refuses changes must stand';
end $$;
