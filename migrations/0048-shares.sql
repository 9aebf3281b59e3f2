-- Documents that people outside the firm see as they are now (portal.md T8, Share), and files that they are asked for (Request).

create table if not exists shares (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  conversation_id uuid not null,
  matter_id uuid not null,
  -- the note that told of it: it is there for those in whose stay that lies
  seq bigint not null,
  kind text not null check (kind in ('document', 'folder')),
  -- the document or the folder; it may be gone by now
  source_id uuid not null,
  name text not null,
  -- what is put into the folder later is shared at once, instead of waiting for somebody's yes
  auto boolean not null default false,
  shared_by_staff_id uuid not null,
  shared_at timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_by_staff_id uuid,
  version integer not null default 1,
  primary key (firm_id, id),
  foreign key (firm_id, conversation_id) references conversations (firm_id, id) on delete cascade,
  foreign key (firm_id, matter_id) references matters (firm_id, id),
  foreign key (firm_id, shared_by_staff_id) references staff_members (firm_id, id),
  check (kind = 'folder' or not auto)
);
create index if not exists shares_conversation on shares (firm_id, conversation_id, id desc);
create index if not exists shares_matter on shares (firm_id, matter_id, id desc);
create unique index if not exists shares_once on shares (firm_id, conversation_id, source_id) where withdrawn_at is null;

-- One row for each version of a file, and for how long it was the one that recipients saw: whoever left reads what stood there
-- then. `held` waits for a yes, `declined` got a no; neither has ever been seen.
create table if not exists share_files (
  firm_id uuid not null,
  id uuid not null,
  share_id uuid not null,
  conversation_id uuid not null,
  matter_id uuid not null,
  document_id uuid not null,
  state text not null check (state in ('held', 'declined', 'shared', 'ended')),
  version integer not null,
  -- the folders inside the shared one, with '/'; empty: the shared one itself
  level text not null default '',
  name text not null,
  size_bytes bigint not null,
  sha256 bytea not null,
  -- found in the bytes; null: nobody has looked yet
  content_type text,
  type_mismatch boolean not null default false,
  verdict text check (verdict in ('clean', 'infected', 'unscannable', 'unscanned', 'error')),
  verdict_detail text not null default '',
  engine text not null default '',
  scanned_at timestamptz,
  -- when this version came about
  version_at timestamptz not null,
  found_at timestamptz not null,
  since timestamptz,
  until timestamptz,
  until_why text check (until_why in ('newer', 'moved', 'deleted', 'taken_back')),
  primary key (firm_id, id),
  foreign key (firm_id, share_id) references shares (firm_id, id) on delete cascade,
  foreign key (firm_id, conversation_id) references conversations (firm_id, id) on delete cascade,
  foreign key (firm_id, matter_id) references matters (firm_id, id),
  check ((state in ('shared', 'ended')) = (since is not null)),
  check ((state = 'ended') = (until is not null)),
  check ((until is null) = (until_why is null))
);
create unique index if not exists share_files_now on share_files (firm_id, share_id, document_id) where state <> 'ended';
create index if not exists share_files_level on share_files (firm_id, share_id, level, name, id);
create index if not exists share_files_conversation on share_files (firm_id, conversation_id);
create index if not exists share_files_matter on share_files (firm_id, matter_id);
create index if not exists share_files_content on share_files (firm_id, sha256);
-- What nobody has looked at yet, and what has to be looked at again when the engine learns something.
create index if not exists share_files_unseen on share_files (firm_id, id) where verdict is null and state <> 'ended';
create index if not exists share_files_scanned on share_files (firm_id, engine, id) where state = 'shared';

-- What is to be told of a conversation's shares: to open screens at once, by a notice once a minute is over.
create table if not exists share_news (
  firm_id uuid not null,
  conversation_id uuid not null,
  changed_at timestamptz,
  -- files that came to be seen since the last notice
  added integer not null default 0,
  -- the note that says so already
  told_seq bigint,
  tell_at timestamptz,
  -- something has to be scanned
  unseen boolean not null default false,
  primary key (firm_id, conversation_id),
  foreign key (firm_id, conversation_id) references conversations (firm_id, id) on delete cascade
);
create index if not exists share_news_changed on share_news (changed_at) where changed_at is not null;
create index if not exists share_news_tell on share_news (tell_at) where tell_at is not null;
create index if not exists share_news_unseen on share_news (firm_id) where unseen;
drop policy if exists system_crosses on share_news;
create policy system_crosses on share_news to matterline_system using (true) with check (true);
grant select (firm_id, conversation_id, changed_at, tell_at, unseen) on share_news to matterline_system;

