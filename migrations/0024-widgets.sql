-- Forms for the firm's website: what a visitor is asked and told, and the price page made of the same fee scale.

create table if not exists widgets (
  firm_id uuid not null references firms(id) on delete cascade,
  id uuid not null,
  name text not null,
  -- stands in the web page that the form is on: it names the firm and opens nothing else
  public_key text not null,
  active boolean not null default false,
  -- pages of these may show it: https://www.example.com
  origins text[] not null default '{}',
  transactions text[] not null,
  -- null: the default one
  fee_scale_id uuid,
  show text not null default 'lines' check (show in ('lines', 'range', 'request')),
  consent_text text not null default '',
  privacy_url text not null default '',
  thanks text not null default '',
  source_tag text not null default '',
  -- who gets the enquiries; null: administrators are told
  assignee_id uuid,
  -- {accent, font}
  look jsonb not null,
  -- {published, nation, typicalPrices, stages, staff, complaints, regulator}
  prices jsonb not null,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (firm_id, id),
  foreign key (firm_id, fee_scale_id) references fee_scales (firm_id, id),
  foreign key (firm_id, assignee_id) references staff_members (firm_id, id)
);
create unique index if not exists widgets_name on widgets (firm_id, lower(name));
create unique index if not exists widgets_key on widgets (firm_id, public_key);

-- Each enquiry once, by the id that the visitor's browser made; with the words that the visitor agreed to.
create table if not exists widget_requests (
  firm_id uuid not null,
  widget_id uuid not null,
  request_id uuid not null,
  lead_id uuid,
  consent_text text not null,
  privacy_url text not null,
  page text not null default '',
  at timestamptz not null,
  primary key (firm_id, widget_id, request_id),
  foreign key (firm_id, widget_id) references widgets (firm_id, id) on delete cascade,
  foreign key (firm_id, lead_id) references leads (firm_id, id) on delete cascade
);
create index if not exists widget_requests_lead on widget_requests (firm_id, lead_id);
create index if not exists widget_requests_at on widget_requests (firm_id, widget_id, at desc);
