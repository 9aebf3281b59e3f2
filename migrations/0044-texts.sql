-- Texts (SMS): how a firm sends them, whom it may text, what it sent, what came in.

-- One provider account a firm. No row: the firm sends no texts.
create table if not exists text_settings (
  firm_id uuid primary key references firms(id) on delete cascade,
  provider text not null,
  api_url text not null,
  account_id text not null,
  -- sealed; it signs what the provider sends
  auth_token bytea not null,
  -- an API key for our own requests; null: the auth token serves for them too
  key_id text,
  key_secret bytea,
  -- the last part of the webhook's address; names the firm
  hook_key text not null,
  status text not null default 'active' check (status in ('active', 'paused')),
  -- the word that stands as sender; null: the installation's
  sender_word text,
  -- Australia shows an unregistered word among scams
  word_registered boolean not null default false,
  prefer text not null default 'number' check (prefer in ('number', 'word')),
  -- ISO 3166 codes to which texts go
  countries text[] not null,
  -- minutes of the recipient's day; equal: no quiet hours
  quiet_from smallint not null default 1260 check (quiet_from between 0 and 1439),
  quiet_until smallint not null default 540 check (quiet_until between 0 and 1439),
  quiet_weekends boolean not null default false,
  unknown_senders text not null default 'triage' check (unknown_senders in ('triage', 'drop')),
  -- who gets the task for a text of an unknown number; null: the firm's list of tasks
  triage_assignee_id uuid,
  -- whether the provider answers STOP, START and HELP by itself
  keyword_answers text not null default 'provider' check (keyword_answers in ('provider', 'ours')),
  -- parts (what providers charge for) that leave in one day of the firm
  daily_parts integer not null default 500 check (daily_parts between 1 and 100000),
  test_state text not null default 'none' check (test_state in ('none', 'ok', 'failed')),
  test_detail text not null default '',
  tested_at timestamptz,
  trouble text not null default '',
  failures integer not null default 0,
  rest_until timestamptz,
  -- when the provider is asked for what no webhook told, and up to when that is known
  poll_due_at timestamptz not null,
  polled_to timestamptz not null,
  last_hook_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  foreign key (firm_id, triage_assignee_id) references staff_members (firm_id, id),
  check ((key_id is null) = (key_secret is null))
);

-- The firm's own numbers, from which it sends and on which it is answered.
create table if not exists text_lines (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  number text not null,
  label text not null default '',
  kind text not null default 'long_code' check (kind in ('long_code', 'toll_free', 'short_code', 'mobile')),
  -- for the US and Canada: 10DLC campaign, or toll-free verification
  us_registered boolean not null default false,
  -- a group of senders at the provider that is used instead of the number itself
  service_id text,
  is_default boolean not null default false,
  removed_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null,
  primary key (firm_id, id)
);
create unique index if not exists text_lines_number on text_lines (firm_id, number) where removed_at is null;
create unique index if not exists text_lines_default on text_lines (firm_id) where is_default and removed_at is null;

-- What a firm knows of a number outside: the newest word on consent, and what the provider said of it.
create table if not exists text_numbers (
  firm_id uuid not null references firms(id) on delete cascade,
  number text not null,
  -- null: nobody has said anything
  consent text check (consent in ('in', 'out')),
  consent_at timestamptz,
  -- the carrier refuses until its owner texts START
  carrier_blocked boolean not null default false,
  problem text check (problem in ('invalid', 'not_mobile', 'blocked')),
  problem_at timestamptz,
  primary key (firm_id, number)
);

-- Every word on consent; the newest of a number holds, on every line of the firm. Nothing here ever changes.
create table if not exists text_consents (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  number text not null,
  change text not null check (change in ('in', 'out')),
  channel text not null check (channel in ('sms', 'portal', 'staff', 'carrier')),
  -- why it counts: a keyword, the words that were read, what staff was told, the carrier's code
  basis text not null check (basis <> ''),
  contact_id uuid,
  by_staff_id uuid,
  by_portal_user_id uuid,
  at timestamptz not null,
  primary key (firm_id, id),
  -- the number's owner may be forgotten; that the number wants no texts may not
  foreign key (firm_id, contact_id) references contacts (firm_id, id) on delete set null (contact_id),
  foreign key (firm_id, by_staff_id) references staff_members (firm_id, id)
);
create index if not exists text_consents_number on text_consents (firm_id, number, id desc);
create index if not exists text_consents_contact on text_consents (firm_id, contact_id) where contact_id is not null;

create or replace function text_consent_stays() returns trigger language plpgsql as $$
begin
  -- It goes with its firm, and not by itself.
  if tg_op = 'DELETE' and pg_trigger_depth() > 1 then return old; end if;
  -- Of two contacts that are one, the kept one has it.
  if tg_op = 'UPDATE' and (to_jsonb(new) - 'contact_id') = (to_jsonb(old) - 'contact_id') then return new; end if;
  raise exception 'a word on consent stays as it was given' using errcode = 'restrict_violation';
