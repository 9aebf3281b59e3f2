-- Hand-over packs: a matter, a conversation or a person's side of things as one file that can be verified.

create table if not exists hand_overs (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  -- of what; 'own': everything that a person of the portal reads there
  scope text not null check (scope in ('matter', 'conversation', 'person', 'own')),
  matter_id uuid,
  conversation_id uuid,
  contact_id uuid,
  -- who asked: it is for nobody else
  staff_id uuid,
  portal_user_id uuid,
  -- with what stays in the firm: internal conversations, memos, tasks, mails
  internal boolean not null default false,
  -- asked for in a session with a second factor, and fetched in such a one only
  second_factor boolean not null default false,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'ready', 'failed', 'stopped', 'gone')),
  done_bytes bigint not null default 0,
  total_bytes bigint not null default 0,
  -- files in it
  entries integer not null default 0,
  sha256 bytea,
  size_bytes bigint,
  -- of the list of hashes that was signed
  head_sha256 bytea,
  -- whose walls it stands behind: one of them closed to the asker since makes it unreadable
  seen_matters uuid[] not null default '{}',
  seen_conversations uuid[] not null default '{}',
  error text,
  created_at timestamptz not null,
  ready_at timestamptz,
  expires_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, matter_id) references matters (firm_id, id) on delete cascade,
  foreign key (firm_id, conversation_id) references conversations (firm_id, id) on delete cascade,
  foreign key (firm_id, contact_id) references contacts (firm_id, id) on delete cascade,
  foreign key (firm_id, staff_id) references staff_members (firm_id, id),
  foreign key (firm_id, portal_user_id) references portal_users (firm_id, id) on delete cascade,
  check ((staff_id is null) <> (portal_user_id is null)),
  check ((scope = 'matter') = (matter_id is not null)),
  check ((scope = 'conversation') = (conversation_id is not null)),
  check ((scope = 'person') = (contact_id is not null)),
  check (scope <> 'own' or portal_user_id is not null)
);
create index if not exists hand_overs_staff on hand_overs (firm_id, staff_id, id desc) where staff_id is not null;
create index if not exists hand_overs_portal on hand_overs (firm_id, portal_user_id, id desc) where portal_user_id is not null;
create index if not exists hand_overs_over on hand_overs (firm_id, expires_at) where sha256 is not null;

