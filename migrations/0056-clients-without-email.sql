-- Clients without e-mail: they sign in with a mobile number and a second factor. The firm's option, off by default.

alter table text_settings add column if not exists sign_in_by_number boolean not null default false;
grant select (sign_in_by_number) on text_settings to matterline_system;

-- E.164, of somebody who comes by number; everybody else comes by e-mail.
alter table portal_users add column if not exists number text;
alter table portal_users drop constraint if exists portal_users_one_way;
alter table portal_users add constraint portal_users_one_way check (number is null or email = '');
create unique index if not exists portal_users_number on portal_users (firm_id, number) where number is not null;

-- A mailbox stays its owner's, a number is handed on: a login by number is one client's of one firm, and no other firm's.
alter table portal_accounts alter column email drop not null;
alter table portal_accounts add column if not exists number text;
alter table portal_accounts add column if not exists of_firm_id uuid references firms(id) on delete cascade;
alter table portal_accounts drop constraint if exists portal_accounts_one_way;
alter table portal_accounts add constraint portal_accounts_one_way
  check ((email is null) = (number is not null) and (number is null) = (of_firm_id is null));
create unique index if not exists portal_accounts_number on portal_accounts (number, of_firm_id) where number is not null;
create index if not exists portal_accounts_of_firm on portal_accounts (of_firm_id) where of_firm_id is not null;

-- What the program itself texts to them.
alter table text_messages drop constraint if exists text_messages_kind_check;
alter table text_messages add constraint text_messages_kind_check
  check (kind in ('message', 'stopped', 'started', 'help', 'invitation', 'sign_in', 'notice', 'told'));
-- A sign-in code is readable by nobody at the firm, and gone once it was sent.
alter table text_messages add column if not exists sealed bytea;
create unique index if not exists text_messages_notice_once on text_messages (firm_id, portal_user_id, conversation_id, seq) where kind = 'notice';
-- null: to the portal's door
alter table text_links alter column conversation_id drop not null;

alter table notice_events add column if not exists text_id uuid;
