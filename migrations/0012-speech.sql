-- Transcripts and summaries of calls: the firm's own speech service, what it made, and what people made of that.

-- What was said, as it stands in the texts of log entries; written by whoever turns speech into words.
create table if not exists interaction_words (
  firm_id uuid not null,
  interaction_id uuid not null,
  -- { transcript, summary }: heading, text and destinations, or null
  words jsonb not null,
  -- by which the interaction is found
  search text not null default '',
  -- nothing more is coming: a plan that waits for the words need not wait longer
  complete boolean not null default false,
  primary key (firm_id, interaction_id),
  foreign key (firm_id, interaction_id) references interactions (firm_id, id) on delete cascade
);

create table if not exists speech_settings (
  firm_id uuid primary key references firms(id) on delete cascade,
  service text not null default 'openai-compatible',
  base_url text not null default '',
  -- sealed; null: the service wants none
  api_key bytea,
  transcription_model text not null default '',
  summary_model text not null default '',
  -- ISO 639-1; null: the service finds out
  language text,
  max_megabytes integer not null default 25 check (max_megabytes between 1 and 200),
  include_restricted boolean not null default false,
  -- how callers are told, who decided and when, in the firm's own words
  consent text not null default '',
  consent_by uuid,
  consent_at timestamptz,
  -- option → destination → since when it is on: only what begins later is sent by itself
  since jsonb not null default '{}',
  test_state text not null default 'none' check (test_state in ('none', 'waiting', 'ok', 'failed')),
  test_detail text not null default '',
  tested_at timestamptz,
  -- nothing is sent before this, and why
  rest_until timestamptz,
  trouble text not null default '',
  -- the worker that sends for this firm at the moment; a lease of a worker that died runs out
  lease uuid,
  leased_until timestamptz,
  served_at timestamptz,
  revision integer not null default 1,
  updated_at timestamptz not null default now()
);

-- One for each recording or voicemail (transcript) and each interaction (summary): sent once, kept once.
create table if not exists speech_drafts (
  firm_id uuid not null,
  id uuid not null,
  interaction_id uuid not null,
  kind text not null check (kind in ('transcript', 'summary')),
  -- the sound; null for a summary
  artefact_id uuid,
  -- destinations whose text carries it
  destinations text[] not null,
  -- a person asked for it
  by_person boolean not null default false,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'failed', 'not_sent')),
  detail text not null default '',
  attempts integer not null default 0,
  due_at timestamptz not null,
  model text,
  language text,
  seconds double precision,
  -- as the machine made it, and as a person corrected it
  content jsonb,
  made_at timestamptz,
  edited jsonb,
  edited_by uuid,
  edited_at timestamptz,
  standing text not null default 'draft' check (standing in ('draft', 'approved', 'discarded')),
  standing_by uuid,
  standing_at timestamptz,
  -- the texts of log entries know of it as it is now
  told boolean not null default true,
  revision integer not null default 1,
  created_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, interaction_id) references interactions (firm_id, id) on delete cascade
);
create unique index if not exists speech_drafts_once on speech_drafts (firm_id, interaction_id, kind, coalesce(artefact_id, interaction_id));
create index if not exists speech_drafts_waiting on speech_drafts (firm_id, due_at) where state = 'waiting';
create index if not exists speech_drafts_untold on speech_drafts (firm_id) where not told;
-- What came in lately and might be sent.
create index if not exists artefacts_spoken on artefacts (firm_id, created_at) where kind in ('recording', 'voicemail', 'transcript') and state = 'stored';

-- Finding work across firms; what is in it stays behind the wall.
drop policy if exists system_crosses on speech_settings;
create policy system_crosses on speech_settings to matterline_system using (true) with check (true);
grant select (firm_id, base_url, rest_until, leased_until, served_at, test_state) on speech_settings to matterline_system;
