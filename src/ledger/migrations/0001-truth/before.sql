-- Nothing of ours may be here yet: a half-made schema is refused, not repaired.
do $$ begin
  assert (select count(*) from pg_tables where schemaname = 'luodi' and tablename in ('fact', 'command', 'content')) = 0,
    'the schema luodi already holds ledger tables that no migration has recorded';
end $$;
