-- Rate books of the installation: tax bands and registration fees that the operator loads. They belong to no firm; every
-- firm calculates with the last one. A loaded book is never changed or removed, since quotes name the version they used.
create table if not exists rate_books (
  seq bigint generated always as identity primary key,
  id uuid not null unique,
  -- The book's id and a hash of its contents.
  version text not null,
  -- null: back to the book that comes with the program.
  body jsonb,
  loaded_at timestamptz not null,
  note text not null default ''
);
create index if not exists rate_books_version on rate_books (version);
grant select on rate_books to matterline_app;
grant select, insert on rate_books to matterline_system;