end $$;
drop trigger if exists text_consent_stays on text_consents;
create trigger text_consent_stays before update or delete on text_consents for each row execute function text_consent_stays();

-- Matters whose texts hold a link and no words.
create table if not exists text_matters (
  firm_id uuid not null,
  matter_id uuid not null,
  set_by_staff_id uuid,
  set_at timestamptz not null,
  primary key (firm_id, matter_id),
  foreign key (firm_id, matter_id) references matters (firm_id, id) on delete cascade,
  foreign key (firm_id, set_by_staff_id) references staff_members (firm_id, id)
);

-- What was to be sent, one row a message and recipient, written in the transaction of the message.
create table if not exists text_messages (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  -- null: an answer to a keyword
  conversation_id uuid,
  message_id uuid,
  seq bigint,
  portal_user_id uuid,
  contact_id uuid,
  author_staff_id uuid,
  kind text not null default 'message' check (kind in ('message', 'stopped', 'started', 'help')),
  number text not null,
  -- the words of the message: what leaves is composed from them, the link and the sender's rules
  words text not null,
  privileged boolean not null default false,
  urgent_reason text not null default '',
  -- as it left, or is to leave
  body text not null default '',
  link_only boolean not null default false,
  parts integer not null default 0,
  line_id uuid,
  -- as the recipient sees it: a number or a word
  sender text not null default '',
  service_id text,
  state text not null check (state in ('refused', 'queued', 'accepted', 'sent', 'delivered', 'undelivered', 'failed')),
  -- rows of the rules that decided, and why it was refused or is held
  rules text[] not null default '{}',
  reason text,
  error_code text,
  detail text not null default '',
  due_at timestamptz,
  -- another worker may take it after this
  claimed_until timestamptz,
  attempts integer not null default 0,
  -- a request went out; its answer is heard when provider_id is there
  asked_at timestamptz,
  provider_id text,
  state_at timestamptz not null,
  created_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, conversation_id) references conversations (firm_id, id) on delete cascade,
  foreign key (firm_id, portal_user_id) references portal_users (firm_id, id),
  foreign key (firm_id, contact_id) references contacts (firm_id, id),
  foreign key (firm_id, author_staff_id) references staff_members (firm_id, id),
  check ((state = 'refused') <= (reason is not null)),
  check ((state = 'queued') <= (due_at is not null))
);
create unique index if not exists text_messages_once on text_messages (firm_id, message_id, portal_user_id) where message_id is not null;
create unique index if not exists text_messages_provider on text_messages (firm_id, provider_id) where provider_id is not null;
create index if not exists text_messages_due on text_messages (due_at) where state = 'queued';
create index if not exists text_messages_conversation on text_messages (firm_id, conversation_id, seq) where conversation_id is not null;
create index if not exists text_messages_number on text_messages (firm_id, number, id desc);
create index if not exists text_messages_day on text_messages (firm_id, (coalesce(asked_at, due_at)));
create index if not exists text_messages_contact on text_messages (firm_id, contact_id, id desc) where contact_id is not null;

-- Each step that a text took, with the time.
create table if not exists text_states (
  firm_id uuid not null,
  id uuid not null,
  text_id uuid not null,
  state text not null,
  error_code text,
  at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, text_id) references text_messages (firm_id, id) on delete cascade
);
create index if not exists text_states_text on text_states (firm_id, text_id, id);

-- The link in a text: a destination, and no right to see it. Found by what the browser brings.
create table if not exists text_links (
  code text primary key,
  firm_id uuid not null,
  text_id uuid not null,
  conversation_id uuid not null,
  created_at timestamptz not null,
  foreign key (firm_id, text_id) references text_messages (firm_id, id) on delete cascade
);
create index if not exists text_links_text on text_links (firm_id, text_id);

