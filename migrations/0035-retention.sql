-- How long enquiries that came to nothing are kept, what may not go, and what is left of them afterwards.

-- Months after an enquiry was closed; null: kept for ever. A firm without a row has what the columns say by default.
create table if not exists retention_policies (
  firm_id uuid not null references firms(id) on delete cascade,
  lost_months integer default 24 check (lost_months between 1 and 240),
  expired_months integer default 12 check (expired_months between 1 and 240),
  -- of duplicates and tests
  duplicate_months integer default 12 check (duplicate_months between 1 and 240),
  -- when the nightly round last looked at this firm, and how many enquiries it made anonymous
  last_run_at timestamptz,
  last_run_count integer not null default 0,
  version integer not null default 1,
  primary key (firm_id)
);

alter table leads add column if not exists anonymised_at timestamptz;
-- a person said that this one is not to go, and why
alter table leads add column if not exists hold_reason text not null default '';
alter table leads add column if not exists hold_at timestamptz;
alter table leads add column if not exists hold_by_staff_id uuid;
create index if not exists leads_to_anonymise on leads (firm_id, closed_at)
  where closed_at is not null and anonymised_at is null and matter_id is null;

-- Whatever the program decides: an enquiry that goes on, that became a matter or that is held is never made anonymous,
-- and one that is has no words left.
alter table leads drop constraint if exists leads_anonymised;
alter table leads add constraint leads_anonymised check (
  anonymised_at is null or (
    state in ('lost', 'expired', 'duplicate') and matter_id is null and hold_at is null
    and title = 'Anonymised enquiry' and properties = '{}' and lost_note = '' and interaction_id is null
    and duplicate_of_id is null and search is null and (source_detail = '' or source = 'widget')
  )
);
alter table leads drop constraint if exists leads_hold;
alter table leads add constraint leads_hold check ((hold_at is null) = (hold_reason = ''));

create or replace function anonymised_lead_stays() returns trigger language plpgsql as $$
begin
  if to_jsonb(new) - '{assignee_id,version,updated_at}'::text[] is distinct from to_jsonb(old) - '{assignee_id,version,updated_at}'::text[] then
    raise exception 'an enquiry that was made anonymous does not change' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
drop trigger if exists anonymised_lead_stays on leads;
create trigger anonymised_lead_stays before update on leads for each row
  when (old.anonymised_at is not null) execute function anonymised_lead_stays();

-- A quote that was sent never changes, but for this: its words about people go, once, with its enquiry's. Figures, lines,
-- rates, days and the hash of what stood there stay. What it becomes is said here and nowhere else.
alter table quote_versions add column if not exists anonymised_at timestamptz;

