-- Quotes: priced offers in versions. What was sent stays bit for bit.

create table if not exists quotes (
  firm_id uuid not null,
  id uuid not null,
  lead_id uuid not null,
  -- within its lead, from 1
  number integer not null,
  -- the fee scale that was chosen; null: the default one
  fee_scale_id uuid,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, lead_id) references leads (firm_id, id) on delete cascade,
  foreign key (firm_id, fee_scale_id) references fee_scales (firm_id, id)
);
create unique index if not exists quotes_number on quotes (firm_id, lead_id, number);

create table if not exists quote_versions (
  firm_id uuid not null,
  id uuid not null,
  quote_id uuid not null,
  number integer not null,
  state text not null default 'draft' check (state in ('draft', 'sent', 'expired', 'superseded', 'accepted', 'declined', 'withdrawn')),
  -- what was asked and chosen: {transaction, clients, answers, choices}
  inputs jsonb not null,
  fee_scale_version_id uuid,
  -- the rates by which tax and fees were worked out: {book, version, sets}
  rates jsonb,
  -- the whole result as it was shown, and the hash of inputs, scale, rates and result together
  priced jsonb,
  content_hash bytea,
  -- what else the client reads: names, property, terms, referral, in the words of that day
  letter jsonb,
  pdf_sha256 bytea,
  pdf_size bigint,
  priced_on date,
  expires_on date,
  sent_at timestamptz,
  sent_by_staff_id uuid,
  -- of the link in the e-mail, and the link itself, sealed, for the next e-mail
  link_hash bytea,
  link_sealed bytea,
  first_seen_at timestamptz,
  answered_at timestamptz,
  -- who accepted or declined, as they typed it, and from where
  answered_by jsonb,
  version integer not null default 1,
  created_by_staff_id uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, quote_id) references quotes (firm_id, id) on delete cascade,
  foreign key (firm_id, fee_scale_version_id) references fee_scale_versions (firm_id, id),
  check (state = 'draft' or (priced is not null and content_hash is not null and sent_at is not null))
);
create unique index if not exists quote_versions_number on quote_versions (firm_id, quote_id, number);
create unique index if not exists quote_versions_draft on quote_versions (firm_id, quote_id) where state = 'draft';
create index if not exists quote_versions_expiring on quote_versions (firm_id, expires_on) where state = 'sent';

create unique index if not exists quote_versions_link on quote_versions (firm_id, link_hash) where link_hash is not null;

-- E-mails that carried a version, with what became of each.
create table if not exists quote_mails (
  firm_id uuid not null,
  id uuid not null,
  quote_version_id uuid not null,
  contact_id uuid not null,
  outbox_id uuid not null,
  sent_to text not null,
  created_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, quote_version_id) references quote_versions (firm_id, id) on delete cascade
);
create index if not exists quote_mails_version on quote_mails (firm_id, quote_version_id, id);

create or replace function quote_version_stays() returns trigger language plpgsql as $$
begin
  if old.state <> 'draft' and (
    new.inputs is distinct from old.inputs or new.priced is distinct from old.priced
    or new.content_hash is distinct from old.content_hash or new.rates is distinct from old.rates
    or new.letter is distinct from old.letter or new.expires_on is distinct from old.expires_on
    or new.fee_scale_version_id is distinct from old.fee_scale_version_id
    or (old.pdf_sha256 is not null and new.pdf_sha256 is distinct from old.pdf_sha256)
  ) then
    raise exception 'a quote that was sent does not change' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
drop trigger if exists quote_version_stays on quote_versions;
create trigger quote_version_stays before update on quote_versions for each row execute function quote_version_stays();

-- Files that go with a mail: [{name, contentType, sha256}].
alter table outbox add column if not exists attachments jsonb not null default '[]';
