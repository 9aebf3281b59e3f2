-- Fee scales: what a firm charges for conveyancing, in versions that never change once they are published.

create table if not exists fee_scales (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  name text not null,
  -- the one that a new quote takes when nothing else says so
  is_default boolean not null default false,
  archived_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (firm_id, id)
);
create unique index if not exists fee_scales_name on fee_scales (firm_id, lower(name)) where archived_at is null;
create unique index if not exists fee_scales_default on fee_scales (firm_id) where is_default;

create table if not exists fee_scale_versions (
  firm_id uuid not null,
  id uuid not null,
  fee_scale_id uuid not null,
  number integer not null,
  -- null: a draft; there is at most one
  starts_on date,
  content jsonb not null,
  content_hash bytea not null,
  published_at timestamptz,
  published_by_staff_id uuid,
  -- counts up with each saving of a draft
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (firm_id, id),
  foreign key (firm_id, fee_scale_id) references fee_scales (firm_id, id) on delete cascade,
  check ((starts_on is null) = (published_at is null))
);
create unique index if not exists fee_scale_versions_number on fee_scale_versions (firm_id, fee_scale_id, number);
create unique index if not exists fee_scale_versions_draft on fee_scale_versions (firm_id, fee_scale_id) where starts_on is null;
create index if not exists fee_scale_versions_starts on fee_scale_versions (firm_id, fee_scale_id, starts_on desc, number desc) where starts_on is not null;

-- What was published stays as it is: quotes point to it.
create or replace function fee_scale_version_stays() returns trigger language plpgsql as $$
begin
  if old.published_at is not null then
    raise exception 'a published version of a fee scale does not change' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
drop trigger if exists fee_scale_version_stays on fee_scale_versions;
create trigger fee_scale_version_stays before update on fee_scale_versions for each row execute function fee_scale_version_stays();
