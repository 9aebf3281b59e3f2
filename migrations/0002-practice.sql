-- The practice record: contacts, matters, and what hangs on a matter.

create table if not exists contacts (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  kind text not null check (kind in ('person', 'company', 'group')),
  first_name text not null default '',
  last_name text not null default '',
  company_name text not null default '',
  -- what lists show and sort by; kept by the store from the parts above
  display_name text not null,
  notes text not null default '',
  created_by text not null default 'staff' check (created_by in ('staff', 'call_logging', 'import', 'sync')),
  archived_at timestamptz,
  -- the contact that took over its numbers and matters
  merged_into_id uuid,
  search tsvector,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (firm_id, id)
);
create index if not exists contacts_name on contacts (firm_id, lower(display_name), id);
create index if not exists contacts_search on contacts using gin (firm_id, search);

create table if not exists contact_members (
  firm_id uuid not null,
  group_id uuid not null,
  contact_id uuid not null,
  primary key (firm_id, group_id, contact_id),
  foreign key (firm_id, group_id) references contacts (firm_id, id) on delete cascade,
  foreign key (firm_id, contact_id) references contacts (firm_id, id) on delete cascade
);

-- One row a number found in a field (rows of one field share its position and its text, `raw`); a part that cannot be
-- read keeps one row with e164 null (the number-quality list).
create table if not exists contact_numbers (
  firm_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  -- the field as somebody wrote it
  raw text not null,
  -- the part of it that this row is about
  part text not null default '',
  e164 text,
  extension text,
  -- the field's label ("Mobile"), and what stood beside the number in its text ("Jane's number")
  label text not null default '',
  note text not null default '',
  fax boolean not null default false,
  problem text check (problem in ('unreadable', 'unlikely')),
  position integer not null default 0,
  primary key (firm_id, id),
  foreign key (firm_id, contact_id) references contacts (firm_id, id) on delete cascade
);
create index if not exists contact_numbers_e164 on contact_numbers (firm_id, e164) include (contact_id, fax) where e164 is not null;
create index if not exists contact_numbers_contact on contact_numbers (firm_id, contact_id);
create index if not exists contact_numbers_problem on contact_numbers (firm_id, id) where problem is not null;

create table if not exists contact_emails (
  firm_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  email text not null,
  label text not null default '',
  position integer not null default 0,
  primary key (firm_id, id),
  foreign key (firm_id, contact_id) references contacts (firm_id, id) on delete cascade
);
create index if not exists contact_emails_contact on contact_emails (firm_id, contact_id);
create index if not exists contact_emails_email on contact_emails (firm_id, lower(email));

create table if not exists stage_sets (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  name text not null,
  primary key (firm_id, id)
);
create table if not exists stages (
  firm_id uuid not null,
  id uuid not null,
  stage_set_id uuid not null,
  name text not null,
  position integer not null,
  primary key (firm_id, id),
  foreign key (firm_id, stage_set_id) references stage_sets (firm_id, id) on delete cascade
);
create index if not exists stages_set on stages (firm_id, stage_set_id, position);
create table if not exists matter_types (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  name text not null,
  stage_set_id uuid,
  primary key (firm_id, id),
  foreign key (firm_id, stage_set_id) references stage_sets (firm_id, id)
);
create unique index if not exists matter_types_name on matter_types (firm_id, lower(name));

create table if not exists matters (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  number text not null,
  title text not null,
  description text not null default '',
  matter_type_id uuid,
  stage_id uuid,
  status text not null default 'open' check (status in ('open', 'pending', 'closed')),
  person_responsible_id uuid,
  restricted boolean not null default false,
  opened_on date,
  closed_on date,
  search tsvector,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (firm_id, id),
  foreign key (firm_id, matter_type_id) references matter_types (firm_id, id),
  foreign key (firm_id, stage_id) references stages (firm_id, id),
  foreign key (firm_id, person_responsible_id) references staff_members (firm_id, id)
);
create unique index if not exists matters_number on matters (firm_id, number);
create index if not exists matters_updated on matters (firm_id, updated_at desc, id desc);
create index if not exists matters_title on matters (firm_id, lower(title), id);
create index if not exists matters_search on matters using gin (firm_id, search);

-- The last number given to a matter that came without one.
create table if not exists matter_number_sequences (
  firm_id uuid primary key references firms(id) on delete cascade,
  last integer not null
);

-- Whether a number is used, also by a matter behind a wall (no staff member stands before the wall inside): it says
-- nothing else about that matter.
create or replace function matter_number_taken(firm uuid, wanted text) returns boolean language plpgsql volatile as $$
declare
  asker text := coalesce(current_setting('app.staff_id', true), '');
  taken boolean;
begin
  -- Not `set app.staff_id` on the function itself: an ordinary owner of the database may not declare that.
  perform set_config('app.staff_id', '', true);
  select exists (select 1 from matters where firm_id = firm and number = wanted) into taken;
  perform set_config('app.staff_id', asker, true);
  return taken;
end $$;

-- The restricted-to list: for a restricted matter, only these see that it exists.
create table if not exists matter_access (
  firm_id uuid not null,
  matter_id uuid not null,
  staff_id uuid not null,
  primary key (firm_id, matter_id, staff_id),
  foreign key (firm_id, matter_id) references matters (firm_id, id) on delete cascade,
  foreign key (firm_id, staff_id) references staff_members (firm_id, id) on delete cascade
);

create table if not exists matter_parties (
  firm_id uuid not null,
  matter_id uuid not null,
  contact_id uuid not null,
  role text not null,
  is_client boolean not null default false,
  primary key (firm_id, matter_id, contact_id, role),
  foreign key (firm_id, matter_id) references matters (firm_id, id) on delete cascade,
  foreign key (firm_id, contact_id) references contacts (firm_id, id) on delete cascade
);
create index if not exists matter_parties_contact on matter_parties (firm_id, contact_id, matter_id);