create or replace function share_noted(firm uuid, conversation uuid, more integer) returns void language sql as $$
  insert into share_news as n (firm_id, conversation_id, changed_at, added, tell_at, unseen)
  values (firm, conversation, app_now(), more, case when more > 0 then app_now() + interval '1 minute' end, true)
  on conflict (firm_id, conversation_id) do update set changed_at = excluded.changed_at, added = n.added + excluded.added,
    tell_at = coalesce(n.tell_at, excluded.tell_at), unseen = true;
$$;

-- Every file that stands where a share points, with its newest version.
create or replace function share_source(firm uuid, kind text, source uuid)
  returns table (document_id uuid, level text, depth integer, name text, version integer, size_bytes bigint, sha256 bytea, version_at timestamptz)
  language sql stable as $$
  with recursive tree as (
    select f.id, '' as level, 0 as depth from folders f where firm is not null and f.firm_id = firm and f.id = source and kind = 'folder'
    union all
    select f.id, case t.level when '' then '' else t.level || '/' end || replace(f.name, '/', '∕'), t.depth + 1
    from tree t join folders f on f.firm_id = firm and f.parent_id = t.id where t.depth < 200)
  select d.id, coalesce(t.level, ''), coalesce(t.depth, 0),
    case when d.name ~ '\.[A-Za-z0-9]{1,10}$' then d.name else d.name || coalesce(substring(v.file_name from '\.[A-Za-z0-9]{1,10}$'), '') end,
    v.number, v.size_bytes, v.sha256, v.created_at
  from documents d
  left join tree t on t.id = d.folder_id
  join lateral (select w.number, w.size_bytes, w.sha256, w.file_name, w.created_at from document_versions w
    where w.firm_id = firm and w.document_id = d.id order by w.number desc limit 1) v on true
  where d.firm_id = firm and d.removed_at is null
    and case kind when 'document' then d.id = source else t.id is not null end;
$$;

-- Brings one share to what stands at its source now. `everything`: whoever shares it says yes to all that is there.
create or replace function share_refresh(firm uuid, the_share uuid, everything boolean) returns void language plpgsql as $$
declare
  s shares;
  most constant integer := 130;
  deepest constant integer := 20;
  more integer;
  touched integer;
