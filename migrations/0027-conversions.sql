-- A lead that became a matter: what was made of it, step by step.

create table if not exists conversions (
  firm_id uuid not null,
  id uuid not null,
  lead_id uuid not null,
  matter_id uuid not null,
  -- the quote whose lines were handed over; null: none was accepted
  quote_version_id uuid,
  -- where the matter is kept; null: the firm's own record
  connection_id uuid,
  notes text not null default '',
  started_by_staff_id uuid,
  created_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, lead_id) references leads (firm_id, id) on delete cascade,
  foreign key (firm_id, matter_id) references matters (firm_id, id)
);
-- A lead becomes one matter, whoever clicks how often.
create unique index if not exists conversions_lead on conversions (firm_id, lead_id);
create index if not exists conversions_matter on conversions (firm_id, matter_id);

create table if not exists conversion_steps (
  firm_id uuid not null,
  conversion_id uuid not null,
  position integer not null,
  step text not null check (step in ('contact', 'referrer', 'matter', 'layout', 'fee', 'cost_recovery', 'memo', 'document')),
  -- unique within the conversion: the line, the mail, the file
  key text not null,
  label text not null,
  amount bigint,
  -- the record in the firm's own books; null where another system keeps it
  record_id uuid,
  -- the write to the system that keeps it
  write_id uuid,
  -- why nothing was made: the system does not take such a record
  skipped text,
  primary key (firm_id, conversion_id, position),
  foreign key (firm_id, conversion_id) references conversions (firm_id, id) on delete cascade
);
create unique index if not exists conversion_steps_key on conversion_steps (firm_id, conversion_id, step, key);
