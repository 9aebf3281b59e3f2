-- The portal as an app in the firm's name: its look and address, the words of what goes to clients, and push notices.

-- How the portal looks. The logo is a PNG that we drew ourselves from what was uploaded.
alter table portal_looks add column if not exists logo bytea;
alter table portal_looks add column if not exists quick_exit boolean not null default true;
-- where it leads; '': a page of the firm's country that anybody might look at
alter table portal_looks add column if not exists quick_exit_url text not null default '';

-- The app's icons, drawn from the look and kept; `drawn_from` tells when they are of an older one.
create table if not exists portal_icons (
  firm_id uuid not null references firms(id) on delete cascade,
  name text not null,
  drawn_from text not null,
  png bytea not null,
  primary key (firm_id, name)
);

-- The firm's own address of the portal. It counts from the moment when a browser has come to us by it.
create table if not exists portal_hosts (
  firm_id uuid primary key references firms(id) on delete cascade,
  host text not null check (host = lower(host)),
  verified_at timestamptz,
  updated_at timestamptz not null
);
create unique index if not exists portal_hosts_host on portal_hosts (host) where verified_at is not null;

-- A passkey belongs to the address where it was made; null: the installation's own.
alter table portal_passkeys add column if not exists rp_id text;

-- A mail that goes out under the firm's name and colour.
alter table outbox add column if not exists in_firms_name boolean not null default false;

-- What the firm says instead of our words, version by version; both null: our words again.
create table if not exists message_templates (
  firm_id uuid not null references firms(id) on delete cascade,
  kind text not null,
  version integer not null,
  subject text,
  body text,
  staff_id uuid,
  created_at timestamptz not null,
  primary key (firm_id, kind, version),
  foreign key (firm_id, staff_id) references staff_members (firm_id, id),
  check ((subject is null) = (body is null))
);
create table if not exists template_settings (
  firm_id uuid primary key references firms(id) on delete cascade,
  -- notices may name the matter
  names_matter boolean not null default false,
  version integer not null default 1,
  updated_at timestamptz not null
);

-- The key pair by which push services know this installation (RFC 8292); the private half is sealed.
create table if not exists push_keys (
  id boolean primary key default true check (id),
  public_key text not null,
  private_key bytea not null,
  created_at timestamptz not null
);

-- A browser that wants to be told, for one person in one session.
create table if not exists push_subscriptions (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  staff_id uuid,
  portal_user_id uuid,
  session_id text not null,
  endpoint_hash bytea not null,
  -- { endpoint, p256dh, auth }: whoever knows it can push to the device
  sealed bytea not null,
  user_agent text not null default '',
  created_at timestamptz not null,
  last_pushed_at timestamptz,
  failures integer not null default 0,
  -- the push service wants to be left alone until then
  rest_until timestamptz,
  primary key (firm_id, id),
  foreign key (firm_id, staff_id) references staff_members (firm_id, id) on delete cascade,
  foreign key (firm_id, portal_user_id) references portal_users (firm_id, id) on delete cascade,
  check ((staff_id is null) <> (portal_user_id is null))
);
create unique index if not exists push_subscriptions_endpoint on push_subscriptions (firm_id, endpoint_hash);
create index if not exists push_subscriptions_staff on push_subscriptions (firm_id, staff_id) where staff_id is not null;
create index if not exists push_subscriptions_person on push_subscriptions (firm_id, portal_user_id) where portal_user_id is not null;
create index if not exists push_subscriptions_session on push_subscriptions (firm_id, session_id);

-- One row for each person and conversation: what was pushed, and what waits to be.
create table if not exists push_timers (
  firm_id uuid not null,
  conversation_id uuid not null,
  person_id uuid not null,
  is_staff boolean not null,
  pushed_seq bigint not null default 0,
  pushed_at timestamptz,
  -- pushes since they last looked
  unopened integer not null default 0,
  -- all null: nothing waits
  pending_seq bigint,
  pending_at timestamptz,
  due_at timestamptz,
  postponed integer not null default 0,
  primary key (firm_id, conversation_id, person_id),
  foreign key (firm_id, conversation_id) references conversations (firm_id, id) on delete cascade,
  check ((pending_seq is null) = (due_at is null) and (pending_seq is null) = (pending_at is null))
);
create index if not exists push_timers_due on push_timers (due_at) where due_at is not null;

-- Why somebody's device was told, or was not.
create table if not exists push_events (
  firm_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  person_id uuid not null,
  is_staff boolean not null,
  at timestamptz not null,
  result text not null check (result in ('pushed', 'cancelled', 'postponed')),
  reason text not null,
  up_to_seq bigint not null,
  devices integer not null default 0,
  primary key (firm_id, id),
  foreign key (firm_id, conversation_id) references conversations (firm_id, id) on delete cascade
);
create index if not exists push_events_conversation on push_events (firm_id, conversation_id, id desc);

-- How somebody of the firm wants to be told.
create table if not exists push_preferences (
  firm_id uuid not null,
  staff_id uuid not null,
  tell text not null default 'new' check (tell in ('new', 'unanswered', 'none')),
  unanswered_minutes integer not null default 60 check (unanswered_minutes between 5 and 1440),
  -- only in working hours, by the firm's clock
  quiet boolean not null default false,
  work_from smallint not null default 540 check (work_from between 0 and 1439),
  work_until smallint not null default 1080 check (work_until between 1 and 1440),
  -- 1 Monday to 7 Sunday
  work_days smallint[] not null default '{1,2,3,4,5}',
  version integer not null default 1,
  updated_at timestamptz not null,
  primary key (firm_id, staff_id),
  foreign key (firm_id, staff_id) references staff_members (firm_id, id) on delete cascade,
  check (work_from < work_until)
);

-- A device is forgotten with the session that it belongs to, whoever ended it and however.
create or replace function forget_devices_of_portal_session() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.revoked_at is null and new.active_portal_user_id is not distinct from old.active_portal_user_id then
    return null;
  end if;
  delete from push_subscriptions p where p.firm_id = old.active_firm_id and p.session_id = old.id::text;
  return null;
end $$;
create or replace trigger devices_forgotten after delete or update of revoked_at, active_portal_user_id on portal_sessions
  for each row when (old.active_firm_id is not null) execute function forget_devices_of_portal_session();
create or replace function forget_devices_of_staff_session() returns trigger language plpgsql as $$
begin
  delete from push_subscriptions p using memberships m
  where m.user_id = old."userId" and p.firm_id = m.firm_id and p.session_id = old.id;
  return null;
end $$;
create or replace trigger devices_forgotten after delete on auth_session
  for each row execute function forget_devices_of_staff_session();
create or replace function forget_devices_of_person() returns trigger language plpgsql as $$
begin
  delete from push_subscriptions p where p.firm_id = old.firm_id and old.id in (p.staff_id, p.portal_user_id);
  return null;
end $$;
create or replace trigger devices_forgotten after update of active on staff_members
  for each row when (old.active and not new.active) execute function forget_devices_of_person();
create or replace trigger devices_forgotten after update of active on portal_users
  for each row when (old.active and not new.active) execute function forget_devices_of_person();