create table if not exists activity_codes (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  label text not null,
  description text not null default '',
  rate bigint,
  billable boolean not null default true,
  active boolean not null default true,
  created_by text not null default 'staff',
  created_at timestamptz not null default now(),
  primary key (firm_id, id)
);
create unique index if not exists activity_codes_label on activity_codes (firm_id, label);

create table if not exists fees (
  firm_id uuid not null,
  id uuid not null,
  matter_id uuid not null,
  staff_id uuid,
  activity_code_id uuid,
  date date not null,
  subject text not null,
  description text not null default '',
  worked_minutes integer not null default 0,
  billed_minutes integer not null default 0,
  rate bigint not null default 0,
  amount bigint not null default 0,
  -- somebody wrote the amount: it no longer follows rate and minutes
  amount_given boolean not null default false,
  currency text not null,
  billable boolean not null,
  billed_at timestamptz,
  log_entry_id uuid,
  removed_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (firm_id, id),
  foreign key (firm_id, matter_id) references matters (firm_id, id) on delete cascade
);
create index if not exists fees_matter on fees (firm_id, matter_id, date desc, id desc);
create index if not exists fees_date on fees (firm_id, date desc, id desc);

create table if not exists cost_recoveries (
  firm_id uuid not null,
  id uuid not null,
  matter_id uuid not null,
  staff_id uuid,
  activity_code_id uuid,
  date date not null,
  subject text not null,
  description text not null default '',
  quantity numeric(12, 3) not null default 1,
  unit_price bigint not null default 0,
  amount bigint not null default 0,
  amount_given boolean not null default false,
  currency text not null,
  billable boolean not null default true,
  billed_at timestamptz,
  removed_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (firm_id, id),
  foreign key (firm_id, matter_id) references matters (firm_id, id) on delete cascade
);
create index if not exists cost_recoveries_matter on cost_recoveries (firm_id, matter_id, date desc, id desc);

create table if not exists tasks (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  matter_id uuid,
  contact_id uuid,
  assignee_id uuid,
  subject text not null,
  description text not null default '',
  due_on date,
  priority text not null default 'normal' check (priority in ('low', 'normal', 'high')),
  status text not null default 'open' check (status in ('open', 'completed')),
  completed_at timestamptz,
  activity_code_id uuid,
  log_entry_id uuid,
  removed_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (firm_id, id)
);
create index if not exists tasks_open on tasks (firm_id, assignee_id, due_on, id) where removed_at is null and status = 'open';
create index if not exists tasks_recent on tasks (firm_id, id desc) where removed_at is null;
create index if not exists tasks_contact on tasks (firm_id, contact_id, id desc) where contact_id is not null;
create index if not exists tasks_matter on tasks (firm_id, matter_id, id desc) where matter_id is not null;

create table if not exists memos (
  firm_id uuid not null,
  id uuid not null,
  matter_id uuid not null,
  contact_id uuid,
  staff_id uuid,
  date date not null,
  subject text not null,
  body text not null default '',
  activity_code_id uuid,
  log_entry_id uuid,
  removed_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (firm_id, id),
  foreign key (firm_id, matter_id) references matters (firm_id, id) on delete cascade
);
create index if not exists memos_matter on memos (firm_id, matter_id, date desc, id desc);
create index if not exists memos_date on memos (firm_id, date desc, id desc);

create table if not exists folders (
  firm_id uuid not null,
  id uuid not null,
  matter_id uuid not null,
  parent_id uuid,
  name text not null,
  primary key (firm_id, id),
  foreign key (firm_id, matter_id) references matters (firm_id, id) on delete cascade,
  foreign key (firm_id, parent_id) references folders (firm_id, id) on delete cascade
);
create unique index if not exists folders_name on folders (firm_id, matter_id, coalesce(parent_id, id), lower(name)) where parent_id is not null;
create unique index if not exists folders_root_name on folders (firm_id, matter_id, lower(name)) where parent_id is null;

create table if not exists documents (
  firm_id uuid not null,
  id uuid not null,
  matter_id uuid not null,
  folder_id uuid,
  contact_id uuid,
  name text not null,
  description text not null default '',
  log_entry_id uuid,
  removed_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (firm_id, id),
  foreign key (firm_id, matter_id) references matters (firm_id, id) on delete cascade,
  foreign key (firm_id, folder_id) references folders (firm_id, id)
);
create index if not exists documents_matter on documents (firm_id, matter_id, id desc);

create table if not exists document_versions (
  firm_id uuid not null,
  id uuid not null,
  document_id uuid not null,
  -- the document's matter, so that its wall is this row's as well
  matter_id uuid not null,
  number integer not null,
  sha256 bytea not null,
  size_bytes bigint not null,
  content_type text not null,
  file_name text not null,
  created_by_staff_id uuid,
  created_at timestamptz not null default now(),
  primary key (firm_id, id),
  foreign key (firm_id, document_id) references documents (firm_id, id) on delete cascade,
  foreign key (firm_id, sha256) references files (firm_id, sha256)
);
create unique index if not exists document_versions_number on document_versions (firm_id, document_id, number);

create table if not exists saved_views (
  firm_id uuid not null,
  id uuid not null,
  staff_id uuid not null,
  area text not null,
  name text not null,
  query jsonb not null,
  primary key (firm_id, id),
  foreign key (firm_id, staff_id) references staff_members (firm_id, id) on delete cascade
);
create index if not exists saved_views_staff on saved_views (firm_id, staff_id, area, lower(name));
