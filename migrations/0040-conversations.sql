-- Portal users (people outside the firm who come to its portal), and the conversations of staff and with them.

do $$ begin
  create role matterline_portal nologin;
exception when duplicate_object then null; end $$;
do $$ begin
  execute format('grant matterline_portal to %I', current_user);
end $$;

-- On whose behalf a transaction of the portal runs; null: none.
create or replace function app_portal_user() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('app.portal_user_id', true), '')::uuid $$;
-- Whether that person has proved a second factor in this session.
create or replace function app_second_factor() returns boolean language sql stable parallel safe
  as $$ select coalesce(nullif(current_setting('app.second_factor', true), ''), 'off') = 'on' $$;
-- The time by the program's clock: what ends at a moment ends for the database as it does for the program.
create or replace function app_now() returns timestamptz language sql stable parallel safe
  as $$ select coalesce(nullif(current_setting('app.now', true), '')::timestamptz, now()) $$;

create table if not exists portal_settings (
  firm_id uuid primary key references firms(id) on delete cascade,
  -- staff see only the matter conversations that they take part in
  members_only boolean not null default false,
  -- a message to people outside the firm can be taken back for so long before it leaves
  undo_seconds integer not null default 10 check (undo_seconds between 0 and 60),
  version integer not null default 1,
  updated_at timestamptz not null default now()
);

create table if not exists portal_users (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  contact_id uuid not null,
  -- empty only for people who come by telephone and passkey
  email text not null,
  active boolean not null default true,
  -- the mailbox refused for good
  bounced_at timestamptz,
  -- the firm wrote another address: whoever signs in next proves more before reading
  email_changed_at timestamptz,
  created_by_staff_id uuid,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, contact_id) references contacts (firm_id, id)
);
create unique index if not exists portal_users_contact on portal_users (firm_id, contact_id);
create index if not exists portal_users_email on portal_users (firm_id, lower(email));

create table if not exists conversations (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  kind text not null check (kind in ('external', 'internal', 'channel', 'direct')),
  matter_id uuid,
  title text not null default '',
  -- with whom words may be shared without losing privilege; of external ones
  class text check (class in ('privileged', 'common_interest', 'third_party', 'opposing')),
  state text not null default 'draft' check (state in ('draft', 'open', 'archived', 'ended')),
  -- over whatever state: nothing of it is purged, edited or deleted
  held_at timestamptz,
  held_reason text not null default '',
  held_by_staff_id uuid,
  -- people outside the firm read it only after a second factor
  second_factor boolean not null default false,
  last_seq bigint not null default 0,
  last_message_at timestamptz,
  -- since when somebody outside waits for an answer; null: nobody does
  awaiting_since timestamptz,
  -- the ended conversation that this one takes up
  continues_id uuid,
  -- who is in a direct conversation: the same people have one
  direct_key text,
  -- staff who take part now; kept by participants_seated, so that the wall needs no look at the participants
  staff_ids uuid[] not null default '{}',
  created_by_staff_id uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  archived_at timestamptz,
  ended_at timestamptz,
  version integer not null default 1,
  primary key (firm_id, id),
  foreign key (firm_id, matter_id) references matters (firm_id, id),
  foreign key (firm_id, continues_id) references conversations (firm_id, id),
  check ((kind in ('external', 'internal')) = (matter_id is not null)),
  check ((kind = 'external') = (class is not null)),
  check ((kind = 'direct') = (direct_key is not null)),
  check ((held_at is null) = (held_reason = ''))
);
create index if not exists conversations_recent on conversations (firm_id, last_message_at desc, id desc) where last_message_at is not null;
create index if not exists conversations_matter on conversations (firm_id, matter_id, id desc) where matter_id is not null;
create index if not exists conversations_staff on conversations using gin (firm_id, staff_ids);
create index if not exists conversations_awaiting on conversations (firm_id, awaiting_since, id) where awaiting_since is not null;
create unique index if not exists conversations_direct on conversations (firm_id, direct_key) where direct_key is not null;

