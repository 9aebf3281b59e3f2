-- History asked from a phone system's call log: one row for each time somebody asked.
create table if not exists backfills (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  source_id uuid not null,
  -- the period, whole seconds: since ≤ start of a call < until
  since timestamptz not null,
  until timestamptz not null,
  state text not null default 'running' check (state in ('running', 'paused', 'done', 'cancelled', 'failed')),
  -- Newest first: everything from here to `until` is stored.
  reached_at timestamptz not null,
  -- the vendor's place within the slice before reached_at; null at its beginning
  page text,
  pages integer not null default 0,
  found integer not null default 0,
  stored integer not null default 0,
  -- why it waits or stopped: a word that the screen puts into a sentence, and the vendor's own words
  note text not null default '' check (note in ('', 'rate_limited', 'unavailable', 'unauthorised', 'refused', 'busy', 'internal')),
  detail text not null default '',
  failures integer not null default 0,
  due_at timestamptz not null,
  started_by uuid,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  updated_at timestamptz not null default now(),
  primary key (firm_id, id),
  foreign key (firm_id, source_id) references sources (firm_id, id) on delete cascade
);
create index if not exists backfills_source on backfills (firm_id, source_id, id desc);
create unique index if not exists backfills_open on backfills (firm_id, source_id) where state in ('running', 'paused');
create index if not exists backfills_due on backfills (due_at) where state = 'running';

alter table raw_events drop constraint if exists raw_events_origin_check;
alter table raw_events add constraint raw_events_origin_check
  check (origin in ('webhook', 'catch_up', 'import', 'backfill')) not valid;

-- 0 what comes in now, 1 history. In the key, so that what comes in now is claimed past any amount of history, by one index.
alter table pending_events add column if not exists priority smallint not null default 0 check (priority in (0, 1));
alter table pending_events drop constraint if exists pending_events_pkey;
alter table pending_events add constraint pending_events_pkey primary key (firm_id, priority, raw_event_id);
