-- What would have been logged under other options; what is decided again because of it; earlier calls of a number that a
-- contact got later; and, day by day, whether a phone system's call log and the ledger agree.

create table if not exists what_if_runs (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  -- '' the firm's own options, else those of one destination; and what they would be set to
  destination text not null default '',
  options jsonb not null,
  -- what was set, by destination, when the run began: changed since, the run no longer tells what would happen
  set_before jsonb not null,
  days integer not null,
  -- since ≤ start of an interaction ≤ until
  since timestamptz not null,
  until timestamptz not null,
  state text not null default 'running' check (state in ('running', 'done', 'cancelled', 'failed')),
  total integer not null default 0,
  looked integer not null default 0,
  -- newest first: everything from here on was looked at
  reached_at timestamptz,
  reached_id uuid,
  failures integer not null default 0,
  due_at timestamptz not null default now(),
  applied_at timestamptz,
  started_by uuid,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  updated_at timestamptz not null default now(),
  primary key (firm_id, id)
);
create index if not exists what_if_runs_due on what_if_runs (due_at) where state = 'running';

-- How many, by kind of change. By matter, too, so that each reader's figures leave out what is behind a wall for them.
create table if not exists what_if_counts (
  firm_id uuid not null,
  id uuid not null,
  run_id uuid not null,
  destination text not null,
  was text not null,
  becomes text not null,
  aspect text not null default '',
  because text not null check (because in ('options', 'facts')),
  stays text not null default '',
  -- the matter it is on, and the one where it would be
  matter_id uuid,
  then_matter_id uuid,
  count integer not null,
  primary key (firm_id, id),
  foreign key (firm_id, run_id) references what_if_runs (firm_id, id) on delete cascade
);
create unique index if not exists what_if_counts_once on what_if_counts
  (firm_id, run_id, destination, was, becomes, aspect, because, stays, matter_id, then_matter_id) nulls not distinct;

-- The newest of each kind, to be looked at one by one.
create table if not exists what_if_changes (
  firm_id uuid not null,
  run_id uuid not null,
  interaction_id uuid not null,
  destination text not null,
  was text not null,
  becomes text not null,
  aspect text not null default '',
  because text not null check (because in ('options', 'facts')),
  -- why a redo would leave it alone; '' when it would not
  stays text not null default '',
  matter_id uuid,
  then_matter_id uuid,
  started_at timestamptz not null,
  -- contact, person and why, as they would be
  outcome jsonb not null,
  primary key (firm_id, run_id, interaction_id, destination),
  foreign key (firm_id, run_id) references what_if_runs (firm_id, id) on delete cascade
);
create index if not exists what_if_changes_kind on what_if_changes
  (firm_id, run_id, destination, was, becomes, aspect, because, started_at desc, interaction_id desc);

-- Many interactions decided again, or taken back again, in the background.
create table if not exists redo_runs (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  cause text not null check (cause in ('what_if', 'retro_link', 'undo')),
  what_if_id uuid,
  contact_id uuid,
  -- the run that is taken back
  undoes_id uuid,
  -- of a what-if: also what differs only because contacts and matters changed
  also_facts boolean not null default false,
  -- gathering: what there is to do is still being listed
  state text not null check (state in ('gathering', 'running', 'done', 'cancelled', 'failed')),
  total integer not null default 0,
  looked integer not null default 0,
  reached_at timestamptz,
  reached_id uuid,
  failures integer not null default 0,
  due_at timestamptz not null default now(),
  started_by uuid not null,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  updated_at timestamptz not null default now(),
  primary key (firm_id, id)
);
create index if not exists redo_runs_due on redo_runs (due_at) where state in ('gathering', 'running');
create index if not exists redo_runs_contact on redo_runs (firm_id, contact_id, id desc) where contact_id is not null;
create index if not exists redo_runs_what_if on redo_runs (firm_id, what_if_id, id desc) where what_if_id is not null;

create table if not exists redo_results (
  firm_id uuid not null,
  run_id uuid not null,
  interaction_id uuid not null,
  result text not null default 'waiting'
    check (result in ('waiting', 'changed', 'same', 'by_person', 'billed', 'touched', 'refused', 'failed', 'gone')),
  detail text not null default '',
  matter_id uuid,
  started_at timestamptz not null,
  -- where it is to be done; null: wherever it is logged
  destinations text[],
  -- its minutes or billable flag would differ, which the entry itself does not tell
  of_time boolean not null default false,
  -- revision of each entry that was changed, by destination: changed again since, it is not taken back
  revisions jsonb not null default '{}',
  primary key (firm_id, run_id, interaction_id),
  foreign key (firm_id, run_id) references redo_runs (firm_id, id) on delete cascade
);
create index if not exists redo_results_result on redo_results (firm_id, run_id, result, started_at desc, interaction_id desc);

-- Numbers that a contact got after somebody had called from them.
create table if not exists retro_offers (
  firm_id uuid not null,
  contact_id uuid not null,
  e164 text not null,
  created_at timestamptz not null default now(),
  -- somebody linked them, or said no
  settled_at timestamptz,
  primary key (firm_id, contact_id, e164),
  foreign key (firm_id, contact_id) references contacts (firm_id, id) on delete cascade
);
create index if not exists retro_offers_open on retro_offers (firm_id, created_at desc, contact_id) where settled_at is null;

-- Here and not in the program, as numbers come from people, from files and from practice systems alike. Only within a firm's
-- own transactions: a restored copy brings its offers along.
create or replace function offer_earlier_interactions() returns trigger language plpgsql as $$
begin
  insert into retro_offers (firm_id, contact_id, e164)
  select distinct a.firm_id, a.contact_id, a.e164 from added a
  where a.firm_id = app_firm() and a.e164 is not null
    and exists (select 1 from interactions i where i.firm_id = a.firm_id and i.external_e164 = a.e164 and i.contact_id is null)
  on conflict do nothing;
  return null;
end $$;
create or replace trigger offer_earlier_interactions_added after insert on contact_numbers
  referencing new table as added for each statement execute function offer_earlier_interactions();
create or replace trigger offer_earlier_interactions_changed after update on contact_numbers
  referencing new table as added for each statement execute function offer_earlier_interactions();

-- What a phone system's own call log says of a day, and what of it was not here when it was asked.
create table if not exists daily_proofs (
  firm_id uuid not null,
  source_id uuid not null,
  -- in the firm's zone
  day date not null,
  state text not null default 'asking' check (state in ('asking', 'known', 'failed')),
  -- calls, texts and faxes that it lists; null before the first answer
  says integer,
  missing integer not null default 0,
  unreadable integer not null default 0,
  -- times it was asked because something was missing
  rounds integer not null default 0,
  note text not null default '',
  detail text not null default '',
  failures integer not null default 0,
  due_at timestamptz,
  checked_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (firm_id, source_id, day),
  foreign key (firm_id, source_id) references sources (firm_id, id) on delete cascade
);
create index if not exists daily_proofs_due on daily_proofs (due_at) where due_at is not null;
