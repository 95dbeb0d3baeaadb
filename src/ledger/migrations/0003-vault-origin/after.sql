do $$ begin
  assert (select count(*) from information_schema.columns where table_schema = 'luodi' and table_name = 'vault_origin') = 5,
    'vault_origin must have its columns';
end $$;
