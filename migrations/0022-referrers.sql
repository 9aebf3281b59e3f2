-- Referrers: who sends clients, what is agreed with them, and what became of each referral.

create table if not exists referrers (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  name text not null,
  -- the company in the practice record
  contact_id uuid not null,
  notes text not null default '',
  archived_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, contact_id) references contacts (firm_id, id)
);
create unique index if not exists referrers_name on referrers (firm_id, lower(name)) where archived_at is null;
create index if not exists referrers_contact on referrers (firm_id, contact_id);
create index if not exists referrers_by_name on referrers (firm_id, lower(name), id);

-- Fee scales for its clients; the first is the one that a quote takes.
create table if not exists referrer_fee_scales (
  firm_id uuid not null,
  referrer_id uuid not null,
  fee_scale_id uuid not null,
  position integer not null default 0,
  primary key (firm_id, referrer_id, fee_scale_id),
  foreign key (firm_id, referrer_id) references referrers (firm_id, id) on delete cascade,
  foreign key (firm_id, fee_scale_id) references fee_scales (firm_id, id) on delete cascade
);

create table if not exists referrer_branches (
  firm_id uuid not null,
  id uuid not null,
  referrer_id uuid not null,
  name text not null,
  phone text not null default '',
  email text not null default '',
  archived_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, referrer_id) references referrers (firm_id, id) on delete cascade
);
create unique index if not exists referrer_branches_name on referrer_branches (firm_id, referrer_id, lower(name)) where archived_at is null;

create table if not exists referrer_users (
  firm_id uuid not null,
  id uuid not null,
  referrer_id uuid not null,
  -- null: of no branch in particular
  branch_id uuid,
  -- the person in the practice record
  contact_id uuid not null,
  first_name text not null default '',
  last_name text not null default '',
  email text not null,
  phone text not null default '',
  archived_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, referrer_id) references referrers (firm_id, id) on delete cascade,
  foreign key (firm_id, branch_id) references referrer_branches (firm_id, id),
  foreign key (firm_id, contact_id) references contacts (firm_id, id)
);
create unique index if not exists referrer_users_email on referrer_users (firm_id, lower(email)) where archived_at is null;
create index if not exists referrer_users_referrer on referrer_users (firm_id, referrer_id, id);
create index if not exists referrer_users_contact on referrer_users (firm_id, contact_id);

-- What is agreed from a day on. Referrals keep the one that held when they came, so none is ever changed.
create table if not exists referrer_fee_rules (
  firm_id uuid not null,
  id uuid not null,
  referrer_id uuid not null,
  number integer not null,
  starts_on date not null,
  rule jsonb not null,
  made_by_staff_id uuid,
  made_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, referrer_id) references referrers (firm_id, id) on delete cascade
);
create unique index if not exists referrer_fee_rules_number on referrer_fee_rules (firm_id, referrer_id, number);

create or replace function referrer_fee_rule_stays() returns trigger language plpgsql as $$
begin
  raise exception 'a referral fee that was agreed does not change' using errcode = 'restrict_violation';
end $$;
drop trigger if exists referrer_fee_rule_stays on referrer_fee_rules;
create trigger referrer_fee_rule_stays before update on referrer_fee_rules for each row execute function referrer_fee_rule_stays();

-- The ledger: one row for each client that was sent.
create table if not exists referrals (
  firm_id uuid not null,
  id uuid not null,
  referrer_id uuid not null,
  branch_id uuid,
  user_id uuid,
  -- null: the enquiry was erased; what was owed stays
  lead_id uuid,
  state text not null default 'referred'
    check (state in ('referred', 'in_progress', 'lost', 'payment_due', 'invoiced', 'paid')),
  state_since timestamptz not null,
  -- what was agreed when it came; null: nothing
  rule_id uuid,
  -- by what the fee was worked out: whole units of currency, and minor units of legal fees before VAT
  transaction text not null,
  price bigint,
  legal_fees_net_pence bigint,
  -- minor units; null: cannot be worked out yet
  fee_pence bigint,
  fee_vat_pence bigint,
  fee_why text not null default '',
  currency text not null,
  due_on date,
  -- of the referrer's own invoice
  invoice_number text not null default '',
  invoiced_on date,
  paid_on date,
  -- for the referrer's eyes
  public_note text not null default '',
  referred_on date not null,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, referrer_id) references referrers (firm_id, id),
  foreign key (firm_id, branch_id) references referrer_branches (firm_id, id),
  foreign key (firm_id, user_id) references referrer_users (firm_id, id),
  foreign key (firm_id, rule_id) references referrer_fee_rules (firm_id, id),
  foreign key (firm_id, lead_id) references leads (firm_id, id) on delete set null (lead_id)
);
create unique index if not exists referrals_lead on referrals (firm_id, lead_id, referrer_id) where lead_id is not null;
create index if not exists referrals_referrer on referrals (firm_id, referrer_id, referred_on desc, id desc);
create index if not exists referrals_rule on referrals (firm_id, rule_id) where rule_id is not null;

-- What happened to each, in words that stay.
create table if not exists referral_events (
  firm_id uuid not null,
  id uuid not null,
  referral_id uuid not null,
  from_state text,
  to_state text not null,
  -- null: the program
  staff_id uuid,
  note text not null default '',
  at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, referral_id) references referrals (firm_id, id) on delete cascade
);
create index if not exists referral_events_referral on referral_events (firm_id, referral_id, id);

-- Sign-in of referrers' people: links for one use, and sessions. Only hashes are kept; each secret names its firm.
create table if not exists referrer_sign_in_links (
  firm_id uuid not null,
  token_hash bytea not null,
  user_id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (firm_id, token_hash),
  foreign key (firm_id, user_id) references referrer_users (firm_id, id) on delete cascade
);
create index if not exists referrer_sign_in_links_user on referrer_sign_in_links (firm_id, user_id, created_at desc);

create table if not exists referrer_sessions (
  firm_id uuid not null,
  token_hash bytea not null,
  user_id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (firm_id, token_hash),
  foreign key (firm_id, user_id) references referrer_users (firm_id, id) on delete cascade
);
create index if not exists referrer_sessions_user on referrer_sessions (firm_id, user_id);
