-- Leads: enquiries from the first word to the matter, or to the reason why not.

create table if not exists lost_reasons (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  label text not null,
  -- leads that are no enquiry at all do not count in conversion
  counts boolean not null default true,
  -- what the program itself gives: no_response, duplicate, test; null: the firm's own
  code text,
  position integer not null default 0,
  archived_at timestamptz,
  primary key (firm_id, id)
);
create unique index if not exists lost_reasons_label on lost_reasons (firm_id, lower(label)) where archived_at is null;
create unique index if not exists lost_reasons_code on lost_reasons (firm_id, code) where code is not null;

create table if not exists lead_number_sequences (
  firm_id uuid primary key references firms(id) on delete cascade,
  last integer not null
);

create table if not exists leads (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  number integer not null,
  state text not null default 'new'
    check (state in ('new', 'quoted', 'chasing', 'instructed', 'converted', 'lost', 'expired', 'duplicate')),
  -- where it was before it was lost, expired or found to be a duplicate: reopening goes back there
  state_before text,
  state_since timestamptz not null,
  transaction text not null
    check (transaction in ('sale', 'purchase', 'sale_and_purchase', 'remortgage', 'transfer_of_equity', 'generic_enquiry')),
  title text not null,
  -- a person wrote it: it stays when clients or property change
  title_given boolean not null default false,
  assignee_id uuid,
  source text not null default 'staff' check (source in ('staff', 'widget', 'referrer', 'api', 'call')),
  -- the call, text or page that it came from
  interaction_id uuid,
  source_detail text not null default '',
  referrer_id uuid,
  -- of the property of each side: {"sale": {"line1": …}}
  properties jsonb not null default '{}',
  lost_reason_id uuid,
  lost_note text not null default '',
  duplicate_of_id uuid,
  matter_id uuid,
  -- when somebody of the firm first answered: a call, an e-mail, a quote
  first_response_at timestamptz,
  quoted_at timestamptz,
  instructed_at timestamptz,
  closed_at timestamptz,
  conflict_checked_at timestamptz,
  -- fees before VAT of the quote that stands, minor units; null: not known
  value bigint,
  search tsvector,
  version integer not null default 1,
  created_by_staff_id uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, assignee_id) references staff_members (firm_id, id),
  foreign key (firm_id, lost_reason_id) references lost_reasons (firm_id, id),
  foreign key (firm_id, matter_id) references matters (firm_id, id),
  foreign key (firm_id, duplicate_of_id) references leads (firm_id, id)
);
create unique index if not exists leads_number on leads (firm_id, number);
create index if not exists leads_state on leads (firm_id, state, updated_at desc, id desc);
create index if not exists leads_updated on leads (firm_id, updated_at desc, id desc);
create index if not exists leads_assignee on leads (firm_id, assignee_id, state, id desc);
create index if not exists leads_referrer on leads (firm_id, referrer_id, id desc) where referrer_id is not null;
create index if not exists leads_interaction on leads (firm_id, interaction_id) where interaction_id is not null;
create index if not exists leads_search on leads using gin (firm_id, search);
create index if not exists leads_unanswered on leads (firm_id, id) where first_response_at is null and closed_at is null;

-- Who asks: contacts of the practice record, in their order.
create table if not exists lead_clients (
  firm_id uuid not null,
  lead_id uuid not null,
  contact_id uuid not null,
  position integer not null default 0,
  primary key (firm_id, lead_id, contact_id),
  foreign key (firm_id, lead_id) references leads (firm_id, id) on delete cascade,
  foreign key (firm_id, contact_id) references contacts (firm_id, id)
);
create index if not exists lead_clients_contact on lead_clients (firm_id, contact_id, lead_id);

-- Whoever merges two contacts need not know who else points at them.
create or replace function lead_clients_follow_merge() returns trigger language plpgsql as $$
begin
  insert into lead_clients (firm_id, lead_id, contact_id, position)
    select firm_id, lead_id, new.merged_into_id, position from lead_clients
    where firm_id = new.firm_id and contact_id = new.id on conflict do nothing;
  delete from lead_clients where firm_id = new.firm_id and contact_id = new.id;
  insert into chase_opt_outs (firm_id, contact_id, staff_id, at)
    select firm_id, new.merged_into_id, staff_id, at from chase_opt_outs
    where firm_id = new.firm_id and contact_id = new.id on conflict do nothing;
  return null;
end $$;
drop trigger if exists lead_clients_follow_merge on contacts;
create trigger lead_clients_follow_merge after update of merged_into_id on contacts for each row
  when (new.merged_into_id is not null and new.merged_into_id is distinct from old.merged_into_id)
  execute function lead_clients_follow_merge();

-- What happened, in words that stay: nothing here is ever changed.
create table if not exists lead_events (
  firm_id uuid not null,
  id uuid not null,
  lead_id uuid not null,
  kind text not null,
  -- null: the program or the client
  staff_id uuid,
  text text not null default '',
  detail jsonb not null default '{}',
  at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, lead_id) references leads (firm_id, id) on delete cascade
);
create index if not exists lead_events_lead on lead_events (firm_id, lead_id, id desc);

-- A firm's way of following up: steps of {after, unit, by e-mail, text or a task for a call, words}, in {days, from, to}.
create table if not exists chase_sequences (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  name text not null,
  is_default boolean not null default false,
  steps jsonb not null,
  hours jsonb not null,
  archived_at timestamptz,
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  primary key (firm_id, id)
);
create unique index if not exists chase_sequences_default on chase_sequences (firm_id) where is_default;

create table if not exists chases (
  firm_id uuid not null,
  lead_id uuid not null,
  sequence_id uuid not null,
  -- steps and hours as they were when it began
  steps jsonb not null,
  hours jsonb not null,
  next_step integer not null default 0,
  due_at timestamptz,
  last_sent_at timestamptz,
  state text not null default 'running' check (state in ('running', 'done', 'stopped')),
  stopped_why text,
  started_at timestamptz not null,
  primary key (firm_id, lead_id),
  foreign key (firm_id, lead_id) references leads (firm_id, id) on delete cascade,
  foreign key (firm_id, sequence_id) references chase_sequences (firm_id, id)
);
create index if not exists chases_due on chases (due_at) where state = 'running';

-- Clients who want no more reminders, from any lead.
create table if not exists chase_opt_outs (
  firm_id uuid not null,
  contact_id uuid not null,
  -- null: the client, by the link in a mail or by a text
  staff_id uuid,
  at timestamptz not null,
  primary key (firm_id, contact_id),
  foreign key (firm_id, contact_id) references contacts (firm_id, id)
);

-- Finding which firms have something to chase or an answer to look for; what is in it stays behind the wall.
do $$
declare t text;
begin
  foreach t in array array['chases', 'leads'] loop
    execute format('drop policy if exists system_crosses on %I', t);
    execute format('create policy system_crosses on %I to matterline_system using (true) with check (true)', t);
  end loop;
end $$;
grant select (firm_id, lead_id, state, due_at) on chases to matterline_system;
grant select (firm_id, first_response_at, closed_at) on leads to matterline_system;
