-- What the engine said of files that came for a slot, and which engine it was: they are looked at again with each new one.
alter table request_files add column if not exists engine text not null default '';
alter table request_files add column if not exists scanned_at timestamptz;
create index if not exists request_files_scanned on request_files (firm_id, engine, id);
