-- Lists that stay quick with a million interactions in a firm: each was a scan of the whole ledger before.

-- GET /log-entries, newest first
create index if not exists log_entries_recent on log_entries (firm_id, started_at desc, id desc);
-- Activity of somebody who has few, of the rarer kinds, of the rarer outcomes
create index if not exists interactions_staff on interactions (firm_id, staff_id, started_at desc, id desc) where staff_id is not null;
create index if not exists interactions_kind on interactions (firm_id, kind, started_at desc, id desc) where kind <> 'call';
create index if not exists interactions_outcome on interactions (firm_id, outcome, started_at desc, id desc) where outcome <> 'answered';
-- Enough of the words are counted to tell a rare one (read by its index) from a common one (found among the newest).
alter table interactions alter column search set statistics 500;
