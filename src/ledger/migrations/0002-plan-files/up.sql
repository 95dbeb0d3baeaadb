alter table content drop constraint content_kind_check;
alter table content add constraint content_kind_check check (kind in ('plan', 'calendar', 'files'));
