-- Behind the walls an index is searched only by plain comparisons: lower(email) = … would read every row of the firm.
alter table contact_emails
  add column if not exists email_key text not null generated always as (lower(email)) stored;
create index if not exists contact_emails_key on contact_emails (firm_id, email_key) include (contact_id);
drop index if exists contact_emails_email;

alter table matters
  add column if not exists sort_title text not null generated always as (lower(title)) stored;
create index if not exists matters_listed on matters (firm_id, sort_title, id);
drop index if exists matters_title;
