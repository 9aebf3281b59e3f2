-- A file that could not be scanned is released where it stands, too: in a share or in a slot, not only while it is sent.
alter table share_files add column if not exists released_by_staff_id uuid;
alter table share_files add column if not exists released_at timestamptz;
alter table share_files add column if not exists release_reason text not null default '';
alter table request_files add column if not exists released_by_staff_id uuid;
alter table request_files add column if not exists release_reason text not null default '';
