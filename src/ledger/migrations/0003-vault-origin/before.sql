do $$ begin
  assert to_regclass('luodi.vault_origin') is null, 'vault_origin is here already';
end $$;