-- What may not go, whoever wants it gone. (A conversation's own hold is in its row, an enquiry's in the lead's.)
create table if not exists holds (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  -- 'firm': everything
  scope text not null check (scope in ('matter', 'contact', 'firm')),
  matter_id uuid,
  contact_id uuid,
  reason text not null check (reason <> ''),
  set_by_staff_id uuid not null,
  set_at timestamptz not null,
  ended_by_staff_id uuid,
  ended_at timestamptz,
  primary key (firm_id, id),
  foreign key (firm_id, matter_id) references matters (firm_id, id) on delete cascade,
  foreign key (firm_id, contact_id) references contacts (firm_id, id) on delete cascade,
  foreign key (firm_id, set_by_staff_id) references staff_members (firm_id, id),
  check ((scope = 'matter') = (matter_id is not null)),
  check ((scope = 'contact') = (contact_id is not null)),
  check ((ended_at is null) = (ended_by_staff_id is null))
);
create unique index if not exists holds_matter on holds (firm_id, matter_id) where ended_at is null and matter_id is not null;
create unique index if not exists holds_contact on holds (firm_id, contact_id) where ended_at is null and contact_id is not null;
create unique index if not exists holds_firm on holds (firm_id) where ended_at is null and scope = 'firm';
create index if not exists holds_listed on holds (firm_id, id desc);

-- Why this may not go; no row: it may. A person's hold reaches the matters of which they are a client and the conversations
-- that they take part in; a matter's its conversations and its parties.
create or replace function held_by(firm uuid, matter uuid, conversation uuid, contact uuid)
returns table (kind text, id uuid, reason text) language sql stable as $$
  with of_conversation as (
    select c.id, c.matter_id, c.held_at, c.held_reason from conversations c where c.firm_id = firm and c.id = conversation
  ), concerned_matters as (
    select matter as id where matter is not null
    union select matter_id from of_conversation where matter_id is not null
    union select p.matter_id from matter_parties p where contact is not null and p.firm_id = firm and p.contact_id = contact
  ), concerned_contacts as (
    select contact as id where contact is not null
    union select p.contact_id from matter_parties p
      where p.firm_id = firm and p.is_client and p.matter_id in (select m.id from concerned_matters m where contact is null)
    union select u.contact_id from participants p join portal_users u on u.firm_id = firm and u.id = p.portal_user_id
      where conversation is not null and p.firm_id = firm and p.conversation_id = conversation
  )
  select h.scope, coalesce(h.matter_id, h.contact_id, firm), h.reason from holds h
    where h.firm_id = firm and h.ended_at is null and (h.scope = 'firm'
      or h.matter_id in (select m.id from concerned_matters m) or h.contact_id in (select k.id from concerned_contacts k))
  union all
  select 'conversation', c.id, c.held_reason from of_conversation c where c.held_at is not null
  union all
  select 'conversation', c.id, c.held_reason from conversations c
    where matter is not null and c.firm_id = firm and c.matter_id = matter and c.held_at is not null
  union all
  select 'conversation', c.id, c.held_reason from participants p
    join portal_users u on u.firm_id = firm and u.id = p.portal_user_id
    join conversations c on c.firm_id = firm and c.id = p.conversation_id and c.held_at is not null
    where contact is not null and p.firm_id = firm and u.contact_id = contact
$$;

-- The second net: whatever path deletes, what is held stays. The program asks before, says why not and writes it down.
create or replace function held_stays() returns trigger language plpgsql as $$
declare
  gone jsonb := to_jsonb(old);
  firm uuid := coalesce(gone->>'firm_id', gone->>'id');
  hold record;
begin
  select h.kind, h.reason into hold from held_by(
    firm,
    case when tg_table_name = 'matters' then (gone->>'id')::uuid else (gone->>'matter_id')::uuid end,
    case when tg_table_name = 'conversations' then (gone->>'id')::uuid else (gone->>'conversation_id')::uuid end,
    case when tg_table_name = 'contacts' then (gone->>'id')::uuid end) h limit 1;
  if found then
    raise exception 'on hold (%): nothing of it is deleted', hold.kind using errcode = 'restrict_violation', constraint = 'held';
  end if;
  if tg_table_name = 'firms' and (exists (select 1 from holds h where h.firm_id = firm and h.ended_at is null)
    or exists (select 1 from conversations c where c.firm_id = firm and c.held_at is not null)) then
    raise exception 'something of this firm is on hold: it is not deleted' using errcode = 'restrict_violation', constraint = 'held';
  end if;
  return old;
end $$;
do $$
declare t text;
begin
  foreach t in array array['firms','matters','contacts','conversations','messages','message_versions','attachments','uploads',
    'text_messages','text_inbound','incoming_mails','documents','document_versions','tasks','memos','fees','cost_recoveries',
    'matter_events','request_files'] loop
    execute format('create or replace trigger held_stays before delete on %I for each row execute function held_stays()', t);
  end loop;
end $$;

-- How long matters are kept after they were closed, by their type; no row: for ever. Nothing goes by itself.
create table if not exists matter_retention (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  -- null: matters without a type
  matter_type_id uuid,
  years integer not null check (years between 1 and 100),
  set_by_staff_id uuid not null,
  set_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, matter_type_id) references matter_types (firm_id, id) on delete cascade,
  foreign key (firm_id, set_by_staff_id) references staff_members (firm_id, id)
);
create unique index if not exists matter_retention_type on matter_retention (firm_id, matter_type_id) where matter_type_id is not null;
create unique index if not exists matter_retention_untyped on matter_retention (firm_id) where matter_type_id is null;
create index if not exists matters_closed on matters (firm_id, closed_on, id) where status = 'closed';
