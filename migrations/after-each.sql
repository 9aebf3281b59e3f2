-- Runs after every migration: isolation is applied to every tenant table by construction, so none can be forgotten.
do $$
declare t record;
begin
  for t in
    select c.relname as name,
           exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'matter_id' and not a.attisdropped) as on_matter,
           exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'conversation_id' and not a.attisdropped) as in_conversation
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p')
      and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'firm_id' and not a.attisdropped)
  loop
    execute format('alter table %I enable row level security', t.name);
    execute format('alter table %I force row level security', t.name);
    execute format('drop policy if exists firm_wall on %I', t.name);
    execute format('create policy firm_wall on %I to matterline_app using (firm_id = app_firm()) with check (firm_id = app_firm())', t.name);
    -- A walled matter does not exist for those outside the wall, and neither does anything on it. The program itself
    -- (app_staff() null) works for all. Writing is not narrowed further: one must see a matter to write on it.
    execute format('drop policy if exists matter_wall on %I', t.name);
    if t.on_matter and t.name not in ('matter_access', 'pair_rules') then
      execute format(
        'create policy matter_wall on %I as restrictive to matterline_app using (app_staff() is null or matter_id is null
           or exists (select 1 from matters m where m.firm_id = app_firm() and m.id = %I.matter_id))', t.name, t.name);
    end if;
    -- What belongs to a conversation exists for those for whom the conversation does. (The grants are what its wall asks.)
    -- `offset 0` has each row's conversation looked up by itself: without it a page of a search may first work out which of
    -- all conversations of the firm one sees, a tenth of a second where there are some ten thousand.
    execute format('drop policy if exists conversation_wall on %I', t.name);
    if t.in_conversation and t.name <> 'break_glass_grants' then
      execute format(
        'create policy conversation_wall on %I as restrictive to matterline_app using (app_staff() is null or conversation_id is null
           or exists (select 1 from conversations c where c.firm_id = app_firm() and c.id = %I.conversation_id offset 0))', t.name, t.name);
    end if;
    -- Keys of files are for the program alone, whoever it works for.
    execute format('drop policy if exists keys_wall on %I', t.name);
    if t.name in ('matter_keys', 'content_keys', 'matter_content_keys') then
      execute format('create policy keys_wall on %I as restrictive to matterline_app using (app_staff() is null)', t.name);
    end if;
    execute format('grant select, insert, update, delete on %I to matterline_app', t.name);
  end loop;
end $$;

grant select on content_places to matterline_app;

-- The audit log is only added to. (Of an entry retention may empty the words; the trigger sees that nothing else changes.)
revoke update, delete on audit_log, audit_blocks from matterline_app;
grant update (detail, salt) on audit_log to matterline_app;

alter table firms enable row level security;
alter table firms force row level security;
drop policy if exists firm_wall on firms;
create policy firm_wall on firms to matterline_app using (id = app_firm()) with check (id = app_firm());
grant select, update on firms to matterline_app;

drop policy if exists matter_wall on matters;
create policy matter_wall on matters as restrictive to matterline_app using (
  app_staff() is null or not restricted
  or exists (select 1 from matter_access a where a.firm_id = app_firm() and a.matter_id = matters.id and a.staff_id = app_staff())
);

-- Conversations, for staff (the table of portal.md T1, rows 4 to 6; row 3 is the matter wall): direct ones and channels exist
-- for their members, matters' conversations for whoever sees the matter, unless the firm keeps them to their members, too.
drop policy if exists conversation_wall on conversations;
create policy conversation_wall on conversations as restrictive to matterline_app using (
  app_staff() is null
  or app_staff() = any (staff_ids)
  or (kind in ('external', 'internal') and (state = 'ended'
    or not exists (select 1 from portal_settings s where s.firm_id = app_firm() and s.members_only)))
  or exists (select 1 from break_glass_grants g where g.firm_id = app_firm() and g.conversation_id = conversations.id
    and g.staff_id = app_staff() and kind in ('channel', 'direct') and g.ended_at is null and g.expires_at > app_now())
);

-- People outside the firm (T1, rows 7 to 10) work under a role of their own, which reads these few columns and no others, and
-- writes nothing: what they do is carried out by the program after it was decided with their eyes.
do $$
declare t text;
begin
  foreach t in array array['firms','staff_members','contacts','portal_settings','portal_users','conversations','participants','messages','read_pointers','drafts','pins','events','matter_events','event_attendees','to_dos','attachments','file_words','shares','share_files','file_requests','request_slots','request_files'] loop
    execute format('drop policy if exists portal_wall on %I', t);
  end loop;
