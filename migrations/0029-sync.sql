-- Two-way sync: what both sides change, field by field, and what is copied to the system that keeps a matter.

create table if not exists sync_settings (
  firm_id uuid not null,
  connection_id uuid not null,
  -- dry_run: differences are worked out and shown, and nothing is changed on either side
  mode text not null default 'on' check (mode in ('on', 'dry_run', 'paused')),
  -- contacts that staff make for an enquiry, and referrers, are made there at once; else with the conversion
  new_contacts boolean not null default true,
  changed_at timestamptz not null,
  changed_by_staff_id uuid,
  primary key (firm_id, connection_id),
  foreign key (firm_id, connection_id) references connections (firm_id, id) on delete cascade
);

-- A form of a matter that both sides fill in.
create table if not exists sync_sheets (
  firm_id uuid not null,
  connection_id uuid not null,
  matter_id uuid not null,
  layout text not null check (layout in ('completion_details')),
  -- what both sides said when they last agreed, as texts by our names of fields; absent or null: empty
  base jsonb not null default '{}',
  -- in step, or what is done about it
  state text not null default 'waiting'
    check (state in ('waiting', 'in_step', 'sending', 'differs', 'failed', 'stopped', 'no_form', 'dry_run')),
  detail text,
  -- the last change that was sent, and when the last ones were: too many in a minute stop it
  write_id uuid,
  sent jsonb,
  sends timestamptz[] not null default '{}',
  -- what would be done, while nothing is to be changed
  planned jsonb,
  looked_at timestamptz,
  due_at timestamptz not null,
  primary key (firm_id, connection_id, matter_id, layout),
  foreign key (firm_id, connection_id) references connections (firm_id, id) on delete cascade,
  foreign key (firm_id, matter_id) references matters (firm_id, id) on delete cascade
);
create index if not exists sync_sheets_matter on sync_sheets (firm_id, matter_id);
create index if not exists sync_sheets_due on sync_sheets (firm_id, connection_id, due_at) where state <> 'stopped';

-- What a person has to decide: a suggestion for the system that keeps a contact, or a field that both sides changed.
create table if not exists sync_differences (
  firm_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  contact_id uuid,
  matter_id uuid,
  field text not null,
  kind text not null check (kind in ('suggestion', 'conflict')),
  base jsonb,
  ours jsonb,
  theirs jsonb,
  ours_by_staff_id uuid,
  ours_at timestamptz not null,
  -- when their value was first seen; null: it is as it was
  theirs_at timestamptz,
  state text not null default 'open' check (state in ('open', 'sending', 'failed', 'closed')),
  -- same: both sides came to say the same
  answer text check (answer in ('ours', 'theirs', 'same')),
  answered_at timestamptz,
  answered_by_staff_id uuid,
  write_id uuid,
  detail text,
  created_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, connection_id) references connections (firm_id, id) on delete cascade,
  foreign key (firm_id, contact_id) references contacts (firm_id, id) on delete cascade,
  foreign key (firm_id, matter_id) references matters (firm_id, id) on delete cascade,
  check ((contact_id is null) <> (matter_id is null)),
  check ((state = 'closed') = (answered_at is not null) or state in ('sending', 'failed'))
);
create unique index if not exists sync_differences_contact_open on sync_differences (firm_id, contact_id, connection_id, field)
  where contact_id is not null and state <> 'closed';
create unique index if not exists sync_differences_matter_open on sync_differences (firm_id, matter_id, connection_id, field)
  where matter_id is not null and state <> 'closed';
create index if not exists sync_differences_open on sync_differences (firm_id, id desc) where state <> 'closed';
create index if not exists sync_differences_closed on sync_differences (firm_id, answered_at desc, id desc) where state = 'closed';
create index if not exists sync_differences_write on sync_differences (firm_id, write_id) where write_id is not null;

-- "Look at this one now": a contact or matter fetched once, its differences shown before they are taken.
create table if not exists resyncs (
  firm_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  contact_id uuid,
  matter_id uuid,
  state text not null check (state in ('looking', 'ready', 'applied', 'failed')),
  -- the record as it was told, and [{field, ours, theirs}]
  theirs jsonb,
  changes jsonb not null default '[]',
  detail text,
  asked_by_staff_id uuid,
  asked_at timestamptz not null,
  looked_at timestamptz,
  applied_at timestamptz,
  due_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, connection_id) references connections (firm_id, id) on delete cascade,
  foreign key (firm_id, contact_id) references contacts (firm_id, id) on delete cascade,
  foreign key (firm_id, matter_id) references matters (firm_id, id) on delete cascade,
  check ((contact_id is null) <> (matter_id is null))
);
create index if not exists resyncs_due on resyncs (due_at) where state = 'looking';
create index if not exists resyncs_contact on resyncs (firm_id, contact_id) where contact_id is not null;
create index if not exists resyncs_matter on resyncs (firm_id, matter_id) where matter_id is not null;

