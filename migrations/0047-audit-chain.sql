-- The audit log is only ever added to, and hangs together: a chain of blocks per firm, as the ledger of stored webhooks is.

-- What stood in `detail` is on the chain as a salted hash: retention can take the words and the salt away, and the chain holds.
alter table audit_log no force row level security;
alter table audit_log add column if not exists salt uuid default gen_random_uuid();
alter table audit_log add column if not exists detail_hash bytea;
create or replace function audit_detail_hash(salt uuid, detail jsonb) returns bytea language sql stable as $$
  select sha256(uuid_send(salt) || convert_to(detail::text, 'UTF8'))
$$;
update audit_log set detail_hash = audit_detail_hash(salt, detail) where detail_hash is null;
alter table audit_log alter column detail_hash set not null;

-- The log is read by time, also of one person or about one kind of thing.
create index if not exists audit_log_time on audit_log (firm_id, at, id);
create index if not exists audit_log_staff on audit_log (firm_id, staff_id, at, id) where staff_id is not null;
create index if not exists audit_log_portal_user on audit_log (firm_id, portal_user_id, at, id) where portal_user_id is not null;
create index if not exists audit_log_kind on audit_log (firm_id, subject_type, at, id);

-- Entries that have no place on the chain yet: the sealing worker gives it within a second of their commit.
create table if not exists audit_pending (
  firm_id uuid not null references firms(id) on delete cascade,
  entry_id uuid not null,
  primary key (firm_id, entry_id)
);
insert into audit_pending (firm_id, entry_id) select firm_id, id from audit_log on conflict do nothing;

create table if not exists audit_blocks (
  firm_id uuid not null references firms(id) on delete cascade,
  number bigint not null,
  -- the entries in their order in the block, and their digests (32 bytes each) in the same order
  event_ids uuid[] not null,
  digests bytea not null,
  remark text not null default '',
  made_at timestamptz not null,
  hash bytea not null,
  primary key (firm_id, number)
);
alter table audit_blocks alter column event_ids set storage external, alter column digests set storage external;

-- Where each firm's chain ends, signed (Ed25519) with a key that is not in the database.
create table if not exists audit_heads (
  firm_id uuid not null references firms(id) on delete cascade,
  number bigint not null,
  hash bytea,
  seal bytea,
  primary key (firm_id)
);

-- Where heads are noted outside the database.
create table if not exists audit_settings (
  firm_id uuid not null references firms(id) on delete cascade,
  mail text not null default 'weekly' check (mail in ('never', 'weekly', 'daily')),
  mailed_at timestamptz,
  primary key (firm_id)
);

create table if not exists audit_checks (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  at timestamptz not null,
  -- null: the nightly check
  staff_id uuid,
  blocks bigint not null,
  entries bigint not null,
  emptied bigint not null,
  pending bigint not null,
  head text,
  -- the number that the newest anchor knew; null when there was none to compare with
  anchored_number bigint,
  -- null: it holds
  broken jsonb,
  primary key (firm_id, id)
);

create or replace function audit_log_is_chained() returns trigger language plpgsql as $$
begin
  new.salt := gen_random_uuid();
  new.detail_hash := audit_detail_hash(new.salt, new.detail);
  insert into audit_pending (firm_id, entry_id) values (new.firm_id, new.id);
  return new;
end $$;
create or replace trigger audit_log_chained before insert on audit_log for each row execute function audit_log_is_chained();

-- Only what retention does to an entry passes: its words and their salt go, all else stays.
create or replace function audit_log_is_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.salt is not null and new.salt is null and new.detail = '{"anonymised": true}'
    and (new.firm_id, new.id, new.at, new.staff_id, new.portal_user_id, new.action, new.subject_type, new.subject_id, new.matter_id, new.detail_hash)
      is not distinct from (old.firm_id, old.id, old.at, old.staff_id, old.portal_user_id, old.action, old.subject_type, old.subject_id, old.matter_id, old.detail_hash)
  then return new; end if;
  raise exception 'the audit log is only ever added to' using errcode = 'insufficient_privilege';
end $$;
create or replace trigger audit_log_kept before update or delete on audit_log for each row execute function audit_log_is_kept();
create or replace trigger audit_log_not_emptied before truncate on audit_log for each statement execute function audit_log_is_kept();

create or replace function audit_blocks_are_kept() returns trigger language plpgsql as $$
begin
  raise exception 'blocks of the audit log are only ever added to' using errcode = 'insufficient_privilege';
end $$;
create or replace trigger audit_blocks_kept before update or delete on audit_blocks for each row execute function audit_blocks_are_kept();
create or replace trigger audit_blocks_not_emptied before truncate on audit_blocks for each statement execute function audit_blocks_are_kept();
