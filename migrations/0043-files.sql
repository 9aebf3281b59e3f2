-- Files of conversations: uploads that can be resumed, what the scanner said of them, and the attachments they become.

create table if not exists file_settings (
  firm_id uuid primary key references firms(id) on delete cascade,
  -- largest file of somebody outside the firm, in bytes
  client_upload_limit bigint not null default 5368709120 check (client_upload_limit between 1048576 and 5368709120),
  -- bytes that may wait, not yet attached, in the whole firm
  waiting_bytes_limit bigint not null default 214748364800 check (waiting_bytes_limit > 0),
  -- what the scanner could not look into, and what no scanner looked at
  when_unscannable text not null default 'warn' check (when_unscannable in ('block', 'warn', 'owner')),
  when_unscanned text not null default 'warn' check (when_unscanned in ('block', 'warn', 'owner')),
  version integer not null default 1,
  updated_at timestamptz not null
);

create table if not exists uploads (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  conversation_id uuid not null,
  -- whose it is: one of the two
  staff_id uuid,
  portal_user_id uuid,
  name text not null,
  declared_type text not null default '',
  -- bytes as declared, reserved until the upload is attached or gone; and those that are durably here
  size_bytes bigint not null check (size_bytes between 0 and 5368709120),
  received_bytes bigint not null default 0,
  state text not null check (state in
    ('created', 'receiving', 'received', 'hashing', 'scanning', 'clean', 'infected', 'unscannable', 'unscanned', 'error', 'attached', 'expired')),
  -- asked for by the sender: the place where a picture was taken is left out
  strip_location boolean not null default false,
  location text check (location in ('removed', 'none', 'not_possible')),
  -- who writes to it now, until when unless it says so again; and who waits to take over
  holder uuid,
  holder_until timestamptz,
  wanted_by uuid,
  sha256 bytea,
  content_type text,
  type_mismatch boolean not null default false,
  verdict text check (verdict in ('clean', 'infected', 'unscannable', 'unscanned', 'error')),
  -- which signature, which limit, what went wrong
  verdict_detail text not null default '',
  -- the engine's version and its signatures'
  engine text not null default '',
  scanned_at timestamptz,
  tries integer not null default 0,
  released_by_staff_id uuid,
  released_at timestamptz,
  release_reason text not null default '',
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, conversation_id) references conversations (firm_id, id) on delete cascade,
  foreign key (firm_id, staff_id) references staff_members (firm_id, id),
  foreign key (firm_id, portal_user_id) references portal_users (firm_id, id),
  check ((staff_id is null) <> (portal_user_id is null)),
  check (received_bytes <= size_bytes)
);
create index if not exists uploads_staff on uploads (firm_id, staff_id, conversation_id, id) where state not in ('attached', 'expired');
create index if not exists uploads_portal on uploads (firm_id, portal_user_id, conversation_id, id) where state not in ('attached', 'expired');
create index if not exists uploads_waiting on uploads (firm_id, expires_at, id) where state not in ('attached', 'expired');
create index if not exists uploads_content on uploads (firm_id, sha256) where sha256 is not null;

-- A file that was sent: a copy, which no later change of the original touches.
create table if not exists attachments (
  firm_id uuid not null,
  conversation_id uuid not null,
  seq bigint not null,
  id uuid not null,
  -- its place in the message
  position integer not null,
  name text not null,
  size_bytes bigint not null,
  sha256 bytea not null,
  content_type text not null,
  type_mismatch boolean not null default false,
  location text check (location in ('removed', 'none', 'not_possible')),
  verdict text not null check (verdict in ('clean', 'infected', 'unscannable', 'unscanned', 'error')),
  verdict_detail text not null default '',
  engine text not null default '',
  scanned_at timestamptz,
  released_by_staff_id uuid,
  released_at timestamptz,
  release_reason text not null default '',
  added_by_staff_id uuid,
  added_by_portal_user_id uuid,
  -- the document of the matter that it is a copy of
  document_id uuid,
  withdrawn_at timestamptz,
  -- null with a time: the program, because it is infected
  withdrawn_by_staff_id uuid,
  withdrawn_by_portal_user_id uuid,
  withdrawn_why text check (withdrawn_why in ('person', 'infected')),
  created_at timestamptz not null,
  primary key (firm_id, id),
  -- whoever posts may write the message after its files
  foreign key (firm_id, conversation_id, seq) references messages (firm_id, conversation_id, seq) on delete cascade
    deferrable initially deferred,
  check (added_by_staff_id is null or added_by_portal_user_id is null),
  check ((withdrawn_at is null) = (withdrawn_why is null))
);
create unique index if not exists attachments_message on attachments (firm_id, conversation_id, seq, position);
create index if not exists attachments_content on attachments (firm_id, sha256);
-- What has to be looked at again when the engine learns something.
create index if not exists attachments_scanned on attachments (firm_id, engine, id) where withdrawn_at is null;

-- Pictures of pages, drawn here from what somebody uploaded. They can be drawn again, so nothing hangs on them.
create table if not exists file_previews (
  firm_id uuid not null references firms(id) on delete cascade,
  sha256 bytea not null,
  page integer not null check (page between 1 and 500),
  -- null: it cannot be drawn
  picture_sha256 bytea,
  width integer not null default 0,
  height integer not null default 0,
  pages integer not null default 0,
  why_not text not null default '',
  created_at timestamptz not null,
  primary key (firm_id, sha256, page)
);
