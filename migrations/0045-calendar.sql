-- Mail that comes in, what a client has to do, and the events of a matter with who attends them.

-- A mail about a matter is walled with it; a calendar part makes it an invitation.
alter table outbox add column if not exists matter_id uuid;
alter table outbox add column if not exists reply_to text;
alter table outbox add column if not exists calendar jsonb;
do $$ begin
  alter table outbox add constraint outbox_matter foreign key (firm_id, matter_id) references matters (firm_id, id);
exception when duplicate_object then null; end $$;
create index if not exists outbox_matter on outbox (firm_id, matter_id) where matter_id is not null;

create table if not exists mail_in_settings (
  firm_id uuid primary key references firms(id) on delete cascade,
  hook_key text not null,
  hook_secret bytea not null,
  -- whose Authentication-Results are believed; empty: nobody's, and no sender counts as verified
  authserv_id text not null default '',
  -- where answers to our mails go, so that they come back here; empty: to the person who wrote
  reply_address text not null default '',
  version integer not null default 1,
  updated_at timestamptz not null
);

-- Every mail as it came, before anybody has looked into it. Its bytes are a file.
create table if not exists incoming_mails (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  sha256 bytea not null,
  size_bytes bigint not null,
  received_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'taken', 'unclaimed', 'unreadable')),
  -- read out of it, once it was
  sender text not null default '',
  subject text not null default '',
  sender_verified boolean,
  -- why the sender counts as verified or does not
  verdict text not null default '',
  -- who took it
  taken_by text,
  -- walls it with what it was filed on
  matter_id uuid,
  read_at timestamptz,
  primary key (firm_id, id),
  foreign key (firm_id, matter_id) references matters (firm_id, id),
  check ((state = 'taken') = (taken_by is not null))
);
create unique index if not exists incoming_mails_once on incoming_mails (firm_id, sha256);
create index if not exists incoming_mails_matter on incoming_mails (firm_id, matter_id) where matter_id is not null;

create table if not exists to_dos (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  matter_id uuid not null,
  -- in which conversation it came up, whose wall is its own
  conversation_id uuid,
  portal_user_id uuid not null,
  kind text not null check (kind in ('message', 'file', 'form', 'signature', 'invoice', 'request', 'event', 'free')),
  source_id uuid,
  title text not null,
  due_on date,
  -- done by itself at this moment
  passes_at timestamptz,
  state text not null default 'open' check (state in ('open', 'done', 'withdrawn')),
  done_how text check (done_how in ('happened', 'ticked', 'passed')),
  done_at timestamptz,
  created_by_staff_id uuid,
  created_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, matter_id) references matters (firm_id, id),
  foreign key (firm_id, conversation_id) references conversations (firm_id, id) on delete cascade,
  foreign key (firm_id, portal_user_id) references portal_users (firm_id, id) on delete cascade,
  check ((kind = 'free') = (source_id is null)),
  check ((state = 'done') = (done_at is not null)),
  check ((done_at is null) = (done_how is null))
);
create unique index if not exists to_dos_source on to_dos (firm_id, kind, source_id, portal_user_id) where source_id is not null;
create index if not exists to_dos_matter on to_dos (firm_id, matter_id, id desc);
create index if not exists to_dos_person on to_dos (firm_id, portal_user_id, id desc);
create index if not exists to_dos_passing on to_dos (passes_at) where state = 'open' and passes_at is not null;
drop policy if exists system_crosses on to_dos;
create policy system_crosses on to_dos to matterline_system using (true) with check (true);
grant select (firm_id, state, passes_at) on to_dos to matterline_system;

create table if not exists matter_events (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  matter_id uuid not null,
  -- the same in every calendar, for ever
  uid text not null,
  -- how often time or place were changed (RFC 5545)
  sequence integer not null default 0,
  title text not null check (title <> ''),
  place text not null default '',
  description text not null default '',
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  -- IANA; in which its times are meant
  time_zone text not null,
  -- mails tell neither title nor description
  neutral boolean not null default false,
  state text not null default 'planned' check (state in ('planned', 'cancelled')),
  organiser_staff_id uuid not null,
  moved_at timestamptz,
  cancelled_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, matter_id) references matters (firm_id, id),
  foreign key (firm_id, organiser_staff_id) references staff_members (firm_id, id),
  check (ends_at >= starts_at),
  check ((state = 'cancelled') = (cancelled_at is not null))
);
create unique index if not exists matter_events_uid on matter_events (firm_id, uid);
create index if not exists matter_events_matter on matter_events (firm_id, matter_id, starts_at, id);
create index if not exists matter_events_time on matter_events (firm_id, starts_at, id);