end $$;
create policy portal_wall on firms to matterline_portal using (id = app_firm());
grant select (id, name, country, time_zone) on firms to matterline_portal;
create policy portal_wall on portal_users to matterline_portal using (firm_id = app_firm() and id = app_portal_user());
grant select (firm_id, id, contact_id, email, active, email_changed_at) on portal_users to matterline_portal;
create policy portal_wall on participants to matterline_portal using (
  firm_id = app_firm() and portal_user_id = app_portal_user()
  and left_how is distinct from 'for_cause' and (access_until is null or access_until > app_now()));
grant select (firm_id, id, conversation_id, portal_user_id, from_seq, to_seq, joined_at, left_at, left_how, access_until, from_event) on participants to matterline_portal;
create policy portal_wall on conversations to matterline_portal using (
  firm_id = app_firm() and kind = 'external' and state <> 'draft'
  and exists (select 1 from participants p where p.firm_id = app_firm() and p.conversation_id = conversations.id));
grant select (firm_id, id, kind, matter_id, title, state, second_factor, last_seq, last_message_at, continues_id, staff_ids, archived_at, ended_at, created_at)
  on conversations to matterline_portal;
-- Within a stay, and of a conversation that asks for a second factor only after one; never a line for staff alone.
create policy portal_wall on messages to matterline_portal using (
  firm_id = app_firm() and not inside
  and exists (select 1 from participants p where p.firm_id = app_firm() and p.conversation_id = messages.conversation_id
    and messages.seq between p.from_seq and coalesce(p.to_seq, messages.seq))
  and exists (select 1 from conversations c where c.firm_id = app_firm() and c.id = messages.conversation_id
    and (app_second_factor() or not c.second_factor)));
grant select (firm_id, conversation_id, seq, id, kind, author_staff_id, author_portal_user_id, body, detail, sent_by, reply_to_seq, client_key, edited_at,
  retracted_at, search, created_at) on messages to matterline_portal;
create policy portal_wall on pins to matterline_portal using (
  firm_id = app_firm() and exists (select 1 from messages m
    where m.firm_id = app_firm() and m.conversation_id = pins.conversation_id and m.seq = pins.seq));
grant select (firm_id, conversation_id, seq, pinned_at) on pins to matterline_portal;
-- A file is there for whoever reads its message.
create policy portal_wall on attachments to matterline_portal using (
  firm_id = app_firm() and exists (select 1 from messages m
    where m.firm_id = app_firm() and m.conversation_id = attachments.conversation_id and m.seq = attachments.seq));
grant select (firm_id, conversation_id, seq, id, position, name, size_bytes, sha256, content_type, type_mismatch, location, verdict, released_at,
  withdrawn_at, created_at) on attachments to matterline_portal;
-- So are its words.
create policy portal_wall on file_words to matterline_portal using (
  firm_id = app_firm() and exists (select 1 from messages m
    where m.firm_id = app_firm() and m.conversation_id = file_words.conversation_id and m.seq = file_words.seq));
grant select (firm_id, file_id, conversation_id, seq, file_type, body, search, created_at) on file_words to matterline_portal;
-- A share and a request are there for whoever reads the note that told of them; of a share the files as they are, for who left
-- as they were then, and a line for those that were moved or deleted since.
create policy portal_wall on shares to matterline_portal using (
  firm_id = app_firm() and exists (select 1 from messages m
    where m.firm_id = app_firm() and m.conversation_id = shares.conversation_id and m.seq = shares.seq));
grant select (firm_id, id, conversation_id, matter_id, seq, kind, name, shared_at, withdrawn_at) on shares to matterline_portal;
create policy portal_wall on share_files to matterline_portal using (
  firm_id = app_firm() and since is not null
  and exists (select 1 from shares s
    join participants p on p.firm_id = app_firm() and p.conversation_id = s.conversation_id
      and s.seq between p.from_seq and coalesce(p.to_seq, s.seq)
    where s.firm_id = app_firm() and s.id = share_files.share_id and s.withdrawn_at is null
      and (p.left_at is null or share_files.since <= p.left_at)
      and (share_files.until is null or share_files.until > p.left_at or (p.left_at is null and share_files.until_why <> 'newer'))));
grant select (firm_id, id, share_id, conversation_id, document_id, state, version, level, name, size_bytes, sha256, content_type, type_mismatch, verdict,
  version_at, released_at, since, until, until_why) on share_files to matterline_portal;