-- One row a stay: who comes back later sees what was said in each of his stays. At most one goes on.
create table if not exists participants (
  firm_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  staff_id uuid,
  portal_user_id uuid,
  -- the first and the last message that it reaches; null: it goes on
  from_seq bigint not null default 1,
  to_seq bigint,
  joined_at timestamptz not null,
  left_at timestamptz,
  left_how text check (left_how in ('left', 'removed', 'ended', 'for_cause')),
  cause text not null default '',
  -- reading after the end stops here
  access_until timestamptz,
  added_by_staff_id uuid,
  primary key (firm_id, id),
  foreign key (firm_id, conversation_id) references conversations (firm_id, id) on delete cascade,
  foreign key (firm_id, staff_id) references staff_members (firm_id, id),
  foreign key (firm_id, portal_user_id) references portal_users (firm_id, id),
  check ((staff_id is null) <> (portal_user_id is null)),
  check ((left_at is null) = (left_how is null)),
  check ((left_at is null) or to_seq is not null or staff_id is not null),
  check ((left_how is not distinct from 'for_cause') = (cause <> ''))
);
create index if not exists participants_conversation on participants (firm_id, conversation_id, id);
create unique index if not exists participants_staff_now on participants (firm_id, conversation_id, staff_id) where left_at is null and staff_id is not null;
create unique index if not exists participants_portal_now on participants (firm_id, conversation_id, portal_user_id) where left_at is null and portal_user_id is not null;
create index if not exists participants_portal on participants (firm_id, portal_user_id, conversation_id) where portal_user_id is not null;

create or replace function participants_seated() returns trigger language plpgsql as $$
declare
  firm uuid := coalesce(new.firm_id, old.firm_id);
  conversation uuid := coalesce(new.conversation_id, old.conversation_id);
begin
  update conversations c set staff_ids = coalesce((
      select array_agg(p.staff_id order by p.staff_id) from participants p
      where p.firm_id = firm and p.conversation_id = conversation and p.staff_id is not null and p.left_at is null), '{}')
  where c.firm_id = firm and c.id = conversation;
  return null;
end $$;
drop trigger if exists participants_seated on participants;
create trigger participants_seated after insert or update of left_at, staff_id or delete on participants
  for each row execute function participants_seated();

create table if not exists messages (
  firm_id uuid not null,
  conversation_id uuid not null,
  seq bigint not null,
  id uuid not null,
  -- 'note': what happened (somebody joined, it was archived); `detail` says what
  kind text not null default 'message' check (kind in ('message', 'note')),
  -- both null: the program itself
  author_staff_id uuid,
  author_portal_user_id uuid,
  body text not null,
  detail jsonb,
  sent_by text not null default 'portal' check (sent_by in ('portal', 'sms', 'email')),
  reply_to_seq bigint,
  -- its words never leave the portal
  privileged boolean not null default false,
  -- what the sender's screen called it: sent again, it is the same message
  client_key uuid,
  edited_at timestamptz,
  retracted_at timestamptz,
  retracted_by_staff_id uuid,
  search tsvector,
  created_at timestamptz not null,
  primary key (firm_id, conversation_id, seq),
  foreign key (firm_id, conversation_id) references conversations (firm_id, id) on delete cascade,
  check (author_staff_id is null or author_portal_user_id is null)
);
create index if not exists messages_search on messages using gin (firm_id, search);
create index if not exists messages_newest on messages (firm_id, created_at desc, conversation_id desc, seq desc);
create unique index if not exists messages_id on messages (firm_id, id);
create unique index if not exists messages_client_key on messages (firm_id, conversation_id, client_key) where client_key is not null;

-- What stood there before its author changed it.
create table if not exists message_versions (
  firm_id uuid not null,
  conversation_id uuid not null,
  seq bigint not null,
  number integer not null,
  body text not null,
  replaced_at timestamptz not null,
  primary key (firm_id, conversation_id, seq, number),
  foreign key (firm_id, conversation_id, seq) references messages (firm_id, conversation_id, seq) on delete cascade
);

-- Written and acknowledged, and not sent yet: its author may still take it back.
create table if not exists outgoing_messages (
  firm_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  author_staff_id uuid not null,
  -- the message as it will be posted
  message jsonb not null,
  client_key uuid,
  release_at timestamptz not null,
  -- why it could not be sent; it waits for its author then
  refused text,
  created_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, conversation_id) references conversations (firm_id, id) on delete cascade,
  foreign key (firm_id, author_staff_id) references staff_members (firm_id, id)
);
create index if not exists outgoing_messages_due on outgoing_messages (release_at) where refused is null;
create unique index if not exists outgoing_messages_client_key on outgoing_messages (firm_id, conversation_id, client_key) where client_key is not null;

