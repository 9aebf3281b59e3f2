-- Contacts are listed by name; those that are called by a bare number, as an unknown caller's may be, come after them.
-- Columns of their own: behind the walls an index is searched only by plain comparisons.
alter table contacts
  add column if not exists bare_number boolean not null generated always as (display_name ~ '^[-+0-9 ().]*$') stored,
  add column if not exists sort_name text not null generated always as (lower(display_name)) stored;
create index if not exists contacts_listed on contacts (firm_id, bare_number, sort_name, id);
drop index if exists contacts_name;
