-- Client onboarding (identity, forms, signing) and searches at an outside service, as they stand there.

-- One service a firm. No row: none is connected.
create table if not exists onboarding_settings (
  firm_id uuid primary key references firms(id) on delete cascade,
  provider text not null,
  base_url text not null,
  -- sealed; null: the service wants none
  api_key bytea,
  -- the last part of the webhook's address; names the firm
  hook_key text not null,
  hook_secret bytea not null,
  status text not null default 'active' check (status in ('active', 'paused')),
  -- a returned order with a price makes a cost recovery
  orders_make_costs boolean not null default true,
  test_state text not null default 'none' check (test_state in ('none', 'waiting', 'ok', 'failed')),
  test_detail text not null default '',
  tested_at timestamptz,
  -- nothing is asked before this, and why
  rest_until timestamptz,
  trouble text not null default '',
  failures integer not null default 0,
  -- when the worker looks next
  due_at timestamptz not null,
  poll_due_at timestamptz not null,
  -- all that changed before this is known
  polled_to timestamptz not null,
  -- the pass under way: when it began, and its page
  poll_started_at timestamptz,
  poll_after text,
  polled_at timestamptz,
  last_hook_at timestamptz,
  connected_at timestamptz not null,
  revision integer not null default 1,
  updated_at timestamptz not null
);

-- What webhooks told and people asked, until the worker has looked; afterwards only that it came.
create table if not exists onboarding_events (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  -- the sender's id, or the hash of the body
  event_key text not null,
  kind text not null check (kind in ('workspace', 'changed', 'unreadable')),
  external_id text,
  -- the workspace that it told
  record jsonb,
  detail text not null default '',
  attempts integer not null default 0,
  due_at timestamptz not null,
  received_at timestamptz not null,
  done_at timestamptz,
  primary key (firm_id, id)
);
create unique index if not exists onboarding_events_once on onboarding_events (firm_id, event_key);
create index if not exists onboarding_events_waiting on onboarding_events (firm_id, due_at) where done_at is null;
create index if not exists onboarding_events_old on onboarding_events (firm_id, received_at) where done_at is not null;

create table if not exists onboarding_workspaces (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  provider text not null,
  -- the provider's id; null until it has one
  external_id text,
  -- ours, the same on every try; null: made at the provider
  reference text,
  lead_id uuid,
  matter_id uuid,
  -- a person said that it belongs nowhere here
  ignored_at timestamptz,
  matched_by_staff_id uuid,
  -- its enquiry was made anonymous: what the provider still tells of it is not kept
  forgotten_at timestamptz,
  state text not null check (state in ('waiting', 'live', 'failed')),
  detail text not null default '',
  -- what is to be made there: {title, clients, asks}
  wanted jsonb,
  attempts integer not null default 0,
  -- a request went out whose answer nobody heard: it is looked for before another is sent
  sent_at timestamptz,
  due_at timestamptz not null,
  -- as the provider told it last
  record jsonb,
  -- tasks that wait for a person's decision
  decisions_needed integer not null default 0,
  -- key stages that it has reached: each once, also when somebody took the stage back
  triggers text[] not null default '{}',
  -- it stands on another case than when its costs, papers and stages were looked at
  unsettled boolean not null default false,
  started_by_staff_id uuid,
  created_at timestamptz not null,
  told_at timestamptz,
  primary key (firm_id, id),
  foreign key (firm_id, lead_id) references leads (firm_id, id) on delete cascade,
  foreign key (firm_id, matter_id) references matters (firm_id, id) on delete cascade,
  check (state = 'waiting' or external_id is not null or state = 'failed')
);
create unique index if not exists onboarding_workspaces_external on onboarding_workspaces (firm_id, provider, external_id) where external_id is not null;
create unique index if not exists onboarding_workspaces_reference on onboarding_workspaces (firm_id, reference) where reference is not null;
create index if not exists onboarding_workspaces_lead on onboarding_workspaces (firm_id, lead_id) where lead_id is not null;
create index if not exists onboarding_workspaces_matter on onboarding_workspaces (firm_id, matter_id) where matter_id is not null;
create index if not exists onboarding_workspaces_deciding on onboarding_workspaces (firm_id, id desc) where decisions_needed > 0;
create index if not exists onboarding_workspaces_unmatched on onboarding_workspaces (firm_id, id desc)
  where matter_id is null and lead_id is null and ignored_at is null;
