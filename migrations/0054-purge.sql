-- Purging matters whose time is over: proposed by one, confirmed by another, after a time in which either can stop it.

-- Of a stored event whose words were purged: the hash of what its body was, so that the ledger's chain stays whole.
alter table raw_events add column if not exists body_sha256 bytea;

create table if not exists purge_settings (
  firm_id uuid not null references firms(id) on delete cascade,
  -- between the second person's word and the purge
  cooling_off_days integer not null default 14 check (cooling_off_days between 1 and 90),
  -- how long the firm's backups are kept; null: nobody said, and certificates say so
  backup_days integer check (backup_days between 0 and 3650),
  version integer not null default 1,
  primary key (firm_id)
);

create table if not exists purge_batches (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  state text not null default 'proposed' check (state in ('proposed', 'confirmed', 'done', 'cancelled')),
  reason text not null check (reason <> ''),
  -- how many matters: whoever does not see all of them does not see the batch
  matters integer not null,
  proposed_by_staff_id uuid not null,
  proposed_at timestamptz not null,
  confirmed_by_staff_id uuid,
  confirmed_at timestamptz,
  runs_at timestamptz,
  cancelled_by_staff_id uuid,
  cancelled_at timestamptz,
  done_at timestamptz,
  -- as it was signed, to the letter
  certificate text,
  signature bytea,
  primary key (firm_id, id),
  foreign key (firm_id, proposed_by_staff_id) references staff_members (firm_id, id),
  foreign key (firm_id, confirmed_by_staff_id) references staff_members (firm_id, id),
  foreign key (firm_id, cancelled_by_staff_id) references staff_members (firm_id, id),
  check (confirmed_by_staff_id <> proposed_by_staff_id),
  check ((certificate is null) = (signature is null))
);
create index if not exists purge_batches_due on purge_batches (firm_id, runs_at) where state = 'confirmed';

create table if not exists purge_items (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  batch_id uuid not null,
  -- the matter; not called matter_id, since what is said here outlives it
  subject_id uuid not null,
  number text not null,
  state text not null default 'waiting' check (state in ('waiting', 'purged', 'refused')),
  why text,
  -- what went: ids, hashes, counts; no words
  proof jsonb,
  settled_at timestamptz,
  -- the matter is gone, by this batch or another; from then on whoever had seen it may see this: null: everybody
  gone_at timestamptz,
  audience uuid[],
  primary key (firm_id, id),
  foreign key (firm_id, batch_id) references purge_batches (firm_id, id) on delete cascade,
  check ((state = 'purged') = (proof is not null))
);
create unique index if not exists purge_items_once on purge_items (firm_id, batch_id, subject_id);
create index if not exists purge_items_subject on purge_items (firm_id, subject_id);

-- The wall of a matter stands before what is said of its purge, and stays when the matter is gone.
drop policy if exists subject_wall on purge_items;
create policy subject_wall on purge_items as restrictive to matterline_app using (
  app_staff() is null
  or (gone_at is null and exists (select 1 from matters m where m.firm_id = app_firm() and m.id = purge_items.subject_id))
  or (gone_at is not null and (audience is null or app_staff() = any (audience))));
drop policy if exists subject_wall on purge_batches;
create policy subject_wall on purge_batches as restrictive to matterline_app using (
  app_staff() is null
  or matters = (select count(*) from purge_items i where i.firm_id = app_firm() and i.batch_id = purge_batches.id));

-- A certificate stays as it was signed; it goes with its firm (below), and not by itself.
create or replace function certificate_stays() returns trigger language plpgsql as $$
begin
  raise exception 'a certificate stays as it was signed' using errcode = 'restrict_violation';
end $$;

-- Why a matter may not be purged; no row: nothing holds it. Whatever is on hold of what would go along counts.
create or replace function purge_held_by(firm uuid, matter uuid)
returns table (kind text, id uuid, reason text) language sql stable as $$
  select h.kind, h.id, h.reason from held_by(firm, matter, null, null) h
  union all
  select h.kind, h.id, h.reason from conversations c cross join lateral held_by(firm, null, c.id, null) h
    where c.firm_id = firm and c.matter_id = matter
  union all
  select 'lead', l.id, l.hold_reason from leads l where l.firm_id = firm and l.matter_id = matter and l.hold_at is not null
$$;

-- A firm that leaves: asked for by one operator, confirmed by another. It goes with the firm; its certificate lies outside.
create table if not exists firm_deletions (
  firm_id uuid not null references firms(id) on delete cascade,
  reason text not null check (reason <> ''),
  -- people at the command line, by the names that they gave
  asked_by text not null check (asked_by <> ''),
  asked_at timestamptz not null,
  token_hash bytea not null,
  ready_at timestamptz not null,
  primary key (firm_id)
);

-- What else is only ever added to goes with its firm: by the owner of the database alone, who said which firm it is.
create or replace function firm_goes(firm uuid) returns boolean language sql stable as $$
  select coalesce(current_setting('app.deleting_firm', true), '') = firm::text
    and current_user not in ('matterline_app', 'matterline_portal', 'matterline_system')
$$;
create or replace trigger audit_log_kept before update or delete on audit_log for each row
  when (not firm_goes(old.firm_id)) execute function audit_log_is_kept();
create or replace trigger audit_blocks_kept before update or delete on audit_blocks for each row
  when (not firm_goes(old.firm_id)) execute function audit_blocks_are_kept();
create or replace trigger text_consent_stays before update or delete on text_consents for each row
  when (not firm_goes(old.firm_id)) execute function text_consent_stays();
create or replace trigger onboarding_decision_stays before update or delete on onboarding_decisions for each row
  when (not firm_goes(old.firm_id)) execute function onboarding_decision_stays();
create or replace trigger certificate_stays before update or delete on purge_batches for each row
  when (old.certificate is not null and not firm_goes(old.firm_id)) execute function certificate_stays();