-- E-mails of a case make one memo each on its matter, however often they are looked at.
create table if not exists mail_memos (
  firm_id uuid not null,
  outbox_id uuid not null,
  matter_id uuid not null,
  at timestamptz not null,
  primary key (firm_id, outbox_id),
  foreign key (firm_id, outbox_id) references outbox (firm_id, id) on delete cascade,
  foreign key (firm_id, matter_id) references matters (firm_id, id) on delete cascade
);
create index if not exists mail_memos_matter on mail_memos (firm_id, matter_id);

-- What happened and sync has not looked at yet; written where it happens, whoever does it.
create table if not exists sync_news (
  firm_id uuid not null references firms(id) on delete cascade,
  id bigint generated always as identity,
  kind text not null check (kind in ('sheet', 'parties', 'mail', 'document', 'memo', 'converted', 'note', 'contact', 'written', 'stage')),
  matter_id uuid,
  -- the lead, the mail, the version of the document, the memo, the contact
  subject_id uuid,
  staff_id uuid,
  at timestamptz not null,
  due_at timestamptz not null default '-infinity',
  primary key (firm_id, id)
);
create index if not exists sync_news_due on sync_news (due_at, id);
create index if not exists sync_news_matter on sync_news (firm_id, matter_id, id);
create index if not exists sync_news_subject on sync_news (firm_id, subject_id) where subject_id is not null;

-- Somebody filled in a field of a matter that is kept elsewhere.
create or replace function sync_follows_sheet() returns trigger language plpgsql as $$
begin
  insert into sync_news (firm_id, kind, matter_id, staff_id, at)
    select m.firm_id, 'sheet', m.id, app_staff(), now() from matters m
    where m.firm_id = new.firm_id and m.id = new.matter_id and m.kept_in is not null;
  return null;
end $$;
drop trigger if exists sync_follows_sheet on matter_layout_fields;
create trigger sync_follows_sheet after insert or update on matter_layout_fields for each row
  when (new.origin <> 'sync') execute function sync_follows_sheet();

-- A matter came to be kept elsewhere after its form was filled in (a conversion).
create or replace function sync_follows_keeper() returns trigger language plpgsql as $$
begin
  insert into sync_news (firm_id, kind, matter_id, staff_id, at)
    select new.firm_id, 'sheet', new.id, app_staff(), now()
    where exists (select 1 from matter_layouts l where l.firm_id = new.firm_id and l.matter_id = new.id);
  return null;
end $$;
drop trigger if exists sync_follows_keeper on matters;
create trigger sync_follows_keeper after update of kept_in on matters for each row
  when (new.kept_in is not null and new.kept_in is distinct from old.kept_in) execute function sync_follows_keeper();

-- Who is on the matter of a case; many rows at once in a mirror's page.
create or replace function sync_follows_parties() returns trigger language plpgsql as $$
begin
  insert into sync_news (firm_id, kind, matter_id, subject_id, staff_id, at)
    select distinct l.firm_id, 'parties', l.matter_id, l.id, app_staff(), now()
    from changed p join leads l on l.firm_id = p.firm_id and l.matter_id = p.matter_id;
  return null;
end $$;
drop trigger if exists sync_follows_parties_in on matter_parties;
create trigger sync_follows_parties_in after insert on matter_parties referencing new table as changed
  for each statement execute function sync_follows_parties();
drop trigger if exists sync_follows_parties_out on matter_parties;
create trigger sync_follows_parties_out after delete on matter_parties referencing old table as changed
  for each statement execute function sync_follows_parties();
drop trigger if exists sync_follows_parties_on on matter_parties;
create trigger sync_follows_parties_on after update on matter_parties referencing new table as changed
  for each statement execute function sync_follows_parties();

-- Mails of a case that is a matter by now; quotes are sent before that.
create or replace function sync_follows_stage_mail() returns trigger language plpgsql as $$
begin
  insert into sync_news (firm_id, kind, matter_id, subject_id, staff_id, at)
    select l.firm_id, 'mail', l.matter_id, new.outbox_id, app_staff(), now()
    from leads l where l.firm_id = new.firm_id and l.id = new.lead_id and l.matter_id is not null;
  return null;
end $$;
drop trigger if exists sync_follows_stage_mail on key_stage_messages;
create trigger sync_follows_stage_mail after insert or update of outbox_id on key_stage_messages for each row
  when (new.outbox_id is not null and new.channel = 'email') execute function sync_follows_stage_mail();

-- A lead that became a matter takes the mails and notes of before along; what is noted later follows.
create or replace function sync_follows_lead() returns trigger language plpgsql as $$
begin
  insert into sync_news (firm_id, kind, matter_id, subject_id, staff_id, at)
    select l.firm_id, case when new.kind = 'note' then 'note' else 'converted' end, l.matter_id,
      case when new.kind = 'note' then new.id else l.id end, new.staff_id, new.at
    from leads l where l.firm_id = new.firm_id and l.id = new.lead_id and l.matter_id is not null;
  return null;