-- How far somebody has looked, and each time that they looked further.
create table if not exists read_pointers (
  firm_id uuid not null,
  conversation_id uuid not null,
  -- a staff member or a portal user
  person_id uuid not null,
  is_staff boolean not null,
  seq bigint not null,
  at timestamptz not null,
  primary key (firm_id, conversation_id, person_id),
  foreign key (firm_id, conversation_id) references conversations (firm_id, id) on delete cascade
);
create index if not exists read_pointers_person on read_pointers (firm_id, person_id, conversation_id);
create table if not exists read_marks (
  firm_id uuid not null,
  conversation_id uuid not null,
  person_id uuid not null,
  seq bigint not null,
  at timestamptz not null,
  primary key (firm_id, conversation_id, person_id, seq),
  foreign key (firm_id, conversation_id) references conversations (firm_id, id) on delete cascade
);

create table if not exists drafts (
  firm_id uuid not null,
  conversation_id uuid not null,
  person_id uuid not null,
  is_staff boolean not null,
  body text not null,
  updated_at timestamptz not null,
  primary key (firm_id, conversation_id, person_id),
  foreign key (firm_id, conversation_id) references conversations (firm_id, id) on delete cascade
);

create table if not exists pins (
  firm_id uuid not null,
  conversation_id uuid not null,
  seq bigint not null,
  pinned_by_staff_id uuid not null,
  pinned_at timestamptz not null,
  primary key (firm_id, conversation_id, seq),
  foreign key (firm_id, conversation_id, seq) references messages (firm_id, conversation_id, seq) on delete cascade
);

create table if not exists mentions (
  firm_id uuid not null,
  conversation_id uuid not null,
  seq bigint not null,
  staff_id uuid not null,
  primary key (firm_id, conversation_id, seq, staff_id),
  foreign key (firm_id, conversation_id, seq) references messages (firm_id, conversation_id, seq) on delete cascade,
  foreign key (firm_id, staff_id) references staff_members (firm_id, id)
);
create index if not exists mentions_staff on mentions (firm_id, staff_id, conversation_id, seq desc);

-- Two owners open a direct conversation or a channel to one of the firm for a while.
create table if not exists break_glass_grants (
  firm_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  staff_id uuid not null,
  reason text not null,
  -- its members are not told, because a hold says so
  silent boolean not null default false,
  hours integer not null check (hours between 1 and 24),
  asked_by_staff_id uuid not null,
  asked_at timestamptz not null,
  approved_by_staff_id uuid,
  approved_at timestamptz,
  expires_at timestamptz,
  ended_at timestamptz,
  primary key (firm_id, id),
  foreign key (firm_id, conversation_id) references conversations (firm_id, id) on delete cascade,
  foreign key (firm_id, staff_id) references staff_members (firm_id, id),
  check (approved_by_staff_id is distinct from asked_by_staff_id or approved_by_staff_id is null),
  check ((approved_at is null) = (expires_at is null))
);
create index if not exists break_glass_grants_open on break_glass_grants (firm_id, conversation_id, staff_id) where approved_at is not null and ended_at is null;

-- Who of those outside the firm did something.
alter table audit_log add column if not exists portal_user_id uuid;

-- Matters that were closed, wherever that was done, and whose clients' conversations have not been ended yet.
create table if not exists closed_matters (
  firm_id uuid not null,
  matter_id uuid not null,
  staff_id uuid,
  at timestamptz not null,
  primary key (firm_id, matter_id),
  foreign key (firm_id, matter_id) references matters (firm_id, id) on delete cascade
);
create or replace function conversations_follow_matter() returns trigger language plpgsql as $$
begin
  insert into closed_matters (firm_id, matter_id, staff_id, at)
    select new.firm_id, new.id, app_staff(), now()
    where exists (select 1 from conversations c where c.firm_id = new.firm_id and c.matter_id = new.id and c.kind = 'external' and c.state = 'open')
  on conflict (firm_id, matter_id) do nothing;
  return null;
end $$;
drop trigger if exists conversations_follow_matter on matters;
create trigger conversations_follow_matter after update of status on matters for each row
  when (new.status = 'closed' and old.status is distinct from 'closed') execute function conversations_follow_matter();
