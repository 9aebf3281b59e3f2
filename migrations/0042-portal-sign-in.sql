-- How people outside the firm sign in. A login is a mailbox, which several firms may know; so it is no table of a firm.
create table if not exists portal_accounts (
  id uuid primary key,
  email text not null,
  created_at timestamptz not null
);
create unique index if not exists portal_accounts_email on portal_accounts (lower(email));

-- Which login is which portal user of which firm.
create table if not exists portal_logins (
  account_id uuid not null references portal_accounts(id) on delete cascade,
  firm_id uuid not null references firms(id) on delete cascade,
  portal_user_id uuid not null,
  -- when the person proved more than the mailbox; needed where the firm wrote another address
  confirmed_at timestamptz,
  last_signed_in_at timestamptz,
  created_at timestamptz not null,
  primary key (account_id, firm_id, portal_user_id),
  foreign key (firm_id, portal_user_id) references portal_users (firm_id, id) on delete cascade
);
create index if not exists portal_logins_user on portal_logins (firm_id, portal_user_id);

create table if not exists portal_sessions (
  id uuid primary key,
  account_id uuid not null references portal_accounts(id) on delete cascade,
  token_hash bytea not null unique,
  -- as whom it looks now
  active_firm_id uuid,
  active_portal_user_id uuid,
  -- a device that its owner trusts stays signed in for longer
  trusted boolean not null default false,
  second_factor_at timestamptz,
  proven_at timestamptz not null,
  last_seen_at timestamptz not null,
  user_agent text not null default '',
  address text not null default '',
  -- what a passkey is asked to sign; once
  passkey_challenge text,
  passkey_challenge_at timestamptz,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index if not exists portal_sessions_account on portal_sessions (account_id);
create index if not exists portal_sessions_user on portal_sessions (active_firm_id, active_portal_user_id);

-- A request to come in: the link and the code that stand in one mail. Made for every address that somebody types, known or not.
create table if not exists portal_requests (
  id uuid primary key,
  -- of the address in lower case: failures are counted for unknown ones, too
  email_hash bytea not null,
  -- null: nobody's address, or its mail is not written yet
  account_id uuid references portal_accounts(id) on delete cascade,
  -- somebody who is signed in proves once more that it is them; null: signs in
  session_id uuid references portal_sessions(id) on delete cascade,
  -- the browser that asked
  binding_hash bytea not null,
  link_hash bytea unique,
  code_hash bytea,
  tries integer not null default 0,
  destination text not null default '',
  created_at timestamptz not null,
  link_expires_at timestamptz not null,
  code_expires_at timestamptz not null,
  used_at timestamptz,
  -- by a newer one of the same browser
  replaced_at timestamptz
);
create index if not exists portal_requests_email on portal_requests (email_hash, binding_hash);
create index if not exists portal_requests_account on portal_requests (account_id);

-- Wrong codes of an address, over all requests and sessions.
create table if not exists portal_failures (
  email_hash bytea primary key,
  count integer not null,
  -- when the hour began in which they are counted
  since timestamptz not null,
  last_at timestamptz not null,
  -- how often it was delayed
  delays integer not null default 0,
  delayed_until timestamptz
);

-- Browsers that an account came from, so that a new one is noticed.
create table if not exists portal_devices (
  id uuid primary key,
  account_id uuid not null references portal_accounts(id) on delete cascade,
  token_hash bytea not null,
  user_agent text not null default '',
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  unique (account_id, token_hash)
);

create table if not exists portal_passkeys (
  id uuid primary key,
  account_id uuid not null references portal_accounts(id) on delete cascade,
  credential_id text not null unique,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null default '{}',
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index if not exists portal_passkeys_account on portal_passkeys (account_id);

-- One authenticator app an account.
create table if not exists portal_authenticators (
  account_id uuid primary key references portal_accounts(id) on delete cascade,
  secret bytea not null,
  -- the newest code that was used: none works twice
  last_counter bigint not null default 0,
  created_at timestamptz not null,
  -- null: scanned, and not proved yet
  confirmed_at timestamptz
);

create table if not exists portal_recovery_codes (
  account_id uuid not null references portal_accounts(id) on delete cascade,
  code_hash bytea not null,
  created_at timestamptz not null,
  used_at timestamptz,
  primary key (account_id, code_hash)
);

-- What staff read out to a client whose address the firm changed.
create table if not exists portal_confirmations (
  firm_id uuid not null,
  portal_user_id uuid not null,
  code_hash bytea not null,
  tries integer not null default 0,
  created_by_staff_id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (firm_id, portal_user_id),
  foreign key (firm_id, portal_user_id) references portal_users (firm_id, id) on delete cascade,
  foreign key (firm_id, created_by_staff_id) references staff_members (firm_id, id)
);

-- When they were invited, newest last.
create table if not exists portal_invitations (
  firm_id uuid not null,
  id uuid not null,
  portal_user_id uuid not null,
  email text not null,
  staff_id uuid,
  sent_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, portal_user_id) references portal_users (firm_id, id) on delete cascade,
  foreign key (firm_id, staff_id) references staff_members (firm_id, id)
);
create index if not exists portal_invitations_user on portal_invitations (firm_id, portal_user_id, id desc);

-- How the portal looks to a firm's clients.
create table if not exists portal_looks (
  firm_id uuid primary key references firms(id) on delete cascade,
  -- #rrggbb
  accent text not null,
  version integer not null default 1,
  updated_at timestamptz not null
);