begin
  select * into s from shares x where x.firm_id = firm and x.id = the_share for update;
  -- Not there any more: recipients keep a line that says so; what they never saw goes without a trace.
  delete from share_files f where f.firm_id = firm and f.share_id = s.id and f.state in ('held', 'declined')
    and not exists (select 1 from share_source(firm, s.kind, s.source_id) w where w.document_id = f.document_id);
  get diagnostics touched = row_count;
  update share_files f set state = 'ended', until = app_now(),
    until_why = case when exists (select 1 from documents d where d.firm_id = firm and d.id = f.document_id and d.removed_at is null)
      then 'moved' else 'deleted' end
  where f.firm_id = firm and f.share_id = s.id and f.state = 'shared'
    and not exists (select 1 from share_source(firm, s.kind, s.source_id) w where w.document_id = f.document_id);
  get diagnostics more = row_count;
  touched := touched + more;
  -- A newer version takes the place of the one before.
  with newer as (
    update share_files f set state = 'ended', until = app_now(), until_why = 'newer'
    from share_source(firm, s.kind, s.source_id) w
    where f.firm_id = firm and f.share_id = s.id and f.state = 'shared' and w.document_id = f.document_id and w.version <> f.version
    returning f.document_id)
  insert into share_files (firm_id, id, share_id, conversation_id, matter_id, document_id, state, version, level, name, size_bytes, sha256,
    version_at, found_at, since)
  select firm, gen_random_uuid(), s.id, s.conversation_id, s.matter_id, w.document_id, 'shared', w.version, w.level, w.name, w.size_bytes,
    w.sha256, w.version_at, app_now(), app_now()
  from newer n join share_source(firm, s.kind, s.source_id) w on w.document_id = n.document_id;
  get diagnostics more = row_count;
  touched := touched + more;
  update share_files f set name = w.name, level = w.level, version = w.version, size_bytes = w.size_bytes, version_at = w.version_at,
    sha256 = w.sha256, verdict = case when f.sha256 = w.sha256 then f.verdict end, content_type = case when f.sha256 = w.sha256 then f.content_type end
  from share_source(firm, s.kind, s.source_id) w
  where f.firm_id = firm and f.share_id = s.id and f.state <> 'ended' and w.document_id = f.document_id
    and (f.name, f.level, f.version) is distinct from (w.name, w.level, w.version);
  get diagnostics more = row_count;
  touched := touched + more;
  -- What is new. A level that is full holds even what would be shared at once.
  with fresh as (
    select w.*, row_number() over (partition by w.level order by w.name, w.document_id)
      + (select count(*) from share_files f where f.firm_id = firm and f.share_id = s.id and f.state = 'shared' and f.level = w.level) as place
    from share_source(firm, s.kind, s.source_id) w
    where not exists (select 1 from share_files f where f.firm_id = firm and f.share_id = s.id and f.document_id = w.document_id and f.state <> 'ended')),
  put as (
    insert into share_files (firm_id, id, share_id, conversation_id, matter_id, document_id, state, version, level, name, size_bytes, sha256,
      version_at, found_at, since)
    select firm, gen_random_uuid(), s.id, s.conversation_id, s.matter_id, w.document_id, case when w.goes then 'shared' else 'held' end, w.version,
      w.level, w.name, w.size_bytes, w.sha256, w.version_at, app_now(), case when w.goes then app_now() end
    from (select f.*, (everything or s.auto) and f.place <= most and f.depth <= deepest as goes from fresh f) w
    returning state)
  select count(*), count(*) filter (where state = 'shared') into touched, more from (select state from put union all
    select 'changed' from generate_series(1, touched)) t;
  if touched > 0 then perform share_noted(firm, s.conversation_id, more); end if;
end $$;

-- As the program, whoever of the firm changed a document: a share of a conversation that this person does not see follows, too.
-- What has ended stays as it was then; a matter that is closed is about to end its conversations.
create or replace function shares_follow(firm uuid, matter uuid) returns void language plpgsql as $$
declare
  one uuid;
  asker text := coalesce(current_setting('app.staff_id', true), '');
begin
  perform set_config('app.staff_id', '', true);
  for one in
    select s.id from shares s
    join conversations c on c.firm_id = firm and c.id = s.conversation_id and c.state <> 'ended'
    join matters m on m.firm_id = firm and m.id = s.matter_id and m.status <> 'closed'
    where s.firm_id = firm and s.matter_id = matter and s.withdrawn_at is null
    order by s.id
  loop
    perform share_refresh(firm, one, false);
  end loop;
  perform set_config('app.staff_id', asker, true);
end $$;
create or replace function shares_follow_changes() returns trigger language plpgsql as $$
declare one record;
begin
  for one in select distinct firm_id, matter_id from changed loop
    perform shares_follow(one.firm_id, one.matter_id);
  end loop;
  return null;
end $$;
create or replace trigger shares_follow_versions after insert on document_versions
  referencing new table as changed for each statement execute function shares_follow_changes();
create or replace trigger shares_follow_documents after update on documents
  referencing new table as changed for each statement execute function shares_follow_changes();
create or replace trigger shares_follow_removals after delete on documents
  referencing old table as changed for each statement execute function shares_follow_changes();
create or replace trigger shares_follow_folders after update on folders
  referencing new table as changed for each statement execute function shares_follow_changes();
create or replace trigger shares_follow_folder_removals after delete on folders
  referencing old table as changed for each statement execute function shares_follow_changes();

-- What an upload is for, where it is not for a message.
alter table uploads add column if not exists for_id uuid;
-- The document of the matter that a file was saved as.
alter table attachments add column if not exists saved_document_id uuid;

create table if not exists request_templates (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  name text not null check (name <> ''),
  -- the slots as they are asked for
  slots jsonb not null,
  created_at timestamptz not null,
  primary key (firm_id, id)
);
create unique index if not exists request_templates_name on request_templates (firm_id, lower(name));

