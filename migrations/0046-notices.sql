-- Notices to people outside the firm of messages that they have not looked at.

create table if not exists notice_settings (
  firm_id uuid primary key references firms(id) on delete cascade,
  -- 'back_off': longer each time while mails stay unopened; 'strict': the same time always
  mode text not null default 'back_off' check (mode in ('back_off', 'strict')),
  delay_minutes integer not null default 15 check (delay_minutes between 1 and 1440),
  -- a mail for each message's own time, instead of one for all that wait
  each_message boolean not null default false,
  version integer not null default 1,
  updated_at timestamptz not null default now()
);

-- One row for each person and conversation: what they were told, and what they will be.
create table if not exists notice_timers (
  firm_id uuid not null,
  conversation_id uuid not null,
  portal_user_id uuid not null,
  -- the first notice ever went out
  welcomed_at timestamptz,
  -- mails have told of everything up to this message
  notified_seq bigint not null default 0,
  -- mails since they last looked
  unopened integer not null default 0,
  -- the oldest message that waits to be told; all null: none does
  pending_seq bigint,
  pending_at timestamptz,
  due_at timestamptz,
  postponed integer not null default 0,
  -- staff were told that the mailbox refuses
  warned_at timestamptz,
  primary key (firm_id, conversation_id, portal_user_id),
  foreign key (firm_id, conversation_id) references conversations (firm_id, id) on delete cascade,
  foreign key (firm_id, portal_user_id) references portal_users (firm_id, id) on delete cascade,
  check ((pending_seq is null) = (due_at is null) and (pending_seq is null) = (pending_at is null))
);
create index if not exists notice_timers_due on notice_timers (due_at) where due_at is not null;

-- Why somebody got a mail, or did not.
create table if not exists notice_events (
  firm_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  portal_user_id uuid not null,
  at timestamptz not null,
  result text not null check (result in ('sent', 'cancelled', 'postponed')),
  reason text not null,
  from_seq bigint not null,
  up_to_seq bigint not null,
  outbox_id uuid,
  primary key (firm_id, id),
  foreign key (firm_id, conversation_id) references conversations (firm_id, id) on delete cascade
);
create index if not exists notice_events_conversation on notice_events (firm_id, conversation_id, id desc);
-- At most one mail up to a message, however often the work is tried.
create unique index if not exists notice_events_once on notice_events (firm_id, conversation_id, portal_user_id, up_to_seq, reason) where result = 'sent';

-- Somebody has the conversation open in a window that they look at.
create table if not exists notice_focus (
  firm_id uuid not null,
  conversation_id uuid not null,
  portal_user_id uuid not null,
  at timestamptz not null,
  primary key (firm_id, conversation_id, portal_user_id),
  foreign key (firm_id, conversation_id) references conversations (firm_id, id) on delete cascade
);
