-- Contacts that share a number or an e-mail address and are not the same person, as somebody said: they are not offered as
-- duplicates again. Each pair stands once, the smaller id first.
create table if not exists contacts_apart (
  firm_id uuid not null references firms(id) on delete cascade,
  contact_id uuid not null,
  other_id uuid not null,
  said_by_staff_id uuid not null,
  said_at timestamptz not null,
  primary key (firm_id, contact_id, other_id),
  foreign key (firm_id, contact_id) references contacts (firm_id, id) on delete cascade,
  foreign key (firm_id, other_id) references contacts (firm_id, id) on delete cascade,
  foreign key (firm_id, said_by_staff_id) references staff_members (firm_id, id),
  check (contact_id < other_id)
);
create index if not exists contacts_apart_other on contacts_apart (firm_id, other_id);
