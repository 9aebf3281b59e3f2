-- Roles, firms, staff, sign-in, tokens, audit, live events, files, outbox.
-- Every tenant table leads its keys with firm_id; after-each.sql walls it.

create extension if not exists btree_gin;

do $$ begin
  create role matterline_app nologin;
exception when duplicate_object then null; end $$;
do $$ begin
  create role matterline_system nologin;
exception when duplicate_object then null; end $$;
do $$ begin
  execute format('grant matterline_app, matterline_system to %I', current_user);
end $$;

-- The firm whose rows a transaction may touch, and the staff member on whose behalf; both are set by firm(id).read/.write.
create or replace function app_firm() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('app.firm_id', true), '')::uuid $$;
-- null: the program itself (pipeline, jobs), for whom no wall stands.
create or replace function app_staff() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('app.staff_id', true), '')::uuid $$;

create table if not exists firms (
  id uuid primary key,
  name text not null,
  country text not null,
  time_zone text not null,
  currency text not null,
  event_seq bigint not null default 0,
  created_at timestamptz not null default now()
);

-- Sign-in (better-auth's tables, its own column names). Not tenant tables: one person may work for several firms.
create table if not exists auth_user (
  "id" text primary key, "name" text not null, "email" text not null unique, "emailVerified" boolean not null,
  "image" text, "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now(),
  "twoFactorEnabled" boolean
);
create table if not exists auth_session (
  "id" text primary key, "expiresAt" timestamptz not null, "token" text not null unique,
  "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null,
  "ipAddress" text, "userAgent" text,
  "userId" text not null references auth_user("id") on delete cascade,
  "activeFirmId" text
);
create index if not exists auth_session_user on auth_session ("userId");
create table if not exists auth_account (
  "id" text primary key, "accountId" text not null, "providerId" text not null,
  "userId" text not null references auth_user("id") on delete cascade,
  "accessToken" text, "refreshToken" text, "idToken" text,
  "accessTokenExpiresAt" timestamptz, "refreshTokenExpiresAt" timestamptz, "scope" text, "password" text,
  "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null
);
create index if not exists auth_account_user on auth_account ("userId");
create table if not exists auth_verification (
  "id" text primary key, "identifier" text not null, "value" text not null, "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now()
);
create index if not exists auth_verification_identifier on auth_verification ("identifier");
create table if not exists auth_two_factor (
  "id" text primary key, "secret" text not null, "backupCodes" text not null,
  "userId" text not null references auth_user("id") on delete cascade, "verified" boolean,
  "failedVerificationCount" integer, "lockedUntil" timestamptz
);
create index if not exists auth_two_factor_user on auth_two_factor ("userId");
create table if not exists auth_passkey (
  "id" text primary key, "name" text, "publicKey" text not null,
  "userId" text not null references auth_user("id") on delete cascade,
  "credentialID" text not null, "counter" integer not null, "deviceType" text not null, "backedUp" boolean not null,
  "transports" text, "createdAt" timestamptz, "aaguid" text
);
create index if not exists auth_passkey_user on auth_passkey ("userId");
create index if not exists auth_passkey_credential on auth_passkey ("credentialID");

-- How often somebody tried something: counts per account and per address, for every copy of the program (the columns of
-- rate-limiter-flexible's PostgreSQL store).
create table if not exists rate_limits (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);
create index if not exists rate_limits_expire on rate_limits (expire);

-- Which login is which staff member of which firm.
create table if not exists memberships (
  user_id text not null references auth_user("id") on delete cascade,
  firm_id uuid not null references firms(id) on delete cascade,
  staff_id uuid not null,
  primary key (user_id, firm_id)
);

create table if not exists staff_members (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  first_name text not null,
  last_name text not null,
  email text not null,
  role text not null check (role in ('owner', 'administrator', 'member')),
  extension text,
  direct_numbers text[] not null default '{}',
  default_billable boolean,
  hourly_rate bigint not null default 0,
  active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (firm_id, id)
);
create unique index if not exists staff_members_email on staff_members (firm_id, lower(email));

create table if not exists invitations (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  staff_id uuid not null,
  token_hash bytea not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (firm_id, id),
  foreign key (firm_id, staff_id) references staff_members (firm_id, id) on delete cascade
);

create table if not exists api_tokens (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  staff_id uuid not null,
  name text not null,
  token_hash bytea not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (firm_id, id),
  foreign key (firm_id, staff_id) references staff_members (firm_id, id) on delete cascade
);
create unique index if not exists api_tokens_hash on api_tokens (firm_id, token_hash);

create table if not exists audit_log (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  at timestamptz not null default now(),
  staff_id uuid,
  action text not null,
  subject_type text not null,
  subject_id uuid,
  matter_id uuid,
  detail jsonb not null default '{}',
  primary key (firm_id, id)
);
create index if not exists audit_log_subject on audit_log (firm_id, subject_type, subject_id, id);
create index if not exists audit_log_matter on audit_log (firm_id, matter_id, id) where matter_id is not null;

-- Append-only, numbered per firm in the order of commit; the live stream only says "there is more".
create table if not exists events (
  firm_id uuid not null references firms(id) on delete cascade,
  seq bigint not null,
  type text not null,
  subject_id uuid not null,
  matter_id uuid,
  at timestamptz not null default now(),
  primary key (firm_id, seq)
);

create table if not exists idempotency_keys (
  firm_id uuid not null references firms(id) on delete cascade,
  staff_id uuid not null,
  key text not null,
  request_hash bytea not null,
  status integer not null,
  response jsonb,
  created_at timestamptz not null default now(),
  primary key (firm_id, staff_id, key)
);
create index if not exists idempotency_keys_age on idempotency_keys (firm_id, created_at);

-- Stored files by content: the bytes are in the object store under this hash.
create table if not exists files (
  firm_id uuid not null references firms(id) on delete cascade,
  sha256 bytea not null,
  size_bytes bigint not null,
  content_type text not null,
  created_at timestamptz not null default now(),
  primary key (firm_id, sha256)
);

-- What left the house by mail or text, or was kept because no SMTP server is configured.
create table if not exists outbox (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  channel text not null check (channel in ('email', 'sms')),
  recipient text not null,
  subject text not null,
  body text not null,
  -- a sign-in code or link: shown to owners only
  confidential boolean not null default false,
  state text not null check (state in ('kept', 'queued', 'sent', 'failed')),
  error text,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  primary key (firm_id, id)
);
