-- Key stages: a firm's own milestones of each side of a transaction, and how far each case is.

create table if not exists key_stages (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  side text not null check (side in ('sale', 'purchase', 'remortgage', 'transfer_of_equity')),
  code text not null,
  label text not null,
  -- as clients and referrers read it; empty: the label
  client_words text not null default '',
  referrer_words text not null default '',
  -- tests on the answers of a quote; empty: always
  applies_if jsonb not null default '[]',
  position integer not null default 0,
  optional boolean not null default false,
  -- what the product itself knows; null: somebody says so
  auto_trigger text,
  -- {client: {email: {subject, body}, sms}, referrer: {email}}, each null or absent when nothing is sent
  templates jsonb not null default '{}',
  visible_to text[] not null default '{}',
  -- after the stage before it
  typical_days integer,
  archived_at timestamptz,
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  primary key (firm_id, id)
);
create unique index if not exists key_stages_code on key_stages (firm_id, side, lower(code)) where archived_at is null;
create index if not exists key_stages_order on key_stages (firm_id, side, position);

-- Which stage of a matter of that type is the same thing.
create table if not exists key_stage_mappings (
  firm_id uuid not null,
  key_stage_id uuid not null,
  matter_type_id uuid not null,
  stage_id uuid not null,
  primary key (firm_id, key_stage_id, matter_type_id),
  foreign key (firm_id, key_stage_id) references key_stages (firm_id, id) on delete cascade,
  foreign key (firm_id, matter_type_id) references matter_types (firm_id, id) on delete cascade,
  foreign key (firm_id, stage_id) references stages (firm_id, id) on delete cascade
);
create index if not exists key_stage_mappings_type on key_stage_mappings (firm_id, matter_type_id, stage_id);

-- One row once something was said about a stage of a case; before that it is pending, or the answers rule it out.
create table if not exists key_stage_progress (
  firm_id uuid not null,
  lead_id uuid not null,
  key_stage_id uuid not null,
  state text not null check (state in ('pending', 'reached', 'skipped', 'not_applicable')),
  -- the day it happened, and when that was entered
  event_on date,
  entered_at timestamptz not null,
  -- a person, a trigger, or the matter
  entered_by text not null,
  staff_id uuid,
  note text not null default '',
  -- where the matter stood before and after: undoing puts it back
  matter_stage_from uuid,
  matter_stage_to uuid,
  primary key (firm_id, lead_id, key_stage_id),
  foreign key (firm_id, lead_id) references leads (firm_id, id) on delete cascade,
  foreign key (firm_id, key_stage_id) references key_stages (firm_id, id),
  check (state <> 'reached' or event_on is not null)
);
create index if not exists key_stage_progress_stage on key_stage_progress (firm_id, key_stage_id);

-- Who was told of what: each recipient once, also when a stage is undone and reached again.
create table if not exists key_stage_messages (
  firm_id uuid not null,
  lead_id uuid not null,
  key_stage_id uuid not null,
  contact_id uuid not null,
  channel text not null check (channel in ('email', 'sms')),
  audience text not null check (audience in ('client', 'referrer')),
  outbox_id uuid,
  at timestamptz not null,
  primary key (firm_id, lead_id, key_stage_id, contact_id, channel),
  foreign key (firm_id, lead_id) references leads (firm_id, id) on delete cascade,
  foreign key (firm_id, key_stage_id) references key_stages (firm_id, id),
  foreign key (firm_id, contact_id) references contacts (firm_id, id)
);
create index if not exists key_stage_messages_contact on key_stage_messages (firm_id, contact_id);

create or replace function key_stage_messages_follow_merge() returns trigger language plpgsql as $$
begin
  insert into key_stage_messages (firm_id, lead_id, key_stage_id, contact_id, channel, audience, outbox_id, at)
    select firm_id, lead_id, key_stage_id, new.merged_into_id, channel, audience, outbox_id, at from key_stage_messages
    where firm_id = new.firm_id and contact_id = new.id on conflict do nothing;
  delete from key_stage_messages where firm_id = new.firm_id and contact_id = new.id;
  return null;
