-- Sources, stored events, interactions, log entries.

create table if not exists sources (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  kind text not null,
  name text not null,
  hook_key text not null,
  -- sealed (platform/secrets.ts): the webhook secret, and the API credentials as JSON
  secret bytea,
  credentials bytea,
  own_numbers text[] not null default '{}',
  status text not null default 'active' check (status in ('active', 'paused', 'needs_attention')),
  status_detail text not null default '',
  last_event_at timestamptz,
  event_count bigint not null default 0,
  unreadable_count bigint not null default 0,
  ignored_count bigint not null default 0,
  poll_cursor text,
  polled_at timestamptz,
  poll_due_at timestamptz,
  poll_failures integer not null default 0,
  -- events that only the poll found, that is, webhooks lost
  missed_count bigint not null default 0,
  missed_at timestamptz,
  subscription jsonb,
  subscription_due_at timestamptz,
  removed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (firm_id, id)
);

-- Global, because a webhook names only its key. Says nothing but where to look.
create table if not exists hook_keys (
  hook_key text primary key,
  firm_id uuid not null references firms(id) on delete cascade,
  source_id uuid not null
);

-- The directory of a source: its users, queues and menus, and which staff member each is.
create table if not exists source_users (
  firm_id uuid not null,
  source_id uuid not null,
  provider_user_id text not null,
  type text not null check (type in ('user', 'group')),
  name text not null default '',
  email text,
  extension text,
  numbers text[] not null default '{}',
  active boolean not null default true,
  staff_id uuid,
  mapped_by text not null default 'none' check (mapped_by in ('none', 'administrator')),
  updated_at timestamptz not null default now(),
  primary key (firm_id, source_id, provider_user_id),
  foreign key (firm_id, source_id) references sources (firm_id, id) on delete cascade
);

-- As it came; never changed, stored before it is acknowledged.
create table if not exists raw_events (
  firm_id uuid not null,
  id uuid not null,
  source_id uuid not null,
  -- the vendor's id of the delivery, or the hash of the body
  event_key text not null,
  origin text not null check (origin in ('webhook', 'catch_up', 'import')),
  event_type text not null default '',
  content_type text not null default '',
  raw_body bytea not null,
  received_at timestamptz not null default now(),
  primary key (firm_id, id)
);
create unique index if not exists raw_events_key on raw_events (firm_id, source_id, event_key);

-- Stored but not yet read; a row leaves in the transaction that applies it.
create table if not exists pending_events (
  firm_id uuid not null,
  raw_event_id uuid not null,
  attempts integer not null default 0,
  due_at timestamptz not null default now(),
  primary key (firm_id, raw_event_id)
);

-- Stored events that made no interaction: kept, named, counted.
create table if not exists unread_events (
  firm_id uuid not null,
  raw_event_id uuid not null,
  source_id uuid not null,
  outcome text not null check (outcome in ('ignored', 'unreadable')),
  event_type text not null default '',
  reason text not null,
  detail text not null default '',
  at timestamptz not null default now(),
  primary key (firm_id, raw_event_id)
);
create index if not exists unread_events_source on unread_events (firm_id, source_id, outcome, raw_event_id desc);

create table if not exists interactions (
  firm_id uuid not null,
  id uuid not null,
  source_id uuid not null,
  kind text not null check (kind in ('call', 'sms', 'fax')),
  direction text not null check (direction in ('inbound', 'outbound', 'internal')),
  outcome text not null,
  ended boolean not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  talk_seconds integer not null default 0,
  total_seconds integer not null default 0,
  external_e164 text,
  external_raw text,
  external_name text,
  withheld boolean not null default false,
  contact_id uuid,
  staff_id uuid,
  -- the matter of its log entry in the embedded record: walls the interaction with the matter
  matter_id uuid,
  -- staff parties, segments, artefacts as assembled, body, thread, pages (features/call-logging/interaction.ts)
  assembled jsonb not null,
  search tsvector,
  -- the last observation was applied then; a silent open session is closed by the reconciler
  last_observed_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (firm_id, id)
);
create index if not exists interactions_recent on interactions (firm_id, started_at desc, id desc);
create index if not exists interactions_number on interactions (firm_id, external_e164, started_at desc) where external_e164 is not null;
create index if not exists interactions_contact on interactions (firm_id, contact_id, started_at desc, id desc) where contact_id is not null;
create index if not exists interactions_matter on interactions (firm_id, matter_id, started_at desc, id desc) where matter_id is not null;
create index if not exists interactions_open on interactions (firm_id, last_observed_at) where not ended;
create index if not exists interactions_search on interactions using gin (firm_id, search);