create policy portal_wall on file_requests to matterline_portal using (
  firm_id = app_firm() and exists (select 1 from messages m
    where m.firm_id = app_firm() and m.conversation_id = file_requests.conversation_id and m.seq = file_requests.seq));
grant select (firm_id, id, conversation_id, matter_id, seq, title, note, due_on, state, created_at, settled_at) on file_requests to matterline_portal;
create policy portal_wall on request_slots to matterline_portal using (
  firm_id = app_firm() and exists (select 1 from file_requests r where r.firm_id = app_firm() and r.id = request_slots.request_id));
grant select (firm_id, id, request_id, conversation_id, position, name, help, required, types, max_files, max_bytes, state, reason, decided_at)
  on request_slots to matterline_portal;
create policy portal_wall on request_files to matterline_portal using (
  firm_id = app_firm() and exists (select 1 from file_requests r
    join participants p on p.firm_id = app_firm() and p.conversation_id = r.conversation_id
      and r.seq between p.from_seq and coalesce(p.to_seq, r.seq)
    where r.firm_id = app_firm() and r.id = request_files.request_id and (p.left_at is null or request_files.created_at <= p.left_at)));
grant select (firm_id, id, slot_id, request_id, conversation_id, state, reason, name, size_bytes, sha256, content_type, type_mismatch, location, verdict,
  released_at, added_by_portal_user_id, created_at) on request_files to matterline_portal;
create policy portal_wall on read_pointers to matterline_portal using (firm_id = app_firm() and person_id = app_portal_user());
grant select on read_pointers to matterline_portal;
create policy portal_wall on drafts to matterline_portal using (firm_id = app_firm() and person_id = app_portal_user());
grant select on drafts to matterline_portal;
-- What is meant for them, and what happens in their conversations while a stay goes on.
create policy portal_wall on events to matterline_portal using (
  firm_id = app_firm() and (portal_user_id = app_portal_user() or (
    portal_user_id is null and not staff_only
    and exists (select 1 from participants p where p.firm_id = app_firm() and p.conversation_id = events.conversation_id
      and p.left_at is null and p.from_event < events.seq)
    and exists (select 1 from conversations c where c.firm_id = app_firm() and c.id = events.conversation_id))));
grant select (firm_id, seq, type, subject_id, conversation_id, portal_user_id, at) on events to matterline_portal;
-- Names alone; of contacts, of those who come to the portal themselves.
create policy portal_wall on staff_members to matterline_portal using (firm_id = app_firm());
grant select (firm_id, id, first_name, last_name) on staff_members to matterline_portal;

-- Open streams end at once with their session (as in 0041-live.sql; these tables are younger).
create or replace trigger streams_told after delete or update of revoked_at, expires_at, active_firm_id, active_portal_user_id on portal_sessions
  for each row when (old.revoked_at is null and old.active_firm_id is not null) execute function tell_streams('sign_in', 'active_firm_id', 'portalUserId', 'active_portal_user_id');
create or replace trigger streams_told after delete on portal_logins
  for each row execute function tell_streams('sign_in', 'firm_id', 'portalUserId', 'portal_user_id');
-- Events that one attends, without who else does; and what one has to do, as far as one may see where it came up.
create policy portal_wall on event_attendees to matterline_portal using (
  firm_id = app_firm() and removed_at is null
  and exists (select 1 from portal_users u where u.firm_id = app_firm() and u.contact_id = event_attendees.contact_id));
grant select (firm_id, event_id, contact_id, state, answered_at, seen_sequence, removed_at) on event_attendees to matterline_portal;
create policy portal_wall on matter_events to matterline_portal using (
  firm_id = app_firm()
  and exists (select 1 from event_attendees a where a.firm_id = app_firm() and a.event_id = matter_events.id));
grant select (firm_id, id, matter_id, uid, sequence, title, place, description, starts_at, ends_at, time_zone, neutral, state, organiser_staff_id, moved_at, cancelled_at, updated_at)
  on matter_events to matterline_portal;
create policy portal_wall on to_dos to matterline_portal using (
  firm_id = app_firm() and portal_user_id = app_portal_user() and state <> 'withdrawn'
  and (conversation_id is null or exists (select 1 from conversations c where c.firm_id = app_firm() and c.id = to_dos.conversation_id
    and (app_second_factor() or not c.second_factor))));
grant select (firm_id, id, matter_id, conversation_id, portal_user_id, kind, source_id, title, due_on, state, done_how, done_at, created_at) on to_dos to matterline_portal;