create index if not exists onboarding_workspaces_work on onboarding_workspaces (firm_id, due_at) where state = 'waiting' or unsettled;

-- What a person decided of a result that is no pass: the newest one for the same result holds. Nothing here ever changes.
create table if not exists onboarding_decisions (
  firm_id uuid not null,
  id uuid not null,
  workspace_id uuid not null,
  task_id text not null,
  -- the result that was decided on: a later one needs a decision of its own
  result text not null check (result in ('refer', 'fail')),
  completed_at timestamptz,
  decision text not null check (decision in ('accept', 'reject')),
  reason text not null check (reason <> ''),
  staff_id uuid not null,
  at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, workspace_id) references onboarding_workspaces (firm_id, id) on delete cascade,
  foreign key (firm_id, staff_id) references staff_members (firm_id, id)
);
create index if not exists onboarding_decisions_workspace on onboarding_decisions (firm_id, workspace_id, id);

create or replace function onboarding_decision_stays() returns trigger language plpgsql as $$
begin
  -- It goes with its workspace, and not by itself.
  if tg_op = 'DELETE' and pg_trigger_depth() > 1 then return old; end if;
  raise exception 'a decision stays as it was made' using errcode = 'restrict_violation';
end $$;
drop trigger if exists onboarding_decision_stays on onboarding_decisions;
create trigger onboarding_decision_stays before update or delete on onboarding_decisions for each row
  execute function onboarding_decision_stays();

-- The cost recovery of an order: one each, or why none was made.
create table if not exists onboarding_costs (
  firm_id uuid not null,
  workspace_id uuid not null,
  order_id text not null,
  cost_recovery_id uuid,
  -- the write to the system that keeps the matter
  write_id uuid,
  skipped text check (skipped in ('switched_off', 'kept_elsewhere', 'other_currency')),
  at timestamptz not null,
  primary key (firm_id, workspace_id, order_id),
  foreign key (firm_id, workspace_id) references onboarding_workspaces (firm_id, id) on delete cascade,
  check (num_nonnulls(cost_recovery_id, write_id, skipped) = 1)
);

-- Papers that the matter gets a copy of, each once.
create table if not exists onboarding_files (
  firm_id uuid not null,
  workspace_id uuid not null,
  -- the provider's
  file_id text not null,
  name text not null,
  state text not null check (state in ('waiting', 'done', 'failed', 'kept_elsewhere')),
  detail text not null default '',
  attempts integer not null default 0,
  due_at timestamptz not null,
  document_id uuid,
  primary key (firm_id, workspace_id, file_id),
  foreign key (firm_id, workspace_id) references onboarding_workspaces (firm_id, id) on delete cascade
);
create index if not exists onboarding_files_waiting on onboarding_files (firm_id, due_at) where state = 'waiting';

-- A lead's workspace goes with it to the matter, and behind that matter's wall in the same moment.
create or replace function onboarding_follow_lead() returns trigger language plpgsql as $$
begin
  update onboarding_workspaces set matter_id = new.matter_id, unsettled = true, due_at = '-infinity'
    where firm_id = new.firm_id and lead_id = new.id and matter_id is distinct from new.matter_id;
  if found then
    update onboarding_settings set due_at = '-infinity' where firm_id = new.firm_id;
  end if;
  return null;
end $$;
drop trigger if exists onboarding_follow_lead on leads;
create trigger onboarding_follow_lead after update of matter_id on leads for each row
  when (new.matter_id is not null and new.matter_id is distinct from old.matter_id)
  execute function onboarding_follow_lead();

-- Finding which firms have work; what is in it stays behind the wall.
drop policy if exists system_crosses on onboarding_settings;
create policy system_crosses on onboarding_settings to matterline_system using (true) with check (true);
grant select (firm_id, status, due_at) on onboarding_settings to matterline_system;
