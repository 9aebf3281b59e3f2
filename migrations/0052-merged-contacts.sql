-- Contacts that were merged while both had a way into the portal: who is whom is decided by a person.

-- This access was joined into another one, or ended for it: both are one person.
alter table portal_users add column if not exists replaced_by_id uuid;
do $$ begin
  alter table portal_users add constraint portal_users_replaced_by foreign key (firm_id, replaced_by_id)
    references portal_users (firm_id, id) on delete set null (replaced_by_id);
exception when duplicate_object then null; end $$;
create index if not exists portal_users_replaced on portal_users (firm_id, replaced_by_id) where replaced_by_id is not null;
-- Of one contact one access counts. (While two change places, the one that gives way does not.)
drop index if exists portal_users_contact;
create unique index if not exists portal_users_contact on portal_users (firm_id, contact_id) where replaced_by_id is null;
create index if not exists portal_users_of_contact on portal_users (firm_id, contact_id);

create index if not exists contacts_merged on contacts (firm_id, merged_into_id) where merged_into_id is not null;

-- What was decided, each time. What waits for a decision is no table: it is every access of a contact that was merged into
-- another, whoever merged them and whenever.
create table if not exists merged_contact_decisions (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  -- the contact that was merged away, and the one that it is now
  contact_id uuid not null,
  into_contact_id uuid not null,
  decision text not null check (decision in ('united', 'only_one', 'apart')),
  -- the access that goes on, and the one that does not; null: both go on, or there was one alone
  kept_portal_user_id uuid,
  replaced_portal_user_id uuid,
  -- which accesses and mailboxes there were: kept apart, they are asked about again when this is another
  standing text not null,
  reason text not null default '',
  decided_by_staff_id uuid not null,
  decided_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, contact_id) references contacts (firm_id, id) on delete cascade,
  foreign key (firm_id, into_contact_id) references contacts (firm_id, id) on delete cascade,
  foreign key (firm_id, decided_by_staff_id) references staff_members (firm_id, id),
  check (decision <> 'only_one' or reason <> '')
);
create index if not exists merged_contact_decisions_contact on merged_contact_decisions (firm_id, contact_id, id desc);

-- The contact that somebody is after all merges.
create or replace function merged_root(firm uuid, contact uuid) returns uuid language sql stable as $$
  with recursive chain as (
    select c.id, c.merged_into_id, 0 as steps from contacts c where c.firm_id = firm and c.id = contact
    union all
    select c.id, c.merged_into_id, chain.steps + 1 from chain
    join contacts c on c.firm_id = firm and c.id = chain.merged_into_id where chain.steps < 50)
  select id from chain order by steps desc limit 1
$$;
