-- Connections to practice systems, what is mirrored from them, what is written to them.

create table if not exists connections (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  vendor text not null,
  name text not null,
  region text not null,
  -- overrides of the region's addresses: staging, simulator
  api_url text,
  auth_url text,
  upload_url text,
  -- how the vendor lets us in: the application's id, and sealed JSON of its secret, key and the firm's tokens
  sign_in_grant text not null check (sign_in_grant in ('authorization_code', 'client_credentials')),
  client_id text not null,
  credentials bytea not null,
  -- counts up with every change of the tokens, so that a worker sees that another has renewed them
  token_version integer not null default 0,
  token_expires_at timestamptz,
  grant_expires_at timestamptz,
  status text not null default 'waiting' check (status in ('waiting', 'connecting', 'active', 'needs_attention', 'paused', 'disconnected')),
  status_detail text not null default '',
  account_id text,
  account_name text,
  account_user text,
  -- interactions that started from then on are logged there; null: it is only mirrored
  logs_since timestamptz,
  hook_key text not null,
  hook_secret bytea not null,
  subscription bytea,
  subscription_due_at timestamptz,
  -- nothing is asked before this: the vendor is down, or said when to come again
  blocked_until timestamptz,
  failures integer not null default 0,
  last_served_at timestamptz,
  last_success_at timestamptz,
  last_hook_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (firm_id, id)
);
create unique index if not exists connections_account on connections (firm_id, vendor, account_id)
  where account_id is not null and status <> 'disconnected';

create table if not exists connection_keys (
  hook_key text primary key,
  firm_id uuid not null,
  connection_id uuid not null,
  foreign key (firm_id, connection_id) references connections (firm_id, id) on delete cascade
);

-- One try to connect: the state that comes back with the code, by its hash.
create table if not exists connection_attempts (
  firm_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  staff_id uuid not null,
  state_hash bytea not null,
  -- sealed: the PKCE verifier, and the code once it came back
  secrets bytea not null,
  redirect_uri text not null,
  answered_at timestamptz,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  primary key (firm_id, id),
  foreign key (firm_id, connection_id) references connections (firm_id, id) on delete cascade
);
create unique index if not exists connection_attempts_state on connection_attempts (firm_id, state_hash);

-- Requests that a credential may make, counted for every firm and process that shares it: the key is a hash of the
-- vendor, its address and the application or connection.
create table if not exists request_lanes (
  key text primary key,
  state jsonb not null,
  updated_at timestamptz not null default now()
);

-- Which of our records is which of theirs. A record may be linked to several connections.
create table if not exists external_links (
  firm_id uuid not null,
  connection_id uuid not null,
  kind text not null check (kind in ('staff', 'matter_type', 'stage', 'stage_set', 'activity_code', 'contact', 'matter', 'party')),
  external_id text not null,
  local_id uuid not null,
  version text,
  -- of what the vendor told last: nothing is written when it is the same
  content_hash bytea,
  extra jsonb not null default '{}',
  updated_there_at timestamptz,
  -- the sweep that saw it last; what a whole sweep did not see is gone there
  seen_sweep integer not null default 0,
  removed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (firm_id, connection_id, kind, external_id),
  foreign key (firm_id, connection_id) references connections (firm_id, id) on delete cascade
);
create index if not exists external_links_local on external_links (firm_id, kind, local_id, connection_id);
create index if not exists external_links_seen on external_links (firm_id, connection_id, kind, seen_sweep) where removed_at is null;

-- How far each kind of a connection is mirrored.
create table if not exists mirror_streams (
  firm_id uuid not null,
  connection_id uuid not null,
  kind text not null,
  -- a whole pass from the beginning (the first one too), or what changed since
  pass text not null check (pass in ('whole', 'changes', 'idle')),
  cursor text,
  -- the pass under way: what changed from then on is asked for next time
  pass_started_at timestamptz,
  changed_since timestamptz,
  sweep integer not null default 0,
  done integer not null default 0,
  total integer,
  removed integer not null default 0,
  first_done_at timestamptz,
  whole_due_at timestamptz,
  due_at timestamptz not null default now(),
  error text,
  updated_at timestamptz not null default now(),
  primary key (firm_id, connection_id, kind),
  foreign key (firm_id, connection_id) references connections (firm_id, id) on delete cascade
);

-- "Look at this one": from webhooks, until it was fetched.
create table if not exists mirror_hints (
  firm_id uuid not null,
  connection_id uuid not null,
  kind text not null,
  external_id text not null,
  -- counts up when another hint comes while the first is worked on
  hints integer not null default 1,
  attempts integer not null default 0,
  due_at timestamptz not null default now(),
  primary key (firm_id, connection_id, kind, external_id),
  foreign key (firm_id, connection_id) references connections (firm_id, id) on delete cascade
);

-- What is to be written to a practice system. Stored before the first request; each write of a plan has its own state.
create table if not exists destination_writes (
  firm_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  -- the log entry or contact that it is for
  log_entry_id uuid,
  contact_id uuid,
  matter_id uuid,
  action text not null check (action in ('create', 'update', 'retire')),
  record_kind text not null,
  reference text not null,
  -- what to write, with our ids (features/destinations/write.ts)
  record jsonb not null,
  -- the create that this one changes or takes back
  target_id uuid,
  -- this must be done first
  after_id uuid,
  state text not null default 'waiting' check (state in ('waiting', 'sending', 'unknown', 'confirming', 'done', 'failed', 'cancelled')),
  priority smallint not null default 1 check (priority between 0 and 3),
  attempts integer not null default 0,
  due_at timestamptz not null default now(),
  sent_at timestamptz,
  progress jsonb,
  external_id text,
  version text,
  extra jsonb,
  failure text,
  detail text,
  created_at timestamptz not null default now(),
  done_at timestamptz,
  primary key (firm_id, id),
  foreign key (firm_id, connection_id) references connections (firm_id, id) on delete cascade
);
-- One record a reference, whatever happens.
create unique index if not exists destination_writes_once on destination_writes (firm_id, connection_id, reference) where action = 'create';
create index if not exists destination_writes_open on destination_writes (firm_id, connection_id, priority, id)
  where state in ('waiting', 'sending', 'unknown', 'confirming');
create index if not exists destination_writes_entry on destination_writes (firm_id, log_entry_id, id) where log_entry_id is not null;
create index if not exists destination_writes_contact on destination_writes (firm_id, contact_id, connection_id) where contact_id is not null;
create index if not exists destination_writes_failed on destination_writes (firm_id, connection_id, id) where state = 'failed';
create index if not exists destination_writes_external on destination_writes (firm_id, connection_id, external_id) where external_id is not null;
alter table destination_writes set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

-- The record at the destination, by its own id, and its page there.
alter table log_entries add column if not exists external_record_id text;
alter table log_entries add column if not exists url text;

-- People of a practice system may have no e-mail address; those without cannot sign in and are told apart by name.
drop index if exists staff_members_email;
create unique index if not exists staff_members_email on staff_members (firm_id, lower(email)) where email <> '';
