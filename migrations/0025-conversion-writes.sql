-- What a lead became in a practice system: the conversion that a write belongs to.
alter table destination_writes add column if not exists conversion_id uuid;
create index if not exists destination_writes_conversion on destination_writes (firm_id, conversion_id, id) where conversion_id is not null;
-- Which matter of ours is being made there.
create index if not exists destination_writes_matter_made on destination_writes (firm_id, connection_id, (record ->> 'matterId'))
  where record_kind = 'matter' and action = 'create';
