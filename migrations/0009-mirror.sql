-- Records that a practice system keeps: which connection brings them, and what is still open of them.

-- Not a foreign key: a connection that was taken away leaves its records to the firm.
alter table contacts add column if not exists kept_in uuid;
alter table matters add column if not exists kept_in uuid;
alter table matter_types add column if not exists kept_in uuid;
alter table stage_sets add column if not exists kept_in uuid;
alter table activity_codes add column if not exists kept_in uuid;
alter table staff_members add column if not exists kept_in uuid;

-- Contacts that call logging made for a number and that no practice system has claimed yet.
create index if not exists contacts_stand_ins on contacts (firm_id, id)
  where created_by = 'call_logging' and kept_in is null and archived_at is null;

-- People on a matter as this record names them (of a matter: all that it lists; of a party: that one), with our contacts' ids.
alter table external_links add column if not exists parties jsonb;
-- The record as told, while something that it names is not known here yet.
alter table external_links add column if not exists pending jsonb;

-- What a pending record waits for.
create table if not exists mirror_gaps (
  firm_id uuid not null,
  connection_id uuid not null,
  missing_kind text not null,
  missing_id text not null,
  kind text not null,
  external_id text not null,
  primary key (firm_id, connection_id, missing_kind, missing_id, kind, external_id),
  foreign key (firm_id, connection_id) references connections (firm_id, id) on delete cascade
);
create index if not exists mirror_gaps_record on mirror_gaps (firm_id, connection_id, kind, external_id);

-- An administrator said that the records which the last whole pass did not see are really gone.
alter table mirror_streams add column if not exists removals_confirmed boolean not null default false;
-- How many a whole pass would have removed when it stopped to ask.
alter table mirror_streams add column if not exists missing integer not null default 0;