-- What was seen, in our words: the interaction is assembled from the set of its observations.
create table if not exists observations (
  firm_id uuid not null,
  interaction_id uuid not null,
  raw_event_id uuid not null,
  number integer not null default 0,
  observation jsonb not null,
  primary key (firm_id, interaction_id, raw_event_id, number)
);

-- Provider ids that lead to an interaction.
create table if not exists session_links (
  firm_id uuid not null,
  source_id uuid not null,
  -- "C": found by prefix through the key
  link text collate "C" not null,
  interaction_id uuid not null,
  primary key (firm_id, source_id, link)
);
create index if not exists session_links_interaction on session_links (firm_id, interaction_id);

create table if not exists artefacts (
  firm_id uuid not null,
  id uuid not null,
  interaction_id uuid not null,
  kind text not null,
  provider_id text not null,
  url text,
  content_type text,
  file_name text,
  duration_seconds double precision,
  text text,
  state text not null default 'pending' check (state in ('pending', 'stored', 'failed', 'unavailable')),
  attempts integer not null default 0,
  due_at timestamptz not null default now(),
  error text,
  sha256 bytea,
  size_bytes bigint,
  created_at timestamptz not null default now(),
  primary key (firm_id, id)
);
create unique index if not exists artefacts_provider on artefacts (firm_id, interaction_id, kind, provider_id);
create index if not exists artefacts_due on artefacts (due_at, firm_id) where state = 'pending';

create table if not exists log_entries (
  firm_id uuid not null,
  id uuid not null,
  interaction_id uuid not null,
  -- 'embedded', or the id of a connection
  destination text not null,
  state text not null check (state in ('pending', 'held', 'logged', 'skipped', 'failed', 'undone')),
  reason text,
  -- what a person should look at, and why; null when nothing is open
  review text,
  record_kind text,
  record_id uuid,
  matter_id uuid,
  contact_id uuid,
  staff_id uuid,
  assignee_id uuid,
  reference text not null,
  -- hash of the part of the record's text that we own; a person's change makes it differ
  fence_hash text,
  why jsonb not null,
  decision jsonb not null,
  -- a person's choices, fed back into decide on redo
  override jsonb,
  -- the entry as it was before a person's last action, itself with the one before: what undo goes back to
  previous jsonb,
  started_at timestamptz not null,
  decided_at timestamptz not null,
  written_at timestamptz,
  revision integer not null default 1,
  primary key (firm_id, id)
);
create unique index if not exists log_entries_once on log_entries (firm_id, interaction_id, destination);
create unique index if not exists log_entries_reference on log_entries (firm_id, reference);
create index if not exists log_entries_review on log_entries (firm_id, started_at desc, id desc) where review is not null;
create index if not exists log_entries_state on log_entries (firm_id, state, started_at desc, id desc) where state <> 'logged';
create index if not exists log_entries_record on log_entries (firm_id, record_id) where record_id is not null;

-- '' is the firm's own; otherwise an override for one destination. Only what differs from the default is stored.
create table if not exists call_logging_options (
  firm_id uuid not null references firms(id) on delete cascade,
  destination text not null default '',
  options jsonb not null,
  updated_at timestamptz not null default now(),
  primary key (firm_id, destination)
);

-- "Always for this pair": calls with this contact go to this matter.
create table if not exists pair_rules (
  firm_id uuid not null,
  contact_id uuid not null,
  matter_id uuid not null,
  created_by_staff_id uuid,
  created_at timestamptz not null default now(),
  primary key (firm_id, contact_id),
  foreign key (firm_id, contact_id) references contacts (firm_id, id) on delete cascade,
  foreign key (firm_id, matter_id) references matters (firm_id, id) on delete cascade
);

-- CSV and history imports with their progress and error report.
create table if not exists imports (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  kind text not null,
  source_id uuid,
  file_name text not null,
  state text not null check (state in ('preview', 'running', 'paused', 'done', 'failed', 'cancelled')),
  total integer not null default 0,
  done integer not null default 0,
  problems jsonb not null default '[]',
  detail jsonb not null default '{}',
  sha256 bytea,
  created_by_staff_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (firm_id, id)
);

-- Rows come and go by the thousand: cleaned early, or the oldest end of its index fills with what is gone.
alter table pending_events set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000);