-- Numbers, ticks and choices stay; whatever somebody typed goes.
create or replace function anonymous_quote_answers(answers jsonb) returns jsonb language sql immutable as $$
  select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(answers)
  where jsonb_typeof(value) in ('number', 'boolean') or (
    jsonb_typeof(value) = 'string' and key not in ('companyName', 'lender')
    and value #>> '{}' ~ '^([a-z][A-Za-z0-9_]{0,39}|\d{4}-\d\d-\d\d)$')
$$;
create or replace function unlabelled(items jsonb) returns jsonb language sql immutable as $$
  select coalesce(jsonb_agg(jsonb_set(item, '{label}', '"Removed"') order by place), '[]')
  from jsonb_array_elements(items) with ordinality as i (item, place)
$$;
create or replace function anonymous_quote_inputs(inputs jsonb) returns jsonb language sql immutable as $$
  select inputs || jsonb_build_object(
    'answers', coalesce((select jsonb_object_agg(key, anonymous_quote_answers(value)) from jsonb_each(inputs->'answers')), '{}'),
    'choices', coalesce(inputs->'choices', '{}') || jsonb_build_object(
      'discounts', unlabelled(coalesce(inputs->'choices'->'discounts', '[]')),
      'extra', unlabelled(coalesce(inputs->'choices'->'extra', '[]'))))
$$;
create or replace function anonymous_quote_lines(lines jsonb) returns jsonb language sql immutable as $$
  select coalesce(jsonb_agg(case when line->>'kind' in ('extra', 'discount') then jsonb_set(line, '{label}', '"Removed"') else line end
    order by place), '[]')
  from jsonb_array_elements(lines) with ordinality as l (line, place)
$$;
create or replace function anonymous_quote_priced(priced jsonb) returns jsonb language sql immutable as $$
  select jsonb_set(priced, '{sides}', coalesce((
    select jsonb_agg(jsonb_set(side, '{lines}', anonymous_quote_lines(side->'lines')) order by place)
    from jsonb_array_elements(priced->'sides') with ordinality as s (side, place)), '[]'))
$$;
create or replace function anonymous_quote_letter(letter jsonb) returns jsonb language sql immutable as $$
  select letter || '{"title": "Anonymised enquiry", "clients": [], "properties": [], "from": null, "message": "", "changes": []}'
$$;

create or replace function quote_version_stays() returns trigger language plpgsql as $$
begin
  if old.state = 'draft' then return new; end if;
  if old.anonymised_at is null and new.anonymised_at is not null then
    if new.inputs is distinct from anonymous_quote_inputs(old.inputs)
      or new.priced is distinct from anonymous_quote_priced(old.priced)
      or new.letter is distinct from anonymous_quote_letter(old.letter)
      or new.pdf_sha256 is not null or new.link_hash is not null or new.link_sealed is not null
      or coalesce(new.answered_by - 'via', '{}') <> '{}'
      -- nobody can answer it any more
      or (new.state <> old.state and (old.state, new.state) <> ('sent', 'expired'))
      or to_jsonb(new) - '{state,inputs,priced,letter,pdf_sha256,pdf_size,link_hash,link_sealed,answered_by,anonymised_at,version,updated_at}'::text[]
        is distinct from to_jsonb(old) - '{state,inputs,priced,letter,pdf_sha256,pdf_size,link_hash,link_sealed,answered_by,anonymised_at,version,updated_at}'::text[]
      or not exists (
        select 1 from quotes q join leads l on l.firm_id = new.firm_id and l.id = q.lead_id and l.anonymised_at is not null
        where q.firm_id = new.firm_id and q.id = new.quote_id)
    then
      raise exception 'a quote that was sent loses its words about people, with its enquiry, and nothing else' using errcode = 'restrict_violation';
    end if;
    return new;
  end if;
  if new.inputs is distinct from old.inputs or new.priced is distinct from old.priced
    or new.content_hash is distinct from old.content_hash or new.rates is distinct from old.rates
    or new.letter is distinct from old.letter or new.expires_on is distinct from old.expires_on
    or new.fee_scale_version_id is distinct from old.fee_scale_version_id
    or (old.pdf_sha256 is not null and new.pdf_sha256 is distinct from old.pdf_sha256)
    or (old.anonymised_at is not null and new is distinct from old)
  then
    raise exception 'a quote that was sent does not change' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;

-- Everything that the firm holds about a person, put together when somebody asked for it.
create table if not exists person_exports (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  contact_id uuid not null,
  -- who asked: it holds what that person may see, and nobody else gets it
  asked_by_staff_id uuid not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'ready', 'failed', 'gone')),
  -- parts that are done, of how many
  done integer not null default 0,
  parts integer not null default 0,
  sha256 bytea,
  size_bytes bigint,
  error text,
  -- whose papers it tells of: one that is walled off from the asker since makes it unreadable
  matter_ids uuid[] not null default '{}',
  created_at timestamptz not null,
  ready_at timestamptz,
  expires_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, contact_id) references contacts (firm_id, id) on delete cascade,
  foreign key (firm_id, asked_by_staff_id) references staff_members (firm_id, id)
);
create index if not exists person_exports_contact on person_exports (firm_id, contact_id, id desc);
create index if not exists person_exports_over on person_exports (firm_id, expires_at) where sha256 is not null;