end $$;
drop trigger if exists key_stage_messages_follow_merge on contacts;
create trigger key_stage_messages_follow_merge after update of merged_into_id on contacts for each row
  when (new.merged_into_id is not null and new.merged_into_id is distinct from old.merged_into_id)
  execute function key_stage_messages_follow_merge();

-- The matter went back behind what was reached: a question for a person.
create table if not exists key_stage_conflicts (
  firm_id uuid not null,
  id uuid not null,
  lead_id uuid not null,
  side text not null,
  -- the furthest one that was reached
  key_stage_id uuid not null,
  -- where the matter stands
  matter_stage_id uuid not null,
  moved_by_staff_id uuid,
  at timestamptz not null,
  answer text check (answer in ('undo', 'move_matter', 'leave', 'over')),
  answered_at timestamptz,
  answered_by_staff_id uuid,
  primary key (firm_id, id),
  foreign key (firm_id, lead_id) references leads (firm_id, id) on delete cascade,
  foreign key (firm_id, key_stage_id) references key_stages (firm_id, id),
  foreign key (firm_id, matter_stage_id) references stages (firm_id, id) on delete cascade
);
create unique index if not exists key_stage_conflicts_open on key_stage_conflicts (firm_id, lead_id, side) where answered_at is null;

-- What happened elsewhere and key stages have not looked at yet; written where it happens, whoever does it.
create table if not exists key_stage_news (
  firm_id uuid not null references firms(id) on delete cascade,
  id bigint generated always as identity,
  lead_id uuid not null,
  kind text not null check (kind in ('quote_accepted', 'lead_converted', 'matter_stage', 'matter_type')),
  matter_id uuid,
  from_stage_id uuid,
  to_stage_id uuid,
  staff_id uuid,
  at timestamptz not null,
  due_at timestamptz not null default '-infinity',
  primary key (firm_id, id),
  foreign key (firm_id, lead_id) references leads (firm_id, id) on delete cascade
);
create index if not exists key_stage_news_lead on key_stage_news (firm_id, lead_id, id);
create index if not exists leads_matter on leads (firm_id, matter_id) where matter_id is not null;

-- Matters change in many places (screens, imports, connected systems): none needs to know who follows their stage. What
-- key stages do themselves is no news to them.
create or replace function key_stages_follow_matter() returns trigger language plpgsql as $$
begin
  if coalesce(current_setting('app.stage_origin', true), '') = 'key_stages' then return null; end if;
  insert into key_stage_news (firm_id, lead_id, kind, matter_id, from_stage_id, to_stage_id, staff_id, at)
    select l.firm_id, l.id, case when new.matter_type_id is distinct from old.matter_type_id then 'matter_type' else 'matter_stage' end,
      new.id, old.stage_id, new.stage_id, app_staff(), now()
    from leads l where l.firm_id = new.firm_id and l.matter_id = new.id;
  return null;
end $$;
drop trigger if exists key_stages_follow_matter on matters;
create trigger key_stages_follow_matter after update of stage_id, matter_type_id on matters for each row
  when (new.stage_id is distinct from old.stage_id or new.matter_type_id is distinct from old.matter_type_id)
  execute function key_stages_follow_matter();

create or replace function key_stages_follow_lead() returns trigger language plpgsql as $$
begin
  insert into key_stage_news (firm_id, lead_id, kind, matter_id, staff_id, at)
    select l.firm_id, l.id, case when new.detail->>'to' = 'converted' then 'lead_converted' else 'quote_accepted' end,
      l.matter_id, new.staff_id, new.at
    from leads l where l.firm_id = new.firm_id and l.id = new.lead_id;
  return null;
end $$;
drop trigger if exists key_stages_follow_lead on lead_events;
create trigger key_stages_follow_lead after insert on lead_events for each row
  when (new.kind = 'accepted' or (new.kind = 'state_changed' and new.detail->>'to' in ('instructed', 'converted')))
  execute function key_stages_follow_lead();

-- Finding which firms have news; what is in it stays behind the wall.
drop policy if exists system_crosses on key_stage_news;
create policy system_crosses on key_stage_news to matterline_system using (true) with check (true);
grant select (firm_id, id, lead_id, due_at) on key_stage_news to matterline_system;
