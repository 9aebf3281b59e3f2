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
  created_at timestamptz not null,
  primary key (account_id, firm_id, portal_user_id),
  foreign key (firm_id, portal_user_id) references portal_users (firm_id, id) on delete cascade
);

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
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index if not exists portal_sessions_account on portal_sessions (account_id);