-- What came in, once each; and words in the portal that read as "no more texts".
create table if not exists text_inbound (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  channel text not null default 'sms' check (channel in ('sms', 'portal')),
  -- the provider's; of the portal: the message's
  provider_id text not null,
  number text not null,
  line_id uuid,
  to_number text not null default '',
  body text not null,
  -- what it says about texting
  reply text check (reply in ('stop', 'start', 'unstop', 'yes', 'help', 'opt_out_words')),
  -- the provider says that it answered itself
  answered_by_provider boolean not null default false,
  state text not null check (state in ('new', 'filed', 'triage', 'noted', 'dropped', 'dismissed')),
  reason text,
  conversation_id uuid,
  seq bigint,
  contact_id uuid,
  portal_user_id uuid,
  -- how many rows of text_candidates it has: whoever does not see all of them does not see it
  candidates integer not null default 0,
  review text not null default 'none' check (review in ('none', 'open', 'confirmed', 'mistaken')),
  settled_by_staff_id uuid,
  settled_at timestamptz,
  task_id uuid,
  attempts integer not null default 0,
  due_at timestamptz,
  received_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, conversation_id) references conversations (firm_id, id) on delete cascade,
  foreign key (firm_id, contact_id) references contacts (firm_id, id),
  foreign key (firm_id, line_id) references text_lines (firm_id, id),
  foreign key (firm_id, settled_by_staff_id) references staff_members (firm_id, id)
);
create unique index if not exists text_inbound_once on text_inbound (firm_id, provider_id);
create index if not exists text_inbound_due on text_inbound (due_at) where state = 'new';
create index if not exists text_inbound_open on text_inbound (firm_id, id desc) where state = 'triage' or review = 'open';
create index if not exists text_inbound_number on text_inbound (firm_id, number, id desc);
create index if not exists text_inbound_contact on text_inbound (firm_id, contact_id, id desc) where contact_id is not null;

-- Where a text may belong: each conversation, each matter and each person that its number fits.
create table if not exists text_candidates (
  firm_id uuid not null,
  id uuid not null,
  inbound_id uuid not null,
  contact_id uuid not null,
  conversation_id uuid,
  matter_id uuid,
  primary key (firm_id, id),
  foreign key (firm_id, inbound_id) references text_inbound (firm_id, id) on delete cascade,
  foreign key (firm_id, contact_id) references contacts (firm_id, id),
  foreign key (firm_id, conversation_id) references conversations (firm_id, id) on delete cascade,
  foreign key (firm_id, matter_id) references matters (firm_id, id) on delete cascade
);
create index if not exists text_candidates_contact on text_candidates (firm_id, contact_id);
create index if not exists text_candidates_inbound on text_candidates (firm_id, inbound_id);

-- What a text cannot be about any more keeps nobody from it.
create or replace function text_candidate_gone() returns trigger language plpgsql as $$
begin
  update text_inbound set candidates = candidates - 1 where firm_id = old.firm_id and id = old.inbound_id;
  return null;
end $$;
drop trigger if exists text_candidate_gone on text_candidates;
create trigger text_candidate_gone after delete on text_candidates for each row execute function text_candidate_gone();

-- Pictures and files of a text. They stay at the provider until the firm has them.
create table if not exists text_media (
  firm_id uuid not null,
  id uuid not null,
  inbound_id uuid not null,
  position smallint not null,
  url text not null,
  -- as claimed
  content_type text not null default '',
  -- 'waiting': at the provider; 'kept': here, and there still; 'done': here alone
  state text not null default 'waiting' check (state in ('waiting', 'kept', 'done', 'too_large', 'gone')),
  size_bytes bigint,
  file_id uuid,
  detail text not null default '',
  attempts integer not null default 0,
  due_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, inbound_id) references text_inbound (firm_id, id) on delete cascade
);
create index if not exists text_media_inbound on text_media (firm_id, inbound_id, position);
create index if not exists text_media_due on text_media (due_at) where state in ('waiting', 'kept');

-- Whoever may not see every candidate of a text may not see the text, its files or how many there are. The walls of matters
-- and conversations hide candidates, so that counting what is left tells.
drop policy if exists candidates_wall on text_inbound;
create policy candidates_wall on text_inbound as restrictive to matterline_app using (
  app_staff() is null or candidates = 0
  or candidates = (select count(*) from text_candidates k where k.firm_id = app_firm() and k.inbound_id = text_inbound.id));
drop policy if exists candidates_wall on text_media;
create policy candidates_wall on text_media as restrictive to matterline_app using (
  app_staff() is null or exists (select 1 from text_inbound i where i.firm_id = app_firm() and i.id = text_media.inbound_id));
drop policy if exists candidates_wall on text_states;
create policy candidates_wall on text_states as restrictive to matterline_app using (
  app_staff() is null or exists (select 1 from text_messages t where t.firm_id = app_firm() and t.id = text_states.text_id));

-- Finding which firms have work, and whose a link is; what is in it stays behind the wall.
do $$
declare t text;
begin
  foreach t in array array['text_settings','text_messages','text_inbound','text_media','text_links'] loop
    execute format('drop policy if exists system_crosses on %I', t);
    execute format('create policy system_crosses on %I to matterline_system using (true) with check (true)', t);
  end loop;
end $$;
grant select (firm_id, status, rest_until, poll_due_at) on text_settings to matterline_system;
grant select (firm_id, state, due_at, claimed_until) on text_messages to matterline_system;
grant select (firm_id, state, due_at) on text_inbound to matterline_system;
grant select (firm_id, state, due_at) on text_media to matterline_system;
grant select (code, firm_id, text_id, conversation_id) on text_links to matterline_system;