end $$;
drop trigger if exists sync_follows_lead on lead_events;
create trigger sync_follows_lead after insert on lead_events for each row
  when (new.kind = 'note' or (new.kind = 'state_changed' and new.detail->>'to' = 'converted'))
  execute function sync_follows_lead();

-- What is put on a matter that is kept elsewhere is copied there; what call logging makes goes there by its own way.
create or replace function sync_follows_document() returns trigger language plpgsql as $$
begin
  insert into sync_news (firm_id, kind, matter_id, subject_id, staff_id, at)
    select m.firm_id, 'document', m.id, new.id, app_staff(), now()
    from matters m join documents d on d.firm_id = m.firm_id and d.id = new.document_id
    where m.firm_id = new.firm_id and m.id = new.matter_id and d.log_entry_id is null and (m.kept_in is not null or exists (
      select 1 from conversions v where v.firm_id = m.firm_id and v.matter_id = m.id and v.connection_id is not null));
  return null;
end $$;
drop trigger if exists sync_follows_document on document_versions;
create trigger sync_follows_document after insert on document_versions for each row execute function sync_follows_document();

create or replace function sync_follows_memo() returns trigger language plpgsql as $$
begin
  insert into sync_news (firm_id, kind, matter_id, subject_id, staff_id, at)
    select m.firm_id, 'memo', m.id, new.id, app_staff(), now()
    from matters m where m.firm_id = new.firm_id and m.id = new.matter_id and (m.kept_in is not null or exists (
      select 1 from conversions v where v.firm_id = m.firm_id and v.matter_id = m.id and v.connection_id is not null));
  return null;
end $$;
drop trigger if exists sync_follows_memo on memos;
create trigger sync_follows_memo after insert on memos for each row
  when (new.log_entry_id is null) execute function sync_follows_memo();

-- Clients of an enquiry that staff took, and referrers: known here alone so far.
create or replace function sync_follows_client() returns trigger language plpgsql as $$
begin
  insert into sync_news (firm_id, kind, subject_id, staff_id, at)
    select c.firm_id, 'contact', c.id, app_staff(), now()
    from contacts c join leads l on l.firm_id = c.firm_id and l.id = new.lead_id
    where c.firm_id = new.firm_id and c.id = new.contact_id and c.kept_in is null and l.source = 'staff'
      and exists (select 1 from connections k where k.firm_id = c.firm_id and k.status <> 'disconnected');
  return null;
end $$;
drop trigger if exists sync_follows_client on lead_clients;
create trigger sync_follows_client after insert on lead_clients for each row execute function sync_follows_client();

create or replace function sync_follows_referrer() returns trigger language plpgsql as $$
begin
  insert into sync_news (firm_id, kind, subject_id, staff_id, at)
    select c.firm_id, 'contact', c.id, app_staff(), now() from contacts c
    where c.firm_id = new.firm_id and c.id = new.contact_id and c.kept_in is null
      and exists (select 1 from connections k where k.firm_id = c.firm_id and k.status <> 'disconnected');
  return null;
end $$;
drop trigger if exists sync_follows_referrer on referrers;
create trigger sync_follows_referrer after insert on referrers for each row execute function sync_follows_referrer();

-- Finding work; what is in it stays behind the wall.
do $$
declare t text;
begin
  foreach t in array array['sync_sheets', 'resyncs', 'sync_news'] loop
    execute format('drop policy if exists system_crosses on %I', t);
    execute format('create policy system_crosses on %I to matterline_system using (true) with check (true)', t);
  end loop;
end $$;
grant select (firm_id, connection_id, matter_id, layout, state, due_at) on sync_sheets to matterline_system;
grant select (firm_id, id, connection_id, state, due_at) on resyncs to matterline_system;
grant select (firm_id, id, due_at) on sync_news to matterline_system;

-- A change that was sent came to an end.
create or replace function sync_follows_write() returns trigger language plpgsql as $$
begin
  insert into sync_news (firm_id, kind, matter_id, subject_id, at)
    values (new.firm_id, 'written', new.matter_id, new.id, now());
  return null;
end $$;
drop trigger if exists sync_follows_write on destination_writes;
create trigger sync_follows_write after update of state on destination_writes for each row
  when (new.state is distinct from old.state and new.state in ('done', 'failed', 'cancelled')
    and new.record_kind in ('contact_change', 'layout_change', 'matter_stage'))
  execute function sync_follows_write();

-- Key stages moved a matter whose keeper takes that.
create or replace function sync_follows_stage() returns trigger language plpgsql as $$
begin
  insert into sync_news (firm_id, kind, matter_id, subject_id, staff_id, at)
    values (new.firm_id, 'stage', new.id, old.stage_id, app_staff(), now());
  return null;
end $$;
drop trigger if exists sync_follows_stage on matters;
create trigger sync_follows_stage after update of stage_id on matters for each row
  when (new.stage_id is distinct from old.stage_id and new.kept_in is not null
    and coalesce(current_setting('app.stage_origin', true), '') = 'key_stages')
  execute function sync_follows_stage();