create table if not exists file_requests (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  conversation_id uuid not null,
  matter_id uuid not null,
  -- the note that asked: it is there for those in whose stay that lies
  seq bigint not null,
  title text not null check (title <> ''),
  note text not null default '',
  due_on date,
  -- days between reminders; null: none
  remind_every integer check (remind_every between 1 and 60),
  remind_at timestamptz,
  reminded integer not null default 0,
  state text not null default 'open' check (state in ('open', 'complete', 'cancelled')),
  requested_by_staff_id uuid not null,
  created_at timestamptz not null,
  settled_at timestamptz,
  -- files came, and the person responsible is told of them then
  tell_staff_at timestamptz,
  version integer not null default 1,
  primary key (firm_id, id),
  foreign key (firm_id, conversation_id) references conversations (firm_id, id) on delete cascade,
  foreign key (firm_id, matter_id) references matters (firm_id, id),
  foreign key (firm_id, requested_by_staff_id) references staff_members (firm_id, id),
  check ((state = 'open') = (settled_at is null)),
  check (state = 'open' or remind_at is null)
);
create index if not exists file_requests_conversation on file_requests (firm_id, conversation_id, id desc);
create index if not exists file_requests_matter on file_requests (firm_id, matter_id, id desc);
create index if not exists file_requests_remind on file_requests (remind_at) where remind_at is not null;
create index if not exists file_requests_tell on file_requests (tell_staff_at) where tell_staff_at is not null;
drop policy if exists system_crosses on file_requests;
create policy system_crosses on file_requests to matterline_system using (true) with check (true);
grant select (firm_id, id, remind_at, tell_staff_at) on file_requests to matterline_system;

create table if not exists request_slots (
  firm_id uuid not null,
  id uuid not null,
  request_id uuid not null,
  conversation_id uuid not null,
  matter_id uuid not null,
  position integer not null,
  name text not null check (name <> ''),
  help text not null default '',
  required boolean not null default true,
  -- 'pdf', 'image', 'document', 'spreadsheet', 'video', 'audio'; empty: any
  types text[] not null default '{}',
  max_files integer not null default 10 check (max_files between 1 and 130),
  max_bytes bigint not null default 5368709120 check (max_bytes between 1 and 5368709120),
  state text not null default 'open' check (state in ('open', 'received', 'accepted', 'rejected', 'waived')),
  -- why the files were not what was asked for
  reason text not null default '',
  decided_at timestamptz,
  decided_by_staff_id uuid,
  primary key (firm_id, id),
  foreign key (firm_id, request_id) references file_requests (firm_id, id) on delete cascade,
  foreign key (firm_id, conversation_id) references conversations (firm_id, id) on delete cascade,
  foreign key (firm_id, matter_id) references matters (firm_id, id),
  check ((state = 'rejected') = (reason <> ''))
);
create unique index if not exists request_slots_place on request_slots (firm_id, request_id, position);
create index if not exists request_slots_conversation on request_slots (firm_id, conversation_id);
create index if not exists request_slots_matter on request_slots (firm_id, matter_id);

create table if not exists request_files (
  firm_id uuid not null,
  id uuid not null,
  slot_id uuid not null,
  request_id uuid not null,
  conversation_id uuid not null,
  matter_id uuid not null,
  state text not null default 'received' check (state in ('received', 'accepted', 'rejected')),
  reason text not null default '',
  name text not null,
  size_bytes bigint not null,
  sha256 bytea not null,
  content_type text not null,
  type_mismatch boolean not null default false,
  location text check (location in ('removed', 'none', 'not_possible')),
  verdict text not null check (verdict in ('clean', 'infected', 'unscannable', 'unscanned', 'error')),
  verdict_detail text not null default '',
  released_at timestamptz,
  added_by_portal_user_id uuid not null,
  saved_document_id uuid,
  created_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, slot_id) references request_slots (firm_id, id) on delete cascade,
  foreign key (firm_id, request_id) references file_requests (firm_id, id) on delete cascade,
  foreign key (firm_id, conversation_id) references conversations (firm_id, id) on delete cascade,
  foreign key (firm_id, matter_id) references matters (firm_id, id),
  foreign key (firm_id, added_by_portal_user_id) references portal_users (firm_id, id)
);
create index if not exists request_files_slot on request_files (firm_id, slot_id, id);
create index if not exists request_files_request on request_files (firm_id, request_id, id);
create index if not exists request_files_conversation on request_files (firm_id, conversation_id);
create index if not exists request_files_matter on request_files (firm_id, matter_id);
create index if not exists request_files_content on request_files (firm_id, sha256);