-- Staff, or a contact of the firm; a contact who is a portal user sees the event there as well.
create table if not exists event_attendees (
  firm_id uuid not null,
  id uuid not null,
  event_id uuid not null,
  matter_id uuid not null,
  staff_id uuid,
  contact_id uuid,
  -- where the invitation went, and whence an answer by mail must come; empty: invited through the portal alone
  email text not null default '',
  state text not null default 'needs-action' check (state in ('needs-action', 'accepted', 'tentative', 'declined')),
  answered_at timestamptz,
  answered_by text check (answered_by in ('mail', 'portal', 'staff')),
  -- of an answer by mail: when it was written, so that an older one never overtakes it
  written_at timestamptz,
  -- the time and place that this person has looked at in the portal
  seen_sequence integer,
  added_at timestamptz not null,
  removed_at timestamptz,
  primary key (firm_id, id),
  foreign key (firm_id, event_id) references matter_events (firm_id, id) on delete cascade,
  foreign key (firm_id, staff_id) references staff_members (firm_id, id),
  foreign key (firm_id, contact_id) references contacts (firm_id, id),
  foreign key (firm_id, matter_id) references matters (firm_id, id),
  check ((staff_id is null) <> (contact_id is null)),
  check ((answered_at is null) = (answered_by is null))
);
create unique index if not exists event_attendees_staff on event_attendees (firm_id, event_id, staff_id) where staff_id is not null;
create unique index if not exists event_attendees_contact on event_attendees (firm_id, event_id, contact_id) where contact_id is not null;
create index if not exists event_attendees_of_staff on event_attendees (firm_id, staff_id, event_id) where staff_id is not null;
create index if not exists event_attendees_of_contact on event_attendees (firm_id, contact_id, event_id) where contact_id is not null;
create index if not exists event_attendees_matter on event_attendees (firm_id, matter_id);

-- Answers by mail that were not believed; staff see them on the event and decide.
create table if not exists event_replies (
  firm_id uuid not null,
  id uuid not null,
  event_id uuid not null,
  matter_id uuid not null,
  mail_id uuid not null,
  sender text not null,
  -- whom the answer is for, when that person is invited
  attendee_id uuid,
  answer text check (answer in ('accepted', 'tentative', 'declined')),
  sequence integer not null,
  words text not null default '',
  reason text not null,
  received_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'taken', 'dismissed')),
  settled_at timestamptz,
  settled_by_staff_id uuid,
  primary key (firm_id, id),
  foreign key (firm_id, event_id) references matter_events (firm_id, id) on delete cascade,
  foreign key (firm_id, matter_id) references matters (firm_id, id),
  foreign key (firm_id, mail_id) references incoming_mails (firm_id, id) on delete cascade,
  foreign key (firm_id, attendee_id) references event_attendees (firm_id, id),
  foreign key (firm_id, settled_by_staff_id) references staff_members (firm_id, id)
);
create unique index if not exists event_replies_mail on event_replies (firm_id, mail_id, event_id);
create index if not exists event_replies_event on event_replies (firm_id, event_id, id desc);
create index if not exists event_replies_matter on event_replies (firm_id, matter_id);

create table if not exists event_reminders (
  firm_id uuid not null,
  event_id uuid not null,
  matter_id uuid not null,
  minutes_before integer not null,
  due_at timestamptz not null,
  -- null: not yet
  outcome text check (outcome in ('sent', 'nobody', 'cancelled', 'started', 'overtaken')),
  settled_at timestamptz,
  primary key (firm_id, event_id, minutes_before),
  foreign key (firm_id, event_id) references matter_events (firm_id, id) on delete cascade,
  foreign key (firm_id, matter_id) references matters (firm_id, id)
);
create index if not exists event_reminders_due on event_reminders (due_at) where outcome is null;
create index if not exists event_reminders_matter on event_reminders (firm_id, matter_id);
drop policy if exists system_crosses on event_reminders;
create policy system_crosses on event_reminders to matterline_system using (true) with check (true);
grant select (firm_id, event_id, due_at, outcome) on event_reminders to matterline_system;
