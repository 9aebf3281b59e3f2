-- Layouts: sheets of details that hang on a matter, field by field. The first one is Completion Details.

create table if not exists matter_layouts (
  firm_id uuid not null,
  matter_id uuid not null,
  layout text not null check (layout in ('completion_details')),
  -- counts every change of any field
  version integer not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (firm_id, matter_id, layout),
  foreign key (firm_id, matter_id) references matters (firm_id, id) on delete cascade
);

-- Each field on its own, so that two people who fill in different ones never meet.
create table if not exists matter_layout_fields (
  firm_id uuid not null,
  matter_id uuid not null,
  layout text not null,
  field text not null,
  -- money in minor units, percentages in hundredths; null: emptied, or of the kinds below
  value jsonb,
  -- of a field that names a contact
  contact_id uuid,
  -- of a bank account: it lies open nowhere, and only its last four digits are shown
  sealed bytea,
  ending text,
  origin text not null check (origin in ('staff', 'quote', 'sync')),
  -- counts the changes of this field
  version integer not null,
  changed_at timestamptz not null,
  -- null: the program
  changed_by_staff_id uuid,
  -- the last time that a person of the firm wrote it, or said that it is right
  confirmed_at timestamptz,
  confirmed_by_staff_id uuid,
  primary key (firm_id, matter_id, layout, field),
  foreign key (firm_id, matter_id, layout) references matter_layouts (firm_id, matter_id, layout) on delete cascade,
  foreign key (firm_id, contact_id) references contacts (firm_id, id)
);
create index if not exists matter_layout_fields_contact on matter_layout_fields (firm_id, contact_id) where contact_id is not null;
