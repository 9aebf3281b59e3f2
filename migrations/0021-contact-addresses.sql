-- Postal addresses of contacts, as they are written; nothing is looked up.

create table if not exists contact_addresses (
  firm_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  label text not null default '',
  line1 text not null default '',
  line2 text not null default '',
  town text not null default '',
  county text not null default '',
  postcode text not null default '',
  -- in words; empty: the firm's own country
  country text not null default '',
  position integer not null default 0,
  primary key (firm_id, id),
  foreign key (firm_id, contact_id) references contacts (firm_id, id) on delete cascade
);
create index if not exists contact_addresses_contact on contact_addresses (firm_id, contact_id);
