-- What open streams are told: events of conversations and for people of the portal, and at once who may no longer listen.

alter table events add column if not exists conversation_id uuid;
-- meant for this person of the portal, and for nobody else who comes to it
alter table events add column if not exists portal_user_id uuid;
-- of a conversation, and none of the business of those outside: that somebody of the firm read, or keeps a note
alter table events add column if not exists staff_only boolean not null default false;
create index if not exists events_conversation on events (firm_id, conversation_id, seq) where conversation_id is not null;
create index if not exists events_portal_user on events (firm_id, portal_user_id, seq) where portal_user_id is not null;

-- The newest event when a stay began: who joins later is told nothing of what happened before, not even how much it was.
alter table participants add column if not exists from_event bigint;
update participants set from_event = 0 where from_event is null;
alter table participants alter column from_event set not null;

create or replace function participants_from_event() returns trigger language plpgsql as $$
begin
  if new.from_event is null then
    -- Whoever posts holds this lock until the commit: what was posted before has its number by then.
    perform 1 from conversations c where c.firm_id = new.firm_id and c.id = new.conversation_id for no key update;
    select coalesce(max(f.event_seq), 0) into new.from_event from firms f where f.id = new.firm_id;
  end if;
  return new;
end $$;
drop trigger if exists participants_from_event on participants;
create trigger participants_from_event before insert on participants for each row execute function participants_from_event();

-- The firm's people who write are shown to clients as the firm: "… is typing".
alter table portal_settings add column if not exists typing_shown boolean not null default false;

-- Told to every process at the commit, whoever made the change: { kind, firmId, <name>: <id> }, of arguments kind, column of
-- the firm, name, column of the id. 'sign_in': may this person still listen? 'sight': this person sees something else now.
create or replace function tell_streams() returns trigger language plpgsql as $$
declare
  was jsonb := case tg_op when 'INSERT' then to_jsonb(new) else to_jsonb(old) end;
  told jsonb := jsonb_build_object('kind', tg_argv[0], 'firmId', was -> tg_argv[1]);
begin
  if tg_nargs > 2 then told := told || jsonb_build_object(tg_argv[2], was -> tg_argv[3]); end if;
  perform pg_notify('matterline_signals', told::text);
  return null;
end $$;
-- A session of staff has no firm; it is named by its token's hash, so that the token stays where it is.
create or replace function tell_streams_of_session() returns trigger language plpgsql as $$
begin
  perform pg_notify('matterline_signals',
    jsonb_build_object('kind', 'sign_in', 'session', encode(sha256(convert_to(old.token, 'UTF8')), 'hex'))::text);
  return null;
end $$;

create or replace trigger streams_told after delete or update of "activeFirmId" on auth_session
  for each row when (old."expiresAt" > now()) execute function tell_streams_of_session();
create or replace trigger streams_told after update of active on staff_members
  for each row when (old.active and not new.active) execute function tell_streams('sign_in', 'firm_id', 'staffId', 'id');
create or replace trigger streams_told after delete on memberships
  for each row execute function tell_streams('sign_in', 'firm_id', 'staffId', 'staff_id');
create or replace trigger streams_told after delete or update of revoked_at on api_tokens
  for each row when (old.revoked_at is null) execute function tell_streams('sign_in', 'firm_id', 'staffId', 'staff_id');
create or replace trigger streams_told after update of active on portal_users
  for each row when (old.active and not new.active) execute function tell_streams('sign_in', 'firm_id', 'portalUserId', 'id');

create or replace trigger streams_told after update of restricted on matters
  for each row when (old.restricted is distinct from new.restricted) execute function tell_streams('sight', 'firm_id', 'matterId', 'id');
create or replace trigger streams_told after insert or delete on matter_access
  for each row execute function tell_streams('sight', 'firm_id', 'staffId', 'staff_id');
create or replace trigger streams_told after update of left_at on participants
  for each row when (old.staff_id is not null) execute function tell_streams('sight', 'firm_id', 'staffId', 'staff_id');
create or replace trigger portal_streams_told after update of left_at on participants
  for each row when (old.portal_user_id is not null) execute function tell_streams('sight', 'firm_id', 'portalUserId', 'portal_user_id');
create or replace trigger streams_told after insert or update on break_glass_grants
  for each row execute function tell_streams('sight', 'firm_id', 'staffId', 'staff_id');
create or replace trigger streams_told after update of members_only on portal_settings
  for each row when (old.members_only is distinct from new.members_only) execute function tell_streams('sight', 'firm_id');
