-- Mails of clients that become messages, mailboxes that refuse, clients who come by telephone, and a new beginning for whoever
-- lost every second factor.

-- A program wrote it: no out-of-office note answers it.
alter table outbox add column if not exists automatic boolean not null default false;
-- A line of a conversation for staff alone.
alter table messages add column if not exists inside boolean not null default false;

-- Whether clients may answer notices by mail. No row: they may not.
create table if not exists mail_reply_settings (
  firm_id uuid primary key references firms(id) on delete cascade,
  reply_by_mail boolean not null default false,
  -- so long an address of a notice takes answers
  days integer not null default 14 check (days between 1 and 90),
  version integer not null default 1,
  updated_at timestamptz not null
);

-- Each notice has an address of its own, for one person and one conversation. The address itself is in the mail alone.
create table if not exists reply_addresses (
  firm_id uuid not null,
  token_hash bytea not null,
  conversation_id uuid not null,
  portal_user_id uuid not null,
  -- the notice told of everything up to this message
  up_to_seq bigint not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (firm_id, token_hash),
  foreign key (firm_id, conversation_id) references conversations (firm_id, id) on delete cascade,
  foreign key (firm_id, portal_user_id) references portal_users (firm_id, id) on delete cascade
);
create index if not exists reply_addresses_person on reply_addresses (firm_id, conversation_id, portal_user_id, expires_at);

-- What became of each mail that came to such an address, and why.
create table if not exists mail_replies (
  firm_id uuid not null,
  id uuid not null,
  mail_id uuid not null,
  conversation_id uuid not null,
  portal_user_id uuid not null,
  -- of its Message-ID: the same mail by two ways is one message; null: it has none
  message_key bytea,
  -- 'waiting': its files are looked at; 'triage': staff looks at it
  state text not null check (state in ('waiting', 'posted', 'refused', 'dropped', 'triage', 'dismissed')),
  reason text not null default '',
  sender text not null default '',
  body text not null default '',
  files integer not null default 0,
  upload_ids uuid[] not null default '{}',
  up_to_seq bigint not null,
  -- the message that it became
  seq bigint,
  settled_by_staff_id uuid,
  settled_at timestamptz,
  due_at timestamptz,
  received_at timestamptz not null,
  primary key (firm_id, id),
  unique (firm_id, mail_id),
  foreign key (firm_id, mail_id) references incoming_mails (firm_id, id) on delete cascade,
  foreign key (firm_id, conversation_id) references conversations (firm_id, id) on delete cascade,
  foreign key (firm_id, portal_user_id) references portal_users (firm_id, id) on delete cascade,
  foreign key (firm_id, settled_by_staff_id) references staff_members (firm_id, id),
  check ((state = 'waiting') = (due_at is not null)),
  check ((state = 'posted') = (seq is not null))
);
create unique index if not exists mail_replies_once on mail_replies (firm_id, conversation_id, portal_user_id, message_key)
  where message_key is not null and state in ('waiting', 'posted');
create index if not exists mail_replies_open on mail_replies (firm_id, conversation_id, id) where state = 'triage';
create index if not exists mail_replies_due on mail_replies (due_at) where state = 'waiting';

-- Finding which firms have work; what is in it stays behind the wall.
drop policy if exists system_crosses on mail_replies;
create policy system_crosses on mail_replies to matterline_system using (true) with check (true);
grant select (firm_id, id, state, due_at) on mail_replies to matterline_system;

-- Every second factor of the login was taken away: whoever comes by its mailbox next proves more to each of its firms.
alter table portal_logins add column if not exists reset_at timestamptz;

-- Somebody lost every second factor: one of the staff asks, another confirms, time passes, and then they begin anew.
create table if not exists portal_resets (
  firm_id uuid not null,
  id uuid not null,
  portal_user_id uuid not null,
  -- how the asker knew that it is them, and what was said
  checked_by text not null check (checked_by in ('called_back', 'in_person', 'video')),
  note text not null,
  asked_by_staff_id uuid not null,
  asked_at timestamptz not null,
  confirmed_by_staff_id uuid,
  confirmed_at timestamptz,
  -- not before
  ready_at timestamptz,
  done_by_staff_id uuid,
  done_at timestamptz,
  stopped_by_staff_id uuid,
  stopped_at timestamptz,
  primary key (firm_id, id),
  foreign key (firm_id, portal_user_id) references portal_users (firm_id, id) on delete cascade,
  foreign key (firm_id, asked_by_staff_id) references staff_members (firm_id, id),
  foreign key (firm_id, confirmed_by_staff_id) references staff_members (firm_id, id),
  foreign key (firm_id, done_by_staff_id) references staff_members (firm_id, id),
  foreign key (firm_id, stopped_by_staff_id) references staff_members (firm_id, id),
  check (confirmed_by_staff_id is distinct from asked_by_staff_id or confirmed_by_staff_id is null),
  check ((confirmed_at is null) = (ready_at is null)),
  check (done_at is null or (confirmed_at is not null and stopped_at is null))
);
create unique index if not exists portal_resets_open on portal_resets (firm_id, portal_user_id) where done_at is null and stopped_at is null;

-- What staff were told of somebody's mailbox before stays theirs alone.
update messages set inside = true where detail->>'what' = 'mail_bounced' and not inside;
