do $$ begin
  assert (select count(*) from content where kind not in ('plan', 'calendar')) = 0,
    'contents of a kind that release 0.1.0 did not know are here already';
end $$;
