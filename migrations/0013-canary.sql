-- A small proof, now and then, that a connection works while nobody calls.
alter table connections add column if not exists canary_due_at timestamptz not null default now();
-- somebody wants to know now; null again with the outcome
alter table connections add column if not exists canary_wanted_at timestamptz;
-- the last time it was asked: how long the answer took, or why there was none ('': it was answered)
alter table connections add column if not exists canary_asked_at timestamptz;
alter table connections add column if not exists canary_ms integer;
alter table connections add column if not exists canary_detail text not null default '';
-- in a row
alter table connections add column if not exists canary_failures integer not null default 0;

-- Since when its webhooks are to tell of changes, and the oldest change that was found by asking alone.
alter table connections add column if not exists subscription_since timestamptz;
alter table connections add column if not exists untold_since timestamptz;

-- Finding work across firms; what is in it stays behind the wall.
grant select (canary_due_at, canary_wanted_at) on connections to matterline_system;