-- The system role crosses firms, and can do only what needs that: sign-in, finding a firm by key, intake, finding work.
do $$
declare t text;
begin
  foreach t in array array['auth_user','auth_session','auth_account','auth_verification','auth_two_factor','auth_passkey','memberships','hook_keys','connection_keys','request_lanes','portal_accounts','portal_logins','portal_sessions','portal_requests','portal_failures','portal_devices','portal_passkeys','portal_authenticators','portal_recovery_codes'] loop
    execute format('grant select, insert, update, delete on %I to matterline_system', t);
  end loop;
  foreach t in array array['firms','sources','raw_events','pending_events','artefacts','interactions','memberships','hook_keys','staff_members','api_tokens','backfills','connection_keys','connections','mirror_streams','mirror_hints','destination_writes','what_if_runs','redo_runs','daily_proofs','quote_versions','portal_users','portal_logins','outgoing_messages','notice_timers','closed_matters','audit_pending','file_words','push_timers','push_subscriptions','portal_hosts'] loop
    execute format('drop policy if exists system_crosses on %I', t);
    execute format('create policy system_crosses on %I to matterline_system using (true) with check (true)', t);
  end loop;
end $$;
grant select, insert on firms to matterline_system;
-- Sign-in must tell who is active and with what role before it knows the firm; names and addresses are not needed for it.
grant select (firm_id, id, role, active) on staff_members to matterline_system;
grant select (firm_id, id, staff_id, token_hash, last_used_at, revoked_at) on api_tokens to matterline_system;
grant update (last_used_at) on api_tokens to matterline_system;
grant select on sources to matterline_system;
grant select, insert on raw_events to matterline_system;
grant select, insert on pending_events to matterline_system;
grant select (firm_id, id, state, due_at) on artefacts to matterline_system;
grant select (firm_id, id, source_id, state, due_at) on backfills to matterline_system;
grant select (firm_id, id, ended, last_observed_at) on interactions to matterline_system;
-- Finding work for connections; what is in it stays behind the wall.
grant select (firm_id, id, vendor, status, blocked_until, last_served_at, subscription_due_at, token_expires_at, grant_expires_at, sign_in_grant, updated_at) on connections to matterline_system;
grant select (firm_id, connection_id, kind, pass, due_at) on mirror_streams to matterline_system;
grant select (firm_id, connection_id, due_at) on mirror_hints to matterline_system;
grant select (firm_id, id, connection_id, state, due_at, after_id) on destination_writes to matterline_system;
grant select (firm_id, id, state, due_at) on what_if_runs to matterline_system;
grant select (firm_id, id, state, due_at) on redo_runs to matterline_system;
grant select (firm_id, source_id, day, state, due_at) on daily_proofs to matterline_system;
grant select (firm_id, id, state, expires_on) on quote_versions to matterline_system;
-- Messages whose undo time is over; their words stay behind the wall.
grant select (firm_id, id, release_at, refused) on outgoing_messages to matterline_system;
-- Files whose text is to be read; what is in them stays behind the wall.
grant select (firm_id, file_id, state, due_at) on file_words to matterline_system;
-- Matters whose conversations are to be ended.
grant select (firm_id, matter_id, at) on closed_matters to matterline_system;
-- Notices that are due.
grant select (firm_id, conversation_id, portal_user_id, due_at) on notice_timers to matterline_system;
-- Firms with entries of the audit log that are not on the chain yet.
grant select (firm_id) on audit_pending to matterline_system;
-- Pushes that are due, devices whose session is over, and the firm of an address.
grant select (firm_id, conversation_id, person_id, due_at) on push_timers to matterline_system;
grant select (firm_id, id, session_id, staff_id, portal_user_id), delete on push_subscriptions to matterline_system;
grant select (firm_id, host, verified_at) on portal_hosts to matterline_system;
grant select, insert on push_keys to matterline_system;
-- The portal's sign-in finds the firms that know a mailbox.
grant select (firm_id, id, email, active, email_changed_at) on portal_users to matterline_system;

-- Behind row-level security an index serves only operators that PostgreSQL knows to tell nothing about hidden rows.
-- The full-text match is one, unmarked; only a superuser may say so. Without the mark search is right, and slow at a million.
do $$ begin
  if exists (select 1 from pg_proc where oid = 'pg_catalog.ts_match_vq(tsvector, tsquery)'::regprocedure and not proleakproof) then
    alter function pg_catalog.ts_match_vq(tsvector, tsquery) leakproof;
  end if;
exception when insufficient_privilege then null; end $$;
