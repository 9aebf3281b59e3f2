-- Clients' bank accounts: a change waits for a second person and for time to pass; a call-back says that an account is right.

create table if not exists account_care (
  firm_id uuid not null references firms(id) on delete cascade,
  -- hours between asking for a change and its effect
  cooling_off_hours integer not null default 24 check (cooling_off_hours between 0 and 168),
  version integer not null default 1,
  primary key (firm_id)
);

create table if not exists matter_account_changes (
  firm_id uuid not null,
  id uuid not null,
  matter_id uuid not null,
  layout text not null,
  field text not null,
  -- what is to stand there; null: nothing
  sealed bytea,
  ending text,
  state text not null default 'waiting'
    check (state in ('waiting', 'approved', 'applied', 'refused', 'superseded')),
  asked_by_staff_id uuid not null,
  asked_at timestamptz not null,
  -- it has no effect before that, whoever approved when
  cooling_until timestamptz not null,
  approved_by_staff_id uuid,
  approved_at timestamptz,
  ended_by_staff_id uuid,
  ended_at timestamptz,
  primary key (firm_id, id),
  foreign key (firm_id, matter_id) references matters (firm_id, id) on delete cascade,
  foreign key (firm_id, asked_by_staff_id) references staff_members (firm_id, id),
  -- nobody approves what they asked for themselves, and nothing has an effect that nobody approved
  check (approved_by_staff_id is null or approved_by_staff_id <> asked_by_staff_id),
  check (state not in ('approved', 'applied') or approved_by_staff_id is not null),
  check (state <> 'applied' or ended_at >= cooling_until)
);
create unique index if not exists matter_account_changes_one on matter_account_changes (firm_id, matter_id, layout, field)
  where state in ('waiting', 'approved');

-- Somebody of the firm rang on a number that was known, and heard that the account is right.
create table if not exists matter_account_checks (
  firm_id uuid not null,
  id uuid not null,
  matter_id uuid not null,
  layout text not null,
  field text not null,
  -- of the sealed account: it says nothing about another one that stands there later
  account_hash bytea not null,
  spoke_to text not null,
  number text not null,
  number_source text not null check (number_source in ('known_before', 'in_person', 'first_papers', 'public_register')),
  called_at timestamptz not null,
  note text not null default '',
  staff_id uuid not null,
  created_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, matter_id) references matters (firm_id, id) on delete cascade,
  foreign key (firm_id, staff_id) references staff_members (firm_id, id)
);
create index if not exists matter_account_checks_matter on matter_account_checks (firm_id, matter_id, layout, field, id desc);

-- When the person of a session last proved that it is them: sensitive pages ask for it anew.
alter table auth_session add column if not exists "provenAt" timestamptz;
